"""The one place that puts the parts together. Tests build the same parts with their own settings."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
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
from storage.stores import open_stores
from tools._context import MapSettings
from tools._exporter import Exporter
from tools._registry import discover

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
    embedded = Embedded(settings)
    stores = await open_stores(settings.resolved_database_url, settings.blob_root, settings.blob_url)
    queue, vault, registry = JobQueue(embedded.redis_url, embedded.ensure), Vault(settings, stores.keys), discover()
    thinker = brain(settings, vault)
    answers = AnswerCache(
        lambda: embedded.redis_url if embedded.running else "",
        stores,
        registry,
        thinker.voice,
        thinker.decide,
        minutes=settings.cache_minutes,
    )
    # Whatever was left unfinished goes on, and what is lost on the way is found again.
    keepers = [
        asyncio.create_task(keep_reconciled(stores, queue)),
        asyncio.create_task(keep_sending(stores, queue, front, clock(settings))),
    ]
    try:
        if at_once:
            try:
                await embedded.ensure()
            except (EmbeddedError, OSError):
                log.warning("nothing can do jobs yet; they wait in the database, and it is tried again with the next", exc_info=True)
        core = Core(
            stores=stores,
            registry=registry,
            brain=thinker,
            queue=queue,
            models=Shelf(stores),
            maps=maps(settings),
            clock=clock(settings),
            pids=lambda: embedded.pids,
            front=front,
            caps=Caps.of(settings),
            memory=Memory(stores, thinker.summarise, settings.history_turns, settings.history_characters),
            answers=answers,
            own_keys=OwnKeys(vault, thinker.check),
            is_admin=settings.is_admin if front == "slack" else lambda _user: True,  # whoever is at the machine may do anything
            limits=Limits(max_bytes=settings.max_upload_mb * 1024 * 1024),
            exporter=exporter(settings),
        )
        if at_once:
            warming = asyncio.create_task(_warm(core, thinker))
            warming.add_done_callback(lambda task: task.cancelled() or task.exception())  # the first answer will say what is wrong
            keep_ready()
        try:
            yield core
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(core.settle(), SETTLE_SECONDS)
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        await let_go()
        queue.close()
        await thinker.close()
        await answers.close()
        await embedded.stop()
        await stores.close()


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
