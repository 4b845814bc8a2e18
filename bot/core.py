"""The core: an Incoming goes in, Replies come out. Front ends know nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.messages import Incoming, JobUpdate, Reply
from storage.jobs import Job
from storage.scope import Scope
from storage.stores import Stores


class Core:
    stores: Stores

    def handle(self, incoming: Incoming) -> AsyncIterator[Reply]:
        """Answer one message. Ends with Done or Failed."""
        ...

    def follow(self, scope: Scope, job_id: str) -> AsyncIterator[Reply]:
        """A job's progress until it ended, then its outcome (JobUpdate..., then what `outcome` gives)."""
        ...

    async def outcome(self, job: Job) -> list[Reply]:
        """What to show of an ended job: text, tables, pictures and files; or Failed."""
        ...

    async def cancel(self, scope: Scope, job_id: str) -> JobUpdate:
        """Stop a job at its user's wish. Raises NotFound."""
        ...
