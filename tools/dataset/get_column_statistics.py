from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._calendar import is_year
from tools.dataset._counts import count_values, listed, spoken
from tools.dataset._pick import DATE_KINDS, Picked, is_identifier, left_out, nothing_in, pick, series_of
from tools.dataset._say import heads, join, moment, number, percent, plain
from tools.dataset._statistics import STATISTIC_HEADS, STATISTIC_WORDS, STATISTICS_DEFINITION, describe
from tools.dataset._values import Numbers, dates, numbers

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = Text(
    ko="{column} 평균은 {mean}, 중앙값은 {median}, 표준편차는 {std:예요}. "
    "값은 {min}부터 {max}까지이고 가운데 절반은 {q1}~{q3}에 있어요({n}건).",
    en="{column} averages {mean} (median {median}, standard deviation {std}). It runs from {min} to {max}; "
    "the middle half lies between {q1} and {q3} ({n} rows).",
)
_SUM = Text(ko="모두 더하면 {sum:예요}.", en="The sum is {sum}.")
_CONSTANT = Text(ko="{column} 값은 {n}건 모두 {min}이에요.", en="{column} is {min} in all {n} rows.")
_ONE = Text(ko="{column}에는 값이 하나뿐이에요: {min}", en="{column} has just one value: {min}")
_DATES = Text(
    ko="{column:는} {first}부터 {last}까지이고, 서로 다른 값이 {distinct}가지예요({n}건).",
    en="{column} runs from {first} to {last}, with {distinct} distinct values ({n} rows).",
)
_LEVELS = Text(
    ko="{column:는} 숫자가 아니라서 분포로 알려 드려요. 서로 다른 값이 {distinct}가지이고, {top:가} {count}건({share})으로 가장 많아요.",
    en="{column} is not numeric, so here is its distribution: {distinct} distinct values, most often {top} ({count} rows, {share}).",
)
_TITLE = Text(ko="{column} 통계", en="Statistics of {column}")


@tool(title=Text(ko="통계를 구하는 중", en="working out statistics"), needs_dataset=True, where=True)
def get_column_statistics(column: Annotated[str, Field(description="Column to describe, e.g. ECLO")], *, ctx: ToolContext) -> ToolResult:
    """Describe one column: mean, median, standard deviation, quartiles, smallest and largest, sum ("ECLO 평균은?", "통계 보여줘").

    For dates it gives first and last, for categories and text the number of distinct values and the most frequent one.
    """
    picked = pick(ctx, column)
    series = series_of(ctx, picked)
    if not series.notna().any():
        return nothing_in(ctx, picked, len(series))
    found = numbers(series)
    if found is not None and found.n and picked.column.kind != "boolean":
        return _numeric(ctx, picked, found)
    read = dates(series) if picked.column.kind in DATE_KINDS else None
    if read is not None and read.notna().any():
        return _dated(ctx, picked, read)
    return _categorical(ctx, picked, series)


def _numeric(ctx: ToolContext, picked: Picked, found: Numbers) -> ToolResult:
    stats = describe(found.values)
    say = _number_for(picked.name, stats)
    text = _ONE if stats["n"] == 1 else _CONSTANT if stats["min"] == stats["max"] else _NUMBERS
    said = {name: say(value) if name in ("mean", "min", "q1", "median", "q3", "max") else number(value) for name, value in stats.items()}
    data = {"column": picked.name, **stats, "missing": found.missing, "infinite": found.infinite, "definition": STATISTICS_DEFINITION}
    rows = [[ctx.say(name), data[key]] for key, name in STATISTIC_WORDS.items()]
    table = Table(heads(ctx.language, STATISTIC_HEADS), rows, ctx.say(_TITLE, column=picked.name))
    sentence = ctx.say(text, column=picked.shown, **said)
    total = ctx.say(_SUM, sum=said["sum"]) if stats["n"] > 1 and _adds_up(ctx, picked.name, stats) else ""
    return ToolResult(join(picked.note, sentence, total, left_out(ctx, found.missing, found.infinite)), data, [table])


def _adds_up(ctx: ToolContext, name: str, stats: dict[str, Any]) -> bool:
    """Years, coordinates, hours and numbers that name a row have no sum worth telling."""
    profile = ctx.need_dataset().profile
    roles = profile.roles
    named = name in (roles.latitude, roles.longitude, roles.hour, profile.key) or is_identifier(profile.column(name), profile.rows)
    return not named and not is_year(name, stats["min"], stats["max"])


def _number_for(name: str, stats: dict[str, Any]) -> Callable[[Any], str]:
    """Years are said without a thousands separator."""
    if is_year(name, stats["min"], stats["max"]) and isinstance(stats["min"], int):
        return lambda value: number(value).replace(",", "")
    return number


def _dated(ctx: ToolContext, picked: Picked, read: pd.Series[Any]) -> ToolResult:
    present = read.dropna()
    first, last = (plain(v, picked.column.kind) for v in (present.min(), present.max()))
    data = {
        "column": picked.name,
        "n": len(present),
        "missing": len(read) - len(present),
        "first": first,
        "last": last,
        "distinct": int(present.nunique()),
        "definition": "missing includes values that can't be read as a date",
    }
    said = {"first": moment(present.min(), picked.column.kind), "last": moment(present.max(), picked.column.kind)}
    sentence = ctx.say(_DATES, column=picked.shown, **said, distinct=number(data["distinct"]), n=number(len(present)))
    return ToolResult(join(picked.note, sentence, left_out(ctx, len(read) - len(present))), data)


def _categorical(ctx: ToolContext, picked: Picked, series: pd.Series[Any]) -> ToolResult:
    counts = count_values(series, picked.name)
    most = counts.by_count[0][1]
    top = [value for value, c in counts.by_count if c == most]
    data = {
        "column": picked.name,
        "n": counts.n,
        "missing": counts.missing,
        "distinct": counts.distinct,
        "top": plain(top[0]),
        "top_count": most,
        "top_share": most / counts.n,
        "tied": len(top),
    }
    sentence = ctx.say(
        _LEVELS,
        column=picked.shown,
        distinct=number(counts.distinct),
        top=listed(ctx, [spoken(ctx, v, picked, counts.calendar) for v in top]),
        count=number(most),
        share=percent(most, counts.n),
    )
    return ToolResult(join(picked.note, sentence, left_out(ctx, counts.missing)), data)
