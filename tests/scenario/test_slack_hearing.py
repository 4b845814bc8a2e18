"""What the bot hears and what it leaves alone, delivered over HTTP as Slack does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.slack.app import serve
from bot.slack.pump import cancel
from storage.errors import StoreUnavailable
from storage.inbox import Inbox
from tests.fakes.slack import BOT_ID, BOT_USER, CHANNEL, DM, USER, FakeSlack, until
from tests.fakes.slack_bot import Rig, ScriptedCore, rig, serving, settled, slack_settings, stores_in


async def answered(running: Rig, channel: str, ts: str) -> list[str]:
    """The texts of a thread once nothing waits any more."""
    await until(lambda: any("답:" in m.words for m in running.slack.thread(channel, ts)))
    await settled(running.core.stores)
    return [m.words for m in running.slack.thread(channel, ts)]


async def test_direct_message_is_answered_below_it_without_a_thread(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        ts = await running.deliver.message("요일별 사고 건수 &amp; &lt;평균&gt;")
        assert await answered(running, DM, ts) == ["답: 요일별 사고 건수 & <평균>"]
        scope = running.core.heard[0].scope
        assert (scope.workspace, scope.channel, scope.thread, scope.user) == ("T1", DM, "dm", USER)
        assert running.slack.channel(DM)[-1].thread == running.slack.channel(DM)[-1].ts


async def test_direct_message_is_one_conversation_and_a_thread_below_ones_own_message_another(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        first = await running.deliver.message("하나")
        await answered(running, DM, first)
        (said,) = running.slack.thread(DM, first)
        await running.deliver.message("둘")
        below_answer = await running.deliver.message("셋", thread=said.ts)
        apart = await running.deliver.message("넷", thread=first)
        await until(lambda: len(running.core.heard) == 4)
        await settled(running.core.stores)
        assert {i.text: i.scope.thread for i in running.core.heard} == {"하나": "dm", "둘": "dm", "셋": "dm", "넷": first}
        assert [m.words for m in running.slack.thread(DM, said.ts)][1:] == ["답: 셋"]
        assert [m.words for m in running.slack.channel(DM) if m.thread == first][1:] == ["넷", "답: 넷"]
        assert len({i.turn for i in running.core.heard}) == 4
        assert below_answer != apart


async def test_same_event_four_times_gets_one_answer(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        body = running.deliver.event("결측치 보여줘")
        assert await asyncio.gather(*(running.deliver.send(body) for _ in range(4))) == [200] * 4
        assert await answered(running, DM, body["event"]["ts"]) == ["답: 결측치 보여줘"]
        assert await running.deliver.send(body) == 200
        await settled(running.core.stores)
        assert len(running.core.heard) == 1


async def test_mention_that_arrives_as_two_events_gets_one_answer_without_the_mention(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        ts = await running.deliver.mention("show missing values")
        assert await answered(running, CHANNEL, ts) == ["답: show missing values"]
        assert [i.text for i in running.core.heard] == ["show missing values"]


async def test_two_messages_in_one_thread_are_answered_in_order(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        ts = await running.deliver.mention("하나")
        events = [running.deliver.event(word, channel=CHANNEL, thread=ts) for word in ("둘", "셋")]
        await asyncio.gather(*map(running.deliver.send, events))
        await until(lambda: len(running.core.heard) == 3)
        await settled(running.core.stores)
        texts = [m.words for m in running.slack.thread(CHANNEL, ts)]
        assert texts[0] == "답: 하나"
        assert sorted(texts) == ["답: 둘", "답: 셋", "답: 하나"]
        assert [i.text for i in running.core.heard] == [t.removeprefix("답: ") for t in texts]


async def test_direct_messages_sent_in_a_row_are_answered_in_order(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        for n in range(6):
            await running.deliver.message(f"{n}")
        await until(lambda: len(running.core.heard) == 6)
        await settled(running.core.stores)
        assert [i.text for i in running.core.heard] == [*"012345"]
        assert [m.words for m in running.slack.channel(DM) if m.user == BOT_USER] == [f"답: {n}" for n in range(6)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Signature": "v0=00"},
    ],
)
async def test_missing_or_wrong_signature_is_refused_and_not_logged(
    tmp_path: Path, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with rig(tmp_path) as running:
        raw = json.dumps(running.deliver.event("canary-4711"))
        assert await running.deliver.post(raw, "application/json", headers=headers) == 401
        assert await running.core.stores.inbox.waiting() == 0
    assert "canary-4711" not in caplog.text


async def test_ten_minute_old_or_forged_signature_is_refused(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        raw = json.dumps(running.deliver.event("x"))
        assert await running.deliver.post(raw, "application/json", age=600) == 401
        running.deliver._secret = "another"
        assert await running.deliver.post(raw, "application/json") == 401
        assert running.core.heard == []


IGNORED: list[dict[str, Any]] = [
    {"user": BOT_USER},
    {"bot_id": BOT_ID},
    {"bot_id": "BOTHER", "subtype": "bot_message"},
    {"subtype": "message_changed", "message": {"text": "x"}},
    {"subtype": "message_deleted"},
    {"subtype": "channel_join"},
    {"type": "reaction_added"},
    {"text": "  "},
]


@pytest.mark.parametrize("event", IGNORED)
async def test_bots_edits_deletions_and_joins_get_no_answer(tmp_path: Path, event: dict[str, Any]) -> None:
    async with rig(tmp_path) as running:
        body = running.deliver.event("안녕")
        body["event"] |= event
        assert await running.deliver.send(body) == 200
        assert await running.core.stores.inbox.waiting() == 0
        assert running.core.heard == []


async def test_in_a_channel_only_threads_with_the_bot_are_listened_to(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        await running.deliver.message("우리끼리 하는 말", channel=CHANNEL)
        other = running.slack.say(CHANNEL, "회의")
        await running.deliver.message("다른 스레드", channel=CHANNEL, thread=other)
        ts = await running.deliver.mention("시작")
        await answered(running, CHANNEL, ts)
        await running.deliver.message("이어서", channel=CHANNEL, thread=ts, user="U2")
        await running.deliver.message("<@U3> 이건 어때요?", channel=CHANNEL, thread=ts)
        await until(lambda: len(running.core.heard) == 2)
        await settled(running.core.stores)
        assert [i.text for i in running.core.heard] == ["시작", "이어서"]


async def test_url_verification_is_answered(tmp_path: Path) -> None:
    async with rig(tmp_path) as running:
        assert await running.deliver.send({"type": "url_verification", "challenge": "abc", "token": "t"}) == 200


class FullDisk(Inbox):
    """An inbox that can't be written."""

    async def accept(self, **_: Any) -> bool:
        raise StoreUnavailable(store="database")


async def test_message_that_cannot_be_stored_gets_500_so_that_it_comes_again(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        broken = ScriptedCore(replace(stores, inbox=FullDisk(stores.database)))
        async with serving(slack, broken, slack_settings(slack, tmp_path)) as running:
            body = running.deliver.event("나중에라도")
            assert await running.deliver.send(body) == 500
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            assert await running.deliver.send(body) == 200
            assert await answered(running, DM, body["event"]["ts"]) == ["답: 나중에라도"]


async def test_message_is_in_the_store_before_it_is_acknowledged(tmp_path: Path) -> None:
    never = asyncio.Event()

    async def stuck(_incoming: Any) -> Any:
        await never.wait()
        yield

    async with rig(tmp_path, stuck) as running:
        await running.deliver.message("하나")
        assert await running.core.stores.inbox.waiting() == 1


async def test_health_is_green_and_turns_red_when_the_token_is_revoked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with rig(tmp_path) as running, aiohttp.ClientSession() as http:
        health = f"{running.deliver.url}/health"
        async with http.get(health) as answer:
            assert answer.status == 200
            assert await answer.json() == {"ok": True, "database": True, "token": True, "inbox_waiting": 0}
        running.slack.fail("chat.postMessage", error="token_revoked", times=100)
        await running.deliver.message("안녕")
        await until(lambda: not running.front.slack.token_ok)
        await running.deliver.message("여보세요")
        async with http.get(health) as answer:
            assert answer.status == 503
            report = await answer.json()
            assert (report["ok"], report["token"], report["database"], report["inbox_waiting"]) == (False, False, True, 2)
    assert sum("SLACK_BOT_TOKEN" in record.getMessage() for record in caplog.records) == 1


async def test_messages_kept_while_the_token_was_revoked_are_answered_afterwards(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        slack.fail("auth.test", error="token_revoked")
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            ts = await running.deliver.message("나중에")
            assert slack.thread(DM, ts) == []
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            assert await answered(running, DM, ts) == ["답: 나중에"]


async def test_socket_mode_stores_acknowledges_and_answers(tmp_path: Path) -> None:
    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        settings = slack_settings(slack, tmp_path, slack_app_token=SecretStr("xapp-1"), slack_signing_secret=None)
        async with serving(slack, ScriptedCore(stores), settings) as running:
            body = running.deliver.event("소켓으로")
            envelope = await slack.send_envelope("events_api", body)
            await until(lambda: envelope in [ack["envelope_id"] for ack in slack.acks])
            assert await answered(running, DM, body["event"]["ts"]) == ["답: 소켓으로"]
            assert [c.token for c in slack.calls if c.method == "apps.connections.open"] == ["xapp-1"]


async def test_shutdown_ends_work_whose_cancellation_was_lost() -> None:
    async def forgetful() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    task = asyncio.create_task(forgetful())
    await asyncio.sleep(0)
    await asyncio.wait_for(cancel([task]), 10)
    assert task.cancelled()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_signal_ends_serving_and_gives_back_what_was_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    begun = asyncio.Event()

    async def stuck(_incoming: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()
        yield

    async with FakeSlack() as slack, stores_in(tmp_path) as stores:
        slack.fail("auth.test", error="token_revoked")
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            ts = await running.deliver.message("배포 중에")
        monkeypatch.setattr("bot.slack.app.DRAIN_SECONDS", 0.0)
        started = asyncio.Event()
        serving_now = asyncio.create_task(serve(ScriptedCore(stores, stuck), slack_settings(slack, tmp_path), started=started))  # type: ignore[arg-type]
        await asyncio.wait_for(asyncio.gather(started.wait(), begun.wait()), 10)
        os.kill(os.getpid(), how)
        await asyncio.wait_for(serving_now, 10)
        async with serving(slack, ScriptedCore(stores), slack_settings(slack, tmp_path)) as running:
            assert await answered(running, DM, ts) == ["답: 배포 중에"]
