"""The brain without a key, through its public face: requests in, blocks out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.understanding.run import CASES, call_of, history, request_for, same_arguments, score, specs, tool_names
from bot.agent.brain import Delta, Request, Step
from bot.agent.offline import Offline
from tools._registry import discover

BRAIN = Offline()


async def parts_of(request: Request) -> list[Delta | Step]:
    return [part async for part in BRAIN.respond(request)]


async def step(text: str, **case: Any) -> Step:
    last = (await parts_of(request_for({"text": text, **case})))[-1]
    assert isinstance(last, Step)
    return last


async def call(text: str, **case: Any) -> tuple[str | None, dict[str, Any]]:
    return call_of(await step(text, **case))


def said(answer: Step) -> str:
    return "".join(block["text"] for block in answer.blocks if block["type"] == "text")


def with_results(*results: dict[str, Any]) -> Request:
    request = request_for({"text": "요일별 사고 건수", "data": "accidents"})
    calls = [{"type": "tool_use", "id": r["tool_use_id"], "name": "get_value_counts", "input": {}} for r in results]
    messages = [*request.messages, {"role": "assistant", "content": calls}, {"role": "user", "content": list(results)}]
    return Request(messages, request.tools, request.datasets, request.language, request.now)


async def test_the_evaluation_set_is_understood() -> None:
    outcomes, _ = await score([json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()])
    assert len(outcomes) >= 80
    assert sum(o["right_tool"] for o in outcomes) / len(outcomes) >= 0.95
    assert sum(o["right_slots"] for o in outcomes) / len(outcomes) >= 0.95


def test_every_expected_call_is_one_that_the_real_tools_take() -> None:
    registry = discover()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["tool"] in registry:
            taken = registry[case["tool"]].validate(case.get("args", {}))
            assert case.get("args", {}).keys() <= taken.keys(), line


async def test_a_step_holds_the_text_of_its_deltas() -> None:
    for text in ("안녕하세요", "비 오는 날 구별 사망자 합계", "아브라카다브라"):
        parts = await parts_of(request_for({"text": text, "data": "accidents"}))
        assert isinstance(parts[-1], Step)
        assert "".join(p.text for p in parts if isinstance(p, Delta)) == said(parts[-1])
        assert sum(isinstance(p, Step) for p in parts) == 1


async def test_the_answer_is_the_tools_own_sentences_without_the_data() -> None:
    first = {
        "type": "tool_result",
        "tool_use_id": "a",
        "content": [{"type": "text", "text": "금요일이 가장 많아요."}, {"type": "text", "text": '{"a": 1}'}],
    }
    second = {"type": "tool_result", "tool_use_id": "b", "content": "두 번째 답이에요."}
    answer = (await parts_of(with_results(first, second)))[-1]
    assert isinstance(answer, Step)
    assert said(answer) == "금요일이 가장 많아요.\n\n두 번째 답이에요."
    assert answer.stop_reason == "end_turn"


async def test_a_tools_refusal_is_passed_on() -> None:
    refused = {"type": "tool_result", "tool_use_id": "a", "is_error": True, "content": [{"type": "text", "text": "데이터가 없어요."}]}
    answer = (await parts_of(with_results(refused)))[-1]
    assert isinstance(answer, Step)
    assert said(answer) == "데이터가 없어요."


async def test_call_ids_differ_between_turns_and_stay_when_repeated() -> None:
    before = [{"tool": "get_value_counts", "args": {"column": "요일"}}]
    ids = [(await step("결측치 보여줘", data="accidents", before=b)).blocks[-1]["id"] for b in ([], before, before)]
    assert ids[0] != ids[1]
    assert ids[1] == ids[2]


async def test_a_question_is_completed_one_answer_at_a_time() -> None:
    name, slots = await call("내일 오후 3시 수성구 차대차 예측")
    assert name == "predict_eclo"
    for missing, text in ((["road_type", "weather"], "사거리요"), (["weather"], "비 와요")):
        name, slots = await call(text, before=[{"tool": name, "args": slots, "missing": missing}])
        assert name == "predict_eclo"
    assert slots["road_type"] == "교차로 - 교차로안"
    assert slots["weather"] == "비"
    assert slots["accident_hour"] == 15


@pytest.mark.parametrize("text", ["나머지는 모름", "the rest is unknown", "다 몰라요"])
async def test_the_rest_can_be_unknown_at_once(text: str) -> None:
    _, slots = await call(text, before=[{"tool": "predict_eclo", "args": {"district": "중구"}, "missing": ["weather", "accident_hour"]}])
    assert slots == {"district": "중구", "weather": "unknown", "accident_hour": "unknown"}


async def test_an_answer_that_is_not_understood_asks_again_and_says_so() -> None:
    answer = await step("블라블라", before=[{"tool": "predict_eclo", "args": {"district": "중구"}, "missing": ["weather"]}])
    assert call_of(answer) == ("predict_eclo", {"district": "중구"})
    assert "알아듣지 못했어요" in said(answer)


async def test_a_road_surface_said_before_stays_when_the_weather_is_answered() -> None:
    _, slots = await call("비", before=[{"tool": "predict_eclo", "args": {"road_surface": "건조"}, "missing": ["weather"]}])
    assert slots == {"road_surface": "건조", "weather": "비"}


async def test_a_changed_weather_takes_the_road_surface_with_it() -> None:
    before = [{"tool": "predict_eclo", "args": {"district": "중구", "weather": "비", "road_surface": "젖음/습기"}}]
    assert await call("눈 오면?", before=before) == ("predict_eclo", {"district": "중구", "weather": "눈"})


async def test_a_column_answers_the_question_of_a_chart() -> None:
    before = [{"tool": "draw_chart", "args": {"kind": "heatmap", "x": "요일"}, "missing": ["y"]}]
    assert await call("시간대", data="accidents", before=before) == ("draw_chart", {"kind": "heatmap", "x": "요일", "y": "시간대"})


async def test_a_grouping_that_is_no_column_gets_three_suggestions() -> None:
    answer = await step("색깔별 사고 건수", data="accidents")
    assert call_of(answer) == (None, {})
    assert "색깔" in said(answer)
    assert said(answer).split("?")[-1].count(",") == 2


async def test_a_word_for_two_columns_is_asked_back() -> None:
    answer = await step("차종별 사고 건수", data="accidents")
    assert call_of(answer) == (None, {})
    assert "가해운전자 차종" in said(answer)
    assert "피해운전자 차종" in said(answer)


async def test_a_condition_that_could_not_be_applied_is_told() -> None:
    answer = await step("비 오는 날 결측치", data="accidents")
    assert call_of(answer)[0] == "get_missing_values"
    assert "기상상태 = 비" in said(answer)


async def test_a_tool_that_is_not_there_is_never_called() -> None:
    request = request_for({"text": "요일과 시간대 교차표", "data": "accidents"})
    without = Request(request.messages, specs([t for t in tool_names() if t != "cross_tabulation"]), request.datasets, "ko", request.now)
    answer = (await parts_of(without))[-1]
    assert isinstance(answer, Step)
    assert answer.stop_reason == "end_turn"
    assert "교차표" in said(answer)


async def test_english_questions_get_english_sentences() -> None:
    for text in ("hello", "abracadabra", "tell me a joke", "impute the missing values"):
        assert not any("가" <= c <= "힣" for c in said(await step(text, language="en"))), text


async def test_a_sure_question_without_a_dataset_is_left_to_the_tool() -> None:
    assert await call("요일별 사고 건수") == ("get_value_counts", {"column": "요일"})


async def test_words_for_columns_follow_the_dataset_at_hand() -> None:
    assert (await call("구별 건수", data="accidents"))[1] == {"column": "시군구"}
    assert (await call("구별 건수", data="cctv"))[1] == {"column": "시군구명"}


@pytest.mark.parametrize("text", ["use the parking data", "그 데이터 말고 주차장 데이터로 해줘", "주차 데이터로 바꿔줘"])
async def test_another_dataset_is_found_by_a_word_of_its_name(text: str) -> None:
    assert await call(text, data="accidents") == ("use_dataset", {"name": "daegu_parking.csv"})


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, "accidents", "cctv"]), st.booleans())
async def test_any_text_gets_one_step(text: str, data: str | None, waiting: bool) -> None:
    before = [{"tool": "predict_eclo", "args": {}, "missing": ["weather"]}] if waiting else []
    answer = await step(text, data=data, before=before)
    assert answer.blocks
    assert answer.stop_reason == ("tool_use" if call_of(answer)[0] else "end_turn")


def test_arguments_left_at_their_defaults_count_as_equal() -> None:
    assert same_arguments({"x": "요일"}, {"x": "요일", "kind": "auto"})
    assert not same_arguments({"x": "요일"}, {"x": "요일", "kind": "bar"})


def test_a_transcript_alternates_between_user_and_assistant() -> None:
    roles = [m["role"] for m in history([{"tool": "help", "args": {}}])]
    assert roles == ["user", "assistant", "user", "assistant"]


@pytest.mark.parametrize(
    "text",
    [
        "결측치 평균으로 채워줘",
        "회귀 분석 해줘",
        "fill missing values with the mean",
        "train a regression",
        "정규화해줘",
        "drop rows with missing values",
    ],
)
async def test_what_needs_a_dataset_asks_for_one_and_never_says_not_yet(text: str) -> None:
    answer = await step(text)
    asked_by_a_tool = call_of(answer)[0] is not None  # the tool itself says that there is no dataset
    told = said(answer)
    assert asked_by_a_tool or "데이터가 있어야" in told or "needs a dataset" in told, told
    assert "아직 할 수 없어요" not in told
    assert "can't do that yet" not in told
