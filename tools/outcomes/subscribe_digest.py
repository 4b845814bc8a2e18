from __future__ import annotations

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text
from tools.outcomes._week import next_monday

_NOT_HERE = Text(
    ko="터미널은 늘 켜져 있지 않아 매주 보낼 수 없어요. “주간 요약”이라고 하시면 바로 보여 드릴게요.",
    en="A terminal is not always open, so nothing can be sent every week. Say “weekly digest” to see it now.",
)
_ON = Text(
    ko="이제 월요일 아침 9시마다 이 대화에 주간 요약을 보낼게요. 처음은 {day:예요}.",
    en="A weekly digest will come here every Monday at nine, first on {day}.",
)
_ALREADY = Text(ko="이 대화에는 이미 주간 요약을 보내고 있어요.", en="The weekly digest comes here already.")
_OFF = Text(ko="주간 요약을 그만 보낼게요.", en="No more weekly digests here.")
_WAS_OFF = Text(ko="이 대화에는 주간 요약을 보내고 있지 않아요.", en="No weekly digest comes here.")
_CONFIRM_ON = Text(ko="월요일 아침 9시마다 이 대화에 주간 요약을 보낼까요?", en="Send a weekly digest here every Monday at nine?")
_CONFIRM_OFF = Text(ko="이 대화에 주간 요약을 그만 보낼까요?", en="Stop the weekly digest here?")


async def _confirm(on: bool, *, ctx: ToolContext) -> Consent:
    if ctx.front == "terminal":
        raise Refused("digest_not_here", _NOT_HERE)
    return Consent(ctx.say(_CONFIRM_ON if on else _CONFIRM_OFF), {"on": on})


@tool(effect="write", title=Text(ko="주간 요약을 설정하는 중", en="setting up the weekly digest"), confirm=_confirm, reversible=True)
async def subscribe_digest(on: bool = True, *, ctx: ToolContext) -> ToolResult:
    """Send a summary of predictions, outcomes and drift to this conversation every Monday, or stop it ("매주 요약 보내줘", "주간 요약 그만")."""
    if ctx.front == "terminal":
        raise Refused("digest_not_here", _NOT_HERE)
    if not on:
        was = await ctx.stores.digests.unsubscribe(ctx.scope)
        return ToolResult(ctx.say(_OFF if was else _WAS_OFF), {"on": False})
    first = next_monday(ctx.now)
    new = await ctx.stores.digests.subscribe(ctx.scope, front=ctx.front, language=ctx.language, turn=ctx.turn, next_at=first)
    return ToolResult(ctx.say(_ON if new else _ALREADY, day=f"{first:%Y-%m-%d}"), {"on": True, "next": first.isoformat()})
