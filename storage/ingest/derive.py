"""Columns that people ask about and that follow from others: the 구 of an address, the parts of a date.

They are kept in the Parquet file beside the dataset's own, and told apart from them in the profile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from storage.ingest.convert import Values
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


_PARTS: tuple[tuple[str, Kind, bool, Callable[[datetime], object]], ...] = (
    ("연도", "integer", False, lambda moment: moment.year),
    ("월", "integer", False, lambda moment: moment.month),
    ("요일", "text", False, lambda moment: _WEEKDAYS[moment.weekday()]),
    ("시", "integer", True, lambda moment: moment.hour),
    ("시간대", "text", True, lambda moment: time_period(moment.hour)),
)
"""Name, kind, whether the column must have times, and the part itself."""


def derived(arrays: Mapping[str, pa.Array], columns: Sequence[Column], roles: Roles) -> Iterator[tuple[str, str, Values]]:
    """(name, the column it comes from, values) of each column worth having that the dataset lacks."""
    there = {re.sub(r"[\s_\-./()]+", "", c.name).casefold() for c in columns}
    kinds = {c.name: c.kind for c in columns}
    if roles.place and not there & _SAME["구"] and (values := _districts(arrays[roles.place])):
        yield "구", roles.place, values
    if roles.date:
        for name, kind, needs_time, part in _PARTS:
            has_role = (name == "시" and roles.hour) or (name == "요일" and roles.weekday)
            if not (there & _SAME[name] or has_role) and not (needs_time and kinds[roles.date] != "datetime"):
                yield name, roles.date, _mapped(arrays[roles.date], kind, part)


def _districts(places: pa.Array) -> Values | None:
    """The 구 or 군 of each place; None where too few have one, or where the column holds nothing but that."""
    encoded = places.dictionary_encode()
    found = [match[1] if (match := _DISTRICT.search(place)) else None for place in encoded.dictionary.to_pylist()]
    if found == encoded.dictionary.to_pylist():
        return None
    values = _spread(found, encoded.indices, "text")
    present = len(places) - places.null_count
    named = len(values.array) - values.array.null_count
    return values if present and named >= _ENOUGH * present and len(set(found) - {None}) > 1 else None


def _mapped(moments: pa.Array, kind: Kind, part: Callable[[datetime], object]) -> Values:
    """A part of each moment, worked out once for each distinct one."""
    encoded = moments.dictionary_encode()
    return _spread([part(moment) for moment in encoded.dictionary.to_pylist()], encoded.indices, kind)


def _spread(distinct: Sequence[object], indices: pa.Array, kind: Kind) -> Values:
    import pyarrow as pa

    dictionary = pa.array(distinct, pa.int64() if kind == "integer" else pa.string())
    example = next((str(value) for value in distinct if value is not None), "")
    return Values(kind, dictionary.take(indices), example)
