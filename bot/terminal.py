"""Front end: a terminal. Renders Replies as text, tables and saved files, and reads what is typed or piped in."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text as RichText

from bot.core import Core
from bot.messages import Attachment, Incoming, JobUpdate, Scope
from bot.render import Outlet
from bot.text import language_of, say, system_language
from bot.view import View, printable, progress_text
from storage.errors import NotFound

WORKSPACE = "local"
THINKING_SECONDS = 1.0
_FILE_ENDINGS = (".csv", ".tsv", ".txt")


def scope_of(user: str, thread: str) -> Scope:
    """In the terminal everybody talks to the bot alone: a channel a user."""
    return Scope(WORKSPACE, f"terminal:{user}", thread, user)


def new_turn() -> str:
    return f"terminal:{uuid.uuid4().hex}"


class Terminal:
    """A conversation at a terminal or through a pipe."""

    def __init__(self, core: Core, console: Console, *, user: str, thread: str, out: Path, brain: str, now: datetime | None = None) -> None:
        self._core = core
        self._console = console
        self._user, self._thread = user, thread
        self._brain, self._now = brain, now
        self._view = View(console, Outlet(core.stores.blobs, out))
        self._following: dict[str, JobUpdate] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._commands: dict[str, Callable[[str], Coroutine[Any, Any, None]]] = {
            "/file": self._open_file,
            "/new": self._start_thread,
            "/jobs": self._list_jobs,
            "/cancel": self._cancel,
            "/forget": self._forget,
            "/help": self._help,
        }

    @property
    def _scope(self) -> Scope:
        return scope_of(self._user, self._thread)

    async def run(self) -> None:
        """Talk until the input ends or the user says so."""
        await self._welcome()
        if sys.stdin.isatty() and self._console.is_terminal:
            await self._converse()
        else:
            async for line in lines():
                if not await self._take(line, wait=True):
                    break
        await self._goodbye()

    async def _converse(self) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory
        from prompt_toolkit.patch_stdout import patch_stdout

        session: PromptSession[str] = PromptSession(history=InMemoryHistory(), bottom_toolbar=self._toolbar, refresh_interval=0.5)
        with patch_stdout(raw=True):
            while True:
                try:
                    line = await session.prompt_async("› ")
                except KeyboardInterrupt:
                    continue
                except EOFError:
                    return
                with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
                    if not await self._take(line, wait=False):
                        return

    def _toolbar(self) -> str | None:
        running = [f"{u.label} {progress_text(u)}  (/cancel)" for u in self._following.values()]
        return " · ".join(running) or None

    async def _take(self, line: str, *, wait: bool) -> bool:
        """Act on one line; False to end. `wait`: a job is waited for before the next line."""
        text = line.strip()
        if not text:
            return True
        attachments, message = _dropped_file(text)
        if attachments:
            await self._send(message, attachments, wait=wait)
            return True
        word, _, rest = text.partition(" ")
        if word in ("/quit", "/exit"):
            return False
        if word in self._commands:
            await self._commands[word](rest.strip())
            return True
        if word.startswith("/"):
            self._say("terminal_unknown_command", command=word, help=say(self._view.language, "terminal_help"))
            return True
        await self._send(text, wait=wait)
        return True

    async def _send(self, text: str, attachments: tuple[Attachment, ...] = (), *, wait: bool = False) -> None:
        text = self._view.choice(text)
        if text:
            self._view.language = language_of(text, self._view.language)
        incoming = Incoming(self._scope, new_turn(), text, attachments, language=None if text else self._view.language, now=self._now)
        jobs: dict[str, None] = {}  # in order, each once
        patience = asyncio.get_running_loop().call_later(THINKING_SECONDS, self._view.thinking)
        try:
            async for reply in self._core.handle(incoming):
                patience.cancel()
                self._view.show(reply)
                if isinstance(reply, JobUpdate):
                    jobs[reply.id] = None
        finally:
            patience.cancel()
            self._view.close()
        for job_id in jobs:
            task = asyncio.create_task(self._follow(self._scope, job_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            if wait:
                await task

    async def _follow(self, scope: Scope, job_id: str) -> None:
        try:
            async for reply in self._core.jobs.follow(scope, job_id):
                if isinstance(reply, JobUpdate):
                    self._following[job_id] = reply
                    if reply.ended:
                        self._following.pop(job_id, None)
                self._view.show(reply)
            self._view.close()
        except NotFound:
            self._following.pop(job_id, None)

    # What is typed with a slash

    async def _open_file(self, argument: str) -> None:
        if not argument:
            self._say("terminal_file_usage")
            return
        path = Path(argument.strip("'\"").replace("\\ ", " ")).expanduser()
        if not path.is_file():
            self._say("terminal_no_file", path=argument)
            return
        await self._send("", (Attachment(path.name, path),))

    async def _start_thread(self, _argument: str) -> None:
        self._thread = uuid.uuid4().hex[:8]
        self._say("terminal_new_thread")

    async def _list_jobs(self, _argument: str) -> None:
        jobs = await self._core.stores.jobs.list(self._scope)
        if not jobs:
            self._say("terminal_no_jobs")
        for job in jobs:
            update = self._core.jobs.update_of(job)
            self._console.print(
                RichText(f"[{job.id[:8]}] {update.label}: {say(self._view.language, f'job_{job.state}')} {progress_text(update)}")
            )

    async def _cancel(self, argument: str) -> None:
        jobs = [j for j in await self._core.stores.jobs.list(self._scope) if j.state in ("queued", "running")]
        wanted = [j for j in jobs if j.id.startswith(argument)]
        if not wanted:
            self._say("terminal_no_jobs")
            return
        await self._core.jobs.cancel(self._scope, wanted[0].id)

    async def _forget(self, _argument: str) -> None:
        await self._send("forget this conversation" if self._view.language == "en" else "이 대화 잊어줘")

    async def _help(self, _argument: str) -> None:
        self._say("terminal_help")
        await self._send("help" if self._view.language == "en" else "도움말")

    # First and last words

    async def _welcome(self) -> None:
        language = self._view.language = system_language()
        self._console.print(RichText(say(language, "welcome_title"), style="bold"))
        self._say("brain_claude" if self._brain.startswith("claude") else "brain_offline", model=self._brain.partition(":")[2])
        dataset = await self._core.stores.datasets.current(self._scope)
        if dataset is not None:
            self._say("welcome_back", dataset=dataset.name, rows=dataset.profile.rows)
        else:
            self._console.print()
            self._say("welcome_try")
            example = Path(__file__).parent.parent / "examples" / "daegu_accidents_synthetic.csv"
            shown = (
                "accidents.csv"
                if not example.is_file()
                else example.relative_to(Path.cwd())
                if example.is_relative_to(Path.cwd())
                else example
            )
            for key in ("welcome_example_predict", "welcome_example_file", "welcome_example_question", "welcome_example_map"):
                self._console.print(RichText("  " + say(language, key, example=shown), style="cyan"))
            self._console.print()
        self._say("welcome_hint")
        unfinished = [j for j in await self._core.stores.jobs.list(self._scope) if j.state in ("queued", "running")]
        if unfinished:
            self._say("welcome_jobs", count=len(unfinished))
        for job in unfinished:
            task = asyncio.create_task(self._follow(job.scope, job.id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _goodbye(self) -> None:
        if self._tasks and not sys.stdin.isatty():
            await asyncio.gather(*self._tasks)  # piped input has no one to come back later
        unfinished = bool(self._tasks)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._say("terminal_bye_jobs" if unfinished else "terminal_bye")

    def _say(self, key: str, **facts: object) -> None:
        self._console.print(RichText(printable(say(self._view.language, key, **facts))))


def _dropped_file(text: str) -> tuple[tuple[Attachment, ...], str]:
    """A line that begins with the path of a file (as a terminal pastes a dropped one) shares it; the rest is the message."""
    try:
        words = shlex.split(text)
    except ValueError:
        return (), text
    if words and words[0].lower().endswith(_FILE_ENDINGS) and (path := Path(words[0]).expanduser()).is_file():
        return (Attachment(path.name, path),), " ".join(words[1:])
    return (), text


async def lines() -> AsyncIterator[str]:
    """Lines of standard input. The thread that reads them is none of the pool's, for whose end the program would wait."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[str]()

    def read() -> None:
        # A file object of its own: the interpreter's end must not wait for the lock of sys.stdin.
        with contextlib.suppress(RuntimeError), open(0, encoding="utf-8", errors="replace", closefd=False) as given:  # the loop is closed
            for line in given:
                loop.call_soon_threadsafe(queue.put_nowait, line)
            loop.call_soon_threadsafe(queue.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    while line := await queue.get():
        yield line
