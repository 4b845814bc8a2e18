"""Where an accident happens: a place of the gazetteer, a landmark, a crossing named after a place, or what looks like one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.agent.offline import place_words as words
from bot.agent.offline.reading import BLANK, Reading

if TYPE_CHECKING:
    from model.places import Found, Gazetteer


def take_district(reading: Reading, places: Gazetteer) -> str | None:
    """The place as it was written: one of the gazetteer, a crossing named after one, or something that looks like one."""
    found = places.find(words.IF.sub(lambda ending: BLANK * len(ending[0]), reading.rest))
    at = next((n for n, mention in enumerate(found) if not mention.landmark), None)
    if at is not None:
        inside = _landmark_in_gu(reading, found[at : at + 2])
        return inside or _in_two_scripts(reading, found[at : at + 2], places) or _mention(reading, found[at], places)
    if found:
        return _by_landmark(reading, found[0])
    return _run_together(reading, places) or _looks_like_one(reading, places)


def _in_two_scripts(reading: Reading, found: list[Found], places: Gazetteer) -> str | None:
    """ "북구 Chimsan-dong", "Suseong-gu 범어동": a 구 and the 동 behind it that is in it, found apart."""
    if len(found) < 2 or reading.rest[found[0].end : found[1].start].strip(" ,") or not _GU.search(found[0].text.strip()):
        return None
    if found[1].landmark or _GU.search(found[1].text.strip()) or places_gu(found[0]) != places_gu(found[1]):
        return None
    reading.blank(found[0].start, found[1].end)
    return f"{places_gu(found[0])} {found[1].text.strip()}"


def _landmark_in_gu(reading: Reading, found: list[Found]) -> str | None:
    """ "수성구 들안길": a 구 and a spot behind it that is in it tell no more than the spot."""
    if len(found) < 2 or not found[1].landmark or not _GU.search(found[0].text.strip()) or places_gu(found[0]) != places_gu(found[1]):
        return None
    from model.places import Resolved

    answer = found[1].answer
    if reading.rest[found[0].end : found[1].start].strip(" ,의") or not isinstance(answer, Resolved) or answer.place.dong is None:
        return None
    reading.blank(found[0].start, found[0].end)
    return _by_landmark(reading, found[1])


_GU = re.compile(r"(?:구|군|gu|gun|district)$")


def _looks_like_one(reading: Reading, places: Gazetteer) -> str | None:
    """A crossing or station named after a 동, a 동 without its ending, or a name that ends as one does."""
    finders = (_by_stem, _everyday, _by_latin_stem, _by_ear, _place_like, _named_spot)
    return next((name for finder in finders if (name := finder(reading, places))), None)


def _by_stem(reading: Reading, places: Gazetteer) -> str | None:
    for wanted, unless in ((words.LANDMARK, ()), (words.STEM, words.NO_STEMS), (words.BARE_STEM, words.WORDS_TOO)):
        for landmark in re.finditer(wanted, reading.rest):
            if landmark["stem"] not in unless and (name := _stems(places).get(landmark["stem"])):
                if not reading.rest.startswith("교", landmark.end()):  # "유천교" is read once more: a bridge
                    reading.blank(*landmark.span())
                return name
    return None


def _everyday(reading: Reading, places: Gazetteer) -> str | None:
    found = reading.take(words.AT_IT)
    return found["name"] if found else None


def _by_latin_stem(reading: Reading, places: Gazetteer) -> str | None:
    for wanted in (words.EN_LANDMARK, words.EN_STEM):
        for landmark in re.finditer(wanted, reading.rest):
            if name := _latin_stems(places).get(landmark["stem"]):
                reading.blank(*landmark.span())
                return name
    return None


def _by_ear(reading: Reading, places: Gazetteer) -> str | None:
    from model.romanise import loose_key

    for landmark in re.finditer(words.EN_AT, reading.rest):
        if name := _loose_stems(places).get(loose_key(landmark["stem"])):
            reading.blank(*landmark.span("stem"))
            return name
    return None


def _place_like(reading: Reading, places: Gazetteer) -> str | None:
    for match in (*re.finditer(words.PLACE_LIKE, reading.rest), *re.finditer(words.EN_PLACE_LIKE, reading.rest)):
        if match["name"] not in words.NOT_PLACES:
            reading.blank(*match.span("name"))
            return match["name"]
    return None


def _named_spot(reading: Reading, places: Gazetteer) -> str | None:
    found = re.search(words.NAMED_SPOT, reading.rest)
    if found is None or words.GENERIC.match(found["name"]):
        return None
    reading.blank(*found.span("stem"))
    return found["name"]


def _mention(reading: Reading, found: Found, places: Gazetteer) -> str:
    """A place of the gazetteer with what belongs to it: a crossing named after a 동, or a 동 that the gazetteer lacks."""
    name, after = found.text.strip(), reading.rest[found.end :]
    spaces = len(after) - len(after.lstrip())
    unknown = words.PLACE_LIKE.match(after, spaces) if spaces and name.endswith(("구", "군")) else None
    everyday = words.IN_GU.match(after) if spaces and found.text.strip().endswith(("구", "군", "gu", "gun")) else None
    if everyday and _resolves(places, inside := f"{places_gu(found)} {everyday['name']}"):
        reading.blank(found.start, found.end + everyday.end("name"))
        return inside
    if unknown and unknown["name"] not in words.NOT_PLACES:
        # The whole is passed on, for the tool to ask about, not the half we know.
        reading.blank(found.start, found.end + unknown.end("name"))
        return f"{name} {unknown['name']}"
    reading.blank(found.start, found.end)
    landmark = re.match(words.LANDMARK, after.lstrip())
    inside = f"{name} {_stems(places)[landmark['stem']]}" if landmark and landmark["stem"] in _stems(places) else ""
    return inside if inside and _resolves(places, inside) else name


def places_gu(found: Found) -> str:
    """The 구 or 군 of a mention, in Korean."""
    from model.places import Resolved

    return found.answer.place.gu if isinstance(found.answer, Resolved) else found.text.strip()


def _by_landmark(reading: Reading, found: Found) -> str:
    """What stands there; the part of its name that tells of the road is left to be read."""
    road = words.TELLS_ROAD.search(found.text)
    if not found.text.endswith("교"):
        reading.blank(found.start, found.start + road.start() if road else found.end)
    return as_said(found)


def as_said(found: Found) -> str:
    """A place as it was written; a landmark behind its 동 or 구, so that the person sees how it was understood."""
    from model.places import Resolved

    text = found.text.strip()
    return f"{found.answer.place.label} {text}" if found.landmark and isinstance(found.answer, Resolved) else text


def _run_together(reading: Reading, places: Gazetteer) -> str | None:
    """A place in a message written without any spaces ("내일오후3시수성구범어동교차로")."""
    if not re.search(r"[가-힣0-9]{12,}", reading.rest):
        return None
    names = {place.label.replace(" ", ""): place.label for place in places.places}
    names |= {stem: stem for place in places.places if place.dong and len(stem := re.sub(r"\d가$", "", place.dong)) >= 3}
    for name in sorted(names, key=len, reverse=True):
        start = reading.rest.find(name)
        if start >= 0 and len(name) >= 3:
            reading.blank(start, start + len(name))
            return names[name]
    return None


def _resolves(places: Gazetteer, name: str) -> bool:
    from model.places import Unknown

    return not isinstance(places.resolve(name), Unknown)


@cache
def _stems(places: Gazetteer) -> dict[str, str]:
    """ "범어" -> "범어동", "현풍" -> "현풍읍": two letters or more before the ending."""
    names = (re.sub(r"\d가$", "", place.dong) for place in places.places if place.dong)
    return {name[:-1]: name for name in names if len(name) >= 3 and name[-1] in "동읍면"}


@cache
def _latin_stems(places: Gazetteer) -> dict[str, str]:
    """ "beomeo" -> "beomeo-dong", in the spellings of the gazetteer."""
    from model.romanise import romanise

    endings = {"동": "-dong", "읍": "-eup", "면": "-myeon"}
    made = {
        spelling.lower().replace("-", ""): spelling.lower().replace("-", "") + endings[name[-1]]
        for stem, name in _stems(places).items()
        for spelling in (romanise(stem), romanise(stem, joined=False))
    }
    return {stem: name for stem, name in made.items() if len(stem) >= 5}


@cache
def _loose_stems(places: Gazetteer) -> dict[str, str]:
    """The same by what the ear hears: "bumuh", "bokhyun"."""
    from model.romanise import loose_key

    return {loose_key(stem): name for stem, name in _latin_stems(places).items()}
