"""Rules for messages about accidents: predictions, and questions around one. Each gives a decision, or None where it does not fit."""

from __future__ import annotations

from bot.agent.offline import afterwards, comparing, limits, predict, ranking, scenarios, sentences
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.reading import pattern
from bot.agent.offline.turn import Turn

_OF_ACCIDENTS = ("eclo", "deaths", "serious", "severity_class", "accident_type")
_OF_ROWS = pattern(
    r"별(?:로)?(?=\s|$)|평균|합계|건수|몇\s*건|차트|그래프|지도|비율|\bhow many\b|\bmean\b|\baverage\b|\bcount\b|\bchart\b|\bmap\b|\bplot\b|\bby \w+\b(?= *$)"
)


def scenario(turn: Turn) -> Decision | None:
    """Why a prediction is so, what it would be otherwise, where or when it would be worst."""
    if then := afterwards.decide(turn):
        return then
    last, now, places = turn.topic, turn.request.now, turn.places
    # parking spaces are not what is dangerous
    data = turn.beside_data and (any(map(turn.schema.concept, _OF_ACCIDENTS)) or not scenarios.dangerous(turn.plain))
    if why := scenarios.explain(turn.text, last, turn.past, now, places, beside_data=turn.beside_data):
        return why
    ranked = ranking.rank(turn.text, last, now, places, beside_data=data and not turn.predicted)
    if data and turn.about_data:
        return ranked
    compared = comparing.compare(turn.text, last, now, places, beside_data=data and not turn.predicted and not _to_come(turn))
    return ranked if ranked and _WHERE_MOST.search(turn.plain) else compared or ranked


_WHERE_MOST = pattern(
    r"(?:어디|어느\s*(?:동|구|곳|시간)|몇\s*시|언제|무슨\s*요일)\S*\s*(?:이|가)?\s*(?:제일|가장|젤)|\b(?:where|when|what time|which \w+)\b.*\b(?:most|worst|riskiest)\b"
)


def _to_come(turn: Turn) -> bool:
    """Is it of a day that no recorded data can know ("내일 저녁 7시 ...")?"""
    slots, _ = turn.told
    day = [slots.get(f"accident_{part}") for part in ("year", "month", "day")]
    today = turn.request.now.date()
    return all(isinstance(part, int) for part in day) and tuple(day) >= (today.year, today.month, today.day)


def crash(turn: Turn) -> Decision | None:
    """An accident told at length where there is no dataset that it could be about ("어제 EXCO 주차장에서 후진하다 옆차를 콩")."""
    slots, _ = turn.told
    if turn.current is not None or turn.past.pending is not None or turn.topic is not None or _OF_ROWS.search(turn.plain):
        return None
    if accidents := turn.several:
        whole = min(map(predict.how_much, accidents)) >= 3 and all("accident_type" in one for one in accidents)
        return Call("predict_eclo_batch", {"accidents": accidents}) if whole else None
    if "accident_type" not in slots or predict.how_much(slots) < 3:
        return None
    return elsewhere(turn) or Call("predict_eclo", slots)


def asked_for(turn: Turn) -> Decision | None:
    """A prediction asked for in so many words."""
    if not predict.CUE.search(turn.plain) or turn.counts_rows or turn.studied:
        return None
    slots, reading = turn.told
    known = predict.how_much(slots)
    sure = turn.predicting
    if (sure or predict.SCORED.search(turn.plain)) and predict.WHOLE.search(turn.plain) and known <= 2:
        return Call("predict_dataset")
    if accidents := turn.several:
        return Call("predict_eclo_batch", {"accidents": accidents})
    if (last := turn.accident) is not None and (again := predict.follow_up(last, slots, reading)):
        return again
    if known == 0 and sure and turn.current is not None:
        return Say(sentences.PREDICT_WHICH, {"example": sentences.EXAMPLE_PREDICT.say(turn.language)})
    enough = sure or known >= (1 if turn.current is None else 2)  # of one thing said, a dataset may know as well
    return elsewhere(turn) or Call("predict_eclo", slots) if enough else None


def complete(turn: Turn) -> Decision | None:
    """An accident told as a whole, on a day and at an hour: a prediction even beside a dataset."""
    slots, _ = turn.told
    if turn.counts_rows or turn.accident is not None:
        return None
    dated = "accident_day" in slots or {"day_of_week", "accident_hour"} <= slots.keys()
    if not dated or predict.how_much(slots) < 4 or turn.several:
        return None
    return Call("predict_eclo", slots)


def changed(turn: Turn) -> Decision | None:
    """The accident of the last answer with something else, or another one."""
    accident = turn.accident
    if accident is None or turn.studied or turn.about_data:
        return None
    slots, reading = turn.told
    if again := predict.follow_up(accident, slots, reading):
        return again
    return Call("predict_eclo", slots) if predict.how_much(slots) >= 3 and not turn.several else None


def told(turn: Turn) -> Decision | None:
    """An accident told with no verb at all: "내일 15시 범어동 교차로 비 차대차"."""
    accidents = turn.several
    if accidents and min(map(predict.how_much, accidents)) >= 3:
        return Call("predict_eclo_batch", {"accidents": accidents})
    slots, _ = turn.told
    enough = 3 if "eclo" not in turn.plain and turn.current is not None else 2
    happened = turn.current is None and "district" in slots and predict.HAPPENED.search(turn.plain) is not None
    fits = happened or (predict.how_much(slots) >= enough and predict.is_accident(slots, turn.plain))
    return elsewhere(turn) or Call("predict_eclo", slots) if fits else None


def out_of_town(turn: Turn) -> Decision | None:
    """A city, or a thing told of an accident, that the model has not learnt, where nothing else was understood."""
    if turn.current is None and (other := elsewhere(turn)):
        return other
    return limits.unlearnt(turn.text) if turn.accident is not None else None


def elsewhere(turn: Turn) -> Say | None:
    """A city that the model has not learnt."""
    return limits.other_city(turn.text, turn.language)


def note(turn: Turn, call: Call) -> Say | None:
    """What a prediction could not take up, or where a landmark was taken to be."""
    return limits.unlearnt(turn.text) or _by_landmark(turn, call)


def _by_landmark(turn: Turn, call: Call) -> Say | None:
    from model.places import Resolved

    for found in turn.places.find(turn.text):
        if not found.landmark or not isinstance(found.answer, Resolved):
            continue
        place = found.answer.place
        if call.input.get("district") in (place.label, f"{place.label} {found.text}"):
            return Say(sentences.BY_LANDMARK, {"said": found.text, "place": place.label if turn.language == "ko" else place.label_en})
    return None
