from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from storage.predictions import StoredPrediction
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.outcomes.list_predictions import what
from tools.training.list_runs import shipped_name

_TITLE = Text(ko="{first}부터 {last}까지의 요약이에요.", en="Summary of {first} to {last}.")
_PREDICTED = Text(
    ko="예측 {count:,}개, 평균 ECLO {mean:.1f}. 그 전 한 주는 {before:,}개였어요.",
    en="{count:,} prediction(s), mean ECLO {mean:.1f}; {before:,} in the week before.",
)
_NO_PREDICTIONS = Text(ko="이번 주에는 예측이 없었어요.", en="No predictions this week.")
_OUTCOMES = Text(
    ko="결과를 아는 예측은 지금까지 모두 {count:,}개이고, 평균 절대 오차는 {mae:.2f}, 80% 구간에 든 비율은 {inside:.0%}예요.",
    en="{count:,} prediction(s) so far have a known outcome: mean absolute error {mae:.2f}, {inside:.0%} inside the 80% interval.",
)
_NO_OUTCOMES = Text(
    ko="아직 결과가 기록된 예측이 없어요. 사고가 어떻게 끝났는지 알게 되면 알려 주세요.",
    en="No outcome has been recorded yet. Tell me when you know how an accident ended.",
)
_DRIFT: dict[str, Text] = {
    "stable": Text(ko="물어본 사고는 모델이 배운 사고와 비슷해요.", en="The accidents asked about are like those the model learnt from."),
    "moderate": Text(ko="물어본 사고가 모델이 배운 사고와 조금 달라요: {features}.", en="The accidents asked about differ somewhat from those the model learnt from: {features}."),
    "shifted": Text(ko="물어본 사고가 모델이 배운 사고와 많이 달라요: {features}.", en="The accidents asked about differ a lot from those the model learnt from: {features}."),
}  # fmt: skip
_NEWEST = Text(
    ko="예측이 많아 오차와 분포는 최근 {most:,}개로 봤어요.",
    en="There are many predictions: errors and distribution are of the newest {most:,}.",
)
_MODEL = Text(ko="쓰고 있는 모델은 {model:예요}.", en="The model in use is {model}.")
_CHANGED = Text(ko="이번 주에 모델이 {count}번 바뀌었어요.", en="The model changed {count} time(s) this week.")
_COLUMNS = (Text("때", "When"), Text("사고", "Accident"), Text("예상 ECLO", "Predicted ECLO"))
_WORST = Text(ko="이번 주에 가장 심각하게 예측된 사고", en="The most severe predictions of the week")
WEEK = timedelta(days=7)
SHOWN = 5
MOST = 10_000  # predictions looked at one by one


@tool(effect="job", title=Text(ko="주간 요약", en="weekly digest"))
def weekly_digest(*, ctx: ToolContext) -> ToolResult:
    """Summary of the last seven days in this channel: predictions, outcomes, drift, and the model in use ("주간 요약")."""
    stored = ctx.stores.predictions
    count, mean = ctx.wait(stored.count(ctx.scope, since=ctx.now - WEEK))
    before = ctx.wait(stored.count(ctx.scope, since=ctx.now - 2 * WEEK))[0] - count
    labelled, _mean = ctx.wait(stored.count(ctx.scope, labelled=True))
    week = ctx.wait(stored.list(ctx.scope, since=ctx.now - WEEK, limit=MOST))
    known = ctx.wait(stored.list(ctx.scope, labelled=True, limit=MOST))
    changes = [change for change in ctx.wait(ctx.stores.runs.history()) if change.at >= ctx.now - WEEK]
    used = ctx.wait(ctx.stores.runs.in_use())
    lines = [ctx.say(_TITLE, first=f"{ctx.now - WEEK:%Y-%m-%d}", last=f"{ctx.now:%Y-%m-%d}")]
    lines.append(ctx.say(_PREDICTED, count=count, mean=mean, before=before) if week else ctx.say(_NO_PREDICTIONS))
    errors, drift = _errors(known), _drift(week, ctx)
    lines.append(ctx.say(_OUTCOMES, **{**errors, "count": labelled}) if errors else ctx.say(_NO_OUTCOMES))
    lines += [ctx.say(_DRIFT[drift["code"]], features=", ".join(drift["features"]))] if drift and drift["code"] in _DRIFT else []
    lines += [ctx.say(_NEWEST, most=MOST)] if count > len(week) or labelled > len(known) else []
    lines.append(ctx.say(_MODEL, model=used.name if used else shipped_name()))
    lines += [ctx.say(_CHANGED, count=len(changes))] if changes else []
    data = {"predictions": count, "before": before, "mean": mean, "outcomes": errors, "drift": drift}
    return ToolResult("\n".join(lines), data, _table(week, ctx))


def _errors(known: Sequence[StoredPrediction]) -> dict[str, Any]:
    pairs = [(p, p.outcome.eclo) for p in known if p.outcome is not None]
    if not pairs:
        return {}
    mae = sum(abs(p.eclo - actual) for p, actual in pairs) / len(pairs)
    return {"count": len(pairs), "mae": mae, "inside": sum(p.low <= actual <= p.high for p, actual in pairs) / len(pairs)}


def _drift(week: Sequence[StoredPrediction], ctx: ToolContext) -> dict[str, Any]:
    from model.drift import drift
    from model.features import BY_NAME

    if not week:
        return {}
    predictor = ctx.predictor()
    found = drift(predictor.bundle.profile, [{BY_NAME[n].column: v for n, v in p.inputs.items()} for p in week], predictor.resolve)
    return {"code": found.code, "features": [BY_NAME[f.feature].column for f in found.features if f.code == found.code]}


def _table(week: Sequence[StoredPrediction], ctx: ToolContext) -> list[Table]:
    worst = sorted(week, key=lambda stored: -stored.eclo)[:SHOWN]
    rows: list[list[Any]] = [[f"{p.created_at.astimezone(ctx.now.tzinfo):%m-%d %H:%M}", what(p), round(p.eclo, 2)] for p in worst]
    return [Table([ctx.say(c) for c in _COLUMNS], rows, ctx.say(_WORST))] if rows else []
