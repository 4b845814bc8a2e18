"""Nothing is deleted or stopped but what the person who was asked agreed to."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import asynccontextmanager

import pytest
from conftest import Chat
from fakes.anthropic import FakeAnthropic, text, tool_uses
from pydantic import SecretStr

from bot import wiring
from bot.errors import BrainError
from bot.messages import Ask, Failed, Incoming, Table, TextDelta, ToolFinished
from storage.errors import StoreUnavailable

WISH = "이 데이터 삭제해줘"


def text_of(replies):
    return "".join(r.text for r in replies if isinstance(r, TextDelta))


def question_of(replies):
    return next(r for r in replies if isinstance(r, Ask))


async def names(chat):
    return {d.name for d in await chat.core.stores.datasets.list(chat.scope)}


@pytest.fixture
def two_files(example, tmp_path):
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for number, path in enumerate(paths):
        path.write_bytes(example.read_bytes() + example.read_bytes().splitlines()[-1] * number + b"\n" * number)
    return paths


async def test_the_question_names_what_would_be_deleted(chat, example):
    await chat.say("", example)
    assert example.name in question_of(await chat.say(WISH)).text


async def test_what_is_not_there_is_refused_without_a_question(core, chat, example):
    await chat.say("", example)
    context = core.context(Incoming(chat.scope, "t", ""), "ko")
    call = {"type": "tool_use", "id": "t", "name": "delete_dataset", "input": {"name": "nothing like that.csv"}}
    shown = []
    outcome = await core._run_tool(call, context, shown.append)
    assert outcome.halt is None
    assert not any(isinstance(r, Ask) for r in shown)
    assert example.name in outcome.block["content"][0]["text"]


async def test_a_yes_of_somebody_else_does_not_count(new_chat, example):
    asked, other = new_chat(channel="C1", user="U1"), new_chat(channel="C1", user="U2")
    await asked.say("", example)
    await asked.say(WISH)
    await other.say("네")
    assert await names(asked) == {example.name}


async def test_others_may_talk_meanwhile_and_the_yes_is_then_asked_for_once_more(new_chat, example):
    asked, other = new_chat(channel="C1", user="U1"), new_chat(channel="C1", user="U2")
    await asked.say("", example)
    question = question_of(await asked.say(WISH))
    await other.say("안녕하세요")
    again = await asked.say("네")
    assert await names(asked) == {example.name}  # it may have been meant for something else
    assert question_of(again).text == question.text
    await asked.say("네")
    assert await names(asked) == set()


async def test_a_yes_of_somebody_else_is_told_so_and_leaves_the_question_open(new_chat, example):
    asked, other = new_chat(channel="C1", user="U1"), new_chat(channel="C1", user="U2")
    await asked.say("", example)
    await asked.say(WISH)
    assert "부탁하신 분" in text_of(await other.say("네"))
    await asked.say("네")
    assert await names(asked) == set()


async def test_a_question_that_is_passed_over_is_dropped_and_that_is_said(chat, example):
    await chat.say("", example)
    await chat.say(WISH)
    replies = await chat.say("요일별 건수 먼저 보여줘")
    assert text_of(replies).startswith("앞서 여쭤본 일은 하지 않고 넘어갈게요.")
    assert any(isinstance(r, Table) for r in replies)
    assert "넘어갈게요" not in text_of(await chat.say("네"))
    assert await names(chat) == {example.name}


async def test_claude_is_told_that_its_question_was_dropped(settings, two_files):
    async with obeyed_by(settings, *BOTH) as (chat, server):
        await chat.say("", *two_files)
        await chat.say("둘 다 지워줘")
        await chat.say("왜 물어봐?")
        await chat.say("그래서 어떻게 됐어?")
        assert "넘어갈게요" in str(server.requests[-1]["messages"])
        assert server.faults == []


async def test_another_persons_wish_that_needs_a_yes_takes_the_place_of_the_open_question_and_that_is_said(new_chat, two_files):
    asked, other = new_chat(channel="C1", user="U1"), new_chat(channel="C1", user="U2")
    await asked.say("", *two_files)
    await asked.say("one.csv 삭제해줘")
    *_, told, question, _done = await other.say("two.csv 삭제해줘")
    assert "넘어갈게요" in told.text
    assert "two.csv" in question.text
    await asked.say("네")
    assert await names(asked) == {"one.csv", "two.csv"}
    await other.say("네")
    assert await names(asked) == {"one.csv"}


async def press(chat, ask, word="네"):
    incoming = Incoming(chat.scope, f"pressed {ask.consent} {word}", word, consent=ask.consent)
    return [reply async for reply in chat.core.handle(incoming)]


async def test_the_button_of_an_older_question_agrees_to_nothing(chat, two_files):
    await chat.say("", *two_files)
    older = question_of(await chat.say("one.csv 삭제해줘"))
    newer = question_of(await chat.say("two.csv 삭제해줘"))
    assert "이미 지나간 질문" in text_of(await press(chat, older))
    assert await names(chat) == {"one.csv", "two.csv"}
    await press(chat, newer)
    assert await names(chat) == {"one.csv"}


async def test_a_yes_after_an_older_button_was_pressed_may_be_about_that_one(chat, two_files):
    await chat.say("", *two_files)
    older = question_of(await chat.say("one.csv 삭제해줘"))
    await chat.say("two.csv 삭제해줘")
    await press(chat, older)
    assert "two.csv" in question_of(await chat.say("네")).text
    assert await names(chat) == {"one.csv", "two.csv"}
    await chat.say("네")
    assert await names(chat) == {"one.csv"}


async def test_a_turn_that_fails_before_its_yes_is_heard_leaves_the_question_open(core, chat, example):
    await chat.say("", example)
    await chat.say(WISH)
    models, core.models = core.models, OutOfReach()
    assert isinstance((await chat.say("네"))[-1], Failed)
    core.models = models
    await chat.say("네")
    assert await names(chat) == set()


class OutOfReach:
    """Models that can't be asked which of them is in use."""

    async def refresh(self):
        raise StoreUnavailable(store="database")


async def test_a_failure_after_a_question_was_dropped_does_not_take_back_that_it_was(core, chat, example):
    await chat.say("", example)
    await chat.say(WISH)
    offline, core.brain = core.brain, Failing()
    assert isinstance((await chat.say("요일별 건수"))[-1], Failed)
    (*_, turn) = await core.stores.transcripts.turns(chat.scope, last=1)
    assert "넘어갈게요" in str(turn)
    core.brain = offline
    await chat.say("네")
    assert await names(chat) == {example.name}


class Failing:
    """A brain that can't be reached, and nobody stands in for it."""

    name = "failing"

    async def respond(self, request):
        raise BrainError("brain_overloaded")
        yield


async def test_a_button_counts_though_others_have_spoken_since(new_chat, example):
    asked, other = new_chat(channel="C1", user="U1"), new_chat(channel="C1", user="U2")
    await asked.say("", example)
    question = question_of(await asked.say(WISH))
    await other.say("안녕하세요")
    await press(asked, question)
    assert await names(asked) == set()


async def test_words_of_others_that_are_repeated_are_not_ones_own(new_chat, example):
    asked, other = new_chat(channel="C1", user="U1"), new_chat(channel="C1", user="U2")
    await asked.say("", example)
    await asked.say("데이터 이름을 첫째.csv로 바꿔줘")
    assert question_of(await other.say("다시 시도"))


async def test_a_yes_with_a_new_file_is_about_the_old_one(chat, two_files):
    one, two = two_files
    await chat.say("", one)
    await chat.say(WISH)
    await chat.say("네", two)
    assert await names(chat) == {"two.csv"}


async def test_a_yes_is_about_the_dataset_that_was_named_though_a_newer_one_was_shared_elsewhere(new_chat, two_files):
    one, two = two_files
    here, elsewhere = new_chat(thread="here"), new_chat(thread="elsewhere")
    await elsewhere.say("", one)
    assert "one.csv" in question_of(await here.say(WISH)).text
    await elsewhere.say("", two)
    await here.say("네")
    assert await names(here) == {"two.csv"}


@asynccontextmanager
async def obeyed_by(settings, *calls):
    """A person whose wish Claude answers with these calls at once."""
    with_key = dataclasses.replace(settings, anthropic_api_key=SecretStr("sk-ant-x"))
    async with (
        FakeAnthropic(tool_uses(*calls), otherwise=text("네.")) as server,
        wiring.open_core(dataclasses.replace(with_key, anthropic_base_url=server.url)) as core,
    ):
        yield Chat(core), server


BOTH = ("delete_dataset", {"name": "one.csv"}), ("delete_dataset", {"name": "two.csv"})


@pytest.mark.parametrize(("first", "second"), [("네", "네"), ("아니요", "네"), ("네", "아니요")])
async def test_two_wishes_at_once_are_asked_one_after_the_other(settings, two_files, first, second):
    async with obeyed_by(settings, *BOTH) as (chat, server):
        await chat.say("", *two_files)
        (question,) = [r for r in await chat.say("둘 다 지워줘") if isinstance(r, Ask)]
        assert "one.csv" in question.text
        assert await names(chat) == {"one.csv", "two.csv"}
        (further,) = [r for r in await chat.say(first) if isinstance(r, Ask)]
        assert "two.csv" in further.text
        assert ("one.csv" in await names(chat)) is (first == "아니요")
        assert "two.csv" in await names(chat)
        assert not [r for r in await chat.say(second) if isinstance(r, Ask)]
        assert await names(chat) == {name for name, word in (("one.csv", first), ("two.csv", second)) if word == "아니요"}
        await chat.say("고마워, 왜?")  # the conversation is one that the API takes
        assert server.faults == []


async def test_the_second_question_is_dropped_with_the_first_by_anything_but_an_answer(settings, two_files):
    async with obeyed_by(settings, *BOTH) as (chat, _):
        await chat.say("", *two_files)
        await chat.say("둘 다 지워줘")
        await chat.say("왜 물어봐?")
        await chat.say("네")
        assert await names(chat) == {"one.csv", "two.csv"}


async def test_the_same_wish_twice_at_once_is_asked_and_done_once(settings, two_files):
    async with obeyed_by(settings, BOTH[0], BOTH[0]) as (chat, _):
        await chat.say("", *two_files)
        assert len([r for r in await chat.say("지워줘, one") if isinstance(r, Ask)]) == 1
        replies = await chat.say("네")
        assert not [r for r in replies if isinstance(r, Ask)]
        assert [r.name for r in replies if isinstance(r, ToolFinished)] == ["delete_dataset"]
        assert await names(chat) == {"two.csv"}


async def test_a_second_question_survives_the_end_of_the_program(settings, two_files):
    async with obeyed_by(settings, *BOTH) as (chat, _):
        await chat.say("", *two_files)
        await chat.say("둘 다 지워줘")
        await chat.say("네")
    async with wiring.open_core(settings) as core:
        again = Chat(core)
        await again.say("네")
        assert await names(again) == set()


@pytest.mark.parametrize("word", ["네", "응 지워줘", "네, 삭제해 주세요.", "yes", "Yes, delete it", "좋아요!"])
async def test_a_yes_as_people_say_it_counts(chat, example, word):
    await chat.say("", example)
    await chat.say(WISH)
    await chat.say(word)
    assert await names(chat) == set()


@pytest.mark.parametrize("word", ["아니", "네가 뭔데", "네?", "어떤 데이터?", "yes or no?", "아니 지우지 마", "그래도 될까?", "no, don't"])
async def test_what_is_not_a_clear_yes_does_not(chat, example, word):
    await chat.say("", example)
    await chat.say(WISH)
    await chat.say(word)
    assert await names(chat) == {example.name}


async def test_cancelling_stops_the_job_that_was_named_though_a_newer_one_was_started(core, chat, example):
    async def submit(call):
        return await core.stores.jobs.submit(
            chat.scope, tool="predict_dataset", args={}, turn="t", call=call, front="terminal", language="ko", dataset_id=None
        )

    core.queue._url = "redis://127.0.0.1:1/0"  # nobody works
    old = await submit("old")
    assert old.id[:8] in question_of(await chat.say("작업 취소해줘")).text
    await asyncio.sleep(0.01)
    new = await submit("new")
    replies = await chat.say("네")
    assert any(isinstance(r, ToolFinished) and r.ok for r in replies), replies
    states = {job.id: job.state for job in await core.stores.jobs.list(chat.scope)}
    assert states == {old.id: "cancelled", new.id: "queued"}


PREDICTION = "내일 오후 3시 범어동 교차로 맑은 날 차대차 사고 ECLO 예측해줘"
OWN_WORDS = [
    ("데이터 이름을 사고모음으로 바꿔줘", "rename_dataset", {"new_name": "사고모음"}),
    ("공유 취소해줘", "revoke_share", {}),
    ("실제로는 중상 1명이었어", "record_outcome", {"serious": 1}),
]


@pytest.mark.parametrize(("words", "name", "arguments"), OWN_WORDS)
async def test_what_can_be_taken_back_is_done_at_once_when_a_person_asks_for_it_in_words(chat, example, words, name, arguments):
    await chat.say("", example)
    await chat.say(PREDICTION)
    replies = await chat.say(words)
    assert [r.name for r in replies if isinstance(r, ToolFinished) and r.ok] == [name]
    assert not [r for r in replies if isinstance(r, Ask)]


@pytest.mark.parametrize(("words", "name", "arguments"), [*OWN_WORDS, ("매주 요약 보내줘", "subscribe_digest", {})])
async def test_what_a_model_wants_to_write_waits_for_a_yes(settings, example, words, name, arguments):
    async with wiring.open_core(settings) as core:  # the prediction is made without the model
        offline = Chat(core)
        await offline.say("", example)
        await offline.say(PREDICTION)
    async with obeyed_by(settings, (name, arguments)) as (chat, _):
        chat.core.front = "slack"  # a digest needs a place that is always there
        question = question_of(asked := await chat.say("이 데이터에 뭐가 있어?"))  # as if a cell had told the model to write
        assert question.choices == ["네", "아니요"]
        assert not [r for r in asked if isinstance(r, ToolFinished)]
        assert [r.name for r in await chat.say("네") if isinstance(r, ToolFinished) and r.ok] == [name]
