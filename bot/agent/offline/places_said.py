"""Where an accident happens: a place of the gazetteer, a landmark, a crossing named after a place, or what looks like one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.agent.offline.reading import BLANK, Reading, pattern

if TYPE_CHECKING:
    from model.places import Found, Gazetteer

# endings of a condition, which the gazetteer does not take for the end of a name
_IF = pattern(r"(?<=[가-힣])(?:이라면|이었다면|였다면|라면|이면|일\s*때|이라도|이었[가-힣]*|였[가-힣]*|인데[가-힣]*)(?![가-힣])")


# what is called after the 동, 읍 or 면 that it lies in
_SPOT = (
    r"네거리|사거리|삼거리|오거리|로터리|교차로|지하차도|지하도|터널|육교|고가|초등학교|중학교|고등학교|여고|여중|초(?=\s|앞|$)|중(?=\s?앞|교|$)|고(?=\s?앞|교|$)|공원|시장|댐|저수지|주민센터|행정복지센터|동사무소|우체국|파출소|지구대"
    r"|보건소|도서관|성당|교회|아파트|교(?=\s|$|에서|위|,|난간)|지구(?!대)|혁신도시|신도시|뉴타운|마을|단지|타운|캠퍼스|광장|먹거리|고개|푸르지오|자이|래미안|아이파크|힐스테이트|롯데캐슬|더샵|이마트|홈플러스|롯데마트|맨션|병원|공단|산단|산업단지|ic|나들목|톨게이트|천|역(?![가-힣])|역\s*(?:앞|네거리|사거리|근처|부근)"
)
_LANDMARK = pattern(rf"(?<![가-힣])(?P<stem>[가-힣]{{2,3}}?)(?=\s?(?:{_SPOT}))")
# a 동 without its ending, as people say it ("범어에서", "침산 쪽", "현풍 지나서")
_STEM = pattern(
    r"(?<![가-힣])(?P<stem>[가-힣]{2,3}?)(?=(?:에서|에선|쪽|방면|방향|근처|부근|일대|지나서?)(?![가-힣])|에서의|\s(?:쪽|근처|방면|방향|부근|일대|가는|지나서?|앞길|언덕|고개|큰길|골목))"
)
# the same with nothing but a space behind it ("범어 저녁 7시 차대차"), where the stem is no other word
_BARE_STEM = pattern(r"(?<![가-힣])(?P<stem>[가-힣]{2,3})(?=\s|[,./]|$)")
_EN_LANDMARK = pattern(
    r"\b(?P<stem>[a-z]{4,})(?: |-)?(?= ?(?:intersection|crossroads|junction|crossing|station|tunnel|market|park|bridge|school|elementary|middle school|high school|underpass|area|neighbou?rhood|side|ic|rotary)\b)"
)
_EN_STEM = pattern(r"\b(?P<stem>[a-z]{5,})\b")
# names that are everyday words too ("상동", "중동", "본동"): a place where something happens at it
_AT_IT = pattern(
    r"(?<![가-힣])(?P<name>(?:중|수|전|파|상|부|내|본|성|장|도|교)동)(?=에서|\s?(?:네거리|사거리|삼거리|교차로|쪽|근처|부근|시장|골목|주민센터|초|역|대로|길)|\s*(?:[,/.]|$)|\s(?:\d|오전|오후|밤|새벽|아침|저녁|낮|심야|내일|오늘|모레|보행자|행인|차대|차량|사고|교통사고|단독|횡단|교차로|골목|이면|터널|주차|비\s|눈\s|맑|흐|안개|추돌|충돌|[a-z]))"
)
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
    """A crossing or station named after a 동, a 동 without its ending, or a name that ends as one does."""
    finders = (_by_stem, _everyday, _by_latin_stem, _by_ear, _place_like, _named_spot)
    return next((name for finder in finders if (name := finder(reading, places))), None)


def _by_stem(reading: Reading, places: Gazetteer) -> str | None:
    for wanted, unless in ((_LANDMARK, ()), (_STEM, _NO_STEMS), (_BARE_STEM, _WORDS_TOO)):
        for landmark in re.finditer(wanted, reading.rest):
            if landmark["stem"] not in unless and (name := _stems(places).get(landmark["stem"])):
                if not reading.rest.startswith("교", landmark.end()):  # "유천교" is read once more: a bridge
                    reading.blank(*landmark.span())
                return name
    return None


def _everyday(reading: Reading, places: Gazetteer) -> str | None:
    found = reading.take(_AT_IT)
    return found["name"] if found else None


def _by_latin_stem(reading: Reading, places: Gazetteer) -> str | None:
    for wanted in (_EN_LANDMARK, _EN_STEM):
        for landmark in re.finditer(wanted, reading.rest):
            if name := _latin_stems(places).get(landmark["stem"]):
                reading.blank(*landmark.span())
                return name
    return None


def _by_ear(reading: Reading, places: Gazetteer) -> str | None:
    from model.romanise import loose_key

    for landmark in re.finditer(_EN_AT, reading.rest):
        if name := _loose_stems(places).get(loose_key(landmark["stem"])):
            reading.blank(*landmark.span("stem"))
            return name
    return None


def _place_like(reading: Reading, places: Gazetteer) -> str | None:
    for match in (*re.finditer(_PLACE_LIKE, reading.rest), *re.finditer(_EN_PLACE_LIKE, reading.rest)):
        if match["name"] not in _NOT_PLACES:
            reading.blank(*match.span("name"))
            return match["name"]
    return None


def _named_spot(reading: Reading, places: Gazetteer) -> str | None:
    found = re.search(_NAMED_SPOT, reading.rest)
    if found is None or _GENERIC.match(found["name"]):
        return None
    reading.blank(*found.span("stem"))
    return found["name"]


# a crossing or station with a name that nobody here knows is passed on whole: the tool asks where that is
_NAMED_SPOT = pattern(
    r"(?<![가-힣])(?P<name>(?P<stem>[가-힣]{2,6}?)(?:네거리|사거리|삼거리|오거리|역|터널|지하차도|나들목|공원|시장|병원|대학교|초등학교|중학교|고등학교))(?=$|[^가-힣]|에서|에|앞|쪽|부근|근처|안)"
)
_GENERIC = pattern(
    r"(?:회전|지하철|전철|버스|기차|도시철도|신호등?|동네|집\s?앞|우리|학교|시내|시장|아파트|비보호|점멸|근처|저기|여기|거기|어느|어떤|무슨|이런|그런|큰|작은|옆|앞|뒤|길|골목|도로|차도|국도|대로|직선|고속|일반|복잡한|넓은|좁은|긴|어두운|또는|아니면|그냥|보통|모든|전체|구역|지역|영역|광역|용역|통역|무역|방역|내역|이력|대구|교차로|[가-힣]+(?:로|길|에서|에|의|는|은|던|한|가|이|을|를|랑|와|과|고|서)(?=네거리|사거리|삼거리|오거리|역|터널|지하차도|나들목|공원|시장|병원|대학교|초등학교|중학교|고등학교)|어린이|근린|중앙|수변|체육|대학|종합|요양|응급|재래|전통|벼룩|동물|국립)"
)


def _mention(reading: Reading, found: Found, places: Gazetteer) -> str:
    """A place of the gazetteer with what belongs to it: a crossing named after a 동, or a 동 that the gazetteer lacks."""
    name, after = found.text.strip(), reading.rest[found.end :]
    spaces = len(after) - len(after.lstrip())
    unknown = _PLACE_LIKE.match(after, spaces) if spaces and name.endswith(("구", "군")) else None
    everyday = _IN_GU.match(after) if spaces and found.text.strip().endswith(("구", "군", "gu", "gun")) else None
    if everyday and _resolves(places, inside := f"{places_gu(found)} {everyday['name']}"):
        reading.blank(found.start, found.end + everyday.end("name"))
        return inside
    if unknown and unknown["name"] not in _NOT_PLACES:
        # The whole is passed on, for the tool to ask about, not the half we know.
        reading.blank(found.start, found.end + unknown.end("name"))
        return f"{name} {unknown['name']}"
    reading.blank(found.start, found.end)
    landmark = re.match(_LANDMARK, after.lstrip())
    inside = f"{name} {_stems(places)[landmark['stem']]}" if landmark and landmark["stem"] in _stems(places) else ""
    return inside if inside and _resolves(places, inside) else name


# what a spot's name tells of the road
_TELLS_ROAD = pattern(r"(?:네거리|사거리|삼거리|오거리|교차로|터널|지하차도|주차장|intersection|crossroads|bridge|tunnel)$")


# a 동 behind its 구, whatever the two are written in ("Suseong-gu 파동")
_IN_GU = pattern(r",?\s*(?P<name>[가-힣]{1,4}동)(?=에서|에|\s|[,./]|$)")


def places_gu(found: Found) -> str:
    """The 구 or 군 of a mention, in Korean."""
    from model.places import Resolved

    return found.answer.place.gu if isinstance(found.answer, Resolved) else found.text.strip()


def _by_landmark(reading: Reading, found: Found) -> str:
    """What stands there; the part of its name that tells of the road is left to be read."""
    road = _TELLS_ROAD.search(found.text)
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


_EN_AT = pattern(r"\b(?:in|at|near|around|by|outside|toward|towards) (?P<stem>[a-z]{4,})\b(?! (?:the|a|of)\b)")


# stems that are words as well ("화원": a flower shop, "유가": the price of oil)
_NO_STEMS = frozenset(
    [
        "유가",
        "문화",
        "대신",
        "이천",
        "사수",
        "대안",
        "도원",
        "달성",
        "금강",
        "평광",
        "송정",
        "신기",
        "신평",
        "미대",
        "중대",
        "상리",
        "용수",
        "도남",
        "대림",
        "가천",
        "동일",
        "교동",
        "전동",
        "화전",
        "봉산",
        "완전",
        "연호",
        "남산",
        "삼덕",
        "대곡",
    ]
)
_WORDS_TOO = _NO_STEMS | frozenset(
    [
        "상인",
        "성당",
        "장기",
        "검사",
        "신용",
        "고모",
        "사월",
        "황금",
        "공평",
        "동문",
        "동산",
        "읍내",
        "사복",
        "신당",
        "용산",
        "금호",
        "고성",
        "수성",
        "두산",
        "장관",
        "노원",
        "원대",
        "이현",
        "신천",
        "백안",
        "매여",
        "서호",
        "노변",
        "대현",
        "연경",
        "신무",
        "동호",
        "관음",
        "구지",
        "화원",
        "다사",
        "지산",
        "팔달",
        "호산",
        "대흥",
        "본리",
        "중리",
        "대천",
        "호림",
        "방촌",
        "덕산",
        "달성",
    ]
)
