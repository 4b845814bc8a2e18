"""Text from people, files and models is shown and does nothing: no mention, no broadcast, no link.

Slack has two languages. In mrkdwn `<...>` is the only markup with effects, so `<`, `>` and `&` become entities
(https://docs.slack.dev/messaging/formatting-message-text). A markdown block is CommonMark, in which entities are decoded,
so there an invisible space breaks what would otherwise begin a mention or a link.
"""

from __future__ import annotations

import re

_GAP = "\u200b"
_LESS_THAN = r"(?:<|&lt;?|&#0*60;?|&#x0*3c;?)"
_TOKEN = re.compile(rf"({_LESS_THAN})(?=[!@#&])", re.IGNORECASE)
_AUTOLINK = re.compile(rf"({_LESS_THAN})(?=[a-z][a-z0-9+.\-]{{1,31}}:)", re.IGNORECASE)
_BROADCAST = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_LABELLED = re.compile(r"!?\[([^\[\]\n]*)\]\(\s*<?([^()\s<>]*)>?[^()\n]*\)")
_TARGET = re.compile(r"\](?=[(:])")  # of a link whose label is too odd for the pattern above, or that is defined elsewhere
_ADDRESS = re.compile(r"(?:(?::|&colon;|&#0*58;?|&#x0*3a;?)(?=//|/?&)|(?:mailto|tel):(?=\S)|www\.(?=\w))", re.IGNORECASE)

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!([a-z]+)(?:\^[^|>]*)?(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:[a-z][a-z0-9+.\-]*):[^|>]*)(?:\|([^>]*))?>", re.IGNORECASE)


def _without_links(text: str) -> str:
    text = _LABELLED.sub(lambda m: f"{m[1]} ({m[2]})" if m[2] else m[1], text)
    return _ADDRESS.sub(lambda m: m[0] + _GAP, _TARGET.sub("]" + _GAP, text))


def mrkdwn(text: str) -> str:
    """`text` for a `text` field or a mrkdwn section: shown as it is, and inert."""
    text = _BROADCAST.sub("@" + _GAP, _without_links(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: str) -> str:
    """Markdown for a markdown block: its formatting stays, its mentions and links are inert."""
    text = _BROADCAST.sub("@" + _GAP, _without_links(text))
    return _AUTOLINK.sub(rf"\1{_GAP}", _TOKEN.sub(rf"\1{_GAP}", text))


def code(text: str) -> str:
    """`text` as a mrkdwn code block that it can't end."""
    return "```\n" + mrkdwn(text.replace("```", "'''")) + "\n```"


def one_line(text: str) -> str:
    """`text` without line breaks, for a cell of an aligned table."""
    return " ".join(text.split()) if any(c in text for c in "\n\r\t") else text


def spoken(text: str, bot_user: str = "") -> str:
    """What a person typed, from the text of an event: without the mention of the bot, other markup as it looked."""
    if bot_user:
        text = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>", " ", text)
    text = _MENTION.sub(lambda m: "@" + (m[2] or m[1]), text)
    text = _CHANNEL.sub(lambda m: "#" + (m[2] or m[1]), text)
    text = _SPECIAL.sub(lambda m: m[2] or "@" + m[1], text)
    text = _LINK.sub(lambda m: m[2] or m[1].removeprefix("mailto:"), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
