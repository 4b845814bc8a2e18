"""What a prediction would be otherwise: one accident beside others, or beside itself with something else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.agent.offline.accident_words import FEATURE_ORDER
from bot.agent.offline.crash import details_in
from bot.agent.offline.decision import Call
from bot.agent.offline.levels import offences_in, take_level
from bot.agent.offline.places_said import as_said
from bot.agent.offline.predict import COMPARED, KIND_VS, how_much, several
from bot.agent.offline.reading import Reading, normalise, pattern
from bot.agent.offline.scenario_words import IN_ORDER, MOST, PREDICTED
from bot.agent.offline.scenarios import accident_of
from bot.agent.offline.slots import Slots, read_accident
from bot.agent.offline.when import DATE_SLOTS, take_when
from tools.predict._changed import changed

if TYPE_CHECKING:
    from model.places import Gazetteer

_SWAP = pattern(r"\S\s*대신\s*(?:에\s*)?\S|\S+\s*말고\s+\S|\binstead of\b|\brather than\b")
_IS_SWAP_EN = pattern(r"\b(?:instead of|rather than)\b")


def compare(text: str, last: Call | None, now: datetime, places: Gazetteer, *, beside_data: bool) -> Call | None:
    """ "비 올 때랑 맑을 때 비교", "교차로 대신 단일로면?", "서구랑 북구 중 어디가 더 위험해?"."""
    plain, accident = normalise(text), accident_of(last)
    if (beside_data and accident is None and not PREDICTED.search(plain)) or IN_ORDER.search(plain):
        return None
    if otherwise := _otherwise(plain, accident, now, places):
        return otherwise
    if accident is not None and _SWAP.search(plain) and (call := _swapped(plain, accident, now, places)):
        return call
    text = _WITHOUT.sub(r"\g<what> 올 때랑 맑을 때", text)
    if COMPARED.search(plain):
        text = _BUT.sub("대신", text)  # "교차로 말고 단일로였으면 얼마나 나아?": both are told of
    return _compared(text, accident, now, places) if _asked(plain, accident, now, places) else None


def _asked(plain: str, accident: Mapping[str, Any] | None, now: datetime, places: Gazetteer) -> bool:
    """Are two of something to be set side by side?"""
    if _NOT_COMPARED.search(plain):
        return False
    if COMPARED.search(KIND_VS.sub(" ", plain)):
        return True
    if accident is None and any(wanted.search(plain) for wanted in (_INSTEAD, _IS_SWAP_EN, _OR_NOT, _MATTERS)):
        return True
    if MOST.search(plain) or not _EITHER.search(plain):
        return False
    return how_much(read_accident(plain, now, places)[0]) >= 3 and len(_levels_said(plain, "weather")) > 1


_NOT_COMPARED = pattern(
    r"비교(?:는|를|은)?\s*(?:말고|하지\s*(?:말|않)|안\s*해도|필요\s*없|됐고)|\b(?:don'?t|do not|no need to|without) compar\w*"
)
# what the rest of the message starts from ("낮 2시 기준으로 새벽 2시였다면"), and each "what if" of the rest
_STARTS_FROM = pattern(
    r"\s*(?:을|를)?\s*(?:(?<!^)기준(?!은)(?:으로|에서|이고|인데|,|:)?|베이스(?:로)?|기본(?:으로|이고)|(?<=[가-힣a-z])(?:에서|인데)(?=[,.]))\s*,?\s*(?=\S)|[,.]\s*(?:여기서|거기서|(?:이|그)\s*(?:상태|조건)에서|나머지는?\s*(?:다\s*)?(?:같고|그대로))\s*|\s*[:;,.]\s*(?=(?:please )?compare (?:it |that |this )?(?:with|to)\b|change (?:it|that) to\b)|(?<=인데)\s+(?=\S*거나\s)|,?\s(?=if (?:it|the|this)\b.*\bor\b)|,\s*(?=[^,]{1,15}[었았였](?:다|으)면\s*[?]?$)|(?:이?랑|하고|와|과)\s*(?:똑)?같은데\s"
)
_PARTS = pattern(
    r"(?<=면)(?:은|요|은요|는요)?\s*[?,./!~]+\s*|(?<=[면지까요])\s*[?!]\s*|(?<=때)(?:는|엔)?\s*,\s*|(?<=면)\s+(?=그리고|또|아니면)|[?.]\s+|,\s*(?=(?:and |or )?(?:what if|how about|if)\b)|\s(?=(?:and |or )?(?:what if|what about|how about)\b)"
)
_WHAT_IF = pattern(
    r"(?:면|다면|라면|었을\s*때|였을\s*때|일\s*때|경우)(?:은|는|요|은요|는요)?(?=\s*[?,./!~]*\s*(?:$|\S*\s*(?:얼마|어떻|어때|어떨|비교|달라|차이|바뀌|변|각각)))|^(?:and|or)\b|\bif (?:it|at|in|on|the)\b|\bhow (?:would|does|will|do|might) (?:it|that|this|things|the \w+) (?:change|differ|look|be|compare|go)\b|\bwhat changes\b|\b(?:would|will|is) it (?:be )?(?:\w+ )?(?:worse|better|different|safer|milder)\b|^\s*(?:please )?compare (?:it |that |this )?(?:with|to)\b|^\s*change (?:it|that) to\b|(?:고|거나)\s*(?:바꾸|바꿔)|\b(?:what if|what about|how about|if it (?:was|were|is|had)|instead)\b"
)


def _otherwise(plain: str, accident: Mapping[str, Any] | None, now: datetime, places: Gazetteer) -> Call | None:
    """An accident and then one "what if" or more, each of which says a part of it anew ("... 비 기준, 맑았으면? 밤 11시였으면?")."""
    if not _WHAT_IF.search(plain) and not _STARTS_FROM.search(plain):
        return None
    start = _STARTS_FROM.split(plain, maxsplit=1)
    parts = [part for part in _PARTS.split(start[-1]) if part and part.strip()]
    if len(start) == 1:
        first, *parts = parts or [""]
        if _WHAT_IF.search(first):  # of the last accident
            first, parts = "", [first, *parts]
    else:
        first = start[0]
    base = read_accident(first, now, places)[0] if first else dict(accident or {})
    if accident is not None and first and how_much(base) <= 2:
        base = changed(accident, base)
    told = [each for part in parts if _WHAT_IF.search(part) and (each := _each(part, now, places))]
    changes = [change for each in told for change in each]
    least = 1 if len(start) > 1 or first else 2  # one change of the last accident is a new prediction
    if how_much(base) < 2 or len(changes) < least or not all(any(_again(base, change) for change in each) for each in told):
        return None
    return Call("compare_scenarios", {"base": base, "variations": [{"changes": change} for change in changes]})


_OR = pattern(r"\s*,?\s*\b(?:or|either)\b\s*|(?<=거나)\s+|\s(?:또는|아니면|혹은)\s|,\s+")
_OR_SAID = pattern(r"\bor\b|거나\s|또는|아니면|혹은")
_AND = pattern(r"\s*,?\s*\b(?:and|then)\b\s*|(?<=[가-힣])(?:하고|이?랑|와|과|고)\s+|,\s+")
_AND_SAID = pattern(r"각각|따로|\bcompare(?:d)?\b|\bseparately\b|\beach\b|\brespectively\b|\bone at a time\b")


def _each(part: str, now: datetime, places: Gazetteer) -> list[Slots]:
    """What one "what if" says anew: two where either would do ("at noon instead, or with a wet surface"), or each by itself."""
    for said, between in ((_OR_SAID, _OR), (_AND_SAID, _AND)):
        if said.search(part):
            pieces = [slots for piece in between.split(part) if piece and (slots := read_accident(piece, now, places)[0])]
            if len(pieces) > 1:
                return pieces
    slots = read_accident(part, now, places)[0]
    return [slots] if slots else []


def _again(base: Mapping[str, Any], change: Slots) -> bool:
    """Does it say a part of the accident once more, and otherwise?"""
    moment = {"accident_hour", "time_period"}
    said = any(name in base or (name in moment and moment & base.keys()) for name in change)
    return said and how_much(change) <= 2 and any(base.get(name) != value for name, value in change.items())


# "비나 눈 오는 날": both are meant, and neither is left out
_EITHER = pattern(
    r"(?:비|눈|안개|우박|흐림|맑음|흐리|맑|소나기|폭우|폭설|진눈깨비)(?:가|이)?\s*(?:(?:오|내리|끼)?거나|이나|나|또는|혹은|아니면)\s*(?:비|눈|안개|우박|흐|맑|소나기|폭우|폭설|진눈깨비)|\b(?:rain|snow|fog|hail|clear|cloudy|sunny)\w* or (?:rain|snow|fog|hail|clear|cloudy|sunny)"
)
_BUT = pattern(r"말고(?=\s*\S+(?:면|라면|이면|때))")
_WITHOUT = pattern(
    r"(?P<what>비|눈)(?:가|이)?\s*(?:올|오는|온|내릴)\s*(?:때|날)(?:이?랑|하고|와|과)\s*안\s*(?:올|오는|온|내릴)\s*(?:때|날)"
)
_INSTEAD = pattern(r"\S\s*대신\s*\S+(?:면|라면|이면|일\s*때)(?![가-힣])")


def _compared(text: str, accident: Mapping[str, Any] | None, now: datetime, places: Gazetteer) -> Call | None:
    """What a message that compares sets side by side: whole accidents, or one in several places, under several skies, at several times."""
    if told := several(text, now, places, loosely=False):
        return side_by_side(told)
    slots, reading = read_accident(text, now, places)
    first, others = _alternatives(reading, slots, accident or {}, now, places)
    slots = changed(slots, first) if others else slots
    base = changed(accident, slots) if accident is not None and how_much(slots) <= 2 else slots
    if not others and (told := several(text, now, places)):
        return side_by_side(told)
    if len(others) == 1 and accident is None and _IS_SWAP_EN.search(reading.text):
        first, others = others[0], [first]  # "icy instead of dry": dry is what it starts from
        base = changed(base, first)
    if not others and (without := _without(reading.text, slots)):
        base, others = without
    if not others:
        # "맑을 때랑 비교해줘": the last accident beside the same with what is said
        if accident is None or not slots or how_much(slots) > 2:
            return None
        base, others = dict(accident), [slots]
    return Call("compare_scenarios", {"base": base, "variations": [{"changes": other} for other in others]})


_OR_NOT = pattern(
    r"(?:때|날|경우)(?:이?랑|하고|와|과|나)\s*(?:아닐|그렇지\s*않을|안\s*그럴|그냥|평소|보통|평상시|안\s*\S+)\s*(?:때|날|경우)?|아닐\s*때|\bor not\b|\bwith(?:out)? and with(?:out)?\b|\bversus (?:a )?normal\b|\b(?:compared to|than) (?:usual|normal)\b|평소보다|평상시보다|보통\s*때보다"
)
_MATTERS = pattern(
    r"\bhow much (?:more |worse |does |do |would |will |of a difference (?:does|would) )\S*\b.*\b(?:matter|make|change|add|increase|worsen|raise|affect|hurt)\b|(?:오면|내리면|끼면|얼면|젖으면|쌓이면|길이면)\s*얼마나\s*(?:더|많이)?\s*(?:위험해|심각해|심해|나빠|커|올라|높아)(?:져|지|질|집|진|가)"
)
_PLAIN = {"road_surface": "건조", "weather": "맑음"}


def _without(text: str, slots: Slots) -> tuple[Slots, list[Slots]] | None:
    """An accident beside the same on a dry road or under a clear sky ("얼었을 때랑 아닐 때", "how much does rain matter")."""
    told = next((name for name, plain in _PLAIN.items() if slots.get(name) not in (None, plain)), None)
    if told is None or how_much(slots) < 2:
        return None
    if _MATTERS.search(text):
        kept = {name: value for name, value in slots.items() if name not in _PLAIN}
        return {**kept, told: _PLAIN[told]}, [{told: slots[told]}]
    return (slots, [{told: _PLAIN[told]}]) if _OR_NOT.search(text) else None


def side_by_side(told: list[Slots]) -> Call:
    variations = [{"changes": _apart(told[0], other)} for other in told[1:]]
    return Call("compare_scenarios", {"base": told[0], "variations": variations})


def _swapped(plain: str, accident: Mapping[str, Any], now: datetime, places: Gazetteer) -> Call | None:
    """What stands in for something else: the last accident, beside the same with the new part."""
    before, after = pattern(r"대신(?:\s*에)?|말고|\binstead of\b|\brather than\b").split(plain, maxsplit=1)
    if _IS_SWAP_EN.search(plain):
        before, after = after, before
    old, new = (read_accident(part, now, places)[0] for part in (before, after))
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
        return {"district": slots["district"]}, [{"district": as_said(found)} for found in more]
    for feature in FEATURE_ORDER:
        levels = _levels_said(reading.text, feature) if feature in slots else []
        if len(levels) > 1:
            levels.sort(key=lambda level: level != accident.get(feature))
            return {feature: levels[0]}, [{feature: level} for level in levels[1:]]
    said = _said_in_parts(reading.text, now, places)
    said |= {"accident_detail": details_in(reading.text), "violation": offences_in(reading.text)}
    for name, values in said.items():
        if name in slots and len(values) > 1:
            first, *others = [{name: value, **_kind_of(name, value)} for value in values]
            return first, [{k: v for k, v in other.items() if first.get(k) != v} for other in others]
    return _times_said(reading, slots, now)


def _kind_of(name: str, value: str) -> Slots:
    """The accident type that a detail belongs to."""
    return {"accident_type": value.split(" - ", maxsplit=1)[0]} if name == "accident_detail" else {}


def _said_in_parts(text: str, now: datetime, places: Gazetteer) -> dict[str, list[str]]:
    """The values of a slot that the parts of a comparison tell of, one after the other ("차끼리 박는 거랑 사람 치는 거")."""
    parts = [read_accident(part, now, places)[0] for part in _BETWEEN.split(text)]
    return {name: list(dict.fromkeys(part[name] for part in parts if name in part)) for name in FEATURE_ORDER}


def _times_said(reading: Reading, slots: Slots, now: datetime) -> tuple[Slots, list[Slots]]:
    if any(name in slots for name in ("accident_hour", "time_period", "day_of_week", *DATE_SLOTS)):
        times = [when for part in _BETWEEN.split(reading.text) if (when := take_when(Reading(part), now))]
        for n, first in enumerate(times):
            others = [other for other in times[n + 1 :] if set(first) & set(other)]
            if others and (n == 0 or len(others) == len(times) - n - 1):
                return first, [{name: value for name, value in other.items() if first.get(name) != value} for other in others]
        if len(times) == 2 and set().union(*times) <= _MOMENTS:
            return times[0], times[1:]
    return {}, []


_BETWEEN = pattern(
    r",|\b(?:than|versus|compared (?:to|with)|as opposed to|instead of|(?<!close )(?<!next )to)\b|\b(?:happen(?:ed|s)|occurred|took place|moved|were|was)\b(?=.*\binstead\b)|\bfrom (?=one\b|the same\b|that\b)|\b(?:with|against) (?=the (?:same|one)\b|one\b|that\b|it\b|\d)|보다|대신에?(?=\s)|기준(?:으로|에서)\s|에서(?=\s[^?]{1,25}로\s*(?:바뀌|바꾸|바꿔|변하|변경|옮기|가면))|\s(?:이랑|랑|하고|vs\.?|대|and|or|와|과|또는|아니면|대비)\s|(?<=[가-힣])(?:이랑|이나|랑|하고|과|와)\s|(?<=[가-힣])(?:일까|이냐|일지|인지)\s"
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
