"""Messages accepted but not answered yet. A front end stores a message here before it acknowledges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.engine import Database
from storage.redacted import redacted
from storage.tables import inbox, inbox_keys, transcripts


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An accepted message: where it was said, its payload, how often it was tried and what earlier tries noted."""

    id: int
    workspace: str
    channel: str
    thread: str
    payload: dict[str, Any]
    attempts: int
    notes: dict[str, Any]


class Inbox:
    """States of a row: waiting -> working (leased) -> done | failed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(self, *, workspace: str, channel: str, thread: str, keys: Sequence[str], payload: Mapping[str, Any]) -> bool:
        """Store a message unless one of its `keys` was seen before (a repeated delivery): then False.

        Raises StoreUnavailable when it could not be stored; the sender must then be told to try again.
        """
        async with self._database.write(alone=f"inbox {workspace} {channel}") as connection:
            seen = await connection.scalar(sa.select(inbox_keys.c.key).where(inbox_keys.c.key.in_(keys)).limit(1))
            if seen is None:
                row_id = await connection.scalar(
                    sa.insert(inbox)
                    .values(
                        workspace=workspace, channel=channel, thread=thread, payload=dict(payload), state="waiting", attempts=0,
                        notes={}, created_at=datetime.now(UTC),
                    )
                    .returning(inbox.c.id)
                )  # fmt: skip
                await connection.execute(sa.insert(inbox_keys), [{"key": key, "inbox_id": row_id} for key in keys])
                return True
            # A second event about the same message brings another key: remember that one, too.
            owner = await connection.scalar(sa.select(inbox_keys.c.inbox_id).where(inbox_keys.c.key == seen))
            known = set(await connection.scalars(sa.select(inbox_keys.c.key).where(inbox_keys.c.key.in_(keys))))
            new = [{"key": key, "inbox_id": owner} for key in keys if key not in known]
            if new:
                await connection.execute(sa.insert(inbox_keys), new)
        return False

    async def claim(self, lease: timedelta) -> InboxRow | None:
        """Take the oldest message whose thread has no earlier unanswered one; None when there is nothing to do.

        A row whose lease ran out (its process died) is taken again.
        """
        now = datetime.now(UTC)
        free = sa.or_(inbox.c.state == "waiting", sa.and_(inbox.c.state == "working", inbox.c.lease_until < now))
        earlier = inbox.alias("earlier")
        blocked = sa.exists().where(
            earlier.c.workspace == inbox.c.workspace,
            earlier.c.channel == inbox.c.channel,
            earlier.c.thread == inbox.c.thread,
            earlier.c.id < inbox.c.id,
            earlier.c.state.in_(("waiting", "working")),
        )
        query = sa.select(inbox).where(free, ~blocked).order_by(inbox.c.id).limit(1)
        async with self._database.read() as connection:  # asked often, and most often in vain: no writer's turn for that
            if (await connection.execute(query)).first() is None:
                return None
        async with self._database.write() as connection:
            row = (await connection.execute(query.with_for_update(skip_locked=True))).mappings().first()
            if row is None:
                return None
            await connection.execute(
                sa.update(inbox)
                .where(inbox.c.id == row["id"])
                .values(state="working", lease_until=now + lease, attempts=row["attempts"] + 1)
            )
        return InboxRow(
            id=row["id"],
            workspace=row["workspace"],
            channel=row["channel"],
            thread=row["thread"],
            payload=row["payload"],
            attempts=row["attempts"] + 1,
            notes=row["notes"],
        )

    async def renew(self, row_id: int, lease: timedelta) -> None:
        """Keep a claimed row while its answer is still being made."""
        await self._set(row_id, lease_until=datetime.now(UTC) + lease)

    async def note(self, row_id: int, **notes: Any) -> None:
        """Remember something about the answer, such as the message it is shown in, for a later try."""
        async with self._database.write() as connection:
            old = await connection.scalar(sa.select(inbox.c.notes).where(inbox.c.id == row_id))
            await connection.execute(sa.update(inbox).where(inbox.c.id == row_id).values(notes={**(old or {}), **notes}))

    async def place(self, row_id: int, thread: str) -> None:
        """Put a message into the thread that its answer has begun, so that what is said there waits for it."""
        await self._set(row_id, thread=thread)

    async def known_thread(self, workspace: str, channel: str, thread: str) -> bool:
        """Whether a message of this thread was ever accepted. Old ones are cleaned away; what was said in them is in the transcript."""
        async with self._database.read() as connection:
            for table in (inbox, transcripts):
                here = (table.c.workspace == workspace, table.c.channel == channel, table.c.thread == thread)
                if await connection.scalar(sa.select(sa.literal(1)).select_from(table).where(*here).limit(1)) is not None:
                    return True
        return False

    async def done(self, row_id: int) -> None:
        """The answer is visible."""
        await self._end(row_id, "done")

    async def failed(self, row_id: int) -> None:
        """It could not be answered, and the user was told."""
        await self._end(row_id, "failed")

    async def release(self, row_id: int) -> None:
        """Give a claimed row back, to be tried again by whoever comes first."""
        await self._set(row_id, state="waiting", lease_until=None)

    async def clean(self, before: datetime, most: int) -> int:
        """Delete up to so many messages that were done with before this moment; how many. What has no answer yet is never deleted."""
        over = sa.and_(inbox.c.state.in_(("done", "failed")), inbox.c.ended_at < before)
        async with self._database.read() as connection:
            ids = list(await connection.scalars(sa.select(inbox.c.id).where(over).order_by(inbox.c.id).limit(most)))
        if ids:
            async with self._database.write() as connection:
                await connection.execute(sa.delete(inbox_keys).where(inbox_keys.c.inbox_id.in_(ids)))
                await connection.execute(sa.delete(inbox).where(inbox.c.id.in_(ids)))
        return len(ids)

    async def waiting(self) -> int:
        """How many messages have no answer yet."""
        query = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.state.in_(("waiting", "working")))
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def _end(self, row_id: int, state: str) -> None:
        """From now on the words are only kept: as those of the transcript are."""
        async with self._database.write() as connection:
            payload = await connection.scalar(sa.select(inbox.c.payload).where(inbox.c.id == row_id))
            over = {"state": state, "ended_at": datetime.now(UTC), "lease_until": None, "payload": redacted(payload or {})}
            await connection.execute(sa.update(inbox).where(inbox.c.id == row_id).values(**over))

    async def _set(self, row_id: int, **values: Any) -> None:
        async with self._database.write() as connection:
            await connection.execute(sa.update(inbox).where(inbox.c.id == row_id).values(**values))
