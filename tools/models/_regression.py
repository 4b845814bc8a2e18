"""Linear, ridge and logistic regression on arrays, with their intervals. No pandas, no sentences.

`x` is n x p without the constant; coefficients come with the intercept first, as p + 1 values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.95
FOLDS = 5
PENALTIES = tuple(10.0**e for e in (-3, -2, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6))
_STEPS, _STOP = 60, 1e-10
_CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (intercept first), standard errors, interval ends, p values (None where there is none), and what describes the fit."""

    beta: NDArray[Any]
    error: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]
    p: NDArray[Any] | None
    facts: dict[str, float]


def with_constant(x: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    return np.column_stack([np.ones(len(x)), x])


def independent(x: NDArray[Any]) -> list[int]:
    """The columns that are no combination of the constant and earlier ones (tolerance 1e-9 of their variance), in order."""
    import numpy as np

    centred = x - x.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    varying = [j for j in range(x.shape[1]) if spread[j] > 1e-12 * max(1.0, float(np.abs(x[:, j]).max())) * np.sqrt(len(x))]
    gram = (centred[:, varying] / spread[varying]).T @ (centred[:, varying] / spread[varying])
    kept: list[int] = []
    for j in range(len(varying)):
        if kept:
            own = gram[np.ix_(kept, kept)]
            beta = np.linalg.solve(own, gram[kept, j])
            if 1 - float(beta @ gram[kept, j]) < 1e-9:
                continue
        kept.append(j)
    return [varying[j] for j in kept]


def least_squares(x: NDArray[Any], y: NDArray[Any]) -> Fit:
    """OLS with HC3 errors and t intervals with n - p - 1 degrees of freedom (MacKinnon and White 1985).

    The same as statsmodels' OLS(y, x).fit(cov_type="HC3", use_t=True), but never n x n in memory. Columns must be independent.
    """
    import numpy as np
    from scipy import stats

    full = with_constant(x)
    inverse = np.linalg.inv(full.T @ full)
    beta = inverse @ (full.T @ y)
    beta += inverse @ (full.T @ (y - full @ beta))  # one step of refinement: the normal equations square the condition number
    residual = y - full @ beta
    leverage = np.einsum("ij,jk,ik->i", full, inverse, full, optimize=True)
    weight = np.where(leverage < 1 - 1e-9, residual / np.maximum(1 - leverage, 1e-9), 0.0)
    scored = full * weight[:, None]
    covariance = inverse @ (scored.T @ scored) @ inverse
    error = np.sqrt(np.maximum(np.diag(covariance), 0))
    df = len(y) - full.shape[1]
    reach = stats.t.ppf((1 + LEVEL) / 2, df)
    t = np.divide(beta, error, out=np.full_like(beta, np.inf), where=error > 0)
    total = float(((y - y.mean()) ** 2).sum())
    r2 = 1 - float(residual @ residual) / total
    facts = {"df": df, "r_squared": r2, "r_squared_adjusted": 1 - (1 - r2) * (len(y) - 1) / df}
    return Fit(beta, error, beta - reach * error, beta + reach * error, 2 * stats.t.sf(np.abs(t), df), facts)


def ridge(x: NDArray[Any], y: NDArray[Any], seed: int) -> tuple[Fit, float, dict[str, float]]:
    """Ridge on standardised columns, the penalty with the smallest 5-fold error; (fit in original units, penalty, error by penalty).

    Minimises sum((y - b0 - Xb)^2) + penalty * sum(b^2), as scikit-learn's Ridge; folds: KFold(5, shuffle=True, random_state=seed).
    Errors are sandwich ones about the shrunk coefficients: they leave out its bias, so there is no p value.
    """
    import numpy as np
    from scipy import stats
    from sklearn.model_selection import KFold

    mean, spread = x.mean(axis=0), x.std(axis=0)
    z = (x - mean) / spread
    middle = float(y.mean())
    full, target = with_constant(z), y - middle
    folds = [fold for _, fold in KFold(FOLDS, shuffle=True, random_state=seed).split(z)]
    grams = [(full[f].T @ full[f], full[f].T @ target[f], float(target[f] @ target[f])) for f in folds]
    whole = tuple(sum(part) for part in zip(*grams, strict=True))
    free = np.eye(full.shape[1])
    free[0, 0] = 0.0
    errors: dict[float, float] = {}
    for penalty in PENALTIES:
        lost = 0.0
        for gram, moment, square in grams:
            b = np.linalg.solve(whole[0] - gram + penalty * free, whole[1] - moment)
            lost += square - 2 * float(b @ moment) + float(b @ gram @ b)
        errors[penalty] = lost / len(y)
    best = min(errors, key=lambda a: errors[a])
    inverse = np.linalg.inv(whole[0] + best * free)
    b = inverse @ whole[1]
    scored = full * (target - full @ b)[:, None]
    error = np.sqrt(np.diag(inverse @ (scored.T @ scored) @ inverse))[1:] / spread
    slopes = b[1:] / spread
    beta = np.concatenate([[middle + b[0] - float(slopes @ mean)], slopes])
    errors_all = np.concatenate([[np.nan], error])
    reach = stats.norm.ppf((1 + LEVEL) / 2)
    fit = Fit(
        beta,
        errors_all,
        beta - reach * errors_all,
        beta + reach * errors_all,
        None,
        {"shrinkage_df": float(np.trace(inverse @ whole[0])) - 1},
    )
    return fit, best, {f"{a:g}": e for a, e in errors.items()}


class NotConverged(Exception):
    """The likelihood has no maximum (some combination of columns separates the outcomes); `column` is where it ran away."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def logistic(x: NDArray[Any], y: NDArray[Any]) -> Fit:
    """Maximum likelihood by Newton's method, Wald intervals: the same as statsmodels' Logit(y, x).fit(). Raises NotConverged."""
    import numpy as np
    from scipy import stats
    from scipy.special import expit, xlogy

    mean, spread = x.mean(axis=0), x.std(axis=0)
    z = with_constant((x - mean) / spread)
    share = float(y.mean())
    b = np.zeros(z.shape[1])
    b[0] = np.log(share / (1 - share))
    for _ in range(_STEPS):
        chance = expit(z @ b)
        weight = chance * (1 - chance)
        information = z.T @ (z * weight[:, None])
        try:
            step = np.linalg.solve(information, z.T @ (y - chance))
        except np.linalg.LinAlgError as singular:
            raise NotConverged(int(np.abs(b[1:]).argmax())) from singular
        b += np.clip(step, -4, 4)
        # a standardised coefficient this large means that the outcomes are separated, not that the effect is strong
        if not np.isfinite(b).all() or float(np.abs(b[1:]).max(initial=0.0)) > 15:
            raise NotConverged(int(np.nan_to_num(np.abs(b[1:]), nan=np.inf).argmax()))
        if float(np.abs(step).max()) < _STOP:
            break
    else:
        raise NotConverged(int(np.abs(b[1:]).argmax()))
    chance = expit(z @ b)
    information = z.T @ (z * (chance * (1 - chance))[:, None])
    inverse = np.linalg.inv(information)
    back = np.zeros_like(inverse)  # from standardised columns to the original ones
    back[0, 0], back[0, 1:] = 1.0, -mean / spread
    back[range(1, len(b)), range(1, len(b))] = 1 / spread
    beta = back @ b
    error = np.sqrt(np.diag(back @ inverse @ back.T))
    reach = stats.norm.ppf((1 + LEVEL) / 2)
    likelihood = float((xlogy(y, chance) + xlogy(1 - y, 1 - chance)).sum())
    null = len(y) * float(xlogy(share, share) + xlogy(1 - share, 1 - share))
    facts = {"log_likelihood": likelihood, "log_likelihood_null": null, "mcfadden_r_squared": 1 - likelihood / null}
    return Fit(beta, error, beta - reach * error, beta + reach * error, 2 * stats.norm.sf(np.abs(beta / error)), facts)
