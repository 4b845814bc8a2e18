from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._counts import Counts, count_values, listed, spoken
from tools.dataset._pick import Picked, left_out, nothing_in, pick, series_of
from tools.dataset._say import TABLE_ROWS, cell, heads, join, number, percent, plain

_HIGHEST = Text(
    ko="{column} 값은 {distinct}가지이고, {top:가} {count}건({share})으로 가장 많아요.",
    en="{column} has {distinct} distinct values; {top} is the most frequent with {count} ({share}).",
)
_TIED = Text(
    ko="{column} 값은 {distinct}가지이고, {top:가} 각각 {count}건({share})으로 가장 많아요.",
    en="{column} has {distinct} distinct values; {top} are the most frequent with {count} each ({share}).",
)
_LOWEST = Text(
    ko="{column} 값은 {distinct}가지이고, {top:가} {count}건({share})으로 가장 적어요.",
    en="{column} has {distinct} distinct values; {top} is the least frequent with {count} ({share}).",
)
_LOWEST_TIED = Text(
    ko="{column} 값은 {distinct}가지이고, {top:가} 각각 {count}건({share})으로 가장 적어요.",
    en="{column} has {distinct} distinct values; {top} are the least frequent with {count} each ({share}).",
)
_ONE_VALUE = Text(ko="{column} 값은 {top} 하나뿐이에요({count}건).", en="{column} has a single value, {top} ({count} rows).")
_ALL_DIFFERENT = Text(
    ko="{column} 값은 {distinct}가지이고 모두 한 번씩만 나와요.",
    en="{column} has {distinct} distinct values, each of them once.",
)
_CALENDAR = Text(ko="표는 달력 순서예요.", en="The table is in calendar order.")
_REST = Text(
    ko="표에는 많은 순서로 {shown}가지만 있고, 나머지 {rest}가지({count}건)는 뺐어요.",
    en="The table shows the top {shown}; the other {rest} values ({count} rows) are not listed.",
)
_REST_OF_FEWEST = Text(
    ko="표에는 적은 순서로 {shown}가지만 있고, 나머지 {rest}가지({count}건)는 뺐어요.",
    en="The table shows the bottom {shown}; the other {rest} values ({count} rows) are not listed.",
)
_COLUMNS = Text(ko="건수|비율(%)", en="count|share (%)")
_TITLE = Text(ko="{column}별 건수", en="Count by {column}")


@tool(title=Text(ko="값별 건수를 세는 중", en="counting values"), needs_dataset=True, where=True)
def get_value_counts(
    column: Annotated[str, Field(description="Column whose values are counted, e.g. 요일")],
    top_n: Annotated[int, Field(ge=1, description="How many of the most frequent values to list (at most 100)")] = 20,
    fewest: Annotated[bool, Field(description="List the least frequent values instead, fewest first")] = False,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Count how often each value of one column occurs: "how many per X", "X별 건수", "which X is most common".

    Most frequent first; weekdays, months, hours and years come in calendar order, whole if they are 60 or fewer and
    top_n is at least 20. With `fewest` the least frequent first ("사고가 가장 적은 구 3곳", "bottom 3 districts"). Shares are of the rows that have a value; missing ones are counted apart.
    """
    picked = pick(ctx, column)
    counts = count_values(series_of(ctx, picked), picked.name)
    if not counts.n:
        return nothing_in(ctx, picked, counts.rows)
    pairs, rest = _shown(counts, min(top_n, TABLE_ROWS), fewest)
    kind = picked.column.kind
    data: dict[str, Any] = {
        "column": picked.name,
        "n": counts.n,
        "missing": counts.missing,
        "distinct": counts.distinct,
        "order": "fewest" if fewest else counts.order,
        "values": [{"value": plain(v, kind), "count": c, "share": c / counts.n} for v, c in pairs],
        "other_values": len(rest),
        "other_count": sum(c for _, c in rest),
        "definition": "share = count / n; n = rows with a value",
    }
    rows = [[cell(v, kind), c, round(100 * c / counts.n, 1)] for v, c in pairs]
    table = Table([picked.name, *heads(ctx.language, _COLUMNS)], rows, ctx.say(_TITLE, column=picked.name))
    return ToolResult(_sentence(ctx, picked, counts, len(pairs), rest, fewest), data, [table])


def _shown(counts: Counts, limit: int, fewest: bool) -> tuple[list[tuple[Any, int]], list[tuple[Any, int]]]:
    if fewest:
        ranked = sorted(counts.by_count, key=lambda pair: pair[1])  # ties stay in the order of the values
        return ranked[:limit], ranked[limit:]
    everything = list(zip(counts.values, counts.counts, strict=True))
    if len(everything) <= limit or (counts.calendar and limit >= 20):
        return everything, []
    ranked = counts.by_count
    top, rest = ranked[:limit], ranked[limit:]
    if counts.calendar:
        calendar = counts.calendar
        top.sort(key=lambda pair: calendar.rank(pair[0]))
    return top, rest


def _sentence(ctx: ToolContext, picked: Picked, counts: Counts, shown: int, rest: list[tuple[Any, int]], fewest: bool) -> str:
    ranked = counts.by_count
    first = ranked[-1 if fewest else 0][1]
    top = [spoken(ctx, value, picked, counts.calendar) for value, c in ranked if c == first]
    one, tied = (_LOWEST, _LOWEST_TIED) if fewest else (_HIGHEST, _TIED)
    text = one if len(top) == 1 else tied
    if counts.distinct == 1:
        text = _ONE_VALUE
    elif ranked[0][1] == 1:
        text = _ALL_DIFFERENT
    return join(
        picked.note,
        ctx.say(
            text,
            column=picked.shown,
            distinct=number(counts.distinct),
            top=listed(ctx, top),
            count=number(first),
            share=percent(first, counts.n),
        ),
        ctx.say(_CALENDAR) if counts.calendar and counts.distinct > 2 and not fewest else "",
        ctx.say(_REST_OF_FEWEST if fewest else _REST, shown=shown, rest=number(len(rest)), count=number(sum(c for _, c in rest)))
        if rest
        else "",
        left_out(ctx, counts.missing),
    )
