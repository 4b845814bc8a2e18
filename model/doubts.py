"""What a bundle finds doubtful about an accident's values: years outside its data, rare places, combinations it never saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.bundle import Bundle
from model.features import NAMES, RETIRED_LEVELS
from model.prediction import Caution

if TYPE_CHECKING:
    from model.table import FeatureTable

RARE = 50  # a place with fewer accidents than this is called rare


class Doubts:
    """Bound to a bundle. What holds for a value is looked up, not found anew: every prediction asks."""

    def __init__(self, bundle: Bundle) -> None:
        self._first, self._last = bundle.training.first_year, bundle.training.last_year
        self._districts = frozenset(bundle.categories["district"])
        self._rows = bundle.district_rows
        # level -> what it was never seen with, for the first feature of each pair
        self._unseen: dict[str, dict[str, list[tuple[str, frozenset[str]]]]] = {}
        for key, pairs in bundle.unseen.items():
            first, second = key.split("|")
            for level in {a for a, _ in pairs}:
                others = self._unseen.setdefault(first, {}).setdefault(level, [])
                others.append((second, frozenset(b for a, b in pairs if a == level)))

    def notes(self, values: Mapping[str, object], unknown: tuple[str, ...]) -> list[str]:
        """Keys of NOTES. `values` are checked (see model.inputs), `unknown` the features that are None."""
        notes = []
        if len(unknown) == len(NAMES) and all(value is None for value in values.values()):
            notes.append("nothing_known")
        year, district = values["accident_year"], values["district"]
        if year is None:
            notes.append("year_assumed")
        elif year > self._last:  # type: ignore[operator]
            notes.append("year_after_training")
        elif year < self._first:  # type: ignore[operator]
            notes.append("year_before_training")
        if district is not None and district not in self._districts:
            notes.append("district_unseen")
        for name, levels in RETIRED_LEVELS.items():
            if values[name] in levels:
                notes.append("retired_level")
        return notes

    def cautions(self, values: Mapping[str, object]) -> tuple[Caution, ...]:
        out = []
        year, district = values["accident_year"], values["district"]
        if year is not None and year > self._last:  # type: ignore[operator]
            out.append(Caution("years_after_training", ("accident_year",), year - self._last))  # type: ignore[operator]
        if district is not None:
            count = self._rows.get(district, 0)  # type: ignore[call-overload]
            if count < RARE and len(district.split()) > 2:  # type: ignore[attr-defined]
                out.append(Caution("district_rare", ("district",), count))
        for first, levels in self._unseen.items():
            for second, never in levels.get(values[first], ()):  # type: ignore[call-overload]
                if values[second] in never:
                    out.append(Caution("combination_unseen", (first, second), 0))
        return tuple(out)

    def count_notes(self, table: FeatureTable) -> dict[str, int]:
        """How many rows of a table have each note."""
        import numpy as np

        from model.cells import cells_of_levels

        years = np.asarray(table.values.get("accident_year", np.full(table.rows, np.nan)), dtype=np.float64)
        notes = {
            "year_assumed": int(np.isnan(years).sum()),
            "year_after_training": int((years > self._last).sum()),
            "year_before_training": int((years < self._first).sum()),
        }
        if "district" in table.values:
            cells = cells_of_levels(table.values["district"])
            notes["district_unseen"] = sum(cells.counts([level not in self._districts for level in cells.words]).values())
        for name, levels in RETIRED_LEVELS.items():
            if name in table.values:
                cells = cells_of_levels(table.values[name])
                notes["retired_level"] = sum(cells.counts([level in levels for level in cells.words]).values())
        return {code: count for code, count in notes.items() if count}
