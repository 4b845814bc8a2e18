"""The seam between the conversation and whoever turns it into content blocks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from pydantic import SecretStr

from storage.profile import Profile
from storage.scope import Scope
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


class Ledger(Protocol):
    """Where a brain tells what it did beside answering."""

    def spent(self, model: str, usage: Mapping[str, int]) -> None:
        """A request to this model used so many tokens, by the API's names."""
        ...

    def stood_in(self) -> None:
        """Another brain answers than the one that should."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """Everything a brain needs for one step. `messages` ends with a user message (text or tool results).

    `summary` is what was said before `messages`, in short; `scope` is who asks; `key` is the API key to ask with, where it is not the
    workspace's. `began_with` are the datasets as they were at the first step of the turn, where that is not `datasets`.
    """

    messages: Sequence[Message]
    tools: Sequence[ToolSpec]
    datasets: Sequence[DatasetView]
    language: Language
    now: datetime
    summary: str = ""
    scope: Scope | None = None
    key: SecretStr | None = None
    ledger: Ledger | None = None
    began_with: Sequence[DatasetView] | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of text as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """The finished step: the assistant's blocks, and why it stopped.

    `own_words`: its calls are what the person wrote, read by a grammar; nothing in data or a file name can have asked for them.
    """

    blocks: list[Block]
    stop_reason: StopReason
    own_words: bool = False


class Brain(Protocol):
    """Turns a conversation into blocks: any number of Deltas, then exactly one Step, whose text is the deltas joined."""

    name: str

    def respond(self, request: Request) -> AsyncIterator[Delta | Step]: ...

    async def close(self) -> None:
        """Let go of what it holds, such as connections."""
        ...


def text_of(message: Message) -> str:
    """The words of a message; "" when it holds only tool results."""
    return "\n".join(block["text"] for block in message["content"] if block["type"] == "text")


def this_turn(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages from the user's latest words on."""
    start = max((n for n, m in enumerate(messages) if m["role"] == "user" and text_of(m)), default=0)
    return messages[start:]


def found_in(messages: Sequence[Message]) -> list[Block]:
    """The results of this turn's tools that are answers, not refusals."""
    return [b for m in this_turn(messages) for b in m["content"] if b["type"] == "tool_result" and not b.get("is_error")]
