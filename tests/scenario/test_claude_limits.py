"""What a turn may use: steps, tokens, dollars, time. Each cap ends in one sentence, and what was found is kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fakes.anthropic import USAGE, Answer, FakeAnthropic, text, tool_uses
from fakes.talk import talking_to, text_of

from bot.agent.budget import PRICES, UNKNOWN, Price, cost, price_of, read_prices
from bot.agent.simple import is_simple
from bot.messages import Ask, Done, Table, ToolFinished
from bot.settings import SettingsError, load

ENDLESS = [tool_uses(("get_missing_values", {})) for _ in range(30)]


@pytest.mark.parametrize(
    ("cap", "requests", "sentence"),
    [
        ({"max_steps": 3}, 3, "단계가 너무 많아"),
        ({"turn_tokens": 350}, 3, "토큰을 다 써서"),  # 120 a request, and 80 out of the cache
        ({"turn_usd": 0.0006}, 2, "비용에 닿아"),  # 0.000408 a request
    ],
)
async def test_a_cap_ends_the_turn_in_one_sentence_and_keeps_what_was_found(settings, example, cap, requests, sentence):
    async with FakeAnthropic(*ENDLESS) as server, talking_to(server, settings, **cap) as chat:
        await chat.say("", example)
        replies = await chat.say("결측치 있어?")
        said = text_of(replies)
        assert len(server.requests) == requests
        assert said.count("여기서 멈췄어요") == 1
        assert sentence in said
        found, notice = said.split("\n\n")  # the tool's own sentence, once
        assert "값" in found
        assert "멈췄어요" in notice
        assert sum(isinstance(r, Table) for r in replies) == requests
        assert replies[-1] == Done()
        # The API takes the conversation on from here.
        server._answers.clear()
        server._answers.append(text("네."))
        assert text_of(await chat.say("고마워")) == "네."
        assert [m["role"] for m in server.requests[-1]["messages"]][-2:] == ["assistant", "user"]


async def test_what_comes_out_of_the_prompt_cache_does_not_end_a_turn_early(settings, example):
    """In a long conversation every step reads it all again."""
    calls = [tool_uses(("get_missing_values", {})) for _ in range(5)]
    for call in calls:
        call.usage = {"cache_read_input_tokens": 150_000}
    async with FakeAnthropic(*calls, text("다 봤어요.")) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        assert text_of(await chat.say("왜 비어 있어?")) == "다 봤어요."
        assert server.faults == []


async def test_a_silent_model_is_not_waited_for_longer_than_a_turn_may_take(settings):
    import anthropic  # noqa: F401 - takes longer than the turn may

    late = Answer([{"type": "text", "text": "늦은 답"}], stall=5)
    async with FakeAnthropic(late) as server, talking_to(server, settings, turn_seconds=2) as chat:
        async with asyncio.timeout(4.5):
            replies = await chat.say("안녕")
        assert "시간이 너무 오래" in text_of(replies)
        assert any(isinstance(r, Ask) and r.choices == ["다시 시도"] for r in replies)
        (used,) = await chat.core.stores.usage.sums("local", datetime.now(UTC) - timedelta(hours=1))
        assert used.input_tokens == USAGE["input_tokens"]  # a request that broke off was paid for, too


async def test_wrong_calls_may_be_mended_twice(settings, example):
    wrong = [tool_uses(("get_value_counts", {"colum": "요일"})) for _ in range(9)]
    async with FakeAnthropic(*wrong) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("요일별 건수")
        assert len(server.requests) == 3
        assert "잘못 불러" in text_of(replies)


async def test_a_simple_turn_goes_to_the_cheaper_model_until_a_tool_refuses(settings, example):
    script = (tool_uses(("get_value_counts", {"column": "없는열"})), text("그런 열은 없어요."), text("밤이라서요."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings, simple_model="claude-haiku-5-5") as chat:
        await chat.say("", example)
        await chat.say("요일별 건수")
        await chat.say("왜 밤에 더 심각해?")
        assert [r["model"] for r in server.requests] == ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-sonnet-5-5"]


@pytest.mark.parametrize("words", ["안녕", "요일별 사고 건수", "top 5 districts by mean ECLO", "차트로 그려줘", "상위 5개만"])
def test_short_plain_questions_are_simple(words):
    assert is_simple([{"role": "user", "content": [{"type": "text", "text": words}]}])


@pytest.mark.parametrize(
    "words",
    [
        "왜 그래?",
        "compare 2018 with 2019",
        "요일별 건수. 그 다음 지도",
        "밤과 낮의 차이",
        "explain it",
        "가" * 61,
        "what if it rained, if so?",
    ],
)
def test_what_needs_thought_is_not_simple(words):
    assert not is_simple([{"role": "user", "content": [{"type": "text", "text": words}]}])


MILLION = {"input_tokens": 1_000_000, "output_tokens": 100_000, "cache_read_input_tokens": 500_000, "cache_creation_input_tokens": 200_000}


@pytest.mark.parametrize(
    ("model", "dollars"),
    [  # by hand, from the list of prices: plain, output, reads, writes
        ("claude-sonnet-5-5", 2 + 1 + 0.1 * 0.5 + 2.5 * 0.2),
        ("claude-sonnet-5", 2 + 1 + 0.2 * 0.5 + 2.5 * 0.2),
        ("claude-sonnet-4-6", 3 + 1.5 + 0.3 * 0.5 + 3.75 * 0.2),
        ("claude-opus-5-5", 4 + 2 + 0.2 * 0.5 + 5 * 0.2),
        ("claude-opus-4-8", 5 + 2.5 + 0.5 * 0.5 + 6.25 * 0.2),
        ("claude-haiku-4-5-20251001", 1 + 0.5 + 0.1 * 0.5 + 1.25 * 0.2),
        ("claude-haiku-5-5", 0.5 + 0.25 + 0.05 * 0.5 + 0.625 * 0.2),  # a prompt of over 100,000 tokens
    ],
)
def test_cost_is_tokens_times_the_list_price_of_the_model(model, dollars):
    assert cost(price_of(model, {}), MILLION) == pytest.approx(dollars)


def test_a_short_prompt_to_haiku_is_cheap_and_what_is_unknown_is_dear():
    usage = {"input_tokens": 10_000, "output_tokens": 1_000, "cache_read_input_tokens": 50_000}
    assert cost(price_of("claude-haiku-5-5", {}), usage) == pytest.approx((10_000 * 0.1 + 50_000 * 0.01 + 1_000 * 0.5) / 1e6)
    assert cost(price_of("something-new", {}), usage) == max(cost(price, usage) for price in [*PRICES.values(), UNKNOWN])


def test_a_price_that_was_set_is_used_with_the_models_own_share_for_reads():
    assert price_of("claude-sonnet-5-5", read_prices("claude-sonnet-5-5=2/8, other=1/2")) == Price(2, 8, read=0.05)


@pytest.mark.parametrize("bad", ["sonnet", "a=1", "a=x/y", "a=1/2;b=3/4"])
def test_a_price_list_that_cannot_be_read_is_refused_at_start(bad):
    with pytest.raises(SettingsError, match="ECLO_CLAUDE_PRICES"):
        load({"ECLO_CLAUDE_PRICES": bad})


async def test_what_turns_used_is_recorded_by_user_and_model_and_shown_to_admins_only(settings):
    script = text("네."), text("네."), text("왜냐하면.")
    async with FakeAnthropic(*script) as server, talking_to(server, settings, simple_model="claude-haiku-5-5") as chat:
        await chat.say("안녕")
        await chat.say("반가워")
        await chat.say("왜?")
        replies = await chat.say("사용량 알려줘")
        assert len(server.requests) == 3  # the API is not asked for what the program knows
        by_model = next(r for r in replies if isinstance(r, Table) and "모델" in r.title)
        simple, full = 2 * (100 * 0.1 + 80 * 0.01 + 20 * 0.5) / 1e6, (100 * 2 + 80 * 0.1 + 20 * 10) / 1e6
        assert by_model.rows == [
            ["claude-sonnet-5-5", 1, 100, 80, 0, 20, pytest.approx(full, abs=1e-6)],
            ["claude-haiku-5-5", 2, 200, 160, 0, 40, pytest.approx(simple, abs=1e-6)],
        ]
        assert next(r for r in replies if isinstance(r, Table) and "사용자" in r.title).rows[0][:2] == ["me", 3]
        chat.core.is_admin = lambda _user: False
        refused = await chat.say("usage")
        assert [r.ok for r in refused if isinstance(r, ToolFinished)] == [False]
        assert not any(isinstance(r, Table) for r in refused)
