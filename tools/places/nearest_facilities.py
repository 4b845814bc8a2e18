from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.datasets import Dataset
from storage.lineage import made_from
from tools._context import ToolContext
from tools._errors import MissingInput
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._say import cell, code, heads, join, number, percent
from tools.datasets._find import find_dataset
from tools.draw._coordinates import read_spots, roles_of
from tools.places._located import Where, centre_of, distance, free, locate_rows, metres, middles, need_points, no_points
from tools.transform._made import circumstances

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_RINGS = (100, 300, 500, 1000)
_FROM_WHERE = Text(
    ko="어디에서 가장 가까운 곳을 찾을까요? ‘수성구 범어동’처럼 장소를 알려 주세요. 행마다 찾으려면 좌표가 있는 다른 데이터의 이름을 말씀해 주세요.",
    en="Nearest to where? Name a place such as 수성구 범어동. To find the nearest for every row, name another dataset with coordinates.",
)
_FOUND = Text(
    ko="{place}에서 가장 가까운 곳은 {name:로}, {distance} 떨어져 있어요. {within}",
    en="The nearest to {place} is {name}, {distance} away. {within}",
)
_WITHIN = Text(ko="1km 안에 {n}곳이 있어요(전체 {total}곳).", en="{n} of {total} lie within 1 km.")
_CENTRE = Text(
    ko="{place:는} 넓은 곳이라 그 안의 한 점에서 쟀어요.", en="{place} is an area: distances are from a point in the middle of it."
)
_STRAIGHT = Text(ko="길이 아니라 직선거리예요.", en="Distances are straight lines, not along roads.")
_EACH = Text(
    ko="{rows}행마다 `{facilities}`에서 가장 가까운 곳을 찾았어요. 거리의 중앙값은 {median}, 가장 먼 것은 {most:예요}. {ring} 안에 하나라도 있는 행은 {share:예요}.",
    en="For each of {rows} rows I found the nearest of `{facilities}`. The median distance is {median}, the largest {most}; {share} of the rows have one within {ring}.",
)
_MADE = Text(
    ko="열 {columns:를} 더해 새 데이터 `{name}` 데이터셋을 만들었고, 이제 이 대화는 그 데이터를 봐요.",
    en="The new dataset `{name}` has {columns}, and this conversation is now about it.",
)
_STEP = Text(ko="`{name}`에서 가장 가까운 곳을 찾아 {columns:를} 더했어요.", en="Added {columns}: the nearest of `{name}`.")
_LEFT = Text(ko="좌표가 없거나 잘못된 {n}행은 비워 두었어요.", en="{n} rows without usable coordinates are left empty.")
_FACILITIES_LEFT = Text(ko="좌표가 없거나 잘못된 시설 {n}곳은 뺐어요.", en="{n} facilities without usable coordinates were left out.")
_VAGUE = Text(
    ko="행마다의 좌표가 없어서 {column}에 적힌 법정동(없으면 구) 안의 한 점에서 쟀으니, 거리는 어림이에요.",
    en="The rows have no coordinates of their own: distances are from one point inside the 법정동 (or 구) that {column} names, so they are rough.",
)
_NAME = Text(ko="{name} · 가장 가까운 {facilities}", en="{name} · nearest {facilities}")
_COLUMNS = Text(ko="최근접_이름|최근접_거리_m", en="nearest_name|nearest_distance_m")
_HEADS = Text(ko="순위|이름|거리(m)|위도|경도", en="rank|name|distance (m)|latitude|longitude")
_RING_HEADS = Text(ko="거리|행|비율(%)", en="distance|rows|share (%)")
_ROW = Text(ko="{n}번째 행", en="row {n}")
_HERE = Text(ko="위도 {latitude:.4f}, 경도 {longitude:.4f}", en="{latitude:.4f}, {longitude:.4f}")
_START, _PLACE = Text(ko="출발한 곳", en="starting point"), Text(ko="가까운 곳", en="nearest places")
_DISTANCES = Text(ko="가까운 차례", en="Nearest first")
_FOOT = Text(ko="자료: {source} · {n}곳 가운데", en="Source: {source} · out of {n} places")
_LISTED = 12  # names beside the map
_MAP = Text(ko="{place}에서 가까운 곳", en="Nearest to {place}")
_DEFINITION = (
    "great-circle distance (haversine, radius 6,371,008.8 m), scikit-learn BallTree; the point of a named area is one inside its outline"
)


@tool(title=Text(ko="가까운 곳을 찾는 중", en="looking for what is near"), needs_dataset=True, where=True)
async def nearest_facilities(
    facilities: Annotated[
        str | None,
        Field(
            description="dataset of the places to choose from; the current one when left out. Another one: the nearest for every row of the current"
        ),
    ] = None,
    place: Annotated[str | None, Field(description="Korean name of a 구 or 동 to start from, such as 수성구 범어동")] = None,
    latitude: Annotated[float | None, Field(ge=-90, le=90, description="of the point to start from")] = None,
    longitude: Annotated[float | None, Field(ge=-180, le=180, description="of the point to start from")] = None,
    top_n: Annotated[int, Field(ge=1, le=50)] = 5,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """The nearest facilities to a point or place, or for each row of the current dataset the nearest of another: "범어동에서 가장 가까운 CCTV", "nearest parking to each accident".

    Straight-line distances in metres. For every row the answer is a new dataset with the nearest one's name and distance.
    """
    current = ctx.need_dataset()
    known = await ctx.stores.datasets.list(ctx.scope) if facilities else []
    chosen = find_dataset(facilities, known) if facilities else current
    if place or (latitude is not None and longitude is not None):
        return await asyncio.to_thread(_from_point, ctx, chosen, place, latitude, longitude, top_n)
    if chosen.id == current.id:
        raise MissingInput(_FROM_WHERE, ["place"], {"facilities": facilities} if facilities else {})
    frame, made, facts, said, table = await asyncio.to_thread(_each, ctx, chosen)
    lineage = made_from(
        current,
        chosen,
        tool="nearest_facilities",
        **circumstances(ctx, frame),
        where=[c.model_dump() for c in ctx.where],
        columns=made,
        words=_in_words(made, chosen),
    )
    dataset = await ctx.stores.datasets.derive(ctx.scope, frame, ctx.say(_NAME, name=current.name, facilities=chosen.name), lineage)
    ctx.dataset = dataset
    columns = ", ".join(code(c) for c in made)
    text = join(said, ctx.say(_MADE, columns=columns, name=dataset.name.replace("`", "'")), ctx.say(_STRAIGHT))
    return ToolResult(text, {**facts, "id": dataset.id, "name": dataset.name, "columns": made, "definition": _DEFINITION}, [table])


def _in_words(made: list[str], facilities: Dataset) -> dict[str, list[str]]:
    """For the record of the new dataset."""
    columns = ", ".join(code(c) for c in made)
    return {"ko": [_STEP.say("ko", columns=columns, name=facilities.name)], "en": [_STEP.say("en", columns=columns, name=facilities.name)]}


def _points(
    ctx: ToolContext, dataset: Dataset, wanted: Sequence[str | None], *, filtered: bool
) -> tuple[pd.DataFrame, NDArray[Any], NDArray[Any]]:
    """(the `wanted` columns of the rows, positions of those with a point, their latitude and longitude in radians). Raises Refused."""
    import numpy as np

    roles = roles_of(dataset.profile)
    latitude, longitude = need_points(roles.latitude, roles.longitude)
    other = replace(ctx, dataset=dataset, where=ctx.where if filtered else ())
    frame = other.frame(list(dict.fromkeys([*filter(None, wanted), latitude, longitude]))).reset_index(drop=True)
    ctx.rows_used = other.rows_used if filtered else ctx.rows_used
    spots = read_spots(frame[latitude], frame[longitude])
    if not len(spots.kept):
        raise no_points([latitude, longitude])
    return frame, spots.kept, np.radians(np.column_stack([spots.latitude, spots.longitude]))


def _rows(ctx: ToolContext) -> tuple[pd.DataFrame, NDArray[Any], NDArray[Any], str | None]:
    """All own columns of the current rows and their points, as `_points`. Where there are only names of places, a point inside each
    place stands for its rows; the last item then names that column."""
    import numpy as np

    dataset = ctx.need_dataset()
    roles, own = roles_of(dataset.profile), [c.name for c in dataset.profile.columns]
    if (roles.latitude and roles.longitude) or not roles.place:
        return *_points(ctx, dataset, own, filtered=True), None
    frame = ctx.frame(list(dict.fromkeys([*own, roles.place]))).reset_index(drop=True)
    points = middles(locate_rows(frame, Where(place=roles.place)))
    kept = np.flatnonzero(np.isfinite(points[:, 0]))
    if not len(kept):
        raise no_points([roles.place])
    return frame[own], kept, np.radians(points[kept]), roles.place


def _tree(points: NDArray[Any]) -> Any:
    from sklearn.neighbors import BallTree

    return BallTree(points, metric="haversine")


def _label_column(dataset: Dataset) -> str | None:
    """The column that names a row: one that is called a name, else the text with most different values."""
    texts = [c for c in dataset.profile.columns if c.kind in ("text", "category") and c.unique > 1]
    wanted = ("명칭", "이름", "시설명", "주차장명", "name", "설치장소", "장소", "명")
    kept = [c for c in texts if "시군구" not in c.name and "시도" not in c.name and c.unique > 0.1 * dataset.profile.rows]
    named = [c for w in wanted for c in kept if c.name.casefold().endswith(w)]
    return (named or sorted(kept, key=lambda c: -c.unique))[0].name if kept else None


def _name(ctx: ToolContext, frame: pd.DataFrame, label: str | None, row: int) -> str:
    value = frame[label].iloc[row] if label else None
    return str(cell(value)) if cell(value) is not None else ctx.say(_ROW, n=row + 1)


def _from_point(
    ctx: ToolContext, dataset: Dataset, place: str | None, latitude: float | None, longitude: float | None, top_n: int
) -> ToolResult:
    import numpy as np

    shown = ""
    if latitude is None or longitude is None:
        latitude, longitude, shown = centre_of(place or "")
    label = _label_column(dataset)
    frame, kept, points = _points(ctx, dataset, [label], filtered=dataset.id == ctx.need_dataset().id)
    tree = _tree(points)
    start = np.radians([[latitude, longitude]])
    away, index = tree.query(start, k=min(top_n, len(points)))
    within = int(tree.query_radius(start, r=1000 / metres(1.0), count_only=True)[0])
    found: list[dict[str, Any]] = [
        {
            "rank": rank + 1, "row": int(kept[i]) + 1, "name": _name(ctx, frame, label, int(kept[i])), "distance_m": float(metres(d)),
            "latitude": float(np.degrees(points[i, 0])), "longitude": float(np.degrees(points[i, 1])),
        }
        for rank, (d, i) in enumerate(zip(away[0], index[0], strict=True))
    ]  # fmt: skip
    here = shown or ctx.say(_HERE, latitude=latitude, longitude=longitude)
    left = len(frame) - len(kept)
    text = join(
        ctx.say(_FOUND, place=here, name=f"‘{found[0]['name']}’", distance=distance(found[0]["distance_m"]), within=ctx.say(_WITHIN, n=number(within), total=number(len(points)))),
        ctx.say(_CENTRE, place=shown) if shown else "", ctx.say(_STRAIGHT), ctx.say(_FACILITIES_LEFT, n=number(left)) if left else "",
    )  # fmt: skip
    facts = {
        "facilities": dataset.name, "place": shown or None, "latitude": latitude, "longitude": longitude, "nearest": found, "within_1km": within, "n": len(points),
        "left_out": left, "definition": _DEFINITION,
    }  # fmt: skip
    rows = [[f["rank"], f["name"], round(f["distance_m"]), f["latitude"], f["longitude"]] for f in found]
    return ToolResult(
        text,
        facts,
        [Table(heads(ctx.language, _HEADS), rows, dataset.name)],
        [_map(ctx, here, latitude, longitude, found, dataset, len(points))],
    )


def _map(ctx: ToolContext, here: str, latitude: float, longitude: float, found: list[dict[str, Any]], dataset: Dataset, n: int) -> Artifact:
    from tools.draw._figure import INK, PALETTE, clean, png
    from tools.draw._geo import world
    from tools.draw._labels import halo
    from tools.draw._mapsheet import map_sheet, side_legend

    title = ctx.say(_MAP, place=here)
    x, y = world([f["latitude"] for f in found], [f["longitude"] for f in found])
    x0, y0 = (float(v) for v in world(latitude, longitude))
    bounds = (float(min([*x, x0])), float(min([*y, y0])), float(max([*x, x0])), float(max([*y, y0])))
    foot = ctx.say(_FOOT, source=dataset.name, n=number(n))
    paper = map_sheet(bounds, title, (foot,), language=ctx.language, settings=ctx.maps, legend=True)
    rows = [(PALETTE[0], ctx.say(_START)), (PALETTE[3], ctx.say(_PLACE))]
    side_legend(paper, "", rows, "", (ctx.say(_DISTANCES), [(f["name"], distance(f["distance_m"])) for f in found[:_LISTED]]))
    for px, py in zip(x, y, strict=True):
        paper.axes.plot([x0, px], [y0, py], color=PALETTE[0], linewidth=2, alpha=0.5, zorder=3)
    paper.axes.scatter(x, y, s=420, c=PALETTE[3], edgecolors="white", linewidths=2, zorder=4)
    paper.axes.scatter([x0], [y0], s=700, marker="*", c=PALETTE[0], edgecolors="white", linewidths=1.5, zorder=5)
    for f, px, py in zip(found[:12], x, y, strict=False):
        halo(paper.axes, px, py, str(f["rank"]), color=INK, zorder=6)
    told = ", ".join(f"{f['rank']}. {f['name']} {distance(f['distance_m'])}" for f in found[:10])
    return Artifact("nearest.png", "image/png", f"{clean(title)}. {told}"[:1900], png(paper.figure))


def _each(ctx: ToolContext, dataset: Dataset) -> tuple[pd.DataFrame, list[str], dict[str, Any], str, Table]:
    import numpy as np

    label = _label_column(dataset)
    frame, kept, points, vague = _rows(ctx)
    there, there_kept, there_points = _points(ctx, dataset, [label], filtered=False)
    away, index = _tree(there_points).query(points, k=1)
    lengths = metres(away[:, 0])
    places = {int(i): _name(ctx, there, label, int(there_kept[i])) for i in np.unique(index)}
    names_, far = heads(ctx.language, _COLUMNS)
    taken = list(frame.columns)
    made = [free(names_, taken), free(far, taken)]
    values = np.full(len(frame), None, dtype=object)
    values[kept] = [places[int(i)] for i in index[:, 0]]
    meters = np.full(len(frame), np.nan)
    meters[kept] = lengths
    frame[made[0]], frame[made[1]] = values, meters
    ring = next((r for r in _RINGS if (lengths <= r).mean() >= 0.5), _RINGS[-1])
    left, lost = len(frame) - len(kept), len(there) - len(there_kept)
    said = join(
        ctx.say(_EACH, rows=number(len(kept)), facilities=dataset.name, median=distance(float(np.median(lengths))), most=distance(float(lengths.max())), ring=distance(ring),
                share=percent(int((lengths <= ring).sum()), len(lengths))),
        ctx.say(_VAGUE, column=code(vague)) if vague else "",
        ctx.say(_LEFT, n=number(left)) if left else "", ctx.say(_FACILITIES_LEFT, n=number(lost)) if lost else "",
    )  # fmt: skip
    facts = {
        "facilities": dataset.name, "n": len(kept), "from_areas": vague, "left_out": left, "facilities_used": len(there_kept), "facilities_left_out": lost, "median_m": float(np.median(lengths)),
        "mean_m": float(lengths.mean()), "max_m": float(lengths.max()), "within": {str(r): int((lengths <= r).sum()) for r in _RINGS},
    }  # fmt: skip
    rows = [[distance(r), int((lengths <= r).sum()), round(100 * float((lengths <= r).mean()), 1)] for r in _RINGS]
    return frame, made, facts, said, Table(heads(ctx.language, _RING_HEADS), rows, "")
