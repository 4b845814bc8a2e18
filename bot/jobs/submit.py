"""From a job's row to the queue. The row comes first; a queue that is down costs time, never a job."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger(__name__)

QUEUE = "eclo"
FUNCTION = "bot.jobs.run.work"
"""The only function that a worker runs. Its only argument is a job's id."""


class JobQueue:
    """RQ's queue at `redis_url`. `ready` is awaited before the first use (it starts what one machine needs)."""

    def __init__(self, redis_url: str, ready: Callable[[], Awaitable[None]]) -> None:
        self._url = redis_url
        self._ready = ready
        self._queue: Any = None
        self.down = False  # whether the last try to reach it failed

    async def enqueue(self, job_id: str) -> None:
        """Bring a job to the workers. When that can't be done now, the reconciler will."""
        try:
            await self._ready()
            await asyncio.to_thread(self._put, job_id)
            self.down = False
        except Exception:
            self.down = True
            log.warning("job %s stays in the database until the queue can be reached", job_id, exc_info=True)

    def _connect(self) -> Any:
        if self._queue is None:
            from redis import Redis
            from rq import Queue
            from rq.serializers import JSONSerializer

            connection = Redis.from_url(self._url, socket_connect_timeout=5, socket_timeout=10)
            self._queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
        return self._queue

    def _put(self, job_id: str) -> None:
        """Enqueue unless it waits in the queue already. Twice would do no harm: the row lets one attempt run."""
        queue = self._connect()
        if not any(waiting.startswith(job_id) for waiting in queue.job_ids):
            # A new name each time: what Redis remembers of an earlier attempt must not stand in the way.
            name = f"{job_id}-{secrets.token_hex(4)}"
            queue.enqueue(FUNCTION, job_id, job_id=name, job_timeout=-1, result_ttl=0, failure_ttl=3600)

    def close(self) -> None:
        if self._queue is not None:
            self._queue.connection.close()
