"""Checking one accident's inputs, and filling in what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from model.errors import InvalidInput
from model.features import (
    BY_NAME,
    CITY,
    INPUT_CATEGORIES,
    INPUT_NAMES,
    NUMBERS,
    canonical_district,
    days_in_month,
    time_period_of,
    weekday_of,
)
from model.places import GU_ENGLISH

UNKNOWN: dict[str, object] = dict.fromkeys(INPUT_NAMES)
_when = itemgetter("accident_hour", "accident_year", "accident_month", "accident_day")
_RANGES = tuple((name, BY_NAME[name].low, BY_NAME[name].high) for name in NUMBERS)


def check_inputs(
    inputs: Mapping[str, object], categories: Mapping[str, Sequence[str]], valid: Mapping[str, frozenset[str]] | None = None
) -> dict[str, object]:
    """The eleven features and the two optional inputs as valid levels (of `categories`), integers or None. Raises InvalidInput.

    `valid` has the same levels to look in quickly: there are two hundred districts.
    """
    values: dict[str, object] = {**UNKNOWN, **inputs}
    if len(values) > len(UNKNOWN):
        name = next(name for name in inputs if name not in BY_NAME)
        raise InvalidInput("unknown_field", name, inputs[name], INPUT_NAMES)
    known = valid or categories
    for name in INPUT_CATEGORIES:
        value = values[name]
        if value is not None and not (type(value) is str and value in known[name]):
            values[name] = _level(name, value, categories[name])
    for name, low, high in _RANGES:
        number = values[name]
        if number is not None and not (type(number) is int and low <= number <= high):
            values[name] = _integer(name, number)
    check_day(values)
    _check_detail(values, categories["accident_detail"])
    return values


def _check_detail(values: dict[str, object], details: Sequence[str]) -> None:
    """A detail tells the accident type; one of another type is a mistake."""
    detail, kind = values["accident_detail"], values["accident_type"]
    if detail is None:
        return
    told = str(detail).split(" - ", maxsplit=1)[0]
    if kind is None:
        values["accident_type"] = told
    elif told != kind:
        raise InvalidInput("unknown_level", "accident_detail", detail, [d for d in details if d.startswith(str(kind))])


def _level(name: str, value: object, valid: Sequence[str]) -> str:
    level = canonical_district(value) if name == "district" and isinstance(value, str) else value
    if isinstance(level, str) and (level in valid or (name == "district" and in_daegu(level))):
        return level
    raise InvalidInput("unknown_level", name, value, valid)


def _integer(name: str, value: object) -> int:
    low, high = BY_NAME[name].low, BY_NAME[name].high
    whole = isinstance(value, float) and value.is_integer()
    if isinstance(value, bool) or not (whole or hasattr(value, "__index__")):
        raise InvalidInput("not_an_integer", name, value, low=low, high=high)
    number = int(value)  # type: ignore[call-overload]
    if not low <= number <= high:
        raise InvalidInput("out_of_range", name, value, low=low, high=high)
    return int(number)


def check_day(values: Mapping[str, object]) -> None:
    """Raises InvalidInput for a day that the month does not have. `values` are valid otherwise."""
    year, month, day = values["accident_year"], values["accident_month"], values["accident_day"]
    if not isinstance(month, int) or not isinstance(day, int):
        return
    last = days_in_month(year if isinstance(year, int) else None, month)
    if day > last:
        raise InvalidInput("impossible_date", "accident_day", day, low=1, high=last, year=year, month=month)


def in_daegu(district: str) -> bool:
    parts = district.split()
    return len(parts) > 1 and parts[0] == CITY and parts[1] in GU_ENGLISH


def derive(values: dict[str, object], notes: list[str]) -> dict[str, str]:
    """Fills in what follows from the rest; returns it. A contradiction becomes a note."""
    derived: dict[str, str] = {}
    hour, year, month, day = _when(values)
    if hour is not None:
        period = time_period_of(hour)
        if values["time_period"] is None:
            values["time_period"] = derived["time_period"] = period
        elif values["time_period"] != period:
            notes.append("time_period_contradicts_hour")
    if year is not None and month is not None and day is not None:
        weekday = weekday_of(year, month, day)
        if values["day_of_week"] is None:
            values["day_of_week"] = derived["day_of_week"] = weekday
        elif values["day_of_week"] != weekday:
            notes.append("weekday_contradicts_date")
    return derived
