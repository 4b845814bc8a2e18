"""Many points as a few circles with counts, or as a surface of density."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tools.draw import _mapwords as words
from tools.draw._figure import MARGIN, MUTED, NOTE, SMALL, WIDTH, clean, compact, pixels_high, points, width_of
from tools.draw._geo import EARTH, degrees
from tools.draw._mapsheet import LEGEND, MapSheet

if TYPE_CHECKING:
    import numpy as np

    from tools._text import Language

_CELL = 28  # pixels of a cell of the grid
_REACH = 80  # pixels between the middles of two circles, at least
_LEAST, _MOST = 22.0, 39.0  # radius of a circle, pixels
_BLUR = 13.0  # pixels, the standard deviation of the kernel of a heat map
_STEP = 4  # pixels of a cell of its grid
_HEAT = "YlOrRd"


def cluster(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], pixel: float) -> list[dict[str, Any]]:
    """Circles {x, y, n}, most points first, no two closer than _REACH pixels. Every point counts in one circle.

    Points are counted in the cells of a square grid; the fullest cell begins a circle and takes all cells within reach, then the fullest
    of those that are left, and so on.
    """
    import numpy as np

    cell = _CELL * pixel
    cells = np.floor(x / cell).astype(np.int64) * 2**31 + np.floor(y / cell).astype(np.int64)
    _, place, counts = np.unique(cells, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    middles = np.column_stack([np.bincount(place, x) / counts, np.bincount(place, y) / counts])
    left = np.ones(len(counts), dtype=bool)
    found = []
    for seed in np.argsort(-counts, kind="stable"):
        if not left[seed]:
            continue
        near = left & (((middles - middles[seed]) ** 2).sum(axis=1) < (_REACH * pixel) ** 2)
        left &= ~near
        found.append({"x": float(middles[seed, 0]), "y": float(middles[seed, 1]), "n": int(counts[near].sum())})
    return sorted(found, key=lambda c: -c["n"])


def radius(n: int, most: int) -> float:
    """Pixels; the area grows with the number of points."""
    return max(_LEAST, _MOST * math.sqrt(n / most)) if n > 1 else 10.0


def draw_clusters(paper: MapSheet, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Circles with their counts. Returns them with latitude and longitude of their middles."""
    from matplotlib.patches import Circle

    found = cluster(x, y, paper.pixel)
    most = found[0]["n"]
    for circle in reversed(found):
        size = radius(circle["n"], most) * paper.pixel
        round_ = Circle((circle["x"], circle["y"]), size, facecolor="#0072B2", edgecolor="white", linewidth=2.5, alpha=0.92, zorder=4)
        paper.axes.add_patch(round_)
        if circle["n"] > 1:
            style: dict[str, Any] = {"ha": "center", "va": "center", "color": "white", "weight": "bold", "zorder": 5}
            text = compact(circle["n"], "en") if circle["n"] >= 100_000 else f"{circle['n']:,}"
            room = 2 * radius(circle["n"], most) - 8
            size = min(SMALL, SMALL * max(0.6, room / width_of(text, SMALL)))
            paper.axes.text(circle["x"], circle["y"], text, fontsize=points(size), **style)
    places = [degrees(c["x"], c["y"]) for c in found]
    return [{"latitude": lat, "longitude": lon, "n": c["n"]} for (lat, lon), c in zip(places, found, strict=True)]


def draw_heat(paper: MapSheet, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], language: Language) -> dict[str, float]:
    """Density of points by a Gaussian kernel, in points per km2, see-through where there is little. Returns its peak and where it is."""
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap, Normalize
    from scipy.ndimage import gaussian_filter

    x0, y0, x1, y1 = paper.bounds
    shape = max(2, round((x1 - x0) / paper.pixel / _STEP)), max(2, round((y1 - y0) / paper.pixel / _STEP))
    counts, across, up = np.histogram2d(x, y, bins=shape, range=[[x0, x1], [y0, y1]])
    latitude = degrees((x0 + x1) / 2, (y0 + y1) / 2)[0]
    metres = EARTH * math.cos(math.radians(latitude))
    area = (across[1] - across[0]) * (up[1] - up[0]) * (metres / 1000) ** 2
    smooth = gaussian_filter(counts, _BLUR / _STEP, mode="constant") / area
    top = float(smooth.max())
    shades = colormaps[_HEAT](np.linspace(0.12, 1, 256))
    shades[:, 3] = np.clip(np.linspace(0, 1, 256) * 6, 0, 0.88)
    scale = ListedColormap(shades)
    high = float(np.quantile(smooth[smooth > top / 1000], 0.995)) if top > 0 else 1.0
    shown = paper.axes.imshow(
        smooth.T,
        extent=(x0, x1, y0, y1),
        origin="lower",
        aspect="auto",
        cmap=scale,
        norm=Normalize(0, high),
        interpolation="bilinear",
        zorder=2,
    )
    paper.axes.set_xlim(x0, x1)
    paper.axes.set_ylim(y0, y1)
    _heat_scale(paper, shown, language)
    i, j = np.unravel_index(int(smooth.argmax()), smooth.shape)
    lat, lon = degrees(float(across[i] + across[i + 1]) / 2, float(up[j] + up[j + 1]) / 2)
    return {"latitude": lat, "longitude": lon, "per_km2": top}


def _heat_scale(paper: MapSheet, shown: Any, language: Language) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    height = pixels_high(paper.figure)
    left, top = WIDTH - LEGEND - MARGIN + 24, paper.top + 6
    lines = [clean(line, LEGEND - 24, NOTE) for line in words.PER_KM2.say(language).split("\n")]
    for line in lines:
        paper.figure.text(left / WIDTH, 1 - top / height, line, fontsize=points(NOTE), color=MUTED, va="top")
        top += NOTE * 1.3
    axes = paper.figure.add_axes((left / WIDTH, 1 - (top + 380) / height, 34 / WIDTH, 360 / height))
    bar = paper.figure.colorbar(shown, cax=axes, extend="max")
    bar.outline.set_visible(False)
    axes.tick_params(length=0, labelsize=points(NOTE))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value, language)))
