"""The eleven features of an accident, in the model's order, and what follows from what.

Levels are those of TAAS (Traffic Accident Analysis System, Korea Road Traffic Authority) as the training data has them.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from typing import Literal

from model.synonyms import level_key, synonym_index

WEEKDAYS = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")
CITY = "대구광역시"


@dataclass(frozen=True, slots=True)
class Feature:
    """One input. `levels` are the values of a category (a bundle lists the districts); `low`..`high` bound a number."""

    name: str
    column: str
    kind: Literal["category", "number"]
    levels: tuple[str, ...] = ()
    low: int = 0
    high: int = 0


FEATURES: tuple[Feature, ...] = (
    Feature("weather", "기상상태", "category", ("맑음", "비", "흐림", "눈", "안개", "기타")),
    Feature("road_surface", "노면상태", "category", ("건조", "젖음/습기", "서리/결빙", "적설", "침수", "기타")),
    Feature(
        "road_type",
        "도로형태",
        "category",
        (
            "단일로 - 기타",
            "교차로 - 교차로안",
            "교차로 - 교차로부근",
            "교차로 - 교차로횡단보도내",
            "단일로 - 교량",
            "단일로 - 고가도로위",
            "단일로 - 지하차도(도로)내",
            "단일로 - 터널",
            "주차장 - 주차장",
            "기타 - 기타",
            "미분류 - 미분류",
            # Coded so until 2016 only: kept as levels of their own, because the years after spread them over several others.
            "단일로 - 횡단보도상",
            "단일로 - 횡단보도부근",
        ),
    ),
    Feature("accident_type", "사고유형", "category", ("차대차", "차대사람", "차량단독")),
    Feature("time_period", "시간대", "category", ("심야", "출근시간대", "일반시간대", "퇴근시간대")),
    Feature("district", "시군구", "category"),
    Feature("day_of_week", "요일", "category", WEEKDAYS),
    Feature("accident_hour", "사고시", "number", low=0, high=23),
    Feature("accident_year", "사고연", "number", low=1900, high=2100),
    Feature("accident_month", "사고월", "number", low=1, high=12),
    Feature("accident_day", "사고일", "number", low=1, high=31),
)
# Known only once the police have looked: they sharpen a prediction, and no question is ever asked about them.
OPTIONAL: tuple[Feature, ...] = (
    Feature(
        "accident_detail",
        "사고유형_세부",
        "category",
        (
            *("차대사람 - 횡단중", "차대사람 - 차도통행중", "차대사람 - 길가장자리구역통행중", "차대사람 - 보도통행중", "차대사람 - 기타"),
            *("차대차 - 측면충돌", "차대차 - 추돌", "차대차 - 정면충돌", "차대차 - 후진중충돌", "차대차 - 기타"),
            *("차량단독 - 공작물충돌", "차량단독 - 전도전복", "차량단독 - 도로외이탈", "차량단독 - 주차차량충돌", "차량단독 - 기타"),
        ),
    ),
    Feature(
        "violation",
        "법규위반",
        "category",
        (
            *("안전운전불이행", "안전거리미확보", "신호위반", "교차로운행방법위반", "보행자보호의무위반", "중앙선침범"),
            *("차로위반", "직진우회전진행방해", "불법유턴", "과속", "기타"),
        ),
    ),
)
INPUTS: tuple[Feature, ...] = (*FEATURES, *OPTIONAL)
BY_NAME: dict[str, Feature] = {f.name: f for f in INPUTS}
BY_COLUMN: dict[str, Feature] = {f.column: f for f in FEATURES}
NAMES: tuple[str, ...] = tuple(f.name for f in FEATURES)
OPTIONAL_NAMES: tuple[str, ...] = tuple(f.name for f in OPTIONAL)
INPUT_NAMES: tuple[str, ...] = (*NAMES, *OPTIONAL_NAMES)
CATEGORIES: tuple[str, ...] = tuple(f.name for f in FEATURES if f.kind == "category")
INPUT_CATEGORIES: tuple[str, ...] = (*CATEGORIES, *OPTIONAL_NAMES)
NUMBERS: tuple[str, ...] = tuple(f.name for f in FEATURES if f.kind == "number")

# Levels of the coding before 2017: accepted, but not what today's accidents are recorded as.
RETIRED_LEVELS: dict[str, frozenset[str]] = {"road_type": frozenset({"단일로 - 횡단보도상", "단일로 - 횡단보도부근"})}

# What the finer or older levels of a 사고유형_세부 have in common: 측면직각충돌, 추돌 - 진행중, 도로외이탈 - 추락, 주/정차차량 충돌.
_DETAIL_WORDS: dict[str, tuple[str, ...]] = {
    "측면충돌": ("측면",),
    "추돌": ("추돌",),
    "전도전복": ("전도", "전복"),
    "도로외이탈": ("도로외이탈",),
    "주차차량충돌": ("주차", "주정차차량"),
}

# Townships that became towns, and branch offices of one: the same ground under one name.
RENAMED_DISTRICTS: dict[str, str] = {
    f"{CITY} 달성군 현풍면": f"{CITY} 달성군 현풍읍",
    f"{CITY} 달성군 유가면": f"{CITY} 달성군 유가읍",
    f"{CITY} 달성군 옥포면": f"{CITY} 달성군 옥포읍",
    f"{CITY} 달성군 다사읍서재출장": f"{CITY} 달성군 다사읍",
    f"{CITY} 달성군 논공읍공단출장": f"{CITY} 달성군 논공읍",
}

_PERIODS: dict[int, str] = (
    {h: "심야" for h in (22, 23, 0, 1, 2, 3, 4, 5)}
    | {h: "출근시간대" for h in (7, 8, 9)}
    | {h: "퇴근시간대" for h in (17, 18, 19)}
    | {h: "일반시간대" for h in (6, *range(10, 17), 20, 21)}
)
# The surface most often recorded with each weather, Daegu 2007-2018. Fog is never recorded on a dry road there.
_SURFACES = {"비": "젖음/습기", "눈": "서리/결빙", "안개": "젖음/습기"}


def time_period_of(hour: int) -> str:
    """심야 22-5, 출근시간대 7-9, 퇴근시간대 17-19, else 일반시간대. `hour` is 0..23, else KeyError."""
    return _PERIODS[hour]


def weekday_of(year: int, month: int, day: int) -> str:
    """The weekday of a date, "월요일".."일요일". ValueError for a day that is not in the calendar."""
    return WEEKDAYS[datetime.date(year, month, day).weekday()]


_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in_month(year: int | None, month: int) -> int:
    """How many days the month has; February has 29 while the year is not known."""
    return 29 if month == 2 and (year is None or calendar.isleap(year)) else _DAYS[month]


def likely_surface(weather: str | None) -> str:
    """The road surface to assume for a weather level; a dry one when nothing speaks against it."""
    return _SURFACES.get(weather or "", "건조")


def resolve_level(feature: str, text: str) -> str | None:
    """The level that `text` means: itself, else by a synonym, else by its coarser part before " - "; None if unknown.

    Districts are not resolved here: see model.places.
    """
    levels = BY_NAME[feature].levels
    if text in levels:
        return text
    if feature == "accident_detail":
        return _detail(text)
    if feature == "violation":
        return {level_key(level): level for level in levels}.get(level_key(text))
    index = synonym_index(feature)
    found = index.get(level_key(text))
    if found is None and " - " in text and feature == "accident_type":
        found = index.get(level_key(text.split(" - ", maxsplit=1)[0]))
    return found


def _detail(text: str) -> str | None:
    """Today's level of a 사고유형_세부: the coding changed in 2016 and 2017, and finer levels of before count as what holds them."""
    levels, key = BY_NAME["accident_detail"].levels, level_key(text)
    for level in levels:
        kind, tail = level.split(" - ")
        whole, bare = key.startswith(level_key(kind)), level_key(tail)
        if key == level_key(level) or (tail != "기타" and key == bare):
            return level
        if whole and any(word in key for word in _DETAIL_WORDS.get(bare, ())):
            return level
    return None


def canonical_district(text: str) -> str:
    """One spelling of a 시군구: single spaces, today's name for a place that was renamed."""
    name = " ".join(text.split())
    return RENAMED_DISTRICTS.get(name, name)


def gu_of(district: str) -> str | None:
    """The 구 or 군 of a 시군구 category ("대구광역시 수성구 범어동" -> "수성구")."""
    parts = district.split()
    return parts[1] if len(parts) > 1 else None
