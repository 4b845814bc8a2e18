"""What is measured of predictions, as flat tables of numbers. Definitions in docs/model_card.md."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.data import WORST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEVERE = 10  # ECLO from which an accident counts as severe
TINY = 1e-6
BINS = 10


def point_scores(eclo: NDArray[np.float64], actual: NDArray[np.float64]) -> dict[str, float]:
    """RMSLE, MAE and Poisson deviance of predicted ECLO."""
    import numpy as np

    return {
        "rmsle": float(np.sqrt(np.mean((np.log1p(eclo) - np.log1p(actual)) ** 2))),
        "mae": float(np.mean(np.abs(eclo - actual))),
        "poisson_deviance": poisson_deviance(eclo, actual),
    }


def poisson_deviance(eclo: NDArray[np.float64], actual: NDArray[np.float64]) -> float:
    """Mean unit deviance, 2 (y log(y / m) - (y - m)), for y and m above 0. The least for whoever hits the mean of ECLO."""
    import numpy as np

    return float(2 * np.mean(actual * np.log(actual / eclo) - (actual - eclo)))


def ranking_scores(
    eclo: NDArray[np.float64], actual: NDArray[np.float64], worst: NDArray[np.int64], chances: NDArray[np.float64] | None = None
) -> dict[str, float]:
    """AUC of fatal, of fatal or serious (both by their chances, else by ECLO) and of ECLO >= 10 (by ECLO).

    `worst` is -1 where the injury is not known: those accidents count for ECLO only, here and below.
    """
    out, known = {"auc_eclo_10": auc(eclo, actual >= SEVERE)}, worst >= 0
    if known.any():
        out["auc_fatal"] = auc((eclo if chances is None else chances[:, 3])[known], worst[known] == 3)
        out["auc_fatal_or_serious"] = auc((eclo if chances is None else chances[:, 3] + chances[:, 2])[known], worst[known] >= 2)
    return {name: value for name, value in out.items() if not math.isnan(value)}


def auc(score: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Area under the ROC curve with ties counted half (Mann-Whitney); NaN when there is only one kind."""
    import pandas as pd

    ranks, yes = pd.Series(score).rank().to_numpy(), int(positive.sum())
    no = len(score) - yes
    return float((ranks[positive].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else float("nan")


def chance_scores(chances: NDArray[np.float64], worst: NDArray[np.int64]) -> dict[str, float]:
    """Log loss and Brier score of the four chances together and of each by itself (shape (rows, 4)), and each one's calibration error.

    Nothing where no injury is known.
    """
    import numpy as np

    chances, worst = chances[worst >= 0], worst[worst >= 0]
    if not len(worst):
        return {}
    sure, real = np.clip(chances, TINY, 1 - TINY), np.eye(len(WORST))[worst]
    out = {"log_loss": float(-np.mean(np.log(sure[real == 1]))), "brier": float(np.mean(((chances - real) ** 2).sum(axis=1)))}
    for code, name in enumerate(WORST):
        p, y = sure[:, code], real[:, code]
        out[f"log_loss_{name}"] = float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
        out[f"brier_{name}"] = float(np.mean((p - y) ** 2))
    return out | {f"ece_{name}": calibration_error(bins) for name, bins in reliability(chances, worst).items()}


def reliability(chances: NDArray[np.float64], worst: NDArray[np.int64]) -> dict[str, list[list[float]]]:
    """By injury, ten bins of equal size from the lowest chance up: [mean chance, share that happened, accidents]."""
    import numpy as np

    out: dict[str, list[list[float]]] = {}
    chances, worst = chances[worst >= 0], worst[worst >= 0]
    for code, name in enumerate(WORST):
        order = np.array_split(np.argsort(chances[:, code], kind="stable"), BINS)
        out[name] = [[float(chances[i, code].mean()), float((worst[i] == code).mean()), float(len(i))] for i in order if len(i)]
    return out


def calibration_error(bins: Sequence[Sequence[float]]) -> float:
    """Expected calibration error: how far chance and share are apart in a bin of `reliability`, averaged over the accidents."""
    total = sum(count for _, _, count in bins)
    return sum(count * abs(said - happened) for said, happened, count in bins) / total if total else float("nan")


def interval_scores(
    low: NDArray[np.float64], high: NDArray[np.float64], actual: NDArray[np.float64], group: NDArray[np.object_], names: Sequence[str]
) -> dict[str, float]:
    """Share of real values inside, overall and by accident type, and the mean width in ECLO."""
    inside = (actual >= low - 1e-9) & (actual <= high + 1e-9)
    out = {"coverage": float(inside.mean()), "width": float((high - low).mean())}
    return out | {f"coverage_{name}": float(inside[group == name].mean()) for name in names if (group == name).any()}


def constant_scores(
    learnt: NDArray[np.float64], learnt_worst: NDArray[np.int64], actual: NDArray[np.float64], worst: NDArray[np.int64]
) -> dict[str, float]:
    """The same for every accident: log-mean, quantiles and injury rates of what was learnt (`learnt` is log1p(ECLO)).

    Two constants have an aim of their own: the mean of ECLO for the Poisson deviance of the mean, its median for `mae_of_median`.
    """
    import numpy as np

    count = len(actual)
    out = point_scores(np.full(count, np.expm1(learnt.mean())), actual)
    out["poisson_deviance_of_mean"] = poisson_deviance(np.full(count, np.expm1(learnt).mean()), actual)
    out["mae_of_median"] = float(np.mean(np.abs(np.expm1(np.median(learnt)) - actual)))
    if len(learnt_worst := learnt_worst[learnt_worst >= 0]):
        rates = np.bincount(learnt_worst, minlength=len(WORST)) / len(learnt_worst)
        out |= chance_scores(np.tile(rates, (len(actual), 1)), worst)
    low, high = np.expm1(np.quantile(learnt, [0.1, 0.9]))
    inside = (actual >= low - 1e-9) & (actual <= high + 1e-9)
    out |= {"coverage": float(inside.mean()), "width": float(high - low)}
    return out | {"auc_fatal": 0.5, "auc_fatal_or_serious": 0.5, "auc_eclo_10": 0.5}
