from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._calendar import Kind, calendar_of, label_of
from tools.dataset._pick import UNREAD, Picked, left_out, not_date, nothing_in, pick, series_of
from tools.dataset._say import heads, join, number
from tools.dataset._values import dates, levels

if TYPE_CHECKING:
    import pandas as pd

_PEAKS: dict[str, Text] = {
    "year": Text(
        ko="연도별로는 {top}({count}건)이 가장 많고 {bottom}({least}건)이 가장 적어요.",
        en="By year, {top} has the most ({count}) and {bottom} the fewest ({least}).",
    ),
    "month": Text(
        ko="월별로는 {top}({count}건)이 가장 많고 {bottom}({least}건)이 가장 적어요.",
        en="By month, {top} has the most ({count}) and {bottom} the fewest ({least}).",
    ),
    "weekday": Text(
        ko="요일별로는 {top}({count}건)이 가장 많고 {bottom}({least}건)이 가장 적어요.",
        en="By weekday, {top} has the most ({count}) and {bottom} the fewest ({least}).",
    ),
    "hour": Text(
        ko="시간별로는 {top}({count}건)가 가장 많고 {bottom}({least}건)가 가장 적어요.",
        en="By hour, {top} has the most ({count}) and {bottom} the fewest ({least}).",
    ),
    "day": Text(
        ko="날짜로는 {top}({count}건)이 가장 많고 {bottom}({least}건)이 가장 적어요.",
        en="By day of the month, {top} has the most ({count}) and {bottom} the fewest ({least}).",
    ),
}
_EVEN: dict[str, Text] = {
    "year": Text(ko="연도별 건수는 모두 {count}건이에요.", en="Every year has {count} rows."),
    "month": Text(ko="월별 건수는 모두 {count}건이에요.", en="Every month has {count} rows."),
    "weekday": Text(ko="요일별 건수는 모두 {count}건이에요.", en="Every weekday has {count} rows."),
    "hour": Text(ko="시간별 건수는 모두 {count}건이에요.", en="Every hour has {count} rows."),
    "day": Text(ko="날짜별 건수는 모두 {count}건이에요.", en="Every day of the month has {count} rows."),
}
_SPAN = Text(ko="{column:는} {first}부터 {last}까지 {n}건이에요.", en="{column} has {n} rows from {first} to {last}.")
_ONE_PART = Text(ko="{column} 값이 있는 {n}건을 봤어요.", en="Looking at the {n} rows with {column}.")
_PART_WORDS: dict[str, Text] = {
    "year": Text(ko="연도|건수|비율(%)", en="year|count|share (%)"),
    "month": Text(ko="월|건수|비율(%)", en="month|count|share (%)"),
    "weekday": Text(ko="요일|건수|비율(%)", en="weekday|count|share (%)"),
    "hour": Text(ko="시|건수|비율(%)", en="hour|count|share (%)"),
    "day": Text(ko="일|건수|비율(%)", en="day|count|share (%)"),
}
_RANGES = {"month": range(1, 13), "weekday": range(7), "hour": range(24), "day": range(1, 32)}


@tool(title=Text(ko="시간 패턴을 살펴보는 중", en="looking for patterns in time"), needs_dataset=True, where=True)
def get_temporal_pattern(
    column: Annotated[str, Field(description="Column with dates, or with hours, weekdays, months or years; e.g. 사고일시")],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """When things happen: counts by year, month, weekday and hour, with peaks and lows ("언제 사고가 많아?", "seasonal pattern").

    From a date column it takes all four (hours only if times were recorded); from an hour, weekday, month or year column
    just that one.
    """
    picked = pick(ctx, column)
    series = series_of(ctx, picked)
    if not series.notna().any():
        return nothing_in(ctx, picked, len(series))
    present = levels(series)
    calendar = calendar_of(picked.name, present.drop_duplicates().head(200).tolist())
    if calendar:
        facts = {"n": len(present), "missing": len(series) - len(present), "unreadable": 0}
        return _answer(
            ctx, picked, {calendar.kind: present.map(calendar.rank)}, facts, ctx.say(_ONE_PART, column=picked.shown, n=number(len(present)))
        )
    read = dates(present).dropna()
    if len(read) < len(present) / 2 or not len(read):
        raise not_date(ctx, picked.name)
    counts = {"n": len(read), "missing": len(series) - len(present), "unreadable": len(present) - len(read)}
    first, last = (str(d.date()) for d in (read.min(), read.max()))
    span = ctx.say(_SPAN, column=picked.shown, first=first, last=last, n=number(len(read)))
    return _answer(ctx, picked, _parts(read), {**counts, "first": first, "last": last}, span)


def _parts(read: pd.Series[Any]) -> dict[Kind, pd.Series[Any]]:
    """Year, month, weekday and hour of timestamps; parts that have one value only are left out."""
    taken: dict[Kind, pd.Series[Any]] = {"year": read.dt.year, "month": read.dt.month, "weekday": read.dt.day_of_week, "hour": read.dt.hour}
    several = {name: part for name, part in taken.items() if part.nunique() > 1}
    return several or {"year": taken["year"]}


def _answer(ctx: ToolContext, picked: Picked, parts: dict[Kind, pd.Series[Any]], facts: dict[str, Any], span: str) -> ToolResult:
    data: dict[str, Any] = {"column": picked.name, **facts, "definition": "weekday 0 is Monday; years listed from first to last"}
    sentences, tables = [span], []
    for part, values in parts.items():
        counted = _complete(part, values)
        data[f"by_{part}"] = [{part: key, "count": count} for key, count in counted.items()]
        sentences.append(_peak(ctx, part, counted))
        rows = [[_label(ctx, part, key), count, round(100 * count / facts["n"], 1)] for key, count in counted.items()]
        columns = heads(ctx.language, _PART_WORDS[part])
        tables.append(Table(columns, rows[:100], f"{picked.name}: {columns[0]}"))
    unread = ctx.say(UNREAD, unread=number(facts["unreadable"])) if facts["unreadable"] else ""
    return ToolResult(join(picked.note, *sentences, left_out(ctx, facts["missing"]), unread), data, tables)


def _complete(part: Kind, values: pd.Series[Any]) -> dict[int, int]:
    """Counts for every month, weekday, hour or year between the first and last, also those that have none."""
    counted = values.value_counts()
    wanted = _RANGES.get(part) or range(int(values.min()), int(values.max()) + 1)
    return {key: int(counted.get(key, 0)) for key in wanted}


def _peak(ctx: ToolContext, part: Kind, counted: dict[int, int]) -> str:
    top, bottom = max(counted, key=lambda k: counted[k]), min(counted, key=lambda k: counted[k])
    if counted[top] == counted[bottom]:
        return ctx.say(_EVEN[part], count=number(counted[top]))
    said = {"top": label_of(part, top, ctx.language), "bottom": label_of(part, bottom, ctx.language)}
    return ctx.say(_PEAKS[part], **said, count=number(counted[top]), least=number(counted[bottom]))


def _label(ctx: ToolContext, part: Kind, key: int) -> Any:
    return label_of("weekday", key, ctx.language) if part == "weekday" else key
