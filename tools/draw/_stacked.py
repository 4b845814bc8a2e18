"""Parts on top of one another: stacked bars, and areas along an axis."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text
from tools.draw import _words as words
from tools.draw._bars import PLOT, along, colours, is_numeric, mark_extremes, operation_of, upright_room, value_side
from tools.draw._figure import (
    HEIGHT,
    INK,
    MUTED,
    NOTE,
    SEVENTH,
    Picture,
    axes_in,
    clean,
    frame,
    legend,
    number,
    points,
    sheet,
    two_lines,
    value_axis,
    width_of,
)
from tools.draw._group import Grouped, summarise
from tools.draw._say import finding, finish, footer, heading, measure, named_value
from tools.draw._tidy import Operation, Question, tidy

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_ON_DARK = frozenset({"#0072B2", "#009E73", "#D55E00", SEVENTH})  # colours on which white can be read, of PALETTE
_NOT_ADDED = Text(
    ko="누적 차트는 건수나 합계처럼 더할 수 있는 값에만 쓸 수 있어요. {operation:는} 나란한 막대나 꺾은선으로 그려 보세요.",
    en="Stacks only work for what can be added up: counts or totals. Draw the {operation} as bars side by side, or as lines.",
)
_NEGATIVE = Text(
    ko="`{y}` 합계에 0보다 작은 값이 있어서 쌓을 수 없어요. 나란한 막대나 꺾은선으로 그려 보세요.",
    en="Some totals of `{y}` are below zero, so they can't be stacked. Draw bars side by side, or lines.",
)


def stacked(data: pd.DataFrame, question: Question) -> Picture:
    """Bars of parts that add up to the whole. Raises Refused for averages and for negative parts."""
    question = replace(question, operation=_additive(question))
    rows = tidy(data, question)
    values = summarise(rows, question, operation_of(question))
    _need_positive(values, question)
    title = heading(question, values.operation)
    slot, upright = upright_room(values)
    figure = sheet(HEIGHT if upright else max(HEIGHT, 330 + len(values.keys) * 74))
    top, bottom = frame(figure, title, footer=footer(question, rows.left_out, values))
    shades = colours(values)
    top = legend(figure, top, shades, list(values.series))
    axes = axes_in(figure, top, bottom, measure(question, values.operation) if upright else question.x, "y" if upright else "x")
    _stack(axes, values, shades, upright, slot, question)
    return finish(question, "stacked", figure, title=title, said=_told(values, question), left_out=rows.left_out, values=values)


def area(data: pd.DataFrame, question: Question) -> Picture:
    """A filled line along an ordered axis; with a group, parts on top of one another that add up to the whole."""
    operation = _additive(question) if question.group else operation_of(question)
    question = replace(question, operation=operation)
    rows = tidy(data, question)
    values = summarise(rows, question, operation, most_ordered=200, along=True)
    many = len(values.series) > 1
    if many:
        _need_positive(values, question)
    title = heading(question, operation)
    figure = sheet()
    top, bottom = frame(figure, title, footer=footer(question, rows.left_out, values))
    shades = colours(values)
    top = legend(figure, top, shades, list(values.series)) if many else top
    axes = axes_in(figure, top, bottom, measure(question, operation), "y")
    numeric = is_numeric(rows, values)
    at = [float(k) for k in values.keys] if numeric else [float(i) for i in range(len(values.keys))]
    series = [[v or 0.0 for v in s] for s in values.series.values()] if many else [_known(s) for s in values.series.values()]
    if many:
        axes.stackplot(at, *series, colors=shades, edgecolor="white", linewidth=1.5)
    else:
        axes.fill_between(at, 0, series[0], color=shades[0], alpha=0.35, linewidth=0)
        axes.plot(at, series[0], color=shades[0], linewidth=5, solid_capstyle="round")
    along(axes, at, values, question, numeric)
    axes.margins(x=0.04, y=0.2)
    axes.tick_params(axis="x", pad=20)  # clear of the 0 beside it
    axes.spines["left"].set_visible(False)
    value_axis(axes.yaxis, question.language)
    if min((v for s in series for v in s if not math.isnan(v)), default=0.0) >= 0:
        axes.set_ylim(bottom=0)
    if not many:
        mark_extremes(axes, at, next(iter(values.series.values())))
    said = _told(values, question) if many else finding(values, question)
    return finish(question, "area", figure, title=title, said=said, left_out=rows.left_out, values=values)


def _known(series: list[float | None]) -> list[float]:
    return [float("nan") if v is None else v for v in series]


def _additive(question: Question) -> Operation:
    operation: Operation = question.operation or ("sum" if question.y else "count")
    if operation not in ("count", "sum"):
        raise Refused("stack_needs_parts", _NOT_ADDED, operation=words.OPERATIONS[operation].say(question.language))
    return operation


def _need_positive(values: Grouped, question: Question) -> None:
    if any(v is not None and v < 0 for series in values.series.values() for v in series):
        raise Refused("stack_needs_parts", _NEGATIVE, y=question.y or question.x)


def _totals(values: Grouped) -> list[float]:
    return [sum(v or 0.0 for v in column) for column in zip(*values.series.values(), strict=True)]


def _stack(axes: Axes, values: Grouped, shades: list[str], upright: bool, slot: float, question: Question) -> None:
    count, totals = len(values.keys), _totals(values)
    most = max(totals) or 1.0
    base = [0.0] * count
    for series, colour in zip(values.series.values(), shades, strict=True):
        lengths = [v or 0.0 for v in series]
        if upright:
            axes.bar(range(count), lengths, 0.78, bottom=base, color=colour, edgecolor="white", linewidth=1.5)
        else:
            axes.barh(range(count), lengths, 0.78, left=base, color=colour, edgecolor="white", linewidth=1.5)
        for place, (start, length) in enumerate(zip(base, lengths, strict=True)):
            text = number(length)
            room = (slot * 0.76, length / most * 380) if upright else (length / most * 560, 60.0)
            if width_of(text, NOTE) < room[0] - 6 and room[1] > NOTE * 1.25:
                x, y = (place, start + length / 2) if upright else (start + length / 2, place)
                ink = "white" if colour in _ON_DARK else INK
                axes.text(x, y, text, ha="center", va="center", fontsize=points(NOTE), color=ink)
        base = [b + v for b, v in zip(base, lengths, strict=True)]
    _sides(axes, values, totals, upright, slot, question)


def _sides(axes: Axes, values: Grouped, totals: list[float], upright: bool, slot: float, question: Question) -> None:
    """Names of the bars, and how much each is altogether."""
    count = len(values.keys)
    labelled = not upright or max(width_of(number(t)) for t in totals) < slot * 0.98
    if upright:
        step = max(1, math.ceil((max(width_of(text) for text in values.labels) + 16) / slot))
        axes.set_xticks(range(0, count, step), [clean(text, 360) for text in values.labels[::step]])
        axes.set_xlim(-0.6, count - 0.4)
        axes.set_xlabel(clean(words.with_unit(question.x, question.language), PLOT), color=MUTED)
    else:
        axes.set_yticks(range(count), [two_lines(text, 430) for text in values.labels])
        axes.set_ylim(count - 0.4, -0.6)
        axes.set_xlabel(clean(measure(question, values.operation), PLOT), color=MUTED)
    for place, total in enumerate(totals if labelled else []):
        spot, shift = ((place, total), (0, 6)) if upright else ((total, place), (8, 0))
        how: dict[str, Any] = {"ha": "center", "va": "bottom"} if upright else {"ha": "left", "va": "center"}
        axes.annotate(number(total), spot, xytext=shift, textcoords="offset points", weight="bold", color=INK, **how)
    value_side(axes, "y" if upright else "x", labelled, question)


def _told(values: Grouped, question: Question) -> str:
    """The largest stack, and the part that is largest over all of them."""
    totals, say = _totals(values), question.language
    whole = sum(totals)
    parts = {name: sum(v or 0.0 for v in series) for name, series in values.series.items()}
    best = max(range(len(totals)), key=lambda i: totals[i])
    name = clean(named_value(question, values.labels[best]))
    rest = (words.OTHER_WORD.ko, words.OTHER_WORD.en)
    share = max(parts, key=lambda part: (part not in rest, parts[part]))  # what was put together is no part to be told
    said = (words.STACK_MOST if values.operation == "count" else words.STACK_TOP).say(say, name=name, value=number(totals[best]))
    if whole > 0:
        said += " " + words.STACK_PART.say(say, name=clean(share), share=f"{parts[share] / whole * 100:.1f}", value=number(parts[share]))
    return said
