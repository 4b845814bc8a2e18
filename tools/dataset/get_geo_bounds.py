from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._say import code, heads, join, number
from tools.dataset._values import numbers

if TYPE_CHECKING:
    import pandas as pd

_KOREA = {"latitude": (32.0, 39.5), "longitude": (124.0, 132.5)}
_ROWS_NAMED = 5

_NO_COORDINATES = Text(
    ko="위도와 경도로 보이는 열이 없어요. 위도·경도(또는 lat, lon) 열이 있는 데이터라면 범위를 알려 드릴 수 있어요.",
    en="No columns look like latitude and longitude. With columns such as 위도/경도 or lat/lon I can give the bounds.",
)
_BOUNDS = Text(
    ko="위치 {n}건은 위도({lat}) {south}~{north}, 경도({lon}) {west}~{east} 안에 있어요.",
    en="{n} locations lie within latitude ({lat}) {south} to {north} and longitude ({lon}) {west} to {east}.",
)
_NONE = Text(ko="{lat}, {lon} 열에 쓸 수 있는 좌표가 하나도 없어요.", en="Columns {lat} and {lon} hold no usable coordinates.")
_MISSING = Text(ko="좌표가 비어 있는 {missing}행은 뺐어요.", en="Rows without coordinates, left out: {missing}.")
_OUTSIDE = Text(
    ko="범위를 벗어나거나 (0, 0)인 좌표 {bad}건도 뺐어요({rows}행).",
    en="Left out as out of range or (0, 0): {bad} (row {rows}).",
)
_SWAPPED = Text(
    ko="위도와 경도 열이 서로 바뀐 것 같아요. 한국의 위도는 33~39, 경도는 124~132예요.",
    en="Latitude and longitude seem to be swapped: in Korea latitude is 33-39 and longitude 124-132.",
)
_FAR = Text(
    ko="대부분 한국 안인데 {far}건은 한국 밖이에요({rows}행). 좌표를 확인해 보세요.",
    en="Most are in Korea; outside it and perhaps wrong: {far} (row {rows}).",
)
_HEADS = Text(ko="|최소|최대|중심", en="|min|max|centre")
_TITLE = Text(ko="좌표 범위", en="Geographic bounds")


@tool(title=Text(ko="좌표 범위를 구하는 중", en="finding the geographic bounds"), needs_dataset=True, where=True)
def get_geo_bounds(*, ctx: ToolContext) -> ToolResult:
    """The area that the dataset's coordinates cover: smallest and largest latitude and longitude, and the centre.

    Coordinates that are missing, out of range or (0, 0) are left out and counted; swapped or far-off ones are pointed out.
    """
    roles = ctx.need_dataset().profile.roles
    if roles.latitude is None or roles.longitude is None:
        raise Refused("no_coordinates", _NO_COORDINATES)
    frame = ctx.frame([roles.latitude, roles.longitude]).reset_index(drop=True)
    points, missing, bad = _points(frame[roles.latitude], frame[roles.longitude])
    shown = {"lat": code(roles.latitude), "lon": code(roles.longitude)}
    data: dict[str, Any] = {
        "latitude": roles.latitude,
        "longitude": roles.longitude,
        "n": len(points),
        "missing": missing,
        "out_of_range": len(bad),
        "out_of_range_rows": bad[:20],
        "definition": "degrees; latitude -90..90, longitude -180..180, without (0, 0); centre = middle of the bounds",
    }
    left_out = join(
        ctx.say(_MISSING, missing=number(missing)) if missing else "",
        ctx.say(_OUTSIDE, bad=number(len(bad)), rows=_rows(bad)) if bad else "",
    )
    swapped = _swapped(frame[roles.latitude], frame[roles.longitude])
    data["looks_swapped"] = swapped
    if not len(points):
        return ToolResult(join(ctx.say(_NONE, **shown), ctx.say(_SWAPPED) if swapped else left_out), data)
    far = [] if swapped else _outside_korea(points)
    data |= {**_bounds(points), "outside_korea": len(far), "outside_korea_rows": far[:20]}
    south, north, west, east = (f"{data[side]:.5f}" for side in ("south", "north", "west", "east"))
    text = join(
        ctx.say(_BOUNDS, n=number(len(points)), south=south, north=north, west=west, east=east, **shown),
        ctx.say(_SWAPPED) if swapped else "",
        ctx.say(_FAR, far=number(len(far)), rows=_rows(far)) if far else "",
        left_out,
    )
    rows = [
        [roles.latitude, data["south"], data["north"], data["centre"]["latitude"]],
        [roles.longitude, data["west"], data["east"], data["centre"]["longitude"]],
    ]
    return ToolResult(text, data, [Table(heads(ctx.language, _HEADS), rows, ctx.say(_TITLE))])


def _points(latitude: pd.Series[Any], longitude: pd.Series[Any]) -> tuple[pd.DataFrame, int, list[int]]:
    """Usable points (columns lat, lon), rows without coordinates, and the row numbers (from 1) of impossible ones."""
    import pandas as pd

    read = [numbers(latitude), numbers(longitude)]
    if read[0] is None or read[1] is None:
        return pd.DataFrame({"lat": [], "lon": []}), len(latitude), []
    both = latitude.notna() & longitude.notna()
    points = pd.concat({"lat": read[0].values, "lon": read[1].values}, axis=1, join="inner")
    usable = points["lat"].between(-90, 90) & points["lon"].between(-180, 180) & ~((points["lat"] == 0) & (points["lon"] == 0))
    good = points[usable]
    bad = [int(i) + 1 for i in latitude.index[both].difference(good.index)]
    return good, int((~both).sum()), bad


def _bounds(points: pd.DataFrame) -> dict[str, Any]:
    south, north = float(points["lat"].min()), float(points["lat"].max())
    west, east = float(points["lon"].min()), float(points["lon"].max())
    return {
        "south": south,
        "north": north,
        "west": west,
        "east": east,
        "centre": {"latitude": (south + north) / 2, "longitude": (west + east) / 2},
        "mean": {"latitude": float(points["lat"].mean()), "longitude": float(points["lon"].mean())},
    }


def _in_korea(latitude: pd.Series[Any], longitude: pd.Series[Any]) -> pd.Series[bool]:
    return latitude.between(*_KOREA["latitude"]) & longitude.between(*_KOREA["longitude"])


def _outside_korea(points: pd.DataFrame) -> list[int]:
    """Row numbers of points outside Korea when at least nine in ten are inside."""
    inside = _in_korea(points["lat"], points["lon"])
    return [int(i) + 1 for i in points.index[~inside]] if inside.mean() >= 0.9 else []


def _swapped(latitude: pd.Series[Any], longitude: pd.Series[Any]) -> bool:
    first, second = numbers(latitude), numbers(longitude)
    if first is None or second is None or not first.n or not second.n:
        return False
    return bool(_in_korea(second.values, first.values.reindex(second.values.index)).mean() > 0.5)


def _rows(rows: list[int]) -> str:
    return ", ".join(map(str, rows[:_ROWS_NAMED])) + (", …" if len(rows) > _ROWS_NAMED else "")
