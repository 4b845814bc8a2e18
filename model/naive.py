"""The recipe that most would start from, to be compared with: labels as numbers, raw ECLO, 500 trees, LightGBM's defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.encode import COLUMNS
from model.features import NAMES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.fit import Rows

TREES = 500


def naive_eclo(learn: Rows, ask: Rows) -> NDArray[np.float64]:
    """ECLO of `ask`, shape (rows,), never below 1: without that it would have no RMSLE or deviance to speak of."""
    import lightgbm
    import numpy as np

    columns = [COLUMNS.index(name) for name in NAMES]
    parameters = {"objective": "regression", "verbose": -1, "num_threads": 1, "deterministic": True, "seed": 0}
    data = lightgbm.Dataset(learn.matrix[:, columns], np.expm1(learn.target))
    booster = lightgbm.train(parameters, data, num_boost_round=TREES)
    return np.maximum(1.0, np.asarray(booster.predict(ask.matrix[:, columns], num_threads=1), dtype=np.float64))
