"""Times of day, as people say them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.agent.offline.reading import Reading, pattern

_NATIVE_ONES = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_SINO_ONES = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
KOREAN_HOURS: dict[str, int] = {
    **_NATIVE_ONES,
    "열": 10,
    **{f"열{word}": 10 + n for word, n in _NATIVE_ONES.items()},
    "스물": 20,
    "스무": 20,
    **{f"스물{word}": 20 + n for word, n in _NATIVE_ONES.items() if n <= 4},
    # read as in the army; below ten these collide with ordinary words (일시, 오시, 이 시)
    "십": 10,
    **{f"십{word}": 10 + n for word, n in _SINO_ONES.items()},
    "이십": 20,
    **{f"이십{word}": 20 + n for word, n in _SINO_ONES.items() if n <= 4},
}
KOREAN_MINUTES: dict[str, int] = {
    **{f"{tens_word}{ones_word}": tens + ones for tens_word, tens in (("", 0), ("십", 10), ("이십", 20), ("삼십", 30), ("사십", 40), ("오십", 50))
       for ones_word, ones in (("", 0), *_SINO_ONES.items()) if tens + ones},
}  # fmt: skip
ENGLISH_NUMBERS: dict[str, int] = {
    word: n
    for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1)
}
_ENGLISH_MINUTES = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty five": 45, "forty-five": 45, "fifty": 50, "ten": 10}

# a word for a part of the day -> the half of the clock it means
_HALVES: dict[str, str] = {
    "오전": "am", "새벽": "am", "아침": "am", "오후": "pm", "저녁": "pm", "낮": "noon", "대낮": "noon", "점심": "noon",
    "밤": "night", "한밤": "night", "심야": "night", "야간": "night",
    "am": "am", "morning": "am", "pm": "pm", "afternoon": "pm", "evening": "pm",
    "night": "night", "tonight": "night", "daytime": "noon", "nite": "night",
}  # fmt: skip


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_KO_HALF = r"(?P<half>오전|오후|새벽|아침|저녁|대낮|낮|점심|한밤|밤|심야|야간|am|pm|daytime|morning|afternoon|evening|night|tonight)"
_EN_HALVES = r"a\.?m\.?|p\.?m\.?|in the morning|in the afternoon|in the evening|at night|tonight"
_EN_HALF = rf"(?P<half>{_EN_HALVES})(?![a-z])"
_EN_HOUR = rf"(?P<hour>\d{{1,2}}|{_alternatives(ENGLISH_NUMBERS)})"
_AROUND = r"(?:\s*(?:쯤|경|께|정각|즈음))?"

_KOREAN = pattern(
    rf"(?:{_KO_HALF}\s*(?:에\s*)?|(?<![가-힣0-9.:]))(?P<hour>\d{{1,2}}|{_alternatives(KOREAN_HOURS)})\s*시(?![간각점작설행군])"
    rf"(?:\s*(?:(?P<half_past>반)(?![가-힣])|(?P<half_past2>반)(?=에|쯤|경)|(?P<minute>\d{{1,2}}|{_alternatives(KOREAN_MINUTES)})\s*분))?{_AROUND}"
)
_DIGITAL = pattern(
    rf"(?:{_KO_HALF}\s*)?(?<![\d:/.-])(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?(?![\d:])(?:\s*(?P<half2>{_EN_HALVES})(?![a-z]))?"
)
_PAST = pattern(
    rf"\b(?P<amount>half|(?:a )?quarter|\d{{1,2}}|five|ten|twenty|twenty[- ]five)(?: minutes?)?\s*(?P<way>past|after|to|before|till)\s+{_EN_HOUR}"
    rf"(?![a-z0-9])(?:\s*{_EN_HALF})?"
)
_MARKED = pattern(rf"(?<![\w:.]){_EN_HOUR}(?:[ -](?P<minute>{_alternatives(_ENGLISH_MINUTES)}))?\s*{_EN_HALF}")
_OCLOCK = pattern(rf"(?<![\w:.]){_EN_HOUR}\s*o\s?'?\s?clock(?:\s*{_EN_HALF})?")
_AT = pattern(
    rf"\b(?:at|around|about)\s+(?:about\s+)?{_EN_HOUR}(?:[ -](?P<minute>{_alternatives(_ENGLISH_MINUTES)}))?(?![a-z0-9:/.%-])(?:\s*{_EN_HALF})?"
)
_LABELLED = pattern(
    r"(?:\bhour|\btime|시간|시각|사고시)[\x22']?(?:은|는)?(?:\s*[:=]\s*[\x22']?|(?<=hour)\s+|(?<=사고시)\s+)(?P<hour>2[0-4]|1\d|0?\d)(?![\d:]|\s*(?:시|am|pm))"
)
_TWENTYFOUR = pattern(r"(?<![\w:.])(?:(?P<hour>\d{1,2})\s?h(?:rs?)?|(?P<hour2>\d{2})(?P<minute>\d{2})\s?(?:h|hrs?|hours))(?![a-z0-9])")
# "8.20am", "9 last night", "7ish", "half seven", "0715", "5-6pm"
_DOTTED = pattern(
    rf"(?<![\d.])(?P<hour>\d{{1,2}})\.(?P<minute>[0-5]\d)\s*(?P<half>{_EN_HALVES})(?![a-z])|\bat (?P<hour2>\d{{1,2}})\.(?P<minute2>[0-5]\d)(?!\d)"
)
_THAT_PART = pattern(
    rf"(?<![\w:./-]){_EN_HOUR}(?=[\0 ]+(?:last |this |on |yesterday |tomorrow |the next )?[\0 ]*(?:night|morning|afternoon|evening|tonight)\b)"
)
_ISH = pattern(rf"(?<![\w:.]){_EN_HOUR}[ -]?ish\b(?:\s*{_EN_HALF})?")
_HALF_SEVEN = pattern(rf"\b(?P<half_past>half)[ -](?P<hour>{_alternatives(ENGLISH_NUMBERS)})\b(?:\s*{_EN_HALF})?")
_BARE = pattern(
    r"(?:\bat |@\s?)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?!\d)|(?<![\w:./-])(?!19|20)(?P<hour2>[01]\d|2[1-3])(?P<minute2>[0-5]\d)(?=\s*(?:[,;.)/]|$)|\s[a-z가-힣])(?!\s*(?:건|명|개|행|원|m|km|rows|people|accidents))"
)
# in a list of bare values ("범어동/18/비/차대차")
_LISTED = pattern(r"(?<=[가-힣a-z\x00][/,])\s?(?P<hour>2[0-3]|1\d|0?\d)\s?(?=[/,]\s?[가-힣a-z\x00])")
_SPAN = pattern(rf"(?<![\w:.]){_EN_HOUR}\s*(?:-|~|to|and|or)\s*\d{{1,2}}\s*{_EN_HALF}")
_NOON = pattern(r"정오(?:\s*(?:무렵|쯤|경))?|한낮 12시|\b(?:noon|midday|noontime)\b")
_MIDNIGHT = pattern(r"자정|\bmidnight\b")
_IN_HOURS = pattern(
    rf"(?P<n>\d{{1,2}}|{_alternatives(KOREAN_HOURS)})\s*시간\s*(?:뒤|후|있다가)|\bin (?P<n2>\d{{1,2}}|an?|{_alternatives(ENGLISH_NUMBERS)}) hours?\b"
)
_NOW = pattern(r"지금(?:\s*(?:바로|당장))?|현재\s*(?:시각|시간)|\bright now\b|\bnow\b(?!\s*(?:predict|show|draw|make|do|what|the|by))")

_HALF_WORD = pattern(
    r"오전|오후|새벽|아침|저녁|대낮|낮|점심|한밤|밤|심야|야간|(?:this |in the |at )?\b(?:morning|afternoon|evening|night)\b|\btonight\b"
)

# words for a part of the day, when no hour is said -> the model's 시간대
PERIODS: tuple[tuple[str, str], ...] = (
    (r"출근\s*(?:시간대?|길|때|하던|하다)?|등교\s*(?:시간대?|길|때)?|등굣길|(?:아침|오전)\s*(?:러시\s*아워|피크|첨두)|\bmorning (?:rush|commute|peak|traffic|drive)(?: hours?)?\b|\bcommut\w+ to work\b|\b(?:way|drive|driving) to work\b|am (?:rush|peak)|\bschool (?:drop-?off|run)\b|\bon the way to school\b", "출근시간대"),
    (r"퇴근\s*(?:시간대?|길|때|하던|하다)?|(?:저녁|오후)\s*(?:러시\s*아워|피크|첨두)|\b(?:evening|afternoon) (?:rush|commute|peak|traffic|drive)(?: hours?)?\b|pm (?:rush|peak)|\b(?:way|drive|driving) home from work\b|\bafter work\b|\bhome from work\b", "퇴근시간대"),
    (r"하교\s*(?:시간대?|길|때)?|하굣길|\bschool (?:pick-?up|let out|lets out|is out)\b|\bafter school\b", "일반시간대"),
    (r"심야(?:\s*시간대?)?|한밤중?|오밤중|야밤|야심한\s*(?:밤|시각)?|야간(?:\s*시간대?)?|(?:늦은|깊은|까만|캄캄한)\s*밤(?:중|길)?|밤중|밤길|밤샘|밤새|(?<![가-힣])(?:간|어젯|지난)?밤\s*(?:늦게|시간대?|에|에는|엔)?(?![가-힣])|(?:꼭두|이른|첫|신)?\s*새벽(?:녘|같이|길)?|동\s?트기\s*전|해\s*뜨기\s*전|먼동|여명|동틀\s*(?:녘|무렵)|동이\s*트\w*"
     r"|\blate at night\b|\blate night\b|\bovernight\b|\b(?:at |to|last )?night(?:time|s|fall)?\b|\btonight\b|\b(?:the )?(?:small|wee|early) hours\b|\bbefore (?:dawn|sunrise)\b|\b(?:the )?(?:crack of )?dawn\b|\bpre-?dawn\b|\bdaybreak\b|\b(?:after|in the) dark\b|\bdead of (?:the )?night\b|\bmiddle of the night\b|\bfirst light\b|\bpitch dark\b", "심야"),
    (r"일반\s*시간대?|(?:백주\s*)?대낮|한낮|벌건\s*낮|(?<![가-힣])낮\s*(?:시간대?|에|에는|엔)?(?![가-힣])|점심\s*(?:시간대?|때|무렵|먹고|직후)?|(?:이른|늦은|나른한)?\s*(?<![가-힣])오후(?:\s*늦게|\s*나절)?|\b(?:in the |late |early |mid-?)?afternoons?\b|\bdaytime\b|\blunch(?: ?time| hour| break)?\b|\boff[- ]peak\b|\bbroad daylight\b|\b(?:during|in) the day\b|\bmid-?morning\b|\bmid-?day\b", "일반시간대"),
    (r"(?:이른|늦은)?\s*(?<![가-힣])아침(?:\s*(?:시간대?|나절|일찍|에|에는|무렵|때))?|해\s*뜰\s*(?:녘|무렵)|일출\s*(?:무렵|때)?|\b(?:in the |this |early |late )*mornings?\b|\bsunrise\b|\bbreakfast time\b", "출근시간대"),
    (r"(?:이른|늦은|초)?\s*(?<![가-힣])(?:초)?저녁(?:\s*(?:시간대?|때|무렵|나절|에|에는|녘))?|해\s*(?:질|지는|저물)\s*(?:녘|무렵|때)?|해질녘|노을|땅거미|황혼|일몰\s*(?:무렵|때)?|석양|어스름|\b(?:in the |this |early |late )*evenings?\b|\bdusk\b|\bsun ?(?:set|down)\b|\btwilight\b|\bnightfall\b|\bdinner ?time\b|\brush[- ]?hour\b|러시\s*아워|출퇴근\s*(?:시간대?|때)?", "퇴근시간대"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour as said (0-23; anything else was said and is impossible). "밤 12시" of a day is the first hour of the next."""

    hour: int
    minute: int = 0
    date: datetime | None = None
    next_day: bool = False
    said_half: bool = False


def period_of(hour: int) -> str:
    """The 시간대 that follows from an hour."""
    if hour >= 22 or hour <= 5:
        return "심야"
    return "출근시간대" if 7 <= hour <= 9 else "퇴근시간대" if 17 <= hour <= 19 else "일반시간대"


def _on_clock(hour: int, half: str | None) -> int:
    if half is None or hour > 12:
        return hour
    if half == "am":
        return 0 if hour == 12 else hour
    if half == "pm":
        return hour if hour == 12 else hour + 12
    if half == "noon":
        return hour + 12 if 1 <= hour <= 6 else hour
    return 0 if hour == 12 else hour if hour <= 4 else hour + 12


def _half(word: str | None) -> str | None:
    if word is None:
        return None
    word = word.replace(".", "")  # "4 pm." ends a sentence
    return _HALVES.get(word) or _HALVES.get(word.split()[-1])


def _number(word: str) -> int:
    return int(word) if word.isdigit() else KOREAN_HOURS.get(word) or ENGLISH_NUMBERS.get(word) or 1


def _minutes(word: str | None) -> int:
    if not word:
        return 0
    return int(word) if word.isdigit() else KOREAN_MINUTES.get(word) or _ENGLISH_MINUTES.get(word, 0)


def _from_clock(found: re.Match[str], said_half: str | None) -> Hour:
    groups = found.groupdict()
    half = _half(groups.get("half") or groups.get("half2")) or said_half
    minute = 30 if groups.get("half_past") or groups.get("half_past2") else _minutes(groups.get("minute") or groups.get("minute2"))
    said = _number(groups.get("hour") or groups["hour2"])
    return Hour(_on_clock(said, half), minute, next_day=half == "night" and said == 12)


def _from_past(found: re.Match[str], said_half: str | None) -> Hour:
    hour = _on_clock(_number(found["hour"]), _half(found["half"]) or said_half)
    amount = {"half": 30, "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20}.get(found["amount"])
    minutes = amount if amount is not None else int(found["amount"]) if found["amount"].isdigit() else 25
    if found["way"] in ("past", "after"):
        return Hour(hour, minutes)
    return Hour((hour - 1) % 24, 60 - minutes)


_CLOCKS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str | None], Hour]], ...] = (
    (_PAST, _from_past),
    (_HALF_SEVEN, _from_clock),
    (_DOTTED, _from_clock),
    (_SPAN, _from_clock),
    (_KOREAN, _from_clock),
    (_DIGITAL, _from_clock),
    (_LABELLED, _from_clock),
    (_TWENTYFOUR, _from_clock),
    (_MARKED, _from_clock),
    (_OCLOCK, _from_clock),
    (_ISH, _from_clock),
    (_THAT_PART, _from_clock),
    (_NOON, lambda _found, _half: Hour(12)),
    (_MIDNIGHT, lambda _found, _half: Hour(0)),
    (_AT, _from_clock),
    (_BARE, _from_clock),
    (_LISTED, _from_clock),
)


def take_hour(reading: Reading, now: datetime) -> Hour | None:
    """The first time of day in the message, blanked out. A part of the day said elsewhere ("tomorrow night at 11") counts."""
    if found := reading.take(_IN_HOURS):
        later = now + timedelta(hours=_number(found["n"] or found["n2"]))
        return Hour(later.hour, later.minute, later)
    for wanted, make in _CLOCKS:
        found = re.search(wanted, reading.rest)
        if found is None:
            continue
        reading.blank(*found.span())
        elsewhere = re.search(_HALF_WORD, reading.rest) if not _said_half(found) else None
        hour = make(found, _half(elsewhere[0]) if elsewhere else None)
        if elsewhere and hour.hour <= 24:
            reading.blank(*elsewhere.span())
        return replace(hour, said_half=bool(elsewhere) or _said_half(found) or hour.hour == 0)
    if reading.take(_NOW):
        return Hour(now.hour, now.minute, now)
    return None


def _said_half(found: re.Match[str]) -> bool:
    groups = found.groupdict()
    return bool(groups.get("half") or groups.get("half2"))


def take_period(reading: Reading) -> str | None:
    """The 시간대 that a word for a part of the day means, blanked out."""
    for wanted, period in PERIODS:
        if reading.take(wanted):
            return period
    return None
