"""How long a picture of very many rows takes, from the stored Parquet file to PNG bytes.

    uv run python -m benchmarks.draw.speed [--rows 1000000] [--repeat 3]

Every kind of chart and map is drawn from the same made-up rows through the tool itself. The best of the repeats counts; the first picture
of a process also loads its libraries, and is reported apart. Wall time on the machine that runs it; CPU time beside it, for machines
that have other work to do.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd

from storage.datasets import Dataset
from storage.profile import Column, Profile, Roles
from storage.scope import Scope
from storage.stores import Stores
from tools._context import MapSettings, ToolContext
from tools._registry import call, discover

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = 5.0  # seconds for a chart of 1M points
CHARTS: dict[str, dict[str, Any]] = {
    "bar": {"kind": "bar", "x": "요일", "y": "값"},
    "bar with 10,000 categories": {"kind": "bar", "x": "번호"},
    "stacked": {"kind": "stacked", "x": "요일", "group": "유형"},
    "line": {"kind": "line", "x": "때"},
    "area": {"kind": "area", "x": "때", "group": "유형"},
    "histogram": {"kind": "histogram", "x": "값"},
    "box": {"kind": "box", "x": "요일", "y": "값"},
    "violin": {"kind": "violin", "x": "요일", "y": "값"},
    "scatter with trend": {"kind": "scatter", "x": "값", "y": "다른값"},
    "heatmap": {"kind": "heatmap", "x": "요일", "y": "유형"},
    "pie": {"kind": "pie", "x": "유형"},
    "calendar": {"kind": "calendar", "x": "때"},
    "small multiples, bars": {"kind": "bar", "x": "요일", "panels": "유형"},
    "small multiples, scatter": {"kind": "scatter", "x": "값", "y": "다른값", "panels": "유형"},
}
MAPS: dict[str, dict[str, Any]] = {
    "points": {"kind": "points"},
    "points by value": {"kind": "points", "value": "값"},
    "clusters": {"kind": "clusters"},
    "heat": {"kind": "heat"},
    "areas by coordinates": {"kind": "areas", "latitude": "위도", "longitude": "경도"},
    "areas by name": {"kind": "areas", "place": "곳", "value": "값"},
}


class _OneFile:
    """Stands for the blob store: the key is the file's path."""

    def path(self, key: str) -> Path:
        return Path(key)


def rows(count: int, seed: int = 7) -> pd.DataFrame:
    """Made-up rows of every type, around Daegu."""
    random = np.random.default_rng(seed)
    value = random.gamma(2, 3, count)
    return pd.DataFrame(
        {
            "요일": random.choice([f"{d}요일" for d in "월화수목금토일"], count),
            "유형": random.choice(["차대차", "차대사람", "차량단독"], count, p=[0.7, 0.2, 0.1]),
            "번호": random.integers(0, 10_000, count).astype(str),
            "곳": random.choice(["대구광역시 수성구 범어동", "대구광역시 중구 동인동1가", "대구광역시 달서구 상인동", "북구"], count),
            "때": pd.Timestamp("2017-01-01") + pd.to_timedelta(random.integers(0, 24 * 700, count), unit="h"),
            "값": value,
            "다른값": value * 0.5 + random.normal(0, 3, count),
            "위도": 35.87 + random.normal(0, 0.05, count),
            "경도": 128.6 + random.normal(0, 0.05, count),
        }
    )


def context(frame: pd.DataFrame, folder: Path) -> ToolContext:
    path = folder / "rows.parquet"
    frame.to_parquet(path)
    kinds = {"때": "datetime", "값": "number", "다른값": "number", "위도": "number", "경도": "number"}
    columns = [Column(name, cast(Any, kinds.get(name, "category")), 0, int(frame[name].nunique())) for name in frame]
    profile = Profile(len(frame), columns, encoding="utf-8", delimiter=",", roles=Roles(latitude="위도", longitude="경도"))
    dataset = Dataset("d1", "speed.csv", "U", "T", "o", str(path), "0" * 64, 1, profile, NOW)
    return ToolContext(
        scope=Scope("W", "C", "T", "U"),
        language="ko",
        now=NOW,
        stores=cast(Stores, SimpleNamespace(blobs=_OneFile())),
        predictor=cast(Any, None),
        maps=MapSettings("", "", ""),
        dataset=dataset,
    )


async def measure(count: int, repeat: int) -> float:
    """Prints a line for each kind; returns the slowest one's best wall time."""
    registry = discover("tools.draw")
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        ctx = context(rows(count), Path(folder))
        first = time.perf_counter()
        await call(registry["draw_chart"], ctx, {"x": "요일"})
        await call(registry["draw_map"], ctx, {"kind": "areas", "place": "곳"})
        print(f"{count:,} rows; the first chart and the first map of the process together: {time.perf_counter() - first:.2f} s")
        for tool, cases in (("draw_chart", CHARTS), ("draw_map", MAPS)):
            for name, arguments in cases.items():
                walls, processor = [], []
                for _ in range(repeat):
                    began, busy = time.perf_counter(), time.process_time()
                    result = await call(registry[tool], ctx, arguments)
                    walls.append(time.perf_counter() - began)
                    processor.append(time.process_time() - busy)
                slowest = max(slowest, min(walls))
                size = len(result.artifacts[0].data) // 1024
                print(f"  {tool} {name:28} {min(walls):6.2f} s  ({min(processor):.2f} s CPU, {size} KB)")
    return slowest


def main() -> None:
    parser = argparse.ArgumentParser(description="Time pictures of very many rows.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    slowest = asyncio.run(measure(arguments.rows, arguments.repeat))
    print(f"slowest {slowest:.2f} s; the limit for 1M points is {LIMIT:.0f} s: ratio {slowest / LIMIT:.2f}")


if __name__ == "__main__":
    main()
