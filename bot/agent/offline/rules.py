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
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.turn import Turn

if TYPE_CHECKING:
    from bot.agent.offline.intents import Intents, Meant

_HALF_A_SENTENCE = 20


def decide(turn: Turn) -> Decision:
    """What to do with the message: the first rule that fits, else what examples make likely, else up to three things that would be understood."""
    decision = next((found for rule in RULES if (found := rule(turn)) is not None), None)
    if decision is None:
        return accident_rules.out_of_town(turn) or _unsure(turn)
    likely = _likely(turn) if examples.asked_back(decision) else None
    return _with_note(turn, _carried(turn, likely or decision))


def _carried(turn: Turn, decision: Decision) -> Decision:
    """With what carries over from the question before."""
    if turn.current is None:
        return decision
    return kept.which(kept.carry(decision, turn.past, turn.query), turn.past, turn.datasets)


def beside(turn: Turn) -> Call | None:
    """What `turn`, in which a dataset was switched to, asks of it as well."""
    decision = next((found for rule in RULES if (found := rule(turn)) is not None), None)
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


RULES: tuple[Callable[[Turn], Decision | None], ...] = (
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

    def again(text: str, intents: Callable[[], Intents] | None = None) -> Decision:
        return decide(turn.saying(text, intents))

    return examples.decide(_ranked(turn), turn.text, turn.query, turn.language, again, turn.past.last)
