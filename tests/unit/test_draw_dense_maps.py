"""Maps of many points, and what is written on maps."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes import drawing
from PIL import Image

from storage.profile import Roles
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import call, discover
from tools._result import ToolResult
from tools.draw._clusters import cluster, radius
from tools.draw._geo import outlines, world

SPEC = discover("tools.draw")["draw_map"]
POINTS = Roles(latitude="위도", longitude="경도")


def context(frame: pd.DataFrame, folder: Path, roles: Roles = POINTS, language: str = "ko") -> ToolContext:
    return drawing.context(frame, folder, language, roles=roles)


def around(rows: int, seed: int = 5) -> pd.DataFrame:
    """Half of the points close to one corner of 수성구, the others all over Daegu."""
    random = np.random.default_rng(seed)
    spread = np.where(np.arange(rows) < rows // 2, 0.002, 0.05)
    return pd.DataFrame({"위도": 35.859 + random.normal(0, 1, rows) * spread, "경도": 128.625 + random.normal(0, 1, rows) * spread})


async def draw(ctx: ToolContext, **arguments: Any) -> ToolResult:
    result = await call(SPEC, ctx, arguments)
    json.dumps(result.data, allow_nan=False)
    assert Image.open(io.BytesIO(result.artifacts[0].data)).size[0] == 1200
    return result


async def test_every_point_is_in_one_circle(tmp_path):
    frame = around(700)
    frame.loc[3, "위도"] = np.nan
    result = await draw(context(frame, tmp_path), kind="clusters")
    circles = result.data["clusters"]
    assert sum(c["n"] for c in circles) == 699 - result.data["off_map"]
    assert circles == sorted(circles, key=lambda c: -c["n"])
    assert f"{circles[0]['n']}개" in result.text


@pytest.mark.parametrize("count", [1, 2, 50, 5000])
def test_no_circle_covers_another(count):
    random = np.random.default_rng(count)
    x, y, pixel = random.random(count), random.normal(0.5, 0.1, count), 1 / 1000
    circles = cluster(x, y, pixel)
    most = circles[0]["n"]
    for i, a in enumerate(circles):
        for b in circles[:i]:
            apart = np.hypot(a["x"] - b["x"], a["y"] - b["y"]) / pixel
            assert apart >= radius(a["n"], most) + radius(b["n"], most)
    assert sum(c["n"] for c in circles) == count


async def test_the_peak_of_a_heat_map_is_where_the_points_are(tmp_path):
    result = await draw(context(around(2000), tmp_path, language="en"), kind="heat")
    peak = result.data["peak"]
    assert (peak["latitude"], peak["longitude"]) == pytest.approx((35.859, 128.625), abs=0.004)
    assert result.data["peak_area"].startswith("수성구")
    assert "수성구" in result.text


async def test_points_that_would_hide_one_another_are_drawn_as_density_and_it_is_said(tmp_path):
    result = await draw(context(around(21_000), tmp_path), kind="auto")
    assert result.data["kind"] == "heat"
    assert "21,000개" in result.text
    assert (await draw(context(around(300), tmp_path), kind="auto")).data["kind"] == "points"


async def test_a_dense_map_of_place_names_alone_is_refused_with_what_works(tmp_path):
    frame = pd.DataFrame({"시군구": ["대구광역시 중구"] * 3})
    with pytest.raises(Refused) as refusal:
        await draw(context(frame, tmp_path, Roles(place="시군구")), kind="heat")
    assert "구별 지도" in refusal.value.say("ko")
    assert "district" in refusal.value.say("en")


async def test_a_column_that_a_dense_map_can_not_show_is_named(tmp_path):
    result = await draw(context(around(50).assign(값=1.5), tmp_path), kind="clusters", value="값")
    assert "`값`" in result.text


@pytest.mark.parametrize("level", ["sigungu", "emd"])
def test_very_many_points_lie_in_the_same_areas_as_few(level):
    random = np.random.default_rng(8)
    x, y = world(random.uniform(35.7, 36.1, 60_000), random.uniform(128.3, 128.9, 60_000))
    layer = outlines(level)
    together = layer.of_points(x, y)
    apart = np.concatenate([layer.of_points(a, b) for a, b in zip(np.array_split(x, 4), np.array_split(y, 4), strict=True)])
    assert (together == apart).all()


@pytest.mark.parametrize(("columns", "level"), [(["구"], "sigungu"), (["동"], "emd"), (["구", "동"], "emd"), (["자치구", "법정동"], "emd")])
async def test_a_column_named_just_gu_or_dong_is_the_place(tmp_path, columns, level):
    rows = pd.DataFrame({"구": ["중구", "수성구", "수성구"] * 4, "동": ["동인동1가", "범어동", "지산동"] * 4})
    frame = rows.rename(columns={"구": columns[0], "동": columns[-1]} if len(columns) == 2 else {})[columns]
    result = await draw(context(frame, tmp_path, Roles()))
    assert result.data["level"] == level
    assert sum(a["n"] for a in result.data["areas"]) == 12


async def test_a_dong_that_two_districts_have_is_told_apart_by_the_gu_beside_it(tmp_path):
    frame = pd.DataFrame({"구": ["중구", "달서구", "달서구"] * 5, "동": ["도원동"] * 15})
    result = await draw(context(frame, tmp_path, Roles(place="동")), place="동")
    assert {a["sigungu"]: a["n"] for a in result.data["areas"]} == {"중구": 5, "달서구": 10}


def test_no_word_on_a_map_covers_another_or_leaves_the_frame():
    from tools.draw._labels import Taken, name_areas, rank
    from tools.draw._mapsheet import map_sheet

    layer = outlines("emd")
    shapes = layer.shapes[[i for i, a in enumerate(layer.areas) if a["sigungu"] == "중구" and a["code"].startswith("27")]]
    import shapely

    paper = map_sheet(tuple(shapely.total_bounds(shapes)), "제목", (), language="ko", settings=None, legend=True)
    taken = Taken(paper)
    rank(paper, list(shapes[:10]), taken)
    name_areas(paper, shapes, [f"이름 {i}\n{i}" for i in range(len(shapes))], taken=taken, lead=[True] * len(shapes))
    assert len(taken.boxes) >= 20
    for i, a in enumerate(taken.boxes):
        assert paper.bounds[0] <= a[0] < a[2] <= paper.bounds[2]
        assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in taken.boxes[:i])


def test_the_numbers_of_places_that_lie_together_all_stand_and_none_covers_another():
    from tools.draw._labels import Taken, rank_at
    from tools.draw._mapsheet import map_sheet

    x, y = world(np.array([35.80, 35.95]), np.array([128.45, 128.70]))
    paper = map_sheet((x[0], y[0], x[1], y[1]), "제목", (), language="ko", settings=None, legend=True)
    middle = ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2)
    taken = Taken(paper)
    rank_at(paper, [(middle[0] + n * paper.pixel, middle[1]) for n in range(10)], taken)
    assert len(taken.boxes) == 10
    pairs = [(a, b) for n, a in enumerate(taken.boxes) for b in taken.boxes[:n]]
    assert not [(a, b) for a, b in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_names_of_points_cover_no_other_point():
    from tools.draw._labels import Taken, name_points
    from tools.draw._mapsheet import map_sheet

    random = np.random.default_rng(2)
    x, y = world(random.uniform(35.85, 35.87, 40), random.uniform(128.58, 128.62, 40))
    paper = map_sheet((x.min(), y.min(), x.max(), y.max()), "제목", (), language="ko", settings=None, legend=False)
    taken = Taken(paper)
    taken.crowd(x, y)
    done = name_points(paper, [(a, b, "주차장 이름") for a, b in zip(x, y, strict=True)], taken, 25)
    assert 3 <= done <= 25
    for box in taken.boxes:
        assert not ((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).any()


def test_the_scale_bar_and_the_attribution_stand_below_the_map():
    from tools.draw._mapsheet import map_sheet

    x, y = world(np.array([35.8, 35.9]), np.array([128.5, 128.7]))
    paper = map_sheet((x[0], y[0], x[1], y[1]), "제목", ("n = 1",), language="en", settings=None, legend=True)
    floor = paper.axes.get_position().y0
    texts = {t.get_text(): t.get_position()[1] for t in paper.figure.texts}
    bar = next(height for text, height in texts.items() if text.endswith(" km"))
    credit = next(height for text, height in texts.items() if "NGII" in text)
    assert bar < floor
    assert credit < floor
