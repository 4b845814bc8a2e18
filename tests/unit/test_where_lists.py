"""Conditions with several values, and with a text that is not to be there: the rows of pandas, in the words of people."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fakes.dataset_tools import Bench, context
from hypothesis import given, settings
from hypothesis import strategies as st

from tools._errors import Refused
from tools._registry import call, discover

FRAME = pd.DataFrame(
    {
        "날씨": ["비", "맑음", "눈", "비", "맑음", None, "안개"],
        "주소": ["중구 동인동", "서구 내당동", "중구 삼덕동", None, "남구 대명동", "중구 대봉동", "서구 평리동"],
        "연도": [2016, 2017, 2018, 2017, 2016, 2018, 2018],
        "일시": pd.to_datetime(
            ["2016-12-31T23:59", "2017-01-01T00:00", "2018-02-01T00:00", "2017-07-01T00:00", "2018-03-01T10:00", None, "2019-01-01T00:00"]
        ),
        "야간": [True, False, True, None, False, True, False],
        "ECLO": [3, 5, 8, 1, 13, 3, 20],
    }
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(FRAME, tmp_path)


def where(column: str, operator: str, value: Any) -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


WEATHER, WHEN = FRAME["날씨"], FRAME["일시"]
CASES: list[tuple[dict[str, Any], pd.Series]] = [
    (where("날씨", "in", ["비", "눈"]), (WEATHER == "비") | (WEATHER == "눈")),
    (where("날씨", "not in", ["비", "눈"]), WEATHER.notna() & (WEATHER != "비") & (WEATHER != "눈")),
    (where("연도", "in", [2017, "2018"]), (FRAME["연도"] == 2017) | (FRAME["연도"] == 2018)),
    (where("연도", "not in", [2017, 2018.0]), FRAME["연도"] == 2016),
    (where("일시", "in", [2017, "2018-02"]), (WHEN.dt.year == 2017) | ((WHEN.dt.year == 2018) & (WHEN.dt.month == 2))),
    (where("일시", "in", ["2018-02-01", "2016년 12월 31일"]), WHEN.dt.strftime("%Y-%m-%d").isin(["2018-02-01", "2016-12-31"])),
    (where("일시", "not in", [2017, 2018]), WHEN.notna() & (WHEN.dt.year != 2017) & (WHEN.dt.year != 2018)),
    (where("주소", "not contains", "중구"), FRAME["주소"].notna() & ~FRAME["주소"].fillna("").str.contains("중구", regex=False)),
    (where("야간", "in", [True, "아니오"]), FRAME["야간"].notna()),
    (where("야간", "not in", ["예"]), FRAME["야간"].notna() & ~FRAME["야간"].fillna(value=True).astype(bool)),
    # any of the texts, none of the texts
    (where("주소", "contains", ["삼덕동", "남구"]), FRAME["주소"].isin(["중구 삼덕동", "남구 대명동"])),
    (where("주소", "not contains", ["중구", "남구"]), FRAME["주소"].isin(["서구 내당동", "서구 평리동"])),
    # what is meant is clear
    (where("날씨", "in", "비"), WEATHER == "비"),
    (where("날씨", "not in", "비"), WEATHER.notna() & (WEATHER != "비")),
    (where("날씨", "==", ["비", "눈", "비"]), (WEATHER == "비") | (WEATHER == "눈")),
    (where("날씨", "!=", ["비", "눈"]), WEATHER.isin(["맑음", "안개"])),
    (where("ECLO", ">", [5]), FRAME["ECLO"] > 5),
    (where("날씨", "in", '["비", "눈"]'), WEATHER.isin(["비", "눈"])),
]


@pytest.mark.parametrize(("condition", "expected"), CASES)
def test_a_list_keeps_the_rows_that_pandas_keeps(bench: Bench, condition: dict[str, Any], expected: pd.Series) -> None:
    found = bench.ask("filter_dataframe", **condition)
    assert found.data["matched"] == int(expected.sum())
    assert [row["row"] for row in found.data["rows"]] == [int(i) + 1 for i in FRAME.index[expected]]
    statistics = bench.ask("get_column_statistics", column="ECLO", where=[condition])
    assert (statistics.data["rows_used"], statistics.data["mean"]) == (int(expected.sum()), FRAME["ECLO"][expected].mean())


@given(
    st.lists(st.one_of(st.none(), st.sampled_from("가나다라")), min_size=1, max_size=40),
    st.lists(st.sampled_from("가나다마"), min_size=1, max_size=5),
)
@settings(max_examples=40, deadline=None)
def test_in_is_any_equality_and_not_in_is_no_equality(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None], wanted: list[str]
) -> None:
    texts = ["라", *texts]
    frame = pd.DataFrame({"글자": pd.Series(texts, dtype=object), "n": range(len(texts))})
    bench = Bench(frame, tmp_path_factory.mktemp("lists"))

    either = set().union(*(_rows(bench, "==", value) for value in wanted))
    assert _rows(bench, "in", wanted) == either == {i for i, text in enumerate(texts) if text in wanted}
    assert _rows(bench, "not in", wanted) == {i for i, text in enumerate(texts) if text is not None} - either


def _rows(bench: Bench, operator: str, value: Any) -> set[int]:
    try:
        found = bench.ask("sort_dataframe", column="n", ascending=True, top_n=50, where=[where("글자", operator, value)])
    except Refused as refused:
        return set() if refused.code == "no_rows_match" else {-1}
    return {row["row"] - 1 for row in found.data["rows"]}


@given(
    st.lists(st.one_of(st.none(), st.integers(-3, 3), st.sampled_from([0.5, -1.5])), min_size=1, max_size=30),
    st.lists(st.one_of(st.integers(-4, 4), st.just(0.5)), min_size=1, max_size=6),
)
@settings(max_examples=40, deadline=None)
def test_a_list_of_numbers_is_any_of_them(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[float | None], wanted: list[float]
) -> None:
    frame = pd.DataFrame({"수": pd.Series(numbers, dtype="float64")})
    bench = Bench(frame, tmp_path_factory.mktemp("numbers"))
    expected = sum(any(number == value for value in wanted) for number in numbers if number is not None)
    present = sum(number is not None for number in numbers)
    assert bench.ask("filter_dataframe", column="수", operator="in", value=wanted).data["matched"] == expected
    assert bench.ask("filter_dataframe", column="수", operator="not in", value=wanted).data["matched"] == present - expected


SAID = [
    (where("날씨", "in", ["비", "눈"]), "`날씨`가 ‘비’ 또는 ‘눈’인 3행만 봤어요", "with `날씨` equal to “비” or “눈” were used"),
    (where("날씨", "in", ["맑음", "비", "눈"]), "`날씨`가 ‘맑음’, ‘비’ 또는 ‘눈’인 5행만", "equal to “맑음”, “비” or “눈”"),
    (where("날씨", "in", ["비"]), "`날씨`가 ‘비’인 2행만", "equal to “비” were used"),
    (where("날씨", "not in", ["비", "눈"]), "`날씨`가 ‘비’도 ‘눈’도 아닌 3행만", "other than “비” or “눈”"),
    (where("연도", "in", [2017, 2018]), "`연도`가 2017 또는 2018인 5행만", "`연도` equal to 2017 or 2018"),
    (where("주소", "contains", ["중구", "남구"]), "`주소`에 ‘중구’ 또는 ‘남구’가 들어간 4행만", "with “중구” or “남구” in `주소`"),
    (
        where("주소", "not contains", ["중구", "남구"]),
        "`주소`에 ‘중구’도 ‘남구’도 들어가지 않은 2행만",
        "with no “중구” or “남구” in `주소`",
    ),
    (where("주소", "not contains", "중구"), "`주소`에 ‘중구’가 들어가지 않은 3행만", "with no “중구” in `주소`"),
]


@pytest.mark.parametrize(("condition", "korean", "english"), SAID)
def test_the_rows_are_named_in_the_words_of_people(bench: Bench, condition: dict[str, Any], korean: str, english: str) -> None:
    assert korean in bench.ask("get_column_statistics", column="ECLO", where=[condition]).text
    assert english in bench.ask("get_column_statistics", "en", column="ECLO", where=[condition]).text


def test_a_long_list_is_named_by_its_first_values_and_their_number(bench: Bench) -> None:
    condition = where("연도", "in", list(range(2000, 2020)))
    assert "2000, 2001, 2002 등 20개 값 중 하나인 7행" in bench.ask("get_column_statistics", column="ECLO", where=[condition]).text


def test_values_that_are_nowhere_are_told_where_others_match(bench: Bench) -> None:
    result = bench.ask("get_column_statistics", column="ECLO", where=[where("날씨", "in", ["비", "우박", "폭설"])])
    assert result.data["rows_used"] == 2
    assert result.data["values_not_found"] == {"날씨": ["우박", "폭설"]}
    assert "`날씨`에 ‘우박’, ‘폭설’은 없어요." in result.text
    found = bench.ask("filter_dataframe", "en", column="날씨", operator="in", value=["비", "우박"])
    assert (found.data["matched"], found.data["values_not_found"]) == (2, ["우박"])
    assert "There is no “우박” in `날씨`." in found.text


def test_a_value_to_leave_out_that_is_nowhere_is_told_too(bench: Bench) -> None:
    result = bench.ask("get_column_statistics", column="ECLO", where=[where("날씨", "not in", ["비", "우박"])])
    assert result.data["values_not_found"] == {"날씨": ["우박"]}


def test_where_no_value_of_the_list_is_there_those_that_are_come_with_the_refusal(bench: Bench) -> None:
    with pytest.raises(Refused) as refusal:
        bench.ask("get_column_statistics", column="ECLO", where=[where("날씨", "in", ["우박", "맑은"])])
    assert refusal.value.code == "no_rows_match"
    assert refusal.value.choices[0] == "맑음"
    assert "‘우박’ 또는 ‘맑은’인 행이 없어요. `날씨`에는 이런 값이 있어요: 맑음" in refusal.value.say("ko")


def test_values_to_leave_out_of_which_none_is_there_leave_all_rows(bench: Bench) -> None:
    result = bench.ask("get_column_statistics", column="ECLO", where=[where("날씨", "not in", ["우박", "폭설"])])
    assert (result.data["rows_used"], result.data["values_not_found"]) == (6, {"날씨": ["우박", "폭설"]})


@pytest.mark.parametrize("value", [[], list(range(51)), ["비", None], [["비"]], ["비", {"a": 1}]])
def test_a_list_that_is_none_is_refused_in_words(bench: Bench, value: list[Any]) -> None:
    for arguments in ({"where": [where("날씨", "in", value)], "column": "ECLO"},):
        with pytest.raises(Refused) as refusal:
            bench.ask("get_column_statistics", **arguments)
        assert refusal.value.code == "bad_value"
        assert "1~50개" in refusal.value.say("ko")
    with pytest.raises(Refused) as refusal:
        bench.ask("filter_dataframe", column="날씨", operator="in", value=value)
    assert refusal.value.code == "bad_value"


@pytest.mark.parametrize("operator", [">", "<", ">=", "<="])
def test_several_values_with_an_operator_of_one_are_refused(bench: Bench, operator: str) -> None:
    for tool, arguments in (
        ("filter_dataframe", where("ECLO", operator, [3, 5])),
        ("get_value_counts", {"column": "날씨", "where": [where("ECLO", operator, [3, 5])]}),
        ("get_column_statistics", {"column": "ECLO", "where": [where("ECLO", operator, [3, 5])]}),
    ):
        with pytest.raises(Refused) as refusal:
            bench.ask(tool, **arguments)
        assert refusal.value.code == "bad_value"
        assert "not in" in refusal.value.say("ko")


def test_a_value_of_the_list_that_is_no_number_is_refused_by_name(bench: Bench) -> None:
    with pytest.raises(Refused) as refusal:
        bench.ask("filter_dataframe", column="ECLO", operator="in", value=[3, "많이"])
    assert refusal.value.code == "bad_value"
    assert "‘많이’" in refusal.value.say("ko")


def test_a_chart_of_several_values_has_only_their_rows(tmp_path: Path) -> None:
    bench = Bench(FRAME, tmp_path)
    ctx = context(bench.dataset, bench.stores)
    result = asyncio.run(call(discover()["draw_chart"], ctx, {"x": "날씨", "where": [where("날씨", "in", ["비", "눈", "우박"])]}))
    assert sum(value["value"] for value in result.data["values"]) == 3
    assert "3행만" in result.text
    assert "‘우박’은 없어요" in result.text
    assert result.data["where"] == [where("날씨", "in", ["비", "눈", "우박"])]
