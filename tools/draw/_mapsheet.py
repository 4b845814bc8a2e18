"""The sheet of a map: the stretch of world that is shown, tiles or outlines below, names, scale bar, attribution, legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tools._text import Language, Text
from tools.draw._figure import INK, MARGIN, MUTED, NOTE, WIDTH, clean, frame, number, pixels_high, points, sheet, width_of, wrap
from tools.draw._geo import EARTH, NGII, degrees, outlines
from tools.draw._labels import halo
from tools.draw._tiles import TILE, base_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tools._context import MapSettings

Bounds = tuple[float, float, float, float]  # x0, y0, x1, y1 in world coordinates
Base = Literal["tiles", "outlines", "grid"]

MAP_HEIGHT = 1150
ATTRIBUTION = 24
STRIP = 48  # pixels below the map, for the scale bar and whose map it is
LEGEND = 330  # pixels right of the map
_SEA, _LAND, _BORDER = "#e9eff3", "#f8f7f3", "#a9adb3"
_SMALLEST = 4000 / EARTH / math.cos(math.radians(36))  # a map shows at least some 4 km
_KILOMETRES = Text(ko="{value} km", en="{value} km")
_METRES = Text(ko="{value} m", en="{value} m")


@dataclass
class MapSheet:
    """Axes in world coordinates. `pixel` is the width of a pixel in them; `base` says what lies below."""

    figure: Figure
    axes: Axes
    bounds: Bounds
    pixel: float
    base: Base
    top: float
    bottom: float


def fit(data: Bounds, width: float, height: float) -> Bounds:
    """The data's bounds with some air, widened to the shape of a picture of `width` x `height` pixels."""
    x0, y0, x1, y1 = data
    wide, high = max(x1 - x0, _SMALLEST) * 1.12, max(y1 - y0, _SMALLEST) * 1.12
    pixel = max(wide / width, high / height)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - pixel * width / 2, y - pixel * height / 2, x + pixel * width / 2, y + pixel * height / 2


def map_sheet(
    data: Bounds, title: str, footer: tuple[str, ...], *, language: Language, settings: MapSettings | None, legend: bool
) -> MapSheet:
    """A sheet with its base map drawn: tiles when `settings` has a server that answers, else outlines, else (abroad) a grid."""
    figure = sheet(MAP_HEIGHT)
    top, bottom = frame(figure, title, footer=footer)
    bottom -= STRIP
    width, height = WIDTH - 2 * MARGIN - (LEGEND if legend else 0), bottom - top
    bounds = fit(data, width, height)
    axes = figure.add_axes((MARGIN / WIDTH, 1 - bottom / MAP_HEIGHT, width / WIDTH, height / MAP_HEIGHT))
    axes.set_xlim(bounds[0], bounds[2])
    axes.set_ylim(bounds[1], bounds[3])
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
    paper = MapSheet(figure, axes, bounds, (bounds[2] - bounds[0]) / width, "grid", top, bottom)
    paper.base = _draw_base(paper, settings)
    notes = {"tiles": clean(settings.tile_attribution) if settings else "", "outlines": NGII.say(language), "grid": ""}
    if notes[paper.base]:
        _credit(paper, notes[paper.base], WIDTH - 2 * MARGIN - 340)
    _scale_bar(paper, language)
    return paper


def _draw_base(paper: MapSheet, settings: MapSettings | None) -> Base:
    if settings is not None:
        # a tile's letters are made for 256 pixels on a screen: twice that size can be read on a phone
        zoom = max(1, min(18, round(math.log2(1 / (paper.pixel * TILE * 1.9)))))
        if found := base_map(settings, paper.bounds, zoom):
            picture, extent = found
            paper.axes.imshow(picture, extent=extent, aspect="auto", interpolation="lanczos", zorder=0)  # type: ignore[arg-type]
            paper.axes.set_xlim(paper.bounds[0], paper.bounds[2])
            paper.axes.set_ylim(paper.bounds[1], paper.bounds[3])
            return "tiles"
    gus = outlines("sigungu")
    inside = gus.within(paper.bounds)
    if not inside:
        _graticule(paper)
        return "grid"
    paper.axes.set_facecolor(_SEA)
    if (paper.bounds[2] - paper.bounds[0]) * EARTH < 30_000:
        emds = outlines("emd")
        draw_areas(paper, emds.shapes[emds.within(paper.bounds)], faces=[_LAND], edge="#dedfe0", line=1.2)
        draw_areas(paper, gus.shapes[inside], faces=["none"], edge=_BORDER, line=2.4)
    else:
        draw_areas(paper, gus.shapes[inside], faces=[_LAND], edge=_BORDER, line=1.8)
    return "outlines"


def draw_areas(paper: MapSheet, shapes: Any, *, faces: Sequence[Any], edge: str, line: float, hatches: Sequence[bool] = ()) -> None:
    """Areas filled with `faces` (one for all, or one each), simplified to what a pixel can show and cut at the frame."""
    import shapely
    from matplotlib.collections import PathCollection

    cut = shapely.clip_by_rect(shapely.simplify(shapes, paper.pixel * 0.6), *_around(paper.bounds))
    paths = [_path(shape) for shape in cut]
    paper.axes.add_collection(PathCollection(paths, facecolors=list(faces), edgecolors=edge, linewidths=line, zorder=1), autolim=False)
    hatched = [path for path, yes in zip(paths, hatches, strict=False) if yes]
    if hatched:
        style = {"facecolors": "none", "edgecolors": "#8a8f94", "linewidths": 0, "hatch": "///", "zorder": 1.5}
        paper.axes.add_collection(PathCollection(hatched, **style), autolim=False)  # type: ignore[arg-type]


def _around(bounds: Bounds) -> Bounds:
    """A little more than the frame, so that its edge does not look like a border."""
    x0, y0, x1, y1 = bounds
    more = (x1 - x0) * 0.02
    return x0 - more, y0 - more, x1 + more, y1 + more


def _path(shape: Any) -> Any:
    """A shapely area as one matplotlib path, holes included (rings turned so that they stay empty)."""
    import numpy as np
    import shapely
    from matplotlib.path import Path

    rings = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            turned = shapely.orient_polygons(part)
            rings += [shapely.get_coordinates(ring) for ring in (turned.exterior, *turned.interiors)]
    if not rings:
        return Path(np.zeros((0, 2)))
    codes = [code for ring in rings for code in [Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]]
    return Path(np.concatenate(rings), codes)


def _credit(paper: MapSheet, text: str, room: float) -> None:
    """Whose map it is, below it at the right: there it covers no data."""
    height = pixels_high(paper.figure)
    for i, line in enumerate(wrap(text, room, ATTRIBUTION, 2)):
        high = 1 - (paper.bottom + 10 + i * ATTRIBUTION * 1.15) / height
        paper.figure.text(1 - MARGIN / WIDTH, high, line, fontsize=points(ATTRIBUTION), color=MUTED, ha="right", va="top")


def _scale_bar(paper: MapSheet, language: Language) -> None:
    """A round length at the latitude of the map's middle, below the map; none where the scale changes much over the map."""
    from matplotlib.lines import Line2D

    x0, y0, x1, y1 = paper.bounds
    latitude, _ = degrees(0, (y0 + y1) / 2)
    metres = EARTH * math.cos(math.radians(latitude))
    if y1 - y0 > 0.03:
        return
    room = min((x1 - x0) * 0.24, 200 * paper.pixel) * metres
    power = 10 ** math.floor(math.log10(room))
    length = next(step * power for step in (5, 2, 1) if step * power <= room)
    said = _KILOMETRES.say(language, value=number(length / 1000)) if length >= 1000 else _METRES.say(language, value=number(length))
    height = pixels_high(paper.figure)
    pixels, y = length / metres / paper.pixel, 1 - (paper.bottom + 26) / height
    across, up = pixels / WIDTH, 9 / height
    left = MARGIN / WIDTH + 0.002
    ends = ([left, left, left + across, left + across], [y + up, y, y, y + up])
    paper.figure.add_artist(Line2D(*ends, color=INK, linewidth=3, solid_joinstyle="miter"))
    paper.figure.text(left + across + 12 / WIDTH, y, said, fontsize=points(ATTRIBUTION), color=INK, va="center")


def _graticule(paper: MapSheet) -> None:
    """Degrees around the frame, where there is nothing else to hold on to."""
    from matplotlib.ticker import MaxNLocator

    from tools.draw._geo import world

    (south, west), (north, east) = degrees(*paper.bounds[:2]), degrees(*paper.bounds[2:])
    paper.axes.set_facecolor("#fafafa")
    for value in MaxNLocator(5).tick_values(west, east):
        if west < value < east:
            x = float(world(0.0, value)[0])
            paper.axes.axvline(x, color="#d5d9dd", linewidth=1.5, zorder=0.5)
            halo(paper.axes, x, paper.bounds[3] - 22 * paper.pixel, f"{value:g}°", color=MUTED)
    for value in MaxNLocator(5).tick_values(max(south, -85), min(north, 85)):
        if max(south, -85) < value < min(north, 85):
            y = float(world(value, 0.0)[1])
            paper.axes.axhline(y, color="#d5d9dd", linewidth=1.5, zorder=0.5)
            halo(paper.axes, paper.bounds[0] + 45 * paper.pixel, y, f"{value:g}°", color=MUTED)


def side_legend(
    paper: MapSheet,
    title: str,
    rows: Sequence[tuple[Any, str]],
    hatched: str = "",
    ranked: tuple[str, Sequence[tuple[str, str]]] | None = None,
) -> None:
    """Colours and what they mean, right of the map; below them, if given, a heading and the (name, value) of the first areas."""
    from matplotlib.patches import Rectangle

    height = pixels_high(paper.figure)
    x, y = WIDTH - LEGEND - MARGIN + 24, paper.top + 6
    limit = LEGEND - 24

    def text(left: float, high: float, said: str, colour: str) -> None:
        paper.figure.text(left / WIDTH, 1 - high / height, said, fontsize=points(NOTE), color=colour, va="top")

    for line in [clean(part, limit, NOTE) for part in title.split("\n") if part]:
        text(x, y, line, MUTED)
        y += NOTE * 1.3
    y += 10
    for i, (colour, said) in enumerate([*rows, *([("#ffffff", hatched)] if hatched else [])]):
        square = Rectangle((x / WIDTH, 1 - (y + 34) / height), 34 / WIDTH, 34 / height, facecolor=colour, edgecolor="#b8bcc0", linewidth=1)
        if hatched and i == len(rows):
            square.set_hatch("///")
        paper.figure.add_artist(square)
        text(x + 48, y, clean(said, limit - 48, NOTE), INK)
        y += 50
    if ranked is None:
        return
    heading, places = ranked
    y += 20
    text(x, y, clean(heading, limit, NOTE), MUTED)
    y += NOTE * 1.45
    for place, (name, value) in enumerate(places, 1):
        text(x, y, f"{place}", MUTED)
        text(x + 50, y, clean(name, limit - 50 - width_of(value, NOTE) - 14, NOTE), INK)
        paper.figure.text(1 - MARGIN / WIDTH, 1 - y / height, value, fontsize=points(NOTE), color=INK, va="top", ha="right")
        y += NOTE * 1.36
