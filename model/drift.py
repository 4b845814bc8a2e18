"""Whether what is asked now is what the model learnt from, and whether it errs more than it used to.

Population stability index of a feature: the sum over its levels of (now - then) x ln(now / then), of shares (Siddiqi 2006; the same as
the symmetrised Kullback-Leibler divergence). By custom below .1 is stable and above .25 has shifted. With few rows chance alone goes above
that: without any change PSI is distributed as (1/n + 1/N) x chi-squared with (levels - 1) degrees of freedom (Yurdakul 2018), so a shift is
only told above the 99th percentile of that, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from model.data import level_as_recorded
from model.features import CATEGORIES, NAMES, gu_of
from model.table import FeatureTable, Resolver, read_features

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from model.data import Accidents

Profile = dict[str, dict[str, float]]  # feature -> level (or bin) -> share of the rows where it is known; "" -> share not known

STABLE, MODERATE, SHIFTED, TOO_FEW = "stable", "moderate", "shifted", "too_few"
CODES: tuple[str, ...] = (TOO_FEW, STABLE, MODERATE, SHIFTED)  # the worse the later
LIMITS = {MODERATE: 0.1, SHIFTED: 0.25}
FEWEST = 100  # known values of a feature
FLOOR = 1e-4  # the share of a level that nobody has, at most half a row's
CHANCE = 0.99
MOVED = 3
ROWS = "rows"  # the profile's own entry: {"rows": {"all": n}}
_DAYS = ("1-6", "7-12", "13-18", "19-24", "25-31")
_BINS: dict[str, tuple[str, ...]] = {
    "accident_hour": tuple(str(hour) for hour in range(24)),
    "accident_month": tuple(str(month) for month in range(1, 13)),
    "accident_day": _DAYS,
}
YEAR = "accident_year"


@dataclass(frozen=True, slots=True)
class Moved:
    """The share of one level then and now."""

    level: str
    then: float
    now: float


@dataclass(frozen=True, slots=True)
class FeatureDrift:
    """`psi`: None with too few rows. `chance`: what it reaches by chance in 1 of 100. `code`: one of CODES. `rows`: with a known value.

    `unknown_then`, `unknown_now`: shares of rows where it is not known (not part of the PSI). `moved`: the levels that add most to it.
    `new_levels`: levels the training data has not, with their share.
    """

    feature: str
    code: str
    rows: int
    psi: float | None = None
    chance: float | None = None
    unknown_then: float = 0.0
    unknown_now: float = 0.0
    moved: tuple[Moved, ...] = ()
    new_levels: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drift:
    """`code`: the worst of the features'. `years`: year -> rows now (no PSI: it always moves on); `after_training`: rows of later years."""

    rows: int
    code: str
    features: tuple[FeatureDrift, ...]
    years: dict[str, int]
    after_training: int
    fewest: int = FEWEST

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def profile_of(accidents: Accidents) -> Profile:
    """How often each level was in the training data, for the bundle: districts by 구, numbers by fixed bins, years as they are."""
    return {ROWS: {"all": float(accidents.table.rows)}, **_shares(accidents.table)}


def drift(profile: Profile, now: pd.DataFrame | Sequence[Mapping[str, object]], resolve: Resolver = level_as_recorded) -> Drift:
    """New accidents (or asked predictions) beside the profile of the training data. `now`: a table, or inputs of predictions.

    What people ask about is no sample of accidents: of asked predictions a shift says that other accidents are asked about, not that other
    ones happen. What follows from other features (weekday, time period) is filled in. Pass Predictor.resolve to understand districts in free text.
    """
    import numpy as np
    import pandas as pd

    frame = now if isinstance(now, pd.DataFrame) else pd.DataFrame([dict(row) for row in now])
    table = read_features(frame, resolve) if len(frame) and frame.shape[1] else FeatureTable(len(frame))
    shares, trained = _shares(table), profile[ROWS]["all"]
    features = tuple(
        _feature(name, profile[name], shares.get(name, {"": 1.0}), table.rows, trained)
        for name in NAMES
        if name in profile and name != YEAR
    )
    years = np.asarray(table.values.get(YEAR, np.array([])), dtype=np.float64)
    values, counts = np.unique(years[~np.isnan(years)].astype(int), return_counts=True)
    by_year = {str(year): int(count) for year, count in zip(values.tolist(), counts.tolist(), strict=True)}
    last = max((int(year) for year in profile.get(YEAR, {}) if year), default=0)
    later = sum(count for year, count in by_year.items() if last and int(year) > last)
    return Drift(table.rows, max((f.code for f in features), key=CODES.index, default=TOO_FEW), features, by_year, later)


def psi(then: Mapping[str, float], now: Mapping[str, float], floor: float = FLOOR) -> dict[str, float]:
    """What each level adds to the population stability index; shares below `floor` count as it."""
    import math

    pairs = {level: (max(then.get(level, 0.0), floor), max(now.get(level, 0.0), floor)) for level in {**then, **now}}
    return {level: (b - a) * math.log(b / a) for level, (a, b) in pairs.items()}


def _feature(name: str, then: Mapping[str, float], now: Mapping[str, float], rows: int, trained: float) -> FeatureDrift:
    from scipy.stats import chi2

    known = round(rows * (1 - now.get("", 0.0)))
    blank = then.get("", 0.0), now.get("", 0.0)
    if known < FEWEST or not trained:
        return FeatureDrift(name, TOO_FEW, known, None, None, *blank)
    before, after = ({level: share for level, share in shares.items() if level} for shares in (then, now))
    parts = psi(before, after, max(FLOOR, 0.5 / known))
    total = sum(parts.values())
    levels = max(2, len(parts))
    chance = float(chi2.ppf(CHANCE, levels - 1)) * (1 / known + 1 / trained)
    code = next((code for code in (SHIFTED, MODERATE) if total > max(LIMITS[code], chance)), STABLE)
    strongest = sorted(parts, key=lambda level: (-parts[level], level))[:MOVED]
    return FeatureDrift(
        name,
        code,
        known,
        total,
        chance,
        *blank,
        moved=tuple(Moved(level, before.get(level, 0.0), after.get(level, 0.0)) for level in strongest if parts[level] > 0),
        new_levels={level: share for level, share in sorted(after.items(), key=lambda item: -item[1]) if level not in before},
    )


def _shares(table: FeatureTable) -> Profile:
    import pandas as pd

    out: Profile = {}
    for name in NAMES:
        if name not in table.values:
            continue
        series = pd.Series(table.values[name], dtype=object)
        levels = series.map(_level_of(name), na_action="ignore")
        known = levels.dropna()
        counts = {str(level): int(count) for level, count in known.value_counts().items()}
        order = list(_BINS.get(name, ())) or sorted(counts)
        shares = {level: counts.get(level, 0) / len(known) for level in order} if len(known) else {}
        out[name] = {**shares, "": 1 - len(known) / len(series)} if len(series) else {}
    return out


def _level_of(name: str) -> Any:
    if name == "district":
        return lambda text: gu_of(str(text)) or None
    if name == "accident_day":
        return lambda day: _DAYS[min((int(day) - 1) // 6, len(_DAYS) - 1)]
    return str if name in CATEGORIES else lambda number: str(int(number))


@dataclass(frozen=True, slots=True)
class Period:
    """The error in one month or quarter ("2026-03", "2026-Q1"). `log_bias`: above 0 the predictions came out too high. `few`: too few rows."""

    period: str
    rows: int
    rmsle: float
    mae: float
    mean_predicted: float
    mean_actual: float
    log_bias: float
    few: bool


@dataclass(frozen=True, slots=True)
class ErrorDrift:
    """`rmsle` of all rows, and the 95 % interval it is known to; `reference`: what it was when the model was tested.

    `code`: "too_few" below 30 rows, "higher" or "lower" where the reference lies outside the interval, else "as_expected".
    """

    rows: int
    code: str
    rmsle: float | None
    low: float | None
    high: float | None
    reference: float | None
    periods: tuple[Period, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


FEWEST_ERRORS = 30


def error_drift(
    actual: NDArray[np.float64],
    predicted: NDArray[np.float64],
    months: Sequence[str],
    *,
    by: str = "month",
    reference: float | None = None,
) -> ErrorDrift:
    """RMSLE on newly labelled accidents, in all and by month or quarter (`by`), oldest first.

    `actual` and `predicted`: ECLO >= 1 of shape (rows,); `months`: "2026-03" of each row. The interval is normal, of the mean squared log error.
    """
    import numpy as np
    import pandas as pd

    error = np.log1p(predicted) - np.log1p(actual)
    period = [month if by == "month" else f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}" for month in months]
    frame = pd.DataFrame({"period": period, "error": error, "actual": actual, "predicted": predicted})
    periods = tuple(
        Period(
            str(name),
            len(rows),
            float(np.sqrt((rows["error"] ** 2).mean())),
            float((rows["predicted"] - rows["actual"]).abs().mean()),
            float(rows["predicted"].mean()),
            float(rows["actual"].mean()),
            float(rows["error"].mean()),
            len(rows) < FEWEST_ERRORS,
        )
        for name, rows in frame.groupby("period", sort=True)
    )
    count = len(frame)
    if not count:
        return ErrorDrift(0, TOO_FEW, None, None, None, reference, ())
    squared = error**2
    mean, half = float(squared.mean()), 1.96 * float(squared.std(ddof=1)) / count**0.5 if count > 1 else float("inf")
    if count < FEWEST_ERRORS:
        return ErrorDrift(count, TOO_FEW, mean**0.5, None, None, reference, periods)
    low, high = max(mean - half, 0.0) ** 0.5, (mean + half) ** 0.5
    code = "as_expected"
    if reference is not None and not low <= reference <= high:
        code = "higher" if low > reference else "lower"
    return ErrorDrift(count, code, mean**0.5, low, high, reference, periods)
