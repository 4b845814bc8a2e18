"""Slack's Web API as the bot uses it: nothing unfurls, and a post whose answer was lost is looked for before it is repeated."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.settings import Settings
from tools._text import Language

log = logging.getLogger(__name__)

REVOKED = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
# Nothing can be posted there, now or later.
CLOSED = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "invalid_thread_ts",
        "restricted_action",
        "thread_not_found",
        "user_is_restricted",
    }
)
# Of these, where nobody will read anything: the conversation is over, or the bot was sent out of it.
LEFT = frozenset({"channel_not_found", "is_archived", "not_in_channel", "thread_not_found"})
INVALID = frozenset({"invalid_blocks", "invalid_blocks_format"})
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})

_POST_ATTEMPTS = 4
_METADATA = "eclo_answer"
_LOOK_BACK = 2 * 86_400  # seconds in which an earlier try may have posted

Blocks = Sequence[Mapping[str, Any]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A thread of a channel; an empty thread is the channel itself."""

    channel: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    user: str = ""
    bot: str = ""
    name: str = "eclo"


def code_of(error: SlackApiError) -> str:
    """Slack's name for the error; the HTTP status when it gave none."""
    data = getattr(error.response, "data", None)
    if isinstance(data, dict) and data.get("error"):
        return str(data["error"])
    return f"http_{getattr(error.response, 'status_code', getattr(error.response, 'status', 0))}"


def _is_final(error: Exception) -> bool:
    """Slack has decided: asking again would bring the same answer."""
    return isinstance(error, SlackApiError) and getattr(error.response, "status_code", 0) < 500


class Slack:
    """Needs a running event loop; `close` ends its connections."""

    def __init__(self, settings: Settings) -> None:
        assert settings.slack_bot_token is not None
        self.token = settings.slack_bot_token.get_secret_value()
        self.base_url = settings.slack_api_url.rstrip("/") + "/"
        self.identity = Identity()
        self.token_ok = True
        self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60))
        self._locales: dict[str, Language | None] = {}
        self._quiet_until = 0.0
        limited = AsyncRateLimitErrorRetryHandler(max_retry_count=5)
        broken = [AsyncConnectionErrorRetryHandler(max_retry_count=3), AsyncServerErrorRetryHandler(max_retry_count=3)]
        self.web = self._client([limited, *broken])
        self._once = self._client([limited])  # for what must not happen twice
        self._skippable = self._client([])

    def _client(self, handlers: list[AsyncRetryHandler]) -> AsyncWebClient:
        quiet = logging.getLogger("bot.slack.wire")
        quiet.setLevel(logging.WARNING)  # at a lower level the SDK writes whole requests
        return AsyncWebClient(self.token, base_url=self.base_url, session=self.http, retry_handlers=handlers, logger=quiet)

    async def close(self) -> None:
        await self.http.close()

    async def identify(self) -> bool:
        """Ask who we are. False when Slack can't be reached or no longer knows the token."""
        try:
            who = await self._watched(self.web.auth_test())
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.debug("auth.test failed: %s", type(error).__name__)
            return False
        self.identity = Identity(str(who.get("user_id", "")), str(who.get("bot_id") or ""), str(who.get("user") or "eclo"))
        if not self.token_ok:
            log.warning("Slack accepts the bot token again")
        self.token_ok = True
        return True

    async def post(
        self,
        place: Place,
        text: str,
        *,
        key: str,
        blocks: Blocks | None = None,
        fallback: str | None = None,
        look_first: bool = False,
    ) -> str:
        """Post a message and return its ts. `key` is what it is found by again.

        `fallback` is its text should Slack refuse the blocks (None: `text`; empty: there is none, and refused blocks raise).
        `look_first`: an earlier try may have posted it.
        Raises SlackApiError, aiohttp.ClientError, TimeoutError.
        """
        for attempt in range(_POST_ATTEMPTS):
            if (attempt or look_first) and (found := (await self.find(place, key)).get(key)):
                return found
            try:
                return await self._post(place, text, key, blocks, text if fallback is None else fallback)
            except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
                if _is_final(error) or attempt == _POST_ATTEMPTS - 1:
                    raise
            await asyncio.sleep(0.25 * 2**attempt)  # it may have arrived all the same: look before posting again
        raise AssertionError("unreachable")

    async def _post(self, place: Place, text: str, key: str, blocks: Blocks | None, fallback: str) -> str:
        async def send(text: str, blocks: Blocks | None) -> str:
            answer = await self._watched(
                self._once.chat_postMessage(
                    channel=place.channel,
                    thread_ts=place.thread or None,
                    text=text,
                    blocks=list(blocks) if blocks else None,  # type: ignore[arg-type]  # raw dicts are blocks, too
                    unfurl_links=False,
                    unfurl_media=False,
                    metadata={"event_type": _METADATA, "event_payload": {"key": key}},
                )
            )
            return str(answer["ts"])

        return await self._with_fallback(send, text, blocks, fallback)

    async def update(self, channel: str, ts: str, text: str, *, blocks: Blocks | None = None, fallback: str | None = None) -> bool:
        """Change a message; `fallback` as for `post`. False when it is not there any more."""

        async def send(text: str, blocks: Blocks | None) -> bool:
            await self._watched(self.web.chat_update(channel=channel, ts=ts, text=text, blocks=list(blocks or ())))  # type: ignore[arg-type]
            return True

        try:
            return await self._with_fallback(send, text, blocks, text if fallback is None else fallback)
        except SlackApiError as error:
            if code_of(error) in GONE:
                return False
            raise

    async def refresh(self, channel: str, ts: str, text: str, *, blocks: Blocks) -> None:
        """Change a message that will be changed again soon: skipped while Slack wants fewer calls, and when anything fails."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            async with asyncio.timeout(10):
                await self._watched(self._skippable.chat_update(channel=channel, ts=ts, text=text, blocks=list(blocks)))  # type: ignore[arg-type]
        except SlackApiError as error:
            if getattr(error.response, "status_code", 0) == 429:
                wait = error.response.headers.get("Retry-After", "1")
                self._quiet_until = time.monotonic() + (int(wait) if str(wait).isdigit() else 1)
        except (aiohttp.ClientError, TimeoutError):
            log.debug("an intermediate update was lost")

    async def delete(self, channel: str, ts: str) -> None:
        """Take back a message of our own."""
        try:
            await self._watched(self.web.chat_delete(channel=channel, ts=ts))
        except SlackApiError as error:
            if code_of(error) not in GONE:
                raise

    async def whisper(self, place: Place, user: str, text: str) -> None:
        """Tell one person something in a thread."""
        await self._watched(self.web.chat_postEphemeral(channel=place.channel, thread_ts=place.thread or None, user=user, text=text))

    async def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> bool:
        """Open a modal. False when Slack does not: the trigger is three seconds old, or it can't be reached."""
        try:
            await self._watched(self._once.views_open(trigger_id=trigger_id, view=dict(view)))
            return True
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("a form could not be opened (%s)", code_of(error) if isinstance(error, SlackApiError) else type(error).__name__)
            return False

    async def update_view(self, view_id: str, view: Mapping[str, Any]) -> None:
        """Change an open modal; nothing when it was closed meanwhile."""
        try:
            await self._watched(self.web.views_update(view_id=view_id, view=dict(view)))
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.info("a form could not be changed (%s)", code_of(error) if isinstance(error, SlackApiError) else type(error).__name__)

    async def upload(self, place: Place, content: bytes | Path, *, name: str, alt: str, is_there: Callable[[], Awaitable[bool]]) -> None:
        """Put a file into the thread. `alt` says what it shows, to those who don't see it; `is_there` looks for it in the thread.

        Raises SlackClientError, aiohttp.ClientError, TimeoutError.
        """
        data = content if isinstance(content, bytes) else await asyncio.to_thread(content.read_bytes)
        for attempt in range(_POST_ATTEMPTS):
            if attempt and await is_there():
                return
            try:
                await self._watched(
                    self._once.files_upload_v2(
                        channel=place.channel,
                        thread_ts=place.thread or None,
                        filename=name,
                        title=name,
                        content=data,
                        alt_txt=alt[:2000] or None,
                    )
                )
                return
            except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
                if _is_final(error) or attempt == _POST_ATTEMPTS - 1:
                    raise
            await asyncio.sleep(0.25 * 2**attempt)

    async def find(self, place: Place, prefix: str) -> dict[str, str]:
        """Our messages of the thread (or channel) whose key begins with `prefix`: key -> ts. Nothing when Slack doesn't tell."""
        found: dict[str, str] = {}
        for message in await self._recent(place):
            metadata = message.get("metadata") or {}
            key = str((metadata.get("event_payload") or {}).get("key", ""))
            if metadata.get("event_type") == _METADATA and key.startswith(prefix):
                found.setdefault(key, str(message["ts"]))
        return found

    async def uploaded(self, place: Place, since: str) -> list[str]:
        """The names of the files that we put into the thread (or channel) after the message `since`."""
        ours = [m for m in await self._recent(place) if m.get("user") == self.identity.user and float(m.get("ts") or 0) > float(since)]
        return [str(file.get("name")) for message in ours for file in message.get("files") or ()]

    async def _recent(self, place: Place) -> list[dict[str, Any]]:
        """The messages of the last days, oldest first; none when Slack doesn't tell."""
        window: dict[str, Any] = {"channel": place.channel, "oldest": str(int(time.time()) - _LOOK_BACK), "limit": 999}
        try:
            if place.thread:
                answer = await self._watched(self.web.conversations_replies(ts=place.thread, include_all_metadata=True, **window))
            else:
                answer = await self._watched(self.web.conversations_history(include_all_metadata=True, **window))
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            log.warning("the thread could not be read; an answer in it may be shown twice")
            return []
        return sorted(answer.get("messages") or (), key=lambda message: float(message.get("ts") or 0))  # a history begins with the newest

    async def respond(self, url: str, text: str) -> None:
        """Answer a command privately, by its response_url."""
        await AsyncWebhookClient(url, session=self.http).send(text=text, response_type="ephemeral", unfurl_links=False, unfurl_media=False)

    async def file(self, file_id: str) -> dict[str, Any]:
        """All about a file. Raises SlackApiError."""
        return dict((await self._watched(self.web.files_info(file=file_id))).get("file") or {})

    async def language(self, user: str) -> Language | None:
        """The language a person uses Slack in, where it is one of ours."""
        if user not in self._locales:
            try:
                about = await self._watched(self.web.users_info(user=user, include_locale=True))
            except (SlackApiError, aiohttp.ClientError, TimeoutError):
                return None
            tag = str((about.get("user") or {}).get("locale") or "")[:2]
            self._locales[user] = "ko" if tag == "ko" else "en" if tag == "en" else None
        return self._locales[user]

    async def _with_fallback(
        self, send: Callable[[str, Blocks | None], Awaitable[T]], text: str, blocks: Blocks | None, fallback: str
    ) -> T:
        try:
            return await send(text, blocks)
        except SlackApiError as error:
            if not blocks or not fallback or code_of(error) not in INVALID:
                raise
        log.warning("Slack refused the blocks of a message; it is shown as text")
        return await send(fallback, None)

    async def _watched(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except SlackApiError as error:
            if code_of(error) in REVOKED and self.token_ok:
                self.token_ok = False
                log.error("Slack refuses the bot token (%s): install the app again and set SLACK_BOT_TOKEN", code_of(error))
            raise
