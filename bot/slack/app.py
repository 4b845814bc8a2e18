"""The Slack front end, put together: Socket Mode with an app token, else HTTP."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from bot.core import Core
from bot.http import MOST_BYTES, Server, health
from bot.settings import Settings
from bot.slack.announcer import Announcer
from bot.slack.answer import Conversation
from bot.slack.api import Slack
from bot.slack.files import Files
from bot.slack.listeners import Listeners, bolt_app
from bot.slack.manifest import EVENTS_PATH
from bot.slack.pump import Pump, cancel

log = logging.getLogger(__name__)

TOKEN_CHECK_SECONDS = 60.0
DRAIN_SECONDS = 10.0


async def serve(core: Core, settings: Settings, *, started: asyncio.Event | None = None) -> None:
    """Serve Slack until SIGTERM, Ctrl-C or cancelled; what has begun is then finished or put back. Sets `started` when messages are taken."""
    stopped = asyncio.Event()
    with _on_signals(stopped.set):
        async with SlackFront(core, settings):
            if started is not None:
                started.set()
            await stopped.wait()


@contextmanager
def _on_signals(call: Callable[[], object]) -> Iterator[None]:
    """A deploy's SIGTERM and a person's Ctrl-C end the same way."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    try:
        for number in signals:
            loop.add_signal_handler(number, call)
    except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
        yield
        return
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


class SlackFront:
    """`async with SlackFront(core, settings) as front`: serves Slack inside the block. `port` is where it listens."""

    def __init__(
        self,
        core: Core,
        settings: Settings,
        *,
        pump_options: dict[str, Any] | None = None,
        announcer_options: dict[str, Any] | None = None,
        drain_seconds: float | None = None,
    ) -> None:
        self._core, self._settings = core, settings
        self._drain_seconds = DRAIN_SECONDS if drain_seconds is None else drain_seconds
        self._pump_options, self._announcer_options = pump_options or {}, announcer_options or {}
        self._server: Server | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def port(self) -> int:
        assert self._server is not None, "in Socket Mode there is none unless PORT is set"
        return self._server.port

    async def __aenter__(self) -> Self:
        core, settings = self._core, self._settings
        self.slack = slack = Slack(settings)
        self._announcer = Announcer(core, slack, **self._announcer_options)
        files = Files(slack, settings.max_upload_mb, settings.var_dir / "incoming")
        conversation = Conversation(core, slack, files, self._announcer.wake)
        self._pump = Pump(core.stores.inbox, conversation, ready=lambda: slack.token_ok and bool(slack.identity.user), **self._pump_options)
        app = bolt_app(settings, slack)
        Listeners(core, slack, self._pump, self._announcer).register(app)
        try:
            if not await slack.identify():
                log.warning("Slack did not say who the bot is; messages are kept and answered once it does")
            await self._open(app)
        except BaseException:
            await self._close()
            raise
        for work in (self._pump.run(), self._announcer.run(), self._watch_token()):
            self._start(work)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._close()

    async def _open(self, app: AsyncApp) -> None:
        if self._settings.slack_app_token is not None:
            # The socket's own client adds the app token to each call; ours would send the bot's.
            self._socket = AsyncSocketModeHandler(
                app,
                self._settings.slack_app_token.get_secret_value(),
                web_client=self.slack.web,
                logger=logging.getLogger("bot.slack.bolt"),
            )
            self._start(self._connect(self._socket))
            # Socket Mode needs no port. Where one is given all the same, somebody wants to ask how the bot is.
            if self._settings.port != Settings.port:
                await self._listen(health_app(self._core, self.slack))
        else:
            await self._listen(web_app(app, self._core, self.slack))

    async def _listen(self, application: web.Application) -> None:
        self._server = Server(application, self._settings.host, self._settings.port)
        await self._server.start()

    async def _connect(self, socket: AsyncSocketModeHandler) -> None:
        """Connect, however long it takes; after that the handler reconnects by itself."""
        wait = 1.0
        while True:
            try:
                await socket.connect_async()  # type: ignore[no-untyped-call]
                log.info("connected to Slack by Socket Mode")
                return
            except Exception as error:
                # Whatever it is, serving Slack means trying again; the class names it without the library's text.
                log.error("Socket Mode could not connect (%s); check SLACK_APP_TOKEN. Trying again in %.0f s", type(error).__name__, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60)

    async def _watch_token(self) -> None:
        while True:
            await asyncio.sleep(TOKEN_CHECK_SECONDS if self.slack.identity.user else 5.0)
            if await self.slack.identify():
                self._pump.wake()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _close(self) -> None:
        """Take nothing more, let what has begun finish, put back the rest."""
        if self._server is not None:
            await self._server.stop()
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await cancel(self._tasks)
        await self._pump.drain(self._drain_seconds)
        await self.slack.close()


def web_app(app: AsyncApp, core: Core, slack: Slack) -> web.Application:
    """POST /slack/events for events, commands and buttons; GET /health."""

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    web_application = health_app(core, slack)
    web_application.router.add_post(EVENTS_PATH, receive)
    return web_application


def health_app(core: Core, slack: Slack) -> web.Application:
    """GET /health."""
    web_application = web.Application(client_max_size=MOST_BYTES)
    web_application.router.add_get("/health", health(core.stores, lambda: slack.token_ok))
    return web_application
