"""Rows and queue, brought together again."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.jobs.submit import JobQueue
from storage.stores import Stores

log = logging.getLogger(__name__)


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


async def keep_reconciled(stores: Stores, queue: JobQueue, *, every_seconds: float = 5.0) -> None:
    """Reconcile for ever; a failure is logged and tried again."""
    while True:
        try:
            await reconcile(stores, queue)
        except Exception:
            log.exception("jobs could not be reconciled; trying again")
        await asyncio.sleep(every_seconds)
