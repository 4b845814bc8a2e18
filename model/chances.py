"""Calibration of the chances of the worst injury: what is predicted should come true as often as predicted.

Vector scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): the score of each injury is multiplied by a number and
another is added, before the scores become chances. Both are learnt from accidents that the model had not seen. They are then written
into the leaves of the model itself, so that whoever asks it, one row or a million, gets calibrated chances with nothing more to compute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import lightgbm
    import numpy as np
    from numpy.typing import NDArray

CAUTION = 50.0  # as many made-up accidents speak for leaving the scores as they are: it keeps small data from swinging them


@dataclass(frozen=True, slots=True)
class Scaling:
    """score of injury k -> scale[k] x score + shift[k], both in the order of WORST. `rows`: the accidents it was learnt from."""

    scale: list[float]
    shift: list[float]
    rows: int


def learn_scaling(scores: NDArray[np.float64], worst: NDArray[np.int64]) -> Scaling:
    """The scaling with the least log loss. `scores`: raw, (rows, 4), of accidents the model had not seen; `worst`: (rows,), index of WORST."""
    import numpy as np
    from scipy.optimize import minimize

    count, injuries = scores.shape
    real = np.eye(injuries)[worst]

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scale, shift = x[:injuries], x[injuries:]
        logs = log_chances(scores * scale + shift)
        error = np.exp(logs) - real
        pull = CAUTION * np.concatenate([scale - 1.0, shift])
        value = -(logs * real).sum() + 0.5 * float(pull @ pull) / CAUTION
        return value / count, (np.concatenate([(error * scores).sum(axis=0), error.sum(axis=0)]) + pull) / count

    start = np.concatenate([np.ones(injuries), np.zeros(injuries)])
    limits = [(0.2, 3.0)] * injuries + [(-3.0, 3.0)] * injuries  # a scale stays above 0: the order of accidents is the model's own
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits).x
    return Scaling(found[:injuries].tolist(), found[injuries:].tolist(), count)


def log_chances(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms of the chances, (rows, injuries), each row's chances summing to 1."""
    import numpy as np

    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def scaled(booster: lightgbm.Booster, scaling: Scaling) -> lightgbm.Booster:
    """A new booster with the scaling in its leaves: trees of injury k times scale[k], and shift[k] once, in the first of them."""
    import lightgbm

    out = lightgbm.Booster(model_str=booster.model_to_string())
    injuries = len(scaling.scale)
    leaves = out.trees_to_dataframe()
    leaves = leaves[leaves["left_child"].isna()]
    counts = leaves.groupby("tree_index").size()
    for tree in range(out.num_trees()):
        injury, first = tree % injuries, tree < injuries
        for leaf in range(int(counts.get(tree, 1))):
            value = out.get_leaf_output(tree, leaf) * scaling.scale[injury] + (scaling.shift[injury] if first else 0.0)
            out.set_leaf_output(tree, leaf, value)
    return out
