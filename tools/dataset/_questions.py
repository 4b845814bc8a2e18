"""Three questions worth asking of a dataset, in the words a person would type."""

from __future__ import annotations

from collections.abc import Callable

from storage.profile import Column, Profile
from tools._text import Language, Text
from tools.dataset._calendar import is_year

Question = tuple[Text, dict[str, str]]

# The columns an accident needs for its ECLO to be predicted; most of them present means that it can be asked for.
_FEATURES = frozenset(
    {"기상상태", "노면상태", "도로형태", "사고유형", "시간대", "시군구", "요일", "사고시", "사고연", "사고월", "사고일", "사고일시"}
)
_ENOUGH_FEATURES = 5

_PREDICT = Text(ko="이 데이터 전체 ECLO 예측해줘", en="Predict the ECLO of this whole dataset")
_BY_WEEKDAY = Text(ko="{column}별 {things}", en="Count by {column}")
_HOUR_TARGET = Text(ko="{column}별 평균 {target} 차트 그려줘", en="Chart the average {target} by {column}")
_HOUR_COUNT = Text(ko="{column}별 건수 차트 그려줘", en="Chart the count by {column}")
_MAP = Text(ko="{things} 지도 그려줘", en="Draw a map")
_LEVELS = Text(ko="{column}별 건수", en="Count by {column}")
_LEVELS_TARGET = Text(ko="{column}별 평균 {target}", en="Average {target} by {column}")
_MISSING = Text(ko="결측치 보여줘", en="Show missing values")
_RANGE = Text(ko="{column} 기간 알려줘", en="What period does {column} cover?")
_NUMBER = Text(ko="{column} 통계 보여줘", en="Show statistics of {column}")
_ROWS = Text(ko="앞 5행 보여줘", en="Show the first 5 rows")
_TYPES = Text(ko="열 자료형 알려줘", en="What are the data types?")

_ACCIDENTS, _COUNT = "사고 건수", "건수"


def questions(profile: Profile, language: Language) -> list[str]:
    """Three different questions that this dataset can answer, best first. Needs nothing but the profile."""
    asked: list[str] = []
    for candidate in _CANDIDATES:
        found = candidate(profile)
        if found is not None:
            asked.append(" ".join(found[0].say(language, **found[1]).split()))
    asked += [text.say(language) for text in (_ROWS, _TYPES, _MISSING)]
    return list(dict.fromkeys(asked))[:3]


def _accidents(profile: Profile) -> bool:
    return any(c.name.startswith("사고") or c.name.casefold() == "eclo" for c in profile.columns)


def _find(profile: Profile, name: str | None) -> Column | None:
    return next((c for c in profile.all_columns if c.name == name), None)


def _prediction(profile: Profile) -> Question | None:
    known = sum(c.name in _FEATURES for c in profile.columns)
    return (_PREDICT, {}) if profile.roles.target is None and known >= _ENOUGH_FEATURES else None


def _weekday(profile: Profile) -> Question | None:
    column = _find(profile, profile.roles.weekday) or _find(profile, "요일")
    if column is None or column.unique < 2:
        return None
    return _BY_WEEKDAY, {"column": column.name, "things": _ACCIDENTS if _accidents(profile) else _COUNT}


def _hour(profile: Profile) -> Question | None:
    column = _find(profile, "시간대") or _find(profile, profile.roles.hour) or _find(profile, "시")
    target = _find(profile, profile.roles.target)
    if column is None or column.unique < 2:
        return None
    if target is None or target.kind not in ("integer", "number"):
        return _HOUR_COUNT, {"column": column.name}
    return _HOUR_TARGET, {"column": column.name, "target": target.name}


def _map(profile: Profile) -> Question | None:
    roles = profile.roles
    accidents = _accidents(profile)
    if (roles.latitude and roles.longitude) or (roles.place and accidents):
        return _MAP, {"things": "사고" if accidents else ""}
    return None


def _years(profile: Profile) -> Question | None:
    for c in profile.columns:
        numeric = isinstance(c.minimum, (int, float)) and isinstance(c.maximum, (int, float))
        if numeric and 3 <= c.unique <= 60 and is_year(c.name, float(c.minimum or 0), float(c.maximum or 0)):
            return _HOUR_COUNT, {"column": c.name}
    return None


def _level(profile: Profile) -> Column | None:
    taken = {profile.roles.weekday, profile.roles.hour, profile.roles.target}
    fitting = [
        c
        for c in profile.columns
        if c.kind in ("category", "text", "boolean")
        and 2 <= c.unique <= 30
        and c.missing < profile.rows / 2
        and c.name not in taken
        and 2 * c.unique <= profile.rows
    ]
    # "운영요일별 건수" would be read as a question about weekdays, and opening hours are no kinds of things
    fitting = [c for c in fitting if not c.name.endswith(("요일", "시각", "시간"))] or fitting
    return next((c for c in fitting if c.unique > 2), fitting[0] if fitting else None)


def _level_count(profile: Profile) -> Question | None:
    column = _level(profile)
    return (_LEVELS, {"column": column.name}) if column else None


def _level_target(profile: Profile) -> Question | None:
    column, target = _level(profile), _find(profile, profile.roles.target)
    if column is None or target is None or target.kind not in ("integer", "number"):
        return None
    return _LEVELS_TARGET, {"column": column.name, "target": target.name}


def _missing(profile: Profile) -> Question | None:
    return (_MISSING, {}) if any(c.missing for c in profile.columns) else None


def _range(profile: Profile) -> Question | None:
    column = _find(profile, profile.roles.date)
    return (_RANGE, {"column": column.name}) if column and column.kind in ("date", "datetime") and column.unique > 1 else None


def _number(profile: Profile) -> Question | None:
    roles = profile.roles
    fitting = [
        c for c in profile.columns if c.kind in ("number", "integer") and c.unique > 2 and c.name not in (roles.latitude, roles.longitude)
    ]
    return (_NUMBER, {"column": fitting[0].name}) if fitting else None


_CANDIDATES: tuple[Callable[[Profile], Question | None], ...] = (
    _prediction,
    _weekday,
    _hour,
    _map,
    _years,
    _level_count,
    _level_target,
    _missing,
    _range,
    _number,
)
