"""Answered messages are kept for a month; what they told about goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.jobs.reconcile import CLEAN_BATCH, KEPT, clean_inbox
from storage.scope import Scope
from storage.stores import open_stores
from storage.tables import inbox, inbox_keys

NOW = datetime.now(UTC)
OLD, YOUNG = NOW - KEPT - timedelta(hours=1), NOW - KEPT + timedelta(hours=1)
SAID = [{"role": "user", "content": [{"type": "text", "text": "비밀은 4711"}]}]


@pytest.fixture
async def stores(tmp_path):
    opened = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}", tmp_path / "blobs")
    yield opened
    await opened.close()


async def accepted(stores, name, thread="1.0"):
    assert await stores.inbox.accept(workspace="T1", channel="C1", thread=thread, keys=[name, f"{name}!"], payload={"text": "비밀은 4711"})
    row = await stores.inbox.claim(timedelta(seconds=30))
    return row.id


async def ended(stores, name, at, *, failed=False, thread="1.0"):
    row = await accepted(stores, name, thread)
    await (stores.inbox.failed(row) if failed else stores.inbox.done(row))
    async with stores.database.write() as connection:
        await connection.execute(sa.update(inbox).where(inbox.c.id == row).values(ended_at=at))


async def count(stores, table):
    async with stores.database.read() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table))


async def test_answered_messages_older_than_a_month_go_and_others_stay(stores):
    await ended(stores, "old", OLD)
    await ended(stores, "old and failed", OLD, failed=True)
    await ended(stores, "young", YOUNG)
    await accepted(stores, "not answered yet")
    assert await clean_inbox(stores, NOW) == 2
    assert await count(stores, inbox) == 2
    assert await count(stores, inbox_keys) == 4
    assert await clean_inbox(stores, NOW) == 0
    # A repeated delivery of what is still there is known.
    assert not await stores.inbox.accept(workspace="T1", channel="C1", thread="1.0", keys=["young"], payload={})


@pytest.mark.parametrize("failed", [False, True])
async def test_a_message_with_a_share_token_loses_it_with_its_answer(stores, failed):
    token = "eclo-abcd-efgh-ijkl-mnop-qrst-uvwx"
    said = {"text": f"토큰 {token} 열어줘", "channel": "C1"}
    assert await stores.inbox.accept(workspace="T1", channel="C1", thread="1.0", keys=["a"], payload=said)
    row = await stores.inbox.claim(timedelta(seconds=30))
    assert row.payload == said
    await (stores.inbox.failed(row.id) if failed else stores.inbox.done(row.id))
    async with stores.database.read() as connection:
        assert await connection.scalar(sa.select(inbox.c.payload)) == {"text": "토큰 eclo-**** 열어줘", "channel": "C1"}


async def test_a_message_that_was_never_answered_is_never_cleaned_away(stores):
    row = await accepted(stores, "waits")
    async with stores.database.write() as connection:
        await connection.execute(sa.update(inbox).where(inbox.c.id == row).values(created_at=OLD - timedelta(days=300)))
    assert await clean_inbox(stores, NOW) == 0
    assert await stores.inbox.waiting() == 1


async def test_many_go_in_small_batches(stores):
    rows = [
        {"workspace": "T1", "channel": "C1", "thread": "1.0", "payload": {}, "state": "done", "notes": {}, "attempts": 1}
        | {"created_at": OLD, "ended_at": OLD}
        for _ in range(CLEAN_BATCH + 5)
    ]
    async with stores.database.write() as connection:
        await connection.execute(sa.insert(inbox), rows)
    assert await clean_inbox(stores, NOW) == CLEAN_BATCH
    assert await clean_inbox(stores, NOW) == 5


async def test_a_thread_whose_messages_were_cleaned_away_is_still_listened_to(stores):
    await ended(stores, "old", OLD)
    await stores.transcripts.commit(Scope("T1", "C1", "1.0", "U1"), "turn", SAID)
    await clean_inbox(stores, NOW)
    assert await stores.inbox.known_thread("T1", "C1", "1.0")
    assert not await stores.inbox.known_thread("T1", "C1", "2.0")
    assert not await stores.inbox.known_thread("T2", "C1", "1.0")


async def test_a_forgotten_conversation_leaves_no_words_in_the_inbox(stores):
    await ended(stores, "here", YOUNG)
    await ended(stores, "elsewhere", YOUNG, thread="2.0")
    await accepted(stores, "not answered yet")
    await stores.transcripts.forget(Scope("T1", "C1", "1.0", "U1"))
    async with stores.database.read() as connection:
        kept = [tuple(row) for row in await connection.execute(sa.select(inbox.c.thread, inbox.c.state, inbox.c.payload))]
    said = {"text": "비밀은 4711"}
    assert sorted(kept, key=str) == sorted([("1.0", "done", {}), ("2.0", "done", said), ("1.0", "working", said)], key=str)
    assert not await stores.inbox.accept(workspace="T1", channel="C1", thread="1.0", keys=["here"], payload={})  # its repetition is known
