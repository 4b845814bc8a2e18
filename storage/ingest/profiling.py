"""Parsed columns -> Arrow table and Profile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from storage.errors import UnreadableFile
from storage.ingest.convert import Values, convert
from storage.ingest.decode import decode
from storage.ingest.derive import derived
from storage.ingest.limits import Limits
from storage.ingest.parse import Parsed, parse
from storage.ingest.roles import find_roles
from storage.profile import Column, Kind, Profile

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_TOP = 20
_COUNTED = 1_000  # with more distinct values than this nobody reads a list of the most frequent ones
_SHOWN_CHARS = 200

# Text with few distinct values is a category: few at all, or few for so many rows.
_FEW = 50
_FEW_AT_MOST = 1_000
_ROWS_PER_FEW = 2
_ROWS_PER_VALUE = 10


def read_table(data: bytes, limits: Limits) -> tuple[pa.Table, Profile]:
    """Delimited text as an Arrow table (columns and names in the file's order, derived ones behind them) and what is known about it.

    Types: int64, float64, string, timestamp[us] (dates too: a frame then has datetime64), bool; null where missing.
    Raises UnreadableFile with every code but those of size, time and memory.
    """
    import pyarrow as pa

    if not data:
        raise UnreadableFile("file_empty")
    text, encoding = decode(data)
    parsed = parse(text, limits)
    del text
    arrays: dict[str, pa.Array] = {}
    columns: list[Column] = []
    fingerprint: Any = None
    for index, name in enumerate(parsed.layout.names):
        values = convert(parsed.columns[index], parsed.layout.delimiter)
        parsed.columns[index] = None  # the text is not needed any more
        column, codes = _describe(name, values)
        fingerprint = _mix(fingerprint, codes)
        arrays[name] = values.array
        columns.append(column)
    _drop_padding(parsed, columns, arrays)
    roles = find_roles(columns, lambda c, low, high: _share_within(arrays[c.name], low, high))
    more: list[Column] = []
    own = len(arrays)
    for name, source, values in list(derived(arrays, columns, roles)):
        more.append(replace(_describe(name, values)[0], source=source))
        arrays[name] = values.array
    assert len(arrays) == own + len(more), "a derived column must not hide one of the dataset's own"
    profile = Profile(
        rows=parsed.rows,
        columns=columns,
        encoding=encoding,
        delimiter=parsed.layout.delimiter,
        bad_rows=parsed.bad_rows,
        bad_row_count=parsed.bad_row_count,
        duplicate_rows=_repeats(fingerprint),
        renamed={k: v for k, v in parsed.layout.renamed.items() if v in arrays},
        roles=roles,
        preamble_lines=parsed.layout.preamble,
        has_header=parsed.layout.has_header,
        derived=more,
    )
    return pa.table(arrays), profile


def _drop_padding(parsed: Parsed, columns: list[Column], arrays: dict[str, pa.Array]) -> None:
    """Columns at the end with no name and no value are the file's trailing delimiters, not data."""
    named = parsed.layout.named
    while len(columns) > 1 and parsed.layout.has_header and columns[-1].kind == "empty" and not named[len(columns) - 1]:
        arrays.pop(columns.pop().name)


def _describe(name: str, values: Values) -> tuple[Column, np.ndarray[Any, Any]]:
    """A column's facts, and for every row the number of its distinct value (0 where missing)."""
    import numpy as np

    encoded = values.array.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    counts = np.bincount(codes, minlength=len(encoded.dictionary) + 1)
    missing, counts = int(counts[0]), counts[1:]
    unique = len(counts)
    kind = _text_kind(unique, len(values.array) - missing) if values.kind == "text" else values.kind
    minimum, maximum = _extremes(values.array, kind)
    top: list[tuple[str, int]] = []
    if unique <= _COUNTED:
        order = np.argsort(-counts, kind="stable")[:_TOP]  # of equals, the one seen first
        top = [(_say(v), int(n)) for v, n in zip(encoded.dictionary.take(order).to_pylist(), counts[order], strict=True)]
    column = Column(name, kind, missing, unique, _shorten(values.example), minimum, maximum, top)
    return column, codes


def _text_kind(unique: int, present: int) -> Kind:
    few = unique <= _FEW and unique * _ROWS_PER_FEW <= present
    few_for_so_many = unique <= _FEW_AT_MOST and unique * _ROWS_PER_VALUE <= present
    return "category" if few or few_for_so_many else "text"


def _extremes(array: pa.Array, kind: Kind) -> tuple[Any, Any]:
    import pyarrow.compute as pc

    if kind not in ("integer", "number", "date", "datetime"):
        return None, None
    low, high = pc.min_max(array).as_py().values()
    if kind in ("integer", "number"):
        return low, high
    return tuple((v.date() if kind == "date" else v).isoformat() for v in (low, high))


def _say(value: Any) -> str:
    """A value as text: numbers as Python writes them, dates in ISO form, without a time that isn't there."""
    if hasattr(value, "isoformat"):
        text = str(value.isoformat(sep=" "))
        return text.removesuffix(" 00:00:00")
    return _shorten(str(value))


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"


def _share_within(array: pa.Array, low: float, high: float) -> float:
    import pyarrow.compute as pc

    inside = pc.and_(pc.greater_equal(array, low), pc.less_equal(array, high)).drop_null()
    return float(pc.mean(inside).as_py() or 0.0) if len(inside) else 0.0


def _mix(fingerprint: np.ndarray[Any, Any] | None, codes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """64-bit hash of each row so far, with one more column (splitmix64's finaliser)."""
    import numpy as np

    x = codes.astype(np.uint64)
    if fingerprint is not None:
        x += fingerprint * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    return x ^ (x >> np.uint64(31))


def _repeats(fingerprint: np.ndarray[Any, Any]) -> int:
    """Rows that say the same as an earlier row, in every column."""
    import numpy as np

    return len(fingerprint) - len(np.unique(fingerprint))
