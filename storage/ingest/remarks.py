"""What a person should look at in a dataset, and which column names its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from storage.ingest.convert import Values
from storage.ingest.force import looks_like_a_date, moment_of, number_of
from storage.ingest.roles import coordinate_columns
from storage.ingest.units import bare_number, common_unit, in_brackets
from storage.profile import Column, Remark, is_total

if TYPE_CHECKING:
    import numpy as np

_NEARLY = 0.99
_MOSTLY = 0.9
_MOSTLY_DATES = 0.8
_NEARLY_ALL_ROWS = 0.97  # a count such as ECLO has few distinct values: one cell in a hundred may be one value in ten
_FEW_NUMBERS = 5
_SAMPLE = 1_000
_ENOUGH_ROWS = 20
_MOST_NAMES = 5_000  # a table with totals in it is a small one
_KOREA = ((33.0, 39.5), (124.0, 132.0))
_KEY_NAMES = re.compile(r"(?:번호|코드|아이디|식별자|관리번호|id|key|no|code)$", re.IGNORECASE)


def likely_key(columns: Sequence[Column], rows: int) -> str | None:
    """A column with another value in every row: one named like a key, else the first that is no measure."""
    unique = [c for c in columns if rows > 1 and c.unique == rows and not c.missing and c.kind in ("integer", "text", "category")]
    named = [c for c in unique if _KEY_NAMES.search(re.sub(r"[\s_\-()]+", "", c.name))]
    first = [c for c in unique if c is columns[0] and rows >= _ENOUGH_ROWS]
    return next((c.name for c in [*named, *first]), None)


def find_remarks(columns: Sequence[Column], values: Mapping[str, Values]) -> list[Remark]:
    """At most one of a kind for a column, in the order of the columns; those about coordinates last."""
    found = [
        r for c in columns for r in (_sameness(c, len(values[c.name].array)), _text(c, values[c.name]), _future(c, values[c.name])) if r
    ]
    return [*_totals(columns, values), *found, *_coordinates(columns, values)]


def _totals(columns: Sequence[Column], values: Mapping[str, Values]) -> list[Remark]:
    """A row that sums up others, named so in the first column that has such a name; only where there are numbers to add up."""
    if not any(c.kind in ("integer", "number") for c in columns):
        return []
    for column in columns:
        found = values[column.name]
        if found.kind != "text" or found.distinct is None or found.rows is None or len(found.distinct) > _MOST_NAMES:
            continue
        words = found.distinct.to_pylist()
        totals = [i for i, word in enumerate(words) if is_total(word)]
        if totals:
            count = sum(row in totals for row in found.rows.drop_null().to_pylist())
            present = len(found.array) - column.missing
            if count <= present / 2:
                return [Remark("total_row", column.name, count, count / present, words[totals[0]].strip())]
    return []


def _sameness(column: Column, rows: int) -> Remark | None:
    present = rows - column.missing
    if column.kind == "empty":
        return Remark("empty", column.name, rows, 1.0)
    if present < 2 or not column.top:
        return None
    value, count = column.top[0]
    if column.unique == 1:
        return Remark("constant", column.name, count, 1.0, value)
    if count >= _NEARLY * present and present >= 100:
        return Remark("nearly_constant", column.name, count, count / present, value)
    return None


def _text(column: Column, values: Values) -> Remark | None:
    """Text that is numbers or dates but for a few cells: a person may want to say what it is."""
    if values.kind != "text" or values.distinct is None:
        return None
    sample = values.distinct[:_SAMPLE].to_pylist()
    numbers = sum(number_of(word.strip()) is not None for word in sample)
    dates = sum(moment_of(word.strip()) is not None for word in sample)
    if numbers < len(sample) and (measured := _with_unit(column, values, [word.strip() for word in sample])):
        return measured
    few_wrong = numbers >= _FEW_NUMBERS and _share_of_rows(values, number_of) >= _NEARLY_ALL_ROWS
    if (numbers >= _MOSTLY * len(sample) or few_wrong) and not any(_is_code(word.strip()) for word in sample):
        return _misfits("numbers_as_text", column, values, number_of)
    if dates < _MOSTLY_DATES * len(sample) or any(not re.search(r"\D", word.strip()) for word in sample):
        return None
    if dates == len(sample) and _share_of_rows(values, moment_of) == 1.0:
        return Remark("dates_written_otherwise", column.name, len(values.array) - column.missing, 1.0, sample[-1].strip()[:80])
    impossible = any(looks_like_a_date(word.strip()) and moment_of(word.strip()) is None for word in sample)
    return _misfits("impossible_dates" if impossible else "dates_as_text", column, values, moment_of)


def _with_unit(column: Column, values: Values, sample: list[str]) -> Remark | None:
    """Numbers with one unit behind all of them, or losses in brackets."""
    unit, brackets = common_unit(sample), [word for word in sample if in_brackets(word)]

    def read(word: str) -> str | None:
        return bare_number(word, unit)

    if len(sample) < 2 or not (unit or brackets) or any(_is_code(word) for word in sample):
        return None
    if sum(read(word) is not None for word in sample) < _MOSTLY * len(sample) or _share_of_rows(values, read) < _MOSTLY:
        return None
    present = len(values.array) - column.missing
    example = next(word for word in (sample if unit else brackets) if not unit or unit in word)
    return Remark("numbers_with_unit" if unit else "numbers_in_brackets", column.name, present, 1.0, example[:80])


def _share_of_rows(values: Values, read: Any) -> float:
    """The share of rows, of those with a value, whose value can be read."""
    import numpy as np

    if values.distinct is None or values.rows is None or len(values.distinct) > _SAMPLE:
        return 0.0
    good = np.array([read(word.strip()) is not None for word in values.distinct.to_pylist()], dtype=bool)
    rows = values.rows.drop_null().to_numpy()
    return float(good[rows].mean()) if len(rows) else 0.0


def _is_code(word: str) -> bool:
    """Leading zeros, or more digits than a number keeps."""
    return bool(re.match(r"0\d|\+?\d{16,}", word))


def _misfits(code: Any, column: Column, values: Values, read: Any) -> Remark | None:
    import numpy as np

    assert values.distinct is not None
    assert values.rows is not None
    words = values.distinct.to_pylist()
    wrong = np.array([read(word.strip()) is None for word in words])
    if not wrong.any() and code != "numbers_as_text":
        return None
    count = int(wrong[values.rows.drop_null().to_numpy()].sum())
    present = len(values.array) - column.missing
    if count > (1 - _MOSTLY_DATES) * present:
        return None
    example = next((word for word, bad in zip(words, wrong, strict=True) if bad), "")
    return Remark(code, column.name, count, count / present, str(example)[:80])


def _future(column: Column, values: Values) -> Remark | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.kind not in ("date", "datetime"):
        return None
    late = pa.scalar((datetime.now(UTC) + timedelta(days=2)).replace(tzinfo=None), pa.timestamp("us"))
    count = pc.sum(pc.greater(values.array, late)).as_py() or 0
    present = len(values.array) - column.missing
    return Remark("future_dates", column.name, count, count / present, str(column.maximum)) if 0 < count < present / 2 else None


def _coordinates(columns: Sequence[Column], values: Mapping[str, Values]) -> Iterator[Remark]:
    latitude, longitude = coordinate_columns(columns)
    if latitude is None or longitude is None:
        return
    import numpy as np

    y, x = (_floats(values[name]) for name in (latitude, longitude))
    both = ~(np.isnan(y) | np.isnan(x))
    inside = both & _within(y, _KOREA[0]) & _within(x, _KOREA[1])
    swapped = both & _within(y, _KOREA[1]) & _within(x, _KOREA[0])
    rows = int(both.sum())
    if swapped.any():
        yield _remark("swapped_coordinates", f"{latitude}, {longitude}", swapped, rows, y, x)
    outside = both & ~inside & ~swapped
    if outside.any() and 2 * int(inside.sum() + swapped.sum()) >= rows:
        yield _remark("outside_korea", f"{latitude}, {longitude}", outside, rows, y, x)


def _remark(code: Any, name: str, which: np.ndarray[Any, Any], rows: int, y: np.ndarray[Any, Any], x: np.ndarray[Any, Any]) -> Remark:
    first = int(which.argmax())
    return Remark(code, name, int(which.sum()), float(which.sum()) / rows, f"{y[first]:g}, {x[first]:g}")


def _within(values: np.ndarray[Any, Any], bounds: tuple[float, float]) -> np.ndarray[Any, Any]:
    return (values >= bounds[0]) & (values <= bounds[1])


def _floats(values: Values) -> np.ndarray[Any, Any]:
    import pyarrow as pa

    floats: np.ndarray[Any, Any] = values.array.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return floats
