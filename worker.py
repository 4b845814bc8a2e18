"""A worker process: takes jobs from the queue and runs each in a work-horse of its own.

uv run worker.py
"""

from __future__ import annotations

import logging
import sys


def main() -> int:
    from bot import settings as settings_module
    from bot.logs import set_up
    from bot.models import why_not_start
    from bot.text import system_language

    try:
        settings = settings_module.load()
        settings_module.prepare_folder(settings)
    except settings_module.SettingsError as error:
        print(f"eclo worker: {error}", file=sys.stderr)  # noqa: T201 - a program's message
        return 2
    if wrong := why_not_start(system_language()):
        print(f"eclo worker: {wrong}", file=sys.stderr)  # noqa: T201 - a program's message
        return 1
    set_up(settings.log_level)

    # Before the fork, so that no work-horse pays for these imports.
    import pandas  # noqa: F401

    from bot import wiring  # noqa: F401
    from bot.jobs.worker import make_worker
    from model import lgbm
    from tools._registry import discover

    discover()
    lgbm.prepare()

    logging.getLogger(__name__).info("worker ready")
    make_worker(settings).work(logging_level=settings.log_level, with_scheduler=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
