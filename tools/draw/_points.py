"""Points on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools.draw import _mapwords as words
from tools.draw._classes import classify, shades
from tools.draw._coordinates import Spots, near, read_spots
from tools.draw._figure import INK, OTHER, PALETTE, SMALL, Picture, clean, number, png, width_of
from tools.draw._geo import Level, degrees, outlines, world
from tools.draw._mapquestion import MapQuestion, counts_line
from tools.draw._mapsheet import MapSheet, halo, map_sheet, name_areas, side_legend
from tools.draw._order import natural
from tools.draw._tidy import plain, understand
from tools.draw._words import OTHER_WORD

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tools._context import MapSettings

_MOST_LABELS = 25
# points up to -> diameter in typographic points, opacity
_SIZES = ((30, 20.0, 1.0), (300, 14.0, 1.0), (2_000, 10.0, 0.75), (10_000, 7.0, 0.55), (10**12, 5.0, 0.4))


def points_map(frame: pd.DataFrame, question: MapQuestion, settings: MapSettings | None) -> Picture:
    """Every usable point once; colours by `value` if there is one. Raises Refused when no point is left."""
    import numpy as np

    latitude, longitude = str(question.latitude), str(question.longitude)
    spots = read_spots(frame[latitude], frame[longitude])
    if not len(spots.kept):
        bad = sum(n for reason, n in spots.dropped.items() if reason != "missing")
        fields = {"rows": f"{len(frame):,}", "missing": f"{spots.dropped.get('missing', 0):,}", "bad": f"{bad:,}"}
        raise Refused("no_coordinates", words.NO_POINT, latitude=latitude, longitude=longitude, **fields)
    keep = near(spots.latitude, spots.longitude)
    x, y = world(spots.latitude, spots.longitude)
    colours, rows, missing = _colours(frame.iloc[spots.kept], question)
    key = words.POINTS_VALUE_TITLE if question.value else words.POINTS_TITLE
    title = key.say(question.language, value=question.value, source=clean(question.source.rsplit(".", 1)[0], 700))
    left = len(frame) - int(keep.sum())
    notes = counts_line(question, int(keep.sum()), left)
    bounds = (float(x[keep].min()), float(y[keep].min()), float(x[keep].max()), float(y[keep].max()))
    paper = map_sheet(bounds, title, notes, language=question.language, settings=settings, legend=bool(rows))
    _draw_points(paper, x[keep], y[keep], np.asarray(colours, dtype=object)[keep] if colours is not None else None)
    if paper.base == "outlines":
        _names(paper)
    if rows:
        side_legend(paper, question.value or "", rows)
    by_area = _by_area(x, y)
    said = [*_finding(spots, by_area, question), *_dropped(spots, question)]
    said += [words.FAR.say(question.language, n=f"{int((~keep).sum()):,}")] if not keep.all() else []
    said += [words.VALUE_MISSING.say(question.language, n=f"{missing:,}")] if missing else []
    if question.label and not _label_points(paper, x[keep], y[keep], frame[question.label].iloc[spots.kept[keep]]):
        said.append(words.LABELS_LEFT.say(question.language))
    data = _facts(spots, keep, by_area, paper) | {"rows": len(frame), "latitude": latitude, "longitude": longitude}
    return Picture(png(paper.figure), clean(title), " ".join(said), data)


def _facts(spots: Spots, keep: np.ndarray[Any, Any], by_area: list[dict[str, Any]], paper: MapSheet) -> dict[str, Any]:
    north, east = float(spots.latitude.max()), float(spots.longitude.max())
    south, west = float(spots.latitude.min()), float(spots.longitude.min())
    (low, left), (high, right) = degrees(*paper.bounds[:2]), degrees(*paper.bounds[2:])
    return {
        "kind": "points",
        "base": paper.base,
        "n": len(spots.kept),
        "dropped": spots.dropped,
        "swapped_columns": spots.swapped,
        "off_map": int((~keep).sum()),
        "bounds": {"south": south, "north": north, "west": west, "east": east},
        "frame": {"south": low, "north": high, "west": left, "east": right},
        "by_area": by_area,
    }


def _colours(frame: pd.DataFrame, question: MapQuestion) -> tuple[list[Any] | None, list[tuple[Any, str]], int]:
    """(a colour for each point, rows of the legend, how many have no value)."""
    if question.value is None:
        return None, [], 0
    values, sort = understand(frame[question.value], question.kinds.get(question.value, ""))
    values = values.mask(values.abs() == float("inf")) if sort == "number" else values.astype("object").where(values.notna(), None)
    known = values.dropna()
    missing = len(values) - len(known)
    if known.empty:
        return None, [], missing
    if sort == "number":
        classes, names = classify(known.tolist())
        scale = shades(len(names))
        chosen: dict[Any, Any] = dict(zip(known.index, (scale[c] for c in classes), strict=True))
        rows = list(zip(scale, names, strict=True))
    else:
        top = list(known.astype(str).value_counts().index)
        shown = natural(top[: len(PALETTE)]) or top[: len(PALETTE)]
        table = dict(zip(shown, PALETTE, strict=False))
        chosen = {i: table.get(v, OTHER) for i, v in known.astype(str).items()}
        rows = [(c, k) for k, c in table.items()]
        rows += [(OTHER, OTHER_WORD.say(question.language))] if len(top) > len(PALETTE) else []
    rows += [(OTHER, words.NO_VALUE.say(question.language))] if missing else []
    return [chosen.get(i, OTHER) for i in values.index], rows, missing


def _draw_points(paper: MapSheet, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], colours: np.ndarray[Any, Any] | None) -> None:
    """Large and few or small and many; of the points within one pixel only one is drawn, for the others would not be seen."""
    import numpy as np

    size, alpha = next((s, a) for most, s, a in _SIZES if len(x) <= most)
    if len(x) > 2_000:
        cells = np.column_stack([np.round(x / paper.pixel), np.round(y / paper.pixel)])
        first = np.sort(np.unique(cells, axis=0, return_index=True)[1])
        x, y, colours = x[first], y[first], colours[first] if colours is not None else None
    paint: Any = "#D55E00" if colours is None else list(colours)
    paper.axes.scatter(x, y, s=size**2, c=paint, alpha=alpha, edgecolors="white", linewidths=1.6 if size > 8 else 0.5, zorder=4)


def _names(paper: MapSheet) -> None:
    wide = (paper.bounds[2] - paper.bounds[0]) * 40_075
    level: Level = "emd" if wide < 9 else "sigungu" if wide < 220 else "sido"
    layer = outlines(level)
    inside = layer.within(paper.bounds)
    name_areas(paper, layer.shapes[inside], [layer.areas[i][level] for i in inside])


def _label_points(paper: MapSheet, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], labels: pd.Series[Any]) -> bool:
    """Names beside points, as far as they don't cover one another. True when every point got its name."""
    import pandas as pd

    taken: list[tuple[float, float, float, float]] = []
    done = 0
    for px, py, label in zip(x, y, labels, strict=True):
        if pd.isna(label) or done >= _MOST_LABELS:
            continue
        text = clean(label, 300, SMALL)
        wide, high = width_of(text, SMALL) * paper.pixel, SMALL * 1.1 * paper.pixel
        side = 1 if px + wide + 20 * paper.pixel < paper.bounds[2] else -1
        left = px + 16 * paper.pixel if side > 0 else px - 16 * paper.pixel - wide
        box = (left, py - high / 2, left + wide, py + high / 2)
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
            continue
        taken.append(box)
        done += 1
        halo(paper.axes, left, py, text, ha="left", color=INK, zorder=7)
    return done == len(labels)


def _by_area(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """How many points lie in each 구, most first; points outside Korea are in none."""
    import numpy as np

    layer = outlines("sigungu")
    found = layer.of_points(x, y)
    codes, counts = np.unique(found[found >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [{**layer.areas[int(codes[i])], "n": plain(counts[i])} for i in order]


def _finding(spots: Spots, by_area: list[dict[str, Any]], question: MapQuestion) -> list[str]:
    say, n = question.language, f"{len(spots.kept):,}"
    latitude, longitude = spots.latitude, spots.longitude
    if len(latitude) > 1 and latitude.min() == latitude.max() and longitude.min() == longitude.max():
        return [words.ONE_PLACE.say(say, n=n, latitude=number(float(latitude[0])), longitude=number(float(longitude[0])))]
    if by_area and len(spots.kept) > 1:
        best = by_area[0]
        return [words.SPREAD_OVER.say(say, n=n, name=f"{best['sido']} {best['sigungu']}", most=f"{best['n']:,}")]
    edges = {"south": latitude.min(), "north": latitude.max(), "west": longitude.min(), "east": longitude.max()}
    return [words.DRAWN.say(say, n=n, **{k: f"{float(v):.4f}" for k, v in edges.items()})]


def _dropped(spots: Spots, question: MapQuestion) -> list[str]:
    said = [words.DROPPED[reason].say(question.language, n=f"{n:,}") for reason, n in spots.dropped.items()]
    if spots.swapped:
        said.insert(0, words.SWAPPED.say(question.language, latitude=question.latitude, longitude=question.longitude))
    return said
