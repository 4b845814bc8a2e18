"""Columns with an order of their own: weekdays, months, hours, days and years."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from tools._text import Language, Text

Kind = Literal["weekday", "month", "hour", "day", "year"]

WEEKDAYS = Text(ko="월요일 화요일 수요일 목요일 금요일 토요일 일요일", en="Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_KO_DAYS = "월화수목금토일"

_WEEKDAY_RANK = {
    **{spelling: i for i, day in enumerate(_KO_DAYS) for spelling in (day, f"{day}요일", f"({day})")},
    **{spelling: i for i, day in enumerate(WEEKDAYS.en.casefold().split()) for spelling in (day, day[:3], day[:4])},
}
_MONTH_RANK = {
    **{spelling: i for i in range(1, 13) for spelling in (f"{i}월", f"{i:02d}월")},
    **{spelling: i for i, month in enumerate(_MONTHS, start=1) for spelling in (month, month[:3])},
}
_HOUR_RANK = {spelling: i for i in range(24) for spelling in (f"{i}시", f"{i:02d}시", f"{i}:00", f"{i:02d}:00")}
_SPELLED: tuple[tuple[Kind, dict[str, int]], ...] = (("weekday", _WEEKDAY_RANK), ("month", _MONTH_RANK), ("hour", _HOUR_RANK))

# For whole numbers the name decides, and every value must be in range.
_NUMBERED: tuple[tuple[Kind, re.Pattern[str], int, int], ...] = (
    ("year", re.compile(r"(연도|년도|연|년|year)$", re.IGNORECASE), 1900, 2100),
    ("month", re.compile(r"(월|month)$", re.IGNORECASE), 1, 12),
    ("hour", re.compile(r"(시|시각|시간|hour)$", re.IGNORECASE), 0, 23),
    ("day", re.compile(r"(일|일자|day)$", re.IGNORECASE), 1, 31),
)
_LABELS: dict[Kind, Text] = {
    "year": Text(ko="{value}년", en="{value}"),
    "month": Text(ko="{value}월", en="{month}"),
    "hour": Text(ko="{value}시", en="{value:02d}:00"),
    "day": Text(ko="{value}일", en="day {value}"),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The natural order of a column's values. `rank` sorts them; `label` says one in a sentence."""

    kind: Kind
    rank: Callable[[Any], int]

    def label(self, value: Any, language: Language) -> str:
        if isinstance(value, str):
            return value
        return label_of(self.kind, int(value), language)


def label_of(kind: Kind, value: int, language: Language) -> str:
    """A year, month, day or hour by its number in a sentence; a weekday counts from 0, Monday."""
    if kind == "weekday":
        return WEEKDAYS.say(language).split()[value]
    return _LABELS[kind].say(language, value=value, month=_MONTHS[(value - 1) % 12].title())


def calendar_of(name: str, values: Iterable[Any]) -> Calendar | None:
    """The calendar that the distinct values of a column belong to, if they all do and there are at least two."""
    distinct = list(values)
    if len(distinct) < 2:
        return None
    if all(isinstance(v, str) for v in distinct):
        for kind, ranks in _SPELLED:
            if len(distinct) <= 3 * len(ranks) and all(_spelling(v) in ranks for v in distinct):
                return Calendar(kind, lambda v, ranks=ranks: ranks[_spelling(v)])  # type: ignore[misc]
        return None
    if any(isinstance(v, (str, bool, float)) or not hasattr(v, "__index__") for v in distinct):
        return None
    for kind, pattern, low, high in _NUMBERED:
        if pattern.search(name.strip()) and all(low <= int(v) <= high for v in distinct):
            return Calendar(kind, int)
    return None


def _spelling(value: str) -> str:
    return value.strip().casefold().rstrip(".")


def is_year(name: str, low: float, high: float) -> bool:
    """Do whole numbers from `low` to `high` in a column of this name mean years?"""
    return bool(_NUMBERED[0][1].search(name.strip())) and low >= 1900 and high <= 2100
