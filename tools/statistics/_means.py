"""Tests about means: one-sample, paired and Welch t, ANOVA and Welch's ANOVA.

Samples are float64 arrays of present, finite values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from tools.statistics import _intervals as intervals
from tools.statistics._outcome import Estimate, Outcome

if TYPE_CHECKING:
    import numpy as np

    Sample = np.ndarray[Any, Any]

Alternative = Literal["two-sided", "less", "greater"]


def _t_interval(difference: float, error: float, df: float, alternative: Alternative) -> tuple[float, float]:
    """What the data leave possible: two-sided, or from one side only where the alternative has one."""
    from scipy.stats import t

    if alternative == "greater":
        return difference - float(t.ppf(0.95, df)) * error, math.inf
    if alternative == "less":
        return -math.inf, difference + float(t.ppf(0.95, df)) * error
    half = float(t.ppf(0.975, df)) * error
    return difference - half, difference + half


def _t_p(statistic: float, df: float, alternative: Alternative) -> float:
    from scipy.stats import t

    if alternative == "greater":
        return float(t.sf(statistic, df))
    return float(t.cdf(statistic, df)) if alternative == "less" else float(2 * t.sf(abs(statistic), df))


def small_sample(df: float) -> float:
    """Hedges's correction of Cohen's d, exact (Hedges 1981)."""
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) * math.sqrt(2 / df) if df > 1 else 1.0


def one_sample_t(values: Sample, mu: float, alternative: Alternative) -> Outcome:
    """Is the mean `mu`? Student 1908. Effect: Hedges g = (mean - mu) / sd (ddof=1), corrected."""
    n, mean, sd = len(values), float(values.mean()), float(values.std(ddof=1))
    error, df = sd / math.sqrt(n), n - 1
    statistic = (mean - mu) / error
    low, high = _t_interval(mean - mu, error, df, alternative)
    g = (mean - mu) / sd * small_sample(df)
    g_low, g_high = intervals.around(g, math.sqrt(1 / n + g * g / (2 * n)))
    return Outcome(
        "t",
        statistic,
        _t_p(statistic, df, alternative),
        (df,),
        Estimate("Hedges g", g, g_low, g_high, "(mean - value) / sd (ddof=1) x Hedges's correction; large-sample interval"),
        Estimate("mean minus value", mean - mu, low, high, "Student's t interval"),
        f"one-sample t, H0: mean = {mu:g}, {alternative}",
    )


def paired_t(first: Sample, second: Sample, alternative: Alternative) -> Outcome:
    """Is the mean of first - second zero? The one-sample t of the differences."""
    found = one_sample_t(first - second, 0.0, alternative)
    estimate = found.estimate
    assert estimate is not None
    assert found.effect is not None
    return Outcome(
        "t",
        found.statistic,
        found.p,
        found.df,
        Estimate("Hedges g", found.effect.value, found.effect.low, found.effect.high, "mean difference / sd of the differences (g_z)"),
        Estimate("mean difference", estimate.value, estimate.low, estimate.high, "first - second; Student's t interval"),
        f"paired t over the rows with both values, H0: mean of first - second = 0, {alternative}",
    )


def welch_t(first: Sample, second: Sample, alternative: Alternative) -> Outcome:
    """Do two groups have the same mean, whatever their variances? Welch 1947, Satterthwaite's degrees of freedom."""
    n1, n2 = len(first), len(second)
    v1, v2 = float(first.var(ddof=1)) / n1, float(second.var(ddof=1)) / n2
    difference = float(first.mean()) - float(second.mean())
    error = math.sqrt(v1 + v2)
    df = (v1 + v2) ** 2 / (v1 * v1 / (n1 - 1) + v2 * v2 / (n2 - 1))
    statistic = difference / error
    low, high = _t_interval(difference, error, df, alternative)
    return Outcome(
        "t",
        statistic,
        _t_p(statistic, df, alternative),
        (df,),
        hedges_g(first, second),
        Estimate("mean difference", difference, low, high, "first - second; Welch's t interval"),
        f"Welch's t (unequal variances), Satterthwaite df, H0: equal means, {alternative}",
    )


def hedges_g(first: Sample, second: Sample) -> Estimate:
    """The difference of two means in pooled standard deviations (Hedges 1981; interval: Hedges and Olkin 1985)."""
    n1, n2 = len(first), len(second)
    pooled = math.sqrt(((n1 - 1) * float(first.var(ddof=1)) + (n2 - 1) * float(second.var(ddof=1))) / (n1 + n2 - 2))
    g = (float(first.mean()) - float(second.mean())) / pooled * small_sample(n1 + n2 - 2)
    low, high = intervals.around(g, math.sqrt((n1 + n2) / (n1 * n2) + g * g / (2 * (n1 + n2))))
    return Estimate("Hedges g", g, low, high, "mean difference / pooled sd (ddof=1) x Hedges's correction; large-sample interval")


def _squares(samples: Sequence[Sample]) -> tuple[float, float]:
    """Sums of squares between and within groups."""
    n = sum(len(s) for s in samples)
    grand = sum(float(s.sum()) for s in samples) / n
    between = sum(len(s) * (float(s.mean()) - grand) ** 2 for s in samples)
    return between, sum(float(((s - s.mean()) ** 2).sum()) for s in samples)


def anova(samples: Sequence[Sample]) -> Outcome:
    """Have all groups the same mean, given equal variances? One-way analysis of variance (Fisher 1925)."""
    from scipy.stats import f as f_distribution

    n, k = sum(len(s) for s in samples), len(samples)
    between, within = _squares(samples)
    mean_within = within / (n - k)
    statistic = between / (k - 1) / mean_within
    low, high = intervals.eta_squared(statistic, k - 1, n - k)
    omega = max(0.0, (between - (k - 1) * mean_within) / (between + within + mean_within))
    return Outcome(
        "F",
        statistic,
        float(f_distribution.sf(statistic, k - 1, n - k)),
        (k - 1, n - k),
        Estimate("eta squared", between / (between + within), low, high, "between / total sum of squares; interval by noncentral F"),
        definition="one-way ANOVA (equal variances), H0: equal means",
        facts={"omega_squared": omega, "sum_of_squares": {"between": between, "within": within}},
    )


def welch_anova(samples: Sequence[Sample]) -> Outcome:
    """Have all groups the same mean, whatever their variances? Welch 1951."""
    import numpy as np
    from scipy.stats import f as f_distribution

    k = len(samples)
    sizes = np.array([len(s) for s in samples], dtype="float64")
    means = np.array([s.mean() for s in samples])
    weights = sizes / np.array([s.var(ddof=1) for s in samples])
    total = weights.sum()
    centre = float((weights * means).sum() / total)
    spread = float((((1 - weights / total) ** 2) / (sizes - 1)).sum())
    statistic = float((weights * (means - centre) ** 2).sum() / (k - 1)) / (1 + 2 * (k - 2) / (k * k - 1) * spread)
    df = (k * k - 1) / (3 * spread)
    classical = anova(samples)
    return Outcome(
        "F",
        statistic,
        float(f_distribution.sf(statistic, k - 1, df)),
        (k - 1, df),
        classical.effect,
        definition="Welch's one-way ANOVA (unequal variances), H0: equal means; eta squared of the classical decomposition",
        facts={"omega_squared": classical.facts["omega_squared"]},
    )


def pairwise(samples: Sequence[Sample], names: Sequence[str]) -> list[dict[str, Any]]:
    """Which means differ: Welch's t of every pair, p adjusted by Holm (1979), the smallest first."""
    found: list[tuple[str, str, Outcome]] = []
    for i in range(len(samples)):
        for j in range(i + 1, len(samples)):
            if float(samples[i].var()) + float(samples[j].var()) > 0:
                found.append((names[i], names[j], welch_t(samples[i], samples[j], "two-sided")))
    found.sort(key=lambda pair: pair[2].p)
    adjusted = holm([pair[2].p for pair in found])
    return [
        {
            "a": a,
            "b": b,
            "difference": o.estimate.value if o.estimate else None,
            "interval": [o.estimate.low, o.estimate.high] if o.estimate else None,
            "p": o.p,
            "p_holm": p,
        }
        for (a, b, o), p in zip(found, adjusted, strict=True)
    ]


def holm(ordered: Sequence[float]) -> list[float]:
    """p values (the smallest first) adjusted so that all of them together err at the stated level (Holm 1979)."""
    adjusted: list[float] = []
    for i, p in enumerate(ordered):
        adjusted.append(max(adjusted[-1] if adjusted else 0.0, min(1.0, p * (len(ordered) - i))))
    return adjusted
