"""The one place that puts the parts together. Tests build the same parts with their own settings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.agent.brain import Brain
from bot.core import Core
from bot.embedded import Embedded, EmbeddedError
from bot.jobs.digests import keep_sending
from bot.jobs.reconcile import keep_reconciled
from bot.jobs.run import Workshop
from bot.jobs.submit import JobQueue
from bot.models import Shelf
from bot.settings import Settings
from storage.ingest import Limits
from storage.stores import open_stores
from tools._context import MapSettings
from tools._registry import discover

log = logging.getLogger(__name__)

USER_AGENT = "eclo-bot/0.1 (accident severity chat bot)"


def clock(settings: Settings) -> Callable[[], datetime]:
    zone = ZoneInfo(settings.time_zone)
    return lambda: datetime.now(zone)


def maps(settings: Settings) -> MapSettings:
    return MapSettings(settings.tile_url, settings.tile_attribution, USER_AGENT)


def brain(settings: Settings) -> Brain:
    if settings.brain_name == "claude":
        from bot.agent.claude import Claude

        return Claude(settings)
    from bot.agent.offline import Offline

    return Offline()


@asynccontextmanager
async def open_core(settings: Settings, *, front: str = "terminal", at_once: bool = False) -> AsyncIterator[Core]:
    """A core with its stores open; on leaving, everything that was started is stopped.

    What one machine needs for jobs is started with the first job, or `at_once`.
    """
    embedded = Embedded(settings)
    stores = await open_stores(settings.resolved_database_url, settings.blob_root, settings.blob_url)
    queue, thinker = JobQueue(embedded.redis_url, embedded.ensure), brain(settings)
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
            registry=discover(),
            brain=thinker,
            queue=queue,
            models=Shelf(stores),
            maps=maps(settings),
            clock=clock(settings),
            pids=lambda: embedded.pids,
            front=front,
            max_steps=settings.max_steps,
            is_admin=settings.is_admin if front == "slack" else lambda _user: True,  # whoever is at the machine may do anything
            limits=Limits(max_bytes=settings.max_upload_mb * 1024 * 1024),
        )
        if at_once:
            warming = asyncio.create_task(asyncio.to_thread(core.warm))
            warming.add_done_callback(lambda task: task.cancelled() or task.exception())  # the first answer will say what is wrong
        yield core
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        queue.close()
        await thinker.close()
        await embedded.stop()
        await stores.close()


async def open_workshop(settings: Settings) -> Workshop:
    """What a worker needs; the caller closes its stores."""
    stores = await open_stores(settings.resolved_database_url, settings.blob_root, settings.blob_url)
    return Workshop(
        stores=stores,
        registry=discover(),
        models=Shelf(stores),
        maps=maps(settings),
        clock=clock(settings),
    )
