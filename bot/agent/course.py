"""A turn on its way: what it has come to, and the messages that the core writes into it by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.agent.brain import Block, Message
from bot.agent.budget import Meter
from bot.jobs.desk import digest
from tools._context import ToolContext


@dataclass
class Course:
    """What a turn has come to so far: its messages as they are finished, what it used, and how it ended.

    `pending` is the call that waits for consent after it; `dropped`, that one which waited before it is dropped, which is told.
    """

    meter: Meter
    asked: str = ""  # the words that it answers, where "once more" stands for others
    said: list[Message] = field(default_factory=list)
    cached: bool = False  # its answer was a kept one
    whole: bool = False  # its answer came to its end
    pending: dict[str, Any] | None = None
    dropped: bool = False


def message(role: str, text: str) -> Message:
    return {"role": role, "content": [{"type": "text", "text": text}]}


def own_call(context: ToolContext, part: str, name: str, args: Mapping[str, Any]) -> Block:
    """A call that the core makes itself. Its id is its own in the whole conversation: the API refuses one with equal ids."""
    return {"type": "tool_use", "id": f"core_{digest(context.turn, part)}", "name": name, "input": dict(args)}


def words_of(messages: Sequence[Message]) -> str:
    """What the bot said in a turn."""
    return "\n\n".join(b["text"].strip() for m in messages if m["role"] == "assistant" for b in m["content"] if b["type"] == "text")


def from_first_user(history: Sequence[Message]) -> list[Message]:
    """The API wants a conversation to begin with the user's words; a job's report may stand first in the window."""
    start = next((i for i, m in enumerate(history) if m["role"] == "user" and m["content"][0]["type"] == "text"), len(history))
    return list(history[start:])
