"""A database file with the schema already in it: migrating anew for each test costs more than most tests do.

That migrations bring a database there is promised by tests/fault/test_postgres.py.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from storage.engine import Database
from storage.migrate import migrate

_KEPT: list[bytes] = []  # one for this process


async def lay_schema(file: Path) -> None:
    """Put a migrated, empty database at `file`, unless something is there."""
    if file.exists():
        return
    if not _KEPT:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "eclo.db"
            database = Database(f"sqlite+aiosqlite:///{made}")
            await migrate(database)
            await database.close()
            _KEPT.append(made.read_bytes())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_KEPT[0])
