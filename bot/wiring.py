"""The one place that puts the parts together. Tests build the same parts with their own settings."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.agent.answer_cache import AnswerCache
from bot.agent.budget import Caps
from bot.agent.claude import Claude
from bot.agent.either import Either
from bot.agent.memory import Memory
from bot.core import Core
from bot.embedded import Embedded, EmbeddedError
from bot.jobs.digests import keep_sending
from bot.jobs.reconcile import keep_reconciled
from bot.jobs.run import Workshop
from bot.jobs.submit import JobQueue
from bot.models import Shelf
from bot.settings import Settings
from bot.vault import OwnKeys, Vault
from storage.ingest import Limits, keep_ready, let_go
from storage.stores import Stores, open_stores
from tools._context import MapSettings
from tools._exporter import Exporter
from tools._registry import Registry, discover

log = logging.getLogger(__name__)

SETTLE_SECONDS = 5.0
USER_AGENT = "eclo-bot/0.1 (accident severity chat bot)"


def clock(settings: Settings) -> Callable[[], datetime]:
    zone = ZoneInfo(settings.time_zone)
    return lambda: datetime.now(zone)


def maps(settings: Settings) -> MapSettings:
    return MapSettings(settings.tile_url, settings.tile_attribution, USER_AGENT)


def exporter(settings: Settings) -> Exporter | None:
    """Where training runs are exported to; None while nothing is set."""
    if not settings.mlflow_tracking_uri:
        return None
    from bot.export.tracking import MlflowExporter

    return MlflowExporter(settings.mlflow_tracking_uri, settings.mlflow_experiment)


def brain(settings: Settings, vault: Vault) -> Either:
    from bot.agent.offline import Offline

    return Either(settings, Claude(settings), Offline(), vault.key_of)


@asynccontextmanager
async def open_core(settings: Settings, *, front: str = "terminal", at_once: bool = False) -> AsyncIterator[Core]:
    """A core with its stores open; on leaving, everything that was started is stopped.

    What one machine needs for jobs is started with the first job, or `at_once`.
    """
    async with _opened(settings) as parts, _kept_going(parts, front, clock(settings)):
        if at_once:
            await _start(parts.embedded)
        core = _core(settings, parts, front)
        async with _got_ready(core, parts.brain) if at_once else nullcontext():
            try:
                yield core
            finally:
                with suppress(TimeoutError):
                    await asyncio.wait_for(core.settle(), SETTLE_SECONDS)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a core stands on and has to be closed after it."""

    stores: Stores
    embedded: Embedded
    queue: JobQueue
    vault: Vault
    registry: Registry
    brain: Either
    answers: AnswerCache


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[_Parts]:
    """The parts; on leaving they are closed, the last one first."""
    async with AsyncExitStack() as closing:
        stores = await open_stores(settings.resolved_database_url, settings.blob_root, settings.blob_url)
        closing.push_async_callback(stores.close)
        embedded = Embedded(settings)
        closing.push_async_callback(embedded.stop)
        queue, vault, registry = JobQueue(embedded.redis_url, embedded.ensure), Vault(settings, stores.keys), discover()
        closing.callback(queue.close)
        thinker = brain(settings, vault)
        closing.push_async_callback(thinker.close)
        answers = kept_answers(settings, embedded, stores, registry, thinker)
        closing.push_async_callback(answers.close)
        closing.push_async_callback(let_go)
        yield _Parts(stores, embedded, queue, vault, registry, thinker, answers)


def kept_answers(settings: Settings, embedded: Embedded, stores: Stores, registry: Registry, thinker: Either) -> AnswerCache:
    def url() -> str:
        return embedded.redis_url if embedded.running else ""

    return AnswerCache(url, stores, registry, thinker.voice, thinker.decide, minutes=settings.cache_minutes)


@asynccontextmanager
async def _kept_going(parts: _Parts, front: str, now: Callable[[], datetime]) -> AsyncIterator[None]:
    """Whatever was left unfinished goes on, and what is lost on the way is found again, inside the block."""
    keepers = [
        asyncio.create_task(keep_reconciled(parts.stores, parts.queue)),
        asyncio.create_task(keep_sending(parts.stores, parts.queue, front, now)),
    ]
    try:
        yield
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


def _core(settings: Settings, parts: _Parts, front: str) -> Core:
    stores, thinker = parts.stores, parts.brain
    return Core(
        stores=stores,
        registry=parts.registry,
        brain=thinker,
        queue=parts.queue,
        models=Shelf(stores),
        maps=maps(settings),
        clock=clock(settings),
        pids=lambda: parts.embedded.pids,
        front=front,
        caps=Caps.of(settings),
        memory=Memory(stores, thinker.summarise, settings.history_turns, settings.history_characters),
        answers=parts.answers,
        own_keys=OwnKeys(parts.vault, thinker.check),
        is_admin=settings.is_admin if front == "slack" else lambda _user: True,  # whoever is at the machine may do anything
        limits=Limits(max_bytes=settings.max_upload_mb * 1024 * 1024),
        exporter=exporter(settings),
    )


async def _start(embedded: Embedded) -> None:
    try:
        await embedded.ensure()
    except (EmbeddedError, OSError):
        log.warning("nothing can do jobs yet; they wait in the database, and it is tried again with the next", exc_info=True)


@asynccontextmanager
async def _got_ready(core: Core, thinker: Either) -> AsyncIterator[None]:
    """What the first answer and the first file need is loaded inside the block, while nobody waits."""
    warming = asyncio.create_task(_warm(core, thinker))
    keep_ready()
    try:
        yield
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)  # what is wrong with it the first answer has said


async def _warm(core: Core, thinker: Either) -> None:
    await core.warm()
    await asyncio.to_thread(thinker.warm)
    gc.freeze()  # what is loaded now stays: looking through all of it for garbage takes longer than a message


async def open_workshop(settings: Settings) -> Workshop:
    """What a worker needs; the caller closes its stores."""
    stores = await open_stores(settings.resolved_database_url, settings.blob_root, settings.blob_url)
    return Workshop(
        stores=stores,
        registry=discover(),
        models=Shelf(stores),
        maps=maps(settings),
        clock=clock(settings),
        exporter=exporter(settings),
    )
