"""The parent's side of an upload: starts the child, watches the clock, and believes only a whole answer."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.confined import ran_out_of_memory
from storage.errors import UnreadableFile
from storage.ingest.limits import Limits
from storage.ingest.options import Options
from storage.ingest.ready import reader
from storage.profile import Profile

log = logging.getLogger(__name__)

_LOGGED_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Ingested:
    """A dataset read from a file. `sha256` and `size` are those of the original bytes; `parquet` is the caller's to move."""

    parquet: Path
    profile: Profile
    sha256: str
    size: int


async def ingest(source: Path, *, name: str, workdir: Path, limits: Limits | None = None, options: Options | None = None) -> Ingested:
    """Reads an uploaded file in a confined child process and writes `workdir`/<random>.parquet.

    `name` is what people called the file; it is only logged, never used as a path.
    Raises UnreadableFile, and then leaves nothing in `workdir`.
    """
    limits, options = limits or Limits(), options or Options()
    await asyncio.to_thread(_check_size, source, limits)
    parquet = workdir / f"{secrets.token_hex(16)}.parquet"
    part = parquet.with_suffix(".part")
    try:
        digest = asyncio.create_task(asyncio.to_thread(_digest, source))
        try:
            profile = Profile.from_json(await _ask_child(source, part, limits, options))
        finally:
            size, sha256 = await digest  # meanwhile worked out; a thread can't be called off
        os.replace(part, parquet)
    except UnreadableFile as error:
        log.info("upload %.100r refused: %s %s", name, error.code, error)
        raise
    finally:
        part.unlink(missing_ok=True)
    return Ingested(parquet, profile, sha256, size)


def _check_size(source: Path, limits: Limits) -> None:
    size = source.stat().st_size
    if size > limits.max_bytes:
        raise UnreadableFile("file_too_large", limit_mb=limits.max_bytes // 1024**2)
    if size == 0:
        raise UnreadableFile("file_empty")


def _digest(source: Path) -> tuple[int, str]:
    with source.open("rb") as file:
        return os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest()


async def _ask_child(source: Path, target: Path, limits: Limits, options: Options) -> dict[str, Any]:
    request = {
        "source": str(source.resolve()),
        "target": str(target.resolve()),
        "limits": limits.to_json(),
        "options": options.to_json(),
    }
    async with reader() as process:
        try:
            out, err = await asyncio.wait_for(process.communicate(json.dumps(request).encode()), limits.seconds)
        except TimeoutError:
            raise UnreadableFile("file_took_too_long", seconds=int(limits.seconds)) from None
    return _believe(process.returncode or 0, out, err, limits)


def _believe(status: int, out: bytes, err: bytes, limits: Limits) -> dict[str, Any]:
    try:
        answer = json.loads(out) if status == 0 else None
    except ValueError:
        answer = None
    if answer is None:
        log.warning("the reader of an upload ended with status %s: %s", status, err.decode("utf-8", "replace")[-_LOGGED_CHARS:])
        if status == -getattr(signal, "SIGXCPU", 24):
            raise UnreadableFile("file_took_too_long", seconds=int(limits.seconds))
        raise UnreadableFile("file_too_much_memory" if ran_out_of_memory(status, err) else "file_unreadable")
    if not answer["ok"]:
        raise UnreadableFile(answer["code"], **answer["facts"])
    profile: dict[str, Any] = answer["profile"]
    return profile
