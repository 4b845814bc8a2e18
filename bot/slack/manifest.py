"""The manifest from which Slack makes the app: exactly what the code uses, nothing more."""

from __future__ import annotations

import json
from typing import Any

from bot.slack.surface import ACTIONS, COMMANDS, EVENTS, scopes

EVENTS_PATH = "/slack/events"


def manifest(base_url: str | None = None) -> dict[str, Any]:
    """The app manifest (https://docs.slack.dev/reference/app-manifest).

    With a public `base_url` (https://bot.example.com) for HTTP; without one for Socket Mode, which needs no public address.
    """
    request_url = base_url.rstrip("/") + EVENTS_PATH if base_url else ""
    where = {"request_url": request_url} if request_url else {}
    address = {"url": request_url} if request_url else {}
    return {
        "display_information": {
            "name": "ECLO",
            "description": "교통사고 심각도(ECLO) 예측과 데이터 질문 · Traffic accident severity and questions about your data",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "eclo", "always_online": True},
            "slash_commands": [
                {"command": name, "description": about.description, "usage_hint": about.usage, "should_escape": False, **address}
                for name, about in COMMANDS.items()
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {**where, "bot_events": sorted(name for names in EVENTS.values() for name in names)},
            "interactivity": {"is_enabled": bool(ACTIONS), **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def manifest_json(base_url: str | None = None) -> str:
    """The manifest as JSON, ready to paste at https://api.slack.com/apps?new_app=1."""
    return json.dumps(manifest(base_url), ensure_ascii=False, indent=2)
