"""What a worker does with a job: run its tool, keep its row up to date, keep its outcome.

Only the newest attempt may write (see storage.jobs), so an orphan of a killed worker can't show a second result.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import results
from bot.errors import describe
from bot.models import Shelf
from storage.errors import NotFound
from storage.jobs import Job
from storage.stores import Stores
from tools._context import MapSettings, Progress, ToolContext
from tools._errors import Cancelled
from tools._exporter import Exporter
from tools._registry import Registry, call
from tools._text import Language

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Workshop:
    """What a worker needs to run tools."""

    stores: Stores
    registry: Registry
    models: Shelf
    maps: MapSettings
    clock: Callable[[], datetime]
    exporter: Exporter | None = None


def work(job_id: str) -> None:
    """The function RQ calls, in a work-horse process of its own."""
    from bot import settings, wiring

    async def main() -> None:
        workshop = await wiring.open_workshop(settings.load())
        try:
            await run(job_id, workshop)
        finally:
            await workshop.stores.close()

    asyncio.run(main())


async def run(job_id: str, workshop: Workshop) -> None:
    """Run one attempt of a job to its end: done, failed, cancelled, or handed back when this process is told to stop."""
    job = await workshop.stores.jobs.start(job_id, most_attempts=MOST_ATTEMPTS)
    if job is None:
        return
    progress, stopping = Progress(), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    try:
        tool = asyncio.create_task(_outcome(job, workshop, progress))
        watch = asyncio.create_task(_watch(job, workshop.stores, progress, stopping))
        state, values = await tool
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        jobs = workshop.stores.jobs
        if stopping.is_set() and state == "cancelled":
            await jobs.requeue(job.id, job.attempt)
            return
        done: dict[str, object] = {"done": progress.done, "total": progress.total} if progress.total else {}
        done |= {"log": progress.lines} if progress.lines else {}
        if await jobs.finish(job.id, job.attempt, state, **values, **done) and state == "done":
            report = [{"role": "assistant", "content": [{"type": "text", "text": values["result"]["text"]}]}]
            await workshop.stores.transcripts.append(job.scope, f"job:{job.id}", report)
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


async def _outcome(job: Job, workshop: Workshop, progress: Progress) -> tuple[str, dict[str, dict[str, object]]]:
    language: Language = "en" if job.language == "en" else "ko"
    try:
        await workshop.models.refresh()
        dataset = await workshop.stores.datasets.get(job.scope, job.dataset_id) if job.dataset_id else None
        context = ToolContext(
            scope=job.scope,
            language=language,
            now=workshop.clock(),
            stores=workshop.stores,
            predictor=workshop.models,
            maps=workshop.maps,
            exporter=workshop.exporter,
            registry=workshop.registry,
            dataset=dataset,
            turn=job.turn,
            job_id=job.id,
            progress=progress,
            loop=asyncio.get_running_loop(),
        )
        if job.tool not in workshop.registry:
            raise NotFound(tool=job.tool)
        result = await call(workshop.registry[job.tool], context, job.args)
        stored = await results.store(result, workshop.stores.blobs)
        await workshop.stores.datasets.keep_results(job.scope, context.used, results.blobs(stored))
        return "done", {"result": stored}
    except Cancelled:
        return "cancelled", {}
    except Exception as error:
        failure = describe(error, language)
        return "failed", {"error": {"code": failure.code, "text": failure.text}}


async def _watch(job: Job, stores: Stores, progress: Progress, stopping: asyncio.Event) -> None:
    """Write the progress down twice a second, and stop the tool when the user, the system or another attempt says so."""
    parent = os.getppid()
    while True:
        if os.getppid() != parent:
            stopping.set()  # the worker is gone, and with it whoever would wait for this attempt
        going = True
        try:
            going = await stores.jobs.beat(job.id, job.attempt, done=progress.done, total=progress.total, log=progress.lines)
        except Exception:
            log.exception("the progress of job %s could not be written", job.id)
        if not going or stopping.is_set():
            progress.cancelled.set()
        await asyncio.sleep(BEAT_SECONDS)
