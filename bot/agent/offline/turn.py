"""One message, with what the rules share about it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.agent.brain import DatasetView, Request
from bot.agent.offline import examples, models, predict, scenarios, statistics
from bot.agent.offline.decision import Call
from bot.agent.offline.numerals import figures
from bot.agent.offline.query import Query, read_query
from bot.agent.offline.reading import Reading, normalise
from bot.agent.offline.schemas import schema_of
from bot.agent.offline.slots import Slots, read_accident
from bot.agent.offline.spelling import speller
from bot.agent.offline.spoken import without_speaker
from bot.agent.offline.transcript import Past, past_of, text_of
from tools._text import Language

if TYPE_CHECKING:
    from bot.agent.offline.intents import Intents
    from model.places import Gazetteer

MOST_CHARACTERS = 3_000
"""Of a message; a page that was pasted in would keep the rules busy for many seconds."""


class Turn:
    """What was said, on what it may be said, and how it is read as an accident or as a question about data (each read once, when asked for)."""

    def __init__(self, request: Request, places: Gazetteer, intents: Callable[[], Intents] | None = examples.shipped) -> None:
        """`intents` give what examples teach; with None there is no second guess."""
        self.wanted = ""  # the only tool that rules may come to, if any
        self.request = request
        self.places = places
        self.intents = intents
        self.datasets = request.datasets
        self.current: DatasetView | None = next((d for d in request.datasets if d.current), None)
        self.schema = schema_of(self.current.profile if self.current else None)
        self.speller = speller(self.schema, places)
        self._say(text_of(request.messages[-1]))
        self.past: Past = past_of(request.messages)
        self.topic = scenarios.topic_of(self.past)
        # a file of another thread takes no question away from the model
        self.beside_data = self.current is not None and not self.current.borrowed

    @property
    def language(self) -> Language:
        return self.request.language

    def _say(self, text: str) -> None:
        self.text = self._spelt(text[:MOST_CHARACTERS])
        self.plain = normalise(self.text)

    def _spelt(self, said: str) -> str:
        """The message without its slips of the finger, and the model not as a person; as it was written where there are none."""
        said = without_speaker(said)
        plain = normalise(said)
        right = self.speller.right(self.speller.spaced(plain))
        return said if right == plain else right

    def saying(self, text: str, intents: Callable[[], Intents] | None = None, wanted: str = "") -> Turn:
        """The same turn in other words."""
        other = copy(self)
        for read in ("told", "several", "query"):
            other.__dict__.pop(read, None)
        said = {"role": "user", "content": [{"type": "text", "text": text}]}
        other.request = replace(self.request, messages=[*self.request.messages[:-1], said])
        other._say(text)
        other.intents, other.wanted = intents, wanted
        return other

    def wanting(self, tool: str) -> Turn:
        """The same turn, of which only a call of `tool` is wanted."""
        other = copy(self)
        other.intents, other.wanted = None, tool
        return other

    # read as an accident

    @cached_property
    def told(self) -> tuple[Slots, Reading]:
        """The accident that the message tells, as far as it tells one."""
        return read_accident(self.text, self.request.now, self.places)

    @cached_property
    def several(self) -> list[Slots]:
        return predict.several(self.text, self.request.now, self.places)

    @property
    def accident(self) -> Call | None:
        """The prediction of the accident that the last answer was about."""
        accident = scenarios.accident_of(self.topic)
        return None if accident is None else Call("predict_eclo", dict(accident))

    @property
    def predicted(self) -> bool:
        """Was the last answer about accidents that were predicted?"""
        return self.topic is not None and self.topic.name in scenarios.PREDICTIONS

    @property
    def predicting(self) -> bool:
        """Does it say so itself?"""
        return "예측" in self.plain or "predict" in self.plain

    # read as a question about data

    @cached_property
    def query(self) -> Query:
        return read_query(figures(normalise(self._without_name())), self.schema, self.places if self.current else None)

    def _without_name(self) -> str:
        """The message with the name of the file at hand said as "데이터": its parts are no values ("acc2018.csv 요약해줘")."""
        name = normalise(self.current.name) if self.current else ""
        return self.plain.replace(name, "데이터" if self.language == "ko" else "the data") if name else self.text

    @property
    def studied(self) -> bool:
        """A question of statistics, for a model, along time or about places: none of these is a prediction or a change to an answer."""
        return statistics.asked(self.query) or models.asked(self.query)

    @property
    def grouped(self) -> bool:
        return any(d.by and d.end for d in self.query.dimensions)

    @property
    def about_data(self) -> bool:
        return bool(self.query.operation or self.query.chart or self.query.map or self.grouped)

    @property
    def counts_rows(self) -> bool:
        """Is it about the rows of a dataset, whatever else it says ("요일별 평균 ECLO가 얼마나 큰지")?"""
        return (self.grouped and bool(self.query.chart)) if self.predicting else self.about_data
