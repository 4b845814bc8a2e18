"""Correcting types, bad rows and sheets, in words and without a key."""

from __future__ import annotations

import pytest

from bot.agent.brain import DatasetView
from bot.agent.offline import types
from bot.agent.offline.decision import Call
from storage.profile import Column, Profile

COLUMNS = ("우편번호", "사고일시", "속도", "Zip Code", "speed", "사고 번호")
VIEW = DatasetView(
    "d",
    "사고.xlsx",
    Profile(3, [Column(c, "text", 0, 3) for c in COLUMNS], "utf-8", ",", sheet="2017", sheets=["2017", "2018", "코드표"]),
    True,
)


@pytest.mark.parametrize(
    ("text", "column", "kind"),
    [
        ("우편번호는 문자야", "우편번호", "text"),
        ("우편번호는 글자예요.", "우편번호", "text"),
        ("우편번호를 문자로 바꿔줘", "우편번호", "text"),
        ("우편번호 열은 텍스트입니다", "우편번호", "text"),
        ("사고일시는 날짜야", "사고일시", "date"),
        ("사고일시를 날짜로 읽어줘", "사고일시", "date"),
        ("사고일시는 날짜와 시각이야", "사고일시", "datetime"),
        ("속도는 숫자야", "속도", "number"),
        ("속도의 자료형을 정수로 바꿔 주세요", "속도", "integer"),
        ("속도는 숫자 열이야", "속도", "number"),
        ("사고번호는 범주로 취급해줘", "사고 번호", "category"),
        ("속도 열을 원래 자료형으로 되돌려줘", "속도", "auto"),
        ("treat zip code as text", "Zip Code", "text"),
        ("change speed to a number", "speed", "number"),
        ("zip code is text", "Zip Code", "text"),
        ("speed should be an integer", "speed", "integer"),
        ("change speed back to its original type", "speed", "auto"),
    ],
)
def test_a_type_is_corrected_in_words(text: str, column: str, kind: str) -> None:
    assert types.decide(text, VIEW) == Call("change_column_type", {"column": column, "type": kind})


@pytest.mark.parametrize(
    "text", ["못 읽은 행 보여줘", "읽지 못한 줄이 뭐야?", "잘못된 행 보여줘", "show the bad rows", "which lines could not be read?"]
)
def test_bad_rows_are_shown(text: str) -> None:
    assert types.decide(text, VIEW) == Call("show_bad_rows")


@pytest.mark.parametrize(
    ("text", "sheet"),
    [("2018 시트 읽어줘", "2018"), ("코드표 시트로 바꿔줘", "코드표"), ("둘째 시트 보여줘", "2"), ("3번째 시트", "3"), ("read the sheet 2018", "2018"), ("the second sheet", "2")],
)  # fmt: skip
def test_another_sheet_is_read(text: str, sheet: str) -> None:
    assert types.decide(text, VIEW) == Call("read_sheet", {"sheet": sheet})


@pytest.mark.parametrize(
    "text",
    [
        "오늘은 날짜야",
        "속도별 건수",
        "사고일시 기간 알려줘",
        "속도 통계 보여줘",
        "우편번호는 몇 개야?",
        "속도는 숫자로 몇이야?",
        "내일 15시 수성구 비 차대차 사고 예측해줘",
        "what is the average speed?",
        "결측치 있는 행 제거해줘",
    ],
)
def test_other_questions_are_left_to_others(text: str) -> None:
    assert types.decide(text, VIEW) is None


def test_without_a_dataset_nothing_is_corrected() -> None:
    assert types.decide("우편번호는 문자야", None) is None


def column_type(text: str, example: str) -> object:
    return types.decide(text, DatasetView("d", "표.csv", Profile(50, [Column("일시", "text", 0, 50, example)], "utf-8", ","), True))


@pytest.mark.parametrize(
    ("example", "kind"), [("2022-01-01 오후 1:30", "datetime"), ("2022년 1월 1일 13시", "datetime"), ("2022. 1. 1", "date")]
)
def test_a_date_that_is_written_with_a_time_keeps_it(example: str, kind: str) -> None:
    assert column_type("일시는 날짜야", example) == Call("change_column_type", {"column": "일시", "type": kind})


def test_the_type_of_a_column_that_is_not_there_is_answered_by_what_is_there() -> None:
    assert column_type("우편번호는 문자야", "2022-01-01") == Call("change_column_type", {"column": "우편번호", "type": "text"})
    assert column_type("오늘은 날짜야", "2022-01-01") is None
    assert column_type("그건 숫자야", "2022-01-01") is None
