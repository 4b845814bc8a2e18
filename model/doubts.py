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
        self._rare = {district: _rare(district, count) for district, count in bundle.district_rows.items()}
        # for the first feature of each pair: level -> the second, and what is said of each of its levels that was never seen with it
        unseen: dict[str, dict[object, list[tuple[str, dict[object, Caution]]]]] = {}
        for key, pairs in bundle.unseen.items():
            first, second = key.split("|")
            caution = Caution("combination_unseen", (first, second), 0)
            for level in {a for a, _ in pairs}:
                others = unseen.setdefault(first, {}).setdefault(level, [])
                others.append((second, {b: caution for a, b in pairs if a == level}))
        self._unseen = [(first, levels.get) for first, levels in unseen.items()]

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
        out: list[Caution] = []
        year, district = values["accident_year"], values["district"]
        if year is not None and year > self._last:  # type: ignore[operator]
            out.append(Caution("years_after_training", ("accident_year",), year - self._last))  # type: ignore[operator]
        if district is not None:
            out += self._rare[district] if district in self._rare else _rare(str(district), 0)
        for first, never_with in self._unseen:
            for second, never in never_with(values[first]) or ():
                if (value := values[second]) in never:
                    out.append(never[value])
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


def _rare(district: str, count: int) -> list[Caution]:
    """What is said of a place with so many accidents in the data: nothing of a whole 구."""
    return [Caution("district_rare", ("district",), count)] if count < RARE and len(district.split()) > 2 else []
