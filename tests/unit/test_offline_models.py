"""Questions for models, change along time and places in people's words, and the calls they may expect. No key, no model."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline

BRAIN = Offline()


async def called(text: str, data: str | None = "taas", **case: Any) -> tuple[str | None, dict[str, Any]]:
    language = "en" if text.isascii() else "ko"
    return call_of(await step_of(BRAIN, request_for({"text": text, "data": data, "language": language, **case})))


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("ECLO를 선형회귀로 설명해줘", {"kind": "linear", "target": "ECLO"}),
        ("ECLO를 기상상태와 도로형태로 회귀분석해줘", {"kind": "linear", "target": "ECLO", "features": ["기상상태", "도로형태"]}),
        (
            "fit a linear regression of ECLO on weather and road type",
            {"kind": "linear", "target": "ECLO", "features": ["기상상태", "도로형태"]},
        ),
        ("릿지 회귀로 ECLO 예측해줘", {"kind": "ridge", "target": "ECLO"}),
        ("ridge regression of ECLO", {"kind": "ridge", "target": "ECLO"}),
        ("로지스틱 회귀로 사망 예측", {"kind": "logistic", "target": "사망자수"}),
        ("logistic regression of deaths", {"kind": "logistic", "target": "사망자수"}),
        ("의사결정나무 만들어줘", {"kind": "tree", "target": "ECLO"}),
        ("decision tree for ECLO with depth 3", {"kind": "tree", "target": "ECLO", "max_depth": 3}),
        ("사고유형을 의사결정나무로 예측해줘", {"kind": "tree", "target": "사고유형"}),
        ("랜덤 포레스트로 ECLO 중요한 변수 알려줘", {"kind": "forest", "target": "ECLO"}),
        ("random forest for ECLO", {"kind": "forest", "target": "ECLO"}),
        ("군집 3개로 나눠줘", {"kind": "kmeans", "k": 3}),
        ("k-means with 4 clusters", {"kind": "kmeans", "k": 4}),
        ("군집분석 해줘", {"kind": "kmeans"}),
        ("주성분 분석", {"kind": "pca"}),
        ("run a PCA", {"kind": "pca"}),
    ],
)
async def test_a_model_asked_for_by_name_is_fitted(text: str, arguments: dict[str, Any]) -> None:
    assert await called(text) == ("fit_model", arguments)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("월별 추세", {"what": "trend", "unit": "month"}),
        ("사고 건수 추세 알려줘", {"what": "trend"}),
        ("monthly trend of ECLO", {"what": "trend", "value": "ECLO", "operation": "mean", "unit": "month"}),
        ("계절성 있어?", {"what": "seasonality"}),
        ("is there seasonality?", {"what": "seasonality"}),
        ("7일 이동평균", {"what": "moving_average", "window": 7, "unit": "day"}),
        ("30-day moving average of ECLO", {"what": "moving_average", "value": "ECLO", "operation": "mean", "window": 30, "unit": "day"}),
        ("전년 대비", {"what": "year_on_year"}),
        ("작년 대비 사망자수", {"what": "year_on_year", "value": "사망자수", "operation": "sum"}),
        ("year over year", {"what": "year_on_year"}),
    ],
)
async def test_change_along_time_is_analysed(text: str, arguments: dict[str, Any]) -> None:
    assert await called(text) == ("analyze_trend", arguments)


@pytest.mark.parametrize(
    ("text", "data", "tool", "arguments"),
    [
        ("이상한 날 찾아줘", "taas", "find_anomalous_days", {}),
        ("find anomalous days", "taas", "find_anomalous_days", {}),
        ("날짜를 연도, 월, 요일로 나눠줘", "taas", "date_parts", {"result": "dataset", "parts": ["year", "month", "weekday"]}),
        ("날짜를 연, 월로 나눠줘", "taas", "date_parts", {"result": "dataset", "parts": ["year", "month"]}),
        ("split the date into year and quarter", "taas", "date_parts", {"result": "dataset", "parts": ["year", "quarter"]}),
        ("split the date into parts", "taas", "date_parts", {"result": "dataset"}),
        ("범어동에서 가장 가까운 CCTV", "taas", "nearest_facilities", {"facilities": "cctv", "place": "범어동"}),
        ("수성구 범어동에서 가장 가까운 카메라", "cctv", "nearest_facilities", {"place": "수성구 범어동"}),
        ("nearest parking to each row", "cctv", "nearest_facilities", {"facilities": "parking"}),
        ("핫스팟", "cctv", "hot_spots", {}),
        ("핫스팟 찾아줘", "taas", "hot_spots", {}),
        # without a date column the tool says what is needed
        ("계절성 있어?", "cctv", "analyze_trend", {"what": "seasonality"}),
        ("이상한 날 찾아줘", "cctv", "find_anomalous_days", {}),
        ("where do accidents gather", "taas", "hot_spots", {}),
        ("nearest parking to 수성구 범어동", "cctv", "nearest_facilities", {"facilities": "parking", "place": "수성구 범어동"}),
        ("CCTV마다 가장 가까운 주차장 찾아줘", "cctv", "nearest_facilities", {"facilities": "parking"}),
        ("사고마다 가장 가까운 CCTV를 찾아줘", "taas", "nearest_facilities", {"facilities": "cctv"}),
        ("hot spots with dbscan within 300 m", "cctv", "hot_spots", {"method": "dbscan", "radius_m": 300}),
        ("1km 칸으로 몰린 곳 찾아줘", "parking", "hot_spots", {"cell_m": 1000}),
        ("좌표를 구와 동으로 바꿔줘", "cctv", "locate", {}),
        ("동별 요약해줘", "taas", "area_summary", {"level": "neighbourhood"}),
        ("density by district", "cctv", "area_summary", {"level": "district"}),
    ],
)
async def test_days_and_places_are_asked_for_in_words(text: str, data: str, tool: str, arguments: dict[str, Any]) -> None:
    assert await called(text, data) == (tool, arguments)


async def test_a_condition_beside_a_model_says_which_rows() -> None:
    tool, arguments = await called("비 오는 날 ECLO를 선형회귀로 설명해줘")
    assert (tool, arguments["target"]) == ("fit_model", "ECLO")
    assert arguments["where"] == [{"column": "기상상태", "operator": "==", "value": "비"}]


async def test_what_counts_as_yes_is_taken_from_the_message() -> None:
    tool, arguments = await called("ECLO 10 이상을 로지스틱 회귀로 예측해줘")
    assert (tool, arguments["target"], arguments["positive"]) == ("fit_model", "ECLO", ">= 10")
    assert "where" not in arguments


@pytest.mark.parametrize(
    "text", ["logistic regression of fatal accidents", "사망사고를 로지스틱 회귀로 예측해줘", "사망 사고 여부를 로지스틱 회귀로 예측해줘"]
)
async def test_fatal_accidents_are_what_is_predicted_and_not_the_only_rows(text: str) -> None:
    tool, arguments = await called(text)
    assert (tool, arguments["kind"], arguments["target"]) == ("fit_model", "logistic", "사망자수")
    assert "where" not in arguments


async def test_a_model_after_an_answer_is_not_taken_for_a_change_of_it() -> None:
    before = [{"tool": "draw_chart", "args": {"kind": "bar", "x": "요일"}}]
    assert (await called("ECLO 선형회귀", before=before))[0] == "fit_model"
    assert (await called("월별 추세", before=before))[0] == "analyze_trend"


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("월별 사고 추이 그래프", "draw_chart"),
        ("시간대별 추세 그래프", "draw_chart"),
        ("월별 건수", "get_value_counts"),
        ("요일별 평균 ECLO", "group_by_aggregate"),
        ("사고가 줄고 있나요?", "draw_chart"),
        ("사고 지도", "draw_map"),
    ],
)
async def test_ordinary_questions_stay_what_they_were(text: str, tool: str) -> None:
    assert (await called(text))[0] == tool
