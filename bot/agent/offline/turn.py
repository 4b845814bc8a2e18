"""One message on its way to a decision: the rules in their order, the first that fits decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.agent.brain import DatasetView, Request
from bot.agent.offline import (
    again,
    dataset,
    datasets,
    examples,
    followup,
    in_sql,
    kept,
    limits,
    models,
    predict,
    scenarios,
    sentences,
    statistics,
    suggest,
    talk,
    training,
    transform,
    types,
    wishes,
)
from bot.agent.offline.columns import Schema
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.numerals import figures
from bot.agent.offline.query import Query, read_query
from bot.agent.offline.reading import Reading, normalise, pattern
from bot.agent.offline.slots import Slots
from bot.agent.offline.spelling import speller
from bot.agent.offline.transcript import Past, past_of, text_of

if TYPE_CHECKING:
    from bot.agent.offline.intents import Intents, Meant
    from model.places import Gazetteer

MOST_CHARACTERS = 3_000
"""Of a message; a page that was pasted in would keep the rules busy for many seconds."""
_GAPS = r"결측|누락|비어|비었|빈\s*(?:칸|값|셀)|\bmissing\b|\bempty\b|\bblanks?\b"
_DATASET_WORDS = r"결측|누락|데이터|컬럼|칼럼|이상치|상관|교차표|통계|분포|\bmissing\b|\bcolumns?\b|\bdata(?:set)?\b|\boutliers?\b|\bcorrelat|\bcross[- ]?tab|\bdistribution\b|\brows?\b"
_HALF_A_SENTENCE = 20
_OF_ACCIDENTS = ("eclo", "deaths", "serious", "severity_class", "accident_type")


class Turn:
    """One message, with what the rules of the turn share."""

    def __init__(self, request: Request, places: Gazetteer, intents: Callable[[], Intents] | None = examples.shipped) -> None:
        """`intents` give what examples teach, for messages that no rule understands; with None there is no second guess."""
        self.request = request
        self.places = places
        self.intents = intents
        self.current: DatasetView | None = next((d for d in request.datasets if d.current), None)
        self.schema = Schema(self.current.profile if self.current else None)
        self.speller = speller(self.schema, places)
        self.text = self._spelt(text_of(request.messages[-1])[:MOST_CHARACTERS])
        self.plain = normalise(self.text)
        self.past: Past = past_of(request.messages)
        self.topic = scenarios.topic_of(self.past)
        # a file of another thread takes no question away from the model
        self.beside_data = self.current is not None and not self.current.borrowed
        self._query: Query | None = None

    def _spelt(self, said: str) -> str:
        """The message without its slips of the finger; as it was written where there are none."""
        plain = normalise(said)
        right = self.speller.right(self.speller.spaced(plain))
        return said if right == plain else right

    @cached_property
    def told(self) -> tuple[Slots, Reading]:
        """The accident that the message tells, as far as it tells one."""
        return predict.one_accident(self.text, self.request.now, self.places)

    @cached_property
    def several(self) -> list[Slots]:
        return predict.several(self.text, self.request.now, self.places)

    @property
    def query(self) -> Query:
        if self._query is None:
            self._query = read_query(figures(normalise(self._without_name())), self.schema, self.places if self.current else None)
        return self._query

    def _without_name(self) -> str:
        """The message with the name of the file at hand said as "데이터": its parts are no values ("acc2018.csv 요약해줘")."""
        name = normalise(self.current.name) if self.current else ""
        return self.plain.replace(name, "데이터" if self.request.language == "ko" else "the data") if name else self.text

    def decide(self) -> Decision:
        """What to do, with what carries over from the question before."""
        decision = self._decided()
        if self.current is None or not isinstance(decision, Call):
            return decision
        return kept.which(kept.carry(decision, self.past, self.query), self.past, self.request.datasets)

    def _decided(self) -> Decision:
        for rule in (
            self._answer,
            self._types,
            self._manners,
            self._once_more,
            self._transform,
            self._admin,
            self._training,
            self._wishes,
            self._scenario,
            self._crash,
            self._beyond,
            self._predict,
            self._complete,
            self._change,
            self._dataset,
            self._told,
        ):
            decision = rule()
            if decision is not None:
                likely = self._likely() if examples.asked_back(decision) else None
                return self._with_limits(likely or decision)
        if self.current is None and (elsewhere := self._elsewhere()):
            return elsewhere
        if self._accident() is not None and (unlearnt := limits.unlearnt(self.text)):
            return unlearnt
        return self._unsure()

    def _with_limits(self, decision: Decision) -> Decision:
        """Say so when a prediction can't take up something that was said."""
        if not isinstance(decision, Call) or decision.note is not None or decision.name not in scenarios.PREDICTIONS:
            return decision
        return replace(decision, note=limits.unlearnt(self.text) or self._by_landmark(decision))

    def _by_landmark(self, decision: Call) -> Say | None:
        """Where a landmark was taken to be."""
        from model.places import Resolved

        for found in self.places.find(self.text):
            if (
                found.landmark
                and isinstance(found.answer, Resolved)
                and decision.input.get("district")
                in (
                    label := found.answer.place.label,
                    f"{label} {found.text}",
                )
            ):
                place = found.answer.place
                return Say(
                    sentences.BY_LANDMARK, {"said": found.text, "place": place.label if self.request.language == "ko" else place.label_en}
                )
        return None

    def _answer(self) -> Decision | None:
        """The answer to the question that was just asked."""
        pending = self.past.pending
        if pending is None:
            return None
        if talk.CANCEL.match(self.plain):
            return Say(sentences.CANCELLED)
        given = datasets.answer(pending, self.text, self.request.datasets)
        if given is not None or self._admin() is not None:
            return given
        if pending.tool not in scenarios.PREDICTIONS:
            return followup.answer(pending, self.query)
        if self._about_dataset():
            return None
        return predict.answer(pending, self.text, self.request.now, self.places)

    def _studied(self) -> bool:
        """A question of statistics, for a model, along time or about places: none of these is a prediction or a change to an answer."""
        return statistics.asked(self.query) or models.asked(self.query)

    def _about_dataset(self) -> bool:
        query = self.query
        return bool(query.operation or query.chart or query.map or any(d.by and d.end for d in query.dimensions))

    def _types(self) -> Decision | None:
        return types.decide(self.text, self.current)

    def _manners(self) -> Decision | None:
        if not self.plain:
            return Say(sentences.HELLO)
        said = talk.manners(self.text, self.request.datasets)
        if said is not None and said.text is sentences.HELLO and self.current is not None:
            example = suggest.for_dataset(self.schema, self.request.language)[0]
            return Say(sentences.HELLO_DATA, {"name": self.current.name, "example": example})
        return said

    def _transform(self) -> Decision | None:
        return transform.decide(self.query, self.text, self.past.last) if self.current is not None else None

    def _admin(self) -> Decision | None:
        asked = datasets.decide(self.text, self.request.datasets, self.request.messages) or talk.admin(self.text, self.request.datasets)
        if isinstance(asked, Say) and asked.text is datasets.SQL_HOW and self.current is not None:
            return in_sql.compose(self.query) or asked
        if isinstance(asked, Call) and asked.name == "model_card":  # "the model" and "accurate" may be part of another wish
            return self._training() or asked
        return asked

    def _training(self) -> Decision | None:
        return training.decide(self.text, self.past.last)

    def _once_more(self) -> Decision | None:
        """The last answer with one thing else; a file that is to go is no row that is to go."""
        wish = self._wishes()
        if isinstance(wish, Call) and wish.name == "delete_dataset":
            return self._admin() or wish
        return again.decide(self.past.last, self.query) if self.current is not None else None

    def _wishes(self) -> Decision | None:
        return wishes.decide(self.text, self.request.datasets)

    def _scenario(self) -> Decision | None:
        """Why a prediction is so, what it would be otherwise, where or when it would be worst."""
        last, now = self.topic, self.request.now
        plain = self.plain
        # parking spaces are not what is dangerous
        data = self.beside_data and (any(map(self.schema.concept, _OF_ACCIDENTS)) or not scenarios.dangerous(plain))
        predicted = last is not None and last.name in scenarios.PREDICTIONS
        if why := scenarios.explain(self.text, last, self.past, now, self.places, beside_data=self.beside_data):
            return why
        about_data = data and self._about_dataset()
        beside = None if about_data else scenarios.compare(self.text, last, now, self.places, beside_data=data and not predicted)
        if beside is not None:
            return beside
        return scenarios.rank(self.text, last, now, self.places, beside_data=data)

    def _beyond(self) -> Decision | None:
        predicted = self.topic is not None and self.topic.name in scenarios.PREDICTIONS
        if self.current is not None and not predicted and talk.WHY.search(self.plain) and not self.query.has(_GAPS):
            return Say(sentences.WHY, {"choices": _quoted(suggest.instead_of_why(self.schema, self.request.language, self.query))})
        if self.current is not None and models.asked(self.query):
            return None
        return talk.beyond(self.text, self.current is not None)

    def _predict(self) -> Decision | None:
        """A prediction asked for in so many words."""
        if not predict.CUE.search(self.plain) or self._counts_rows() or self._studied():
            return None
        slots, reading = self.told
        known = predict.how_much(slots)
        sure = "예측" in self.plain or "predict" in self.plain
        if (sure or predict.SCORED.search(self.plain)) and predict.WHOLE.search(self.plain) and known <= 2:
            return Call("predict_dataset")
        if accidents := self.several:
            return Call("predict_eclo_batch", {"accidents": accidents})
        last = self._accident()
        if last is not None and (again := predict.follow_up(last, slots, reading)):
            return again
        if known == 0 and sure and self.current is not None:
            return Say(sentences.PREDICT_WHICH, {"example": sentences.EXAMPLE_PREDICT.say(self.request.language)})
        enough = sure or known >= (1 if self.current is None else 2)  # of one thing said, a dataset may know as well
        return self._elsewhere() or Call("predict_eclo", slots) if enough else None

    def _crash(self) -> Decision | None:
        """An accident told at length where there is no dataset that it could be about ("어제 EXCO 주차장에서 후진하다 옆차를 콩")."""
        slots, _ = self.told
        if self.current is not None or self.past.pending is not None or self.topic is not None or self.several:
            return None
        if "accident_type" not in slots or predict.how_much(slots) < 3 or _OF_ROWS.search(self.plain):
            return None
        return self._elsewhere() or Call("predict_eclo", slots)

    def _elsewhere(self) -> Say | None:
        """A city that the model has not learnt."""
        return limits.other_city(self.text, self.request.language)

    def _complete(self) -> Decision | None:
        """An accident told as a whole, on a day and at an hour: a prediction even beside a dataset."""
        slots, _ = self.told
        if self._counts_rows() or self._accident() is not None:
            return None
        if "accident_day" not in slots or predict.how_much(slots) < 4 or self.several:
            return None
        return Call("predict_eclo", slots)

    def _counts_rows(self) -> bool:
        """Is it about the rows of a dataset, whatever else it says ("요일별 평균 ECLO가 얼마나 큰지")?"""
        query = self.query
        if "예측" in self.plain or "predict" in self.plain:
            return any(d.by and d.end for d in query.dimensions) and query.chart
        return bool(any(d.by and d.end for d in query.dimensions) or query.operation or query.chart or query.map)

    def _accident(self) -> Call | None:
        """The prediction of the accident that the last answer was about."""
        accident = scenarios.accident_of(self.topic)
        return None if accident is None else Call("predict_eclo", dict(accident))

    def _change(self) -> Decision | None:
        """A change to the last answer."""
        last = self.topic
        if last is None or self._studied():
            return None
        if (accident := self._accident()) is not None and not self._about_dataset():
            slots, reading = self.told
            if again := predict.follow_up(accident, slots, reading):
                return again
            return Call("predict_eclo", slots) if predict.how_much(slots) >= 3 and not self.several else None
        return followup.follow_up(last, self.query)

    def _dataset(self) -> Decision | None:
        query = self.query
        if self.current is None and not (self._about_dataset() or query.has(_DATASET_WORDS) or self._studied()):
            return None
        decision = dataset.decide(query)
        if decision is None and query.chart:
            return Say(sentences.WHICH_CHART, {"example": suggest.chart(self.schema, self.request.language)})
        return decision

    def _told(self) -> Decision | None:
        """An accident told with no verb at all: "내일 15시 범어동 교차로 비 차대차"."""
        accidents = self.several
        if accidents and min(map(predict.how_much, accidents)) >= 3:
            return Call("predict_eclo_batch", {"accidents": accidents})
        slots, _ = self.told
        enough = 3 if "eclo" not in self.plain and self.current is not None else 2
        happened = self.current is None and "district" in slots and predict.HAPPENED.search(self.plain) is not None
        told = happened or (predict.how_much(slots) >= enough and predict.is_accident(slots, self.plain))
        return self._elsewhere() or Call("predict_eclo", slots) if told else None

    def _unsure(self) -> Decision:
        if (meant := self.speller.right(self.plain, short=True)) != self.plain:
            return self._again(meant, self.intents)
        pending = self.past.pending
        if pending is not None:
            return Call(pending.tool, pending.understood, Say(sentences.NOT_UNDERSTOOD_ANSWER))
        language = self.request.language
        if likely := self._likely():
            return self._with_limits(likely)
        ranked = self._ranked()
        if self.current is not None:
            choices = [*examples.offers(ranked, self.query, language), *suggest.for_dataset(self.schema, language, self.query)]
            return Say(sentences.UNSURE_DATA, {"choices": _quoted(list(dict.fromkeys(choices))[:3])})
        slots, _ = self.told
        half = self.text.strip(" .!?~") if slots and len(self.text) <= _HALF_A_SENTENCE else ""
        choices = [*examples.offers(ranked, self.query, language), *suggest.without_dataset(language, half)]
        return Say(sentences.UNSURE, {"choices": _quoted(choices[:3])})

    def _ranked(self) -> list[Meant]:
        return examples.rank(self.intents(), self.text, self.schema) if self.intents else []

    def _likely(self) -> Call | None:
        """What the message means by its likeness to examples, where that is sure."""
        return examples.decide(self._ranked(), self.text, self.query, self.request.language, self._again, self.past.last)

    def _again(self, text: str, intents: Callable[[], Intents] | None = None) -> Decision:
        """What the rules make of other words for the message."""
        said = {"role": "user", "content": [{"type": "text", "text": text}]}
        return Turn(replace(self.request, messages=[*self.request.messages[:-1], said]), self.places, intents).decide()


_OF_ROWS = pattern(
    r"별(?:로)?(?=\s|$)|평균|합계|건수|몇\s*건|차트|그래프|지도|비율|\bhow many\b|\bmean\b|\baverage\b|\bcount\b|\bchart\b|\bmap\b|\bplot\b|\bby \w+\b(?= *$)"
)


def _quoted(choices: list[str]) -> str:
    return ", ".join(f"“{choice}”" for choice in choices)
