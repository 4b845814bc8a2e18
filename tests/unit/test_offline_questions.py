"""What people asked about a year of accidents, and the calls they may expect."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.brain import Step
from bot.agent.offline import Offline
from bot.agent.offline.filtering import TAKES_WHERE
from tools._registry import discover

BRAIN = Offline()
RAIN = {"column": "기상상태", "operator": "==", "value": "비"}
CHART = [{"tool": "draw_chart", "args": {"kind": "bar", "x": "요일"}}]
BY_WEEKDAY = [{"tool": "group_by_aggregate", "args": {"group_column": "요일", "agg_column": "ECLO", "operation": "mean"}}]
ACCIDENT = {"accident_hour": 15, "district": "수성구 범어동", "weather": "맑음", "accident_type": "차대차"}
PREDICTED = [{"tool": "predict_eclo", "args": ACCIDENT}]
ASKED = [
    {"tool": "predict_eclo", "args": {"district": "수성구"}, "missing": ["accident_type"], "choices": ["차대차", "차대사람", "차량단독"]}
]


def equal(column: str, value: str | int) -> dict[str, Any]:
    return {"column": column, "operator": "==", "value": value}


async def step(text: str, data: str | None = "taas", **case: Any) -> Step:
    return await step_of(BRAIN, request_for({"text": text, "data": data, **case}))


async def call(text: str, data: str | None = "taas", **case: Any) -> tuple[str | None, dict[str, Any]]:
    return call_of(await step(text, data, **case))


def said(answer: Step) -> str:
    return "".join(block["text"] for block in answer.blocks if block["type"] == "text")


def test_every_tool_with_conditions_is_given_them() -> None:
    assert {spec.name for spec in discover() if spec.where} == TAKES_WHERE


@pytest.mark.parametrize(
    ("text", "tool", "where"),
    [
        ("비 오는 날 평균 ECLO는?", "get_column_statistics", [RAIN]),
        ("average eclo on rainy days", "get_column_statistics", [RAIN]),
        ("차대사람 사고의 평균 ECLO", "get_column_statistics", [equal("사고유형", "차대사람")]),
        ("signal violations only, average ECLO", "get_column_statistics", [equal("법규위반", "신호위반")]),
        ("average ECLO in May 2018", "get_column_statistics", [equal("사고연", 2018), equal("사고월", 5)]),
        ("2018년 5월 사고 건수", "get_value_counts", [equal("사고연", 2018), equal("사고월", 5)]),
        ("요일이 월요일이고 기상상태가 비인 사고 수", "get_value_counts", [RAIN, equal("요일", "월요일")]),
        ("비 오는 날 심야 사고 건수", "get_value_counts", [RAIN, equal("시간대", "심야")]),
        ("only Fridays, count by hour", "get_value_counts", [equal("요일", "금요일")]),
        ("수성구 사고만 요일별로", "get_value_counts", [equal("구", "수성구")]),
        ("오후 3시에 난 사고 건수", "get_value_counts", [equal("사고시", 15)]),
        ("신호위반 사고만 지도에 찍어줘", "draw_map", [equal("법규위반", "신호위반")]),
        ("비 오는 날 사고를 요일별 막대그래프로", "draw_chart", [RAIN]),
    ],
)
async def test_every_condition_of_a_question_reaches_the_tool(text: str, tool: str, where: list[dict[str, Any]]) -> None:
    answer = await step(text)
    name, arguments = call_of(answer)
    assert name == tool
    assert sorted(map(str, arguments["where"])) == sorted(map(str, where))
    assert not said(answer)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("사망사고가 몇 건이야?", equal("사고내용", "사망사고")),
        ("how many accidents in Dalseo-gu?", equal("구", "달서구")),
        ("달서구 사고는 몇 건?", equal("구", "달서구")),
        ("서구 사고 건수", equal("구", "서구")),
        ("화물차 사고", equal("가해운전자 차종", "화물")),
        ("대명동 사고 몇 건?", {"column": "시군구", "operator": "contains", "value": "대명동"}),
    ],
)
async def test_a_question_for_a_number_of_rows_is_not_answered_with_the_rows(text: str, condition: dict[str, Any]) -> None:
    assert await call(text) == ("get_value_counts", {"column": condition["column"], "where": [condition]})


async def test_fatal_accidents_are_those_with_deaths_where_no_value_says_so() -> None:
    assert await call("사망사고가 몇 건이야?", "accidents") == ("filter_dataframe", {"column": "사망자수", "operator": ">", "value": 0})


async def test_a_west_district_is_not_the_end_of_another_name() -> None:
    _, arguments = await call("서구 사고 건수", "accidents")
    assert arguments["where"] == [{"column": "시군구", "operator": "contains", "value": " 서구"}]


@pytest.mark.parametrize("text", ["중구랑 수성구 비교해줘", "compare Jung-gu and Suseong-gu"])
async def test_two_values_of_a_column_are_shown_side_by_side(text: str) -> None:
    name, arguments = await call(text)
    assert (name, arguments["group_column"], arguments["agg_column"], arguments["operation"]) == (
        "group_by_aggregate",
        "구",
        "ECLO",
        "mean",
    )
    assert arguments["where"] == [{"column": "구", "operator": "in", "value": ["중구", "수성구"]}]


async def test_a_condition_on_groups_is_told_to_be_left_to_the_reader() -> None:
    answer = await step("ECLO 평균이 5 이상인 구만")
    assert call_of(answer) == ("group_by_aggregate", {"group_column": "구", "agg_column": "ECLO", "operation": "mean"})
    assert "조건을 걸 수 없어서" in said(answer)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("월별 사망자수", "group_by_aggregate", {"group_column": "사고월", "agg_column": "사망자수", "operation": "sum"}),
        ("구별 개수", "get_value_counts", {"column": "구"}),
        ("구별 지도", "draw_map", {"kind": "areas", "level": "district"}),
        ("상위 10개 동 막대그래프", "draw_chart", {"kind": "bar", "x": "시군구", "top_n": 10}),
        ("what types of accidents are there?", "get_unique_values", {"column": "사고유형"}),
        ("노면상태별 건수", "get_value_counts", {"column": "노면상태"}),
        ("사고가 줄고 있나요?", "draw_chart", {"kind": "line", "x": "사고월"}),
        ("show misisng values", "get_missing_values", {}),
        ("법규위반 유형별 건수", "get_value_counts", {"column": "법규위반"}),
        ("어디서 사고가 제일 많이 났어?", "get_value_counts", {"column": "구"}),
        ("사고 데이터가 몇 년도부터 있어?", "get_date_range", {"column": "사고일시"}),
    ],
)
async def test_ordinary_questions_are_understood(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert await call(text) == (tool, arguments)


@pytest.mark.parametrize(
    ("text", "topic"), [("음주운전 사고는?", "음주운전"), ("어린이 사고", "어린이"), ("hit and run accidents", "hit-and-run")]
)
async def test_what_no_column_tells_is_said_with_the_columns_there_are(text: str, topic: str) -> None:
    answer = await step(text, language="en" if text.isascii() else "ko")
    assert call_of(answer) == (None, {})
    assert topic in said(answer)
    assert "기상상태" in said(answer)


async def test_weekends_are_told_to_be_shown_by_weekday() -> None:
    answer = await step("주말과 평일 중 언제 사고가 더 많아?")
    assert call_of(answer) == ("get_value_counts", {"column": "요일"})
    assert "요일별" in said(answer)


@pytest.mark.parametrize(("text", "random"), [("첫 5줄만 보여줘", False), ("show me 5 random rows", True)])
async def test_rows_asked_for_after_a_chart_are_rows(text: str, random: bool) -> None:
    assert await call(text, before=CHART) == ("get_sample_rows", {"n": 5, "random": random})


async def test_a_new_grouping_after_a_chart_is_a_new_question() -> None:
    assert await call("연도별 사고건수 추이", before=CHART) == ("draw_chart", {"kind": "line", "x": "사고연"})


@pytest.mark.parametrize("text", ["막대 말고 선으로", "a line instead of bars"])
async def test_one_kind_of_chart_instead_of_another(text: str) -> None:
    assert await call(text, before=CHART) == ("draw_chart", {"kind": "line", "x": "요일"})


async def test_the_same_question_about_other_rows() -> None:
    before = [{"tool": "get_column_statistics", "args": {"column": "ECLO", "where": [equal("구", "달서구"), RAIN]}}]
    place = {"column": "시군구", "operator": "contains", "value": "범어동"}
    assert await call("범어동은?", before=before) == ("get_column_statistics", {"column": "ECLO", "where": [RAIN, place]})


async def test_a_drawn_answer_keeps_its_conditions() -> None:
    before = [{"tool": "get_value_counts", "args": {"column": "요일", "where": [RAIN]}}]
    assert await call("차트로 그려줘", before=before) == ("draw_chart", {"kind": "bar", "x": "요일", "where": [RAIN]})


@pytest.mark.parametrize("data", [None, "taas"])
async def test_a_new_accident_inherits_nothing(data: str | None) -> None:
    _, slots = await call("빗길 고속도로 트럭 추돌사고 심각도는?", data, before=PREDICTED)
    assert slots == {
        "weather": "비",
        "road_surface": "젖음/습기",
        "road_type": "단일로 - 기타",
        "accident_type": "차대차",
        "accident_detail": "차대차 - 추돌",
    }


async def test_a_place_nobody_knows_is_passed_on() -> None:
    assert await call("동성로에서는요?", None, before=PREDICTED) == ("predict_eclo", {**ACCIDENT, "district": "동성로"})


@pytest.mark.parametrize(
    ("text", "tool", "name"),
    [
        ("bom.csv 지워줘", "delete_dataset", "bom.csv"),
        ("acc2018 cp949.csv 지워줘", "delete_dataset", "acc2018 cp949.csv"),
        ("zzz.csv 삭제해줘", "delete_dataset", "zzz.csv"),
        ("please delete the file Report 2.xlsx", "delete_dataset", "Report 2.xlsx"),
        ("daegu_cctv.csv 써줘", "use_dataset", "daegu_cctv.csv"),
        ("use zzz.csv", "use_dataset", "zzz.csv"),
    ],
)
async def test_a_file_is_meant_by_its_whole_name(text: str, tool: str, name: str) -> None:
    assert await call(text) == (tool, {"name": name})


@pytest.mark.parametrize("text", ["모든 데이터 지워", "delete all datasets"])
async def test_all_datasets_are_not_deleted_at_once(text: str) -> None:
    answer = await step(text, language="en" if text.isascii() else "ko")
    assert call_of(answer) == (None, {})
    assert "하나씩" in said(answer) or "one dataset at a time" in said(answer)


async def test_an_accident_on_a_day_that_is_none_is_left_to_the_tool() -> None:
    name, slots = await call("2월 30일 오후 3시 수성구 차대차 맑음 교차로 ECLO")
    assert name == "predict_eclo"
    assert (slots["accident_month"], slots["accident_day"]) == (2, 30)


@pytest.mark.parametrize("text", ["취소", "그만", "never mind"])
async def test_a_question_can_be_dropped(text: str) -> None:
    assert call_of(await step(text, None, before=ASKED)) == (None, {})


async def test_a_job_is_cancelled_only_by_name_while_a_question_waits() -> None:
    assert (await call("작업 취소", None, before=ASKED))[0] == "cancel_job"


@pytest.mark.parametrize("text", ["2", "2번", "2번이요"])
async def test_a_bare_number_chooses(text: str) -> None:
    assert await call(text, None, before=ASKED) == ("predict_eclo", {"district": "수성구", "accident_type": "차대사람"})


@pytest.mark.parametrize(
    "text", ["금요일 오후 3시 수성구 차대차 예측", "Predict ECLO for a car-to-car crash on a Friday at 3pm in Suseong-gu", "Fri 3pm, Suseong-gu, car to car crash"]
)  # fmt: skip
async def test_a_weekday_alone_gets_no_date(text: str) -> None:
    _, slots = await call(text, None)
    assert slots["day_of_week"] == "금요일"
    assert not {"accident_year", "accident_month", "accident_day"} & slots.keys()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("이번 금요일 오후 3시 수성구 차대차 예측", 27), ("Predict a car-to-car crash this Friday at 3pm in Suseong-gu", 27), ("next 화요일 3pm 수성구 차대차", 24),
        ("Predict a car-to-car crash next week on Wednesday at 3pm in Suseong-gu", 25), ("다음주 Friday 오후 3시 수성구 차대차", 27),
    ],
)  # fmt: skip
async def test_a_weekday_of_a_week_that_was_said_has_its_date(text: str, day: int) -> None:
    _, slots = await call(text, None)
    assert (slots["accident_month"], slots["accident_day"]) == (11, day)


@pytest.mark.parametrize("text", ["왜 심야가 높아요?", "왜 금요일에 사고가 많아?", "why are Fridays worse?"])
async def test_causes_are_not_made_up(text: str) -> None:
    answer = await step(text, language="en" if text.isascii() else "ko")
    assert call_of(answer) == (None, {})
    assert "ECLO" in said(answer)


@pytest.mark.parametrize("text", ["기상상태의 평균은?", "mean of weather", "what is the average of the weather?"])
async def test_the_mean_of_a_category_is_answered_by_what_it_has_instead(text: str) -> None:
    assert await call(text) == ("get_column_statistics", {"column": "기상상태"})
