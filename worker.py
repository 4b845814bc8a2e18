"""A worker process: takes jobs from the queue and runs each in a work-horse of its own.

uv run worker.py
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings


def main() -> int:
    from bot import settings as settings_module
    from bot.embedded import Embedded
    from bot.logs import set_up

    try:
        settings = settings_module.load()
        settings_module.prepare_folder(settings)
    except settings_module.SettingsError as error:
        print(f"eclo worker: {error}", file=sys.stderr)  # noqa: T201 - a program's message
        return 2
    set_up(settings.log_level)

    # Before the fork, so that no work-horse pays for these imports.
    import lightgbm  # noqa: F401
    import pandas  # noqa: F401
    from redis import Redis
    from rq import Queue, Worker
    from rq.job import Job
    from rq.serializers import JSONSerializer

    from bot.jobs.submit import FUNCTION, QUEUE

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

    def horse_killed(job: Job, *_: object) -> None:
        """Say so in the job's row, so that it is tried again at once and not when its silence is noticed."""
        asyncio.run(_lost(job.args[0], settings))

    connection = Redis.from_url(Embedded(settings).redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    logging.getLogger(__name__).info("worker ready")
    worker = GentleWorker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        job_class=OneFunctionJob,
        worker_ttl=20,
        maintenance_interval=5,
        work_horse_killed_handler=horse_killed,
    )
    worker.work(logging_level=settings.log_level, with_scheduler=False)
    return 0


async def _lost(job_id: str, settings: Settings) -> None:
    from storage.engine import Database
    from storage.jobs import Jobs

    database = Database(settings.resolved_database_url)
    await Jobs(database).lost(job_id)
    await database.close()


if __name__ == "__main__":
    sys.exit(main())
