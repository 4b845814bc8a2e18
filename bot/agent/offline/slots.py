"""The accident in a message: the slots of predict_eclo, as the model's own levels."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.agent.offline.accident_words import (
    AND_OTHERS,
    FEATURE_ORDER,
    IGNORANCE,
    KNOWN_NOT,
    NO_OFFENCE,
    NO_WEATHER,
    NOT_KNOWN,
    SLOT_WORDS,
    UNKNOWN,
)
from bot.agent.offline.levels import misspelt, take_crash, take_level, take_offence
from bot.agent.offline.places_said import take_district
from bot.agent.offline.reading import Reading, normalise, pattern
from bot.agent.offline.when import take_when

if TYPE_CHECKING:
    from model.places import Gazetteer

Slots = dict[str, Any]

_NOT_THIS = pattern(
    r"(?:\S+\s+(?:올|오는|온|내릴)\s+)?(?:\S+\s+(?=근처|쪽|부근|때|날|앞))?\S+\s*(?:말고|아니고|아니라)(?=\s*\S)|\bnot (?:in |at |on )?\S+ but\b"
)


def _take_unknown(reading: Reading) -> Slots:
    """The slots that the message says are not known ("날씨는 모르겠고", "road type unknown")."""
    if not reading.has(IGNORANCE):
        return {}
    slots: Slots = {}
    said: list[tuple[int, int]] = []
    for names, words in SLOT_WORDS:
        for found in pattern(rf"(?:{words}){AND_OTHERS}{NOT_KNOWN}|{KNOWN_NOT}(?:{words})").finditer(reading.rest):
            slots |= dict.fromkeys(names, "unknown")
            said.append(found.span())
    for span in said:
        reading.blank(*span)
    return slots


def take_slots(reading: Reading, now: datetime, places: Gazetteer) -> Slots:
    """Every slot of one accident that the message fills, blanked out. `now` is the speaker's clock."""
    slots: Slots = {}
    reading.take(_NOT_THIS)
    reading.take(NO_OFFENCE)
    unknown = _take_unknown(reading)
    if district := take_district(reading, places):
        slots["district"] = district
    slots |= take_when(reading, now)
    if offence := take_offence(reading):
        slots["violation"] = offence
    slots |= take_crash(reading)
    wet_road = reading.has("빗길")
    bare_sky = reading.take(NO_WEATHER) is not None
    for feature in FEATURE_ORDER:
        if feature not in slots and (level := take_level(reading, feature)):
            slots[feature] = level
    if bare_sky:
        slots.setdefault("weather", "맑음")
    if wet_road:
        slots = {"weather": "비", "road_surface": "젖음/습기"} | slots
    for feature in FEATURE_ORDER:
        if feature not in slots and (level := misspelt(reading, feature)):
            slots[feature] = level
    return unknown | slots


def read_accident(text: str, now: datetime, places: Gazetteer) -> tuple[Slots, Reading]:
    """The slots that a text fills, and what is left of it; the parts of a message are asked for by several rules, and read once."""
    slots, rest, last = _read(text, now, places)
    reading = Reading(text)
    reading.rest, reading.last = rest, last
    return dict(slots), reading


@lru_cache(maxsize=256)
def _read(text: str, now: datetime, places: Gazetteer) -> tuple[Slots, str, tuple[int, int]]:
    reading = Reading(text)
    return take_slots(reading, now, places), reading.rest, reading.last


def is_all_unknown(text: str) -> bool:
    """Does the answer say that the speaker knows nothing of the rest either?"""
    return bool(re.search(r"나머지|전부|모두|다\s*(?:모|몰)|\b(?:the )?rest\b|\beverything\b|\ball\b", normalise(text))) and bool(
        re.search(r"모름|몰라|모르|unknown|don'?t know|no idea|not sure|skip|pass", normalise(text))
    )


def is_unknown(text: str) -> bool:
    """Does the answer say that the speaker doesn't know?"""
    return bool(UNKNOWN.match(normalise(text).rstrip("!.?~ ")))


_LEADING_NUMBER = pattern(r"^\D{0,6}(\d{1,4})\D{0,4}$")


def take_answer(reading: Reading, asked: str, now: datetime, places: Gazetteer) -> Slots:
    """Slots in the answer to a question for `asked`, which a bare word or number may fill."""
    from model.features import BY_NAME, resolve_level

    plain = reading.text.strip(" .!?~")
    plain_noun = re.sub(r"(?:이에요|예요|이요|입니다|이야|요|야|임)$", "", plain)
    feature = BY_NAME.get(asked)
    if feature is not None and feature.levels:
        for word in (plain, plain_noun):
            if word and (level := resolve_level(asked, word)):
                reading.blank(0, len(reading.rest))
                return {asked: level}
        for level in feature.levels:
            if plain_noun == "기타" and level.startswith("기타"):
                return {asked: level}
    slots = take_slots(reading, now, places)
    number = re.match(_LEADING_NUMBER, plain)
    if not slots and number and feature is not None and feature.kind == "number" and (asked != "accident_year" or len(number[1]) == 4):
        slots[asked] = int(number[1])
    return slots
