"""Where training runs are shown outside the bot, as tools see it. bot.export has the one for MLflow."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from storage.runs import Run


class ExportFailed(Exception):
    """The runs were not (all) exported. `code`: not_installed, unreachable, denied, experiment_deleted, took_too_long, stopped, bundle, failed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Exporter(Protocol):
    """Exports runs. Exported again, a run is brought up to date and not there twice."""

    async def export(self, runs: Sequence[tuple[Run, Path]], in_use: str | None, stop: threading.Event | None = None) -> None:
        """Export runs, each with the file of its packed bundle, and mark which run is in use (None: the shipped model).

        `stop` ends it early. Raises ExportFailed.
        """
        ...
