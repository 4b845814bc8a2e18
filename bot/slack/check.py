"""Does the token work? For `eclo doctor`."""

from __future__ import annotations

from bot.settings import Settings


class TokenRejected(Exception):
    """Slack's own short code, such as invalid_auth."""


class Unreachable(Exception):
    """No answer from the Slack API."""


def workspace_name(settings: Settings, *, seconds: int) -> str:
    """The name of the workspace the bot token belongs to. Raises TokenRejected, Unreachable."""
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError

    assert settings.slack_bot_token is not None
    client = WebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=seconds)
    try:
        return str(client.auth_test()["team"])
    except SlackApiError as error:
        raise TokenRejected(error.response["error"]) from error
    except OSError as error:
        raise Unreachable from error
