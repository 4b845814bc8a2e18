"""The Slack front end, really serving on loopback, with a core that follows a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from fakes.schema import lay_schema
from pydantic import SecretStr

from bot import wiring
from bot.messages import Done, Incoming, JobUpdate, Reply, TextDelta
from bot.settings import Settings
from bot.slack.app import SlackFront
from storage.jobs import Job
from storage.scope import Scope
from storage.stores import Stores, open_stores
from tests.fakes.slack import SECRET, TOKEN, Deliver, FakeSlack

Script = Callable[[Incoming], "Iterable[Reply] | AsyncIterator[Reply]"]


def echo(incoming: Incoming) -> list[Reply]:
    return [TextDelta("답: "), TextDelta(incoming.text), Done()]


@dataclass
class ScriptedCore:
    """The face of the core; `script` says what is replied, `outcomes` what an ended job shows. Its stores are real."""

    stores: Stores
    script: Script = echo
    outcomes: list[Reply] = field(default_factory=list)
    heard: list[Incoming] = field(default_factory=list)
    files: list[dict[str, bytes]] = field(default_factory=list)  # of each message: name -> content

    async def handle(self, incoming: Incoming) -> AsyncIterator[Reply]:
        self.heard.append(incoming)
        self.files.append({a.name: a.path.read_bytes() for a in incoming.attachments})
        replies = self.script(incoming)
        if isinstance(replies, AsyncIterator):
            async for reply in replies:
                yield reply
        else:
            for reply in replies:
                yield reply

    @property
    def jobs(self) -> ScriptedDesk:
        return ScriptedDesk(self)


@dataclass
class ScriptedDesk:
    """The core's desk of jobs."""

    core: ScriptedCore

    def update_of(self, job: Job) -> JobUpdate:
        return JobUpdate(job.id, job.state, job.done, job.total, "데이터 전체 예측")

    async def outcome(self, _job: Job) -> list[Reply]:
        return self.core.outcomes

    async def cancel(self, scope: Scope, job_id: str) -> JobUpdate:
        return self.update_of(await self.core.stores.jobs.request_cancel(scope, job_id))


@dataclass
class Rig:
    slack: FakeSlack
    core: Any  # the scripted one or the real one
    front: SlackFront
    deliver: Deliver


def slack_settings(slack: FakeSlack, folder: Path, **other: Any) -> Settings:
    return Settings(
        **{
            "var_dir": folder,
            "slack_bot_token": SecretStr(TOKEN),
            "slack_signing_secret": SecretStr(SECRET),
            "slack_api_url": slack.api_url,
            "host": "127.0.0.1",
            "port": 0,
            **other,
        }
    )


@asynccontextmanager
async def stores_in(folder: Path) -> AsyncIterator[Stores]:
    await lay_schema(folder / "eclo.db")
    stores = await open_stores(f"sqlite+aiosqlite:///{folder / 'eclo.db'}", folder / "blobs")
    try:
        yield stores
    finally:
        await stores.close()


@asynccontextmanager
async def real(folder: Path, slack: FakeSlack | None = None, **settings: Any) -> AsyncIterator[Rig]:
    """The bot with the real core, as the program builds it; Valkey and a worker are started when a job needs them."""
    async with AsyncExitStack() as stack:
        if slack is None:
            slack = await stack.enter_async_context(FakeSlack())
        chosen = slack_settings(slack, folder, tile_url="", **settings)
        core = await stack.enter_async_context(wiring.open_core(chosen, front="slack"))
        yield await stack.enter_async_context(serving(slack, core, chosen))


@asynccontextmanager
async def serving(slack: FakeSlack, core: Any, settings: Settings, *, lease: float = 20.0) -> AsyncIterator[Rig]:
    """The bot serves `slack` with `core` inside the block; leaving it is a shutdown that waits for nothing."""
    front = SlackFront(
        core,
        settings,
        pump_options={"poll_seconds": 0.05, "retry_seconds": 0.02, "lease": timedelta(seconds=lease)},
        announcer_options={"every_seconds": 0.05},
        drain_seconds=0.0,
    )
    async with front:
        url = "" if front._server is None else f"http://127.0.0.1:{front.port}"
        yield Rig(slack, core, front, Deliver(slack, url))


@asynccontextmanager
async def rig(folder: Path, script: Script = echo, **settings: Any) -> AsyncIterator[Rig]:
    """A fake Slack, a scripted core on real stores, and the bot between them."""
    async with (
        FakeSlack() as slack,
        stores_in(folder) as stores,
        serving(slack, ScriptedCore(stores, script), slack_settings(slack, folder, **settings)) as running,
    ):
        yield running


async def eventually(holds: Callable[[], Awaitable[Any]], seconds: float = 30.0) -> Any:
    """Wait until something that has to be asked for holds; its value."""
    async with asyncio.timeout(seconds):
        while True:
            if value := await holds():
                return value
            await asyncio.sleep(0.01)


async def settled(stores: Stores) -> None:
    """Wait until every accepted message is answered."""

    async def nothing_waits() -> bool:
        return await stores.inbox.waiting() == 0

    await eventually(nothing_waits)
