from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage.errors import NotFound
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.datasets._find import find_dataset, shown

_USING = Text(
    ko="이제 이 대화는 `{name}` 데이터({rows}행 × {columns}열)를 봐요.",
    en="This conversation is now about `{name}` ({rows} rows, {columns} columns).",
)
_GONE = Text(
    ko="`{name}` 데이터를 찾지 못했어요. ‘데이터 목록’이라고 물어보시면 쓸 수 있는 데이터를 알려 드려요.",
    en="There is no dataset `{name}`. Ask for “my datasets” to see those available.",
)


@tool(title=Text(ko="데이터를 바꾸는 중", en="switching the dataset"))
async def use_dataset(
    name: Annotated[str, Field(description="Name (or part of it) or id of a dataset shared in this channel")], *, ctx: ToolContext
) -> ToolResult:
    """Make another dataset of this channel the one that this thread is about ("parking 데이터로 바꿔줘", "use accidents.csv")."""
    wanted = find_dataset(name, await ctx.stores.datasets.list(ctx.scope))
    try:
        dataset = await ctx.stores.datasets.use(ctx.scope, wanted.id)
    except NotFound as error:  # deleted by someone else in between
        raise Refused("unknown_dataset", _GONE, name=shown(name)) from error
    ctx.dataset = dataset
    rows, columns = dataset.profile.rows, len(dataset.profile.columns)
    text = ctx.say(_USING, name=shown(dataset.name), rows=f"{rows:,}", columns=f"{columns:,}")
    return ToolResult(text, {"id": dataset.id, "name": dataset.name, "rows": rows, "columns": columns})
