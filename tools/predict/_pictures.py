"""Pictures of predictions: cases side by side with their intervals, what pushed one up and down, and a ranking as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools._text import Language, Text
from tools.draw._figure import (
    INK,
    MUTED,
    NOTE,
    PALETTE,
    PLAIN,
    RULE,
    STRONG,
    TEXT,
    axes_in,
    clean,
    frame,
    png,
    points,
    sheet,
    value_axis,
)
from tools.predict._signed import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UP, DOWN = PALETTE[3], PALETTE[0]
_LABEL = 400  # pixels for a name left of the axes
_ROW = 74

AXIS = Text(ko="예상 ECLO", en="Predicted ECLO")
WITH_RANGE = Text(ko="예상 ECLO(점)와 80% 구간(선)", en="Predicted ECLO (dot) and 80% interval (line)")
HONEST = Text(
    ko="사고가 났을 때의 심각도예요. 사고가 얼마나 자주 나는지는 아니에요.",
    en="How severe an accident would be, not how often accidents happen.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a picture."""

    name: str
    eclo: float
    low: float
    high: float


def intervals(cases: Sequence[Case], title: str, language: Language) -> bytes:
    """A dot and its interval a case, the first one (the base) in another colour with a line through all."""
    from matplotlib.patheffects import withStroke
    from matplotlib.ticker import MaxNLocator

    figure = sheet(max(560, 320 + _ROW * len(cases)))
    top, bottom = frame(figure, title, footer=(HONEST.say(language),))
    axes = axes_in(figure, top, bottom, WITH_RANGE.say(language), "x")
    axes.axvline(cases[0].eclo, color=MUTED, linewidth=2.5, linestyle=(0, (4, 3)), zorder=1)
    for row, case in enumerate(cases):
        colour = MUTED if row == 0 else STRONG
        axes.plot([case.low, case.high], [row, row], color=colour, linewidth=7, alpha=0.35, solid_capstyle="round")
        axes.plot([case.eclo], [row], marker="o", markersize=17, color=colour, zorder=3)
        axes.annotate(
            f"{case.eclo:.2f}", (case.eclo, row), (0, 15), textcoords="offset points", ha="center", fontsize=points(NOTE), color=INK,
            path_effects=[withStroke(linewidth=6, foreground="white")],
        )  # fmt: skip
    _names(axes, [case.name for case in cases])
    axes.set_xlim(0, max(case.high for case in cases) * 1.06)
    value_axis(axes.xaxis, language)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    return png(figure)


def waterfall(start: float, steps: Sequence[tuple[str, float, float]], end: float, title: str, names: tuple[str, str], language: Language) -> bytes:  # fmt: skip
    """From the starting point to the prediction: each step is (name, from, to) in ECLO, the strongest first; names of both ends."""
    rows = [(names[0], start, start), *steps, (names[1], end, end)]
    figure = sheet(max(620, 300 + 58 * len(rows)))
    top, bottom = frame(figure, title)
    axes = axes_in(figure, top, bottom, AXIS.say(language), "x")
    values = [value for _, low, high in rows for value in (low, high)]
    room = (max(values) - min(values)) or 1.0
    axes.set_xlim(min(values) - room * 0.24, max(values) + room * 0.24)
    for row, (_, begin, stop) in enumerate(rows):
        if row in (0, len(rows) - 1):
            axes.plot([begin], [row], marker="D", markersize=15, color=INK, zorder=3)
            said = f"{stop:.2f}"
        else:
            axes.barh(row, stop - begin, left=begin, height=0.62, color=UP if stop > begin else DOWN)
            said = signed(stop - begin, 2)
        if row < len(rows) - 1:
            axes.plot([stop, stop], [row, row + 1], color=RULE, linewidth=2.5, zorder=0.5)
        left = stop < begin
        gap = 20 if row in (0, len(rows) - 1) else 12  # clear of the diamond
        axes.annotate(
            said,
            (stop, row),
            (-gap if left else gap, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=points(NOTE),
        )
    _names(axes, [name for name, _, _ in rows])
    value_axis(axes.xaxis, language)
    return png(figure)


def bars(cases: Sequence[Case], title: str, language: Language, *, ordered: bool) -> bytes:
    """Bars from zero, the highest dark. `ordered`: upright along the hours of the day or the days of the week; else lying, as given."""
    most = max(case.eclo for case in cases)
    colours = [STRONG if round(case.eclo, 2) == round(most, 2) else PLAIN for case in cases]  # equal as shown is equal
    figure = sheet(750 if ordered else max(560, 320 + _ROW * len(cases)))
    top, bottom = frame(figure, title, footer=(HONEST.say(language),))
    axes = axes_in(figure, top, bottom, AXIS.say(language), "y" if ordered else "x")
    if not ordered:
        axes.barh(range(len(cases)), [case.eclo for case in cases], color=colours, height=0.66)
        for row, case in enumerate(cases):
            axes.annotate(f"{case.eclo:.2f}", (case.eclo, row), (8, 0), textcoords="offset points", va="center", fontsize=points(NOTE))
        _names(axes, [case.name for case in cases])
        axes.set_xlim(0, most * 1.14)
        value_axis(axes.xaxis, language)
        return png(figure)
    axes.bar(range(len(cases)), [case.eclo for case in cases], color=colours, width=0.78)
    every = 1 if len(cases) <= 12 else 3
    axes.set_xticks(range(0, len(cases), every), [clean(cases[i].name, 1000 / len(cases) * every) for i in range(0, len(cases), every)])
    best = next(i for i, case in enumerate(cases) if case.eclo == most)
    axes.annotate(f"{most:.2f}", (best, most), (0, 6), textcoords="offset points", ha="center", fontsize=points(NOTE))
    axes.set_ylim(0, most * 1.12)
    value_axis(axes.yaxis, language)
    return png(figure)


def _names(axes: Axes, names: Sequence[str]) -> None:
    """The names left of the axes, the first at the top."""
    axes.set_yticks(range(len(names)), [clean(name, _LABEL, TEXT) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.75)


__all__ = ["Case", "bars", "intervals", "waterfall"]
