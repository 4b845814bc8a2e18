"""Rows and queue, brought together again; and old messages cleaned away."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta

from bot.jobs.submit import JobQueue
from storage.stores import Stores

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""So long a message is kept after its answer."""

CLEAN_BATCH = 200
CLEAN_EVERY_SECONDS = 3600.0


async def reconcile(stores: Stores, queue: JobQueue, *, silent_seconds: float = 15.0) -> int:
    """Bring rows and queue together again, after anything at all; the number of jobs that wait for a worker.

    A running job whose worker has not been heard of goes back to queued; every queued one is put into the queue.
    """
    if not await stores.jobs.unfinished():
        return 0
    revived = await stores.jobs.revive(timedelta(seconds=silent_seconds))
    if revived:
        log.warning("%d job(s) had lost their worker and wait again", revived)
    waiting = [job for job in await stores.jobs.unfinished() if job.state == "queued"]
    for job in waiting:
        await queue.enqueue(job.id)
    return len(waiting)


async def clean_inbox(stores: Stores, now: datetime) -> int:
    """Delete messages that were answered, or given up, so long ago that no delivery of them will be repeated; how many, at most a batch."""
    return await stores.inbox.clean(now - KEPT, CLEAN_BATCH)


async def keep_reconciled(stores: Stores, queue: JobQueue, *, every_seconds: float = 5.0) -> None:
    """Reconcile for ever, and clean up now and then; a failure is logged and tried again."""
    clean_at = time.monotonic() + every_seconds  # what waits for an answer comes first
    while True:
        try:
            await reconcile(stores, queue)
        except Exception:
            log.exception("jobs could not be reconciled; trying again")
        if time.monotonic() >= clean_at:
            try:
                more = await clean_inbox(stores, datetime.now(UTC)) == CLEAN_BATCH
                clean_at = time.monotonic() + (0 if more else CLEAN_EVERY_SECONDS)
            except Exception:
                log.exception("old messages could not be cleaned away; trying again")
        await asyncio.sleep(every_seconds)
