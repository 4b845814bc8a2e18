"""People's own API keys, sealed: what is in here can't be read without the program's secret."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from storage.engine import Database
from storage.scope import Scope
from storage.tables import keys


class Keys:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, scope: Scope) -> str | None:
        """The sealed key of this person, or None."""
        async with self._database.read() as connection:
            return await connection.scalar(sa.select(keys.c.sealed).where(_whose(scope)))

    async def put(self, scope: Scope, sealed: str) -> None:
        """Keep a sealed key in the place of the one before."""
        async with self._database.write(alone=f"key {scope.workspace} {scope.user}") as connection:
            await connection.execute(sa.delete(keys).where(_whose(scope)))
            await connection.execute(
                sa.insert(keys).values(workspace=scope.workspace, user=scope.user, sealed=sealed, created_at=datetime.now(UTC))
            )

    async def remove(self, scope: Scope) -> bool:
        """False when there was none."""
        async with self._database.write() as connection:
            gone = await connection.execute(sa.delete(keys).where(_whose(scope)))
        return bool(gone.rowcount)


def _whose(scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(keys.c.workspace == scope.workspace, keys.c.user == scope.user)
