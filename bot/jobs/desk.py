"""Jobs as a front end sees them: begun, followed, told, stopped."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot import results
from bot.jobs.submit import JobQueue
from bot.messages import Failed, JobUpdate, Reply, TextDelta
from bot.text import say
from storage.jobs import ENDED, Job
from storage.scope import Scope
from storage.stores import Stores
from tools._context import ToolContext
from tools._registry import Registry, ToolSpec
from tools._text import Language

FOLLOW_SECONDS = 0.2


class JobDesk:
    def __init__(self, stores: Stores, registry: Registry, queue: JobQueue, front: str) -> None:
        self._stores, self._registry, self._queue, self._front = stores, registry, queue, front

    async def submit(self, spec: ToolSpec, args: Mapping[str, Any], context: ToolContext) -> Job:
        """Record a job and bring it to the workers. The same call of the same turn again gives the job that is there already."""
        dataset_id = context.dataset.id if context.dataset else None
        job = await self._stores.jobs.submit(
            context.scope,
            tool=spec.name,
            args=args,
            turn=context.turn,
            # What is asked for names the call: the id that a brain gives it is another one when the turn runs again.
            call=digest(spec.name, args, dataset_id),
            front=self._front,
            language=context.language,
            dataset_id=dataset_id,
        )
        await self._queue.enqueue(job.id)
        return job

    async def follow(self, scope: Scope, job_id: str) -> AsyncIterator[Reply]:
        """A job's progress until it ended, then its outcome. Ends with Failed while the queue can't be reached. Raises NotFound."""
        shown = ("", 0)
        while True:
            job = await self._stores.jobs.get(scope, job_id)
            if (job.marker, len(job.log)) != shown:
                shown = (job.marker, len(job.log))
                yield self.update_of(job)
            if job.state in ENDED:
                for reply in await self.outcome(job):
                    yield reply
                return
            if job.state == "queued" and self._queue.down:
                yield Failed(say(_language(job), "error_queue_unreachable"), "queue_unreachable")
                return
            await asyncio.sleep(FOLLOW_SECONDS)

    def update_of(self, job: Job) -> JobUpdate:
        """Where a job is, with its name in the language it was asked for in."""
        label = self._registry[job.tool].title.say(_language(job)) if job.tool in self._registry else job.tool
        return JobUpdate(job.id, job.state, job.done, job.total, label, tuple(job.log))

    async def outcome(self, job: Job) -> list[Reply]:
        """What to show of an ended job: text, tables, pictures and files; or Failed."""
        language = _language(job)
        if job.state == "done" and job.result is not None:
            return [TextDelta(job.result["text"]), *results.replies(job.result)]
        if job.state == "cancelled":
            return [TextDelta(say(language, "job_cancelled_text"))]
        error = job.error or {"code": "internal", "log_id": job.id[:8]}
        text = error.get("text") or say(language, f"error_{error['code']}", **{k: v for k, v in error.items() if k != "code"})
        return [Failed(text, error["code"])]

    async def cancel(self, scope: Scope, job_id: str) -> JobUpdate:
        """Stop a job at its user's wish. Raises NotFound."""
        return self.update_of(await self._stores.jobs.request_cancel(scope, job_id))


def digest(*parts: object) -> str:
    """A name that follows from what it stands for."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _language(job: Job) -> Language:
    return "en" if job.language == "en" else "ko"
