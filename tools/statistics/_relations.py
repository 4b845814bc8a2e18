"""How two columns go together, with p and interval: Pearson, Spearman, Kendall, partial correlation, eta, Cramér's V."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tools.statistics import _intervals as intervals
from tools.statistics._means import Alternative
from tools.statistics._outcome import Estimate, Outcome

if TYPE_CHECKING:
    from tools.statistics._means import Sample

DEFINITIONS = {
    "pearson": "Pearson r; p by Student's t with n - 2 df; interval on Fisher's z",
    "spearman": "Spearman rho (Pearson r of mid-ranks); p by Student's t with n - 2 df; interval: Bonett and Wright 2000",
    "kendall": "Kendall tau-b; exact p for small samples without ties, else normal approximation; interval: Fieller 1957",
}


def pearson(x: Sample, y: Sample, alternative: Alternative = "two-sided") -> Outcome:
    """Does y rise in a straight line with x? Expects at least 3 pairs, neither side constant."""
    return _of_r("Pearson r", "r", _r(x, y), len(x), 1.0, alternative, DEFINITIONS["pearson"])


def spearman(x: Sample, y: Sample, alternative: Alternative = "two-sided") -> Outcome:
    """Does y rise with x, in a straight line or not? (Spearman 1904)"""
    from scipy.stats import rankdata

    return of_ranks(rankdata(x), rankdata(y), alternative)


def of_ranks(x: Sample, y: Sample, alternative: Alternative = "two-sided") -> Outcome:
    """Spearman's rho of columns that are ranks already."""
    r = _r(x, y)
    return _of_r("Spearman rho", "ρ", r, len(x), 1 + r * r / 2, alternative, DEFINITIONS["spearman"])


def kendall(x: Sample, y: Sample, alternative: Alternative = "two-sided") -> Outcome:
    """Are pairs of rows in the same order by x and by y? (Kendall 1945)"""
    from scipy.stats import kendalltau

    found = kendalltau(x, y, alternative=alternative)
    return _of_tau(float(found.statistic), float(found.pvalue), len(x))


def kendall_of_counts(table: Any) -> Outcome:
    """The same from a table of counts, both sides in order, of more rows than one side has levels: no sorting of rows."""
    import numpy as np
    from scipy.stats import norm

    counts = table.astype("float64")
    n = float(counts.sum())
    below = counts[::-1].cumsum(axis=0)[::-1]
    right, left = below[:, ::-1].cumsum(axis=1)[:, ::-1], below.cumsum(axis=1)
    more = float((counts[:-1, :-1] * right[1:, 1:]).sum() - (counts[:-1, 1:] * left[1:, :-1]).sum())
    ties = []
    for sizes in (counts.sum(axis=1), counts.sum(axis=0)):
        ties.append([float((sizes * (sizes - 1) * f).sum()) for f in (np.full(len(sizes), 0.5), sizes - 2, 2 * sizes + 5)])
    (x, x0, x1), (y, y0, y1) = ties
    pairs = n * (n - 1)
    tau = max(-1.0, min(1.0, more / math.sqrt(pairs / 2 - x) / math.sqrt(pairs / 2 - y)))
    variance = (pairs * (2 * n + 5) - x1 - y1) / 18 + 2 * x * y / pairs + x0 * y0 / (9 * pairs * (n - 2))
    return _of_tau(tau, 2 * float(norm.sf(abs(more) / math.sqrt(variance))), int(n))


def _of_tau(tau: float, p: float, n: int) -> Outcome:
    low, high = intervals.fisher_z(tau, math.sqrt(0.437 / (n - 4))) if n > 4 else intervals.NONE
    return Outcome("τ", tau, p, (), Estimate("Kendall tau-b", tau, low, high, DEFINITIONS["kendall"]), definition=DEFINITIONS["kendall"])


TESTS: dict[str, Callable[[Sample, Sample, Alternative], Outcome]] = {"pearson": pearson, "spearman": spearman, "kendall": kendall}


def _r(x: Sample, y: Sample) -> float:
    """Pearson's r, from values centred and scaled first: no overflow, no loss for values far from zero."""
    x, y = x - x.mean(), y - y.mean()
    x, y = x / abs(x).max(), y / abs(y).max()
    return max(-1.0, min(1.0, float((x * y).sum()) / math.sqrt(float((x * x).sum()) * float((y * y).sum()))))


def _of_r(
    name: str, symbol: str, r: float, n: int, widening: float, alternative: Alternative, definition: str, controls: int = 0
) -> Outcome:
    from scipy.stats import t

    df = n - 2 - controls
    statistic = math.copysign(math.inf, r) if abs(r) >= 1 else r * math.sqrt(df / (1 - r * r))
    tails = {"two-sided": 2 * float(t.sf(abs(statistic), df)), "greater": float(t.sf(statistic, df)), "less": float(t.cdf(statistic, df))}
    low, high = intervals.fisher_z(r, math.sqrt(widening / (n - 3 - controls))) if n - 3 - controls > 0 else intervals.NONE
    return Outcome(symbol, r, tails[alternative], (df,), Estimate(name, r, low, high, definition), definition=definition)


def partial(x: Sample, y: Sample, controls: Any, method: str = "pearson") -> Outcome | None:
    """The correlation of what x and y have that the columns of `controls` (n x k) do not explain.

    Pearson of the residuals of linear regressions; for Spearman, of the ranks. None when the controls explain one of them wholly.
    """
    import numpy as np
    from scipy.stats import rankdata

    n = len(x)
    if method == "spearman":
        x, y, controls = rankdata(x), rankdata(y), np.apply_along_axis(rankdata, 0, controls)
    design = np.column_stack([np.ones(n), (controls - controls.mean(axis=0)) / np.where(controls.std(axis=0) > 0, controls.std(axis=0), 1)])
    both = np.column_stack([(x - x.mean()) / x.std(), (y - y.mean()) / y.std()])
    coefficients, _, rank, _ = np.linalg.lstsq(design, both, rcond=None)
    residuals = both - design @ coefficients
    if (residuals.std(axis=0) < 1e-9).any() or n - 2 - (int(rank) - 1) < 1:
        return None
    definition = f"partial {method} correlation: Pearson r of the residuals of {'ranks on ranks' if method == 'spearman' else 'least squares'} of the controls; df = n - 2 - k"
    name, symbol = ("Spearman rho", "ρ") if method == "spearman" else ("Pearson r", "r")
    r = _r(residuals[:, 0], residuals[:, 1])
    return _of_r(name, symbol, r, n, 1 + r * r / 2 if method == "spearman" else 1.0, "two-sided", definition, int(rank) - 1)


def eta_p(eta: float, n: int, groups: int) -> float | None:
    """The p value of a correlation ratio: the F test of one-way ANOVA."""
    from scipy.stats import f

    if n <= groups or groups < 2:
        return None
    if eta >= 1:
        return 0.0
    return float(f.sf(eta * eta / (groups - 1) / ((1 - eta * eta) / (n - groups)), groups - 1, n - groups))
