"""HTTP: a server for an aiohttp application, and /health."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from storage.errors import StorageError
from storage.stores import Stores

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024
"""Of a request's body; Slack's are much smaller."""


class Server:
    """Serves `app` on host and port; port 0 takes any free one. `port` tells which."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5.0)
        self._host = host
        self.port = port

    async def start(self) -> None:
        """Raises OSError when the port is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        log.info("listening on %s:%s", self._host, self.port)

    async def stop(self) -> None:
        await self._runner.cleanup()


def health(stores: Stores, token_ok: Callable[[], bool]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """GET /health: {"ok", "database", "token", "inbox_waiting"}; 200 when all is well, else 503."""

    async def handler(_request: web.Request) -> web.Response:
        waiting: int | None = None
        try:
            waiting = await stores.inbox.waiting()
        except StorageError:
            log.warning("health: the database can't be reached")
        token, database = token_ok(), waiting is not None
        report = {"ok": token and database, "database": database, "token": token, "inbox_waiting": waiting}
        return web.json_response(report, status=200 if report["ok"] else 503)

    return handler
