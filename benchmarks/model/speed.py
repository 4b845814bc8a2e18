"""How fast the model is, beside the naive path, in the same run.

    uv run --with scikit-learn python -m benchmarks.model.speed [--rows 100000]

The naive path: a DataFrame for each row, LabelEncoder.transform for each column, the scikit-learn wrapper of LightGBM with 500 trees.
For the file it runs on a sample of rows and is scaled up (printed as such). All accidents here are made up.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from model.data import WORST, read_file
from model.features import FEATURES
from model.predict import Predictor

SAMPLE = 100


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the model beside the naive path.")
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    import lightgbm  # noqa: F401 - so that loading a bundle is timed, not the library

    loading = _best(Predictor.load, 5)
    predictor = Predictor.load()
    frame = _made_up(predictor, arguments.rows)
    ones = frame.head(500).astype(object).to_dict("records")
    naive_one = _naive(predictor, frame)
    naive = _each(naive_one, ones[:SAMPLE])
    fast = _each(predictor.predict_one, ones)
    reasons = _each(lambda one: predictor.predict_one(one, reasons=3), ones)
    _check_bits(predictor, ones)
    with tempfile.TemporaryDirectory() as folder:
        whole = _file(predictor, frame, Path(folder))
    print(f"loading the bundle        {loading * 1e3:10.1f} ms")
    print(f"one row, naive            {naive * 1e6:10.0f} us")
    print(f"one row                   {fast * 1e6:10.0f} us {naive / fast:8.0f} x")
    print(f"one row with reasons      {reasons * 1e6:10.0f} us {naive / reasons:8.0f} x")
    print(f"{arguments.rows:,} rows, naive      {naive * arguments.rows:10.1f} s  (from {SAMPLE} rows)")
    print(f"{arguments.rows:,} rows CSV to CSV  {whole:10.2f} s  {naive * arguments.rows / whole:8.0f} x")


def _made_up(predictor: Predictor, rows: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    when = pd.Timestamp("2014-01-01") + pd.to_timedelta(random.integers(0, 24 * 1800, rows), unit="h")
    parts = {"accident_hour": when.hour, "accident_year": when.year, "accident_month": when.month, "accident_day": when.day}
    levels = {f.name: random.choice(predictor.categories(f.name), rows) for f in FEATURES if f.kind == "category"}
    return pd.DataFrame({f.name: levels[f.name] if f.name in levels else parts[f.name] for f in FEATURES})


def _naive(predictor: Predictor, frame: pd.DataFrame) -> Callable[[dict[str, object]], float]:
    from lightgbm import LGBMRegressor
    from sklearn.preprocessing import LabelEncoder

    sample = frame.head(40_000)
    texts = [f.name for f in FEATURES if f.kind == "category"]
    encoders = {name: LabelEncoder().fit(frame[name]) for name in texts}
    coded = sample.assign(**{name: encoders[name].transform(sample[name]) for name in texts})
    target = predictor.predict_frame(sample).eclo + np.random.default_rng(1).normal(0, 2, len(sample))
    model = LGBMRegressor(n_estimators=500, n_jobs=1, verbose=-1).fit(coded, target)

    def one(row: dict[str, object]) -> float:
        single = pd.DataFrame([row])
        for name in texts:
            single[name] = encoders[name].transform(single[name])
        return float(model.predict(single)[0])

    return one


def _file(predictor: Predictor, frame: pd.DataFrame, folder: Path) -> float:
    frame.to_csv(folder / "in.csv", index=False)
    start = time.perf_counter()
    read = read_file(folder / "in.csv")
    result = predictor.predict_frame(read)
    added = {"eclo": result.eclo, "low": result.low, "high": result.high, "band": result.band}
    if result.worst is not None:
        added |= dict(zip(WORST, result.worst.T, strict=True))
    read.assign(**added).to_csv(folder / "out.csv", index=False, float_format="%.4f")
    return time.perf_counter() - start


def _check_bits(predictor: Predictor, ones: list[dict[str, object]]) -> None:
    """The single-row call, against Booster.predict: equal to the last bit, or this stops."""
    for one in ones:
        row = predictor._encoder.one(one)
        assert predictor._fast(row) == [predictor.booster.predict(np.array([row]), num_threads=1)[0]]


def _each(call: Callable[[dict[str, object]], object], rows: list[dict[str, object]]) -> float:
    """Median seconds a row."""
    for row in rows[:10]:
        call(row)
    times = []
    for row in rows:
        start = time.perf_counter()
        call(row)
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def _best(call: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return min(spent)


if __name__ == "__main__":
    main()
