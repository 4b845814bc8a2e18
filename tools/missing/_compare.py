"""Strategies put to the test: known values are hidden, filled in, and compared with what they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools.missing._frame import floats, is_number
from tools.missing._strategies import fill

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

DEFINITION = (
    "hidden cells are drawn at random from the present ones of each column; rmse and mae over them; nrmse = rmse / sd of the hidden true "
    "values (1 = as bad as their mean); accuracy = share of hidden levels found; ks = Kolmogorov-Smirnov distance of filled and true hidden "
    "values; sd_ratio = sd of the column with filled values / with true ones; correlation_change = mean absolute change of Pearson r "
    "between the compared columns and the other numbers; error = mean nrmse of the numeric columns, or 1 - accuracy where there are only categories"
)


def hide(frame: pd.DataFrame, columns: Sequence[Column], share: float, seed: int) -> tuple[pd.DataFrame, dict[str, NDArray[np.int64]]]:
    """The frame with `share` of the present values of each column hidden, and the positions of the hidden ones."""
    import numpy as np

    rng = np.random.default_rng(seed)
    hidden: dict[str, Any] = {}
    masked = frame.copy()
    for column in columns:
        there = np.flatnonzero(frame[column.name].notna())
        hidden[column.name] = np.sort(rng.choice(there, max(1, round(share * len(there))), replace=False))
        gone = np.zeros(len(frame), dtype=bool)
        gone[hidden[column.name]] = True
        masked[column.name] = masked[column.name].mask(gone)
    return masked, hidden


def measure(
    frame: pd.DataFrame,
    masked: pd.DataFrame,
    hidden: dict[str, NDArray[np.int64]],
    columns: Sequence[Column],
    predictors: Sequence[Column],
    strategy: str,
    seed: int,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """How well one strategy does: per column and over all. Hidden cells that it leaves empty don't count, but are told."""
    import numpy as np

    filled = fill(masked, columns, strategy, predictors=predictors, seed=seed, progress=progress)
    per_column = []
    for column in columns:
        values = filled.values.get(column.name)
        if values is not None:
            per_column.append(_column(column, frame[column.name], values, hidden[column.name]))
    numeric = [c["nrmse"] for c in per_column if "nrmse" in c]
    accuracy = _mean(per_column, "accuracy")
    mixed = any(is_number(c) for c in columns)
    error = (float(np.mean(numeric)) if numeric else None) if mixed else None if accuracy is None else 1 - accuracy
    return {
        "strategy": strategy,
        "columns": per_column,
        "error": error,
        "accuracy": accuracy,
        "ks": _mean(per_column, "ks"),
        "sd_ratio": _mean(per_column, "sd_ratio"),
        "correlation_change": _correlation_change(frame, masked, filled.values, hidden, columns, predictors),
    }


def _mean(per_column: list[dict[str, Any]], name: str) -> float | None:
    values = [c[name] for c in per_column if c.get(name) is not None]
    return sum(values) / len(values) if values else None


def _column(column: Column, true: pd.Series[Any], filled: pd.Series[Any], hidden: NDArray[np.int64]) -> dict[str, Any]:
    import numpy as np

    found: dict[str, Any] = {"column": column.name, "hidden": len(hidden)}
    if not is_number(column):
        answers, wanted = filled.iloc[hidden], true.iloc[hidden]
        there = answers.notna().to_numpy()
        same = (answers[there].astype(str) == wanted[there].astype(str)).to_numpy()
        return {**found, "n": int(there.sum()), "accuracy": float(same.mean()) if there.any() else 0.0}
    from scipy.stats import ks_2samp

    everything = floats(true, column).to_numpy()
    truth, answer = everything[hidden], filled.to_numpy(dtype=float)[hidden]
    there = np.isfinite(answer)
    truth, answer = truth[there], answer[there]
    if not len(truth):
        return {**found, "n": 0}
    off = answer - truth
    rmse, spread = float(np.sqrt((off**2).mean())), float(truth.std(ddof=0))
    completed = everything.copy()
    completed[hidden[there]] = answer
    before = float(np.nanstd(everything, ddof=1))
    return {
        **found,
        "n": len(truth),
        "rmse": rmse,
        "mae": float(np.abs(off).mean()),
        "nrmse": rmse / spread if spread > 0 else 0.0,
        "ks": float(ks_2samp(answer, truth, method="asymp").statistic),
        "sd_ratio": float(np.nanstd(completed, ddof=1)) / before if before > 0 else None,
    }


def _correlation_change(
    frame: pd.DataFrame,
    masked: pd.DataFrame,
    filled: dict[str, pd.Series[Any]],
    hidden: dict[str, NDArray[np.int64]],
    columns: Sequence[Column],
    predictors: Sequence[Column],
) -> float | None:
    """Between the true columns and those whose hidden cells were filled; cells that were missing from the start stay missing."""
    import numpy as np
    import pandas as pd

    numeric = {c.name: c for c in (*columns, *predictors) if is_number(c)}
    compared = [c.name for c in columns if is_number(c) and c.name in filled]
    if not compared or len(numeric) < 2:
        return None
    true = pd.DataFrame({name: floats(frame[name], c) for name, c in numeric.items()})
    after = true.copy()
    for name in compared:
        values = true[name].to_numpy(copy=True)
        values[hidden[name]] = filled[name].to_numpy(dtype=float)[hidden[name]]
        after[name] = values
    change = (after.corr() - true.corr()).abs().loc[compared]
    own = np.array([[a == b for b in change.columns] for a in change.index])
    values = change.to_numpy()[~own]
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else None
