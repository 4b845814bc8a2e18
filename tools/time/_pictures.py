"""Pictures along time: a line with its trend, seasons as bars, years over one another, days that stand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools._text import Language
from tools.draw._figure import (
    HEIGHT,
    MUTED,
    NOTE,
    OTHER,
    PALETTE,
    PLAIN,
    STRONG,
    WIDTH,
    axes_in,
    between,
    clean,
    frame,
    legend,
    number,
    png,
    points,
    sheet,
    value_axis,
    width_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_RED = PALETTE[3]
_MOST_NAMED = 6


def _ticks(axes: Axes, labels: Sequence[str], room: int = 5) -> None:
    step = max(1, -(-len(labels) // min(room, 4 if max(map(len, labels)) > 7 else room)))
    axes.set_xticks(range(0, len(labels), step), list(labels[::step]))
    axes.margins(x=0.02)
    axes.spines["left"].set_visible(False)


def line(
    labels: Sequence[str], values: NDArray[Any], over: NDArray[Any] | None, names: tuple[str, str], axis: str, title: str, notes: tuple[str, ...],
    language: Language, marks: Sequence[tuple[int, bool]] = (),
) -> bytes:  # fmt: skip
    """Values faint, `over` (a trend or an average) strong; `marks` are positions that stand out (True: above what is usual)."""
    figure = sheet(HEIGHT)
    top, bottom = frame(figure, title, footer=notes)
    if over is not None:
        top = legend(figure, top, [PLAIN, STRONG], names)
    axes = axes_in(figure, top, bottom, axis, "y")
    few = len(values) <= 60
    axes.plot(
        range(len(values)),
        values,
        color=PLAIN if over is not None or marks else STRONG,
        linewidth=3 if few else 1.6,
        marker="o" if few else None,
        markersize=6,
    )
    if over is not None:
        axes.plot(range(len(values)), over, color=STRONG, linewidth=5)
    for at, up in marks:
        axes.plot([at], [values[at]], marker="^" if up else "v", markersize=15, color=_RED, zorder=4)
    _ticks(axes, labels)
    axes.margins(y=0.14)
    _name_marks(axes, labels, values, marks)
    value_axis(axes.yaxis, language)
    return png(figure)


def _name_marks(axes: Axes, labels: Sequence[str], values: NDArray[Any], marks: Sequence[tuple[int, bool]]) -> None:
    """The dates of the marks that stand out most, as many as find room: no date covers another."""
    across, span = len(values) / WIDTH, axes.get_ylim()[1] - axes.get_ylim()[0]
    wide, high = max((width_of(labels[at], NOTE) for at, _ in marks), default=0.0) * across * 1.2, 0.1 * span
    taken: list[tuple[float, float]] = []
    for at, up in marks:
        side = "left" if at < 0.12 * len(values) else "right" if at > 0.88 * len(values) else "center"
        middle = at + {"left": wide / 2, "right": -wide / 2, "center": 0.0}[side]
        if len(taken) >= _MOST_NAMED or any(abs(middle - x) < wide and abs(values[at] - y) < high for x, y in taken):
            continue
        taken.append((middle, float(values[at])))
        axes.annotate(
            labels[at], (at, values[at]), (0, 12 if up else -12), textcoords="offset points", ha=side, va="bottom" if up else "top", fontsize=points(NOTE),
            color=_RED,
        )  # fmt: skip


def seasons(
    labels: Sequence[str], values: NDArray[Any], over: NDArray[Any], names: Sequence[str], indices: Sequence[float], axes_names: tuple[str, str], title: str,
    notes: tuple[str, ...], language: Language,
) -> bytes:  # fmt: skip
    """Above the series with its trend, below how far each season lies from it."""
    figure = sheet(1150)
    top, bottom = frame(figure, title, footer=notes)
    between(figure, top, bottom)
    upper, lower = figure.subplots(2, 1, gridspec_kw={"height_ratios": [1, 1.1]})
    for axes, name in ((upper, axes_names[0]), (lower, axes_names[1])):
        axes.tick_params(length=0, pad=8)
        axes.set_title(clean(name, 1080), loc="left", color=MUTED, pad=14)
        axes.grid(axis="y", linewidth=1.5)
    upper.plot(range(len(values)), values, color=PLAIN, linewidth=2)
    upper.plot(range(len(values)), over, color=STRONG, linewidth=5)
    _ticks(upper, labels)
    value_axis(upper.yaxis, language, 4)
    lower.bar(range(len(names)), indices, color=[STRONG if v >= 0 else PALETTE[1] for v in indices], width=0.72)
    lower.axhline(0, color=MUTED, linewidth=2)
    step = max(1, -(-len(names) // 14))
    lower.set_xticks(range(0, len(names), step), list(names[::step]))
    lower.spines["left"].set_visible(False)
    value_axis(lower.yaxis, language, 4)
    return png(figure)


def years(
    months: Sequence[str],
    lines: Sequence[tuple[str, Sequence[float | None]]],
    axis: str,
    title: str,
    notes: tuple[str, ...],
    language: Language,
) -> bytes:
    """A line a year over the months, the newest strong."""
    figure = sheet(HEIGHT)
    top, bottom = frame(figure, title, footer=notes)
    colours = [OTHER, PALETTE[4], PALETTE[1], STRONG][-len(lines) :]
    top = legend(figure, top, colours, [name for name, _ in lines])
    axes = axes_in(figure, top, bottom, axis, "y")
    for (_, values), colour in zip(lines, colours, strict=True):
        newest = colour == STRONG
        drawn = [float("nan") if v is None else v for v in values]
        axes.plot(range(len(months)), drawn, color=colour, linewidth=6 if newest else 3, marker="o", markersize=11 if newest else 7)
    _ticks(axes, months, 12)
    axes.margins(y=0.12)
    value_axis(axes.yaxis, language)
    return png(figure)


def panels(parts: Sequence[tuple[str, Sequence[str], Sequence[float]]], title: str, notes: tuple[str, ...], language: Language) -> bytes:
    """Bars below one another, a panel a part of the date."""
    figure = sheet(200 + 300 * len(parts))
    top, bottom = frame(figure, title, footer=notes)
    between(figure, top, bottom)
    found = figure.subplots(len(parts), 1, squeeze=False)[:, 0]
    for axes, (name, labels, values) in zip(found, parts, strict=True):
        most = max(values)
        axes.bar(range(len(values)), values, color=[STRONG if v == most else PLAIN for v in values], width=0.78)
        axes.set_title(clean(name, 1080), loc="left", color=MUTED, pad=12)
        axes.tick_params(length=0, pad=6)
        step = max(1, -(-len(labels) // (12 if max(map(len, labels)) < 4 else 8)))
        axes.set_xticks(range(0, len(labels), step), [clean(text, 150, NOTE) for text in labels[::step]], fontsize=points(NOTE))
        axes.spines["left"].set_visible(False)
        axes.grid(axis="y", linewidth=1.5)
        value_axis(axes.yaxis, language, 3)
    return png(figure)


__all__ = ["line", "number", "panels", "seasons", "years"]
