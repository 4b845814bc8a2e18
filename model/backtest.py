"""How a model fares one, two and three years after its data: what to do about the years, chosen by trying it on the past.

From each of several years back, learn from everything until then and predict the next three. Strategies: `clamp` takes a later year as
the last one learnt; `half_trend` and `trend` go on with (half) the slope of the last five years.

The decision: `clamp`. The numbers of a bundle are in its model card; over eight origins in Daegu (2009-2016) DECISION_FIGURES
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from model.fit import Rows, Tick, fit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AHEAD = 3
ORIGINS = 8
SLOPE_YEARS = 5


def backtest(rows: Rows, years: list[int], rounds: int, tick: Tick | None = None) -> dict[str, dict[str, float]]:
    """Strategy (or measure) -> years ahead ("1".."3") -> the mean over the origins: RMSLE by strategy; `mae`, `bias` of clamp; `constant`.

    `bias` is on the log scale: above 0 the predictions came out too high.
    """
    import numpy as np

    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = replace(rows, worst=np.full(len(rows.worst), -1))  # only ECLO is tried here
    for origin in origins(years):
        learn = rows.of(rows.year <= origin)
        model = fit(learn, rounds, tick=tick)
        slope = _slope(learn)
        for year in [y for y in years if origin < y <= origin + AHEAD]:
            asked, ahead = rows.of(rows.year == year).plain(), str(year - origin)
            raw, step = model.say(asked).raw, slope * (year - origin)
            tried = {"clamp": raw, "half_trend": raw + step / 2, "trend": raw + step}
            tried["constant"] = np.full(len(raw), learn.target[learn.year == origin].mean())
            for name, predicted in tried.items():
                found[name][ahead].append(_rmse(predicted, asked.target))
            found["mae"][ahead].append(float(np.mean(np.abs(np.expm1(raw) - np.expm1(asked.target)))))
            found["bias"][ahead].append(float(np.mean(raw - asked.target)))
    return {name: {ahead: float(np.mean(v)) for ahead, v in sorted(rows_.items())} for name, rows_ in found.items()}


def origins(years: list[int]) -> list[int]:
    """The last years learnt from: each has two years or more, and at least one after it."""
    return years[1:-1][-ORIGINS:]


def _slope(rows: Rows) -> float:
    """Change of mean log1p(ECLO) a year, by least squares over the last years."""
    import numpy as np

    years = np.unique(rows.year)[-SLOPE_YEARS:]
    return float(np.polyfit(years - years[-1], [rows.target[rows.year == y].mean() for y in years], 1)[0])


def _rmse(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    import numpy as np

    return float(np.sqrt(np.mean((a - b) ** 2)))
