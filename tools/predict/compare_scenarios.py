from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.predict._changed import changed
from tools.predict._inputs import Understood, understand_as_far_as_said
from tools.predict._ranking import shown, together
from tools.predict._say import as_data, bare, labels, share

if TYPE_CHECKING:
    from model.prediction import Prediction

MOST = 12
SMALL = 0.25  # a difference under this part of the interval is called small

_NONE = Text(ko="무엇과 비교할까요? 바꿀 조건을 하나 이상 알려 주세요.", en="Compare with what? Name at least one change.")
_TOO_MANY = Text(ko="한 번에 {most}가지까지 비교해요 ({count}가지를 받았어요).", en="Up to {most} variations at once (got {count}).")
_FAILED = Text(ko="{number}번째 경우: {reason}", en="Variation {number}: {reason}")
_NOTHING_CHANGED = Text(
    ko="{number}번째 경우는 바뀌는 조건이 없어요. 예: {{\"weather\": \"비\"}}",
    en="Variation {number} changes nothing. Give it something like {{\"weather\": \"비\"}}.",
)  # fmt: skip
_SUMMARY = Text(
    ko="가장 심각한 경우는 {highest}, 예상 ECLO {high:.2f}이고 가장 낮은 경우는 {lowest}, {low:.2f|예요}({percent:.0f}% 차이).",
    en="The most severe case is {highest} with a predicted ECLO of {high:.2f}, the least {lowest} with {low:.2f} ({percent:.0f}% apart).",
)
_SUMMARY_OF_SEVERAL = Text(
    ko="{highest:가} 똑같이 가장 심각하고, 예상 ECLO는 {high:.2f|예요}. 가장 낮은 경우는 {lowest}, {low:.2f|예요}({percent:.0f}% 차이).",
    en="{highest} are the most severe alike, with a predicted ECLO of {high:.2f}; the least is {lowest} with {low:.2f} ({percent:.0f}% apart).",
)
_CASE = Text("경우", "case")
_SAME = Text(ko="어느 경우든 예상 ECLO는 거의 같아요({low:.2f}~{high:.2f}).", en="All cases have about the same predicted ECLO ({low:.2f} to {high:.2f}).")  # fmt: skip
_SMALL = Text(
    ko="이 차이({gap:.2f})는 한 사고의 80% 구간({from_:.1f}~{to:.1f})에 견주면 작아요. 평균의 차이로 보시고, 한 건 한 건은 어느 쪽도 될 수 있어요.",
    en="That difference ({gap:.2f}) is small next to the 80% interval of one accident ({from_:.1f} to {to:.1f}): take it as a difference on average, a single accident may go either way.",
)
_UNKNOWN = Text(ko="모르는 값으로 둔 것: {names}.", en="Left unknown: {names}.")
_BASE = Text("기준", "base")
_TITLE = Text(ko="{names} 비교", en="{names} compared")
_COLUMNS = (
    Text("경우", "Case"), Text("예상 ECLO", "Predicted ECLO"), Text("80% 구간", "80% interval"), Text("차이", "Difference"),
    Text("차이(%)", "Difference (%)"), Text("사망·중상 가능성", "Fatal or serious"),
)  # fmt: skip
_ALT = Text(ko="예상 ECLO와 80% 구간: {cases}. {finding}", en="Predicted ECLO and 80% interval: {cases}. {finding}")


class Variation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str | None = Field(None, description="what to call it; made from the changes when left out")
    changes: dict[str, Any] = Field(description="fields of predict_eclo that differ from the base, such as {'weather': '비'}")


@tool(title=Text(ko="여러 경우를 비교하는 중", en="comparing scenarios"))
def compare_scenarios(
    base: Annotated[dict[str, Any], Field(description="the accident to start from, with the fields of predict_eclo; only what was said")],
    variations: Annotated[list[Variation], Field(description="one entry a case to set beside the base")],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Predict one accident and variations of it side by side: what if it rained, at night, in another district.

    A table with ECLO, interval, difference from the base and the chance of a death or serious injury, and a chart. What is not
    said is left unknown and not asked for.
    """
    if not variations:
        raise Refused("no_variations", _NONE)
    if len(variations) > MOST:
        raise Refused("too_many_variations", _TOO_MANY, most=MOST, count=len(variations))
    told = [understand_as_far_as_said(base, ctx)]
    told += [_understand(base, variation, number, ctx) for number, variation in enumerate(variations, 1)]
    names = _labels(base, variations, told, ctx)
    predictor = ctx.predictor()
    cases = [
        {"label": label, **_facts(got, predictor.predict_one(got.inputs))} for label, got in zip(names, told, strict=True)
    ]  # fmt: skip
    first = cases[0]["eclo"]
    for case in cases:
        case |= {"difference": case["eclo"] - first, "difference_percent": 100 * (case["eclo"] / first - 1)}
        case["fatal_or_serious"] = None if case["worst_injury"] is None else case["worst_injury"]["fatal"] + case["worst_injury"]["serious"]
    finding = _finding(cases, ctx)
    text = finding
    varied = {name for variation in variations for name in variation.changes}
    if unknown := labels((name for name in told[0].by_origin("unknown") if name not in varied), ctx):
        text += "\n" + ctx.say(_UNKNOWN, names=", ".join(unknown))
    return ToolResult(text, {"cases": cases}, [_table(cases, ctx)], [_picture(cases, variations, finding, ctx)])


_FACTS = ("eclo", "interval", "percentile", "band", "worst_injury", "notes", "model")


def _facts(got: Understood, prediction: Prediction) -> dict[str, Any]:
    """The prediction without what is the same for all cases."""
    data = as_data(got, prediction)
    return {**{name: data[name] for name in _FACTS}, "inputs": {k: v for k, v in got.inputs.items() if v is not None}}


def _understand(base: Mapping[str, Any], variation: Variation, number: int, ctx: ToolContext) -> Understood:
    if not variation.changes:
        raise Refused("no_changes", _NOTHING_CHANGED, number=number)
    try:
        return understand_as_far_as_said(changed(base, variation.changes), ctx)
    except Refused as error:
        raise Refused(error.code, _FAILED, error.choices, number=number, reason=error.say(ctx.language)) from error


def _labels(base: Mapping[str, Any], variations: list[Variation], told: list[Understood], ctx: ToolContext) -> list[str]:
    """What each case is called: the values that tell it from the others."""
    varied = list(dict.fromkeys(name for variation in variations for name in variation.changes))
    known = [name for name in varied if told[0].inputs.get(name) is not None]
    made = [_named(told[0], known, ctx) if 0 < len(known) <= 2 else ctx.say(_BASE)]
    for variation, got in zip(variations, told[1:], strict=True):
        made.append(variation.label or _named(got, list(variation.changes), ctx))
    return [f"{name} ({number})" if name in made[:number] else name for number, name in enumerate(made)]


def _named(got: Understood, names: list[str], ctx: ToolContext) -> str:
    return " ".join(bare(got, name, ctx) for name in names)


def _finding(cases: list[dict[str, Any]], ctx: ToolContext) -> str:
    ranked = sorted(cases, key=lambda case: -float(case["eclo"]))
    high, low = ranked[0], ranked[-1]
    gap, width = high["eclo"] - low["eclo"], high["interval"]
    if gap < 0.02 * low["eclo"]:
        return ctx.say(_SAME, low=low["eclo"], high=high["eclo"])
    highest, lowest = ([case["label"] for case in cases if shown(case) == shown(end)] for end in (high, low))  # equal as shown is equal
    kind, percent = ctx.say(_CASE), 100 * (high["eclo"] / low["eclo"] - 1)
    names = {"highest": together(highest, kind, ctx), "lowest": together(lowest, kind, ctx)}
    summary = _SUMMARY if len(highest) == 1 else _SUMMARY_OF_SEVERAL
    said = ctx.say(summary, **names, high=high["eclo"], low=low["eclo"], percent=percent)
    if gap < SMALL * (width["high"] - width["low"]):
        said += " " + ctx.say(_SMALL, gap=gap, from_=width["low"], to=width["high"])
    return said


def _table(cases: list[dict[str, Any]], ctx: ToolContext) -> Table:
    rows = []
    for number, case in enumerate(cases):
        difference = ["–", "–"] if number == 0 else [f"{case['difference']:+.2f}", f"{case['difference_percent']:+.1f}%"]
        chance = "–" if case["fatal_or_serious"] is None else share(case["fatal_or_serious"])
        interval = f"{case['interval']['low']:.1f}–{case['interval']['high']:.1f}"
        rows.append([case["label"], round(case["eclo"], 2), interval, *difference, chance])
    return Table([column.say(ctx.language) for column in _COLUMNS], rows)


def _picture(cases: list[dict[str, Any]], variations: list[Variation], finding: str, ctx: ToolContext) -> Artifact:
    from tools.predict._pictures import Case, intervals

    lines = [Case(case["label"], case["eclo"], case["interval"]["low"], case["interval"]["high"]) for case in cases]
    varied = labels((name for variation in variations for name in variation.changes), ctx)
    title = ctx.say(_TITLE, names=", ".join(varied))
    title = title[:1].upper() + title[1:]
    listed = ", ".join(f"{case.name} {case.eclo:.2f} ({case.low:.1f}–{case.high:.1f})" for case in lines)
    return Artifact(
        "scenarios.png", "image/png", ctx.say(_ALT, cases=listed, finding=finding)[:1900], intervals(lines, title, ctx.language)
    )
