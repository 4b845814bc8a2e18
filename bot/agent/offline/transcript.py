"""What was said before, as far as the next message may build on it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.agent.brain import Block, Message
from bot.agent.offline.decision import Call
from bot.agent.offline.reading import normalise

_NUMBER = re.compile(
    r"^(?:no\.?\s*|number\s*|#|\()?(\d{1,2})\)?\.?\s*(?:번째|번)?(?:이요|요|으로|로|이에요|예요|입니다)?(?:\s*(?:해\s*줘|할게요?|해주세요))?[.!~ ]*$"
)


# the beginning of rank_risk's data, which may be cut short further on
_RANKED = re.compile(r'"ranking": \[\{"rank": 1, "value": (?P<value>"(?:[^"\\]|\\.)*"|\d+), "name": (?P<name>"(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that waits for its answer: what is missing of which tool's input, and what is understood."""

    tool: str
    missing: list[str]
    understood: dict[str, Any]
    choices: list[str] = field(default_factory=list)

    def choice(self, text: str) -> str | None:
        """The choice that a bare number means ("2", "2번이요")."""
        number = _NUMBER.match(normalise(text))
        index = int(number[1]) if number else 0
        return self.choices[index - 1] if 1 <= index <= len(self.choices) else None


@dataclass(frozen=True, slots=True)
class Past:
    """`last` is the latest call that answered something, `calls` all of them; `pending` the question just asked, if any."""

    last: Call | None = None
    pending: Pending | None = None
    calls: tuple[Call, ...] = ()
    data: str = ""  # what the last call found, as models read it

    def first_ranked(self) -> tuple[str | int, str] | None:
        """The first of the ranking that was just shown: its value, and its name for people."""
        found = _RANKED.search(self.data)
        return (json.loads(found["value"]), json.loads(found["name"])) if found else None


def text_of(message: Message) -> str:
    """The text of a message; "" when it holds only tool results."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(str(block["text"]) for block in content if block.get("type") == "text")


def results_of(message: Message) -> list[Block]:
    content = message["content"]
    return [] if isinstance(content, str) else [block for block in content if block.get("type") == "tool_result"]


def result_texts(block: Block) -> list[str]:
    """The text blocks of a tool result: the sentence for people first, then data for models."""
    content = block.get("content") or ""
    if isinstance(content, str):
        return [content] if content else []
    return [str(part["text"]) for part in content if part.get("type") == "text"]


def past_of(messages: Sequence[Message]) -> Past:
    """What came before the last message of `messages`."""
    answered: list[Call] = []
    pending: Pending | None = None
    data = ""
    calls: dict[str, Block] = {}
    for message in messages[:-1]:
        if message["role"] == "assistant" and not isinstance(message["content"], str):
            calls |= {block["id"]: block for block in message["content"] if block.get("type") == "tool_use"}
            continue
        results = results_of(message)
        if not results and message["role"] == "user":
            pending = None
        for result in results:
            call = calls.get(str(result.get("tool_use_id")))
            if call is None:
                continue
            pending = _pending(call, result) if result.get("is_error") else None
            if not result.get("is_error"):
                answered.append(Call(call["name"], dict(call["input"])))
                data = "\n".join(result_texts(result)[1:])
    return Past(answered[-1] if answered else None, pending, tuple(answered), data)


def _pending(call: Block, result: Block) -> Pending | None:
    for text in result_texts(result)[1:]:
        try:
            data = json.loads(text)
        except ValueError:
            continue
        if isinstance(data, Mapping) and data.get("code") == "missing_input" and data.get("missing"):
            understood = dict(data.get("understood") or call["input"])
            missing = [data["missing"]] if isinstance(data["missing"], str) else data["missing"]
            return Pending(call["name"], [str(m) for m in missing], understood, [str(c) for c in data.get("choices") or []])
    return None
