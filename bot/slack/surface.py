"""What the app asks of Slack: events, commands, buttons and methods. The listeners and the manifest are both made from these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    description: str
    usage: str


# event type in the code -> the subscriptions that bring it -> the scope each of them needs
EVENTS: Mapping[str, Mapping[str, str]] = {
    "app_mention": {"app_mention": "app_mentions:read"},
    "message": {
        "message.channels": "channels:history",
        "message.groups": "groups:history",
        "message.im": "im:history",
        "message.mpim": "mpim:history",
    },
}

COMMANDS: Mapping[str, Command] = {
    "/eclo": Command(
        "ECLO 예측과 데이터 질문 · Predict ECLO, ask about data", "help | predict 비 오는 금요일 18시 중구 교차로 차대차 | key | forget"
    ),
}
COMMAND_SCOPE = "commands"

CHOICE = "eclo_choice"  # a button of a question; numbered, because ids in one block must differ
CANCEL_JOB = "eclo_cancel_job"
KEY_FORM = "eclo_key"  # the modal in which a person sets an API key of their own
ACTIONS: Mapping[str, str | re.Pattern[str]] = {CHOICE: re.compile(rf"^{CHOICE}_\d+$"), CANCEL_JOB: CANCEL_JOB}

# Web API method -> the scopes it needs
METHODS: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "conversations.replies": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.update": (),
}
DOWNLOAD_SCOPE = "files:read"  # for url_private, which is not a method


def scopes() -> list[str]:
    """The bot scopes that all of the above need, sorted."""
    needed = {scope for subscriptions in EVENTS.values() for scope in subscriptions.values()}
    needed |= {scope for method in METHODS.values() for scope in method}
    return sorted(needed | {COMMAND_SCOPE, DOWNLOAD_SCOPE})
