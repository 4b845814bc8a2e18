"""Rows to places: the 구 and 법정동 of coordinates or of Korean place names, and points in degrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text
from tools.dataset._pick import pick
from tools.dataset._say import code, names, number, shorten
from tools.draw._coordinates import read_spots, roles_of
from tools.draw._geo import degrees, match_places, outlines, read_place, world

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from storage.profile import Roles
    from tools.draw._geo import Level

EARTH_METRES = 6_371_008.8  # mean radius (IUGG)

_NOTHING = Text(
    ko="위치를 알 수 있는 열이 없어요. 위도·경도 열이나 ‘대구광역시 수성구 범어동’ 같은 지역 이름 열이 필요해요. 있다면 열 이름을 알려 주세요.",
    en="No column tells where the rows are. Columns of latitude and longitude, or of place names such as 대구광역시 수성구 범어동, are needed; if there are, name them.",
)
_NO_POINTS = Text(
    ko="{columns}에는 쓸 수 있는 좌표가 없어요. 도(°) 단위의 위도·경도가 필요해요. 지역 이름 열만 있다면 ‘구별 건수’나 지역 요약을 물어봐 주세요.",
    en="{columns} hold no usable coordinates; latitude and longitude in degrees are needed. With place names alone, ask for counts by district.",
)
_NEEDS_POINTS = Text(
    ko="이 데이터에는 위도·경도 열이 없어요. 지역 이름만 있으면 ‘동별 지도’나 지역 요약(area_summary)으로 볼 수 있어요.",
    en="This dataset has no columns of latitude and longitude. With place names alone, ask for a map or a summary by neighbourhood (area_summary).",
)
SWAPPED = Text(
    ko="위도와 경도가 서로 바뀌어 있어서 바로잡아 읽었어요.", en="Latitude and longitude were swapped; I read them the right way round."
)
_UNKNOWN_PLACE = Text(
    ko="‘{place}’이(가) 어느 곳인지 찾지 못했어요. ‘수성구 범어동’처럼 구와 동을 함께 적거나 위도·경도를 알려 주세요.",
    en="I can't tell where “{place}” is. Give a district and neighbourhood such as 수성구 범어동, or latitude and longitude.",
)


@dataclass(slots=True)
class Where:
    """Which columns say where a row is: a pair of coordinates, or a column of names."""

    latitude: str | None = None
    longitude: str | None = None
    place: str | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        return [c for c in (self.latitude, self.longitude, self.place) if c]


def where_from(ctx: ToolContext, latitude: str | None, longitude: str | None, place: str | None) -> Where:
    """The columns that were named, else those of the profile's roles; coordinates before names. Raises Refused where there are none."""
    roles: Roles = roles_of(ctx.need_dataset().profile)
    picks = {key: pick(ctx, asked) for key, asked in (("latitude", latitude), ("longitude", longitude), ("place", place)) if asked}
    notes = [p.note for p in picks.values() if p.note]
    found = {key: p.name for key, p in picks.items()}
    if "place" in found:
        return Where(place=found["place"], notes=notes)
    lat, lon = found.get("latitude", roles.latitude), found.get("longitude", roles.longitude)
    if lat and lon:
        return Where(lat, lon, notes=notes)
    if roles.place:
        return Where(place=roles.place, notes=notes)
    raise Refused("no_place", _NOTHING)


@dataclass(slots=True)
class Located:
    """For each row the positions of its 구 and 법정동 among the outlines, -1 where there is none; and why not."""

    gu: NDArray[Any]
    emd: NDArray[Any]
    missing: int
    unmatched: int
    examples: list[str]
    swapped: bool = False


def locate_rows(frame: pd.DataFrame, where: Where) -> Located:
    return _by_name(frame[where.place]) if where.place else _by_point(frame[str(where.latitude)], frame[str(where.longitude)])


def _by_point(latitude: pd.Series[Any], longitude: pd.Series[Any]) -> Located:
    import numpy as np

    spots = read_spots(latitude, longitude)
    x, y = world(spots.latitude, spots.longitude)
    gu, emd = np.full(len(latitude), -1), np.full(len(latitude), -1)
    gu[spots.kept] = outlines("sigungu").of_points(x, y)
    emd[spots.kept] = outlines("emd").of_points(x, y)
    missing = spots.dropped.get("missing", 0)
    return Located(gu, emd, missing, int((gu < 0).sum()) - missing, [], spots.swapped)


def _by_name(places: pd.Series[Any]) -> Located:
    import numpy as np
    import pandas as pd

    codes, distinct = pd.factorize(places)
    texts = [str(v).strip() for v in distinct]
    found = match_places(dict.fromkeys(texts))
    gus = {a["code"]: i for i, a in enumerate(outlines("sigungu").areas)}
    emds = {a["code"]: i for i, a in enumerate(outlines("emd").areas)}
    gu = np.array([*(gus.get(found[t][0] or "", -1) for t in texts), -1])[codes]
    emd = np.array([*(emds.get(found[t][1] or "", -1) for t in texts), -1])[codes]
    missing = int((codes < 0).sum())
    unknown = [shorten(t, 40) for t in texts if found[t][0] is None]
    return Located(gu, emd, missing, int((gu < 0).sum()) - missing, unknown[:5])


def middles(found: Located) -> NDArray[Any]:
    """For each row the latitude and longitude (degrees) of a point inside its 법정동, or inside its 구 where that is all that is known.

    Rows x 2, NaN where there is no place.
    """
    import numpy as np
    import shapely

    points = np.full((len(found.gu), 2), np.nan)
    for level, codes in (("sigungu", found.gu), ("emd", found.emd)):  # what is more precise comes last
        used = np.unique(codes[codes >= 0])
        if not len(used):
            continue
        inside = shapely.get_coordinates(shapely.point_on_surface(outlines(cast("Level", level)).shapes[used]))
        spots = np.array([degrees(float(x), float(y)) for x, y in inside])
        known = codes >= 0
        points[known] = spots[np.searchsorted(used, codes[known])]
    return points


def centre_of(place: str) -> tuple[float, float, str]:
    """(latitude, longitude, full name) of the middle of a 구 or 법정동 that is named. Raises Refused."""
    import shapely

    gu, emd = match_places([place])[place]
    level, wanted = ("emd", emd) if emd else ("sigungu", gu)
    if wanted is None or not (read_place(place).sigungu or read_place(place).emd):
        raise Refused("unknown_place", _UNKNOWN_PLACE, place=shorten(place, 40))
    layer = outlines(level)
    i = next(i for i, a in enumerate(layer.areas) if a["code"] == wanted)
    point = shapely.get_coordinates(shapely.point_on_surface(layer.shapes[i]))[0]
    latitude, longitude = degrees(float(point[0]), float(point[1]))
    area = layer.areas[i]
    return latitude, longitude, " ".join(area[k] for k in ("sido", "sigungu", "emd") if area.get(k))


def need_points(latitude: str | None, longitude: str | None) -> tuple[str, str]:
    if not latitude or not longitude:
        raise Refused("needs_coordinates", _NEEDS_POINTS)
    return latitude, longitude


def no_points(columns: list[str]) -> Refused:
    return Refused("no_coordinates", _NO_POINTS, columns=names(columns))


def metres(kilometres_or_radians: Any) -> Any:
    """Great-circle angles in radians as metres."""
    return kilometres_or_radians * EARTH_METRES


def distance(value: float) -> str:
    """350 m; 1.2 km"""
    return f"{number(round(value))} m" if value < 1000 else f"{value / 1000:,.2f} km"


def free(name: str, taken: list[str]) -> str:
    """`name`, or with the first number behind it that no column has."""
    return next(n for n in (name, *(f"{name}_{i}" for i in range(2, 1000))) if n not in taken)


__all__ = [
    "SWAPPED",
    "Located",
    "Where",
    "centre_of",
    "code",
    "distance",
    "free",
    "locate_rows",
    "metres",
    "middles",
    "need_points",
    "no_points",
    "where_from",
]
