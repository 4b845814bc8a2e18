"""Why a prediction came out as it did: SHAP values of the trees (Lundberg et al. 2018, LightGBM's pred_contrib)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from model.encode import COLUMNS
from model.features import INPUT_NAMES
from model.prediction import Reason

if TYPE_CHECKING:
    import lightgbm


def contributions(booster: lightgbm.Booster, row: Sequence[float], shift: float = 0.0) -> tuple[dict[str, float], float]:
    """What each input adds to log1p(ECLO), and the base: they sum to the prediction. `gu` belongs to the district, `shift` to the year."""
    import numpy as np

    values = np.asarray(booster.predict(np.array([row]), pred_contrib=True, num_threads=1))[0].tolist()
    out = dict.fromkeys(INPUT_NAMES, 0.0)
    for column, value in zip(COLUMNS, values, strict=False):
        out["district" if column == "gu" else column] += value
    out["accident_year"] += shift
    return out, values[-1]


def reasons_of(booster: lightgbm.Booster, row: Sequence[float], values: Mapping[str, object], shift: float) -> tuple[Reason, ...]:
    """The known inputs that move the prediction, the strongest first."""
    found, _ = contributions(booster, row, shift)
    known = sorted(((name, v) for name, v in found.items() if values.get(name) is not None and v), key=lambda item: -abs(item[1]))
    return tuple(Reason(name, value, "up" if value > 0 else "down") for name, value in known)
