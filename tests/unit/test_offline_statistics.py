"""Questions of inference in people's words, and the calls they may expect. No key, no model."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.brain import Step
from bot.agent.offline import Offline

BRAIN = Offline()
RAIN_CLEAR = {"column": "ECLO", "group_column": "기상상태"}
BARS = [{"tool": "draw_chart", "args": {"kind": "bar", "x": "요일"}}]


async def step(text: str, data: str | None = "taas", **case: Any) -> Step:
    return await step_of(BRAIN, request_for({"text": text, "data": data, "language": "en" if text.isascii() else "ko", **case}))


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("정규성 검정해줘", {"column": "ECLO"}),
        ("ECLO가 정규분포를 따르나요?", {"column": "ECLO"}),
        ("is ECLO normally distributed?", {"column": "ECLO"}),
        ("샤피로 윌크 검정 ECLO", {"column": "ECLO", "test": "shapiro_wilk"}),
        ("요일에 따라 ECLO 차이가 유의해?", {"column": "ECLO", "group_column": "요일"}),
        ("요일별 ECLO 차이가 있어?", {"column": "ECLO", "group_column": "요일"}),
        ("does ECLO differ by weather?", RAIN_CLEAR),
        ("is the mean ECLO different between rain and clear?", {**RAIN_CLEAR, "groups": ["비", "맑음"]}),
        ("만-휘트니로 비와 맑음 ECLO 비교", {**RAIN_CLEAR, "groups": ["비", "맑음"], "test": "mann_whitney"}),
        ("mann-whitney test of ECLO for rain vs clear", {**RAIN_CLEAR, "groups": ["비", "맑음"], "test": "mann_whitney"}),
        ("비 오는 날 ECLO가 유의하게 높아?", {**RAIN_CLEAR, "groups": ["비"]}),
        ("수성구와 중구의 ECLO 차이가 유의한가?", {"column": "ECLO", "group_column": "구", "groups": ["수성구", "중구"]}),
        ("ECLO 평균이 5인지 검정해줘", {"column": "ECLO", "value": 5}),
        ("is the mean ECLO greater than 5? test it", {"column": "ECLO", "value": 5, "alternative": "greater"}),
        ("ANOVA of ECLO by weekday", {"column": "ECLO", "group_column": "요일", "test": "anova"}),
        ("기상상태별 ECLO 분산분석", {**RAIN_CLEAR, "test": "anova"}),
        ("ECLO를 구별로 크러스칼 월리스 검정해줘", {"column": "ECLO", "group_column": "구", "test": "kruskal_wallis"}),
        ("레빈 검정: 요일별 ECLO", {"column": "ECLO", "group_column": "요일", "test": "levene"}),
        ("사고유형과 기상상태가 독립인지 카이제곱 검정", {"column": "사고유형", "second_column": "기상상태", "test": "chi_square"}),
        ("chi-square test of weather and accident type", {"column": "기상상태", "second_column": "사고유형", "test": "chi_square"}),
        ("요일별 사고 건수 차이가 유의해?", {"column": "요일"}),
        ("사고시와 ECLO의 상관이 유의한지 검정", {"column": "사고시", "second_column": "ECLO"}),
        ("is the correlation between deaths and eclo significant?", {"column": "사망자수", "second_column": "ECLO"}),
        ("경상자수와 중상자수의 평균 차이 대응표본 t검정", {"column": "경상자수", "second_column": "중상자수", "test": "paired_t"}),
        ("노면상태에 따라 심각도가 다른지 통계적으로 확인해줘", {"column": "ECLO", "group_column": "노면상태"}),
    ],
)
async def test_a_question_whether_it_is_chance_becomes_a_test(text: str, arguments: dict[str, Any]) -> None:
    assert call_of(await step(text)) == ("test_hypothesis", arguments)


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("상관관계 히트맵", "get_correlation", {"method": "pearson", "picture": True}),
        ("correlation matrix heatmap", "get_correlation", {"method": "pearson", "picture": True}),
        ("스피어만 상관 히트맵", "get_correlation", {"method": "spearman", "picture": True}),
        ("요일과 기상상태의 연관성", "get_correlation", {"columns": ["요일", "기상상태"], "method": "mixed"}),
        ("범주형까지 상관 행렬", "get_correlation", {"method": "mixed"}),
        (
            "사망자수를 통제하고 중상자수와 ECLO의 편상관",
            "get_correlation",
            {"columns": ["중상자수", "ECLO"], "method": "pearson", "controls": ["사망자수"]},
        ),
        (
            "partial correlation of deaths and eclo controlling for serious injuries",
            "get_correlation",
            {"columns": ["사망자수", "ECLO"], "method": "pearson", "controls": ["중상자수"]},
        ),
        ("다중공선성 확인해줘", "check_multicollinearity", {}),
        ("VIF 계산해줘", "check_multicollinearity", {}),
        ("check multicollinearity of deaths and serious injuries", "check_multicollinearity", {"columns": ["사망자수", "중상자수"]}),
        ("왜도 첨도", "describe_distribution", {"column": "ECLO"}),
        ("skewness and kurtosis of ECLO", "describe_distribution", {"column": "ECLO"}),
        ("ECLO 분포 모양 히스토그램으로", "describe_distribution", {"column": "ECLO", "picture": True}),
        ("이상치 격리숲으로 찾아줘", "find_outliers", {"method": "isolation_forest"}),
        ("find outliers with isolation forest", "find_outliers", {"method": "isolation_forest"}),
        ("수정 z점수로 ECLO 이상치", "find_outliers", {"columns": ["ECLO"], "method": "modified_zscore"}),
        ("outliers in ECLO by z-score", "find_outliers", {"columns": ["ECLO"], "method": "zscore"}),
        ("모든 열에서 이상치 찾아줘", "find_outliers", {"method": "iqr"}),
        ("ECLO 이상치", "get_outliers", {"column": "ECLO"}),
        ("ECLO 상관관계 알려줘", "get_column_correlation_with_target", {"target_column": "ECLO"}),
        ("요일별 ECLO 평균", "group_by_aggregate", {"group_column": "요일", "agg_column": "ECLO", "operation": "mean"}),
    ],
)
async def test_shapes_relations_and_outliers_are_asked_for_by_name(text: str, tool: str, arguments: dict[str, Any]) -> None:
    assert call_of(await step(text)) == (tool, arguments)


async def test_day_and_night_are_the_hours_that_the_police_call_so() -> None:
    _, arguments = call_of(await step("주간과 야간 평균 차이 검정"))
    assert (arguments["column"], arguments["group_column"]) == ("ECLO", "사고시")
    day, night = arguments["groups"].values()
    assert sorted([*day, *night]) == list(range(24))
    assert (min(day), max(day)) == (6, 17)


@pytest.mark.parametrize(
    "text", ["주말과 평일의 ECLO 평균이 유의하게 다른가요?", "do weekends differ significantly from weekdays in ECLO?"]
)
async def test_weekends_are_made_of_their_days_without_a_note_that_they_are_not(text: str) -> None:
    answer = await step(text)
    _, arguments = call_of(answer)
    assert [len(days) for days in arguments["groups"].values()] == [2, 5]
    assert not [b for b in answer.blocks if b["type"] == "text"]


async def test_a_condition_beside_the_groups_stays_a_condition() -> None:
    _, arguments = call_of(await step("차대차 사고에서 비와 맑음의 ECLO 차이 검정"))
    assert arguments["groups"] == ["비", "맑음"]
    assert arguments["where"] == [{"column": "사고유형", "operator": "==", "value": "차대차"}]


@pytest.mark.parametrize("text", ["t검정 해줘", "가설검정 해줘"])
async def test_a_test_of_nothing_is_asked_about_with_examples(text: str) -> None:
    answer = await step(text)
    assert call_of(answer) == (None, {})
    assert "유의해" in answer.blocks[0]["text"]


async def test_a_new_kind_of_question_after_a_chart_is_not_taken_for_a_change_of_it() -> None:
    assert call_of(await step("상관관계 히트맵", before=BARS))[0] == "get_correlation"
    assert call_of(await step("요일별 ECLO 평균 차이 검정", before=BARS))[0] == "test_hypothesis"


@pytest.mark.parametrize("text", ["검정색 차량 사고", "비 오는 날 평균 ECLO는?", "요일별 건수", "주말이랑 평일 차이", "범어동 사고 몇 건?"])
async def test_ordinary_questions_stay_what_they_were(text: str) -> None:
    assert call_of(await step(text))[0] not in ("test_hypothesis", "describe_distribution", "find_outliers", "check_multicollinearity")
