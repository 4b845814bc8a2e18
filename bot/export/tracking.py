"""The parent's side of an export to MLflow: writes the artifacts, starts the child, watches the clock.

A child of its own, because MLflow takes seconds to import, retries for minutes, and is wanted by few: so it can be ended at any moment,
and nothing of it stays in a process that answers people.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.export.entry import IN_USE, RUN_ID, entry_of, write_artifacts
from storage.runs import Run
from tools._exporter import ExportFailed

log = logging.getLogger(__name__)

START_SECONDS, RUN_SECONDS = 60.0, 20.0
"""How long the child may take: to start and find its way, and for each run."""

_CHILD = Path(__file__).with_name("_child.py")
_CODES = frozenset({"unreachable", "denied", "experiment_deleted", "failed"})
_PASSWORD = re.compile(r"//[^/@\s]+@")
_LOGGED_CHARS = 2_000
_LOOK_SECONDS = 0.1


class MlflowExporter:
    """Exports to the tracking server at `uri`, into `experiment`. The server's credentials are MLflow's own environment variables."""

    def __init__(self, uri: str, experiment: str) -> None:
        self._uri, self._experiment = uri, experiment

    async def export(self, runs: Sequence[tuple[Run, Path]], in_use: str | None, stop: threading.Event | None = None) -> None:
        """See tools._exporter.Exporter. Raises ExportFailed, BundleInvalid."""
        with tempfile.TemporaryDirectory(prefix="eclo-export-") as name:
            entries = [await asyncio.to_thread(_entry, run, bundle, Path(name)) for run, bundle in runs]
            request = {"runs": entries, "in_use": in_use, "run_id_tag": RUN_ID, "in_use_tag": IN_USE}
            await self._ask(request, START_SECONDS + RUN_SECONDS * len(runs), stop)

    async def ping(self, seconds: float = START_SECONDS) -> None:
        """Whether the server answers, and to these credentials. Raises ExportFailed."""
        await self._ask({"ping": True}, seconds, None)

    async def _ask(self, request: dict[str, Any], seconds: float, stop: threading.Event | None) -> None:
        if find_spec("mlflow") is None:
            raise ExportFailed("not_installed")
        # Unlike the children that read strangers' files, this one gets the whole environment: credentials and proxies are there.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", str(_CHILD)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C in the terminal is for the parent, which then ends the child
        )
        told = json.dumps({"uri": self._uri, "experiment": self._experiment, **request}).encode()
        talk = asyncio.create_task(process.communicate(told))
        try:
            await _watched(talk, seconds, stop)
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
            await asyncio.gather(talk, return_exceptions=True)
        _believe(process.returncode or 0, *talk.result())


def _entry(run: Run, bundle: Path, folder: Path) -> dict[str, Any]:
    write_artifacts(run, bundle, folder / run.id)
    return entry_of(run, folder / run.id)


async def _watched(talk: asyncio.Task[tuple[bytes, bytes]], seconds: float, stop: threading.Event | None) -> None:
    until = time.monotonic() + seconds
    while not talk.done():
        if stop is not None and stop.is_set():
            raise ExportFailed("stopped")
        if time.monotonic() > until:
            raise ExportFailed("took_too_long")
        await asyncio.wait([talk], timeout=_LOOK_SECONDS)


def _believe(status: int, out: bytes, err: bytes) -> None:
    try:
        answer = json.loads(out) if status == 0 else {}
    except ValueError:
        answer = {}
    if answer.get("ok"):
        return
    code = answer.get("code", "failed")
    said = _PASSWORD.sub("//***@", err.decode("utf-8", "replace")[-_LOGGED_CHARS:])
    level = logging.WARNING if code == "failed" else logging.INFO  # the others are told in words
    log.log(level, "the export to MLflow ended with status %s (%s): %s", status, code, said)
    raise ExportFailed(code if code in _CODES else "failed")
