"""`eclo tools` and `eclo tool NAME`: every tool by hand, without a conversation."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any

from bot import logs, results, wiring
from bot.core import Core
from bot.errors import Failure, describe
from bot.messages import Attachment, FileReply, Image, Incoming, Table
from bot.render import Outlet
from bot.settings import Settings
from bot.terminal import new_turn, scope_of
from bot.view import View
from tools._errors import MissingInput
from tools._registry import call, discover


def tools(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the tools: a line each, or with --json their schemas."""
    for spec in discover():
        if arguments.json:
            print(
                json.dumps(
                    {"name": spec.name, "effect": spec.effect, "description": spec.description, "parameters": spec.schema},
                    ensure_ascii=False,
                )
            )
        else:
            print(f"{spec.name:38} {spec.summary}")
    return 0


def tool(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one tool; 0 when it worked, 1 when it refused the input, 2 for misuse."""
    logs.set_up("WARNING")
    try:
        args = json.loads(arguments.args)
    except ValueError:
        args = None
    if not isinstance(args, dict):
        return _misuse('--args takes a JSON object, such as \'{"column": "요일"}\'')
    if arguments.name not in discover():
        return _misuse(f"there is no tool {arguments.name}; `eclo tools` lists them")
    missing = [str(path) for path in arguments.file if not path.is_file()]
    if missing:
        return _misuse(f"there is no file {', '.join(missing)}")
    return asyncio.run(_run(arguments, args, settings))


async def _run(arguments: argparse.Namespace, args: dict[str, Any], settings: Settings) -> int:
    """With files: in a conversation of its own that is gone afterwards. Without: in the terminal's."""
    async with wiring.open_core(settings) as core:
        alone = bool(arguments.file)
        scope = scope_of(f"tool-{new_turn()}" if alone else "me", "main")
        incoming = Incoming(scope, new_turn(), "", language=arguments.language)
        outlet = Outlet(core.stores.blobs, arguments.out)
        try:
            for path in arguments.file:
                await core.add_file(scope, Attachment(path.name, path))
            stored = await _call(core, incoming, arguments.name, args)
        except Exception as error:
            facts = {"missing": error.missing, "choices": error.choices} if isinstance(error, MissingInput) else {}
            return _refused(describe(error, arguments.language), facts, as_json=arguments.json)
        finally:
            if alone:
                for dataset in await core.stores.datasets.list(scope):
                    await core.stores.datasets.delete(scope, dataset.id)
        show(stored, outlet, arguments)
    return 0


async def _call(core: Core, incoming: Incoming, name: str, args: dict[str, Any]) -> results.StoredResult:
    """Here a job runs at once and in this process, and who types a command has agreed to it."""
    context = await core.prepared(incoming, "en" if incoming.language == "en" else "ko")
    return await results.store(await call(core.registry[name], context, args), core.stores.blobs)


def show(stored: results.StoredResult, outlet: Outlet, arguments: argparse.Namespace) -> None:
    """A result as text, tables and saved files, or as one JSON object."""
    shown = results.replies(stored)
    files = [reply for reply in shown if isinstance(reply, Image | FileReply)]
    if arguments.json:
        artifacts = [{"path": str(outlet.path(f)), "mime": f.mime, "alt": f.alt} for f in files]
        print(
            json.dumps(
                {"ok": True, "text": stored["text"], "data": stored["data"], "artifacts": artifacts}, ensure_ascii=False, default=str
            )
        )
        return
    from rich.console import Console

    view = View(Console(), outlet, arguments.language)
    print(stored["text"])
    for reply in shown:
        if isinstance(reply, Table | Image | FileReply):
            view.show(reply)


def _refused(failure: Failure, facts: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"ok": False, "code": failure.code, "text": failure.text, **facts}, ensure_ascii=False, default=str))
    else:
        print(failure.text, file=sys.stderr)
    return 1


def _misuse(message: str) -> int:
    print(f"eclo tool: {message}", file=sys.stderr)
    return 2
