"""A stored run in MLflow's words: parameters, metrics, tags and artifacts."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from storage.runs import Run

MOST_CHARACTERS = 500  # of a parameter: what older servers take
RUN_ID, IN_USE = "eclo.run_id", "eclo.in_use"


def entry_of(run: Run, folder: Path) -> dict[str, Any]:
    """The run as the child process takes it; its artifacts are in `folder` (see write_artifacts)."""
    ended = int(run.created_at.timestamp() * 1000)
    return {
        "id": run.id,
        "name": run.name,
        "started": ended - int(run.seconds * 1000),
        "ended": ended,
        "parameters": {name: _text(value) for name, value in run.parameters.items()},
        "metrics": metrics_of(run),
        "tags": tags_of(run),
        "folder": str(folder),
    }


def metrics_of(run: Run) -> dict[str, float]:
    """Every finite number of the run's tables, named by its table: test.rmsle, test_naive.mae, comparison.champion.rmsle, ..."""
    tables = {**run.metrics, "comparison": run.comparison or {}, "data": {"rows": run.data.get("rows")}, "seconds": run.seconds}
    return dict(_numbers("", tables))


def tags_of(run: Run) -> dict[str, str]:
    """What a run is found by."""
    years, hashes = run.data.get("years") or {}, run.data.get("sha256") or {}
    tags = {
        RUN_ID: run.id,
        "eclo.model": run.name,
        "eclo.data_sha256": " ".join(sorted(set(hashes.values()))),
        "eclo.sources": ", ".join(run.data.get("sources") or ()),
        "eclo.years": f"{min(years)}-{max(years)}" if years else "",
        "eclo.code_version": run.code_version,
        "eclo.verdict": (run.comparison or {}).get("verdict", ""),
        "mlflow.source.name": f"eclo-bot {run.code_version}",
    }
    return {name: value for name, value in tags.items() if value}


def write_artifacts(run: Run, bundle: Path, folder: Path) -> None:
    """The bundle's files, the log, and the run as stored but without whose it is. Raises BundleInvalid."""
    from model.archive import unpack

    (folder / "bundle").mkdir(parents=True)
    unpack(bundle.read_bytes(), folder / "bundle")
    (folder / "training.log").write_text("".join(f"{line}\n" for line in run.log), encoding="utf-8")
    names = ("id", "name", "data", "parameters", "metrics", "comparison", "code_version", "seconds")
    facts = {name: getattr(run, name) for name in names} | {"created_at": run.created_at.isoformat()}
    (folder / "run.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")


def _numbers(prefix: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _numbers(f"{prefix}.{name}" if prefix else str(name), inner)
    elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        yield prefix, float(value)


def _text(value: object) -> str:
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:MOST_CHARACTERS]
