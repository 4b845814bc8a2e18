"""Questions around a prediction: why it is so, what it would be otherwise, and where or when it would be worst."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.agent.offline import sentences
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.predict import how_much
from bot.agent.offline.reading import normalise, pattern
from bot.agent.offline.scenario_words import DANGER, OF_IT, PREDICTED, WHY
from bot.agent.offline.slots import Slots, read_accident
from bot.agent.offline.transcript import Past
from tools.predict._changed import changed

if TYPE_CHECKING:
    from model.places import Gazetteer

PREDICTIONS = frozenset({"predict_eclo", "predict_eclo_batch", "explain_prediction", "compare_scenarios", "rank_risk"})
# What people do with predictions and models between two questions about an accident
_ASIDES = frozenset(
    {
        "list_predictions", "record_outcome", "verify_predictions", "weekly_digest", "subscribe_digest", "check_drift", "model_card",
        "list_runs", "show_run", "compare_runs", "promote_run", "rollback_model",
    }
)  # fmt: skip


_NTH: dict[str, int] = {
    r"첫\s*번째|첫째|(?<!\d)1\s*번|\bfirst\b|\bno\.? ?1\b": 0, r"두\s*번째|둘째|(?<!\d)2\s*번|\bsecond\b|\bno\.? ?2\b": 1,
    r"세\s*번째|셋째|(?<!\d)3\s*번|\bthird\b|\bno\.? ?3\b": 2, r"네\s*번째|넷째|(?<!\d)4\s*번|\bfourth\b": 3, r"마지막|\blast one\b": -1,
}  # fmt: skip


def nth_said(plain: str) -> int | None:
    """Which of several accidents is meant: its index, -1 for the last."""
    return next((n for wanted, n in _NTH.items() if pattern(wanted).search(plain)), None)


def dangerous(plain: str) -> bool:
    """Does the message speak of danger, or of a prediction?"""
    return bool(DANGER.search(plain) or PREDICTED.search(plain))


def accident_of(last: Call | None) -> Mapping[str, Any] | None:
    """The accident that the last answer was about: what a message may change, explain or compare."""
    if last is None:
        return None
    if last.name in ("predict_eclo", "explain_prediction"):
        return last.input
    return last.input.get("base") if last.name == "compare_scenarios" else None


def topic_of(past: Past) -> Call | None:
    """What the next message may build on: the last call, or the prediction before it when the last call only looked after predictions."""
    before = next((call for call in reversed(past.calls) if call.name not in _ASIDES), None)
    return before if before is not None and before.name in PREDICTIONS else past.last


def explain(text: str, last: Call | None, past: Past, now: datetime, places: Gazetteer, *, beside_data: bool) -> Decision | None:
    """ "왜?", "왜 이렇게 높아?", "explain": the reasons of the last prediction, or of the accident that the message tells."""
    plain = normalise(text)
    if not WHY.search(plain) and not (last is not None and last.name in PREDICTIONS and OF_IT.search(plain)):
        return None
    if last is not None and last.name == "rank_risk":
        return _first_ranked(last, past, read_accident(WHY.sub(" ", plain), now, places)[0])
    return _explained(plain, last, past, now, places, beside_data=beside_data)


def _explained(plain: str, last: Call | None, past: Past, now: datetime, places: Gazetteer, *, beside_data: bool) -> Decision | None:
    """Of the last prediction, of one before it, or of what the message tells itself."""
    accident = accident_of(last)
    if accident is None and (last is None or last.name != "predict_eclo_batch") and (not beside_data or PREDICTED.search(plain)):
        accident = next((said for call in reversed(past.calls) if (said := accident_of(call)) is not None), None)
    slots, _ = read_accident(WHY.sub(" ", plain), now, places)  # without "낮아", which is no time of day here
    if accident is not None:
        return Call("explain_prediction", changed(accident, slots) if slots else dict(accident))
    if last is not None and last.name == "predict_eclo_batch" and last.input.get("accidents"):
        nth = nth_said(plain)
        several = last.input["accidents"]
        if nth is not None and -len(several) <= nth < len(several):
            return Call("explain_prediction", dict(several[nth]))
        return Call("explain_prediction", dict(several[0]), Say(sentences.FIRST_OF_SEVERAL))
    if how_much(slots) >= 3:
        return Call("explain_prediction", slots)
    if beside_data or how_much(slots):
        return None
    return Say(sentences.NOTHING_TO_EXPLAIN, {"example": sentences.EXAMPLE_PREDICT})


# what a ranking goes by -> the input of a prediction
_RANKED_BY = {"gu": "district", "hour": "accident_hour", "month": "accident_month"}


def _first_ranked(last: Call, past: Past, said: Slots) -> Call:
    """Why the first of a ranking is risky, or the one that the message names: its conditions, and it."""
    by = str(last.input.get("by", "district"))
    slot = _RANKED_BY.get(by, by)
    first = past.first_ranked()
    conditions = dict(last.input.get("conditions") or {})
    if slot in said or first is None:
        return Call("explain_prediction", changed(conditions, said))
    value, name = first
    return Call("explain_prediction", changed(conditions, {slot: value}), Say(sentences.FIRST_OF_RANKING, {"name": name}))
