"""A column as what a person says it is. Cells that can't be that are left empty, counted and kept to look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.ingest.convert import Values, distinct_cells, empty, text_of
from storage.ingest.units import bare_number, common_unit
from storage.profile import Kind

if TYPE_CHECKING:
    import pyarrow as pa

MOST_MISFITS = 100

_INTEGER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.0*)?\Z")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d{1,3})?\Z")
_EXACT_IN_FLOAT = 2**53
_MOST_INTEGER_CHARS = 1_000  # Python refuses to read thousands of digits, and with leading zeros or a point none that fits is longer
_SEPARATED = re.compile(
    r"(\d{4})(?:[-/.]|년) *(\d{1,2})(?:[-/.]|월) *(\d{1,2})(?:일|\.)?"
    r"(?:[T ]*(\d{1,2})(?:(?::|시 *)(\d{1,2})?(?:(?::|분 *)(\d{1,2}))?)?(?:\.\d+|분|초)?)?\Z"
)
_HALF = re.compile(
    r"(?P<day>\d{4}(?:[-/.]|년) *\d{1,2}(?:[-/.]|월) *\d{1,2}(?:일|\.)?) +"
    r"(?:(?P<ko>오전|오후) *)?(?P<hour>\d{1,2})(?P<rest>(?::\d{2}){1,2}|시(?: *\d{1,2}분)?)(?: *(?P<en>[AaPp][Mm]))?\Z"
)
_YEARS = range(1700, 2201)
"""What a person means by a date; 9999-12-31 and 0001-01-01 stand for none."""
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})?(\d{2})?)?\Z")
_YES = frozenset({"true", "t", "yes", "y", "1", "o", "예", "네", "유", "있음", "참"})
_NO = frozenset({"false", "f", "no", "n", "0", "x", "아니오", "아니요", "무", "없음", "거짓"})


def integer_of(text: str) -> int | None:
    if len(text) > _MOST_INTEGER_CHARS or not _INTEGER.match(text):
        return None
    value = int(text.replace(",", "").partition(".")[0])
    return value if abs(value) <= _EXACT_IN_FLOAT else None


def number_of(text: str) -> float | None:
    if not _NUMBER.match(text) or not re.search(r"\d", text):
        return None
    value = float(text.replace(",", ""))
    return value if value - value == 0 else None


def moment_of(text: str) -> datetime | None:
    """A real date, with or without a time, in any of the ways that Korean data has: 2022년 1월 1일 01시, 2022.1.1, 20220101."""
    if (half := _HALF.match(text)) and (half["ko"] or half["en"]):
        return _of_half(half)
    match = _SEPARATED.match(text) or _PACKED.match(text)
    if match is None or int(match[1]) not in _YEARS:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type] # noqa: DTZ001 - times of files have no zone
    except ValueError:
        return None


def _of_half(half: re.Match[str]) -> datetime | None:
    """A moment by the hours of half a day: 오후 1:30, 1:30 PM."""
    hour = int(half["hour"])
    if (half["ko"] and half["en"]) or not 0 <= hour <= 12:
        return None
    late = half["ko"] == "오후" or (half["en"] or "").lower() == "pm"
    return moment_of(f"{half['day']} {hour % 12 + 12 * late}{half['rest']}")


def looks_like_a_date(text: str) -> bool:
    return bool(_SEPARATED.match(text))


def boolean_of(text: str) -> bool | None:
    word = text.casefold()
    return True if word in _YES else False if word in _NO else None


_READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "integer": ("int64", integer_of),
    "number": ("float64", number_of),
    "date": ("timestamp[us]", moment_of),
    "datetime": ("timestamp[us]", moment_of),
    "boolean": ("bool", boolean_of),
}


def force(column: pa.ChunkedArray | pa.Array, kind: Kind) -> Values:
    """One column of text (or of values, made text first) as `kind`; "text" and "category" keep every cell as it is written.

    A date keeps its time when it is asked for as "datetime", and loses it as "date".
    """
    import pyarrow as pa

    words, trimmed, rows = distinct_cells(_as_text(column))
    if not len(words):
        return empty(len(rows))
    if kind in ("text", "category", "empty"):
        return text_of(words, rows)
    type_name, read = _READERS[kind]
    cells = trimmed.to_pylist()
    if kind in ("integer", "number"):
        read = _with_unit(read, cells)
    read_cells = [read(cell) for cell in cells]
    if kind == "date":
        read_cells = [None if v is None else v.replace(hour=0, minute=0, second=0) for v in read_cells]
    wrong = {i for i, value in enumerate(read_cells) if value is None}
    arrow_type = pa.timestamp("us") if type_name.startswith("timestamp") else pa.type_for_alias(type_name)
    distinct = pa.array(read_cells, arrow_type)
    found = [(row, cells[i]) for row, i in enumerate(rows.to_pylist()) if i in wrong] if wrong else []
    example = next((cell for cell, value in zip(cells, read_cells, strict=True) if value is not None), "")
    if distinct.null_count == len(distinct):
        kind, distinct = "empty", pa.nulls(len(distinct), pa.string())
    return Values(kind, distinct.take(rows), example, distinct, rows, tuple(found[:MOST_MISFITS]), len(found))


def _with_unit(read: Callable[[str], Any], cells: list[str]) -> Callable[[str], Any]:
    """`read` for cells that have a unit as well ("12건"), all the same one, or brackets around a loss."""
    unit = common_unit(cells)

    def number(cell: str) -> Any:
        value = read(cell)
        if value is None and (bare := bare_number(cell, unit)) is not None:
            value = read(bare)
        return value

    return number


def _as_text(array: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if array.type == pa.string():
        return pc.fill_null(array, pa.scalar("", pa.string()))
    if array.type == pa.timestamp("us"):
        text = pc.replace_substring_regex(pc.strftime(array, "%Y-%m-%d %H:%M:%S"), r"(?: 00:00:00)?(?:\.0+)?$", "")
    else:
        text = array.cast(pa.string())
    return pc.fill_null(text, pa.scalar("", pa.string()))
