"""How fast the model is, beside the naive path, in the same run.

    uv run python -m benchmarks.model.speed [--rows 100000] [--repeat 3] [--command]

The naive path is what is usually written: a DataFrame for each row, LabelEncoder.transform for each of its seven text columns,
LGBMRegressor.predict of 500 trees with default settings, which start a thread on every core for a row. As that suffers most from other
work on the machine, the same with n_jobs=1 is printed beside it. For the file it goes a row at a time too; it runs on a sample of rows
and is scaled up (printed as such).

CSV to CSV is from the bytes of one file to the bytes of another, in this process, with the bundle loaded: model.data.read_file,
Predictor.predict_frame and tools._csv.write_csv, which are also those of the tool predict_dataset. `--command` times `eclo predict FILE -o
OUT` as a whole too: starting Python, taking the file in as an upload (checked and profiled in a confined process), and the summary.

Both paths are timed in turns, `--repeat` times, and the median and the least are printed. Other work on the machine slows both, but not
alike: the last column, by processor time and against the naive way with one thread, is the strictest and the least noisy.
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

from model.data import read_file
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
    naive_one, naive_alone = _naive(predictor, frame, None), _naive(predictor, frame, 1)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        frame.to_csv(source, index=False)
        _check_bits(predictor, frame, ones)
        ways: dict[str, Callable[[], Spent]] = {
            "loading the bundle": lambda: _each(lambda _: Predictor.load(), [{}], warm=0),
            "one row, naive": lambda: _each(naive_one, ones[:SAMPLE]),
            "one row, naive, n_jobs=1": lambda: _each(naive_alone, ones[:SAMPLE]),
            f"{arguments.rows:,} rows, naive": lambda: _sample(naive_one, ones, arguments.rows),
            f"{arguments.rows:,} rows, naive, n_jobs=1": lambda: _sample(naive_alone, ones, arguments.rows),
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
    print(f"{'':32}{'median':>14}{'least':>14}{'naive / median':>18}{'processor':>14}{'n_jobs=1 / it':>16}")
    for name, times in spent.items():
        unit, scale = ("s", 1.0) if name in MANY or "rows" in name else ("ms", 1e3) if name.startswith("loading") else ("us", 1e6)
        naive = f"{rows:,} rows, naive" if unit == "s" else "one row, naive"
        beside = (
            ["", ""]
            if "naive" in name or unit == "ms"
            else [f"{elapsed[naive] / elapsed[name]:,.0f} x", f"{processor[f'{naive}, n_jobs=1'] / processor[name]:,.0f} x"]
        )
        cells = [f"{seconds * scale:11,.2f} {unit:2}" for seconds in (elapsed[name], min(times)[0], processor[name])]
        print(f"{name:32}{cells[0]}{cells[1]}{beside[0]:>18}{cells[2]}{beside[1]:>16}")
    print(f"The naive way of {rows:,} rows is {SAMPLE} rows, scaled up. Every row is the same as Booster.predict's, bit for bit.")


def _made_up(predictor: Predictor, rows: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    when = pd.Timestamp("2014-01-01") + pd.to_timedelta(random.integers(0, 24 * 1800, rows), unit="h")
    parts = {"accident_hour": when.hour, "accident_year": when.year, "accident_month": when.month, "accident_day": when.day}
    levels = {f.name: random.choice(predictor.categories(f.name), rows) for f in FEATURES if f.kind == "category"}
    return pd.DataFrame({f.name: levels[f.name] if f.name in levels else parts[f.name] for f in FEATURES})


def _naive(predictor: Predictor, frame: pd.DataFrame, jobs: int | None) -> Callable[[dict[str, object]], float]:
    from lightgbm import LGBMRegressor
    from sklearn.preprocessing import LabelEncoder

    sample = frame.head(40_000)
    texts = [f.name for f in FEATURES if f.kind == "category"]
    encoders = {name: LabelEncoder().fit(frame[name]) for name in texts}
    coded = sample.assign(**{name: encoders[name].transform(sample[name]) for name in texts})
    target = predictor.predict_frame(sample).eclo + np.random.default_rng(1).normal(0, 2, len(sample))
    model = LGBMRegressor(n_estimators=500, n_jobs=1, verbose=-1).fit(coded, target)
    model.set_params(n_jobs=jobs)

    def one(row: dict[str, object]) -> float:
        single = pd.DataFrame([row])
        for name in texts:
            single[name] = encoders[name].transform(single[name])
        return float(model.predict(single)[0])

    return one


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
    shifts = [predictor._shift(year) for year in frame["accident_year"].tolist()]
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


def _sample(naive: Callable[[dict[str, object]], float], ones: list[dict[str, object]], rows: int) -> Spent:
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
