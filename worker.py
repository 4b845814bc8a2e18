"""A worker process: takes jobs from the queue and runs each in a work-horse of its own.

uv run worker.py
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import Any


def main() -> int:
    from bot import settings as settings_module
    from bot.embedded import Embedded
    from bot.logs import set_up

    try:
        settings = settings_module.load()
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
            super().request_stop(signum, frame)
            if horse:
                os.kill(horse, signal.SIGTERM)

    connection = Redis.from_url(Embedded(settings).redis_url)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    logging.getLogger(__name__).info("worker ready")
    worker = GentleWorker(
        [queue], connection=connection, serializer=JSONSerializer, job_class=OneFunctionJob, worker_ttl=20, maintenance_interval=5
    )
    worker.work(logging_level=settings.log_level, with_scheduler=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
