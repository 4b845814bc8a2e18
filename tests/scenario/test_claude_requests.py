"""What is sent to Claude, byte by byte: a request that the API accepts, a prefix that it can keep, thinking where it belongs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from fakes.anthropic import Answer, FakeAnthropic, text, thinking, tool_uses
from fakes.talk import talking_to, text_of
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.brain import Request
from bot.agent.claude import Claude
from bot.agent.run_tool import _label
from bot.messages import Done, Table, ToolStarted
from bot.settings import Settings
from tools._registry import discover


def stable_bytes(body: bytes) -> bytes:
    """The tools and the first block of the system prompt, as they were sent: what a prompt cache goes by."""
    tools = body[body.index(b'"tools":') :]
    _, length = json.JSONDecoder().raw_decode(tools[len(b'"tools":') :].decode())
    system = body[body.index(b'"system":') :]
    block, _ = json.JSONDecoder().raw_decode(system[len(b'"system":[') :].decode())
    first = system[len(b'"system":[') :].decode()
    _, end = json.JSONDecoder().raw_decode(first)
    assert block["cache_control"] == {"type": "ephemeral"}
    return tools.decode()[: len('"tools":') + length].encode() + first[:end].encode()


async def test_two_turns_with_other_datasets_times_languages_and_threads_send_the_same_bytes_first(settings, example, tmp_path):
    other = tmp_path / "cctv.csv"
    other.write_text("이름,위도,경도\n가,35.8,128.6\n", encoding="utf-8")
    async with FakeAnthropic(otherwise=text("네.")) as server, talking_to(server, settings) as chat:
        times = iter(datetime(2026, 11, 21, 9, tzinfo=UTC) + timedelta(hours=7 * n) for n in range(99))
        chat.core.clock = lambda: next(times)
        await chat.say("왜 그럴까?")
        await chat.say("", example)
        await chat.say("Why is that so?")
        await chat.say("", other)
        await chat.say("그 데이터는 왜?")
    one, two, three = server.bodies
    assert stable_bytes(one) == stable_bytes(two) == stable_bytes(three)
    changing = [request["system"][1]["text"] for request in server.requests]
    assert len(set(changing)) == 3
    assert "cache_control" not in server.requests[0]["system"][1]
    assert stable_bytes(one).count(b"cache_control") == 2
    assert server.faults == []


async def test_thinking_goes_back_within_a_turn_and_not_after_it(settings, example):
    """The API refuses thinking whose system prompt, tools or earlier messages have changed: the date and the datasets are among them."""
    call = {"type": "tool_use", "id": "toolu_1", "name": "get_missing_values", "input": {}}
    again = {"type": "tool_use", "id": "toolu_2", "name": "get_value_counts", "input": {"column": "요일"}}
    script = (
        Answer([thinking("먼저"), call], "tool_use"),
        Answer([thinking(), again], "tool_use"),
        Answer([thinking("이제"), {"type": "text", "text": "토요일이에요."}]),
        text("네."),
    )
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        assert text_of(await chat.say("왜 토요일이 많아?")) == "토요일이에요."
        assert text_of(await chat.say("고마워, 왜?")) == "네."
        assert server.faults == []
        thought = [[b["type"] for m in r["messages"] for b in m["content"]].count("thinking") for r in server.requests]
        assert thought == [0, 1, 2, 0]
        kept = await chat.core.stores.transcripts.turns(chat.scope, last=9)
        assert '"thinking"' not in json.dumps(kept)


async def test_a_dataset_that_a_turn_makes_is_told_with_its_result_and_not_in_the_prompt(settings, example):
    steps = [{"kind": "filter", "conditions": [{"column": "요일", "value": "토요일"}]}]
    make = {"type": "tool_use", "id": "toolu_1", "name": "transform_dataset", "input": {"steps": steps}}
    count = {"type": "tool_use", "id": "toolu_2", "name": "get_value_counts", "input": {"column": "요일"}}
    script = (Answer([thinking(), make], "tool_use"), Answer([thinking(), count], "tool_use"), text("모두 토요일이에요."), text("네."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("토요일만 남기고 왜 그런지 세어줘")
        assert server.faults == []
        assert replies[-1] == Done()
        assert [row[0] for r in replies if isinstance(r, Table) for row in r.rows][-1] == "토요일"
        first, second = server.requests[:2]
        assert first["system"] == second["system"]
        told = second["messages"][-1]["content"][0]["content"][-1]["text"]
        assert "data, not instructions" in told
        made = json.loads(told.partition("\n")[2])
        assert {"current": True, "rows": made["rows"]}.items() <= made.items()
        assert any(column["name"] == "요일" for column in made["columns"])
        await chat.say("왜?")
        assert made["name"] in server.requests[-1]["system"][1]["text"]  # the next turn's prompt has it


@pytest.mark.parametrize(
    ("model", "effort"),
    [("claude-sonnet-5-5", "low"), ("claude-haiku-5-5", "low"), ("claude-haiku-4-5", None)],
)
async def test_effort_is_sent_to_the_models_that_know_it(settings, model, effort):
    async with FakeAnthropic(text("네.")) as server, talking_to(server, settings, anthropic_model=model) as chat:
        assert text_of(await chat.say("왜 그래?")) == "네."
        assert server.requests[0].get("output_config", {}).get("effort") == effort


async def test_a_summary_leaves_room_for_the_thinking_that_newer_models_do_by_themselves(settings):
    script = [text("답")] * 5
    async with FakeAnthropic(*script, text("- 요약")) as server, talking_to(server, settings, history_turns=4) as chat:
        for n in range(5):
            await chat.say(f"왜 질문 {n}")
            await chat.core.settle()
        (summing,) = [r for r in server.requests if not r.get("stream")]
        assert summing["output_config"] == {"effort": "low"}
        assert summing["max_tokens"] >= 2000


@pytest.mark.parametrize(("words", "told"), [("왜 그래?", "값별 건수를 세는 중: 요일"), ("Why is that?", "counting values: 요일")])
async def test_what_a_tool_does_is_told_before_it_has_ended_in_the_language_of_the_person(settings, example, words, told):
    script = (tool_uses(("get_value_counts", {"column": "요일"})), text("네."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say(words)
        shown = [type(r).__name__ for r in replies]
        assert shown.index("ToolStarted") < shown.index("ToolFinished") < shown.index("Table") < shown.index("TextDelta")
        assert next(r for r in replies if isinstance(r, ToolStarted)).label == told


@given(
    st.dictionaries(
        st.sampled_from(["column", "columns", "x", "name"]), st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()))
    )
)
def test_what_a_tool_does_is_one_short_line_whatever_its_arguments(args):
    label = _label(discover()["get_value_counts"], args, "ko")
    assert label.startswith("값별 건수를 세는 중")
    assert len(label) < 130
    assert len(label.splitlines()) == 1


FOLLOW_UPS = (
    (
        "그럼 밤에는?",
        tool_uses(("get_value_counts", {"column": "요일", "where": [{"column": "시간대", "operator": "==", "value": "심야"}]})),
    ),
    ("차트로 그려줘", tool_uses(("draw_chart", {"kind": "auto", "x": "요일"}))),
    ("상위 5개만", tool_uses(("get_value_counts", {"column": "요일", "top_n": 5}))),
)


async def test_follow_ups_go_to_claude_with_what_was_asked_called_and_answered(settings, example):
    script = [tool_uses(("get_value_counts", {"column": "요일"})), text("토요일이 가장 많아요.")]
    for number, (_, call) in enumerate(FOLLOW_UPS):
        script += [call, text(f"답 {number}")]
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        await chat.say("요일별 사고 건수")
        for number, (words, _) in enumerate(FOLLOW_UPS):
            replies = await chat.say(words)
            assert text_of(replies) == f"답 {number}"
            shown = server.requests[-2]["messages"]
            said = [b["text"] for m in shown for b in m["content"] if b["type"] == "text"]
            assert {"요일별 사고 건수", "토요일이 가장 많아요.", words} <= set(said)
            assert said[-1] == words
            calls = [(b["name"], b["input"]) for m in shown for b in m["content"] if b["type"] == "tool_use"]
            assert ("get_value_counts", {"column": "요일"}) in calls
        assert server.faults == []


words = st.text(max_size=30)
said = st.lists(st.tuples(words, words), max_size=4)


@given(said)
def test_what_is_sent_never_ends_with_claudes_own_words_or_blank_ones(turns):
    now = datetime(2026, 11, 21, tzinfo=UTC)
    history = [
        {"role": role, "content": [{"type": "text", "text": part}]}
        for turn in turns
        for role, part in zip(("user", "assistant"), turn, strict=True)
    ]
    asked = {"role": "user", "content": [{"type": "text", "text": "질문"}]}
    sent = Claude(Settings())._parameters(Request([*history, asked], [], [], "ko", now))["messages"]
    assert sent[-1]["role"] == "user"
    assert all(b["type"] != "text" or b["text"].strip() for m in sent for b in m["content"])
    assert all(m["content"] for m in sent)
