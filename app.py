"""The front door: Slack when its tokens are set, else a chat in this terminal.

uv run app.py
"""

from __future__ import annotations

import asyncio
import sys


def main() -> int:
    from bot import settings as settings_module

    try:
        settings = settings_module.load()
    except settings_module.SettingsError as error:
        print(f"eclo: {error}", file=sys.stderr)  # noqa: T201 - a program's message
        return 2
    if settings.uses_slack:
        return asyncio.run(_serve_slack(settings))
    from bot.cli import main as command_line

    return command_line(["chat"])


async def _serve_slack(settings: object) -> int:
    from bot import logs, wiring
    from bot.settings import Settings
    from bot.slack.app import serve

    assert isinstance(settings, Settings)
    logs.set_up(settings.log_level)
    async with wiring.open_core(settings, front="slack", at_once=True) as core:
        await serve(core, settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
