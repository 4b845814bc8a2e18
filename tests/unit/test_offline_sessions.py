"""What an analyst, an official and a student asked of real accident and camera data, one question after the other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.brain import Step
from bot.agent.offline import Offline

BRAIN = Offline()


def only(column: str, value: Any, operator: str = "==") -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


STATISTICS = ("get_column_statistics", {"column": "사망자수"})
OF_SUSEONG = ("get_column_statistics", {"column": "ECLO", "where": [only("구", "수성구")]})
IN_ORDER = ("sort_dataframe", {"column": "ECLO", "ascending": False, "top_n": 3})
BARS = ("draw_chart", {"kind": "bar", "x": "사고유형"})
LINE = ("draw_chart", {"kind": "line", "x": "사고월", "y": "ECLO", "operation": "mean", "where": [only("사고월", 3)]})
BY_VEHICLE = (
    "group_by_aggregate",
    {
        "group_column": "가해운전자 차종",
        "agg_column": "ECLO",
        "operation": "mean",
        "where": [only("가해운전자 차종", ["이륜", "승용"], "in")],
    },
)
PREDICTED = ("predict_eclo", {"district": "범어동", "accident_hour": 23, "accident_type": "차대차", "weather": "눈"})


async def step(text: str, data: str | None = "taas", *before: tuple[str, dict[str, Any]]) -> Step:
    history = [{"tool": tool, "args": args} for tool, args in before]
    language = "ko" if re.search("[가-힣]", text) else "en"
    return await step_of(BRAIN, request_for({"text": text, "data": data, "language": language, "before": history}))


async def call(text: str, data: str | None = "taas", *before: tuple[str, dict[str, Any]]) -> tuple[str | None, dict[str, Any]]:
    return call_of(await step(text, data, *before))


def said(answer: Step) -> str:
    return "".join(block["text"] for block in answer.blocks if block["type"] == "text")


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("when is the most dangerous hour", "group_by_aggregate", {"group_column": "사고시", "agg_column": "ECLO", "operation": "mean"}),
        (
            "worst accident in Suseong-gu",
            "sort_dataframe",
            {"column": "ECLO", "ascending": False, "top_n": 1, "where": [only("구", "수성구")]},
        ),
        ("가장 심각한 사고는 언제 났어", "sort_dataframe", {"column": "ECLO", "ascending": False, "top_n": 1}),
        (
            "수성구 사고 중 교차로 비율은?",
            "filter_dataframe",
            {**only("도로형태", "교차로", "contains"), "where": [only("구", "수성구")]},
        ),
        (
            "출근시간대에 차대사람 사고 비율",
            "get_value_counts",
            {"column": "사고유형", "where": [only("시간대", "출근시간대")]},
        ),
        ("단일로 사고 평균 ECLO", "get_column_statistics", {"column": "ECLO", "where": [only("도로형태", "단일로", "contains")]}),
        ("총 사고 건수", "get_dataframe_info", {}),
        ("행 몇개?", "get_dataframe_info", {}),
        ("이 데이터 몇 년치야?", "get_date_range", {"column": "사고일시"}),
        (
            "rename 가해운전자 차종 to offender",
            "transform_dataset",
            {"steps": [{"kind": "rename", "names": {"가해운전자 차종": "offender"}}]},
        ),
        (
            "심각사고라는 열을 ECLO >= 10이면 1로 만들어줘",
            "transform_dataset",
            {
                "steps": [
                    {
                        "kind": "when",
                        "name": "심각사고",
                        "cases": [{"conditions": [only("ECLO", 10, ">=")], "then": 1}],
                        "otherwise": 0,
                    }
                ]
            },
        ),
    ],
)
async def test_questions_about_accidents_are_answered_as_they_were_meant(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert await call(text) == (tool, arguments)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("카메라 총 몇 대", "get_dataframe_info", {}),
        ("제한속도 60 이상인 곳 몇 곳?", "filter_dataframe", only("제한속도", 60, ">=")),
        ("범어네거리에서 가장 가까운 카메라 3개", "nearest_facilities", {"place": "범어동", "top_n": 3}),
        ("동대구역 반경 1km 카메라 몇 대야", "nearest_facilities", {"place": "동구 신암동"}),
        ("동대구역 반경 500m 카메라", "nearest_facilities", {"place": "동구 신암동", "top_n": 50}),
        ("설치연도 비어있는 열 삭제해줘", "transform_dataset", {"steps": [{"kind": "drop", "columns": ["설치연도"]}]}),
        ("설치연도 비어있는 행 삭제해줘", "impute_missing", {"strategy": "drop", "columns": ["설치연도"]}),
        ("가장 북쪽에 있는 카메라는?", "sort_dataframe", {"column": "위도", "ascending": False, "top_n": 1}),
        ("이 파일 이름 바꿔줘 단속카메라로", "rename_dataset", {"new_name": "단속카메라"}),
    ],
)
async def test_questions_about_cameras_are_answered_as_they_were_meant(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert await call(text, "cctv") == (tool, arguments)


@pytest.mark.parametrize("text", ["내일 제일 위험한 동네 5곳", "the 5 most dangerous neighbourhoods tomorrow"])
async def test_a_day_to_come_is_for_the_model_also_beside_data(text: str) -> None:
    tool, arguments = await call(text)
    assert (tool, arguments["by"], arguments["top_n"]) == ("rank_risk", "district", 5)
    assert arguments["conditions"]["accident_day"] == 22


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("pct change of deaths from 2017 to 2018", "2017", "2018"),
        ("2018년이 2017년보다 사망자 몇 % 줄었나요", "2017", "2018"),
        ("사망자 2017년에서 2018년으로 얼마나 줄었어", "2017", "2018"),
    ],
)
async def test_a_change_between_two_years_is_told_in_percent(text: str, first: str, then: str) -> None:
    tool, arguments = await call(text, "accidents", ("get_value_counts", {"column": "구"}))
    assert tool == "query_sql"
    assert arguments["sql"].index(f'AS "{first}"') < arguments["sql"].index(f'AS "{then}"')
    assert '"사망자수"' in arguments["sql"]


async def test_a_change_between_two_years_is_told_by_groups() -> None:
    tool, arguments = await call("구별로 2017년 대비 2018년 사고 증감률")
    assert tool == "query_sql"
    assert arguments["sql"].endswith('GROUP BY "구" ORDER BY "구"')


@pytest.mark.parametrize(("text", "column"), [("밤이랑 낮 비교", "사고시"), ("compare weekends and weekdays", "요일")])
async def test_two_sides_that_no_column_holds_are_put_beside_each_other(text: str, column: str) -> None:
    tool, arguments = await call(text)
    assert tool == "query_sql"
    assert f'CASE WHEN "{column}" IN' in arguments["sql"]
    assert 'avg("ECLO")' in arguments["sql"]


@pytest.mark.parametrize(
    ("before", "text", "tool", "arguments"),
    [
        (STATISTICS, "평균은", "get_column_statistics", {"column": "사망자수"}),
        (STATISTICS, "and the median?", "get_column_statistics", {"column": "사망자수"}),
        (OF_SUSEONG, "다시 전체로", "get_column_statistics", {"column": "ECLO"}),
        (OF_SUSEONG, "without that condition", "get_column_statistics", {"column": "ECLO"}),
        (IN_ORDER, "무작위로 5건만 보여줘", "get_sample_rows", {"n": 5, "random": True}),
        (
            ("get_value_counts", {"column": "사고월"}),
            "and deaths?",
            "group_by_aggregate",
            {"group_column": "사고월", "agg_column": "사망자수", "operation": "sum"},
        ),
        (
            BY_VEHICLE,
            "통계적으로 유의한 차이인지 검정해줘",
            "test_hypothesis",
            {"column": "ECLO", "group_column": "가해운전자 차종", "groups": ["이륜", "승용"]},
        ),
        (BARS, "막대 말고 원형으로", "draw_chart", {"kind": "pie", "x": "사고유형"}),
        (BARS, "표로 보여줘", "get_value_counts", {"column": "사고유형"}),
        (
            ("get_value_counts", {"column": "기상상태", "where": [only("기상상태", "비"), only("시간대", "심야")]}),
            "그 사고들 보여줘",
            "filter_dataframe",
            {**only("기상상태", "비"), "where": [only("시간대", "심야")]},
        ),
        (PREDICTED, "동성로면?", "predict_eclo", {**PREDICTED[1], "district": "동성로"}),
    ],
)
async def test_a_short_message_takes_the_last_answer_further(
    before: tuple[str, dict[str, Any]], text: str, tool: str, arguments: dict[str, Any]
) -> None:
    assert await call(text, "taas", before) == (tool, arguments)


async def test_a_text_is_looked_for_in_place_of_the_last_one() -> None:
    before = ("filter_dataframe", only("설치장소", "네거리", "contains"))
    assert await call("'초등' 들어간 것도", "cctv", before) == ("filter_dataframe", only("설치장소", "초등", "contains"))


async def test_a_figure_is_told_without_one_of_its_values() -> None:
    before = ("filter_dataframe", only("제한속도", 0))
    expected = ("get_column_statistics", {"column": "제한속도", "where": [only("제한속도", 0, "!=")]})
    assert await call("0인 거 빼고 평균", "cctv", before) == expected


async def test_all_rows_that_were_asked_for_need_no_note() -> None:
    assert said(await step("다시 전체로", "taas", OF_SUSEONG)) == ""


async def test_what_the_data_lacks_is_said_and_no_change_to_the_last_chart() -> None:
    answer = await step("음주운전 사고는 몇 건이지", "taas", LINE)
    assert call_of(answer)[0] is None
    assert "음주운전" in said(answer)


async def test_a_preview_that_is_called_off_cancels_no_job() -> None:
    answer = await step("취소", "cctv", ("impute_missing", {"strategy": "drop", "columns": ["설치연도"]}))
    assert call_of(answer)[0] is None
    assert "그대로" in said(answer)


async def test_that_there_are_no_duplicates_is_said() -> None:
    assert "똑같은 행은 없어요" in said(await step("중복 있어?", "cctv"))


@pytest.mark.parametrize(
    ("data", "before", "text", "tool", "arguments"),
    [
        (
            "parking",
            ("get_column_statistics", {"column": "주차기본요금"}),
            "0원 빼고",
            "get_column_statistics",
            {"column": "주차기본요금", "where": [only("주차기본요금", 0, ">")]},
        ),
        (
            "taas",
            ("draw_chart", {"kind": "bar", "x": "시간대"}),
            "비 오는 날 빼고 다시",
            "draw_chart",
            {"kind": "bar", "x": "시간대", "where": [only("기상상태", "비", "!=")]},
        ),
        (
            "taas",
            ("draw_chart", {"kind": "line", "x": "사고월", "where": [only("구", "달서구")]}),
            "같은 그래프를 수성구로",
            "draw_chart",
            {"kind": "line", "x": "사고월", "where": [only("구", "수성구")]},
        ),
        (
            "taas",
            ("draw_chart", {"kind": "heatmap", "x": "사고월", "y": "시간대"}),
            "이번엔 ECLO 평균으로",
            "draw_chart",
            {"kind": "heatmap", "x": "사고월", "y": "ECLO", "operation": "mean", "group": "시간대"},
        ),
        ("taas", ("get_value_counts", {"column": "구"}), "오토바이 사고 비중은?", "filter_dataframe", only("가해운전자 차종", "이륜")),
        ("taas", ("filter_dataframe", only("ECLO", 15, ">")), "구별 사고 수", "get_value_counts", {"column": "구"}),
        ("taas", BY_VEHICLE, "top 5 dangerous 구", "group_by_aggregate", {"group_column": "구", "agg_column": "ECLO", "operation": "mean"}),
    ],
)
async def test_the_last_answer_is_changed_only_by_what_changes_it(
    data: str, before: tuple[str, dict[str, Any]], text: str, tool: str, arguments: dict[str, Any]
) -> None:
    assert await call(text, data, before) == (tool, arguments)


@pytest.mark.parametrize("text", ["어린이 보호구역은 몇 개소입니까", "심야 음주 사고는요?"])
async def test_what_is_not_understood_is_no_change_to_the_last_answer(text: str) -> None:
    before = ("group_by_aggregate", {"group_column": "구", "agg_column": "사망자수", "operation": "sum"})
    assert await call(text, "taas", before) == (None, {})


async def test_rows_of_two_columns_are_put_beside_each_other() -> None:
    tool, arguments = await call("빗길 사고의 평균 심각도는 맑은 날보다 얼마나 높습니까")
    assert tool == "query_sql"
    assert arguments["sql"].count("FILTER (WHERE") == 2


@pytest.mark.parametrize(
    ("text", "data", "tool", "arguments"),
    [
        ("최근 3년간 사고 현황을 요약해 주십시오", "taas", "get_dataframe_info", {}),
        ("summary plz", "taas", "get_dataframe_info", {}),
        ("지금 어떤 파일을 보고 있나요", "taas", "list_datasets", {}),
        ("위도 경도로 구 이름 붙여줘", "parking", "locate", {}),
        ("ECLO를 3구간으로 나눠줘", "taas", "transform_dataset", {"steps": [{"kind": "bin", "column": "ECLO", "quantiles": 3}]}),
    ],
)
async def test_wishes_in_the_words_of_an_official_are_understood(text: str, data: str, tool: str, arguments: dict[str, Any]) -> None:
    assert await call(text, data) == (tool, arguments)
