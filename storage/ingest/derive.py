"""Columns that people ask about and that follow from others: the 구 of an address, the parts of a date.

They are kept in the Parquet file beside the dataset's own, and told apart from them in the profile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from storage.ingest.convert import Values, empty, text_of
from storage.profile import Column, Kind, Roles

if TYPE_CHECKING:
    import pyarrow as pa

_DISTRICT = re.compile(r"(?:^|\s)(?!대구(?:\s|$))([가-힣]{1,4}[구군])(?=\s|$)")  # 대구 is a city
_ENOUGH = 0.8  # of the present places must name their 구, or the column holds something else
_WEEKDAYS = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")

# Part of a date -> names under which a dataset may have it already.
_SAME: Mapping[str, frozenset[str]] = {
    "구": frozenset({"구", "구군", "군구", "자치구", "자치구명", "구군명", "gu", "district"}),
    "연도": frozenset({"연도", "년도", "연", "사고연", "사고년", "사고연도", "발생년", "발생연도", "year"}),
    "월": frozenset({"월", "사고월", "발생월", "month"}),
    "요일": frozenset({"요일", "사고요일", "발생요일", "weekday", "dayofweek"}),
    "시": frozenset({"시", "시각", "사고시", "사고시각", "사고시간", "발생시", "발생시간", "hour"}),
    "시간대": frozenset({"시간대", "사고시간대", "발생시간대", "timeperiod"}),
}


def time_period(hour: int) -> str:
    """심야 22-5, 출근시간대 7-9, 퇴근시간대 17-19, else 일반시간대: the classes of the DACON competition data."""
    if hour >= 22 or hour <= 5:
        return "심야"
    return "출근시간대" if 7 <= hour <= 9 else "퇴근시간대" if 17 <= hour <= 19 else "일반시간대"


def _parts_of(moments: pa.Array) -> Mapping[str, Callable[[], pa.Array]]:
    """Name -> how that part of each moment is worked out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def named(names: Sequence[str], numbers: pa.Array) -> pa.Array:
        return pa.array(names, pa.string()).take(numbers)

    periods = [time_period(hour) for hour in range(24)]
    return {
        "연도": lambda: pc.year(moments),
        "월": lambda: pc.month(moments),
        "요일": lambda: named(_WEEKDAYS, pc.day_of_week(moments)),
        "시": lambda: pc.hour(moments),
        "시간대": lambda: named(periods, pc.hour(moments)),
    }


_NEEDS_TIME = frozenset({"시", "시간대"})
_NUMBERS = frozenset({"연도", "월", "시"})


def derived(
    values: Mapping[str, Values], columns: Sequence[Column], roles: Roles, *, known: Collection[str] = ()
) -> Iterator[tuple[str, str, Values]]:
    """(name, the column it comes from, values) of each column worth having that the dataset lacks.

    `known` are those that the datasets had from which this one was made: they stay, though all its rows may be in one 구 now.
    """
    there = {re.sub(r"[\s_\-./()]+", "", c.name).casefold() for c in columns}
    kinds = {c.name: c.kind for c in columns}
    if roles.place and not there & _SAME["구"] and (found := _districts(values[roles.place], alone="구" in known)):
        yield "구", roles.place, found
    if roles.date:
        moments, rows = _distinct(values[roles.date])
        for name, part in _parts_of(moments).items():
            has_role = (name == "시" and roles.hour) or (name == "요일" and roles.weekday)
            if not (there & _SAME[name] or has_role) and not (name in _NEEDS_TIME and kinds[roles.date] != "datetime"):
                yield name, roles.date, _spread(part(), rows, "integer" if name in _NUMBERS else "text")


def _distinct(values: Values) -> tuple[pa.Array, pa.Array]:
    """The distinct values and which of them each row has (null for none)."""
    if values.distinct is not None and values.rows is not None:
        return values.distinct, values.rows
    encoded = values.array.dictionary_encode()
    return encoded.dictionary, encoded.indices


def _districts(places: Values, *, alone: bool) -> Values | None:
    """The 구 or 군 of each place; None where too few have one, where the column holds nothing but that, or (unless `alone` will do)
    where all are in the same."""
    import pyarrow as pa

    distinct, rows = _distinct(places)
    names = distinct.to_pylist()
    found = [match[1] if place is not None and (match := _DISTRICT.search(place)) else None for place in names]
    whole = {gu[:-1]: gu for gu in found if gu is not None and len(gu) > 2}  # "달성" beside "달성군" is the same place
    found = [gu or whole.get((place or "").strip()) for gu, place in zip(found, names, strict=True)]
    if found == names or len(set(found) - {None}) < (1 if alone else 2):
        return None
    values = _spread(pa.array(found, pa.string()), rows, "text")
    present = len(places.array) - places.array.null_count
    named = len(values.array) - values.array.null_count
    return values if present and named >= _ENOUGH * present else None


def _spread(distinct: pa.Array, rows: pa.Array, kind: Kind) -> Values:
    """What was worked out for each distinct value, for every row."""
    present = distinct.drop_null()
    if not len(present):
        return empty(len(rows))
    if kind == "text":
        encoded = distinct.dictionary_encode()  # several days have one weekday
        return text_of(encoded.dictionary, encoded.indices.take(rows))
    return Values(kind, distinct.take(rows), str(present[0].as_py()), distinct, rows)
