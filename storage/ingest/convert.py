"""Columns of text -> columns of values. A column is converted only when every present value can be, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.profile import Kind

if TYPE_CHECKING:
    import pyarrow as pa

# Cells that say "nothing here", besides empty ones. "없음" (none) is an answer, not a gap, so it is not one of them.
MISSING = frozenset(
    (
        "NA",
        "N/A",
        "n/a",
        "#N/A",
        "<NA>",
        "NaN",
        "nan",
        "NAN",
        "null",
        "NULL",
        "Null",
        "None",
        "none",
        "NONE",
        "-",
        "결측",
        "결측값",
        "결측치",
    )
)

# Leading zeros make a code (a phone number, an id), not a number.
_INTEGER = r"^(-?(0|[1-9]\d{0,18})|\+[1-9]\d{0,7})$"
# An exponent needs a point or a sign: 1.5e3 and 1e-05 are numbers, 12E5 is a code.
_DECIMAL = r"^[+-]?((0|[1-9]\d*)(\.\d*)?([eE][+-]\d{1,3})?|(0|[1-9]\d*)?\.\d+([eE][+-]?\d{1,3})?)$"
_GROUPED = r"^[+-]?([1-9]\d{0,2}(,\d{3})+|0|[1-9]\d{0,2})(\.\d+)?$"
_COMMA_DECIMAL = r"^[+-]?(0|[1-9]\d{0,2}(\.\d{3})+|[1-9]\d*)(,\d+)?$"
_TOO_LONG_FOR_FLOAT = r"^[+-]?\d{16,}$"
_BOOLEAN = r"^(?i:true|false)$"
_EXACT_IN_FLOAT = 2**53

_DAYS = (
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
    r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})",
    r"(?P<y>\d{4})\. ?(?P<m>\d{1,2})\. ?(?P<d>\d{1,2})\.?",
    r"(?P<y>\d{4})년 ?(?P<m>\d{1,2})월 ?(?P<d>\d{1,2})일",
)
_TIMES = (
    r"(?:[T ] *(?P<h>\d{1,2})(?::(?P<mi>\d{2})(?::(?P<s>\d{2})(?:\.(?P<f>\d{1,6}))?)?)?)?",
    r"(?: *(?P<h>\d{1,2})시(?: *(?P<mi>\d{1,2})분(?: *(?P<s>\d{1,2})초(?P<f>))?)?)?",
)
_PLAUSIBLE_YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True)
class Values:
    """A column's values (null where missing) and what people would call them. `example` is one as it stands in the file."""

    kind: Kind
    array: pa.Array
    example: str


def convert(column: pa.ChunkedArray, delimiter: str) -> Values:
    """One column of text as numbers, dates, booleans or text.

    Works on the distinct cells, then spreads the result over the rows. Text keeps its spaces; other kinds don't need theirs.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):  # combine_chunks of an empty or huge column may stay in chunks
        encoded = encoded.combine_chunks()
    words, rows = encoded.dictionary, encoded.indices
    trimmed = pc.utf8_trim_whitespace(words)
    absent = pc.or_(pc.equal(trimmed, ""), pc.is_in(trimmed, value_set=pa.array(sorted(MISSING))))
    words, trimmed = (pc.if_else(absent, pa.scalar(None, pa.string()), a) for a in (words, trimmed))
    present = trimmed.drop_null()
    if not len(present):
        return Values("empty", pa.nulls(len(rows), pa.string()), "")
    kind, converted = _first_that_fits(present, delimiter, has_missing=len(present) < len(trimmed))
    example = str(words.drop_null()[0].as_py())
    if converted is None:
        return Values("text", words.take(rows), example)
    spread = pc.replace_with_mask(pa.nulls(len(trimmed), converted.type), trimmed.is_valid(), converted)
    return Values(kind, spread.take(rows), example)


def _first_that_fits(present: pa.Array, delimiter: str, *, has_missing: bool) -> tuple[Kind, pa.Array | None]:
    for kind, attempt in _attempts(delimiter, has_missing):
        for part in (present[:50], present):  # most columns are told from their first cells
            converted = attempt(part)
            if converted is None:
                break
        else:
            return ("date" if kind == "datetime" and _no_time(present) else kind), converted
    return "text", None


def _attempts(delimiter: str, has_missing: bool) -> Iterable[tuple[Kind, Callable[[pa.Array], pa.Array | None]]]:
    yield "integer", lambda a: _integers(a, has_missing)
    yield "number", _decimals
    if delimiter == ";":
        yield "number", _comma_decimals
    yield "integer", lambda a: _integers(_ungrouped(a), has_missing)
    yield "number", lambda a: _decimals(_ungrouped(a))
    yield "boolean", _booleans
    yield "datetime", _times


def _fits(array: pa.Array, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(array, pattern)).as_py())


def _integers(array: pa.Array | None, has_missing: bool) -> pa.Array | None:
    """int64, or None. With gaps a frame holds integers as float64, so those must be exact there too."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if array is None or not _fits(array, _INTEGER):
        return None
    try:
        numbers = pc.replace_substring_regex(array, r"^\+", "").cast(pa.int64())
    except pa.ArrowInvalid:
        return None
    bounds = pc.min_max(numbers).as_py()
    return None if has_missing and max(-bounds["min"], bounds["max"]) > _EXACT_IN_FLOAT else numbers


def _decimals(array: pa.Array | None) -> pa.Array | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if array is None or not _fits(array, _DECIMAL) or pc.any(pc.match_substring_regex(array, _TOO_LONG_FOR_FLOAT)).as_py():
        return None
    try:
        numbers = pc.replace_substring_regex(pc.replace_substring_regex(array, r"^\+", ""), r"\.$", "").cast(pa.float64())
    except pa.ArrowInvalid:
        return None
    return numbers if pc.all(pc.is_finite(numbers)).as_py() else None


def _ungrouped(array: pa.Array) -> pa.Array | None:
    """1,234,567 -> 1234567, when every value is written that way."""
    import pyarrow.compute as pc

    return pc.replace_substring(array, ",", "") if _fits(array, _GROUPED) else None


def _comma_decimals(array: pa.Array) -> pa.Array | None:
    """1.234,5 -> 1234.5: the way of countries whose CSVs are cut by semicolons."""
    import pyarrow.compute as pc

    if not _fits(array, _COMMA_DECIMAL) or not pc.any(pc.match_substring(array, ",")).as_py():
        return None
    return _decimals(pc.replace_substring(pc.replace_substring(array, ".", ""), ",", "."))


def _booleans(array: pa.Array) -> pa.Array | None:
    import pyarrow.compute as pc

    return pc.equal(pc.utf8_lower(array), "true") if _fits(array, _BOOLEAN) else None


def _parts(array: pa.Array) -> dict[str, Any] | None:
    """Year, month, day, ... as text, by the one way of writing that fits every value ("" for parts not written)."""
    import pyarrow.compute as pc

    for day in _DAYS:
        for time in _TIMES:
            pattern = f"^{day}{time}$"
            if _fits(array[:1], pattern):
                found = pc.extract_regex(array, pattern)
                if found.null_count == 0:
                    return {name: found.field(name) for name in ("y", "m", "d", "h", "mi", "s", "f")}
    return None


def _times(array: pa.Array) -> pa.Array | None:
    """timestamp[us], or None when a value isn't a real date (Feb 30, hour 24) or its year isn't plausible."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = _parts(array)
    if parts is None:
        return None
    year, *rest = (pc.utf8_lpad(parts[k], w, "0") for k, w in (("y", 4), ("m", 2), ("d", 2), ("h", 2), ("mi", 2), ("s", 2)))
    day = pc.binary_join_element_wise(year, *rest[:2], "-")
    time = pc.binary_join_element_wise(*rest[2:], ":")
    fraction = pc.utf8_rpad(parts["f"], 6, "0")
    try:
        moments = pc.binary_join_element_wise(pc.binary_join_element_wise(day, time, " "), fraction, ".").cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    years = pc.min_max(pc.year(moments)).as_py()
    return moments if _PLAUSIBLE_YEARS[0] <= years["min"] and years["max"] <= _PLAUSIBLE_YEARS[1] else None


def _no_time(array: pa.Array) -> bool:
    import pyarrow.compute as pc

    parts = _parts(array)
    return parts is not None and bool(pc.all(pc.equal(parts["h"], "")).as_py())
