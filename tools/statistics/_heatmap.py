"""A matrix of coefficients as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tools._text import Language, Text
from tools.draw._figure import (
    GAP,
    INK,
    NOTE,
    SEQUENTIAL,
    TEXT,
    Picture,
    axes_in,
    clean,
    colour_bar,
    frame,
    png,
    points,
    sheet,
    width_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DIVERGING = "RdBu_r"  # blue below zero, red above, white at zero: told apart with every common colour blindness
_ALL_WRITTEN, _WORTH = 10, 0.1  # of more columns, only what is worth a look is written into the cells
_SCALE = Text(ko="계수", en="value")
_NAMED_BELOW = Text(ko="숫자는 왼쪽 열의 번호예요.", en="Numbers below stand for the columns at the left.")
_UNDEFINED = Text(ko="회색 칸은 값이 정해지지 않아요.", en="Grey cells are not defined.")


def heat_map(
    columns: Sequence[str], matrix: Sequence[Sequence[float | None]], title: str, said: str, notes: Sequence[str], language: Language,
    signed: bool = True,
) -> Picture:  # fmt: skip
    """Columns against columns, -1..1 (blue to red) or, not `signed`, 0..1. `notes` stand below, `said` is what the picture tells."""
    import numpy as np

    values = np.array([[np.nan if v is None else v for v in row] for row in matrix], dtype="float64")
    names = [clean(name, 300) for name in columns]
    slot = 700 / len(names)
    numbered = max(width_of(name) for name in names) > slot * 0.98
    lines = [_NAMED_BELOW.say(language)] if numbered else []
    lines += [_UNDEFINED.say(language)] if np.isnan(values).any() else []
    figure = sheet(max(750, 330 + int(66 * len(names))))
    top, bottom = frame(figure, title, footer=(*lines, *notes))
    axes = axes_in(figure, top, bottom)
    low = -1.0 if signed else 0.0
    axes.set_facecolor(GAP)
    drawn = axes.pcolormesh(
        np.ma.masked_invalid(values), cmap=_DIVERGING if signed else SEQUENTIAL, vmin=low, vmax=1.0, edgecolors="white", linewidth=2
    )
    below = [str(i + 1) for i in range(len(names))] if numbered else names
    left = [clean(f"{i + 1}. {name}" if numbered else name, 330) for i, name in enumerate(names)]
    small = points(min(TEXT, slot * 0.62))
    axes.set_xticks([i + 0.5 for i in range(len(names))], below, fontsize=small if numbered else points(TEXT))
    axes.set_yticks([i + 0.5 for i in range(len(names))], left)
    axes.set_ylim(len(names), 0)
    axes.spines[:].set_visible(False)
    axes.tick_params(colors=INK)
    colour_bar(figure, axes, drawn, _SCALE.say(language), language)
    if drawn.colorbar is not None:
        drawn.colorbar.set_ticks(
            [-1, -0.5, 0, 0.5, 1] if signed else [0, 0.5, 1], labels=["-1", "-0.5", "0", "0.5", "1"] if signed else ["0", "0.5", "1"]
        )
    _write(axes, values, slot, signed)
    return Picture(png(figure), clean(title), said, {})


def _write(axes: Axes, values: object, slot: float, signed: bool) -> None:
    import numpy as np

    crowded = len(np.asarray(values)) > _ALL_WRITTEN
    size = min(NOTE, slot / (2.1 if crowded else 2.6))
    for (i, j), value in np.ndenumerate(np.asarray(values)):
        if np.isfinite(value) and (abs(value) >= _WORTH or not crowded) and not (crowded and i == j):
            dark = abs(value) > 0.65 if signed else value > 0.55
            shown = f"{value:.1f}" if crowded else f"{value:.2f}".replace("-0.00", "0.00")
            axes.text(j + 0.5, i + 0.5, shown, ha="center", va="center", fontsize=points(size), color="white" if dark else INK)
