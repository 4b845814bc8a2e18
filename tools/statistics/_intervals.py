"""Confidence intervals of effect sizes that have no closed form: by inverting noncentral distributions, or on Fisher's scale."""

from __future__ import annotations

import math
from collections.abc import Callable

from tools.statistics._outcome import LEVEL

Interval = tuple[float | None, float | None]

NONE: Interval = (None, None)


def normal_quantile(level: float = LEVEL) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 2)


def around(value: float, error: float) -> Interval:
    half = normal_quantile() * error
    return (value - half, value + half) if math.isfinite(half) else NONE


def fisher_z(value: float, error: float) -> Interval:
    """An interval of a correlation-like number on the scale of atanh, where it is symmetric."""
    if not math.isfinite(error):
        return NONE
    if abs(value) >= 1:
        return value, value
    half = normal_quantile() * error
    return math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)


def _noncentrality(cdf: Callable[[float], float], statistic: float) -> tuple[float, float] | None:
    """The noncentrality parameters at which the statistic is the 97.5th and the 2.5th percentile (Steiger 2004)."""
    from scipy.optimize import brentq

    def solve(share: float) -> float:
        if cdf(0.0) <= share:
            return 0.0
        top = max(1.0, statistic)
        while cdf(top) > share:
            top *= 2
            if top > 1e12:
                raise ValueError
        return float(brentq(lambda ncp: cdf(ncp) - share, 0.0, top, xtol=1e-9 * max(1.0, top)))

    try:
        low, high = solve(0.5 + LEVEL / 2), solve(0.5 - LEVEL / 2)
    except (ValueError, RuntimeError):
        return None
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def eta_squared(f: float, between: float, within: float) -> Interval:
    """Of the share of variance between groups, from an F value (noncentral F; Smithson 2003)."""
    from scipy.stats import ncf

    if not (math.isfinite(f) and f >= 0 and within > 0):
        return NONE
    found = _noncentrality(lambda ncp: float(ncf.cdf(f, between, within, ncp)), f * between)
    if found is None:
        return NONE
    total = between + within + 1
    return found[0] / (found[0] + total), found[1] / (found[1] + total)


def cramers_v(chi2: float, df: int, n: int, levels: int) -> Interval:
    """Of Cramér's V, from chi-squared (noncentral chi-squared; Smithson 2003). `levels`: of the smaller side."""
    from scipy.stats import ncx2

    found = _noncentrality(lambda ncp: float(ncx2.cdf(chi2, df, ncp)), chi2)
    if found is None or levels < 2 or not n:
        return NONE
    low, high = (min(1.0, math.sqrt(ncp / (n * (levels - 1)))) for ncp in found)
    return low, high
