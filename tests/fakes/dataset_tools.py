"""A dataset held in a temporary folder and the context of one tool call, for tests of the dataset tools."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pandas as pd

from storage.datasets import Dataset
from storage.errors import NotFound
from storage.profile import Column, Profile, Roles
from storage.scope import Scope
from storage.stores import Stores
from tools._context import MapSettings, ToolContext
from tools._registry import Registry, call, discover
from tools._result import ToolResult

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SCOPE = Scope("W1", "C1", "T1", "U1")


class FolderBlobs:
    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        return self.root / key


class NoBlobs:
    """For tools that must answer from the profile alone."""

    def path(self, key: str) -> Path:
        raise AssertionError("this tool must not read the rows")


class MemoryDatasets:
    """The datasets of one channel, newest first, and the one each thread uses."""

    def __init__(self, *datasets: Dataset) -> None:
        self.kept = list(datasets)
        self.used: dict[str, str] = {}

    async def list(self, scope: Scope) -> list[Dataset]:
        return sorted(self.kept, key=lambda d: d.created_at, reverse=True) if scope.channel == SCOPE.channel else []

    async def get(self, scope: Scope, dataset_id: str) -> Dataset:
        for dataset in await self.list(scope):
            if dataset.id == dataset_id:
                return dataset
        raise NotFound(dataset=dataset_id)

    async def use(self, scope: Scope, dataset_id: str) -> Dataset:
        dataset = await self.get(scope, dataset_id)
        self.used[scope.thread] = dataset_id
        return dataset

    async def delete(self, scope: Scope, dataset_id: str) -> None:
        self.kept.remove(await self.get(scope, dataset_id))


class MemoryPredictions:
    """Takes predictions as the store does."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []

    async def add(self, scope: Scope, **facts: Any) -> str:
        self.kept.append(facts)
        return f"{len(self.kept):032x}"

    async def add_all(self, scope: Scope, *, turn: str, told: list[dict[str, Any]]) -> list[str]:
        return [await self.add(scope, turn=turn, **each) for each in told]


class FakeStores:
    def __init__(self, blobs: Any = None, datasets: Any = None) -> None:
        self.blobs = blobs or NoBlobs()
        self.datasets = datasets or MemoryDatasets()
        self.predictions = MemoryPredictions()


def kind_of(series: pd.Series) -> str:
    present = series.dropna()
    if not len(present):
        return "empty"
    if pd.api.types.is_bool_dtype(present.dtype) or present.map(lambda v: isinstance(v, bool)).all():
        return "boolean"
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return "date" if (present == present.dt.normalize()).all() else "datetime"
    if pd.api.types.is_integer_dtype(series.dtype):
        return "integer"
    if pd.api.types.is_numeric_dtype(series.dtype):
        return "integer" if (present % 1 == 0).all() else "number"
    return "category" if present.nunique() <= 50 else "text"


def column_of(name: str, series: pd.Series) -> Column:
    present = series.dropna()
    kind = kind_of(series)
    numeric = kind in ("integer", "number") and len(present) > 0
    return Column(
        name=name,
        kind=cast(Any, kind),
        missing=int(series.isna().sum()),
        unique=int(present.nunique()),
        example=str(present.iloc[0]) if len(present) else "",
        minimum=float(present.min()) if numeric else None,
        maximum=float(present.max()) if numeric else None,
    )


def profile_of(frame: pd.DataFrame, roles: Roles | None = None, **facts: Any) -> Profile:
    columns = [column_of(str(name), frame[name]) for name in frame.columns]
    return Profile(**{"rows": len(frame), "columns": columns, "encoding": "utf-8", "delimiter": ",", "roles": roles or Roles(), **facts})


def dataset_of(profile: Profile, name: str = "사고.csv", dataset_id: str = "d1", created_at: datetime = NOW) -> Dataset:
    return Dataset(dataset_id, name, "U1", "T1", "original", f"{dataset_id}.parquet", "0" * 64, 1, profile, created_at)


def context(
    dataset: Dataset | None, stores: FakeStores | None = None, language: Any = "ko", scope: Scope = SCOPE, registry: Any = None
) -> ToolContext:
    def no_predictor() -> Any:
        raise AssertionError("a dataset tool must not load the model")

    return ToolContext(
        scope=scope,
        language=language,
        now=NOW,
        stores=cast(Stores, stores or FakeStores()),
        predictor=no_predictor,
        maps=MapSettings("", "", ""),
        registry=registry,
        dataset=dataset,
    )


class Bench:
    """A frame as the current dataset; `ask` runs a tool as the core does and checks that its answer is fit to send."""

    def __init__(self, frame: pd.DataFrame, folder: Path, roles: Roles | None = None) -> None:
        frame.to_parquet(folder / "d1.parquet")
        self.dataset = dataset_of(profile_of(frame, roles))
        self.stores = FakeStores(FolderBlobs(folder))
        self.registry = dataset_tools()

    def ask(self, tool: str, language: str = "ko", **arguments: Any) -> ToolResult:
        ctx = context(self.dataset, self.stores, language)
        result = asyncio.run(call(self.registry[tool], ctx, arguments))
        check_sendable(result)
        return result


_KEPT: list[Registry] = []


def dataset_tools() -> Registry:
    if not _KEPT:
        _KEPT.append(discover("tools.dataset", "tools.datasets"))
    return _KEPT[0]


def check_sendable(result: ToolResult) -> None:
    """Plain JSON without NaN; a sentence; tables that are rectangular and at most 100 rows."""
    json.dumps(result.data, allow_nan=False)
    assert result.text.strip()
    assert "nan" not in result.text.casefold().split()
    for table in result.tables:
        assert len(table.rows) <= 100
        assert all(len(row) == len(table.columns) for row in table.rows)
        json.dumps(table.rows, allow_nan=False)
