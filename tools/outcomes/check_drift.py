from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text

if TYPE_CHECKING:
    import pandas as pd

    from model.drift import Drift, ErrorDrift, FeatureDrift
    from model.predict import Predictor

_NOTHING = Text(
    ko="견줄 사고가 없어요. 사고 데이터를 올리거나 예측을 {fewest}개 넘게 한 뒤에 다시 물어봐 주세요.",
    en="There is nothing to compare. Share accident data, or ask again after {fewest} predictions.",
)
_NO_FEATURES = Text(
    ko="이 데이터에는 모델의 입력이 되는 열이 없어 견줄 수 없어요. 기상상태, 도로형태, 사고유형 같은 열이 있어야 해요.",
    en="This dataset has no column that is an input of the model (such as 기상상태, 도로형태, 사고유형), so there is nothing to compare.",
)
_LEAD: dict[str, Text] = {
    "stable": Text(
        ko="{source} {rows:,}건은 모델이 배운 사고와 비슷하게 나뉘어요.",
        en="The {rows:,} accidents of {source} are distributed like those the model learnt from.",
    ),
    "moderate": Text(
        ko="{source} {rows:,}건은 모델이 배운 사고와 조금 달라요: {features}.",
        en="The {rows:,} accidents of {source} differ somewhat from those the model learnt from: {features}.",
    ),
    "shifted": Text(
        ko="{source} {rows:,}건은 모델이 배운 사고와 많이 달라요: {features}. 새 자료로 다시 학습하는 것이 좋아요.",
        en="The {rows:,} accidents of {source} differ a lot from those the model learnt from: {features}. Training on newer data is advisable.",
    ),
    "too_few": Text(
        ko="{source}에서 견줄 수 있는 값이 {fewest}개가 안 되어 달라졌는지 말할 수 없어요.",
        en="{source} has fewer than {fewest} known values, too few to say whether anything changed.",
    ),
}
_LATER = Text(
    ko="{count:,}건은 모델이 배운 마지막 해({year}년)보다 뒤의 사고예요.",
    en="{count:,} of them are later than {year}, the last year the model learnt from.",
)
_ERROR: dict[str, Text] = {
    "higher": Text(
        ko="실제 ECLO와 견준 오차(RMSLE)는 {rmsle:.4f|로}, 시험 때의 {reference:.4f}보다 커요.",
        en="Against the recorded ECLO the error (RMSLE) is {rmsle:.4f}, above the {reference:.4f} of its test.",
    ),
    "lower": Text(
        ko="실제 ECLO와 견준 오차(RMSLE)는 {rmsle:.4f|로}, 시험 때의 {reference:.4f}보다 작아요.",
        en="Against the recorded ECLO the error (RMSLE) is {rmsle:.4f}, below the {reference:.4f} of its test.",
    ),
    "as_expected": Text(
        ko="실제 ECLO와 견준 오차(RMSLE)는 {rmsle:.4f|로}, 시험 때의 {reference:.4f|와} 다르지 않아요.",
        en="Against the recorded ECLO the error (RMSLE) is {rmsle:.4f}, no different from the {reference:.4f} of its test.",
    ),
}
_SEEN = Text(
    ko="다만 모델이 이 가운데 {count:,}건의 해로 배웠으니 오차가 실제보다 작아 보여요.",
    en="But the model has learnt from the years of {count:,} of them, so the error looks smaller than it is.",
)
_CODES = {"stable": Text("비슷함", "stable"), "moderate": Text("조금 다름", "moderate"), "shifted": Text("많이 다름", "shifted"), "too_few": Text("값이 적음", "too few")}  # fmt: skip
_COLUMNS = (Text("항목", "Input"), Text("PSI", "PSI"), Text("판정", "Verdict"), Text("가장 달라진 값", "What moved most"))
_TITLE = Text(ko="항목별 분포 안정성 지수 (PSI: 0.1 아래 비슷함, 0.25 위 많이 다름)", en="Population stability by input (PSI: below 0.1 stable, above 0.25 shifted)")  # fmt: skip
# A number alone ("5 9%→0%") could be anything; in English the column beside it must do.
_UNITS = {
    "accident_year": Text("년", ""),
    "accident_month": Text("월", ""),
    "accident_day": Text("일", ""),
    "accident_hour": Text("시", ""),
}
_DATASET = Text(ko="`{name}` 데이터", en="`{name}`")
_PREDICTIONS = Text(ko="이곳에서 물어본 예측", en="the predictions asked for here")
_PERIODS = Text(ko="기간별 오차", en="Error by period")
_PERIOD_COLUMNS = (Text("기간", "Period"), Text("사고", "Accidents"), Text("RMSLE", "RMSLE"), Text("예측 평균", "Mean predicted"), Text("실제 평균", "Mean actual"))  # fmt: skip


@tool(title=Text(ko="사고의 분포를 견주는 중", en="checking for drift"))
def check_drift(
    source: Annotated[Literal["auto", "dataset", "predictions"], Field(description="what to compare with the training data")] = "auto",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Whether accidents are still like those the model learnt from: population stability by input, and the error where ECLO is known.

    Looks at the current dataset, or at the predictions asked for in this channel when there is none.
    """
    from model.drift import FEWEST, drift

    predictor = ctx.predictor()
    frame, name = _accidents(source, ctx)
    if not len(frame):
        raise Refused("nothing_to_compare", _NOTHING, fewest=FEWEST)
    found = drift(predictor.bundle.profile, frame, predictor.resolve)
    if not any(feature.rows for feature in found.features):
        raise Refused("no_features", _NO_FEATURES)
    errors, seen = _errors(frame, predictor)
    lines = [_lead(found, name, ctx)]
    if found.after_training:
        lines.append(ctx.say(_LATER, count=found.after_training, year=predictor.bundle.training.last_year))
    tables = [_table(found, ctx)]
    if errors is not None and errors.code in _ERROR:
        lines.append(ctx.say(_ERROR[errors.code], rmsle=errors.rmsle, reference=errors.reference))
        lines += [ctx.say(_SEEN, count=seen)] if seen else []
        tables.append(_periods(errors, ctx))
    data = {"drift": found.to_json(), "errors": None if errors is None else errors.to_json(), "model": predictor.model_version}
    return ToolResult("\n".join(lines), data, tables)


def _accidents(source: str, ctx: ToolContext) -> tuple[pd.DataFrame, str]:
    import pandas as pd

    from model.features import BY_NAME

    if source == "dataset" or (source == "auto" and ctx.dataset is not None):
        return ctx.frame(), ctx.say(_DATASET, name=ctx.need_dataset().name)
    stored = ctx.wait(ctx.stores.predictions.list(ctx.scope))
    rows = [{BY_NAME[name].column: value for name, value in p.inputs.items()} | _known(p.outcome) for p in stored]
    return pd.DataFrame(rows), ctx.say(_PREDICTIONS)


def _known(outcome: Any) -> dict[str, float]:
    return {} if outcome is None else {"ECLO": outcome.eclo}


def _errors(frame: pd.DataFrame, predictor: Predictor) -> tuple[ErrorDrift | None, int]:
    """The error by month where the ECLO is known, and how many of those accidents are of years that the model has learnt from."""
    import numpy as np

    from model.challenge import seen_by
    from model.data import accidents_of
    from model.drift import error_drift
    from model.errors import UnusableTable

    try:
        accidents = accidents_of(frame, source="")
    except UnusableTable:
        return None, 0
    predicted = predictor.predict_frame(frame.iloc[accidents.rows])
    month = accidents.table.values.get("accident_month", np.full(accidents.table.rows, np.nan))
    periods = [f"{year}-{int(m):02}" if m == m else str(year) for year, m in zip(accidents.year.tolist(), month.tolist(), strict=True)]  # noqa: PLR0124
    reference = predictor.bundle.metrics["test"]["rmsle"]
    found = error_drift(accidents.eclo, predicted.eclo, periods, reference=reference)
    return found, int(seen_by(predictor.bundle.training, accidents.year).sum())


def _lead(found: Drift, name: str, ctx: ToolContext) -> str:
    from model.features import BY_NAME

    moved = [BY_NAME[f.feature].column for f in found.features if f.code == found.code]
    return ctx.say(_LEAD[found.code], source=name, rows=found.rows, features=", ".join(moved), fewest=found.fewest)


def _table(found: Drift, ctx: ToolContext) -> Table:
    ordered = sorted(found.features, key=lambda f: -(f.psi or 0.0))
    return Table([ctx.say(c) for c in _COLUMNS], [_row(feature, ctx) for feature in ordered], ctx.say(_TITLE))


def _row(feature: FeatureDrift, ctx: ToolContext) -> list[Any]:
    from model.features import BY_NAME

    unit = ctx.say(_UNITS[feature.feature]) if feature.feature in _UNITS else ""
    moved = ", ".join(f"{m.level}{unit}: {m.then:.0%}→{m.now:.0%}" for m in feature.moved) if feature.code != "stable" else ""
    return [BY_NAME[feature.feature].column, feature.psi, ctx.say(_CODES[feature.code]), moved]


def _periods(errors: ErrorDrift, ctx: ToolContext) -> Table:
    rows = [[p.period, p.rows, p.rmsle, p.mean_predicted, p.mean_actual] for p in errors.periods]
    return Table([ctx.say(c) for c in _PERIOD_COLUMNS], rows, ctx.say(_PERIODS))
