"""Columns as numbers or dates, whatever they were stored as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_EXACT_FLOAT = 2**53
_KOREAN = re.compile(
    r"^\s*(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일(?:\s*(\d{1,2})\s*시)?(?:\s*(\d{1,2})\s*분)?(?:\s*(\d{1,2})\s*초)?\s*$"
)
_DASHED = re.compile(
    r"^\s*(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})\.?(?:[T\s]\s*(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2})(?:\.\d+)?)?)?\s*(?:Z|[+-]\d\d:?\d\d)?\s*$"
)
_PACKED = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:(\d{2}))?)?(?:\.0)?\s*$")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The usable numbers of a column (index kept), and how many rows were not usable."""

    values: pd.Series[Any]
    missing: int
    infinite: int

    @property
    def n(self) -> int:
        return len(self.values)


def numbers(series: pd.Series[Any]) -> Numbers | None:
    """The present, finite numbers of a column, or None if it doesn't hold numbers.

    Whole numbers stay int64, also where gaps made the column float; true/false count as 1/0.
    """
    import numpy as np
    from pandas.api import types

    present = series.dropna()
    missing = len(series) - len(present)
    dtype: Any = present.dtype
    if types.is_bool_dtype(dtype) or (types.is_object_dtype(dtype) and len(present) and present.map(lambda v: isinstance(v, bool)).all()):
        return Numbers(present.astype("int64"), missing, 0)
    if types.is_object_dtype(dtype) and not len(present):
        return Numbers(present.astype("float64"), missing, 0)
    if not types.is_numeric_dtype(dtype):
        return None
    if types.is_extension_array_dtype(dtype):
        present = present.astype(dtype.numpy_dtype)
    if types.is_integer_dtype(present.dtype):
        return Numbers(present, missing, 0)
    finite = present[np.isfinite(present.to_numpy())]
    return Numbers(whole(finite), missing, len(present) - len(finite))


def whole(series: pd.Series[Any]) -> pd.Series[Any]:
    """Floats that are all whole numbers, as int64; anything else as it is. Expects no missing values."""
    from pandas.api import types

    if types.is_float_dtype(series.dtype) and len(series) and bool(((series % 1 == 0) & (series.abs() < _EXACT_FLOAT)).all()):
        return series.astype("int64")
    return series


def levels(series: pd.Series[Any]) -> pd.Series[Any]:
    """The present values of a column to be counted or listed: whole floats as integers, infinities kept."""
    return whole(series.dropna())


def dates(series: pd.Series[Any]) -> pd.Series[Any]:
    """The column as naive timestamps (NaT where there is none or it can't be read).

    Reads ISO and dotted dates, 20240301, and "2024년 3월 1일 15시"; never guesses day-month order.
    """
    import pandas as pd
    from pandas.api import types

    if types.is_datetime64_any_dtype(series.dtype):
        zone = getattr(series.dtype, "tz", None)
        return series.dt.tz_localize(None) if zone is not None else series
    distinct = series.dropna().drop_duplicates()
    read = {value: timestamp(value) for value in distinct}
    return pd.to_datetime(series.map(read, na_action="ignore"), errors="coerce").astype("datetime64[us]")


def timestamp(value: Any) -> Any:
    """One value as a pandas Timestamp, or None."""
    import pandas as pd

    text = str(value)
    match = _KOREAN.match(text) or _DASHED.match(text) or _PACKED.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in match.groups())
    try:
        return pd.Timestamp(year=year, month=month, day=day, hour=hour, minute=minute, second=second)
    except ValueError:
        return None


def overflows(values: pd.Series[Any]) -> bool:
    """Could the sum of these integers leave 64 bits?"""
    from pandas.api import types

    if not types.is_integer_dtype(values.dtype) or not len(values):
        return False
    return max(abs(int(values.max())), abs(int(values.min()))) * len(values) >= 2**62


def total(values: pd.Series[Any]) -> int | float:
    """The sum, exact also where 64-bit integers would overflow."""
    from pandas.api import types

    if overflows(values):
        return sum(int(v) for v in values)
    return int(values.sum()) if types.is_integer_dtype(values.dtype) else float(values.sum())
