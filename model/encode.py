"""Features -> the numbers that LightGBM sees, the same way for one accident and for a table.

Columns are the eleven features, `gu` and the two optional inputs. A category is its index in the bundle's list; what is not known is NaN, which the model was
trained for. A 시군구 of the 구 level ("대구광역시 수성구") is a known `gu` with an unknown `district`: the model saw such rows, so a
prediction for a whole 구 is the model's own, not an average made afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from model.features import INPUT_CATEGORIES, NAMES, NUMBERS, OPTIONAL_NAMES, gu_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS: tuple[str, ...] = (*NAMES, "gu", *OPTIONAL_NAMES)
_UNKNOWN = float("nan")
_YEAR = COLUMNS.index("accident_year")
CATEGORY_COLUMNS: tuple[int, ...] = tuple(i for i, name in enumerate(COLUMNS) if name in INPUT_CATEGORIES or name == "gu")


class Encoder:
    """Bound to the categories of a bundle (`gu` among them) and to the years it was trained on."""

    def __init__(self, categories: Mapping[str, Sequence[str]], first_year: int, last_year: int) -> None:
        self._codes = {name: {level: float(i) for i, level in enumerate(levels)} for name, levels in categories.items()}
        whole_gus = {level for level in categories["district"] if len(level.split()) < 3}
        self._codes["district"] = {k: v for k, v in self._codes["district"].items() if k not in whole_gus}
        self._years = (float(first_year), float(last_year))
        self._cells = [(name, None if name in NUMBERS else self._codes[name]) for name in COLUMNS]

    def one(self, values: Mapping[str, object]) -> list[float]:
        """The cells of one row. `values` are valid levels and integers by feature name; None or absent is unknown."""
        district = values.get("district")
        gu = None if district is None else gu_of(str(district)) or ""
        row = []
        for name, codes in self._cells:
            value = gu if name == "gu" else values.get(name)
            row.append(_UNKNOWN if value is None else float(value) if codes is None else codes.get(value, _UNKNOWN))  # type: ignore[arg-type,call-overload]
        year = row[_YEAR]
        row[_YEAR] = min(max(year, self._years[0]), self._years[1]) if year == year else year  # noqa: PLR0124 - NaN stays NaN
        return row

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
        year = COLUMNS.index("accident_year")
        if assumed_year is not None:
            out[np.isnan(out[:, year]), year] = assumed_year
        out[:, year] = np.clip(out[:, year], *self._years)
        return out

    def _code(self, name: str, level: str) -> float:
        key = (gu_of(level) or "") if name == "gu" else level
        return self._codes[name].get(key, float("nan"))
