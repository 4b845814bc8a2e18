from __future__ import annotations

from storage.errors import NotFound
from storage.runs import Run
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text
from tools.training._export import mark_in_use
from tools.training.list_runs import shipped_name
from tools.training.promote_run import NOT_ALLOWED

_CONFIRM = Text(
    ko="모두의 예측에 쓰는 모델 {now:를} 그 전의 {before:로} 되돌릴까요?",
    en="Roll the model that makes everybody's predictions back from {now} to {before}?",
)
_DONE = Text(ko="모델을 {before:로} 되돌렸어요.", en="The model was rolled back to {before}.")
_NOTHING = Text(
    ko="되돌릴 것이 없어요. 지금 모델 {now:는} 처음부터 쓰던 것이에요.",
    en="There is nothing to roll back: {now} has been in use from the start.",
)
_CHANGED = Text(
    ko="그 사이에 쓰는 모델이 바뀌어 되돌리지 않았어요. 다시 말씀해 주세요.",
    en="The model in use has changed meanwhile, so nothing was rolled back. Please ask again.",
)


async def _confirm(expected: str | None = None, *, ctx: ToolContext) -> Consent:
    now, before = await _models(ctx)
    return Consent(ctx.say(_CONFIRM, now=_name(now), before=_name(before)), {"expected": now.id if now else None})


@tool(effect="write", title=Text(ko="모델을 되돌리는 중", en="rolling back the model"), confirm=_confirm)
async def rollback_model(expected: str | None = None, *, ctx: ToolContext) -> ToolResult:
    """Let the model predict again that was in use before ("모델 되돌려줘", "roll back the model"). Leave `expected` out.

    `expected` is the run that was in use when the question was asked.
    """
    promotion = await ctx.stores.runs.done_in(
        ctx.scope, ctx.turn, "rollback", expected
    )  # this turn runs again: it broke off before it could be answered
    if promotion is None:
        await _models(ctx)
        try:
            promotion = await ctx.stores.runs.rollback(ctx.scope, expected=expected, turn=ctx.turn)
        except NotFound as error:
            raise Refused("model_changed", _CHANGED) from error
    before = await ctx.stores.runs.brought(promotion)
    lines = [ctx.say(_DONE, before=_name(before)), await mark_in_use(await ctx.stores.runs.in_use(), ctx)]
    return ToolResult("\n".join(filter(None, lines)), {"run": promotion.run_id, "model": _name(before)})


async def _models(ctx: ToolContext) -> tuple[Run | None, Run | None]:
    """The models that a rollback takes from and to. Raises Refused."""
    if not ctx.admin:
        raise Refused("not_allowed", NOT_ALLOWED)
    stack = await ctx.stores.runs.stack()
    if len(stack) < 2:
        raise Refused("nothing_to_roll_back", _NOTHING, now=_name(stack[-1]))
    return stack[-1], stack[-2]


def _name(run: Run | None) -> str:
    return run.name if run else shipped_name()
