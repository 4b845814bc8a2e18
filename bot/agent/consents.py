"""What a message means for a call that waits for a yes, and what then becomes of it.

Only the person who was asked can agree. A button names the question that it stands below, so that one of an older question agrees to
nothing. A bare yes counts when nothing was said since the question; when others have spoken meanwhile it may have been meant for something
else, and the question is put again. Whatever else the person who was asked says drops the question, and they are told so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Literal

from bot.agent import spoken
from bot.agent.brain import Message
from bot.agent.course import Course, message, own_call
from bot.agent.run_tool import ToolRunner
from bot.messages import Ask, Reply, TextDelta
from bot.text import say
from tools._context import ToolContext
from tools._text import Language

Waiting = Mapping[str, Any]
"""A call that waits: its name, input, user and id; "ask", how it was asked; "then", those that are asked about after it; "aside", whether
something else was spoken of since."""

Meaning = Literal["nothing", "yes", "no", "again", "gone", "not_yours", "dropped", "aside"]

SAID: Mapping[Meaning, str] = {"gone": "consent_gone", "not_yours": "consent_not_yours", "again": "consent_again"}
"""What is answered when nothing else is to be done."""

# What leaves a question open, and whether a bare yes may then be meant for something else.
_STAYS: Mapping[Meaning, bool] = {"aside": True, "gone": True, "not_yours": False, "again": False}


def meant(waiting: Waiting | None, text: str, user: str, button: str) -> Meaning:
    """What `text` of `user` means for what waits; `button` is the question whose button it came from, "" for typed words."""
    if button and (waiting is None or waiting.get("id") != button):
        return "gone"
    if waiting is None:
        return "nothing"
    answer = spoken.consent(text) if text else None
    if waiting.get("user") != user:
        return "aside" if answer is None or waiting.get("aside") else "not_yours"
    if answer is None:
        return "dropped"
    return "again" if answer and waiting.get("aside") and not button else "yes" if answer else "no"


def left(waiting: Waiting | None, meaning: Meaning) -> dict[str, Any] | None:
    """What goes on waiting after a message of this meaning, as far as its answer puts nothing in its place. What was asked by a program
    that did not keep the question could not be put again.
    """
    return {**waiting, "aside": _STAYS[meaning]} if waiting and "ask" in waiting and meaning in _STAYS else None


def of_halt(halt: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What waits after a turn that ended with this (see bot.agent.graph.Halt)."""
    return {**halt["pending"], "ask": halt["ask"]} if halt and halt["pending"] else None


def reminded(meaning: Meaning, text: str, waiting: Waiting | None, language: Language, course: Course) -> Iterator[Reply]:
    """What is said to a yes or a no that is none."""
    answer = say(language, SAID[meaning])
    yield TextDelta(answer)
    if waiting is not None and meaning == "again":
        answer += "\n" + waiting["ask"]["text"]
        yield Ask(**waiting["ask"])
    course.said += [message("user", text), message("assistant", answer)]


async def answered(
    text: str, agreed: bool, waiting: Waiting, context: ToolContext, course: Course, run_tool: ToolRunner
) -> AsyncIterator[Reply]:
    """What waited is done, or left undone; then its turn's next wish is asked about."""
    said = course.said
    said.append(message("user", text))
    if not agreed:
        answer = say(context.language, "consent_declined")
    else:
        shown: list[Reply] = []
        call = own_call(context, "agreed", waiting["name"], waiting["input"])
        outcome = await run_tool(call, context, shown.append, agreed=True)
        for reply in shown:
            yield reply
        answer = outcome.block["content"][0]["text"]
        said += [{"role": "assistant", "content": [call]}, {"role": "user", "content": [outcome.block]}]
    said.append(message("assistant", answer))
    yield TextDelta(answer)
    then: list[Mapping[str, Any]] = list(waiting.get("then", ()))
    if then:
        ask = then[0]["ask"]
        course.pending = {**then[0]["pending"], "ask": ask, "then": then[1:]}
        said.append(message("assistant", ask["text"]))
        yield Ask(**ask)


def prefaced(messages: Sequence[Message], words: str) -> list[Message]:
    """The messages of a turn in which the bot has said `words` first."""
    block = {"type": "text", "text": words}
    first = next((n for n, m in enumerate(messages) if m["role"] == "assistant"), None)
    if first is None:
        return [*messages, {"role": "assistant", "content": [block]}]
    spoken_to = {**messages[first], "content": [block, *messages[first]["content"]]}
    return [*messages[:first], spoken_to, *messages[first + 1 :]]
