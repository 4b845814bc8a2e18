"""What is said right after a prediction, a comparison, a ranking or several predictions."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline

BRAIN = Offline()
ACCIDENT = {"district": "범어동", "accident_hour": 18, "accident_type": "차대차", "weather": "비"}
DATED = {**ACCIDENT, "accident_year": 2026, "accident_month": 11, "accident_day": 30}
TWO = [
    {"district": "범어동", "accident_hour": 18, "accident_type": "차대차"},
    {"district": "대명동", "accident_hour": 22, "accident_type": "차대사람"},
]


def call(text: str, tool: str = "", before: dict[str, Any] | None = None) -> tuple[str | None, dict[str, Any]]:
    language = "ko" if any("가" <= c <= "힣" for c in text) else "en"
    case = {"text": text, "language": language, "before": [{"tool": tool, "args": before}] if tool else []}
    return call_of(asyncio.run(step_of(BRAIN, request_for(case))))


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("다음 날은?", {"accident_month": 12, "accident_day": 1}),
        ("the day before?", {"accident_day": 29}),
        ("두 시간 뒤면?", {"accident_hour": 20}),
        ("한 시간 전엔?", {"accident_hour": 17}),
        ("an hour later?", {"accident_hour": 19}),
        ("오전이면?", {"accident_hour": 6}),
        ("신호위반이었대요. 그거 넣고 다시 계산해주세요", {"violation": "신호위반"}),
        ("sorry, I meant a clear day", {"weather": "맑음"}),
        ("장소만 파동으로 바꿔봐", {"district": "파동"}),
        ("장소만 달서구 두류동으로요", {"district": "달서구 두류동"}),
    ],
)
def test_a_part_of_the_last_accident_is_changed(text: str, changes: dict[str, Any]) -> None:
    assert call(text, "predict_eclo", DATED) == ("predict_eclo", {**DATED, **changes})


def test_two_hours_after_eleven_at_night_is_the_next_day() -> None:
    name, arguments = call("두 시간 뒤면?", "predict_eclo", {**DATED, "accident_hour": 23})
    assert (name, arguments["accident_hour"], arguments["accident_month"], arguments["accident_day"]) == ("predict_eclo", 1, 12, 1)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("이 조건이면 다른 구들은 어때? 높은 순으로", "gu"),
        ("다른 구는?", "gu"),
        ("and where else in the city would the same crash be bad?", "district"),
        ("같은 사고가 다른 동네에서 나면 어디가 제일 위험해?", "district"),
        ("how about other districts?", "gu"),
    ],
)
def test_the_last_accident_is_taken_to_other_places(text: str, by: str) -> None:
    conditions = {name: value for name, value in ACCIDENT.items() if name != "district"}
    assert call(text, "predict_eclo", ACCIDENT) == ("rank_risk", {"by": by, "conditions": conditions})


def test_the_last_accident_is_taken_to_other_times() -> None:
    conditions = {name: value for name, value in ACCIDENT.items() if name != "accident_hour"}
    assert call("다른 시간대는 어때?", "predict_eclo", ACCIDENT) == ("rank_risk", {"by": "time_period", "conditions": conditions})


@pytest.mark.parametrize(("text", "by"), [("시간대별로는?", "time_period"), ("동네로 보면?", "district"), ("by hour instead", "hour")])
def test_a_ranking_is_made_again_by_something_else(text: str, by: str) -> None:
    assert call(text, "rank_risk", {"by": "gu", "conditions": {"weather": "비"}}) == (
        "rank_risk",
        {"by": by, "conditions": {"weather": "비"}},
    )


def test_one_more_case_is_added_to_a_comparison() -> None:
    before = {"base": ACCIDENT, "variations": [{"changes": {"weather": "맑음"}}]}
    expected = {"base": ACCIDENT, "variations": [{"changes": {"weather": "맑음"}}, {"changes": {"weather": "눈"}}]}
    assert call("눈도 추가해줘", "compare_scenarios", before) == ("compare_scenarios", expected)


@pytest.mark.parametrize("text", ["둘 중에 뭐가 더 심각해?", "which one is worse?"])
def test_accidents_predicted_together_are_compared(text: str) -> None:
    expected = {"base": TWO[0], "variations": [{"changes": TWO[1]}]}
    assert call(text, "predict_eclo_batch", {"accidents": TWO}) == ("compare_scenarios", expected)


def test_one_or_all_of_several_accidents_are_changed() -> None:
    wet = [{**one, "weather": "비"} for one in TWO]
    assert call("첫번째 것만 비 오는 걸로 바꿔줘", "predict_eclo_batch", {"accidents": TWO})[1] == {"accidents": [wet[0], TWO[1]]}
    assert call("둘 다 비 온다고 치면?", "predict_eclo_batch", {"accidents": TWO})[1] == {"accidents": wet}
    assert call("두 번째 건 왜 그래?", "predict_eclo_batch", {"accidents": TWO}) == ("explain_prediction", TWO[1])


@pytest.mark.parametrize(
    "text",
    [
        "beomeo-dong 6pm 차대차 rain 기준, clear였으면? night 11pm이었으면?",
        "Rear-end in beomeo-dong at 6pm in rain. What if it were clear? What if it was 11pm?",
        "beomeo-dong 18시 비 차대차. 맑았으면? 밤 11시였으면?",
    ],
)
def test_what_ifs_in_a_row_are_compared_with_what_they_start_from(text: str) -> None:
    name, arguments = call(text)
    assert name == "compare_scenarios"
    assert {k: arguments["base"][k] for k in ("accident_hour", "weather")} == {"accident_hour": 18, "weather": "비"}
    assert [v["changes"] for v in arguments["variations"]] == [{"weather": "맑음"}, {"accident_hour": 23}]


@pytest.mark.parametrize(
    "text",
    [
        "월성동 교차로 보행자 사고, 낮 2시 기준으로 새벽 2시였다면 얼마나 달라지는지 비교",
        "Compare a pedestrian accident in Jung-gu at 2 pm with the same one at 2 am",
        "How different would a 2pm crash in Dalseo-gu be from one at 2am? car to car",
    ],
)
def test_two_times_of_one_accident_are_compared(text: str) -> None:
    name, arguments = call(text)
    assert (name, arguments["base"]["accident_hour"]) == ("compare_scenarios", 14)
    assert arguments["variations"] == [{"changes": {"accident_hour": 2}}]


@pytest.mark.parametrize(
    "text", ["비나 우박 오는 날 범어동 교차로 차대차 예측", "rain or hail, Beomeo-dong intersection, car to car, predict"]
)
def test_neither_of_two_skies_is_left_out(text: str) -> None:
    name, arguments = call(text)
    assert (name, arguments["base"]["weather"]) == ("compare_scenarios", "비")
    assert arguments["variations"] == [{"changes": {"weather": "기타"}}]


@pytest.mark.parametrize("text", ["범어동이랑 만촌동 둘 다 아침 8시 추돌 예측", "아침 8시 추돌사고, 범어동 만촌동 각각 예측해줘"])
def test_one_accident_in_each_of_several_places_is_predicted_for_each(text: str) -> None:
    name, arguments = call(text)
    assert name == "predict_eclo_batch"
    assert [(one["district"], one["accident_hour"]) for one in arguments["accidents"]] == [("범어동", 8), ("만촌동", 8)]


@pytest.mark.parametrize(
    ("text", "by"), [("가장 안전한 구는 어디야?", "gu"), ("safest neighbourhood at night?", "gu"), ("제일 덜 위험한 시간은 몇 시?", "hour")]
)
def test_the_least_severe_are_shown_by_the_whole_ranking(text: str, by: str) -> None:
    name, arguments = call(text)
    assert (name, arguments["by"], arguments["top_n"]) == ("rank_risk", by, 50)


def test_a_warm_brain_answers_as_a_cold_one() -> None:
    warm = Offline()
    warm.warm()
    for text in ("내일 18시 범어동 차대차 비 예측", "비 오는 밤 제일 위험한 구"):
        assert call_of(asyncio.run(step_of(warm, request_for({"text": text})))) == call(text)
