from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._counts import count_values, sort_key, spoken
from tools.dataset._pick import left_out, nothing_in, pick, series_of
from tools.dataset._say import TABLE_ROWS, cell, heads, join, number, plain

_IN_DATA = 1000
_IN_SENTENCE = 12

_LIST = Text(ko="{column} 값은 {distinct}가지예요: {values}.", en="{column} has {distinct} distinct values: {values}.")
_ONE = Text(ko="{column} 값은 {values} 하나뿐이에요.", en="{column} has one distinct value: {values}.")
_MANY = Text(
    ko="{column} 값은 {distinct}가지예요. 예를 들면 {values} 등이 있어요.",
    en="{column} has {distinct} distinct values, for example {values}.",
)
_SHOWN = Text(ko="표에는 순서대로 {shown}가지만 담았어요.", en="The table lists the first {shown} of them.")
_HEADS = Text(ko="{column}|건수", en="{column}|count")
_TITLE = Text(ko="{column}의 서로 다른 값", en="Distinct values of {column}")


@tool(title=Text(ko="서로 다른 값을 찾는 중", en="listing distinct values"), needs_dataset=True, where=True)
def get_unique_values(column: Annotated[str, Field(description="Column to list, e.g. 도로형태")], *, ctx: ToolContext) -> ToolResult:
    """List the distinct values of one column, in order: "도로형태에는 어떤 값이 있어?", "which districts are there".

    Numbers by size, weekdays and months by calendar, text alphabetically. Missing values are counted, not listed.
    """
    picked = pick(ctx, column)
    counts = count_values(series_of(ctx, picked), picked.name)
    if not counts.n:
        return nothing_in(ctx, picked, counts.rows)
    pairs = list(zip(counts.values, counts.counts, strict=True))
    pairs.sort(key=lambda pair: sort_key(counts.calendar.rank(pair[0]) if counts.calendar else pair[0]))
    kind = picked.column.kind
    few = counts.distinct <= _IN_SENTENCE
    text = _ONE if counts.distinct == 1 else _LIST if few else _MANY
    said = ", ".join(spoken(ctx, value, picked, counts.calendar) for value, _ in (pairs if few else pairs[:5]))
    sentence = join(
        picked.note,
        ctx.say(text, column=picked.shown, distinct=number(counts.distinct), values=said),
        ctx.say(_SHOWN, shown=TABLE_ROWS) if counts.distinct > TABLE_ROWS else "",
        left_out(ctx, counts.missing),
    )
    data = {
        "column": picked.name,
        "n": counts.n,
        "missing": counts.missing,
        "distinct": counts.distinct,
        "values": [plain(value, kind) for value, _ in pairs[:_IN_DATA]],
        "values_left_out": max(0, len(pairs) - _IN_DATA),
    }
    rows = [[cell(value, kind), count] for value, count in pairs[:TABLE_ROWS]]
    table = Table(heads(ctx.language, _HEADS, column=picked.name), rows, ctx.say(_TITLE, column=picked.name))
    return ToolResult(sentence, data, [table])
