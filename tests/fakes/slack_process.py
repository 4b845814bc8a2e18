"""The program itself, in a process of its own, that serves a fake Slack: it can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Self

import aiohttp

from tests.fakes.slack import SECRET, TOKEN, Deliver, FakeSlack

PROGRAM = Path(__file__).parents[2] / "app.py"


class App:
    """`async with App(slack, folder, environment) as app:` runs `python app.py` and waits until it takes messages.

    `output` is all that it wrote, once it has ended.
    """

    def __init__(self, slack: FakeSlack, folder: Path, environment: dict[str, str], **more: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.deliver = Deliver(slack, self.url)
        self.output = ""
        self._folder = folder
        named = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": slack.api_url, "HOST": "127.0.0.1"}
        self._environment = {**environment, **named, "PORT": str(self.port), "ECLO_VAR": str(folder / "var"), **more}

    async def __aenter__(self) -> Self:
        self._log = (self._folder / f"app-{self.port}.log").open("w+", encoding="utf-8")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), env=self._environment, cwd=self._folder, stdout=self._log, stderr=self._log
        )
        async with asyncio.timeout(40):
            while await self.health() is None:
                assert self._process.returncode is None, (self._folder / f"app-{self.port}.log").read_text(encoding="utf-8")
                await asyncio.sleep(0.05)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            await self.end(signal.SIGKILL)
        self._log.close()

    async def health(self) -> int | None:
        """The status of GET /health; None while nobody listens."""
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.url}/health") as answer:
                return answer.status
        except aiohttp.ClientError:
            return None

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and wait; the exit status."""
        os.kill(self._process.pid, how)
        status = await asyncio.wait_for(self._process.wait(), 30)
        self._log.seek(0)
        self.output = self._log.read()
        return status
