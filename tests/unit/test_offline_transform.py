"""What people say to change a dataset, fill its gaps or go back, and the calls they may expect."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.datasets import views
from benchmarks.understanding.run import NOW, call_of, step_of
from bot.agent.brain import Request
from bot.agent.offline import Offline
from tools._registry import discover

BRAIN = Offline()
TOOLS = list(discover())
TEN = {"column": "ECLO", "operator": ">=", "value": 10}
RAIN = {"column": "기상상태", "operator": "==", "value": "비"}


def said(role: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "content": list(blocks)}


async def call(text: str, data: str = "taas", before: tuple[str, dict[str, Any]] | None = None) -> tuple[str | None, dict[str, Any]]:
    messages = []
    if before is not None:
        messages = [
            said("user", {"type": "text", "text": "앞"}),
            said("assistant", {"type": "tool_use", "id": "x", "name": before[0], "input": before[1]}),
            said("user", {"type": "tool_result", "tool_use_id": "x", "content": [{"type": "text", "text": "네"}]}),
            said("assistant", {"type": "text", "text": "네"}),
        ]
    messages.append(said("user", {"type": "text", "text": text}))
    language = "ko" if any("가" <= c <= "힣" for c in text) else "en"
    answer = await step_of(BRAIN, Request(messages, TOOLS, views(data), language, NOW))
    return call_of(answer)


def step(kind: str, **arguments: Any) -> dict[str, Any]:
    return {"steps": [{"kind": kind, **arguments}]}


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("비 오는 날만 남겨줘", step("filter", conditions=[RAIN])),
        ("keep only rainy days", step("filter", conditions=[RAIN])),
        ("비 오는 날은 빼줘", step("filter", conditions=[{**RAIN, "operator": "!="}])),
        ("ECLO가 10 이상인 사고만 남겨줘", step("filter", conditions=[{"column": "ECLO", "operator": ">=", "value": 10}])),
        ("ECLO를 로그로 바꾼 열 추가해줘", step("log", columns=["ECLO"])),
        ("add the log of ECLO as a column", step("log", columns=["ECLO"])),
        ("사망자수*10+중상자수*5를 점수라는 열로", step("derive", name="점수", expression="사망자수*10+중상자수*5")),
        ("점수라는 열을 사망자수*10 + 중상자수*5로 만들어줘", step("derive", name="점수", expression="사망자수*10 + 중상자수*5")),
        ("점수 = 사망자수 * 10 + 1", step("derive", name="점수", expression="사망자수 * 10 + 1")),
        ("add a column called score = ECLO / 2", step("derive", name="score", expression="ECLO / 2")),
        ("중복 제거해줘", step("deduplicate")),
        ("시군구 기준으로 중복 제거해줘", step("deduplicate", columns=["시군구"])),
        ("remove duplicates", step("deduplicate")),
        ("열 이름 ECLO를 심각도로 바꿔줘", step("rename", names={"ECLO": "심각도"})),
        ("ECLO 열 이름을 점수로 바꿔줘", step("rename", names={"ECLO": "점수"})),
        ("rename ECLO to severity", step("rename", names={"ECLO": "severity"})),
        ("ECLO를 심각도로 이름 바꿔줘", step("rename", names={"ECLO": "심각도"})),
        ("사망자수*10+중상자수*5 로 심각 열 만들어줘", step("derive", name="심각", expression="사망자수*10+중상자수*5")),
        ("add a column x = deaths*10 + serious*5", step("derive", name="x", expression="deaths*10 + serious*5")),
        ("사고시를 0, 6, 12, 18로 구간 나눠줘", step("bin", column="사고시", edges=[0.0, 6.0, 12.0, 18.0])),
        ("bin the hour into 0, 6, 12, 18", step("bin", column="사고시", edges=[0.0, 6.0, 12.0, 18.0])),
        ("사고시를 6시간 간격으로 구간 나눠줘", step("bin", column="사고시", width=6.0)),
        (
            "make a new dataset with only rows where ECLO >= 10",
            step("filter", conditions=[{"column": "ECLO", "operator": ">=", "value": 10}]),
        ),
        (
            "ECLO가 10 이상이면 중대 아니면 경미인 등급 열 만들어줘",
            step("when", name="등급", cases=[{"conditions": [TEN], "then": "중대"}], otherwise="경미"),
        ),
        (
            "add a column grade: severe if ECLO >= 10 else mild",
            step("when", name="grade", cases=[{"conditions": [TEN], "then": "severe"}], otherwise="mild"),
        ),
        ("1000행만 뽑아줘", step("sample", n=1000)),
        ("10%만 무작위로 뽑아줘", step("sample", fraction=0.1)),
        ("sample 500 rows", step("sample", n=500)),
        ("월별로 합계 내줘", step("resample", unit="month", operation="sum")),
        ("일별로 묶어줘", step("resample", unit="day", operation="sum")),
        ("ECLO를 주별 평균으로 묶어줘", step("resample", unit="week", operation="mean", columns=["ECLO"])),
        ("resample by month", step("resample", unit="month", operation="sum")),
        ("ECLO 표준화해줘", step("scale", columns=["ECLO"], method="standard")),
        ("normalize ECLO", step("scale", columns=["ECLO"], method="min_max")),
        ("기상상태 원핫 인코딩해줘", step("encode", columns=["기상상태"], method="one_hot")),
        ("one-hot encode weather", step("encode", columns=["기상상태"], method="one_hot")),
        ("법규위반 열 빼줘", step("drop", columns=["법규위반"])),
        ("요일이랑 ECLO 열만 남겨줘", step("select", columns=["요일", "ECLO"])),
        ("ECLO를 4분위로 나눠줘", step("bin", column="ECLO", quantiles=4)),
        ("기상상태와 요일로 피벗 테이블 새 데이터로 만들어줘", step("pivot", rows=["기상상태"], columns="요일")),
    ],
)
async def test_a_wish_becomes_a_step(text: str, arguments: dict[str, Any] | None) -> None:
    name, found = await call(text)
    assert name == "transform_dataset"
    if arguments is not None:
        assert found == arguments
    next(t for t in TOOLS if t.name == "transform_dataset").validate(found)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("결측치 평균으로 채워줘", "impute_missing", {"strategy": "mean"}),
        ("중앙값으로 채워줘", "impute_missing", {"strategy": "median"}),
        ("MICE로 채워줘", "impute_missing", {"strategy": "mice"}),
        ("빈 값을 랜덤 포레스트로 채워줘", "impute_missing", {"strategy": "random_forest"}),
        ("결측치를 0으로 채워줘", "impute_missing", {"strategy": "constant", "value": 0}),
        ("빈 칸을 '모름'으로 채워줘", "impute_missing", {"strategy": "constant", "value": "모름"}),
        ("ECLO 결측치를 최빈값으로 채워줘", "impute_missing", {"strategy": "mode", "columns": ["ECLO"]}),
        ("결측치를 구별 평균으로 채워줘", "impute_missing", {"strategy": "mean", "group_by": "구"}),
        ("앞 행 값으로 채워줘", "impute_missing", {"strategy": "forward"}),
        ("결측치가 있는 행 제거해줘", "impute_missing", {"strategy": "drop"}),
        ("fill missing values with the median", "impute_missing", {"strategy": "median"}),
        ("impute with knn", "impute_missing", {"strategy": "knn"}),
        ("drop rows with missing values", "impute_missing", {"strategy": "drop"}),
        ("결측 패턴 분석해줘", "analyze_missing", {}),
        ("결측이 무작위인지 MCAR 검정해줘", "analyze_missing", {}),
        ("analyze missing data patterns", "analyze_missing", {}),
        ("결측치 채워줘", "analyze_missing", {}),
        ("대체 방법 비교해줘", "compare_imputations", {}),
        ("which imputation is best?", "compare_imputations", {}),
        ("보고서 만들어줘", "make_report", {}),
        ("write a report", "make_report", {}),
        ("되돌려줘", "undo_transform", {}),
        ("원래 데이터로 돌아가줘", "undo_transform", {}),
        ("undo", "undo_transform", {}),
    ],
)
async def test_gaps_reports_and_the_way_back(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert await call(text) == (tool, arguments)


@pytest.mark.parametrize("text", ["적용해줘", "네 적용해줘", "apply it", "응 그렇게 채워줘"])
async def test_a_preview_is_applied_when_asked(text: str) -> None:
    before = ("impute_missing", {"strategy": "knn", "columns": ["ECLO"]})
    assert await call(text, before=before) == ("impute_missing", {"strategy": "knn", "columns": ["ECLO"], "apply": True})


async def test_another_strategy_after_a_preview_is_another_preview() -> None:
    assert await call("평균으로 채워줘", before=("impute_missing", {"strategy": "knn"})) == ("impute_missing", {"strategy": "mean"})


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("비 오는 날 평균 ECLO는?", "get_column_statistics"),
        ("결측치 보여줘", "get_missing_values"),
        ("월별 사망자수 합계", "group_by_aggregate"),
        ("랜덤 5행 보여줘", "get_sample_rows"),
        ("요일별 사고 건수", "get_value_counts"),
        ("부상신고자수 평균", "get_column_statistics"),
        ("ECLO가 높은 순으로 10건 보여줘", "sort_dataframe"),
        ("중복 행이 있나요?", "get_dataframe_info"),
        ("ECLO 이상치 보여줘", "get_outliers"),
    ],
)
async def test_questions_stay_questions(text: str, tool: str) -> None:
    assert (await call(text))[0] == tool


@pytest.mark.parametrize("text", ["모델 되돌려줘", "모델을 이전 것으로 되돌려줘", "revert the model"])
async def test_the_models_way_back_is_not_the_datas(text: str) -> None:
    assert (await call(text))[0] != "undo_transform"
