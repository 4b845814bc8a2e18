"""How far each column follows from the others: variance inflation, and exact combinations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

EXACT = 1e-9  # a share of the variance so small is rounding


@dataclass(frozen=True, slots=True)
class Inflation:
    """Of one column: VIF (infinite where it is an exact combination), R² on the others, and the coefficients and the constant of that regression."""

    column: str
    vif: float
    r_squared: float
    coefficients: dict[str, float]
    constant: float = 0.0

    @property
    def exact(self) -> bool:
        return math.isinf(self.vif)


def inflation(values: Any, names: list[str]) -> tuple[list[Inflation], float]:
    """VIF of each column of `values` (n x k, k >= 2, none constant), and the condition number of the correlation matrix.

    VIF = 1 / (1 - R²) of the regression on all others (Marquardt 1970); the condition number is the root of the largest over the smallest
    eigenvalue (Belsley, Kuh and Welsch 1980, of centred and scaled columns), infinite for an exact combination.
    """
    import numpy as np

    means = values.mean(axis=0)
    scaled = values - means
    spread = scaled.std(axis=0)
    scaled /= spread
    r = scaled.T @ scaled / len(scaled)
    found: list[Inflation] = []
    for j, name in enumerate(names):
        others = [i for i in range(len(names)) if i != j]
        beta = np.linalg.lstsq(r[np.ix_(others, others)], r[others, j], rcond=1e-12)[0]
        rest = 1 - float(beta @ r[others, j])
        vif = math.inf if rest < EXACT else 1 / rest
        unscaled = {names[i]: float(b * spread[j] / spread[i]) for i, b in zip(others, beta, strict=True)}
        constant = float(means[j]) - sum(unscaled[names[i]] * float(means[i]) for i in others)
        found.append(Inflation(name, vif, min(1.0, max(0.0, 1 - rest)), unscaled, constant))
    eigenvalues = np.linalg.eigvalsh(r)
    smallest = float(eigenvalues[0])
    return found, math.inf if smallest < EXACT else math.sqrt(float(eigenvalues[-1]) / smallest)
