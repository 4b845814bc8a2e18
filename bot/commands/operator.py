"""`eclo manifest` and `eclo docs`: pages made from the code."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.settings import Settings


def manifest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the Slack app manifest."""
    from bot.slack.manifest import manifest_json

    print(manifest_json(arguments.url))
    return 0


def docs(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the generated pages, or with --check name those that are out of date (exit status 1)."""
    from bot.pages import pages

    root = Path(__file__).parent.parent.parent
    stale = [(root / name, text) for name, text in pages().items() if not _same(root / name, text)]
    for path, text in stale:
        if arguments.check:
            print(f"{path.relative_to(root)} is out of date: run `uv run eclo docs`", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(root))
    return 1 if arguments.check and stale else 0


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def migrate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to the newest schema (every start does so, too; a release does it before the new code runs)."""
    from storage.engine import Database
    from storage.migrate import migrate as migrate_database
    from storage.migrate import newest

    async def run() -> None:
        database = Database(settings.resolved_database_url)
        await migrate_database(database)
        await database.close()

    asyncio.run(run())
    print(f"the database is at revision {newest()}")
    return 0
