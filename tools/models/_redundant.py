"""Columns that nobody asked for and that only say again what others say."""

from __future__ import annotations

from typing import Any

from tools.dataset._calendar import calendar_of
from tools.models._data import Data, Levels

_LOOKED_AT = 20_000


def redundant(data: Data, kind: str) -> dict[str, list[str]]:
    """Why -> columns: finer versions of other categories (for regressions), parts of a date and exact combinations (for clusters, components)."""
    if kind in ("linear", "ridge", "logistic"):
        return {"finer": found} if (found := _finer(data)) else {}
    if kind in ("kmeans", "pca"):
        calendar = _calendar(data)
        rest = {n: c for n, c in data.columns.items() if n not in calendar}
        if len(rest) < 2:
            return {}
        combined = _combined(rest)
        return {why: columns for why, columns in (("calendar", calendar), ("combination", combined)) if columns}
    return {}


def _finer(data: Data) -> list[str]:
    """Of two categories of which one follows from the other, the one with more values."""
    import numpy as np

    step = max(1, data.n // _LOOKED_AT)
    codes = {n: c.codes[::step] for n, c in data.columns.items() if isinstance(c, Levels)}
    counts = {n: len(np.unique(c)) for n, c in codes.items()}
    gone: list[str] = []
    for fine in sorted(codes, key=lambda n: -counts[n]):
        for coarse, other in codes.items():
            if coarse == fine or coarse in gone or counts[coarse] > counts[fine] or counts[fine] * 10 > len(codes[fine]):
                continue
            if len(np.unique(codes[fine].astype(np.int64) * 1_000_003 + other)) == counts[fine]:
                gone.append(fine)
                break
    return [n for n in codes if n in gone]


def _calendar(data: Data) -> list[str]:
    import numpy as np

    found = []
    for name, column in data.columns.items():
        values = np.unique(column.codes if isinstance(column, Levels) else column[:: max(1, data.n // _LOOKED_AT)])
        if len(values) <= 200 and bool((values % 1 == 0).all()) and calendar_of(name, [int(v) for v in values]) is not None:
            found.append(name)
    return found


def _combined(columns: dict[str, Any]) -> list[str]:
    """Columns that follow exactly from others, one at a time; the last ones of a dataset are most often the computed ones."""
    import numpy as np

    from tools.models._matrix import Matrix, independent

    names = [n for n, c in columns.items() if not isinstance(c, Levels) and c.min() < c.max()]
    if len(names) < 3:
        return []
    kept = independent(Matrix([columns[n] for n in names]), np.arange(len(columns[names[0]])))
    return [n for i, n in enumerate(names) if i not in kept]
