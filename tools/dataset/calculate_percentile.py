from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._pick import left_out, not_numeric, nothing_in, pick, series_of
from tools.dataset._say import join, number, percent, plain
from tools.dataset._values import numbers

_WHAT = Text(ko="백분위수", en="percentiles")
_VALUE = Text(
    ko="{column}의 {percentile}백분위수는 {value:예요}. 전체 {n}건 중 {share}가 이 값 이하예요.",
    en="The {percentile} percentile of {column} is {value}: {share} of {n} values are at or below it.",
)
_FRACTION = Text(
    ko="백분위는 0~100으로 말해요. {percentile:를} 비율로 쓰셨다면 {hundred}백분위수를 물어봐 주세요.",
    en="Percentiles run from 0 to 100; if {percentile} was meant as a share, ask for percentile {hundred}.",
)
_SUFFIX = {1: "st", 2: "nd", 3: "rd"}


@tool(title=Text(ko="백분위수를 구하는 중", en="working out a percentile"), needs_dataset=True, where=True)
def calculate_percentile(
    column: Annotated[str, Field(description="Numeric column, e.g. ECLO")],
    percentile: Annotated[float, Field(ge=0, le=100, description="0 to 100; 50 is the median")],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """The value below which a given percentage of a numeric column lies: "ECLO 90백분위수", "95th percentile", "상위 5%는 몇부터?".

    Linear interpolation between the neighbouring values (the default of NumPy and Excel's PERCENTILE.INC).
    """
    picked = pick(ctx, column)
    series = series_of(ctx, picked)
    found = numbers(series)
    if found is None:
        raise not_numeric(ctx, picked.name, _WHAT)
    if not found.n:
        return nothing_in(ctx, picked, len(series))
    value = float(found.values.astype("float64").quantile(percentile / 100))
    at_or_below = int((found.values <= value).sum())
    data = {
        "column": picked.name,
        "percentile": percentile,
        "value": plain(value),
        "n": found.n,
        "missing": found.missing,
        "infinite": found.infinite,
        "at_or_below": at_or_below,
        "definition": "linear interpolation (Hyndman-Fan 7); missing and infinite values left out",
    }
    named = number(percentile) if ctx.language == "ko" else _ordinal(percentile)
    sentence = ctx.say(
        _VALUE, column=picked.shown, percentile=named, value=number(value), n=number(found.n), share=percent(at_or_below, found.n)
    )
    fraction = ctx.say(_FRACTION, percentile=number(percentile), hundred=number(percentile * 100)) if 0 < percentile < 1 else ""
    return ToolResult(join(picked.note, sentence, left_out(ctx, found.missing, found.infinite), fraction), data)


def _ordinal(value: float) -> str:
    if value != int(value):
        return f"{number(value)}th"
    return f"{int(value)}{'th' if int(value) % 100 in (11, 12, 13) else _SUFFIX.get(int(value) % 10, 'th')}"
