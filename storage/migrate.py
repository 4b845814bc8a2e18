"""Bring the database to the newest schema. Safe to call at every start and from several processes at once."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from storage.engine import Database

_MIGRATIONS = Path(__file__).with_name("migrations")


def newest() -> str:
    """The newest revision, by the names of the files: a start with nothing to do need not import Alembic, nor wait to write."""
    return max(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


async def migrate(database: Database) -> None:
    """Apply what is missing in one transaction: after a crash there is the old schema or the new one."""
    async with database.read() as connection:
        if await connection.run_sync(_current) == newest():
            return
    async with database.write(alone="migrations") as connection:
        await connection.run_sync(_upgrade)


def _current(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
