"""What the brain without a key makes of messages written by someone who did not know its rules, and of wishes that were once missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.understanding.run import CASES, agrees, call_of, expectations, request_for, same_arguments, score, step_of
from bot.agent.offline import Offline
from tools._registry import discover

UNSEEN, DEVELOPMENT = CASES.with_name("unseen3.jsonl"), CASES.with_name("dev3.jsonl")
BRAIN = Offline()


def cases_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def call(text: str, data: str | None = "accidents") -> tuple[str | None, dict[str, Any]]:
    return call_of(await step_of(BRAIN, request_for({"text": text, "data": data})))


@pytest.mark.parametrize(("path", "tools", "slots"), [(UNSEEN, 0.90, 0.85), (DEVELOPMENT, 0.95, 0.95)])
async def test_messages_that_were_not_made_from_the_rules_are_understood(path: Path, tools: float, slots: float) -> None:
    outcomes, _ = await score(cases_of(path))
    assert len(outcomes) >= 100
    assert sum(o["right_tool"] for o in outcomes) / len(outcomes) >= tools
    assert sum(o["right_slots"] for o in outcomes) / len(outcomes) >= slots


def test_no_message_is_in_both_halves() -> None:
    assert not {c["text"] for c in cases_of(UNSEEN)} & {c["text"] for c in cases_of(DEVELOPMENT)}


def test_every_call_that_is_expected_is_to_a_tool_there_is() -> None:
    registry = discover()
    for case in (*cases_of(UNSEEN), *cases_of(DEVELOPMENT)):
        assert all(name is None or name in registry for name, _ in expectations(case)), case["text"]


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ({"n": {"any": [5, None]}}, {}, True),
        ({"n": {"any": [5, None]}}, {"n": 6}, False),
        ({"district": {"has": ["범어동"]}}, {"district": "수성구 범어동"}, True),
        ({"district": {"has": ["범어동"]}}, {}, False),
        ({"value": 3}, {"value": "3.0"}, True),
        ({"sql": "*"}, {"sql": "SELECT 1"}, True),
        ({}, {"where": [{"column": "a", "value": 1}]}, False),
        (
            {"where": [{"column": "a", "operator": "==", "value": 1}, {"column": "b", "operator": ">", "value": 2}]},
            {"where": [{"column": "b", "operator": ">", "value": 2}, {"column": "a", "value": 1}]},
            True,
        ),
    ],
)
def test_arguments_are_the_same_as_a_person_would_say(expected: dict[str, Any], actual: dict[str, Any], same: bool) -> None:
    assert same_arguments(expected, actual) is same


def test_a_list_agrees_item_by_item() -> None:
    assert agrees([{"has": ["acc"]}, "b"], ["acc2018.csv", "b"])
    assert not agrees(["a", "b"], ["a"])


@pytest.mark.parametrize(
    "text",
    ["차대차 또는 차량단독 사고 중 ECLO 10 이상인 사고 몇 건", "how many head-on or single vehicle crashes with ECLO of 10 or more"],
)
async def test_either_value_and_a_bound_are_two_conditions(text: str) -> None:
    name, arguments = await call(text)
    assert name == "filter_dataframe"
    own = {key: arguments[key] for key in ("column", "operator", "value")}
    either, bound = sorted([own, *arguments["where"]], key=lambda c: c["column"], reverse=True)
    assert either == {"column": "사고유형", "operator": "in", "value": ["차대차", "차량단독"]}
    assert bound == {"column": "ECLO", "operator": ">=", "value": 10}


async def test_a_span_over_midnight_keeps_its_groups() -> None:
    name, arguments = await call("밤 10시부터 새벽 4시까지 요일별 평균 ECLO")
    assert (name, arguments["group_column"]) == ("group_by_aggregate", "요일")
    assert arguments["where"] == [{"column": "사고시", "operator": "in", "value": [22, 23, 0, 1, 2, 3, 4]}]


@pytest.mark.parametrize(
    ("text", "column", "operator", "value", "others"),
    [
        ("accidents with at least two deaths", "사망자수", ">=", 2, []),
        ("show accidents with more than 5 minor injuries", "경상자수", ">", 5, []),
        ("2명 이상 사망한 사고", "사망자수", ">=", 2, []),
        ("오전 7시에서 9시 사이 사고 몇 건", "사고시", ">=", 7, [{"column": "사고시", "operator": "<=", "value": 9}]),
        ("how many accidents after 10pm", "사고시", ">=", 22, []),
        ("18시 이전 사고는 몇 건?", "사고시", "<", 18, []),
    ],
)
async def test_comparisons_before_their_column_and_spans_of_hours_pick_rows(
    text: str, column: str, operator: str, value: int, others: list[dict[str, Any]]
) -> None:
    expected = {"column": column, "operator": operator, "value": value, **({"where": others} if others else {})}
    assert await call(text) == ("filter_dataframe", expected)


async def test_what_is_not_known_is_told_as_unknown() -> None:
    _, slots = await call("날씨와 도로형태는 모르고 내일 3시 북구 차대차", None)
    assert slots["weather"] == slots["road_type"] == "unknown"
    assert slots["district"] == "북구"


async def test_car_vs_car_compares_nothing() -> None:
    name, arguments = await call("three accidents: 중구 9am car vs car, 서구 10am pedestrian, 동구 11pm single car", None)
    assert name == "predict_eclo_batch"
    assert [a["accident_type"] for a in arguments["accidents"]] == ["차대차", "차대사람", "차량단독"]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("학습했던 것들 이력 좀 보여주세요", "list_runs"),
        ("훈련 로그 좀 볼 수 있을까요", "show_run"),
        ("학습시킨 모델 운영에 반영해줘", "promote_run"),
        ("모델을 지난번 걸로 복구해주세요", "rollback_model"),
        ("매주 월요일마다 리포트 보내줘", "subscribe_digest"),
        ("이 데이터로 학습해줘", "train_model"),
        ("check my jobs", "list_jobs"),
    ],
)
async def test_commands_are_understood_whatever_the_order_of_their_words(text: str, tool: str) -> None:
    assert (await call(text, None))[0] == tool
