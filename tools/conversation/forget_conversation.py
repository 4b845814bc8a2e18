from __future__ import annotations

from tools._context import ToolContext
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text

_CONFIRM = Text(
    ko="이 대화에서 오간 말을 모두 지울까요? 되돌릴 수 없어요. 올린 데이터와 작업 결과는 남아요.",
    en="Delete everything that was said in this conversation? This can't be undone. Datasets and results of jobs stay.",
)
_DONE = Text(
    ko="이 대화를 잊었어요. 메시지 {count}개의 기록을 지웠어요.",
    en="This conversation is forgotten; the record of {count} message(s) was deleted.",
)


async def _confirm(*, ctx: ToolContext) -> Consent:
    return Consent(ctx.say(_CONFIRM), {})


@tool(effect="write", title=Text(ko="대화를 잊는 중", en="forgetting the conversation"), confirm=_confirm)
async def forget_conversation(*, ctx: ToolContext) -> ToolResult:
    """Delete what the bot remembers of this conversation: what was said in this thread and its summary ("이 대화 잊어줘"). Datasets stay."""
    count = await ctx.stores.transcripts.forget(ctx.scope)
    return ToolResult(ctx.say(_DONE, count=count), {"messages": count})
