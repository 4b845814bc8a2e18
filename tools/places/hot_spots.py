from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._say import code, heads, join, number, percent
from tools.draw._coordinates import near, read_spots
from tools.places._gathered import dbscan, grid, spots_of
from tools.places._hotmap import hot_map
from tools.places._located import SWAPPED, no_points, where_from
from tools.places.area_summary import area_summary

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_POINTS, _FEWEST = 200_000, 20
_FEW = Text(
    ko="쓸 수 있는 점이 {n}개뿐이라 몰린 곳을 가릴 수 없어요. 적어도 {least}개는 있어야 해요. 대신 점 지도를 그려 볼 수 있어요.",
    en="There are only {n} usable points, too few to tell where they gather; at least {least} are needed. A map of points would work.",
)
_GRID = Text(
    ko="점 {n}개를 한 변 {cell}m 칸에 나눠 세었어요. 가장 몰린 칸은 {where}(위도 {latitude:.4f}, 경도 {longitude:.4f})로 {count}개예요. 상위 {top}칸에 전체의 {share}가 있어요.",
    en="{n} points counted in squares of {cell} m. The fullest is in {where} ({latitude:.4f}, {longitude:.4f}) with {count}. The first {top} squares hold {share} of all.",
)
_DBSCAN = Text(
    ko="점 {n}개 가운데 {radius}m 안에 {least}개 이상 모인 곳은 {spots}군데이고, 전체의 {share}가 거기에 있어요(DBSCAN).",
    en="Places with {least} or more of the {n} points within {radius} m: {spots}, with {share} of all points (DBSCAN).",
)
_LARGEST = Text(
    ko="가장 큰 곳은 {where}(위도 {latitude:.4f}, 경도 {longitude:.4f}) 일대 {count}개예요.",
    en="The largest is around {where} ({latitude:.4f}, {longitude:.4f}), with {count}.",
)
_NONE = Text(
    ko="점 {n}개 가운데 {radius}m 안에 {least}개 이상 모인 곳이 없어요. 반경을 넓히거나 최소 개수를 줄여 보세요.",
    en="No place has {least} of the {n} points within {radius} m. Try a larger radius or a smaller number.",
)
_MEANING = Text(
    ko="점이 몰린 곳을 보여 줄 뿐, 그만한 까닭(교통량·시설 수)이 있는지는 이 데이터만으로는 알 수 없어요. 칸이나 반경을 바꾸면 결과도 달라져요.",
    en="It shows where points gather; whether there is good reason for it (traffic, facilities) this data does not say. Another square or radius gives other spots.",
)
_LEFT = Text(
    ko="좌표가 없거나 잘못되었거나 너무 먼 {n}행은 뺐어요.",
    en="{n} rows without usable coordinates, or far from all others, were left out.",
)
_SAMPLED = Text(ko="{total}개 가운데 무작위 {n}개로 봤어요(시드 0).", en="A random {n} of {total} points were used (seed 0).")
_NO_POINTS = Text(
    ko="위도·경도가 없어 점 하나하나의 자리는 알 수 없어서, {column}에 적힌 곳마다 몇 행인지로 봤어요.",
    en="There are no coordinates to tell single spots by, so rows are counted by the places that {column} names.",
)
_HEADS = Text(ko="순위|곳|점|비율(%)|위도|경도", en="rank|place|points|share (%)|latitude|longitude")


@tool(title=Text(ko="몰린 곳을 찾는 중", en="looking for hot spots"), needs_dataset=True, where=True)
def hot_spots(
    method: Annotated[
        Literal["grid", "dbscan"], Field(description="grid: counts in squares; dbscan: groups of points that lie close together")
    ] = "grid",
    cell_m: Annotated[int, Field(ge=50, le=20_000, description="side of a square in metres (grid)")] = 500,
    radius_m: Annotated[int, Field(ge=10, le=5_000, description="distance within which points count as close (dbscan)")] = 200,
    min_points: Annotated[int, Field(ge=3, le=1000, description="points within the radius that make a hot spot (dbscan)")] = 10,
    latitude: Annotated[str | None, Field(description="column of latitudes; found by itself where it is named so")] = None,
    longitude: Annotated[str | None, Field(description="column of longitudes")] = None,
    top_n: Annotated[int, Field(ge=1, le=50)] = 10,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Where points gather, by squares or by DBSCAN on great-circle distances, with a map: "핫스팟 찾아줘", "몰려 있는 곳", "find clusters of points"."""
    where = where_from(ctx, latitude, longitude, None)
    if where.place or not (where.latitude and where.longitude):
        return _by_areas(ctx, str(where.place), top_n)
    points, rows, swapped = _points(ctx, where.columns)
    total = len(points)
    if method == "dbscan":
        points = _some(points)
    labels, parameters, definition = grid(points, cell_m) if method == "grid" else dbscan(points, radius_m, min_points)
    found = spots_of(points, labels)
    said, share = _said(ctx, found, method, {"cell": number(cell_m), "radius": number(radius_m), "least": min_points}, len(points), top_n)
    n, left = len(points), rows - total
    text = join(
        *where.notes, said, ctx.say(_MEANING), ctx.say(_SAMPLED, total=number(total), n=number(n)) if n < total else "",
        ctx.say(_LEFT, n=number(left)) if left else "", ctx.say(SWAPPED) if swapped else "",
    )  # fmt: skip
    data = {
        "method": method, **parameters, "latitude": where.latitude, "longitude": where.longitude, "n": n, "rows": rows, "left_out": left, "swapped_columns": swapped,
        "sampled_from": total if n < total else None, "share_told": share, "spots": found[:200], "count": len(found), "definition": definition,
    }  # fmt: skip
    picture = hot_map(ctx, points, labels, found, cell_m if method == "grid" else None, top_n, said)
    return ToolResult(text, data, _table(ctx, found[:top_n], n), [picture])


def _by_areas(ctx: ToolContext, place: str, top_n: int) -> ToolResult:
    """Of place names alone: the areas with most rows, as deep as the names go, on a map of areas. Raises Refused."""
    try:
        found = area_summary(level="neighbourhood", place=place, ctx=ctx)
    except Refused as refused:
        if refused.code != "no_place_names":
            raise
        found = area_summary(level="district", place=place, ctx=ctx)
    spots = [{key: area[key] for key in ("name", "code", "n", "share", "per_km2")} for area in found.data["areas"][:top_n]]
    table = Table(found.tables[0].columns, found.tables[0].rows[:top_n], found.tables[0].title)
    data = {**found.data, "method": "areas", "place": place, "spots": spots, "count": len(found.data["areas"])}
    return ToolResult(join(ctx.say(_NO_POINTS, column=code(place)), found.text), data, [table], found.artifacts)


def _points(ctx: ToolContext, columns: list[str]) -> tuple[NDArray[Any], int, bool]:
    """(latitude and longitude in degrees of the usable rows, all rows, whether the columns were swapped). Raises Refused."""
    import numpy as np

    frame = ctx.frame(columns).reset_index(drop=True)
    spots = read_spots(frame[columns[0]], frame[columns[1]])
    if not len(spots.kept):
        raise no_points(columns)
    keep = near(spots.latitude, spots.longitude)
    points = np.column_stack([spots.latitude[keep], spots.longitude[keep]])
    if len(points) < _FEWEST:
        raise Refused("too_few_points", _FEW, n=len(points), least=_FEWEST)
    return points, len(frame), spots.swapped


def _some(points: NDArray[Any]) -> NDArray[Any]:
    """At most as many points as DBSCAN can take in seconds, drawn at random."""
    import numpy as np

    if len(points) <= _MOST_POINTS:
        return points
    return points[np.sort(np.random.default_rng(0).choice(len(points), _MOST_POINTS, replace=False))]


def _said(ctx: ToolContext, found: list[dict[str, Any]], method: str, asked: dict[str, Any], n: int, top_n: int) -> tuple[str, float]:
    """What was found, and the share of all points that it speaks of."""
    if not found:
        return ctx.say(_NONE, n=number(n), **asked), 0.0
    first, top = found[0], min(top_n, len(found))
    place = {"where": first["name"], "latitude": first["latitude"], "longitude": first["longitude"], "count": number(first["n"])}
    held = sum(f["n"] for f in (found[:top] if method == "grid" else found))
    facts = {**asked, "n": number(n), "share": percent(held, n)}
    if method == "grid":
        return ctx.say(_GRID, top=top, **facts, **place), held / n
    return join(ctx.say(_DBSCAN, spots=number(len(found)), **facts), ctx.say(_LARGEST, **place)), held / n


def _table(ctx: ToolContext, found: list[dict[str, Any]], n: int) -> list[Table]:
    rows = [
        [i, f["name"], f["n"], round(100 * f["n"] / n, 2), round(f["latitude"], 5), round(f["longitude"], 5)]
        for i, f in enumerate(found, 1)
    ]
    return [Table(heads(ctx.language, _HEADS), rows, "")] if rows else []
