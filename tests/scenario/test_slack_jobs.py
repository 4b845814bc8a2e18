"""Jobs in a thread: one message that moves, a button that stops it, an outcome that comes once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.messages import Done, FileReply, Incoming, JobUpdate, Reply, Table, TextDelta
from bot.slack.announcer import Announcer
from bot.slack.api import Slack
from bot.text import say
from storage.jobs import Job
from storage.scope import Scope
from tests.fakes.slack import CHANNEL, DM, FakeSlack, Shown, until
from tests.fakes.slack_bot import Rig, ScriptedCore, eventually, rig, serving, settled, slack_settings, stores_in


async def submitted(running: Rig, *, thread: str = "", channel: str = DM, front: str = "slack", tool: str = "predict_dataset") -> Job:
    thread = thread or running.slack.say(channel, "이 데이터 전체 ECLO 예측해줘")
    return await running.core.stores.jobs.submit(
        Scope("T1", channel, thread, "U1"),
        tool=tool,
        args={},
        turn=f"slack:{channel}:{thread}",
        call="c1",
        front=front,
        language="ko",
        dataset_id=None,
    )


def thread(running: Rig, job: Job) -> list[Shown]:
    return running.slack.thread(job.channel, job.thread)


async def seen(running: Rig, job: Job, holds: Callable[[list[Shown]], bool]) -> list[Shown]:
    await until(lambda: holds(thread(running, job)))
    return thread(running, job)


async def announced(running: Rig, job: Job) -> Job:
    """Wait until the job's state of now is shown."""

    async def shown() -> Job | None:
        now = await running.core.stores.jobs.get(job.scope, job.id)
        return now if now.announced == now.marker else None

    return cast(Job, await eventually(shown))


async def test_progress_is_one_message_and_the_outcome_comes_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        blob = running.core.stores.blobs.put(b"a\n1\n", ".csv")
        running.core.outcomes = [
            TextDelta("4만 건을 예측했어요."),
            Table(["구", "평균"], [["중구", 5.1]]),
            FileReply(blob, "r.csv", "결과", "text/csv"),
        ]
        jobs, job = running.core.stores.jobs, await submitted(running)
        await seen(running, job, lambda m: len(m) == 1 and "기다리고" in m[0].words)
        assert await jobs.start(job.id, most_attempts=3) is not None
        for done in (4_000, 12_000, 40_000):
            await jobs.beat(job.id, 1, done=done, total=40_000)
            await seen(running, job, lambda m, done=done: f"{done:,} / 40,000" in m[0].words)  # type: ignore[misc]
        assert [len(thread(running, job)), len(thread(running, job)[0].buttons)] == [1, 1]
        await jobs.beat(job.id, 1, done=12_000, total=40_000)
        await seen(running, job, lambda m: "▓▓▓░░░░░░░ 30% · 12,000 / 40,000" in m[0].words)
        await jobs.finish(job.id, 1, "done", result={})
        await announced(running, job)
        progress, answer, file = thread(running, job)
        assert "작업이 끝났어요" in progress.words
        assert progress.buttons == []
        assert answer.words == "4만 건을 예측했어요.\n구 | 평균\n중구 | 5.1"
        assert file.file is not None
        assert file.file["alt_txt"] == "결과"
        await asyncio.sleep(0.2)
        assert len(thread(running, job)) == 3


async def test_cancel_button_asks_first_and_then_stops_the_job(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        running.core.outcomes = [TextDelta("취소했어요.")]
        job = await submitted(running)
        (message,) = await seen(running, job, lambda m: len(m) == 1)
        (button,) = message.buttons
        assert button["confirm"]["text"]["text"].endswith("취소할까요?")
        assert await running.deliver.press(DM, message, button) == 200
        await seen(running, job, lambda m: len(m) == 2)
        assert (await announced(running, job)).state == "cancelled"
        assert ["작업을 취소했어요" in thread(running, job)[0].words, thread(running, job)[0].buttons] == [True, []]


async def test_running_job_that_is_being_stopped_says_so(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        job = await submitted(running)
        await running.core.stores.jobs.start(job.id, most_attempts=3)
        await running.core.stores.jobs.beat(job.id, 1, done=1, total=10)
        (message,) = await seen(running, job, lambda m: len(m) == 1 and "1 / 10" in m[0].words)
        await running.deliver.press(DM, message, message.buttons[0])

        async def asked_to_stop() -> bool:
            return (await running.core.stores.jobs.get(job.scope, job.id)).cancel_requested

        await eventually(asked_to_stop)
        assert not await running.core.stores.jobs.beat(job.id, 1, done=2, total=10)
        await seen(running, job, lambda m: "멈추고" in m[0].words)


async def test_job_of_another_channel_can_not_be_cancelled_with_a_borrowed_id(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        job, other = await submitted(running), await submitted(running, channel="D2")
        (message,) = await seen(running, job, lambda m: len(m) == 1)
        await running.deliver.press(DM, message, {**message.buttons[0], "value": other.id})
        await until(lambda: running.slack.whispers)
        assert running.slack.whispers[0]["text"] == "그 작업은 이제 없어요."
        assert (await running.core.stores.jobs.get(other.scope, other.id)).state == "queued"


@pytest.mark.parametrize(
    ("said", "shown"), [("시작했어요.", ["시작했어요."]), (say("ko", "job_submitted"), []), (say("en", "job_submitted"), [])]
)
async def test_turn_that_only_begins_a_job_leaves_the_word_to_the_jobs_own_message(tmp_path: Path, said: str, shown: list[str]) -> None:
    def script(incoming: Incoming) -> list[Reply]:
        return [TextDelta(said), JobUpdate("j", "queued", 0, 0), Done()]

    async with rig(tmp_path, script) as running:
        ts = await running.deliver.message("전체 예측")
        await settled(running.core.stores)
        assert [m.words for m in running.slack.thread(DM, ts)] == shown


@pytest.mark.parametrize("below", [False, True])
async def test_job_of_a_direct_message_is_shown_where_it_was_asked_for(tmp_path: Path, below: bool) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        core = ScriptedCore(stores)

        async def script(incoming: Incoming) -> AsyncIterator[Reply]:
            if incoming.text == "전체 예측":
                job = await stores.jobs.submit(
                    incoming.scope,
                    tool="predict_dataset",
                    args={},
                    turn=incoming.turn,
                    call="c",
                    front="slack",
                    language="ko",
                    dataset_id=None,
                )
                yield TextDelta(say("ko", "job_submitted"))
                yield core.jobs.update_of(job)
            else:
                yield TextDelta("안녕하세요")
            yield Done()

        core.script = script
        async with serving(slack, core, slack_settings(slack, tmp_path)) as running:
            first = await running.deliver.message("안녕")
            await settled(stores)
            (said,) = slack.thread(DM, first)
            await running.deliver.message("전체 예측", thread=said.ts if below else "")
            await until(lambda: any("기다리고" in m.words for m in slack.channel(DM)))
            shown = next(m for m in slack.channel(DM) if "기다리고" in m.words)
            assert shown.thread == (said.ts if below else shown.ts)


async def test_jobs_of_other_front_ends_are_left_alone(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        mine, other = await submitted(running), await submitted(running, front="terminal")
        await announced(running, mine)
        assert thread(running, other) == []


async def test_job_ends_in_the_same_message_after_a_restart(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        core = ScriptedCore(stores, outcomes=[TextDelta("됐어요")])
        settings = slack_settings(slack, tmp_path)
        async with serving(slack, core, settings) as running:
            job = await submitted(running)
            await announced(running, job)
        await stores.jobs.start(job.id, most_attempts=3)
        await stores.jobs.finish(job.id, 1, "done", result={})
        async with serving(slack, core, settings) as running:
            await announced(running, job)
            assert ["끝났어요" in m.words or m.words == "됐어요" for m in thread(running, job)] == [True, True]


async def test_outcome_that_was_shown_half_is_completed_without_repeating_it(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        core = ScriptedCore(stores)
        core.outcomes = [TextDelta("글"), Table(["x"], [[1]]), FileReply(stores.blobs.put(b"1", ".csv"), "r.csv", "결과", "text/csv")]
        slack.fail("chat.update", error="fatal_error", when=lambda p: any(b["type"] == "table" for b in p["blocks"] or ()))
        client = Slack(slack_settings(slack, tmp_path))
        try:
            announcer = Announcer(core, client, lease=timedelta(seconds=0.3))  # type: ignore[arg-type]
            running = Rig(slack, core, None, None)  # type: ignore[arg-type]
            job = await submitted(running)
            await stores.jobs.start(job.id, most_attempts=3)
            await stores.jobs.finish(job.id, 1, "done", result={})
            loop = asyncio.create_task(announcer.run())
            await announced(running, job)
            loop.cancel()
        finally:
            await client.close()
        assert [m.words or (m.file or {})["name"] for m in thread(running, job)][1:] == ["글\nx\n1", "r.csv"]


async def test_job_in_a_channel_that_was_closed_is_not_announced_for_ever(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        running.slack.closed_channels.add(DM)
        job = await submitted(running)
        await announced(running, job)
        assert running.slack.count("chat.postMessage") == 1


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "not_in_channel"])
async def test_weekly_summary_that_has_nowhere_to_go_is_not_made_again(tmp_path: Path, caplog: pytest.LogCaptureFixture, code: str) -> None:
    async with rig(tmp_path) as running:
        digests = running.core.stores.digests
        thread = running.slack.say(CHANNEL, "매주 요약해줘")
        monday = datetime(2026, 11, 23, tzinfo=UTC)
        for name in (thread, "2.0"):  # of two summaries in the channel, each ends when its own turn comes
            here = Scope("T1", CHANNEL, name, "U1")
            await digests.subscribe(here, front="slack", language="ko", turn=f"slack:{CHANNEL}:{name}", next_at=monday)
        running.slack.fail("chat.postMessage", error=code, times=9)
        job = await submitted(running, thread=thread, channel=CHANNEL, tool="weekly_digest")
        await announced(running, job)
        assert [s.thread for s in await digests.due("slack", monday)] == ["2.0"]
        told = [r.getMessage() for r in caplog.records if CHANNEL in r.getMessage()]
        assert len(told) == 1
        assert code in told[0]


async def test_weekly_summary_stays_wanted_where_only_posting_is_not_allowed_just_now(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        thread = running.slack.say(CHANNEL, "매주 요약해줘")
        here, monday = Scope("T1", CHANNEL, thread, "U1"), datetime(2026, 11, 23, tzinfo=UTC)
        await running.core.stores.digests.subscribe(here, front="slack", language="ko", turn=f"slack:{CHANNEL}:{thread}", next_at=monday)
        running.slack.fail("chat.postMessage", error="restricted_action")
        await announced(running, await submitted(running, thread=thread, channel=CHANNEL, tool="weekly_digest"))
        assert await running.core.stores.digests.due("slack", monday)
