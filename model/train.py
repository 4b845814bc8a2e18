"""Training: accident exports -> a bundle. The same files give the same bytes.

1. Tune: the number of trees at which each of four years before the last is predicted best, from the years before it. The model learnt
   from the years before the last but one has residuals on that one: they set an interval.
2. Test: learn from all years before the last with that number of trees; the last year judges the model and that interval.
3. Refit: learn from all years. The residuals of step 2 set the shipped interval, out of sample.
4. Back-test: the same from earlier years, up to three years ahead.

Nothing of the last year has a say in the parameters. How accidents are learnt from is in model.fit.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.backtest import backtest
from model.bundle import FORMAT, Bundle, Interval, Severity, Training, Typical, model_hash, write
from model.data import WORST, Accidents, read_accidents
from model.encode import COLUMNS, Encoder
from model.errors import UnusableTable
from model.features import BY_NAME, INPUT_CATEGORIES, NAMES, gu_of
from model.fit import COPY_WEIGHTS, HALF_LIFE, HIDDEN_SHARE, PARAMETERS, WORST_HALF_LIFE, WORST_ROUNDS, Fitted, Rows, best_rounds, fit
from model.judge import calibrate, groups_of, judge
from model.naive import naive_eclo
from model.scores import constant_scores, point_scores, ranking_scores, reliability
from model.spread import LEVEL, limits_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.table import FeatureTable

FEWEST_ROWS, FEWEST_YEARS = 200, 3
FEWEST_OF_LEVEL = 20  # a level outside the known ones must be this frequent to be learnt
MOST_ROUNDS, JUDGES = 140, 4  # the number of trees is chosen by this many years before the last
STEPS = 200  # of the quantile tables
# From which share of the last year's predictions on an accident is called so.
BANDS: dict[str, float] = {"minor": 0.0, "usual": 0.25, "serious": 0.75, "severe": 0.95}
PAIRED = ("weather", "road_surface", "road_type", "accident_type", "accident_detail", "violation")


def train(
    paths: Sequence[Path],
    out: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    name: str | None = None,
    created: str | None = None,
) -> Bundle:
    """Train on TAAS exports (parquet, or CSV in UTF-8 or CP949) and write a bundle into the directory `out`.

    `name` is the model's version, by default the name of `out`; `created` an ISO date, by default the last day of the data's last year,
    so that training again gives the same bytes. `progress(done, steps)`. Raises UnusableTable.
    """
    tell = progress or (lambda _done, _steps: None)
    accidents = read_accidents(paths)
    years = check(accidents)
    tell(1, 6)
    categories = category_levels(accidents.table, accidents.year)
    rows = encode(accidents, Encoder(categories, years[0], years[-1]))
    types = categories["accident_type"]
    metrics, reliable, tested, rounds = measure(rows, years, types)
    tell(3, 6)
    final = fit(rows, rounds)
    tell(4, 6)
    past = backtest(rows, years, rounds)
    tell(5, 6)
    last = rows.of(rows.year == years[-1])
    predicted = final.say(last.plain()).raw
    text = final.booster.model_to_string()
    worst_text = final.worst.model_to_string() if final.worst else None
    bundle = Bundle(
        format=FORMAT,
        name=name or out.name,
        created=created or f"{years[-1]}-12-31",
        features=list(NAMES),
        columns=list(COLUMNS),
        categories=categories,
        parameters=_parameters(),
        rounds=rounds,
        training=_training(accidents, rows, years),
        metrics=metrics,
        typical=_typical(accidents, predicted, years[-1]),
        quantiles=_quantiles(accidents.eclo[accidents.year == years[-1]], predicted),
        interval=_interval(tested, last, types),
        year_levels={str(year): level for year, level in final.levels.items()},
        severity=_severity(final, last, worst_text),
        bands=_bands(predicted),
        backtest=past,
        reliability=reliable,
        unseen=_unseen(accidents.table, categories),
        district_rows=_district_rows(accidents.table),
        versions=_versions(),
        model_sha256=model_hash(text),
    )
    write(out, bundle, text, worst_text)
    tell(6, 6)
    return bundle


def measure(
    rows: Rows, years: list[int], types: Sequence[str]
) -> tuple[dict[str, dict[str, float]], dict[str, list[list[float]]], Fitted, int]:
    """Metrics by table (see Bundle), reliability, the model that had not seen the last year, and the number of trees."""
    import numpy as np

    before, valid = rows.of(rows.year < years[-2]), rows.of(rows.year == years[-2])
    rounds = best_rounds(rows, years[max(1, len(years) - 1 - JUDGES) : -1], MOST_ROUNDS)
    early = fit(before, rounds)
    limits = calibrate(early, valid, types)
    learn, last = rows.of(rows.year < years[-1]), rows.of(rows.year == years[-1])
    tested = fit(learn, rounds)
    plain, actual = last.plain(), np.expm1(last.target)
    newest = learn.of(learn.year == years[-2])
    naive = naive_eclo(learn, last)
    older = before.of(before.year == before.year.max())
    metrics = {
        "validation": {"year": years[-2], **judge(early, valid.plain(), calibrate(early, valid, types), types)},
        "test": {"year": years[-1], **judge(tested, plain, limits, types)},
        "test_optional": judge(tested, last, limits, types),
        "test_hidden": judge(tested, last.hidden(1), limits, types),
        "test_constant": constant_scores(newest.target, newest.worst, actual, last.worst),
        "test_naive": point_scores(naive, actual) | ranking_scores(naive, actual, last.worst),
    }
    constants = {
        "validation": constant_scores(older.target, older.worst, np.expm1(valid.target), valid.worst),
        "test": metrics["test_constant"],
    }
    for table, constant in constants.items():
        metrics[table] |= {"constant_rmsle": constant["rmsle"], "constant_mae": constant["mae"]}
    chances = tested.say(plain).worst
    return metrics, reliability(chances, last.worst) if chances is not None else {}, tested, rounds


def category_levels(table: FeatureTable, year: NDArray[np.int64]) -> dict[str, list[str]]:
    """Levels by category feature, and the 구. The most frequent of the last year come first; districts go by name.

    Levels that features.py doesn't list are kept when at least FEWEST_OF_LEVEL accidents have them.
    """
    import pandas as pd

    last = year == year.max()
    levels: dict[str, list[str]] = {}
    for name in INPUT_CATEGORIES:
        values = pd.Series(table.values.get(name, []), dtype=object)
        counts, recent = values.value_counts(), values[last[: len(values)]].value_counts()
        if name == "district":
            levels[name] = sorted(str(level) for level in counts.index)
            continue
        kept = [str(k) for k, n in counts.items() if k in BY_NAME[name].levels or n >= FEWEST_OF_LEVEL]
        levels[name] = sorted(kept, key=lambda k: (-int(recent.get(k, 0)), -int(counts[k]), k))
    levels["gu"] = sorted({gu for district in levels["district"] if (gu := gu_of(district))})
    return levels


def check(accidents: Accidents) -> list[int]:
    years = sorted({int(year) for year in accidents.year})
    if accidents.table.rows < FEWEST_ROWS:
        raise UnusableTable("too_few_rows", found=accidents.table.rows, needed=FEWEST_ROWS)
    if len(years) < FEWEST_YEARS:
        raise UnusableTable("too_few_years", found=len(years), needed=FEWEST_YEARS)
    return years


def encode(accidents: Accidents, encoder: Encoder) -> Rows:
    import numpy as np

    matrix = encoder.many(accidents.table.values, accidents.table.rows)
    return Rows(matrix, np.log1p(accidents.eclo), accidents.year, accidents.worst)


def _training(accidents: Accidents, rows: Rows, years: list[int]) -> Training:
    by_year = {str(year): int((accidents.year == year).sum()) for year in years}
    return Training(accidents.sha256, accidents.table.rows, years[0], years[-1], by_year, float(rows.target[rows.year == years[-1]].mean()))


def _typical(accidents: Accidents, predicted: NDArray[np.float64], year: int) -> dict[str, Typical]:
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


def _quantiles(actual: NDArray[np.float64], predicted: NDArray[np.float64]) -> dict[str, list[float]]:
    import numpy as np

    steps = np.linspace(0, 1, STEPS + 1)
    return {"actual": np.quantile(actual, steps).tolist(), "predicted": np.quantile(np.expm1(predicted), steps).tolist()}


def _interval(tested: Fitted, last: Rows, types: Sequence[str]) -> Interval:
    import numpy as np

    limits, said, group = calibrate(tested, last, types), tested.say(last.plain()), groups_of(last, types)
    widths = [((own := limits_for(limits, g)).high - own.low) * s for g, s in zip(group, said.spread.tolist(), strict=True)]
    return Interval(LEVEL, str(int(last.year.max())), len(last.target), limits, float(np.median(widths)))


def _severity(final: Fitted, last: Rows, text: str | None) -> Severity | None:
    import numpy as np

    if text is None:
        return None
    rates = np.bincount(last.worst, minlength=len(WORST)) / len(last.worst)
    return Severity(final.log_mean, final.log_var, rates.tolist(), model_hash(text))


def _bands(predicted: NDArray[np.float64]) -> dict[str, float]:
    """Code -> the predicted ECLO from which an accident is called so."""
    import numpy as np

    return {code: 1.0 if not share else float(np.expm1(np.quantile(predicted, share))) for code, share in BANDS.items()}


def _unseen(table: FeatureTable, categories: dict[str, list[str]]) -> dict[str, list[list[str]]]:
    """Pairs of levels that no accident has, by "input|input"."""
    out: dict[str, list[list[str]]] = {}
    names = [name for name in PAIRED if name in table.values]
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            seen = set(zip(table.values[first].tolist(), table.values[second].tolist(), strict=True))
            if {first, second} != {"accident_type", "accident_detail"}:
                out[f"{first}|{second}"] = [[a, b] for a in categories[first] for b in categories[second] if (a, b) not in seen]
    return {key: pairs for key, pairs in out.items() if pairs}


def _parameters() -> dict[str, Any]:
    return PARAMETERS | {
        "hidden_share": HIDDEN_SHARE,
        "copy_weights": list(COPY_WEIGHTS),
        "half_life": HALF_LIFE,
        "severity_half_life": WORST_HALF_LIFE,
        "severity_rounds": WORST_ROUNDS,
    }


def _district_rows(table: FeatureTable) -> dict[str, int]:
    import pandas as pd

    counts = pd.Series(table.values.get("district", []), dtype=object).value_counts().sort_index()
    return {str(k): int(n) for k, n in counts.items()}


def _versions() -> dict[str, str]:
    import lightgbm
    import numpy
    import pandas

    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "lightgbm": lightgbm.__version__,
        "numpy": numpy.__version__,
        "pandas": pandas.__version__,
    }
