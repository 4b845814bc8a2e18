"""Messages of several parts: two changes to the last answer at once, several values as one condition, either of two "what if"s."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import agrees, call_of, request_for, step_of
from bot.agent.offline import Offline

_BRAIN = Offline()
Call = tuple[str | None, dict[str, Any]]
_MEANS = ("group_by_aggregate", {"group_column": "시간대", "agg_column": "ECLO", "operation": "mean"})
_COUNTS = ("get_value_counts", {"column": "요일"})
_BARS = ("draw_chart", {"kind": "bar", "x": "요일", "y": "ECLO", "operation": "mean"})
_POINTS = ("draw_map", {"kind": "points"})
_TREND = ("analyze_trend", {"what": "trend", "unit": "month"})
_ACCIDENT = ("predict_eclo", {"district": "범어동", "accident_hour": 18, "weather": "맑음", "accident_type": "차대차"})
_RANKED = ("rank_risk", {"by": "gu", "conditions": {"weather": "비", "day_of_week": "금요일"}})
_2018 = {"column": "사고연", "operator": "==", "value": 2018}
_RAIN = {"column": "기상상태", "operator": "==", "value": "비"}
_FREE = {"column": "요금정보", "operator": "==", "value": "무료"}
_RUSH = {"column": "시간대", "operator": "in", "value": ["출근시간대", "퇴근시간대"]}
_TRUCKS = {"column": "가해운전자 차종", "operator": "in", "value": ["화물", "승합"]}


async def said(text: str, data: str | None, last: tuple[str, dict[str, Any]] | None = None) -> Call:
    before = [{"tool": last[0], "args": last[1]}] if last else []
    return call_of(await step_of(_BRAIN, request_for({"text": text, "data": data, "before": before})))


@pytest.mark.parametrize(
    ("last", "text", "data", "changes"),
    [
        (_MEANS, "only 2018, and split by accident type", "accidents", {"second_group_column": "사고유형", "where": [_2018]}),
        (_MEANS, "2018년만, 사고유형별로도 나눠줘", "accidents", {"second_group_column": "사고유형", "where": [_2018]}),
        (_MEANS, "only 2018", "accidents", {"where": [_2018]}),
        (_MEANS, "ECLO 말고 사망자수 합계로", "accidents", {"agg_column": "사망자수", "operation": "sum"}),
        (_COUNTS, "without rain", "accidents", {"where": [{**_RAIN, "operator": "!="}]}),
        (_BARS, "비 오는 날만 꺾은선으로", "accidents", {"kind": "line", "where": [_RAIN]}),
        (_BARS, "stacked by accident type, only 2018", "accidents", {"kind": "stacked", "group": "사고유형", "where": [_2018]}),
        (_BARS, "pie instead, only deaths", "accidents", {"kind": "pie", "y": "사망자수", "operation": "sum"}),
        (_POINTS, "무료만 군집으로", "parking", {"kind": "clusters", "where": [_FREE]}),
        (_TREND, "주별로 바꾸고 ECLO 합계로", "accidents", {"unit": "week", "value": "ECLO", "operation": "sum"}),
        (_RANKED, "눈 오는 날로 바꾸고 3개만", None, {"conditions": {"weather": "눈", "day_of_week": "금요일"}, "top_n": 3}),
        (_RANKED, "only Saturdays, top 3", None, {"conditions": {"weather": "비", "day_of_week": "토요일"}, "top_n": 3}),
    ],
)
async def test_two_changes_are_both_made(last: tuple[str, dict[str, Any]], text: str, data: str | None, changes: dict[str, Any]) -> None:
    tool, arguments = await said(text, data, last)
    assert tool == last[0]
    assert agrees({**last[1], **changes}, arguments)


@pytest.mark.parametrize(
    ("text", "data", "where"),
    [
        ("출퇴근시간(출근,퇴근시간대 둘다) 사고의 구별 경상자 평균", "taas", _RUSH),
        ("구별 경상자 평균, 출근이랑 퇴근시간대 사고만", "taas", _RUSH),
        ("average minor injuries by district for rush hour crashes", "taas", _RUSH),
        ("화물차랑 승합차가 가해자인 사고의 ECLO 기술통계", "accidents", _TRUCKS),
    ],
)
async def test_values_whose_rows_are_meant_are_one_condition(text: str, data: str, where: dict[str, Any]) -> None:
    tool, arguments = await said(text, data)
    assert "second_group_column" not in arguments
    assert agrees([where], arguments["where"]), tool


async def test_values_to_be_compared_stay_side_by_side() -> None:
    _, arguments = await said("출근시간대랑 퇴근시간대 비교해줘, 구별 경상자 평균", "taas")
    assert arguments["second_group_column"] == "시간대"


@pytest.mark.parametrize(
    ("text", "last", "changes"),
    [
        ("how would it change at noon, or on a wet road?", _ACCIDENT, [{"accident_hour": 12}, {"road_surface": "젖음/습기"}]),
        ("비 오거나 밤 11시면 각각 어때?", _ACCIDENT, [{"weather": "비"}, {"accident_hour": 23}]),
        (
            "Solo crash in a tunnel at 3am on a dry road. How would it change at noon instead, or with a wet surface?",
            None,
            [{"accident_hour": 12}, {"road_surface": "젖음/습기"}],
        ),
        ("Solo crash in a tunnel at 3am on a dry road. What if it were noon with a wet surface?", None, [{"accident_hour": 12, "road_surface": "젖음/습기"}]),
    ],
)  # fmt: skip
async def test_either_of_two_what_ifs_is_a_variation_by_itself(
    text: str, last: tuple[str, dict[str, Any]] | None, changes: list[dict[str, Any]]
) -> None:
    tool, arguments = await said(text, None, last)
    assert (tool, [v["changes"] for v in arguments["variations"]]) == ("compare_scenarios", changes)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("구 기준으로 cctv 데이터랑 조인해줘 안 맞는 건 빼고", "inner"),
        ("join with the cctv data on 구, drop rows that don't match", "inner"),
        ("cctv 데이터랑 구로 합쳐줘, 안 맞는 행도 남기고", "outer"),
        ("combine with the cctv data on 구 but don't lose any rows", "outer"),
        ("cctv 데이터랑 구로 합치는데 왼쪽 행은 다 남겨줘", "left"),
        ("join the cctv data on 구 keeping all of my rows even without a match", "left"),
    ],
)
async def test_what_becomes_of_rows_without_a_match_tells_how_to_join(text: str, how: str) -> None:
    tool, arguments = await said(text, "taas")
    assert (tool, arguments["how"], arguments["on"]) == ("join_datasets", how, ["구"])


@pytest.mark.parametrize("text", ["cluster the cameras on lat/lon, k=6", "좌표로 6개 그룹으로 묶어줘", "위치 기준으로 클러스터 6개"])
async def test_clusters_by_place_take_the_coordinates(text: str) -> None:
    assert await said(text, "cctv") == ("fit_model", {"kind": "kmeans", "k": 6, "features": ["위도", "경도"]})


async def test_the_line_of_a_road_is_no_line_of_a_chart() -> None:
    tool, arguments = await said("crashes on a Friday or Saturday where someone over the centre line killed at least 1", "accidents")
    told = [{k: arguments[k] for k in ("column", "operator", "value")}, *arguments["where"]]
    assert tool == "filter_dataframe"
    assert {c["column"]: c["value"] for c in told} == {"사망자수": 1, "법규위반": "중앙선침범", "요일": ["금요일", "토요일"]}


@pytest.mark.parametrize(
    ("text", "call", "arguments"),
    [
        ("histogram of ECLO for Friday and Saturday crashes", "draw_chart", {"kind": "histogram", "x": "ECLO"}),
        ("correlation of 중상자수 and ECLO on Fridays and Saturdays", "get_correlation", {"columns": ["중상자수", "ECLO"]}),
        ("sort crashes on Fridays and Saturdays by ECLO, top 5", "sort_dataframe", {"column": "ECLO", "ascending": False, "top_n": 5}),
        ("금토 사고만 시간대별 건수", "get_value_counts", {"column": "시간대"}),
    ],
)
async def test_single_rows_of_several_days_are_not_grouped_by_day(text: str, call: str, arguments: dict[str, Any]) -> None:
    tool, given = await said(text, "accidents")
    days = {"column": "요일", "operator": "in", "value": ["금요일", "토요일"]}
    assert tool == call
    assert {k: v for k, v in given.items() if k != "method"} == {**arguments, "where": [days]}
