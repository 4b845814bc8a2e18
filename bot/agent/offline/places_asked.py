"""Questions about places: what is near, where points gather, which area a point lies in, areas side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.agent.offline.condition import Condition
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.place_words import NAMED_SPOT
from bot.agent.offline.places_said import take_district
from bot.agent.offline.query import Query
from bot.agent.offline.reading import Reading, pattern
from tools._text import Text

_NEAREST = r"가까운|가까이|근방|\bnear(?:by|est)?\b|(?:근처|주변|인근)(?:에|의)?(?:\s*있는)?\s*(?:카메라|cctv|주차장|학교)\s*(?:\d|어디|찾|알려|보여|뭐)|가장\s*가까운|제일\s*가까운|최근접|가까이\s*있는|\bnearest\b|\bclosest\b"
_AROUND = r"반경|이내|안에\s*있|안쪽|\bwithin\b|\bradius\b|\baround\b"
_MOST_NEAR = 50
_TOLD = 1000  # metres: how many are within these the answer says by itself
_BY_DISTANCE = Text(
    ko="반경으로는 세지 못해서 가까운 순서로 보여 드려요. 표의 거리에서 {within} 안을 봐 주세요.",
    en="I can't count within a radius, so here are the nearest in order: see the distances in the table for {within}.",
)
_HOT = r"핫\s*스팟|핫\s*스폿|몰린\s*(?:곳|지점|데)|몰려\s*있는|밀집\s*(?:지역|지점|구역|(?:한|된|되어\s*있는|해\s*있는)\s*(?:곳|지점|지역|구역|데))|몰리는\s*(?:곳|지점|데|지역)|\bhot ?spots?\b|\bclusters? of points\b|\bwhere .* (?:gather|concentrat\w+)\b"
_DBSCAN = r"\bdbscan\b|디비스캔|밀도\s*(?:기반|군집)"
_LOCATE = r"(?:좌표|위경도|위도|경도|주소|지번)\S*\s*(?:\S+\s+)?(?:구|동|군구|구군|행정\s*구역)\s*(?:이름|명)\s*(?:을|를|도)?\s*(?:붙여|추가|넣어|채워|달아|찾아)|(?:좌표|위경도|위도|주소|지번).*(?:구와|구랑|구하고|구\s*,|동으로|구로|동을|동\s*붙|행정\s*구역|법정동)(?:로|으로)?\s*.*(?:바꿔|변환|찾아|붙여|추가|채워)|\b(?:add|find|get|append)\b.*\bdistricts?\b.*\b(?:from|of|for) (?:the )?(?:coordinates|addresses|points)\b|(?:무슨|어느|어떤)\s*(?:구|동)\S*\s*(?:(?:무슨|어느|어떤)\s*동\S*\s*)?(?:\S+\s+)?(?:열|컬럼|붙여|채워|추가)|\breverse geocod\w+|역\s*지오코딩"
_AREAS = r"(?:구|동|군구|지역|동네)\s*별(?:로)?\s*\S*\s*(?:얼마나\s*)?(?:빽빽|촘촘|밀집|몰려|조밀)|\bhow (?:dense|crowded|packed)\w*\b.*\bby\b|지역\s*(?:요약|별\s*(?:요약|밀도))|(?:구|동|군구|구군|동네)\s*별(?:로)?\s*(?:\S+\s+)?(?:요약|밀도)|(?<![가-힣])밀도(?:가|는)?\s*(?:가장\s*|제일\s*|젤\s*)?(?:높|낮)|(?:km2|㎢|제곱\s*(?:킬로\S*|km)|면적)\s*(?:당|대비)|\bper (?:sq(?:uare)?\.? ?)?(?:km2?|kilomet\w+)\b|\barea summary\b|\b(?:density|summary|counts? and means?) by (?:area|district|neighbou?rhood|gu|dong)\b"
_AT_LEAST = r"(?:at least|min(?:imum)?(?: of)?|no fewer than) (?P<n>\d{1,4})\b|\b(?P<n2>\d{1,4}) or more\b|(?:최소|적어도)\s*(?P<n3>\d{1,4})\s*(?:개|곳|대|건|점)|(?P<n4>\d{1,4})\s*(?:개|곳|대|건|점)\s*이상"
_METRES = r"(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>km|킬로(?:미터)?|m|미터|metres?|meters?)\b"
_PLACE = r"([가-힣]{1,5}(?:구|군)\s+)?[가-힣]{1,6}\d?(?:동|읍|면|가)(?=에서|\s*(?:에서|근처|주변|부근|에|과|와|의)|(?:은|는|도|으?로)(?:요|는|도|는요)?(?:\s|[?.!~]*$)|\s|[?.!]*$)|[가-힣]{1,4}(?:구|군)(?=에서|\s*(?:에서|근처|주변|부근)|(?:은|는|도|로)(?:요|는|도|는요)?(?:\s|[?.!~]*$)|[?.!]*$)"


def number_of(wanted: str, text: str) -> int | None:
    found = pattern(wanted).search(text)
    return next((int(v) for v in found.groups() if v and v.isdigit()), None) if found else None


_POINT = r"(?:위도|\blat(?:itude)?)\s*[:=]?\s*(?P<lat>3\d\.\d+)\D{0,12}?(?:경도|\blon(?:g(?:itude)?)?|\blng)\s*[:=]?\s*(?P<lon>12\d\.\d+)|(?<![\d.])(?P<lat2>3[3-8]\.\d+)\s*[, ]\s*(?P<lon2>12[4-9]\.\d+)"


def _metres(said: re.Match[str]) -> int:
    return round(float(said["n"]) * (1000 if said["unit"].startswith(("k", "킬")) else 1))


def asked(query: Query) -> bool:
    """Is it a question about places?"""
    return query.has("|".join((_NEAREST, _HOT, _LOCATE, _AREAS)))


def _near(query: Query) -> Decision | None:
    around = query.has(_AROUND) and pattern(_METRES).search(query.text)
    if not (query.has(_NEAREST) or around):
        return None
    words = query.text
    facilities = _wanted_facilities(words)
    own = facilities is not None and query.schema.concept("latitude") is not None and holds(query, facilities)
    if point := pattern(_POINT).search(words):
        latitude, longitude = (float(point[key] or point[f"{key}2"]) for key in ("lat", "lon"))
        at: dict[str, Any] = {"latitude": latitude, "longitude": longitude, **({"top_n": query.top_n} if query.top_n else {})}
        which = _which(query, None) if own or facilities is None else []
        return Call("nearest_facilities", {**({"facilities": facilities} if facilities and not own else {}), **at, "where": which})
    where = place_said(query)
    arguments: dict[str, Any] = {**({"facilities": facilities} if facilities and not own else {}), **({"place": where} if where else {})}
    if query.top_n and where:
        arguments["top_n"] = query.top_n
    which = _which(query, where) if own or (facilities is None and where) else []
    if around and where and _metres(around) == _TOLD:
        return Call("nearest_facilities", {**arguments, "where": which})
    if around and where and not query.has(_NEAREST):
        return Call("nearest_facilities", {**arguments, "top_n": _MOST_NEAR, "where": which}, Say(_BY_DISTANCE, {"within": around[0]}))
    if around and not query.has(_NEAREST):
        return None
    return (
        Call("nearest_facilities", {**arguments, "where": which})
        if arguments or (query.schema.profile and query.schema.concept("latitude"))
        else None
    )


_OF_PLACES = frozenset({"gu", "district", "address", "name", "install_place", "road_name"})


def _which(query: Query, place: str | None) -> list[dict[str, Any]]:
    """The rows among which the nearest are looked for ("가까운 공영주차장"); the place itself is where to start from, and chooses none."""
    from bot.agent.offline.filtering import where_of

    length = pattern(_METRES).search(query.text) if query.has(_AROUND) else None

    def chooses(condition: Condition) -> bool:
        concept = query.schema.concepts.get(condition.column)
        texts = [str(value) for value in condition.values or (condition.value,)]
        far = (
            length is not None and concept is not None and concept.key == "speed_limit" and length.start() < condition.end > condition.start
        )
        crossing = "교차로" in texts and place is not None  # a part of the landmark's name ("범어네거리")
        of_place = concept is not None and concept.key in _OF_PLACES
        return not (far or crossing or of_place or any(place and text in place for text in texts))

    return where_of([c for c in query.conditions if chooses(c)])


def place_said(query: Query) -> str | None:
    """The 구, 동 or landmark to start from."""
    if (
        query.gazetteer
        and NAMED_SPOT.search(query.text)
        and not _landmark(query)
        and (spot := take_district(Reading(query.text), query.gazetteer))
    ):
        return spot  # a crossing or station named after a 동
    place, roman = pattern(_PLACE).search(query.text), pattern(ROMAN_PLACE).search(query.text)
    return place[0].strip() if place else _landmark(query) or (roman[0] if roman else None)


ROMAN_PLACE = r"\b(?!(?:about|in|to|from|at|near|and|of|is|the|around)\b)[a-z]+(?:[ -][a-z0-9]+)??-(?:dong|gu|gun|eup|myeon)\b"


def _landmark(query: Query) -> str | None:
    """A place that is not written as a 구 or 동: "동대구역에서", "to Beomeo-dong"."""
    from model.places import Resolved

    answers = (found.answer for found in query.gazetteer.find(query.text)) if query.gazetteer else ()
    return next((answer.place.label for answer in answers if isinstance(answer, Resolved)), None)


_FACILITIES = (
    ("cctv", r"cctv|씨씨티비|카메라|\bcameras?\b"), ("parking", r"주차장|\bparking\b|\bcar parks?\b"), ("school", r"어린이\s*보호\s*구역|학교|\bschools?\b"),
)  # fmt: skip


def _wanted_facilities(words: str) -> str | None:
    """The facilities that are looked for: those behind "nearest" ("CCTV마다 가장 가까운 주차장"), else any that are named."""
    behind = pattern(_NEAREST).split(words)[-1] or ""
    return next((name for text in (behind, words) for name, wanted in _FACILITIES if pattern(wanted).search(text)), None)


_SIGNS = {"cctv": ("enforcement", "speed_limit"), "parking": ("parking_kind", "spaces", "fee"), "school": ("facility", "camera_there")}


def holds(query: Query, facilities: str) -> bool:
    """Is the dataset at hand one of these facilities?"""
    return any(query.schema.concept(key) for key in _SIGNS[facilities])


def _hot(query: Query) -> Decision | None:
    """By squares, or by DBSCAN where it is named; data with place names alone by its areas."""
    if not query.has(_HOT) and not query.has(_DBSCAN):
        return None
    if query.schema.profile is None:
        return None
    length = pattern(_METRES).search(query.text)
    metres = _metres(length) if length else None
    least = number_of(_AT_LEAST, query.text)
    limits = {**({"min_points": least} if least else {}), **({"top_n": query.top_n} if query.top_n and query.top_n != least else {})}
    if query.has(_DBSCAN):
        return Call("hot_spots", {"method": "dbscan", **({"radius_m": metres} if metres else {}), **limits})
    return Call("hot_spots", {**({"cell_m": metres} if metres else {}), **limits})


def _locate(query: Query) -> Decision | None:
    return Call("locate", {}) if query.has(_LOCATE) and query.schema.profile is not None else None


def _areas(query: Query) -> Decision | None:
    if not query.has(_AREAS) or query.schema.profile is None:
        return None
    fine = query.has(r"(?<![가-힣])동\s*별|동네\s*별|읍면동|법정동|\bneighbou?rhoods?\b|\bdong\b")
    return Call(
        "area_summary",
        {"level": "neighbourhood" if fine else "district", **({"value": query.measures[0].column} if query.measures else {})},
    )


RULES: tuple[Callable[[Query], Decision | None], ...] = (_near, _hot, _locate, _areas)
