"""Small multiples: the same small chart for each value of a column, all on the same scales."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text
from tools.draw import _words as words
from tools.draw._bars import operation_of
from tools.draw._figure import MUTED, NOTE, PLAIN, STRONG, TEXT, Picture, between, clean, frame, number, points, sheet, value_axis, width_of
from tools.draw._group import Grouped, label, summarise
from tools.draw._order import natural
from tools.draw._say import finish, footer, heading, measure, named_value
from tools.draw._spread import bins, describe
from tools.draw._tidy import LeftOut, Question, Tidy, need_number, plain, tidy

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 12
_MOST_BARS = 8  # of categories without an order
_DOTS = 1500  # in one small picture
_NOT_SMALL = Text(
    ko="작은 그림 여러 개로는 막대, 꺾은선, 영역, 히스토그램, 산점도를 그릴 수 있어요. 하나를 골라 다시 요청해 주세요.",
    en="Small multiples can be bars, lines, areas, histograms or scatter plots. Ask for one of them.",
)
_NOT_BOTH = Text(
    ko="작은 그림 여러 개에는 색 구분(`{group}`)을 함께 쓸 수 없어요. `{panels}` 열로 나누거나 색으로 구분하거나 하나만 골라 주세요.",
    en="Small multiples take no colours (`{group}`) as well. Choose one: split by `{panels}`, or tell apart by colour.",
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The small axes, one for each panel in order, `across` in a row."""

    figure: Figure
    axes: list[Axes]
    across: int


def panels(data: pd.DataFrame, question: Question) -> Picture:
    """Draw a settled question (its `kind` is not auto) once for each value of `question.panels`, at most MOST_PANELS."""
    if question.kind not in _KINDS:
        raise Refused("no_small_multiples", _NOT_SMALL, ["bar", "line", "area", "histogram", "scatter"])
    if question.group is not None:
        raise Refused("no_small_multiples", _NOT_BOTH, group=question.group, panels=question.panels)
    return _KINDS[question.kind](data, question)


def _sheet(keys: list[str], sizes: list[int], title: str, notes: tuple[str, ...], name: str, extra: float = 0.0) -> _Sheet:
    across = 2 if len(keys) in (1, 2, 4) else 3
    down = math.ceil(len(keys) / across)
    figure = sheet(round(250 + down * ((330 if down > 1 else 460) + extra)))
    top, bottom = frame(figure, title, name, notes)
    between(figure, top, bottom)
    engine: Any = figure.get_layout_engine()
    engine.set(wspace=0.06, hspace=0.04)
    grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    flat = list(grid.flat)
    room = 1100 / across
    for place, axes in enumerate(flat):
        if place >= len(keys):
            axes.set_visible(False)
            continue
        count = f"  n={sizes[place]:,}"
        axes.set_title(clean(keys[place], room - width_of(count, NOTE), TEXT), loc="left", fontsize=points(TEXT), weight="bold", pad=8)
        axes.set_title(count, loc="right", fontsize=points(NOTE), color=MUTED, pad=8)
        axes.tick_params(length=0, pad=6, labelsize=points(NOTE))
        axes.spines["left"].set_visible(False)
        axes.grid(axis="y", linewidth=1.5)
        if place + across >= len(keys):  # nothing stands below it
            axes.tick_params(labelbottom=True)
    return _Sheet(figure, flat[: len(keys)], across)


def _titled(question: Question, title: str) -> str:
    return words.PANELS_TITLE.say(question.language, panels=question.panels, title=title)


def _aggregated(data: pd.DataFrame, question: Question) -> Picture:
    """Bars, lines or areas: one aggregate by x in every panel."""
    question = replace(question, top_n=min(question.top_n, _MOST_BARS))
    by = replace(question, group=question.panels, panels=None)
    rows = tidy(data, by)
    runs = question.kind in ("line", "area")
    values = summarise(
        rows, by, operation_of(question), most_ordered=120 if runs else 31, along=runs, most_groups=MOST_PANELS, merge_groups=False
    )
    names = list(values.series)
    title = _titled(question, heading(question, values.operation))
    hidden = words.PANELS_HIDDEN.say(question.language, panels=question.panels, shown=len(names), n=f"{values.groups_hidden:,}")
    notes = ((hidden,) if values.groups_hidden else ()) + footer(question, rows.left_out, replace(values, groups_hidden=0))
    sizes = [sum(values.sizes[name]) for name in names]
    longest = max(width_of(text, NOTE) for text in values.labels)
    lying = question.kind == "bar" and longest > 1000 / 3 / len(values.keys) and not values.ordered
    wanted = measure(question, values.operation)
    paper = _sheet(names, sizes, title, notes, wanted, extra=30.0 * len(values.keys) - 150 if lying else 0.0)
    for axes, series in zip(paper.axes, values.series.values(), strict=True):
        _draw_series(axes, values, series, question, lying)
    _ticks(paper, values, question, lying)
    return _finished(question, paper.figure, title, _best(values, question), rows.left_out, values)


def _draw_series(axes: Axes, values: Grouped, series: list[float | None], question: Question, lying: bool) -> None:
    at = range(len(values.keys))
    known = [v for v in series if v is not None]
    if question.kind == "bar":
        top = max(known, default=0.0)
        shades = [STRONG if v == top and len(set(known)) > 1 else PLAIN for v in series]
        (axes.barh if lying else axes.bar)(at, [v or 0.0 for v in series], 0.8, color=shades)
        return
    heights = [float("nan") if v is None else v for v in series]
    axes.plot(at, heights, color=STRONG, linewidth=4, marker="o" if len(at) <= 12 else "", markersize=7)
    if question.kind == "area":
        axes.fill_between(at, 0, heights, color=STRONG, alpha=0.3, linewidth=0)


def _ticks(paper: _Sheet, values: Grouped, question: Question, lying: bool) -> None:
    axes, count = paper.axes[0], len(values.keys)
    if lying:
        axes.set_yticks(range(count), [clean(text, 230, NOTE) for text in values.labels])
        axes.set_ylim(count - 0.4, -0.6)
        value_axis(axes.xaxis, question.language, 3)
        for each in paper.axes:
            each.grid(visible=False, axis="y")
            each.grid(axis="x", linewidth=1.5)
        return
    slot = 880 / paper.across / count
    names = values.labels
    if all(width_of(text, NOTE) > slot for text in names) and all(text.endswith("요일") for text in names):
        names = [text.removesuffix("요일") for text in names]
    step = max(1, math.ceil((max(width_of(text, NOTE) for text in names) + 6) / slot))
    axes.set_xticks(range(0, count, step), [clean(text, 330, NOTE) for text in names[::step]])
    value_axis(axes.yaxis, question.language, 4)


def _best(values: Grouped, question: Question) -> str:
    cells = [
        (value, named_value(question, text), panel)
        for panel, series in values.series.items()
        for text, value in zip(values.labels, series, strict=True)
        if value is not None
    ]
    if not cells:
        return ""
    value, text, panel = max(cells, key=lambda cell: cell[0])
    return words.PANEL_TOP.say(question.language, panel=clean(panel), name=clean(text), value=number(value))


def _split(data: pd.DataFrame, question: Question) -> tuple[Tidy, list[Any], list[pd.DataFrame], tuple[str, ...]]:
    """(rows, the panels' keys, the rows of each, notes)."""
    rows = tidy(data, question)
    need_number(rows, "x", question)
    counts = rows.frame["p"].value_counts()
    top = list(counts.index[:MOST_PANELS])
    keys = natural(top) or top
    rest = len(counts) - len(keys)
    hidden = words.PANELS_HIDDEN.say(question.language, panels=question.panels, shown=len(keys), n=f"{rest:,}")
    notes = ((hidden,) if rest else ()) + footer(question, rows.left_out)
    return rows, keys, [rows.frame[rows.frame["p"] == key] for key in keys], notes


def _histograms(data: pd.DataFrame, question: Question) -> Picture:
    """The same bins in every panel; heights are shares, so that small groups compare with large ones."""
    import numpy as np

    question = replace(question, y=None)
    rows, keys, parts, notes = _split(data, question)
    edges, _, tail = bins(rows.frame["x"].to_numpy())
    title = _titled(question, words.TITLES["histogram"].say(question.language, x=question.x))
    names = [label(key, None) for key in keys]
    paper = _sheet(names, [len(p) for p in parts], title, notes, words.SHARE.say(question.language))
    largest = (edges[-2] + edges[-1]) / 2 if tail else np.inf
    facts: list[dict[str, Any]] = []
    for name, axes, part in zip(names, paper.axes, parts, strict=True):
        counts = np.histogram(np.minimum(part["x"].to_numpy(), largest), edges)[0]
        axes.bar(
            edges[:-1], counts / max(1, counts.sum()) * 100, np.diff(edges), align="edge", color=STRONG, edgecolor="white", linewidth=1
        )
        facts.append({"panel": name, "n": len(part), "counts": [int(c) for c in counts], "statistics": describe(part["x"].to_numpy())})
    value_axis(paper.axes[0].xaxis, question.language, 4)
    value_axis(paper.axes[0].yaxis, question.language, 4)
    medians = [(f["statistics"]["median"], f["panel"]) for f in facts]
    (high, high_name), (low, low_name) = max(medians), min(medians)
    sentence = words.PANEL_SAME if high == low else words.PANEL_MEDIANS
    said = sentence.say(question.language, name=clean(high_name), value=number(high), low_name=clean(low_name), low=number(low))
    more = {"edges": [float(e) for e in edges], "last_is_open": tail, "panels": facts}
    return _finished(question, paper.figure, title, said, rows.left_out, None, more)


def _scatters(data: pd.DataFrame, question: Question) -> Picture:
    """Points in every panel (a random sample where there are too many), with Pearson's r of all of them."""
    rows, keys, parts, notes = _split(data, question)
    need_number(rows, "y", question)
    title = _titled(question, words.TITLES["scatter"].say(question.language, x=question.x, y=question.y))
    names, sampled = [label(key, None) for key in keys], any(len(p) > _DOTS for p in parts)
    if sampled:
        notes = (words.SAMPLED.say(question.language, n=f"{_DOTS:,}"), *notes)
    paper = _sheet(names, [len(p) for p in parts], title, notes, f"{question.y} – {question.x}")
    facts = []
    for name, axes, part in zip(names, paper.axes, parts, strict=True):
        dots = part.sample(_DOTS, random_state=0) if len(part) > _DOTS else part
        axes.scatter(dots["x"], dots["y"], s=26, alpha=0.5, color=STRONG, linewidths=0)
        known = len(part) > 2 and part["x"].nunique() > 1 and part["y"].nunique() > 1
        r = plain(float(part["x"].corr(part["y"]))) if known else None
        facts.append({"panel": name, "n": len(part), "pearson": r})
        if r is not None:
            axes.text(0.97, 0.95, f"r = {r:.2f}", transform=axes.transAxes, ha="right", va="top", fontsize=points(NOTE), weight="bold")
    value_axis(paper.axes[0].xaxis, question.language, 4)
    value_axis(paper.axes[0].yaxis, question.language, 4)
    told = [(f["pearson"], str(f["panel"])) for f in facts if f["pearson"] is not None]
    said = ""
    if len(told) > 1:
        (high, high_name), (low, low_name) = max(told), min(told)
        names_ = {"high_name": clean(high_name), "low_name": clean(low_name)}
        said = words.PANEL_R.say(question.language, high=f"{high:.2f}", low=f"{low:.2f}", **names_)
    return _finished(question, paper.figure, title, said, rows.left_out, None, {"panels": facts})


def _finished(
    question: Question, figure: Figure, title: str, said: str, left_out: LeftOut, values: Grouped | None, more: dict[str, Any] | None = None
) -> Picture:
    facts = {"panels_by": question.panels, **(more or {})}
    return finish(question, question.kind, figure, title=title, said=said, left_out=left_out, values=values, facts=facts)


_KINDS: dict[str, Callable[[pd.DataFrame, Question], Picture]] = {
    "bar": _aggregated,
    "line": _aggregated,
    "area": _aggregated,
    "histogram": _histograms,
    "scatter": _scatters,
}
