"""RQ's worker as this program wants it: it runs one function, stops gently, and tells of a work-horse that was killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from typing import Any

from redis import Redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from bot.embedded import Embedded
from bot.jobs.submit import FUNCTION, QUEUE
from bot.settings import Settings
from storage.engine import Database
from storage.jobs import Jobs


class OneFunctionJob(Job):
    """Runs nothing but FUNCTION, whatever stands in Redis."""

    @property
    def func(self) -> Any:
        if self.func_name != FUNCTION:
            raise PermissionError("this worker does not run that function")
        return super().func


class GentleWorker(Worker):
    """When told to stop, tells its work-horse, too: the job goes back to the queue instead of holding up the stop."""

    job_class = OneFunctionJob

    def request_stop(self, signum: int, frame: Any) -> None:
        horse = self.horse_pid
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]
        if horse:
            with contextlib.suppress(ProcessLookupError):  # it has just ended
                os.kill(horse, signal.SIGTERM)


def make_worker(settings: Settings) -> GentleWorker:
    """A worker for the queue at REDIS_URL, or at the embedded Valkey."""

    def horse_killed(job: Job, *_: object) -> None:
        """Say so in the job's row, so that it is tried again at once and not when its silence is noticed."""
        asyncio.run(_lost(job.args[0], settings))

    connection = Redis.from_url(Embedded(settings).redis_url)
    return GentleWorker(
        [Queue(QUEUE, connection=connection, serializer=JSONSerializer)],
        connection=connection,
        serializer=JSONSerializer,
        job_class=OneFunctionJob,
        worker_ttl=20,
        maintenance_interval=5,
        work_horse_killed_handler=horse_killed,
    )


async def _lost(job_id: str, settings: Settings) -> None:
    database = Database(settings.resolved_database_url)
    await Jobs(database).lost(job_id)
    await database.close()
