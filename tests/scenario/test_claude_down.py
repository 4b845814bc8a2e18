"""When the API fails: retries in one place, the offline brain in its stead, partial answers marked with a way to have them whole."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from fakes.anthropic import Answer, FakeAnthropic, _events, text, tool_uses
from fakes.talk import KEY, talking_to, text_of
from pydantic import SecretStr

from bot.agent import either
from bot.agent.brain import Request
from bot.agent.claude import Claude
from bot.errors import BrainError
from bot.messages import Ask, Done, Table, ToolFinished

AT_ONCE = {"retry-after": "0"}
REJECTED = Answer(status=401, error_type="authentication_error")
BUSY = Answer(status=429, error_type="rate_limit_error", headers=AT_ONCE)
OVERLOADED = Answer(status=529, error_type="overloaded_error", headers=AT_ONCE)


def asked(words: str) -> Request:
    return Request([{"role": "user", "content": [{"type": "text", "text": words}]}], [], [], "ko", datetime(2026, 11, 21, tzinfo=UTC))


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("answer", "attempts", "cause"),
    [
        (REJECTED, 1, "API 키를 받아들이지 않아"),
        (BUSY, 3, "사용 한도"),
        (OVERLOADED, 3, "붐벼서"),
        (Answer(error_in_stream="overloaded_error", headers=AT_ONCE), 3, "붐벼서"),
        (Answer([{"type": "text", "text": "x"}], break_after=1), 3, "연결되지 않아"),
    ],
)
async def test_when_the_api_is_down_the_offline_brain_answers_after_one_sentence(settings, example, example_frame, answer, attempts, cause):
    async with FakeAnthropic(*[answer] * 3) as server, talking_to(server, settings) as chat:
        clock = chat.core.brain._clock = Clock()
        await chat.say("", example)
        replies = await chat.say("요일별 사고 건수")
        said = text_of(replies)
        assert said.count("내장 문법으로 답할게요") == 1
        assert cause in said
        assert "scripted" not in said + repr(replies)
        (table,) = [r for r in replies if isinstance(r, Table)]
        assert table.rows[0][1] == int(example_frame["요일"].value_counts().max())
        assert replies[-1] == Done()
        assert len(server.requests) == attempts

        # For a short while nobody waits for it again; then it is asked first.
        clock.now = either.PAUSE_SECONDS - 1
        assert "내장 문법" in text_of(await chat.say("결측치"))
        assert len(server.requests) == attempts
        clock.now = either.PAUSE_SECONDS + 1
        server._answers.clear()
        server._answers.append(text("다시 왔어요."))
        assert text_of(await chat.say("들려?")) == "다시 왔어요."


async def test_a_hiccup_is_tried_again_and_nobody_notices(settings):
    broken = Answer([{"type": "text", "text": "x"}], break_after=1)
    async with FakeAnthropic(OVERLOADED, broken, text("안녕하세요.")) as server, talking_to(server, settings) as chat:
        assert text_of(await chat.say("안녕")) == "안녕하세요."
        assert len(server.requests) == 3


async def test_a_wait_that_is_too_long_is_not_waited_for(settings):
    busy = Answer(status=429, error_type="rate_limit_error", headers={"retry-after": "600"})
    async with FakeAnthropic(busy) as server, talking_to(server, settings) as chat:
        assert "사용 한도" in text_of(await chat.say("안녕"))
        assert len(server.requests) == 1


async def test_an_api_that_goes_down_between_steps_leaves_all_that_the_tools_have_said(settings, example):
    script = (tool_uses(("get_missing_values", {}), say="볼게요."), tool_uses(("get_value_counts", {"column": "요일"})), *[OVERLOADED] * 3)
    async with FakeAnthropic(*script, text("그래서 그래요.")) as server, talking_to(server, settings) as chat:
        chat.core.brain._clock = clock = Clock()
        await chat.say("", example)
        replies = await chat.say("결측치는 왜 있어?")
        said = text_of(replies)
        assert sum(isinstance(r, ToolFinished) for r in replies) == 2
        assert said.startswith("볼게요.\n\n")
        assert said.index("빈 값") < said.index("월요일이") < said.index("Claude가 지금 붐벼요.")
        assert "내장 문법" not in said  # it has answered nothing
        (ask,) = [r for r in replies if isinstance(r, Ask)]
        assert replies[-1] == Done()
        clock.now = either.PAUSE_SECONDS + 1
        assert text_of(await chat.say(ask.choices[0])) == "그래서 그래요."
        assert server.faults == []


@pytest.mark.parametrize("call", [("no_such_tool", {}), ("get_value_counts", {"col": 5})])
async def test_calls_that_came_to_nothing_are_not_what_the_offline_brain_answers_with(settings, example, call):
    async with FakeAnthropic(tool_uses(call), *[OVERLOADED] * 3) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("요일별 사고 건수")
        assert "월요일이" in text_of(replies)
        assert any(isinstance(r, Table) for r in replies)
        assert "no_such_tool" not in text_of(replies)
        assert "입력값" not in text_of(replies)


@pytest.mark.parametrize(
    ("answer", "what_to_do"),
    [
        (Answer(status=400, error_type="invalid_request_error"), "ECLO_CLAUDE_MODEL"),
        (Answer(status=404, error_type="not_found_error"), "ECLO_CLAUDE_MODEL"),
        (Answer(status=413, error_type="request_too_large"), "이 대화 잊어줘"),
        (
            Answer(status=400, error_type="invalid_request_error", message="prompt is too long: 213412 tokens > 200000 maximum"),
            "이 대화 잊어줘",
        ),
        (
            Answer(
                status=400,
                error_type="invalid_request_error",
                message="input length and `max_tokens` exceed context limit: 193768 + 8192 > 200000",
            ),
            "이 대화 잊어줘",
        ),
        (Answer(status=402, error_type="billing_error"), "결제"),
        (
            Answer(status=400, error_type="invalid_request_error", message="You have reached your specified API usage limits."),
            "결제",
        ),
        (Answer(status=400, error_type="invalid_request_error", message="Your credit balance is too low to access the API."), "결제"),
    ],
)
async def test_a_request_that_claude_refuses_is_answered_all_the_same_and_says_what_to_do(settings, example, answer, what_to_do):
    async with FakeAnthropic(answer, text("네.")) as server, talking_to(server, settings) as chat:
        chat.core.brain._clock = clock = Clock()
        await chat.say("", example)
        replies = await chat.say("요일별 사고 건수")
        assert what_to_do in text_of(replies)
        assert any(isinstance(r, Table) for r in replies)
        assert replies[-1] == Done()
        assert len(server.requests) == 1
        clock.now = either.PAUSE_SECONDS + 1
        assert text_of(await chat.say("들려?")) == "네."


async def test_a_request_that_does_not_fit_one_conversation_holds_nobody_else_up(settings):
    async with (
        FakeAnthropic(Answer(status=400, error_type="invalid_request_error"), text("네.")) as server,
        talking_to(server, settings) as chat,
    ):
        chat.core.brain._clock = Clock()
        assert "ECLO_CLAUDE_MODEL" in text_of(await chat.say("안녕"))
        assert text_of(await chat.say("들려?")) == "네."


def wire(*events: object) -> str:
    return "".join(f"event: {event['type'] if isinstance(event, dict) else 'x'}\ndata: {json.dumps(event)}\n\n" for event in events)


EVENTS = _events(text("하나 둘 셋 넷"))
MALFORMED = {
    "nothing": "\n\n",
    "a page of a proxy": "<html><body>bad gateway</body></html>",
    "no json": "event: message_start\ndata: {oops\n\n",
    "null": "event: message_start\ndata: null\n\n",
    "a list": "event: message_start\ndata: [1]\n\n",
    "a beginning without a message": wire({"type": "message_start"}),
    "text of a block that has not begun": wire(EVENTS[0], EVENTS[2]),
    "only an end": wire(EVENTS[-1]),
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED.keys())
async def test_an_answer_that_is_none_is_like_no_connection(settings, sent):
    async with FakeAnthropic(otherwise=Answer(wire=sent)) as server:
        claude = Claude(dataclasses.replace(settings, anthropic_api_key=SecretStr(KEY), anthropic_base_url=server.url), pause_seconds=0.01)
        with pytest.raises(BrainError, match="brain_unreachable"):
            [part async for part in claude.respond(asked("안녕"))]
        await claude.close()
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    "broken",
    [
        wire(*EVENTS[:4], {**EVENTS[2], "index": 7}),
        wire(*EVENTS[1:]),
        wire({"type": "message_start", "message": {**EVENTS[0]["message"], "usage": None}}, *EVENTS[1:]),
    ],
    ids=["another block's text", "no beginning", "no usage"],
)
async def test_an_answer_that_becomes_nonsense_keeps_its_words_and_is_marked(settings, broken):
    async with FakeAnthropic(Answer(wire=broken)) as server, talking_to(server, settings) as chat:
        replies = await chat.say("안녕")
        assert text_of(replies).startswith("하나 둘")
        assert "끊겼어요" in text_of(replies)
        assert any(isinstance(r, Ask) for r in replies)
        assert len(server.requests) == 1


@pytest.mark.parametrize("given", [[1, 2], "abc", 5, None])
async def test_arguments_that_are_no_object_go_back_to_be_mended(settings, example, given):
    wrong = {"type": "tool_use", "id": "toolu_1", "name": "get_missing_values", "input": {}, "raw": json.dumps(given)}
    async with FakeAnthropic(Answer([wrong], "tool_use"), text("그만둘게요.")) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("왜 결측치가 있어?")
        assert text_of(replies) == "그만둘게요."
        assert [r.ok for r in replies if isinstance(r, ToolFinished)] == [given is None]
        assert server.faults == []


async def test_a_server_that_stays_silent_is_asked_once_and_then_the_offline_brain_answers(settings, example):
    """Three times the patience would be longer than anybody waits."""
    async with FakeAnthropic(otherwise=Answer(silent=5.0)) as server, talking_to(server, settings) as chat:
        chat.core.brain._claude = Claude(chat.core.brain._claude._settings, read_seconds=0.3, patience_seconds=0.2)
        await chat.say("", example)
        replies = await chat.say("요일별 사고 건수")
        assert "연결되지 않아" in text_of(replies)
        assert any(isinstance(r, Table) for r in replies)
        assert len(server.requests) == 1


async def test_a_stream_that_stalls_keeps_its_words_and_is_marked(settings):
    late = Answer([{"type": "text", "text": WORDS}], stall_after=4, stall=5.0)
    async with FakeAnthropic(late) as server, talking_to(server, settings) as chat:
        chat.core.brain._claude = Claude(chat.core.brain._claude._settings, read_seconds=0.3)
        replies = await chat.say("열둘까지 세어 줘")
        assert text_of(replies).startswith("하나 둘")
        assert "끊겼어요" in text_of(replies)
        assert any(isinstance(r, Ask) and r.choices == ["다시 시도"] for r in replies)
        assert len(server.requests) == 1


async def test_blank_words_before_a_break_do_not_keep_the_offline_brain_from_answering(settings, example):
    blank = Answer([{"type": "text", "text": "\n\n  "}, {"type": "text", "text": "x"}], break_after=3)
    async with FakeAnthropic(*[blank] * 3) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("요일별 사고 건수")
        assert any(isinstance(r, Table) for r in replies)
        assert replies[-1] == Done()
        assert len(server.requests) == 3


WORDS = "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 열하나 열둘"


@pytest.mark.parametrize(
    "answer",
    [
        Answer([{"type": "text", "text": WORDS}], truncate_after=5),
        Answer([{"type": "text", "text": WORDS}], break_after=5),
        Answer([{"type": "text", "text": WORDS}], error_in_stream="overloaded_error"),
        Answer([{"type": "text", "text": WORDS}], "max_tokens"),
        Answer([{"type": "text", "text": WORDS}], "refusal"),
    ],
)
async def test_a_partial_answer_is_marked_and_a_button_has_the_question_answered_again(settings, answer):
    async with FakeAnthropic(answer, text(WORDS)) as server, talking_to(server, settings) as chat:
        replies = await chat.say("열둘까지 세어 줘")
        said = text_of(replies)
        assert said.startswith("하나 둘")
        assert said.rstrip().endswith(")")
        (ask,) = [r for r in replies if isinstance(r, Ask)]
        assert len(server.requests) == 1
        again = await chat.say(ask.choices[0])
        assert text_of(again) == WORDS
        assert server.requests[1]["messages"][-1]["content"][0]["text"] == "열둘까지 세어 줘"


async def test_the_key_is_nowhere_when_it_is_refused(settings, caplog):
    async with FakeAnthropic(REJECTED) as server, talking_to(server, settings) as chat:
        replies = await chat.say("안녕")
    assert KEY not in repr(replies) + caplog.text
    assert KEY.encode() not in b"".join(p.read_bytes() for p in settings.var_dir.rglob("*") if p.is_file())
