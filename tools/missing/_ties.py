"""Does whether a value is missing depend on other columns? One test for each pair, corrected for their number."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools.dataset._pick import DATE_KINDS
from tools.dataset._say import plain
from tools.missing._frame import design, floats, is_level, is_number

if TYPE_CHECKING:
    import pandas as pd

ALPHA = 0.05
_FEWEST = 5  # gaps, and values, that a test needs
_AUC_ROWS = 5_000

DEFINITION = (
    "numbers and dates: Welch's t-test of the rows with a gap against those without, effect Cohen's d (pooled sd); categories: Pearson's "
    "chi-squared of gap by value, effect Cramer's V; p corrected for all tests together by Holm (1979); auc: logistic regression of the gap "
    "on all other columns, 5-fold cross-validated area under the ROC curve (0.5 = can't be told from them)"
)


def ties(frame: pd.DataFrame, gaps: Sequence[Column], others: Sequence[Column]) -> list[dict[str, Any]]:
    """Every test of a column's gaps against another column, with Holm-corrected `p_holm`, the surest first."""
    found = []
    for column in gaps:
        gone = frame[column.name].isna()
        for other in others:
            if other.name == column.name or not _FEWEST <= gone.sum() <= len(frame) - _FEWEST:
                continue
            if other.missing and other.name != column.name and frame[other.name].isna().equals(gone):
                continue  # missing in the very same rows: there is nothing to compare
            test = _levels(frame[other.name], gone) if is_level(other) else _numbers(frame[other.name], other, gone)
            if test is not None:
                found.append({"column": column.name, "other": other.name, **test})
    _holm(found)
    return sorted(found, key=lambda t: (t["p_holm"], -abs(t["effect"])))


def _numbers(series: pd.Series[Any], column: Column, gone: pd.Series[bool]) -> dict[str, Any] | None:
    import numpy as np
    from scipy.stats import ttest_ind

    if not (is_number(column) or column.kind in DATE_KINDS):
        return None
    values = floats(series, column)
    there, where_gone = values[~gone].dropna(), values[gone].dropna()
    if min(len(there), len(where_gone)) < _FEWEST or (there.var() == 0 and where_gone.var() == 0):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nearly equal values: p is then as good as it can be
        result = ttest_ind(where_gone, there, equal_var=False)
    n1, n2 = len(where_gone), len(there)
    pooled = np.sqrt(((n1 - 1) * where_gone.var() + (n2 - 1) * there.var()) / (n1 + n2 - 2))
    return {
        "test": "welch_t",
        "statistic": float(result.statistic),
        "df": float(result.df),
        "p": float(result.pvalue),
        "effect": float((where_gone.mean() - there.mean()) / pooled) if pooled > 0 else 0.0,
        "effect_name": "cohen_d",
        "n": n1 + n2,
        "mean_where_missing": float(where_gone.mean()),
        "mean_where_present": float(there.mean()),
        "is_date": column.kind in DATE_KINDS,
    }


def _levels(series: pd.Series[Any], gone: pd.Series[bool]) -> dict[str, Any] | None:
    import numpy as np
    import pandas as pd
    from scipy.stats import chi2_contingency

    table = pd.crosstab(series, gone)
    if table.shape[0] < 2 or table.shape[1] < 2 or table.to_numpy().sum(axis=0).min() < _FEWEST:
        return None
    result = chi2_contingency(table.to_numpy(), correction=False)
    n = int(table.to_numpy().sum())
    shares = (table[True] / table.sum(axis=1))[table.sum(axis=1) >= _FEWEST]
    if len(shares) < 2:
        return None
    return {
        "test": "chi2",
        "statistic": float(result.statistic),
        "df": float(result.dof),
        "p": float(result.pvalue),
        "effect": float(np.sqrt(result.statistic / n)),
        "effect_name": "cramers_v",
        "n": n,
        "highest": plain(shares.idxmax()),
        "highest_share": float(shares.max()),
        "lowest": plain(shares.idxmin()),
        "lowest_share": float(shares.min()),
        "smallest_expected": float(result.expected_freq.min()),
    }


def _holm(tests: list[dict[str, Any]]) -> None:
    """Holm's step-down correction, in place: from the smallest p on, times how many tests are left, never falling, at most 1."""
    highest = 0.0
    for rank, test in enumerate(sorted(tests, key=lambda t: t["p"])):
        highest = min(1.0, max(highest, (len(tests) - rank) * test["p"]))
        test["p_holm"] = highest


def predictable(frame: pd.DataFrame, column: Column, others: Sequence[Column], seed: int = 0) -> float | None:
    """How well all other columns together tell whether this one is missing: cross-validated AUC. None with too few of either."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score

    rows = frame if len(frame) <= _AUC_ROWS else frame.sample(_AUC_ROWS, random_state=seed)
    gone = rows[column.name].isna().to_numpy()
    features = design(rows, [c for c in others if c.name != column.name]).values
    if min(gone.sum(), (~gone).sum()) < 20 or not features.shape[1]:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scores = cross_val_score(LogisticRegression(max_iter=200), np.nan_to_num(features), gone, cv=5, scoring="roc_auc")
    return float(scores.mean())
