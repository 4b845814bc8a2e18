"""How fast the model is, beside the naive path, in the same run.

    uv run python -m benchmarks.model.speed [--rows 100000] [--repeat 3] [--command]

The naive path is what is usually written: a DataFrame for each row, LabelEncoder.transform for each of its seven text columns,
LGBMRegressor.predict of 500 trees with default settings, which start a thread on every core for a row. That is ECLO alone. A full result
has the chances of the worst injury as well, for which the recipe has an LGBMClassifier made in the same way (see model.naive): the whole
of it is what has to be written otherwise, and both are printed. As threads suffer most from other work on the machine, ECLO alone with
n_jobs=1 is printed, too. For the file it goes a row at a time as well; it runs on a sample of rows and is scaled up (printed as such).

CSV to CSV is from the bytes of one file to the bytes of another, in this process, with the bundle loaded: model.data.read_file,
Predictor.predict_frame and tools._csv.write_csv, which are also those of the tool predict_dataset. `--command` times `eclo predict FILE -o
OUT` as a whole too: starting Python, taking the file in as an upload (checked and profiled in a confined process), and the summary.

Both paths are timed in turns, `--repeat` times, and the median and the least are printed. Other work on the machine slows both, but not
alike: the last column, by processor time and against ECLO alone with one thread, is the strictest and the least noisy.
All accidents here are made up.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from model.data import WORST, read_file
from model.features import FEATURES, INPUT_NAMES
from model.predict import Predictor
from tools._csv import write_csv

SAMPLE = 100
BATCH = 10  # rows between two looks at the clock
Spent = tuple[float, float]  # seconds: elapsed, of the processor
MANY = ("CSV to CSV", "eclo predict")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the model beside the naive path.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--command", action="store_true", help="time `eclo predict` as a whole too")
    arguments = parser.parse_args()
    import lightgbm  # noqa: F401 - so that loading a bundle is timed, not the library

    Predictor.load()
    predictor = Predictor.load()
    frame = _made_up(predictor, arguments.rows)
    ones = frame.head(500).astype(object).to_dict("records")
    naive = _Naive(predictor, frame)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        frame.to_csv(source, index=False)
        _check_bits(predictor, frame, ones)
        ways: dict[str, Callable[[], Spent]] = {
            "loading the bundle": lambda: _each(lambda _: Predictor.load(), [{}], warm=0),
            "one row, naive": lambda: _each(naive.full, ones[:SAMPLE]),
            "one row, naive, ECLO alone": lambda: _each(naive.eclo, ones[:SAMPLE]),
            "one row, naive, ECLO, n_jobs=1": lambda: _each(naive.eclo_on_one_thread, ones[:SAMPLE]),
            f"{arguments.rows:,} rows, naive": lambda: _sample(naive.full, ones, arguments.rows),
            f"{arguments.rows:,} rows, naive, ECLO alone": lambda: _sample(naive.eclo, ones, arguments.rows),
            f"{arguments.rows:,} rows, naive, ECLO, n_jobs=1": lambda: _sample(naive.eclo_on_one_thread, ones, arguments.rows),
            "one row": lambda: _each(predictor.predict_one, ones),
            "one row, an input unknown": lambda: _each(predictor.predict_one, [one | {"weather": None} for one in ones]),
            "one row with 3 reasons": lambda: _each(lambda one: predictor.predict_one(one, reasons=3), ones),
            "CSV to CSV": lambda: _once(lambda: _file(predictor, source, target)),
        }
        if arguments.command:
            ways["eclo predict"] = lambda: _once(lambda: _command(source, target))
        turns = [{name: way() for name, way in ways.items()} for _ in range(arguments.repeat)]
    _print({name: [turn[name] for turn in turns] for name in ways}, arguments.rows)


def _print(spent: dict[str, list[Spent]], rows: int) -> None:
    elapsed, processor = ({name: statistics.median(times[i] for times in turns) for name, turns in spent.items()} for i in (0, 1))
    heads = ("median", "least", "naive / it", "ECLO alone / it", "processor", "n_jobs=1 / it")
    print(f"{'':36}" + "".join(f"{head:>16}" for head in heads))
    for name, times in spent.items():
        unit, scale = ("s", 1.0) if name in MANY or "rows" in name else ("ms", 1e3) if name.startswith("loading") else ("us", 1e6)
        naive = f"{rows:,} rows, naive" if unit == "s" else "one row, naive"
        median, least, busy = (f"{seconds * scale:,.2f} {unit:2}" for seconds in (elapsed[name], min(times)[0], processor[name]))
        beside = ["", "", ""]
        if "naive" not in name and unit != "ms":
            against = (elapsed[naive], elapsed[f"{naive}, ECLO alone"])
            beside = [f"{seconds / elapsed[name]:,.0f} x" for seconds in against]
            beside.append(f"{processor[f'{naive}, ECLO, n_jobs=1'] / processor[name]:,.0f} x")
        print(f"{name:36}" + "".join(f"{cell:>16}" for cell in (median, least, beside[0], beside[1], busy, beside[2])))
    print(f"The naive way of {rows:,} rows is {SAMPLE} rows, scaled up. Every row is the same as Booster.predict's, bit for bit.")


def _made_up(predictor: Predictor, rows: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    when = pd.Timestamp("2014-01-01") + pd.to_timedelta(random.integers(0, 24 * 1800, rows), unit="h")
    parts = {"accident_hour": when.hour, "accident_year": when.year, "accident_month": when.month, "accident_day": when.day}
    levels = {f.name: random.choice(predictor.categories(f.name), rows) for f in FEATURES if f.kind == "category"}
    return pd.DataFrame({f.name: levels[f.name] if f.name in levels else parts[f.name] for f in FEATURES})


class _Naive:
    """The recipe, one row at a time."""

    def __init__(self, predictor: Predictor, frame: pd.DataFrame) -> None:
        from lightgbm import LGBMClassifier, LGBMRegressor
        from sklearn.preprocessing import LabelEncoder

        sample, random = frame.head(40_000), np.random.default_rng(1)
        self._texts = [f.name for f in FEATURES if f.kind == "category"]
        self._encoders = {name: LabelEncoder().fit(frame[name]) for name in self._texts}
        coded = sample.assign(**{name: self._encoders[name].transform(sample[name]) for name in self._texts})
        said = predictor.predict_frame(sample)
        assert said.worst is not None
        worst = (said.worst.cumsum(axis=1) < random.random((len(sample), 1))).sum(axis=1).clip(max=len(WORST) - 1)
        target = said.eclo + random.normal(0, 2, len(sample))
        self._eclo = LGBMRegressor(n_estimators=500, verbose=-1).fit(coded, target)
        self._alone = LGBMRegressor(n_estimators=500, n_jobs=1, verbose=-1).fit(coded, target)
        self._worst = LGBMClassifier(n_estimators=500, verbose=-1).fit(coded, worst)

    def _coded(self, row: dict[str, object]) -> pd.DataFrame:
        single = pd.DataFrame([row])
        for name in self._texts:
            single[name] = self._encoders[name].transform(single[name])
        return single

    def full(self, row: dict[str, object]) -> tuple[float, list[float]]:
        single = self._coded(row)
        return float(self._eclo.predict(single)[0]), self._worst.predict_proba(single)[0].tolist()

    def eclo(self, row: dict[str, object]) -> float:
        return float(self._eclo.predict(self._coded(row))[0])

    def eclo_on_one_thread(self, row: dict[str, object]) -> float:
        return float(self._alone.predict(self._coded(row))[0])


def _file(predictor: Predictor, source: Path, target: Path) -> None:
    frame = read_file(source)
    result = predictor.predict_frame(frame)
    write_csv(frame.assign(eclo=result.eclo.round(4), low=result.low.round(4), high=result.high.round(4)), target)


def _command(source: Path, target: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "predict", str(source), "-o", str(target)]
    environment = os.environ | {"ECLO_VAR": str(target.parent / "data")}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def _check_bits(predictor: Predictor, frame: pd.DataFrame, ones: list[dict[str, object]]) -> None:
    """The single row and the whole file, against Booster.predict: equal to the last bit, or this stops."""
    from model.table import read_features

    table = read_features(frame, predictor.resolve)
    matrix = predictor._encoder.many(table.values, table.rows)
    raw = np.asarray(predictor.booster.predict(matrix, num_threads=1))
    for one, cells, value in zip(ones, matrix.tolist(), raw.tolist(), strict=False):
        assert predictor._fast(predictor._encoder.one({**dict.fromkeys(INPUT_NAMES), **one})) == predictor._fast(cells)
        assert predictor._fast(cells)[0] == [value]
    shifts = [predictor._shifts_of.get(year, 0.0) for year in frame["accident_year"].tolist()]
    expected = [max(1.0, math.expm1(value + shift)) for value, shift in zip(raw.tolist(), shifts, strict=True)]
    assert predictor.predict_frame(frame).eclo.tolist() == expected
    assert [predictor.predict_one(one).eclo for one in ones] == expected[: len(ones)]


def _each(call: Callable[[dict[str, object]], object], rows: list[dict[str, object]], warm: int = 10) -> Spent:
    """Median seconds a row, over runs of BATCH rows: to read the clock around each row would take part of what is measured."""
    for row in rows[:warm]:
        call(row)
    size = min(BATCH, len(rows))
    batches = [rows[start : start + size] for start in range(0, len(rows) - size + 1, size)]
    spent = [_once(lambda batch=batch: [call(row) for row in batch], 1 / size) for batch in batches]  # type: ignore[misc]
    return statistics.median(s[0] for s in spent), statistics.median(s[1] for s in spent)


def _sample(naive: Callable[[dict[str, object]], object], ones: list[dict[str, object]], rows: int) -> Spent:
    return _once(lambda: [naive(one) for one in ones[:SAMPLE]], rows / SAMPLE)


def _once(call: Callable[[], object], scale: float = 1.0) -> Spent:
    busy, start = _processor(), time.perf_counter()
    call()
    elapsed = time.perf_counter() - start
    return elapsed * scale, (_processor() - busy) * scale


def _processor() -> float:
    """Seconds of this process and of the programs it has waited for."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


if __name__ == "__main__":
    main()
