"""Why, what if, where and when: questions around a prediction, as people put them, and the calls they may expect."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.understanding.run import NOW, call_of, request_for, specs, step_of
from bot.agent.brain import Request, Step
from bot.agent.offline import Offline
from tools._registry import discover

BRAIN = Offline()
ACCIDENT = {
    "accident_hour": 15, "district": "수성구 범어동", "weather": "비", "accident_type": "차대차", "road_type": "교차로 - 교차로안",
    "accident_year": 2026, "accident_month": 11, "accident_day": 22,
}  # fmt: skip
PREDICTED = [{"tool": "predict_eclo", "args": ACCIDENT}]
RANKED = [{"tool": "rank_risk", "args": {"by": "district", "conditions": {"weather": "비"}}}]


async def step(text: str, **case: Any) -> Step:
    return await step_of(BRAIN, request_for({"text": text, "language": "en" if text.isascii() else "ko", **case}))


async def call(text: str, **case: Any) -> tuple[str | None, dict[str, Any]]:
    name, arguments = call_of(await step(text, **case))
    if name is not None:
        discover()[name].validate(arguments)
    return name, arguments


def said(answer: Step) -> str:
    return "".join(block["text"] for block in answer.blocks if block["type"] == "text")


@pytest.mark.parametrize(
    "text",
    ["왜?", "왜 이렇게 높아?", "왜 그렇게 나왔어?", "왜죠?", "이유가 뭐야", "예측 근거 알려줘", "설명해줘", "why?", "Why is it so high?", "explain", "explain this prediction", "why so high?"],
)  # fmt: skip
@pytest.mark.parametrize("data", [None, "taas"])
async def test_why_after_a_prediction_explains_that_prediction(text: str, data: str | None) -> None:
    assert await call(text, before=PREDICTED, data=data) == ("explain_prediction", ACCIDENT)


async def test_why_about_another_place_explains_the_prediction_there() -> None:
    assert await call("중구는 왜 낮아?", before=PREDICTED) == ("explain_prediction", {**ACCIDENT, "district": "중구"})


@pytest.mark.parametrize(("text", "word"), [("왜 이렇게 높아?", "설명할 예측이 없어요"), ("explain", "no prediction to explain")])
async def test_why_before_any_prediction_says_what_to_do(text: str, word: str) -> None:
    answer = await step(text)
    assert call_of(answer) == (None, {})
    assert word in said(answer)


async def test_causes_in_a_dataset_are_still_not_made_up() -> None:
    for text in ("왜 금요일에 사고가 많아?", "왜 그렇게 높아?"):
        assert call_of(await step(text, data="taas")) == (None, {})


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("맑을 때랑 비교해줘", {"weather": "맑음"}),
        ("비 올 때랑 맑을 때 비교해줘", {"weather": "맑음"}),
        ("compare rain and clear", {"weather": "맑음"}),
        ("맑을 때와 비 올 때 차이", {"weather": "맑음"}),
        ("rain vs snow", {"weather": "눈"}),
        ("교차로 대신 단일로면?", {"road_type": "단일로 - 기타"}),
        ("how about at 3 am instead of 3 pm", {"accident_hour": 3}),
        ("범어동이랑 상인동 중에 어디가 더 위험해?", {"district": "상인동"}),
        ("오후 3시랑 밤 11시 비교", {"accident_hour": 23}),
        ("차대차 말고 차대사람이면", {"accident_type": "차대사람"}),
    ],
)
async def test_a_comparison_starts_from_the_last_accident(text: str, change: dict[str, Any]) -> None:
    name, arguments = await call(text, before=PREDICTED)
    assert name == "compare_scenarios"
    assert {**arguments["base"], "district": "수성구 범어동"} == ACCIDENT
    assert arguments["variations"] == [{"changes": change}]


@pytest.mark.parametrize("text", ["비 올 때랑 눈 올 때 비교해줘", "compare rain and snow"])
async def test_a_comparison_without_an_accident_keeps_the_order_of_the_message(text: str) -> None:
    assert await call(text) == ("compare_scenarios", {"base": {"weather": "비"}, "variations": [{"changes": {"weather": "눈"}}]})


async def test_whole_accidents_are_compared_by_what_differs() -> None:
    _, arguments = await call("비 오는 날 교차로 차대차 사고랑 맑은 날 교차로 차대차 사고 비교")
    assert arguments["variations"] == [{"changes": {"weather": "맑음"}}]


async def test_a_change_without_a_comparison_is_predicted_anew() -> None:
    for text, change in (
        ("눈이면?", {"weather": "눈"}),
        ("상인동은?", {"district": "상인동"}),
        ("신호위반이면?", {"violation": "신호위반"}),
    ):
        assert await call(text, before=PREDICTED) == ("predict_eclo", {**ACCIDENT, **change})


@pytest.mark.parametrize(
    ("text", "by", "conditions"),
    [
        ("어디가 제일 위험해", "district", None),
        ("비 오는 금요일 밤 어디가 제일 위험해?", "district", {"weather": "비", "day_of_week": "금요일", "time_period": "심야"}),
        (
            "which district is most dangerous on rainy Friday nights",
            "gu",
            {"weather": "비", "day_of_week": "금요일", "time_period": "심야"},
        ),
        ("where is it most dangerous at night?", "district", {"time_period": "심야"}),
        ("몇 시가 제일 위험해", "hour", None),
        ("what time is most dangerous in Suseong-gu?", "hour", {"district": "suseong-gu"}),
        ("most dangerous hour", "hour", None),
        ("무슨 요일이 제일 위험해?", "day_of_week", None),
        ("어느 시간대가 제일 심각해?", "time_period", None),
        ("어떤 도로가 가장 위험해?", "road_type", None),
        ("어떤 위반이 제일 심각해?", "violation", None),
        ("눈 오는 날 어느 구가 제일 심각해?", "gu", {"weather": "눈"}),
        ("구별 위험도 순위 알려줘", "gu", None),
        ("수성구에서 제일 위험한 동네", "district", {"district": "수성구"}),
        ("ECLO가 제일 높은 동네는?", "district", None),
        ("rank neighbourhoods by severity for pedestrian accidents", "district", {"accident_type": "차대사람"}),
    ],
)
async def test_where_and_when_it_is_worst_is_ranked(text: str, by: str, conditions: dict[str, Any] | None) -> None:
    assert await call(text) == ("rank_risk", {"by": by, **({"conditions": conditions} if conditions else {})})


async def test_how_many_to_rank_is_heard() -> None:
    assert (await call("제일 위험한 동네 5곳"))[1] == {"by": "district", "top_n": 5}


async def test_the_conditions_of_the_last_prediction_are_kept_when_they_are_meant() -> None:
    _, arguments = await call("이 조건에서 어디가 제일 위험해?", before=PREDICTED)
    assert arguments["conditions"] == {name: value for name, value in ACCIDENT.items() if name != "district"}


@pytest.mark.parametrize(("text", "change"), [("밤에는?", {"time_period": "심야"}), ("눈 오면?", {"weather": "눈"}), ("수성구는?", {"district": "수성구"})])  # fmt: skip
async def test_a_ranking_is_made_again_under_other_conditions(text: str, change: dict[str, Any]) -> None:
    assert await call(text, before=RANKED) == ("rank_risk", {"by": "district", "conditions": {"weather": "비", **change}})


@pytest.mark.parametrize(
    "text",
    ["어디가 사고가 제일 많아", "어디가 제일 위험해?", "몇 시가 제일 위험해?", "무슨 요일이 제일 위험해?", "비 올 때랑 맑을 때 비교해줘", "compare rain and clear", "요일별 평균 ECLO", "which district is the most dangerous?"],
)  # fmt: skip
async def test_questions_about_a_dataset_stay_with_it(text: str) -> None:
    assert (await call(text, data="taas"))[0] not in ("rank_risk", "compare_scenarios", "explain_prediction", None)


async def test_a_dataset_without_accidents_does_not_stand_in_the_way() -> None:
    assert (await call("which district is most dangerous on rainy Friday nights", data="parking"))[0] == "rank_risk"


async def test_a_prediction_can_be_asked_for_beside_a_dataset() -> None:
    assert (await call("비 오는 금요일 밤 어디가 제일 위험할지 예측해줘", data="taas"))[0] == "rank_risk"


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("정면충돌", {"accident_detail": "차대차 - 정면충돌", "accident_type": "차대차"}),
        ("추돌사고", {"accident_detail": "차대차 - 추돌", "accident_type": "차대차"}),
        ("무단횡단 보행자 사고", {"accident_detail": "차대사람 - 횡단중", "accident_type": "차대사람"}),
        ("신호위반 차대차", {"violation": "신호위반", "accident_type": "차대차"}),
        ("신호 위반 차대차", {"violation": "신호위반", "accident_type": "차대차"}),
        ("중앙선 침범 정면 충돌", {"violation": "중앙선침범", "accident_detail": "차대차 - 정면충돌", "accident_type": "차대차"}),
        ("과속 단독사고", {"violation": "과속", "accident_type": "차량단독"}),
        ("불법유턴 차대차", {"violation": "불법유턴", "accident_type": "차대차"}),
        ("안전거리미학보 차대차", {"violation": "안전거리미확보", "accident_type": "차대차"}),
        ("rear-end collision", {"accident_detail": "차대차 - 추돌", "accident_type": "차대차"}),
        ("head-on crash, speeding", {"violation": "과속", "accident_detail": "차대차 - 정면충돌", "accident_type": "차대차"}),
        ("car to car, ran a red light", {"violation": "신호위반", "accident_type": "차대차"}),
        ("rollover", {"accident_detail": "차량단독 - 전도전복", "accident_type": "차량단독"}),
        ("횡단보도 보행자", {"road_type": "교차로 - 교차로횡단보도내", "accident_type": "차대사람"}),
    ],
)
async def test_the_detail_and_the_offence_are_heard_in_a_message(text: str, slots: dict[str, str]) -> None:
    name, arguments = await call(f"{text} ECLO predict" if text.isascii() else f"{text} ECLO 예측해줘")
    assert (name, arguments) == ("predict_eclo", slots)


@pytest.mark.parametrize(("text", "topic"), [("음주운전 차대차 교차로 사고 예측해줘", "음주"), ("predict ECLO for a drunk driving car-to-car crash", "drink-driving")])  # fmt: skip
async def test_what_the_model_has_not_learnt_is_said_with_the_prediction(text: str, topic: str) -> None:
    answer = await step(text)
    assert call_of(answer)[0] == "predict_eclo"
    assert topic in said(answer)


LISTED = [*PREDICTED, {"tool": "list_predictions", "args": {}}, {"tool": "record_outcome", "args": {"serious": 1}}]


@pytest.mark.parametrize("text", ["왜?", "아까 예측 왜 그렇게 나왔어?", "why was the last prediction like that?"])
async def test_the_last_prediction_is_explained_after_it_was_listed_and_its_outcome_told(text: str) -> None:
    assert await call(text, before=LISTED) == ("explain_prediction", ACCIDENT)


async def test_the_last_prediction_is_changed_after_it_was_listed() -> None:
    assert await call("그럼 달성군은?", before=LISTED) == ("predict_eclo", {**ACCIDENT, "district": "달성군"})


async def test_an_earlier_prediction_is_explained_after_questions_about_data() -> None:
    before = [*PREDICTED, {"tool": "get_value_counts", "args": {"column": "요일"}}]
    assert await call("아까 예측은 왜 그렇게 나왔어?", before=before, data="taas") == ("explain_prediction", ACCIDENT)
    assert await call("왜 그렇게 높아?", before=before, data="taas") == (None, {})


async def test_a_file_of_another_thread_takes_no_risk_question_from_the_model() -> None:
    request = request_for({"text": "비 오는 금요일 밤 어디가 제일 위험해?", "language": "ko", "data": "taas"})
    borrowed = [replace(view, borrowed=view.current) for view in request.datasets]
    name, arguments = call_of(await step_of(BRAIN, replace(request, datasets=borrowed)))
    assert (name, arguments["by"]) == ("rank_risk", "district")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("대구 어딘지는 모르고 비 오는 날 차대사람 사고 예측", {"district"}),
        ("날씨는 모르는데 수성구 범어동 교차로 차대차 사고 예측해줘", {"weather"}),
        ("도로는 모름. 수성구 범어동 차대차, 시간도 몰라, 예측", {"road_type", "accident_hour"}),
        ("predict a car-to-car crash in Suseong-gu, the weather is unknown and I don't know the hour", {"weather", "accident_hour"}),
    ],
)
async def test_what_is_said_to_be_unknown_is_passed_on_as_unknown(text: str, unknown: set[str]) -> None:
    name, arguments = await call(text)
    assert name == "predict_eclo"
    assert {key for key, value in arguments.items() if value == "unknown"} == unknown


def after_ranking(text: str, by: str, value: object, name: str) -> Request:
    data = {"by": by, "conditions": {"weather": "비"}, "ranking": [{"rank": 1, "value": value, "name": name, "eclo": 7.04}]}
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "비 오면 어디가 제일 위험해?"}]},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "r", "name": "rank_risk", "input": {"by": by, "conditions": {"weather": "비"}}}],
        },
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "r",
                    "content": [{"type": "text", "text": "1위"}, {"type": "text", "text": json.dumps(data, ensure_ascii=False)[:-2]}],
                }
            ],
        },
        {"role": "assistant", "content": [{"type": "text", "text": "1위"}]},
        {"role": "user", "content": [{"type": "text", "text": text}]},
    ]
    return Request(messages, specs(), [], "ko", NOW)


@pytest.mark.parametrize(
    ("by", "value", "name", "slot"),
    [
        ("district", "대구광역시 동구 숙천동", "동구 숙천동", {"district": "대구광역시 동구 숙천동"}),
        ("hour", 5, "5시", {"accident_hour": 5}),
        ("weather", "눈", "눈", {"weather": "눈"}),
    ],
)
async def test_why_after_a_ranking_explains_its_first_place(by: str, value: object, name: str, slot: dict[str, object]) -> None:
    said = await step_of(BRAIN, after_ranking("왜?", by, value, name))
    assert call_of(said) == ("explain_prediction", {"weather": "비", **slot})
    assert name in said.blocks[0]["text"]


async def test_more_places_of_a_ranking_are_the_same_ranking() -> None:
    said = await step_of(BRAIN, after_ranking("20개 보여줘", "district", "대구광역시 동구 숙천동", "동구 숙천동"))
    assert call_of(said) == ("rank_risk", {"by": "district", "conditions": {"weather": "비"}, "top_n": 20})
