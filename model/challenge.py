"""A challenger beside the champion, on the same accidents: which of the two predicts better, and may that be said at all.

What is compared. The challenger's predictions of the test year come from its twin, which was trained as the challenger but had not seen
that year (model.train: step 2); the challenger itself has, so its own would flatter it. The champion is asked as it is. Both are given the
eleven features only, as the twin's test metrics are. So a "better" says: this recipe with this data, one year ahead, predicts better than
what is in use now.

What is not fair, and how it is met. A champion that learnt from some of these accidents looks better on them than it is. Where enough
accidents are left that it has not seen, only those count. Where not, a challenger that is better all the same is better (the advantage was
the champion's); anything else is "not_comparable".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from model.features import BY_NAME, NAMES
from model.judge import limit_groups
from model.scores import chance_scores, point_scores, ranking_scores
from model.spread import LEVEL, Limits, bounds, limits_for

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from model.bundle import Training
    from model.data import Accidents
    from model.fit import Fitted, Rows
    from model.prediction import FramePrediction

Verdict = Literal["better", "worse", "no_clear_difference", "not_comparable"]
# Why there is no verdict.
WHY_NOT: dict[str, str] = {
    "too_few_rows": "too few accidents to compare on",
    "champion_saw_them": "the champion has learnt from these accidents, so its errors on them look too good",
}
# What speaks against a challenger whose ECLO is better.
CAUTIONS: dict[str, str] = {
    "champion_saw_some": "the champion has learnt from some of these accidents; those were taken out, or the advantage was its own",
    "coverage_off": "the challenger's intervals hold the real value clearly more or less often than they say",
    "log_loss_worse": "the challenger's chances of the worst injury are further from what happened",
    "worst_unknown": "how bad the worst injury was is not known, so the chances could not be compared",
    "small": "the difference is real and too small to matter",
}
FEWEST = 100  # accidents to compare on
RESAMPLES, SEED, SURE = 1000, 20181231, 0.95
MOST_GROUPS = 20_000  # above this, groups of accidents are drawn instead of single ones: their mean spreads the same
COVERAGE_MARGIN = 0.05
SMALL = 0.001  # share of the champion's RMSLE


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model said of accidents: ECLO and interval of shape (rows,), chances of the worst injury of shape (rows, 4) or None."""

    name: str
    eclo: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    worst: NDArray[np.float64] | None = None

    def of(self, chosen: NDArray[np.bool_]) -> Scored:
        worst = None if self.worst is None else self.worst[chosen]
        return Scored(self.name, self.eclo[chosen], self.low[chosen], self.high[chosen], worst)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`champion` and `challenger`: rmsle, mae, coverage, width, log_loss, auc_..: see model.scores (those of injuries only where known).

    `difference`: the challenger's mean squared log error less the champion's, below 0 where the challenger is better; `low`..`high` holds
    it in 95 % of resamples. `rmsle_difference`, `rmsle_low`, `rmsle_high`: the same of the RMSLE. `rows`: accidents compared on, out of
    `rows_given`; `champion_saw`: how many of those given the champion has learnt from. `why_not`: key of WHY_NOT or "".
    `cautions`: keys of CAUTIONS. `won`: share of accidents whose log error the challenger has smaller (ties count half).
    """

    verdict: Verdict
    why_not: str
    cautions: tuple[str, ...]
    champion_name: str
    challenger_name: str
    rows: int
    rows_given: int
    champion_saw: int
    champion: dict[str, float]
    challenger: dict[str, float]
    difference: float = 0.0
    low: float = 0.0
    high: float = 0.0
    rmsle_difference: float = 0.0
    rmsle_low: float = 0.0
    rmsle_high: float = 0.0
    won: float = 0.0
    fewest: int = FEWEST

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "cautions": list(self.cautions)}


def challenge(
    actual: NDArray[np.float64],
    worst: NDArray[np.int64],
    champion: Scored,
    challenger: Scored,
    *,
    champion_saw: NDArray[np.bool_] | None = None,
) -> Comparison:
    """Compare on accidents that the challenger's predictions were made without.

    `actual`: recorded ECLO >= 1, `worst`: index of WORST or -1, `champion_saw`: accidents the champion has learnt from; all of shape
    (rows,). The interval of the difference is a paired bootstrap over accidents (percentiles, 1,000 resamples, seeded).
    """
    import numpy as np

    given = len(actual)
    saw = np.zeros(given, dtype=bool) if champion_saw is None else champion_saw
    seen = int(saw.sum())
    fresh = given - seen >= FEWEST
    if fresh and seen:
        actual, worst, champion, challenger = actual[~saw], worst[~saw], champion.of(~saw), challenger.of(~saw)
    ours, theirs = (scores_of(scored, actual, worst) for scored in (champion, challenger))
    if len(actual) < FEWEST:
        return Comparison("not_comparable", "too_few_rows", (), champion.name, challenger.name, len(actual), given, seen, ours, theirs)
    a, b = ((np.log1p(scored.eclo) - np.log1p(actual)) ** 2 for scored in (champion, challenger))
    squares, roots = _resampled(a, b)
    tails = [(1 - SURE) / 2, (1 + SURE) / 2]
    low, high = np.quantile(squares, tails).tolist()
    verdict: Verdict = "better" if high < 0 else "worse" if low > 0 else "no_clear_difference"
    why_not = "champion_saw_them" if seen and not fresh and verdict != "better" else ""
    rmsle_low, rmsle_high = np.quantile(roots, tails).tolist()
    return Comparison(
        verdict="not_comparable" if why_not else verdict,
        why_not=why_not,
        cautions=_cautions(ours, theirs, seen, verdict),
        champion_name=champion.name,
        challenger_name=challenger.name,
        rows=len(actual),
        rows_given=given,
        champion_saw=seen,
        champion=ours,
        challenger=theirs,
        difference=float(b.mean() - a.mean()),
        low=low,
        high=high,
        rmsle_difference=theirs["rmsle"] - ours["rmsle"],
        rmsle_low=rmsle_low,
        rmsle_high=rmsle_high,
        won=float(np.mean((b < a) + 0.5 * (b == a))),
    )


def scores_of(scored: Scored, actual: NDArray[np.float64], worst: NDArray[np.int64]) -> dict[str, float]:
    """The scores of model.scores that can be had of these accidents; empty without one."""
    import numpy as np

    if not len(actual):
        return {}
    known = worst >= 0
    inside = (actual >= scored.low - 1e-9) & (actual <= scored.high + 1e-9)
    out = point_scores(scored.eclo, actual) | {"coverage": float(inside.mean()), "width": float(np.mean(scored.high - scored.low))}
    out |= ranking_scores(scored.eclo, actual, np.full(len(actual), -1))
    if known.any():
        chances = None if scored.worst is None else scored.worst[known]
        injuries = ranking_scores(scored.eclo[known], actual[known], worst[known], chances)
        out |= {name: value for name, value in injuries.items() if name != "auc_eclo_10"}
        if chances is not None:
            out |= {name: value for name, value in chance_scores(chances, worst[known]).items() if name in ("log_loss", "brier")}
    return out


def eleven_of(accidents: Accidents, chosen: NDArray[np.bool_]) -> pd.DataFrame:
    """The eleven features of some accidents as a table for Predictor.predict_frame: without the optional inputs, as the twin is judged."""
    import pandas as pd

    values = accidents.table.values
    return pd.DataFrame({BY_NAME[name].column: values[name][chosen] for name in NAMES if name in values})


def scored_of(prediction: FramePrediction) -> Scored:
    return Scored(prediction.model_version, prediction.eclo, prediction.low, prediction.high, prediction.worst)


def scored_twin(name: str, twin: Fitted, rows: Rows, limits: Mapping[str, Limits], types: Sequence[str]) -> Scored:
    """What a fitted model says of accidents it has not seen, with the limits it is judged by (see model.train.measure)."""
    import numpy as np

    said = twin.say(rows)
    each = zip(said.raw.tolist(), said.spread.tolist(), limit_groups(rows, types), strict=True)
    eclo, low, high = np.array([bounds(raw, spread, limits_for(limits, group)) for raw, spread, group in each]).reshape(-1, 3).T
    return Scored(name, eclo, low, high, said.worst)


def seen_by(training: Training, year: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Accidents of years that a model has learnt from: taken as seen, whatever file they come from now."""
    import numpy as np

    return np.isin(year, [int(known) for known, rows in training.rows_by_year.items() if rows])


def _resampled(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each resample, mean(b) - mean(a) and the difference of their roots."""
    import numpy as np

    random = np.random.default_rng(SEED)
    if len(a) > MOST_GROUPS:
        group = random.permutation(len(a)) % MOST_GROUPS
        size = np.bincount(group)
        a, b = np.bincount(group, a) / size, np.bincount(group, b) / size
    squares, roots, step = np.empty(RESAMPLES), np.empty(RESAMPLES), 50
    for start in range(0, RESAMPLES, step):
        drawn = random.integers(0, len(a), (step, len(a)))
        mean_a, mean_b = a[drawn].mean(axis=1), b[drawn].mean(axis=1)
        squares[start : start + step] = mean_b - mean_a
        roots[start : start + step] = np.sqrt(mean_b) - np.sqrt(mean_a)
    return squares, roots


def _cautions(ours: dict[str, float], theirs: dict[str, float], seen: int, verdict: Verdict) -> tuple[str, ...]:
    clear = verdict in ("better", "worse")
    holds = {
        "champion_saw_some": seen > 0,
        "coverage_off": abs(theirs["coverage"] - LEVEL) > COVERAGE_MARGIN,
        "log_loss_worse": theirs.get("log_loss", 0.0) > ours.get("log_loss", float("inf")),
        "worst_unknown": "log_loss" not in theirs or "log_loss" not in ours,
        "small": clear and abs(theirs["rmsle"] - ours["rmsle"]) < SMALL * ours["rmsle"],
    }
    return tuple(code for code in CAUTIONS if holds[code])
