"""Bars, lines and shares: one value a category."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text
from tools.draw import _words as words
from tools.draw._figure import (
    HEIGHT,
    INK,
    MUTED,
    NOTE,
    OTHER,
    PALETTE,
    PLAIN,
    SEVENTH,
    STRONG,
    TEXT,
    WIDTH,
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
from tools.draw._group import MOST_ORDERED, REST, Grouped, by_period, label, summarise
from tools.draw._say import finding, finish, footer, heading, measure
from tools.draw._tidy import Operation, Question, Tidy, tidy

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NO_PARTS = Text(
    ko="원그래프는 건수나 합계처럼 더하면 전체가 되는 값에만 쓸 수 있어요. {operation:는} 막대그래프로 그려 보세요.",
    en="A pie only works for parts of a whole: a count or a total. Draw the {operation} as bars.",
)
_NEGATIVE = Text(
    ko="`{y}` 합계에 0보다 작은 값이 있거나 모두 0이라 원그래프로 나눌 수 없어요. 막대그래프로 그려 보세요.",
    en="The totals of `{y}` are negative or all zero, so they are not parts of a whole. Draw bars.",
)
_MOST_PARTS = 6  # of a pie
PLOT = 1040  # pixels across a plot, about
NAME = 430  # pixels for the name of a lying bar


def operation_of(question: Question) -> Operation:
    return question.operation or ("mean" if question.y else "count")


def colours(groups: Grouped) -> list[str]:
    names = list(groups.series)
    if names == [""]:
        return [STRONG]
    rest = words.OTHER_WORD.ko, words.OTHER_WORD.en
    shades = (*PALETTE, SEVENTH)
    return [OTHER if name in rest else shades[i % len(shades)] for i, name in enumerate(names)]


def bar(data: pd.DataFrame, question: Question) -> Picture:
    """Bars: upright when their labels fit, lying when labels are long or many."""
    rows = tidy(data, question)
    values = summarise(rows, question, operation_of(question))
    title = heading(question, values.operation)
    many = len(values.series)
    slot, upright = upright_room(values)
    height = HEIGHT if upright else max(HEIGHT, 330 + len(values.keys) * max(30 * many + 26, lying_height(values)))
    figure = sheet(height)
    top, bottom = frame(figure, title, footer=footer(question, rows.left_out, values))
    if many > 1:
        top = legend(figure, top, colours(values), list(values.series))
    if upright:
        axes = axes_in(figure, top, bottom, measure(question, values.operation), "y")
        _upright(axes, values, question, slot)
    else:
        axes = axes_in(figure, top, bottom, question.x, "x")
        _lying(axes, values, question)
    return finish(question, "bar", figure, title=title, said=finding(values, question), left_out=rows.left_out, values=values)


def upright_room(values: Grouped) -> tuple[float, bool]:
    """(pixels for each category side by side, whether their names fit there)."""
    slot = PLOT / len(values.keys)
    longest = max(width_of(clean(text)) for text in values.labels)
    return slot, longest < slot * 0.94 or (values.ordered and longest < 190)


def lying_height(values: Grouped) -> int:
    """Pixels for a lying bar whose name may take two lines."""
    return 74 if any("\n" in two_lines(text, NAME) for text in values.labels) else 56


def _upright(axes: Axes, values: Grouped, question: Question, slot: float) -> None:
    count, many = len(values.keys), len(values.series)
    width = 0.78 / many
    texts = [number(v) for series in values.series.values() for v in series]
    size = TEXT if many == 1 else NOTE
    labelled = max(width_of(text, size) for text in texts) < slot / many * (0.98 if many == 1 else 0.8)
    for i, (series, colour) in enumerate(zip(values.series.values(), colours(values), strict=True)):
        at = [place + (i - (many - 1) / 2) * width for place in range(count)]
        bars = axes.bar(at, [v or 0.0 for v in series], width * 0.94, color=_highlight(series, values.keys, colour, many), linewidth=0)
        if labelled:
            axes.bar_label(bars, ["" if v is None else number(v) for v in series], padding=4, fontsize=points(size), color=INK)
    step = max(1, math.ceil((max(width_of(text) for text in values.labels) + 16) / slot))
    axes.set_xticks(range(0, count, step), [clean(text, 360) for text in values.labels[::step]])
    axes.set_xlim(-0.6, count - 0.4)
    axes.set_xlabel(clean(words.with_unit(question.x, question.language), PLOT), color=MUTED, labelpad=10)
    value_side(axes, "y", labelled, question)


def _lying(axes: Axes, values: Grouped, question: Question) -> None:
    count, many = len(values.keys), len(values.series)
    width = 0.8 / many
    for i, (series, colour) in enumerate(zip(values.series.values(), colours(values), strict=True)):
        at = [place + (i - (many - 1) / 2) * width for place in range(count)]
        shades = _highlight(series, values.keys, colour, many)
        if many == 1:
            shades = [OTHER if key == REST else shade for key, shade in zip(values.keys, shades, strict=True)]
        lengths, cut = _cut_rest(values, series)
        bars = axes.barh(at, lengths, width * 0.94, color=shades, linewidth=0)
        if cut is not None:
            axes.text(lengths[-1] * 0.86, at[-1], "//", color="white", weight="bold", ha="center", va="center")
        if many <= 4:
            size = TEXT if many == 1 else NOTE
            axes.bar_label(bars, ["" if v is None else number(v) for v in series], padding=6, fontsize=points(size), color=INK)
    axes.set_yticks(range(count), [two_lines(text, NAME) for text in values.labels])
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlabel(clean(measure(question, values.operation), PLOT), color=MUTED, labelpad=10)
    value_side(axes, "x", many <= 4, question)


def _cut_rest(values: Grouped, series: list[float | None]) -> tuple[list[float], float | None]:
    """Lengths of the bars. The rest, put together, can dwarf every category: then its bar is cut, and says so by a break."""
    lengths = [v or 0.0 for v in series]
    largest = max(lengths[:-1], default=0.0)
    if values.keys[-1] == REST and len(values.series) == 1 and lengths[-1] > 1.5 * largest > 0:
        return [*lengths[:-1], largest * 1.12], lengths[-1]
    return lengths, None


def _highlight(series: list[float | None], keys: list[Any], colour: str, many: int) -> list[str]:
    """With one series the highest bar is strong and the others are quiet."""
    known = [v for v, key in zip(series, keys, strict=True) if v is not None and key != REST]
    if many > 1 or len(known) < 3 or len(set(known)) == 1:
        return [colour] * len(series)
    return [colour if v == max(known) else PLAIN for v in series]


def value_side(axes: Axes, side: str, labelled: bool, question: Question) -> None:
    """The axis of values: where every bar carries its number, ticks would say it twice."""
    axis = axes.yaxis if side == "y" else axes.xaxis
    value_axis(axis, question.language)
    if side == "x":
        axes.margins(x=0.16)
    else:
        axes.margins(y=0.12)
    axes.spines["left" if side == "y" else "bottom"].set_visible(False)
    if labelled:
        axis.set_tick_params(labelleft=False, labelbottom=False)
        axis.grid(False)
    low, high = axes.get_ylim() if side == "y" else axes.get_xlim()
    if low < 0 < high:
        (axes.axhline if side == "y" else axes.axvline)(0, color=MUTED, linewidth=2)


def line(data: pd.DataFrame, question: Question) -> Picture:
    """A line along an ordered axis: time (by period), numbers, or ordered categories; one line a group."""
    rows = tidy(data, question)
    values = summarise(rows, question, operation_of(question), most_ordered=200, along=True)
    title = heading(question, values.operation)
    figure = sheet()
    top, bottom = frame(figure, title, footer=footer(question, rows.left_out, values))
    if len(values.series) > 1:
        top = legend(figure, top, colours(values), list(values.series))
    axes = axes_in(figure, top, bottom, measure(question, values.operation), "y")
    numeric = is_numeric(rows, values)
    at: list[float] = [float(k) for k in values.keys] if numeric else [float(i) for i in range(len(values.keys))]
    few = len(at) <= 40
    for series, colour in zip(values.series.values(), colours(values), strict=True):
        axes.plot(
            at,
            [float("nan") if v is None else v for v in series],
            color=colour,
            linewidth=4,
            marker="o" if few else None,
            markersize=9,
            markeredgecolor="white",
        )
    along(axes, at, values, question, numeric)
    value_axis(axes.yaxis, question.language)
    axes.spines["left"].set_visible(False)
    if len(values.series) == 1:
        mark_extremes(axes, at, next(iter(values.series.values())))
    return finish(question, "line", figure, title=title, said=finding(values, question), left_out=rows.left_out, values=values)


def is_numeric(rows: Tidy, values: Grouped) -> bool:
    """Whether the places along the axis are numbers (and not names of categories)."""
    return rows.sorts["x"] == "number" and REST not in values.keys


def along(axes: Axes, at: list[float], values: Grouped, question: Question, numeric: bool) -> None:
    longest = max(width_of(text) for text in values.labels)
    room = max(2, int(PLOT // (min(longest, 360) + 30)))
    if numeric and (values.width or len(at) > MOST_ORDERED):
        value_axis(axes.xaxis, question.language, min(7, room))
    else:
        step = max(1, -(-len(at) // room))
        axes.set_xticks(at[::step], [clean(text, 360) for text in values.labels[::step]])
    axes.margins(x=0.04, y=0.18)
    axes.set_xlabel(clean(words.with_unit(question.x, question.language), PLOT), color=MUTED, labelpad=10)


def mark_extremes(axes: Axes, at: list[float], series: list[float | None]) -> None:
    known = [(v, x) for x, v in zip(at, series, strict=True) if v is not None]
    if len({v for v, _ in known}) < 2:
        return
    span = max(at) - min(at)
    for (value, x), up in ((max(known), True), (min(known), False)):
        edge = (x - min(at)) / span if span else 0.5
        side = "left" if edge < 0.06 else "right" if edge > 0.94 else "center"
        axes.annotate(
            number(value),
            (x, value),
            xytext=(0, 12 if up else -12),
            textcoords="offset points",
            ha=side,
            va="bottom" if up else "top",
            weight="bold",
            color=STRONG,
            parse_math=False,
        )


def pie(data: pd.DataFrame, question: Question) -> Picture:
    """A ring of at most six parts, with their shares written beside it; more categories become bars, which says so.

    Whoever asks for the largest few (`top_n` up to five) gets these and the rest as one part.
    """
    operation = question.operation or ("sum" if question.y else "count")
    if operation not in ("count", "sum"):
        raise Refused("pie_needs_parts", _NO_PARTS, operation=words.OPERATIONS[operation].say(question.language))
    question = replace(question, operation=operation, group=None)
    rows = tidy(data, question)
    parts_there = rows.frame["x"].nunique()
    if rows.sorts["x"] != "time" and question.top_n >= _MOST_PARTS and parts_there > _MOST_PARTS:
        instead = bar(data, question)
        told = words.PIE_TO_BARS.say(question.language, n=f"{parts_there:,}")
        return replace(instead, text=f"{told} {instead.text}", data={**instead.data, "asked": "pie"})
    if rows.sorts["x"] == "time":
        stepped, period = by_period(rows.frame, 6)
        named = stepped.assign(x=stepped["x"].map(lambda start: label(start, period)))
        rows = replace(rows, frame=named, sorts={**rows.sorts, "x": "category"})
    values = summarise(rows, question, operation, most_ordered=6)
    parts: list[float] = [v or 0.0 for v in values.series[""]]
    if min(parts) < 0 or sum(parts) <= 0:
        raise Refused("pie_needs_parts", _NEGATIVE, y=question.y or question.x)
    key = "value_share" if question.y and operation == "sum" else "count_share"
    title = words.TITLES[key].say(question.language, x=question.x, y=question.y)
    figure = sheet()
    top, bottom = frame(figure, title, footer=footer(question, rows.left_out, values))
    shades = [OTHER if k == REST else PALETTE[i] for i, k in enumerate(values.keys)]
    side = bottom - top
    axes = figure.add_axes((0.01, 1 - bottom / HEIGHT, side / WIDTH, side / HEIGHT))
    axes.pie(parts, colors=shades, startangle=90, counterclock=False, wedgeprops={"width": 0.42, "edgecolor": "white", "linewidth": 4})
    shares = [part / sum(parts) * 100 for part in parts]
    step = min(100.0, side / len(parts))
    for i, (text, share, part) in enumerate(zip(values.labels, shares, parts, strict=True)):
        y = top + side / 2 + (i - len(parts) / 2) * step
        _part(figure, y, side + 70, (shades[i], clean(text, WIDTH - side - 150), f"{share:.1f}%", number(part)))
    best: Any = max(range(len(parts)), key=lambda i: -1.0 if values.keys[i] == REST else parts[i])
    said = words.TOP_SHARE.say(question.language, name=values.labels[best], share=f"{shares[best]:.1f}", value=number(parts[best]))
    return finish(question, "pie", figure, title=title, said=said, left_out=rows.left_out, values=values)


def _part(figure: Figure, y: float, x: float, part: tuple[str, str, str, str]) -> None:
    """One part beside the ring: its colour and name, and below them its share and value."""
    colour, name, share, value = part
    high, left = 1 - y / HEIGHT, x / WIDTH
    figure.text(left, high, "■", color=colour, fontsize=points(TEXT), va="top")
    figure.text(left + 0.035, high, name, fontsize=points(TEXT), va="top")
    figure.text(left + 0.035, high - 44 / HEIGHT, share, fontsize=points(TEXT), va="top", weight="bold")
    figure.text(left + 0.155, high - 44 / HEIGHT, value, fontsize=points(TEXT), va="top", color=MUTED)
