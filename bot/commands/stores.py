"""`eclo datasets` and `eclo jobs`: what the terminal chat has stored."""

from __future__ import annotations

import argparse
import asyncio
import json

from bot import logs, wiring
from bot.settings import Settings
from bot.terminal import scope_of
from bot.text import say, system_language
from bot.view import progress_text


def datasets(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the datasets of a terminal user, newest first."""
    logs.set_up("WARNING")
    return asyncio.run(_datasets(arguments, settings))


async def _datasets(arguments: argparse.Namespace, settings: Settings) -> int:
    async with wiring.open_core(settings) as core:
        known = await core.stores.datasets.list(scope_of(arguments.user, "main"))
        if not known and not arguments.json:
            print(say(system_language(), "no_datasets"))
        for d in known:
            facts = {
                "id": d.id,
                "name": d.name,
                "rows": d.profile.rows,
                "columns": len(d.profile.columns),
                "size": d.size,
                "created_at": d.created_at.isoformat(),
            }
            print(
                json.dumps(facts, ensure_ascii=False)
                if arguments.json
                else f"{d.id[:8]}  {d.created_at:%Y-%m-%d %H:%M}  {d.profile.rows:>10,} x {len(d.profile.columns):<4} {d.name}"
            )
    return 0


def jobs(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the jobs of a terminal user, newest first; --cancel stops one."""
    logs.set_up("WARNING")
    return asyncio.run(_jobs(arguments, settings))


async def _jobs(arguments: argparse.Namespace, settings: Settings) -> int:
    async with wiring.open_core(settings) as core:
        scope = scope_of(arguments.user, "main")
        known = await core.stores.jobs.list(scope, limit=100)
        if arguments.cancel:
            wanted = [j for j in known if j.id.startswith(arguments.cancel)]
            known = [await core.stores.jobs.request_cancel(scope, wanted[0].id if len(wanted) == 1 else arguments.cancel)]
        if not known and not arguments.json:
            print(say(system_language(), "terminal_no_jobs"))
        for j in known:
            facts = {"id": j.id, "tool": j.tool, "state": j.state, "done": j.done, "total": j.total, "created_at": j.created_at.isoformat()}
            print(
                json.dumps(facts)
                if arguments.json
                else f"{j.id[:8]}  {j.created_at:%Y-%m-%d %H:%M}  {j.state:10} {j.tool}  {progress_text(core.jobs.update_of(j))}"
            )
    return 0
