from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage.errors import NotFound
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text
from tools.datasets._find import shown, wanted
from tools.datasets._words import GONE

_CONFIRM = Text(
    ko="`{name}` 데이터({rows:,}행)의 공유 토큰을 만들까요? 이 워크스페이스에서 토큰을 아는 사람은 7일 동안 다른 채널에서 열 수 있어요.",
    en="Make a share token for the dataset `{name}` ({rows:,} rows)? For seven days anyone in this workspace who has it can open the "
    "dataset in another channel.",
)
_SHARED = Text(
    ko="`{name}` 데이터의 공유 토큰이에요: `{token}`\n{until}(UTC)까지 다른 채널에서 ‘토큰 {token} 열어줘’라고 하면 열려요. "
    "그만두려면 ‘공유 취소해줘’라고 말씀해 주세요.",
    en="Share token of the dataset `{name}`: `{token}`\nUntil {until} (UTC) it opens in another channel with “open token {token}”. "
    "Say “revoke the share” to end it.",
)


async def _confirm(name: str | None, *, ctx: ToolContext) -> Consent:
    dataset = await wanted(ctx, name)
    return Consent(ctx.say(_CONFIRM, name=shown(dataset.name), rows=dataset.profile.rows), {"name": dataset.id})


@tool(effect="write", title=Text(ko="공유 토큰을 만드는 중", en="making a share token"), confirm=_confirm)
async def share_dataset(
    name: Annotated[str | None, Field(description="Name (or part of it) or id; the thread's current dataset when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Make a token that opens a dataset in another channel of this workspace for seven days ("공유 토큰 만들어줘", "share this dataset")."""
    dataset = await wanted(ctx, name)
    try:
        share = await ctx.stores.shares.create(ctx.scope, dataset.id, ctx.now)
    except NotFound as error:  # deleted between the question and the yes
        raise Refused("unknown_dataset", GONE, name=shown(dataset.name)) from error
    text = ctx.say(_SHARED, name=shown(dataset.name), token=share.token, until=f"{share.expires_at:%Y-%m-%d %H:%M}")
    return ToolResult(text, {"id": dataset.id, "name": dataset.name, "token": share.token, "expires_at": share.expires_at.isoformat()})
