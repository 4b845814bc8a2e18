from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage.errors import NotFound
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text
from tools.datasets._find import shown
from tools.datasets._find import wanted as _find

_DELETED = Text(ko="`{name}` 데이터({rows}행)를 지웠어요.", en="Deleted the dataset `{name}` ({rows} rows).")
_GONE = Text(
    ko="`{name}` 데이터를 찾지 못했어요. 이미 지워졌을 수 있어요.", en="There is no dataset `{name}`. It may have been deleted already."
)
_CONFIRM = Text(
    ko="`{name}` 데이터를 올린 파일과 만든 차트·파일까지 모두 지울까요? 되돌릴 수 없어요.",
    en="Delete the dataset `{name}` with its file and the charts and files made of it? This can't be undone.",
)


async def _confirm(name: str | None, *, ctx: ToolContext) -> Consent:
    wanted = await _find(ctx, name)
    return Consent(ctx.say(_CONFIRM, name=shown(wanted.name)), {"name": wanted.id})


@tool(effect="write", title=Text(ko="데이터를 지우는 중", en="deleting a dataset"), confirm=_confirm)
async def delete_dataset(
    name: Annotated[str | None, Field(description="Name (or part of it) or id; the thread's current dataset when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Delete a dataset of this channel for good, with its file ("이 데이터 지워줘", "delete accidents.csv")."""
    wanted = await _find(ctx, name)
    try:
        await ctx.stores.datasets.delete(ctx.scope, wanted.id)
    except NotFound as error:
        raise Refused("unknown_dataset", _GONE, name=shown(name or wanted.name)) from error
    if ctx.dataset is not None and ctx.dataset.id == wanted.id:
        ctx.dataset = None
    text = ctx.say(_DELETED, name=shown(wanted.name), rows=f"{wanted.profile.rows:,}")
    return ToolResult(text, {"id": wanted.id, "name": wanted.name, "deleted": True})
