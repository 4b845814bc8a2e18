"""The recipe that most would start from, to be compared with: labels as numbers, raw ECLO, 500 trees, LightGBM's defaults.

For the worst injury it is the classifier made in the same way. It has no interval, and no idea of an input that is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.data import WORST
from model.encode import COLUMNS
from model.features import NAMES
from model.fit import ticking, with_injuries
from model.scores import chance_scores, point_scores, ranking_scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.fit import Rows, Tick

TREES = 500
_COLUMNS = [COLUMNS.index(name) for name in NAMES]
_ALWAYS = {"verbose": -1, "num_threads": 1, "deterministic": True, "seed": 0}


def naive_scores(learn: Rows, ask: Rows, tick: Tick | None = None) -> dict[str, float]:
    """Every score of model.scores that the recipe has, on accidents whose ECLO is known."""
    import numpy as np

    eclo, chances, actual = naive_eclo(learn, ask, tick), naive_chances(learn, ask, tick), np.expm1(ask.target)
    points = point_scores(eclo, actual)
    out = points | {"poisson_deviance_of_mean": points["poisson_deviance"]}  # the mean is what it aims at
    out |= ranking_scores(eclo, actual, ask.worst, chances)
    return out | (chance_scores(chances, ask.worst) if chances is not None else {})


def naive_eclo(learn: Rows, ask: Rows, tick: Tick | None = None) -> NDArray[np.float64]:
    """ECLO of `ask`, shape (rows,), never below 1: without that it would have no RMSLE or deviance to speak of."""
    import numpy as np

    return np.maximum(1.0, _predict({"objective": "regression"}, learn, np.expm1(learn.target), ask, tick))


def naive_chances(learn: Rows, ask: Rows, tick: Tick | None = None) -> NDArray[np.float64] | None:
    """Chances of the worst injury, (rows, 4); None where model.fit makes none either."""
    import numpy as np

    known = with_injuries(learn)
    if known is None:
        return None
    return _predict({"objective": "multiclass", "num_class": len(WORST)}, known, known.worst.astype(np.float64), ask, tick)


def _predict(objective: dict[str, Any], learn: Rows, target: NDArray[np.float64], ask: Rows, tick: Tick | None) -> NDArray[np.float64]:
    import lightgbm
    import numpy as np

    data = lightgbm.Dataset(learn.matrix[:, _COLUMNS], target)
    booster = lightgbm.train(_ALWAYS | objective, data, num_boost_round=TREES, callbacks=ticking(tick))
    return np.asarray(booster.predict(ask.matrix[:, _COLUMNS], num_threads=1), dtype=np.float64)
