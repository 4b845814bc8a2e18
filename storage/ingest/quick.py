"""Columns of plain numbers, told from their bytes: no regular expression and no hash of every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.profile import Kind

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_PROBE = 200
_SURE_INTEGER_CHARS = 18
_SURE_FLOAT_CHARS = 15
_EXACT_IN_FLOAT = 2**53
_ZERO, _NINE, _MINUS, _POINT = b"09-."


def plain_numbers(column: pa.Array) -> tuple[Kind, pa.Array] | None:
    """int64 or float64 with null for empty cells, when every other cell is written the plainest way: 12, -3, 35.87.

    None where anything else is in it (then it may still be numbers, for a closer look): plus signs, exponents, leading zeros,
    thousands separators, spaces, words for missing values, more digits than fit.
    """
    return None if len(column) > _PROBE and _read(column.slice(0, _PROBE)) == "other" else _found(_read(column))


def _found(read: tuple[Kind, pa.Array] | str) -> tuple[Kind, pa.Array] | None:
    return None if isinstance(read, str) else read


def _read(column: pa.Array) -> tuple[Kind, pa.Array] | str:
    """The numbers; or "nothing" where all cells are empty, or "other" where some are not plain numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = pc.not_equal(pc.binary_length(column), 0)
    some_empty = not pc.all(filled).as_py()
    present = column.filter(filled) if some_empty else column
    if not len(present):
        return "nothing"
    cells = _Cells(present)
    if not cells.plain():
        return "other"
    try:
        kind, numbers = cells.integers(present) if not cells.points else cells.decimals(present)
    except pa.ArrowInvalid:  # two points in one cell
        return "other"
    if numbers is None or (kind == "integer" and some_empty and _largest(numbers) > _EXACT_IN_FLOAT):
        return "other"
    if some_empty:
        numbers = pc.replace_with_mask(pa.nulls(len(column), numbers.type), filled, numbers)
    return kind, numbers


def _largest(numbers: pa.Array) -> int:
    import pyarrow.compute as pc

    bounds = pc.min_max(numbers).as_py()
    return int(max(-bounds["min"], bounds["max"]))


class _Cells:
    """The bytes of non-empty cells, one after the other, and where each begins and ends."""

    def __init__(self, present: pa.Array) -> None:
        import numpy as np

        _, offsets, data = present.buffers()
        ends = np.frombuffer(offsets, np.int32)[present.offset : present.offset + len(present) + 1]
        self.bytes: np.ndarray[Any, Any] = np.frombuffer(data, np.uint8)[: ends[-1]]
        self.begins, self.lasts = ends[:-1], ends[1:] - 1
        self.lengths: np.ndarray[Any, Any] = ends[1:] - ends[:-1]
        self.used = self.bytes[ends[0] : ends[-1]]
        self.points = int((self.used == _POINT).sum())

    def plain(self) -> bool:
        """Digits, a minus in front, points between digits, and no zero in front of a digit."""
        import numpy as np

        digits = (self.used >= _ZERO) & (self.used <= _NINE)
        minuses = int((self.used == _MINUS).sum())
        if int(digits.sum()) + minuses + self.points != len(self.used):
            return False
        first = self.bytes[self.begins]
        negative = first == _MINUS
        if minuses != int(negative.sum()):
            return False
        lead = np.minimum(self.begins + negative, self.lasts)  # the first digit, if there is one
        after = self.bytes[np.minimum(lead + 1, self.lasts)]
        padded = (self.bytes[lead] == _ZERO) & (lead < self.lasts) & (after != _POINT)
        starts_with_digit = (self.bytes[lead] != _POINT) & (self.bytes[lead] != _MINUS)
        return bool(starts_with_digit.all() and not padded.any() and (self.bytes[self.lasts] != _POINT).all())

    def integers(self, present: pa.Array) -> tuple[Kind, pa.Array | None]:
        import pyarrow as pa

        fits = int(self.lengths.max()) <= _SURE_INTEGER_CHARS
        return "integer", present.cast(pa.int64()) if fits else None

    def decimals(self, present: pa.Array) -> tuple[Kind, pa.Array | None]:
        """float64; int64 where the only digit after a point is a zero ("2010.0": a whole number that went through a float)."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self.points < len(present) and int(self.lengths.max()) > _SURE_FLOAT_CHARS:
            return "number", None  # a long one may have no point
        numbers = present.cast(pa.float64())
        before_last = self.bytes[self.lasts - (self.lengths > 1)]
        whole = (self.bytes[self.lasts] == _ZERO) & (before_last == _POINT)
        if int(whole.sum()) == self.points and int(self.lengths.max()) <= _SURE_FLOAT_CHARS:
            return "integer", numbers.cast(pa.int64())
        return "number", numbers if pc.all(pc.is_finite(numbers)).as_py() else None
