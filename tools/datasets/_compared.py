"""Counts of several datasets side by side, drawn: one panel a dataset, the same order of groups in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MOST_DRAWN = 15
_ROW = 52  # pixels
_HEAD = 330


def draw(table: pd.DataFrame, names: Sequence[str], title: str, subtitle: str, note: str) -> bytes:
    """PNG of a table whose index are the groups, the largest of the first dataset on top; at most the first 15 are drawn."""
    from tools.draw._figure import INK, NOTE, PALETTE, between, clean, frame, number, png, points, sheet

    shown = table.head(MOST_DRAWN)
    figure = sheet(max(520, _HEAD + _ROW * len(shown)))
    top, bottom = frame(figure, title, subtitle, (note,))
    between(figure, top, bottom)
    panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
    room = 1000 / len(names)
    at = list(range(len(shown)))[::-1]
    for panel, name, colour in zip(panels, names, PALETTE, strict=False):
        values = shown[name].fillna(0).tolist()
        panel.barh(at, values, color=colour, height=0.72)
        panel.set_title(clean(name, room), loc="left", color=INK, fontsize=points(NOTE), pad=10)
        panel.set_yticks(at, [clean(group, 330, NOTE) for group in shown.index], fontsize=points(NOTE))
        panel.tick_params(length=0, pad=6, axis="both")
        panel.set_xlim(0, max(max(values, default=0), 1) * 1.32)
        panel.set_xticks([])
        panel.spines["bottom"].set_visible(False)
        for y, value in zip(at, values, strict=True):
            panel.text(value, y, " " + number(value), va="center", ha="left", fontsize=points(NOTE), color=INK)
    return png(figure)
