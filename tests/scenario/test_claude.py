"""Claude as the brain, over real HTTP to a scripted server: the same graph, tools and replies as without a key."""

from __future__ import annotations

import dataclasses

from fakes.anthropic import Answer, FakeAnthropic, text, tool_uses
from fakes.talk import KEY, talking_to, text_of
from pydantic import SecretStr

from bot.messages import Ask, Done, Image, Table, TextDelta, ToolFinished


async def test_tools_that_claude_calls_run_and_their_results_go_back(settings, example, example_frame):
    script = (
        tool_uses(("get_value_counts", {"column": "요일"}), ("draw_chart", {"kind": "auto", "x": "요일"}), say="세어 볼게요."),
        text("월요일이 가장 많아요."),
    )
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("요일별로 어때?")

        assert text_of(replies) == "세어 볼게요.\n\n월요일이 가장 많아요."
        assert sum(isinstance(r, TextDelta) for r in replies) > 2  # streamed, not in one piece
        assert {r.name for r in replies if isinstance(r, ToolFinished) and r.ok} == {"get_value_counts", "draw_chart"}
        assert any(isinstance(r, Table) for r in replies)
        assert any(isinstance(r, Image) for r in replies)
        assert replies[-1] == Done()

        first, second = server.requests
        assert first["stream"] is True
        assert {t["name"] for t in first["tools"]} == set(chat.core.registry.tools)
        results = second["messages"][-1]
        assert results["role"] == "user"
        assert [b["type"] for b in results["content"]] == ["tool_result", "tool_result"]
        assert str(int(example_frame["요일"].value_counts().max())) in results["content"][0]["content"][1]["text"]
        assert set(server.keys) == {KEY}


async def test_the_stable_part_of_the_prompt_is_cached_and_the_same_each_time(settings, example):
    async with FakeAnthropic(text("네."), text("네.")) as server, talking_to(server, settings) as chat:
        await chat.say("안녕")
        await chat.say("", example)
        await chat.say("hello")
        first, second = server.requests
        assert first["system"][0] == second["system"][0]
        assert first["system"][0]["cache_control"] == {"type": "ephemeral"}
        assert first["tools"] == second["tools"]
        assert first["tools"][-1]["cache_control"] == {"type": "ephemeral"}
        assert "daegu_accidents_synthetic.csv" in second["system"][1]["text"]


async def test_the_conversation_so_far_goes_with_every_request(settings):
    async with FakeAnthropic(text("반가워요."), text("네.")) as server, talking_to(server, settings) as chat:
        await chat.say("안녕")
        await chat.say("내가 뭐라고 했지?")
        said = [(m["role"], m["content"][0]["text"]) for m in server.requests[1]["messages"]]
        assert said == [("user", "안녕"), ("assistant", "반가워요."), ("user", "내가 뭐라고 했지?")]


async def test_something_missing_is_asked_without_another_request(settings):
    script = tool_uses(("predict_eclo", {"accident_type": "차대차", "district": "중구", "accident_hour": 9, "road_type": "교차로"}))
    async with FakeAnthropic(script) as server, talking_to(server, settings) as chat:
        replies = await chat.say("내일 9시 중구 교차로 차대차 예측")
        assert next(r for r in replies if isinstance(r, Ask)).missing[0] == "weather"
        assert len(server.requests) == 1


async def test_a_tool_call_that_was_cut_off_is_not_run(settings, example):
    answer = Answer([{"type": "tool_use", "id": "t", "name": "get_missing_values", "input": {}}], truncate_after=2)
    async with FakeAnthropic(answer) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("결측치")
        assert not any(isinstance(r, ToolFinished) for r in replies)
        assert "끊겼어요" in text_of(replies)


async def test_wrong_arguments_go_back_to_claude_to_be_mended(settings, example):
    script = (tool_uses(("get_value_counts", {"colum": "요일"})), tool_uses(("get_value_counts", {"column": "요일"})), text("됐어요."))
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("요일별")
        assert [r.ok for r in replies if isinstance(r, ToolFinished)] == [False, True]
        assert server.requests[1]["messages"][-1]["content"][0]["is_error"] is True
        assert text_of(replies) == "됐어요."


async def test_an_endless_loop_of_tool_calls_is_stopped(settings, example):
    script = [tool_uses(("get_missing_values", {})) for _ in range(50)]
    async with FakeAnthropic(*script) as server, talking_to(server, settings) as chat:
        await chat.say("", example)
        replies = await chat.say("결측치")
        assert "단계가 너무 많아" in text_of(replies)
        assert len(server.requests) == settings.max_steps
        assert replies[-1] == Done()


async def test_the_key_is_in_no_log_reply_or_database(settings, caplog):
    bad = Answer(status=401, error_type="authentication_error")
    async with FakeAnthropic(bad) as server, talking_to(server, settings) as chat:
        replies = await chat.say("안녕")
    assert KEY not in repr(replies) + caplog.text
    assert KEY.encode() not in b"".join(p.read_bytes() for p in settings.var_dir.rglob("*") if p.is_file())
    assert KEY not in repr(dataclasses.replace(settings, anthropic_api_key=SecretStr(KEY)))
