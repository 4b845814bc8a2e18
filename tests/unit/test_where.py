"""`where`: any statistic about some of the rows, with the numbers of pandas on the same rows."""

from __future__ import annotations

import asyncio
import operator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fakes.dataset_tools import Bench, context, dataset_tools
from hypothesis import given, settings
from hypothesis import strategies as st

from tools._errors import Refused
from tools._registry import call, discover

FRAME = pd.DataFrame(
    {
        "요일": ["월요일", "화요일", "월요일", "수요일", "월요일", None],
        "날씨": ["비", "맑음", "비", "비", "맑음", "비"],
        "ECLO": [3, 5, 8, 1, 13, 3],
    }
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(FRAME, tmp_path)


def rain(**more: Any) -> dict[str, Any]:
    return {"column": "날씨", "value": "비", **more}


def test_an_average_of_some_rows_is_that_of_pandas_and_says_which_rows(bench: Bench) -> None:
    result = bench.ask("get_column_statistics", column="ECLO", where=[rain()])
    assert result.data["mean"] == FRAME[FRAME["날씨"] == "비"]["ECLO"].mean()
    assert result.data["rows_used"] == 4
    assert "‘비’인 4행만 봤어요(전체 6행)" in result.text


def test_all_conditions_must_hold(bench: Bench) -> None:
    result = bench.ask("get_value_counts", column="요일", where=[rain(), {"column": "ECLO", "operator": ">=", "value": 3}])
    kept = FRAME[(FRAME["날씨"] == "비") & (FRAME["ECLO"] >= 3)]["요일"].value_counts()
    assert {row[0]: row[1] for row in result.tables[0].rows} == kept.to_dict()


def test_rows_keep_their_number_in_the_whole_dataset(bench: Bench) -> None:
    result = bench.ask("sort_dataframe", column="ECLO", ascending=False, where=[{"column": "요일", "value": "월요일"}])
    assert [row["row"] for row in result.data["rows"]] == [5, 3, 1]


def test_no_row_left_is_a_sentence_and_not_an_empty_answer(bench: Bench) -> None:
    with pytest.raises(Refused) as refusal:
        bench.ask("get_column_statistics", column="ECLO", where=[rain(value="우박")])
    assert refusal.value.code == "no_rows_match"
    assert refusal.value.choices[0] in {"비", "맑음", "눈"}
    assert "‘우박’인 행이 없어요. `날씨`에는 이런 값이 있어요: " in refusal.value.say("ko")
    assert "우박" in refusal.value.say("ko")


@pytest.mark.parametrize("condition", [{"column": "날씨"}, {"value": 1}, rain(operator="like"), rain(other=1)])
def test_a_condition_that_is_none_is_refused_by_name(bench: Bench, condition: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        bench.ask("get_value_counts", column="요일", where=[condition])
    assert refusal.value.code == "invalid_argument"
    assert "where" in refusal.value.say("en")


def test_a_picture_names_the_rows_it_shows(tmp_path: Path) -> None:
    bench = Bench(FRAME, tmp_path)
    spec = discover()["draw_chart"]
    ctx = context(bench.dataset, bench.stores)
    result = asyncio.run(call(spec, ctx, {"x": "요일", "where": [rain()]}))
    assert "4행만" in result.text
    assert sum(value["value"] for value in result.data["values"]) == 3


def test_tools_that_only_know_the_whole_do_not_take_conditions() -> None:
    for spec in dataset_tools():
        assert ("where" in spec.schema["properties"]) == spec.where


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.sampled_from("가나다라")), min_size=1, max_size=60),
    st.sampled_from(["==", "!=", ">", "<", ">=", "<="]),
    st.integers(-50, 50),
)
@settings(max_examples=40, deadline=None)
def test_any_comparison_keeps_the_rows_that_pandas_keeps(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str]], sign: str, bound: int
) -> None:
    frame = pd.DataFrame(rows, columns=["n", "글자"])
    compare = {"==": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}[sign]
    kept = frame[compare(frame["n"], bound)]
    bench = Bench(frame, tmp_path_factory.mktemp("where"))
    arguments = {"column": "글자", "where": [{"column": "n", "operator": sign, "value": bound}]}
    if kept.empty:
        with pytest.raises(Refused):
            bench.ask("get_value_counts", **arguments)
        return
    result = bench.ask("get_value_counts", **arguments)
    assert {row[0]: row[1] for row in result.tables[0].rows} == kept["글자"].value_counts().to_dict()
    assert result.data["rows_used"] == len(kept)
