from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import Field

from storage.runs import Run
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text
from tools.training._export import mark_in_use
from tools.training._find import find_run, short
from tools.training._say import worth
from tools.training.list_runs import shipped_name, verdict_of, years_of

_CONFIRM = Text(
    ko="`{run}` 학습({years}년, {rows}건, RMSLE {rmsle:.4f}{verdict})을 모두의 예측에 쓸까요? 지금 모델은 {model:예요}. 나중에 되돌릴 수 있어요. "
    "모델 카드는 모두가 볼 수 있고, 거기에는 배운 파일 이름({sources})도 있어요.",
    en="Use run `{run}` ({years}, {rows} accidents, RMSLE {rmsle:.4f}{verdict}) for everybody's predictions? The model in use is {model}. You can roll it back later. "
    "Everybody can see a model card, and it names the files learnt from ({sources}).",
)
_BESIDE = Text(ko=", 학습할 때 쓰던 {champion:와} 비교: {verdict}", en="; beside {champion}, in use when it was trained: {verdict}")
_DONE = Text(
    ko="이제 모두의 예측에 `{run}` 학습({model})을 써요. 되돌리려면 “모델 되돌려줘”라고 하세요.",
    en="Run `{run}` ({model}) now makes everybody's predictions. Say “roll back the model” to undo it.",
)
_ALREADY = Text(ko="`{run}` 학습은 이미 쓰고 있어요.", en="Run `{run}` is in use already.")
NOT_ALLOWED = Text(ko="모두가 쓰는 모델을 바꾸는 것은 관리자만 할 수 있어요.", en="Only an admin can change the model that everybody uses.")
_BROKEN = Text(
    ko="`{run}` 학습의 모델 파일이 바뀌었거나 이 프로그램과 맞지 않아 쓸 수 없어요. 다시 학습해 주세요.",
    en="The model file of run `{run}` was altered or does not fit this program, so it can't be used. Train it again.",
)


async def _confirm(run: str | None, *, ctx: ToolContext) -> Consent:
    wanted = await _promotable(run, ctx)
    used = await ctx.stores.runs.in_use()
    question = ctx.say(
        _CONFIRM,
        run=short(wanted),
        years=years_of(wanted),
        rows=f"{wanted.data['rows']:,}",
        rmsle=wanted.metrics["test"]["rmsle"],
        verdict=_beside(wanted, ctx),
        sources=", ".join(wanted.data["sources"]),
        model=used.name if used else shipped_name(),
    )
    return Consent(" ".join([question, *worth(wanted.metrics, ctx)]), {"run": wanted.id})


@tool(effect="write", title=Text(ko="쓰는 모델을 바꾸는 중", en="changing the model in use"), confirm=_confirm)
async def promote_run(
    run: Annotated[str | None, Field(description="id (or its beginning) of a training run; the newest when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Let a training run's model make everybody's predictions from now on ("이 모델을 써줘", "promote run 3fa2b1c0"). Can be rolled back."""
    stores = ctx.stores.runs
    done = (
        await stores.done_in(ctx.scope, ctx.turn, "promote", run) if run else None
    )  # this turn runs again: it broke off before it could be answered
    wanted = (await stores.brought(done) if done else None) or await _promotable(run, ctx)
    promotion = done or await stores.promote(ctx.scope, wanted.id, turn=ctx.turn)
    data = {"run": wanted.id, "model": wanted.name, "promotion": promotion.id}
    lines = [ctx.say(_DONE, run=short(wanted), model=wanted.name), await mark_in_use(wanted, ctx)]
    return ToolResult("\n".join(filter(None, lines)), data)


def _beside(run: Run, ctx: ToolContext) -> str:
    """The verdict with the model it is about: another one may be in use by now."""
    if not run.comparison:
        return ""
    return ctx.say(_BESIDE, champion=run.comparison["champion_name"], verdict=verdict_of(run, ctx))


async def _promotable(run: str | None, ctx: ToolContext) -> Run:
    """The wanted run, after its bundle has been read as any prediction would. Raises Refused."""
    if not ctx.admin:
        raise Refused("not_allowed", NOT_ALLOWED)
    wanted = await find_run(run, ctx)
    used = await ctx.stores.runs.in_use()
    if used is not None and used.id == wanted.id:
        raise Refused("already_in_use", _ALREADY, run=short(wanted))
    await asyncio.to_thread(_check_bundle, wanted, ctx)
    return wanted


def _check_bundle(run: Run, ctx: ToolContext) -> None:
    from model.archive import load_packed
    from model.errors import BundleInvalid
    from storage.errors import NotFound

    try:
        load_packed(ctx.stores.blobs.path(run.bundle), run.sha256)
    except (BundleInvalid, NotFound) as error:
        raise Refused("run_unusable", _BROKEN, run=short(run)) from error
