"""Every environment variable, read once; what can't be is refused by name."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load

ROOT = Path(__file__).parent.parent.parent


def test_nothing_set_is_a_complete_configuration():
    settings = load({})
    assert settings.brain_name == "offline"
    assert not settings.uses_slack
    assert settings.resolved_database_url.startswith("sqlite+aiosqlite:///")


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "many"}, "PORT"),
        ({"ECLO_MAX_UPLOAD_MB": "0"}, "ECLO_MAX_UPLOAD_MB"),
        ({"ECLO_BRAIN": "gpt"}, "ECLO_BRAIN"),
        ({"ECLO_BRAIN": "claude"}, "ANTHROPIC_API_KEY"),
        ({"SLACK_BOT_TOKEN": "xoxb-canary"}, "SLACK_SIGNING_SECRET"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_the_variables_name(environment, named):
    with pytest.raises(SettingsError) as refusal:
        load(environment)
    assert named in str(refusal.value)
    assert "canary" not in str(refusal.value)


def test_an_empty_tile_url_means_no_tiles_and_an_unset_one_the_default():
    assert load({"ECLO_TILE_URL": ""}).tile_url == ""
    assert "openstreetmap" in load({}).tile_url


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_usual_postgres_address_gets_the_async_driver(scheme):
    assert load({"DATABASE_URL": f"{scheme}://u:p@h/d"}).resolved_database_url == "postgresql+asyncpg://u:p@h/d"


def test_secrets_do_not_show_when_settings_are_printed():
    settings = load({"ANTHROPIC_API_KEY": "canary-1", "SLACK_BOT_TOKEN": "canary-2", "SLACK_SIGNING_SECRET": "canary-3"})
    assert "canary" not in repr(settings) + str(settings)


def test_the_environment_is_read_nowhere_else():
    allowed = {"bot/settings.py", "bot/export/_child.py", "bot/text/__init__.py", "bot/embedded.py", "storage/ingest/ready.py"}
    for path in (p for room in ("bot", "tools", "model", "storage") for p in (ROOT / room).rglob("*.py")):
        if re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8")):
            assert str(path.relative_to(ROOT)) in allowed, path


def test_every_setting_has_a_name_and_a_meaning():
    for item in dataclasses.fields(Settings):
        assert item.metadata["env"].isupper()
        assert item.metadata["help"].endswith(".")
