"""Judging a bundle on a file of accidents whose ECLO is known, beside a constant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.bundle import Interval
    from model.predict import Predictor


def log_metrics(
    predicted: NDArray[np.float64], actual: NDArray[np.float64], learnt: NDArray[np.float64], interval: Interval | None = None
) -> dict[str, float]:
    """Metrics of predictions on the log1p scale. `learnt`: what the constant is the mean of. Errors other than RMSLE are in ECLO.

    `coverage`: the share of real values inside the interval (never below ECLO 1), when there is one.
    """
    import numpy as np

    constant = float(learnt.mean())
    inverse = np.expm1
    out = {
        "rows": len(actual),
        "rmsle": float(np.sqrt(np.mean((predicted - actual) ** 2))),
        "mae": float(np.mean(np.abs(inverse(predicted) - inverse(actual)))),
        "constant_rmsle": float(np.sqrt(np.mean((constant - actual) ** 2))),
        "constant_mae": float(np.mean(np.abs(inverse(constant) - inverse(actual)))),
    }
    if interval is not None:
        inside = (actual >= np.minimum(predicted, predicted + interval.low)) & (actual <= predicted + interval.high)
        out["coverage"] = float(inside.mean())
        out["coverage_aimed"] = interval.level
    return out


def evaluate(path: Path, predictor: Predictor) -> dict[str, Any]:
    """The model on one file (parquet, or CSV in UTF-8 or CP949), through the same path as any table. Raises UnusableTable.

    Keys: rows, rmsle, mae, coverage, coverage_aimed, constant_rmsle, constant_mae (a constant that knows only the training data),
    model_version, years, seen_in_training (rows of years that the model has learnt from: on those the errors look too good),
    unknown (cells by feature that could not be used).
    """
    import numpy as np

    from model.data import read_file, target
    from model.errors import UnusableTable
    from model.table import read_features

    frame = read_file(path)
    eclo = target(frame)
    keep = eclo >= 1
    if not keep.any():
        raise UnusableTable("no_rows")
    chosen = frame[keep]
    result = predictor.predict_frame(chosen)
    training = predictor.bundle.training
    actual, low, high = eclo[keep], result.low, result.high
    metrics = log_metrics(np.log1p(result.eclo), np.log1p(actual), np.array([training.log_mean]))
    years = read_features(chosen, lambda _feature, _text: None).values.get("accident_year", np.array([]))
    known = np.asarray(years, dtype=np.float64)
    known = known[~np.isnan(known)]
    return {
        **metrics,
        "coverage": float(((actual >= low) & (actual <= high)).mean()),
        "coverage_aimed": predictor.bundle.interval.level,
        "model_version": predictor.model_version,
        "years": sorted({int(y) for y in known}),
        "seen_in_training": int(((known >= training.first_year) & (known <= training.last_year)).sum()),
        "unknown": dict(result.report.unknown),
    }
