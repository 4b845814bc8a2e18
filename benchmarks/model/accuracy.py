"""How accurate the model is on 2018 after learning from 2013-2017, beside a constant and the naive recipe.

    uv run python -m benchmarks.model.accuracy FILE [--first 2013] [--out accuracy.json]

FILE is a TAAS export (parquet or CSV). Nothing is learnt from years before --first; they only help to choose the number of trees, which
is done on 2014-2017, each predicted from as many years as 2018 is. Prints a table and writes the same as JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from model.data import read_accidents
from model.encode import Encoder
from model.fit import Rows
from model.train import category_levels, check, encode, measure

TABLES = {"test": "model", "test_constant": "constant", "test_naive": "naive", "test_optional": "with detail", "test_hidden": "part hidden"}


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
    older = rows.of(rows.year < years[0])
    found = measure(rows.of(rows.year >= years[0]), years, categories["accident_type"], older=older if len(older.target) else None)
    metrics = found.metrics
    print(f"learnt from {years[0]}-{years[-2]}, tested on {years[-1]} ({metrics['test']['rows']:,} accidents), {found.rounds} trees")
    print(f"{'':26}" + "".join(f"{title:>13}" for title in TABLES.values()))
    for name in dict.fromkeys(name for table in TABLES for name in metrics[table] if name not in ("year", "rows", "coverage_aimed")):
        cells = [metrics[table].get(name) for table in TABLES]
        print(f"{name:26}" + "".join(f"{value:13.4f}" if value is not None else " " * 13 for value in cells))
    for injury, bins in reversed(found.reliability.items()):
        print(f"{injury:12} " + "  ".join(f"{100 * said:.1f}/{100 * happened:.1f}" for said, happened, _ in bins) + "  (% said/happened)")
    print(f"scaling of the chances: {found.tested.scaling}; mean of ECLO by the usual: {found.tested.mean_factor:.4f}")
    content = {
        "years": years,
        "sha256": accidents.sha256,
        "rounds": found.rounds,
        "metrics": metrics,
        "reliability": found.reliability,
        "mean_factor": found.tested.mean_factor,
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(arguments.out)


if __name__ == "__main__":
    main()
