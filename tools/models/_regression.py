"""Linear, ridge and logistic regression on some rows of a matrix, with their intervals. No pandas, no sentences.

The columns are standardised within, block by block, and the coefficients given in the columns' own units, the intercept first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.models._matrix import Matrix, gram

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.95
FOLDS = 5
PENALTIES = tuple(10.0**e for e in (-3, -2, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6))
_STEPS, _HALVINGS, _STOP = 60, 12, 1e-7  # the last step squares an error of this size


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (intercept first), standard errors, interval ends, p values (None where there is none), and what describes the fit."""

    beta: NDArray[Any]
    error: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]
    p: NDArray[Any] | None
    facts: dict[str, float]


def _back(mean: NDArray[Any], spread: NDArray[Any]) -> NDArray[Any]:
    """From coefficients of standardised columns to those of the original ones."""
    import numpy as np

    back: NDArray[Any] = np.diag(np.concatenate([[1.0], 1 / spread]))
    back[0, 1:] = -mean / spread
    return back


def least_squares(matrix: Matrix, rows: NDArray[Any], y: NDArray[Any]) -> Fit:
    """OLS of y (one value a row of `rows`) with HC3 errors and t intervals with n - p - 1 degrees of freedom (MacKinnon and White 1985).

    The same as statsmodels' OLS(y, x).fit(cov_type="HC3", use_t=True). Columns must be independent.
    """
    import numpy as np
    from scipy import stats

    mean, spread = matrix.moments(rows)
    inverse = np.linalg.inv(gram(matrix, rows, mean, spread))
    middle = float(y.mean())
    b = np.zeros(len(inverse))
    for _ in range(2):  # the second is a step of refinement: the normal equations square the condition number
        moment = np.zeros(len(b))
        for span, z in matrix.parts(rows, mean, spread):
            moment += z.T @ (y[span] - middle - z @ b)
        b += inverse @ moment
    meat, squares = np.zeros_like(inverse), 0.0
    for span, z in matrix.parts(rows, mean, spread):
        residual = y[span] - middle - z @ b
        leverage = ((z @ inverse) * z).sum(axis=1)
        weight = np.where(leverage < 1 - 1e-9, residual / np.maximum(1 - leverage, 1e-9), 0.0)
        scored = z * weight[:, None]
        meat += scored.T @ scored
        squares += float(residual @ residual)
    b[0] += middle
    back = _back(mean, spread)
    beta, covariance = back @ b, back @ inverse @ meat @ inverse @ back.T
    error = np.sqrt(np.maximum(np.diag(covariance), 0))
    df = len(y) - len(b)
    reach = stats.t.ppf((1 + LEVEL) / 2, df)
    t = np.divide(beta, error, out=np.full_like(beta, np.inf), where=error > 0)
    r2 = 1 - squares / float(((y - middle) ** 2).sum())
    facts = {"df": df, "r_squared": r2, "r_squared_adjusted": 1 - (1 - r2) * (len(y) - 1) / df}
    return Fit(beta, error, beta - reach * error, beta + reach * error, 2 * stats.t.sf(np.abs(t), df), facts)


def ridge(matrix: Matrix, rows: NDArray[Any], y: NDArray[Any], seed: int) -> tuple[Fit, float, dict[str, float]]:
    """Ridge on standardised columns, the penalty with the smallest 5-fold error; (fit in original units, penalty, error by penalty).

    Minimises sum((y - b0 - Xb)^2) + penalty * sum(b^2), as scikit-learn's Ridge; folds: KFold(5, shuffle=True, random_state=seed).
    Errors are sandwich ones about the shrunk coefficients: they leave out its bias, so there is no p value.
    """
    import numpy as np
    from scipy import stats
    from sklearn.model_selection import KFold

    mean, spread = matrix.moments(rows)
    middle = float(y.mean())
    target = y - middle
    grams = []
    for _, fold in KFold(FOLDS, shuffle=True, random_state=seed).split(y):
        moment = np.zeros(len(mean) + 1)
        for span, z in matrix.parts(rows[fold], mean, spread):
            moment += z.T @ target[fold[span]]
        grams.append((gram(matrix, rows[fold], mean, spread), moment, float(target[fold] @ target[fold])))
    whole = tuple(sum(part) for part in zip(*grams, strict=True))
    free = np.eye(len(mean) + 1)
    free[0, 0] = 0.0
    errors: dict[float, float] = {}
    for penalty in PENALTIES:
        lost = 0.0
        for own, moment, square in grams:
            b = np.linalg.solve(whole[0] - own + penalty * free, whole[1] - moment)
            lost += square - 2 * float(b @ moment) + float(b @ own @ b)
        errors[penalty] = lost / len(y)
    best = min(errors, key=lambda a: errors[a])
    inverse = np.linalg.inv(whole[0] + best * free)
    b = inverse @ whole[1]
    meat = np.zeros_like(inverse)
    for span, z in matrix.parts(rows, mean, spread):
        scored = z * (target[span] - z @ b)[:, None]
        meat += scored.T @ scored
    b[0] += middle
    beta = _back(mean, spread) @ b
    error = np.concatenate([[np.nan], np.sqrt(np.diag(inverse @ meat @ inverse))[1:] / spread])
    reach = stats.norm.ppf((1 + LEVEL) / 2)
    facts = {"shrinkage_df": float(np.trace(inverse @ whole[0])) - 1}
    return Fit(beta, error, beta - reach * error, beta + reach * error, None, facts), best, {f"{a:g}": e for a, e in errors.items()}


class NotConverged(Exception):
    """The likelihood has no maximum (some combination of columns separates the outcomes); `column` is where it ran away."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def logistic(matrix: Matrix, rows: NDArray[Any], y: NDArray[Any]) -> Fit:
    """Maximum likelihood by Newton's method, Wald intervals: the same as statsmodels' Logit(y, x).fit(). Raises NotConverged."""
    import numpy as np
    from scipy import stats

    mean, spread = matrix.moments(rows)
    share = float(y.mean())
    b: NDArray[Any] = np.zeros(len(mean) + 1)
    b[0] = np.log(share / (1 - share))
    b, information, likelihood = _newton(Likelihood(matrix, rows, y, mean, spread), b, _STOP)
    back = _back(mean, spread)
    beta = back @ b
    error = np.sqrt(np.diag(back @ np.linalg.inv(information) @ back.T))
    reach = stats.norm.ppf((1 + LEVEL) / 2)
    null = len(y) * (share * float(np.log(share)) + (1 - share) * float(np.log(1 - share)))
    facts = {"log_likelihood": likelihood, "log_likelihood_null": null, "mcfadden_r_squared": 1 - likelihood / null}
    return Fit(beta, error, beta - reach * error, beta + reach * error, 2 * stats.norm.sf(np.abs(beta / error)), facts)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Of the coefficients of the standardised columns."""

    matrix: Matrix
    rows: NDArray[Any]
    y: NDArray[Any]
    mean: NDArray[Any]
    spread: NDArray[Any]

    def at(self, b: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], float]:
        """(gradient, information, log likelihood)"""
        import numpy as np
        from scipy.special import expit

        slope, information, value = np.zeros(len(b)), np.zeros((len(b), len(b))), 0.0
        for span, z in self.matrix.parts(self.rows, self.mean, self.spread):
            line, own = z @ b, self.y[span]
            chance = expit(line)
            slope += z.T @ (own - chance)
            information += z.T @ (z * (chance * (1 - chance))[:, None])
            value += float((own * line - np.logaddexp(0, line)).sum())
        return slope, information, value


def _newton(of: Likelihood, b: NDArray[Any], stop: float) -> tuple[NDArray[Any], NDArray[Any], float]:
    """(coefficients, information, log likelihood) at the maximum. A step that makes things worse is halved: rare events overshoot.

    Raises NotConverged where the likelihood goes on rising, ever more slowly, along some coefficient.
    """
    import numpy as np

    slope, information, value = of.at(b)
    for _ in range(_STEPS):
        try:
            step = np.linalg.solve(information, slope)
        except np.linalg.LinAlgError as singular:
            raise NotConverged(int(np.abs(b[1:]).argmax())) from singular
        longest, gain = float(np.abs(step).max()), float(slope @ step)
        for _ in range(_HALVINGS):
            slope, information, found = of.at(b + step)
            if found >= value - 1e-9 * abs(value):
                break
            step = step / 2
        b, value = b + step, found
        if longest < stop:
            return b, information, value
        # a standardised coefficient this large, or a likelihood that no longer changes with it, means separated outcomes, not a strong effect
        if not np.isfinite(b).all() or float(np.abs(b[1:]).max(initial=0.0)) > 15 or (gain < 1e-8 and longest > 0.01):
            break
    raise NotConverged(int(np.abs(step[1:]).argmax()))
