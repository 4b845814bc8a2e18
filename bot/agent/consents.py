"""What a message means for a call that waits for a yes.

Only the person who was asked can agree. A button names the question that it stands below, so that one of an older question agrees to
nothing. A bare yes counts when nothing was said since the question; when others have spoken meanwhile it may have been meant for something
else, and the question is put again. Whatever else the person who was asked says drops the question, and they are told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from bot.agent import spoken
from bot.agent.brain import Message

Waiting = Mapping[str, Any]
"""A call that waits: its name, input, user and id; "ask", how it was asked; "then", those that are asked about after it; "aside", whether
others have spoken since."""

Meaning = Literal["nothing", "yes", "no", "again", "gone", "not_yours", "dropped", "aside"]

SAID: Mapping[Meaning, str] = {"gone": "consent_gone", "not_yours": "consent_not_yours", "again": "consent_again"}
"""What is answered when nothing else is to be done."""


def meant(waiting: Waiting | None, text: str, user: str, button: str) -> Meaning:
    """What `text` of `user` means for what waits; `button` is the question whose button it came from, "" for typed words."""
    if button and (waiting is None or waiting.get("id") != button):
        return "gone"
    if waiting is None:
        return "nothing"
    answer = spoken.consent(text) if text else None
    if waiting.get("user") == user:
        if answer is None:
            return "dropped"
        return "again" if answer and waiting.get("aside") and not button else "yes" if answer else "no"
    return "aside" if answer is None or waiting.get("aside") else "not_yours"


def of_halt(halt: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What waits after a turn that ended with this (see bot.agent.graph.Halt)."""
    return {**halt["pending"], "ask": halt["ask"]} if halt and halt["pending"] else None


def after(waiting: Waiting) -> dict[str, Any] | None:
    """What is asked about once this is answered: a turn may have had several wishes."""
    then = list(waiting.get("then", ()))
    return {**then[0]["pending"], "ask": then[0]["ask"], "then": then[1:]} if then else None


def prefaced(messages: Sequence[Message], words: str) -> list[Message]:
    """The messages of a turn in which the bot has said `words` first."""
    block = {"type": "text", "text": words}
    first = next((n for n, message in enumerate(messages) if message["role"] == "assistant"), None)
    if first is None:
        return [*messages, {"role": "assistant", "content": [block]}]
    spoken_to = {**messages[first], "content": [block, *messages[first]["content"]]}
    return [*messages[:first], spoken_to, *messages[first + 1 :]]
