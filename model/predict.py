"""Asking the model: one accident, or a whole table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from model.bundle import Bundle, Typical, champion, load
from model.data import WORST
from model.doubts import Doubts
from model.encode import COLUMNS, Encoder
from model.errors import UnusableTable
from model.explain import reasons_of
from model.fastrow import FastRow
from model.features import (
    BY_NAME,
    NAMES,
    OPTIONAL_NAMES,
    canonical_district,
    gu_of,
    resolve_level,
)
from model.inputs import UNKNOWN, check_day, check_inputs, derive, in_daegu
from model.places import Ambiguous, Gazetteer, Resolved
from model.prediction import BANDS, CAUTIONS, NOTES, Caution, FramePrediction, FrameReport, Prediction, Reason
from model.spread import bounds, bounds_of, group_of, limits_for, spread_of, spread_of_one
from model.usual import Usual

if TYPE_CHECKING:
    import lightgbm
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from model.table import FeatureTable

__all__ = ["BANDS", "CAUTIONS", "NOTES", "Caution", "FramePrediction", "FrameReport", "Prediction", "Predictor", "Reason"]

ENOUGH = 3
KEYS = ("accident_type", "district", "road_type")
_features = itemgetter(*NAMES)
SAMPLE = 100  # so many rows tell how much wider their unknown values make the intervals of a table


@dataclass(slots=True)
class Predictor:
    """A loaded bundle. Safe to share between threads."""

    bundle: Bundle
    booster: lightgbm.Booster
    places: Gazetteer
    severity: lightgbm.Booster | None = None
    _encoder: Encoder = field(init=False)
    _fast: FastRow = field(init=False)
    _usual: Usual = field(init=False)
    _bands: tuple[list[float], list[str]] = field(init=False)
    _valid: dict[str, frozenset[str]] = field(init=False)
    _doubts: Doubts = field(init=False)
    _shifts_of: dict[object, float] = field(init=False)
    _typicals: dict[object, Typical | None] = field(init=False)

    def __post_init__(self) -> None:
        self._encoder = Encoder(self.bundle.categories, self.bundle.training.first_year, self.bundle.training.last_year)
        self._fast = FastRow([(self.booster, 1), *([(self.severity, len(WORST))] if self.severity else [])])
        self._usual = Usual(self.bundle)
        ordered = sorted(self.bundle.bands.items(), key=lambda item: item[1])
        self._bands = [cut for _, cut in ordered[1:]], [code for code, _ in ordered]
        self._valid = {name: frozenset(levels) for name, levels in self.bundle.categories.items()}
        self._doubts = Doubts(self.bundle)
        self._shifts_of = _shifts_of(self.bundle)
        self._typicals = {district: self.bundle.typical.get(gu_of(district) or "-") for district in self.bundle.categories["district"]}

    @classmethod
    def load(cls, directory: Path | None = None) -> Predictor:
        """The bundle in `directory`, or the shipped one. Raises BundleInvalid."""
        bundle, booster, severity = load(champion() if directory is None else directory)
        return cls(bundle, booster, Gazetteer(bundle.categories["district"]), severity)

    @property
    def model_version(self) -> str:
        return self.bundle.name

    def categories(self, feature: str) -> list[str]:
        """The levels of a category feature, the most frequent first (districts by name). KeyError for a number."""
        return list(self.bundle.categories[BY_NAME[feature].name])

    def predict_one(self, inputs: Mapping[str, object], reasons: int = 0) -> Prediction:
        """The prediction for one accident: exact levels and integers by English feature name; None or absent is unknown.

        The time period follows from the hour, the weekday from the date and the accident type from its detail when they are not given.
        A district may be a 구, and may be one that was not in the data, if it is in Daegu. `reasons`: how many of the strongest to tell
        (a few milliseconds). Raises InvalidInput.
        """
        values, row = self._read(inputs)
        unknown = _unknown(values)
        notes = self._doubts.notes(values, unknown)
        derived = derive(values, notes)
        if derived:
            unknown = _unknown(values)
        if row is None or derived:
            row = self._encoder.one(values, self.bundle.training.last_year)
        (raw,), *severity = self._fast(row)
        shift = self._shifts_of.get(values["accident_year"], 0.0)
        worst = severity[0] if severity else None
        spread, limits = self._spread(worst), limits_for(self.bundle.interval.limits, group_of(values))
        eclo, low, high = bounds(raw + shift, spread, limits)
        typical = self.bundle.typical[""]
        return Prediction(  # by position, in their order: names would take a twentieth of the time
            eclo,
            low,
            high,
            self.bundle.interval.level,
            self._percentile(eclo),
            typical,
            self._typical_of(values["district"]),
            eclo / typical.mean,
            eclo / typical.predicted,
            self.bundle.name,
            tuple(notes),
            derived,
            dict(zip(WORST, worst, strict=True)) if worst else None,
            self._band(eclo),
            unknown,
            self._widening(values, limits.span * spread) if unknown else 1.0,
            self._doubts.cautions(values),
            reasons_of(self.booster, row, values, shift)[:reasons] if reasons else (),
        )

    def _read(self, inputs: Mapping[str, object]) -> tuple[dict[str, object], list[float] | None]:
        """The inputs, checked, and their cells where every one of them is plainly a level or a whole number of its feature."""
        values = {**UNKNOWN, **inputs}
        row = self._encoder.plain(values, self.bundle.training.last_year) if len(values) == len(UNKNOWN) else None
        if row is None or values["accident_detail"] is not None:  # a detail tells the accident type, or contradicts it
            return check_inputs(inputs, self.bundle.categories, self._valid), None
        check_day(values)
        return values, row

    def _typical_of(self, district: object) -> Typical | None:
        """That of the 구 of a place."""
        if district is None or district in self._typicals:
            return self._typicals.get(district)
        return self.bundle.typical.get(gu_of(str(district)) or "-")

    def predict_frame(self, frame: pd.DataFrame, progress: Callable[[int, int], None] | None = None, chunk: int = 5000) -> FramePrediction:
        """A prediction for every row of an accident table, headers in Korean or English, in any order.

        `progress(done, rows)` is called after each chunk; what it raises ends the work. Raises UnusableTable when fewer than 3 of the
        11 features are there, or none of accident_type, district and road_type.
        """
        import numpy as np

        from model.rows import distinct, predict_rows
        from model.table import read_features

        table = read_features(frame, self.resolve)
        _check_enough(table)
        matrix = self._encoder.many(table.values, table.rows, assumed_year=self.bundle.training.last_year)
        chosen, row = distinct(matrix)  # all that follows is a function of the encoded row: once for each different one
        matrix = np.ascontiguousarray(matrix[chosen])
        told = (lambda done, rows: progress(table.rows * done // rows, table.rows)) if progress else None
        raw, *severity = predict_rows([b for b in (self.booster, self.severity) if b], matrix, chunk, told)
        worst = severity[0] if severity else None
        low, high = self._limits(matrix)
        eclo, low, high = bounds_of(raw + self._shifts(matrix), self._spreads(worst, len(matrix)), low, high)
        cuts, codes = self._bands
        band = np.array(codes, dtype=object)[np.searchsorted(cuts, eclo, side="right")]
        report = self._report(table)
        worst = None if worst is None else worst[row]
        return FramePrediction(eclo[row], low[row], high[row], table.known(), report, self.model_version, worst, band[row])

    def _report(self, table: FeatureTable) -> FrameReport:
        unknown_rows, widening = self._widened(table)
        return FrameReport(
            rows=table.rows,
            found=table.found,
            derived=table.derived,
            missing=table.missing,
            unknown=table.unknown,
            unknown_values=table.unknown_values,
            empty=table.empty,
            unusable_rows=int((~table.known()).sum()),
            notes=self._doubts.count_notes(table),
            unknown_rows=unknown_rows,
            widening=widening,
            contradicted=table.contradicted,
        )

    def _widened(self, table: FeatureTable) -> tuple[int, float]:
        """How many rows have a feature that is not known, and how much wider that makes the intervals of a sample of them."""
        import numpy as np

        places = np.flatnonzero(table.unknown_rows(NAMES))
        if not len(places):
            return 0, 1.0
        sample = places[np.unique(np.linspace(0, len(places) - 1, min(SAMPLE, len(places))).astype(np.int64))]
        return len(places), float(np.mean([self.predict_one(table.row(int(place))).widening for place in sample]))

    def _shifts(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for encoded rows, whose year is always there and one of the training's."""
        import numpy as np

        years, which = np.unique(matrix[:, COLUMNS.index("accident_year")], return_inverse=True)
        return np.array([self._shifts_of.get(int(year), 0.0) for year in years])[which]

    def _spread(self, worst: list[float] | None) -> float:
        severity = self.bundle.severity
        return 1.0 if worst is None or severity is None else spread_of_one(worst, severity.log_mean, severity.log_var)

    def _widening(self, values: Mapping[str, object], width: float) -> float:
        """`width` (log scale) by that of the same accident with everything known and usual; at least 1."""
        usual = 0.0
        for share, whole in self._usual.filled(values):
            worst = self._fast(self._encoder.one(whole), only=1)[0] if self.severity else None
            usual += share * limits_for(self.bundle.interval.limits, group_of(whole)).span * self._spread(worst)
        return max(1.0, width / usual)

    def _spreads(self, worst: NDArray[np.float64] | None, rows: int) -> NDArray[np.float64]:
        import numpy as np

        severity = self.bundle.severity
        return np.ones(rows) if worst is None or severity is None else spread_of(worst, severity.log_mean, severity.log_var)

    def _limits(self, matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The lower and the upper limit of each encoded row: those of its `group_of`."""
        import numpy as np

        kind, detail, violation = (matrix[:, COLUMNS.index(name)] for name in ("accident_type", *OPTIONAL_NAMES))
        kinds = ["", *self.bundle.categories["accident_type"]]
        limits = [limits_for(self.bundle.interval.limits, group) for k in kinds for group in (k, f"{k}+" if k else "")]
        which = 2 * np.where(np.isnan(kind), 0.0, kind + 1.0) + (~np.isnan(detail) | ~np.isnan(violation))
        sides = np.array([(own.low, own.high) for own in limits])[which.astype(np.int64)]
        return sides[:, 0], sides[:, 1]

    def _band(self, eclo: float) -> str:
        cuts, codes = self._bands
        return codes[bisect_right(cuts, eclo)]

    def _percentile(self, eclo: float) -> float:
        """Where the value lies among the last year's predictions, between two steps of the table in proportion."""
        steps = self.bundle.quantiles["predicted"]
        right = bisect_right(steps, eclo)
        if right in (0, len(steps)):
            return 100.0 if right else 0.0
        part = (eclo - steps[right - 1]) / (steps[right] - steps[right - 1])
        return 100.0 * (right - 1 + part) / (len(steps) - 1)

    def resolve(self, name: str, text: str) -> str | None:
        """The level that a cell means. A place in Daegu that was not in the data stays itself: the encoder uses its 구."""
        if name != "district":
            level = text if text in self._valid[name] else resolve_level(name, text)
            return level if level in self._valid[name] else None
        district = canonical_district(text)
        if district in self._valid[name] or in_daegu(district):
            return district
        answer = self.places.resolve(text)
        if isinstance(answer, Resolved):
            return answer.place.category
        return answer.gu.category if isinstance(answer, Ambiguous) and answer.gu else None


def _shifts_of(bundle: Bundle) -> dict[object, float]:
    """What an earlier year adds on the log scale; nothing for the last one and after, or where the year is not known."""
    first, last = bundle.training.first_year, bundle.training.last_year
    return {year: bundle.year_levels[str(max(year, first))] for year in range(BY_NAME["accident_year"].low, last)}


def _unknown(values: Mapping[str, object]) -> tuple[str, ...]:
    return tuple([name for name in NAMES if values[name] is None]) if None in _features(values) else ()


def _check_enough(table: FeatureTable) -> None:
    if not table.rows:
        raise UnusableTable("no_rows")
    found = [name for name in NAMES if name not in table.missing]
    there = [name for name in table.missing if name in table.empty]
    if len(found) < ENOUGH <= len(found) + len(there):
        raise UnusableTable("features_empty", empty=there, needed=ENOUGH)
    if len(found) < ENOUGH:
        raise UnusableTable("too_few_features", found=found, missing=table.missing, needed=ENOUGH)
    if not any(name in found for name in KEYS):
        raise UnusableTable("no_key_feature", found=found, missing=table.missing, one_of=list(KEYS))
