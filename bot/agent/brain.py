"""The seam between the conversation and whoever turns it into content blocks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from storage.profile import Profile
from tools._registry import ToolSpec
from tools._text import Language

Block = dict[str, Any]
"""A content block in the form of the Anthropic Messages API: text, tool_use or tool_result (plain JSON)."""

Message = dict[str, Any]
"""{"role": "user" | "assistant", "content": list[Block]}"""

StopReason = Literal["end_turn", "tool_use", "max_tokens", "refusal", "truncated"]


@dataclass(frozen=True, slots=True)
class DatasetView:
    """A dataset of the channel as the brain may know it.

    `current` is the one the thread talks about; `borrowed`, for want of one of its own, the channel's newest.
    """

    id: str
    name: str
    profile: Profile
    current: bool
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Everything a brain needs for one step. `messages` ends with a user message (text or tool results)."""

    messages: Sequence[Message]
    tools: Sequence[ToolSpec]
    datasets: Sequence[DatasetView]
    language: Language
    now: datetime


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of text as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """The finished step: the assistant's blocks, why it stopped, and the tokens it used (by the API's names)."""

    blocks: list[Block]
    stop_reason: StopReason
    usage: dict[str, int] = field(default_factory=dict)


class Brain(Protocol):
    """Turns a conversation into blocks: any number of Deltas, then exactly one Step, whose text is the deltas joined."""

    name: str

    def respond(self, request: Request) -> AsyncIterator[Delta | Step]: ...

    async def close(self) -> None:
        """Let go of what it holds, such as connections."""
        ...
