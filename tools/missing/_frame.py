"""Which columns missing data is about, and the others as predictors."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text
from tools.dataset._pick import DATE_KINDS, NUMERIC_KINDS, is_identifier, pick
from tools.dataset._values import dates, numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

MOST_LEVELS = 50
MOST_PREDICTORS = 40

NO_ROWS = Text(ko="이 데이터에는 행이 없어요.", en="This dataset has no rows.")
NO_GAPS = Text(ko="빈 값이 하나도 없어요. {rows:,}행이 모두 채워져 있어요.", en="No values are missing: all {rows:,} rows are filled.")


def one_thread() -> AbstractContextManager[Any]:
    """Linear algebra in one thread: for matrices as small as these, more of them only wait for each other."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def is_number(column: Column) -> bool:
    return column.kind in NUMERIC_KINDS


def is_level(column: Column) -> bool:
    """A category: text or yes/no with few values."""
    return column.kind in ("text", "category", "boolean") and 1 <= column.unique <= MOST_LEVELS


def with_gaps(ctx: ToolContext, asked: Sequence[str] | None) -> list[Column]:
    """The columns asked for, or all own ones with gaps. Raises Refused (unknown_column, no_rows, nothing_missing)."""
    profile = ctx.need_dataset().profile
    if not profile.rows:
        raise Refused("no_rows", NO_ROWS)
    if asked:
        return list({p.name: p.column for p in (pick(ctx, name) for name in asked)}.values())
    found = [c for c in profile.columns if c.missing]
    if not found:
        raise Refused("nothing_missing", NO_GAPS, rows=profile.rows)
    return found


def predictors(ctx: ToolContext) -> list[Column]:
    """Columns that may tell something about others: numbers, dates and categories; no keys, no constants, no empty ones."""
    profile = ctx.need_dataset().profile
    fit = [
        c
        for c in profile.columns
        if c.unique > 1 and not is_identifier(c, profile.rows) and (is_number(c) or is_level(c) or c.kind in DATE_KINDS)
    ]
    return fit[:MOST_PREDICTORS]


def floats(series: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Numbers as floats, dates as days since 1970, yes/no as 1/0; missing as NaN."""
    import pandas as pd

    if column.kind in DATE_KINDS:
        return (dates(series) - pd.Timestamp("1970-01-01")).dt.total_seconds() / 86_400
    read = numbers(series)
    assert read is not None, column.name
    return read.values.astype("float64").reindex(series.index)


@dataclass(frozen=True, slots=True)
class Design:
    """Predictors as numbers: standardised numbers and 0/1 levels, rows x features, NaN where missing; `owner` names each feature's column."""

    values: NDArray[np.float64]
    owner: list[str]

    def without(self, column: str) -> NDArray[np.float64]:
        keep = [i for i, name in enumerate(self.owner) if name != column]
        return self.values[:, keep]


def design(frame: pd.DataFrame, columns: Sequence[Column], most_levels: int = 30) -> Design:
    """Numbers centred and divided by their standard deviation; the 30 most frequent levels of a category."""
    import numpy as np

    blocks: list[Any] = []
    owner: list[str] = []
    for column in columns:
        series = frame[column.name]
        if is_number(column) or column.kind in DATE_KINDS:
            values = floats(series, column).to_numpy()
            spread = float(np.nanstd(values)) if np.isfinite(values).any() else 0.0
            if spread > 0:
                blocks.append((values - np.nanmean(values)) / spread)
                owner.append(column.name)
            continue
        gone = series.isna().to_numpy()
        for level in series.value_counts().index[:most_levels]:
            blocks.append(np.where(gone, np.nan, (series == level).fillna(value=False).to_numpy(dtype=float)))
            owner.append(column.name)
    values = np.column_stack(blocks) if blocks else np.empty((len(frame), 0))
    return Design(values, owner)
