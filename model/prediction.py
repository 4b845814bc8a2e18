"""What a prediction holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from model.bundle import Typical

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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


# What is doubtful about a prediction, besides the notes. Codes; the sentences are for the reader's language.
CAUTIONS: dict[str, str] = {
    "years_after_training": "the year is so many years after the data; the model card has the error by years ahead",
    "district_rare": "so few accidents of this place were in the data",
    "combination_unseen": "no accident in the data had these two values together",
}
BANDS: dict[str, str] = {"minor": "경미", "usual": "일반", "serious": "심각", "severe": "매우 심각"}


@dataclass(frozen=True, slots=True)
class Reason:
    """How one known input moved the prediction: `contribution` is on the log scale (SHAP), `direction` "up" or "down"."""

    feature: str
    contribution: float
    direction: Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Caution:
    """A key of CAUTIONS, the inputs it is about, and how many (years after the data, accidents of the place; 0 for a combination)."""

    code: str
    features: tuple[str, ...]
    count: int


class Prediction(NamedTuple):
    """ECLO of one accident.

    `eclo` >= 1; `low`..`high` holds the real value in `level` of cases (split-conformal). `percentile` (0..100): the share of the last
    training year's accidents for which this model predicts less. `typical`: Daegu in the last training year. `ratio` is
    eclo / typical.mean. The model predicts on the log scale, so its usual prediction lies below the mean of recorded values;
    `ratio_to_usual` is eclo / typical.predicted, which is 1 for an ordinary accident: use that one to say "more" or "less".
    `worst`: the chance that the worst injury is each of WORST, summing to 1; None if the bundle has no such model. `band`: key of BANDS.
    `unknown`: which of the 11 features are not known, and `widening`: how much wider that makes the interval, on the log scale, than that of
    the same accident with the unknown ones known and usual (see model.usual): 1.02 is 2 % wider, 1 no wider. Never below 1: where the
    usual accident is the less certain one, not knowing has cost nothing, but does not make it more certain either. `reasons`: strongest first, when asked for.
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
    worst: dict[str, float] | None = None
    band: str = "usual"
    unknown: tuple[str, ...] = ()
    widening: float = 1.0
    cautions: tuple[Caution, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameReport:
    """How a table was read. See model.table.FeatureTable for the fields of the same names.

    `unusable_rows`: rows without one known feature (their ECLO is that of any accident). `notes`: key of NOTES -> number of rows.
    `unknown_rows`: rows of which any of the 11 features is not known, and `widening`: how much wider that makes their intervals, on the log
    scale (the mean over at most 100 of them from all over the table; 1 when there is none).
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
    unknown_rows: int = 0
    widening: float = 1.0
    contradicted: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FramePrediction:
    """ECLO for each row of a table, in its order: `eclo`, `low`, `high` and `usable` have the shape (rows,).

    `worst` has the shape (rows, 4) in the order of WORST (None if the bundle has no such model); `band` holds keys of BANDS.
    """

    eclo: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    usable: NDArray[np.bool_]
    report: FrameReport
    model_version: str
    worst: NDArray[np.float64] | None = None
    band: NDArray[np.object_] | None = None
