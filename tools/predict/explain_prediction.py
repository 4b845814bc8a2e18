from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from model.features import INPUT_NAMES
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.predict._inputs import LABELS, Understood, understand
from tools.predict._say import as_data, cause, labels
from tools.predict._signed import signed

if TYPE_CHECKING:
    from model.prediction import Prediction

Unknown = Literal["unknown"]
SHOWN = 8  # strongest contributions in the picture; the others together are one more step
_LITTLE = 0.5  # percent: less is not worth a sentence

_NOTHING = Text(
    ko="설명할 예측이 없어요. 사고의 조건을 하나 이상 알려 주세요. 예: 비 오는 날 교차로의 차대차 사고",
    en="There is no prediction to explain. Tell at least one thing about the accident, such as rain or an intersection.",
)
_HEAD = Text(
    ko="예상 ECLO {eclo:는} 대구 사고의 출발점 {start:.2f}에서 조건마다 조금씩 움직인 값이에요.",
    en="The predicted ECLO of {eclo} starts from {start:.2f}, what the model says of an accident in Daegu, and each condition moves it a little.",
)
_EFFECT: dict[str, Text] = {
    "up": Text(ko="{value}({percent:.0f}% 높임)", en="{value} ({percent:.0f}% up)"),
    "down": Text(ko="{value}({percent:.0f}% 낮춤)", en="{value} ({percent:.0f}% down)"),
}
_LIST = Text(ko="영향이 큰 것부터: {effects}", en="The strongest first: {effects}")
_LITTLE_MOVED = Text(ko="어느 조건도 예측을 크게 움직이지 않았어요.", en="No condition moved it much.")
_LIMIT = Text(
    ko="모델이 과거 사고에서 본 차이이고, 원인이라는 뜻은 아니에요.",
    en="These are differences the model saw in past accidents, not causes.",
)
_UNKNOWN = Text(ko="모르는 값({names})의 몫은 출발점에 들어 있어요.", en="What is unknown ({names}) is part of the starting point.")
_START, _END, _REST = Text("출발점", "starting point"), Text("예상 ECLO", "predicted ECLO"), Text("나머지 {n}가지", "{n} others")
_COLUMNS = (
    Text("조건", "Input"), Text("값", "Value"), Text("ECLO에 준 영향", "Effect on ECLO"), Text("로그 눈금의 몫", "On the log scale"),
)  # fmt: skip
_TITLE: dict[str, Text] = {
    "up": Text(ko="예상 ECLO {eclo:.2f}: 가장 크게 높인 것은 {value}", en="Predicted ECLO {eclo:.2f}: raised most by {value}"),
    "down": Text(ko="예상 ECLO {eclo:.2f}: 가장 크게 낮춘 것은 {value}", en="Predicted ECLO {eclo:.2f}: lowered most by {value}"),
    "little": Text(ko="예상 ECLO {eclo:.2f}: 크게 움직인 조건은 없어요", en="Predicted ECLO {eclo:.2f}: no condition moved it much"),
}
_ALT = Text(
    ko="출발점 {start:.2f}에서 예상 ECLO {eclo:.2f}까지: {steps}", en="From {start:.2f} to the predicted ECLO of {eclo:.2f}: {steps}"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one input adds on the log scale, and by how many percent it moves ECLO beside the same prediction without it."""

    name: str
    contribution: float
    percent: float

    @property
    def direction(self) -> str:
        return "up" if self.contribution > 0 else "down"


@tool(title=Text(ko="예측의 까닭을 알아보는 중", en="explaining the prediction"))
def explain_prediction(
    weather: Annotated[str | None, Field(description="as for predict_eclo, and so all the others")] = None,
    road_surface: str | None = None,
    road_type: str | None = None,
    accident_type: str | None = None,
    time_period: str | None = None,
    district: str | None = None,
    day_of_week: str | None = None,
    accident_hour: int | Unknown | None = None,
    accident_year: int | Unknown | None = None,
    accident_month: int | Unknown | None = None,
    accident_day: int | Unknown | None = None,
    accident_detail: str | None = None,
    violation: str | None = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Explain a prediction: how much each condition pushes the predicted ECLO up or down, with a chart.

    Takes the inputs of predict_eclo; for "why?" after a prediction, pass the same inputs again. The contributions are SHAP values of
    the model; they add up on the log scale.
    """
    got = understand({name: value for name, value in locals().items() if name != "ctx"}, ctx.now, ctx.language, ask=False)
    if all(value is None for value in got.inputs.values()):
        raise Refused("nothing_to_explain", _NOTHING)
    predictor = ctx.predictor()
    prediction = predictor.predict_one(got.inputs, reasons=len(INPUT_NAMES))
    start, effects = effects_of(prediction)
    causes = {effect.name: cause(got, effect.name, predictor.bundle.training.last_year, ctx) for effect in effects}
    text = "\n".join(_sentences(got, prediction, start, effects, causes, ctx))
    contributions = [
        {"feature": e.name, "value": got.inputs.get(e.name), "log": e.contribution, "percent": e.percent} for e in effects
    ]  # fmt: skip
    data = {**as_data(got, prediction), "start": math.expm1(start), "start_log": start, "contributions": contributions}
    return ToolResult(text, data, [_table(got, effects, causes, ctx)], [_picture(prediction, start, effects, causes, ctx)])


def effects_of(prediction: Prediction) -> tuple[float, list[Effect]]:
    """(where the prediction starts, on the log scale; what each known input adds, the strongest first): together log1p(ECLO).

    What inputs that are unknown add is part of the start.
    """
    total = math.log1p(prediction.eclo)
    effects = [
        Effect(r.feature, r.contribution, 100 * (prediction.eclo / math.expm1(total - r.contribution) - 1)) for r in prediction.reasons
    ]
    return total - sum(effect.contribution for effect in effects), effects


def _sentences(
    got: Understood, prediction: Prediction, start: float, effects: list[Effect], causes: Mapping[str, str], ctx: ToolContext
) -> list[str]:
    lines = [ctx.say(_HEAD, eclo=f"{prediction.eclo:.2f}", start=math.expm1(start))]
    strong = [effect for effect in effects if abs(effect.percent) >= _LITTLE][:4]
    said = ", ".join(_EFFECT[e.direction].say(ctx.language, value=causes[e.name], percent=max(1, abs(e.percent))) for e in strong)
    lines.append(ctx.say(_LIST, effects=said) if said else ctx.say(_LITTLE_MOVED))
    if unknown := got.by_origin("unknown"):
        lines.append(ctx.say(_UNKNOWN, names=", ".join(labels(unknown, ctx))))
    return [*lines, ctx.say(_LIMIT)]


def _table(got: Understood, effects: list[Effect], causes: Mapping[str, str], ctx: ToolContext) -> Table:
    rows: list[list[Any]] = [
        [
            LABELS[e.name].say(ctx.language),
            causes[e.name] if e.name == "accident_year" else got.shown(e.name, ctx.language),
            f"{signed(e.percent, 1)}%",
            round(e.contribution, 4) + 0.0,  # no -0
        ]
        for e in effects
    ]
    return Table([column.say(ctx.language) for column in _COLUMNS], rows)


def _picture(prediction: Prediction, start: float, effects: list[Effect], causes: Mapping[str, str], ctx: ToolContext) -> Artifact:
    from tools.predict._pictures import waterfall

    moves = [(causes[e.name], e.contribution) for e in effects[:SHOWN]]
    if rest := effects[SHOWN:]:
        moves.append((ctx.say(_REST, n=len(rest)), sum(e.contribution for e in rest)))
    at, steps = start, []
    for name, move in moves:
        steps.append((name, math.expm1(at), math.expm1(at + move)))
        at += move
    title = _title(prediction, effects, causes, ctx)
    image = waterfall(math.expm1(start), steps, prediction.eclo, title, (ctx.say(_START), ctx.say(_END)), ctx.language)
    listed = ", ".join(f"{name} {signed(stop - begin, 2)}" for name, begin, stop in steps)
    alt = f"{title}. " + ctx.say(_ALT, start=math.expm1(start), eclo=prediction.eclo, steps=listed)
    return Artifact("explanation.png", "image/png", alt[:1900], image)


def _title(prediction: Prediction, effects: list[Effect], causes: Mapping[str, str], ctx: ToolContext) -> str:
    """What the picture shows: the strongest condition and its direction."""
    first = effects[0] if effects and abs(effects[0].percent) >= _LITTLE else None
    return ctx.say(_TITLE[first.direction if first else "little"], eclo=prediction.eclo, value=causes[first.name] if first else "")
