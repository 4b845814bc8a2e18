"""A person who talks to the bot whose brain is a scripted server."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from conftest import Chat
from fakes.anthropic import FakeAnthropic
from pydantic import SecretStr

from bot import wiring
from bot.messages import Reply, TextDelta
from bot.settings import Settings

KEY = "sk-ant-canary-1234567890"


@asynccontextmanager
async def talking_to(server: FakeAnthropic, settings: Settings, **changes: Any) -> AsyncIterator[Chat]:
    with_key = dataclasses.replace(settings, **{"anthropic_api_key": SecretStr(KEY), "anthropic_base_url": server.url, **changes})
    async with wiring.open_core(with_key) as core:
        yield Chat(core)


def text_of(replies: Iterable[Reply]) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta))
