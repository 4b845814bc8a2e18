"""Parsed columns -> Arrow table and Profile."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from storage.ingest.convert import Values, convert, typed
from storage.ingest.derive import derived
from storage.ingest.force import MOST_MISFITS, force
from storage.ingest.limits import Limits
from storage.ingest.options import Options
from storage.ingest.parse import Parsed
from storage.ingest.remarks import find_remarks, likely_key
from storage.ingest.roles import find_roles
from storage.ingest.sources import open_source
from storage.profile import Column, Kind, Misfit, Profile

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_THREADS = 4
_TOP = 20
_COUNTED = 1_000  # with more distinct values than this nobody reads a list of the most frequent ones
_SHOWN_CHARS = 200

# Text with few distinct values is a category: few at all, or few for so many rows.
_FEW = 50
_FEW_AT_MOST = 1_000
_ROWS_PER_FEW = 2
_ROWS_PER_VALUE = 10


def read_table(data: bytes, limits: Limits, options: Options | None = None) -> tuple[pa.Table, Profile]:
    """A file as an Arrow table (columns and names in the file's order, derived ones behind them) and what is known about it.

    Types: int64, float64, string, timestamp[us] (dates too: a frame then has datetime64), bool; null where missing.
    Raises UnreadableFile with every code but those of size, time and memory.
    """
    import pyarrow as pa

    options = options or Options()
    source = open_source(data, limits, options)
    parsed = source.parsed
    values, columns, fingerprint = _understand(parsed, options)
    _drop_padding(parsed, columns, values)
    roles = find_roles(columns, lambda c, low, high: _share_within(values[c.name].array, low, high))
    more = {name: (from_, found) for name, from_, found in derived(values, columns, roles)}
    assert not more.keys() & values.keys(), "a derived column must not hide one of the dataset's own"
    misfits = [Misfit(name, parsed.lines[row], _shorten(text)) for name, v in values.items() for row, text in v.misfits]
    profile = Profile(
        rows=parsed.rows,
        columns=columns,
        encoding=source.encoding,
        delimiter=parsed.layout.delimiter,
        bad_rows=parsed.bad_rows,
        bad_row_count=parsed.bad_row_count,
        duplicate_rows=_repeats(fingerprint),
        renamed={k: v for k, v in parsed.layout.renamed.items() if v in values},
        roles=roles,
        preamble_lines=parsed.layout.preamble,
        has_header=parsed.layout.has_header,
        derived=[replace(_describe(name, found)[0], source=from_) for name, (from_, found) in more.items()],
        key=likely_key(columns, parsed.rows),
        remarks=find_remarks(columns, values),
        container=source.container,
        sheet=source.sheet,
        sheets=source.sheets,
        types={name: kind for name, kind in options.types.items() if name in values},
        misfits=sorted(misfits, key=lambda m: m.line)[:MOST_MISFITS],
        misfit_counts={name: v.misfit_count for name, v in values.items() if v.misfit_count},
    )
    everything = {**values, **{name: found for name, (_, found) in more.items()}}
    return pa.table({name: v.array for name, v in everything.items()}), profile


def _understand(parsed: Parsed, options: Options) -> tuple[dict[str, Values], list[Column], np.ndarray[Any, Any]]:
    """Every column's values and facts, several columns at a time (Arrow and numpy let go of the interpreter), and a hash of each row."""

    def understood(index: int) -> tuple[Values, Column, np.ndarray[Any, Any]]:
        name = parsed.layout.names[index]
        values = _values(parsed.columns[index], parsed.layout.delimiter, options.types.get(name))
        parsed.columns[index] = None  # the text is not needed any more
        return values, *_describe(name, values)

    values: dict[str, Values] = {}
    columns: list[Column] = []
    fingerprint: Any = None
    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
        for found, column, bits in pool.map(understood, range(parsed.layout.width)):
            fingerprint = _mix(fingerprint, bits)
            values[column.name] = found
            columns.append(column)
    return values, columns, fingerprint


def _values(column: pa.ChunkedArray | pa.Array, delimiter: str, wanted: Kind | None) -> Values:
    import pyarrow as pa

    if wanted is not None:
        return force(column, wanted)
    if not delimiter and not isinstance(column, pa.ChunkedArray):  # from a file that knows its types
        return typed(column)
    return convert(column, delimiter)


def _drop_padding(parsed: Parsed, columns: list[Column], values: dict[str, Values]) -> None:
    """Columns at the end with no name and no value are the file's trailing delimiters, not data."""
    named = parsed.layout.named
    while len(columns) > 1 and parsed.layout.has_header and columns[-1].kind == "empty" and not named[len(columns) - 1]:
        values.pop(columns.pop().name)


def _describe(name: str, values: Values) -> tuple[Column, np.ndarray[Any, Any]]:
    """A column's facts, and for every row 64 bits that are equal where its values are."""
    import numpy as np

    array = values.array
    missing, unique, bits, counted = array.null_count, 0, None, None
    if values.distinct is None and values.kind in ("integer", "number"):
        numbers = _numbers(array)
        bits, unique = _bits(array, numbers), _distinct_numbers(numbers)
    if bits is None or unique <= _COUNTED:
        encoded, codes = _codes(values)
        counts = np.bincount(codes, minlength=len(encoded.dictionary) + 1)[1:]
        unique, counted = len(counts), (encoded.dictionary, counts)
        bits = codes if bits is None else bits
    kind = _text_kind(unique, len(array) - missing) if values.kind == "text" else values.kind
    minimum, maximum = _extremes(array if values.distinct is None else values.distinct, kind)
    top = _most_frequent(*counted) if counted and unique <= _COUNTED else []
    return Column(name, kind, missing, unique, _shorten(values.example), minimum, maximum, top), bits


def _most_frequent(distinct: pa.Array, counts: np.ndarray[Any, Any]) -> list[tuple[str, int]]:
    import numpy as np

    order = np.argsort(-counts, kind="stable")[:_TOP]  # of equals, the one seen first
    return [(_say(v), int(n)) for v, n in zip(distinct.take(order).to_pylist(), counts[order], strict=True)]


def _numbers(array: pa.Array) -> np.ndarray[Any, Any]:
    """The present numbers; minus zero is zero."""
    numbers: np.ndarray[Any, Any] = array.drop_null().to_numpy(zero_copy_only=False)
    return numbers + 0 if array.type == "double" else numbers


def _distinct_numbers(numbers: np.ndarray[Any, Any]) -> int:
    """By sorting: several times faster than hashing."""
    import numpy as np

    if not len(numbers):
        return 0
    ordered = np.sort(numbers)
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + 1


def _bits(array: pa.Array, numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np

    if not array.null_count:
        whole: np.ndarray[Any, Any] = numbers.view(np.uint64)
        return whole
    bits: np.ndarray[Any, Any] = np.full(
        len(array), 0x7FF8_0000_0000_0001, np.uint64
    )  # not the bits of a finite number, nor of a likely integer
    bits[array.is_valid().to_numpy(zero_copy_only=False)] = numbers.view(np.uint64)
    return bits


def _codes(values: Values) -> tuple[pa.DictionaryArray, np.ndarray[Any, Any]]:
    """The distinct values, and for every row the number of its value, from 1 on (0 where missing)."""
    import numpy as np

    encoded = (values.array if values.distinct is None else values.distinct).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    if values.rows is None:
        return encoded, codes
    return encoded, np.append(codes, 0)[values.rows.fill_null(-1).to_numpy(zero_copy_only=False)]


def _text_kind(unique: int, present: int) -> Kind:
    few = unique <= _FEW and unique * _ROWS_PER_FEW <= present
    few_for_so_many = unique <= _FEW_AT_MOST and unique * _ROWS_PER_VALUE <= present
    return "category" if few or few_for_so_many else "text"


def _extremes(array: pa.Array, kind: Kind) -> tuple[Any, Any]:
    import pyarrow.compute as pc

    if kind not in ("integer", "number", "date", "datetime"):
        return None, None
    if kind == "number":
        array = array.filter(pc.is_finite(array))
    low, high = pc.min_max(array).as_py().values()
    if low is None:
        return None, None
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

    x: np.ndarray[Any, Any] = codes.astype(np.uint64)
    if fingerprint is not None:
        x += fingerprint * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    x ^= x >> np.uint64(31)
    return x


def _repeats(fingerprint: np.ndarray[Any, Any]) -> int:
    """How many rows say the same as an earlier row, in every column."""
    import numpy as np

    ordered = np.sort(fingerprint)
    return int(np.count_nonzero(ordered[1:] == ordered[:-1]))
