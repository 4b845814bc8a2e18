"""Questions about data, wishes and follow-ups in the words people use for them, class by class."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline
from bot.agent.offline.numerals import figures


def call(text: str, data: str | None = "accidents", before: list[dict[str, Any]] | None = None) -> tuple[str | None, dict[str, Any]]:
    language = "en" if text.isascii() else "ko"
    request = request_for({"text": text, "data": data, "language": language, "before": before or []})
    return call_of(asyncio.run(step_of(Offline(), request)))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("천원 넘는", "1000원 넘는"),
        ("이천오백원", "2500원"),
        ("1만 5천원", "15000원"),
        ("젤 오래된거 세개", "젤 오래된거 3개"),
        ("카메라 다섯 대", "카메라 5대"),
        ("열두 곳", "12곳"),
        ("새벽 두시", "새벽 2시"),
        ("a dozen lots", "12 lots"),
        ("into three bins", "into 3 bins"),
        ("네 개의 데이터", "네 개의 데이터"),
        ("한 곳", "한 곳"),
        ("이 대학", "이 대학"),
        ("서 대구", "서 대구"),
        ("두 시간", "두 시간"),
    ],
)
def test_numbers_in_words_are_read_where_a_unit_says_so(said: str, meant: str) -> None:
    assert figures(said) == meant


@pytest.mark.parametrize(
    ("text", "data", "tool"),
    [
        ("올려둔 파일들 싹 다 보여줘", "accidents", "list_datasets"),
        ("이 파일 출처가 어디야", "accidents", "describe_dataset"),
        ("what did I say? forget our chat please", "accidents", "forget_conversation"),
        ("우리가 한 이야기 모조리 지워줘", "accidents", "forget_conversation"),
        ("클로드 토큰 얼마나 썼어", "accidents", "usage"),
        ("주간 요약 이제 필요 없어", "accidents", "subscribe_digest"),
        ("is the training done yet?", "accidents", "list_jobs"),
        ("did our predictions hold up?", None, "verify_predictions"),
        ("put the previous model back", "accidents", "rollback_model"),
        ("새로 학습한 모델을 실전에 투입해", "accidents", "promote_run"),
        ("any lines you could not parse?", "accidents", "show_bad_rows"),
        ("call this dataset spring_lots", "parking", "rename_dataset"),
    ],
)
def test_wishes_in_other_words_call_their_tool(text: str, data: str | None, tool: str) -> None:
    assert call(text, data)[0] == tool


@pytest.mark.parametrize(
    ("text", "column"), [("주차비 삼천원 이상인 곳", "주차기본요금"), ("lots with 30 to 80 spaces", "주차구획수"), ("50면에서 100면 사이 주차장", "주차구획수")]
)  # fmt: skip
def test_a_number_with_its_unit_picks_the_rows(text: str, column: str) -> None:
    name, arguments = call(text, "parking")
    assert name == "filter_dataframe"
    assert arguments["column"] == column


def test_a_value_that_is_not_there_is_said_and_not_dropped() -> None:
    for text in ("mean ECLO when weather is hail", "날씨가 우박인 날 평균 ECLO"):
        assert call(text)[0] is None
    assert call("날씨가 비인 날 평균 ECLO")[1]["where"] == [{"column": "기상상태", "operator": "==", "value": "비"}]


def test_a_question_with_sql_in_it_is_answered_by_a_query() -> None:
    name, arguments = call("요일별 ECLO 평균 구해서 5 넘는 요일만 sql로")
    assert name == "query_sql"
    assert 'HAVING avg("ECLO") > 5' in arguments["sql"]
    assert set(arguments) == {"sql"}


def test_two_groups_are_one_call() -> None:
    _, arguments = call("기상상태별 시간대별 평균 ECLO")
    assert {arguments["group_column"], arguments["second_group_column"]} == {"기상상태", "시간대"}


@pytest.mark.parametrize(
    ("before", "text", "changed"),
    [
        (("sort_dataframe", {"column": "ECLO", "ascending": False, "top_n": 10}), "역순으로", {"ascending": True}),
        (("calculate_percentile", {"column": "ECLO", "percentile": 90}), "99%는?", {"percentile": 99.0}),
        (("get_correlation", {"columns": ["중상자수", "ECLO"]}), "켄달로 다시", {"method": "kendall"}),
        (("draw_chart", {"kind": "bar", "x": "시간대"}), "stack it by accident type", {"kind": "stacked", "group": "사고유형"}),
        (("analyze_trend", {"what": "trend"}), "주 단위로", {"unit": "week"}),
    ],
)
def test_a_follow_up_changes_one_thing(before: tuple[str, dict[str, Any]], text: str, changed: dict[str, Any]) -> None:
    name, arguments = call(text, before=[{"tool": before[0], "args": before[1]}])
    assert name == before[0]
    assert arguments == {**before[1], **changed}


@pytest.mark.parametrize("text", ["내일 오후 3시 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘", "predict a crash in Jung-gu tomorrow at 3pm in the rain"])  # fmt: skip
def test_a_prediction_stays_one(text: str) -> None:
    assert call(text)[0] == "predict_eclo"


@pytest.mark.parametrize("text", ["아무말 대잔치 쿵짝", "lorem ipsum dolor", "ㅁㄴㅇㄹ"])
def test_nonsense_runs_no_tool(text: str) -> None:
    assert call(text)[0] is None
