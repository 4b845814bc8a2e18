from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._pick import pick
from tools.dataset._say import heads, join, number, percent
from tools.draw._coordinates import near, read_spots
from tools.draw._geo import outlines, world
from tools.places._located import EARTH_METRES, need_points, no_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_POINTS = 200_000
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
    en="Of {n} points, {spots} clusters have {least} or more within {radius} m, with {share} of all points (DBSCAN).",
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
_TITLE = Text(ko="점이 몰린 곳", en="Where points gather")
_FOOT = Text(ko="자료: {source} · 점 {n}개", en="Source: {source} · {n} points")
_HEADS = Text(ko="순위|곳|점|비율(%)|위도|경도", en="rank|place|points|share (%)|latitude|longitude")
_LEGEND = Text(ko="점의 수", en="points")


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
    import numpy as np

    roles = ctx.need_dataset().profile.roles
    picks = [pick(ctx, name) for name in need_points(latitude or roles.latitude, longitude or roles.longitude)]
    columns = [p.name for p in picks]
    frame = ctx.frame(columns).reset_index(drop=True)
    spots = read_spots(frame[columns[0]], frame[columns[1]])
    if not len(spots.kept):
        raise no_points(columns)
    keep = near(spots.latitude, spots.longitude)
    points = np.column_stack([spots.latitude[keep], spots.longitude[keep]])
    total = len(points)
    if total < 20:
        raise Refused("too_few_points", _FEW, n=total, least=20)
    if method == "dbscan" and total > _MOST_POINTS:
        points = points[np.sort(np.random.default_rng(0).choice(total, _MOST_POINTS, replace=False))]
    labels, parameters, definition = _grid(points, cell_m) if method == "grid" else _dbscan(points, radius_m, min_points)
    found = _spots(points, labels)
    n, share = len(points), 0.0
    if not found:
        said = ctx.say(_NONE, n=number(n), radius=number(radius_m), least=min_points)
    else:
        first, top = found[0], min(top_n, len(found))
        place = {"where": first["name"], "latitude": first["latitude"], "longitude": first["longitude"], "count": number(first["n"])}
        held = sum(f["n"] for f in (found[:top] if method == "grid" else found))
        share = held / n
        if method == "grid":
            said = ctx.say(_GRID, n=number(n), cell=number(cell_m), top=top, share=percent(held, n), **place)
        else:
            said = join(
                ctx.say(_DBSCAN, n=number(n), radius=number(radius_m), least=min_points, spots=number(len(found)), share=percent(held, n)), ctx.say(_LARGEST, **place)
            )  # fmt: skip
    left = len(frame) - total
    text = join(
        *(p.note for p in picks), said, ctx.say(_MEANING), ctx.say(_SAMPLED, total=number(total), n=number(n)) if n < total else "",
        ctx.say(_LEFT, n=number(left)) if left else "",
    )  # fmt: skip
    data = {
        "method": method, **parameters, "latitude": columns[0], "longitude": columns[1], "n": n, "rows": len(frame), "left_out": left, "swapped_columns": spots.swapped,
        "sampled_from": total if n < total else None, "share_told": share, "spots": found[:200], "count": len(found), "definition": definition,
    }  # fmt: skip
    rows = [
        [i + 1, f["name"], f["n"], round(100 * f["n"] / n, 2), round(f["latitude"], 5), round(f["longitude"], 5)]
        for i, f in enumerate(found[:top_n])
    ]
    tables = [Table(heads(ctx.language, _HEADS), rows, "")] if rows else []
    return ToolResult(text, data, tables, [_map(ctx, points, labels, found, method, cell_m, top_n, said)])


def _steps(points: NDArray[Any], cell_m: int) -> tuple[float, float, float, float]:
    """South-west corner and the sides of a square in degrees, at the middle latitude."""
    south, west = float(points[:, 0].min()), float(points[:, 1].min())
    degree = math.pi * EARTH_METRES / 180
    middle = math.radians(float(points[:, 0].mean()))
    return south, west, cell_m / degree, cell_m / (degree * math.cos(middle))


def _grid(points: NDArray[Any], cell_m: int) -> tuple[NDArray[Any], dict[str, Any], str]:
    """For each point the number of its square."""
    import numpy as np

    south, west, high, wide = _steps(points, cell_m)
    rows = np.floor((points[:, 0] - south) / high).astype(np.int64)
    columns = np.floor((points[:, 1] - west) / wide).astype(np.int64)
    definition = "squares of cell_m from the south-west corner of the points, in degrees at their mean latitude; every square with a point is listed, the fullest first"
    return rows * (int(columns.max()) + 1) + columns, {"cell_m": cell_m}, definition


def _dbscan(points: NDArray[Any], radius_m: int, min_points: int) -> tuple[NDArray[Any], dict[str, Any], str]:
    import numpy as np
    from sklearn.cluster import DBSCAN

    places, inverse, counts = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    model = DBSCAN(eps=radius_m / EARTH_METRES, min_samples=min_points, metric="haversine", algorithm="ball_tree")
    labels = model.fit(np.radians(places), sample_weight=counts).labels_[inverse.reshape(-1)]
    return (
        labels,
        {"radius_m": radius_m, "min_points": min_points},
        "DBSCAN (scikit-learn), haversine, eps = radius_m, min_samples = min_points (the point itself counts)",
    )


def _spots(points: NDArray[Any], labels: NDArray[Any]) -> list[dict[str, Any]]:
    """Groups of points, the largest first: number, middle, and the 법정동 of the middle."""
    import numpy as np

    kept = labels >= 0
    if not kept.any():
        return []
    codes, inverse = np.unique(labels[kept], return_inverse=True)
    counts = np.bincount(inverse)
    middle = np.column_stack([np.bincount(inverse, weights=points[kept][:, axis]) / counts for axis in (0, 1)])
    order = np.argsort(-counts, kind="stable")[:500]
    layer = outlines("emd")
    areas = layer.of_points(*world(middle[order, 0], middle[order, 1]))
    return [
        {
            "n": int(counts[i]), "latitude": float(middle[i, 0]), "longitude": float(middle[i, 1]), "label": int(codes[i]),
            "name": " ".join((layer.areas[int(a)]["sigungu"], layer.areas[int(a)]["emd"])) if a >= 0 else "–",
        }
        for i, a in zip(order, areas, strict=True)
    ]  # fmt: skip


def _frame(x: NDArray[Any], y: NDArray[Any], found: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    """The middle 95% of the points, and every spot that is told."""
    import numpy as np

    xs, ys = np.quantile(x, [0.025, 0.975]), np.quantile(y, [0.025, 0.975])
    if found:
        px, py = world(np.array([f["latitude"] for f in found]), np.array([f["longitude"] for f in found]))
        xs, ys = np.append(xs, px), np.append(ys, py)
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def _map(
    ctx: ToolContext,
    points: NDArray[Any],
    labels: NDArray[Any],
    found: list[dict[str, Any]],
    method: str,
    cell_m: int,
    top_n: int,
    said: str,
) -> Artifact:
    import numpy as np
    from matplotlib.collections import PolyCollection

    from tools.draw._classes import classify, shades
    from tools.draw._figure import INK, PALETTE, clean, png
    from tools.draw._labels import halo
    from tools.draw._mapsheet import map_sheet, side_legend

    title = ctx.say(_TITLE)
    x, y = world(points[:, 0], points[:, 1])
    bounds = _frame(x, y, found[: min(top_n, 10)])
    foot = ctx.say(_FOOT, source=ctx.source, n=number(len(points)))
    grid = method == "grid"
    paper = map_sheet(bounds, title, (foot,), language=ctx.language, settings=ctx.maps, legend=grid)
    if grid:
        south, west, high, wide = _steps(points, cell_m)
        across = int(np.floor((points[:, 1] - west) / wide).max()) + 1
        cells, counts = np.unique(labels, return_counts=True)
        rows, columns = np.divmod(cells, across)
        x0, y0 = world(south + rows * high, west + columns * wide)
        x1, y1 = world(south + (rows + 1) * high, west + (columns + 1) * wide)
        classes, names = classify([float(c) for c in counts])
        scale = shades(len(names))
        corners = np.stack([np.column_stack(p) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))], axis=1)
        paper.axes.add_collection(PolyCollection(list(corners), facecolors=[scale[c] for c in classes], edgecolors="white", linewidths=0.6, alpha=0.85, zorder=3), autolim=False)  # fmt: skip
        side_legend(paper, ctx.say(_LEGEND), list(zip(reversed(scale), reversed(names), strict=True)))
    else:
        inside = labels >= 0
        step = max(1, len(points) // 20_000)
        paper.axes.scatter(x[~inside][::step], y[~inside][::step], s=16, c="#9aa0a6", alpha=0.5, linewidths=0, zorder=3)
        paper.axes.scatter(x[inside][::step], y[inside][::step], s=34, c=PALETTE[3], alpha=0.8, linewidths=0, zorder=4)
    for rank, spot in enumerate(found[: min(top_n, 10)], 1):
        px, py = world(spot["latitude"], spot["longitude"])
        halo(paper.axes, float(px), float(py) + 30 * paper.pixel, str(rank), color=INK, weight="bold", zorder=7)
    told = ", ".join(f"{i}. {f['name']} {number(f['n'])}" for i, f in enumerate(found[:10], 1))
    return Artifact("hot_spots.png", "image/png", f"{clean(title)}. {said} {told}"[:1900], png(paper.figure))
