"""Columns of text -> columns of values. A column is converted only when every present value can be, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.ingest.quick import plain_numbers
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
_WHOLE_DECIMAL = r"^-?(0|[1-9]\d{0,14})(\.0)?$"  # pandas writes whole numbers so when a column has gaps: 2010.0
_TOO_LONG_FOR_FLOAT = r"^[+-]?\d{16,}$"
_BOOLEAN = r"^(?i:true|false)$"
_EXACT_IN_FLOAT = 2**53

Attempt = tuple[Kind, Callable[["pa.Array"], "pa.Array | None"]]
Attempts = Callable[[str, bool], Iterable[Attempt]]

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
    """A column's values (null where missing) and what people would call them. `example` is one as it stands in the file.

    Where they were worked out once for each distinct cell, `distinct` holds these (a value may be there twice, null once or more)
    and `rows` which of them each row has.
    """

    kind: Kind
    array: pa.Array
    example: str
    distinct: pa.Array | None = None
    rows: pa.Array | None = None
    words: pa.Array | None = None
    misfits: tuple[tuple[int, str], ...] = ()
    misfit_count: int = 0


def convert(column: pa.ChunkedArray, delimiter: str) -> Values:
    """One column of text as numbers, dates, booleans or text. Text keeps its spaces; other kinds don't need theirs."""
    whole = one_piece(column)
    found = plain_numbers(whole)
    if found is not None:
        return Values(found[0], found[1], _first_filled(whole))
    return _convert_distinct(*distinct_cells(whole), delimiter)


def typed(column: pa.Array) -> Values:
    """A column of a file that knows its types. Text may still hold dates: files made from CSVs often do."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.type == pa.string():
        return _convert_distinct(*distinct_cells(pc.fill_null(column, "")), "", _times_only)
    present = column.drop_null()
    if not len(present):
        return Values("empty", pa.nulls(len(column), pa.string()), "")
    kind: Kind = {"int64": "integer", "double": "number", "bool": "boolean"}.get(str(column.type), "datetime")  # type: ignore[assignment]
    if kind == "datetime" and not pc.any(pc.not_equal(pc.floor_temporal(present, unit="day"), present)).as_py():
        kind = "date"
    first = present[0].as_py()
    example = str(first).lower() if kind == "boolean" else str(first.date()) if kind == "date" else str(first)
    return Values(kind, column, example)


def one_piece(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    import pyarrow as pa

    piece = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pa.concat_arrays(piece.chunks) if isinstance(piece, pa.ChunkedArray) else piece


def distinct_cells(whole: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """The distinct cells, null where they say that nothing is there; the same without spaces around; and which one each row has."""
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = whole.dictionary_encode()
    words, rows = encoded.dictionary, encoded.indices
    trimmed = pc.utf8_trim_whitespace(words)
    absent = pc.or_(pc.equal(trimmed, ""), pc.is_in(trimmed, value_set=pa.array(sorted(MISSING))))
    words, trimmed = (pc.if_else(absent, pa.scalar(None, pa.string()), a) for a in (words, trimmed))
    return words, trimmed, rows


def _convert_distinct(words: pa.Array, trimmed: pa.Array, rows: pa.Array, delimiter: str, attempts: Attempts | None = None) -> Values:
    import pyarrow as pa
    import pyarrow.compute as pc

    present = trimmed.drop_null()
    if not len(present):
        return Values("empty", pa.nulls(len(rows), pa.string()), "")
    kind, converted = _first_that_fits(present, (attempts or _attempts)(delimiter, len(present) < len(trimmed)))
    example = str(words.drop_null()[0].as_py())
    if converted is None:
        return Values("text", words.take(rows), example, words, rows, words)
    spread = pc.replace_with_mask(pa.nulls(len(trimmed), converted.type), trimmed.is_valid(), converted)
    return Values(kind, spread.take(rows), example, spread, rows)


def _first_filled(column: pa.Array) -> str:
    import pyarrow.compute as pc

    return str(column[int(pc.index(pc.not_equal(column, ""), True).as_py())].as_py())


def _first_that_fits(present: pa.Array, attempts: Iterable[Attempt]) -> tuple[Kind, pa.Array | None]:
    for kind, attempt in attempts:
        for part in (present[:50], present):  # most columns are told from their first cells
            converted = attempt(part)
            if converted is None:
                break
        else:
            return ("date" if kind == "datetime" and _no_time(present, converted) else kind), converted
    return "text", None


def _times_only(delimiter: str, has_missing: bool) -> Iterable[Attempt]:
    yield "datetime", _times


def _attempts(delimiter: str, has_missing: bool) -> Iterable[Attempt]:
    yield "integer", lambda a: _integers(a, has_missing)
    yield "integer", _whole_decimals
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


def _whole_decimals(array: pa.Array) -> pa.Array | None:
    import pyarrow as pa

    return array.cast(pa.float64()).cast(pa.int64()) if _fits(array, _WHOLE_DECIMAL) else None


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


def _no_time(array: pa.Array, moments: pa.Array) -> bool:
    import pyarrow.compute as pc

    if pc.any(pc.not_equal(pc.floor_temporal(moments, unit="day"), moments)).as_py():
        return False
    parts = _parts(array)  # midnight may have been written, or not
    return parts is not None and bool(pc.all(pc.equal(parts["h"], "")).as_py())
