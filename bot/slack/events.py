"""Slack's payloads, read into `Heard`: one thing that was said to the bot.

The bot answers direct messages, mentions, `/eclo`, its own buttons, and in a channel whatever is said in a thread that it
takes part in already, unless that begins with a mention of somebody else. Everything else it leaves alone: its own messages
and those of other bots, edits, deletions, people joining.

In a channel a conversation is a thread. A direct message is one conversation, as people expect of it, and is answered in it
without a thread; a thread below something that the bot said there goes on with that same conversation, and is answered in the
thread. Only a thread below one's own message is a conversation of its own, for whoever wants to keep two things apart.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot.slack.surface import CHOICE, COMMANDS, EVENTS, KEY_FORM
from storage.scope import Scope

_SPOKEN = (None, "file_share", "thread_broadcast")  # subtypes of a message that a person wrote
_TO_SOMEONE = re.compile(r"\s*<@([A-Z0-9]+)")
_FILE_FACTS = ("id", "name", "size", "mode", "is_external", "file_access", "mimetype", "url_private", "url_private_download")

DIRECT = "dm"
"""The conversation of a direct message, where a thread's conversation has the thread's ts."""

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, a pressed button or a command, as it is stored until it is answered. `keys` are what it is known by."""

    kind: str  # message, choice, command
    workspace: str
    channel: str
    thread: str  # in which it is answered; empty: in the channel itself
    user: str
    turn: str
    text: str  # as Slack sent it
    files: tuple[dict[str, Any], ...] = ()
    question: dict[str, Any] = field(default_factory=dict)  # of a choice: the message whose buttons were pressed
    response_url: str = ""
    keys: tuple[str, ...] = ()
    overheard: bool = False  # counts only in a thread that the bot takes part in
    conversation: str = ""  # which it belongs to, where that is not the thread
    consent: str = ""  # of a choice: the call that its question is about

    @property
    def scope(self) -> Scope:
        return Scope(self.workspace, self.channel, self.conversation or self.thread, self.user)

    def payload(self) -> dict[str, Any]:
        return {**asdict(self), "files": list(self.files), "keys": list(self.keys)}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Heard:
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in payload.items() if name in known}
        return cls(**{**values, "files": tuple(values.get("files", ())), "keys": tuple(values.get("keys", ()))})


def read(body: Body) -> Heard | None:
    """What was said to the bot; None when the payload is nothing to answer."""
    if about_key(body):
        return None
    if body.get("command") in COMMANDS:
        return from_command(body)
    if body.get("type") == "event_callback":
        return from_event(body)
    if body.get("type") == "block_actions":
        return from_choice(body)
    return None


def about_key(body: Body) -> str:
    """ "set" or "remove" for `/eclo key ...`, "" for anything else. Such a command is never stored: somebody may have put a key into it."""
    word, _, rest = str(body.get("text") or "").strip().partition(" ")
    if body.get("command") not in COMMANDS or word.lower() not in ("key", "키"):
        return ""
    return "remove" if rest.strip().lower() in ("remove", "delete", "삭제", "지우기", "제거") else "set"


def is_key_form(body: Body) -> bool:
    """Whether this is the form with a person's key, sent."""
    return body.get("type") == "view_submission" and (body.get("view") or {}).get("callback_id") == KEY_FORM


def person(body: Body) -> Scope:
    """Who sent a command or a form, wherever that was."""
    team = _workspace(body.get("team_id") or (body.get("team") or {}).get("id"), (body.get("enterprise") or {}).get("id"))
    return Scope(team, "", "", str(body.get("user_id") or (body.get("user") or {}).get("id", "")))


def from_event(body: Body) -> Heard | None:
    """A message or a mention; None for what is not to be answered."""
    event: Body = body.get("event") or {}
    if event.get("type") not in EVENTS or event.get("subtype") not in _SPOKEN:
        return None
    if event.get("bot_id") or event.get("bot_profile") or event.get("hidden") or not event.get("user"):
        return None
    channel, ts, text = str(event.get("channel", "")), str(event.get("ts", "")), str(event.get("text") or "")
    files = tuple({name: file[name] for name in _FILE_FACTS if name in file} for file in event.get("files") or ())
    if not (channel and ts and (text.strip() or files)):
        return None
    direct = event.get("channel_type") == "im" or _is_direct(channel)
    mentioned = event["type"] == "app_mention" or _mentions_bot(body, text)
    if not (direct or mentioned) and (not event.get("thread_ts") or _TO_SOMEONE.match(text)):
        return None
    team = _workspace(body.get("team_id"), body.get("enterprise_id"))
    thread = str(event.get("thread_ts") or ("" if direct else ts))
    one = direct and (not thread or str(event.get("parent_user_id") or "") in _bot_users(body))
    return Heard(
        kind="message",
        workspace=team,
        channel=channel,
        thread=thread,
        conversation=DIRECT if one else "",
        user=str(event["user"]),
        turn=_turn(f"slack:{channel}:{ts}", thread if one else ""),
        text=text,
        files=files,
        # Slack repeats an event under its id, and tells of one message in several events.
        keys=(f"event:{body.get('api_app_id')}:{team}:{body.get('event_id')}", f"message:{team}:{channel}:{ts}"),
        overheard=not (direct or mentioned),
    )


def from_command(body: Body) -> Heard:
    """`/eclo ...`. In a channel it has no thread yet: the answer's first message will begin one."""
    team, channel = _workspace(body.get("team_id"), body.get("enterprise_id")), str(body.get("channel_id", ""))
    trigger = hashlib.sha256(str(body.get("trigger_id", "")).encode()).hexdigest()[:32]
    return Heard(
        kind="command",
        workspace=team,
        channel=channel,
        thread="" if _is_direct(channel) else f"command:{trigger}",
        conversation=DIRECT if _is_direct(channel) else "",
        user=str(body.get("user_id", "")),
        turn=f"slack:{channel}:{trigger}",
        text=str(body.get("text") or "").strip(),
        response_url=str(body.get("response_url") or ""),
        keys=(f"command:{trigger}",),
    )


def from_choice(body: Body) -> Heard | None:
    """A pressed choice of a question; None for other buttons and for someone who was not asked."""
    choice = _choice(body)
    user = str((body.get("user") or {}).get("id", ""))
    if choice is None or choice.get("user") not in ("", None, user):
        return None
    message: Body = body.get("message") or {}
    container: Body = body.get("container") or {}
    ts = str(message.get("ts") or container.get("message_ts", ""))
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id", ""))
    team = _workspace((body.get("team") or {}).get("id"), (body.get("enterprise") or {}).get("id"))
    thread = str(message.get("thread_ts") or container.get("thread_ts") or ("" if _is_direct(channel) else ts))
    one = _is_direct(channel) and choice.get("conversation") == DIRECT
    return Heard(
        kind="choice",
        workspace=team,
        channel=channel,
        thread=thread,
        conversation=DIRECT if one else "",
        user=user,
        turn=_turn(f"slack:{channel}:{ts}:choice", thread if one else ""),
        text=str(choice["text"]),
        consent=str(choice.get("consent") or ""),
        question={"ts": ts, "text": message.get("text", ""), "blocks": message.get("blocks", [])},
        keys=(f"choice:{team}:{channel}:{ts}",),  # one answer to a question, however often and whatever is pressed
    )


def is_strangers_choice(body: Body) -> bool:
    """Someone pressed a choice of a question that was put to somebody else."""
    return _choice(body) is not None and from_choice(body) is None


def where_pressed(body: Body) -> Scope:
    """The scope in which a button was pressed."""
    message: Body = body.get("message") or {}
    container: Body = body.get("container") or {}
    return Scope(
        _workspace((body.get("team") or {}).get("id"), (body.get("enterprise") or {}).get("id")),
        str((body.get("channel") or {}).get("id") or container.get("channel_id", "")),
        str(message.get("thread_ts") or container.get("thread_ts") or ""),
        str((body.get("user") or {}).get("id", "")),
    )


def choice_value(text: str, user: str, conversation: str = "", consent: str = "") -> str:
    """What a choice's button carries: the answer, who was asked, in which conversation, and what the answer would agree to."""
    return json.dumps({"text": text, "user": user, "conversation": conversation, "consent": consent}, ensure_ascii=False)


def thread_of(conversation: str, turn: str) -> str:
    """The thread in which a turn of a conversation is answered; empty: in the direct message itself."""
    return turn.partition("@")[2] if conversation == DIRECT else conversation


def _turn(name: str, thread: str) -> str:
    # A job knows its conversation and its turn; where it was asked for must follow from these.
    return f"{name}@{thread}" if thread else name


def _is_direct(channel: str) -> bool:
    return channel.startswith("D")


def _choice(body: Body) -> Mapping[str, Any] | None:
    for action in body.get("actions") or ():
        if str(action.get("action_id", "")).startswith(CHOICE):
            try:
                value = json.loads(action.get("value") or "")
            except ValueError:
                return None
            return value if isinstance(value, dict) and value.get("text") else None
    return None


def _bot_users(body: Body) -> list[str]:
    # The event says as whom the app is authorised: that is the bot's own user.
    return [str(entry.get("user_id")) for entry in body.get("authorizations") or () if entry.get("is_bot")]


def _mentions_bot(body: Body, text: str) -> bool:
    return any(f"<@{user}" in text for user in _bot_users(body))


def _workspace(team: object, enterprise: object) -> str:
    return str(team or enterprise or "")
