"""What turns used: tokens and their price, by model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from storage.datasets import place
from storage.engine import Database
from storage.scope import Scope
from storage.tables import usage


@dataclass(frozen=True, slots=True)
class Use:
    """What one turn used of one model. Tokens as the API counts them: input without what was read from or written to its cache."""

    model: str
    requests: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    usd: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Used:
    """A sum: `name` is a user or a model, "" for everything."""

    name: str
    turns: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    usd: float


class Usage:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, scope: Scope, turn: str, uses: Sequence[Use]) -> None:
        """Keep what a turn used. A turn that runs again after a crash has used it again."""
        rows = [{**place(scope), "user": scope.user, "turn": turn, **asdict(use), "at": datetime.now(UTC)} for use in uses]
        if rows:
            async with self._database.write() as connection:
                await connection.execute(sa.insert(usage), rows)

    async def sums(self, workspace: str, since: datetime, *, by: str = "") -> list[Used]:
        """What a workspace used since then: in all, or `by` "user" or "model", the dearest first."""
        column = usage.c[by] if by else sa.literal("")
        total = sa.func.coalesce(sa.func.sum(usage.c.usd), 0.0)
        counted = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
        query = (
            sa.select(
                column.label("name"),
                sa.func.count(sa.distinct(usage.c.turn)).label("turns"),
                *(sa.func.coalesce(sa.func.sum(usage.c[name]), 0).label(name) for name in counted),
                total.label("usd"),
            )
            .where(usage.c.workspace == workspace, usage.c.at >= since)
            .order_by(total.desc())
        )
        if by:
            query = query.group_by(column)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [Used(**{**row, **{name: int(row[name]) for name in counted}}) for row in rows]

    # For the operator, who acts for no user.

    async def workspaces(self) -> list[str]:
        """The workspaces that have used anything."""
        query = sa.select(usage.c.workspace).distinct().order_by(usage.c.workspace)
        async with self._database.read() as connection:
            return list(await connection.scalars(query))
