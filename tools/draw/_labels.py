"""Words on maps: names of areas, ranks, names of points; none over another, and none over the data where there is room."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.draw._figure import INK, MUTED, SMALL, points, width_of

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

    from tools.draw._mapsheet import MapSheet

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in world coordinates
_BADGE = 21  # pixels, radius of a rank
_HIDES = 4  # more points than this would hide a name below them
_CROWD = 6  # pixels of a cell in which points are counted


@dataclass
class Taken:
    """Where something stands already: boxes of words, and how many points are in which cell."""

    paper: MapSheet
    boxes: list[Box] = field(default_factory=list)
    sums: np.ndarray[Any, Any] | None = None
    above: bool = False  # names stand above the data, wherever it is thinnest

    def crowd(self, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> None:
        """Points that words should not cover."""
        import numpy as np

        x0, y0, x1, y1 = self.paper.bounds
        shape = max(1, math.ceil((x1 - x0) / self.paper.pixel / _CROWD)), max(1, math.ceil((y1 - y0) / self.paper.pixel / _CROWD))
        counts = np.histogram2d(x, y, bins=shape, range=[[x0, x1], [y0, y1]])[0]
        self.sums = np.pad(counts.cumsum(0).cumsum(1), ((1, 0), (1, 0)))

    def points_in(self, box: Box) -> int:
        if self.sums is None:
            return 0
        x0, y0, _, _ = self.paper.bounds
        cell = self.paper.pixel * _CROWD
        across, up = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        i, k = (min(max(math.floor((v - x0) / cell), 0), across) for v in (box[0] - cell, box[2] + cell))
        j, m = (min(max(math.floor((v - y0) / cell), 0), up) for v in (box[1] - cell, box[3] + cell))
        k, m = min(k + 1, across), min(m + 1, up)
        return int(self.sums[k, m] - self.sums[i, m] - self.sums[k, j] + self.sums[i, j])

    def free(self, box: Box) -> bool:
        """Whether no word stands there, and it lies within the frame."""
        x0, y0, x1, y1 = self.paper.bounds
        inside = x0 <= box[0] and box[2] <= x1 and y0 <= box[1] and box[3] <= y1
        return inside and not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in self.boxes)


def halo(axes: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """Text with a white rim, to be read on any ground."""
    from matplotlib.patheffects import withStroke

    made = {"ha": "center", "va": "center", "fontsize": points(SMALL), "zorder": 6, "linespacing": 1.15, **style}
    axes.text(x, y, text, path_effects=[withStroke(linewidth=6, foreground="white")], clip_on=True, **made)


def name_areas(
    paper: MapSheet,
    shapes: Any,
    names: Sequence[str],
    *,
    strong: bool = False,
    taken: Taken | None = None,
    lead: Sequence[bool] = (),
) -> None:
    """Names where they fit, none over another. Of two lines only the first is written where there is no room.

    Small areas come first: their names can only stand in one place, those of large areas can give way. Where points are in the way, the
    name takes the place with the fewest, below them; where they would hide it, there is none. Areas marked in `lead` get their whole name beside them when it does not fit.
    """
    import shapely

    taken = taken or Taken(paper)
    cut = shapely.clip_by_rect(shapes, *paper.bounds)
    colour = INK if strong else MUTED
    for i in sorted(range(len(cut)), key=lambda i: float(shapely.area(cut[i]))):
        led = i < len(lead) and lead[i]
        for text in [names[i]] if led else list(dict.fromkeys((names[i], names[i].split("\n")[0]))):
            fitting = list(filter(taken.free, _places_for(paper, cut[i], text)))
            if fitting:
                box = min(fitting, key=taken.points_in)
                inside = taken.points_in(box)
                if inside > _HIDES and not taken.above:
                    break
                taken.boxes.append(box)
                order = 6 if inside == 0 or taken.above else 3
                halo(paper.axes, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, text, color=colour, zorder=order)
                break
        else:
            if led and not cut[i].is_empty:
                _lead_out(paper, _anchor(cut[i]), names[i], taken, colour)


def _lead_out(paper: MapSheet, anchor: tuple[float, float], text: str, taken: Taken, colour: str) -> None:
    """The name beside its area, with a line to it."""
    wide, high = _size(paper, text)
    for dx, dy in _around(anchor, [0, 45, 70, 95, 120, 150, 180], paper.pixel):
        box = (dx - wide / 2, dy - high / 2, dx + wide / 2, dy + high / 2)
        if taken.free(box):
            taken.boxes.append(box)
            if (dx, dy) != anchor:
                paper.axes.plot([anchor[0], dx], [anchor[1], dy], color=INK, linewidth=2, zorder=5.5)
                paper.axes.scatter([anchor[0]], [anchor[1]], s=40, color=INK, zorder=5.5)
            halo(paper.axes, dx, dy, text, color=colour)
            return


def rank(paper: MapSheet, shapes: Sequence[Any], taken: Taken) -> None:
    """1, 2, 3, ... on areas in their order (see `rank_at`)."""
    import shapely

    cut = [shapely.clip_by_rect(shape, *paper.bounds) for shape in shapes]
    rank_at(paper, [None if part.is_empty else _anchor(part) for part in cut], taken)


def rank_at(paper: MapSheet, anchors: Sequence[tuple[float, float] | None], taken: Taken) -> None:
    """1, 2, 3, ... at places in their order; a number that would cover another stands beside, with a line to its place. None has no number."""
    from matplotlib.patches import Ellipse

    size = _BADGE * paper.pixel
    for place, anchor in enumerate(anchors, 1):
        if anchor is None:
            continue
        for x, y in _around(anchor, [0, 38, 52, 70, 90, 115, 140, 170], paper.pixel):
            box = (x - size, y - size, x + size, y + size)
            if not taken.free(box):
                continue
            taken.boxes.append(box)
            if (x, y) != anchor:
                paper.axes.plot([anchor[0], x], [anchor[1], y], color=INK, linewidth=2, zorder=6.5)
                paper.axes.scatter([anchor[0]], [anchor[1]], s=36, color=INK, zorder=6.5)
            paper.axes.add_patch(Ellipse((x, y), 2 * size, 2 * size, facecolor="white", edgecolor=INK, linewidth=2.5, zorder=7))
            paper.axes.text(x, y, str(place), ha="center", va="center_baseline", fontsize=points(SMALL - 3), weight="bold", zorder=8)
            break


def name_points(paper: MapSheet, spots: Sequence[tuple[float, float, str]], taken: Taken, most: int) -> int:
    """Names beside points: right, left, above or below, wherever they cover no other name and no other point. Returns how many stand."""
    done = 0
    for x, y, text in spots:
        if done >= most:
            break
        wide, high = _size(paper, text)
        gap = 16 * paper.pixel
        corners = [
            (x + gap, y - high / 2), (x - gap - wide, y - high / 2), (x - wide / 2, y + gap), (x - wide / 2, y - gap - high),
            (x + gap * 0.7, y + gap * 0.5), (x + gap * 0.7, y - gap * 0.5 - high),
            (x - gap * 0.7 - wide, y + gap * 0.5), (x - gap * 0.7 - wide, y - gap * 0.5 - high),
        ]  # fmt: skip
        boxes = [(left, low, left + wide, low + high) for left, low in corners]
        box = next((b for b in boxes if taken.free(b) and taken.points_in(b) == 0), None)
        if box is not None:
            taken.boxes.append(box)
            done += 1
            halo(paper.axes, box[0], (box[1] + box[3]) / 2, text, ha="left", color=INK, zorder=7)
    return done


def _around(anchor: tuple[float, float], distances: Sequence[float], pixel: float) -> Iterator[tuple[float, float]]:
    """The anchor, then places on wider and wider circles around it."""
    for distance in distances:
        for step in range(16 if distance else 1):
            angle = step * math.pi / 8
            yield anchor[0] + math.cos(angle) * distance * pixel, anchor[1] + math.sin(angle) * distance * pixel


def _anchor(shape: Any) -> tuple[float, float]:
    """The middle of an area, or a point in it where the middle lies outside."""
    import shapely

    centre = shapely.centroid(shape)
    spot = centre if shapely.contains(shape, centre) else shapely.point_on_surface(shape)
    x, y = shapely.get_coordinates(spot)[0]
    return float(x), float(y)


def _size(paper: MapSheet, text: str) -> tuple[float, float]:
    lines = text.split("\n")
    return (max(width_of(line, SMALL) for line in lines) + 4) * paper.pixel, len(lines) * SMALL * 1.2 * paper.pixel


def _places_for(paper: MapSheet, shape: Any, text: str) -> list[Box]:
    """Boxes where a name can stand in its area, the best first; none where the area is too small for it."""
    import numpy as np
    import shapely

    wide, high = _size(paper, text)
    if shape.is_empty or shapely.area(shape) < wide * high * 0.6:
        return []
    left, low, right, up = shapely.bounds(shape)
    x, y = shapely.get_coordinates(shapely.centroid(shape))[0]
    inner = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
    grid = np.stack(np.meshgrid(np.linspace(left, right, 9)[1:-1], np.linspace(low, up, 9)[1:-1]), axis=-1).reshape(-1, 2)
    grid = grid[np.argsort(((grid - (x, y)) ** 2).sum(axis=1))]
    spots = np.concatenate([[(x, y)], [inner], grid])
    spots = spots[shapely.contains_xy(shape, spots[:, 0], spots[:, 1])]
    x0, y0, x1, y1 = paper.bounds
    xs = np.clip(spots[:, 0], x0 + wide / 2, x1 - wide / 2)
    ys = np.clip(spots[:, 1], y0 + high / 2, y1 - high / 2)
    return [(float(a - wide / 2), float(b - high / 2), float(a + wide / 2), float(b + high / 2)) for a, b in zip(xs, ys, strict=True)]
