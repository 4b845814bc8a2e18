"""Trend with honest errors, strength of seasons, robust residuals. Arrays in, numbers out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trend:
    """Slope a period with its 95% interval and p; `theil_sen` is the median of all slopes between two periods."""

    slope: float
    error: float
    low: float
    high: float
    p: float
    intercept: float
    lags: int
    theil_sen: float
    seasonal: bool


def trend_of(y: NDArray[Any], seasons: NDArray[Any] | None) -> Trend:
    """OLS on time 0, 1, 2, ... (and a dummy a season but the first), Newey-West (HAC) errors, t with n - k degrees of freedom.

    Lags: floor(4 (n/100)^(2/9)) (Newey and West 1994). As statsmodels' OLS.fit(cov_type="HAC", cov_kwds={"maxlags": lags}, use_t=True).
    `y` has no gaps (NaN rows are left out, with their time kept).
    """
    import numpy as np
    from scipy import stats

    time = np.arange(len(y), dtype=float)
    known = ~np.isnan(y)
    columns = [np.ones(len(y)), time]
    if seasons is not None:
        columns += [(seasons == s).astype(float) for s in np.unique(seasons)[1:]]
    x, target = np.column_stack(columns)[known], y[known]
    inverse = np.linalg.pinv(x.T @ x)
    beta = inverse @ x.T @ target
    lags = math.floor(4 * (len(target) / 100) ** (2 / 9))
    scored = x * (target - x @ beta)[:, None]
    middle = scored.T @ scored
    for lag in range(1, lags + 1):
        moved = scored[lag:].T @ scored[:-lag]
        middle += (1 - lag / (lags + 1)) * (moved + moved.T)
    error = math.sqrt(max(0.0, float((inverse @ middle @ inverse)[1, 1])))
    df = len(target) - x.shape[1]
    reach = float(stats.t.ppf(0.975, df)) * error
    slope = float(beta[1])
    p = float(2 * stats.t.sf(abs(slope / error), df)) if error > 0 else (1.0 if slope == 0 else 0.0)
    return Trend(slope, error, slope - reach, slope + reach, p, float(beta[0]), lags, _theil_sen(time[known], target), seasons is not None)


def _theil_sen(time: NDArray[Any], y: NDArray[Any]) -> float:
    from scipy.stats import theilslopes

    step = max(1, len(y) // 1500)
    return float(theilslopes(y[::step], time[::step]).slope)


def decompose(y: NDArray[Any], period: int, *, slow: tuple[int, int] | None = None) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """(trend, seasonal, rest) by robust STL (Cleveland et al. 1990), statsmodels' defaults.

    `slow`: windows (odd) of season and trend, for parts that must not bend towards single days.
    """
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    windows = {"seasonal": slow[0], "trend": slow[1]} if slow else {}
    found = STL(np.asarray(y, dtype=float), period=period, robust=True, **windows).fit()
    return np.asarray(found.trend), np.asarray(found.seasonal), np.asarray(found.resid)


def strength(part: NDArray[Any], rest: NDArray[Any]) -> float:
    """max(0, 1 - Var(rest) / Var(part + rest)) (Wang, Smith and Hyndman 2006): 0 none, 1 nothing else."""
    whole = float((part + rest).var())
    return max(0.0, 1 - float(rest.var()) / whole) if whole > 0 else 0.0


def robust_spread(values: NDArray[Any]) -> float:
    """1.4826 * MAD, which is the standard deviation where values are normal; where more than half are equal, 1.2533 * mean absolute deviation."""
    import numpy as np

    away = np.abs(values - np.median(values))
    mad = float(np.median(away))
    return 1.4826 * mad if mad > 1e-12 else 1.2533141373155 * float(away.mean())


def rate_change(before: float, after: float) -> tuple[float, float, float] | None:
    """(ratio, 95% low, high) of two counts, Poisson: exp(log ratio ± 1.96 sqrt(1/a + 1/b)). None where one is 0."""
    if before <= 0 or after <= 0:
        return None
    error = math.sqrt(1 / before + 1 / after)
    ratio = after / before
    return ratio, ratio * math.exp(-1.959964 * error), ratio * math.exp(1.959964 * error)
