"""One column worked out within the groups of one or several others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.dataset._calendar import Calendar, calendar_of
from tools.dataset._counts import sort_key
from tools.dataset._say import plain, scalar
from tools.dataset._values import overflows, total, whole

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_SPARSE = 4  # with more possible groups than this for every row, those that are there are looked for


@dataclass(frozen=True, slots=True)
class Group:
    keys: tuple[Any, ...]  # None: the rows where that column is missing
    value: Any  # None where no row has one
    n: int

    @property
    def whole(self) -> bool:
        return None not in self.keys

    @property
    def has_value(self) -> bool:
        return plain(self.value) is not None


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups in the order to show them: calendar order where every key has one, else the highest first; those without a key last.

    `calendars` has one for each key (None: no calendar).
    """

    groups: list[Group]
    calendars: tuple[Calendar | None, ...]

    @property
    def by_calendar(self) -> bool:
        return all(self.calendars)


def grouped(keys: Sequence[pd.Series[Any]], values: pd.Series[Any], operation: str) -> Groups:
    """`keys` have a row for each row of the data, numbered from 0; `values` are the present ones, with these numbers as index."""
    import numpy as np

    coded = [_coded(key) for key in keys]
    codes = np.zeros(len(keys[0]), np.int64)
    for own, levels in coded:
        codes = codes * (len(levels) + 1) + own
    of_values = codes if len(values) == len(codes) else codes[values.index.to_numpy()]
    by_code = values.groupby(of_values, sort=False)
    results, sizes = _results(by_code, operation), by_code.size().to_dict()
    nothing = 0 if operation == "count" else None
    found = [
        Group(_keys(code, coded), results.get(code, nothing), int(sizes.get(code, 0)))
        for code in _distinct(codes, [len(levels) + 1 for _, levels in coded])
    ]
    calendars = tuple(calendar_of(str(key.name), {g.keys[i] for g in found} - {None}) for i, key in enumerate(keys))
    return Groups(_in_order(found, calendars), calendars)


def _coded(key: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """For each row the number of its value, and the values; a missing one has the number after the last."""
    import numpy as np
    import pandas as pd

    if isinstance(key.dtype, pd.CategoricalDtype):
        codes, levels = key.cat.codes.to_numpy(), pd.Series(key.cat.categories)
    else:
        codes, uniques = pd.factorize(key)
        levels = pd.Series(uniques)
    known = [scalar(level) for level in whole(levels)]
    return np.where(codes < 0, len(known), codes).astype(np.int64, copy=False), known


def _distinct(codes: np.ndarray[Any, Any], sizes: Sequence[int]) -> list[int]:
    import math

    import numpy as np

    possible = math.prod(sizes)
    found = np.flatnonzero(np.bincount(codes, minlength=possible)) if possible <= _SPARSE * len(codes) + 1 else np.unique(codes)
    return [int(code) for code in found]


def _keys(code: int, coded: Sequence[tuple[Any, list[Any]]]) -> tuple[Any, ...]:
    keys: list[Any] = []
    for _, levels in reversed(coded):
        code, place = divmod(code, len(levels) + 1)
        keys.append(levels[place] if place < len(levels) else None)
    return tuple(reversed(keys))


def _results(by_code: Any, operation: str) -> dict[Any, Any]:
    if operation == "sum" and overflows(by_code.obj):
        return {code: total(part) for code, part in by_code}
    return dict(getattr(by_code, operation)().items())


def _in_order(found: list[Group], calendars: Sequence[Calendar | None]) -> list[Group]:
    def place(group: Group) -> Any:
        if not group.whole:
            return (1, [(key is None, *(() if key is None else sort_key(key))) for key in group.keys])
        if all(calendars):
            return (0, [c.rank(key) for c, key in zip(calendars, group.keys, strict=True) if c])
        return (0, (not group.has_value, -group.value if group.has_value else 0, [sort_key(key) for key in group.keys]))

    return sorted(found, key=place)
