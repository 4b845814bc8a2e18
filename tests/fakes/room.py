"""Real stores, and people in channels who call tools there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from fakes.schema import lay_schema

from bot.agent.run_tool import ToolRunner
from bot.messages import FileReply, Image, Reply, Table
from storage.datasets import Dataset
from storage.scope import Scope
from storage.stores import Stores, open_stores
from tools._context import MapSettings, ToolContext
from tools._registry import Registry, discover

_KEPT: list[Registry] = []


@dataclass
class Said:
    """What came of a call: the sentence, the data, what was shown, and whether it waits for consent."""

    text: str
    data: dict[str, Any]
    shown: list[Reply]
    ok: bool
    pending: Mapping[str, Any] | None = None

    @property
    def code(self) -> str:
        return str(self.data.get("code", ""))

    @property
    def table(self) -> Table:
        return next(r for r in self.shown if isinstance(r, Table))

    @property
    def blob(self) -> str:
        return next(r.blob for r in self.shown if isinstance(r, Image | FileReply))


@dataclass
class Room:
    """One thread of one channel. `tell` calls a tool as the agent does; a write asks first unless `agreed`."""

    stores: Stores
    scope: Scope = field(default_factory=lambda: Scope("W1", "C1", "T1", "U1"))
    now: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    language: Any = "ko"

    def at(self, **where: str) -> Room:
        return replace(self, scope=replace(self.scope, **where))

    async def share(self, name: str, frame: pd.DataFrame) -> Dataset:
        return await self.stores.datasets.derive(self.scope, frame, name, {})

    def context(self) -> ToolContext:
        def none() -> Any:
            raise AssertionError("no model here")

        return ToolContext(self.scope, self.language, self.now, self.stores, none, MapSettings("", "", ""))

    async def tell(self, tool: str, /, *, agreed: bool = False, **arguments: Any) -> Said:
        if not _KEPT:
            _KEPT.append(discover("tools.dataset", "tools.datasets", "tools.sql", "tools.draw"))
        shown: list[Reply] = []
        block = {"type": "tool_use", "id": "t1", "name": tool, "input": arguments}

        async def no_job(*_: Any) -> Any:
            raise AssertionError("no job here")

        outcome = await ToolRunner(_KEPT[0], no_job)(block, self.context(), shown.append, agreed=agreed, own_words=True)
        content = outcome.block["content"]
        halt: Any = outcome.halt or {}
        data = json.loads(content[1]["text"]) if len(content) > 1 and "…(shortened)" not in content[1]["text"] else {}
        text = halt["ask"]["text"] if halt.get("ask") else content[0]["text"]
        return Said(text, data, shown, not outcome.block.get("is_error"), halt.get("pending"))

    async def frame(self, dataset_id: str) -> pd.DataFrame:
        dataset = await self.stores.datasets.get(self.scope, dataset_id)
        return await asyncio.to_thread(pd.read_parquet, self.stores.blobs.path(dataset.parquet))


@asynccontextmanager
async def open_room(folder: Path) -> AsyncIterator[Room]:
    await lay_schema(folder / "eclo.db")
    stores = await open_stores(f"sqlite+aiosqlite:///{folder / 'eclo.db'}", folder / "blobs")
    try:
        yield Room(stores)
    finally:
        await stores.close()
