"""Bolt's side: what Slack sends is recorded before it is acknowledged; the listeners parse, call and render."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core import Core
from bot.settings import Settings
from bot.slack import events, sentences
from bot.slack.announcer import Announcer
from bot.slack.api import Place, Slack
from bot.slack.keys import KeyForm
from bot.slack.pump import Pump
from bot.slack.surface import ACTIONS, CANCEL_JOB, CHOICE, COMMANDS, EVENTS, KEY_FORM
from storage.errors import NotFound
from storage.inbox import Inbox
from tools._text import Text

log = logging.getLogger(__name__)

Body = Mapping[str, Any]
Next = Callable[[], Awaitable[None]]


class Listeners:
    """The functions that Bolt calls."""

    def __init__(self, core: Core, slack: Slack, pump: Pump, announcer: Announcer) -> None:
        self._core, self._slack, self._pump, self._announcer = core, slack, pump, announcer
        self._keys = KeyForm(core, slack)

    def register(self, app: Any) -> None:
        """Register everything in surface.py with a Bolt app."""
        app.use(recorder(self._core.stores.inbox))
        for event in EVENTS:
            app.event(event)(self.heard)
        for command in COMMANDS:
            app.command(command)(self.commanded)
        app.view(KEY_FORM)(self._keys.sent)
        handlers = {CHOICE: self.chosen, CANCEL_JOB: self.cancel}
        for action, pattern in ACTIONS.items():
            app.action(pattern)(handlers[action])

    async def heard(self, ack: AsyncAck) -> None:
        await ack()
        self._pump.wake()

    async def commanded(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        if events.about_key(body):
            await self._keys.asked(body)
        self._pump.wake()

    async def chosen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._pump.wake()
        if events.is_strangers_choice(body):
            await self._whisper(body, sentences.NOT_YOUR_QUESTION)

    async def cancel(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        try:
            await self._core.jobs.cancel(events.where_pressed(body), str(action.get("value", "")))
        except NotFound:
            await self._whisper(body, sentences.JOB_NOT_FOUND)
        self._announcer.wake()

    async def _whisper(self, body: Body, text: Text) -> None:
        where = events.where_pressed(body)
        language = await self._slack.language(where.user) or "ko"
        await self._slack.whisper(Place(where.channel, where.thread), where.user, text.say(language))


def recorder(inbox: Inbox) -> Callable[..., Awaitable[BoltResponse | None]]:
    """A middleware that stores what is to be answered before it is acknowledged.

    Bolt acknowledges an event before its listener has run, so without this a crash loses it. When storing fails, the error
    becomes a 500 and Slack sends the event again.
    """

    async def record(body: dict[str, Any], next: Next) -> BoltResponse | None:
        heard = events.read(body)
        if heard is not None and heard.overheard and not await inbox.known_thread(heard.workspace, heard.channel, heard.thread):
            heard = None
        if heard is None and body.get("type") != "block_actions" and not (events.about_key(body) or events.is_key_form(body)):
            return BoltResponse(status=200, body="")
        if heard is not None and not await inbox.accept(
            workspace=heard.workspace, channel=heard.channel, thread=heard.scope.thread, keys=heard.keys, payload=heard.payload()
        ):
            return BoltResponse(status=200, body="")
        if heard is None and not _ours(body):
            return BoltResponse(status=200, body="")
        await next()
        return None

    return record


def _ours(body: Body) -> bool:
    if events.about_key(body) or events.is_key_form(body):
        return True
    ids = [str(action.get("action_id", "")) for action in body.get("actions") or ()]
    return any(action.startswith((CHOICE, CANCEL_JOB)) for action in ids)


def bolt_app(settings: Settings, slack: Slack) -> AsyncApp:
    """A Bolt app that verifies signatures, knows who the bot is without asking Slack each time, and never logs a body."""
    secret = settings.slack_signing_secret

    async def authorize() -> AuthorizeResult:
        me = slack.identity
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_user_id=me.user or None, bot_id=me.bot or None, bot_token=slack.token)

    # At INFO Bolt logs the whole body of a request with a bad signature; its loggers take the level that this one has now.
    # At WARNING it would complain that SLACK_BOT_TOKEN is set and yet a client was given.
    bolt_log = logging.getLogger("bot.slack.bolt")
    bolt_log.setLevel(logging.ERROR)
    app = AsyncApp(
        name="eclo",
        logger=bolt_log,
        client=AsyncWebClient(base_url=slack.base_url, session=slack.http),
        signing_secret=secret.get_secret_value() if secret else "",
        authorize=authorize,
    )
    bolt_log.setLevel(logging.WARNING)
    return app
