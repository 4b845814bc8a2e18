"""Little's test: are the gaps of numeric columns missing completely at random?

Little, R. J. A. (1988). A test of missing completely at random for multivariate data with missing values. JASA 83, 1198-1202.
The means and covariances under the null are the maximum-likelihood estimates of a multivariate normal, by the EM algorithm of
Little and Rubin (2002), Statistical Analysis with Missing Data, section 11.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_STEPS = 1000
_TOLERANCE = 1e-8
_RIDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rows with the same columns present: how many, their means and their centred sums of products (of the present columns)."""

    present: NDArray[np.bool_]
    n: int
    mean: Floats
    scatter: Floats


@dataclass(frozen=True, slots=True)
class Little:
    """`statistic` is d², chi-squared with `df` degrees of freedom when the gaps are completely at random."""

    statistic: float
    df: int
    p: float
    patterns: int
    n: int
    steps: int
    converged: bool


def patterns_of(values: Floats) -> list[Pattern]:
    """The patterns of missing values (rows with none present are left out), the most frequent first."""
    import numpy as np

    present = ~np.isnan(values)
    kinds, which, counts = np.unique(present, axis=0, return_inverse=True, return_counts=True)
    which = which.reshape(-1)
    found = []
    for i in np.argsort(-counts, kind="stable"):
        if not kinds[i].any():
            continue
        rows = values[which == i][:, kinds[i]]
        mean = rows.mean(axis=0)
        centred = rows - mean
        found.append(Pattern(kinds[i], len(rows), mean, centred.T @ centred))
    return found


def normal(patterns: list[Pattern], columns: int) -> tuple[Floats, Floats, int, bool]:
    """Maximum-likelihood mean and covariance (divisor n), the number of EM steps, and whether they have converged."""
    import numpy as np

    n = sum(p.n for p in patterns)
    mean, covariance = _start(patterns, columns)
    for step in range(1, _MOST_STEPS + 1):
        first, second = np.zeros(columns), np.zeros((columns, columns))
        for pattern in patterns:
            there, gone = pattern.present, ~pattern.present
            expected = mean.copy()
            expected[there] = pattern.mean
            slope = np.zeros((columns, int(there.sum())))
            slope[there] = np.eye(int(there.sum()))
            left = np.zeros((columns, columns))
            if gone.any():
                inner = covariance[np.ix_(there, there)]
                cross = covariance[np.ix_(gone, there)]
                slope[gone] = cross @ np.linalg.pinv(inner, hermitian=True)
                expected[gone] = mean[gone] + slope[gone] @ (pattern.mean - mean[there])
                left[np.ix_(gone, gone)] = covariance[np.ix_(gone, gone)] - slope[gone] @ cross.T
            first += pattern.n * expected
            second += slope @ pattern.scatter @ slope.T + pattern.n * (np.outer(expected, expected) + left)
        new_mean = first / n
        new_covariance = second / n - np.outer(new_mean, new_mean)
        change = max(np.abs(new_mean - mean).max(), np.abs(new_covariance - covariance).max())
        mean, covariance = new_mean, (new_covariance + new_covariance.T) / 2
        if change < _TOLERANCE:
            return mean, covariance, step, True
    return mean, covariance, _MOST_STEPS, False


def _start(patterns: list[Pattern], columns: int) -> tuple[Floats, Floats]:
    """Means and variances of what is present."""
    import numpy as np

    count, first = np.zeros(columns), np.zeros(columns)
    for p in patterns:
        count[p.present] += p.n
        first[p.present] += p.n * p.mean
    mean = first / count
    spread = np.zeros(columns)
    for p in patterns:
        spread[p.present] += np.diag(p.scatter) + p.n * (p.mean - mean[p.present]) ** 2
    return mean, np.diag(np.maximum(spread / count, _RIDGE))


def little(values: Any) -> Little | None:
    """Little's test of an array of rows x columns with NaN for missing. None when it says nothing: no gaps, or one pattern only.

    Columns are standardised first (the statistic doesn't depend on it); a constant column must not be among them. As in the paper's
    d² with estimated covariance, the maximum-likelihood covariance is scaled by n / (n - 1).
    """
    import numpy as np
    from scipy.stats import chi2

    array = np.asarray(values, dtype=float)
    array = (array - np.nanmean(array, axis=0)) / np.nanstd(array, axis=0)
    patterns = patterns_of(array)
    columns = array.shape[1]
    df = sum(int(p.present.sum()) for p in patterns) - columns
    if len(patterns) < 2 or df < 1:
        return None
    n = sum(p.n for p in patterns)
    mean, covariance, steps, converged = normal(patterns, columns)
    covariance = covariance * n / (n - 1)
    statistic = 0.0
    for p in patterns:
        off = p.mean - mean[p.present]
        statistic += p.n * float(off @ np.linalg.pinv(covariance[np.ix_(p.present, p.present)], hermitian=True) @ off)
    return Little(statistic, df, float(chi2.sf(statistic, df)), len(patterns), n, steps, converged)
