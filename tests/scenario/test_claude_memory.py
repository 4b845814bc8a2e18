"""What is remembered of a conversation, in short once it is long, and how it is forgotten."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from fakes.anthropic import Answer, FakeAnthropic, text
from fakes.talk import talking_to, text_of

from bot.agent import spoken
from bot.messages import Ask, Done
from storage.tables import summaries, transcripts
from storage.transcripts import Summary


def shown_summary(request):
    return "in short" in request["system"][1]["text"]


async def test_old_turns_are_summed_up_once_by_the_cheaper_model_when_they_no_longer_fit(settings):
    short = {"history_turns": 4, "simple_model": "claude-haiku-5-5"}
    script = [*[text(f"답 {n}") for n in range(5)], text("- 하나부터 셋까지 물었다"), text("답 5"), text("답 6")]
    async with FakeAnthropic(*script) as server, talking_to(server, settings, **short) as chat:
        for n in range(7):
            assert text_of(await chat.say(f"왜 질문 {n}")) == f"답 {n}"
            await chat.core.settle()
        summing = [r for r in server.requests if not r.get("stream")]
        assert [r["model"] for r in summing] == ["claude-haiku-5-5"]
        assert "왜 질문 0" in summing[0]["messages"][0]["content"][0]["text"]
        last = server.requests[-1]
        assert "- 하나부터 셋까지 물었다" in json.loads(last["system"][1]["text"].rpartition("\n")[2])
        assert [m["content"][0]["text"] for m in last["messages"] if m["role"] == "user"] == [f"왜 질문 {n}" for n in (3, 4, 5, 6)]
        async with chat.core.stores.database.read() as connection:
            assert await connection.scalar(sa.select(sa.func.count()).select_from(transcripts)) == 14  # the rows stay


async def test_a_plain_rule_sums_up_when_claude_can_not(settings):
    script = *[text("답")] * 5, Answer(status=500), text("답")
    async with FakeAnthropic(*script) as server, talking_to(server, settings, history_turns=4) as chat:
        for n in range(6):
            await chat.say(f"왜 질문 {n}")
            await chat.core.settle()
        assert "왜 질문 0 → 답" in server.requests[-1]["system"][1]["text"]


async def test_without_a_key_old_turns_are_kept_in_short_too(core, chat, example):
    core._memory = type(core._memory)(core.stores, most_turns=4)
    await chat.say("", example)
    for _ in range(5):
        await chat.say("요일별 사고 건수")
        await core.settle()
    summary = await core.stores.transcripts.summary(chat.scope)
    assert "get_value_counts" in summary.text
    assert "요일별 사고 건수" in summary.text
    # Follow-ups still work on what is shown word for word.
    assert "draw_chart" in repr(await chat.say("차트로 그려줘"))


async def test_one_long_turn_makes_room_as_well(settings):
    long = text("가" * 3000)
    async with FakeAnthropic(long, text("요약"), text("네.")) as server, talking_to(server, settings, history_characters=2000) as chat:
        await chat.say("왜 길어?")
        await chat.core.settle()
        await chat.say("그래서 왜?")
        assert [m["role"] for m in server.requests[-1]["messages"]] == ["user"]
        assert shown_summary(server.requests[-1])


@pytest.mark.parametrize("words", ["이 대화 잊어줘", "forget this conversation"])
async def test_a_conversation_is_forgotten_with_everything_that_was_kept_of_it_after_a_yes(settings, words):
    script = [text("비밀은 4711이군요.")] * 6
    async with FakeAnthropic(*script) as server, talking_to(server, settings, history_turns=3) as chat:
        for _ in range(4):
            await chat.say("왜 비밀은 4711일까?")
            await chat.core.settle()
        asked = await chat.say(words)
        (ask,) = [r for r in asked if isinstance(r, Ask)]
        seen = len(server.requests)
        database = chat.core.stores.database

        async def everything():
            async with database.read() as connection:
                kept = [*await connection.execute(sa.select(transcripts)), *await connection.execute(sa.select(summaries))]
            return repr(kept)

        assert "4711" in await everything()
        replies = await chat.say(ask.choices[0])
        assert replies[-1] == Done()
        assert "4711" not in await everything()
        assert len(server.requests) == seen
        await chat.say("왜 그랬더라?")
        assert "4711" not in json.dumps(server.requests[-1], ensure_ascii=False)


async def test_a_summary_that_comes_after_the_forgetting_is_not_kept(core, chat):
    await chat.say("안녕")
    (told,) = await core.stores.transcripts.since(chat.scope, 0)
    await core.stores.transcripts.forget(chat.scope)
    await core.stores.transcripts.keep_summary(chat.scope, Summary("비밀", told.end), made_by="rule")
    assert await core.stores.transcripts.summary(chat.scope) is None


async def test_a_no_forgets_nothing(settings):
    async with FakeAnthropic(text("네.")) as server, talking_to(server, settings) as chat:
        await chat.say("안녕")
        await chat.say("이 대화 잊어줘")
        await chat.say("아니요")
        assert len(await chat.core.stores.transcripts.turns(chat.scope, last=9)) == 3


async def test_of_two_wishes_only_one_thread_is_forgotten(settings, new_chat, core):
    here, there = new_chat(thread="a"), new_chat(thread="b")
    await here.say("안녕")
    await there.say("안녕")
    await here.say("이 대화 지워줘")
    await here.say("네")
    assert len(await core.stores.transcripts.turns(there.scope, last=9)) == 1


@pytest.mark.parametrize(
    "words", ["이 대화 잊어줘", "이 대화 내용 전부 지워주세요", "잊어줘", "forget", "forget this conversation please", "대화 기록 삭제해줘"]
)
def test_words_for_forgetting_are_understood(words):
    assert spoken.read(words, []).tool == "forget_conversation"


@pytest.mark.parametrize(("words", "about"), [("도움말", "예측"), ("help", "Prediction"), ("/help", "Prediction")])
async def test_help_is_the_programs_own_and_asks_no_api(settings, words, about):
    async with FakeAnthropic() as server, talking_to(server, settings) as chat:
        assert about in text_of(await chat.say(words))
        assert server.requests == []


@pytest.mark.parametrize("words", ["이 데이터 지워줘", "forget it", "지워줘", "사고 기록 삭제", "delete this file", "이 대화 요약해줘"])
def test_other_words_are_not_taken_for_forgetting(words):
    assert spoken.read(words, []).tool == ""
