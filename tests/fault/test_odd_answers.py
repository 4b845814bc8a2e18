"""Odd but real answers of the API: the turn ends well, and the conversation goes on after it."""

from __future__ import annotations

import dataclasses
import json
from contextlib import asynccontextmanager

import pytest
from conftest import Chat
from fakes.anthropic import Answer, FakeAnthropic, text, tool_uses
from pydantic import SecretStr

from bot import wiring
from bot.messages import Done, Incoming, Table, TextDelta


@asynccontextmanager
async def talking_to(server, settings):
    with_key = dataclasses.replace(settings, anthropic_api_key=SecretStr("sk-ant-x"), anthropic_base_url=server.url)
    async with wiring.open_core(with_key) as core:
        yield Chat(core)


def text_of(replies):
    return "".join(r.text for r in replies if isinstance(r, TextDelta))


def acceptable(messages):
    """What the API asks of a conversation: content everywhere, and words that are not blank."""
    assert messages[0]["role"] == "user"
    for message in messages:
        assert message["content"], message
        for block in message["content"]:
            assert block["type"] != "text" or block["text"].strip(), message


@pytest.mark.parametrize("blocks", [[], [{"type": "text", "text": "  \n"}]])
async def test_an_empty_answer_is_told_and_does_not_spoil_the_conversation(settings, blocks):
    async with FakeAnthropic(Answer(blocks), text("네.")) as server, talking_to(server, settings) as chat:
        replies = await chat.say("안녕")
        assert text_of(replies).strip()
        assert replies[-1] == Done()
        assert text_of(await chat.say("들려?")) == "네."
        acceptable(server.requests[-1]["messages"])


async def test_silence_after_a_tools_result_leaves_the_result_standing(settings, example):
    script = (tool_uses(("get_missing_values", {})), Answer([]), text("네."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("결측치")
        assert any(isinstance(r, Table) for r in replies)
        assert "끊겼어요" not in text_of(replies)
        await chat.say("고마워")
        acceptable(server.requests[-1]["messages"])


async def test_a_reason_to_stop_that_is_new_to_us_is_an_end(settings):
    async with (
        FakeAnthropic(Answer([{"type": "text", "text": "네."}], "a_reason_of_next_year")) as server,
        talking_to(server, settings) as chat,
    ):
        assert text_of(await chat.say("안녕")) == "네."


async def test_arguments_that_are_no_json_end_the_answer_marked_as_partial(settings, example):
    broken = Answer(
        [
            {"type": "text", "text": "세어 볼게요."},
            {"type": "tool_use", "id": "t", "name": "get_value_counts", "input": {}, "raw": '{"a": }}'},
        ],
        "tool_use",
    )
    async with FakeAnthropic(broken, text("네.")) as server, talking_to(server, settings) as chat:
        replies = await chat.say("안녕")
        assert "끊겼어요" in text_of(replies)
        assert text_of(await chat.say("들려?")) == "네."


async def test_what_is_said_before_and_after_a_tool_are_two_paragraphs(settings, example):
    script = (tool_uses(("get_missing_values", {}), say="세어 볼게요."), text("없어요."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        assert text_of(await chat.say("결측치")) == "세어 볼게요.\n\n없어요."


async def test_words_before_two_rounds_of_tools_are_parted_from_the_answer(settings, example):
    rounds = (tool_uses(("get_missing_values", {}), say="볼게요."), tool_uses(("get_missing_values", {})))
    async with FakeAnthropic(*rounds, text("다 봤어요.")) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        assert text_of(await chat.say("왜 결측치가 있어?")) == "볼게요.\n\n다 봤어요."


async def test_a_long_conversation_is_shown_as_far_as_it_fits(settings):
    words = [f"{number}번째 이야기 " + "가나다라 " * 20_000 for number in range(12)]
    async with FakeAnthropic(otherwise=text("네.")) as server, talking_to(server, settings) as chat:
        for word in words:
            await chat.say(word)
            await chat.core.settle()
        messages = next(r for r in reversed(server.requests) if r.get("stream"))["messages"]
        assert len(json.dumps(messages, ensure_ascii=False)) < 400_000
        assert messages[-1]["content"][0]["text"].startswith("11번째")
        assert messages[-3]["content"][0]["text"].startswith("10번째")
        acceptable(messages)


async def test_a_jobs_report_that_begins_the_window_is_left_out(settings):
    async with FakeAnthropic(text("네.")) as server, talking_to(server, settings) as chat:
        report = [{"role": "assistant", "content": [{"type": "text", "text": "끝났어요."}]}]
        await chat.core.stores.transcripts.append(chat.scope, "job:1", report)
        assert [r async for r in chat.core.handle(Incoming(chat.scope, "t", "안녕"))][-1] == Done()
        acceptable(server.requests[-1]["messages"])
