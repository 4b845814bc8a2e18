"""Columns that give the target away: known only with it, computed from it, or nearly the same thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tools._columns import normalise
from tools.models._data import Data, Levels, Target

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOOKED_AT = 20_000
_SAME_NUMBER, _SAME_CLASS = 0.98, 0.99
# What became of the people in an accident is one outcome in several columns: known only when the others are.
_OUTCOMES = frozenset({
    "eclo", "사망자수", "중상자수", "경상자수", "부상신고자수", "부상자수", "사상자수", "사고내용", "인명피해", "인명피해심각도", "deaths", "fatalities",
    "seriousinjuries", "minorinjuries", "reportedinjuries", "casualties", "injuries", "severity",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leak:
    """`why`: known only with the target, an exact sum of columns (`formula`), or telling it alone (`strength`: R² or AUC)."""

    column: str
    why: Literal["outcome", "combination", "alone"]
    strength: float | None = None
    formula: dict[str, float] = field(default_factory=dict)


def find_leaks(data: Data, target: Target) -> list[Leak]:
    """The leaks among the columns of `data`, each once. Looks at the first 20,000 rows at most."""
    import numpy as np

    step = max(1, data.n // _LOOKED_AT)
    y = target.y[::step]
    columns = {name: Levels(c.codes[::step], c.names) if isinstance(c, Levels) else c[::step] for name, c in data.columns.items()}
    found: dict[str, Leak] = {}
    if normalise(target.name) in _OUTCOMES:
        found = {name: Leak(name, "outcome") for name in columns if normalise(name) in _OUTCOMES}
    for name, column in columns.items():
        strength = _alone(column, y, target)
        if name not in found and strength >= (_SAME_NUMBER if target.task == "number" else _SAME_CLASS):
            found[name] = Leak(name, "alone", strength)
    numeric = {name: c for name, c in columns.items() if isinstance(c, np.ndarray) and c.min() < c.max()}
    if target.task == "number" and len(numeric) > 1:
        for name, formula in _combination(numeric, y).items():
            found[name] = Leak(name, "combination", 1.0, formula)
    return list(found.values())


def _alone(column: NDArray[Any] | Levels, y: NDArray[Any], target: Target) -> float:
    """How well the target is known from this column alone: the share of variance, the AUC, or the share of rows put right."""
    import numpy as np
    from scipy.stats import rankdata

    if isinstance(column, Levels):
        counts = np.bincount(column.codes, minlength=len(column.names))
        if counts.max() == 1 or (counts > 0).sum() > 0.2 * len(y):
            return 0.0
        if target.task == "classes":
            table = np.zeros((len(counts), int(y.max()) + 1))
            np.add.at(table, (column.codes, y.astype(int)), 1)
            return float(table.max(axis=1).sum() / len(y))
        means = np.bincount(column.codes, weights=y, minlength=len(counts)) / np.maximum(counts, 1)
        score = means[column.codes]
    else:
        score = column
    if target.task == "classes" or score.min() == score.max() or y.min() == y.max():
        return 0.0
    if target.task == "number":
        return float(np.corrcoef(score, y)[0, 1] ** 2)
    ranks, positives = rankdata(score), y.sum()
    auc = (ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives))
    return float(max(auc, 1 - auc))


def _combination(numeric: dict[str, NDArray[Any]], y: NDArray[Any]) -> dict[str, dict[str, float]]:
    """The columns that add up to the target exactly, each with the whole formula; none where they don't."""
    import numpy as np

    names = list(numeric)
    x = np.column_stack([numeric[name] for name in names])
    full = np.column_stack([np.ones(len(x)), x])
    beta, *_ = np.linalg.lstsq(full, y, rcond=None)
    rest = float(((y - full @ beta) ** 2).sum()) / max(float(((y - y.mean()) ** 2).sum()), 1e-300)
    if rest > 1e-9:
        return {}
    formula = {name: float(b) for name, b, column in zip(names, beta[1:], x.T, strict=True) if abs(b) * column.std() > 1e-6 * y.std()}
    return {name: formula for name in formula}
