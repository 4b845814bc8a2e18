from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._calendar import calendar_of, is_year
from tools.dataset._counts import spoken
from tools.dataset._pick import DATE_KINDS, Picked, left_out, nothing_in, pick
from tools.dataset._rows import preview_columns, rows_of, some_columns
from tools.dataset._say import TABLE_ROWS, cell, join, number, plain
from tools.dataset._values import dates, levels

if TYPE_CHECKING:
    import pandas as pd

# what is sorted, ascending -> the sentence
_SORTED: dict[tuple[str, bool], Text] = {
    ("number", True): Text(
        ko="{column:가} 작은 순서로 {n}행이에요. 가장 작은 값은 {first:예요}.",
        en="The {n} rows with the smallest {column}, from {first} on.",
    ),
    ("number", False): Text(
        ko="{column:가} 큰 순서로 {n}행이에요. 가장 큰 값은 {first:예요}.", en="The {n} rows with the largest {column}, from {first} on."
    ),
    ("date", True): Text(
        ko="{column:가} 이른 순서로 {n}행이에요. 가장 이른 때는 {first:예요}.", en="The {n} earliest rows by {column}, from {first} on."
    ),
    ("date", False): Text(
        ko="{column:가} 늦은 순서로 {n}행이에요. 가장 늦은 때는 {first:예요}.", en="The {n} latest rows by {column}, from {first} on."
    ),
    ("calendar", True): Text(
        ko="{column} 달력 순서로 {n}행이에요. {first}부터예요.", en="{n} rows in calendar order of {column}, from {first} on."
    ),
    ("calendar", False): Text(
        ko="{column} 달력 역순으로 {n}행이에요. {first}부터예요.", en="{n} rows in reverse calendar order of {column}, from {first} on."
    ),
    ("text", True): Text(
        ko="{column} 가나다순으로 {n}행이에요. {first}부터예요.", en="{n} rows by {column} in alphabetical order, from {first} on."
    ),
    ("text", False): Text(
        ko="{column} 가나다 역순으로 {n}행이에요. {first}부터예요.",
        en="{n} rows by {column} in reverse alphabetical order, from {first} on.",
    ),
}
_TITLE = Text(ko="{column} 순서", en="Sorted by {column}")


@tool(title=Text(ko="정렬하는 중", en="sorting rows"), needs_dataset=True, where=True)
def sort_dataframe(
    column: Annotated[str, Field(description="Column to sort by, e.g. ECLO")],
    ascending: Annotated[bool, Field(description="True: smallest or earliest first; False: largest or latest first")] = True,
    top_n: Annotated[int, Field(ge=1, description="How many rows to show (at most 100)")] = 10,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Show the first rows after sorting by one column: "ECLO가 가장 큰 사고 10건", "sort by date", "smallest five".

    Numbers by size, dates by time, weekdays and months by calendar, text alphabetically. Ties keep the file's order;
    rows with no value are left out.
    """
    picked = pick(ctx, column)
    columns = preview_columns(ctx, [picked.name])
    frame = ctx.frame(columns)
    series = frame[picked.name]
    keys, family = _keys(series, picked.name, picked.column.kind in DATE_KINDS)
    if not len(keys):
        return nothing_in(ctx, picked, len(series))
    order = keys.sort_values(ascending=ascending, kind="stable").index[: min(top_n, TABLE_ROWS)]
    found, table = rows_of(ctx, frame.loc[order], ctx.say(_TITLE, column=picked.name))
    missing = len(series) - len(keys)
    data = {
        "column": picked.name,
        "ascending": ascending,
        "n": len(keys),
        "missing": missing,
        "columns": columns,
        "rows": found,
        "definition": "stable sort; rows without a value are left out",
    }
    first = _first(ctx, picked, (keys if family == "number" else series)[order[0]], family)
    sentence = ctx.say(_SORTED[family, ascending], column=picked.shown, n=len(found), first=first)
    return ToolResult(join(picked.note, sentence, some_columns(ctx, len(columns)), left_out(ctx, missing)), data, [table])


def _first(ctx: ToolContext, picked: Picked, value: Any, family: str) -> str:
    if family == "date":
        return str(cell(value, picked.column.kind))
    shown = plain(value)
    measured = family == "number" and not is_year(picked.name, value, value)
    return number(shown) if measured else spoken(ctx, shown, picked)


def _keys(series: pd.Series[Any], name: str, dated: bool) -> tuple[pd.Series[Any], str]:
    """What to sort by, for rows that have a value, and what that is: date, calendar, number or text."""
    from pandas.api import types

    if dated:
        return dates(series).dropna(), "date"
    present = levels(series)
    if types.is_numeric_dtype(present.dtype):
        return present, "number"
    distinct = present.drop_duplicates()
    calendar = calendar_of(name, distinct.tolist()) if len(distinct) <= 60 else None
    return (present.map(calendar.rank), "calendar") if calendar else (present.map(str), "text")
