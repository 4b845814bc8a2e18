"""`eclo train`, `runs`, `promote`, `rollback`: models that were trained here."""

from __future__ import annotations

import argparse
import asyncio
import sys
import uuid
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import logs, results, wiring
from bot.commands.bar import Bar
from bot.commands.tools import show
from bot.core import Core
from bot.messages import Incoming
from bot.render import Outlet
from bot.settings import Settings
from bot.terminal import new_turn, scope_of
from bot.text import say, system_language
from tools._context import ToolContext
from tools._registry import call
from tools._result import ToolResult


def train(arguments: argparse.Namespace, settings: Settings) -> int:
    """Train on accident data: a stored run, or with --out a bundle in a folder of its own."""
    logs.set_up("WARNING")
    missing = [str(path) for path in arguments.files if not path.is_file()]
    if missing:
        return _misuse(f"there is no file {', '.join(missing)}")
    if arguments.out is None:
        return asyncio.run(_with_context(arguments, settings, _train))
    if arguments.out.exists() and any(arguments.out.iterdir()):
        return _misuse(f"{arguments.out} is there already; name a new folder")
    from model.train import train as train_model

    with _progress() as bar:
        train_model(arguments.files, arguments.out, progress=Bar(bar))
    print(arguments.out)
    return 0


async def _train(core: Core, context: ToolContext, arguments: argparse.Namespace) -> ToolResult:
    from model.data import read_accidents, ready_to_train
    from tools.training._export import export_trained
    from tools.training._pipeline import train_run
    from tools.training.train_model import told

    with _progress() as bar:
        context.progress = Log(bar)
        accidents = ready_to_train(await asyncio.to_thread(read_accidents, arguments.files))
        try:
            new = await asyncio.to_thread(train_run, accidents, uuid.uuid4().hex, context)
        except asyncio.CancelledError:
            context.progress.cancelled.set()  # Ctrl-C ends the training, too, which runs in a thread
            raise
        run = await core.stores.runs.add(context.scope, new)
        await export_trained(run, context)
        context.progress(context.progress.done, context.progress.total)  # shows the line that told of it
    return told(run, context)


class Log(Bar):
    """The bar, and above it the lines that a job tells, as they come."""

    def __init__(self, bar: Progress) -> None:
        super().__init__(bar)
        self._shown = 0

    def __call__(self, done: int, total: int) -> None:
        super().__call__(done, total)
        for line in self.lines[self._shown :]:
            self._bar.console.print(f"  {line}", highlight=False)
        self._shown = len(self.lines)


def runs(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the runs of a terminal user; with ids, show one or compare several."""
    logs.set_up("WARNING")
    if arguments.export is not None:
        return asyncio.run(_with_context(arguments, settings, _export))
    tools: dict[int, tuple[str, dict[str, Any]]] = {0: ("list_runs", {}), 1: ("show_run", {"run": next(iter(arguments.runs), None)})}
    name, args = tools.get(len(arguments.runs), ("compare_runs", {"runs": arguments.runs}))

    async def look(core: Core, context: ToolContext, _arguments: argparse.Namespace) -> ToolResult:
        return await call(core.registry[name], context, args)

    return asyncio.run(_with_context(arguments, settings, look))


async def _export(core: Core, context: ToolContext, arguments: argparse.Namespace) -> ToolResult:
    """Export runs to MLflow, of whichever channel: one, or all of them."""
    from tools.training._export import export_runs
    from tools.training._find import choose

    stored = await core.stores.runs.every()
    chosen = [choose(arguments.export, stored)] if arguments.export or not stored else stored
    await export_runs(chosen, context)
    return ToolResult(say(context.language, "terminal_exported", count=len(chosen)), {"exported": [run.id for run in chosen]})


def promote(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let a run's model make all predictions."""
    return _write(arguments, settings, "promote_run", {"run": arguments.run})


def rollback(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let the model predict again that was in use before."""
    return _write(arguments, settings, "rollback_model", {})


def _write(arguments: argparse.Namespace, settings: Settings, name: str, args: dict[str, Any]) -> int:
    logs.set_up("WARNING")

    async def agree_and_do(core: Core, context: ToolContext, _arguments: argparse.Namespace) -> ToolResult:
        spec = core.registry[name]
        assert spec.confirm is not None
        consent = await spec.confirm(ctx=context, **spec.validate(args))
        if not arguments.yes and not await asyncio.to_thread(_agreed, consent.question):
            raise NotAgreed
        return await call(spec, context, consent.arguments)

    try:
        return asyncio.run(_with_context(arguments, settings, agree_and_do))
    except NotAgreed:
        print(say(system_language(), "consent_declined"), file=sys.stderr)
        return 1


class NotAgreed(Exception):
    """Nothing was done."""


def _agreed(question: str) -> bool:
    """Asked at a keyboard; without one (and without --yes) nobody has agreed."""
    print(question, file=sys.stderr)
    if not sys.stdin.isatty():
        print("eclo: add --yes to agree", file=sys.stderr)
        return False
    return input("[y/N] ").strip().casefold() in ("y", "yes", "네", "예", "응")


async def _with_context(arguments: argparse.Namespace, settings: Settings, work: Any) -> int:
    async with wiring.open_core(settings) as core:
        language = system_language()
        context = await core.prepared(Incoming(scope_of(arguments.user, "main"), new_turn(), ""), language)
        stored = await results.store(await work(core, context, arguments), core.stores.blobs)
        arguments.language = language
        show(stored, Outlet(core.stores.blobs, None), arguments)
    return 0


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True))


def _misuse(message: str) -> int:
    print(f"eclo: {message}", file=sys.stderr)
    return 2
