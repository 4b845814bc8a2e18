"""Learning with calibration: a fitted model, and what accidents it had not seen say about how sure it may be.

The newest years are split into parts at random. For each part the same model is fitted without it, and asked about it. Those answers set
the scaling of the chances (model.chances), the limits of the interval (model.spread) and the step from the usual to the mean ECLO.
Taking the newest years themselves, and not a model that ends before them, matters when the coding of a column has just changed: over the
years 2014-2017 the coverage of an accident type was off by 1.5 points on average, against 1.9 that way.

How many years: for each of 2013-2017, predicted from the years before it, the coverage of an accident type was off by so many points on
average, without and with the optional inputs: 1.55 and 1.77 after calibrating on one year, 1.22 and 1.36 on two, 0.95 and 1.37 on three
(of all accidents together: 0.81 and 0.86, 0.70 and 0.69, 0.52 and 0.62). The log loss of the chances did not care (.8703, .8704, .8705).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.chances import Scaling, learn_scaling, scaled
from model.fit import SEED, Fitted, Rows, Tick, fit
from model.judge import calibrate
from model.spread import Limits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PARTS = 3
NEWEST = 3  # years to calibrate on
ENOUGH = 100  # as many accidents must be left to calibrate on: with fewer in the newest years, older ones join them


@dataclass(slots=True)
class Learnt:
    """`model` has calibrated chances. `limits` as in model.spread. `mean_factor` x predicted ECLO has the mean of recorded ECLO."""

    model: Fitted
    limits: dict[str, Limits]
    scaling: Scaling | None
    mean_factor: float
    rows: int  # accidents it was calibrated on
    years: int  # the newest so many, which they are of


def learn(rows: Rows, rounds: int, types: Sequence[str], tick: Tick | None = None) -> Learnt:
    """Fit on all rows, calibrate on the newest. `types`: the accident types in the order of their codes."""
    import numpy as np

    tick = tick or (lambda: None)
    newest = _newest(rows)
    part = np.where(newest, np.random.default_rng(SEED).integers(0, PARTS, len(newest)), -1)
    outside = [(fit(rows.of(part != one), rounds, tick=tick), rows.of(part == one)) for one in range(PARTS) if (part == one).any()]
    model, scaling = fit(rows, rounds, tick=tick), None
    known = [(own, held.of(held.worst >= 0)) for own, held in outside if (held.worst >= 0).any()]
    if known and model.worst is not None and all(own.worst is not None for own, _ in outside):
        scores = np.vstack([_scores(own, held) for own, held in known])
        scaling = learn_scaling(scores, np.concatenate([held.worst for _, held in known]))
        for own in (model, *(own for own, _ in outside)):
            assert own.worst is not None
            own.worst = scaled(own.worst, scaling)
            tick()
    said = np.concatenate([own.say(held.plain()).raw for own, held in outside])
    actual = np.concatenate([held.target for _, held in outside])
    factor = float(np.expm1(actual).mean() / np.expm1(said).mean())
    return Learnt(model, calibrate(outside, types), scaling, factor, int(newest.sum()), len(np.unique(rows.year[newest])))


def _newest(rows: Rows) -> NDArray[np.bool_]:
    import numpy as np

    for year in sorted({int(y) for y in rows.year}, reverse=True)[NEWEST - 1 :] or [int(rows.year.min())]:
        newest = rows.year >= year
        if newest.sum() >= ENOUGH:
            break
    return np.asarray(newest)


def _scores(model: Fitted, rows: Rows) -> NDArray[np.float64]:
    import numpy as np

    assert model.worst is not None
    return np.asarray(model.worst.predict(rows.plain().matrix, raw_score=True, num_threads=1), dtype=np.float64)
