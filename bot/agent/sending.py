"""A Request as the Messages API takes it: what is the same each time comes first, and nothing is in it that the API refuses.

Newer models bind a thinking block to all that stood before it (system prompt, tools, messages) and refuse it with a 400 where that has
changed: https://platform.claude.com/docs/en/build-with-claude/preserved-thinking. So within a turn nothing of what was sent changes, and
the thinking of earlier turns, whose date and datasets were others, is left out altogether.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.agent import prompts
from bot.agent.brain import Block, Message, Request, this_turn
from tools._registry import ToolSpec

CACHED = {"cache_control": {"type": "ephemeral"}}
THINKING = ("thinking", "redacted_thinking")

# These refuse the parameter: https://platform.claude.com/docs/en/build-with-claude/effort
_WITHOUT_EFFORT = re.compile(r"claude-[23]|haiku-4|sonnet-4-[025]|opus-4-[012]")


def parameters(request: Request, *, model: str, effort: str, max_tokens: int) -> dict[str, Any]:
    """The tools and the stable part of the prompt are cached together, for everybody; what was said so far is cached for the next step of
    the same turn."""
    return {
        "model": model,
        "max_tokens": max_tokens,
        **thinking_hard(model, effort),
        "system": [
            {"type": "text", "text": prompts.STABLE, **CACHED},
            {"type": "text", "text": prompts.changing(request)},
        ],
        "tools": _tools(request.tools),
        "messages": _cached_to_the_end(_accepted(request.messages)),
    }


def thinking_hard(model: str, effort: str) -> dict[str, Any]:
    """The parameter that says how hard to think, for a model that knows it."""
    return {} if _WITHOUT_EFFORT.search(model) else {"output_config": {"effort": effort}}


def is_blank(block: Block) -> bool:
    """Words that are none: the API sends such text, and refuses it in a conversation."""
    return bool(block["type"] == "text" and not block["text"].strip())


def without_thinking(messages: Iterable[Message]) -> list[Message]:
    """The same messages without thoughts, and without those that held nothing else."""
    bare = ({**m, "content": [b for b in m["content"] if b["type"] not in THINKING]} for m in messages)
    return [message for message in bare if message["content"]]


def _accepted(messages: Sequence[Message]) -> list[Message]:
    turn = this_turn(messages)
    shown = [*without_thinking(messages[: len(messages) - len(turn)]), *turn]
    worded = ({**m, "content": [b for b in m["content"] if not is_blank(b)]} for m in shown)
    return [message for message in worded if message["content"]]


def _tools(specs: Iterable[ToolSpec]) -> list[dict[str, Any]]:
    tools: list[dict[str, Any]] = [{"name": s.name, "description": s.description, "input_schema": s.schema} for s in specs]
    if tools:
        tools[-1] |= CACHED
    return tools


def _cached_to_the_end(messages: list[Message]) -> list[Message]:
    last = messages[-1]
    return [*messages[:-1], {**last, "content": [*last["content"][:-1], {**last["content"][-1], **CACHED}]}]
