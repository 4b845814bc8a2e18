from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._errors import MissingInput, Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.predict._inputs import LABELS, understand
from tools.predict._remember import remember_all
from tools.predict._say import as_data

MOST = 200
_SHOWN = ("district", "accident_type", "road_type", "weather", "accident_hour")

_NONE = Text(ko="예측할 사고가 없어요. 사고를 하나 이상 알려 주세요.", en="There is no accident to predict. Describe at least one.")
_TOO_MANY = Text(
    ko="한 번에 {most}건까지 예측해요 ({count}건을 받았어요). 더 많으면 CSV 파일로 올려 주세요.",
    en="Up to {most} accidents at once (got {count}). For more, share a CSV file.",
)
_FAILED = Text(ko="{number}번째 사고: {reason}", en="Accident {number}: {reason}")
_SUMMARY = Text(
    ko="사고 {count}건의 ECLO를 예측했어요. 가장 심각한 것은 {number}번째로 {eclo:.1f}, 평균은 {mean:예요}.",
    en="Predicted ECLO for {count} accidents. The most severe is number {number} with {eclo:.1f}; the mean is {mean}.",
)
_UNKNOWN = Text(ko="말씀하지 않은 값은 모르는 것으로 두고 예측했어요.", en="What was not said was left unknown.")
_NUMBER, _ECLO, _RANGE = Text("번호", "No."), Text("예상 ECLO", "Predicted ECLO"), Text("80% 구간", "80% interval")


@tool(title=Text(ko="여러 사고의 심각도를 예측하는 중", en="predicting several accidents"))
def predict_eclo_batch(
    accidents: Annotated[list[dict[str, Any]], Field(description="one object an accident, with the fields of predict_eclo")],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Predict ECLO for several accidents at once. What an accident leaves out counts as unknown and is not asked for."""
    if not accidents:
        raise Refused("no_accidents", _NONE)
    if len(accidents) > MOST:
        raise Refused("too_many_accidents", _TOO_MANY, most=MOST, count=len(accidents))
    predictor = ctx.predictor()
    rows, data = [], []
    understood = [_understand(accident, number, ctx) for number, accident in enumerate(accidents, 1)]  # all, before one is kept
    made = [(got, predictor.predict_one(got.inputs)) for got in understood]
    for number, ((got, prediction), kept) in enumerate(zip(made, remember_all(made, ctx), strict=True), 1):
        data.append(as_data(got, prediction) | {"id": kept})
        shown = [got.shown(name, ctx.language) for name in _SHOWN]
        rows.append([number, *shown, round(prediction.eclo, 2), f"{prediction.low:.1f}–{prediction.high:.1f}"])
    values = [entry["eclo"] for entry in data]
    worst = max(range(len(values)), key=values.__getitem__)
    text = ctx.say(_SUMMARY, count=len(values), number=worst + 1, eclo=values[worst], mean=f"{sum(values) / len(values):.1f}")
    if any("unknown" in entry["origins"].values() for entry in data):
        text += "\n" + ctx.say(_UNKNOWN)
    columns = [
        _NUMBER.say(ctx.language),
        *(LABELS[name].say(ctx.language) for name in _SHOWN),
        _ECLO.say(ctx.language),
        _RANGE.say(ctx.language),
    ]
    return ToolResult(text, {"predictions": data}, [Table(columns, rows)])


def _understand(accident: dict[str, Any], number: int, ctx: ToolContext) -> Any:
    try:
        return understand(accident, ctx.now, ctx.language, ask=False)
    except (Refused, MissingInput) as error:
        raise Refused(error.code, _FAILED, number=number, reason=error.say(ctx.language)) from error
