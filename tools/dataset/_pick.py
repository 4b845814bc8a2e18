"""The column a person named, what is known about it, and the refusals that say which columns would work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import Refused
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._say import code, join, names, number, shorten

if TYPE_CHECKING:
    import pandas as pd

NUMERIC_KINDS = frozenset({"integer", "number"})
DATE_KINDS = frozenset({"date", "datetime"})
LEVEL_KINDS = frozenset({"category", "boolean"})

_UNDERSTOOD = Text(ko="‘{asked}’{eul} {column:로} 이해했어요.", en="I took “{asked}” to mean {column}.")
_ALL_MISSING = Text(
    ko="{column} 열에는 값이 하나도 없어요. {rows}행이 모두 비어 있어요.", en="Column {column} has no values: all {rows} rows are missing."
)
_NO_ROWS = Text(
    ko="이 데이터에는 행이 없어서 {column} 열에서 볼 값이 없어요.", en="This dataset has no rows, so {column} has nothing to look at."
)
_LEFT_OUT = Text(ko="비어 있는 {missing}행은 뺐어요.", en="{missing} rows with no value are left out.")
_LEFT_OUT_ONE = Text(ko="비어 있는 1행은 뺐어요.", en="1 row with no value is left out.")
INCOMPLETE = Text(ko="빈 값이 있는 {missing}행은 뺐어요.", en="{missing} rows with a missing value were left out.")
UNREAD = Text(ko="날짜로 읽을 수 없는 {unread}건은 뺐어요.", en="Left out because they can't be read as dates: {unread}.")
_INFINITE = Text(ko="무한대 값 {infinite}개도 뺐어요.", en="{infinite} infinite values are left out as well.")
_NOT_NUMERIC = Text(
    ko="{column:는} 숫자 열이 아니라서 {what:를} 구할 수 없어요. 숫자 열: {numeric}",
    en="{column} is not a numeric column, so it has no {what}. Numeric columns: {numeric}",
)
_NEARLY_NUMERIC = Text(
    ko="{column:는} 숫자가 아닌 칸이 {count}개(‘{example}’) 있어 글자로 읽었고, 그래서 {what:를} 구할 수 없어요. ‘{name:는} 숫자야’라고 하시면 그 칸만 비우고 숫자로 읽어요.",
    en="{column} was read as text for {count} cells that are no numbers (“{example}”), so it has no {what}. Say “{name} is a number” to leave those cells empty and use the rest.",
)
_NOTHING_NUMERIC = Text(
    ko="{column:는} 숫자 열이 아니고, 이 데이터에는 숫자 열이 없어요. 대신 값별 건수는 볼 수 있어요.",
    en="{column} is not numeric, and this dataset has no numeric column. Value counts would work.",
)
_NOT_DATE = Text(
    ko="{column} 열의 값은 날짜로 읽을 수 없어요. 날짜 열: {dates}",
    en="The values of {column} can't be read as dates. Date columns: {dates}",
)
_NOTHING_DATE = Text(
    ko="{column} 열의 값은 날짜로 읽을 수 없고, 이 데이터에는 날짜 열이 없어요. 날짜는 2024-03-01처럼 적혀 있어야 해요.",
    en="The values of {column} can't be read as dates, and no column here looks like one. Dates like 2024-03-01 would work.",
)


@dataclass(frozen=True, slots=True)
class Picked:
    """A column of the current dataset; `note` says so when the name only matched loosely."""

    column: Column
    note: str

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def shown(self) -> str:
        return code(self.column.name)


def pick(ctx: ToolContext, asked: str) -> Picked:
    """The column that `asked` means. Raises Refused (unknown_column, ambiguous_column) and NoDataset."""
    name = ctx.column(asked)
    note = ""
    if name != asked:
        from tools._text import particle

        note = ctx.say(_UNDERSTOOD, asked=asked, eul=particle(asked, "를"), column=code(name))
    return Picked(ctx.need_dataset().profile.column(name), note)


def series_of(ctx: ToolContext, picked: Picked) -> pd.Series[Any]:
    """The picked column, read from Parquet, with a fresh 0-based index."""
    return ctx.frame([picked.name])[picked.name].reset_index(drop=True)


def is_identifier(column: Column, rows: int) -> bool:
    """A whole number that differs in every row names the row; it measures nothing."""
    return column.kind == "integer" and rows > 20 and column.unique == rows - column.missing


def numeric_columns(ctx: ToolContext) -> list[str]:
    """The columns worth calculating with: the target first; identifiers and constants left out."""
    profile = ctx.need_dataset().profile
    found = [c.name for c in profile.columns if c.kind in NUMERIC_KINDS and c.unique > 1 and not is_identifier(c, profile.rows)]
    return sorted(found, key=lambda name: name != profile.roles.target)


def left_out(ctx: ToolContext, missing: int, infinite: int = 0) -> str:
    """The sentence that says how many rows were not used; empty when all were."""
    gaps = "" if not missing else ctx.say(_LEFT_OUT_ONE if missing == 1 else _LEFT_OUT, missing=number(missing))
    return join(gaps, ctx.say(_INFINITE, infinite=number(infinite)) if infinite else "")


def nothing_in(ctx: ToolContext, picked: Picked, rows: int) -> ToolResult:
    """The answer about a column with no value at all."""
    text = ctx.say(_ALL_MISSING if rows else _NO_ROWS, column=picked.shown, rows=number(rows))
    return ToolResult(join(picked.note, text), {"column": picked.name, "rows": rows, "n": 0, "missing": rows})


def not_numeric(ctx: ToolContext, name: str, what: Text) -> Refused:
    """Refused("not_numeric") naming the columns that would work."""
    numeric = [c for c in numeric_columns(ctx) if c != name]
    odd = next((r for r in ctx.need_dataset().profile.remarks if r.column == name and r.code == "numbers_as_text"), None)
    if odd is not None and odd.example:
        said = {"column": code(name), "name": shorten(name, 40), "count": number(odd.count), "example": shorten(odd.example, 30)}
        return Refused("not_numeric", _NEARLY_NUMERIC, choices=numeric, what=ctx.say(what), **said)
    text = _NOT_NUMERIC if numeric else _NOTHING_NUMERIC
    return Refused("not_numeric", text, choices=numeric, column=code(name), what=ctx.say(what), numeric=names(numeric))


def not_date(ctx: ToolContext, name: str) -> Refused:
    """Refused("not_date") naming the columns that would work."""
    profile = ctx.need_dataset().profile
    dates = [c.name for c in profile.columns if (c.kind in DATE_KINDS or c.name == profile.roles.date) and c.name != name]
    return Refused("not_date", _NOT_DATE if dates else _NOTHING_DATE, choices=dates, column=code(name), dates=names(dates))
