"""Two numbers against each other: scatter plots."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tools.draw import _words as words
from tools.draw._figure import (
    MUTED,
    PALETTE,
    SEQUENTIAL,
    STRONG,
    Picture,
    axes_in,
    clean,
    colour_bar,
    frame,
    legend,
    number,
    sheet,
    value_axis,
)
from tools.draw._group import label
from tools.draw._order import natural
from tools.draw._say import finish, footer
from tools.draw._spread import bins
from tools.draw._tidy import Question, Tidy, need_number, plain, tidy

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_DENSE = 4000  # more points than this hide one another


def scatter(data: pd.DataFrame, question: Question) -> Picture:
    """Two numbers against each other; so many points that they hide one another become density."""
    rows = tidy(data, question)
    need_number(rows, "x", question)
    need_number(rows, "y", question)
    pair, dense = rows.frame, len(rows.frame) > _DENSE
    order = [] if dense else _groups(rows)
    title = words.TITLES["scatter"].say(question.language, x=question.x, y=question.y)
    said, facts = _relation(pair, question)
    line = facts.get("trend") if question.trend else None
    told = _equation(line) if line else ""
    sub = words.TREND_SUB.say(question.language, r=f"{facts['pearson']:.2f}", n=f"{len(pair):,}", line=told) if line else ""
    figure = sheet()
    sized = not dense and not order and len(pair) > 20 and len(pair.drop_duplicates(["x", "y"])) < 0.5 * len(pair)
    notes = (words.SIZED.say(question.language),) if sized else ()
    top, bottom = frame(figure, title, sub, footer=(*notes, *footer(question, rows.left_out)))
    if order:
        top = legend(figure, top, PALETTE, [label(g, None) for g in order])
    axes = axes_in(figure, top, bottom, words.with_unit(str(question.y), question.language), "both")
    if dense:
        _density(axes, rows, question)
    elif order:
        for colour, key in zip(PALETTE, order, strict=False):
            part = rows.frame[rows.frame["g"] == key]
            axes.scatter(part["x"], part["y"], s=80, color=colour, alpha=0.75, edgecolors="white", linewidths=0.8)
    elif sized:
        _sized(axes, pair)
    else:
        few = len(pair) < 800
        axes.scatter(
            pair["x"], pair["y"], s=90 if few else 40, alpha=0.75 if few else 0.45, color=STRONG, edgecolors="white", linewidths=0.8
        )
    if line:
        _trend(axes, line, facts["bounds"])
        said += " " + words.TREND_LINE.say(question.language, line=told) + "."
    value_axis(axes.xaxis, question.language, whole=bool((pair["x"] % 1 == 0).all()))
    value_axis(axes.yaxis, question.language, whole=bool((pair["y"] % 1 == 0).all()))
    axes.set_xlabel(clean(words.with_unit(question.x, question.language), 1040), color=MUTED)
    said += " " + words.DENSITY.say(question.language, n=f"{len(pair):,}") if dense else ""
    return finish(question, "scatter", figure, title=title, said=said, left_out=rows.left_out, facts=facts)


def _sized(axes: Axes, pair: pd.DataFrame) -> None:
    """Points that lie on one another as one dot, whose area grows with their number."""
    counts = pair.groupby(["x", "y"]).size().reset_index(name="n")
    sizes = 60 + 1500 * counts["n"] / counts["n"].max()
    axes.scatter(counts["x"], counts["y"], s=sizes, alpha=0.7, color=STRONG, edgecolors="white", linewidths=1.5)
    axes.margins(x=0.08, y=0.12)


def _equation(line: dict[str, float]) -> str:
    """-0.5x + 3"""
    slope, start = line["slope"], line["intercept"]
    return f"{number(slope)}x {'-' if start < 0 else '+'} {number(abs(start))}"


def _trend(axes: Axes, line: dict[str, float], bounds: dict[str, list[float]]) -> None:
    """The straight line of least squares over the reach of the points, with a white rim."""
    from matplotlib.patheffects import withStroke

    low, high = bounds["x"]
    ends = [line["intercept"] + line["slope"] * x for x in (low, high)]
    limits = axes.get_ylim()
    axes.plot([low, high], ends, color="#D55E00", linewidth=6, zorder=5, path_effects=[withStroke(linewidth=10, foreground="white")])
    axes.set_ylim(limits)


def _groups(rows: Tidy) -> list[Any]:
    if "g" not in rows.frame:
        return []
    top = list(rows.frame["g"].value_counts().index[: len(PALETTE)])
    return natural(top) or top


def _density(axes: Axes, rows: Tidy, question: Question) -> None:
    """How many points lie in each cell of a grid, by colour on a logarithmic scale."""
    import numpy as np
    from matplotlib.colors import LogNorm

    x, y = rows.frame["x"].to_numpy(), rows.frame["y"].to_numpy()
    edges = [bins(values, open_end=False)[0] for values in (x, y)]
    counts = np.histogram2d(x, y, bins=edges)[0]
    shown = axes.pcolormesh(*edges, np.ma.masked_equal(counts.T, 0), cmap=SEQUENTIAL, norm=LogNorm(1, max(2, counts.max())))
    colour_bar(axes.figure, axes, shown, words.COUNT.say(question.language), question.language)


def _relation(pair: pd.DataFrame, question: Question) -> tuple[str, dict[str, Any]]:
    """Pearson's and Spearman's coefficients, or the sentence that there are none."""
    bounds = {axis: [float(pair[axis].min()), float(pair[axis].max())] for axis in ("x", "y")}
    if len(pair) < 3 or pair["x"].nunique() < 2 or pair["y"].nunique() < 2:
        return words.NO_RELATION.say(question.language), {"pearson": None, "spearman": None, "bounds": bounds}
    r, rho = float(pair["x"].corr(pair["y"])), float(pair["x"].rank().corr(pair["y"].rank()))
    said = words.RELATION.say(question.language, r=f"{r:.3f}", rho=f"{rho:.3f}", n=f"{len(pair):,}")
    facts = {"pearson": plain(r), "spearman": plain(rho), "bounds": bounds}
    slope = r * float(pair["y"].std()) / float(pair["x"].std())
    start = float(pair["y"].mean()) - slope * float(pair["x"].mean())
    if math.isfinite(slope) and math.isfinite(start) and math.isfinite(r):
        facts["trend"] = {"slope": slope, "intercept": start}
    return said, facts
