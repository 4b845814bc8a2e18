"""Days, as people say them: how each form is written, and which of them a message has. What a form means is in `date_forms`."""

from __future__ import annotations

import calendar
import re
from datetime import date

from bot.agent.offline import date_forms as forms
from bot.agent.offline.date_forms import Day
from bot.agent.offline.date_words import EN_DAYS, EN_MONTHS, HOLIDAYS, KO_MONTHS, KO_NUMBERS, KO_SPANS, MOON, NTH, RELATIVE, WEEKDAYS
from bot.agent.offline.inflect import in_past_tense
from bot.agent.offline.reading import Reading, pattern


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_KO_YEAR = r"(?:(?P<year>\d{4}|(?<!\d)\d{2})\s*년\s*도?\s*|(?P<year_word>올해|금년|내년|작년|재작년)\s*)"
_MONTH = _alternatives(EN_MONTHS)
_DAY = r"(?<![:\d])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_EN_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d{2}))?"
_PAST_WORDS = pattern(
    r"사고\s*(?:일|일시|일자|발생일)(?:은|는|이)?(?=\s*:?\s*\d)|(?:오|내리|쏟아지|퍼붓|흐리|맑|날리|끼|불)던|(?:발생|접수)\s*(?:일|건|\d)|\b(?:was|were|had|got|happened|occurred|hit me|drove|ran|went|crashed|collided|struck|skidded|slid)\b|있었던|있었는데|났던|났었|났는데|났어|발생했|발생한|일어났|\bhappened\b|\boccurred\b|\bthere was\b"
)

_FUTURE_WORDS = pattern(
    r"다음|내년|내일|모레|앞으로|돌아오는|다가오는|예정|계획|예보|이따|(?<![가-힣])나면|난다면|날\s*경우|[갈할올탈날릴킬]\s*(?:건데|거야|거예요|겁니다|거라|거고|거임|텐데|생각|참)|(?:가|하|나가|나서|떠나|타|운전하|출발하|출근하)(?:려고|려는|려면|ㄹ게|기로\s*했)"
    r"|\b(?:(?<!how bad )(?<!what )(?<!severe )will|i'll|we'll|he'll|she'll|they'll|won't|going to|gonna|plan(?:s|ning|ned)?|next|tomorrow|upcoming|coming|forecast (?:is|says|calls)|supposed to|about to|scheduled|hosting|heading|(?:i'm|we're|i am|we are|is|are) (?:driving|riding|travell?ing|moving|leaving|going|visiting))\b"
)

_KO_WEEKDAY = r"(?P<weekday>[월화수목금토일])(?:요일|욜)"
_EN_WEEKDAY = rf"(?P<weekday>{_alternatives(EN_DAYS)})(?![a-z])"
_ANY_WEEKDAY = rf"(?P<weekday>[월화수목금토일](?=요일|욜)|{_alternatives(EN_DAYS)})(?:요일|욜|(?![a-z]))"
_SURE_EN_WEEKDAY = r"(?:\bon\s+(?P<weekday>sun|sat|mon|wed)|\b(?P<weekday2>{})(?:'s)?)(?![a-z])"
_COUNT = r"(?P<n>\d{1,2}|an?|a couple of|a few|one|two|three|four|five|six|seven|eight|nine|ten)"
_UNIT = r"(?P<unit>days?|weeks?|months?)"

_KO_IN_MONTH = rf"(?:{_KO_YEAR}?(?P<month>1[0-2]|0?[1-9])\s*월\s*(?:의\s*)?|(?P<side>이번|다다음|다음|담|지난|저번)\s*달\s*(?:의\s*)?)"
_EN_OF_MONTH = rf"(?:of|in) (?:(?P<month>{_MONTH})(?![a-z])(?: (?P<year>\d{{4}}))?|(?:the )?(?P<side>this|next|last) month|the month)"
_NTH = "|".join(sorted((re.escape(w) for w in NTH), key=len, reverse=True))

# whole dates, the most particular form first
_WHOLE: tuple[tuple[str, forms.Maker], ...] = (
    (rf"{_KO_IN_MONTH}(?:마지막\s*날|말일|막날|그믐)", forms.last_of_month),
    (rf"\b(?:the )?(?:last day|end) {_EN_OF_MONTH}", forms.last_of_month),
    (rf"{_KO_IN_MONTH}(?:첫\s*날|초하루)", forms.first_of_month),
    (rf"\b(?:the )?first day {_EN_OF_MONTH}", forms.first_of_month),
    (rf"{_KO_IN_MONTH}(?P<nth>{_NTH})\s*(?:주\s*)?(?:의\s*)?{_KO_WEEKDAY}", forms.nth_weekday),
    (rf"\b(?:the )?(?P<nth>{_NTH}) (?P<weekday>{_alternatives(EN_DAYS)})(?![a-z]) {_EN_OF_MONTH}", forms.nth_weekday),
    (
        rf"\ba week (?:from|on) (?P<side>next)? ?{_EN_WEEKDAY}|\b{_EN_WEEKDAY.replace('weekday', 'weekday2')} week\b",
        forms.week_after_weekday,
    ),
    (
        r"(?:이달|이번\s*달)\s*(?:말(?:일)?(?![가-힣])|마지막\s*날)|(?<![가-힣])월말(?![가-힣])|\bend of the month\b|\bmonth'?s end\b",
        forms.end_of_this_month,
    ),
    (r"(?:이달|금월)\s*(?P<day>\d{1,2})\s*일", forms.day_of_month),
    (r"\bthe night before last\b|\btwo nights ago\b", forms.days_away(-2)),
    (r"\ba week (?:from (?:today|now)|later)\b|\bin a week(?:'s time)?\b|\bthis time next week\b", forms.days_away(7)),
    (r"\b(?:a week ago(?: today)?|this time last week)\b", forms.days_away(-7)),
    (r"오늘(?:로)?부터\s*(?P<n>\d{1,2})\s*(?P<unit>일)\s*(?:뒤|후)", forms.shifted),
    (
        rf"(?<![가-힣])(?P<n>{_alternatives({k: v for k, v in KO_NUMBERS.items() if len(k) > 1 or k == '삼'})})\s*(?P<unit>일)\s*(?:뒤|후|전)",
        forms.shifted,
    ),
    (r"(?<!\d)d\s?[-+]\s?(?P<n>\d{1,2})(?P<unit>)(?!\d)", forms.d_day),
    (r"(?<![\d.])(?P<year>2\d)\.\s?(?P<month>1[0-2]|0?[1-9])\.\s?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\.?", forms.ymd),
    (r"(?<![\d.-])(?P<month>1[0-2]|0?[1-9])\.\s?(?P<day>3[01]|[12]\d|0?[1-9])\.?(?=\s?\([월화수목금토일])", forms.ymd),
    (
        r"(?<![\d.-])(?P<month>1[0-2]|0?[1-9])\.(?P<day>[12]\d|3[01]|0[1-9]|[1-9](?=\.))\.?(?![\d%]|\s*(?:am|pm|점|배|km|초|eclo|이상|이하))(?=\s|,|$|\()",
        forms.ymd,
    ),
    (r"(?<![\d-])(?P<month>1[0-2]|0[1-9])-(?P<day>[0-3]\d)(?![\d-])", forms.ymd),
    (
        r"\b(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)| (?:street|avenue|floor|time|place|row))",
        forms.day_of_month,
    ),
    (r"\b(?:a )?fortnight (?:from (?:now|today)|later)|\bin a fortnight", forms.days_away(14)),
    (r"\ba fortnight ago", forms.days_away(-14)),
    (r"(?<![가-힣])(?:어젯|엊|간|지난\s?|어제\s?)(?=밤|저녁)", forms.days_away(-1)),
    (r"(?:지난|저번)\s*주\s*(?:오늘|이맘때)|일주일\s*전\s*오늘", forms.days_away(-7)),
    (r"(?:다음|담)\s*주\s*(?:오늘|이맘때)", forms.days_away(7)),
    (r"(?P<side>다음|담|이번|지난)\s*주말\s*(?P<weekday>[토일])(?:요일|욜)", forms.weekday_of_week),
    (r"(?<!\d)(?P<year>\d{4})\s*[-./]\s*(?P<month>\d{1,2})\s*[-./]\s*(?P<day>\d{1,2})(?!\d)\.?", forms.ymd),
    (r"(?<!\d)(?P<year>20\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)", forms.ymd),
    (_KO_YEAR + r"(?P<month>\d{1,2})\s*월\s*(?P<day>\d{1,2})(?:\s*일(?!요일|욜))?(?!\d)", forms.ymd),
    (r"(?<!\d)(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{4})(?!\d)", forms.year_last),
    (r"(?<!\d)(?P<month>\d{1,2})\s*월\s*(?P<day>\d{1,2})(?:\s*일(?!요일|욜)|(?!\s*[\d시월건개년:일]))", forms.ymd),
    (rf"(?<![가-힣])(?P<month>{_alternatives(KO_MONTHS)})\s*월\s*(?P<day>{_alternatives(KO_NUMBERS)})\s*일(?!요일|욜)", forms.ymd),
    (rf"\b(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_DAY}(?![\d:]|\s*(?:am|pm)){_EN_YEAR}", forms.ymd),
    (rf"(?:\bthe\s+)?{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})(?![a-z])\.?{_EN_YEAR}", forms.ymd),
    (r"(?<![\d/.-])(?P<month>1[0-2]|0?[1-9])/(?P<day>\d{1,2})(?![\d/%])", forms.ymd),
    (r"(?<![\d/.-])(?P<day>1[3-9]|2\d|3[01])/(?P<month>1[0-2]|0?[1-9])(?![\d/%])", forms.ymd),
    (r"(?P<side>이번|다다음|다음|담|지난|저번)\s*달\s*(?P<day>\d{1,2})\s*일", forms.month_of),
    (rf"(?P<span>{'|'.join(KO_SPANS)}|한\s*주|두\s*주|세\s*주)\s*(?:뒤|후|전)(?:에|의)?", forms.shifted),
    (r"(?<!\d)(?P<n>\d{1,2}|한|두|세|네|석|넉)\s*(?P<unit>일|주일?|달|개월)\s*(?:뒤|후|전)(?:에|의)?", forms.shifted),
    (rf"\bin {_COUNT} {_UNIT}\b", forms.shifted),
    (rf"\b{_COUNT} {_UNIT} (?:from (?:now|today)|later|ago)\b", forms.shifted),
    (r"\b(?:the )?day after tomorrow\b", forms.days_away(2)),
    (r"\b(?:the )?day before yesterday\b", forms.days_away(-2)),
    (r"\b(?:tomorrow|tmrw|tmr|tommorow|tomorow)\b", forms.days_away(1)),
    (r"\byesterday\b|\blast (?=night|evening)", forms.days_away(-1)),
    (r"\btoday\b|\bthis (?=morning|afternoon|evening)|\bto(?=night\b)", forms.days_away(0)),
    (rf"(?<![가-힣])(?:내일\s*모레|{'|'.join(sorted(RELATIVE, key=len, reverse=True))})(?!부터|까지)", forms.relative),
    (
        rf"(?P<side>이번|다다음|다음|담|지난|저번|금)\s*주\s*(?:의\s*)?(?P<weekday>[월화수목금토일](?=요일|욜|(?![가-힣])|에(?!서))|{_alternatives(EN_DAYS)})(?:요일|욜|(?![a-z]))",
        forms.weekday_of_week,
    ),
    (rf"\b(?P<side>this|next|last) week(?:'s)?,?(?: on)? {_ANY_WEEKDAY}", forms.weekday_of_week),
    (rf"\b{_EN_WEEKDAY},?(?: of)? (?P<side>this|next|last) week\b", forms.weekday_of_week),
    (
        rf"(?P<side>이번|다다음|다음|담|지난|저번|(?<![비눈가이도]\s)(?<![비눈])오는|돌아오는|(?<![a-z])(?:this coming|this|coming|next|last|past)(?=\s))\s*{_ANY_WEEKDAY}",
        forms.sided_weekday,
    ),
    (
        r"(?:(?P<side>이번|다음|담|지난|돌아오는|(?<![비눈가이도]\s)(?<![비눈])오는|\b(?:next|this|the coming|coming|last))\s*주?\s*)?(?:주말|\bweekends?\b)",
        forms.weekend,
    ),
    *(
        (rf"(?:{_KO_YEAR}|\b(?P<en_word>last|this|next) )?(?:{wanted})(?:,? (?:of |in )?(?P<en_year>20\d{{2}})\b)?", forms.yearly(*md))
        for wanted, md in HOLIDAYS.items()
    ),
    *((wanted, forms.moon(dates)) for wanted, dates in MOON.items()),
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
    tense = _tense(reading.text)
    for wanted, make in _WHOLE_COMPILED:
        if found := reading.take(wanted):
            day = make(found, now, tense)
            said = _take_weekday(reading)
            return Day(day.year, day.month, day.day, said) if said and said != _weekday_of(day) else day
    return _take_parts(reading, now, tense)


def _tense(text: str) -> forms.Tense:
    if _PAST_WORDS.search(text) or in_past_tense(text):
        return "past"
    return "coming" if _FUTURE_WORDS.search(text) else "any"


def _weekday_of(day: Day) -> str | None:
    try:
        return WEEKDAYS[date(day.year or 0, day.month or 0, day.day or 0).weekday()]
    except ValueError:
        return None


def _take_weekday(reading: Reading) -> str | None:
    if found := reading.take(_PLAIN_KO):
        return WEEKDAYS[forms.named_weekday(found["weekday"])]
    if found := reading.take(_PLAIN_EN):
        return WEEKDAYS[_english_weekday(found)]
    return None


def _english_weekday(found: re.Match[str]) -> int:
    return EN_DAYS[found["weekday"] or found["weekday2"]]


def _take_parts(reading: Reading, today: date, tense: forms.Tense) -> Day | None:
    """A year, a month, a day of the month or a weekday said alone."""
    if found := reading.take(_EVERY):
        word = next(value for value in found.groupdict().values() if value)
        every = WEEKDAYS[forms.named_weekday(word if word in EN_DAYS else word.rstrip("s"))]
    else:
        every = None
    year = month = None
    if found := reading.take(_YEAR):
        year = int(found["year"] or found["year2"] or today.year + forms.YEAR_WORDS[found["word"]])
    if found := reading.take(_MONTH_ONLY):
        if found["word"]:
            year, month = forms.add_months(today, forms.SIDES[found["word"]])
        else:
            month = int(found["month"]) if found["month"] else EN_MONTHS[found["month2"]]
    if year is None and month is None and every is None:
        if found := reading.take(_DAY_ONLY):
            return _with_weekday(forms.day_of_month(found, today, tense), reading)
        # "금요일 심야": which Friday is not said
        return Day(weekday=said) if (said := _take_weekday(reading)) else None
    return Day(year, month, None, every or _take_weekday(reading))


def _with_weekday(day: Day, reading: Reading) -> Day:
    said = _take_weekday(reading)
    return Day(day.year, day.month, day.day, said) if said and said != _weekday_of(day) else day
