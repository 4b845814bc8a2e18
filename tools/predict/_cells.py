"""What a table's cells told, in words: columns that are not there, empty cells, and values that can't be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.features import BY_NAME, NAMES
from tools._context import ToolContext
from tools._text import Text

if TYPE_CHECKING:
    from model.predict import FrameReport

_ABSENT = Text(ko="없어서 모르는 값으로 둔 열: {columns}.", en="Columns not there, taken as unknown: {columns}.")
_EMPTY = Text(ko="비어 있거나 ‘모름’인 칸: {cells}.", en="Cells that are empty or say unknown: {cells}.")
_UNREADABLE = Text(
    ko="쓸 수 없는 값이라 모르는 것으로 둔 칸: {cells}. 고쳐서 다시 올리면 그 값까지 보고 예측해요.",
    en="Cells with a value that can't be used, taken as unknown: {cells}. Put them right and share the file again to have them count.",
)
_UNREADABLE_CELL = Text(
    ko="`{column}` {count:,}칸({values} → {valid})",
    en="`{column}` {count:,} ({values}; use {valid})",
)
_CONTRADICTED: dict[str, Text] = {
    "day_of_week": Text(
        ko="{rows:,}행은 `요일`이 날짜의 요일과 달라요. 적힌 요일대로 예측했으니, 어느 쪽이 맞는지 확인해 주세요.",
        en="In {rows:,} row(s) the weekday (`요일`) is not that of the date. They were predicted with the weekday as written: please check which is right.",
    ),
    "time_period": Text(
        ko="{rows:,}행은 `시간대`가 사고 시각과 달라요. 적힌 시간대대로 예측했으니, 어느 쪽이 맞는지 확인해 주세요.",
        en="In {rows:,} row(s) the time period (`시간대`) does not fit the hour. They were predicted with the period as written: please check which is right.",
    ),
}
_UNSEEN_PLACE = Text(
    ko="{rows:,}행은 학습 자료에 사고가 없는 곳(군위군 등)이라, 더 넓은 곳의 사고로 예측했어요.",
    en="{rows:,} row(s) are of places without an accident in the training data (such as Gunwi-gun); a wider area was used for them.",
)
_VALID: dict[str, Text] = {
    "district": Text("대구의 구·군이나 동·읍·면", "a district or neighbourhood of Daegu"),
    "accident_day": Text("그 달에 있는 날", "a day that its month has"),
}
_SHOWN, _LONGEST, _MOST_LEVELS = 3, 20, 7


def cell_sentences(report: FrameReport, ctx: ToolContext) -> list[str]:
    """Which columns and cells said nothing, which said something that can't be and what could stand there."""
    there = {name for name in NAMES if name not in report.missing or report.empty.get(name) or report.unknown.get(name)}
    lines = []
    if absent := [BY_NAME[name].column for name in NAMES if name not in there]:
        lines.append(ctx.say(_ABSENT, columns=", ".join(absent)))
    if empty := {name: report.empty[name] for name in NAMES if name in there and report.empty.get(name)}:
        lines.append(ctx.say(_EMPTY, cells=", ".join(f"{BY_NAME[name].column} {count:,}" for name, count in empty.items())))
    if unreadable := [name for name in NAMES if report.unknown.get(name)]:
        lines.append(ctx.say(_UNREADABLE, cells=", ".join(_unreadable(name, report, ctx) for name in unreadable)))
    lines += [ctx.say(_CONTRADICTED[name], rows=rows) for name, rows in report.contradicted.items() if name in _CONTRADICTED]
    if unseen := report.notes.get("district_unseen", 0):
        lines.append(ctx.say(_UNSEEN_PLACE, rows=unseen))
    return lines


def _unreadable(name: str, report: FrameReport, ctx: ToolContext) -> str:
    found = list(report.unknown_values.get(name, {}))
    values = ", ".join(f"‘{word if len(word) <= _LONGEST else word[:_LONGEST] + '…'}’" for word in found[:_SHOWN])
    values += " …" if len(found) > _SHOWN else ""
    return ctx.say(_UNREADABLE_CELL, column=BY_NAME[name].column, count=report.unknown[name], values=values, valid=_valid(name, ctx))


def _valid(name: str, ctx: ToolContext) -> str:
    """What could stand in a column, short enough to be read in a sentence."""
    feature = BY_NAME[name]
    if name in _VALID:
        return ctx.say(_VALID[name])
    if feature.kind == "number":
        return f"{feature.low}~{feature.high}" if ctx.language == "ko" else f"{feature.low} to {feature.high}"
    return " / ".join(feature.levels[:_MOST_LEVELS]) + (" …" if len(feature.levels) > _MOST_LEVELS else "")
