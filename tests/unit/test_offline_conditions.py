"""Which rows are meant: what is not wanted, ranges, seasons, weekends, parts of texts, roles."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline
from tools._registry import discover

BRAIN = Offline()


async def call(text: str, data: str = "accidents") -> tuple[str | None, dict[str, Any]]:
    name, arguments = call_of(await step_of(BRAIN, request_for({"text": text, "data": data})))
    if name is not None:
        next(spec for spec in discover() if spec.name == name).validate(arguments)
    return name, arguments


def condition(column: str, operator: str, value: Any) -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("맑은 날 말고 평균 ECLO", [condition("기상상태", "!=", "맑음")]),
        ("비 안 오는 날 평균 ECLO", [condition("기상상태", "!=", "비")]),
        ("average ECLO excluding rainy days", [condition("기상상태", "!=", "비")]),
        ("차대차가 아닌 사고 평균 ECLO", [condition("사고유형", "!=", "차대차")]),
        ("건조하지 않은 노면에서 평균 ECLO", [condition("노면상태", "!=", "건조")]),
        ("차대차랑 차대사람 빼고 평균 ECLO", [condition("사고유형", "!=", "차대차"), condition("사고유형", "!=", "차대사람")]),
        ("비 오는 날 말고 맑은 날 평균 ECLO", [condition("기상상태", "==", "맑음")]),
        ("2017년에서 2018년 사이 평균 ECLO", [condition("사고연", ">=", 2017), condition("사고연", "<=", 2018)]),
        ("여름 평균 ECLO", [condition("사고월", ">=", 6), condition("사고월", "<=", 8)]),
        ("mean ECLO from march to may", [condition("사고월", ">=", 3), condition("사고월", "<=", 5)]),
        ("18~22시 평균 ECLO", [condition("사고시", ">=", 18), condition("사고시", "<=", 22)]),
        ("mean ECLO between 6 and 9 am", [condition("사고시", ">=", 6), condition("사고시", "<=", 9)]),
        ("오전 사고 평균 ECLO", [condition("사고시", "<", 12)]),
    ],
)
async def test_the_rows_of_a_mean_are_those_that_are_said(text: str, wanted: list[dict[str, Any]]) -> None:
    name, arguments = await call(text)
    assert name == "get_column_statistics"
    assert sorted(arguments["where"], key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("주말 사고 몇 건", condition("요일", "in", ["토요일", "일요일"])),
        ("평일 사고 몇 건", condition("요일", "in", ["월요일", "화요일", "수요일", "목요일", "금요일"])),
        ("겨울철 사고 건수", condition("사고월", "in", [12, 1, 2])),
        ("수성구 빼고 사고 몇 건", condition("시군구", "not contains", "수성구")),
        ("비나 눈 오는 날 사고 몇 건", condition("기상상태", "in", ["비", "눈"])),
        ("how many accidents in rain or snow", condition("기상상태", "in", ["비", "눈"])),
        ("범어동이나 황금동 사고 몇 건", condition("시군구", "contains", ["범어동", "황금동"])),
        ("밤 11시부터 새벽 2시 사이 사고 건수", condition("사고시", "in", [23, 0, 1, 2])),
        ("1월 3월 5월 7월 9월 11월 사고 건수", condition("사고월", "in", [1, 3, 5, 7, 9, 11])),
        ("주말 사고만", condition("요일", "in", ["토요일", "일요일"])),
    ],
)
async def test_rows_with_any_of_several_values_are_counted_by_one_condition(text: str, wanted: dict[str, Any]) -> None:
    name, arguments = await call(text)
    if name == "filter_dataframe":
        assert arguments == wanted
    else:
        assert (name, arguments["where"]) == ("get_value_counts", [wanted])


@pytest.mark.parametrize(
    ("text", "tool", "wanted"),
    [
        ("비나 눈 오는 날 사고 지도", "draw_map", condition("기상상태", "in", ["비", "눈"])),
        ("수성구와 중구 사고 지도", "draw_map", condition("시군구", "contains", ["수성구", "중구"])),
        ("주말 사고 지도", "draw_map", condition("요일", "in", ["토요일", "일요일"])),
        ("밤 10시부터 새벽 2시까지 사고 지도", "draw_map", condition("사고시", "in", [22, 23, 0, 1, 2])),
        ("chart of accidents by hour on weekends", "draw_chart", condition("요일", "in", ["토요일", "일요일"])),
        ("비나 눈 오는 날 평균 ECLO", "get_column_statistics", condition("기상상태", "in", ["비", "눈"])),
        ("비나 눈 오는 날 시간대별 사고 건수", "get_value_counts", condition("기상상태", "in", ["비", "눈"])),
        ("비나 눈 올 때 ECLO가 가장 높은 사고 10건", "sort_dataframe", condition("기상상태", "in", ["비", "눈"])),
        ("주말 ECLO 이상치", "get_outliers", condition("요일", "in", ["토요일", "일요일"])),
        ("겨울에 사망자수와 ECLO 상관관계", "get_correlation", condition("사고월", "in", [12, 1, 2])),
        ("비나 눈 오는 날 ECLO 추세", "analyze_trend", condition("기상상태", "in", ["비", "눈"])),
        ("비나 눈 오는 날 사망을 로지스틱 회귀로 예측", "fit_model", condition("기상상태", "in", ["비", "눈"])),
        ("토요일하고 일요일 사망자 합계", "group_by_aggregate", condition("요일", "in", ["토요일", "일요일"])),
        ("맑음, 비, 눈으로 비교", "group_by_aggregate", condition("기상상태", "in", ["맑음", "비", "눈"])),
        ("맑음, 비, 눈만 비교", "group_by_aggregate", condition("기상상태", "in", ["맑음", "비", "눈"])),
        ("2017년하고 2018년 비교", "group_by_aggregate", condition("사고연", "in", [2017, 2018])),
        ("compare 2017 and 2018", "group_by_aggregate", condition("사고연", "in", [2017, 2018])),
        ("2017년이랑 2018년 사고 건수 비교", "get_value_counts", condition("사고연", "in", [2017, 2018])),
        ("중구랑 수성구 월별 평균 ECLO", "group_by_aggregate", condition("시군구", "contains", ["중구", "수성구"])),
    ],
)
async def test_several_values_go_as_one_condition_with_any_tool(text: str, tool: str, wanted: dict[str, Any]) -> None:
    name, arguments = await call(text)
    assert (name, arguments["where"]) == (tool, [wanted])


async def test_rows_with_several_values_can_be_kept_as_a_new_dataset() -> None:
    name, arguments = await call("비나 눈인 행만 남긴 새 데이터 만들어줘")
    assert name == "transform_dataset"
    assert arguments["steps"] == [{"kind": "filter", "conditions": [condition("기상상태", "in", ["비", "눈"])]}]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("비 오거나 젖은 노면인 사고 건수", ["\"기상상태\" = '비'", " OR ", "\"노면상태\" = '젖음/습기'"]),
        ("how many accidents in rain or on weekends", ["\"기상상태\" = '비'", " OR ", "\"요일\" IN ('토요일', '일요일')"]),
    ],
)
async def test_either_of_two_columns_is_asked_by_a_query(text: str, parts: list[str]) -> None:
    name, arguments = await call(text)
    assert name == "query_sql"
    assert all(part in arguments["sql"] for part in parts)


async def test_a_map_of_either_of_two_columns_says_that_it_shows_all() -> None:
    answer = await step_of(Offline(), request_for({"text": "비 오거나 젖은 노면인 사고 지도", "data": "accidents"}))
    assert call_of(answer) == ("draw_map", {"kind": "auto"})
    assert any("전체 데이터로 답할게요" in block.get("text", "") for block in answer.blocks)


async def test_both_values_to_leave_out_are_left_out() -> None:
    _, arguments = await call("비랑 눈 빼고 요일별 건수")
    assert arguments["where"] == [condition("기상상태", "!=", "비"), condition("기상상태", "!=", "눈")]


async def test_years_side_by_side_are_groups_of_their_own() -> None:
    _, arguments = await call("2017년하고 2018년 비교")
    assert arguments["group_column"] == "사고연"


@pytest.mark.parametrize(
    ("text", "data", "wanted"),
    [
        ("주소에 '달구벌'이 들어간 카메라 보여줘", "cctv", condition("소재지도로명주소", "contains", "달구벌")),
        ("cameras whose address contains 중앙대로", "cctv", condition("소재지도로명주소", "contains", "중앙대로")),
        ("find parking lots with 시장 in the name", "parking", condition("주차장명", "contains", "시장")),
        ("100면 이상 주차장", "parking", condition("주차구획수", ">=", 100)),
        ("시속 60 넘는 카메라 보여줘", "cctv", condition("제한속도", ">", 60)),
    ],
)
async def test_parts_of_texts_and_numbers_with_units_pick_rows(text: str, data: str, wanted: dict[str, Any]) -> None:
    name, arguments = await call(text, data)
    assert (name, {k: arguments[k] for k in wanted}) == ("filter_dataframe", wanted)


async def test_both_ends_of_a_range_are_kept() -> None:
    _, arguments = await call("제한속도 60 이상 80 이하인 카메라 개수", "cctv")
    assert {k: arguments[k] for k in ("operator", "value")} == {"operator": ">=", "value": 60}
    assert arguments["where"] == [condition("제한속도", "<=", 80)]


async def test_a_vehicle_is_of_the_one_who_was_hit_when_that_is_said() -> None:
    _, arguments = await call("자전거가 피해자인 사고 건수")
    assert arguments["column"] == "피해운전자 차종"


async def test_people_hurt_are_asked_after_by_degree() -> None:
    step = await step_of(BRAIN, request_for({"text": "몇 명이 다쳤나요", "data": "accidents"}))
    assert call_of(step)[0] is None
    assert "중상자수" in step.blocks[0]["text"]
