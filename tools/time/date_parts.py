from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from storage.lineage import made_from
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._calendar import WEEKDAYS, label_of
from tools.dataset._pick import Picked
from tools.dataset._say import code, heads, join, names, number
from tools.time import _words as words
from tools.time._series import date_column, read_moments
from tools.transform._made import circumstances

if TYPE_CHECKING:
    import pandas as pd

Part = Literal["year", "quarter", "month", "week", "day", "weekday", "hour", "weekend", "season"]
_DEFAULT: tuple[Part, ...] = ("year", "month", "weekday", "hour")
NAMES: dict[str, Text] = {
    "year": Text(ko="연도", en="year"), "quarter": Text(ko="분기", en="quarter"), "month": Text(ko="월", en="month"), "week": Text(ko="주차", en="week"),
    "day": Text(ko="일", en="day"), "weekday": Text(ko="요일", en="weekday"), "hour": Text(ko="시", en="hour"), "weekend": Text(ko="주말여부", en="weekend"),
    "season": Text(ko="계절", en="season"),
}  # fmt: skip
_SEASONS = Text(ko="봄 여름 가을 겨울", en="spring summer autumn winter")
_WEEKEND = Text(ko="평일 주말", en="weekday weekend")

_COUNTED = Text(ko="{column:를} {parts:로} 나눠 세었어요({n}행). {most}", en="{column} by {parts} ({n} rows). {most}")
_MOST = Text(ko="{part:는} {name}({count}행)에 가장 많아요.", en="Most by {part}: {name} ({count}).")
_MADE = Text(
    ko="{column}에서 만든 열 {columns:를} 더해 새 데이터 `{name}`({rows}행)을 만들었어요. 이제 이 대화는 그 데이터를 봐요.",
    en="Made a new dataset `{name}` ({rows} rows) with {columns} from {column}. This conversation is now about it.",
)
_UNREAD = Text(ko="날짜를 읽지 못한 {missing}행은 비워 두었어요.", en="{missing} rows without a readable date have none.")
_MISSED = Text(ko="날짜가 없는 {missing}행은 뺐어요.", en="{missing} rows without a date were left out.")
_STEP = Text(ko="{column}에서 {columns:를} 만들었어요.", en="Made {columns} from {column}.")
_NAME = Text(ko="{name} · 날짜 나눔", en="{name} · date parts")
_TITLE = Text(ko="{column}의 부분별 건수", en="Rows by parts of {column}")
_HEADS = Text(ko="{part}|건수|비율(%)", en="{part}|rows|share (%)")


@tool(title=Text(ko="날짜를 나누는 중", en="taking dates apart"), needs_dataset=True, where=True)
async def date_parts(
    column: Annotated[str | None, Field(description="date column; the dataset's own when left out")] = None,
    parts: Annotated[list[Part] | None, Field(description="year, month, weekday and hour when left out")] = None,
    result: Annotated[
        Literal["counts", "dataset"], Field(description="counts of rows by each part, or a new dataset with the parts as columns")
    ] = "counts",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Year, quarter, month, week, weekday, hour, weekend or season of a date: "날짜를 연도, 월, 요일로 나눠줘", "split the date into parts".

    As counts with a picture, or (result=dataset) as columns of a new dataset.
    """
    if result == "counts":
        return await asyncio.to_thread(_counts, ctx, column, parts)
    picked, frame, made, missing = await asyncio.to_thread(_columns, ctx, column, parts)
    parent = ctx.need_dataset()
    fields = {"column": picked.shown, "columns": names(made)}
    words = {"ko": [_STEP.say("ko", **fields)], "en": [_STEP.say("en", **fields)]}
    where = [c.model_dump() for c in ctx.where]
    lineage = made_from(parent, tool="date_parts", **circumstances(ctx, frame), column=picked.name, columns=made, where=where, words=words)
    dataset = await ctx.stores.datasets.derive(ctx.scope, frame, ctx.say(_NAME, name=parent.name), lineage)
    ctx.dataset = dataset
    told = {"column": picked.shown, "columns": names(made), "name": dataset.name.replace("`", "'"), "rows": number(dataset.profile.rows)}
    text = join(picked.note, ctx.say(_MADE, **told), ctx.say(_UNREAD, missing=number(missing)) if missing else "")
    facts = {
        "id": dataset.id,
        "name": dataset.name,
        "rows": dataset.profile.rows,
        "columns": made,
        "missing": missing,
        "definition": _DEFINITION,
    }
    return ToolResult(text, facts)


_DEFINITION = "week: ISO 8601; weekend: Saturday, Sunday; seasons: spring March-May, summer June-August, autumn September-November, winter December-February"
# part -> its value of a datetime accessor, as a number
_VALUES: dict[str, Callable[[Any], Any]] = {
    "year": lambda d: d.year, "quarter": lambda d: d.quarter, "month": lambda d: d.month, "week": lambda d: d.isocalendar().week, "day": lambda d: d.day,
    "weekday": lambda d: d.day_of_week, "hour": lambda d: d.hour, "weekend": lambda d: (d.day_of_week >= 5).astype("int64"),
    "season": lambda d: (d.month % 12 // 3 - 1) % 4,
}  # fmt: skip


def _wanted(parts: list[Part] | None, moments: pd.Series[Any]) -> list[str]:
    timed = bool((moments != moments.dt.normalize()).any())
    return list(dict.fromkeys(parts)) if parts else [p for p in _DEFAULT if timed or p != "hour"]


def _label(part: str, value: int, ctx: ToolContext) -> str:
    if part in ("season", "weekend"):
        return ctx.say(_SEASONS if part == "season" else _WEEKEND).split()[value]
    if part in ("year", "month", "day", "hour", "weekday"):
        return label_of(part, value, ctx.language)  # type: ignore[arg-type]
    return f"Q{value}" if part == "quarter" else str(value)


def _counts(ctx: ToolContext, column: str | None, parts: list[Part] | None) -> ToolResult:
    picked = date_column(ctx, column)
    moments, _, missing = read_moments(ctx, picked, None)
    tables, data, panels, most = [], {}, [], []
    for part in _wanted(parts, moments):
        counts = _VALUES[part](moments.dt).astype("int64").value_counts().sort_index()
        labels = [_label(part, int(v), ctx) for v in counts.index]
        name = ctx.say(NAMES[part])
        data[part] = [{"value": int(v), "label": text, "n": int(n)} for v, text, n in zip(counts.index, labels, counts, strict=True)]
        rows = [[text, int(n), round(100 * int(n) / len(moments), 2)] for text, n in zip(labels, counts, strict=True)]
        tables.append(Table(heads(ctx.language, _HEADS, part=name), rows[:100], ""))
        short = [WEEKDAYS.say(ctx.language).split()[int(v)][: 1 if ctx.language == "ko" else 3] for v in counts.index] if part == "weekday" else [str(v) for v in counts.index]  # fmt: skip
        panels.append((name, short if part not in ("season", "weekend") else labels, [float(n) for n in counts]))
        best = int(counts.to_numpy().argmax())
        most.append(ctx.say(_MOST, part=name, name=labels[best], count=number(int(counts.iloc[best]))) if len(counts) > 1 else "")
    shown = ", ".join(name for name, *_ in panels)
    text = join(
        picked.note, ctx.say(_COUNTED, column=picked.shown, parts=shown, n=number(len(moments)), most=join(*most)),
        ctx.say(_MISSED, missing=number(missing)) if missing else "",
    )  # fmt: skip
    title = ctx.say(_TITLE, column=picked.name)
    from tools.time._pictures import panels as drawn

    varied = [panel for panel in panels if len(panel[1]) > 1] or panels
    png = drawn(varied[:5], title, (ctx.say(words.SOURCE, source=ctx.source, n=number(len(moments))),), ctx.language)
    facts = {"column": picked.name, "n": len(moments), "missing": missing, "parts": data, "definition": _DEFINITION}
    return ToolResult(text, facts, tables, [Artifact("date_parts.png", "image/png", f"{title}. {join(*most)}"[:1900], png)])


def _columns(ctx: ToolContext, column: str | None, parts: list[Part] | None) -> tuple[Picked, pd.DataFrame, list[str], int]:
    """The dataset with a column a part behind it, the names of those, and how many rows have no date."""
    picked = date_column(ctx, column)
    moments, _, missing = read_moments(ctx, picked, None)
    frame = ctx.frame().reset_index(drop=True)
    made = []
    for part in _wanted(parts, moments):
        values = _VALUES[part](moments.dt).astype("int64")
        name = _free(f"{picked.name}_{ctx.say(NAMES[part])}", list(frame.columns))
        if part in ("weekday", "season", "weekend"):
            values = values.map({int(v): _label(part, int(v), ctx) for v in values.unique()})
        else:
            values = values.astype("Int64")
        frame[name] = values.reindex(frame.index)
        made.append(name)
    return picked, frame, made, missing


def _free(name: str, taken: list[str]) -> str:
    return next(n for n in (name, *(f"{name}_{i}" for i in range(2, 100))) if n not in taken)


__all__ = ["code", "date_parts"]
