"""How values are spread: histograms and boxes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tools.draw import _words as words
from tools.draw._bars import bar
from tools.draw._figure import (
    HEIGHT,
    INK,
    MUTED,
    PALETTE,
    PLAIN,
    STRONG,
    Picture,
    axes_in,
    clean,
    frame,
    legend,
    number,
    sheet,
    two_lines,
    value_axis,
)
from tools.draw._group import label
from tools.draw._order import natural
from tools.draw._say import finish, footer
from tools.draw._tidy import Question, Tidy, need_number, tidy

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

_MOST_BOXES = 20
_FEW = 5


def bins(values: np.ndarray[Any, Any], open_end: bool = True) -> tuple[np.ndarray[Any, Any], bool, bool]:
    """(edges of the bars, whether each bar is one whole number, whether the last bar also holds all that is larger).

    Whole numbers over a short range get a bar each; otherwise the rule of Freedman and Diaconis (1981), 8 to 40 bars. A long thin
    tail (beyond the 99.5th percentile) goes into one last bar (if `open_end`), so that it does not flatten the rest.
    """
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    low, high = float(values.min()), float(values.max())
    top = float(np.quantile(values, 0.995))
    tail = open_end and high - low > 1.6 * (top - low) > 0
    cut = top if tail else high
    if cut - low <= 40 and max(abs(low), abs(high)) < 1e12 and bool((values == np.round(values)).all()):
        last = np.ceil(cut) + (1 if tail else 0)
        return np.arange(low - 0.5, last + 0.6), True, tail
    if high == low:
        half = max(0.5, abs(low) * 0.01)
        return np.array([low - half, low + half]), False, False
    q1, q3 = np.quantile(values, [0.25, 0.75])
    width = 2 * (q3 - q1) / len(values) ** (1 / 3)
    wanted = (cut - low) / width if width > 0 else 20.0
    count = int(np.clip(wanted if np.isfinite(wanted) else 40, 8, 40))
    edges = np.asarray(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, cut))
    return (np.append(edges, edges[-1] + (edges[1] - edges[0])) if tail else edges), False, tail


def histogram(data: pd.DataFrame, question: Question) -> Picture:
    """How often each size of a number occurs; a category is counted in bars instead. Groups are compared by share."""
    import numpy as np

    rows = tidy(data, replace(question, y=None))
    if rows.sorts["x"] != "number":
        return bar(data, replace(question, y=None, operation="count"))
    values = rows.frame["x"].to_numpy()
    edges, whole, tail = bins(values)
    groups = _histogram_groups(rows, edges, tail)
    title = words.TITLES["histogram_group" if question.group else "histogram"].say(question.language, x=question.x, group=question.group)
    figure = sheet()
    top, bottom = frame(figure, title, footer=footer(question, rows.left_out))
    if question.group:
        top = legend(figure, top, PALETTE, list(groups))
    axes = axes_in(figure, top, bottom, (words.SHARE if question.group else words.COUNT).say(question.language), "y")
    if question.group:
        for colour, heights in zip(PALETTE, groups.values(), strict=False):
            axes.stairs(heights / max(1, heights.sum()) * 100, edges, color=colour, linewidth=4)
    else:
        axes.bar(edges[:-1], groups[""], np.diff(edges), align="edge", color=STRONG, edgecolor="white", linewidth=1.5)
    value_axis(axes.yaxis, question.language)
    value_axis(axes.xaxis, question.language)
    last = float(edges[-2]) + (0.5 if whole else 0.0)
    if tail:
        _tail_tick(axes, edges, last, question)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(clean(words.with_unit(question.x, question.language), 1040), color=MUTED)
    described = describe(values)
    said = words.SPREAD.say(question.language, **{k: number(v) for k, v in described.items()})
    beyond = int((values >= edges[-2]).sum()) if tail else 0
    said += " " + words.TAIL.say(question.language, n=f"{beyond:,}", value=number(last)) if tail else ""
    counts = {g: [int(n) for n in c] for g, c in groups.items()}
    facts = {"edges": [float(e) for e in edges], "counts": counts if question.group else counts[""], "last_is_open": tail}
    return finish(question, "histogram", figure, title=title, said=said, left_out=rows.left_out, facts={**facts, "statistics": described})


def _histogram_groups(rows: Tidy, edges: np.ndarray[Any, Any], tail: bool) -> dict[str, np.ndarray[Any, Any]]:
    import numpy as np

    largest = (edges[-2] + edges[-1]) / 2 if tail else np.inf

    def counted(values: pd.Series[float]) -> np.ndarray[Any, Any]:
        return np.histogram(np.minimum(values.to_numpy(), largest), edges)[0]

    if "g" not in rows.frame:
        return {"": counted(rows.frame["x"])}
    top = list(rows.frame["g"].value_counts().index[:4])
    return {label(g, None): counted(rows.frame.loc[rows.frame["g"] == g, "x"]) for g in natural(top) or top}


def _tail_tick(axes: Axes, edges: np.ndarray[Any, Any], last: float, question: Question) -> None:
    """The last bar holds everything beyond: its label says so."""
    room = (edges[-1] - edges[0]) * 0.12
    ticks = [float(t) for t in axes.get_xticks() if edges[0] <= t < last - room]
    text = words.OR_MORE.say(question.language, value=number(last))
    axes.set_xticks([*ticks, float(edges[-2] + edges[-1]) / 2], [*(number(t) for t in ticks), text])


def describe(values: np.ndarray[Any, Any]) -> dict[str, float]:
    """Five numbers and the mean."""
    import numpy as np

    q1, median, q3 = (float(q) for q in np.quantile(values, [0.25, 0.5, 0.75]))
    return {
        "median": median,
        "mean": float(values.mean()),
        "q1": q1,
        "q3": q3,
        "minimum": float(values.min()),
        "maximum": float(values.max()),
    }


def box(data: pd.DataFrame, question: Question) -> Picture:
    """Boxes of y by x (or of x alone, by group): quartiles, whiskers to 1.5 IQR (Tukey, 1977), mean as a dot."""
    if question.y is None:
        question = replace(question, y=question.x, x=question.group or question.x)
    question = replace(question, group=None)
    alone = question.x == question.y
    rows = tidy(data, question)
    need_number(rows, "y", question)
    keys, hidden = ([""], 0) if alone else box_keys(rows)
    parts = {k: (rows.frame if alone else rows.frame[rows.frame["x"] == k])["y"].to_numpy() for k in keys}
    boxes = [box_of(values) | {"label": question.y if alone else label(key, None)} for key, values in parts.items()]
    title = words.TITLES["box" if alone else "box_by"].say(question.language, x=question.x, y=question.y)
    figure = sheet(max(HEIGHT, 420 + len(boxes) * (74 if any("\n" in two_lines(b["label"], 400) for b in boxes) else 60)))
    outliers = sum(b["outliers"] for b in boxes)
    left = [words.OUTLIERS.say(question.language, n=f"{outliers:,}")] if outliers else []
    left += [words.HIDDEN.say(question.language, shown=len(boxes), n=f"{hidden:,}")] if hidden else []
    top, bottom = frame(figure, title, footer=(words.BOX_READ.say(question.language), *left, *footer(question, rows.left_out)))
    axes = axes_in(figure, top, bottom, "" if alone else question.x, "x")
    _draw_boxes(axes, boxes, question, alone)
    said = " ".join([box_finding(boxes, question), *left])
    return finish(question, "box", figure, title=title, said=said, left_out=rows.left_out, facts={"boxes": boxes, "hidden": hidden})


def box_keys(rows: Tidy) -> tuple[list[Any], int]:
    counts = rows.frame["x"].value_counts()
    top = list(counts.index[:_MOST_BOXES])
    if (order := natural(list(counts.index))) is not None and len(order) <= 31:
        return order, 0
    medians = rows.frame[rows.frame["x"].isin(top)].groupby("x")["y"].median().sort_values(ascending=False)
    return list(medians.index), len(counts) - len(top)


def box_of(values: np.ndarray[Any, Any]) -> dict[str, Any]:
    found = describe(values)
    reach = 1.5 * (found["q3"] - found["q1"])
    inside = values[(values >= found["q1"] - reach) & (values <= found["q3"] + reach)]
    whiskers = {"whisker_low": float(inside.min()), "whisker_high": float(inside.max())}
    return {**found, **whiskers, "outliers": len(values) - len(inside), "n": len(values)}


def _draw_boxes(axes: Axes, boxes: list[dict[str, Any]], question: Question, alone: bool) -> None:
    parts = [
        {"med": b["median"], "q1": b["q1"], "q3": b["q3"], "whislo": b["whisker_low"], "whishi": b["whisker_high"], "mean": b["mean"]}
        for b in boxes
    ]
    axes.bxp(
        parts,
        positions=range(len(boxes)),
        orientation="horizontal",
        showfliers=False,
        showmeans=True,
        widths=0.62,
        patch_artist=True,
        boxprops={"facecolor": PLAIN, "edgecolor": STRONG, "linewidth": 2},
        medianprops={"color": INK, "linewidth": 5},
        whiskerprops={"color": STRONG, "linewidth": 3},
        capprops={"color": STRONG, "linewidth": 3},
        meanprops={"marker": "o", "markerfacecolor": "#D55E00", "markeredgecolor": "white", "markersize": 14},
    )
    axes.set_yticks([] if alone else range(len(boxes)), [] if alone else [two_lines(b["label"], 400) for b in boxes])
    axes.set_ylim(len(boxes) - 0.4, -0.6)
    value_axis(axes.xaxis, question.language)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(clean(words.with_unit(str(question.y), question.language), 1040), color=MUTED)


def box_finding(boxes: list[dict[str, Any]], question: Question) -> str:
    if len(boxes) == 1:
        keys = ("median", "mean", "q1", "q3", "minimum", "maximum")
        return words.SPREAD.say(question.language, **{k: number(boxes[0][k]) for k in keys})
    enough = [b for b in boxes if b["n"] >= _FEW]  # a median of three rows is no finding
    boxes = enough if len(enough) > 1 else boxes
    high, low = max(boxes, key=lambda b: b["median"]), min(boxes, key=lambda b: b["median"])
    if high["median"] == low["median"]:
        best = max(boxes, key=lambda b: b["mean"])
        return words.MEDIANS_SAME.say(question.language, value=number(high["median"]), name=clean(best["label"]), mean=number(best["mean"]))
    names = {"name": clean(high["label"]), "low_name": clean(low["label"])}
    return words.MEDIANS.say(question.language, **names, value=number(high["median"]), low=number(low["median"]))
