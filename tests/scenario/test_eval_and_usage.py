"""`eclo eval` and `eclo usage`, run as a person runs them."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from fakes.anthropic import FakeAnthropic, text, tool_uses
from fakes.talk import KEY, talking_to

from bot.cli import main

CASES = [
    {"text": "요일별 사고 건수", "data": "accidents", "tool": "get_value_counts", "args": {"column": "요일"}},
    {"text": "안녕", "tool": None, "args": {}},
    {"text": "결측치 보여줘", "data": "accidents", "tool": "get_missing_values", "args": {}},
]
RIGHT = tool_uses(("get_value_counts", {"column": "요일"}))


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES), encoding="utf-8")
    return path


class ServerInAThread:
    """The scripted server, beside a program that runs a loop of its own."""

    def __init__(self, *answers):
        self.server = FakeAnthropic(*answers)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.server.__aenter__(), self._loop).result(10)
        return self.server

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self.server.__aexit__(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


def test_the_offline_brain_is_scored_with_its_misses(cases, capsys):
    assert main(["eval", str(cases), "--all"]) == 0
    said = capsys.readouterr().out
    assert "right tool 3/3 (100.0%), all slots right 3/3" in said


def test_claude_is_scored_on_the_same_set_with_the_tools_that_are_there(cases, capsys, monkeypatch):
    answers = RIGHT, text("안녕하세요."), tool_uses(("get_value_counts", {"column": "날씨"}))
    with ServerInAThread(*answers) as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        assert main(["eval", str(cases), "--brain", "claude"]) == 0
    said = capsys.readouterr().out
    assert "right tool 2/3 (66.7%)" in said
    assert "MISS '결측치 보여줘'" in said
    assert "3 requests" in said
    tools = {tool["name"]: tool["description"] for tool in server.requests[0]["tools"]}
    assert "weather" in json.dumps(server.requests[0]["tools"])
    assert len(tools["predict_eclo"]) > 50
    assert KEY not in said


def test_claude_without_a_key_says_what_it_needs(cases, capsys):
    assert main(["eval", str(cases), "--brain", "claude"]) == 2
    assert "ANTHROPIC_API_KEY" in capsys.readouterr().err


def test_an_api_that_refuses_the_key_ends_the_evaluation_with_a_sentence(cases, capsys, monkeypatch):
    from fakes.anthropic import Answer

    with ServerInAThread(Answer(status=401, error_type="authentication_error")) as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        assert main(["eval", str(cases), "--brain", "claude"]) == 1
    assert "API" in capsys.readouterr().err


def test_an_evaluation_that_breaks_off_shows_what_was_paid_for(cases, capsys, monkeypatch):
    from fakes.anthropic import Answer

    with ServerInAThread(RIGHT, text("안녕하세요."), Answer(status=401, error_type="authentication_error")) as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        assert main(["eval", str(cases), "--brain", "claude"]) == 1
    told = capsys.readouterr()
    assert "right tool 2/2 (100.0%)" in told.out
    assert "2 requests" in told.out
    assert told.err.startswith("2/3: ")


async def test_usage_on_the_command_line_is_what_the_turns_used(settings, capsys):
    async with FakeAnthropic(text("네."), text("네.")) as server, talking_to(server, settings) as chat:
        await chat.say("안녕")
        await chat.say("반가워")
    assert await asyncio.to_thread(main, ["usage", "--json"]) == 0
    used = json.loads(capsys.readouterr().out)["local"]
    assert used["today"]["turns"] == 2
    assert used["today"]["input_tokens"] == 200
    assert [u["name"] for u in used["by_model"]] == ["claude-sonnet-5-5"]
    assert await asyncio.to_thread(main, ["usage"]) == 0
    assert "2번" in capsys.readouterr().out
