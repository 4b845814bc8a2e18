"""A thread with real stores (SQLite and a folder), for tools that make datasets of their own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from fakes.dataset_tools import NOW, SCOPE, check_sendable
from fakes.schema import lay_schema

from storage.datasets import Dataset
from storage.scope import Scope
from storage.stores import Stores, open_stores
from tools._context import MapSettings, ToolContext
from tools._registry import Registry, call, discover
from tools._result import ToolResult

_KEPT: dict[tuple[str, ...], Registry] = {}


def registry_of(*packages: str) -> Registry:
    if packages not in _KEPT:
        _KEPT[packages] = discover(*packages)
    return _KEPT[packages]


@dataclass
class Traced(ToolContext):
    """A context that remembers which columns were read from Parquet."""

    columns_read: set[str] = field(default_factory=set)

    def read(self, columns: Sequence[str], *, coded: bool = False) -> pd.DataFrame:
        self.columns_read.update(columns)
        return super().read(columns, coded=coded)


class Desk:
    """A person at work in one thread: `ask` runs a tool on the thread's current dataset as the core does."""

    def __init__(self, stores: Stores, packages: tuple[str, ...]) -> None:
        self.stores = stores
        self.registry = registry_of(*packages)
        self.columns_read: set[str] = set()  # by the latest `ask`

    @classmethod
    async def open(cls, folder: Path, *packages: str) -> Desk:
        await lay_schema(folder / "eclo.db")
        return cls(await open_stores(f"sqlite+aiosqlite:///{folder / 'eclo.db'}", folder / "blobs"), packages)

    async def put(self, frame: pd.DataFrame, name: str = "사고.csv", scope: Scope = SCOPE) -> Dataset:
        return await self.stores.datasets.derive(scope, frame, name, {})

    async def current(self, scope: Scope = SCOPE) -> Dataset:
        found = await self.stores.datasets.current(scope)
        assert found is not None
        return found

    async def frame(self) -> pd.DataFrame:
        """The own columns of the current dataset."""
        dataset = await self.current()
        return pd.read_parquet(self.stores.blobs.path(dataset.parquet), columns=[c.name for c in dataset.profile.columns])

    def context(self, language: Any = "ko", dataset: Dataset | None = None) -> Traced:
        return Traced(
            scope=SCOPE,
            language=language,
            now=NOW,
            stores=self.stores,
            predictor=lambda: None,  # type: ignore[arg-type, return-value]
            maps=MapSettings("", "", ""),
            dataset=dataset,
            loop=asyncio.get_running_loop(),
        )

    async def ask(self, tool: str, language: Any = "ko", **arguments: Any) -> ToolResult:
        ctx = self.context(language, await self.stores.datasets.current(SCOPE))
        self.columns_read = ctx.columns_read
        result = await call(self.registry[tool], ctx, arguments)
        check_sendable(result)
        json.dumps((await self.current()).lineage, allow_nan=False)
        return result
