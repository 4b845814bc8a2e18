"""Features -> the numbers that LightGBM sees, the same way for one accident and for a table.

Columns are the eleven features, `gu` and the two optional inputs. A category is its index in the bundle's list; what is not known is
NaN, which the model was trained for. A 시군구 of the 구 level ("대구광역시 수성구") is a known `gu` with an unknown `district`: the model saw such rows, so a
prediction for a whole 구 is the model's own, not an average made afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from model.features import BY_NAME, INPUT_CATEGORIES, NAMES, NUMBERS, OPTIONAL_NAMES, gu_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS: tuple[str, ...] = (*NAMES, "gu", *OPTIONAL_NAMES)
_UNKNOWN = float("nan")
_numbers = itemgetter(*NUMBERS)
_sources = itemgetter(*("district" if name == "gu" else name for name in COLUMNS))
_YEAR, _GU = COLUMNS.index("accident_year"), COLUMNS.index("gu")
CATEGORY_COLUMNS: tuple[int, ...] = tuple(i for i, name in enumerate(COLUMNS) if name in INPUT_CATEGORIES or name == "gu")


class Encoder:
    """Bound to the categories of a bundle (`gu` among them) and to the years it was trained on."""

    def __init__(self, categories: Mapping[str, Sequence[str]], first_year: int, last_year: int) -> None:
        self._codes = {name: {level: float(i) for i, level in enumerate(levels)} for name, levels in categories.items()}
        self._districts = categories["district"]
        whole_gus = {level for level in categories["district"] if len(level.split()) < 3}
        self._codes["district"] = {k: v for k, v in self._codes["district"].items() if k not in whole_gus}
        self._years = (float(first_year), float(last_year))
        self._cells = [self._cells_of(name) for name in COLUMNS]
        self._cell_of = [cells.get for cells in self._cells]

    def _cells_of(self, column: str) -> dict[Any, float]:
        """The cell of each value that a column is made from; None, which is not known, has one, too."""
        cells: dict[Any, float] = {None: _UNKNOWN}
        if column == "gu":
            return cells | {district: self._code("gu", district) for district in self._districts}
        if column not in NUMBERS:
            return cells | self._codes[column]
        numbers = range(BY_NAME[column].low, BY_NAME[column].high + 1)
        low, high = self._years if column == "accident_year" else (numbers[0], numbers[-1])
        return cells | {number: float(min(max(number, low), high)) for number in numbers}

    def one(self, values: Mapping[str, object], assumed_year: int | None = None) -> list[float]:
        """The cells of one row: valid levels and integers by the name of each input, None where it is not known.

        Where the year is not known, `assumed_year` takes its place.
        """
        row = self.plain(values, assumed_year)
        if row is None:  # a place of the 구 level, or one that was not in the data, maybe of a 구 that was
            cells = zip(self._cell_of, _sources(values), strict=True)
            row = [_UNKNOWN if (cell := cell_of(value)) is None else cell for cell_of, value in cells]
            row[_GU] = _UNKNOWN if values["district"] is None else self._code("gu", str(values["district"]))
            if assumed_year is not None and values["accident_year"] is None:
                row[_YEAR] = self._cells[_YEAR][assumed_year]
        return row

    def plain(self, values: Mapping[str, object], assumed_year: int | None = None) -> list[float] | None:
        """The same of unchecked values if each is None, a level or a whole number of its feature; else None.

        Being a level and having a cell are the same thing, so that one look decides both.
        """
        try:
            row = [cell_of(value) for cell_of, value in zip(self._cell_of, _sources(values), strict=True)]
        except TypeError:  # what can't be looked up is no level
            return None
        if None in row or not all([type(value) is int or value is None for value in _numbers(values)]):
            return None
        if assumed_year is not None and values["accident_year"] is None:
            row[_YEAR] = self._cells[_YEAR][assumed_year]
        return cast("list[float]", row)

    def many(
        self, values: Mapping[str, NDArray[np.object_] | NDArray[np.float64]], rows: int, assumed_year: int | None = None
    ) -> NDArray[np.float64]:
        """A matrix of shape (rows, columns). Categories come as object arrays (level or None), numbers as floats with NaN.

        Where the year is not known, `assumed_year` takes its place.
        """
        import numpy as np
        import pandas as pd

        out = np.full((rows, len(COLUMNS)), np.nan)
        for position, name in enumerate(COLUMNS):
            source = "district" if name == "gu" else name
            if source not in values:
                continue
            if name in NUMBERS:
                out[:, position] = values[name]
                continue
            rows_of, levels = pd.factorize(values[source])  # each level is looked up once; -1, the last place, is an empty cell
            out[:, position] = np.array([*(self._code(name, str(level)) for level in levels), np.nan])[rows_of]
        if assumed_year is not None:
            out[np.isnan(out[:, _YEAR]), _YEAR] = assumed_year
        out[:, _YEAR] = np.clip(out[:, _YEAR], *self._years)
        return out

    def _code(self, name: str, level: str) -> float:
        key = (gu_of(level) or "") if name == "gu" else level
        return self._codes[name].get(key, _UNKNOWN)
