"""Four ways to call a value unusual. Each gives, for every row, whether it is one and how far out it lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tools.statistics._means import Sample

Method = Literal["iqr", "zscore", "modified_zscore", "isolation_forest"]

SEED, TREES, SUBSAMPLE = 0, 100, 256
DEFAULTS: dict[str, float] = {"iqr": 1.5, "zscore": 3.0, "modified_zscore": 3.5, "isolation_forest": 0.01}
DEFINITIONS = {
    "iqr": "outside Q1 - k IQR .. Q3 + k IQR (Tukey 1977), quartiles by linear interpolation; score: distance beyond the fence in IQRs",
    "zscore": "|x - mean| / sd (ddof=1) above the threshold; score: z",
    "modified_zscore": "0.6745 |x - median| / MAD above the threshold (Iglewicz and Hoaglin 1993); where MAD is 0, |x - median| / (1.2533 mean "
    "absolute deviation); score: modified z",
    "isolation_forest": f"isolation forest (Liu, Ting and Zhou 2008), {TREES} trees of up to {SUBSAMPLE} rows, seed {SEED}; the threshold "
    "is the share of rows, those with the highest anomaly scores, to take as outliers; complete rows of all columns together",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which values a column's values are usual; `scale` is what distance is measured in."""

    low: float
    high: float
    centre: float
    scale: float
    note: str = ""


def _iqr(values: Sample, k: float) -> Limits:
    import numpy as np

    q1, q3 = (float(q) for q in np.quantile(values, [0.25, 0.75]))
    return Limits(q1 - k * (q3 - q1), q3 + k * (q3 - q1), (q1 + q3) / 2, q3 - q1, "flat_middle" if q1 == q3 else "")


def _zscore(values: Sample, threshold: float) -> Limits:
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    return Limits(mean - threshold * sd, mean + threshold * sd, mean, sd)


def _modified(values: Sample, threshold: float) -> Limits:
    import numpy as np

    median = float(np.median(values))
    away = np.abs(values - median)
    mad, note = float(np.median(away)) / 0.6745, ""
    if mad == 0:
        mad, note = 1.2533141373155003 * float(away.mean()), "mad_is_zero"
    return Limits(median - threshold * mad, median + threshold * mad, median, mad, note)


LIMITS: dict[str, Callable[[Sample, float], Limits]] = {"iqr": _iqr, "zscore": _zscore, "modified_zscore": _modified}


def scores(values: Sample, limits: Limits, method: str) -> Sample:
    """How far out each value lies, in the method's own measure."""
    import numpy as np

    if method == "iqr":
        beyond = np.maximum(limits.low - values, values - limits.high)
        return beyond / limits.scale if limits.scale > 0 else beyond
    return np.abs(values - limits.centre) / limits.scale if limits.scale > 0 else np.zeros(len(values))


def isolation(values: Any, share: float) -> tuple[Sample, Sample, float]:
    """(whether each row is an outlier, its anomaly score 0..1, the score from which on it is one) of an n x k array.

    Rows that are the same are scored once: data of few distinct values take no time.
    """
    import numpy as np
    import pandas as pd
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=TREES, max_samples=min(SUBSAMPLE, len(values)), random_state=SEED).fit(values)
    codes = pd.DataFrame(values).groupby(list(range(values.shape[1])), sort=False).ngroup().to_numpy()
    first = np.unique(codes, return_index=True)[1]
    score = -forest.score_samples(values[first])[codes]
    limit = float(np.quantile(score, 1 - share))
    outlying = score >= limit
    if outlying.mean() > max(2 * share, share + 1 / len(values)):  # many rows share that score
        outlying = score > limit
    return outlying, score, limit
