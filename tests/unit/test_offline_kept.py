"""What a question keeps of the one before, and what it says when it keeps nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline

GU = {"column": "구", "operator": "==", "value": "수성구"}
COUNTED = {"tool": "get_value_counts", "args": {"column": "구", "where": [GU]}}


def asked(text: str, before: list[dict[str, Any]]) -> tuple[str | None, dict[str, Any], str]:
    request = request_for({"text": text, "data": "taas", "language": "en" if text.isascii() else "ko", "before": before})
    step = asyncio.run(step_of(Offline(), request))
    return *call_of(step), " ".join(b["text"] for b in step.blocks if b["type"] == "text")


@pytest.mark.parametrize(
    "text",
    ["그중에 밤 사고는 몇 건이야?", "그 중에서 심야 사고 건수", "그 사고들 중 밤에 난 건 몇 건?", "how many of those were at night?"],
)
def test_a_question_among_the_rows_before_keeps_their_condition(text: str) -> None:
    tool, arguments, _ = asked(text, [COUNTED])
    assert tool == "get_value_counts"
    assert {(c["column"], c["value"]) for c in arguments["where"]} == {("구", "수성구"), ("시간대", "심야")}


def test_a_mean_among_the_rows_before_keeps_their_condition() -> None:
    tool, arguments, _ = asked("그중에서 평균 ECLO는?", [COUNTED])
    assert (tool, arguments) == ("get_column_statistics", {"column": "ECLO", "where": [GU]})


def test_rows_picked_before_are_meant_too() -> None:
    rows = {"tool": "filter_dataframe", "args": GU}
    _, arguments, _ = asked("그중에서 요일별 건수", [rows])
    assert arguments == {"column": "요일", "where": [GU]}


@pytest.mark.parametrize(("text", "words"), [("ECLO 평균은?", "모든 행"), ("요일별 사고 건수", "수성구"), ("mean ECLO", "all rows")])
def test_a_condition_that_is_not_kept_is_told(text: str, words: str) -> None:
    _, arguments, said = asked(text, [COUNTED])
    assert "where" not in arguments
    assert words in said


def test_a_list_of_values_that_is_not_kept_is_told() -> None:
    several = {"column": "구", "operator": "in", "value": ["수성구", "중구"]}
    said = asked("ECLO 평균은?", [{"tool": "get_value_counts", "args": {"column": "요일", "where": [several]}}])[2]
    assert "수성구 또는 중구" in said


def test_nothing_is_told_where_there_was_no_condition() -> None:
    assert asked("ECLO 평균은?", [{"tool": "get_value_counts", "args": {"column": "구"}}])[2] == ""


def test_after_two_uploads_the_first_answer_says_which_data_it_is_about() -> None:
    upload = {"tool": "get_dataframe_info", "args": {}}
    assert "`" in asked("요일별 사고 건수", [upload, upload])[2]
    assert asked("요일별 사고 건수", [upload])[2] == ""
    assert asked("요일별 사고 건수", [upload, upload, {"tool": "get_value_counts", "args": {"column": "구"}}])[2] == ""
