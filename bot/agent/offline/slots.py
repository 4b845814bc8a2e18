"""The accident in a message: the slots of predict_eclo, as the model's own levels."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.agent.offline.reading import BLANK, Reading, letters, loose, nearest, normalise, pattern
from bot.agent.offline.when import DATE_SLOTS, take_when

if TYPE_CHECKING:
    from model.places import Found, Gazetteer

Slots = dict[str, Any]

_IS = r"(?:나|이나|거나|이거나|에는|에도|에|로|은|는|이고|이면|이요|이|가|고|인데|일|임|면|요|야|예요|이에요|입니다|인)?(?![가-힣])"
_FALLS = r"(?:가|이|는|은|도)?\s*(?:좀|많이|조금|엄청|펑펑|억수로)?\s*(?:오[는던고면]?|올|온|와[서도]?|왔\w*|내리\w*|내릴|내린|내려\w*|쏟아\w*|퍼붓\w*|날리\w*)"
NOT_FALLS = r"(?:가|이|는|은|도)?\s*(?:안\s*(?:오|올|온|와|왔|내리|내릴|내려)\w*|오지\s*않\w*|내리지\s*않\w*|없\w*|그치\w*|그친\w*)"

_VEHICLE = r"(?:승용차|트럭|버스|오토바이|택시|화물차|승합차|자전거|이륜차|스쿠터|킥보드|SUV|suv|차량?)"
_EN_VEHICLE = r"(?:cars?|trucks?|bus(?:es)?|taxis?|vans?|motor ?(?:cycles?|bikes?)|suvs?|vehicles?|bikes?|bicycles?|scooters?)"

# Phrases that a list of names can't hold (verbs, words of one syllable, negations), tried before the names of model.synonyms.
PHRASES: dict[str, tuple[tuple[str, str], ...]] = {
    "road_surface": (
        (r"\b(?:not wet|dry (?:road|surface|pavement|asphalt))\b|길(?:이|은)?\s*안\s*젖\w*|마른\s*(?:노면|길|도로)|노면(?:이|은)?\s*(?:마르|마른)\w*", "건조"),
        (r"눈\s*길|눈(?:이|도)?\s*(?:\w+\s*)?쌓\w*|\bsnow[- ]?(?:covered|packed)(?: road)?\b|\bsnowy road\b", "적설"),
        (r"빙판(?:길)?|얼음(?:길)?|얼어\s*붙\w*|얼었\w*|언\s*(?:길|도로)|블랙\s*아이스|살얼음|결빙|\b(?:icy|ice|frozen|frosty?)\b(?: road)?|\bblack ice\b", "서리/결빙"),
        (r"물(?:에|이)?\s*(?:잠긴|잠겨|잠기|찬|고인)\w*|침수\w*|\bflood\w*|\bunder ?water\b", "침수"),
        (r"젖\w*|물기\w*|\bwet\b(?: (?:road|surface|pavement))?|\bdamp\b", "젖음/습기"),
    ),
    "road_type": (
        (r"(?:교차로|사거리|네거리|삼거리|오거리)\s*(?:의\s*)?횡단보도(?:\s*(?:위|안|내))?|횡단보도(?:\s*(?:위|안|내))?|건널목|\b(?:crosswalk|zebra crossing|pedestrian crossing(?! the| a\b))", "교차로 - 교차로횡단보도내"),
        (r"(?:교차로|사거리|네거리|삼거리|오거리)\s*(?:바로\s*)?(?:부근|근처|인근|앞|옆|주변|쪽)|\b(?:near|close to|around|by|next to) (?:the |an? )?(?:intersection|junction|crossroads?)\b", "교차로 - 교차로부근"),
        (r"(?:교차로|사거리|네거리|삼거리|오거리|로터리)(?:\s*(?:안|내|한복판|가운데))?(?![가-힣]*부근)|\b(?:intersections?|crossroads?|junction|roundabout|x-?section)\b", "교차로 - 교차로안"),
        (r"다리\s*(?:위|에서)|(?<![가-힣])교량|[가-힣]+대교|\bbridge\b", "단일로 - 교량"),
    ),
    "accident_type": (
        (r"보행자(?:를|가|와|랑|하고)?(?:\s*(?:친|치\w*|쳤\w*|들이받\w*|충돌))?|행인|무단\s*횡단|사람(?:을|이|과|하고|한테)?\s*(?:치\w*|친|쳤\w*|받\w*|들이받\w*|부딪\w*|충돌)|차에\s*치\w*|"
         r"\bhit(?:ting|s)? (?:an? |the )?(?:person|man|woman|child|kid|boy|girl|walker|someone)\b|\bjay ?walk\w*|\bpedestrians?\b|\bvehicle[- ](?:to[- ]|vs\.? )?person\b", "차대사람"),
        (r"(?:오토바이|자전거|킥보드|스쿠터|이륜차)\S*\s*(?:\S+\s)?(?:넘어|미끄러)\w*|(?:차량?|자동차|오토바이)?\s*(?:단독|혼자)\s*(?:사고)?|(?:가로[수등]|신호등|가드레일|전봇대|전신주|중앙\s*분리대|담벼락|(?<!새)벽|구조물|공작물)(?:을|를|에|와|과)?\s*(?:들이받\w*|박\w*|부딪\w*|충돌)?|전복\w*|"
         r"\b(?:single|solo|one)[- ](?:car|vehicle)\b|\b(?:vehicle|car) alone\b|\brollover\b|\boverturn\w*|\bran off the road\b|\b(?:hit(?:ting|s)?|struck|into) (?:an? |the )?(?:tree|pole|wall|guard ?rail|barrier)\b", "차량단독"),
        (rf"{_VEHICLE}(?:이?랑|와|과|하고|끼리)\s*(?:\w+\s+)?{_VEHICLE}|{_VEHICLE}(?:가|이)\s*(?:\w+\s+)?{_VEHICLE}(?:를|을|와|과)|"
         rf"\b{_EN_VEHICLE} (?:hits?|hit|into|and|with|collid\w+ with|crash\w* into|vs\.?) (?:an? |another |the )?{_EN_VEHICLE}\b|"
         r"차\s*[대vV]s?\s*차|차끼리|차량?\s*(?:두|2)\s*대|(?:뒤|앞)차|추돌\w*|접촉\s*사고|정면\s*충돌|측면\s*충돌|\b(?:car|vehicle)s?[- ](?:to|on|v|vs\.?|versus|and)[- ](?:car|vehicle)s?\b|"
         r"\b(?:two|2|multiple|several)[- ](?:cars?|vehicles?)\b|\brear[- ]end\w*|\bhead[- ]on\b|\bfender[- ]bender\b", "차대차"),
    ),
    "weather": (
        (rf"(?<![가-힣])(?:비|눈|안개){NOT_FALLS}|\b(?:no|without|not|isn'?t|doesn'?t|didn'?t) (?:any )?(?:rain|snow|fog)\w*|날씨(?:가|는)?\s*좋\w*|화창\w*|쾌청\w*|맑\w*|\b(?:good|nice|fine|fair|clear) (?:weather|day|sky|skies)\b|\b(?:sunny|clear)\b", "맑음"),
        (rf"(?<![가-힣])비{_FALLS}|(?<![가-힣])비{_IS}|우천\w*|우중\w*|빗길|빗속|빗방울|소나기|장마\w*|폭우\w*|호우\w*|\brain\w*|\bshowers?\b|\bdrizzl\w*|\bdownpour\b|\bstorm(?:y)?\b", "비"),
        (rf"(?<![가-힣])눈{_FALLS}|(?<![가-힣])눈{_IS}|폭설\w*|강설\w*|함박눈|눈보라|\bsnow\w*|\bblizzard\b", "눈"),
        (r"흐[리린릴려림]\w*|구름\w*|\bcloud\w*|\bovercast\b|\bgr[ae]y sk\w+", "흐림"),
        (r"안개\w*|\bfog\w*|\bmist\w*|\bhaz[ey]\b", "안개"),
    ),
}  # fmt: skip
# Names that say too little to be found inside a sentence.
_NOT_IN_SENTENCES = frozenset(
    {"person", "fine", "fair", "other", "기타", "다리", "고가", "혼자", "전도", "clear", "parking", "crossing", "night"}
)
FEATURE_ORDER = ("road_surface", "road_type", "accident_type", "weather")
_UNKNOWN = pattern(
    r"^(?:음+\s*|글쎄\w*\s*|아\s*)?(?:그건\s*|그거\s*|그것도\s*|잘\s*|전혀\s*)*(?:모름|몰라\w*|모르\w*|모릅니다|알 ?수 ?없\w*|글쎄\w*|상관\s*없\w*|아무\w*|패스|skip|pass|unknown|"
    r"(?:i )?(?:don'?t|do not|dont) (?:really )?know|dunno|not sure|no idea|n/?a|idk|whatever|doesn'?t matter|unspecified)(?![a-z]).{0,15}$"
)


@cache
def _patterns(feature: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases of a feature, then the names of its levels, the longest first."""
    from model.synonyms import SYNONYMS

    names = [
        (normalise(word), level)
        for level, words in SYNONYMS[feature].items()
        for word in words
        if len(word) > 1 and normalise(word) not in _NOT_IN_SENTENCES
    ]
    names.sort(key=lambda pair: len(pair[0]), reverse=True)
    phrases = [(pattern(wanted), level) for wanted, level in PHRASES[feature]]
    return (*phrases, *((pattern(loose(word)), level) for word, level in names))


def take_level(reading: Reading, feature: str) -> str | None:
    """The first level of `feature` that the message names, blanked out."""
    for wanted, level in _patterns(feature):
        found = reading.take(wanted)
        if found:
            return level
    return None


_NOT_THIS = pattern(
    r"(?:\S+\s+(?:올|오는|온|내릴)\s+)?(?:\S+\s+(?=근처|쪽|부근|때|날|앞))?\S+\s*(?:말고|아니고|아니라)(?=\s*\S)|\bnot (?:in |at |on )?\S+ but\b"
)
# endings of a condition, which the gazetteer does not take for the end of a name
_IF = pattern(r"(?<=[가-힣])(?:이라면|이었다면|였다면|라면|이면|일\s*때|이라도|이었[가-힣]*|였[가-힣]*|인데[가-힣]*)(?![가-힣])")


# what people call a slot when they say that they don't know it
_SLOT_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("weather",), r"날씨|기상(?:\s*상태)?|\bweather\b"),
    (("road_surface",), r"노면(?:\s*상태)?|\b(?:road )?surface\b"),
    (("road_type",), r"도로\s*(?:형태|유형|종류)?|\broad (?:type|form)\b"),
    (("accident_type",), r"(?:사고\s*)?(?:유형|종류)|\b(?:accident|crash) type\b"),
    (("district",), r"장소|위치|동네|지역|시군구|어딘지|어디(?:인지|서\s*났는지)|\b(?:place|location|district)\b"),
    (("accident_hour",), r"(?:사고\s*)?(?:시간|시각)|몇\s*시(?:인지)?|\b(?:time|hour)\b"),
    (DATE_SLOTS, r"날짜|며칠(?:인지)?|\bdate\b"),
)
_NOT_KNOWN = r"(?:\s*(?:은|는|이|가|도|을|를))?\s*(?:잘\s*|전혀\s*|아직\s*)?(?:모름|모르\w*|모릅니다|몰라\w*|미상|불명|알\s*수\s*없\w*|(?:is |are )?(?:unknown|not known))"
_KNOWN_NOT = r"\b(?:unknown|(?:don'?t|do not) know (?:about )?(?:the )?|not sure (?:about|of) (?:the )?|no idea (?:about|of) (?:the )?)\s*"


def _take_unknown(reading: Reading) -> Slots:
    """The slots that the message says are not known ("날씨는 모르겠고", "road type unknown")."""
    if not reading.has(_IGNORANCE):
        return {}
    slots: Slots = {}
    said: list[tuple[int, int]] = []
    for names, words in _SLOT_WORDS:
        for found in pattern(rf"(?:{words}){_AND_OTHERS}{_NOT_KNOWN}|{_KNOWN_NOT}(?:{words})").finditer(reading.rest):
            slots |= dict.fromkeys(names, "unknown")
            said.append(found.span())
    for span in said:
        reading.blank(*span)
    return slots


_AND_OTHERS = rf"(?:\s*(?:와|과|이랑|랑|하고|이나|나|및|도|,|/|\band\b|\bor\b)+\s*(?:{'|'.join(words for _, words in _SLOT_WORDS)}))*"
_IGNORANCE = pattern(r"모름|모르|모릅|몰라|미상|불명|알\s*수\s*없|\bunknown\b|\bnot known\b|\bknow\b|\bnot sure\b|\bno idea\b")


def take_slots(reading: Reading, now: datetime, places: Gazetteer) -> Slots:
    """Every slot of one accident that the message fills, blanked out. `now` is the speaker's clock."""
    slots: Slots = {}
    reading.take(_NOT_THIS)
    unknown = _take_unknown(reading)
    if district := take_district(reading, places):
        slots["district"] = district
    slots |= take_when(reading, now)
    slots |= _take_optional(reading)
    wet_road = reading.has("빗길")
    for feature in FEATURE_ORDER:
        if (level := take_level(reading, feature)) and (feature != "accident_type" or _fits(slots, level)):
            slots[feature] = level
    if wet_road:
        slots = {"weather": "비", "road_surface": "젖음/습기"} | slots
    for feature in FEATURE_ORDER:
        if feature not in slots and (level := _misspelt(reading, feature)):
            slots[feature] = level
    return unknown | slots


@cache
def _optional_patterns(feature: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The words for each detail or offence, the longest first; "기타" says nothing in a sentence."""
    from tools.predict._optional import WORDS

    names = [
        (normalise(word), level) for level, words in WORDS[feature].items() for word in (level.split(" - ")[-1], *words) if word != "기타"
    ]
    names.sort(key=lambda pair: len(pair[0]), reverse=True)
    return tuple((pattern(loose(word)), level) for word, level in names)


def _take_optional(reading: Reading) -> Slots:
    """The offence and the detail, which tells the accident type too. A detail's words stay: they may be of use for the type."""
    slots: Slots = {}
    for wanted, level in _optional_patterns("violation"):
        if reading.take(wanted):
            slots["violation"] = level
            break
    else:
        if misspelt := _misspelt(reading, "violation"):
            slots["violation"] = misspelt
    for wanted, level in _optional_patterns("accident_detail"):
        if reading.has(wanted):
            return {**slots, "accident_detail": level, "accident_type": level.split(" - ")[0]}
    return slots


def _fits(slots: Slots, kind: str) -> bool:
    """The accident type that was said outright wins over the one that a detail tells ("보행자를 추돌")."""
    if not str(slots.get("accident_detail", kind)).startswith(kind):
        del slots["accident_detail"]
    return True


_LANDMARK = pattern(r"(?<![가-힣])(?P<stem>[가-힣]{2,3}?)(?=\s?(?:네거리|사거리|삼거리|오거리|지하차도))")
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
    if found:
        return _mention(reading, found[0], places)
    if place := _run_together(reading, places):
        return place
    if (landmark := re.search(_LANDMARK, reading.rest)) and _resolves(places, f"{landmark['stem']}동"):
        reading.blank(*landmark.span())
        return f"{landmark['stem']}동"
    if (landmark := re.search(_EN_LANDMARK, reading.rest)) and _resolves(places, f"{landmark['stem']}-dong"):
        reading.blank(*landmark.span())
        return f"{landmark['stem']}-dong"
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


def _run_together(reading: Reading, places: Gazetteer) -> str | None:
    """A place in a message written without any spaces ("내일오후3시수성구범어동교차로")."""
    if not re.search(r"[가-힣0-9]{12,}", reading.rest):
        return None
    for place in sorted(places.places, key=lambda p: -len(p.label)):
        name = place.label.replace(" ", "")
        start = reading.rest.find(name)
        if start >= 0 and len(name) >= 3:
            reading.blank(start, start + len(name))
            return place.label
    return None


def _resolves(places: Gazetteer, name: str) -> bool:
    from model.places import Unknown

    return not isinstance(places.resolve(name), Unknown)


@cache
def _spellings(feature: str) -> tuple[list[str], list[str]]:
    from model.synonyms import SYNONYMS
    from tools.predict._optional import WORDS

    named = SYNONYMS.get(feature) or {level: (level, *words) for level, words in WORDS[feature].items()}
    pairs = [
        (letters(normalise(word)), level)
        for level, words in named.items()
        for word in words
        if " " not in word and normalise(word) not in _NOT_IN_SENTENCES and len(word) >= (3 if "가" <= word[0] <= "힣" else 6)
    ]
    return [word for word, _ in pairs], [level for _, level in pairs]


def _misspelt(reading: Reading, feature: str) -> str | None:
    """A level by a word with a slip of the finger in it."""
    spellings, levels = _spellings(feature)
    for match in re.finditer(r"[a-z]{5,}|[가-힣]{3,}", reading.rest):
        word = re.sub(r"(?<=...)(?:에서|으로|에|이|가|을|를|는|은)$", "", match[0])
        index = nearest(word, spellings)
        if index is not None:
            reading.blank(*match.span())
            return levels[index]
    return None


def is_all_unknown(text: str) -> bool:
    """Does the answer say that the speaker knows nothing of the rest either?"""
    return bool(re.search(r"나머지|전부|모두|다\s*(?:모|몰)|\b(?:the )?rest\b|\beverything\b|\ball\b", normalise(text))) and bool(
        re.search(r"모름|몰라|모르|unknown|don'?t know|no idea|not sure|skip|pass", normalise(text))
    )


def is_unknown(text: str) -> bool:
    """Does the answer say that the speaker doesn't know?"""
    return bool(_UNKNOWN.match(normalise(text).rstrip("!.?~ ")))


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
