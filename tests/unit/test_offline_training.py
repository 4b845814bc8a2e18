"""People talk about the model in their own words; the offline brain finds the tool."""

from __future__ import annotations

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline
from bot.agent.offline.decision import Call
from bot.agent.offline.training import decide

SAID = [
    ("이 데이터로 다시 학습해줘", "train_model", {}),
    ("모델 재학습 부탁해", "train_model", {}),
    ("올린 파일로 모델 새로 만들어줘", "train_model", {}),
    ("이걸로 학습시켜줘", "train_model", {}),
    ("실제 결과까지 넣어서 다시 학습해줘", "train_model", {"include_outcomes": True}),
    ("retrain the model on this data", "train_model", {}),
    ("please train on this dataset including the recorded outcomes", "train_model", {"include_outcomes": True}),
    ("학습 기록 보여줘", "list_runs", {}),
    ("지금까지 만든 모델 목록", "list_runs", {}),
    ("list training runs", "list_runs", {}),
    ("학습 결과 보여줘", "show_run", {}),
    ("show run 3fa2b1c0", "show_run", {"run": "3fa2b1c0"}),
    ("모델들 비교해줘", "compare_runs", {}),
    ("compare runs 3fa2b1c0 and 77aa01bd", "compare_runs", {"runs": ["3fa2b1c0", "77aa01bd"]}),
    ("이 모델을 써줘", "promote_run", {}),
    ("3fa2b1c0 승격해줘", "promote_run", {"run": "3fa2b1c0"}),
    ("promote the new model", "promote_run", {}),
    ("모델 되돌려줘", "rollback_model", {}),
    ("roll back the model", "rollback_model", {}),
    ("모델 카드 보여줘", "model_card", {}),
    ("이 모델 얼마나 정확해?", "model_card", {}),
    ("how accurate is the model?", "model_card", {}),
    ("예측 목록", "list_predictions", {}),
    ("show my predictions", "list_predictions", {}),
    ("예측이 얼마나 맞았어?", "verify_predictions", {}),
    ("예측이랑 실제 비교해줘", "verify_predictions", {}),
    ("how accurate were the predictions?", "verify_predictions", {}),
    ("드리프트 확인해줘", "check_drift", {}),
    ("이 데이터가 학습 때랑 많이 달라?", "check_drift", {}),
    ("check for drift", "check_drift", {}),
    ("is this data different from what the model learned?", "check_drift", {}),
    ("has the data changed since the model was trained?", "check_drift", {}),
    ("실제로는 중상 1명, 경상 2명이었어", "record_outcome", {"serious": 1, "minor": 2}),
    ("알고 보니 사망자는 없고 중상자 2명", "record_outcome", {"fatal": 0, "serious": 2}),
    ("실제로는 중상 1000명이었어", "record_outcome", {"serious": 1000}),
    ("실제 ECLO는 8이었어", "record_outcome", {"eclo": 8.0}),
    ("it turned out to be 1 dead and 2 serious", "record_outcome", {"fatal": 1, "serious": 2}),
    ("예측 3fa2b1c0 결과는 부상신고 1명", "record_outcome", {"prediction": "3fa2b1c0", "reported": 1}),
    ("actually nobody died, one minor", "record_outcome", {"fatal": 0, "minor": 1}),
    ("주간 요약 보여줘", "weekly_digest", {}),
    ("weekly digest please", "weekly_digest", {}),
    ("매주 주간 요약 보내줘", "subscribe_digest", {}),
    ("send me a weekly summary every monday", "subscribe_digest", {}),
    ("주간 요약 그만 보내줘", "subscribe_digest", {"on": False}),
    ("결과 기록 취소해줘", "record_outcome", {"take_back": True}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tool", "arguments"), SAID)
def test_words_about_the_model_reach_its_tool(text, tool, arguments):
    assert decide(text) == Call(tool, arguments)


@pytest.mark.parametrize("data", [None, "accidents"])
@pytest.mark.parametrize(("text", "tool", "arguments"), SAID)
async def test_whatever_else_the_brain_listens_for_does_not_take_them(text, tool, arguments, data):
    step = await step_of(Offline(), request_for({"text": text, "data": data}))
    assert call_of(step) == (tool, arguments)


@pytest.mark.parametrize(
    "text",
    [
        "요일별 사고 건수",
        "중상자 수 평균",
        "사망 사고 몇 건이야?",
        "내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘",
        "구별 평균 비교해줘",
        "CCTV와 사고를 구별로 비교해줘",
        "모델명별 개수",
        "show missing values",
        "데이터 전체 예측해줘",
        "되돌려줘",
        "train station accidents by month",
        "결과 저장해줘",
        "실제로 비가 온 날만 보여줘",
    ],
)
def test_words_about_data_are_left_to_others(text):
    assert decide(text) is None


@pytest.mark.parametrize("text", ["아까 예측 왜 그렇게 나왔어?", "최근 예측 왜 그래?", "why was the last prediction like that?"])
def test_asking_why_is_no_look_at_several_predictions(text):
    assert decide(text) is None


@pytest.mark.parametrize("text", ["되돌려줘", "다시 되돌려 주세요", "undo that"])
def test_undoing_right_after_a_promotion_is_a_rollback(text):
    assert decide(text, Call("promote_run")) == Call("rollback_model")
    assert decide(text, Call("drop_columns")) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("실제 eclo 8이었어. 메모: 보행자 고령", {"eclo": 8.0, "note": "보행자 고령"}),
        ("turned out 2 serious and 1 minor, note: Elderly pedestrian", {"serious": 2, "minor": 1, "note": "Elderly pedestrian"}),
        ("실제로는 중상 1명. 비고: 3명 더 다쳤을 수 있음", {"serious": 1, "note": "3명 더 다쳤을 수 있음"}),
    ],
)
async def test_a_free_note_goes_with_the_outcome(text: str, wanted: dict[str, object]) -> None:
    case = {"text": text, "before": [{"tool": "predict_eclo", "args": {"district": "중구"}}]}
    assert call_of(await step_of(Offline(), request_for(case))) == ("record_outcome", wanted)


async def test_a_note_alone_goes_to_the_outcome_just_recorded() -> None:
    case = {"text": "메모: 보행자 고령", "before": [{"tool": "record_outcome", "args": {"serious": 1}}]}
    assert call_of(await step_of(Offline(), request_for(case))) == ("record_outcome", {"serious": 1, "note": "보행자 고령"})


@pytest.mark.parametrize("text", ["그걸로 바꿔줘", "이걸로 써줘", "그거 써", "use it", "okay, switch to that one"])
def test_using_it_right_after_a_training_is_a_promotion(text: str) -> None:
    assert decide(text, Call("train_model")) == Call("promote_run", {})
    assert decide(text, Call("show_run", {"run": "3fa2b1c0"})) == Call("promote_run", {"run": "3fa2b1c0"})
    assert decide(text, Call("get_value_counts", {"column": "요일"})) is None


@pytest.mark.parametrize("text", ["왜?", "왜", "왜 그런 거야?", "why?", "why not?"])
def test_why_after_something_about_the_model_stays_with_the_model(text: str) -> None:
    assert decide(text, Call("train_model", {"include_outcomes": True})) == Call("show_run", {})
    assert decide(text, Call("model_card")) == Call("model_card", {})
    assert decide(text, Call("predict_eclo", {"weather": "비"})) is None
