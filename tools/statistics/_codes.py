"""Columns as codes: every value a whole number, so that ranks and tables of counts need no sorting and no strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MOST_CELLS = 1_000_000  # a table of counts larger than this is no shortcut


@dataclass(frozen=True, slots=True)
class Coded:
    """`codes`: a row each, 0..count-1 in the order of the values, -1 where there is none."""

    codes: NDArray[Any]
    count: int

    @property
    def present(self) -> NDArray[Any]:
        return self.codes >= 0

    def among(self, rows: NDArray[Any] | None) -> NDArray[Any]:
        return self.codes if rows is None else self.codes[rows]


def coded(series: pd.Series[Any], *, ordered: bool) -> Coded:
    """A column as codes; `ordered` by value, which labels need not be."""
    import pandas as pd

    codes, distinct = pd.factorize(series, sort=ordered)
    return Coded(codes, len(distinct))


def ranks(codes: NDArray[Any], count: int) -> NDArray[Any]:
    """Mid-ranks of rows given by their codes, as scipy's rankdata."""
    import numpy as np

    sizes = np.bincount(codes, minlength=count)
    ends = np.cumsum(sizes)
    return np.asarray((ends - (sizes - 1) / 2)[codes])


def together(a: Coded, b: Coded) -> NDArray[Any] | None:
    """The rows where both have a value; None for all of them."""
    both = a.present & b.present
    return None if bool(both.all()) else both


def table_of(a: Coded, b: Coded) -> NDArray[Any]:
    """Counts by both, without the rows and columns that stay empty."""
    import numpy as np

    rows = together(a, b)
    counts = np.bincount(a.among(rows) * b.count + b.among(rows), minlength=a.count * b.count).reshape(a.count, b.count)
    return np.asarray(counts[counts.any(axis=1)][:, counts.any(axis=0)])
