"""Repeated questions are answered from Redis: the same answer, told as one, and never one that could be another by now."""

from __future__ import annotations

import dataclasses
from contextlib import asynccontextmanager

import pytest
from conftest import Chat
from fakes.anthropic import FakeAnthropic, text, tool_uses
from fakes.talk import talking_to, text_of
from fakes.valkey import valkey
from redis import Redis

from bot import wiring
from bot.agent.answer_cache import _SAME_EACH_TIME
from bot.messages import Done, Image, Table, ToolFinished
from tools._registry import discover

TOLD = "아까와 같은 답이에요"
QUESTION = "요일별 사고 건수"


@pytest.fixture(scope="module")
def redis_url():
    with valkey() as url:
        yield url


@pytest.fixture
def settings(settings, redis_url):
    Redis.from_url(redis_url).flushall()
    return dataclasses.replace(settings, redis_url=redis_url)


def shown(replies):
    return [r for r in replies if isinstance(r, Table | Image)]


def is_cached(replies):
    return replies[-1] == Done(cached=True)


async def test_the_same_question_gets_the_same_answer_again_and_says_so(chat, example):
    await chat.say("", example)
    first = await chat.say(QUESTION)
    again = await chat.say(f" {QUESTION}.")
    assert not is_cached(first)
    assert is_cached(again)
    assert shown(again) == shown(first)
    assert text_of(again) == f"아까와 같은 답이에요. 다시 계산하려면 ‘다시 계산해줘’라고 해 주세요.\n\n{text_of(first)}"


async def test_asked_for_afresh_it_is_worked_out_again(chat, example):
    await chat.say("", example)
    await chat.say(QUESTION)
    await chat.say(QUESTION)
    afresh = await chat.say("다시 계산해줘")
    assert not is_cached(afresh)
    assert TOLD not in text_of(afresh)
    assert shown(afresh)
    assert is_cached(await chat.say(QUESTION))


async def test_a_follow_up_builds_on_an_answer_that_was_kept(chat, example):
    await chat.say("", example)
    await chat.say(QUESTION)
    await chat.say(QUESTION)
    assert any(isinstance(r, Image) for r in await chat.say("차트로 그려줘"))


async def test_claude_is_not_asked_again_and_its_conversation_stays_in_order(settings, example):
    script = (tool_uses(("get_value_counts", {"column": "요일"})), text("월요일이 가장 많아요."), text("천만에요."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        await chat.say(QUESTION)
        again = await chat.say(QUESTION)
        assert is_cached(again)
        assert "월요일이 가장 많아요." in text_of(again)
        assert len(server.requests) == 2
        await chat.say("고마워")
        messages = server.requests[-1]["messages"]
        uses = [b["id"] for m in messages for b in m["content"] if b["type"] == "tool_use"]
        results = [b["tool_use_id"] for m in messages for b in m["content"] if b["type"] == "tool_result"]
        assert len(set(uses)) == len(uses) == 3  # the file, and the question twice
        assert results == uses


@pytest.mark.parametrize("tool", ["analyze_trend", "area_summary", "find_anomalous_days", "hot_spots", "show_bad_rows"])
async def test_whatever_only_reads_the_data_is_not_worked_out_twice(settings, example, tool):
    async with FakeAnthropic(tool_uses((tool, {})), text("그렇군요.")) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        first = await chat.say(QUESTION)
        assert [r.ok for r in first if isinstance(r, ToolFinished)] == [True]
        again = await chat.say(QUESTION)
        assert is_cached(again)
        assert shown(again) == shown(first)
        assert len(server.requests) == 2


async def test_a_query_whose_result_becomes_a_dataset_is_run_each_time(settings, example):
    ask = tool_uses(("query_sql", {"sql": "SELECT 요일, count(*) AS n FROM data GROUP BY 요일", "save_as": "요일별"}))
    script = (ask, text("남겼어요."), tool_uses(("delete_dataset", {"name": "요일별"})), ask, text("남겼어요."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        other = Chat(chat.core, thread="other")
        await other.say("", example)
        await chat.say("", example)
        await chat.say("SQL 결과를 남겨줘")
        await chat.say("그 데이터 지워줘")
        await chat.say("네")
        again = await other.say("SQL 결과를 남겨줘")
        assert not is_cached(again)
        assert "요일별" in [d.name for d in await chat.core.stores.datasets.list(chat.scope)]


def test_every_tool_whose_answers_are_kept_is_there_and_reads():
    tools = discover().tools
    assert {name for name in _SAME_EACH_TIME if name not in tools or tools[name].effect != "read"} == set()


async def test_who_answers_is_part_of_the_question(settings, example):
    async with wiring.open_core(settings) as core:
        chat = Chat(core)
        await chat.say("", example)
        await chat.say(QUESTION)
    script = (tool_uses(("get_value_counts", {"column": "요일"})), text("월요일이요."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        assert not is_cached(await chat.say(QUESTION))
        assert len(server.requests) == 2


async def test_another_thread_of_the_channel_with_the_same_data_shares_the_answer_and_another_channel_does_not(new_chat, example):
    here, there = new_chat(thread="a"), new_chat(thread="b")
    elsewhere = new_chat(thread="a", channel="terminal:you", user="you")
    for chat in (here, there, elsewhere):
        await chat.say("", example)
    await here.say(QUESTION)  # of a channel with both files
    assert is_cached(await there.say(QUESTION))
    assert not is_cached(await elsewhere.say(QUESTION))


async def test_other_content_under_the_same_name_is_other_data(chat, example, tmp_path):
    await chat.say("", example)
    await chat.say(QUESTION)
    other = tmp_path / example.name
    other.write_text("\n".join(example.read_text(encoding="utf-8-sig").splitlines()[:200]), encoding="utf-8")
    await chat.say("", other)
    replies = await chat.say(QUESTION)
    assert not is_cached(replies)
    assert sum(row[1] for row in shown(replies)[0].rows) == 199


@pytest.mark.parametrize(
    "words",
    [
        "안녕",  # no tool
        "데이터 목록 보여줘",  # says what is there at the moment
        "지금 요일별 사고 건수",  # about now
        "데이터 삭제해줘",  # a write
        "무작위로 샘플 5개 보여줘",  # another one each time
        "예측해줘",  # asks back
    ],
)
async def test_what_could_be_another_answer_by_now_is_not_kept(chat, example, words):
    await chat.say("", example)
    await chat.say(words)
    assert not is_cached(await chat.say(words))


async def test_a_question_that_depends_on_what_was_said_is_kept_with_it(chat, example):
    await chat.say("", example)
    await chat.say("요일별 사고 건수")
    first = await chat.say("상위 3개만")
    await chat.say("도로형태별 사고 건수")
    other = await chat.say("상위 3개만")
    assert not is_cached(other)
    assert shown(first) != shown(other)


async def test_an_answer_of_the_brain_that_stood_in_is_not_kept(settings, example):
    async with FakeAnthropic() as server, talking_to(server, settings) as chat:  # answers 500
        await chat.say("", example)
        assert "내장 문법" in text_of(await chat.say(QUESTION))
        assert not is_cached(await chat.say(QUESTION))


async def test_a_forgotten_conversation_leaves_no_answers_behind(chat, example, redis_url):
    await chat.say("", example)
    await chat.say(QUESTION)
    assert Redis.from_url(redis_url).keys("eclo:answer*")
    await chat.say("이 대화 잊어줘")
    await chat.say("네")
    assert Redis.from_url(redis_url).keys("eclo:answer*") == []


async def test_an_answer_is_kept_as_long_as_the_setting_says(chat, example, redis_url):
    await chat.say("", example)
    await chat.say(QUESTION)
    redis = Redis.from_url(redis_url)
    assert all(3500 < redis.ttl(key) <= 3600 for key in redis.keys("eclo:answer*"))


@asynccontextmanager
async def without(settings, **changes):
    async with wiring.open_core(dataclasses.replace(settings, **changes)) as core:
        yield Chat(core)


@pytest.mark.parametrize("changes", [{"redis_url": ""}, {"redis_url": "redis://127.0.0.1:1"}, {"cache_minutes": 0}])
async def test_without_redis_there_is_no_cache_and_nothing_is_started_for_it(settings, example, changes):
    async with without(settings, **changes) as chat:
        await chat.say("", example)
        for _ in range(2):
            replies = await chat.say(QUESTION)
            assert not is_cached(replies)
            assert any(isinstance(r, ToolFinished) and r.ok for r in replies)
        assert chat.core.pids() == {}
