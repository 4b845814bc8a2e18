"""The eleven features of an accident, in the model's order, and what follows from what.

Levels are those of TAAS (Traffic Accident Analysis System, Korea Road Traffic Authority) as the training data has them.
"""

from __future__ import annotations

import calendar
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
BY_NAME: dict[str, Feature] = {f.name: f for f in FEATURES}
BY_COLUMN: dict[str, Feature] = {f.column: f for f in FEATURES}
NAMES: tuple[str, ...] = tuple(f.name for f in FEATURES)
CATEGORIES: tuple[str, ...] = tuple(f.name for f in FEATURES if f.kind == "category")
NUMBERS: tuple[str, ...] = tuple(f.name for f in FEATURES if f.kind == "number")

# Levels of the coding before 2017: accepted, but not what today's accidents are recorded as.
RETIRED_LEVELS: dict[str, frozenset[str]] = {"road_type": frozenset({"단일로 - 횡단보도상", "단일로 - 횡단보도부근"})}

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
    return WEEKDAYS[calendar.weekday(year, month, day)]


def days_in_month(year: int | None, month: int) -> int:
    """How many days the month has; February has 29 while the year is not known."""
    return calendar.monthrange(2000 if year is None else year, month)[1]


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
    index = synonym_index(feature)
    found = index.get(level_key(text))
    if found is None and " - " in text and feature == "accident_type":
        found = index.get(level_key(text.split(" - ", maxsplit=1)[0]))
    return found


def canonical_district(text: str) -> str:
    """One spelling of a 시군구: single spaces, today's name for a place that was renamed."""
    name = " ".join(text.split())
    return RENAMED_DISTRICTS.get(name, name)


def gu_of(district: str) -> str | None:
    """The 구 or 군 of a 시군구 category ("대구광역시 수성구 범어동" -> "수성구")."""
    parts = district.split()
    return parts[1] if len(parts) > 1 else None
