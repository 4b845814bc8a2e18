"""Tables as people make them: a column called 건수 or 합계, columns of one letter, a row of totals, few rows."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from benchmarks.understanding.run import call_of, history, specs, step_of
from bot.agent.brain import DatasetView, Request
from bot.agent.offline import Offline
from storage.profile import Column, Profile

NOW = datetime.fromisoformat("2026-11-20T10:00:00+09:00")


def _numbers(name: str, unique: int, kind: Any = "integer", low: float = 3, high: float = 900) -> Column:
    return Column(name, kind, 0, unique, "157", low, high)


def _groups(name: str, *values: str) -> Column:
    return Column(name, "category", 0, len(values), values[0], top=[(v, 6) for v in values])


YEARLY = Profile(
    24,
    [
        _groups("구", "수성구", "중구", "북구", "합계"),
        _numbers("연도", 6, low=2015, high=2020),
        _numbers("건수", 23),
        _numbers("사망", 15),
        _numbers("합계", 24),
    ],
    "utf-8",
    ",",
)
SMALL = Profile(4, [Column("구", "text", 0, 4, "수성구", top=[("수성구", 1), ("합계", 1)]), _numbers("건수", 4)], "utf-8", ",")
LETTERS = Profile(
    200,
    [_groups("그룹", "가", "나", "다"), _numbers("값", 187, "number"), _numbers("점수", 90), _numbers("A", 199, "number")],
    "utf-8",
    ",",
)
XY = Profile(60, [_numbers("x", 60, low=-20, high=39), _numbers("y", 58, low=0, high=300)], "utf-8", ",")


def call(text: str, profile: Profile, before: list[dict[str, Any]] | None = None) -> tuple[str | None, dict[str, Any]]:
    said = {"role": "user", "content": [{"type": "text", "text": text}]}
    language = "en" if text.isascii() or " by " in text else "ko"
    request = Request([*history(before or []), said], specs(), [DatasetView("d1", "표.csv", profile, True)], language, NOW)
    return call_of(asyncio.run(step_of(Offline(), request)))


SUM_BY_GU = ("group_by_aggregate", {"group_column": "구", "agg_column": "건수", "operation": "sum"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("구별 건수", SUM_BY_GU),
        ("구별 건수 합계", SUM_BY_GU),
        ("구별 건수의 합계는?", SUM_BY_GU),
        ("sum of 건수 by 구", SUM_BY_GU),
        ("구별 평균 건수", ("group_by_aggregate", {"group_column": "구", "agg_column": "건수", "operation": "mean"})),
        ("구별 사망 합계", ("group_by_aggregate", {"group_column": "구", "agg_column": "사망", "operation": "sum"})),
        ("건수 평균", ("get_column_statistics", {"column": "건수"})),
        ("건수 합계는?", ("get_column_statistics", {"column": "건수"})),
        ("합계 열의 평균은?", ("get_column_statistics", {"column": "합계"})),
        ("구별 합계 평균", ("group_by_aggregate", {"group_column": "구", "agg_column": "합계", "operation": "mean"})),
        ("건수 분포", ("get_column_statistics", {"column": "건수"})),
        ("연도별 건수 합계 그래프", ("draw_chart", {"kind": "auto", "x": "연도", "y": "건수", "operation": "sum"})),
        ("구가 합계가 아닌 행에서 건수 합계", ("get_column_statistics", {"column": "건수", "where": [{"column": "구", "operator": "!=", "value": "합계"}]})),
        ("합계 행 빼고 건수 평균", ("get_column_statistics", {"column": "건수", "where": [{"column": "구", "operator": "!=", "value": "합계"}]})),
    ],
)  # fmt: skip
def test_a_column_called_like_a_figure_is_the_figure(text: str, expected: tuple[str, dict[str, Any]]) -> None:
    assert call(text, YEARLY) == expected


@pytest.mark.parametrize("text", ["건수 합계는?", "건수의 총합은", "건수 총합 알려줘"])
def test_a_total_asked_for_is_not_the_row_of_totals(text: str) -> None:
    assert call(text, SMALL) == ("get_column_statistics", {"column": "건수"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("값 평균", ("get_column_statistics", {"column": "값"})),
        ("값의 평균은?", ("get_column_statistics", {"column": "값"})),
        ("그룹별 값 평균", ("group_by_aggregate", {"group_column": "그룹", "agg_column": "값", "operation": "mean"})),
        ("그룹별 평균 값 차트 그려줘", ("draw_chart", {"kind": "auto", "x": "그룹", "y": "값", "operation": "mean"})),
        ("값과 점수의 상관", ("get_correlation", {"columns": ["값", "점수"], "method": "pearson"})),
        ("A 평균", ("get_column_statistics", {"column": "A"})),
        ("mean of A", ("get_column_statistics", {"column": "A"})),
        ("A 분포 그려줘", ("draw_chart", {"kind": "auto", "x": "A"})),
        ("draw a chart of the mean 점수 by 그룹", ("draw_chart", {"kind": "auto", "x": "그룹", "y": "점수", "operation": "mean"})),
        ("그룹별 값 차이가 유의해?", ("test_hypothesis", {"column": "값", "group_column": "그룹"})),
        ("결측값 있어?", ("get_missing_values", {})),
        ("빈 값 몇 개야?", ("get_missing_values", {})),
    ],
)
def test_a_column_of_one_letter_is_found(text: str, expected: tuple[str, dict[str, Any]]) -> None:
    assert call(text, LETTERS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x와 y 산점도", ("draw_chart", {"kind": "scatter", "x": "x", "y": "y"})),
        ("scatter plot of x and y", ("draw_chart", {"kind": "scatter", "x": "x", "y": "y"})),
        ("correlation of x and y", ("get_correlation", {"columns": ["x", "y"], "method": "pearson"})),
    ],
)
def test_two_columns_of_one_letter_are_found(text: str, expected: tuple[str, dict[str, Any]]) -> None:
    assert call(text, XY) == expected


def said(text: str, profile: Profile) -> str:
    message = {"role": "user", "content": [{"type": "text", "text": text}]}
    language = "en" if text.isascii() else "ko"
    request = Request([message], specs(), [DatasetView("d1", "표.csv", profile, True)], language, NOW)
    step = asyncio.run(step_of(Offline(), request))
    return " ".join(block["text"] for block in step.blocks if block["type"] == "text")


@pytest.mark.parametrize(
    ("text", "example"), [("로그 변환해줘", "값 로그 변환해줘"), ("표준화해줘", "값 표준화해줘"), ("add a log column", "log of 값")]
)
def test_an_example_names_a_column_of_the_data_at_hand(text: str, example: str) -> None:
    assert example in said(text, LETTERS)
    assert "ECLO" not in said(text, LETTERS)


def test_with_no_numbers_the_question_back_says_what_would_work() -> None:
    words = Profile(20, [_groups("구", "중구", "남구"), _groups("등급", "상", "하")], "utf-8", ",")
    assert "구별 건수" in said("구별 평균", words)
    assert "예: \n" not in said("구별 평균 알려줘", words)


PEOPLE = Profile(
    5000, [_groups("구", "수성구", "중구", "북구"), _groups("요일", "월요일", "화요일"), _groups("시간대", "심야", "일반시간대"), _numbers("ECLO", 40)], "utf-8", ","
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (
            "구를 행으로 요일을 열로 ECLO 평균 피벗해줘",
            {"kind": "pivot", "rows": ["구"], "columns": "요일", "values": "ECLO", "operation": "mean"},
        ),
        ("피벗: 요일을 행으로, 구를 열로", {"kind": "pivot", "rows": ["요일"], "columns": "구"}),
        ("1000행만 표본 추출해줘", {"kind": "sample", "n": 1000}),
        ("ECLO*10+5 를 점수 열로 추가해줘", {"kind": "derive", "name": "점수", "expression": "ECLO*10+5"}),
    ],
)
def test_a_change_is_the_one_that_was_asked_for(text: str, step: dict[str, Any]) -> None:
    assert call(text, PEOPLE) == ("transform_dataset", {"steps": [step]})


@pytest.mark.parametrize("text", ["is ECLO higher at night?", "밤에 ECLO가 더 높아?"])
def test_whether_something_is_higher_is_a_comparison_with_the_other_rows(text: str) -> None:
    tool, arguments = call(text, PEOPLE)
    assert (tool, arguments.get("group_column"), arguments.get("groups")) == ("test_hypothesis", "시간대", ["심야"])
