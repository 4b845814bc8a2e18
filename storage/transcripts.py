"""What was said: the one truth of a conversation, stored as the blocks that were exchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.datasets import alone_in, in_thread, place, set_in_thread
from storage.engine import Database
from storage.redacted import redacted
from storage.scope import Scope
from storage.tables import inbox, summaries, threads, transcripts


@dataclass(frozen=True, slots=True)
class Told:
    """A turn's messages; `end` is the number of its last row, which grows with time."""

    end: int
    messages: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the turns up to the row `through` said, in short. The rows stay."""

    text: str
    through: int


class Transcripts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def turns(self, scope: Scope, *, last: int, without: str = "") -> list[list[dict[str, Any]]]:
        """The thread's last turns, oldest first, each a list of messages ({"role", "content"}), leaving out the turn `without`."""
        recent = (
            sa.select(transcripts.c.turn, sa.func.min(transcripts.c.id).label("start"))
            .where(in_thread(transcripts, scope), transcripts.c.turn != without)
            .group_by(transcripts.c.turn)
            .order_by(sa.desc("start"))
            .limit(last)
            .subquery()
        )
        query = (
            sa.select(transcripts.c.turn, transcripts.c.role, transcripts.c.content)
            .join(recent, recent.c.turn == transcripts.c.turn)
            .where(in_thread(transcripts, scope))
            .order_by(recent.c.start, transcripts.c.position)
        )
        found: dict[str, list[dict[str, Any]]] = {}
        async with self._database.read() as connection:
            for turn, role, content in await connection.execute(query):
                found.setdefault(turn, []).append({"role": role, "content": content})
        return list(found.values())

    async def since(self, scope: Scope, row: int) -> list[Told]:
        """The thread's turns that end after this row, oldest first. A report that was added to an old turn's place counts as new."""
        query = (
            sa.select(transcripts.c.turn, transcripts.c.id, transcripts.c.role, transcripts.c.content)
            .where(in_thread(transcripts, scope), transcripts.c.id > row)
            .order_by(transcripts.c.id)
        )
        found: dict[str, Told] = {}
        async with self._database.read() as connection:
            for turn, number, role, content in await connection.execute(query):
                before = found.get(turn)
                messages = [*(before.messages if before else ()), {"role": role, "content": content}]
                found[turn] = Told(number, messages)
        return list(found.values())

    async def summary(self, scope: Scope) -> Summary | None:
        """What is kept of the thread's oldest turns, once they did not fit any more."""
        query = sa.select(summaries.c.text, summaries.c.through).where(in_thread(summaries, scope))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else Summary(*row)

    async def keep_summary(self, scope: Scope, summary: Summary, *, made_by: str) -> None:
        """Keep a summary in the place of the one before. Not when the conversation was forgotten meanwhile."""
        values = {"text": summary.text, "through": summary.through, "made_by": made_by, "created_at": datetime.now(UTC)}
        async with self._database.write(alone=alone_in(scope)) as connection:
            there = sa.select(transcripts.c.id).where(in_thread(transcripts, scope), transcripts.c.id <= summary.through).limit(1)
            if await connection.scalar(there) is None:
                return
            await connection.execute(sa.delete(summaries).where(in_thread(summaries, scope)))
            await connection.execute(sa.insert(summaries).values(**place(scope), **values))

    async def turn(self, scope: Scope, turn: str) -> list[dict[str, Any]]:
        """The messages of one turn; none when it was not committed."""
        query = sa.select(transcripts.c.role, transcripts.c.content).where(in_thread(transcripts, scope), transcripts.c.turn == turn)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(transcripts.c.position))
            return [{"role": role, "content": content} for role, content in rows]

    async def commit(
        self, scope: Scope, turn: str, messages: Sequence[Mapping[str, Any]], *, pending: Mapping[str, Any] | None = None
    ) -> None:
        """Store a finished turn, and the tool call that now waits for consent (None: no call waits).

        The same turn again (run once more after a crash) replaces the old one.
        """
        async with self._database.write(alone=alone_in(scope)) as connection:
            await _replace(connection, scope, turn, messages)
            await set_in_thread(connection, scope, pending=dict(pending) if pending is not None else None)

    async def append(self, scope: Scope, turn: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Store something that was said beside the turns, such as a job's report; a question of consent stays open."""
        async with self._database.write() as connection:
            await _replace(connection, scope, turn, messages)

    async def pending(self, scope: Scope) -> dict[str, Any] | None:
        """The tool call that waits for the user's consent in this thread."""
        async with self._database.read() as connection:
            return await connection.scalar(sa.select(threads.c.pending).where(in_thread(threads, scope)))

    async def forget(self, scope: Scope) -> int:
        """Delete what was said in this thread, what was kept of it in short, and the words of messages that are done with; the number of
        messages that went."""
        async with self._database.write(alone=alone_in(scope)) as connection:
            gone = await connection.execute(sa.delete(transcripts).where(in_thread(transcripts, scope)))
            await connection.execute(sa.delete(summaries).where(in_thread(summaries, scope)))
            await connection.execute(sa.update(threads).where(in_thread(threads, scope)).values(pending=None))
            over = inbox.c.state.in_(("done", "failed"))
            await connection.execute(sa.update(inbox).where(in_thread(inbox, scope), over).values(payload={}))
        return int(gone.rowcount)


async def _replace(connection: AsyncConnection, scope: Scope, turn: str, messages: Sequence[Mapping[str, Any]]) -> None:
    now = datetime.now(UTC)
    await connection.execute(sa.delete(transcripts).where(in_thread(transcripts, scope), transcripts.c.turn == turn))
    rows = [
        {
            **place(scope),
            "turn": turn,
            "position": position,
            "role": message["role"],
            "content": redacted(message["content"]),
            "created_at": now,
        }
        for position, message in enumerate(messages)
    ]
    if rows:
        await connection.execute(sa.insert(transcripts), rows)
