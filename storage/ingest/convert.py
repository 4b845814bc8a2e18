"""Columns of text -> columns of values. A column is converted only when every present value can be, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.ingest.dates import times
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


@dataclass(frozen=True, slots=True)
class Values:
    """A column's values (null where missing) and what people would call them. `example` is one as it stands in the file.

    Where they were worked out once for each distinct cell, `distinct` holds these and `rows` which of them each row has (null where
    missing). Text is kept so: its `array` is a dictionary, and its `distinct` has no value twice and no null.
    """

    kind: Kind
    array: pa.Array
    example: str
    distinct: pa.Array | None = None
    rows: pa.Array | None = None
    misfits: tuple[tuple[int, str], ...] = ()
    misfit_count: int = 0

    def plain(self) -> pa.Array:
        """The values as they are stored: text as text."""
        import pyarrow as pa

        return self.array.cast(pa.string()) if pa.types.is_dictionary(self.array.type) else self.array


def convert(column: pa.ChunkedArray | pa.Array, delimiter: str, encoding: str = "utf-8") -> Values:
    """One column of text as numbers, dates, booleans or text. Text keeps its spaces; other kinds don't need theirs.

    `encoding` is that of the cells' bytes. Raises UnicodeDecodeError where these are something else.
    """
    found = plain_numbers(column)
    if found is not None:
        return Values(found[0], found[1], _first_filled(column))
    return _convert_distinct(*distinct_cells(column, encoding), delimiter)


def typed(column: pa.Array) -> Values:
    """A column of a file that knows its types. Text may still hold dates: files made from CSVs often do."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.type == pa.string():
        return _convert_distinct(*distinct_cells(pc.fill_null(column, "")), "", _times_only)
    present = column.drop_null()
    if not len(present):
        return empty(len(column))
    kind: Kind = {"int64": "integer", "double": "number", "bool": "boolean"}.get(str(column.type), "datetime")  # type: ignore[assignment]
    if kind == "datetime" and not pc.any(pc.not_equal(pc.floor_temporal(present, unit="day"), present)).as_py():
        kind = "date"
    first = present[0].as_py()
    example = str(first).lower() if kind == "boolean" else str(first.date()) if kind == "date" else str(first)
    return Values(kind, column, example)


def empty(rows: int) -> Values:
    import pyarrow as pa

    return Values("empty", pa.nulls(rows, pa.string()), "")


def text_of(words: pa.Array, rows: pa.Array, example: str = "") -> Values:
    """Text of which `words` has every value once, and `rows` which of them each row has."""
    import pyarrow as pa

    return Values("text", pa.DictionaryArray.from_arrays(rows, words, safe=False), example or str(words[0].as_py()), words, rows)


def distinct_cells(column: pa.ChunkedArray | pa.Array, encoding: str = "utf-8") -> tuple[pa.Array, pa.Array, pa.Array]:
    """The distinct cells that say something, the same without spaces around, and which of them each row has (null for none)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = column.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):  # its pieces share one dictionary
        words = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], pa.string())
        rows = pa.concat_arrays([piece.indices for piece in encoded.chunks]) if encoded.num_chunks else pa.array([], pa.int32())
    else:
        words, rows = encoded.dictionary, encoded.indices
    words = decoded(words, encoding)
    trimmed = pc.utf8_trim_whitespace(words)
    absent = pc.or_(pc.equal(trimmed, ""), pc.is_in(trimmed, value_set=pa.array(sorted(MISSING))))
    if not pc.any(absent).as_py():
        return words, trimmed, rows
    present = pc.invert(absent)
    place = pc.if_else(present, pc.subtract(pc.cumulative_sum(present.cast(pa.int32())), 1), pa.scalar(None, pa.int32()))
    return words.filter(present), trimmed.filter(present), place.take(rows)


def decoded(cells: pa.Array, encoding: str) -> pa.Array:
    """Cells whose bytes are in `encoding`, as text. Raises UnicodeDecodeError."""
    import pyarrow as pa

    if encoding == "utf-8":
        try:
            cells.validate(full=True)
        except pa.ArrowInvalid:
            raise UnicodeDecodeError(encoding, b"", 0, 1, "a cell is in another encoding") from None
        return cells
    together = b"\x00".join(cells.cast(pa.binary()).to_pylist())  # no NUL is in any of them: see storage.ingest.fast
    return cells if together.isascii() else pa.array(together.decode(encoding).split("\x00"), pa.string())


def _convert_distinct(words: pa.Array, trimmed: pa.Array, rows: pa.Array, delimiter: str, attempts: Attempts | None = None) -> Values:
    if not len(words):
        return empty(len(rows))
    kind, converted = _first_that_fits(trimmed, (attempts or _attempts)(delimiter, bool(rows.null_count)))
    if converted is None:
        return text_of(words, rows)
    return Values(kind, converted.take(rows), str(words[0].as_py()), converted, rows)


def _first_filled(column: pa.ChunkedArray | pa.Array) -> str:
    import pyarrow.compute as pc

    return str(column[int(pc.index(pc.not_equal(column, ""), True).as_py())].as_py())


def _first_that_fits(present: pa.Array, attempts: Iterable[Attempt]) -> tuple[Kind, pa.Array | None]:
    for kind, attempt in attempts:
        for part in (present[:50], present):  # most columns are told from their first cells
            converted = attempt(part)
            if converted is None:
                break
        else:
            return kind, converted
    if (found := times(present[:50])) is not None and (found := times(present)) is not None:
        return found
    return "text", None


def _times_only(delimiter: str, has_missing: bool) -> Iterable[Attempt]:
    return ()


def _attempts(delimiter: str, has_missing: bool) -> Iterable[Attempt]:
    yield "integer", lambda a: _integers(a, has_missing)
    yield "integer", _whole_decimals
    yield "number", _decimals
    if delimiter == ";":
        yield "number", _comma_decimals
    yield "integer", lambda a: _integers(_ungrouped(a), has_missing)
    yield "number", lambda a: _decimals(_ungrouped(a))
    yield "boolean", _booleans


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
