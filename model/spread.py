"""How far ECLO may lie from its prediction: the spread of one accident, and the interval set by accidents the model had not seen.

Mondrian split conformal with normalised residuals (Vovk et al. 2005; Papadopoulos et al. 2008): residual / spread is ranked within each
accident type, and where the type is not known, among accidents whose type was hidden. Coverage then holds for each type by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVEL = 0.8
FEWEST = 100  # a type with fewer accidents takes the limits of all


@dataclass(frozen=True, slots=True)
class Limits:
    """`low` and `high` are multiplied by the spread and added to log1p(ECLO). `width`: the median of (high - low) x spread."""

    low: float
    high: float
    width: float
    rows: int

    @property
    def span(self) -> float:
        """The interval's width by its spread."""
        return self.high - self.low


def spread_of(worst: NDArray[np.float64], log_mean: Sequence[float], log_var: Sequence[float]) -> NDArray[np.float64]:
    """Standard deviation of log1p(ECLO) given the chances of the worst injury, (rows, 4) -> (rows,): that of a mixture."""
    import numpy as np

    mean, square = np.zeros(len(worst)), np.zeros(len(worst))
    for share, m, v in zip(worst.T, log_mean, log_var, strict=True):
        mean += share * m
        square += share * (v + m * m)
    return np.sqrt(np.maximum(square - mean * mean, 1e-6))


def spread_of_one(worst: Sequence[float], log_mean: Sequence[float], log_var: Sequence[float]) -> float:
    """The same for one accident: the same steps in the same order, hence the same bits."""
    mean = square = 0.0
    for share, m, v in zip(worst, log_mean, log_var, strict=True):
        mean += share * m
        square += share * (v + m * m)
    return math.sqrt(max(square - mean * mean, 1e-6))


def limits_of(residuals: NDArray[np.float64], spread: NDArray[np.float64]) -> Limits:
    """Two-sided limits with the finite-sample step to the next order statistic."""
    import numpy as np

    ranked, count, tail = np.sort(residuals / spread), len(residuals), (1 - LEVEL) / 2
    low = float(ranked[max(0, math.floor(tail * (count + 1)) - 1)])
    high = float(ranked[min(count - 1, math.ceil((1 - tail) * (count + 1)) - 1)])
    return Limits(low, high, float(np.median((high - low) * spread)), count)


def limits_by_group(
    residuals: NDArray[np.float64], spread: NDArray[np.float64], group: NDArray[np.object_], groups: Sequence[str]
) -> dict[str, Limits]:
    """Limits for each group that has enough accidents."""
    return {name: limits_of(residuals[group == name], spread[group == name]) for name in groups if (group == name).sum() >= FEWEST}


def group_of(values: Mapping[str, object]) -> str:
    """Whose limits an accident has: its type's, with a "+" when one of the optional inputs is known; "" when the type is not."""
    kind = values.get("accident_type")
    if kind is None:
        return ""
    return f"{kind}+" if values.get("accident_detail") is not None or values.get("violation") is not None else str(kind)


def limits_for(limits: Mapping[str, Limits], group: str) -> Limits:
    """The group's own limits, else those of its type, else those of all."""
    return limits.get(group) or limits.get(group.rstrip("+")) or limits[""]


def bounds(raw: float, spread: float, own: Limits) -> tuple[float, float, float]:
    """log1p(ECLO) -> (ECLO, low, high), none below 1: no recorded accident is."""
    eclo = max(1.0, math.expm1(raw))
    return eclo, min(eclo, max(1.0, math.expm1(raw + own.low * spread))), max(eclo, math.expm1(raw + own.high * spread))


def bounds_of(
    raw: NDArray[np.float64], spread: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """`bounds` of many accidents, all of shape (rows,), each with its own limits: the same steps in the same order."""
    import numpy as np

    eclo = np.maximum(1.0, _expm1(raw))
    return eclo, np.minimum(eclo, np.maximum(1.0, _expm1(raw + low * spread))), np.maximum(eclo, _expm1(raw + high * spread))


def _expm1(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """By the C library's function, as for one accident: NumPy's own may differ in the last bit."""
    import numpy as np

    return np.fromiter(map(math.expm1, values.tolist()), dtype=np.float64, count=len(values))
