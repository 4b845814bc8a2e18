"""Weekly summaries: when one is due, it becomes a job like any other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.jobs.submit import JobQueue
from storage.digests import Subscription
from storage.stores import Stores
from tools.outcomes._week import next_monday

log = logging.getLogger(__name__)

TOOL = "weekly_digest"


async def send_due(stores: Stores, queue: JobQueue, front: str, now: datetime) -> int:
    """Make a job of each summary that is due; how many. Made again after a crash, or by two processes at once, it is one job."""
    sent = 0
    for subscription in await stores.digests.due(front, now):
        try:
            await _send(stores, queue, front, subscription, now)
            sent += 1
        except Exception:
            log.exception("the weekly summary of %s could not be sent; trying again", subscription.channel)
    return sent


async def _send(stores: Stores, queue: JobQueue, front: str, subscription: Subscription, now: datetime) -> None:
    job = await stores.jobs.submit(
        subscription.scope,
        tool=TOOL,
        args={},
        turn=subscription.turn,
        call=f"digest {subscription.next_at:%Y-%m-%d}",
        front=front,
        language=subscription.language,
        dataset_id=None,
    )
    await queue.enqueue(job.id)
    await stores.digests.sent(subscription, next_monday(now))


async def keep_sending(stores: Stores, queue: JobQueue, front: str, clock: Callable[[], datetime], *, every_seconds: float = 60.0) -> None:
    """Look for ever; a failure is logged and tried again."""
    while True:
        try:
            await send_due(stores, queue, front, clock())
        except Exception:
            log.exception("weekly summaries could not be sent; trying again")
        await asyncio.sleep(every_seconds)
