"""The last answer changed in one thing, or gone on from, as people say it; and messages that stand on their own."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline

_BRAIN = Offline()
Call = tuple[str | None, dict[str, Any]]
_MEANS = ("group_by_aggregate", {"group_column": "요일", "agg_column": "ECLO", "operation": "mean"})
_RAIN = {"column": "기상상태", "operator": "==", "value": "비"}
_TEST = ("test_hypothesis", {"column": "ECLO", "group_column": "사고유형"})
_SORTED = ("sort_dataframe", {"column": "주차구획수", "ascending": False, "top_n": 10})
_FILLED = ("impute_missing", {"strategy": "median", "columns": ["주차기본요금"]})
_SLOW = ("filter_dataframe", {"column": "제한속도", "operator": "<=", "value": 30})


async def after(last: tuple[str, dict[str, Any]] | None, text: str, data: str) -> Call:
    before = [{"tool": last[0], "args": last[1]}] if last else []
    return call_of(await step_of(_BRAIN, request_for({"text": text, "data": data, "before": before})))


@pytest.mark.parametrize(
    ("last", "text", "data", "changes"),
    [
        (_TEST, "use Kruskal-Wallis instead", "taas", {"test": "kruskal_wallis"}),
        (_TEST, "만휘트니로 하면?", "taas", {"test": "mann_whitney"}),
        (_TEST, "기상상태로도 똑같이 해봐", "taas", {"group_column": "기상상태"}),
        (_TEST, "same for 사망자수", "taas", {"column": "사망자수"}),
        (_MEANS, "waht about only on rainy days?", "accidents", {"where": [_RAIN]}),
        (_MEANS, "시간대로는?", "accidents", {"group_column": "시간대"}),
        (_MEANS, "이번엔 사망자수로", "accidents", {"agg_column": "사망자수", "operation": "sum"}),
        (_MEANS, "median instead", "accidents", {"operation": "median"}),
        (_SORTED, "20곳으로 늘려줘", "parking", {"top_n": 20}),
        (_SORTED, "make it 20", "parking", {"top_n": 20}),
        (_SORTED, "and the smallest ones?", "parking", {"ascending": True}),
        (_SORTED, "요금 기준으로 바꿔줘", "parking", {"column": "주차기본요금"}),
        (_FILLED, "mice로 하면 어떻게 되는데?", "parking", {"strategy": "mice"}),
        (_FILLED, "평균으로 바꿔서 다시", "parking", {"strategy": "mean"}),
        (_SLOW, "50 이하로 바꿔서", "cctv", {"value": 50}),
        (("nearest_facilities", {"place": "봉덕동"}), "대명동은요?", "parking", {"place": "대명동"}),
        (("get_outliers", {"column": "ECLO"}), "3배로 하면?", "taas", {"multiplier": 3.0}),
        (("fit_model", {"kind": "tree", "target": "ECLO"}), "depth 6으로", "accidents", {"max_depth": 6}),
        (("fit_model", {"kind": "linear", "target": "ECLO"}), "hold out 30%", "accidents", {"test_share": 0.3}),
        (("get_value_counts", {"column": "시군구명"}), "그럼 제일 적은 데는?", "cctv", {"fewest": True}),
        (("draw_map", {"kind": "auto"}), "heatmap 스타일로", "cctv", {"kind": "heat"}),
        (
            ("cross_tabulation", {"column1": "요일", "column2": "시간대"}),
            "weather instead of weekday",
            "accidents",
            {"column1": "기상상태"},
        ),
        (("analyze_trend", {"what": "moving_average", "window": 7}), "30일로", "accidents", {"window": 30, "unit": "day"}),
    ],
)
async def test_a_follow_up_is_the_call_before_with_what_it_names(
    last: tuple[str, dict[str, Any]], text: str, data: str, changes: dict[str, Any]
) -> None:
    assert await after(last, text, data) == (last[0], {**last[1], **changes})


async def test_the_conditions_before_are_dropped_when_all_rows_are_asked_for() -> None:
    rainy = ("group_by_aggregate", {**_MEANS[1], "where": [_RAIN]})
    assert await after(rainy, "조건 빼고 전체로", "accidents") == _MEANS
    assert await after(rainy, "without the rain filter", "accidents") == _MEANS


@pytest.mark.parametrize(
    ("last", "text", "data", "expected"),
    [
        (_MEANS, "그 차이 유의해?", "accidents", ("test_hypothesis", {"column": "ECLO", "group_column": "요일"})),
        (_MEANS, "is that difference significant?", "accidents", ("test_hypothesis", {"column": "ECLO", "group_column": "요일"})),
        (_SLOW, "몇 대야?", "cctv", _SLOW),
        (_SLOW, "how are those spread over the districts?", "cctv", ("get_value_counts", {"column": "시군구명", "where": [_SLOW[1]]})),
        (("get_column_statistics", {"column": "주차구획수"}), "유형별로", "parking",
         ("group_by_aggregate", {"group_column": "주차장유형", "agg_column": "주차구획수", "operation": "mean"})),
        (("transform_dataset", {"steps": []}), "방금 한 거 취소해줘", "accidents", ("undo_transform", {})),
        (("query_sql", {"sql": "SELECT 1"}), "결과 저장해줘", "accidents", ("query_sql", {"sql": "SELECT 1", "save_as": "쿼리 결과"})),
    ],
)  # fmt: skip
async def test_what_is_asked_next_of_an_answer(last: tuple[str, dict[str, Any]], text: str, data: str, expected: Call) -> None:
    assert await after(last, text, data) == expected


@pytest.mark.parametrize(
    ("last", "text", "tool"),
    [
        (("get_value_counts", {"column": "요일"}), "비 오는 밤 수성구 교차로 사고 위험할까?", "predict_eclo"),
        (("get_value_counts", {"column": "요일"}), "다시 학습해줘", "train_model"),
        (("get_value_counts", {"column": "요일"}), "그 데이터 말고 주차장 데이터로 볼게요", "use_dataset"),
        (_MEANS, "그럼 도로형태별 건수는?", "get_value_counts"),
        (_MEANS, "모델 정확도는?", "model_card"),
        (("get_column_statistics", {"column": "ECLO"}), "이상치는?", "get_outliers"),
        (None, "안 보내도 돼", None),
    ],
)
async def test_a_message_of_its_own_changes_no_answer(last: tuple[str, dict[str, Any]] | None, text: str, tool: str | None) -> None:
    assert (await after(last, text, "accidents"))[0] == tool


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        ("highest speed limit among the cameras on 국도 in 동구?", "cctv",
         ("get_column_statistics", {"column": "제한속도", "where": [
             {"column": "도로종류", "operator": "==", "value": "국도"}, {"column": "시군구명", "operator": "==", "value": "동구"}]})),
        ("newest installation year in each district", "cctv",
         ("group_by_aggregate", {"group_column": "시군구명", "agg_column": "설치연도", "operation": "max"})),
        ("구별로 제일 큰 ECLO 값", "accidents", ("group_by_aggregate", {"group_column": "시군구", "agg_column": "ECLO", "operation": "max"})),
        ("피해가 가장 컸던 사고 15건 보여주세요", "taas", ("sort_dataframe", {"column": "ECLO", "ascending": False, "top_n": 15})),
        ("제한속도 제일 높은 곳", "cctv", ("sort_dataframe", {"column": "제한속도", "ascending": False})),
    ],
)  # fmt: skip
async def test_an_extreme_is_told_from_rows_in_order_and_from_groups(text: str, data: str, expected: Call) -> None:
    name, arguments = await after(None, text, data)
    by_column = lambda c: str(c["column"])  # noqa: E731 - the order of conditions says nothing
    for given in (arguments, expected[1]):
        given.get("where", []).sort(key=by_column)
    assert (name, arguments) == expected


@pytest.mark.parametrize(
    ("text", "data", "step"),
    [
        ("제한속도만 남기고 나머지 열 버려", "cctv", {"kind": "select", "columns": ["제한속도"]}),
        ("사망 10점 중상 5점으로 점수 열 만들어줘", "accidents", {"kind": "derive", "name": "점수", "expression": "사망자수 * 10 + 중상자수 * 5"}),
        ("2026에서 설치연도 뺀 값을 '사용연수' 열로 추가해주세요", "cctv",
         {"kind": "derive", "name": "사용연수", "expression": "2026 - 설치연도"}),
        ("주차구획수를 50면 단위 구간으로 나눈 열을 만들고 싶어요", "parking", {"kind": "bin", "column": "주차구획수", "width": 50.0}),
        ("10% random sample", "accidents", {"kind": "sample", "fraction": 0.1}),
        ("sort by capacity and keep as new dataset", "parking", {"kind": "sort", "columns": ["주차구획수"], "ascending": False}),
    ],
)  # fmt: skip
async def test_a_new_dataset_is_made_as_it_was_said(text: str, data: str, step: dict[str, Any]) -> None:
    assert await after(None, text, data) == ("transform_dataset", {"steps": [step]})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("보고서 하나 만들어줘 제목은 대구 교통사고 2018", ("make_report", {"title": "대구 교통사고 2018"})),
        ("write a report titled 'Daegu crashes'", ("make_report", {"title": "Daegu crashes"})),
        ("이 데이터에 '2018년 대구경찰청 제공'이라고 메모 남겨줘", ("describe_dataset", {"description": "2018년 대구경찰청 제공"})),
        ("cctv랑 inner join 해줘 구 기준으로", ("join_datasets", {"right": "daegu_cctv.csv", "on": ["구"], "how": "inner"})),
        ("List the accidents where two or more people died", ("filter_dataframe", {"column": "사망자수", "operator": ">=", "value": 2})),
        ("CCTV 지워줘", ("delete_dataset", {"name": "daegu_cctv.csv"})),
    ],
)
async def test_titles_notes_joins_and_casualties_are_taken_from_the_words(text: str, expected: Call) -> None:
    assert await after(None, text, "accidents") == expected


@pytest.mark.parametrize("text", ["랜덤포레스트는?", "랜덤포레스트로", "random forest?"])
async def test_a_random_forest_is_no_random_row(text: str) -> None:
    last = ("fit_model", {"kind": "linear", "target": "주차기본요금"})
    assert await after(last, text, "parking") == ("fit_model", {"kind": "forest", "target": "주차기본요금"})


@pytest.mark.parametrize("text", ["fatal accidents per month", "월별 사망사고 건수"])
async def test_what_picks_the_rows_does_not_ask_how_bad_they_are(text: str) -> None:
    wanted = {"column": "사고월", "where": [{"column": "사망자수", "operator": ">", "value": 0}]}
    assert await after(None, text, "accidents") == ("get_value_counts", wanted)
