"""Messages of many parts: several steps and a name for what is made, a year beside a number of groups, a mean against a number, no picture."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline
from bot.agent.offline.names_given import column_name, dataset_name

BRAIN = Offline()
RAIN = {"column": "기상상태", "operator": "==", "value": "비"}
BY_ECLO = {"kind": "sort", "columns": ["ECLO"], "ascending": False}


def call(text: str, data: str = "accidents") -> tuple[str | None, dict[str, Any]]:
    language = "ko" if any("가" <= c <= "힣" for c in text) else "en"
    return call_of(asyncio.run(step_of(BRAIN, request_for({"text": text, "language": language, "data": data}))))


@pytest.mark.parametrize(
    "text",
    [
        "비 오는 날 사고만 남기고 ECLO 내림차순으로 정렬해서 rain_x라는 새 데이터로 저장해줘",
        "keep only rainy crashes, then sort by ECLO descending - as a new dataset named rain_x",
        "keep only rainy crashes and sort them by ECLO descending, save it as rain_x",
    ],
)
def test_two_steps_of_one_message_make_one_dataset_under_the_name_given(text: str) -> None:
    steps = [{"kind": "filter", "conditions": [RAIN]}, BY_ECLO]
    assert call(text) == ("transform_dataset", {"steps": steps, "name": "rain_x"})


def test_rows_that_are_only_to_be_looked_at_make_no_dataset() -> None:
    assert call("비 오는 날 사고만 추려서 ECLO 높은 순으로 보여줘")[0] == "sort_dataframe"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("call it y2018", "y2018"),
        ("as a new dataset named rain_x", "rain_x"),
        ("rainy라는 이름으로 저장해줘", "rainy"),
        ("새 데이터셋 suseong으로", "suseong"),
    ],
)
def test_a_dataset_is_called_what_the_message_says(said: str, name: str) -> None:
    found = dataset_name(said)
    assert found is not None
    assert (found[0], name in found[1]) == (name, False)


@pytest.mark.parametrize("said", ["새 데이터로 저장해줘", "엑셀로 저장해줘", "save it as a new dataset", "월별 합계 데이터로 만들어줘"])
def test_what_only_says_that_a_dataset_is_made_is_no_name(said: str) -> None:
    assert dataset_name(said) is None


@pytest.mark.parametrize("said", ["사고시를 6시간 단위로 묶은 열 만들어줘", "새 열로 추가해줘", "as a new column"])
def test_what_only_says_that_a_column_is_made_is_no_name(said: str) -> None:
    assert column_name(said) is None


@pytest.mark.parametrize(
    ("text", "edges", "name"),
    [
        ("bin 제한속도 at 40, 60 and 80 into a new col called speed_class", [40, 60, 80], "speed_class"),
        ("제한속도를 40/60/80에서 끊어서 속도등급 컬럼으로", [40, 60, 80], "속도등급"),
        ("cut the speed limit at 50, column name slow_fast", [50], "slow_fast"),
    ],
)
def test_every_edge_of_a_list_counts_and_the_column_gets_its_name(text: str, edges: list[float], name: str) -> None:
    assert call(text, "cctv") == ("transform_dataset", {"steps": [{"kind": "bin", "column": "제한속도", "edges": edges, "name": name}]})


def test_edges_without_spaces_are_no_number_of_thousands() -> None:
    _, arguments = call("주차구획수 50,100,200 경계로 나눠서 규모 열 만들어줘", "parking")
    assert arguments["steps"][0]["edges"] == [50, 100, 200]


@pytest.mark.parametrize("text", ["only 2018, accidents by weather", "just 2018: how many accidents by weather?"])
def test_a_year_is_no_number_of_groups(text: str) -> None:
    assert call(text) == ("get_value_counts", {"column": "기상상태", "where": [{"column": "사고연", "operator": "==", "value": 2018}]})


def test_as_many_rows_as_a_year_are_rows_all_the_same() -> None:
    assert call("show 2018 rows")[1]["n"] == 2018


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("is the average speed limit in 수성구 different from 50?", [{"column": "시군구명", "operator": "==", "value": "수성구"}]),
        ("국도 제한속도 평균이 50이라고 볼 수 있어?", [{"column": "도로종류", "operator": "==", "value": "국도"}]),
    ],
)
def test_a_mean_of_some_rows_is_tested_against_a_number(text: str, where: list[dict[str, Any]]) -> None:
    assert call(text, "cctv") == ("test_hypothesis", {"column": "제한속도", "value": 50, "where": where})


@pytest.mark.parametrize(
    "text", ["경상자수 중상자수 ECLO 상관 히트맵 없이", "correlation of 경상자수, 중상자수 and ECLO, no heatmap needed"]
)
def test_no_picture_is_drawn_where_none_is_wanted(text: str) -> None:
    name, arguments = call(text)
    assert (name, arguments["picture"]) == ("get_correlation", False)


def test_a_table_in_place_of_a_chart_is_a_table() -> None:
    assert call("요일별 건수 그래프 말고 표로")[0] == "get_value_counts"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("주차기본요금 결측을 mean, knn으로 비교해줘 20%씩 가려서", {"share": 0.2}),
        ("compare mean and knn for the missing base fee, hide 15%, seed 7", {"share": 0.15, "seed": 7}),
        ("주차기본요금 빈값 mean하고 knn 중 뭐가 더 정확해? 5분의 1 가려서", {"share": 0.2}),
    ],
)
def test_a_comparison_of_fillings_hides_the_share_that_is_said(text: str, hidden: dict[str, Any]) -> None:
    assert call(text, "parking") == ("compare_imputations", {"columns": ["주차기본요금"], "strategies": ["mean", "knn"], **hidden})


@pytest.mark.parametrize("text", ["북구에서난 사고 요일별", "북구에서생긴사고 요일별"])
def test_a_verb_written_onto_a_place_leaves_the_place(text: str) -> None:
    assert call(text, "taas")[1] == {"column": "요일", "where": [{"column": "구", "operator": "==", "value": "북구"}]}


def test_the_nearest_are_looked_for_among_the_kind_that_is_wanted() -> None:
    where = [{"column": "주차장구분", "operator": "==", "value": "공영"}]
    assert call("수성구 범어동에서 제일 가까운 공영주차장 3개만", "parking") == (
        "nearest_facilities",
        {"place": "수성구 범어동", "top_n": 3, "where": where},
    )


def test_a_pie_of_two_values_is_of_these_rows_alone() -> None:
    where = [{"column": "구", "operator": "in", "value": ["수성구", "중구"]}]
    assert call("시간대별 사고 비율 파이차트, 수성구+중구만", "taas") == ("draw_chart", {"kind": "pie", "x": "시간대", "where": where})


def test_what_is_smoothed_is_not_the_average_that_smooths() -> None:
    assert call("14-day moving average of total ECLO")[1]["operation"] == "sum"
    assert call("ECLO 14일 이동평균")[1]["operation"] == "mean"


@pytest.mark.parametrize("text", ["유난히 튀는 날 있나? 기준은 z 4로", "which days stand out? z > 4", "평소와 다른 날, 4시그마 넘는 것만"])
def test_a_day_is_unusual_beyond_the_z_that_is_said(text: str) -> None:
    assert call(text) == ("find_anomalous_days", {"threshold": 4})


def test_axes_are_those_that_are_named() -> None:
    assert call("stacked bars: accident type on x, split by weather") == (
        "draw_chart",
        {"kind": "stacked", "x": "사고유형", "group": "기상상태"},
    )
