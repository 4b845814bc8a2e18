"""The whole path: really signed requests, the real core with the offline brain, real files, a real queue and worker, and what
people then see in Slack."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pandas as pd
import pytest
from pydantic import SecretStr

from tests.fakes.anthropic import FakeAnthropic, text, tool_uses
from tests.fakes.slack import BOT_USER, CHANNEL, DM, SECRET, TOKEN, FakeSlack, Shown, until
from tests.fakes.slack_bot import Rig, real, settled
from tests.fakes.slack_process import App

PREDICT = "내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘"
ALL = "이 데이터 전체 ECLO 예측해줘"


async def told(running: Rig, words: str, **where: Any) -> list[Shown]:
    """Say something and wait for the answer: the messages that the bot adds."""
    channel = where.get("channel", DM)
    before = {m.ts for m in running.slack.channel(channel)}
    await running.deliver.message(words, **where)
    return await added(running, channel, before)


async def added(running: Rig, channel: str, before: set[str]) -> list[Shown]:
    await settled(running.core.stores)
    return [m for m in running.slack.channel(channel) if m.ts not in before and m.user == BOT_USER]


async def pressed(running: Rig, channel: str, message: Shown, label: str) -> list[Shown]:
    """Press the button with that label: the messages that the bot adds."""
    before = {m.ts for m in running.slack.channel(channel)}
    button = next(b for b in message.buttons if b["text"]["text"] == label)
    assert await running.deliver.press(channel, message, button) == 200
    return await added(running, channel, before)


def rows(message: Shown) -> list[list[str]]:
    """The cells of a message's table."""
    return [[cell["text"] for cell in row] for block in message.blocks if block["type"] == "table" for row in block["rows"]]


async def share(running: Rig, path: Path, **where: Any) -> list[Shown]:
    return await told(running, "", files=[running.slack.host_file(path.name, path.read_bytes())], **where)


# Predictions


async def test_korean_prediction_in_a_direct_message_is_one_message_with_number_and_what_was_understood(tmp_path: Path) -> None:
    async with real(tmp_path) as running:
        (answer,) = await told(running, PREDICT)
        assert re.search(r"예상 ECLO는 \d+\.\d", answer.words)
        understood = {row[0]: row[1] for row in rows(answer)}
        assert understood["장소"] == "수성구 범어동"
        assert [understood[name] for name in ("날씨", "노면", "시각", "시간대")] == ["비", "젖음/습기", "15시", "일반시간대"]


async def test_english_prediction_by_mention_is_answered_in_english_in_the_thread(tmp_path: Path) -> None:
    async with real(tmp_path) as running:
        ts = await running.deliver.mention("Predict ECLO for a rainy Friday 18:00 car-to-car crash at an intersection in Jung-gu")
        await settled(running.core.stores)
        (answer,) = running.slack.thread(CHANNEL, ts)
        assert re.search(r"predicted ECLO is \d+\.\d", answer.words)
        assert {row[0]: row[1] for row in rows(answer)}["Weekday"] == "Friday"
        assert not re.search("[가-힣]", answer.words)


async def test_what_is_missing_is_asked_for_and_completed_by_words_and_by_a_button(tmp_path: Path) -> None:
    async with real(tmp_path) as running:
        (first,) = await told(running, "수성구 범어동에서 오후 6시 차대차 사고 ECLO 예측해줘")
        assert "어떤 도로" in first.words
        assert "교차로" in [b["text"]["text"] for b in first.buttons]
        (second,) = await told(running, "비")  # at the top level, as people go on in a direct message
        assert first.buttons == []
        assert "어떤 도로" in second.words
        assert "날씨" not in second.words
        (third,) = await pressed(running, DM, second, "교차로")
        assert second.words.endswith("✔️ 교차로")
        (answer,) = await pressed(running, DM, third, "내일")
        understood = {row[0]: row[1] for row in rows(answer)}
        assert [understood[name] for name in ("날씨", "시각", "장소")] == ["비", "18시", "수성구 범어동"]
        assert understood["도로 형태"].startswith("교차로")
        assert all(m.buttons == [] for m in running.slack.channel(DM))


async def test_answer_in_a_thread_below_the_bots_question_completes_it_there(tmp_path: Path) -> None:
    async with real(tmp_path) as running:
        (question,) = await told(running, "비 오는 날 오후 6시 수성구 범어동 차대차 사고 ECLO 예측해줘")
        (again,) = await told(running, "교차로", thread=question.ts)
        assert again.thread == question.ts
        (answer,) = await pressed(running, DM, again, "내일")
        assert answer.thread == question.ts
        assert "예상 ECLO는" in answer.words


async def test_commands_help_and_predict(tmp_path: Path) -> None:
    async with real(tmp_path) as running:
        await running.deliver.command("help")
        await running.deliver.command("predict 비 오는 금요일 18시 중구 교차로 차대차")
        await running.deliver.command("help", channel=DM)
        await settled(running.core.stores)
        threads = {m.text: running.slack.thread(CHANNEL, m.ts)[1:] for m in running.slack.channel(CHANNEL) if m.ts == m.thread}
        (help_,), (answer,) = threads["<@U1> /eclo help"], threads["<@U1> /eclo predict 비 오는 금요일 18시 중구 교차로 차대차"]
        assert "사고 지도 그려줘" in help_.words
        assert "예상 ECLO는" in answer.words
        assert rows(answer)[0] == ["항목", "값", "출처"]
        assert [m.thread == m.ts for m in running.slack.channel(DM)] == [True, True]


# Data


async def test_dropped_csv_is_summed_up_and_its_threads_questions_get_numbers_a_chart_and_a_map(
    tmp_path: Path, example: Path, example_frame: pd.DataFrame
) -> None:
    async with real(tmp_path) as running:
        root = running.slack.say(CHANNEL, "지난달 사고 자료예요")
        await running.deliver.mention("이거 봐줘", thread=root, files=[running.slack.host_file(example.name, example.read_bytes())])
        await settled(running.core.stores)
        summary = running.slack.thread(CHANNEL, root)[0]
        assert f"{len(example_frame)}행 × {example_frame.shape[1]}열" in summary.words
        assert [row[0] for row in rows(summary)[1:]] == list(example_frame.columns)
        where = {"channel": CHANNEL, "thread": root}

        (counts,) = await told(running, "요일별 사고 건수", **where)
        expected = example_frame["요일"].value_counts()
        assert {row[0]: int(row[1]) for row in rows(counts)[1:]} == expected.to_dict()
        assert expected.idxmax() in counts.words.splitlines()[0]

        for question, alt in (("시간대별 평균 ECLO 차트 그려줘", "시간대별 ECLO"), ("사고 지도 그려줘", "지도")):
            words, picture = await told(running, question, **where)
            assert words.words
            assert picture.file is not None
            assert picture.thread == root
            assert picture.file["content"].startswith(b"\x89PNG\r\n\x1a\n")
            assert alt in picture.file["alt_txt"]
            assert len(picture.file["alt_txt"]) > 30


async def test_dataset_of_one_channel_or_person_is_not_seen_from_another(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        await share(running, example, channel="D1", user="U1")
        (same,) = await told(running, "데이터 목록 보여줘", channel="D1", user="U1")
        assert example.name in same.words
        for other in ({"channel": "D2", "user": "U2"}, {"channel": "D3", "user": "U1"}):
            (listed,) = await told(running, "데이터 목록 보여줘", **other)
            (counted,) = await told(running, "요일별 사고 건수", **other)
            assert example.name not in listed.words + counted.words
            assert rows(counted) == []
        ts = await running.deliver.mention("요일별 사고 건수")
        await settled(running.core.stores)
        assert "아직 데이터가 없어요" in running.slack.thread(CHANNEL, ts)[0].words


async def test_data_is_deleted_only_after_the_button_says_so(tmp_path: Path, example: Path) -> None:
    async with real(tmp_path) as running:
        await share(running, example)
        (question,) = await told(running, "데이터 삭제해줘")
        assert example.name in question.words
        (kept,) = await pressed(running, DM, question, "아니요")
        assert "하지 않았어요" in kept.words
        (counts,) = await told(running, "요일별 사고 건수")
        assert rows(counts)
        (question,) = await told(running, "데이터 삭제해줘")
        (gone,) = await pressed(running, DM, question, "네")
        assert "지웠어요" in gone.words
        (nothing,) = await told(running, "요일별 사고 건수")
        assert "아직 데이터가 없어요" in nothing.words


# Jobs, on a real worker


@pytest.mark.timeout(120)
async def test_whole_dataset_is_predicted_in_one_moving_message_and_ends_with_words_table_and_csv(
    tmp_path: Path, example: Path, example_frame: pd.DataFrame
) -> None:
    many = pd.concat([example_frame] * 250, ignore_index=True)  # no two rows alike: each distinct one is predicted once
    when = pd.Timestamp("2008-01-01") + pd.to_timedelta(range(len(many)), unit="h")
    many = many.assign(사고일시=when.strftime("%Y-%m-%d %H"), 사고시=when.hour).drop(columns=["요일", "시간대"])
    large = tmp_path / "많은 사고.csv"
    many.to_csv(large, index=False)
    async with real(tmp_path) as running:
        # One is stopped by its button, the next runs to its end.
        await share(running, large)
        (progress,) = await begun(running)
        await until(lambda: "▓" in progress.words or "░" in progress.words, 30)
        assert await running.deliver.press(DM, progress, progress.buttons[0]) == 200
        await until(lambda: "취소했어요" in progress.words, 20)
        assert progress.buttons == []
        assert progress.edits >= 1
        await until(lambda: "저장하지 않았어요" in running.slack.channel(DM)[-1].words)

        await share(running, example)
        (progress,) = await begun(running)
        await until(lambda: running.slack.channel(DM)[-1].file, 30)
        await until(lambda: rows(running.slack.channel(DM)[-2]))
        done, words, file = running.slack.channel(DM)[-3:]
        assert done is progress
        assert "작업이 끝났어요" in done.words
        assert done.buttons == []
        assert f"{len(example_frame)}행" in words.words
        assert rows(words)[0][1] == "예상 ECLO"
        assert file.file is not None
        predicted = pd.read_csv(BytesIO(file.file["content"]), encoding="utf-8-sig")
        assert len(predicted) == len(example_frame)
        assert predicted["예측_ECLO"].between(1, 100).all()
        assert file.file["alt_txt"]
        (counts,) = await told(running, "요일별 사고 건수")  # the conversation goes on
        assert rows(counts)


async def begun(running: Rig) -> list[Shown]:
    """Ask for all of the data; the one message that then stands for the job."""
    before = {m.ts for m in running.slack.channel(DM)}
    await running.deliver.message(ALL)
    await settled(running.core.stores)
    await until(lambda: any(m.ts not in before and m.user == BOT_USER for m in running.slack.channel(DM)))
    return [m for m in running.slack.channel(DM) if m.ts not in before and m.user == BOT_USER]


# The program in its own process


@pytest.mark.timeout(120)
async def test_program_killed_before_its_answer_answers_once_after_a_restart_and_ends_cleanly(
    tmp_path: Path, clean_environment: dict[str, str]
) -> None:
    """First it serves HTTP; after the restart Socket Mode, with its health on the port."""
    async with FakeSlack() as slack:
        async with App(slack, tmp_path, clean_environment) as app:
            assert await app.health() == 200
            stuck = slack.fail("chat.update", hold=(never := asyncio.Event()))
            ts = await app.deliver.message(PREDICT)
            await until(stuck.reached.is_set, 30)
            await app.end(signal.SIGKILL)
            never.set()
        (placeholder,) = slack.thread(DM, ts)
        time_passes(tmp_path / "var" / "eclo.db")
        async with App(slack, tmp_path, clean_environment, SLACK_APP_TOKEN="xapp-1") as app:
            await until(lambda: rows(placeholder), 30)
            body = app.deliver.event("도움말")
            await slack.send_envelope("events_api", body)
            await until(lambda: any("사고 지도 그려줘" in m.words for m in slack.thread(DM, body["event"]["ts"])), 30)
            async with aiohttp.ClientSession() as http, http.post(f"{app.url}/slack/events", json=body) as refused:
                assert refused.status == 404  # nothing but the health is served over HTTP now
            assert await app.end(signal.SIGTERM) == 0
        assert [word for word in ("Traceback", TOKEN, SECRET, "xapp-1") if word in app.output] == []
        assert [m.ts for m in slack.thread(DM, ts)] == [placeholder.ts]
        assert "예상 ECLO는" in placeholder.words


def time_passes(database: Path) -> None:
    """Let the leases of a killed process run out."""
    with sqlite3.connect(database) as connection:
        assert connection.execute("UPDATE inbox SET lease_until = '2000-01-01 00:00:00.000000' WHERE state = 'working'").rowcount == 1


# Claude


async def test_claude_streams_into_one_message_which_ends_with_the_table(tmp_path: Path, example: Path) -> None:
    said = "요일별로 보면 월요일이 가장 많아요. " * 3
    async with (
        FakeAnthropic(tool_uses(("get_value_counts", {"column": "요일"}), say="세어 볼게요. "), text(said)) as claude,
        real(tmp_path, anthropic_api_key=SecretStr("sk-canary"), anthropic_base_url=claude.url) as running,
    ):
        await share(running, example)
        (answer,) = await told(running, "요일별 사고 건수")
        assert said.strip() in answer.words
        assert len(rows(answer)) == 8
        assert answer.edits >= 1
        assert len(claude.requests) == 2
        assert all("sk-canary" not in str(call.params) for call in running.slack.calls)
