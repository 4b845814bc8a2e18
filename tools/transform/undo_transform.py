from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from storage.errors import NotFound
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._kinds import KIND_WORDS
from tools.dataset._say import code
from tools.datasets._find import shown
from tools.datasets._reread import take_back_type

if TYPE_CHECKING:
    from storage.datasets import Dataset

_BACK = Text(
    ko="{parent} 데이터({rows:,}행 × {columns:,}열)로 돌아왔어요. {name:는} 목록에 그대로 있어요.",
    en="Back to {parent} ({rows:,} rows × {columns:,} columns). {name} stays in the list.",
)
_SEVERAL = Text(
    ko="여러 데이터로 만든 것이라 그중 첫 번째로 왔어요: {others}", en="It was made from several; this is the first of: {others}."
)
_SKIPPED = Text(ko="바로 앞 데이터는 지워져서 그 앞의 것으로 왔어요.", en="The one right before it was deleted, so this is an earlier one.")
_TYPE_BACK = Text(ko="{column:를} 다시 원래대로 {kind:로} 읽어요.", en="{column} is read as {kind} again, as it was before.")
_NOTHING = Text(ko="{name:는} 올린 그대로라 되돌릴 것이 없어요.", en="{name} is as it was uploaded: there is nothing to undo.")
_GONE = Text(
    ko="{name:를} 만든 원래 데이터가 지워져서 되돌릴 수 없어요.",
    en="The datasets that {name} was made from were deleted, so there is no way back.",
)


@tool(title=Text(ko="이전 데이터로 돌아가는 중", en="going back to the dataset before"), needs_dataset=True)
async def undo_transform(*, ctx: ToolContext) -> ToolResult:
    """Go back to the dataset that the current one was made from: "되돌려줘", "undo", "원래 데이터로".

    Where the type of a column was changed, that is taken back first. Nothing is deleted: the dataset it leaves stays in the list. Again, it goes one more step back.
    """
    current = ctx.need_dataset()
    if current.profile.types:
        return await _take_back_type(ctx, current)
    if not current.lineage.get("parents"):
        raise Refused("nothing_to_undo", _NOTHING, name=f"`{shown(current.name)}`")
    found, depth = await _nearest(ctx, current)
    ctx.dataset = found
    text = ctx.say(
        _BACK, parent=f"`{shown(found.name)}`", rows=found.profile.rows, columns=len(found.profile.columns), name=f"`{shown(current.name)}`"
    )
    parents = [str(p["name"]) for p in current.lineage["parents"]]
    notes = (
        [ctx.say(_SKIPPED)]
        if depth
        else [ctx.say(_SEVERAL, others=", ".join(f"`{shown(p)}`" for p in parents))]
        if len(parents) > 1
        else []
    )
    data = {"dataset": {"id": found.id, "name": found.name}, "left": {"id": current.id, "name": current.name}, "parents": parents}
    return ToolResult(" ".join([text, *notes]), data)


async def _take_back_type(ctx: ToolContext, current: Dataset) -> ToolResult:
    try:
        column, dataset = await take_back_type(ctx, current)
    except NotFound as error:
        raise Refused("parent_deleted", _GONE, name=f"`{shown(current.name)}`") from error
    kind = dataset.profile.column(column).kind
    text = ctx.say(_TYPE_BACK, column=code(column), kind=ctx.say(KIND_WORDS[kind]))
    return ToolResult(text, {"dataset": {"id": dataset.id, "name": dataset.name}, "column": column, "kind": kind})


async def _nearest(ctx: ToolContext, current: Dataset) -> tuple[Dataset, int]:
    """The nearest ancestor that is still there, now the thread's own, and how far behind the parents it is. Raises Refused."""
    for depth, parent in _ancestors(current.lineage):
        with contextlib.suppress(NotFound):
            return await ctx.stores.datasets.use(ctx.scope, str(parent["id"])), depth
    raise Refused("parent_deleted", _GONE, name=f"`{shown(current.name)}`")


def _ancestors(lineage: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(how many steps back from the parents, parent), the nearest first."""
    nearest = [(0, parent) for parent in lineage.get("parents", [])]
    while nearest:
        yield from nearest
        nearest = [(depth + 1, p) for depth, parent in nearest for p in parent.get("lineage", {}).get("parents", [])]
