"""Days, as people say them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.agent.offline.date_words import (
    EN_DAYS,
    EN_MONTHS,
    EN_NUMBERS,
    HOLIDAYS,
    KO_COUNTS,
    KO_MONTHS,
    KO_NUMBERS,
    KO_SPANS,
    MOON,
    NTH,
    RELATIVE,
    WEEKDAYS,
)
from bot.agent.offline.inflect import in_past_tense
from bot.agent.offline.reading import Reading, pattern


@dataclass(frozen=True, slots=True)
class Day:
    """What was said of a date, as said (30 February stays so: the tool names the field). `weekday` where it was said and gives more."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None

    def following(self) -> Day:
        """The next day, where this one is in the calendar."""
        if self.year is None or self.month is None or self.day is None:
            return self
        try:
            # "금요일 밤 12시" is the first hour of Saturday: the weekday said is not that of the date
            return Day.of(date(self.year, self.month, self.day) + timedelta(days=1))
        except ValueError:
            return self

    @classmethod
    def of(cls, when: date) -> Day:
        return cls(when.year, when.month, when.day)


def next_on_or_after(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _year_for(month: int, day: int, today: date, past: bool) -> int:
    """The year of a date said without one: the coming such date, or the latest one when the message tells of the past."""
    if past:
        return today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return today.year if (month, day) >= (today.month, today.day) else today.year + 1


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _add_months(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_KO_YEAR = r"(?:(?P<year>\d{4}|(?<!\d)\d{2})\s*년\s*도?\s*|(?P<year_word>올해|금년|내년|작년|재작년)\s*)"
_YEAR_WORDS = {"올해": 0, "금년": 0, "내년": 1, "작년": -1, "재작년": -2, "this year": 0, "next year": 1, "last year": -1}
_MONTH = _alternatives(EN_MONTHS)
_DAY = r"(?<![:\d])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_EN_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d{2}))?"
_SIDES = {
    "이번": 0, "금": 0, "this": 0, "다음": 1, "담": 1, "next": 1, "다다음": 2, "지난": -1, "저번": -1, "last": -1, "past": -1,
}  # fmt: skip

_PAST_WORDS = pattern(
    r"사고\s*(?:일|일시|일자|발생일)(?:은|는|이)?(?=\s*:?\s*\d)|(?:오|내리|쏟아지|퍼붓|흐리|맑|날리|끼|불)던|(?:발생|접수)\s*(?:일|건|\d)|\b(?:was|were|had|got|happened|occurred|hit me|drove|ran|went|crashed|collided|struck|skidded|slid|turned|rear-ended|overturned|rolled)\b|있었던|있었는데|났던|났었|났는데|났어|발생했|발생한|일어났|\bhappened\b|\boccurred\b|\bthere was\b"
)


def _ymd(found: re.Match[str], today: date, past: bool) -> Day:
    groups = found.groupdict()
    month = _number(groups["month"], KO_MONTHS, EN_MONTHS)
    day = _number(groups["day"], KO_NUMBERS)
    if groups.get("year"):
        return Day(_full_year(groups["year"]), month, day)
    if word := groups.get("year_word"):
        return Day(today.year + _YEAR_WORDS[word], month, day)
    return Day(_year_for(month, day, today, past), month, day)


def _number(word: str, *tables: dict[str, int]) -> int:
    if word.isdigit():
        return int(word)
    return next(table[word] for table in tables if word in table)


def _year_last(found: re.Match[str], today: date, past: bool) -> Day:
    first, second = int(found["a"]), int(found["b"])
    month, day = (second, first) if first > 12 else (first, second)
    return Day(int(found["year"]), month, day)


def _month_of(found: re.Match[str], today: date, past: bool) -> Day:
    side = found["side"]
    year, month = _add_months(today, _SIDES.get(side, 0))
    return Day(year, month, int(found["day"]))


def _day_of_month(found: re.Match[str], today: date, past: bool) -> Day:
    day = int(found["day"])
    shift = (-1 if day > today.day else 0) if past else (1 if day < today.day else 0)
    year, month = _add_months(today, shift)
    return Day(year, month, day)


def _shifted(found: re.Match[str], today: date, past: bool) -> Day:
    groups = found.groupdict()
    sign = -1 if re.search(r"전|ago", found[0]) else 1
    if span := groups.get("span"):
        return Day.of(today + timedelta(days=sign * KO_SPANS[re.sub(r"\s", "", span)]))
    n = _number(groups["n"], EN_NUMBERS, KO_COUNTS, KO_NUMBERS)
    unit = groups["unit"]
    if unit.startswith(("달", "개월", "month")):
        year, month = _add_months(today, sign * n)
        return Day(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    days = n * 7 if unit.startswith(("주", "week")) else n
    return Day.of(today + timedelta(days=sign * days))


def _named_weekday(word: str) -> int:
    if word[0] in "월화수목금토일":
        return "월화수목금토일".index(word[0])
    return EN_DAYS[word]


def _weekday_of_week(found: re.Match[str], today: date, past: bool) -> Day:
    """이번 주 / 다음 주 / 지난주 X요일: weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday())
    return Day.of(monday + timedelta(weeks=_SIDES[found["side"]], days=_named_weekday(found["weekday"])))


def _sided_weekday(found: re.Match[str], today: date, past: bool) -> Day:
    """이번 금요일, this Friday: the coming one. 다음 금요일, next Friday: the one of next week. 지난 금요일: the latest one before today."""
    side = _SIDES.get(found["side"], 0)
    if side > 0:
        return _weekday_of_week(found, today, past)
    return _plain_weekday(found, today, side < 0)


def _plain_weekday(found: re.Match[str], today: date, past: bool) -> Day:
    weekday = _named_weekday(found["weekday"])
    if past:
        return Day.of(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
    return Day.of(next_on_or_after(today, weekday))


def _week_after_weekday(found: re.Match[str], today: date, past: bool) -> Day:
    """A week from Friday, Friday week."""
    return Day.of(next_on_or_after(today, _named_weekday(found["weekday"] or found["weekday2"])) + timedelta(days=7))


def _weekend(found: re.Match[str], today: date, past: bool) -> Day:
    """A weekend is told by its Saturday (on a Sunday, today)."""
    if found["side"] in ("다음", "담", "next"):
        return Day.of(today - timedelta(days=today.weekday()) + timedelta(weeks=1, days=5))
    return Day.of(today if today.weekday() >= 5 else next_on_or_after(today, 5))


def _days_away(days: int) -> Maker:
    return lambda _found, today, _past: Day.of(today + timedelta(days=days))


def _yearly(month: int, day: int) -> Maker:
    """A holiday, of the year that is said with it, else the coming (or the latest) one."""

    def make(found: re.Match[str], today: date, past: bool) -> Day:
        if digits := found["year"] or found["en_year"]:
            return Day(_full_year(digits), month, day)
        if found["year_word"]:
            return Day(today.year + _YEAR_WORDS[found["year_word"]], month, day)
        return Day(_year_for(month, day, today, past or found["en_word"] == "last"), month, day)

    return make


def _moon(days: dict[int, tuple[int, int]]) -> Maker:
    """The coming 설날 or 추석, or the latest one; the years that the table knows."""

    def make(_found: re.Match[str], today: date, past: bool) -> Day:
        dates = [date(year, *md) for year, md in days.items()]
        ahead, behind = [d for d in dates if d >= today], [d for d in dates if d <= today]
        return Day.of(behind[-1] if past and behind else ahead[0] if ahead else dates[-1])

    return make


def _month_said(found: re.Match[str], today: date, past: bool) -> tuple[int, int]:
    groups = found.groupdict()
    if side := groups.get("side"):
        return _add_months(today, _SIDES.get(side.removeprefix("the "), 0))
    if groups.get("month") is None:
        return today.year, today.month
    month = _number(groups["month"], EN_MONTHS)
    if word := groups.get("year_word"):
        return today.year + _YEAR_WORDS[word], month
    if groups.get("year"):
        return _full_year(groups["year"]), month
    return _year_for(month, 28, today, past), month


def _last_of_month(found: re.Match[str], today: date, past: bool) -> Day:
    year, month = _month_said(found, today, past)
    return Day(year, month, calendar.monthrange(year, month)[1])


def _first_of_month(found: re.Match[str], today: date, past: bool) -> Day:
    year, month = _month_said(found, today, past)
    return Day(year, month, 1)


def _nth_weekday(found: re.Match[str], today: date, past: bool) -> Day:
    """셋째 주 금요일, the second Monday of March, the last Friday of this month."""
    year, month = _month_said(found, today, past)
    weekday, n = _named_weekday(found["weekday"]), NTH[re.sub(r"\s+", " ", found["nth"])]
    days = [d for week in calendar.monthcalendar(year, month) if (d := week[weekday])]
    return Day(year, month, days[n - 1] if -1 <= n - 1 < len(days) and n > 0 else days[-1])


def _end_of_this_month(_found: re.Match[str], today: date, past: bool) -> Day:
    return Day(today.year, today.month, calendar.monthrange(today.year, today.month)[1])


def _d_day(found: re.Match[str], today: date, past: bool) -> Day:
    """D-3: three days from today."""
    return Day.of(today + timedelta(days=int(found["n"]) if "-" in found[0] else -int(found["n"])))


def _relative(found: re.Match[str], today: date, past: bool) -> Day:
    return Day.of(today + timedelta(days=RELATIVE[re.sub(r"\s", "", found[0])]))


Maker = Callable[[re.Match[str], date, bool], Day]

_KO_WEEKDAY = r"(?P<weekday>[월화수목금토일])(?:요일|욜)"
_EN_WEEKDAY = rf"(?P<weekday>{_alternatives(EN_DAYS)})(?![a-z])"
_SURE_EN_WEEKDAY = r"(?:\bon\s+(?P<weekday>sun|sat|mon|wed)|\b(?P<weekday2>{})(?:'s)?)(?![a-z])"
_COUNT = r"(?P<n>\d{1,2}|an?|a couple of|a few|one|two|three|four|five|six|seven|eight|nine|ten)"
_UNIT = r"(?P<unit>days?|weeks?|months?)"

_KO_IN_MONTH = rf"(?:{_KO_YEAR}?(?P<month>1[0-2]|0?[1-9])\s*월\s*(?:의\s*)?|(?P<side>이번|다다음|다음|담|지난|저번)\s*달\s*(?:의\s*)?)"
_EN_OF_MONTH = rf"(?:of|in) (?:(?P<month>{_MONTH})(?![a-z])(?: (?P<year>\d{{4}}))?|(?:the )?(?P<side>this|next|last) month|the month)"
_NTH = "|".join(sorted((re.escape(w) for w in NTH), key=len, reverse=True))

# whole dates, the most particular form first
_WHOLE: tuple[tuple[str, Maker], ...] = (
    (rf"{_KO_IN_MONTH}(?:마지막\s*날|말일|막날|그믐)", _last_of_month),
    (rf"\b(?:the )?(?:last day|end) {_EN_OF_MONTH}", _last_of_month),
    (rf"{_KO_IN_MONTH}(?:첫\s*날|초하루)", _first_of_month),
    (rf"\b(?:the )?first day {_EN_OF_MONTH}", _first_of_month),
    (rf"{_KO_IN_MONTH}(?P<nth>{_NTH})\s*(?:주\s*)?(?:의\s*)?{_KO_WEEKDAY}", _nth_weekday),
    (rf"\b(?:the )?(?P<nth>{_NTH}) (?P<weekday>{_alternatives(EN_DAYS)})(?![a-z]) {_EN_OF_MONTH}", _nth_weekday),
    (rf"\ba week (?:from|on) (?P<side>next)? ?{_EN_WEEKDAY}|\b{_EN_WEEKDAY.replace('weekday', 'weekday2')} week\b", _week_after_weekday),
    (
        r"(?:이달|이번\s*달)\s*(?:말(?:일)?(?![가-힣])|마지막\s*날)|(?<![가-힣])월말(?![가-힣])|\bend of the month\b|\bmonth'?s end\b",
        _end_of_this_month,
    ),
    (r"(?:이달|금월)\s*(?P<day>\d{1,2})\s*일", _day_of_month),
    (r"\bthe night before last\b|\btwo nights ago\b", _days_away(-2)),
    (r"\ba week (?:from (?:today|now)|later)\b|\bin a week(?:'s time)?\b|\bthis time next week\b", _days_away(7)),
    (r"\b(?:a week ago(?: today)?|this time last week)\b", _days_away(-7)),
    (r"오늘(?:로)?부터\s*(?P<n>\d{1,2})\s*(?P<unit>일)\s*(?:뒤|후)", _shifted),
    (
        rf"(?<![가-힣])(?P<n>{_alternatives({k: v for k, v in KO_NUMBERS.items() if len(k) > 1 or k == '삼'})})\s*(?P<unit>일)\s*(?:뒤|후|전)",
        _shifted,
    ),
    (r"(?<!\d)d\s?[-+]\s?(?P<n>\d{1,2})(?P<unit>)(?!\d)", _d_day),
    (
        r"(?<![\d.-])(?P<month>1[0-2]|0?[1-9])\.(?P<day>[12]\d|3[01]|0[1-9]|[1-9](?=\.))\.?(?![\d%]|\s*(?:am|pm|점|배|km|초|eclo|이상|이하))(?=\s|,|$|\()",
        _ymd,
    ),
    (r"(?<![\d-])(?P<month>1[0-2]|0[1-9])-(?P<day>[0-3]\d)(?![\d-])", _ymd),
    (
        r"\b(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)| (?:street|avenue|floor|time|place|row))",
        _day_of_month,
    ),
    (r"\b(?:a )?fortnight (?:from (?:now|today)|later)|\bin a fortnight", _days_away(14)),
    (r"\ba fortnight ago", _days_away(-14)),
    (r"(?<![가-힣])(?:어젯|엊|간|지난\s?|어제\s?)(?=밤|저녁)", _days_away(-1)),
    (r"(?:지난|저번)\s*주\s*(?:오늘|이맘때)|일주일\s*전\s*오늘", _days_away(-7)),
    (r"(?:다음|담)\s*주\s*(?:오늘|이맘때)", _days_away(7)),
    (r"(?P<side>다음|담|이번|지난)\s*주말\s*(?P<weekday>[토일])(?:요일|욜)", _weekday_of_week),
    (r"(?<!\d)(?P<year>\d{4})\s*[-./]\s*(?P<month>\d{1,2})\s*[-./]\s*(?P<day>\d{1,2})(?!\d)\.?", _ymd),
    (r"(?<!\d)(?P<year>20\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)", _ymd),
    (_KO_YEAR + r"(?P<month>\d{1,2})\s*월\s*(?P<day>\d{1,2})(?:\s*일(?!요일|욜))?(?!\d)", _ymd),
    (r"(?<!\d)(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{4})(?!\d)", _year_last),
    (r"(?<!\d)(?P<month>\d{1,2})\s*월\s*(?P<day>\d{1,2})(?:\s*일(?!요일|욜)|(?!\s*[\d시월건개년:일]))", _ymd),
    (rf"(?<![가-힣])(?P<month>{_alternatives(KO_MONTHS)})\s*월\s*(?P<day>{_alternatives(KO_NUMBERS)})\s*일(?!요일|욜)", _ymd),
    (rf"\b(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_DAY}(?![\d:]|\s*(?:am|pm)){_EN_YEAR}", _ymd),
    (rf"(?:\bthe\s+)?{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})(?![a-z])\.?{_EN_YEAR}", _ymd),
    (r"(?<![\d/.-])(?P<month>1[0-2]|0?[1-9])/(?P<day>\d{1,2})(?![\d/%])", _ymd),
    (r"(?<![\d/.-])(?P<day>1[3-9]|2\d|3[01])/(?P<month>1[0-2]|0?[1-9])(?![\d/%])", _ymd),
    (r"(?P<side>이번|다다음|다음|담|지난|저번)\s*달\s*(?P<day>\d{1,2})\s*일", _month_of),
    (rf"(?P<span>{'|'.join(KO_SPANS)}|한\s*주|두\s*주|세\s*주)\s*(?:뒤|후|전)(?:에|의)?", _shifted),
    (r"(?<!\d)(?P<n>\d{1,2}|한|두|세|네|석|넉)\s*(?P<unit>일|주일?|달|개월)\s*(?:뒤|후|전)(?:에|의)?", _shifted),
    (rf"\bin {_COUNT} {_UNIT}\b", _shifted),
    (rf"\b{_COUNT} {_UNIT} (?:from (?:now|today)|later|ago)\b", _shifted),
    (r"\b(?:the )?day after tomorrow\b", _days_away(2)),
    (r"\b(?:the )?day before yesterday\b", _days_away(-2)),
    (r"\b(?:tomorrow|tmrw|tmr|tommorow|tomorow)\b", _days_away(1)),
    (r"\byesterday\b|\blast (?=night|evening)", _days_away(-1)),
    (r"\btoday\b|\bthis (?=morning|afternoon|evening)|\bto(?=night\b)", _days_away(0)),
    (rf"(?<![가-힣])(?:내일\s*모레|{'|'.join(sorted(RELATIVE, key=len, reverse=True))})(?!부터|까지)", _relative),
    (
        r"(?P<side>이번|다다음|다음|담|지난|저번|금)\s*주\s*(?:의\s*)?(?P<weekday>[월화수목금토일])(?:요일|욜|(?![가-힣])|(?=에(?!서)))",
        _weekday_of_week,
    ),
    (rf"(?P<side>이번|다다음|다음|담|지난|저번|오는|돌아오는)\s*{_KO_WEEKDAY}", _sided_weekday),
    (rf"\b(?P<side>this coming|this|coming|next|last|past)\s+{_EN_WEEKDAY}", _sided_weekday),
    (r"(?:(?P<side>이번|다음|담|지난|\bnext|\bthis)\s*주?\s*)?(?:주말|\bweekend\b)", _weekend),
    *(
        (rf"(?:{_KO_YEAR}|\b(?P<en_word>last|this|next) )?(?:{wanted})(?:,? (?:of |in )?(?P<en_year>20\d{{2}})\b)?", _yearly(*md))
        for wanted, md in HOLIDAYS.items()
    ),
    *((wanted, _moon(days)) for wanted, days in MOON.items()),
)
_WHOLE_COMPILED = [(pattern(wanted), make) for wanted, make in _WHOLE]

_EVERY = pattern(
    r"(?:매주\s*)?(?P<weekday>[월화수목금토일])(?:요일|욜)(?:마다|들)|매주\s*(?P<weekday3>[월화수목금토일])(?:요일|욜)"
    r"|\b(?:(?:on|every|most) )?(?P<weekday2>mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)\b|\bevery (?P<weekday4>{})\b"
    .format("|".join(name.lower() for name in calendar.day_name))
)  # fmt: skip
_PLAIN_KO = pattern(r"(?<![가-힣])" + _KO_WEEKDAY)
_PLAIN_EN = pattern(_SURE_EN_WEEKDAY.format("|".join([*(name.lower() for name in calendar.day_name), "fri", "tues?", "thu(?:rs?)?"])))
_YEAR = pattern(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*년(?:도)?|\bin (?P<year2>(?:19|20)\d{2})\b|(?P<word>올해|내년|작년|재작년|\bthis year|\bnext year|\blast year)"
)
_MONTH_ONLY = pattern(
    rf"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*월(?!\d|요일|별)|\b(?:in|of) (?P<month2>{_MONTH})(?![a-z])|(?P<word>이번|다음|지난)\s*달"
)
_DAY_ONLY = pattern(r"(?<![\d.:/])(?P<day>\d{1,2})\s*일(?!요일|욜|[가-힣]*\s*(?:간|뒤|후|전|동안|별))")


def take_day(reading: Reading, now: date) -> Day | None:
    """The first date in the message, blanked out. A weekday that contradicts it is kept, so that it can be told."""
    past = bool(_PAST_WORDS.search(reading.text)) or in_past_tense(reading.text)
    for wanted, make in _WHOLE_COMPILED:
        if found := reading.take(wanted):
            day = make(found, now, past)
            said = _take_weekday(reading)
            return Day(day.year, day.month, day.day, said) if said and said != _weekday_of(day) else day
    return _take_parts(reading, now, past)


def _weekday_of(day: Day) -> str | None:
    try:
        return WEEKDAYS[date(day.year or 0, day.month or 0, day.day or 0).weekday()]
    except ValueError:
        return None


def _take_weekday(reading: Reading) -> str | None:
    if found := reading.take(_PLAIN_KO):
        return WEEKDAYS[_named_weekday(found["weekday"])]
    if found := reading.take(_PLAIN_EN):
        return WEEKDAYS[_english_weekday(found)]
    return None


def _english_weekday(found: re.Match[str]) -> int:
    return EN_DAYS[found["weekday"] or found["weekday2"]]


def _take_parts(reading: Reading, today: date, past: bool) -> Day | None:
    """A year, a month, a day of the month or a weekday said alone."""
    if found := reading.take(_EVERY):
        word = next(value for value in found.groupdict().values() if value)
        every = WEEKDAYS[_named_weekday(word if word in EN_DAYS else word.rstrip("s"))]
    else:
        every = None
    year = month = None
    if found := reading.take(_YEAR):
        year = int(found["year"] or found["year2"] or today.year + _YEAR_WORDS[found["word"]])
    if found := reading.take(_MONTH_ONLY):
        if found["word"]:
            year, month = _add_months(today, _SIDES[found["word"]])
        else:
            month = int(found["month"]) if found["month"] else EN_MONTHS[found["month2"]]
    if year is None and month is None and every is None:
        if found := reading.take(_DAY_ONLY):
            return _with_weekday(_day_of_month(found, today, past), reading)
        if found := re.search(_PLAIN_KO, reading.rest):
            reading.blank(*found.span())
            return replace(_plain_weekday(found, today, past), weekday=WEEKDAYS[_named_weekday(found["weekday"])])
        if found := reading.take(_PLAIN_EN):
            coming = _english_weekday(found)
            return replace(Day.of(next_on_or_after(today, coming)), weekday=WEEKDAYS[coming])
        return None
    return Day(year, month, None, every or _take_weekday(reading))


def _with_weekday(day: Day, reading: Reading) -> Day:
    said = _take_weekday(reading)
    return Day(day.year, day.month, day.day, said) if said and said != _weekday_of(day) else day
