from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage.errors import NotFound
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.datasets._find import shown

_OPENED = Text(
    ko="공유받은 `{name}` 데이터({rows:,}행 × {columns:,}열)를 열었어요. 이제 이 대화는 이 데이터를 봐요.",
    en="Opened the shared dataset `{name}` ({rows:,} rows, {columns:,} columns). This conversation is now about it.",
)
_INVALID = Text(
    ko="이 토큰으로 열 수 있는 데이터가 없어요. 잘못 옮겼거나, 7일이 지났거나, 취소된 토큰일 수 있어요. 공유한 분께 새 토큰을 받아 주세요.",
    en="This token opens nothing: it may be mistyped, older than seven days, or revoked. Ask whoever shared the dataset for a new one.",
)


@tool(title=Text(ko="공유받은 데이터를 여는 중", en="opening a shared dataset"))
async def open_shared_dataset(
    token: Annotated[str, Field(description="The token, as it was given (eclo-...)", max_length=200)], *, ctx: ToolContext
) -> ToolResult:
    """Open a dataset that another channel shared by a token, here ("토큰 eclo-... 열어줘", "open token eclo-...")."""
    try:
        dataset = await ctx.stores.shares.open(ctx.scope, token.strip(" `'\"‘’“”."), ctx.now)
    except NotFound as error:
        raise Refused("unknown_token", _INVALID) from error
    ctx.dataset = dataset
    rows, columns = dataset.profile.rows, len(dataset.profile.columns)
    text = ctx.say(_OPENED, name=shown(dataset.name), rows=rows, columns=columns)
    return ToolResult(text, {"id": dataset.id, "name": dataset.name, "rows": rows, "columns": columns, "description": dataset.description})
