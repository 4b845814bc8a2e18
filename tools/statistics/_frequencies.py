"""Tests on counts: chi-squared (two columns, or one against equal shares) and Fisher's exact test."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tools.statistics import _intervals as intervals
from tools.statistics._means import Alternative
from tools.statistics._outcome import Estimate, Outcome

if TYPE_CHECKING:
    import numpy as np

    Counts = np.ndarray[Any, Any]

TABLES, SEED = 9_999, 0  # random tables of a simulated p value
_EXACT_ODDS = 20_000  # rows up to which the conditional odds ratio is solved for


def expected_counts(table: Counts) -> Counts:
    rows, columns = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    expected: Counts = rows * columns / table.sum()
    return expected


def chi_statistic(table: Counts) -> tuple[float, int]:
    """(Pearson's chi-squared, its degrees of freedom)"""
    expected = expected_counts(table)
    return float(((table - expected) ** 2 / expected).sum()), (table.shape[0] - 1) * (table.shape[1] - 1)


def chi_p(statistic: float, df: int) -> float:
    from scipy.stats import chi2 as chi2_distribution

    return float(chi2_distribution.sf(statistic, df))


def chi_square(table: Counts) -> Outcome:
    """Are two categories independent? Pearson 1900, without Yates's correction. `table`: counts without empty rows or columns."""
    n, (r, c) = int(table.sum()), table.shape
    statistic, df = chi_statistic(table)
    levels = min(r, c)
    value = math.sqrt(statistic / (n * (levels - 1)))
    low, high = intervals.cramers_v(statistic, df, n, levels)
    return Outcome(
        "χ²",
        statistic,
        chi_p(statistic, df),
        (df,),
        Estimate("Cramér's V", value, low, high, "sqrt(chi2 / (n (min(r, c) - 1))); interval by noncentral chi-squared"),
        definition="Pearson's chi-squared test of independence, no continuity correction",
        facts={"cramers_v_corrected": corrected_v(statistic, n, r, c)},
    )


def simulated_p(table: Counts, statistic: float) -> float:
    """The share of random tables with the same margins whose chi-squared is at least as large (Hope 1968), the observed one counted in."""
    from scipy.stats import random_table

    expected = expected_counts(table)
    drawn = random_table.rvs(table.sum(axis=1).astype(int), table.sum(axis=0).astype(int), size=TABLES, random_state=SEED)
    others = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
    return (int((others >= statistic * (1 - 1e-12)).sum()) + 1) / (TABLES + 1)


def corrected_v(chi2: float, n: int, r: int, c: int) -> float | None:
    """Cramér's V without its upward bias (Bergsma 2013). None where a side has one level or nothing is left of it."""
    if n < 2 or min(r, c) < 2:
        return None
    phi2 = max(0.0, chi2 / n - (r - 1) * (c - 1) / (n - 1))
    rows, columns = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    least = min(rows, columns) - 1
    return min(1.0, math.sqrt(phi2 / least)) if least > 0 else None


def equal_shares(counts: Counts) -> Outcome:
    """Are all levels of one category equally frequent? Pearson's goodness of fit."""
    n, k = int(counts.sum()), len(counts)
    expected = n / k
    statistic = float(((counts - expected) ** 2).sum() / expected)
    return Outcome(
        "χ²",
        statistic,
        chi_p(statistic, k - 1),
        (k - 1,),
        Estimate("Cohen w", math.sqrt(statistic / n), definition="sqrt(chi2 / n)"),
        definition="Pearson's chi-squared goodness of fit to equal shares of the levels that occur",
    )


def fisher(table: Counts, alternative: Alternative) -> Outcome:
    """Are two yes/no categories independent? Exact, however few rows (Fisher 1934). `table`: 2 x 2 counts."""
    from scipy.stats import fisher_exact

    found = fisher_exact(table, alternative=alternative)
    value, low, high, how = _odds(table)
    return Outcome(
        "odds ratio",
        value,
        float(found.pvalue),
        (),
        Estimate("odds ratio", value, low, high, how),
        definition=f"Fisher's exact test, {alternative}",
    )


def _odds(table: Counts) -> tuple[float, float | None, float | None, str]:
    from scipy.stats.contingency import odds_ratio

    a, b, c, d = (float(v) for v in table.ravel())
    if table.sum() <= _EXACT_ODDS:
        found = odds_ratio(table.astype("int64"), kind="conditional")
        interval = found.confidence_interval(confidence_level=0.95)
        return float(found.statistic), float(interval.low), float(interval.high), "conditional maximum likelihood; exact interval"
    if min(a, b, c, d) == 0:
        return (math.inf if b * c == 0 else 0.0), None, None, "sample odds ratio ad / bc; no interval with an empty cell"
    log, error = math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    low, high = intervals.around(log, error)
    assert low is not None
    assert high is not None
    return math.exp(log), math.exp(low), math.exp(high), "sample odds ratio ad / bc; Woolf's interval"
