"""Weekly summaries come once a week, where they were asked for."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.digests import send_due
from storage.scope import Scope
from storage.stores import open_stores
from tools.outcomes._week import next_monday

SEOUL = ZoneInfo("Asia/Seoul")
HERE = Scope("T1", "C1", "1.0", "U1")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=SEOUL)


class Queue:
    """Takes ids as the real queue does."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def enqueue(self, job_id: str) -> None:
        self.ids.append(job_id)


@pytest.fixture
async def stores(tmp_path):
    opened = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}", tmp_path / "blobs")
    yield opened
    await opened.close()


async def subscribe(stores, next_at=MONDAY):
    return await stores.digests.subscribe(HERE, front="slack", language="ko", turn="m1@1.0", next_at=next_at)


async def test_a_summary_is_sent_when_it_is_due_and_then_a_week_later(stores):
    await subscribe(stores)
    queue = Queue()
    assert await send_due(stores, queue, "slack", MONDAY - timedelta(seconds=1)) == 0
    assert await send_due(stores, queue, "slack", MONDAY) == 1
    assert await send_due(stores, queue, "slack", MONDAY + timedelta(days=6)) == 0
    assert await send_due(stores, queue, "slack", MONDAY + timedelta(days=7)) == 1
    jobs = await stores.jobs.list(HERE)
    assert [(job.tool, job.turn, job.language, job.front) for job in jobs] == [("weekly_digest", "m1@1.0", "ko", "slack")] * 2
    assert queue.ids == [job.id for job in reversed(jobs)]


async def test_two_processes_that_send_at_once_send_one_summary(stores):
    await subscribe(stores)
    await asyncio.gather(*(send_due(stores, Queue(), "slack", MONDAY) for _ in range(4)))
    assert len(await stores.jobs.list(HERE)) == 1


async def test_after_a_long_pause_one_summary_is_sent_and_not_one_for_every_week(stores):
    await subscribe(stores)
    later = MONDAY + timedelta(days=40)
    assert await send_due(stores, Queue(), "slack", later) == 1
    assert await send_due(stores, Queue(), "slack", later) == 0


async def test_another_front_end_leaves_it_alone(stores):
    await subscribe(stores)
    assert await send_due(stores, Queue(), "terminal", MONDAY) == 0


async def test_who_stops_it_gets_no_more(stores):
    assert await subscribe(stores)
    assert not await subscribe(stores)
    assert await stores.digests.unsubscribe(HERE)
    assert not await stores.digests.unsubscribe(HERE)
    assert await send_due(stores, Queue(), "slack", MONDAY) == 0


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(SEOUL)))
def test_the_next_monday_is_a_monday_at_nine_within_a_week(now):
    found = next_monday(now)
    assert (found.weekday(), found.hour, found.minute) == (0, 9, 0)
    assert timedelta(0) < found - now <= timedelta(days=7)


class Broken(Queue):
    """Can't take the first job it is given."""

    async def enqueue(self, job_id: str) -> None:
        await super().enqueue(job_id)
        if len(self.ids) == 1:
            raise RuntimeError


async def test_one_summary_that_fails_does_not_hold_up_the_others_and_comes_later(stores):
    for thread in ("1.0", "2.0", "3.0"):
        await stores.digests.subscribe(HERE.in_thread(thread), front="slack", language="ko", turn="t", next_at=MONDAY)
    assert await send_due(stores, Broken(), "slack", MONDAY) == 2
    assert await send_due(stores, Queue(), "slack", MONDAY) == 1
    assert len(await stores.jobs.list(HERE)) == 3


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
def test_where_the_clock_changes_it_is_still_nine_o_clock(zone):
    now = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    for _ in range(60):
        now = next_monday(now)
        assert (now.weekday(), now.hour, now.minute) == (0, 9, 0)
        assert now.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)) == now
