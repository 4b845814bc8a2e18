"""Rows that people pick by days, keys, roles and means, and what is set against the rest."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline

_BRAIN = Offline()


async def called(text: str, data: str) -> tuple[str | None, dict[str, Any]]:
    return call_of(await step_of(_BRAIN, request_for({"text": text, "data": data})))


def _where(column: str, operator: str, value: Any) -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("text", "operator", "day"),
    [
        ("2018-03-02 사고 보여줘", "==", "2018-03-02"),
        ("18.12.24 사고 몇 건", "==", "2018-12-24"),
        ("2018년 3월 2일 사고", "==", "2018-03-02"),
        ("accidents on March 2nd, 2018", "==", "2018-03-02"),
        ("accidents after 15 March 2018", ">", "2018-03-15"),
        ("2018.6.1 이후 사고만", ">=", "2018-06-01"),
    ],
)
async def test_a_whole_day_is_one_condition_on_the_date(text: str, operator: str, day: str) -> None:
    assert await called(text, "accidents") == ("filter_dataframe", _where("사고일시", operator, day))


async def test_the_end_of_a_stretch_of_days_may_leave_out_year_and_month() -> None:
    name, arguments = await called("2018년 3월 1일부터 15일까지 사고", "accidents")
    assert (name, arguments) == (
        "filter_dataframe",
        {**_where("사고일시", ">=", "2018-03-01"), "where": [_where("사고일시", "<=", "2018-03-15")]},
    )


@pytest.mark.parametrize(
    ("text", "data", "column", "key"),
    [
        ("A0100 찾아줘", "accidents", "사고번호", "A0100"),
        ("show me accident a0100", "accidents", "사고번호", "A0100"),
        ("C-001 보여줘", "cctv", "무인교통단속카메라관리번호", "C-001"),
    ],
)
async def test_a_word_that_is_built_like_the_keys_finds_its_row(text: str, data: str, column: str, key: str) -> None:
    assert await called(text, data) == ("filter_dataframe", _where(column, "==", key))


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("how many accidents had a cyclist as the victim?", "피해운전자 차종", "자전거"),
        ("truck at fault", "가해운전자 차종", "화물"),
        ("화물차가 낸 사고 몇 건", "가해운전자 차종", "화물"),
        ("accidents caused by a motorcycle, how many", "가해운전자 차종", "이륜"),
    ],
)
async def test_who_drove_and_who_was_hit_are_told_apart(text: str, column: str, value: str) -> None:
    assert await called(text, "accidents") == ("get_value_counts", {"column": column, "where": [_where(column, "==", value)]})


@pytest.mark.parametrize("text", ["speeding vs the rest", "과속이랑 나머지 비교", "과속 사고가 더 위험한지 검정해줘"])
async def test_one_value_is_set_against_all_others(text: str) -> None:
    assert await called(text, "accidents") == ("test_hypothesis", {"column": "ECLO", "group_column": "법규위반", "groups": ["과속"]})


@pytest.mark.parametrize(
    ("text", "data", "column"),
    [
        ("사망사고 중 보행자 비율", "accidents", "사고유형"),
        ("what share of fatal crashes involved pedestrians", "accidents", "사고유형"),
    ],
)
async def test_a_share_within_some_rows_counts_those_rows_alone(text: str, data: str, column: str) -> None:
    assert await called(text, data) == ("get_value_counts", {"column": column, "where": [_where("사망자수", ">", 0)]})


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("lowest fee that is not zero", {"column": "주차기본요금", "where": [_where("주차기본요금", ">", 0)]}),
        ("기본요금 0원 제외하고 평균", {"column": "주차기본요금", "where": [_where("주차기본요금", ">", 0)]}),
    ],
)
async def test_rows_of_nothing_can_be_left_out(text: str, arguments: dict[str, Any]) -> None:
    assert await called(text, "parking") == ("get_column_statistics", arguments)


@pytest.mark.parametrize(
    ("text", "data", "parts"),
    [
        ("구별로 사망자 합계랑 평균 ECLO 비교", "taas", ['SELECT "구", sum("사망자수")', 'avg("ECLO")', 'GROUP BY "구"']),
        ("구별 평균 사망자수랑 ECLO", "taas", ['avg("사망자수")', 'avg("ECLO")']),
        ("average ECLO and total deaths per district on rainy days", "taas", ['avg("ECLO")', 'sum("사망자수")', "\"기상상태\" = '비'"]),
        ("구별 ECLO 평균이랑 최댓값, 중앙값", "taas", ['avg("ECLO")', 'max("ECLO")', 'median("ECLO")', 'GROUP BY "구"']),
        ("사고 제일 많이 난 날", "taas", ['CAST("사고일시" AS DATE)', "ORDER BY 2 DESC"]),
        ("수성구에서 사고 제일 적은 날", "taas", ['CAST("사고일시" AS DATE)', "\"구\" = '수성구'", "ORDER BY 2 ASC"]),
        ("야간 주간 사고 건수 비교", "taas", ['CASE WHEN "사고시" IN (6, 7,', "count(*)"]),
        ("비 오는 날 주간이랑 야간 중 언제 사고 많아?", "taas", ['CASE WHEN "사고시"', "\"기상상태\" = '비'"]),
        ("ECLO가 평균보다 높은 사고 몇 건", "taas", ["count(*)", '"ECLO" > (SELECT avg("ECLO") FROM data)']),
        ("lots with capacity above average", "parking", ['"주차구획수" > (SELECT avg("주차구획수") FROM data)']),
    ],
)
async def test_what_no_column_holds_is_asked_by_a_query(text: str, data: str, parts: list[str]) -> None:
    name, arguments = await called(text, data)
    assert name == "query_sql"
    assert [part for part in parts if part not in arguments["sql"]] == []


@pytest.mark.parametrize("text", ["평균 ECLO가 최대인 구", "평균 ECLO가 가장 높은 구"])
async def test_the_group_with_the_greatest_figure_is_among_the_groups(text: str) -> None:
    wanted = {"group_column": "구", "agg_column": "ECLO", "operation": "mean"}
    assert await called(text, "taas") == ("group_by_aggregate", wanted)


@pytest.mark.parametrize("text", ["제주도 항공권 제일 싼 거 찾아줘", "cheapest flight to Jeju please"])
async def test_cheap_things_that_are_no_lots_are_not_looked_for_among_them(text: str) -> None:
    assert (await called(text, "parking"))[0] is None
