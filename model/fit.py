"""Fitting: encoded accidents -> a model of ECLO and a model of the worst injury, and what both say of other accidents.

Each accident is learnt from three times: with everything, without the two optional inputs, and with a random part of it hidden, so that
"not known" is an honest input. Newer years weigh more. The fall of ECLO from year to year is taken out before the trees are grown, and
kept beside them: trees need not spend themselves on it, and the newest year's level is right at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.data import WORST
from model.encode import CATEGORY_COLUMNS, COLUMNS
from model.features import OPTIONAL_NAMES
from model.spread import spread_of

if TYPE_CHECKING:
    import lightgbm
    import numpy as np
    from numpy.typing import NDArray

Tick = Callable[[], None]
SEED = 20181231
HIDDEN_SHARE = 0.8  # up to this share of the inputs is hidden in the third copy
COPY_WEIGHTS = (0.5, 1.0, 0.3)  # with everything, without the optional inputs, with a part hidden
HALF_LIFE, WORST_HALF_LIFE = 5.0, 4.0  # years after which an accident weighs half
FEWEST_IN_LEAF = 200  # a hundredth of the accidents when they are few
SPREAD_YEARS = 3  # the newest years that tell how ECLO spreads within an injury class
_COMMON: dict[str, Any] = {
    "min_data_in_leaf": FEWEST_IN_LEAF,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    # Few levels at a time may leave the rest (209 districts would be learnt by heart otherwise), but small ones may be among them.
    "cat_smooth": 20.0,
    "cat_l2": 10.0,
    "max_cat_threshold": 4,
    "min_data_per_group": 20,
    "seed": SEED,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
PARAMETERS: dict[str, Any] = {"objective": "regression", "learning_rate": 0.08, "num_leaves": 31, **_COMMON}
WORST_PARAMETERS: dict[str, Any] = {
    "objective": "multiclass",
    "num_class": len(WORST),
    "learning_rate": 0.1,
    "num_leaves": 15,
    **_COMMON,
}
WORST_ROUNDS = 40
MOST_KNOWN = 0.5  # of at least this share of the accidents the worst injury must be known, for a model of it to be made


@dataclass(slots=True)
class Rows:
    """Encoded accidents: matrix (rows, columns); log1p(ECLO), year and worst injury (index of WORST, -1 unknown), each (rows,)."""

    matrix: NDArray[np.float64]
    target: NDArray[np.float64]
    year: NDArray[np.int64]
    worst: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> Rows:
        return Rows(self.matrix[chosen], self.target[chosen], self.year[chosen], self.worst[chosen])

    def and_(self, more: Rows) -> Rows:
        import numpy as np

        return Rows(
            np.vstack([self.matrix, more.matrix]),
            *(np.concatenate([getattr(self, name), getattr(more, name)]) for name in ("target", "year", "worst")),
        )

    def without(self, columns: Sequence[str]) -> Rows:
        """The same accidents with some columns unknown."""
        matrix = self.matrix.copy()
        matrix[:, [COLUMNS.index(name) for name in columns]] = float("nan")
        return Rows(matrix, self.target, self.year, self.worst)

    def plain(self) -> Rows:
        """Without the two optional inputs."""
        return self.without(OPTIONAL_NAMES)

    def hidden(self, seed: int = SEED) -> Rows:
        """With a random part of the inputs unknown. What follows from something visible stays visible; the year always does."""
        import numpy as np

        random, at = np.random.default_rng(seed), {name: position for position, name in enumerate(COLUMNS)}
        count = len(self.target)
        gone = random.random((count, len(COLUMNS))) < random.random((count, 1)) * HIDDEN_SHARE
        gone[:, at["accident_year"]] = False
        gone[:, at["gu"]] &= gone[:, at["district"]]
        gone[:, at["time_period"]] &= gone[:, at["accident_hour"]]
        gone[:, at["day_of_week"]] &= gone[:, [at["accident_month"], at["accident_day"]]].any(axis=1)
        gone[:, at["accident_detail"]] |= gone[:, at["accident_type"]]
        gone[:, [at[name] for name in OPTIONAL_NAMES]] |= (random.random(count) < 0.5)[:, None]
        return Rows(np.where(gone, np.nan, self.matrix), self.target, self.year, self.worst)


@dataclass(slots=True)
class Said:
    """What a model says of accidents: log1p(ECLO) and spread of shape (rows,), probabilities of shape (rows, 4) or None."""

    raw: NDArray[np.float64]
    spread: NDArray[np.float64]
    worst: NDArray[np.float64] | None


@dataclass(slots=True)
class Fitted:
    """Two boosters. `levels`: year -> what is added for it on the log scale, 0 in the last year. `log_mean`, `log_var` by injury."""

    booster: lightgbm.Booster
    worst: lightgbm.Booster | None
    levels: dict[int, float]
    log_mean: list[float]
    log_var: list[float]

    def say(self, rows: Rows) -> Said:
        import numpy as np

        first, last = min(self.levels), max(self.levels)
        shift = np.array([self.levels[min(max(int(y), first), last)] for y in rows.year])
        raw = np.asarray(self.booster.predict(rows.matrix, num_threads=1), dtype=np.float64) + shift
        if self.worst is None:
            return Said(raw, np.ones(len(raw)), None)
        probabilities = np.asarray(self.worst.predict(rows.matrix, num_threads=1), dtype=np.float64)
        return Said(raw, spread_of(probabilities, self.log_mean, self.log_var), probabilities)


def fit(rows: Rows, rounds: int, half_life: float = HALF_LIFE, tick: Tick | None = None) -> Fitted:
    """Both models; the one of the worst injury only where that is known of most accidents (see with_injuries). `tick` is called after every round of trees."""
    import numpy as np

    last = int(rows.year.max())
    target, levels = _without_trend(rows)
    age = last - rows.year
    own = PARAMETERS | _sized(rows)
    tick = tick or (lambda: None)
    tick()
    booster = _grow(own, _dataset(own, rows, target, 0.5 ** (age / half_life)), rounds, tick)
    worst, known = None, with_injuries(rows)
    if known is not None:
        theirs = WORST_PARAMETERS | _sized(known)
        data = _dataset(theirs, known, known.worst.astype(np.float64), 0.5 ** ((last - known.year) / WORST_HALF_LIFE))
        worst = _grow(theirs, data, WORST_ROUNDS, tick)
    return Fitted(booster, worst, levels, *_moments(rows.of(age < SPREAD_YEARS)))


def with_injuries(rows: Rows) -> Rows | None:
    """The accidents whose worst injury is known; None where those are too few, or all the same. One outcome that was told as a mere ECLO
    is no reason to say nothing of injuries."""
    import numpy as np

    known = rows.worst >= 0
    if known.mean() < MOST_KNOWN or len(np.unique(rows.worst[known])) < 2:
        return None
    return rows if known.all() else rows.of(known)


def best_rounds(rows: Rows, years: Sequence[int], window: int, most: int, tick: Tick | None = None) -> tuple[int, dict[int, float]]:
    """The number of trees at which each of `years` is predicted best from the `window` years before it, on average; their RMSLE with it."""
    import lightgbm
    import numpy as np

    curves = []
    for year in years:
        before, judge = rows.of((rows.year < year) & (rows.year >= year - window)), rows.of(rows.year == year).plain()
        target, _ = _without_trend(before)
        own = PARAMETERS | _sized(before)
        data = _dataset(own, before, target, 0.5 ** ((year - 1 - before.year) / HALF_LIFE))
        told: dict[str, dict[str, list[float]]] = {}
        valid = lightgbm.Dataset(judge.matrix, judge.target, reference=data)
        calls = [lightgbm.record_evaluation(told), *ticking(tick)]
        lightgbm.train(own, data, most, valid_sets=[valid], valid_names=["judge"], callbacks=calls)
        curves.append(told["judge"]["l2"])
    errors = np.sqrt(curves)
    best = int(np.argmin(errors.mean(axis=0)))
    return best + 1, dict(zip(years, errors[:, best].tolist(), strict=True))


def _sized(rows: Rows) -> dict[str, int]:
    return {"min_data_in_leaf": min(FEWEST_IN_LEAF, max(5, len(rows.target) // 100))}


def _without_trend(rows: Rows) -> tuple[NDArray[np.float64], dict[int, float]]:
    """log1p(ECLO) as if every accident were of the last year, and what that took from each year."""
    import numpy as np

    last = int(rows.year.max())
    means = {int(year): float(rows.target[rows.year == year].mean()) for year in np.unique(rows.year)}
    levels = {year: means.get(year, means[last]) - means[last] for year in range(min(means), last + 1)}
    return rows.target - np.array([levels[int(year)] for year in rows.year]), levels


def _dataset(parameters: dict[str, Any], rows: Rows, target: NDArray[np.float64], weight: NDArray[np.float64]) -> lightgbm.Dataset:
    import lightgbm
    import numpy as np

    copies = [rows.matrix, rows.plain().matrix, rows.hidden().matrix]
    return lightgbm.Dataset(
        np.vstack(copies),
        np.concatenate([target] * len(copies)),
        weight=np.concatenate([weight * share for share in COPY_WEIGHTS]),
        feature_name=list(COLUMNS),
        categorical_feature=list(CATEGORY_COLUMNS),
        params=parameters,
    )


def _grow(parameters: dict[str, Any], data: lightgbm.Dataset, rounds: int, tick: Tick | None) -> lightgbm.Booster:
    import lightgbm

    return lightgbm.train(parameters, data, num_boost_round=rounds, callbacks=ticking(tick))


def ticking(tick: Tick | None) -> list[Callable[[Any], None]]:
    """LightGBM lets an exception of a callback through: what `tick` raises ends the training within one tree."""
    return [lambda _environment: tick()] if tick else []


def _moments(rows: Rows) -> tuple[list[float], list[float]]:
    """Mean and variance of log1p(ECLO) by worst injury; those of all accidents where a class has too few."""
    groups = [rows.target[rows.worst == code] for code in range(len(WORST))]
    groups = [group if len(group) >= 20 else rows.target for group in groups]
    return [float(g.mean()) for g in groups], [max(float(g.var()), 1e-3) for g in groups]
