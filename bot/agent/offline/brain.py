"""The brain that speaks when there is no API key: a grammar, a gazetteer and forgiving matching."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from bot.agent.brain import Block, Delta, Request, Step
from bot.agent.offline import examples, rules, sentences, suggest, switching, warming
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.schemas import schema_of
from bot.agent.offline.transcript import result_texts, results_of, text_of
from bot.agent.offline.turn import Turn
from tools._text import Language, Text

if TYPE_CHECKING:
    from bot.agent.offline.intents import Intents
    from model.places import Gazetteer


def _shipped_places() -> Gazetteer:
    from model.places import gazetteer

    return gazetteer()


class Offline:
    """A Brain without a model: decides by rules, calls the same tools, and answers with what they say.

    `places` gives the gazetteer of districts; it is asked for at the first message, not before. `intents` give what examples teach, at the
    first message that no rule understands.
    """

    name = "offline"

    def __init__(self, places: Callable[[], Gazetteer] = _shipped_places, intents: Callable[[], Intents] = examples.shipped) -> None:
        self._places = places
        self._intents = intents

    async def respond(self, request: Request) -> AsyncGenerator[Delta | Step]:
        """Deltas of the text, then one Step: tool calls, or the answer."""
        last = request.messages[-1]
        results = results_of(last)
        text = text_of(last)
        sentence, further = "", None
        if results and not text:
            answer = answer_from(results, request.language)
            further = self._further(request)
            if further is None:
                yield Delta(answer)
                yield Step([{"type": "text", "text": answer}], "end_turn")
                return
            sentence = answer + "\n\n"
        decision = further or self.decide(request)
        blocks: list[Block] = []
        said = decision if isinstance(decision, Say) else decision.note
        if said is not None:
            sentence += speak(said, request.language) + ("\n\n" if isinstance(decision, Call) else "")
        if sentence:
            yield Delta(sentence)
            blocks.append({"type": "text", "text": sentence})
        if isinstance(decision, Call):
            blocks.append({"type": "tool_use", "id": _call_id(request), "name": decision.name, "input": decision.input})
        yield Step(blocks, "tool_use" if isinstance(decision, Call) else "end_turn", own_words=True)

    def warm(self) -> None:
        """Make what is made once; it takes about a second, and the first messages would wait for it."""
        for request in warming.requests():
            self.decide(request)

    async def close(self) -> None:
        """It holds nothing."""

    def _further(self, request: Request) -> Call | None:
        """What the message asks of the dataset that was just switched to, if anything."""
        rest = switching.rest(request)
        decision = rules.beside(Turn(rest, self._places(), None)) if rest is not None else None
        return decision if decision is not None and _possible(decision, request) is decision else None

    def decide(self, request: Request) -> Decision:
        """What to do with the newest message of the user."""
        return _possible(rules.decide(Turn(request, self._places(), self._intents)), request)


def _possible(decision: Decision, request: Request) -> Decision:
    """Only tools that are there: for another, say what can be done instead."""
    if not isinstance(decision, Call) or decision.name in {spec.name for spec in request.tools}:
        return decision
    current = next((d for d in request.datasets if d.current), None)
    nearest = suggest.nearest(schema_of(current.profile if current else None), request.language)
    return Say(sentences.NOT_YET, {"wish": suggest.WISHES.get(decision.name, suggest.THAT), "nearest": nearest})


def speak(said: Say, language: Language) -> str:
    """The sentence, with sentences among its fields said in the same language."""
    fields = {name: value.say(language) if isinstance(value, Text) else value for name, value in said.fields.items()}
    return said.text.say(language, **fields)


def answer_from(results: list[Block], language: Language) -> str:
    """The tools' own sentences, one paragraph each; what follows the first text block is data for models."""
    paragraphs = [texts[0].strip() for texts in map(result_texts, results) if texts and texts[0].strip()]
    return "\n\n".join(paragraphs) or sentences.DONE.say(language)


def _call_id(request: Request) -> str:
    """The same for the same conversation so far, and another one otherwise: the API refuses two calls of one id."""
    return "off_" + hashlib.sha256(json.dumps(list(request.messages), ensure_ascii=False).encode()).hexdigest()[:16]
