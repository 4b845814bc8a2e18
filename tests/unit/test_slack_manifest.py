"""The manifest asks for exactly what the code uses."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

import bot.slack
from bot.slack.listeners import Listeners
from bot.slack.manifest import manifest, manifest_json
from bot.slack.surface import CANCEL_JOB, CHOICE, DOWNLOAD_SCOPE, METHODS

# What `files_upload_v2` of the SDK calls
UPLOAD = {"files.getUploadURLExternal", "files.completeUploadExternal"}
# The scope behind each subscription, and what it is heard as in the code (docs.slack.dev/reference/events)
SUBSCRIPTIONS = {
    "app_mention": ("app_mention", "app_mentions:read"),
    "message.channels": ("message", "channels:history"),
    "message.groups": ("message", "groups:history"),
    "message.im": ("message", "im:history"),
    "message.mpim": ("message", "mpim:history"),
}


class Recorder:
    """Notes what is registered with it, as with a Bolt app."""

    def __init__(self) -> None:
        self.events: set[str] = set()
        self.commands: set[str] = set()
        self.actions: list[Any] = []
        self.views: set[str] = set()

    def use(self, _middleware: Any) -> None: ...

    def event(self, name: str) -> Callable[[Any], None]:
        self.events.add(name)
        return lambda _listener: None

    def command(self, name: str) -> Callable[[Any], None]:
        self.commands.add(name)
        return lambda _listener: None

    def action(self, pattern: Any) -> Callable[[Any], None]:
        self.actions.append(pattern)
        return lambda _listener: None

    def view(self, name: str) -> Callable[[Any], None]:
        self.views.add(name)
        return lambda _listener: None


class _Core:
    class stores:
        inbox = None


def registered() -> Recorder:
    recorder = Recorder()
    Listeners(_Core(), None, None, None).register(recorder)  # type: ignore[arg-type]
    return recorder


def called() -> set[str]:
    """The Web API methods that bot/slack calls, read from its source."""
    methods: set[str] = set()
    for path in Path(next(iter(bot.slack.__path__))).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and "_" in node.attr
                and not node.attr.startswith("_")
                and hasattr(AsyncWebClient, node.attr)
            ):
                methods |= UPLOAD if node.attr == "files_upload_v2" else {node.attr.replace("_", ".", 1)}
    return methods - {"base.url"}


def test_events_and_commands_are_those_that_are_listened_to() -> None:
    made, heard = manifest(), registered()
    subscribed = made["settings"]["event_subscriptions"]["bot_events"]
    assert {SUBSCRIPTIONS[name][0] for name in subscribed} == heard.events
    assert set(subscribed) == {name for name, (event, _) in SUBSCRIPTIONS.items() if event in heard.events}
    assert {c["command"] for c in made["features"]["slash_commands"]} == heard.commands
    assert made["settings"]["interactivity"]["is_enabled"] == bool(heard.actions)


def test_scopes_are_exactly_those_of_the_events_commands_and_methods_in_use() -> None:
    made = manifest()
    assert called() == set(METHODS)
    needed = {SUBSCRIPTIONS[name][1] for name in made["settings"]["event_subscriptions"]["bot_events"]}
    needed |= {scope for method in called() for scope in METHODS[method]} | {"commands", DOWNLOAD_SCOPE}
    assert made["oauth_config"]["scopes"]["bot"] == sorted(needed)


def test_every_button_has_a_listener() -> None:
    patterns = registered().actions
    for action in (CANCEL_JOB, f"{CHOICE}_0", f"{CHOICE}_24"):
        assert sum(bool(re.fullmatch(p, action)) for p in patterns) == 1


def test_manifest_fits_slacks_form() -> None:
    made = json.loads(manifest_json())
    assert made["settings"]["socket_mode_enabled"] is True
    assert len(made["display_information"]["description"]) <= 140
    (command,) = made["features"]["slash_commands"]
    assert "url" not in command
    assert 0 < len(command["description"]) <= 2000


def test_manifest_for_http_names_one_address_for_everything() -> None:
    made = manifest("https://bot.example.com/")
    address = "https://bot.example.com/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address
