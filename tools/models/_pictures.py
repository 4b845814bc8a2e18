"""Pictures of models: coefficients with intervals, predicted against actual, ROC, confusion, importances, clusters, scree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools._text import Language
from tools.draw._figure import (
    INK,
    MUTED,
    NOTE,
    PALETTE,
    RULE,
    SEQUENTIAL,
    STRONG,
    WIDTH,
    axes_in,
    clean,
    frame,
    legend,
    number,
    png,
    points,
    sheet,
    two_lines,
    value_axis,
)
from tools.models import _words as words

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROW = 74  # pixels; two lines of a name
_LABEL = 470
_DOTS = 4000


def forest_plot(
    rows: Sequence[tuple[str, float, float, float]], title: str, axis: str, notes: tuple[str, ...], language: Language, *, ratio: bool = False
) -> bytes:  # fmt: skip
    """A dot and its interval a term, in the order given; the line of no effect dashed. `ratio`: on a log scale around 1."""
    figure = sheet(max(560, 300 + _ROW * len(rows)))
    top, bottom = frame(figure, title, footer=notes)
    axes = axes_in(figure, top, bottom, axis, "x")
    none = 1.0 if ratio else 0.0
    if ratio:
        axes.set_xscale("log")
    axes.axvline(none, color=MUTED, linewidth=2.5, linestyle=(0, (4, 3)), zorder=1)
    for row, (_, value, low, high) in enumerate(rows):
        colour = STRONG if low > none or high < none else "#9aa0a6"
        axes.plot([low, high], [row, row], color=colour, linewidth=6, alpha=0.45, solid_capstyle="round")
        axes.plot([value], [row], marker="o", markersize=14, color=colour, zorder=3)
    axes.set_yticks(range(len(rows)), [two_lines(name, _LABEL, NOTE) for name, *_ in rows], fontsize=points(NOTE))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    if ratio:
        _ratio_ticks(axes)
    else:
        value_axis(axes.xaxis, language)
    return png(figure)


def _ratio_ticks(axes: Any) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

    low, high = axes.get_xlim()
    steps = [s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if low <= s <= high]
    if len(steps) < 3:
        steps = [s for s in (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2) if low <= s <= high]
    axes.xaxis.set_major_locator(FixedLocator(steps))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def predicted_actual(bins: Sequence[tuple[float, float, float, float]], title: str, notes: tuple[str, ...], language: Language) -> bytes:
    """Groups of rows predicted alike: (mean prediction, mean actual, interval ends). On the dashed line both agree."""
    figure = sheet(820)
    top, bottom = frame(figure, title, footer=notes)
    axes = axes_in(figure, top, bottom, words.AXIS["actual"].say(language), "both")
    values = [v for row in bins for v in (row[0], row[1])]
    low, high = min(values), max(values)
    reach = ((high - low) or 1.0) * 0.06
    axes.plot([low - reach, high + reach], [low - reach, high + reach], color=MUTED, linewidth=2.5, linestyle=(0, (4, 3)))
    for x, y, below, above in bins:
        axes.plot([x, x], [below, above], color=STRONG, linewidth=5, alpha=0.4, solid_capstyle="round")
        axes.plot([x], [y], marker="o", markersize=13, color=STRONG, zorder=3)
    axes.set_xlabel(words.AXIS["predicted"].say(language), color=MUTED)
    value_axis(axes.xaxis, language)
    value_axis(axes.yaxis, language)
    return png(figure)


def roc_curve(wrong: NDArray[Any], found: NDArray[Any], title: str, notes: tuple[str, ...], language: Language) -> bytes:
    figure = sheet(900)
    top, bottom = frame(figure, title, footer=notes)
    axes = axes_in(figure, top, bottom, words.AXIS["found"].say(language), "both")
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=2.5, linestyle=(0, (4, 3)))
    axes.plot(wrong, found, color=STRONG, linewidth=5)
    axes.fill_between(wrong, found, color=STRONG, alpha=0.08)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.01)
    axes.set_xlabel(words.AXIS["false"].say(language), color=MUTED)
    return png(figure)


def confusion_grid(table: Sequence[Sequence[int]], names: Sequence[str], title: str, notes: tuple[str, ...], language: Language) -> bytes:
    """What was true (down) against what was said (across), coloured by the share of the true."""
    import numpy as np

    counts = np.array(table, dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = sheet(max(760, 360 + 90 * len(names)))
    top, bottom = frame(figure, title, footer=notes)
    axes = axes_in(figure, top, bottom, f"{words.AXIS['true'].say(language)} ↓  {words.AXIS['said'].say(language)} →")
    axes.pcolormesh(shares, cmap=SEQUENTIAL, vmin=0, vmax=1, edgecolors="white", linewidth=3)
    room = 760 / len(names)
    axes.set_xticks([i + 0.5 for i in range(len(names))], [clean(n, room, NOTE) for n in names], fontsize=points(NOTE))
    axes.set_yticks([i + 0.5 for i in range(len(names))], [clean(n, 300, NOTE) for n in names], fontsize=points(NOTE))
    axes.set_ylim(len(names), 0)
    axes.spines[:].set_visible(False)
    for (i, j), count in np.ndenumerate(counts):
        dark = shares[i, j] > 0.55
        axes.text(j + 0.5, i + 0.5, f"{int(count):,}", ha="center", va="center", fontsize=points(NOTE), color="white" if dark else INK)
    return png(figure)


def importance_bars(rows: Sequence[tuple[str, float, float]], title: str, axis: str, notes: tuple[str, ...], language: Language) -> bytes:
    """A bar a column with the spread over the shuffles, the most important first."""
    figure = sheet(max(560, 300 + _ROW * len(rows)))
    top, bottom = frame(figure, title, footer=notes)
    axes = axes_in(figure, top, bottom, axis, "x")
    axes.barh(
        range(len(rows)), [value for _, value, _ in rows], color=[STRONG if v > 2 * s else "#9aa0a6" for _, v, s in rows], height=0.62
    )
    for row, (_, value, spread) in enumerate(rows):
        axes.plot([value - spread, value + spread], [row, row], color=INK, linewidth=3)
    axes.axvline(0, color=MUTED, linewidth=2)
    axes.set_yticks(range(len(rows)), [two_lines(name, _LABEL) for name, *_ in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    value_axis(axes.xaxis, language)
    return png(figure)


def cluster_dots(places: NDArray[Any], labels: NDArray[Any], names: Sequence[str], title: str, notes: tuple[str, ...]) -> bytes:
    """Rows on the first two components, coloured by cluster."""
    import numpy as np

    figure = sheet(950)
    top, bottom = frame(figure, title, footer=notes)
    colours = [(*PALETTE, "#444444", "#999933", "#882255", "#44AA99", "#AA4499", "#DDCC77")[i % 12] for i in range(len(names))]
    top = legend(figure, top, colours, names)
    axes = axes_in(figure, top, bottom, grid="both")
    order = np.random.default_rng(0).permutation(len(places))[:_DOTS]
    spots, counts = np.unique(np.column_stack([places[order].round(3), labels[order]]), axis=0, return_counts=True)
    size = 14.0 if len(spots) > 1500 else 30.0 if len(spots) > 300 else 70.0
    many = size * np.minimum(counts / counts.min(), 1 + 12 * counts / counts.max())  # rows at one place make a larger dot
    axes.scatter(spots[:, 0], spots[:, 1], s=many, c=[colours[int(i)] for i in spots[:, 2]], alpha=0.7, linewidths=0)
    axes.tick_params(labelbottom=False, labelleft=False)
    return png(figure)


def scree(shares: Sequence[float], title: str, notes: tuple[str, ...], language: Language) -> bytes:
    """Bars: the share of each component in per cent; the line: what they add up to."""
    figure = sheet()
    top, bottom = frame(figure, title, footer=notes)
    axes = axes_in(figure, top, bottom, words.AXIS["share"].say(language), "y")
    shown = [100 * s for s in shares[:15]]
    total = [sum(shown[: i + 1]) for i in range(len(shown))]
    axes.bar(range(len(shown)), shown, color=STRONG, width=0.7)
    axes.plot(range(len(shown)), total, color=PALETTE[3], linewidth=4, marker="o", markersize=10)
    for i, value in enumerate(total):
        if i < 4 or i == len(total) - 1:
            axes.annotate(
                number(value), (i, value), (0, 10), textcoords="offset points", ha="center", fontsize=points(NOTE), color=PALETTE[3]
            )
    axes.set_xticks(range(len(shown)), [str(i + 1) for i in range(len(shown))])
    axes.set_ylim(0, 112)
    axes.set_xlabel(clean(words.COMPONENT.say(language, i="1, 2, …"), WIDTH - 200), color=MUTED)
    axes.axhline(100, color=RULE, linewidth=2)
    axes.set_yticks([0, 25, 50, 75, 100])
    return png(figure)
