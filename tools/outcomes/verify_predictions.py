from __future__ import annotations

import asyncio
import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from storage.predictions import StoredPrediction
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text

if TYPE_CHECKING:
    from model.verify import Group, Record, Verification

_NONE = Text(
    ko="아직 실제 결과를 아는 예측이 없어요. 예측한 사고의 결과를 알게 되면 “실제로는 중상 1명이었어”처럼 알려 주세요.",
    en="No prediction has a known outcome yet. When you know how a predicted accident ended, say “it turned out to be 1 serious”.",
)
_LEAD = Text(
    ko="결과를 아는 예측 {rows}개: 예측 평균 {predicted:.1f}, 실제 평균 {actual:.1f}, 평균 절대 오차 {mae:.2f}, RMSLE {rmsle:.4f}. "
    "80% 구간에 실제 값의 {coverage:.0%}가 들었어요.",
    en="{rows} prediction(s) with a known outcome: mean predicted {predicted:.1f}, mean actual {actual:.1f}, mean absolute error {mae:.2f}, RMSLE {rmsle:.4f}. "
    "{coverage:.0%} of the outcomes lay inside the 80% interval.",
)
_FINDINGS: dict[str, Text] = {
    "few_records": Text(ko="{fewest}개가 되기 전에는 좋고 나쁨을 말하기 어려워요.", en="Fewer than {fewest} are too few to judge by."),
    "coverage_low": Text(
        ko="구간 밖의 결과가 예상보다 많아요. 모델을 새 자료로 다시 학습할 때예요.",
        en="More outcomes than expected lie outside the interval: time to train on newer data.",
    ),
    "predicts_low": Text(ko="실제 사고가 예측보다 심각한 편이에요.", en="Accidents turn out worse than predicted."),
    "predicts_high": Text(ko="실제 사고가 예측보다 덜 심각한 편이에요.", en="Accidents turn out less severe than predicted."),
    "coverage_high": Text(ko="구간이 필요보다 넓어요.", en="The intervals are wider than they need be."),
    "bands_disordered": Text(ko="높은 등급이 실제로 더 심각하지는 않았어요.", en="Higher bands did not turn out to be more severe."),
    "as_expected": Text(ko="모델이 말한 대로예요. 다른 점이 없어요.", en="That is what the model says of itself; nothing differs."),
}
_NEWEST = Text(
    ko="결과를 아는 예측 {count:,}개 가운데 최근 {most:,}개를 봤어요.",
    en="Of {count:,} predictions with a known outcome, the newest {most:,} were looked at.",
)
_FAIR = Text(
    ko="사람이 기록한 결과는 고르게 뽑은 표본이 아니라서(심각한 사고일수록 더 찾아보게 돼요) 참고로만 보세요.",
    en="Outcomes that people record are no fair sample (the worst accidents are looked up more often), so take this as a hint.",
)
_COLUMNS = (
    Text("구분", "Group"),
    Text("예측", "Predictions"),
    Text("예측 평균", "Mean predicted"),
    Text("실제 평균", "Mean actual"),
    Text("구간에 든 비율", "Inside the interval"),
)
_TABLES = {"bands": Text("등급별", "By band"), "gus": Text("구별", "By 구"), "months": Text("달별", "By month")}
_BANDS = {"minor": Text("경미", "minor"), "usual": Text("일반", "usual"), "serious": Text("심각", "serious"), "severe": Text("매우 심각", "very serious")}  # fmt: skip
_TITLE = Text(ko="예측과 실제 ECLO", en="Predicted and actual ECLO")
_SUBTITLE = Text(ko="결과를 아는 예측 {rows}개", en="{rows} predictions with a known outcome")
_LEGEND = Text(
    ko="회색 선은 80% 구간, 주황 점은 구간 밖, 점선은 예측과 실제가 같은 곳이에요.",
    en="Grey: the 80% interval. Orange: outside it. Dashed: predicted equals actual.",
)
_ACROSS, _UP = Text("예측한 ECLO", "Predicted ECLO"), Text("실제 ECLO", "Actual ECLO")
_ALT = Text(
    ko="예측한 ECLO(가로)와 실제 ECLO(세로)의 점 그림, {rows}개. 실제 값의 {coverage:.0%}가 80% 구간에 들었어요.",
    en="Scatter of predicted (across) and actual (up) ECLO, {rows} points. {coverage:.0%} of the outcomes lie inside the 80% interval.",
)


MOST = 10_000  # looked at one by one


@tool(title=Text(ko="예측을 실제 결과와 견주는 중", en="comparing predictions with outcomes"))
async def verify_predictions(*, ctx: ToolContext) -> ToolResult:
    """Predictions of this channel beside what the accidents turned out to be: errors, interval coverage, by band, 구 and month, with a chart."""
    known = await ctx.stores.predictions.list(ctx.scope, labelled=True, limit=MOST)
    if not known:
        return ToolResult(ctx.say(_NONE), {"rows": 0})
    count = len(known)
    if count == MOST:
        count, _mean = await ctx.stores.predictions.count(ctx.scope, labelled=True)
    return await asyncio.to_thread(_verified, known, count, ctx)


def _verified(known: Sequence[StoredPrediction], count: int, ctx: ToolContext) -> ToolResult:
    from model.verify import verify

    records = [_record(stored) for stored in known]
    found = verify(records)
    lines = [
        *([ctx.say(_NEWEST, count=count, most=len(known))] if count > len(known) else []),
        ctx.say(
            _LEAD,
            rows=found.rows,
            predicted=found.mean_predicted,
            actual=found.mean_actual,
            mae=found.mae,
            rmsle=found.rmsle,
            coverage=found.coverage,
        ),
        *(ctx.say(_FINDINGS[code], fewest=found.fewest) for code in found.findings),
        ctx.say(_FAIR),
    ]
    picture = Artifact("verify.png", "image/png", ctx.say(_ALT, rows=found.rows, coverage=found.coverage), data=_draw(records, ctx))
    return ToolResult("\n".join(lines), found.to_json() | {"known": count}, _tables(found, ctx), [picture])


def _record(stored: StoredPrediction) -> Record:
    from model.data import WORST
    from model.verify import Record

    outcome = stored.outcome
    assert outcome is not None
    counts = outcome.counts or {}
    district = stored.inputs.get("district")
    return Record(
        eclo=stored.eclo,
        low=stored.low,
        high=stored.high,
        band=stored.band,
        actual=outcome.eclo,
        when=_day(stored),
        district=str(district) if district else None,
        chances=tuple(stored.worst[name] for name in WORST) if stored.worst else None,
        worst=max((code for code, name in enumerate(WORST) if counts.get(name)), default=-1),
        model_version=stored.model,
    )


def _day(stored: StoredPrediction) -> datetime.date:
    """The day of the accident where it is known, else of the prediction."""
    year, month, day = (stored.inputs.get(f"accident_{name}") for name in ("year", "month", "day"))
    if isinstance(year, int) and isinstance(month, int) and isinstance(day, int):
        return datetime.date(year, month, day)
    return stored.created_at.date()


def _tables(found: Verification, ctx: ToolContext) -> list[Table]:
    columns = [ctx.say(c) for c in _COLUMNS]
    groups: dict[str, Sequence[Group]] = {"bands": found.bands, "gus": found.gus, "months": found.months}
    return [
        Table(columns, [_row(group, name, ctx) for group in rows], ctx.say(_TABLES[name]))
        for name, rows in groups.items()
        if len(rows) > (name != "bands")
    ]


def _row(group: Group, kind: str, ctx: ToolContext) -> list[Any]:
    name = ctx.say(_BANDS[group.name]) if kind == "bands" and group.name in _BANDS else group.name
    return [name, group.rows, round(group.mean_predicted, 2), round(group.mean_actual, 2), f"{group.inside:.0%}"]


def _draw(records: Sequence[Record], ctx: ToolContext) -> bytes:
    """Actual over predicted, on equal scales, with the line where both agree and each interval as a whisker."""
    from tools.draw import _figure

    figure = _figure.sheet(1100)
    top, bottom = _figure.frame(figure, ctx.say(_TITLE), ctx.say(_SUBTITLE, rows=len(records)), (ctx.say(_LEGEND),))
    axes = _figure.axes_in(figure, top, bottom, grid="both")
    most = 1.08 * max(max(record.actual, record.eclo) for record in records)
    axes.plot([0, most], [0, most], color=_figure.MUTED, linewidth=_figure.points(4), linestyle="--", zorder=1)
    across, up = [record.eclo for record in records], [record.actual for record in records]
    inside = [record.low <= record.actual <= record.high for record in records]
    colours = [_figure.STRONG if known else _figure.PALETTE[3] for known in inside]
    axes.vlines(
        across, [r.low for r in records], [min(r.high, most) for r in records], color=_figure.RULE, linewidth=_figure.points(4), zorder=0
    )
    axes.scatter(across, up, s=_figure.points(22) ** 2, color=colours, alpha=0.75, zorder=2)
    axes.set_xlim(0, most)
    axes.set_ylim(0, most)
    axes.set_xlabel(ctx.say(_ACROSS), fontsize=_figure.points(_figure.NOTE))
    axes.set_ylabel(ctx.say(_UP), fontsize=_figure.points(_figure.NOTE))
    _figure.value_axis(axes.xaxis, ctx.language)
    _figure.value_axis(axes.yaxis, ctx.language)
    return _figure.png(figure)
