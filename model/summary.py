"""What a bundle tells of its training, besides its scores: the data, what is usual, the bands, and what was never seen together."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.bundle import Interval, Severity, Training, Typical, model_hash
from model.data import WORST, Accidents
from model.features import gu_of
from model.fit import COPY_WEIGHTS, HALF_LIFE, HIDDEN_SHARE, PARAMETERS, WORST_HALF_LIFE, WORST_ROUNDS, Rows
from model.judge import groups_of
from model.learn import Learnt
from model.spread import LEVEL, limits_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.table import FeatureTable

STEPS = 200  # of the quantile tables
# From which share of the last year's predictions on an accident is called so.
BANDS: dict[str, float] = {"minor": 0.0, "usual": 0.25, "serious": 0.75, "severe": 0.95}
PAIRED = ("weather", "road_surface", "road_type", "accident_type", "accident_detail", "violation")


def training(accidents: Accidents, rows: Rows, years: list[int]) -> Training:
    log_mean = float(rows.target[rows.year == years[-1]].mean())
    return Training(accidents.sha256, accidents.table.rows, years[0], years[-1], by_year(accidents, years), log_mean)


def by_year(accidents: Accidents, years: list[int]) -> dict[str, int]:
    return {str(year): int((accidents.year == year).sum()) for year in years}


def typical(accidents: Accidents, predicted: NDArray[np.float64], year: int) -> dict[str, Typical]:
    """Recorded and predicted ECLO of one year: "" for all, else by 구."""
    import numpy as np
    import pandas as pd

    chosen = accidents.year == year
    districts = accidents.table.values.get("district", np.full(accidents.table.rows, None, dtype=object))[chosen]
    frame = pd.DataFrame({"eclo": accidents.eclo[chosen], "predicted": np.expm1(predicted)})
    gus = pd.Series([gu_of(str(d)) if d else None for d in districts], dtype=object)
    groups = {"": frame, **{str(gu): rows for gu, rows in frame.groupby(gus)}}
    return {
        gu: Typical(float(g["eclo"].mean()), float(g["eclo"].median()), float(g["predicted"].mean()), len(g)) for gu, g in groups.items()
    }


def quantiles(actual: NDArray[np.float64], predicted: NDArray[np.float64]) -> dict[str, list[float]]:
    import numpy as np

    steps = np.linspace(0, 1, STEPS + 1)
    return {"actual": np.quantile(actual, steps).tolist(), "predicted": np.quantile(np.expm1(predicted), steps).tolist()}


def interval(final: Learnt, last: Rows, types: Sequence[str]) -> Interval:
    import numpy as np

    said, group, limits = final.model.say(last.plain()), groups_of(last, types), final.limits
    widths = [((own := limits_for(limits, g)).high - own.low) * s for g, s in zip(group, said.spread.tolist(), strict=True)]
    newest = int(last.year.max())
    years = str(newest) if final.years == 1 else f"{newest - final.years + 1}-{newest}"
    return Interval(LEVEL, years, final.rows, limits, float(np.median(widths)))


def severity(final: Learnt, last: Rows, text: str | None) -> Severity | None:
    import numpy as np

    if text is None:
        return None
    known = last.worst[last.worst >= 0]
    rates = np.bincount(known, minlength=len(WORST)) / max(1, len(known))
    return Severity(final.model.log_mean, final.model.log_var, rates.tolist(), model_hash(text), final.scaling)


def bands(predicted: NDArray[np.float64]) -> dict[str, float]:
    """Code -> the predicted ECLO from which an accident is called so."""
    import numpy as np

    return {code: 1.0 if not share else float(np.expm1(np.quantile(predicted, share))) for code, share in BANDS.items()}


def unseen(table: FeatureTable, categories: dict[str, list[str]]) -> dict[str, list[list[str]]]:
    """Pairs of levels that no accident has, by "input|input"."""
    out: dict[str, list[list[str]]] = {}
    names = [name for name in PAIRED if name in table.values]
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            seen = set(zip(table.values[first].tolist(), table.values[second].tolist(), strict=True))
            if {first, second} != {"accident_type", "accident_detail"}:
                out[f"{first}|{second}"] = [[a, b] for a in categories[first] for b in categories[second] if (a, b) not in seen]
    return {key: pairs for key, pairs in out.items() if pairs}


def parameters() -> dict[str, Any]:
    return PARAMETERS | {
        "hidden_share": HIDDEN_SHARE,
        "copy_weights": list(COPY_WEIGHTS),
        "half_life": HALF_LIFE,
        "severity_half_life": WORST_HALF_LIFE,
        "severity_rounds": WORST_ROUNDS,
    }


def district_rows(table: FeatureTable) -> dict[str, int]:
    import pandas as pd

    counts = pd.Series(table.values.get("district", []), dtype=object).value_counts().sort_index()
    return {str(k): int(n) for k, n in counts.items()}


def versions() -> dict[str, str]:
    import lightgbm
    import numpy
    import pandas

    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "lightgbm": lightgbm.__version__,
        "numpy": numpy.__version__,
        "pandas": pandas.__version__,
    }
