"""The order in which people expect categories: weekdays, months, hours, parts of the day, years, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_WEEKDAYS = [("월", "mon"), ("화", "tue"), ("수", "wed"), ("목", "thu"), ("금", "fri"), ("토", "sat"), ("일", "sun")]
_WEEKDAYS_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS_LONG = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ONE_NUMBER = re.compile(r"^(\D*?)(-?\d+(?:\.\d+)?)(\D*)$")
_MOST_NUMBERED = 60  # more than this and a number in a name is an identifier


def _table(*orders: Sequence[str]) -> dict[str, int]:
    return {word: place for order in orders for place, word in enumerate(order)}


_KNOWN = (
    _table(*zip(*_WEEKDAYS, strict=True), [f"{ko}요일" for ko, _ in _WEEKDAYS], _WEEKDAYS_LONG),
    _table(_MONTHS, _MONTHS_LONG),
    _table(("심야", "출근시간대", "일반시간대", "퇴근시간대")),
    _table(("낮", "주간", "밤", "야간")),
    _table(("봄", "여름", "가을", "겨울"), ("spring", "summer", "autumn", "winter"), ("spring", "summer", "fall", "winter")),
    _table(("사망", "중상", "경상", "부상신고"), ("사망사고", "중상사고", "경상사고", "부상신고사고")),
)


def natural(keys: Sequence[Any]) -> list[Any] | None:
    """`keys` in the order people expect, or None where there is none (then: by value)."""
    if all(isinstance(k, (int, float)) for k in keys):
        return sorted(keys)
    words = {k: str(k).strip().casefold() for k in keys}
    for table in _KNOWN:
        known = [k for k in keys if words[k] in table]
        if len(known) >= 2 and len(known) >= 0.7 * len(keys):
            return sorted(keys, key=lambda k: (table.get(words[k], len(table)), str(k)))
    return _numbered(keys, words)


def _numbered(keys: Sequence[Any], words: dict[Any, str]) -> list[Any] | None:
    """ "1월", "2월", ... or "20대", "30대", ...: the same words around one number."""
    found = {k: _ONE_NUMBER.match(words[k]) for k in keys}
    shapes = {(m[1].strip(), m[3].strip()) for m in found.values() if m}
    if len(shapes) != 1 or not all(found.values()) or not 2 <= len(keys) <= _MOST_NUMBERED:
        return None
    return sorted(keys, key=lambda k: float(found[k][2]))  # type: ignore[index]
