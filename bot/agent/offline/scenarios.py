"""Questions around a prediction: why it is so, what it would be otherwise, and where or when it would be worst."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.agent.offline import sentences
from bot.agent.offline.accident_words import FEATURE_ORDER
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.levels import take_level
from bot.agent.offline.predict import COMPARED, FOLLOW, KIND_VS, how_much, one_accident, several
from bot.agent.offline.query import take_top
from bot.agent.offline.reading import Reading, normalise, pattern
from bot.agent.offline.slots import Slots, take_slots
from bot.agent.offline.transcript import Past
from bot.agent.offline.when import DATE_SLOTS, take_when
from model.features import WEEKDAYS
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
_WHY = pattern(
    r"^(?:근데\s*|그런데\s*|아니\s*|음+\s*|헐\s*)*왜(?:요|죠|지|냐|야|일까요?|인가요?|그래요?|그럴까요?)?\s*[?.!]*$"
    r"|왜\s*(?:그|이|저)\s*(?:점수|값|예측|결과|숫자|수치)|(?:이유|요인|근거|원인)(?:를|을|도|별로|까지)?\s*(?:좀\s*|같이\s*|함께\s*)*설명"
    r"|왜\s*(?:이렇게|그렇게|이리|그런|이런|저렇게|이만큼|(?:더\s*)?(?:높|낮|심각|위험|크|작))"
    r"|(?:예측|결과|이렇게|그렇게|값|점수|숫자|그|이)\S*\s*(?:나온\s*|된\s*|본\s*|한\s*)?(?:이유|까닭|근거)|^(?:이유|까닭|근거)\S*(?:\s|[?]|$)|무엇\s*때문|뭐\s*때문|뭐가\s*(?:가장\s*|제일\s*)?(?:영향|작용)"
    r"|^(?:이\s*|그\s*|방금\s*)?(?:예측|결과)(?:을|를)?\s*(?:좀\s*)?(?:자세히\s*)?(?:설명|해석)|^(?:자세히\s*)?설명\s*(?:해|좀|부탁)"
    r"|^(?:but |and |so |ok(?:ay)? )?why(?: so| is (?:it|that|this)| that| this| not)?\b(?:\s+(?:so\s+)?(?:high|low|much|severe|bad|that|many|little))*\s*[?.!]*$"
    r"|\bwhy (?:is|was|did) (?:it|that|this|(?:the|my|your) (?:last |latest |previous |earlier )?(?:prediction|result|eclo|score))\b|^explain\b(?! (?:the |this |my )?(?:data|file|csv|column))|\bwhat (?:drove|drives|moved|explains) (?:it|that|this|the)\b|\breasons? (?:for|behind) (?:it|that|this|the prediction)\b|^how come\b"
)
_SWAP = pattern(r"\S\s*대신\s*(?:에\s*)?\S|\S+\s*말고\s+\S|\binstead of\b|\brather than\b")
_IS_SWAP_EN = pattern(r"\b(?:instead of|rather than)\b")
_DANGER = pattern(
    r"(?:eclo|이클로)\S*\s*(?:제일|가장)?\s*높|위험|심각|치명|크게\s*다|심하게|심한|심해|취약|\bdangerous\b|\bsever\w+|\brisk\w*|\bdeadl\w*|\bserious\b|\bworst\b|\bworse\b|\bhazard\w*"
)
_MOST = pattern(
    r"제일|가장|최고|젤|더\s|순위|랭킹|상위|순서|순으로|위험한\s*(?:곳|데|동네|지역|시간|도로|요일)|\bmost\b|\bworst\b|\bhighest\b|\briskiest\b|\bdeadliest\b|\brank\w*|\btop\b|\bworse\b"
)
_OFTEN = pattern(r"많이\s*(?:나|발생|일어)|자주|빈도|건수|많은|많아|\bhow (?:many|often)\b|\bfrequen\w+|\boften\b|\bmost accidents\b")
_BY: tuple[tuple[str, str], ...] = (
    ("time_period", r"(?:어느|어떤|무슨)\s*시간대|시간대(?:별|\s*순위|\s*중)|(?:위험한|심각한|높은|심한)\s*시간대|\b(?:which|what) (?:time period|part of the day)\b"),
    ("hour", r"몇\s*시|(?:어느|어떤|무슨)\s*(?:시간|시각)|시간별|시각별|언제|(?:위험한|심각한|높은|심한)\s*(?:시간|시각)|\b(?:what|which) (?:time|hours?)\b|\bby hour\b|\bhours? of the day\b|^when\b|\bwhen (?:is|are|would|do)\b|\b(?:most dangerous|worst|riskiest) (?:time|hour)s?\b"),
    ("day_of_week", r"(?:어느|어떤|무슨)\s*요일|요일별|(?:위험한|심각한|높은|심한)\s*요일|\b(?:what|which) (?:week)?days?\b|\bby (?:week)?day\b|\b(?:most dangerous|worst|riskiest) (?:week)?days?\b"),
    ("month", r"몇\s*월|(?:어느|어떤)\s*달|월별|\b(?:what|which) months?\b|\bby month\b"),
    ("violation", r"(?:어느|어떤|무슨)\s*(?:법규\s*)?위반|위반별|\b(?:what|which) (?:traffic )?(?:violations?|offen[cs]es?)\b"),
    ("road_surface", r"(?:어느|어떤|무슨)\s*노면|노면별|\b(?:what|which) (?:road )?surface\b"),
    ("road_type", r"(?:어느|어떤|무슨)\s*(?:도로|길)|도로\s*(?:형태)?별|(?:위험한|심각한|높은|심한)\s*도로|\b(?:what|which) (?:kinds? of |types? of )?roads?\b|\bby road type\b|\broad types?\b"),
    ("weather", r"(?:어느|어떤|무슨)\s*날씨|날씨별|\b(?:what|which) weather\b|\bby weather\b"),
    ("accident_type", r"(?:어느|어떤|무슨)\s*(?:유형|종류|사고)|유형별|\b(?:what|which) (?:kinds? of |types? of )?(?:accidents?|crash(?:es)?)\b|\bby accident type\b"),
    ("gu", r"(?:어느|어떤|무슨)\s*(?:구|군)(?:가|는|이|를|에서|의|에)?(?![가-힣])|(?<![가-힣])구별|구군별|구\s*순위|(?:위험한|심각한|높은)\s*구(?:는|가|요|야)?(?![가-힣])|\b(?:what|which) (?:district|gu|county)s?\b|\bby district\b|\bdistricts\b|\b(?:most dangerous|worst|riskiest) districts?\b|\brank (?:the )?districts?\b"),
    ("district", r"어디|(?:어느|어떤|무슨)\s*(?:동|동네|곳|지역|장소|데|쪽)|동네별|(?<![가-힣])동별|지역별|(?:위험한|심각한|높은|심한)\s*(?:곳|데|동네|지역|동|장소)|\bwhere\b|\b(?:what|which) (?:neighbou?rhoods?|areas?|places?|parts?|dongs?)\b|\b(?:dangerous|worst|riskiest) (?:neighbou?rhoods?|areas?|places?|spots?)\b|\bneighbou?rhoods\b"),
)  # fmt: skip
_SAME_CONDITIONS = pattern(
    r"^(?:그럼|그러면|그렇다면)|(?:이|그|같은|똑같은)\s*(?:조건|상황|날씨|경우|때)|거기|\b(?:same|these|those|that) (?:conditions?|case|situation)\b|^then\b"
)
_PREDICTED = pattern(r"예측|예상|\bpredict\w*|\bexpected\b")


def dangerous(plain: str) -> bool:
    """Does the message speak of danger, or of a prediction?"""
    return bool(_DANGER.search(plain) or _PREDICTED.search(plain))


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
    if not _WHY.search(plain):
        return None
    if last is not None and last.name == "rank_risk":
        return _first_ranked(last, past, one_accident(_WHY.sub(" ", plain), now, places)[0])
    return _explained(plain, last, past, now, places, beside_data=beside_data)


def _explained(plain: str, last: Call | None, past: Past, now: datetime, places: Gazetteer, *, beside_data: bool) -> Decision | None:
    """Of the last prediction, of one before it, or of what the message tells itself."""
    accident = accident_of(last)
    if accident is None and (last is None or last.name != "predict_eclo_batch") and (not beside_data or _PREDICTED.search(plain)):
        accident = next((said for call in reversed(past.calls) if (said := accident_of(call)) is not None), None)
    slots, _ = one_accident(_WHY.sub(" ", plain), now, places)  # without "낮아", which is no time of day here
    if accident is not None:
        return Call("explain_prediction", changed(accident, slots) if slots else dict(accident))
    if last is not None and last.name == "predict_eclo_batch" and last.input.get("accidents"):
        return Call("explain_prediction", dict(last.input["accidents"][0]), Say(sentences.FIRST_OF_SEVERAL))
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


def compare(text: str, last: Call | None, now: datetime, places: Gazetteer, *, beside_data: bool) -> Call | None:
    """ "비 올 때랑 맑을 때 비교", "교차로 대신 단일로면?", "서구랑 북구 중 어디가 더 위험해?"."""
    plain, accident = normalise(text), accident_of(last)
    if beside_data and accident is None and not _PREDICTED.search(plain):
        return None
    if accident is not None and _SWAP.search(plain) and (call := _swapped(plain, accident, now, places)):
        return call
    text = _WITHOUT.sub(r"\g<what> 올 때랑 맑을 때", text)
    compared = (
        (accident is None and _INSTEAD.search(plain))
        or COMPARED.search(KIND_VS.sub(" ", plain))
        or (accident is None and _IS_SWAP_EN.search(plain))
    )
    return _compared(text, accident, now, places) if compared else None


_WITHOUT = pattern(
    r"(?P<what>비|눈)(?:가|이)?\s*(?:올|오는|온|내릴)\s*(?:때|날)(?:이?랑|하고|와|과)\s*안\s*(?:올|오는|온|내릴)\s*(?:때|날)"
)
_INSTEAD = pattern(r"\S\s*대신\s*\S+(?:면|라면|이면|일\s*때)(?![가-힣])")


def _compared(text: str, accident: Mapping[str, Any] | None, now: datetime, places: Gazetteer) -> Call | None:
    """What a message that compares sets side by side: whole accidents, or one in several places, under several skies, at several times."""
    if told := several(text, now, places, loosely=False):
        return _side_by_side(told)
    reading = Reading(text)
    slots = take_slots(reading, now, places)
    first, others = _alternatives(reading, slots, accident or {}, now, places)
    slots = changed(slots, first) if others else slots
    base = changed(accident, slots) if accident is not None and how_much(slots) <= 2 else slots
    if not others and (told := several(text, now, places)):
        return _side_by_side(told)
    if not others:
        # "맑을 때랑 비교해줘": the last accident beside the same with what is said
        if accident is None or not slots or how_much(slots) > 2:
            return None
        base, others = dict(accident), [slots]
    return Call("compare_scenarios", {"base": base, "variations": [{"changes": other} for other in others]})


def _side_by_side(told: list[Slots]) -> Call:
    variations = [{"changes": _apart(told[0], other)} for other in told[1:]]
    return Call("compare_scenarios", {"base": told[0], "variations": variations})


def _swapped(plain: str, accident: Mapping[str, Any], now: datetime, places: Gazetteer) -> Call | None:
    """What stands in for something else: the last accident, beside the same with the new part."""
    before, after = pattern(r"대신(?:\s*에)?|말고|\binstead of\b|\brather than\b").split(plain, maxsplit=1)
    if _IS_SWAP_EN.search(plain):
        before, after = after, before
    old, new = (take_slots(Reading(part), now, places) for part in (before, after))
    if not new or not old or set(new) - set(old) - set(accident) or len(old) > 2:
        return None
    base = changed(accident, old)
    return Call("compare_scenarios", {"base": base, "variations": [{"changes": new}]})


def _apart(base: Slots, other: Slots) -> Slots:
    """What makes one accident into another."""
    differs = {name: value for name, value in other.items() if base.get(name) != value}
    return {**differs, **{name: "unknown" for name in base if name not in other and name not in DATE_SLOTS}} or dict(other)


def _alternatives(reading: Reading, slots: Slots, accident: Mapping[str, Any], now: datetime, places: Gazetteer) -> tuple[Slots, list[Slots]]:  # fmt: skip
    """The first of the places, levels or times that are compared, and the others, each as a change.

    That of the last accident comes first, else they are in the order of the message. `reading` is what take_slots left.
    """
    if "district" in slots and (more := places.find(reading.rest)):
        return {"district": slots["district"]}, [{"district": found.text.strip()} for found in more]
    for feature in FEATURE_ORDER:
        levels = _levels_said(reading.text, feature) if feature in slots else []
        if len(levels) > 1:
            levels.sort(key=lambda level: level != accident.get(feature))
            return {feature: levels[0]}, [{feature: level} for level in levels[1:]]
    if any(name in slots for name in ("accident_hour", "time_period", "day_of_week", *DATE_SLOTS)):
        times = [when for part in _BETWEEN.split(reading.text) if (when := take_when(Reading(part), now))]
        if len(times) > 1 and all(set(times[0]) & set(other) for other in times[1:]):
            return times[0], times[1:]
        if len(times) == 2 and set().union(*times) <= _MOMENTS:
            return times[0], times[1:]
    return {}, []


_BETWEEN = pattern(
    r",|\bthan\b|보다|\s(?:이랑|랑|하고|vs\.?|대|and|or|와|과|또는|아니면)\s|(?<=[가-힣])(?:이랑|랑|하고|과|와)\s|\bversus\b"
)
_MOMENTS = {"accident_hour", "time_period"}


def _levels_said(text: str, feature: str) -> list[str]:
    """The levels that a message names, in its order."""
    reading, found = Reading(text), list[tuple[int, str]]()
    before = reading.rest
    while level := take_level(reading, feature):
        start = next(i for i, (old, new) in enumerate(zip(before, reading.rest, strict=True)) if old != new)
        found.append((start, level))
        before = reading.rest
    return list(dict.fromkeys(level for _, level in sorted(found)))


def rank(text: str, last: Call | None, now: datetime, places: Gazetteer, *, beside_data: bool) -> Call | None:
    """ "비 오는 금요일 밤 어디가 제일 위험해?", "몇 시가 제일 위험해?"; the same again with other conditions ("비 오면?")."""
    plain = normalise(text)
    if last is not None and last.name == "rank_risk" and (again := _ranked_again(text, last, now, places)):
        return again
    if beside_data and not _PREDICTED.search(plain):
        return None
    if not _DANGER.search(plain) or not _MOST.search(plain) or _OFTEN.search(plain):
        return None
    by = next((name for name, wanted in _BY if pattern(wanted).search(plain)), None)
    if by is None:
        return None
    slots = _any_weekday(one_accident(text, now, places)[0], plain)
    accident = accident_of(last)
    if accident is not None and _SAME_CONDITIONS.search(plain):
        slots = changed(accident, slots)
        if by in ("district", "gu"):
            slots.pop("district", None)
    arguments: dict[str, Any] = {"by": by}
    if slots:
        arguments["conditions"] = slots
    if (top := take_top(Reading(text))) is not None:
        arguments["top_n"] = min(50, top)
    return Call("rank_risk", arguments)


def _ranked_again(text: str, last: Call, now: datetime, places: Gazetteer) -> Call | None:
    slots, reading = one_accident(text, now, places)
    if not slots and len(reading.words()) <= 4 and (top := take_top(reading)) is not None:
        return Call("rank_risk", {**last.input, "top_n": min(50, top)})
    if not slots or how_much(slots) > 2 or not (FOLLOW.search(reading.text) or len(reading.words()) <= 2):
        return None
    return Call("rank_risk", {**last.input, "conditions": changed(last.input.get("conditions") or {}, _any_weekday(slots, reading.text))})


_WEEKDAY = pattern(r"(?<![가-힣])(?P<ko>[월화수목금토일])요일|\b(?P<en>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b")
_WEEKDAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAYS, strict=True))


def _any_weekday(slots: Slots, plain: str) -> Slots:
    """A weekday that was said is any of its kind, not the next one."""
    said = _WEEKDAY.search(plain)
    if said is None:
        return slots
    weekday = f"{said['ko']}요일" if said["ko"] else _WEEKDAYS[said["en"][:3]]
    return {**{name: value for name, value in slots.items() if name not in DATE_SLOTS}, "day_of_week": weekday}
