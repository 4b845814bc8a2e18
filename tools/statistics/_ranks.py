"""Tests by rank, and of spread: Mann-Whitney, Wilcoxon, Kruskal-Wallis, Levene.

Samples are float64 arrays of present, finite values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tools.statistics import _intervals as intervals
from tools.statistics._means import Alternative
from tools.statistics._outcome import Estimate, Outcome

if TYPE_CHECKING:
    from tools.statistics._means import Sample


def mann_whitney(first: Sample, second: Sample, alternative: Alternative) -> Outcome:
    """Does a value of one group tend to be the larger? Mann and Whitney 1947; exact for small samples without ties."""
    from scipy.stats import mannwhitneyu

    n1, n2 = len(first), len(second)
    found = mannwhitneyu(first, second, alternative=alternative, method="auto")
    u = float(found.statistic)
    r = 2 * u / (n1 * n2) - 1
    low, high = intervals.fisher_z(r, math.sqrt((n1 + n2 + 1) / (3 * n1 * n2)))
    return Outcome(
        "U",
        u,
        float(found.pvalue),
        (),
        Estimate("rank-biserial r", r, low, high, "2U / (n1 n2) - 1, the share of pairs in which the first is larger minus the share in "
                 "which it is smaller (Kerby 2014); interval on Fisher's z"),
        definition=f"Mann-Whitney U of the first group, ties at mid-ranks, {_how(n1, n2)}, {alternative}",
        facts={"probability_of_larger": u / (n1 * n2)},
    )  # fmt: skip


def _how(n1: int, n2: int) -> str:
    return "exact p without ties, else normal approximation with tie and continuity correction" if min(n1, n2) <= 8 else (
        "normal approximation with tie and continuity correction"
    )  # fmt: skip


def wilcoxon(differences: Sample, alternative: Alternative) -> Outcome:
    """Are differences as often and as far above zero as below it? Wilcoxon's signed ranks (1945); zeros are left out.

    Raises ValueError when every difference is zero.
    """
    from scipy.stats import rankdata
    from scipy.stats import wilcoxon as signed_rank

    used = differences[differences != 0]
    n = len(used)
    if n == 0:
        raise ValueError("every difference is zero")
    ranks = rankdata(abs(used))
    above, below = float(ranks[used > 0].sum()), float(ranks[used < 0].sum())
    found = signed_rank(used, alternative=alternative, method="auto")
    r = (above - below) / (above + below)
    low, high = intervals.fisher_z(r, math.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / ((n**2 + n) / 2))
    return Outcome(
        "W",
        above,
        float(found.pvalue),
        (),
        Estimate("rank-biserial r", r, low, high, "(W+ - W-) / (W+ + W-) (Kerby 2014); interval on Fisher's z"),
        definition=f"Wilcoxon signed rank; W is the sum of the ranks of positive differences; zero differences left out; {alternative}; "
        "exact p for up to 50 differences without ties (13 with ties), else normal approximation with continuity correction",
        facts={"zeros": len(differences) - n, "nonzero": n},
    )


def kruskal_wallis(samples: Sequence[Sample]) -> Outcome:
    """Do values of some group tend to be larger? Kruskal and Wallis 1952. Raises ValueError when all values are the same."""
    from scipy.stats import kruskal

    n, k = sum(len(s) for s in samples), len(samples)
    found = kruskal(*samples)
    h = float(found.statistic)
    return Outcome(
        "H",
        h,
        float(found.pvalue),
        (k - 1,),
        Estimate("epsilon squared", h / (n - 1), definition="H / (n - 1) (Tomczak and Tomczak 2014); no interval in closed form"),
        definition="Kruskal-Wallis H, corrected for ties, chi-squared approximation",
    )


def levene(samples: Sequence[Sample]) -> Outcome:
    """Have all groups the same spread? Levene's test about the medians (Brown and Forsythe 1974), which skewed data do not mislead."""
    from scipy.stats import levene as about_centre

    n, k = sum(len(s) for s in samples), len(samples)
    found = about_centre(*samples, center="median")
    spreads = [float(s.std(ddof=1)) for s in samples]
    ratio = max(spreads) / min(spreads) if min(spreads) > 0 else math.inf
    return Outcome(
        "W",
        float(found.statistic),
        float(found.pvalue),
        (k - 1, n - k),
        Estimate("ratio of standard deviations", ratio, definition="largest / smallest standard deviation (ddof=1)"),
        definition="Levene's test centred at the medians (Brown-Forsythe), H0: equal variances",
    )
