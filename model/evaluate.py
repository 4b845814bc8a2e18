"""Judging a bundle on a file of accidents whose ECLO is known, beside a constant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.predict import Predictor


def evaluate(path: Path, predictor: Predictor) -> dict[str, Any]:
    """The model on one file (parquet, or CSV in UTF-8 or CP949), through the same path as any table. Raises UnusableTable.

    Keys: rows, the scores of model.scores (those of the worst injury where the file has the counts), coverage_aimed, constant_rmsle and
    constant_mae (a constant that knows only the training data), constant_log_loss, model_version, years, seen_in_training (rows of years
    that the model has learnt from: on those the errors look too good), unknown (cells by feature that could not be used).
    """
    import numpy as np

    from model.data import read_file, target, worst_injury
    from model.errors import UnusableTable
    from model.scores import chance_scores, interval_scores, point_scores, ranking_scores
    from model.table import read_features

    frame = read_file(path)
    eclo = target(frame)
    keep = eclo >= 1
    if not keep.any():
        raise UnusableTable("no_rows")
    chosen, actual = frame[keep], eclo[keep]
    result, worst = predictor.predict_frame(chosen), worst_injury(frame)[keep]
    bundle = predictor.bundle
    table = read_features(chosen, predictor.resolve)
    kinds = np.array(table.values.get("accident_type", [None] * len(actual)), dtype=np.object_)
    out: dict[str, Any] = {"rows": len(actual), **point_scores(result.eclo, actual)}
    out |= interval_scores(result.low, result.high, actual, kinds, bundle.categories["accident_type"])
    out |= ranking_scores(result.eclo, actual, worst, result.worst)
    constant = point_scores(np.full(len(actual), np.expm1(bundle.training.log_mean)), actual)
    out |= {"coverage_aimed": bundle.interval.level, "constant_rmsle": constant["rmsle"], "constant_mae": constant["mae"]}
    if result.worst is not None and bundle.severity is not None and (worst >= 0).all():
        out |= chance_scores(result.worst, worst)
        out["constant_log_loss"] = chance_scores(np.tile(bundle.severity.rates, (len(actual), 1)), worst)["log_loss"]
    years = np.asarray(table.values.get("accident_year", np.array([])), dtype=np.float64)
    known = years[~np.isnan(years)]
    seen = (known >= bundle.training.first_year) & (known <= bundle.training.last_year)
    return out | {
        "model_version": predictor.model_version,
        "years": sorted({int(y) for y in known}),
        "seen_in_training": int(seen.sum()),
        "unknown": dict(result.report.unknown),
    }
