"""Features: what follows from what, and other words for the levels."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.features import FEATURES, days_in_month, likely_surface, resolve_level, time_period_of, weekday_of
from model.synonyms import ENGLISH, SYNONYMS, level_key

KOREAN_WEEKDAYS = "월화수목금토일"


@given(st.integers(0, 23))
def test_every_hour_has_the_period_of_its_definition(hour: int) -> None:
    expected = "일반시간대"
    if hour >= 22 or hour <= 5:
        expected = "심야"
    elif 7 <= hour <= 9:
        expected = "출근시간대"
    elif 17 <= hour <= 19:
        expected = "퇴근시간대"
    assert time_period_of(hour) == expected


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_weekday_is_that_of_the_calendar(day: datetime.date) -> None:
    assert weekday_of(day.year, day.month, day.day) == KOREAN_WEEKDAYS[day.isoweekday() - 1] + "요일"


def test_february_may_have_29_days_while_the_year_is_not_known() -> None:
    assert (days_in_month(None, 2), days_in_month(2023, 2), days_in_month(2024, 2)) == (29, 28, 29)


def test_surface_follows_the_weather() -> None:
    assert [likely_surface(w) for w in ("비", "눈", "안개", "맑음", None)] == ["젖음/습기", "서리/결빙", "젖음/습기", "건조", "건조"]


@pytest.mark.parametrize(
    ("feature", "text", "level"),
    [
        ("weather", "rain", "비"),
        ("weather", "비", "비"),
        ("weather", "빗길", "비"),
        ("road_surface", "습기", "젖음/습기"),
        ("road_surface", "결빙", "서리/결빙"),
        ("accident_type", "car-to-car", "차대차"),
        ("accident_type", "Vehicle-Vehicle", "차대차"),
        ("accident_type", "차대차 - 추돌 - 진행중", "차대차"),
        ("accident_type", "pedestrian", "차대사람"),
        ("accident_type", "보행자", "차대사람"),
        ("accident_type", "single vehicle", "차량단독"),
        ("accident_type", "단독", "차량단독"),
        ("road_type", "교차로", "교차로 - 교차로안"),
        ("road_type", "intersection", "교차로 - 교차로안"),
        ("road_type", "사거리", "교차로 - 교차로안"),
        ("road_type", "교차로부근", "교차로 - 교차로부근"),
        ("road_type", "교차로-교차로안", "교차로 - 교차로안"),
        ("day_of_week", "Fri", "금요일"),
        ("day_of_week", "금", "금요일"),
        ("time_period", "퇴근길", "퇴근시간대"),
        ("weather", "태풍", None),
        ("weather", "", None),
    ],
)
def test_a_word_finds_its_level(feature: str, text: str, level: str | None) -> None:
    assert resolve_level(feature, text) == level


def test_no_word_means_two_levels_of_one_feature() -> None:
    for feature, levels in SYNONYMS.items():
        keys = [key for words in levels.values() for key in {level_key(w) for w in words}]
        assert len(keys) == len(set(keys)), feature


def test_every_level_has_an_english_name_and_finds_itself() -> None:
    for feature in FEATURES:
        for level in feature.levels:
            assert resolve_level(feature.name, level) == level
            assert resolve_level(feature.name, ENGLISH[feature.name][level]) == level
