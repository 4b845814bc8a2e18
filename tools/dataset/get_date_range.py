from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._pick import UNREAD, left_out, not_date, nothing_in, pick, series_of
from tools.dataset._say import join, number
from tools.dataset._values import dates

_RANGE = Text(
    ko="{column:는} {start}부터 {end}까지예요. {days}일에 걸쳐 있고, 그중 {active}일에 값이 있어요({n}건).",
    en="{column} runs from {start} to {end}: {days} days, {active} of which have rows ({n} rows).",
)
_EVERY_DAY = Text(
    ko="{column:는} {start}부터 {end}까지예요. {days}일 동안 하루도 빠짐없이 값이 있어요({n}건).",
    en="{column} runs from {start} to {end}, with rows on every one of the {days} days ({n} rows).",
)
_ONE_DAY = Text(ko="{column:는} 모두 {start} 하루예요({n}건).", en="{column} is a single day, {start} ({n} rows).")


@tool(title=Text(ko="기간을 구하는 중", en="finding the date range"), needs_dataset=True, where=True)
def get_date_range(column: Annotated[str, Field(description="Column with dates, e.g. 사고일시")], *, ctx: ToolContext) -> ToolResult:
    """The first and last date of a column: "데이터 기간이 어떻게 돼?", "from when to when".

    Says also how many days it spans and on how many of them there are rows. Reads 2024-03-01, 2024.3.1, 20240301 and
    "2024년 3월 1일 15시".
    """
    picked = pick(ctx, column)
    series = series_of(ctx, picked)
    present = series.dropna()
    if not len(present):
        return nothing_in(ctx, picked, len(series))
    read = dates(present).dropna()
    if len(read) < len(present) / 2:
        raise not_date(ctx, picked.name)
    missing, unread = len(series) - len(present), len(present) - len(read)
    start, end, day = read.min(), read.max(), read.dt.normalize()
    timed = bool((read != day).any())
    days, active = int((day.max() - day.min()).days) + 1, int(day.nunique())
    data = {
        "column": picked.name,
        "start": start.isoformat() if timed else start.date().isoformat(),
        "end": end.isoformat() if timed else end.date().isoformat(),
        "span_days": days,
        "days_with_rows": active,
        "n": len(read),
        "missing": missing,
        "unreadable": unread,
        "definition": "span_days counts both ends; dates have no time zone",
    }
    pattern = "%Y-%m-%d %H:%M" if timed else "%Y-%m-%d"
    sentence = ctx.say(
        _ONE_DAY if days == 1 else _EVERY_DAY if active == days else _RANGE,
        column=picked.shown,
        start=start.strftime("%Y-%m-%d" if days == 1 else pattern),
        end=end.strftime(pattern),
        days=number(days),
        active=number(active),
        n=number(len(read)),
    )
    unreadable = ctx.say(UNREAD, unread=number(unread)) if unread else ""
    return ToolResult(join(picked.note, sentence, left_out(ctx, missing), unreadable), data)
