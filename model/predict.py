"""Asking the model: one accident, or a whole table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from model.bundle import Bundle, Typical, champion, load
from model.encode import Encoder
from model.errors import UnusableTable
from model.features import (
    BY_NAME,
    NAMES,
    RETIRED_LEVELS,
    canonical_district,
    gu_of,
    resolve_level,
)
from model.inputs import check_inputs, derive, in_daegu
from model.places import Ambiguous, Gazetteer, Resolved

if TYPE_CHECKING:
    import lightgbm
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from model.table import FeatureTable

ENOUGH = 3
KEYS = ("accident_type", "district", "road_type")

# What a prediction may have to be told with. Codes; the sentences are in bot/text.
NOTES: dict[str, str] = {
    "year_after_training": "the year is after the data: the last training year was used",
    "year_assumed": "no year was given: the last training year was used, so that the answer compares with what is usual now",
    "year_before_training": "the year is before the data: the first training year was used",
    "district_unseen": "no accident of this 동 (or 구) was in the data: the 구 was used, or no place at all",
    "retired_level": "a level of the coding until 2016, which no later accident has",
    "time_period_contradicts_hour": "the given time period is not that of the hour; both were used as given",
    "weekday_contradicts_date": "the given weekday is not that of the date; both were used as given",
    "nothing_known": "no feature was given: this is the model's prediction for any accident",
}


@dataclass(frozen=True, slots=True)
class Prediction:
    """ECLO of one accident.

    `eclo` >= 1; `low`..`high` holds the real value in `level` of cases (split-conformal). `percentile` (0..100): the share of the last
    training year's accidents for which this model predicts less. `typical`: Daegu in the last training year. `ratio` is
    eclo / typical.mean. The model predicts on the log scale, so its usual prediction lies below the mean of recorded values;
    `ratio_to_usual` is eclo / typical.predicted, which is 1 for an ordinary accident: use that one to say "more" or "less".
    `typical_gu` is the 구's own, where the place is known. `notes` are keys of NOTES. `derived`: what was filled in from the rest.
    """

    eclo: float
    low: float
    high: float
    level: float
    percentile: float
    typical: Typical
    typical_gu: Typical | None
    ratio: float
    ratio_to_usual: float
    model_version: str
    notes: tuple[str, ...]
    derived: dict[str, str]


@dataclass(frozen=True, slots=True)
class FrameReport:
    """How a table was read. See model.table.FeatureTable for the fields of the same names.

    `unusable_rows`: rows without one known feature (their ECLO is that of any accident). `notes`: key of NOTES -> number of rows.
    """

    rows: int
    found: dict[str, str]
    derived: dict[str, str]
    missing: list[str]
    unknown: dict[str, int]
    unknown_values: dict[str, dict[str, int]]
    empty: dict[str, int]
    unusable_rows: int
    notes: dict[str, int]


@dataclass(frozen=True, slots=True)
class FramePrediction:
    """ECLO for each row of a table, in its order: `eclo`, `low`, `high` and `usable` have the shape (rows,)."""

    eclo: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    usable: NDArray[np.bool_]
    report: FrameReport
    model_version: str


@dataclass(slots=True)
class Predictor:
    """A loaded bundle. Safe to share between threads: it keeps no state between calls."""

    bundle: Bundle
    booster: lightgbm.Booster
    places: Gazetteer
    _encoder: Encoder = field(init=False)

    def __post_init__(self) -> None:
        self._encoder = Encoder(self.bundle.categories, self.bundle.training.first_year, self.bundle.training.last_year)

    @classmethod
    def load(cls, directory: Path | None = None) -> Predictor:
        """The bundle in `directory`, or the shipped one. Raises BundleInvalid."""
        bundle, booster = load(champion() if directory is None else directory)
        return cls(bundle, booster, Gazetteer(bundle.categories["district"]))

    @property
    def model_version(self) -> str:
        return self.bundle.name

    def categories(self, feature: str) -> list[str]:
        """The levels of a category feature, the most frequent first (districts by name). KeyError for a number."""
        return list(self.bundle.categories[BY_NAME[feature].name])

    def predict_one(self, inputs: Mapping[str, object]) -> Prediction:
        """The prediction for one accident: exact levels and integers by English feature name; None or absent is unknown.

        The time period follows from the hour and the weekday from the date when they are not given. A district may be a 구, and may be
        one that was not in the data, if it is in Daegu. Raises InvalidInput.
        """
        values = check_inputs(inputs, self.bundle.categories)
        notes = self._notes(values)
        derived = derive(values, notes)
        row = self._encoder.one(self._now(values))
        raw = float(self.booster.predict(row, num_threads=1)[0])
        eclo, low, high = (float(v) for v in self._scale(raw))
        typical = self.bundle.typical[""]
        gu = gu_of(str(values["district"])) if values["district"] is not None else None
        return Prediction(
            eclo=eclo,
            low=low,
            high=high,
            level=self.bundle.interval.level,
            percentile=self._percentile(eclo),
            typical=typical,
            typical_gu=self.bundle.typical.get(gu or "-"),
            ratio=eclo / typical.mean,
            ratio_to_usual=eclo / typical.predicted,
            model_version=self.model_version,
            notes=tuple(notes),
            derived=derived,
        )

    def predict_frame(self, frame: pd.DataFrame, progress: Callable[[int, int], None] | None = None, chunk: int = 5000) -> FramePrediction:
        """A prediction for every row of an accident table, headers in Korean or English, in any order.

        `progress(done, rows)` is called after each chunk; what it raises ends the work. Raises UnusableTable when fewer than 3 of the
        11 features are there, or none of accident_type, district and road_type.
        """
        import numpy as np

        from model.table import read_features

        notes: dict[str, int] = {}
        table = read_features(frame, self._resolve)
        _check_enough(table)
        matrix = self._encoder.many(table.values, table.rows, assumed_year=self.bundle.training.last_year)
        raw = np.empty(table.rows)
        for start in range(0, table.rows, chunk):
            stop = min(start + chunk, table.rows)
            raw[start:stop] = self.booster.predict(matrix[start:stop], num_threads=1)
            if progress:
                progress(stop, table.rows)
        # Each value by the same scalar function as predict_one, so that both give the same bits.
        eclo, low, high = np.array([self._scale(float(v)) for v in raw]).T
        usable = table.known()
        self._count_notes(table, notes)
        report = FrameReport(
            rows=table.rows,
            found=table.found,
            derived=table.derived,
            missing=table.missing,
            unknown=table.unknown,
            unknown_values=table.unknown_values,
            empty=table.empty,
            unusable_rows=int((~usable).sum()),
            notes=notes,
        )
        return FramePrediction(eclo, low, high, usable, report, self.model_version)

    def _now(self, values: Mapping[str, object]) -> dict[str, object]:
        """ECLO fell over the years: an accident without a year is one of the newest, not of the average of them all."""
        year = values["accident_year"]
        return {**values, "accident_year": self.bundle.training.last_year if year is None else year}

    def _scale(self, raw: float) -> tuple[float, float, float]:
        """log1p(ECLO) -> (ECLO, low, high), none of them below 1: no recorded accident is."""
        interval = self.bundle.interval
        eclo = max(1.0, math.expm1(raw))
        return eclo, min(eclo, max(1.0, math.expm1(raw + interval.low))), max(eclo, math.expm1(raw + interval.high))

    def _percentile(self, eclo: float) -> float:
        import numpy as np

        steps = self.bundle.quantiles["predicted"]
        return float(np.interp(eclo, steps, np.linspace(0.0, 100.0, len(steps))))

    def _notes(self, values: Mapping[str, object]) -> list[str]:
        notes = [] if any(v is not None for v in values.values()) else ["nothing_known"]
        year = values["accident_year"]
        notes += ["year_assumed"] if year is None else []
        if isinstance(year, int):
            notes += ["year_after_training"] if year > self.bundle.training.last_year else []
            notes += ["year_before_training"] if year < self.bundle.training.first_year else []
        district = values["district"]
        if district is not None and district not in self.bundle.categories["district"]:
            notes.append("district_unseen")
        if any(values[name] in levels for name, levels in RETIRED_LEVELS.items()):
            notes.append("retired_level")
        return notes

    def _resolve(self, name: str, text: str) -> str | None:
        """The level that a cell means. A place in Daegu that was not in the data stays itself: the encoder uses its 구."""
        if name != "district":
            level = text if text in self.bundle.categories[name] else resolve_level(name, text)
            return level if level in self.bundle.categories[name] else None
        district = canonical_district(text)
        if district in self.bundle.categories[name] or in_daegu(district):
            return district
        answer = self.places.resolve(text)
        if isinstance(answer, Resolved):
            return answer.place.category
        return answer.gu.category if isinstance(answer, Ambiguous) and answer.gu else None

    def _count_notes(self, table: FeatureTable, notes: dict[str, int]) -> None:
        import numpy as np
        import pandas as pd

        years = np.asarray(table.values.get("accident_year", np.full(table.rows, np.nan)), dtype=np.float64)
        notes["year_assumed"] = int(np.isnan(years).sum())
        if "accident_year" in table.values:
            notes["year_after_training"] = int((years > self.bundle.training.last_year).sum())
            notes["year_before_training"] = int((years < self.bundle.training.first_year).sum())
        if "district" in table.values:
            names = pd.Series(table.values["district"], dtype=object).dropna()
            notes["district_unseen"] = int((~names.isin(self.bundle.categories["district"])).sum())
        for name, levels in RETIRED_LEVELS.items():
            if name in table.values:
                notes["retired_level"] = int(pd.Series(table.values[name], dtype=object).isin(levels).sum())
        for code in [code for code, count in notes.items() if not count]:
            del notes[code]


def _check_enough(table: FeatureTable) -> None:
    if not table.rows:
        raise UnusableTable("no_rows")
    found = [name for name in NAMES if name not in table.missing]
    if len(found) < ENOUGH:
        raise UnusableTable("too_few_features", found=found, missing=table.missing, needed=ENOUGH)
    if not any(name in found for name in KEYS):
        raise UnusableTable("no_key_feature", found=found, missing=table.missing, one_of=list(KEYS))
