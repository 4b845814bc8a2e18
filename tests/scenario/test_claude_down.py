"""When the API fails: retries in one place, the offline brain in its stead, partial answers marked with a way to have them whole."""

from __future__ import annotations

import pytest
from fakes.anthropic import Answer, FakeAnthropic, text, tool_uses
from fakes.talk import KEY, talking_to, text_of

from bot.agent import either
from bot.messages import Ask, Done, Failed, Table, ToolFinished

AT_ONCE = {"retry-after": "0"}
REJECTED = Answer(status=401, error_type="authentication_error")
BUSY = Answer(status=429, error_type="rate_limit_error", headers=AT_ONCE)
OVERLOADED = Answer(status=529, error_type="overloaded_error", headers=AT_ONCE)


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


async def test_an_api_that_goes_down_between_steps_leaves_the_tools_words(settings, example):
    script = (tool_uses(("get_missing_values", {})), *[OVERLOADED] * 3)
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("결측치 있어?")
        assert sum(isinstance(r, ToolFinished) for r in replies) == 1
        assert "붐벼서" in text_of(replies)
        assert "빈 값" in text_of(replies).split("물어볼게요.")[1]
        assert replies[-1] == Done()


async def test_a_request_that_claude_refuses_is_a_sentence_that_says_what_to_do(settings):
    async with FakeAnthropic(Answer(status=400, error_type="invalid_request_error")) as server, talking_to(server, settings) as chat:
        replies = await chat.say("안녕")
        assert isinstance(replies[-1], Failed)
        assert replies[-1].code == "brain_refused_request"
        assert "ECLO_CLAUDE_MODEL" in replies[-1].text
        assert len(server.requests) == 1


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
