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
    ("text", "part"),
    [
        ("주말 사고 몇 건", "\"요일\" IN ('토요일', '일요일')"),
        ("평일 사고 몇 건", "IN ('월요일', '화요일', '수요일', '목요일', '금요일')"),
        ("겨울철 사고 건수", '"사고월" IN (12, 1, 2)'),
        ("수성구 빼고 사고 몇 건", "NOT contains(\"시군구\", '수성구')"),
    ],
)
async def test_what_no_condition_can_say_is_a_query(text: str, part: str) -> None:
    name, arguments = await call(text)
    assert name == "query_sql"
    assert part in arguments["sql"]


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
