"""Points on a map: each one, in circles with counts, or as a density."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools.draw import _mapwords as words
from tools.draw._classes import classify, shades
from tools.draw._clusters import draw_clusters, draw_heat, radius
from tools.draw._coordinates import Spots, near, read_spots
from tools.draw._figure import OTHER, PALETTE, SMALL, Picture, clean, number, png
from tools.draw._geo import Level, degrees, outlines, world
from tools.draw._labels import Taken, name_areas, name_points
from tools.draw._mapquestion import MapQuestion, counts_line
from tools.draw._mapsheet import MapSheet, map_sheet, side_legend
from tools.draw._order import natural
from tools.draw._tidy import plain, understand
from tools.draw._words import OTHER_WORD

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tools._context import MapSettings

_MOST_LABELS = 25
_CROWDED = 20_000  # more points than this hide one another
_TITLES = {"clusters": words.CLUSTERS_TITLE, "heat": words.HEAT_TITLE}
# points up to -> diameter in typographic points, opacity
_SIZES = ((30, 20.0, 1.0), (300, 14.0, 1.0), (2_000, 10.0, 0.75), (10_000, 7.0, 0.55), (10**12, 5.0, 0.4))


def points_map(frame: pd.DataFrame, question: MapQuestion, settings: MapSettings | None) -> Picture:
    """Every usable point: as it is (coloured by `value` if there is one), in circles with counts, or as a density.

    Raises Refused when no point is left.
    """
    latitude, longitude = str(question.latitude), str(question.longitude)
    spots = read_spots(frame[latitude], frame[longitude])
    if not len(spots.kept):
        bad = sum(n for reason, n in spots.dropped.items() if reason != "missing")
        fields = {"rows": f"{len(frame):,}", "missing": f"{spots.dropped.get('missing', 0):,}", "bad": f"{bad:,}"}
        raise Refused("no_coordinates", words.NO_POINT, latitude=latitude, longitude=longitude, **fields)
    crowded = question.kind == "auto" and question.value is None and question.label is None and len(spots.kept) > _CROWDED
    kind = "heat" if crowded else "points" if question.kind == "auto" else question.kind
    keep = near(spots.latitude, spots.longitude)
    x, y = world(spots.latitude, spots.longitude)
    colours, rows, missing = _colours(frame.iloc[spots.kept], question) if kind == "points" else (None, [], 0)
    key = _TITLES.get(kind, words.POINTS_VALUE_TITLE if question.value else words.POINTS_TITLE)
    title = key.say(question.language, value=question.value, source=clean(question.source.rsplit(".", 1)[0], 700))
    left = len(frame) - int(keep.sum())
    notes = counts_line(question, int(keep.sum()), left)
    bounds = (float(x[keep].min()), float(y[keep].min()), float(x[keep].max()), float(y[keep].max()))
    paper = map_sheet(bounds, title, notes, language=question.language, settings=settings, legend=bool(rows) or kind == "heat")
    by_area = _by_area(x, y)
    said = [*_finding(spots, by_area, question), *_dropped(spots, question)]
    data = _facts(spots, keep, by_area, paper) | {"kind": kind, "rows": len(frame), "latitude": latitude, "longitude": longitude}
    if kind == "points":
        said += _scatter(paper, x[keep], y[keep], colours[keep] if colours is not None else None, frame, spots.kept[keep], question)
        side_legend(paper, question.value or "", rows) if rows else None
    else:
        more, facts = _dense(paper, x[keep], y[keep], kind, question)
        said = [*([words.MANY_POINTS.say(question.language, n=f"{len(spots.kept):,}")] if crowded else []), *said, *more]
        data |= facts
    said += [words.FAR.say(question.language, n=f"{int((~keep).sum()):,}")] if not keep.all() else []
    said += [words.VALUE_MISSING.say(question.language, n=f"{missing:,}")] if missing else []
    return Picture(png(paper.figure), clean(title), " ".join(said), data)


def _scatter(
    paper: MapSheet,
    x: np.ndarray[Any, Any],
    y: np.ndarray[Any, Any],
    colours: np.ndarray[Any, Any] | None,
    frame: pd.DataFrame,
    kept: np.ndarray[Any, Any],
    question: MapQuestion,
) -> list[str]:
    """Points with their names and those of the areas below. Returns what has to be said about names that are left out."""
    _draw_points(paper, x, y, colours)
    taken = Taken(paper)
    taken.crowd(x, y)
    full = not question.label or _label_points(paper, x, y, frame[question.label].iloc[kept], taken)
    if paper.base == "outlines":
        _names(paper, taken)
    return [] if full else [words.LABELS_LEFT.say(question.language)]


def _dense(
    paper: MapSheet, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], kind: str, question: MapQuestion
) -> tuple[list[str], dict[str, Any]]:
    """Circles or a surface, and what they show: (sentences, data)."""
    taken, say = Taken(paper), question.language
    unseen = [words.NOT_SHOWN.say(say, column=c) for c in (question.value, question.label) if c]
    if kind == "heat":
        peak = draw_heat(paper, x, y, say)
        taken.crowd(x, y)
        taken.above = True
        if paper.base == "outlines":
            _names(paper, taken)
        where = _place_name(peak["latitude"], peak["longitude"])
        said = words.PEAK.say(say, name=where, value=number(peak["per_km2"])) if where else ""
        return [*([said] if said else []), *unseen], {"peak": peak, "peak_area": where}
    found = draw_clusters(paper, x, y)
    most = found[0]["n"]
    for circle in found:
        reach = (radius(circle["n"], most) + 2) * paper.pixel
        a, b = (float(v) for v in world(circle["latitude"], circle["longitude"]))
        taken.boxes.append((a - reach, b - reach, a + reach, b + reach))
    if paper.base == "outlines":
        _names(paper, taken)
    where = _place_name(found[0]["latitude"], found[0]["longitude"])
    said = words.CLUSTERS.say(say, n=f"{len(found):,}", most=f"{most:,}", name=where) if where else ""
    return [*([said] if said else []), *unseen], {"clusters": found}


def _place_name(latitude: float, longitude: float) -> str:
    """구 and 법정동 of a point, "" outside Korea."""
    import numpy as np

    x, y = world(np.array([latitude]), np.array([longitude]))
    layer = outlines("emd")
    found = int(layer.of_points(x, y)[0])
    return f"{layer.areas[found]['sigungu']} {layer.areas[found]['emd']}" if found >= 0 else ""


def _facts(spots: Spots, keep: np.ndarray[Any, Any], by_area: list[dict[str, Any]], paper: MapSheet) -> dict[str, Any]:
    north, east = float(spots.latitude.max()), float(spots.longitude.max())
    south, west = float(spots.latitude.min()), float(spots.longitude.min())
    (low, left), (high, right) = degrees(*paper.bounds[:2]), degrees(*paper.bounds[2:])
    return {
        "base": paper.base,
        "n": len(spots.kept),
        "dropped": spots.dropped,
        "swapped_columns": spots.swapped,
        "off_map": int((~keep).sum()),
        "bounds": {"south": south, "north": north, "west": west, "east": east},
        "frame": {"south": low, "north": high, "west": left, "east": right},
        "by_area": by_area,
    }


def _colours(frame: pd.DataFrame, question: MapQuestion) -> tuple[np.ndarray[Any, Any] | None, list[tuple[Any, str]], int]:
    """(a colour for each point, rows of the legend, how many have no value)."""
    import numpy as np

    if question.value is None:
        return None, [], 0
    values, sort = understand(frame[question.value], question.kinds.get(question.value, ""))
    values = values.mask(values.abs() == float("inf")) if sort == "number" else values.astype("object").where(values.notna(), None)
    known = values.dropna()
    missing = len(values) - len(known)
    if known.empty:
        return None, [], missing
    there = values.notna().to_numpy()
    colours = np.full(len(values), OTHER, dtype=object)
    if sort == "number":
        classes, names = classify(known.tolist())
        scale = np.empty(len(names), dtype=object)
        scale[:] = shades(len(names))
        colours[there] = scale[np.asarray(classes)]
        rows = list(zip(scale, names, strict=True))
    else:
        texts = known.astype(str)
        top = list(texts.value_counts().index)
        shown = natural(top[: len(PALETTE)]) or top[: len(PALETTE)]
        table = dict(zip(shown, PALETTE, strict=False))
        colours[there] = texts.map(table).fillna(OTHER).to_numpy()
        rows = [(c, k) for k, c in table.items()]
        rows += [(OTHER, OTHER_WORD.say(question.language))] if len(top) > len(PALETTE) else []
    rows += [(OTHER, words.NO_VALUE.say(question.language))] if missing else []
    return colours, rows, missing


def _draw_points(paper: MapSheet, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], colours: np.ndarray[Any, Any] | None) -> None:
    """Large and few or small and many; of the points within one pixel only one is drawn, for the others would not be seen."""
    import numpy as np
    from matplotlib.colors import to_rgba

    size, alpha = next((s, a) for most, s, a in _SIZES if len(x) <= most)
    if len(x) > 2_000:
        cell = paper.pixel * (1 if len(x) <= 50_000 else 2)
        cells = np.round(x / cell).astype(np.int64) * 2**31 + np.round(y / cell).astype(np.int64)
        first = np.sort(np.unique(cells, return_index=True)[1])
        x, y, colours = x[first], y[first], colours[first] if colours is not None else None
    paint: Any = "#D55E00"
    if colours is not None:
        known = {c: to_rgba(c) for c in set(colours)}
        paint = np.array([known[c] for c in colours])
    paper.axes.scatter(x, y, s=size**2, c=paint, alpha=alpha, edgecolors="white", linewidths=1.6 if size > 8 else 0.5, zorder=4)


def _names(paper: MapSheet, taken: Taken) -> None:
    wide = (paper.bounds[2] - paper.bounds[0]) * 40_075
    level: Level = "emd" if wide < 9 else "sigungu" if wide < 220 else "sido"
    layer = outlines(level)
    inside = layer.within(paper.bounds)
    name_areas(paper, layer.shapes[inside], [layer.areas[i][level] for i in inside], taken=taken)


def _label_points(paper: MapSheet, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], labels: pd.Series[Any], taken: Taken) -> bool:
    """Names beside points, as far as they cover nothing. True when every point got its name."""
    known = labels.notna().to_numpy()
    first = [i for i in range(len(labels)) if known[i]][: _MOST_LABELS * 40]
    spots = [(float(x[i]), float(y[i]), clean(labels.iloc[i], 300, SMALL)) for i in first]
    return name_points(paper, spots, taken, _MOST_LABELS) == len(labels)


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
