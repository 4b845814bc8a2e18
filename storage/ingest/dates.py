"""Text -> dates and times, when every cell is written in one of the ways that Korean data has.

Cells are put together by their shape (where the digits are, and what stands between them); one cell of each shape is understood by a
pattern, and the others, which can differ in their digits only, are read from the same places all at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from storage.profile import Kind

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

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
# In bytes, where \d is nothing but 0-9.
_PATTERNS = tuple(re.compile(f"{day}{time}".encode()) for day in _DAYS for time in _TIMES)
_LONGEST = 63  # bytes; "2022년 12월 31일 23시 59분 59초" has 36
_SHAPES = 1_000  # with more than this, spaces run wild and no pattern is meant to fit
_FROM, _BEFORE = 1900, 2101  # plausible years


def times(cells: pa.Array) -> tuple[Kind, pa.Array] | None:
    """("date" or "datetime", timestamp[us]) when one way of writing fits every cell, each is a real date (not Feb 30, nor hour 24) and
    its year is plausible; else None. It is a date when no cell has a time, not even midnight."""
    import numpy as np
    import pyarrow as pa

    lengths, matrix = _matrix(cells)
    if matrix is None:
        return None
    shapes = list(_shapes(lengths, matrix))
    if len(shapes) > _SHAPES:
        return None
    first = bytes(matrix[0, : lengths[0]])
    for pattern in _PATTERNS:
        if not pattern.fullmatch(first):
            continue
        matches = [pattern.fullmatch(bytes(matrix[rows[0], :length])) for length, rows in shapes]
        if not all(matches):
            continue
        moments: np.ndarray[Any, Any] = np.empty(len(cells), "M8[us]")
        timed = False
        for (_, rows), match in zip(shapes, matches, strict=True):
            assert match is not None
            found = _moments(matrix[rows], match)
            if found is None:
                return None
            moments[rows] = found
            timed = timed or match["h"] is not None
        return "datetime" if timed else "date", pa.array(moments, pa.timestamp("us"))
    return None


def _matrix(cells: pa.Array) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any] | None]:
    """The cells' lengths, and their bytes with one cell a row, zeros behind; None where one is too long (or short) for a date."""
    import numpy as np

    _, offsets, data = cells.buffers()
    ends = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    lengths: np.ndarray[Any, Any] = np.diff(ends)
    if not len(lengths) or lengths.min() < 8 or lengths.max() > _LONGEST:
        return lengths, None
    width = int(lengths.max())
    bytes_ = np.frombuffer(data, np.uint8)
    first = bytes_[ends[:-1]]
    if not ((first >= 0x31) & (first <= 0x32)).all():  # a plausible year begins with 1 or 2
        return lengths, None
    padded: np.ndarray[Any, Any] = np.zeros(int(ends[-1]) + width, np.uint8)
    padded[: ends[-1]] = bytes_[: ends[-1]]
    matrix = np.lib.stride_tricks.sliding_window_view(padded, width)[ends[:-1]]
    return lengths, np.where(np.arange(width) < lengths[:, None], matrix, 0).astype(np.uint8, copy=False)


def _shapes(lengths: np.ndarray[Any, Any], matrix: np.ndarray[Any, Any]) -> Iterator[tuple[int, np.ndarray[Any, Any]]]:
    """(length, the rows) of each set of cells that are equal but for their digits."""
    import numpy as np

    shape = np.where((matrix >= 0x30) & (matrix <= 0x39), np.uint8(0x30), matrix)
    keys = np.ascontiguousarray(shape).view(f"V{matrix.shape[1]}").ravel()
    factors = np.random.default_rng(0).integers(1, 2**63, matrix.shape[1], np.uint64)
    mixed: np.ndarray[Any, Any] = np.zeros(len(shape), np.uint64)
    for at, factor in enumerate(factors):
        mixed += shape[:, at] * factor
    for value in np.unique(mixed):
        rows = np.flatnonzero(mixed == value)
        while len(rows):  # once, but for two shapes of one hash
            same = keys[rows] == keys[rows[0]]
            yield int(lengths[rows[0]]), rows[same]
            rows = rows[~same]


def _moments(matrix: np.ndarray[Any, Any], match: re.Match[bytes]) -> np.ndarray[Any, Any] | None:
    """Microseconds since 1970 of cells that have their fields where `match` has them."""
    import numpy as np

    def field(name: str) -> np.ndarray[Any, Any]:
        begin, end = match.span(name)
        number: np.ndarray[Any, Any] = np.zeros(len(matrix), np.int64)
        for at in range(begin, end) if begin >= 0 else ():
            number = number * 10 + (matrix[:, at] - 0x30)
        return number

    year, month, day, hour, minute, second = (field(name) for name in ("y", "m", "d", "h", "mi", "s"))
    if not _all_within(year, _FROM, _BEFORE) or not _all_within(month, 1, 13) or not _all_within(day, 1, 32):
        return None
    if not _all_within(hour, 0, 24) or not _all_within(minute, 0, 60) or not _all_within(second, 0, 60):
        return None
    months = ((year - 1970) * 12 + month - 1).astype("M8[M]")
    days = months.astype("M8[D]") + (day - 1)
    if (days.astype("M8[M]") != months).any():
        return None
    digits = match.end("f") - match.start("f") if match["f"] else 0
    fraction = field("f") * 10 ** (6 - digits) if digits else 0
    micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    found: np.ndarray[Any, Any] = days.astype("M8[us]") + micros.astype("m8[us]")
    return found


def _all_within(numbers: np.ndarray[Any, Any], low: int, before: int) -> bool:
    return bool(((numbers >= low) & (numbers < before)).all())
