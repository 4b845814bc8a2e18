"""Columns of plain numbers, told from their bytes: no regular expression and no hash of every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.profile import Kind

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_PROBE = 200
_SURE_FLOAT_CHARS = 15
_EXACT_IN_FLOAT = 2**53
_MOST_DIGITS = 19
_ZERO, _MINUS, _POINT = b"0-."

Found = tuple[Kind, "pa.Array"]


def plain_numbers(column: pa.ChunkedArray | pa.Array) -> Found | None:
    """int64 or float64 with null for empty cells, when every other cell is written the plainest way: 12, -3, 35.87.

    None where anything else is in it (then it may still be numbers, for a closer look): plus signs, exponents, leading zeros,
    thousands separators, spaces, words for missing values, more digits than fit.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(column) > _PROBE and _read(pc.drop_null(_filled(column.slice(0, _PROBE))[0])) is None:
        return None
    cells, gaps = _filled(column)
    present = cells.drop_null() if gaps else cells
    if not len(present):
        return None
    found = _read(present)
    if found is None or (gaps and found[0] == "integer" and _largest(found[1]) > _EXACT_IN_FLOAT):
        return None
    kind, numbers = found
    if gaps:
        numbers = pc.replace_with_mask(pa.nulls(len(column), numbers.type), _one_piece(cells.is_valid()), numbers)
    return kind, numbers


def _filled(column: Any) -> tuple[Any, bool]:
    """The column with null for its empty cells, and whether there are any."""
    import pyarrow as pa
    import pyarrow.compute as pc

    vacant = pc.equal(pc.binary_length(column), 0)
    if not pc.any(vacant).as_py():
        return column, False
    return pc.if_else(vacant, pa.scalar(None, pa.string()), column), True


def _one_piece(column: Any) -> pa.Array:
    import pyarrow as pa

    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _read(present: Any) -> Found | None:
    """The numbers in cells of which none is empty; an empty column where there is no cell."""
    import pyarrow as pa

    if not len(present):
        return "integer", pa.array([], pa.int64())
    for read in (_integers, _decimals):
        try:
            found = read(present)
        except pa.ArrowInvalid:
            continue
        if found is not None:
            return found
    return None


def _integers(present: Any) -> Found | None:
    """Whatever else reads as an integer (007, +7, 0x1F, -0) is longer than the integer is when it is written plainly. So where the
    cells are as long, all in all, as their numbers are, every one of them is written plainly."""
    import numpy as np

    numbers = _one_piece(present.cast("int64"))
    values = numbers.to_numpy(zero_copy_only=False)
    low, high = int(values.min()), int(values.max())
    largest = max(-low, high)
    if largest >= 10 ** (_MOST_DIGITS - 1):
        return None
    sizes = np.abs(values) if low < 0 else values
    plainly = len(values) + (int(np.count_nonzero(values < 0)) if low < 0 else 0)
    smallest = int(sizes.min())
    for digits in range(1, len(str(largest))):
        step = 10**digits
        plainly += len(values) if smallest >= step else int(np.count_nonzero(sizes >= step))
    return ("integer", numbers) if plainly == _total_length(present) else None


def _total_length(column: Any) -> int:
    import numpy as np
    import pyarrow as pa

    total = 0
    for piece in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        ends = np.frombuffer(piece.buffers()[1], np.int32)
        total += int(ends[piece.offset + len(piece)]) - int(ends[piece.offset])
    return total


def _decimals(present: Any) -> Found | None:
    """float64; int64 where the only digit after a point is a zero ("2010.0": a whole number that went through a float)."""
    import pyarrow.compute as pc

    numbers = _one_piece(present.cast("double"))
    cells = _Cells(_one_piece(present))
    if not cells.plain() or (cells.points < len(present) and cells.longest > _SURE_FLOAT_CHARS):  # a long one may have no point
        return None
    if cells.whole():
        return ("integer", numbers.cast("int64")) if cells.longest <= _SURE_FLOAT_CHARS else None
    return ("number", numbers) if pc.all(pc.is_finite(numbers)).as_py() else None


def _largest(numbers: pa.Array) -> int:
    import pyarrow.compute as pc

    bounds = pc.min_max(numbers).as_py()
    return int(max(-bounds["min"], bounds["max"]))


class _Cells:
    """The bytes of non-empty cells that read as numbers, one after the other, and where each begins and ends."""

    def __init__(self, present: pa.Array) -> None:
        import numpy as np

        _, offsets, data = present.buffers()
        ends = np.frombuffer(offsets, np.int32)[present.offset : present.offset + len(present) + 1]
        self.bytes: np.ndarray[Any, Any] = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
        if ends[0]:
            ends = ends - ends[0]
        self.begins, self.lasts = ends[:-1], ends[1:] - 1
        self.longest = int((self.lasts - self.begins).max()) + 1
        self.points = int(np.count_nonzero(self.bytes == _POINT))

    def plain(self) -> bool:
        """Digits, a minus in front, points between digits, and no zero in front of a digit."""
        import numpy as np

        minuses = int(np.count_nonzero(self.bytes == _MINUS))
        if int(np.count_nonzero(self.bytes - np.uint8(_ZERO) < 10)) + minuses + self.points != len(self.bytes):
            return False
        lead = self.begins  # the first digit, if there is one
        if minuses:
            negative = self.bytes[lead] == _MINUS
            if minuses != int(np.count_nonzero(negative)):
                return False
            lead = np.minimum(lead + negative, self.lasts)
        first = self.bytes[lead]
        if (first < _ZERO).any() or (self.bytes[self.lasts] == _POINT).any():  # a point or a minus, where a digit should be
            return False
        zero = np.flatnonzero(first == _ZERO)
        zero = zero[lead[zero] < self.lasts[zero]]
        return not len(zero) or bool((self.bytes[lead[zero] + 1] == _POINT).all())

    def whole(self) -> bool:
        import numpy as np

        before_last = self.bytes[self.lasts - (self.lasts > self.begins)]
        return int(np.count_nonzero((self.bytes[self.lasts] == _ZERO) & (before_last == _POINT))) == self.points
