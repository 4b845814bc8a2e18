"""Judging a bundle on a file of accidents whose ECLO is known, beside a constant and the naive recipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.bundle import Bundle
    from model.predict import Predictor
    from model.table import FeatureTable


def evaluate(
    path: Path, predictor: Predictor, *, naive_from: Sequence[Path] = (), progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """The model on one file (parquet, or CSV in UTF-8 or CP949), through the same path as any table. Raises UnusableTable.

    Keys: rows, the scores of model.scores (those of the worst injury where the file has the counts), coverage_aimed, model_version, years,
    seen_in_training (rows of years that the model has learnt from: on those the errors look too good), unknown (cells by feature that
    could not be used), sha256 (of the file), reliability (see model.scores), and two tables of the same scores:

    - constant: the same for every accident, from the last year of the bundle's training;
    - naive: the naive recipe, learnt from the files `naive_from` (accident exports) and asked about this file. Without them, what it
      scored on the bundle's own test year; `naive_on` then names that year, and else is None.
    """
    import numpy as np

    from model.data import read_file, target, worst_injury
    from model.errors import UnusableTable
    from model.files import sha256_of
    from model.scores import chance_scores, interval_scores, point_scores, poisson_deviance, ranking_scores, reliability
    from model.table import read_features

    frame = read_file(path)
    eclo = target(frame)
    keep = eclo >= 1
    if not keep.any():
        raise UnusableTable("no_rows")
    chosen, actual, worst = frame[keep], eclo[keep], worst_injury(frame)[keep]
    result, bundle = predictor.predict_frame(chosen, progress), predictor.bundle
    table = read_features(chosen, predictor.resolve)
    kinds = np.array(table.values.get("accident_type", [None] * len(actual)), dtype=np.object_)
    out: dict[str, Any] = {"rows": len(actual), **point_scores(result.eclo, actual)}
    out["poisson_deviance_of_mean"] = poisson_deviance(result.eclo * bundle.mean_factor, actual)
    out |= interval_scores(result.low, result.high, actual, kinds, bundle.categories["accident_type"])
    out |= ranking_scores(result.eclo, actual, worst, result.worst) | {"coverage_aimed": bundle.interval.level}
    judged = result.worst is not None and bool((worst >= 0).all())
    if judged and result.worst is not None:
        out |= chance_scores(result.worst, worst)
    years = np.asarray(table.values.get("accident_year", np.array([])), dtype=np.float64)
    known = years[~np.isnan(years)]
    seen = (known >= bundle.training.first_year) & (known <= bundle.training.last_year)
    test = bundle.metrics["test"]
    return out | {
        "constant": _constant(bundle, actual, worst, kinds),
        "naive": _naive(bundle, naive_from, table, actual, worst) if naive_from else bundle.metrics["test_naive"],
        "naive_on": None if naive_from else int(test["year"]),
        "reliability": reliability(result.worst, worst) if judged and result.worst is not None else {},
        "model_version": predictor.model_version,
        "years": sorted({int(y) for y in known}),
        "seen_in_training": int(seen.sum()),
        "unknown": dict(result.report.unknown),
        "sha256": sha256_of(path),
    }


def _constant(bundle: Bundle, actual: NDArray[np.float64], worst: NDArray[np.int64], kinds: NDArray[np.object_]) -> dict[str, float]:
    """What knows only how the last training year was as a whole; its interval lies between two steps of the table of recorded ECLO."""
    import numpy as np

    from model.scores import chance_scores, interval_scores, point_scores, poisson_deviance

    count, steps, typical = len(actual), bundle.quantiles["actual"], bundle.typical[""]
    tail = round((len(steps) - 1) * (1 - bundle.interval.level) / 2)
    out = point_scores(np.full(count, np.expm1(bundle.training.log_mean)), actual)
    out["poisson_deviance_of_mean"] = poisson_deviance(np.full(count, typical.mean), actual)
    out["mae_of_median"] = float(np.mean(np.abs(typical.median - actual)))
    low, high = np.full(count, steps[tail]), np.full(count, steps[-1 - tail])
    out |= interval_scores(low, high, actual, kinds, bundle.categories["accident_type"]) | {"auc_eclo_10": 0.5}
    if bundle.severity is not None and (worst >= 0).all():
        out |= chance_scores(np.tile(bundle.severity.rates, (count, 1)), worst) | {"auc_fatal": 0.5, "auc_fatal_or_serious": 0.5}
    return out


def _naive(
    bundle: Bundle, paths: Sequence[Path], table: FeatureTable, actual: NDArray[np.float64], worst: NDArray[np.int64]
) -> dict[str, float]:
    import numpy as np

    from model.data import read_accidents
    from model.encode import Encoder
    from model.fit import Rows
    from model.naive import naive_scores
    from model.train import encode

    accidents = read_accidents(paths)
    encoder = Encoder(bundle.categories, int(accidents.year.min()), max(int(accidents.year.max()), bundle.training.last_year))
    asked = encoder.many(table.values, table.rows, assumed_year=bundle.training.last_year)
    ask = Rows(asked, np.log1p(actual), np.zeros(len(actual), dtype=np.int64), worst)
    return naive_scores(encode(accidents, encoder), ask)
