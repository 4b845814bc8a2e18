from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._calendar import label_of
from tools.dataset._pick import pick
from tools.dataset._say import heads, join, number
from tools.statistics._outcome import decimals
from tools.time import _words as words
from tools.time._series import Operation, Series, date_column, label, picture_of, read_series, source_of
from tools.time._stats import decompose, robust_spread

_LEAST, _LISTED = 28, 200
_WINDOWS = 35, 61  # of the weekly part and of the trend: a trend of two weeks would follow the very days that are looked for
_DEFINITION = (
    "usual = trend + weekday part of a robust STL (statsmodels STL(y, period=7, seasonal=35, trend=61, robust=True)), at least 0.1 for counts; z = (value - usual) / s for values,"
    " (value - usual) / (s sqrt(usual)) for counts and s the robust spread (1.4826 MAD about the median) of the same without s; days without rows count 0 for counts and sums"
)


@tool(title=Text(ko="이상한 날을 찾는 중", en="looking for unusual days"), needs_dataset=True, where=True)
def find_anomalous_days(
    column: Annotated[str | None, Field(description="date column; the dataset's own when left out")] = None,
    value: Annotated[str | None, Field(description="numeric column; rows are counted when left out")] = None,
    operation: Annotated[Operation | None, Field(description="how value is put together in a day; mean when left out")] = None,
    threshold: Annotated[float, Field(gt=1, le=20, description="robust z beyond which a day is unusual")] = 3.5,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Days with unusually many or few rows, or unusual values: "이상한 날 찾아줘", "which days were anomalous?".

    What is usual follows from trend and weekday (robust STL); the threshold, exact values and a picture come with it.
    """
    import numpy as np
    from scipy import stats

    picked = date_column(ctx, column)
    measured = pick(ctx, value) if value else None
    series = read_series(ctx, picked, measured, operation, "day", None)
    known = series.values.notna().to_numpy()
    if known.sum() < _LEAST:
        raise Refused("too_few_days", words.FEW_DAYS, n=int(known.sum()), least=_LEAST)
    usual, z = _judged(series)
    flagged = np.flatnonzero(known & (np.abs(z) > threshold))
    order = flagged[np.argsort(-np.abs(z[flagged]), kind="stable")]
    days = [_day(ctx, series, int(i), float(usual[i]), float(z[i])) for i in order]
    chance = 2 * float(stats.norm.sf(threshold)) * int(known.sum())
    said = _said(ctx, days, int(known.sum()), threshold)
    how = words.HOW_COUNT if series.operation == "count" else words.HOW_VALUE
    noted = [p.note for p in (picked, measured) if p]
    text = join(*noted, said, ctx.say(how), ctx.say(words.EXPECTED_BY_CHANCE, chance=decimals(chance, 1)), *series.notes(ctx))
    data = {
        **series.facts(), "threshold": threshold, "days": int(known.sum()), "count": len(days), "expected_by_chance": chance, "unusual": days[:_LISTED],
        "definition": _DEFINITION,
    }  # fmt: skip
    rows = [[d["date"], d["weekday"], round(d["value"], 4), round(d["usual"], 2), round(d["z"], 2)] for d in days[:30]]
    tables = [Table(heads(ctx.language, words.UNUSUAL_HEADS, name=series.name(ctx)), rows, "")] if rows else []
    return ToolResult(text, data, tables, [_picture(ctx, series, order, z, said)])


def _day(ctx: ToolContext, series: Series, i: int, usual: float, z: float) -> dict[str, Any]:
    day = series.values.index[i]
    weekday = label_of("weekday", int(day.day_of_week), ctx.language)
    value, n = float(series.values.iloc[i]), int(series.counts.iloc[i])
    return {"date": label(day, "day"), "weekday": weekday, "value": value, "usual": usual, "z": z, "n": n}


def _said(ctx: ToolContext, days: list[dict[str, Any]], known: int, threshold: float) -> str:
    """The day that stands out most, and how many do."""
    shown = {"days": number(known), "threshold": number(threshold)}
    if not days:
        return ctx.say(words.NONE_UNUSUAL, **shown)
    first, high = days[0], sum(d["z"] > 0 for d in days)
    figures = {"value": number(first["value"]), "usual": number(first["usual"]), "z": decimals(first["z"], 1)}
    farthest = ctx.say(words.UNUSUAL, count=len(days), day=first["date"], weekday=first["weekday"], **shown, **figures)
    return join(farthest, ctx.say(words.HIGH_LOW, high=high, low=len(days) - high))


def _judged(series: Series) -> tuple[Any, Any]:
    """(what would be usual, robust z) of each day. Raises Refused where the days don't differ."""
    import numpy as np

    y = series.values.interpolate(limit_direction="both").to_numpy()
    level, weekly, _ = decompose(y, 7, slow=_WINDOWS)
    usual = level + weekly
    if series.operation == "count":
        usual = np.maximum(usual, 0.1)
        off = (y - usual) / np.sqrt(usual)
    else:
        off = y - usual
    known = series.values.notna().to_numpy()
    spread = robust_spread(off[known])
    if spread <= 1e-9 * max(1.0, float(np.abs(y).max())):
        raise Refused("constant", words.ALL_EQUAL)
    return usual, off / spread


def _picture(ctx: ToolContext, series: Series, order: Any, z: Any, said: str) -> Artifact:
    from tools.time._pictures import line

    labels = [label(p, "day") for p in series.values.index]
    title = ctx.say(words.UNUSUAL_TITLE, name=series.name(ctx))
    marks = [(int(i), bool(z[i] > 0)) for i in order[:40]]
    png = line(labels, series.values.to_numpy(), None, ("", ""), series.name(ctx), title, (source_of(ctx, series),), ctx.language, marks)
    return picture_of("unusual_days", png, title, said)
