from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage.errors import NotFound
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._say import code
from tools.datasets._find import shown, wanted
from tools.datasets._words import GONE

_RENAMED = Text(ko="데이터 이름을 `{old}`에서 {new:로} 바꿨어요.", en="Renamed the dataset `{old}` to {new}.")
_EMPTY = Text(
    ko="새 이름을 알려 주세요. 예: ‘이름을 사고2018로 바꿔줘’", en="Tell me the new name, for example “rename it to accidents2018”."
)
_TAKEN = Text(
    ko="`{name}`라는 데이터가 이미 있어요. 다른 이름을 알려 주세요.", en="There is a dataset `{name}` already. Tell me another name."
)
_CONFIRM = Text(ko="데이터 `{old}`의 이름을 {new:로} 바꿀까요?", en="Rename the dataset `{old}` to {new}?")


async def _confirm(new_name: str, name: str | None, *, ctx: ToolContext) -> Consent:
    dataset = await wanted(ctx, name)
    question = ctx.say(_CONFIRM, old=shown(dataset.name), new=code(shown(" ".join(new_name.split()))))
    return Consent(question, {"new_name": new_name, "name": dataset.id})


@tool(effect="write", title=Text(ko="데이터 이름을 바꾸는 중", en="renaming a dataset"), confirm=_confirm, reversible=True)
async def rename_dataset(
    new_name: Annotated[str, Field(description="The new name", max_length=200)],
    name: Annotated[str | None, Field(description="Name (or part of it) or id; the thread's current dataset when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Give a dataset of this channel another name ("이름을 사고2018로 바꿔줘", "rename it to accidents2018"). Its rows stay as they are."""
    dataset = await wanted(ctx, name)
    new = " ".join(new_name.split())
    if not any(c.isalnum() for c in new):
        raise Refused("invalid_name", _EMPTY)
    if any(d.name == new and d.id != dataset.id for d in await ctx.stores.datasets.list(ctx.scope)):
        raise Refused("name_taken", _TAKEN, name=shown(new))
    try:
        renamed = await ctx.stores.datasets.rename(ctx.scope, dataset.id, new)
    except NotFound as error:  # deleted by someone else in between
        raise Refused("unknown_dataset", GONE, name=shown(dataset.name)) from error
    text = ctx.say(_RENAMED, old=shown(dataset.name), new=code(shown(new)))
    return ToolResult(text, {"id": renamed.id, "name": renamed.name, "old_name": dataset.name})
