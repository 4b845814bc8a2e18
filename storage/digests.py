"""Where a weekly summary is wanted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.datasets import alone_in, in_thread, place
from storage.engine import Database
from storage.scope import Scope
from storage.tables import digests


@dataclass(frozen=True, slots=True)
class Subscription:
    """A conversation that gets a summary. `turn` is the message that asked for it: where the answer goes follows from it."""

    workspace: str
    channel: str
    thread: str
    owner: str
    front: str
    language: str
    turn: str
    next_at: datetime

    @property
    def scope(self) -> Scope:
        return Scope(self.workspace, self.channel, self.thread, self.owner)


_COLUMNS = [digests.c[field.name] for field in fields(Subscription)]


class Digests:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def subscribe(self, scope: Scope, *, front: str, language: str, turn: str, next_at: datetime) -> bool:
        """Want a summary in this conversation. False when it was wanted already (then only its language and owner are renewed)."""
        values = {"owner": scope.user, "front": front, "language": language, "turn": turn}
        async with self._database.write(alone=alone_in(scope)) as connection:
            changed = await connection.execute(sa.update(digests).where(in_thread(digests, scope)).values(**values))
            if changed.rowcount:
                return False
            await connection.execute(sa.insert(digests).values(**place(scope), **values, next_at=next_at))
        return True

    async def unsubscribe(self, scope: Scope) -> bool:
        """Want it no longer. False when it was not wanted."""
        async with self._database.write() as connection:
            gone = await connection.execute(sa.delete(digests).where(in_thread(digests, scope)))
        return bool(gone.rowcount)

    # For the scheduler, which acts for no user.

    async def due(self, front: str, now: datetime) -> list[Subscription]:
        query = sa.select(*_COLUMNS).where(digests.c.front == front, digests.c.next_at <= now)
        async with self._database.read() as connection:
            return [_subscription(row) for row in (await connection.execute(query)).mappings()]

    async def sent(self, subscription: Subscription, next_at: datetime) -> None:
        """The summary that was due is a job now; the next one is due at `next_at`."""
        mine = sa.and_(in_thread(digests, subscription.scope), digests.c.next_at == subscription.next_at)
        async with self._database.write() as connection:
            await connection.execute(sa.update(digests).where(mine).values(next_at=next_at))


def _subscription(row: Any) -> Subscription:
    return Subscription(**{field.name: row[field.name] for field in fields(Subscription)})
