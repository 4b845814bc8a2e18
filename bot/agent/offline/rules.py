"""One message on its way to a decision: the rules in their order, the first that fits decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.agent.offline import (
    accident_rules,
    data_rules,
    datasets,
    examples,
    filtering,
    followup,
    kept,
    predict,
    scenarios,
    sentences,
    suggest,
    talk,
)
from bot.agent.offline.decision import Call, Decision, Say, fits
from bot.agent.offline.turn import Turn

if TYPE_CHECKING:
    from bot.agent.offline.intents import Meant

_HALF_A_SENTENCE = 20
Rule = Callable[[Turn], Decision | None]


def decide(turn: Turn) -> Decision:
    """What to do with the message: the first rule that fits, else what examples make likely, else up to three things that would be understood."""
    rule, decision = _first(turn)
    if decision is None:
        return accident_rules.out_of_town(turn) or _unsure(turn)
    if examples.asked_back(decision):
        decision = _likely(turn) or decision
    elif isinstance(decision, Call) and rule not in _SURE:
        decision = _second(turn, decision) or decision
    return _with_note(turn, _carried(turn, decision))


def _first(turn: Turn) -> tuple[Rule | None, Decision | None]:
    """The first rule that fits, and what it decides."""
    for rule in RULES:
        decision = rule(turn)
        if decision is not None and fits(decision, turn.wanted):
            return rule, decision
    return None, None


def _carried(turn: Turn, decision: Decision) -> Decision:
    """With what carries over from the question before."""
    if turn.current is None:
        return decision
    return kept.which(kept.carry(decision, turn.past, turn.query), turn.past, turn.datasets)


def beside(turn: Turn) -> Call | None:
    """What `turn`, in which a dataset was switched to, asks of it as well."""
    _, decision = _first(turn)
    return decision if isinstance(decision, Call) and decision.name in _LOOKS else None


_LOOKS = filtering.TAKES_WHERE | {
    "get_dataframe_info", "get_missing_values", "detect_data_types", "analyze_missing", "analyze_missing_pattern", "compare_imputations",
}  # fmt: skip


def _answer(turn: Turn) -> Decision | None:
    """The answer to the question that was just asked."""
    pending = turn.past.pending
    if pending is None:
        return None
    if talk.CANCEL.match(turn.plain):
        return Say(sentences.CANCELLED)
    given = datasets.answer(pending, turn.text, turn.datasets)
    if given is not None or data_rules.administration(turn) is not None:
        return given
    if pending.tool not in scenarios.PREDICTIONS:
        return followup.answer(pending, turn.query)
    if turn.about_data:
        return None
    return predict.answer(pending, turn.text, turn.request.now, turn.places)


def _manners(turn: Turn) -> Decision | None:
    if not turn.plain:
        return Say(sentences.HELLO)
    said = talk.manners(turn.text)
    if said is not None and said.text is sentences.HELLO and turn.current is not None:
        example = suggest.for_dataset(turn.schema, turn.language)[0]
        return Say(sentences.HELLO_DATA, {"name": turn.current.name, "example": example})
    return said


RULES: tuple[Rule, ...] = (
    _answer,
    data_rules.column_type,
    _manners,
    data_rules.once_more,
    data_rules.changed_dataset,
    data_rules.administration,
    data_rules.model_training,
    data_rules.wish_about_things,
    accident_rules.scenario,
    accident_rules.crash,
    data_rules.beyond,
    accident_rules.asked_for,
    accident_rules.complete,
    accident_rules.changed,
    data_rules.of_another,
    data_rules.changed_answer,
    data_rules.question,
    accident_rules.told,
)


_SURE = frozenset([
    _answer, _manners, data_rules.column_type, data_rules.once_more, data_rules.of_another, accident_rules.scenario, accident_rules.complete, accident_rules.changed, data_rules.changed_answer,
])  # fmt: skip
"""Rules whose decisions rest on what was said before, or on more than the look of the words."""


def _with_note(turn: Turn, decision: Decision) -> Decision:
    """Say so when a prediction can't take up something that was said."""
    if not isinstance(decision, Call) or decision.note is not None or decision.name not in scenarios.PREDICTIONS:
        return decision
    return replace(decision, note=accident_rules.note(turn, decision))


def _unsure(turn: Turn) -> Decision:
    if (meant := turn.speller.right(turn.plain, short=True)) != turn.plain:
        return decide(turn.saying(meant, turn.intents))
    if (pending := turn.past.pending) is not None:
        return Call(pending.tool, pending.understood, Say(sentences.NOT_UNDERSTOOD_ANSWER))
    if likely := _likely(turn):
        return _with_note(turn, likely)
    offers = examples.offers(_ranked(turn), turn.query, turn.language)
    if turn.current is not None:
        choices = [*offers, *suggest.for_dataset(turn.schema, turn.language, turn.query)]
        return Say(sentences.UNSURE_DATA, {"choices": suggest.quoted(list(dict.fromkeys(choices))[:3])})
    slots, _ = turn.told
    half = turn.text.strip(" .!?~") if slots and len(turn.text) <= _HALF_A_SENTENCE else ""
    return Say(sentences.UNSURE, {"choices": suggest.quoted([*offers, *suggest.without_dataset(turn.language, half)][:3])})


def _ranked(turn: Turn) -> list[Meant]:
    return examples.rank(turn.intents(), turn.text, turn.schema) if turn.intents else []


def _likely(turn: Turn) -> Call | None:
    """What the message means by its likeness to examples, where that is sure."""
    return examples.decide(_ranked(turn), turn.text, turn.query, turn.language, _again(turn), turn.past.last)


def _second(turn: Turn, first: Call) -> Call | None:
    """What the message means instead of the `first` call, where its likeness to examples is much greater.

    Beside a dataset a question is about that, unless it says that something is to be predicted, whatever it looks like.
    """
    ranked = _ranked(turn)
    if turn.beside_data and not turn.predicting and first.name not in scenarios.PREDICTIONS:
        ranked = [meant for meant in ranked if meant.tool not in scenarios.PREDICTIONS]
    if not examples.outweighs(ranked, first):
        return None
    return examples.second(ranked, first, turn.text, turn.query, turn.language, _again(turn))


def _again(turn: Turn) -> Callable[[str, str], Decision]:
    def again(text: str, tool: str) -> Decision:
        asked = turn.wanting(tool) if text == turn.text else turn.saying(text, wanted=tool)
        return _first(asked)[1] or Say(sentences.UNSURE)

    return again
