"""Training: accident exports -> a bundle. The same files give the same bytes.

1. Tune: learn from the years before the last but one, stop where the last but one is predicted best; its residuals give an interval.
2. Test: learn from all years before the last with that number of trees; the last year judges the model and that interval.
3. Refit: learn from all years. The residuals of step 2 give the shipped interval, out of sample.

Each accident is learnt from twice: whole, and with a random part of its features hidden, so that "not known" is an honest input.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.bundle import FORMAT, Bundle, Interval, Training, Typical, model_hash, write
from model.data import Accidents, read_accidents
from model.encode import CATEGORY_COLUMNS, COLUMNS, Encoder
from model.errors import UnusableTable
from model.evaluate import log_metrics
from model.features import BY_NAME, CATEGORIES, NAMES, gu_of

if TYPE_CHECKING:
    import lightgbm
    import numpy as np
    from numpy.typing import NDArray

    from model.table import FeatureTable

SEED = 20181231
LEVEL = 0.8
FEWEST_ROWS, FEWEST_YEARS = 200, 3
FEWEST_OF_LEVEL = 20  # a level outside the known ones must be this frequent to be learnt
HIDDEN_SHARE, HIDDEN_WEIGHT = 0.8, 0.5  # up to this share of the features is hidden in the copy; a copy weighs this much
MOST_ROUNDS, PATIENCE = 1500, 60
STEPS = 200  # of the quantile tables
PARAMETERS: dict[str, Any] = {
    "objective": "regression",
    "learning_rate": 0.03,
    "num_leaves": 23,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "cat_smooth": 50.0,
    "cat_l2": 20.0,
    "max_cat_threshold": 16,
    "seed": SEED,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(slots=True)
class _Rows:
    """Encoded accidents: matrix of shape (rows, columns), log1p(ECLO) and year of shape (rows,)."""

    matrix: NDArray[np.float64]
    target: NDArray[np.float64]
    year: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> _Rows:
        return _Rows(self.matrix[chosen], self.target[chosen], self.year[chosen])


def train(
    paths: Sequence[Path],
    out: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    name: str | None = None,
    created: str | None = None,
) -> Bundle:
    """Train on TAAS exports (parquet, or CSV in UTF-8 or CP949) and write a bundle into the directory `out`.

    `name` is the model's version, by default the name of `out`; `created` an ISO date, by default the last day of the data's last year,
    so that training again gives the same bytes. `progress(done, steps)`. Raises UnusableTable.
    """
    tell = progress or (lambda _done, _steps: None)
    accidents = read_accidents(paths)
    years = _check(accidents)
    tell(1, 5)
    categories = category_levels(accidents.table, accidents.year)
    encoder = Encoder(categories, years[0], years[-1])
    rows = _encode(accidents, encoder)
    tune, rounds, early = _tune(rows, years)
    tell(2, 5)
    before, last = rows.of(rows.year < years[-1]), rows.of(rows.year == years[-1])
    tested = _predict(_fit(before, rounds), last)
    tell(3, 5)
    final = _fit(rows, rounds)
    tell(4, 5)
    text = final.model_to_string()
    predicted = _predict(final, last)
    bundle = Bundle(
        format=FORMAT,
        name=name or out.name,
        created=created or f"{years[-1]}-12-31",
        features=list(NAMES),
        columns=list(COLUMNS),
        categories=categories,
        parameters=dict(PARAMETERS) | {"hidden_share": HIDDEN_SHARE, "hidden_weight": HIDDEN_WEIGHT},
        rounds=rounds,
        training=_training(accidents, rows, years),
        metrics={"validation": tune, "test": {"year": years[-1], **log_metrics(tested, last.target, _newest(before), early)}},
        typical=_typical(accidents, predicted, years[-1]),
        quantiles=_quantiles(accidents.eclo[accidents.year == years[-1]], predicted),
        interval=_interval(tested, last.target, str(years[-1])),
        district_rows=_district_rows(accidents.table),
        versions=_versions(),
        model_sha256=model_hash(text),
    )
    write(out, bundle, text)
    tell(5, 5)
    return bundle


def category_levels(table: FeatureTable, year: NDArray[np.int64]) -> dict[str, list[str]]:
    """Levels by category feature, and the 구. The most frequent of the last year come first; districts go by name.

    Levels that features.py doesn't list are kept when at least FEWEST_OF_LEVEL accidents have them.
    """
    import pandas as pd

    last = year == year.max()
    levels: dict[str, list[str]] = {}
    for name in CATEGORIES:
        values = pd.Series(table.values.get(name, []), dtype=object)
        counts, recent = values.value_counts(), values[last[: len(values)]].value_counts()
        if name == "district":
            levels[name] = sorted(str(level) for level in counts.index)
            continue
        kept = [str(k) for k, n in counts.items() if k in BY_NAME[name].levels or n >= FEWEST_OF_LEVEL]
        levels[name] = sorted(kept, key=lambda k: (-int(recent.get(k, 0)), -int(counts[k]), k))
    levels["gu"] = sorted({gu for district in levels["district"] if (gu := gu_of(district))})
    return levels


def _check(accidents: Accidents) -> list[int]:
    years = sorted({int(year) for year in accidents.year})
    if accidents.table.rows < FEWEST_ROWS:
        raise UnusableTable("too_few_rows", found=accidents.table.rows, needed=FEWEST_ROWS)
    if len(years) < FEWEST_YEARS:
        raise UnusableTable("too_few_years", found=len(years), needed=FEWEST_YEARS)
    return years


def _encode(accidents: Accidents, encoder: Encoder) -> _Rows:
    import numpy as np

    return _Rows(encoder.many(accidents.table.values, accidents.table.rows), np.log1p(accidents.eclo), accidents.year)


def _with_hidden(rows: _Rows) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The rows and a copy of them with features hidden; targets and weights alike.

    What follows from something visible stays visible: the 구 of a known district, the time period of a known hour, the weekday of a date.
    """
    import numpy as np

    random = np.random.default_rng(SEED)
    count = len(rows.target)
    hidden = random.random((count, len(COLUMNS))) < random.random((count, 1)) * HIDDEN_SHARE
    at = {name: position for position, name in enumerate(COLUMNS)}
    hidden[:, at["gu"]] &= hidden[:, at["district"]]
    hidden[:, at["time_period"]] &= hidden[:, at["accident_hour"]]
    hidden[:, at["day_of_week"]] &= hidden[:, [at["accident_year"], at["accident_month"], at["accident_day"]]].any(axis=1)
    copy = np.where(hidden, np.nan, rows.matrix)
    weights = np.concatenate([np.ones(count), np.full(count, HIDDEN_WEIGHT)])
    return np.vstack([rows.matrix, copy]), np.concatenate([rows.target, rows.target]), weights


def _dataset(rows: _Rows) -> lightgbm.Dataset:
    import lightgbm

    matrix, target, weights = _with_hidden(rows)
    return lightgbm.Dataset(
        matrix, target, weight=weights, feature_name=list(COLUMNS), categorical_feature=list(CATEGORY_COLUMNS), params=PARAMETERS
    )


def _fit(rows: _Rows, rounds: int) -> lightgbm.Booster:
    import lightgbm

    return lightgbm.train(PARAMETERS, _dataset(rows), num_boost_round=rounds)


def _tune(rows: _Rows, years: list[int]) -> tuple[dict[str, float], int, Interval]:
    """Validation metrics, the number of trees that did best, and the interval of its residuals."""
    import lightgbm

    before, valid = rows.of(rows.year < years[-2]), rows.of(rows.year == years[-2])
    data = _dataset(before)
    judge = lightgbm.Dataset(valid.matrix, valid.target, reference=data)
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    booster = lightgbm.train(PARAMETERS, data, num_boost_round=MOST_ROUNDS, valid_sets=[judge], callbacks=[stop])
    predicted = _predict(booster, valid, booster.best_iteration)
    interval = _interval(predicted, valid.target, str(years[-2]))
    return {"year": years[-2], **log_metrics(predicted, valid.target, _newest(before))}, booster.best_iteration, interval


def _predict(booster: lightgbm.Booster, rows: _Rows, rounds: int | None = None) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(booster.predict(rows.matrix, num_iteration=rounds, num_threads=1), dtype=np.float64)


def _newest(rows: _Rows) -> NDArray[np.float64]:
    """The targets of the newest year. ECLO falls over the years, so their mean is the constant that is hard to beat."""
    newest: NDArray[np.float64] = rows.target[rows.year == rows.year.max()]
    return newest


def _interval(predicted: NDArray[np.float64], target: NDArray[np.float64], on: str) -> Interval:
    """Two-sided split-conformal offsets on the log scale, with the finite-sample step to the next order statistic."""
    import numpy as np

    residuals = np.sort(target - predicted)
    count = len(residuals)
    tail = (1 - LEVEL) / 2
    low = residuals[max(0, int(np.floor(tail * (count + 1))) - 1)]
    high = residuals[min(count - 1, int(np.ceil((1 - tail) * (count + 1))) - 1)]
    return Interval(LEVEL, float(low), float(high), on, count)


def _training(accidents: Accidents, rows: _Rows, years: list[int]) -> Training:
    by_year = {str(year): int((accidents.year == year).sum()) for year in years}
    return Training(accidents.sha256, accidents.table.rows, years[0], years[-1], by_year, float(_newest(rows).mean()))


def _typical(accidents: Accidents, predicted: NDArray[np.float64], year: int) -> dict[str, Typical]:
    """Recorded and predicted ECLO of one year: "" for all, else by 구."""
    import numpy as np
    import pandas as pd

    chosen = accidents.year == year
    districts = accidents.table.values.get("district", np.full(accidents.table.rows, None, dtype=object))[chosen]
    frame = pd.DataFrame({"eclo": accidents.eclo[chosen], "predicted": np.expm1(predicted)})
    gus = pd.Series([gu_of(str(d)) if d else None for d in districts], dtype=object)
    groups = {"": frame, **{str(gu): rows for gu, rows in frame.groupby(gus)}}
    return {
        gu: Typical(float(g["eclo"].mean()), float(g["eclo"].median()), float(g["predicted"].mean()), len(g)) for gu, g in groups.items()
    }


def _quantiles(actual: NDArray[np.float64], predicted: NDArray[np.float64]) -> dict[str, list[float]]:
    import numpy as np

    steps = np.linspace(0, 1, STEPS + 1)
    return {"actual": np.quantile(actual, steps).tolist(), "predicted": np.quantile(np.expm1(predicted), steps).tolist()}


def _district_rows(table: FeatureTable) -> dict[str, int]:
    import pandas as pd

    counts = pd.Series(table.values.get("district", []), dtype=object).value_counts().sort_index()
    return {str(k): int(n) for k, n in counts.items()}


def _versions() -> dict[str, str]:
    import lightgbm
    import numpy
    import pandas

    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "lightgbm": lightgbm.__version__,
        "numpy": numpy.__version__,
        "pandas": pandas.__version__,
    }
