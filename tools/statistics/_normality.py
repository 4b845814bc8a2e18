"""Is a sample from a normal distribution? Four tests that look at different departures from it.

Samples are float64 arrays of present, finite values that are not all the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tools.statistics._outcome import Outcome

if TYPE_CHECKING:
    from tools.statistics._means import Sample

SHAPIRO_LIMIT = 5000
SEED = 0
LEAST = {"shapiro_wilk": 3, "dagostino": 8, "kolmogorov_smirnov": 4, "anderson_darling": 8}


def shapiro_wilk(values: Sample) -> Outcome:
    """Shapiro and Wilk 1965 (Royston 1995). Its p value is calibrated up to 5,000 values: of more, a random 5,000 are tested."""
    import numpy as np
    from scipy.stats import shapiro

    n = len(values)
    used = values if n <= SHAPIRO_LIMIT else np.random.default_rng(SEED).choice(values, SHAPIRO_LIMIT, replace=False)
    found = shapiro(used)
    sampled: dict[str, Any] = {"sampled": SHAPIRO_LIMIT, "seed": SEED} if n > SHAPIRO_LIMIT else {}
    told = f"; on a random sample of {SHAPIRO_LIMIT} rows, seed {SEED}" if sampled else ""
    return Outcome("W", float(found.statistic), float(found.pvalue), definition=f"Shapiro-Wilk (Royston 1995){told}", facts=sampled)


def dagostino(values: Sample) -> Outcome:
    """D'Agostino and Pearson's K2 (1973): skewness and kurtosis together, so outliers weigh heavily."""
    from scipy.stats import normaltest

    found = normaltest(values)
    return Outcome(
        "K²", float(found.statistic), float(found.pvalue), (2,), definition="D'Agostino-Pearson omnibus K2, chi-squared with 2 df"
    )


def kolmogorov_smirnov(values: Sample) -> Outcome:
    """Kolmogorov-Smirnov against the normal distribution of the sample's own mean and sd: Lilliefors's p (1967), not the plain one."""
    from statsmodels.stats.diagnostic import lilliefors

    statistic, p = lilliefors(values, dist="norm", pvalmethod="approx")
    return Outcome(
        "D",
        float(statistic),
        float(p),
        definition="Kolmogorov-Smirnov with mean and sd (ddof=1) estimated from the sample; Lilliefors p by Dallal and Wilkinson 1986 "
        "up to .1, by table above",
    )


def anderson_darling(values: Sample) -> Outcome:
    """Anderson and Darling 1952, with mean and sd estimated; p by D'Agostino and Stephens 1986, table 4.9. Weighs the tails."""
    import numpy as np
    from scipy.special import log_ndtr

    n = len(values)
    z = np.sort((values - values.mean()) / values.std(ddof=1))
    ranks = 2 * np.arange(1, n + 1) - 1
    statistic = float(-n - (ranks * (log_ndtr(z) + log_ndtr(-z[::-1]))).sum() / n)
    return Outcome(
        "A²",
        statistic,
        _anderson_p(statistic * (1 + 0.75 / n + 2.25 / n**2)),
        definition="Anderson-Darling with mean and sd (ddof=1) estimated; p by D'Agostino and Stephens 1986",
    )


def _anderson_p(a: float) -> float:
    if a >= 13:  # beyond the range of the approximation
        return 0.0
    if a >= 0.6:
        return math.exp(1.2937 - 5.709 * a + 0.0186 * a * a)
    if a >= 0.34:
        return math.exp(0.9177 - 4.279 * a - 1.38 * a * a)
    if a >= 0.2:
        return 1 - math.exp(-8.318 + 42.796 * a - 59.938 * a * a)
    return 1 - math.exp(-13.436 + 101.14 * a - 223.73 * a * a)


TESTS: dict[str, Callable[[Sample], Outcome]] = {
    "shapiro_wilk": shapiro_wilk,
    "dagostino": dagostino,
    "kolmogorov_smirnov": kolmogorov_smirnov,
    "anderson_darling": anderson_darling,
}


def battery(values: Sample) -> dict[str, Outcome]:
    """All of them that the sample is large enough for."""
    return {name: test(values) for name, test in TESTS.items() if len(values) >= LEAST[name]}


def shape(values: Sample) -> dict[str, float | None]:
    """Skewness and excess kurtosis, corrected for bias (G1 from 3 values on, G2 from 4) and not (g1, g2). None where undefined."""
    n = len(values)
    centred = values - values.mean()
    squared = centred * centred  # numpy's powers are thirty times slower than products
    squares = float(squared.mean())
    if squares <= 0 or not math.isfinite(squares):
        return dict.fromkeys(("skewness", "skewness_biased", "kurtosis", "kurtosis_biased"))
    g1, g2 = float((squared * centred).mean()) / squares**1.5, float((squared * squared).mean()) / squares**2 - 3
    return {
        "skewness": g1 * math.sqrt(n * (n - 1)) / (n - 2) if n > 2 else None,
        "skewness_biased": g1,
        "kurtosis": (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6) if n > 3 else None,
        "kurtosis_biased": g2,
    }


def means_are_safe(values: Sample) -> bool:
    """Is the sample large enough for its mean to be about normal, however skewed it is? n >= 30 and n > 25 G1^2 (Cochran 1977)."""
    skewness = shape(values)["skewness"]
    return len(values) >= 30 and (skewness is None or len(values) > 25 * skewness * skewness)


def looks_normal(values: Sample) -> Outcome | None:
    """A quick look for the assumption of another test: Shapiro-Wilk, or D'Agostino beyond its 5,000 values. None when too few."""
    if len(values) < LEAST["shapiro_wilk"] or values.min() == values.max():
        return None
    return shapiro_wilk(values) if len(values) <= SHAPIRO_LIMIT else dagostino(values)
