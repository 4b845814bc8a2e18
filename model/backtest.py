"""How a model fares one, two and three years after its data: what to do about the years, chosen by trying it on the past.

From each of several years back, learn from everything until then and predict the next three. Strategies: `clamp` takes a later year as
the last one learnt; `half_trend` and `trend` go on with (half) the slope of the last five years.

The decision is `clamp`. Over all eight starting years of Daegu (2010-2017) half the trend was a little better, by .0001, .0004 and .0009
at one, two and three years ahead; but severity has all but stopped falling, and from the newest four (`.._newest`) clamp was as good one
year ahead and better by .0003 and .0007 after, with no bias to speak of. What comes next is more like the newest years, and nothing is known
of a trend beyond three years.
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
ORIGINS, NEWEST = 8, 4
SLOPE_YEARS = 5


def backtest(rows: Rows, years: list[int], rounds: int, tick: Tick | None = None) -> dict[str, dict[str, float]]:
    """Strategy (or measure) -> years ahead ("1".."3") -> the mean over the origins: RMSLE by strategy; `mae`, `bias` of clamp; `constant`.

    The same names with `_newest`: over the newest four origins only.
    `bias` is on the log scale: above 0 the predictions came out too high.
    """
    import numpy as np

    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = replace(rows, worst=np.full(len(rows.worst), -1))  # only ECLO is tried here
    starts = origins(years)
    for origin in starts:
        learn = rows.of(rows.year <= origin)
        model = fit(learn, rounds, tick=tick)
        slope = _slope(learn)
        for year in [y for y in years if origin < y <= origin + AHEAD]:
            asked, ahead = rows.of(rows.year == year).plain(), str(year - origin)
            raw, step = model.say(asked).raw, slope * (year - origin)
            tried = {"clamp": raw, "half_trend": raw + step / 2, "trend": raw + step}
            tried["constant"] = np.full(len(raw), learn.target[learn.year == origin].mean())
            scores = {name: _rmse(predicted, asked.target) for name, predicted in tried.items()}
            scores["mae"] = float(np.mean(np.abs(np.expm1(raw) - np.expm1(asked.target))))
            scores["bias"] = float(np.mean(raw - asked.target))
            for name, value in scores.items():
                found[name][ahead].append(value)
                if origin in starts[-NEWEST:]:
                    found[f"{name}_newest"][ahead].append(value)
    return {name: {ahead: float(np.mean(v)) for ahead, v in sorted(table.items())} for name, table in found.items()}


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
