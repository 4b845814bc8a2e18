"""Predictions: one accident, several in a message, a whole dataset, and changes to the last one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.agent.offline.decision import Call
from bot.agent.offline.reading import Reading, normalise, pattern
from bot.agent.offline.slots import Slots, is_all_unknown, is_unknown, read_accident, take_answer
from bot.agent.offline.when import DATE_SLOTS, DAY_SLOTS
from tools.predict._changed import changed

if TYPE_CHECKING:
    from bot.agent.offline.transcript import Pending
    from model.places import Gazetteer

CUE = pattern(
    r"예측|예상|추정|추산|더\s*(?:위험|심각)|(?:나올|날|일|될|클|높을|심할|심각할|위험할|다칠)까|얼마나\s*(?:심각|위험|심할|클|다칠|나올|큰)|몇\s*(?:점|정도)|eclo[가는은]?\s*(?:각각\s*)?(?:얼마|몇|어떻게|알려|계산|궁금)|어느\s*정도"
    r"|\bpredict\w*|\bprediction\b|\bforecast\w*|\bestimat\w+|\bexpect\w*|\bhow (?:bad|severe|serious|dangerous|risky)\b|\bwhat would\b|\bwhat(?:'s| is| will be) the (?:eclo|severity)\b|\beclo (?:for|of|if|when)\b|\bcalculate\b|\b(?:score|rate) (?:every|each|all)\b|\brun (?:the|your) (?:\w+ )?model\b"
)
WHOLE = pattern(
    r"한꺼번에[^.?!]*예측|예측[^.?!]*한꺼번에|(?:사고|건)\s*(?:목록|들)(?:을|를)?\s*(?:전부|모두|다)\s|(?:데이터|파일|자료|csv)(?:셋)?\s*(?:의\s*|을\s*|를\s*)?(?:전체|전부|모두|통째|다\b|한꺼번)|전체\s*(?:데이터|파일|자료|행|건|다|를|을|eclo|예측)|(?:전체|모든|전부|모두|일괄|통째)[^.?!]*예측|(?:있는|안의|속의|들어\s*있는)\s*사고(?:들|를|의)|모든\s*(?:행|데이터|사고|건|줄)|(?:각|매)\s*(?:행|줄)|(?:한\s*(?:줄|행|건)(?:씩)?\s*){2}|한\s*(?:줄|행|건)씩|줄줄이|(?:행|줄)\s*(?:별|마다)"
    r"|(?:이|올린|첨부한?|방금|업로드한?)\s*(?:데이터|파일|자료|csv)|(?:데이터|파일|자료|csv)(?:셋)?(?:에|로|를|을|의|에\s*대해)?\s*(?:[가-힣]+\s*)?(?:eclo\s*)?(?:를|을)?\s*예측"
    r"|\b(?:whole|entire|full|complete) (?:file|dataset|data ?set|data|csv|table)\b|\ball (?:of )?(?:the |these |those |my )?(?:rows|data|accidents|records|lines)\b|\b(?:every|each) (?:row|record|accident|line)\b"
    r"|\b(?:this|the|my|uploaded|attached) (?:file|dataset|data ?set|data|csv)\b|\bbatch\b"
)
# what is to be predicted, row by row: a wish for the file with the predictions in it is no export
EVERY_ROW = pattern(
    r"(?=.*(?:예측(?:해|하|을?\s*(?:돌|붙|시켜|좀))|심각도\S*\s*(?:매|붙|달)|\bpredict\b|\bscore\b|\brun (?:the|your) (?:\w+ )?model\b))(?:.*(?:(?:한\s*(?:줄|행|건)(?:씩)?\s*){2}|한\s*(?:줄|행|건)씩|(?:행|줄|건)\s*(?:마다|별로)|(?:각|매|모든)\s*(?:행|줄|사고|건)|하나하나|일일이|전\s*행|전부|전체|통째|싹\s*다|모조리|(?<![가-힣])다\s*예측|\b(?:every|each|all)\b|\bwhole\b|\bentire\b))"
)
SCORED = pattern(
    r"사고들.*(?:예상|추정)|(?:예상치|예상값|추정치)\S*\s*(?:뽑|내|구해|계산|산출)|\b(?:score|rate) (?:every|each|all)\b|\brun (?:the|your) (?:\w+ )?model\b"
)
FOLLOW = pattern(
    r"^(?:그럼|그러면|그렇다면|그리고|근데|만약|만일|혹시|대신|아니|반대로)|(?:이|라|으)?면(?:은|요)?\s*[?？]*$|(?:때|경우)[는엔에]*요?\s*[?？]*$|(?:는|은|엔|로|로는)(?:요)?\s*[?？]+$|바꾸|바꿔|대신|똑같|같은\s*(?:조건|사고|상황|건)|다른\s*조건|(?:이|라)면\s*(?:어때|어떻|얼마)"
    r"|\b(?:what|how) (?:if|about)\b|\binstead\b|^(?:and|but|then|ok(?:ay)?|now|if)\b|\bsame\b|\bchange\b|\bwith .* instead\b|\bthen\?$"
)
# something forgotten, which the prediction is to be made with once more
ONCE_MORE = pattern(
    r"넣고|넣어|더해\s*(?:서|줘)|추가|반영|감안|고려해|포함해|(?:다시|새로)\s*(?:한\s*번\s*)?(?:계산|예측|해|돌려|봐|뽑|내|구해|산출)|재계산|재예측|(?<=\s)다시\s*[.!~]*$|깜빡|빼먹|까먹|빠뜨렸|참고로|정정|수정|고쳐"
    r"|\b(?:i mean[t]?|sorry|oops|my bad|redo|re-?run|re-?calculate|recompute|re-?predict|update|again|forgot|correction|actually|add|include|factor (?:that|it) in)\b"
)
_GROUPS = (
    ("accident_year", "accident_month", "accident_day", "day_of_week"),
    ("accident_hour", "time_period"),
    ("district",),
    ("weather",),
    ("road_surface",),
    ("road_type",),
    ("accident_type",),
)
_LIST_ITEM = pattern(
    r"(?:^|(?<=[\s,.;:]))(?:\(?\d{1,2}\)\s*|\d{1,2}\.\s+|\d{1,2}번\s*(?:은|는|:|\)|\.|,|-)\s*|#\s?\d{1,2}\b[:.)]?\s*|[-*•]\s+|\(?(?:[가나다라마]|(?<![a-z])[a-e])\)\s*|(?<![a-z])[a-e]\s?:\s+"
    r"|(?:사고|케이스|상황|case|accident|crash|scenario|no\.?)\s?#?(?:\d{1,2}|[a-e])(?![a-z0-9시월일건명:])\s*[:.),-]?\s+"
    r"|(?:첫|두|세|네)\s*번째(?:는|로|로는)?\s*[:,]?\s+|(?:첫째|둘째|셋째|넷째)(?:는|로)?\s*[:,]?\s+|(?:하나는|또\s*하나는|다른\s*하나는|나머지\s*하나는)\s+|(?:first|second|third|fourth)(?:ly)?\s*(?: one)?[:,]\s+)"
)
_STRONG = pattern(r"\n+|;|\s그리고\s|,\s*그리고\s|\s또\s|\.\s+|\band (?:also|another|one more)\b|\banother\b|하고\s*나서")
# "car vs car" is a kind of accident, no comparison
KIND_VS = pattern(r"\b(?:cars?|vehicles?|차)\s*(?:vs\.?|versus)\s*(?:cars?|vehicles?|차|pedestrians?|person|people|사람|보행자)")
_WORSE_EN = r"(?:worse|riskier|safer|better|higher|lower|deadlier|nastier|scarier|harsher|milder|more (?:dangerous|severe|serious|risky|lethal|deadly|hazardous|harmful)|less (?:dangerous|severe|serious|risky|lethal|deadly|harmful))"
COMPARED = pattern(
    r"더\s*(?:위험|심각|나쁘|낫|높|크|심하|심해)\S*\s+(?:아니면\s+)?\S+\s+더\s|비교|견줘|견주|나란히|(?<!뭐)보다\s*(?:\S+\s+){0,3}?(?:더|훨씬|덜|많이|위험|심각|높|낮|나쁘|나빠|심|크|무서|세)|(?<=[날때])\s*대비|(?<!도)중에|중\s*(?:어디|어느|어떤|뭐|무엇|누가|언제)|중에서|어디가|어느\s*(?:쪽|곳|게|편|것|때)|차이|달라[져지질짐집진졌]|달랐|얼마나\s*나[아았]|다를|다르게|어떻게\s*(?:변|바뀌|바뀔)|얼마나\s*(?:더|덜|변|바뀌|바뀔|올라|내려|오르|늘|줄|높아|낮아|커지|작아|심해|나빠)|나을까|(?:더|뭐가|누가|어느\s*게)\s*(?:나은|나아|낫|나빠|나쁜|심할|심한|클까|셀까|위험할|심각할|위험한|심각한)|낫(?:나|니|냐|지|습|다)"
    rf"|\bvs\b|\bversus\b|\bcompar\w*|\bside by side\b|\bhow different\b|\bwhat (?:changes|would change)\b|\bwhich (?:one )?(?:is|are|would be|will be|'s|of (?:the|these|those) two)\b.*\b(?:{_WORSE_EN}|worst)\b|\bwhich (?:is|would be) (?:the )?(?:worse|more)\b|\b{_WORSE_EN}\b[^.?]*\b(?:than|or|,)\b|\b(?:than|compared (?:to|with)|as opposed to|relative to)\b|\bdifferences?\b|\bdiffers?\b|\bhow much (?:more|less|{_WORSE_EN}|of a difference|does|would|will)\b|\b(?:shift|change|go|move|vary|drop|rise|jump|increase|decrease)(?:s|d|es|ed|ing)?\b[^.?]*\bfrom\b[^.?]*\bto\b|\bfrom\b[^.?]*\bto\b[^.?]*\b(?:shift|change|move|drop|rise|jump)|\bhow (?:does|would|will|do|might)\b[^.?]*\b(?:shift|change|vary|differ)|\b(?:change|matter|move the needle)\w*\b.*\b(?:or|instead of|rather than)\b|\bwhat(?:'s| is| would be) {_WORSE_EN}\b|\bis .+ or .+ {_WORSE_EN}\b"
)
_WEAK = pattern(r",|\s(?:이랑|랑|하고|vs\.?|대|and|와|과)\s|(?<=[가-힣])(?:이랑|랑|하고)\s|/(?!\d)")


_SAME_PLACE = pattern(
    r"(?:같은|동일(?:한)?|똑같은)\s*(?:장소|곳|데|동네|위치|지점|자리)|거기서|\bsame (?:place|spot|location|area|road|junction|intersection)\b"
)


def how_much(slots: Mapping[str, Any]) -> int:
    """How many separate things about an accident are known (a date counts once)."""
    return sum(any(name in slots for name in group) for group in _GROUPS)


HAPPENED = pattern(
    r"사고(?:가|를|도|는)?\s*(?:났|나면|난\s|날|내|당했|발생)|(?:충돌|추돌)(?:이|했|하)|\b(?:accident|crash)\w*|\bcollision\b"
)
_TELLING = pattern(
    r"사고|충돌|추돌|eclo|이클로|위험|심각|다치|다쳤|\baccidents?\b|\bcrash\w*|\bcollision\b|\bsever\w+|\bdanger\w*|\brisk\w*"
)


def is_accident(slots: Mapping[str, Any], plain: str) -> bool:
    """Is it an accident that is told of, and not the weather of a day ("내일 비 와?")?"""
    beyond_weather = [name for name in slots if name not in (*_GROUPS[0], *_GROUPS[1], "weather")]
    return bool(beyond_weather) or ("weather" in slots and _TELLING.search(plain) is not None)


def several(text: str, now: datetime, places: Gazetteer, *, loosely: bool = True) -> list[Slots]:
    """The accidents of a message that tells of more than one; [] when it tells of one. `loosely`: a comma or "와" may part them.

    A heading's slots ("내일 두 건: 1) .. 2) ..") hold for all of them, and so does a date said with the first only.
    """
    plain = KIND_VS.sub(lambda kind: re.sub(r"\s*(?:vs\.?|versus)\s*", " v ", kind[0]), normalise(text))
    colon = _HEADING.match(plain)
    before, rest = (colon[1], plain[colon.end() :]) if colon and not _LIST_ITEM.search(colon[0]) else ("", plain)
    for splitter in (_LIST_ITEM, _STRONG, _WEAK) if loosely else (_LIST_ITEM, _STRONG):
        parts = [p for p in (before, *splitter.split(rest)) if p and p.strip()]
        if len(parts) < 2:
            continue
        read = [read_accident(p, now, places)[0] for p in parts]
        heading, read = _heading(read)
        least = 1 if how_much(heading) >= 2 else 2
        accidents = [s for s in read if how_much(s) >= least]
        if len(accidents) < 2 or not _alike(accidents):
            continue
        shared = {**{k: accidents[0][k] for k in DAY_SLOTS if k in accidents[0]}, **heading}
        if _SAME_PLACE.search(plain):
            shared |= {k: accidents[0][k] for k in ("district", "road_type") if k in accidents[0]}
            heading = {**heading, **shared}
        return [{**({} if any(k in s for k in DAY_SLOTS) else _dates(shared)), **_others(shared, heading), **s} for s in accidents]
    return _in_each_place(plain, now, places) if loosely else []


_EACH = pattern(r"각각|각자|둘\s*다|셋\s*다|모두|전부|\beach\b|\bboth\b|\brespectively\b|\ball (?:three|four)\b")
_JOINED = pattern(r"\s*(?:,|·|/|&|이랑|랑|하고|와|과|및|그리고|\band\b)?\s*(?:,|\band\b)?\s*")


def _in_each_place(plain: str, now: datetime, places: Gazetteer) -> list[Slots]:
    """The same accident in each of the places that are named one behind the other ("범어동이랑 만촌동 둘 다 내일 8시 추돌")."""
    found = [mention for mention in places.find(plain) if not mention.landmark]
    if len(found) < 2 or not _EACH.search(plain):
        return []
    between = (plain[one.end : other.start] for one, other in pairwise(found))
    slots, _ = read_accident(plain, now, places)
    if not all(_JOINED.fullmatch(gap) for gap in between) or how_much(slots) < 2:
        return []
    return [{**slots, "district": mention.text.strip()} for mention in found]


_HEADING = pattern(r"([^:\n]{2,60}?)(?<!\d):\s+(?=\S)")


def _heading(read: list[Slots]) -> tuple[Slots, list[Slots]]:
    """What the first part says of all of them ("내일 비 오는 밤 10시, 두류동 .. 성당동 .."): it names no place, where others do."""
    placed = sum("district" in slots for slots in read) >= 2
    if how_much(read[0]) < 2 or (placed and "district" not in read[0] and "accident_type" not in read[0]):
        return read[0], read[1:]
    return {}, read


def _dates(slots: Slots) -> Slots:
    return {k: v for k, v in slots.items() if k in DAY_SLOTS}


def _others(shared: Slots, heading: Slots) -> Slots:
    return {k: v for k, v in shared.items() if k in heading and k not in DAY_SLOTS}


def _alike(accidents: list[Slots]) -> bool:
    """Do they fill a slot in common? Else they are the parts of one accident."""
    first = {g for g in _GROUPS if any(n in accidents[0] for n in g)}
    return all(first & {g for g in _GROUPS if any(n in other for n in g)} for other in accidents[1:])


def answer(pending: Pending, text: str, now: datetime, places: Gazetteer) -> Call | None:
    """The call completed by the answer to its question, or None when the text answers nothing."""
    asked = pending.missing[0]
    text = pending.choice(text) or text
    if is_all_unknown(text):
        return Call(pending.tool, {**pending.understood, **dict.fromkeys(pending.missing, "unknown")})
    if is_unknown(text):
        names = DATE_SLOTS if asked in DATE_SLOTS else (asked,)
        return Call(pending.tool, {**pending.understood, **dict.fromkeys(names, "unknown")})
    reading = Reading(text)
    slots = take_answer(reading, asked, now, places)
    if not slots:
        return None
    if pattern(r"예측|\bpredict").search(reading.text) and how_much(slots) >= 4:
        return None
    return Call(pending.tool, changed(pending.understood, slots))


# a place that nobody knows is passed on: the tool asks
_ELSEWHERE = pattern(
    r"^(?:그럼|그러면|그렇다면)?\s*(?P<name>[가-힣0-9]{2,10}?)(?:에서|에선|쪽|근처)(?:는|은|도|라면|면)?(?:요|어때\w*|어떨까\w*)?\s*[?]*$"
    r"|^(?:그럼|그러면|만약)?\s*(?P<name3>[가-힣0-9]{1,9}(?:로|역|동|네거리|사거리|시장|공원|구|못|대학교))(?:이?면|이?라면)(?:요|은|은요)?(?:\s*(?:어때|어떨까|얼마)\w*)?\s*[?]*$"
    r"|^(?:and |so )?(?:what|how) about (?:in|at|near) (?P<name2>[a-z][a-z -]{2,30})\s*[?]*$"
)
_NOWHERE = frozenset(["거기", "여기", "저기", "어디", "다른곳", "there", "here", "that case", "general"])
_SURELY_FOLLOWS = pattern(
    r"^(?:그럼|그러면|그렇다면|만약|대신|아니)|바꾸|바꿔|대신|똑같|같은\s*조건|\b(?:what|how) (?:if|about)\b|\binstead\b|\bsame\b|\bchange\b"
)


def follow_up(last: Call, slots: Slots, reading: Reading) -> Call | None:
    """The last prediction with a change, when the message is one ("그럼 밤 11시에는?")."""
    if not slots:
        elsewhere = _ELSEWHERE.match(reading.text)
        place = elsewhere and next(name for name in elsewhere.groups() if name)
        return Call(last.name, {**last.input, "district": place.strip()}) if place and place not in _NOWHERE else None
    if how_much(slots) >= 3 and not (_SURELY_FOLLOWS.search(reading.text) or ("district" not in slots and ONCE_MORE.search(reading.text))):
        return None  # a new accident, told as a whole
    cue = FOLLOW.search(reading.text) or ONCE_MORE.search(reading.text)
    fresh = CUE.search(reading.text) and how_much(slots) >= 3
    little_else = len(reading.words()) <= 3
    if (cue and not (fresh and how_much(slots) >= 5)) or (little_else and not fresh and how_much(slots) <= 2):
        return Call(last.name, changed(last.input, slots))
    return None
