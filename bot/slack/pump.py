"""The pump: takes accepted messages out of the inbox and has them answered, each until it has an answer that can be seen."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Protocol

from slack_sdk.errors import SlackApiError

from bot.slack.api import CLOSED, REVOKED, code_of
from storage.errors import StorageError
from storage.inbox import Inbox, InboxRow

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)  # renewed three times in that; so long the message of a process that died waits to be taken over
MOST_ATTEMPTS = 5


async def cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    """End tasks. Asks again where a cancellation was lost on the way, as it can be in libraries that use wait_for."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _ended, left = await asyncio.wait(left, timeout=1.0)


class Answerer(Protocol):
    async def answer(self, row: InboxRow) -> None:
        """Answer a message. May raise anything; it is then tried again."""
        ...

    async def give_up(self, row: InboxRow) -> None:
        """Tell the user that there will be no answer."""
        ...


class Pump:
    """Answers up to `at_once` messages at a time, those of one thread in order. `ready` says whether Slack takes our token."""

    def __init__(
        self,
        inbox: Inbox,
        answerer: Answerer,
        *,
        ready: Callable[[], bool] = lambda: True,
        at_once: int = 64,
        lease: timedelta = LEASE,
        poll_seconds: float = 1.0,
        retry_seconds: float = 1.0,
    ) -> None:
        self._inbox, self._answerer, self._ready = inbox, answerer, ready
        self._at_once, self._lease, self._poll, self._retry = at_once, lease, poll_seconds, retry_seconds
        self._woken = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()  # rows that are being answered here

    def wake(self) -> None:
        """Something was accepted: look at once."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._woken.clear()
            row = await self._next() if self._ready() and len(self._running) < self._at_once else None
            if row is not None and row.id in self._held:
                continue  # its lease ran out while the database could not be written, and is now renewed
            if row is not None:
                self._held.add(row.id)
                task = asyncio.create_task(self._work(row))
                self._running.add(task)
                task.add_done_callback(self._ended)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll):  # wait_for of Python 3.11 can lose a cancellation
                    await self._woken.wait()

    async def drain(self, seconds: float) -> None:
        """Let what has begun finish for a while; the rest goes back into the inbox."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        await cancel(self._running)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake()  # the next message of that thread may be waiting for this one

    async def _next(self) -> InboxRow | None:
        try:
            return await self._inbox.claim(self._lease)
        except StorageError:
            log.warning("the inbox can't be read; trying again")
            return None

    async def _work(self, row: InboxRow) -> None:
        keeper = asyncio.create_task(self._keep(row.id))
        try:
            await self._answer(row)
        except asyncio.CancelledError:
            await asyncio.shield(self._release(row))
            raise
        finally:
            self._held.discard(row.id)
            keeper.cancel()

    async def _answer(self, row: InboxRow) -> None:
        try:
            if row.attempts > MOST_ATTEMPTS:
                await self._answerer.give_up(row)
                await self._inbox.failed(row.id)
                return
            await self._answerer.answer(row)
            await self._inbox.done(row.id)
        except SlackApiError as error:
            await self._after_refusal(row, error)
        except Exception:
            log.exception("message %s could not be answered (attempt %s)", row.id, row.attempts)
            await self._later(row)

    async def _after_refusal(self, row: InboxRow, error: SlackApiError) -> None:
        code = code_of(error)
        if code in CLOSED or row.attempts > MOST_ATTEMPTS:
            log.warning("message %s can't be answered where it was said (%s)", row.id, code)
            await self._quietly(self._inbox.failed(row.id))
            return
        if code not in REVOKED:  # that has a log line of its own
            log.warning("Slack refused an answer to message %s (%s, attempt %s)", row.id, code, row.attempts)
        await self._later(row)

    async def _later(self, row: InboxRow) -> None:
        """Wait, longer each time, and give the message back."""
        await asyncio.sleep(min(self._retry * 2 ** (row.attempts - 1), 30))
        await self._release(row)

    async def _release(self, row: InboxRow) -> None:
        self._held.discard(row.id)  # from here on anyone may take it, we too
        await self._quietly(self._inbox.release(row.id))

    async def _keep(self, row_id: int) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            await self._quietly(self._inbox.renew(row_id, self._lease))

    async def _quietly(self, call: Awaitable[None]) -> None:
        try:
            await call
        except StorageError:
            log.warning("the inbox could not be written; the lease will run out and the message be taken again")
