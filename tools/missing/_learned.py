"""Gaps filled from what similar rows, trees or equations say: KNN, missForest, MICE.

Whatever the size of the data, learning is done on a drawn sample of rows, so that an answer takes seconds; every gap is filled.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools.missing._frame import design, floats, is_number

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Progress = Callable[[int, int], None]
Learned = tuple[dict[str, "pd.Series[Any]"], int | None]

KNN_DONORS, FOREST_ROWS, MICE_ROWS = 4_000, 4_000, 20_000
NEIGHBOURS, TREES, FOREST_ROUNDS, MICE_ROUNDS, DONORS = 5, 60, 4, 5, 5
_LEVELS = 12  # of a category that a column is learned from
_KNN_PAIRS = 20_000_000  # distances worked out in all: with many gaps there are fewer donors
_CELLS = 4_000_000  # distances held at a time


def knn(frame: pd.DataFrame, columns: Sequence[Column], predictors: Sequence[Column], seed: int, progress: Progress) -> Learned:
    """The mean or most frequent value of the five nearest rows that have the value."""
    import numpy as np
    from sklearn.metrics.pairwise import nan_euclidean_distances

    rng = np.random.default_rng(seed)
    features = design(frame, _all(predictors, columns)).values
    found: dict[str, pd.Series[Any]] = {}
    sampled = None
    for done, column in enumerate(columns):
        progress(done, len(columns))
        target = floats(frame[column.name], column) if is_number(column) else frame[column.name].astype(object)
        gaps, there = np.flatnonzero(target.isna()), np.flatnonzero(target.notna())
        most = max(1_000, min(KNN_DONORS, _KNN_PAIRS // max(1, len(gaps))))
        if len(there) > most:
            there = np.sort(rng.choice(there, most, replace=False))
            sampled = min(most, sampled or most)
        values = target.to_numpy(copy=True)
        donors = values[there]
        k = min(NEIGHBOURS, len(there))
        step = max(1, _CELLS // max(1, len(there)))
        for start in range(0, len(gaps), step):
            rows = gaps[start : start + step]
            distances = nan_euclidean_distances(features[rows], features[there])
            distances[np.isnan(distances)] = np.inf
            nearest = np.argpartition(distances, k - 1, axis=1)[:, :k]
            near = donors[nearest]
            values[rows] = near.astype(float).mean(axis=1) if is_number(column) else [_most(list(row)) for row in near]
        found[column.name] = _series(values, frame, column)
    progress(len(columns), len(columns))
    return found, sampled


def _most(values: list[Any]) -> Any:
    return max(sorted(set(values), key=str), key=values.count)


def forest(frame: pd.DataFrame, columns: Sequence[Column], predictors: Sequence[Column], seed: int, progress: Progress) -> Learned:
    """missForest: each column by a random forest of the others, again and again until the change grows."""
    import numpy as np

    chain = _Chain(frame, columns, predictors, seed, FOREST_ROWS)
    last = {c.name: chain.values[c.name].copy() for c in chain.order}
    change_before = np.inf
    for round_ in range(FOREST_ROUNDS):
        for i, column in enumerate(chain.order):
            progress(round_ * len(columns) + i, FOREST_ROUNDS * len(columns))
            chain.update(column, _forest_of(chain, column))
        change = chain.change(last)
        if change >= change_before:
            chain.values.update(last)
            break
        last, change_before = {c.name: chain.values[c.name].copy() for c in chain.order}, change
        if change < 1e-6:
            break
    progress(1, 1)  # it may end before its last round
    return chain.result(), chain.sampled


def _forest_of(chain: _Chain, column: Column) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    features, rows, gaps = chain.features(column), chain.rows(column), chain.gaps[column.name]
    make = RandomForestRegressor if is_number(column) else RandomForestClassifier
    model: Any = make(n_estimators=TREES, min_samples_leaf=3, max_features="sqrt", random_state=chain.seed, n_jobs=1)
    model.fit(features[rows], chain.values[column.name][rows])
    return model.predict(features[gaps])


def mice(frame: pd.DataFrame, columns: Sequence[Column], predictors: Sequence[Column], seed: int, progress: Progress) -> Learned:
    """Chained equations, one completed dataset: numbers by predictive mean matching, categories drawn by logistic regression."""
    chain = _Chain(frame, columns, predictors, seed, MICE_ROWS)
    for round_ in range(MICE_ROUNDS):
        for i, column in enumerate(chain.order):
            progress(round_ * len(columns) + i, MICE_ROUNDS * len(columns))
            chain.update(column, _matched(chain, column) if is_number(column) else _drawn(chain, column))
    progress(MICE_ROUNDS * len(columns), MICE_ROUNDS * len(columns))
    return chain.result(), chain.sampled


def _matched(chain: _Chain, column: Column) -> Any:
    """Predictive mean matching (Little 1988; van Buuren 2018, 3.4): for each gap one of the five rows whose prediction is nearest.

    Donors' predictions use the least-squares coefficients, those of the gaps a draw from their posterior (type 1 matching).
    """
    import numpy as np

    rows, gaps = chain.rows(column), chain.gaps[column.name]
    features = np.column_stack([np.ones(len(chain.frame)), chain.features(column)])
    x, y = features[rows], chain.values[column.name][rows].astype(float)
    inner = x.T @ x
    inner += np.diag(1e-5 * np.diag(inner) + 1e-9)  # as mice's own ridge, for columns that follow from each other
    inverse = np.linalg.inv(inner)
    inverse = (inverse + inverse.T) / 2
    fitted = inverse @ x.T @ y
    left = y - x @ fitted
    freedom = max(len(y) - x.shape[1], 1)
    sigma = np.sqrt(float(left @ left) / chain.rng.chisquare(freedom))
    values, vectors = np.linalg.eigh(inverse)
    drawn = fitted + sigma * (vectors * np.sqrt(np.maximum(values, 0))) @ chain.rng.standard_normal(x.shape[1])
    predicted = x @ fitted
    order = np.argsort(predicted, kind="stable")
    ranked = predicted[order]
    wanted = features[gaps] @ drawn
    k = min(DONORS, len(y))
    window = np.searchsorted(ranked, wanted)[:, None] + np.arange(-k, k)[None, :]
    outside = (window < 0) | (window >= len(y))
    inside = np.clip(window, 0, len(y) - 1)
    far = np.where(outside, np.inf, np.abs(ranked[inside] - wanted[:, None]))
    nearest = np.take_along_axis(inside, np.argsort(far, axis=1, kind="stable")[:, :k], axis=1)
    return y[order][nearest[np.arange(len(wanted)), chain.rng.integers(0, k, len(wanted))]]


def _drawn(chain: _Chain, column: Column) -> Any:
    """A level for each gap, drawn with the probabilities of a logistic regression."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    rows, gaps = chain.rows(column)[:FOREST_ROWS], chain.gaps[column.name]
    levels = chain.values[column.name]
    if len(set(levels[rows])) < 2:
        return np.full(len(gaps), levels[rows][0], dtype=object)
    features = chain.features(column)
    model = LogisticRegression(max_iter=60, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a regression that stops short of the optimum still gives probabilities
        model.fit(features[rows], levels[rows].astype(str))
    shares = model.predict_proba(features[gaps]).cumsum(axis=1)
    picked = (chain.rng.random(len(gaps))[:, None] > shares).sum(axis=1).clip(max=len(model.classes_) - 1)
    back = {str(level): level for level in levels[rows]}
    return np.array([back[str(c)] for c in model.classes_], dtype=object)[picked]


class _Chain:
    """Columns that are filled in turn from all others. `values` are complete from the start: the mean or the mode in each gap."""

    def __init__(self, frame: pd.DataFrame, columns: Sequence[Column], predictors: Sequence[Column], seed: int, most: int) -> None:
        import numpy as np

        self.frame, self.seed, self.rng = frame, seed, np.random.default_rng(seed)
        self.order = sorted(columns, key=lambda c: int(frame[c.name].isna().sum()))
        self.most = most
        self.sampled: int | None = None
        self.gaps = {c.name: np.flatnonzero(frame[c.name].isna()) for c in self.order}
        self.there = {c.name: self._sample(np.flatnonzero(frame[c.name].notna())) for c in self.order}
        base = design(frame, _all(predictors, columns), _LEVELS)
        self.owner = base.owner
        self.base = np.where(np.isnan(base.values), 0.0, base.values)  # the mean of a standardised number; no level
        self.values: dict[str, Any] = {}
        self.scale: dict[str, tuple[float, float]] = {}
        for column in self.order:
            self.values[column.name] = self._begin(column)

    def _sample(self, rows: Any) -> Any:
        import numpy as np

        if len(rows) <= self.most:
            return rows
        self.sampled = self.most
        return np.sort(self.rng.choice(rows, self.most, replace=False))

    def _begin(self, column: Column) -> Any:
        series = self.frame[column.name]
        if is_number(column):
            values = floats(series, column)
            self.scale[column.name] = (float(values.mean()), float(values.std(ddof=0)) or 1.0)
            return values.fillna(values.mean()).to_numpy(copy=True)
        return series.astype(object).fillna(series.mode().iloc[0]).to_numpy(copy=True)

    def rows(self, column: Column) -> Any:
        """The rows to learn the column from."""
        return self.there[column.name]

    def features(self, column: Column) -> Any:
        import numpy as np

        return self.base[:, np.array([name != column.name for name in self.owner], dtype=bool)]

    def update(self, column: Column, values: Any) -> None:
        """Put values into the gaps, and into what other columns see of them."""
        import numpy as np

        gaps = self.gaps[column.name]
        self.values[column.name][gaps] = values
        mine = [i for i, name in enumerate(self.owner) if name == column.name]
        if is_number(column):
            mean, spread = self.scale[column.name]
            for i in mine:
                self.base[gaps, i] = (np.asarray(values, dtype=float) - mean) / spread
            return
        levels = self.frame[column.name].value_counts().index[: len(mine)]
        for i, level in zip(mine, levels, strict=True):
            self.base[gaps, i] = np.asarray([v == level for v in values], dtype=float)

    def change(self, before: dict[str, Any]) -> float:
        """How much a round has changed: squared differences of numbers against their size, and the share of changed levels."""
        moved = size = changed = cells = 0.0
        for column in self.order:
            gaps = self.gaps[column.name]
            new, old = self.values[column.name][gaps], before[column.name][gaps]
            if is_number(column):
                moved, size = moved + float(((new - old) ** 2).sum()), size + float((new**2).sum())
            else:
                changed, cells = changed + float((new != old).sum()), cells + len(gaps)
        return moved / (size or 1.0) + changed / (cells or 1.0)

    def result(self) -> dict[str, pd.Series[Any]]:
        return {c.name: _series(self.values[c.name], self.frame, c) for c in self.order}


def _series(values: Any, frame: pd.DataFrame, column: Column) -> pd.Series[Any]:
    """The column with its gaps filled; whole numbers where the column holds whole numbers."""
    import numpy as np
    import pandas as pd

    if not is_number(column):
        return pd.Series(values, index=frame.index, dtype=object)
    numbers = np.asarray(values, dtype=float)
    return pd.Series(np.round(numbers) if column.kind == "integer" else numbers, index=frame.index)


def _all(predictors: Sequence[Column], columns: Sequence[Column]) -> list[Column]:
    return list({c.name: c for c in (*predictors, *columns)}.values())


LEARNERS: dict[str, Callable[..., Learned]] = {"knn": knn, "random_forest": forest, "mice": mice}
