from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tools._context import ToolContext
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text
from tools.datasets._find import shown, wanted

_REVOKED = Text(
    ko="`{name}` 데이터의 공유 토큰 {count}개를 취소했어요. 이제 그 토큰으로는 열 수 없어요. 이미 연 채널에는 남아 있어요.",
    en="Revoked {count} share token(s) of the dataset `{name}`. They open nothing any more; channels that opened it keep it.",
)
_ONE = Text(
    ko="그 토큰을 취소했어요. 이제 열 수 없어요. 이미 연 채널에는 남아 있어요.",
    en="Revoked that token. It opens nothing any more; channels that opened it keep the dataset.",
)
_NONE = Text(ko="취소할 공유 토큰이 없어요.", en="There is no share token to revoke.")
_CONFIRM = Text(
    ko="`{name}` 데이터의 공유 토큰을 모두 취소할까요? 다시 공유하려면 새 토큰을 만들어야 해요.",
    en="Revoke every share token of the dataset `{name}`? To share it again takes a new token.",
)
_CONFIRM_ONE = Text(ko="그 공유 토큰을 취소할까요?", en="Revoke that share token?")


async def _confirm(name: str | None, token: str | None, *, ctx: ToolContext) -> Consent:
    if token is not None:
        return Consent(ctx.say(_CONFIRM_ONE), {"token": token})
    dataset = await wanted(ctx, name)
    return Consent(ctx.say(_CONFIRM, name=shown(dataset.name)), {"name": dataset.id})


@tool(effect="write", title=Text(ko="공유를 취소하는 중", en="revoking a share"), confirm=_confirm, reversible=True)
async def revoke_share(
    name: Annotated[str | None, Field(description="Name (or part of it) or id; the thread's current dataset when left out")] = None,
    token: Annotated[str | None, Field(description="End only this token")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """End the share tokens that this channel gave out for a dataset, or one of them ("공유 취소해줘", "revoke the share")."""
    if token is not None:
        count = await ctx.stores.shares.revoke(ctx.scope, token=token)
        return ToolResult(ctx.say(_ONE if count else _NONE), {"revoked": count})
    dataset = await wanted(ctx, name)
    count = await ctx.stores.shares.revoke(ctx.scope, dataset_id=dataset.id)
    text = ctx.say(_REVOKED, name=shown(dataset.name), count=count) if count else ctx.say(_NONE)
    return ToolResult(text, {"id": dataset.id, "name": dataset.name, "revoked": count})
