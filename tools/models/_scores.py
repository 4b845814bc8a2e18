"""How good predictions are on rows that were held out, beside the plainest guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

Scores = dict[str, float | None]


def of_numbers(y: NDArray[Any], predicted: NDArray[Any], middle: float) -> tuple[Scores, Scores]:
    """RMSE, MAE and R² (against the held-out mean), and the same of always guessing `middle`, the mean of the training rows."""
    import numpy as np

    def scores(guess: Any) -> Scores:
        off = y - guess
        spread = float(((y - y.mean()) ** 2).sum())
        r2 = 1 - float((off**2).sum()) / spread if spread > 0 else None
        return {"rmse": _settled(float(np.sqrt((off**2).mean())), y), "mae": _settled(float(np.abs(off).mean()), y), "r_squared": r2}

    return scores(predicted), scores(np.full(len(y), middle))


def _settled(error: float, y: NDArray[Any]) -> float:
    """An error as small as rounding is none."""
    return 0.0 if error < 1e-12 * max(1.0, float(abs(y).max())) else error


def of_classes(y: NDArray[Any], chances: NDArray[Any], shares: NDArray[Any], called: NDArray[Any]) -> tuple[Scores, Scores]:
    """Of class codes: log loss, Brier, accuracy, balanced accuracy and (two classes) ROC AUC; and of always guessing the training shares.

    `chances` is n x classes, `called` the class each row is said to be.
    """
    import numpy as np
    from scipy.stats import rankdata

    def proper(p: NDArray[Any]) -> tuple[float, float]:
        own = np.clip(p[np.arange(len(y)), y], 1e-15, 1)
        brier = (p**2).sum(axis=1) - 2 * p[np.arange(len(y)), y] + 1
        return float(-np.log(own).mean()), float(brier.mean()) / (2 if p.shape[1] == 2 else 1)

    def balanced(guess: NDArray[Any]) -> float:
        return float(np.mean([(guess[y == k] == k).mean() for k in np.unique(y)]))

    auc: float | None = None
    if chances.shape[1] == 2 and 0 < y.sum() < len(y):
        ranks, positives = rankdata(chances[:, 1]), int(y.sum())
        auc = float((ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives)))
    loss, brier = proper(chances)
    guess = np.full(len(y), int(shares.argmax()))
    plain_loss, plain_brier = proper(np.tile(shares, (len(y), 1)))
    return (
        {"log_loss": loss, "brier": brier, "accuracy": float((called == y).mean()), "balanced_accuracy": balanced(called), "roc_auc": auc},
        {
            "log_loss": plain_loss, "brier": plain_brier, "accuracy": float((guess == y).mean()), "balanced_accuracy": balanced(guess),
            "roc_auc": 0.5 if auc is not None else None,
        },
    )  # fmt: skip


def confusion(y: NDArray[Any], called: NDArray[Any], classes: int) -> list[list[int]]:
    """Rows: what is true; columns: what was said."""
    import numpy as np

    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (y, called), 1)
    return [[int(v) for v in row] for row in table]


def roc(y: NDArray[Any], chance: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """(share of false alarms, share found) along every threshold."""
    import numpy as np

    order = np.argsort(-chance, kind="stable")
    hit = y[order] == 1
    last = np.append(np.flatnonzero(np.diff(chance[order])), len(y) - 1)
    found, wrong = np.cumsum(hit)[last], np.cumsum(~hit)[last]
    return np.append(0, wrong / max(1, wrong[-1])), np.append(0, found / max(1, found[-1]))
