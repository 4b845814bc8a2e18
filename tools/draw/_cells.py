"""Two categories against each other: heat maps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text
from tools.draw import _words as words
from tools.draw._bars import operation_of
from tools.draw._figure import (
    HEIGHT,
    INK,
    MUTED,
    NOTE,
    SEQUENTIAL,
    Picture,
    axes_in,
    clean,
    colour_bar,
    frame,
    number,
    points,
    sheet,
    width_of,
)
from tools.draw._group import by_period, in_steps, label
from tools.draw._order import natural
from tools.draw._say import finish, footer, heading, measure, named_value
from tools.draw._tidy import Operation, Question, Tidy, plain, tidy

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_MOST = 31  # cells a side
_TOP = 20  # of them, when there are more categories without an order
_NO_CELL = Text(
    ko="칸마다 값이 너무 적어서 {operation:를} 구할 수 없어요. 건수(count)나 평균(mean)으로 그려 보세요.",
    en="The cells hold too few values for a {operation}. Draw a count or a mean.",
)


@dataclass(frozen=True, slots=True)
class _Side:
    keys: list[Any]
    labels: list[str]
    hidden: int


def heatmap(data: pd.DataFrame, question: Question) -> Picture:
    """Cells of two categories: counts, or an aggregate of y when a group is given too."""
    if question.group is None:
        question = replace(question, y=None, group=question.y, operation="count")
    operation = operation_of(question)
    rows = tidy(data, question)
    table, across = _side(rows, rows.frame, "x")
    table, down = _side(rows, table, "g")
    cells, sizes = _cells(table, across, down, operation)
    if not cells.notna().any(axis=None):
        raise Refused("too_few_values", _NO_CELL, operation=words.OPERATIONS[operation].say(question.language))
    title = heading(question, operation)
    hidden = across.hidden + down.hidden
    note = (words.CELLS_HIDDEN.say(question.language, n=f"{hidden:,}"),) if hidden else ()
    figure = sheet(max(HEIGHT, 330 + 58 * len(down.keys)))
    top, bottom = frame(figure, title, footer=(*note, *footer(question, rows.left_out)))
    axes = axes_in(figure, top, bottom, str(question.group))
    _draw(axes, cells.to_numpy(dtype=float), (across, down), question, operation)
    values = [
        {"x": plain(x), "x_label": xl, "group": plain(g), "group_label": gl, "value": plain(cells.loc[g, x]), "n": int(sizes.loc[g, x])}
        for g, gl in zip(down.keys, down.labels, strict=True)
        for x, xl in zip(across.keys, across.labels, strict=True)
    ]
    best = max((v for v in values if v["value"] is not None), key=lambda v: v["value"])
    said = words.CELL.say(question.language, x=named_value(question, best["x_label"]), y=best["group_label"], value=number(best["value"]))
    facts = {"operation": operation, "values": values, "hidden": hidden}
    return finish(question, "heatmap", figure, title=title, said=" ".join([said, *note]), left_out=rows.left_out, facts=facts)


def _side(rows: Tidy, table: pd.DataFrame, role: str) -> tuple[pd.DataFrame, _Side]:
    """The categories of one side, in natural order or by number of rows; many numbers in steps, times by period."""
    period, width = None, None
    if rows.sorts[role] == "time":
        table, period = by_period(table, _MOST, role)
    elif rows.sorts[role] == "number" and table[role].nunique() > _MOST:
        table, width = in_steps(table, role, 12)
    counts = table[role].value_counts()
    order = sorted(counts.index) if period else natural(list(counts.index))
    keys = order if order is not None and len(order) <= _MOST else list(counts.index[:_TOP])
    labels = [label(k, period) if width is None else f"{k - width / 2:.6g}~{k + width / 2:.6g}" for k in keys]
    return table, _Side(keys, [clean(text) for text in labels], len(counts) - len(keys))


def _cells(table: pd.DataFrame, across: _Side, down: _Side, operation: Operation) -> tuple[pd.DataFrame, pd.DataFrame]:
    grouped = table.groupby(["g", "x"], observed=True)
    sizes = grouped.size().unstack("x").reindex(index=down.keys, columns=across.keys).fillna(0).astype(int)
    if operation == "count":
        return sizes, sizes
    return grouped["y"].agg(operation).unstack("x").reindex(index=down.keys, columns=across.keys), sizes


def _draw(axes: Axes, values: Any, sides: tuple[_Side, _Side], question: Question, operation: Operation) -> None:
    import numpy as np

    across, down = (side.labels for side in sides)
    shown = axes.pcolormesh(np.ma.masked_invalid(values), cmap=SEQUENTIAL, edgecolors="white", linewidth=2)
    slot = 840 / len(across)
    longest = max(width_of(text) for text in across)
    step = max(1, round(min(longest, 150) / slot + 0.49))
    axes.set_xticks([i + 0.5 for i in range(0, len(across), step)], [clean(text, max(slot * step, 60)) for text in across[::step]])
    axes.set_yticks([i + 0.5 for i in range(len(down))], [clean(text, 320) for text in down])
    axes.set_ylim(len(down), 0)
    axes.set_xlabel(clean(words.with_unit(question.x, question.language), 1040), color=MUTED)
    axes.spines[:].set_visible(False)
    colour_bar(axes.figure, axes, shown, measure(question, operation), question.language)
    if max(width_of(number(v), NOTE) for v in values.flat) > slot * 0.9:
        return
    middle = (np.nanmin(values) + np.nanmax(values)) / 2
    for (i, j), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = "white" if value > middle else INK
            axes.text(j + 0.5, i + 0.5, number(value), ha="center", va="center", fontsize=points(NOTE), color=colour)
