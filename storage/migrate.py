"""Bring the database to the newest schema. Safe to call at every start and from several processes at once."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from storage.engine import Database

HEAD = "0005"
"""The newest revision; known here so that a start with nothing to do need not import Alembic."""

_MIGRATIONS = Path(__file__).with_name("migrations")


async def migrate(database: Database) -> None:
    """Apply what is missing in one transaction: after a crash there is the old schema or the new one."""
    async with database.read() as connection:
        if await connection.run_sync(_current) == HEAD:
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
