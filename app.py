"""The front door: Slack when its tokens are set, else a chat in this terminal.

uv run app.py
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def main() -> int:
    from bot import settings as settings_module

    try:
        settings = settings_module.load()
        settings_module.prepare_folder(settings)
    except settings_module.SettingsError as error:
        print(f"eclo: {error}", file=sys.stderr)  # noqa: T201 - a program's message
        return 2
    if settings.uses_slack:
        return _serve_slack(settings)
    from bot.cli import main as command_line

    return command_line(["chat"])


def _serve_slack(settings: Settings) -> int:
    from bot import logs, wiring
    from bot.errors import describe
    from bot.models import why_not_start
    from bot.slack.app import serve
    from bot.text import system_language

    async def run() -> None:
        async with wiring.open_core(settings, front="slack", at_once=True) as core:
            await serve(core, settings)

    if wrong := why_not_start(system_language()):
        print(f"eclo: {wrong}", file=sys.stderr)  # noqa: T201 - a program's message
        return 1
    logs.set_up(settings.log_level)
    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        print(f"eclo: {describe(error, system_language()).text}", file=sys.stderr)  # noqa: T201 - a program's message
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
