"""`eclo eval` and `eclo usage`: how well a brain understands, and what it costs."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

from bot import logs
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.agent.brain import Brain
    from bot.agent.budget import Meter
    from bot.errors import BrainError


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Score a brain on the evaluation set. Exit status 2 without what it needs, 1 when the API stops answering."""
    from bot.errors import describe
    from bot.text import system_language

    logs.set_up("ERROR")
    if arguments.brain == "claude" and settings.anthropic_api_key is None:
        return _misuse("--brain claude needs a key: set ANTHROPIC_API_KEY")
    try:
        run: Any = importlib.import_module("benchmarks.understanding.run")
    except ImportError:
        return _misuse("the evaluation set is in the repository, not in the installed package; run this in a checkout")
    path = arguments.cases or run.CASES
    if not path.is_file():
        return _misuse(f"there is no file {path}")
    cases = run.read(path)[: arguments.most]
    outcomes, seconds, meter, trouble = asyncio.run(_score(run, cases, arguments.brain, settings))
    if outcomes:  # also of an evaluation that broke off: they were paid for
        run.report(outcomes, seconds, everything=arguments.all)
    for use in meter.uses:
        read = use.input_tokens + use.cache_read_tokens + use.cache_write_tokens
        print(f"{use.model}: {use.requests} requests, {read:,} tokens read ({use.cache_read_tokens:,} cached), ", end="")
        print(f"{use.output_tokens:,} written, ${use.usd:.4f}")
    if trouble is not None:
        print(f"{len(outcomes)}/{len(cases)}: {describe(trouble, system_language()).text}", file=sys.stderr)
    return 0 if trouble is None else 1


async def _score(
    run: Any, cases: list[dict[str, Any]], name: str, settings: Settings
) -> tuple[list[Any], list[float], Meter, BrainError | None]:
    """Outcomes and seconds as far as it got, what that used, and why it got no further."""
    from bot.agent.budget import Caps, Meter
    from bot.agent.claude import Claude
    from bot.errors import BrainError
    from tools._registry import discover

    meter = Meter(Caps.of(settings))
    if name == "offline":
        return *await run.score(cases), meter, None
    brain: Brain = Claude(settings)
    outcomes: list[Any] = []
    seconds: list[float] = []
    tools = list(discover())
    try:
        for case in cases:
            scored, took = await run.score([case], brain, tools, meter)
            outcomes += scored
            seconds += took
    except BrainError as error:
        return outcomes, seconds, meter, error
    finally:
        await brain.close()
    return outcomes, seconds, meter, None


def usage(arguments: argparse.Namespace, settings: Settings) -> int:
    """What answers by Claude used, in every workspace of the database, or as JSON."""
    from rich.console import Console

    from bot.render import Outlet
    from bot.text import system_language
    from bot.view import View

    logs.set_up("WARNING")
    results = asyncio.run(_used(settings))
    if arguments.json:
        print(json.dumps({workspace: result.data for workspace, result in results.items()}, ensure_ascii=False))
        return 0
    from bot import results as shown

    view = View(Console(), Outlet(None), system_language())  # type: ignore[arg-type]  # there are no pictures
    for workspace, result in results.items():
        print(f"{workspace}: {result.text}")
        stored = {"tables": [{"columns": t.columns, "rows": t.rows, "title": t.title} for t in result.tables], "artifacts": []}
        for reply in shown.replies(stored):
            view.show(reply)
    return 0


async def _used(settings: Settings) -> dict[str, Any]:
    from bot import wiring
    from bot.messages import Incoming
    from bot.terminal import WORKSPACE, new_turn
    from bot.text import system_language
    from storage.scope import Scope
    from tools._registry import call

    async with wiring.open_core(settings) as core:
        found: dict[str, Any] = {}
        for workspace in await core.stores.usage.workspaces() or [WORKSPACE]:
            context = core.context(Incoming(Scope(workspace, "", "", ""), new_turn(), ""), system_language())
            context.admin = True  # whoever runs the program on its own machine may read its database anyway
            found[workspace] = await call(core.registry["usage"], context, {})
        return found


def _misuse(message: str) -> int:
    print(f"eclo: {message}", file=sys.stderr)
    return 2
