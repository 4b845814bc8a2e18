"""A person's own API key: asked for in a modal, tried once, kept sealed, never shown and never logged."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError

from bot.core import Core
from bot.errors import BrainError
from bot.slack import events, sentences
from bot.slack.api import Slack, code_of
from bot.slack.files import allowed
from bot.slack.surface import KEY_FORM
from bot.text import say
from storage.errors import StorageError
from storage.scope import Scope
from tools._text import Language, Text

log = logging.getLogger(__name__)

Body = Mapping[str, Any]
Block = dict[str, Any]

_BLOCK, _FIELD = "key", "value"
_FORM = re.compile(r"sk-[\w-]{10,300}")


class KeyForm:
    """`/eclo key` opens the form, `/eclo key remove` takes the key back."""

    def __init__(self, core: Core, slack: Slack) -> None:
        self._core, self._slack = core, slack

    async def asked(self, body: Body) -> None:
        """The command. What was typed behind `key` is not looked at."""
        who = events.person(body)
        language = await self._language(who)
        keys = self._core.own_keys
        if keys is None:
            await self._tell(body, sentences.KEY_NOT_USED, language)
        elif events.about_key(body) == "remove":
            try:
                gone = await keys.remove(who)
            except StorageError:
                await self._tell(body, sentences.KEY_NOT_KEPT, language)
            else:
                await self._tell(body, sentences.KEY_REMOVED if gone else sentences.KEY_NONE, language)
        elif not await self._slack.open_view(str(body.get("trigger_id", "")), _form(language)):
            await self._tell(body, sentences.KEY_FORM_LATE, language)

    async def sent(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The form, sent: checked at once for its form, and then with Claude while the person sees that."""
        who, view = events.person(body), body["view"]
        language: Language = "en" if view.get("private_metadata") == "en" else "ko"
        key = str(view["state"]["values"][_BLOCK][_FIELD].get("value") or "").strip()
        keys = self._core.own_keys
        if keys is None or not _FORM.fullmatch(key):
            await ack(response_action="errors", errors={_BLOCK: sentences.KEY_MALFORMED.say(language)})
            return
        await ack(response_action="update", view=_notice(sentences.KEY_CHECKING.say(language), language))
        try:
            await keys.set(who, SecretStr(key))
            outcome = sentences.KEY_KEPT.say(language)
        except BrainError as error:
            rejected = error.code == "brain_key_rejected"
            outcome = sentences.KEY_REJECTED.say(language) if rejected else say(language, f"error_{error.code}")
        except StorageError:
            outcome = sentences.KEY_NOT_KEPT.say(language)
        await self._slack.update_view(str(view["id"]), _notice(outcome, language))

    async def _language(self, who: Scope) -> Language:
        return await self._slack.language(who.user) or "ko"

    async def _tell(self, body: Body, text: Text, language: Language) -> None:
        url = str(body.get("response_url") or "")
        if allowed(url, self._slack.base_url) is None:
            log.warning("a command came with a response_url that is not Slack's")
            return
        try:
            await self._slack.respond(url, text.say(language))
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning(
                "a command could not be answered (%s)", code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
            )


def _form(language: Language) -> Block:
    field: Block = {
        "type": "input",
        "block_id": _BLOCK,
        "label": _plain(sentences.KEY_LABEL.say(language)),
        "element": {"type": "plain_text_input", "action_id": _FIELD, "placeholder": _plain("sk-ant-…"), "max_length": 310},
    }
    about: Block = {"type": "section", "text": {"type": "mrkdwn", "text": sentences.KEY_ABOUT.say(language)}}
    return {
        **_frame(language),
        "callback_id": KEY_FORM,
        "private_metadata": language,
        "submit": _plain(sentences.KEY_SUBMIT.say(language)),
        "blocks": [about, field],
    }


def _notice(text: str, language: Language) -> Block:
    return {**_frame(language), "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


def _frame(language: Language) -> Block:
    title, close = sentences.KEY_TITLE.say(language), sentences.KEY_CLOSE.say(language)
    return {"type": "modal", "title": _plain(title), "close": _plain(close)}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
