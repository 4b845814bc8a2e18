"""How accurate the model is on 2018 after learning from 2013-2017, beside a constant and the naive recipe.

    uv run python -m benchmarks.model.accuracy FILE [--first 2013] [--out accuracy.json]

FILE is a TAAS export (parquet or CSV). Everything before --first is left out. Prints a table and writes the same as JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from model.data import read_accidents
from model.encode import Encoder
from model.fit import Rows
from model.train import category_levels, check, encode, measure

TABLES = ("test", "test_optional", "test_hidden", "test_constant", "test_naive")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train on the years before the last, test on the last.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--first", type=int, default=2013)
    parser.add_argument("--out", type=Path, default=Path("var/benchmarks/model-accuracy.json"))
    arguments = parser.parse_args()
    accidents = read_accidents([arguments.file])
    years = [year for year in check(accidents) if year >= arguments.first]
    categories = category_levels(accidents.table, accidents.year)
    rows: Rows = encode(accidents, Encoder(categories, years[0], years[-1]))
    metrics, reliable, _, rounds = measure(rows.of(np.isin(rows.year, years)), years, categories["accident_type"])
    print(f"learnt from {years[0]}-{years[-2]}, tested on {years[-1]} ({metrics['test']['rows']:,} accidents), {rounds} trees")
    print(f"{'':24}" + "".join(f"{name.removeprefix('test_'):>12}" for name in TABLES))
    for name in metrics["test"]:
        cells = [metrics[table].get(name) for table in TABLES]
        print(f"{name:24}" + "".join(f"{value:12.4f}" if value is not None else " " * 12 for value in cells))
    for injury, bins in reversed(reliable.items()):
        print(f"{injury:12} " + "  ".join(f"{100 * said:.1f}/{100 * happened:.1f}" for said, happened, _ in bins) + "  (% said/happened)")
    content = {"years": years, "sha256": accidents.sha256, "rounds": rounds, "metrics": metrics, "reliability": reliable}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(arguments.out)


if __name__ == "__main__":
    main()
