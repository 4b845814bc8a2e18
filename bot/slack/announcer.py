"""Jobs in their threads: one message with the progress, then the outcome. Any process that serves Slack may show any job."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core import Core
from bot.jobs.digests import TOOL as DIGEST
from bot.slack import blocks
from bot.slack.api import CLOSED, LEFT, Place, Slack, code_of
from bot.slack.events import thread_of
from bot.slack.render import ThreadAnswer
from storage.errors import StorageError
from storage.jobs import ENDED, Job
from tools._text import Language

log = logging.getLogger(__name__)

FRONT = "slack"
LEASE = timedelta(seconds=45)


class Announcer:
    def __init__(self, core: Core, slack: Slack, *, every_seconds: float = 1.0, lease: timedelta = LEASE) -> None:
        self._core, self._slack, self._every, self._lease = core, slack, every_seconds, lease
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """A job was begun or stopped: look at once."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled. Each job is looked at once a round, so that its message changes about once a second at most."""
        while True:
            self._woken.clear()
            if self._slack.token_ok:
                await self._round()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every):  # wait_for of Python 3.11 can lose a cancellation
                    await self._woken.wait()

    async def _round(self) -> None:
        seen: set[str] = set()
        try:
            while (job := await self._core.stores.jobs.claim_announcement(FRONT, self._lease)) is not None:
                if job.id in seen:  # it has moved on meanwhile: the next round's
                    await self._core.stores.jobs.announced(job.id, job.announced, job.announcement)
                    return
                seen.add(job.id)
                await self._announce(job)
        except (StorageError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("jobs can't be shown just now (%s)", type(error).__name__)
        except SlackApiError as error:
            log.warning("Slack refused to show a job (%s)", code_of(error))
        except Exception:
            log.exception("a job could not be shown")

    async def _announce(self, job: Job) -> None:
        announcement = dict(job.announcement)
        try:
            announcement["ts"] = await self._progress(job, announcement.get("ts"))
            if job.state in ENDED:
                await self._core.stores.jobs.announcing(job.id, announcement, self._lease)
                await self._outcome(job, announcement)
        except SlackApiError as error:
            if code_of(error) not in CLOSED:
                raise
            if not await self._ends_digest(job, code_of(error)):
                log.warning("job %s can't be shown where it was asked for (%s)", job.id, code_of(error))
        await self._core.stores.jobs.announced(job.id, job.marker, announcement)

    async def _ends_digest(self, job: Job, code: str) -> bool:
        """A weekly summary that has nowhere to go ends the wish for it. False when that is not why."""
        if job.tool != DIGEST or code not in LEFT or not await self._core.stores.digests.unsubscribe(job.scope):
            return False
        log.warning("the weekly summary of %s ends: nothing can be posted there any more (%s)", job.channel, code)
        return True

    async def _progress(self, job: Job, ts: str | None) -> str:
        language, update = _language(job), self._core.jobs.update_of(job)
        text = blocks.job_text(update, language, stopping=job.cancel_requested)
        content = blocks.job(update, text, language, stopping=job.cancel_requested)
        if ts and await self._slack.update(job.channel, ts, text, blocks=content):
            return ts
        # Someone may have posted it and died before saying so; but not while the job is younger than a claim lasts.
        taken_over = datetime.now(UTC) - job.created_at > self._lease
        posted = await self._slack.post(_place(job), text, key=f"job:{job.id}", blocks=content, look_first=taken_over and ts is None)
        if taken_over and ts is None:
            await self._slack.update(job.channel, posted, text, blocks=content)  # what was found may show an older state
        return posted

    async def _outcome(self, job: Job, announcement: dict[str, Any]) -> None:
        async def note(notes: Mapping[str, Any]) -> None:
            announcement["outcome"] = {**announcement.get("outcome", {}), **notes}
            await self._core.stores.jobs.announcing(job.id, announcement, self._lease)

        view = ThreadAnswer(
            self._slack,
            self._core.stores.blobs,
            _place(job),
            key=f"outcome:{job.id}",
            language=_language(job),
            asked=job.owner,
            conversation=job.thread,
            notes=announcement.get("outcome"),
            note=note,
            again="outcome" in announcement,
        )
        await view.show_all(await self._core.jobs.outcome(job))


def _place(job: Job) -> Place:
    """Where the job was asked for."""
    return Place(job.channel, thread_of(job.thread, job.turn))


def _language(job: Job) -> Language:
    return "en" if job.language == "en" else "ko"
