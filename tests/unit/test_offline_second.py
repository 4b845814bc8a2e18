"""A second opinion: what a message looks like may overrule the tool that a rule came to, never what was said."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline
from bot.agent.offline.intents import Intents, Meant

BRAIN = Offline()


class Sure(Intents):
    """Holds every message for one of its tool."""

    def __init__(self, tool: str) -> None:
        self.tool = tool

    def rank(self, text: str, names: Any = ()) -> list[Meant]:
        return [Meant(self.tool, 1.0), Meant("none", -1.0)]


def heard(text: str, data: str | None, tool: str | None = None, **case: Any) -> tuple[str | None, dict[str, Any]]:
    brain = BRAIN if tool is None else Offline(intents=lambda: Sure(tool))
    language = "ko" if re.search("[가-힣]", text) else "en"
    return call_of(asyncio.run(step_of(brain, request_for({"text": text, "language": language, "data": data, **case}))))


@pytest.mark.parametrize(
    ("text", "data", "tool", "arguments"),
    [
        ("기상상태별 건수", "accidents", "draw_chart", {"kind": "auto", "x": "기상상태"}),
        ("비 오는 날 기상상태별 건수", "accidents", "draw_chart", {"x": "기상상태"}),
        ("주차구획수가 큰 순서로 5개", "parking", "sort_dataframe", {"column": "주차구획수", "top_n": 5}),
        ("설치연도 통계", "cctv", "get_outliers", {"column": "설치연도"}),
        (
            "범어동 저녁 7시 차대차 사고 예측해줘",
            None,
            "explain_prediction",
            {"district": "범어동", "accident_hour": 19, "accident_type": "차대차"},
        ),
    ],
)
def test_what_was_said_goes_to_the_tool_that_the_message_looks_like(
    text: str, data: str | None, tool: str, arguments: dict[str, Any]
) -> None:
    name, given = heard(text, data, tool)
    assert name == tool
    assert arguments.items() <= given.items()


@pytest.mark.parametrize(
    ("text", "data", "tool"),
    [
        ("기상상태별 평균 ECLO", "accidents", "get_value_counts"),  # the mean would be left out
        ("요일별 시간대별 사고 건수", "accidents", "get_value_counts"),  # one of the two
        ("비 오는 날 요일별 건수", "accidents", "get_dataframe_info"),  # so would the rain
        ("상위 7개 구 건수", "accidents", "get_temporal_pattern"),  # and the seven
        ("요일별 건수", "accidents", "delete_dataset"),  # what lasts takes more than looks
        ("요일별 건수", "accidents", "rank_risk"),  # of the data, not of the model
        ("요일별 건수", "accidents", "none"),
    ],
)
def test_what_was_said_is_never_dropped_for_what_a_message_looks_like(text: str, data: str, tool: str) -> None:
    first = heard(text, data)
    assert first[0] is not None
    assert heard(text, data, tool) == first


def test_an_answer_to_a_question_of_the_bot_stays_one() -> None:
    before = [{"tool": "predict_eclo", "args": {"accident_hour": 19}, "missing": "district"}]
    assert heard("범어동", "accidents", "get_value_counts", before=before)[0] == "predict_eclo"


@pytest.mark.parametrize("text", ["ㅋㅋ 고마워", "ㅎㅎ 감사합니다", "haha thanks", "lol, thx"])
@pytest.mark.parametrize("data", [None, "accidents"])
def test_thanks_with_a_laugh_are_thanks(text: str, data: str | None) -> None:
    step = asyncio.run(step_of(BRAIN, request_for({"text": text, "language": "ko" if re.search("[가-힣]", text) else "en", "data": data})))
    assert re.search("기뻐요|welcome", step.blocks[0]["text"])


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("이거 지워줘", "delete_dataset", {}),  # which asks, by its name
        ("delete this", "delete_dataset", {}),
        ("설명 남겨줘: 2023년 현황", "describe_dataset", {"description": "2023년 현황"}),
        ("메모 추가: 2018년 자료", "describe_dataset", {"description": "2018년 자료"}),
    ],
)
def test_words_about_the_dataset_at_hand_are_about_it(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert heard(text, "taas") == (tool, arguments)


@pytest.mark.parametrize("text", ["군집 3개로 나눠줘", "cluster into 3 groups"])
def test_groups_after_a_model_of_something_are_a_model_of_their_own(text: str) -> None:
    before = [{"tool": "fit_model", "args": {"kind": "logistic", "target": "사망자수"}}]
    assert heard(text, "taas", before=before) == ("fit_model", {"kind": "kmeans", "k": 3})


def test_a_step_taken_with_what_was_just_made_is_a_step() -> None:
    before = [{"tool": "transform_dataset", "args": {"steps": [{"kind": "filter", "conditions": []}]}}]
    name, arguments = heard("그걸 월별로 리샘플", "taas", before=before)
    assert (name, arguments["steps"][0]["kind"]) == ("transform_dataset", "resample")


PREDICTED = [
    {"tool": "predict_eclo", "args": {"district": "수성구 범어동", "accident_hour": 19, "accident_type": "차대차", "weather": "비"}}
]


@pytest.mark.parametrize(
    ("text", "before", "tool"),
    [
        ("내일 저녁 7시 범어네거리 비 올 때 차대차 사고, 맑을 때랑 비교해줘", [], "compare_scenarios"),  # no data knows tomorrow
        ("compare a crash in Jung-gu tomorrow at 2 pm with one at 2 am", [], "compare_scenarios"),
        ("비 오는 금요일 밤 어디가 제일 위험해?", PREDICTED, "rank_risk"),
        ("비 오는 밤에는 어디가 제일 위험할까?", PREDICTED, "rank_risk"),
        ("비 오는 금요일 밤 어디가 제일 위험해?", [], "group_by_aggregate"),  # of the data, where nothing was predicted
        ("비 올 때랑 맑을 때 비교해줘", [], "group_by_aggregate"),
    ],
)
def test_beside_a_dataset_the_model_is_asked_about_days_to_come_and_after_its_own_answers(
    text: str, before: list[dict[str, Any]], tool: str
) -> None:
    assert heard(text, "taas", before=before)[0] == tool
