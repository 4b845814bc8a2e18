"""The map of hot spots: squares by their count, or the points of each group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._result import Artifact
from tools._text import Text
from tools.dataset._say import number
from tools.draw._geo import world
from tools.places._gathered import steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TITLE = Text(ko="점이 몰린 곳", en="Where points gather")
_FOOT = Text(ko="자료: {source} · 점 {n}개", en="Source: {source} · {n} points")
_LEGEND = Text(ko="점의 수", en="points")
_TOP = Text(ko="상위 {n}곳", en="Top {n}")
_GROUPED, _ALONE = Text(ko="몰린 점", en="gathered"), Text(ko="다른 점", en="others")
_NAMED = 10  # spots with a number on the map and a name beside it


def hot_map(
    ctx: ToolContext, points: NDArray[Any], labels: NDArray[Any], found: list[dict[str, Any]], cell_m: int | None, top_n: int, said: str
) -> Artifact:
    """`found` the spots, the fullest first; `cell_m` the side of a square, None for groups (label -1: in none)."""
    from tools.draw._figure import PALETTE, clean, png
    from tools.draw._labels import Taken, rank_at
    from tools.draw._mapsheet import map_sheet, side_legend

    title, shown = ctx.say(_TITLE), found[: min(top_n, _NAMED)]
    foot = ctx.say(_FOOT, source=ctx.source, n=number(len(points)))
    x, y = world(points[:, 0], points[:, 1])
    paper = map_sheet(_frame(x, y, shown), title, (foot,), language=ctx.language, settings=ctx.maps, legend=True)
    if cell_m is None:
        _draw_groups(paper, x, y, labels >= 0)
        rows = [(PALETTE[3], ctx.say(_GROUPED)), ("#9aa0a6", ctx.say(_ALONE))]
    else:
        rows = _draw_squares(paper, points, labels, cell_m)
    listed = [(spot["name"].split(" ", 1)[-1], number(spot["n"])) for spot in shown]
    side_legend(paper, ctx.say(_LEGEND), rows, "", (ctx.say(_TOP, n=len(listed)), listed) if listed else None)
    places = [world(spot["latitude"], spot["longitude"]) for spot in shown]
    rank_at(paper, [(float(px), float(py)) for px, py in places], Taken(paper))
    told = ", ".join(f"{i}. {f['name']} {number(f['n'])}" for i, f in enumerate(found[:_NAMED], 1))
    return Artifact("hot_spots.png", "image/png", f"{clean(title)}. {said} {told}"[:1900], png(paper.figure))


def _draw_squares(paper: Any, points: NDArray[Any], labels: NDArray[Any], cell_m: int) -> list[tuple[Any, str]]:
    """Every square in the colour of its count; returns (colour, counts) for the legend, the fullest first."""
    import numpy as np
    from matplotlib.collections import PolyCollection

    from tools.draw._classes import classify, shades

    south, west, high, wide = steps(points, cell_m)
    across = int(np.floor((points[:, 1] - west) / wide).max()) + 1
    cells, counts = np.unique(labels, return_counts=True)
    rows, columns = np.divmod(cells, across)
    x0, y0 = world(south + rows * high, west + columns * wide)
    x1, y1 = world(south + (rows + 1) * high, west + (columns + 1) * wide)
    classes, names = classify([float(c) for c in counts])
    scale = shades(len(names))
    corners = np.stack([np.column_stack(p) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))], axis=1)
    faces = [scale[c] for c in classes]
    paper.axes.add_collection(
        PolyCollection(list(corners), facecolors=faces, edgecolors="white", linewidths=0.6, alpha=0.85, zorder=3), autolim=False
    )
    return list(zip(reversed(scale), reversed(names), strict=True))


def _draw_groups(paper: Any, x: NDArray[Any], y: NDArray[Any], inside: NDArray[Any]) -> None:
    from tools.draw._figure import PALETTE

    step = max(1, len(x) // 20_000)
    paper.axes.scatter(x[~inside][::step], y[~inside][::step], s=16, c="#9aa0a6", alpha=0.5, linewidths=0, zorder=3)
    paper.axes.scatter(x[inside][::step], y[inside][::step], s=34, c=PALETTE[3], alpha=0.8, linewidths=0, zorder=4)


def _frame(x: NDArray[Any], y: NDArray[Any], found: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    """The middle 95% of the points, and every spot that is told."""
    import numpy as np

    xs, ys = np.quantile(x, [0.025, 0.975]), np.quantile(y, [0.025, 0.975])
    if found:
        px, py = world(np.array([f["latitude"] for f in found]), np.array([f["longitude"] for f in found]))
        xs, ys = np.append(xs, px), np.append(ys, py)
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())
