"""`eclo chat`: interactive, one-shot (-m, -f, --json) and line by line (--jsonl)."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import logs, wiring
from bot.core import Core
from bot.messages import Attachment, Done, Failed, Incoming, JobUpdate, Reply, TextDelta, ToolFinished
from bot.models import why_not_start
from bot.render import Outlet, as_json
from bot.settings import Settings
from bot.terminal import Terminal, lines, new_turn, scope_of
from bot.text import language_of, language_said, say, system_language
from bot.view import View


def chat(arguments: argparse.Namespace, settings: Settings) -> int:
    """Talk to the bot. Exit status 1 when a message could not be answered, 2 for misuse."""
    if arguments.brain:
        if arguments.brain == "claude" and settings.anthropic_api_key is None:
            return _misuse("--brain claude needs ANTHROPIC_API_KEY")
        settings = dataclasses.replace(settings, brain=arguments.brain)
    try:
        now = _moment(arguments.now, settings.time_zone)
    except ValueError:
        return _misuse(f"--now takes an ISO date and time such as 2026-12-24T15:00, not {arguments.now!r}")
    missing = [str(path) for path in arguments.file if not path.is_file()]
    if missing:
        return _misuse(f"there is no file {', '.join(missing)}")
    if wrong := why_not_start(system_language()):
        print(f"eclo chat: {wrong}", file=sys.stderr)
        return 1
    logs.set_up(settings.log_level, str(settings.var_dir / "eclo.log"))
    if arguments.jsonl or arguments.message or arguments.file:
        return asyncio.run((_jsonl if arguments.jsonl else _one_shot)(arguments, settings, now))
    return asyncio.run(converse(settings, user=arguments.user, thread=arguments.thread, out=arguments.out, now=now))


async def converse(
    settings: Settings, *, user: str = "me", thread: str = "main", out: Path | None = None, now: datetime | None = None
) -> int:
    """The interactive chat, with everything it needs started at once."""
    from rich.console import Console

    async with wiring.open_core(settings, at_once=True) as core:
        brain = f"claude:{settings.anthropic_model}" if settings.brain_name == "claude" else "offline"
        await Terminal(core, Console(), user=user, thread=thread, out=out or settings.var_dir / "shown", brain=brain, now=now).run()
    return 0


async def _one_shot(arguments: argparse.Namespace, settings: Settings, now: datetime | None) -> int:
    """Files first, then the messages in order; a job is waited for before the next message."""
    from rich.console import Console

    scope = scope_of(arguments.user, arguments.thread)
    files = tuple(Attachment(path.name, path) for path in arguments.file)
    turns = [Incoming(scope, new_turn(), "", files, now=now)] if files else []
    turns += [Incoming(scope, new_turn(), text, now=now) for text in arguments.message]
    if files and arguments.message:
        # The answer to the files is in the language of the first message that is in one.
        language = next((said for text in arguments.message if (said := language_said(text))), "ko")
        turns[0] = Incoming(scope, turns[0].turn, "", files, language=language, now=now)
    failed = False
    async with wiring.open_core(settings) as core:
        outlet = Outlet(core.stores.blobs, arguments.out if arguments.json else arguments.out or settings.var_dir / "shown")
        view = View(Console(), outlet)
        for incoming in turns:
            if not arguments.json:
                view.language = language_of(incoming.text, view.language)
            async for reply in _with_text_joined(_with_jobs(core, incoming)):
                failed |= isinstance(reply, Failed) or (isinstance(reply, ToolFinished) and reply.name == "read_file" and not reply.ok)
                _print(reply, outlet) if arguments.json else view.show(reply)
    return int(failed)


async def _with_jobs(core: Core, incoming: Incoming) -> AsyncIterator[Reply]:
    """A turn's replies; jobs that it started are followed to their end before its Done. Stopped (Ctrl-C), it stops them."""
    jobs: dict[str, None] = {}  # in order, each once
    last: Reply | None = None
    async for reply in core.handle(incoming):
        if isinstance(reply, Done):
            last = reply
            continue
        if isinstance(reply, JobUpdate):
            jobs[reply.id] = None
        yield reply
    for job_id in jobs:
        try:
            async for reply in core.jobs.follow(incoming.scope, job_id):
                yield reply
        except asyncio.CancelledError:
            await core.jobs.cancel(incoming.scope, job_id)
            raise
    if last is not None:
        yield last


async def _with_text_joined(replies: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
    """One text reply where the answer came in pieces."""
    text = ""
    async for reply in replies:
        if isinstance(reply, TextDelta):
            text += reply.text
            continue
        if text:
            yield TextDelta(text)
            text = ""
        yield reply
    if text:
        yield TextDelta(text)


def _print(reply: Reply, outlet: Outlet, **tags: Any) -> None:
    form = as_json(reply, outlet)
    if form is not None:
        print(json.dumps({**tags, **form}, ensure_ascii=False, default=str), flush=True)


async def _jsonl(arguments: argparse.Namespace, settings: Settings, now: datetime | None) -> int:
    """A line a message; threads run side by side, the messages of one in order. Jobs report as they go."""
    async with wiring.open_core(settings) as core:
        outlet = Outlet(core.stores.blobs, arguments.out)
        tasks: set[asyncio.Task[None]] = set()
        number = 0
        async for line in lines():
            number += 1
            if not line.strip():
                continue
            try:
                incoming = _incoming(line, arguments.user, now)
            except ValueError as error:
                _print(Failed(str(error), "bad_line"), outlet, line=number)
                continue
            if missing := [str(file.path) for file in incoming.attachments if not file.path.is_file()]:
                text = say(language_of(incoming.text), "terminal_no_file", path=", ".join(missing))
                _print(Failed(text, "no_file"), outlet, thread=incoming.scope.thread)
                continue
            task = asyncio.create_task(_answer_line(core, incoming, outlet, tasks))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            await asyncio.sleep(0)  # let it take its place in its thread's line
        while tasks:
            await asyncio.gather(*tasks)
    return 0


async def _answer_line(core: Core, incoming: Incoming, outlet: Outlet, tasks: set[asyncio.Task[None]]) -> None:
    thread, jobs = incoming.scope.thread, set[str]()
    async for reply in _with_text_joined(core.handle(incoming)):
        _print(reply, outlet, thread=thread)
        if isinstance(reply, JobUpdate) and reply.id not in jobs:
            jobs.add(reply.id)
            task = asyncio.create_task(_follow_line(core, incoming, reply.id, outlet))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


async def _follow_line(core: Core, incoming: Incoming, job_id: str, outlet: Outlet) -> None:
    async for reply in core.jobs.follow(incoming.scope, job_id):
        _print(reply, outlet, thread=incoming.scope.thread)


def _incoming(raw: str, user: str, now: datetime | None) -> Incoming:
    """A message from a line of JSON. Raises ValueError saying what the line must be."""
    try:
        line = json.loads(raw)
    except ValueError:
        line = None
    kinds = {"thread": str, "text": str, "user": str, "files": list}
    if not isinstance(line, dict) or any(not isinstance(value, kinds.get(key, object)) for key, value in line.items()):
        raise ValueError('a line must be {"thread":"..","text":"..","files":[".."]}')
    paths = [Path(str(name)) for name in line.get("files", [])]
    files = tuple(Attachment(path.name, path) for path in paths)
    return Incoming(scope_of(line.get("user", user), line.get("thread", "main")), new_turn(), line.get("text", ""), files, now=now)


def _moment(text: str | None, zone: str) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _misuse(message: str) -> int:
    print(f"eclo chat: {message}", file=sys.stderr)
    return 2
