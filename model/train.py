"""Training: accident exports -> a bundle. The same files give the same bytes.

1. Tune: the number of trees at which each of four years before the last is predicted best, from the years before it.
2. Test: learn and calibrate (model.learn) on all years before the last with that number of trees; the last year judges the result.
3. Refit: learn and calibrate on all years, in the same way.
4. Back-test: learn until an earlier year and predict up to three years ahead (model.backtest).

Nothing of the last year has a say in the parameters. How accidents are learnt from is in model.fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model import summary
from model.backtest import backtest, origins
from model.bundle import FORMAT, Bundle, model_hash, write
from model.challenge import Scored, scored_twin
from model.data import FEWEST_ROWS, FEWEST_YEARS, Accidents, read_accidents, ready_to_train
from model.drift import profile_of
from model.encode import COLUMNS, Encoder
from model.errors import UnusableTable
from model.features import BY_NAME, INPUT_CATEGORIES, NAMES, gu_of
from model.fit import WORST_ROUNDS, Rows, Tick, best_rounds
from model.judge import judge
from model.learn import PARTS, Learnt, learn
from model.naive import TREES, naive_scores
from model.pace import Log, Pace
from model.scores import constant_scores, reliability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.table import FeatureTable

FEWEST_OF_LEVEL = 20  # a level outside the known ones must be this frequent to be learnt
MOST_ROUNDS, JUDGES = 100, 4  # the number of trees is chosen by this many years before the last
NAIVE_WORK = 2 * TREES  # rounds of the naive recipe


def train(
    paths: Sequence[Path],
    out: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    name: str | None = None,
    created: str | None = None,
    log: Log | None = None,
) -> Bundle:
    """Train on TAAS exports (parquet, or CSV in UTF-8 or CP949) and write a bundle into the directory `out`.

    `name` is the model's version, by default the name of `out`; `created` an ISO date, by default the last day of the data's last year,
    so that training again gives the same bytes. `progress(hundredths, 100)` comes every few trees; what it raises ends the training, and
    nothing is written. `log(code, facts)`: see model.pace.LOG_CODES. Raises UnusableTable.
    """
    Pace(progress, 1)(0)
    return train_on(ready_to_train(read_accidents(paths)), out, progress=progress, name=name, created=created, log=log).bundle


@dataclass(slots=True)
class Trained:
    """The bundle, and what its twin that had not seen the last year says of that year's accidents, with the eleven features."""

    bundle: Bundle
    held_out: Scored


def train_on(
    accidents: Accidents,
    out: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    name: str | None = None,
    created: str | None = None,
    log: Log | None = None,
) -> Trained:
    """The same on accidents that were read already and are ready to train on (model.data.ready_to_train)."""
    log = log or (lambda _code, _facts: None)
    years = check(accidents)
    known, size = bool((accidents.worst >= 0).all()), accidents.table.rows
    span = {"rows": size, "first": years[0], "last": years[-1]}
    log("read", {**span, "rows_by_year": summary.by_year(accidents, years), "worst_known": known})
    categories = category_levels(accidents.table, accidents.year)
    rows, types = encode(accidents, Encoder(categories, years[0], years[-1])), categories["accident_type"]
    pace = Pace(progress, work(years))
    measured = measure(rows, years, types, pace, log)
    final = learn(rows, measured.rounds, types, pace)
    pace()
    trees = final.model.booster.num_trees() + (final.model.worst.num_trees() if final.model.worst else 0)
    log("fitted", {**span, "trees": trees, "calibrated_on": final.rows})
    past = backtest(rows, years, measured.rounds, pace)
    log("backtest", {"rmsle": past["clamp"]})
    last = rows.of(rows.year == years[-1])
    predicted = final.model.say(last.plain()).raw
    text = final.model.booster.model_to_string()
    worst_text = final.model.worst.model_to_string() if final.model.worst else None
    bundle = Bundle(
        format=FORMAT,
        name=name or out.name,
        created=created or f"{years[-1]}-12-31",
        features=list(NAMES),
        columns=list(COLUMNS),
        categories=categories,
        parameters=summary.parameters(),
        rounds=measured.rounds,
        training=summary.training(accidents, rows, years),
        metrics=measured.metrics,
        typical=summary.typical(accidents, predicted, years[-1]),
        quantiles=summary.quantiles(accidents.eclo[accidents.year == years[-1]], predicted),
        interval=summary.interval(final, last, types),
        year_levels={str(year): level for year, level in final.model.levels.items()},
        severity=summary.severity(final, last, worst_text),
        mean_factor=final.mean_factor,
        bands=summary.bands(predicted),
        backtest=past,
        reliability=measured.reliability,
        unseen=summary.unseen(accidents.table, categories),
        district_rows=summary.district_rows(accidents.table),
        profile=profile_of(accidents),
        versions=summary.versions(),
        model_sha256=model_hash(text),
    )
    pace.finish()
    write(out, bundle, text, worst_text)
    log("done", {"name": bundle.name, "sha256": bundle.model_sha256})
    tested = measured.tested
    return Trained(bundle, scored_twin(bundle.name, tested.model, last.plain(), tested.limits, types))


def work(years: list[int]) -> int:
    """About how many rounds of trees a training takes: for its progress only."""
    learning = 2 * (PARTS + 1) * (MOST_ROUNDS + WORST_ROUNDS)
    return len(_judges(years)) * MOST_ROUNDS + learning + len(origins(years)) * MOST_ROUNDS + NAIVE_WORK


@dataclass(slots=True)
class Measured:
    """`metrics` by table and `reliability` as in Bundle; `rounds`: the number of trees; `tested`: what had not seen the last year."""

    metrics: dict[str, dict[str, float]]
    reliability: dict[str, list[list[float]]]
    tested: Learnt
    rounds: int


def measure(
    rows: Rows, years: list[int], types: Sequence[str], tick: Tick | None = None, log: Log | None = None, older: Rows | None = None
) -> Measured:
    """Steps 1 and 2: choose the number of trees on the years before the last, and judge on the last.

    `older`: accidents before those learnt from, that may help to choose. More accidents want more trees, so each of the choosing years is
    predicted from as many years as the last one is, as far as there are so many.
    """
    import numpy as np

    log, tick = log or (lambda _code, _facts: None), tick or (lambda: None)
    rounds, errors = best_rounds(older.and_(rows) if older else rows, _judges(years), years[-1] - years[0], MOST_ROUNDS, tick)
    log("rounds", {"rounds": rounds, "judged_on": sorted(errors), "rmsle": float(np.mean(list(errors.values())))})
    before, last = rows.of(rows.year < years[-1]), rows.of(rows.year == years[-1])
    tested = learn(before, rounds, types, tick)
    tick()
    plain, newest = last.plain(), before.of(before.year == years[-2])
    constant = constant_scores(newest.target, newest.worst, np.expm1(last.target), last.worst)
    metrics: dict[str, dict[str, float]] = {"validation": _validation(rows, errors), "test_constant": constant}
    for name, asked in {"test": plain, "test_optional": last, "test_hidden": last.hidden(1)}.items():
        metrics[name] = judge(tested.model, asked, tested.limits, types, tested.mean_factor)
        tick()
    metrics["test"]["year"] = years[-1]
    metrics["test_naive"] = naive_scores(before, last, tick)
    metrics["test"] |= {"constant_rmsle": constant["rmsle"], "constant_mae": constant["mae"]}
    chances = tested.model.say(plain).worst
    test, naive = metrics["test"], metrics["test_naive"]
    facts = {"year": years[-1], "rows": len(last.target), "rmsle": test["rmsle"], "constant_rmsle": constant["rmsle"]}
    log("tested", {**facts, "naive_rmsle": naive["rmsle"], "coverage": test["coverage"]})
    return Measured(metrics, reliability(chances, last.worst) if chances is not None else {}, tested, rounds)


def _judges(years: list[int]) -> list[int]:
    """The years that choose the number of trees."""
    return years[max(1, len(years) - 1 - JUDGES) : -1]


def _validation(rows: Rows, errors: dict[int, float]) -> dict[str, float]:
    """The years that chose the number of trees: RMSLE, and that of the log-mean of the year before, on average."""
    import numpy as np

    means = {year: rows.target[rows.year == max(y for y in set(rows.year.tolist()) if y < year)].mean() for year in errors}
    constant = [float(np.sqrt(np.mean((rows.target[rows.year == year] - mean) ** 2))) for year, mean in means.items()]
    rmsle = float(np.mean(list(errors.values())))
    return {"first_year": min(errors), "last_year": max(errors), "rmsle": rmsle, "constant_rmsle": float(np.mean(constant))}


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
