"""What is known about a column of values: how much is missing, how many differ, the most frequent, the least and the greatest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.ingest.convert import Values
from storage.profile import Column, Kind

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_TOP = 20
_COUNTED = 1_000  # with more distinct values than this nobody reads a list of the most frequent ones
_SHOWN_CHARS = 200
_NARROW = 100_000  # integers within so small a range are counted without being sorted

# Text with few distinct values is a category: few at all, or few for so many rows.
_FEW = 50
_FEW_AT_MOST = 1_000
_ROWS_PER_FEW = 2
_ROWS_PER_VALUE = 10


class Described(NamedTuple):
    """A column's facts; `bits` gives for every row a number that is equal where the column's values are (64 bits at most)."""

    column: Column
    bits: Callable[[], np.ndarray[Any, Any]]


class _Counted(NamedTuple):
    """The distinct values in the order in which they first come up, and how many rows have each; `None` where there are too many."""

    unique: int
    top: Callable[[], list[tuple[str, int]]]
    bits: Callable[[], np.ndarray[Any, Any]]


def describe(name: str, values: Values) -> Described:
    array = values.array
    numeric = values.distinct is None and values.kind in ("integer", "number")
    counted = _count_numbers(values) if numeric else _count_codes(values)
    kind = text_kind(counted.unique, len(array) - array.null_count) if values.kind == "text" else values.kind
    minimum, maximum = _extremes(array if values.distinct is None else values.distinct, kind)
    top = counted.top() if counted.unique <= _COUNTED else []
    return Described(Column(name, kind, array.null_count, counted.unique, shorten(values.example), minimum, maximum, top), counted.bits)


def text_kind(unique: int, present: int) -> Kind:
    few = unique <= _FEW and unique * _ROWS_PER_FEW <= present
    few_for_so_many = unique <= _FEW_AT_MOST and unique * _ROWS_PER_VALUE <= present
    return "category" if few or few_for_so_many else "text"


def repeats(columns: Iterable[Described], rows: int) -> int:
    """How many rows say the same as an earlier row, in every column, by a 64-bit hash of each row."""
    import numpy as np

    described = list(columns)
    if not rows or any(d.column.unique == rows for d in described):  # a column that differs in every row tells them all apart
        return 0
    # One random odd factor a column, and all products added up: two rows that differ meet in one of 2**63 cases or so.
    factors = np.random.default_rng(20_180_101).integers(0, 2**63, len(described), np.uint64) * np.uint64(2) + np.uint64(1)
    mixed: np.ndarray[Any, Any] = np.zeros(rows, np.uint64)
    for factor, one in zip(factors, described, strict=True):
        mixed += _scatter(one.bits()) * factor
    ordered = np.sort(mixed)
    return int(np.count_nonzero(ordered[1:] == ordered[:-1]))


def _scatter(bits: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The bits of floats differ mostly in the upper half, which a product would carry out of the number: brought down first."""
    import numpy as np

    x: np.ndarray[Any, Any] = bits.astype(np.uint64)
    return x ^ (x >> np.uint64(32)) if bits.dtype.itemsize == 8 else x


def _count_numbers(values: Values) -> _Counted:
    import numpy as np

    array = values.array
    numbers = _numbers(array)

    def bits() -> np.ndarray[Any, Any]:
        return _bits(array, numbers)

    if values.kind == "integer" and len(numbers):
        low, high = int(numbers.min()), int(numbers.max())
        if high - low < _NARROW:
            steps = numbers - low
            counts = np.bincount(steps, minlength=high - low + 1)
            present = np.flatnonzero(counts)

            def narrow() -> list[tuple[str, int]]:
                first = np.empty(high - low + 1, np.int64)
                first[steps[::-1]] = np.arange(len(steps) - 1, -1, -1)
                order = present[np.lexsort((first[present], -counts[present]))][:_TOP]
                return [(str(int(v) + low), int(counts[v])) for v in order]

            return _Counted(len(present), narrow, bits)
    return _Counted(_distinct_numbers(numbers), lambda: _count_codes(values).top(), bits)


def _count_codes(values: Values) -> _Counted:
    import numpy as np

    encoded, codes = _codes(values)
    counts = np.bincount(codes, minlength=len(encoded) + 1)[1:]
    return _Counted(len(counts), lambda: _most_frequent(encoded, counts), lambda: codes)


def _codes(values: Values) -> tuple[pa.Array, np.ndarray[Any, Any]]:
    """The distinct values, and for every row the number of its value, from 1 on (0 where missing)."""
    import numpy as np

    if values.rows is None or values.distinct is None:
        encoded = values.array.dictionary_encode()
        return encoded.dictionary, _numbered(encoded.indices)
    if values.kind == "text":  # these are distinct indeed
        return values.distinct, _numbered(values.rows)
    encoded = values.distinct.dictionary_encode()
    codes = _numbered(encoded.indices)
    return encoded.dictionary, np.append(codes, codes.dtype.type(0))[_numbered(values.rows) - 1]


def _numbered(indices: pa.Array) -> np.ndarray[Any, Any]:
    filled = indices.fill_null(-1) if indices.null_count else indices
    numbers: np.ndarray[Any, Any] = filled.to_numpy(zero_copy_only=False) + 1
    return numbers


def _most_frequent(distinct: pa.Array, counts: np.ndarray[Any, Any]) -> list[tuple[str, int]]:
    import numpy as np

    order = np.argsort(-counts, kind="stable")[:_TOP]  # of equals, the one seen first
    return [(_say(v), int(n)) for v, n in zip(distinct.take(order).to_pylist(), counts[order], strict=True)]


def _numbers(array: pa.Array) -> np.ndarray[Any, Any]:
    """The present numbers; minus zero is zero."""
    present = array.drop_null() if array.null_count else array
    numbers: np.ndarray[Any, Any] = present.to_numpy(zero_copy_only=False)
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
    return shorten(str(value))


def shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"


def share_within(array: pa.Array, low: float, high: float) -> float:
    """The share of present values in a range."""
    import pyarrow.compute as pc

    inside = pc.and_(pc.greater_equal(array, low), pc.less_equal(array, high)).drop_null()
    return float(pc.mean(inside).as_py() or 0.0) if len(inside) else 0.0
