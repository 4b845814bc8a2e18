from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from storage.lineage import trail, uploads
from tools._context import ToolContext
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.datasets._find import shown, wanted

_KEPT = Text(ko="`{name}` 데이터의 설명을 적어 두었어요: “{description}”.", en="Noted about the dataset `{name}`: “{description}”.")
_IS = Text(ko="`{name}`: “{description}”.", en="`{name}`: “{description}”.")
_NONE = Text(
    ko="`{name}` 데이터에는 아직 설명이 없어요. ‘설명을 2018년 대구 사고로 적어줘’처럼 말씀해 주세요.",
    en="The dataset `{name}` has no description yet. Say, for example, “describe it as accidents in Daegu 2018”.",
)
_MADE = Text(ko="{sources}에서 만들었어요({steps}).", en="It was made from {sources} ({steps}).")
_SHAPE = Text(ko="{rows:,}행 × {columns:,}열이에요.", en="It has {rows:,} rows and {columns:,} columns.")


@tool(title=Text(ko="데이터 설명을 보는 중", en="describing a dataset"))
async def describe_dataset(
    description: Annotated[
        str | None, Field(description="What it is about, to be noted; left out: tell what is noted", max_length=500)
    ] = None,
    name: Annotated[str | None, Field(description="Name (or part of it) or id; the thread's current dataset when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Note what a dataset is about, or tell what was noted and which datasets and steps it was made from ("이 데이터 설명 보여줘")."""
    dataset = await wanted(ctx, name)
    if description is not None and (line := " ".join(description.split())):
        dataset = await ctx.stores.datasets.describe(ctx.scope, dataset.id, line)
        parts = [ctx.say(_KEPT, name=shown(dataset.name), description=_inert(line))]
    else:
        known = dataset.description
        parts = [ctx.say(_IS if known else _NONE, name=shown(dataset.name), description=_inert(known))]
        parts.append(ctx.say(_SHAPE, rows=dataset.profile.rows, columns=len(dataset.profile.columns)))
    if dataset.lineage:
        sources = ", ".join(f"`{shown(source)}`" for source in uploads(dataset.lineage, dataset.name))
        steps = " → ".join(str(step.get("tool", "?")) for step in trail(dataset.lineage))
        parts.append(ctx.say(_MADE, sources=sources, steps=steps))
    data: Mapping[str, Any] = {
        "id": dataset.id, "name": dataset.name, "description": dataset.description, "lineage": dataset.lineage,
        "rows": dataset.profile.rows, "columns": len(dataset.profile.columns),
    }  # fmt: skip
    return ToolResult(" ".join(parts), dict(data))


def _inert(line: str) -> str:
    return line.replace("`", "'")
