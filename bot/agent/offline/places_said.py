"""Where an accident happens: a place of the gazetteer, a landmark, a crossing named after a place, or what looks like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.agent.offline.reading import BLANK, Reading, pattern

if TYPE_CHECKING:
    from model.places import Found, Gazetteer

# endings of a condition, which the gazetteer does not take for the end of a name
_IF = pattern(r"(?<=[가-힣])(?:이라면|이었다면|였다면|라면|이면|일\s*때|이라도|이었[가-힣]*|였[가-힣]*|인데[가-힣]*)(?![가-힣])")


_LANDMARK = pattern(
    r"(?<![가-힣])(?P<stem>[가-힣]{2,3}?)(?=\s?(?:네거리|사거리|삼거리|오거리|지하차도|역(?![가-힣])|역\s*(?:앞|네거리|사거리|근처|부근)))"
)
# a 동 that is an everyday word elsewhere ("상동"), alone between commas
_LISTED = pattern(r"(?:^|[,/]\s*)(?P<name>[가-힣]{1,2}동)(?:에서)?(?=\s*(?:[,/.]|$))")
_EN_LANDMARK = pattern(r"\b(?P<stem>[a-z]{4,})(?= (?:intersection|crossroads|junction|crossing|station)\b)")
_PLACE_LIKE = pattern(
    r"(?<![가-힣])(?P<name>(?:[가-힣]+[구군]\s+)?[가-힣]{2,4}(?:구|동|읍))(?:에서의|에서|에는|에|의|은|는|이|가|쪽)?(?![가-힣])"
)
_EN_PLACE_LIKE = pattern(r"\b(?P<name>[a-z]{3,}-(?:gu|gun|dong|eup|myeon))\b")
_NOT_PLACES = frozenset(
    [
        "이동",
        "행동",
        "자동",
        "운동",
        "활동",
        "변동",
        "연동",
        "작동",
        "충동",
        "수동",
        "전동",
        "공동",
        "감동",
        "노동",
        "동동",
        "친구",
        "도구",
        "입구",
        "출구",
        "요구",
        "연구",
        "누구",
        "지구",
        "전구",
        "복구",
        "기구",
        "하구",
        "거동",
        "발동",
        "시동",
        "구동",
        "초등",
        "자치구",
        "시군구",
        "구군구",
        "보호구",
        "법정동",
        "행정동",
        "아무구",
        "모든구",
    ]
)


def take_district(reading: Reading, places: Gazetteer) -> str | None:
    """The place as it was written: one of the gazetteer, a crossing named after one, or something that looks like one."""
    found = places.find(_IF.sub(lambda ending: BLANK * len(ending[0]), reading.rest))
    named = next((mention for mention in found if not mention.landmark), None)
    if named:
        return _mention(reading, named, places)
    if found:
        return _by_landmark(reading, found[0])
    return _run_together(reading, places) or _looks_like_one(reading, places)


def _looks_like_one(reading: Reading, places: Gazetteer) -> str | None:
    """A crossing or station named after a 동, or a name that ends as one does."""
    if (landmark := re.search(_LANDMARK, reading.rest)) and _resolves(places, f"{landmark['stem']}동"):
        reading.blank(*landmark.span())
        return f"{landmark['stem']}동"
    if (landmark := re.search(_EN_LANDMARK, reading.rest)) and _resolves(places, f"{landmark['stem']}-dong"):
        reading.blank(*landmark.span())
        return f"{landmark['stem']}-dong"
    if (listed := re.search(_LISTED, reading.rest)) and _resolves(places, listed["name"]):
        reading.blank(*listed.span("name"))
        return listed["name"]
    for match in (*re.finditer(_PLACE_LIKE, reading.rest), *re.finditer(_EN_PLACE_LIKE, reading.rest)):
        if match["name"] not in _NOT_PLACES:
            reading.blank(*match.span("name"))
            return match["name"]
    return None


def _mention(reading: Reading, found: Found, places: Gazetteer) -> str:
    """A place of the gazetteer with what belongs to it: a crossing named after a 동, or a 동 that the gazetteer lacks."""
    name, after = found.text.strip(), reading.rest[found.end :]
    spaces = len(after) - len(after.lstrip())
    unknown = _PLACE_LIKE.match(after, spaces) if spaces and name.endswith(("구", "군")) else None
    if unknown and unknown["name"] not in _NOT_PLACES:
        # The whole is passed on, for the tool to ask about, not the half we know.
        reading.blank(found.start, found.end + unknown.end("name"))
        return f"{name} {unknown['name']}"
    reading.blank(found.start, found.end)
    landmark = re.match(_LANDMARK, after.lstrip())
    inside = f"{name} {landmark['stem']}동" if landmark else ""
    return inside if inside and _resolves(places, inside) else name


def _by_landmark(reading: Reading, found: Found) -> str:
    """The 동 of what stands there: the tool and the person are told that place, not the landmark."""
    from model.places import Resolved

    reading.blank(found.start, found.end)
    return found.answer.place.label if isinstance(found.answer, Resolved) else found.text


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
