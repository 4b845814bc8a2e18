from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from storage.errors import NotFound
from storage.predictions import StoredPrediction
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text

_NOT_FOUND = Text(
    ko="그런 예측을 찾지 못했어요. “예측 목록”으로 번호를 볼 수 있어요.",
    en="There is no such prediction. “List predictions” shows their ids.",
)
_NOTHING = Text(
    ko="실제로 몇 명이 다쳤는지(예: 사망 0, 중상 1, 경상 2) 또는 ECLO를 알려 주세요.",
    en="Say how many people were hurt (such as 0 dead, 1 serious, 2 minor) or the ECLO.",
)
_BOTH = Text(
    ko="인원수로 계산한 ECLO는 {computed}인데, 말씀하신 ECLO는 {eclo:예요}. 둘 중 하나만 알려 주세요.",
    en="The counts make an ECLO of {computed}, but {eclo} was given. Give one of the two.",
)
_TOO_SMALL = Text(
    ko="다친 사람이 있는 사고의 ECLO는 1 이상이에요. 인원수를 다시 확인해 주세요.",
    en="An accident with people hurt has an ECLO of at least 1. Please check the counts.",
)
_RECORDED = Text(
    ko="예측 `{id}`(예상 {predicted:.1f}, 구간 {low:.1f}~{high:.1f})의 실제 ECLO를 {eclo:로} 기록했어요. {inside}",
    en="Recorded {eclo} as the actual ECLO of prediction `{id}` (predicted {predicted:.1f}, interval {low:.1f} to {high:.1f}). {inside}",
)
_INSIDE = Text(ko="80% 구간 안이에요.", en="That lies inside the 80% interval.")
_OUTSIDE = Text(ko="80% 구간 밖이에요. 열에 둘은 그래요.", en="That lies outside the 80% interval, as two in ten do.")
_NONE_RECORDED = Text(ko="예측 `{id}`에는 기록된 결과가 없어요.", en="Prediction `{id}` has no recorded outcome.")
_TAKEN_BACK = Text(ko="예측 `{id}`의 실제 결과를 지웠어요.", en="Took back the outcome of prediction `{id}`.")

WEIGHTS = {"fatal": 10, "serious": 5, "minor": 3, "reported": 1}
MOST_ECLO = 19_000  # of a thousand people of each kind
_People = Annotated[int | None, Field(ge=0, le=1000)]
_CONFIRM = Text(
    ko="예측 `{id}`(예상 {predicted:.1f})의 실제 ECLO를 {eclo:로} 기록할까요?",
    en="Record {eclo} as the actual ECLO of prediction `{id}` (predicted {predicted:.1f})?",
)
_CONFIRM_BACK = Text(ko="예측 `{id}`에 기록된 실제 결과를 지울까요?", en="Take back the recorded outcome of prediction `{id}`?")


async def _confirm(prediction: str | None, take_back: bool, *, ctx: ToolContext, **said: Any) -> Consent:
    actual = None if take_back else _eclo({name: said[name] for name in WEIGHTS if said[name] is not None}, said["eclo"])
    try:
        found = await ctx.stores.predictions.find(ctx.scope, (prediction or "").strip())
    except NotFound as error:
        raise Refused("unknown_prediction", _NOT_FOUND) from error
    facts = {"id": found.id[:8], "predicted": found.eclo}
    question = ctx.say(_CONFIRM_BACK, **facts) if actual is None else ctx.say(_CONFIRM, **facts, eclo=f"{actual:g}")
    return Consent(question, {"prediction": found.id, "take_back": take_back, **said})


@tool(effect="write", title=Text(ko="실제 결과를 기록하는 중", en="recording an outcome"), confirm=_confirm, reversible=True)
async def record_outcome(
    prediction: Annotated[
        str | None, Field(description="id (or its beginning) of a prediction; this person's newest when left out")
    ] = None,
    fatal: _People = None,
    serious: _People = None,
    minor: _People = None,
    reported: _People = None,
    eclo: Annotated[float | None, Field(ge=0, le=MOST_ECLO, allow_inf_nan=False, description="when only ECLO is known")] = None,
    note: Annotated[str, Field(max_length=500)] = "",
    take_back: Annotated[bool, Field(description="true to remove what was recorded")] = False,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Record what a predicted accident turned out to be: people hurt, or its ECLO ("실제로는 중상 1명 경상 2명이었어").

    Recorded again, the newest counts. `verify_predictions` compares, and the next training can learn from it.
    """
    counts = {name: value for name, value in (("fatal", fatal), ("serious", serious), ("minor", minor), ("reported", reported))}
    known = {name: value for name, value in counts.items() if value is not None}
    actual = None if take_back else _eclo(known, eclo)
    which = (prediction or "").strip()
    try:
        if take_back:
            found = await ctx.stores.predictions.find(ctx.scope, which)
            if found.outcome is None:
                raise Refused("no_outcome_recorded", _NONE_RECORDED, id=found.id[:8])
            which = found.id
        stored = await ctx.stores.predictions.record(
            ctx.scope,
            which,
            eclo=actual,
            counts={name: known.get(name, 0) for name in WEIGHTS} if known and not take_back else None,
            note=note,
        )
    except NotFound as error:
        raise Refused("unknown_prediction", _NOT_FOUND) from error
    return ToolResult(_said(stored, ctx), as_data(stored))


def _eclo(counts: dict[str, int], eclo: float | None) -> float:
    """ECLO as given or computed. Raises Refused."""
    if not counts and eclo is None:
        raise Refused("no_outcome", _NOTHING)
    computed = float(sum(WEIGHTS[name] * value for name, value in counts.items()))
    if counts and eclo is not None and eclo != computed:
        raise Refused("outcome_contradicts", _BOTH, computed=f"{computed:g}", eclo=f"{eclo:g}")
    actual = computed if counts else float(eclo or 0)
    if actual < 1:
        raise Refused("outcome_too_small", _TOO_SMALL)
    return actual


def _said(stored: StoredPrediction, ctx: ToolContext) -> str:
    if stored.outcome is None:
        return ctx.say(_TAKEN_BACK, id=stored.id[:8])
    inside = stored.low <= stored.outcome.eclo <= stored.high
    return ctx.say(
        _RECORDED,
        id=stored.id[:8],
        predicted=stored.eclo,
        low=stored.low,
        high=stored.high,
        eclo=f"{stored.outcome.eclo:g}",
        inside=ctx.say(_INSIDE if inside else _OUTSIDE),
    )


def as_data(stored: StoredPrediction) -> dict[str, object]:
    """A prediction and its outcome as JSON."""
    outcome = stored.outcome
    return {
        "id": stored.id,
        "model": stored.model,
        "inputs": stored.inputs,
        "eclo": stored.eclo,
        "low": stored.low,
        "high": stored.high,
        "band": stored.band,
        "worst": stored.worst,
        "owner": stored.owner,
        "created_at": stored.created_at.isoformat(),
        "actual": None if outcome is None else outcome.eclo,
        "counts": None if outcome is None else outcome.counts,
        "note": None if outcome is None else outcome.note,
    }
