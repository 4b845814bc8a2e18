"""The answer of analyze_trend that sets each year beside the one before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Artifact, Table, ToolResult
from tools.dataset._calendar import label_of
from tools.dataset._pick import Picked
from tools.dataset._say import heads, join, number, plain
from tools.time import _words as words
from tools.time._series import Operation, Series, Unit, picture_of, read_series, rounded, source_of
from tools.time._stats import rate_change

_DEFINITION = (
    "years compared over the months that both of the last two have in full; means weighted by rows; interval of a count: ratio of two Poisson counts, "
    "exp(log ratio ± 1.96 sqrt(1/a + 1/b)) - 1"
)


@dataclass(frozen=True, slots=True)
class Years:
    """`by`: (year, month) -> (value, rows). `shared`: months that both of the last two years have. `totals`: by year, over those months.

    `changes` compare each year with the one before, `by_month` the months of the newest two; None where there is nothing to divide by.
    """

    by: dict[tuple[int, int], tuple[float, int]]
    newest: int
    shared: list[int]
    totals: dict[int, float]
    changes: list[dict[str, Any]]
    by_month: list[dict[str, Any]]


def year_on_year(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, _unit: Unit | None, _window: int, notes: list[str]
) -> ToolResult:
    """Each year beside the one before, over the same months. Raises Refused for a single year."""
    series = read_series(ctx, picked, value, operation, "month", None)
    found = _compared(series, picked)
    names = {m: label_of("month", m, ctx.language) for m in range(1, 13)}
    said = _said(ctx, series, found)
    same = ctx.say(words.SAME_MONTHS, months=", ".join(names[m] for m in found.shared)) if len(found.shared) < 12 else ""
    meaning = ctx.say(words.COUNT_MEANING if series.operation == "count" else words.YEAR_MEANING)
    text = join(*notes, said, _farthest(ctx, found, names), same, meaning, *series.notes(ctx))
    data = {
        **series.facts(), "months": found.shared, "years": [{"year": y, "value": plain(v)} for y, v in found.totals.items()],
        "changes": found.changes, "by_month": found.by_month, "definition": _DEFINITION,
    }  # fmt: skip
    return ToolResult(text, data, _tables(ctx, series, found, names), [_picture(ctx, series, found, names, said)])


def _compared(series: Series, picked: Picked) -> Years:
    months = series.values
    newest = int(months.index[-1].year)
    last, before = ({int(p.month) for p in months.index if p.year == year} for year in (newest, newest - 1))
    shared = sorted(last & before)
    if not shared:
        raise Refused("one_year", words.ONE_YEAR, column=picked.shown, year=newest)
    by = {(int(p.year), int(p.month)): (float(v), int(n)) for p, v, n in zip(months.index, months, series.counts, strict=True)}
    years = sorted({y for y, _ in by})
    totals = {y: _total([by[y, m] for m in shared], series) for y in years if all((y, m) in by for m in shared)}
    changes = [_change(y, totals[y - 1], totals[y], series) for y in totals if y - 1 in totals]
    by_month = []
    for m in shared:
        then, now = by[newest - 1, m][0], by[newest, m][0]
        by_month.append({"month": m, "before": plain(then), "value": plain(now), "change": plain(now / then - 1) if then else None})
    return Years(by, newest, shared, totals, changes, by_month)


def _change(year: int, before: float, value: float, series: Series) -> dict[str, Any]:
    share = (value - before) / before if before else None
    change = {"year": year, "value": plain(value), "before": plain(before), "difference": plain(value - before), "change": plain(share)}
    ratio = rate_change(before, value) if series.operation == "count" else None
    return change | ({"interval": [ratio[1] - 1, ratio[2] - 1]} if ratio else {})


def _total(found: list[tuple[float, int]], series: Series) -> float:
    """Of several months: the sum of counts and sums, the mean weighted by rows; of medians and the like their plain mean."""
    if series.additive:
        return sum(v for v, _ in found)
    known = [(v, n) for v, n in found if not math.isnan(v)]
    if not known:
        return float("nan")
    if series.operation in ("min", "max"):
        return (min if series.operation == "min" else max)(v for v, _ in known)
    weights = [n if series.operation == "mean" else 1 for _, n in known]
    return sum(v * w for (v, _), w in zip(known, weights, strict=True)) / sum(weights)


def _said(ctx: ToolContext, series: Series, found: Years) -> str:
    last = found.changes[-1]
    interval = ""
    if "interval" in last:
        low, high = map(_signed, last["interval"])
        interval = ctx.say(words.CHANGE_INTERVAL, low=low, high=high)
    return ctx.say(
        words.YEAR_ON_YEAR, year=found.newest, before=found.newest - 1, name=series.name(ctx), now=number(last["value"]), then=number(last["before"]),
        change=_signed(last["change"]) if last["change"] is not None else "–", interval=interval,
    )  # fmt: skip


def _farthest(ctx: ToolContext, found: Years, names: dict[int, str]) -> str:
    changed = [r for r in found.by_month if r["change"] is not None]
    if not changed:
        return ""
    most = max(changed, key=lambda r: abs(r["change"]))
    return ctx.say(words.MOST_CHANGED, month=names[most["month"]], change=_signed(most["change"]))


def _tables(ctx: ToolContext, series: Series, found: Years, names: dict[int, str]) -> list[Table]:
    def row(first: Any, change: dict[str, Any]) -> list[Any]:
        share = change["change"]
        return [first, rounded(change["before"]), rounded(change["value"]), None if share is None else round(100 * share, 2)]

    by_year = [row(c["year"], c) for c in found.changes][-20:]
    by_month = [row(names[c["month"]], c) for c in found.by_month]
    month_heads = heads(ctx.language, words.MONTH_HEADS, before=found.newest - 1, year=found.newest)
    return [Table(heads(ctx.language, words.YEAR_HEADS), by_year, series.name(ctx)), Table(month_heads, by_month, "")]


def _picture(ctx: ToolContext, series: Series, found: Years, names: dict[int, str], said: str) -> Artifact:
    from tools.time._pictures import years as drawn

    title = ctx.say(words.YEAR_TITLE, name=series.name(ctx))
    title = title[:1].upper() + title[1:]
    newest = sorted({y for y, _ in found.by})[-4:]
    lines = [(str(y), [plain(found.by[y, m][0]) if (y, m) in found.by else None for m in range(1, 13)]) for y in newest]
    short = [str(m) for m in range(1, 13)] if ctx.language == "ko" else [names[m][:3] for m in range(1, 13)]
    png = drawn(short, lines, series.name(ctx), title, (ctx.say(words.MONTHS), source_of(ctx, series)), ctx.language)
    return picture_of("year_on_year", png, title, said)


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}%"
