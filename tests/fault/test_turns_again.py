"""A turn that is run again, cut short, or fails half-way: nothing is done twice and the conversation goes on."""

from __future__ import annotations

import asyncio
import dataclasses

import sqlalchemy as sa
from conftest import Chat
from fakes.anthropic import Answer, FakeAnthropic, text, tool_uses
from pydantic import SecretStr

from bot import wiring
from bot.agent.brain import Delta, Step
from bot.errors import BrainError
from bot.messages import Ask, Done, Failed, Incoming, JobUpdate, TextDelta, ToolFinished, ToolStarted

QUESTION = "요일별 사고 건수"


def text_of(replies):
    return "".join(r.text for r in replies if isinstance(r, TextDelta))


async def heard(core, incoming):
    return [reply async for reply in core.handle(incoming)]


async def until(core, incoming, kind):
    """The turn is cut short, as by a crash, once a reply of this kind came."""
    replies = core.handle(incoming)
    async for reply in replies:
        if isinstance(reply, kind):
            break
    await replies.aclose()


def calls_and_results(messages):
    uses = [b["id"] for m in messages for b in m["content"] if b["type"] == "tool_use"]
    results = [b["tool_use_id"] for m in messages for b in m["content"] if b["type"] == "tool_result"]
    return uses, results


class Scripted:
    """A brain that says what it was given; an exception among the steps is raised."""

    name = "scripted"

    def __init__(self, *steps):
        self.steps = list(steps)

    async def respond(self, request):
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        for block in step.blocks:
            if block["type"] == "text":
                yield Delta(block["text"])
        yield step


class Endless:
    """A brain that talks on and on; `stopped` once it was stopped."""

    name = "endless"

    def __init__(self):
        self.stopped = False

    async def respond(self, request):
        try:
            while True:
                yield Delta("그리고 ")
                await asyncio.sleep(0)
        finally:
            await asyncio.sleep(0)
            self.stopped = True
            yield Step([], "end_turn")


def use(name, args, call_id="t1"):
    return {"type": "tool_use", "id": call_id, "name": name, "input": args}


async def test_a_consent_that_was_carried_out_is_not_carried_out_again(core, chat, example):
    await chat.say("", example)
    await chat.say("이 데이터 삭제해줘")
    yes = Incoming(chat.scope, "the yes", "네")
    first = await heard(core, yes)
    await chat.say("", example)  # the same file, shared anew

    again = await heard(core, yes)  # the front end had died before it could say that the answer is visible

    assert len(await core.stores.datasets.list(chat.scope)) == 1
    assert not any(isinstance(r, ToolStarted | ToolFinished) for r in again)
    assert text_of(again).strip() == text_of(first).strip() != ""
    assert again[-1] == Done()


async def test_an_answered_question_is_told_again_from_the_transcript(core, chat, example):
    await chat.say("", example)
    turn = Incoming(chat.scope, "the question", QUESTION)
    first = await heard(core, turn)
    again = await heard(core, turn)
    assert text_of(again).strip() == text_of(first).strip()
    assert len(await core.stores.transcripts.turns(chat.scope, last=10)) == 2


async def test_a_question_back_is_still_open_after_it_was_told_again(core, chat, example):
    await chat.say("", example)
    ask = Incoming(chat.scope, "the wish", "이 데이터 삭제해줘")
    question = next(r for r in await heard(core, ask) if isinstance(r, Ask))
    again = await heard(core, ask)
    assert question.text in text_of(again)
    await chat.say("네")
    assert await core.stores.datasets.list(chat.scope) == []


async def test_a_turn_that_was_cut_short_is_run_again_from_its_start(core, chat, example):
    await chat.say("", example)
    turn = Incoming(chat.scope, "cut short", QUESTION)
    await until(core, turn, ToolStarted)
    replies = await heard(core, turn)
    assert any(isinstance(r, ToolFinished) and r.ok for r in replies)
    assert replies[-1] == Done()


async def test_a_job_is_one_job_though_the_brain_names_its_calls_anew_each_time(settings, example):
    def answer(call_id):
        return Answer([use("predict_dataset", {}, call_id)], "tool_use")

    nobody_works = dataclasses.replace(settings, redis_url="redis://127.0.0.1:1/0", anthropic_api_key=SecretStr("sk-ant-x"))
    async with (
        FakeAnthropic(answer("toolu_1"), answer("toolu_2"), text("시작했어요.")) as server,
        wiring.open_core(dataclasses.replace(nobody_works, anthropic_base_url=server.url)) as core,
    ):
        chat = Chat(core)
        await chat.say("", example)
        turn = Incoming(chat.scope, "the wish", "이 데이터 전체 ECLO 예측해줘")
        await until(core, turn, JobUpdate)
        await heard(core, turn)
        assert len(await core.stores.jobs.list(chat.scope)) == 1


async def test_the_same_job_for_two_datasets_is_two_jobs(core, chat, example, tmp_path):
    other = tmp_path / "other.csv"
    other.write_bytes(example.read_bytes() + example.read_bytes().splitlines()[-1] + b"\n")
    core.queue._url = "redis://127.0.0.1:1/0"  # nobody works
    await chat.say("", other)
    await chat.say("", example)
    core.brain = Scripted(
        Step([use("predict_dataset", {}, "a")], "tool_use"),
        Step([use("use_dataset", {"name": "other.csv"}, "b")], "tool_use"),
        Step([use("predict_dataset", {}, "c")], "tool_use"),
        Step([{"type": "text", "text": "둘 다 시작했어요."}], "end_turn"),
    )
    await chat.say("두 데이터 모두 예측해줘")
    jobs = await core.stores.jobs.list(chat.scope)
    assert len({job.dataset_id for job in jobs}) == len(jobs) == 2


async def test_a_turn_whose_listener_went_away_has_stopped_when_the_next_one_begins(core, chat):
    core.brain = brain = Endless()
    await asyncio.wait_for(until(core, Incoming(chat.scope, "cut short", "끝없이 말해줘"), TextDelta), 10)
    assert brain.stopped


async def test_once_more_is_about_the_question_however_often_it_has_failed(core, chat, example):
    await chat.say("", example)
    offline, core.brain = core.brain, Scripted(BrainError("brain_overloaded"), BrainError("brain_overloaded"))
    assert isinstance((await chat.say(QUESTION))[-1], Failed)
    assert isinstance((await chat.say("다시 시도"))[-1], Failed)
    core.brain = offline
    assert "월요일이" in text_of(await chat.say("다시 시도"))


async def test_a_turn_that_fails_half_way_leaves_no_call_without_its_result(core, chat, example):
    await chat.say("", example)
    core.brain = Scripted(Step([use("get_value_counts", {"column": "없는 열"})], "tool_use"), BrainError("brain_overloaded"))
    replies = await chat.say("결측치")
    assert isinstance(replies[-1], Failed)
    messages = [m for turn in await core.stores.transcripts.turns(chat.scope, last=10) for m in turn]
    uses, results = calls_and_results(messages)
    assert sorted(uses) == sorted(results)
    assert messages[-2]["content"][0]["text"] == "결측치"
    assert messages[-1]["content"][0]["text"] == replies[-1].text


async def test_the_question_beside_a_file_is_remembered_when_the_brain_fails(core, chat, example):
    core.brain = Scripted(BrainError("brain_busy"))
    await chat.say("무엇이 눈에 띄어?", example)
    said = [
        b["text"]
        for turn in await core.stores.transcripts.turns(chat.scope, last=1)
        for m in turn
        for b in m["content"]
        if b["type"] == "text"
    ]
    assert said.count("무엇이 눈에 띄어?") == 1
    assert said.index("무엇이 눈에 띄어?") == len(said) - 2


async def test_a_database_that_fails_ends_the_turn_with_a_sentence(core, chat, example):
    await chat.say("", example)
    await core.stores.database.close()
    core.stores.database.engine.sync_engine.dispose()

    # From now on every connection is refused, as by a disk that is gone.
    @sa.event.listens_for(core.stores.database.engine.sync_engine, "do_connect")
    def refuse(*_):
        raise sa.exc.OperationalError("connect", {}, Exception("disk I/O error at /secret/place"))

    replies = await chat.say(QUESTION)
    assert isinstance(replies[-1], Failed)
    assert replies[-1].code == "store_unavailable"
    assert "secret" not in repr(replies)


async def test_tool_calls_have_names_of_their_own_over_a_whole_conversation(settings, example, tmp_path):
    """The API refuses a conversation in which two calls have the same id, and with it everything that is said later."""
    with_key = dataclasses.replace(settings, anthropic_api_key=SecretStr("sk-ant-x"))
    script = [tool_uses(("delete_dataset", {"name": "one.csv"})), tool_uses(("delete_dataset", {"name": "two.csv"})), text("네.")]
    for number, answer in enumerate(script[:2]):
        answer.blocks[0]["id"] = f"toolu_{number}"
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_bytes(example.read_bytes())
    async with FakeAnthropic(*script) as server, wiring.open_core(dataclasses.replace(with_key, anthropic_base_url=server.url)) as core:
        chat = Chat(core)
        await chat.say("", tmp_path / "one.csv", tmp_path / "two.csv")
        await chat.say("", tmp_path / "one.csv")
        for name in ("one.csv", "two.csv"):
            await chat.say(f"{name} 지워줘")
            await chat.say("네")
        await chat.say("고마워")
        assert await core.stores.datasets.list(chat.scope) == []
        uses, results = calls_and_results(server.requests[-1]["messages"])
        assert len(uses) == len(set(uses)) == len(results)
