"""The child processes that read uploads: started, and one kept ready ahead of the next upload where a program wants that.

Most of what a small file takes is the start of Python and its imports. A child that waits has done them; it reads one file, like any
other child, and the limits are put on it with that file.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

# What a child may inherit. Tokens and keys live in the environment too, so the rest stays here.
_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
# One thread per library: each reserves address space, and so do Arrow's other ways to ask for memory.
_LIBRARIES = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


@dataclass
class _Bench:
    """Where the child waits that one loop keeps ready."""

    loop: asyncio.AbstractEventLoop | None = None
    child: asyncio.Task[Process] | None = None

    def take(self) -> asyncio.Task[Process] | None:
        if self.loop is not asyncio.get_running_loop():
            return None
        child, self.child = self.child, None
        return child


_bench = _Bench()


def keep_ready() -> None:
    """From now on have a child waiting for the next upload, until `let_go`. For programs that live long; needs a running loop."""
    _bench.loop = asyncio.get_running_loop()
    _bench.child = _bench.loop.create_task(_start())


async def let_go() -> None:
    """End the child that waits, and let no other begin to: an upload may still be read."""
    child = _bench.take()
    if _bench.loop is asyncio.get_running_loop():
        _bench.loop = None
    if child is not None:
        with contextlib.suppress(OSError):
            await _end(await child)


@contextlib.asynccontextmanager
async def reader() -> AsyncIterator[Process]:
    """The child that waits, or a new one where none does. It is ended on the way out; then another one begins to wait."""
    child = _bench.take()
    process: Process | None = None
    try:
        if child is not None:
            with contextlib.suppress(OSError):
                process = await asyncio.shield(child)
        if process is None or process.returncode is not None:
            process = await _start()
        yield process
    finally:
        if process is not None:
            await _end(process)
        if child is not None and _bench.loop is asyncio.get_running_loop():
            if process is None and not child.done():  # called off before it was there: it is for the next
                _bench.child = child
            else:
                keep_ready()


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _start() -> Process:
    # -P: nothing is imported from the folder that it starts in.
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "storage.ingest._child"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=child_environment(),
        cwd=tempfile.gettempdir(),
        start_new_session=True,  # a Ctrl-C in the terminal is for the parent, which then ends the child
    )


async def wait_until_ready() -> None:
    """Until the child that waits has done its imports: for measuring."""
    process = None if _bench.child is None else await _bench.child
    if process is not None and process.stdout is not None and not await process.stdout.read(1):
        raise OSError("the child ended before it was asked for anything")


def child_environment() -> dict[str, str]:
    """Enough to start Python and find this package."""
    inherited = {k: os.environ[k] for k in _INHERITED if k in os.environ}
    home = str(Path(__file__).resolve().parents[2])
    return {**inherited, **_LIBRARIES, "PYTHONPATH": home}
