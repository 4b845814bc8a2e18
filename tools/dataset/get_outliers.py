from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._pick import left_out, not_numeric, nothing_in, pick
from tools.dataset._say import heads, join, number, percent, plain
from tools.dataset._values import numbers
from tools.statistics._outcome import decimals

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 20

_WHAT = Text(ko="이상치", en="outliers")
_FOUND = Text(
    ko="{column}에서 {low}보다 작거나 {high}보다 큰 값을 이상치로 보면 {count}건({share})이에요. 작은 쪽 {below}건, 큰 쪽 {above}건이에요.",
    en="Taking values of {column} below {low} or above {high} as outliers, there are {count} ({share}): {below} low, {above} high.",
)
_NONE = Text(
    ko="{column}에는 이상치가 없어요. 값 {n}건이 모두 {low}~{high} 안에 있어요.",
    en="{column} has no outliers: all {n} values lie between {low} and {high}.",
)
_FLAT = Text(
    ko="가운데 절반이 모두 같은 값({middle})이라, 그와 다른 값은 전부 이상치로 잡혀요.",
    en="The middle half is all the same value ({middle}), so any other value counts as an outlier.",
)
_WITHOUT = Text(
    ko="빼고 계산하면 평균은 {mean}에서 {mean_without:로}, 표준편차는 {sd}에서 {sd_without:로} 바뀌어요.",
    en="Without them the mean goes from {mean} to {mean_without}, the standard deviation from {sd} to {sd_without}.",
)
_HEADS = Text(ko="행|{column}|쪽", en="row|{column}|side")
_SIDES = {"low": Text(ko="작음", en="low"), "high": Text(ko="큼", en="high")}
_TITLE = Text(ko="{column} 이상치(가장 먼 것부터)", en="Outliers of {column}, farthest first")


@tool(title=Text(ko="이상치를 찾는 중", en="looking for outliers"), needs_dataset=True, where=True)
def get_outliers(
    column: Annotated[str, Field(description="Numeric column, e.g. ECLO")],
    multiplier: Annotated[float, Field(gt=0, le=1000, description="Width of the fences in interquartile ranges")] = 1.5,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Find unusually small or large values of a numeric column ("이상치 찾아줘", "any outliers in ECLO?").

    Tukey's rule: outside Q1 - multiplier x IQR .. Q3 + multiplier x IQR. Gives the limits, the counts on each side and
    the farthest rows.
    """
    picked = pick(ctx, column)
    series = ctx.frame([picked.name])[picked.name]  # rows keep their number in the whole dataset
    found = numbers(series)
    if found is None:
        raise not_numeric(ctx, picked.name, _WHAT)
    if not found.n:
        return nothing_in(ctx, picked, len(series))
    values = found.values
    q1, q3 = (float(values.astype("float64").quantile(q)) for q in (0.25, 0.75))
    low, high = q1 - multiplier * (q3 - q1), q3 + multiplier * (q3 - q1)
    outside = values[(values < low) | (values > high)]
    distance = (low - outside).clip(lower=0) + (outside - high).clip(lower=0)
    farthest = outside.loc[distance.sort_values(ascending=False, kind="stable").index[:_SHOWN]]
    below, above = int((values < low).sum()), int((values > high).sum())
    data: dict[str, Any] = {
        "column": picked.name,
        "multiplier": multiplier,
        "n": found.n,
        "missing": found.missing,
        "infinite": found.infinite,
        "q1": plain(q1),
        "q3": plain(q3),
        "iqr": plain(q3 - q1),
        "lower": plain(low),
        "upper": plain(high),
        "count": len(outside),
        "below": below,
        "above": above,
        "share": len(outside) / found.n,
        "farthest": [{"row": i + 1, "value": plain(v)} for i, v in zip(farthest.index.tolist(), farthest, strict=True)],
        "with": _summary(values),
        "without": _summary(values.drop(outside.index)),
        "definition": "Tukey's fences; quartiles by linear interpolation; row counts data rows from 1; sd: ddof=1",
    }
    said = {"column": picked.shown, "low": number(low), "high": number(high), "n": number(found.n), "count": number(len(outside))}
    sentence = ctx.say(
        _FOUND if len(outside) else _NONE, **said, share=percent(len(outside), found.n), below=number(below), above=number(above)
    )
    flat = ctx.say(_FLAT, middle=number(q1)) if q1 == q3 and len(outside) else ""
    rows = [[o["row"], o["value"], ctx.say(_SIDES["low" if o["value"] < low else "high"])] for o in data["farthest"]]
    table = Table(heads(ctx.language, _HEADS, column=picked.name), rows, ctx.say(_TITLE, column=picked.name))
    text = join(picked.note, sentence, flat, _compared(ctx, data), left_out(ctx, found.missing, found.infinite))
    return ToolResult(text, data, [table] if rows else [])


def _summary(values: pd.Series[Any]) -> dict[str, Any]:
    """n, mean, sd and median; None where there is none."""
    floats = values.astype("float64")
    return {"n": len(values), "mean": plain(floats.mean()), "sd": plain(floats.std(ddof=1)), "median": plain(floats.median())}


def _compared(ctx: ToolContext, data: dict[str, Any]) -> str:
    before, after = data["with"], data["without"]
    if not data["count"] or after["sd"] is None:
        return ""
    means = {"mean": decimals(before["mean"]), "mean_without": decimals(after["mean"])}
    return ctx.say(_WITHOUT, **means, sd=decimals(before["sd"]), sd_without=decimals(after["sd"]))
