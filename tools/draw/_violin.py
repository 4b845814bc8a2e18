"""Violins: the whole shape of a distribution, one for each category."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tools.draw import _words as words
from tools.draw._figure import HEIGHT, INK, MUTED, PLAIN, STRONG, Picture, axes_in, clean, frame, number, sheet, two_lines, value_axis
from tools.draw._group import label
from tools.draw._say import finish, footer
from tools.draw._spread import box_finding, box_keys, box_of
from tools.draw._tidy import Question, need_number, tidy

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

_GRID = 512
_FEW = 5  # fewer values have no shape: each is a dot
_HALF = 0.42  # of the room between two violins


def violin(data: pd.DataFrame, question: Question) -> Picture:
    """The density of y by x (or of x alone, by group): a Gaussian kernel on a grid, its width by Silverman's rule (1986, eq. 3.31)."""
    import numpy as np

    if question.y is None:
        question = replace(question, y=question.x, x=question.group or question.x)
    question = replace(question, group=None)
    alone = question.x == question.y
    rows = tidy(data, question)
    need_number(rows, "y", question)
    keys, hidden = ([""], 0) if alone else box_keys(rows)
    parts = [(rows.frame if alone else rows.frame[rows.frame["x"] == k])["y"].to_numpy() for k in keys]
    boxes = [box_of(values) | {"label": question.y if alone else label(key, None)} for key, values in zip(keys, parts, strict=True)]
    low, high = _shown(np.concatenate(parts))
    title = words.TITLES["box" if alone else "box_by"].say(question.language, x=question.x, y=question.y)
    tall = any("\n" in two_lines(b["label"], 400) for b in boxes) or len(boxes) < 6
    figure = sheet(max(HEIGHT, 420 + len(boxes) * (96 if tall else 76)))
    beyond = sum(int(((p < low) | (p > high)).sum()) for p in parts)
    left = [words.VIOLIN_CUT.say(question.language, low=number(low), high=number(high), n=f"{beyond:,}")] if beyond else []
    left += [words.HIDDEN.say(question.language, shown=len(boxes), n=f"{hidden:,}")] if hidden else []
    top, bottom = frame(figure, title, footer=(words.VIOLIN_READ.say(question.language), *left, *footer(question, rows.left_out)))
    axes = axes_in(figure, top, bottom, "" if alone else question.x, "x")
    for place, (values, box) in enumerate(zip(parts, boxes, strict=True)):
        _draw(axes, place, values, box, (low, high))
    axes.set_yticks([] if alone else range(len(boxes)), [] if alone else [two_lines(b["label"], 400) for b in boxes])
    axes.set_ylim(len(boxes) - 0.4, -0.6)
    axes.set_xlim(low - (high - low) * 0.03, high + (high - low) * 0.03)
    value_axis(axes.xaxis, question.language)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(clean(words.with_unit(str(question.y), question.language), 1040), color=MUTED)
    said = " ".join([box_finding(boxes, question), *left])
    facts = {"boxes": boxes, "hidden": hidden, "shown": [low, high], "off_picture": beyond}
    return finish(question, "violin", figure, title=title, said=said, left_out=rows.left_out, facts=facts)


def _shown(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    """The stretch of the axis: everything, unless a thin tail beyond the 0.5th or 99.5th percentile would flatten the rest."""
    import numpy as np

    low, high = float(values.min()), float(values.max())
    if low == high:
        half = max(0.5, abs(low) * 0.01)
        return low - half, high + half
    inner_low, inner_high = (float(q) for q in np.quantile(values, [0.005, 0.995]))
    reach = inner_high - inner_low
    if reach > 0:
        low = inner_low if inner_low - low > 0.6 * reach else low
        high = inner_high if high - inner_high > 0.6 * reach else high
    return low, high


def density(values: np.ndarray[Any, Any], low: float, high: float) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """(places, density there): counts on a fine grid smoothed by a Gaussian, so that a million values take no longer than a thousand."""
    import numpy as np
    from scipy.ndimage import gaussian_filter1d

    edges = np.linspace(low, high, _GRID + 1)
    counts = np.histogram(values, edges)[0].astype(float)
    q1, q3 = np.quantile(values, [0.25, 0.75])
    spread = float(values.std())
    spread = min(spread, float(q3 - q1) / 1.34) if q3 > q1 else spread
    width = max(0.9 * spread * len(values) ** -0.2, (high - low) / 120)
    smooth = gaussian_filter1d(counts, width / (edges[1] - edges[0]), mode="constant")
    return (edges[:-1] + edges[1:]) / 2, smooth


def _draw(axes: Axes, place: int, values: np.ndarray[Any, Any], box: dict[str, Any], shown: tuple[float, float]) -> None:
    import numpy as np

    low, high = shown
    inside = values[(values >= low) & (values <= high)]
    if len(inside) < _FEW or inside.min() == inside.max():
        axes.scatter(inside, np.full(len(inside), place), s=140, color=STRONG, edgecolors="white", zorder=3)
        return
    at, heights = density(inside, low, high)
    keep = (at >= inside.min()) & (at <= inside.max())
    half = heights[keep] / heights.max() * _HALF
    axes.fill_between(at[keep], place - half, place + half, color=PLAIN, edgecolor=STRONG, linewidth=2)
    axes.plot([box["q1"], box["q3"]], [place, place], color=INK, linewidth=9, solid_capstyle="butt", zorder=3)
    axes.scatter([box["median"]], [place], s=150, color="white", edgecolors=INK, linewidths=3, zorder=4)
