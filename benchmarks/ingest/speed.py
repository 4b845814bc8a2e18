"""How fast a file becomes a usable dataset, and how fast a stored one answers, beside pandas in the same run.

    uv run python -m benchmarks.ingest.speed [--megabytes 50] [--repeat 7] [--real FILE.parquet]

Ingest: bytes on disk -> Parquet and profile, through the real child process; beside it, pandas.read_csv alone, told the right encoding.
Group-by: the mean of one column within two keys on 1M stored rows, by the tool; beside it, pandas.read_csv and the same grouping.

pandas >= 3.1 reads large UTF-8 files on every core, others on one: for UTF-8 even reading and writing Parquet with pandas, without a
profile, takes more than twice its reading, and is printed, too.

Both sides run in turn, and what counts is the median of the ratios. `CPU` is the same in processor time, all processes and threads
together: it hardly depends on what else the machine does. `--real` measures the rows of a file of one's own as well, repeated to size;
everything else is made up.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bot.messages import Attachment, Incoming
from bot.settings import Settings, prepare_folder
from bot.wiring import open_core
from storage.ingest import Limits, ingest, keep_ready, let_go, wait_until_ready
from storage.scope import Scope
from tools._registry import call

_GROUPED_ROWS = 1_000_000
_SAMPLE_ROWS = 20_000


@dataclass(frozen=True)
class Taken:
    """Seconds of the clock and of processors, of us and of pandas, in turn."""

    ours: list[tuple[float, float]]
    theirs: list[tuple[float, float]]

    def line(self, *, faster: bool = False) -> str:
        ratios = [[t[i] / o[i] if faster else o[i] / t[i] for o, t in zip(self.ours, self.theirs, strict=True)] for i in (0, 1)]
        clock, cpu = (statistics.median(r) for r in ratios)
        ours, theirs = (statistics.median(seconds for seconds, _ in side) for side in (self.ours, self.theirs))
        verb = "times as fast" if faster else "x pandas.read_csv"
        return f"{clock:5.2f} {verb} ({min(ratios[0]):.2f}-{max(ratios[0]):.2f}; CPU {cpu:.2f}); {ours:.2f} s beside {theirs:.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description="Time ingest and a group-by beside pandas.")
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--real", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_all(Path(folder), arguments))


async def _all(folder: Path, arguments: argparse.Namespace) -> None:
    keep_ready()
    try:
        for name, make, encoding in _cases(arguments.real):
            await _ingest(folder, name, _sized(make, encoding, arguments.megabytes * 1024**2), encoding, arguments.repeat)
        await _group(folder, arguments.repeat)
    finally:
        await let_go()


def _cases(real: Path | None) -> Iterator[tuple[str, Callable[[int], pd.DataFrame], str]]:
    if real is not None:
        rows = pd.read_parquet(real)
        for encoding in ("cp949", "utf-8"):
            yield f"real accidents, {encoding}", lambda n: rows.iloc[np.arange(n) % len(rows)], encoding
    for encoding in ("cp949", "utf-8"):
        yield f"made-up accidents, {encoding}", accidents, encoding
    yield "mixed, cp949", mixed, "cp949"
    yield "numbers only", numbers, "utf-8"


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


def mixed(rows: int) -> pd.DataFrame:
    """Accidents with gaps, notes of free text in quotes, and codes with leading zeros."""
    random = np.random.default_rng(8)
    frame = accidents(rows)
    frame["우편번호"] = [f"{n:05d}" for n in random.integers(1000, 50_000, rows)]
    frame["비고"] = [f"신호 대기 중, {n}m 앞에서 추돌" if n % 3 else "" for n in random.integers(0, 100_000, rows)]
    for name in ("기상상태", "경상자수", "위도"):
        frame[name] = frame[name].astype(object).where(random.random(rows) > 0.05, None)
    return frame


def numbers(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(9)
    whole = {f"정수{i}": random.integers(0, 10 ** (1 + i % 6), rows) for i in range(8)}
    return pd.DataFrame({**whole, **{f"실수{i}": np.round(random.normal(0, 100, rows), i + 2) for i in range(6)}})


def _sized(make: Callable[[int], pd.DataFrame], encoding: str, size: int) -> pd.DataFrame:
    """As many rows as make a file of about that size, and not a byte more."""
    sample = len(make(_SAMPLE_ROWS).to_csv(index=False).encode(encoding))
    return make(int(size * 0.99 / sample * _SAMPLE_ROWS))


async def _ingest(folder: Path, name: str, frame: pd.DataFrame, encoding: str, repeat: int) -> None:
    path = folder / "upload.csv"
    frame.to_csv(path, index=False, encoding=encoding)
    limits = Limits(max_bytes=max(path.stat().st_size, Limits().max_bytes))

    async def ours() -> int:
        done = await ingest(path, name=path.name, workdir=folder, limits=limits)
        done.parquet.unlink()
        return done.profile.rows

    async def theirs() -> int:
        return len(pd.read_csv(path, encoding=encoding))

    print(f"{name}: {path.stat().st_size / 1024**2:.1f} MB, {len(frame):,} rows (target: at most 2 x)")
    taken, rows, wanted = await _in_turn(ours, theirs, repeat, before=wait_until_ready)
    assert rows == wanted == len(frame)
    print(f"  {taken.line()}; reading and DataFrame.to_parquet alone: {_kept_plainly(path, encoding, repeat):.2f} x")


def _kept_plainly(path: Path, encoding: str, repeat: int) -> float:
    """How many times pandas.read_csv alone it takes to read and to write as Parquet, with nothing checked and no profile."""
    ratios = []
    for _ in range(repeat):
        start = time.perf_counter()
        frame = pd.read_csv(path, encoding=encoding)
        middle = time.perf_counter()
        frame.to_parquet(path.with_suffix(".parquet"), compression="lz4")
        ratios.append((time.perf_counter() - start) / (middle - start))
    return statistics.median(ratios)


async def _group(folder: Path, repeat: int) -> None:
    path, keys = folder / "grouped.csv", ["시군구", "요일"]
    accidents(_GROUPED_ROWS).to_csv(path, index=False)
    arguments = {"group_column": keys[0], "second_group_column": keys[1], "agg_column": "ECLO", "operation": "mean"}
    sql = {"sql": f"SELECT {', '.join(keys)}, avg(ECLO) AS value FROM data GROUP BY ALL ORDER BY ALL"}
    settings = Settings(var_dir=folder / "var", tile_url="", max_upload_mb=path.stat().st_size // 1024**2 + 1)
    prepare_folder(settings)
    async with open_core(settings) as core:
        incoming = Incoming(Scope("benchmark", "C1", "T1", "U1"), "turn", "")
        await core.add_file(incoming.scope, Attachment(path.name, path))
        context = await core.prepared(incoming, "ko")

        async def by_tool() -> dict[str, Any]:
            return (await call(core.registry["group_by_aggregate"], context, arguments)).data

        async def by_sql() -> dict[str, Any]:
            return (await call(core.registry["query_sql"], context, sql)).data

        async def plainly() -> pd.Series[Any]:
            return pd.read_csv(path).groupby(keys)["ECLO"].mean()

        print(
            f"mean by two keys, {_GROUPED_ROWS:,} rows, beside reading the CSV and grouping with pandas (target: at least 5 times as fast)"
        )
        taken, got, wanted = await _in_turn(by_tool, plainly, repeat)
        for group in got["groups"]:
            np.testing.assert_allclose(group["value"], wanted[group["group"], group["second_group"]])
        print(f"  {taken.line(faster=True)}, by group_by_aggregate")
        taken, got, _ = await _in_turn(by_sql, plainly, repeat)
        np.testing.assert_allclose([row[-1] for row in got["rows"]], wanted.sort_index().to_numpy()[: len(got["rows"])])
        print(f"  {taken.line(faster=True)}, by query_sql")


async def _in_turn(
    ours: Callable[[], Awaitable[Any]],
    theirs: Callable[[], Awaitable[Any]],
    repeat: int,
    before: Callable[[], Awaitable[None]] | None = None,
) -> tuple[Taken, Any, Any]:
    """What both take, run one after the other each time, and what they gave last. The first time counts for neither."""
    taken = Taken([], [])
    a = b = None
    if before is not None:
        await before()
    for turn in range(repeat + 1):
        start, cpu = time.perf_counter(), _cpu()
        a = await ours()
        middle, half = time.perf_counter(), _cpu()
        if before is not None:  # the next child does its imports now, and not while pandas reads
            await before()
        again, other = time.perf_counter(), _cpu()
        b = await theirs()
        if turn:
            taken.ours.append((middle - start, half - cpu))
            taken.theirs.append((time.perf_counter() - again, _cpu() - other))
    return taken, a, b


def _cpu() -> float:
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


if __name__ == "__main__":
    main()
