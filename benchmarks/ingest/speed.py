"""How fast a file becomes a usable dataset, and how fast a stored one answers, beside pandas in the same run.

    uv run python -m benchmarks.ingest.speed [--megabytes 50] [--repeat 5]

Ingest: bytes on disk -> Parquet and profile, through the real child process; beside it, pandas.read_csv alone, told the right encoding.
Group-by: the mean of one column within two keys on 1M stored rows; beside it, pandas.read_csv of that file and the same grouping.
The best of the repeats counts for both sides, taken in turn. All accidents here are made up.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pandas as pd

from storage.ingest import Limits, ingest

A = TypeVar("A")
B = TypeVar("B")
_BYTES_PER_ROW = {"utf-8": 178, "cp949": 128}
_GROUPED_ROWS = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Time ingest and a group-by beside pandas.")
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for encoding in ("utf-8", "cp949"):
            _ingest(Path(folder), encoding, arguments.megabytes, arguments.repeat)
        _group(Path(folder), arguments.repeat)


def accidents(rows: int, seed: int = 7) -> pd.DataFrame:
    """Made-up accidents in the columns and spellings of Korean open data."""
    random = np.random.default_rng(seed)
    when = pd.Timestamp("2012-01-01") + pd.to_timedelta(random.integers(0, 24 * 4000, rows), unit="h")
    districts = np.array(
        [f"대구광역시 {gu} {dong}{n}동" for gu in ("중구", "수성구", "달서구", "북구") for dong in "가나다라마" for n in range(1, 9)]
    )
    weekdays = np.array([d + "요일" for d in "월화수목금토일"])
    return pd.DataFrame(
        {
            "사고번호": 2012010100000000 + np.arange(rows),
            "사고일시": when.strftime("%Y년 %m월 %d일 %H시"),
            "요일": weekdays[when.day_of_week],
            "시군구": random.choice(districts, rows),
            "사고내용": random.choice(["경상사고", "중상사고", "부상신고사고", "사망사고"], rows),
            "사망자수": random.integers(0, 2, rows),
            "중상자수": random.integers(0, 4, rows),
            "경상자수": random.integers(0, 6, rows),
            "노면상태": random.choice(["포장 - 건조", "포장 - 젖음/습기", "포장 - 서리/결빙"], rows),
            "기상상태": random.choice(["맑음", "흐림", "비", "눈"], rows),
            "위도": np.round(random.normal(35.87, 0.05, rows), 6),
            "경도": np.round(random.normal(128.6, 0.05, rows), 6),
            "ECLO": random.integers(1, 40, rows),
        }
    )


def _ingest(folder: Path, encoding: str, megabytes: int, repeat: int) -> None:
    path = folder / f"{encoding}.csv"
    accidents(megabytes * 1024**2 // _BYTES_PER_ROW[encoding]).to_csv(path, index=False, encoding=encoding)
    limits = Limits(max_bytes=max(path.stat().st_size, Limits().max_bytes))

    def ours() -> int:
        done = asyncio.run(ingest(path, name=path.name, workdir=folder, limits=limits))
        done.parquet.unlink()
        return done.profile.rows

    mine, theirs, rows, wanted = _in_turn(ours, lambda: len(pd.read_csv(path, encoding=encoding)), repeat)
    assert rows == wanted
    data = path.read_bytes()
    _, one_thread, _, _ = _in_turn(lambda: None, lambda: pd.read_csv(io.BytesIO(data), encoding=encoding), repeat)
    size = path.stat().st_size / 1024**2
    print(f"{size:.1f} MB {encoding}, {rows:,} rows: dataset {mine:.2f} s (target <= 2 x pandas.read_csv)")
    print(f"  {mine / theirs:.2f} x pandas.read_csv(path) {theirs:.2f} s, which reads in several threads where it can")
    print(f"  {mine / one_thread:.2f} x pandas.read_csv(bytes) {one_thread:.2f} s")


def _group(folder: Path, repeat: int) -> None:
    path, keys = folder / "grouped.csv", ["시군구", "요일"]
    accidents(_GROUPED_ROWS).to_csv(path, index=False)
    done = asyncio.run(ingest(path, name=path.name, workdir=folder, limits=Limits(max_bytes=path.stat().st_size)))

    def ours() -> pd.Series[Any]:
        frame = pd.read_parquet(done.parquet, columns=[*keys, "ECLO"])  # as ToolContext.read does
        return frame.groupby(keys, observed=True)["ECLO"].mean()

    def plainly() -> pd.Series[Any]:
        frame = pd.read_csv(path)
        return frame.groupby(keys)["ECLO"].mean()

    def by_sql() -> list[tuple[Any, ...]]:
        query = f"SELECT {', '.join(keys)}, avg(ECLO) FROM read_parquet(?) GROUP BY ALL ORDER BY ALL"
        with duckdb.connect() as connection:
            return connection.execute(query, [str(done.parquet)]).fetchall()

    mine, theirs, got, wanted = _in_turn(ours, plainly, repeat)
    pd.testing.assert_series_equal(got, wanted, check_index_type=False)
    sql, _, rows, _ = _in_turn(by_sql, lambda: None, repeat)
    np.testing.assert_allclose([row[-1] for row in rows], wanted.sort_index().to_numpy())
    print(f"mean by two keys, {_GROUPED_ROWS:,} rows, from the CSV by pandas {theirs:.2f} s (target: 5 x as fast)")
    print(f"  {theirs / mine:.1f} x stored, as tools read it {mine:.2f} s")
    print(f"  {theirs / sql:.1f} x stored, as query_sql reads it {sql:.2f} s")


def _in_turn(ours: Callable[[], A], theirs: Callable[[], B], repeat: int) -> tuple[float, float, A, B]:
    """Best seconds of both, run one after the other each time, and what they gave last."""
    best = [float("inf"), float("inf")]
    for _ in range(repeat):
        before = time.perf_counter()
        a = ours()
        between = time.perf_counter()
        b = theirs()
        best = [min(best[0], between - before), min(best[1], time.perf_counter() - between)]
    return best[0], best[1], a, b


if __name__ == "__main__":
    main()
