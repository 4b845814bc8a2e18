"""Times that rows are wanted of: years, seasons and months, weekdays and weekends, parts of the day, hours."""

from __future__ import annotations

import re
from calendar import monthrange

from bot.agent.offline.columns import Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.date_words import EN_MONTHS, WEEKDAYS
from bot.agent.offline.hours import take_period
from bot.agent.offline.reading import Reading, pattern

_Y = r"(?:19|20)\d{2}"
_YEARS = pattern(
    rf"(?<!\d)(?P<a>{_Y})\s*년?(?:도)?\s*(?:~|-|부터|에서)\s*(?P<b>{_Y})(?![\d-])\s*년?(?:도)?\s*(?:까지|사이)?(?:에|의)?"
    rf"|\b(?:between|from) (?P<a2>{_Y}) (?:and|to|until|through) (?P<b2>{_Y})\b"
)
_LISTED = r"(?:\s*(?:[,/&·]|및|하고|이?랑|[와과]|이?나|또는|그리고|대|\bvs\.?|\bversus\b|\band\b|\bor\b)\s*(?:(?:and|or) )?|\s+)"
_SEVERAL_YEARS = pattern(
    rf"(?<!\d)(?<!between )(?<!from ){_Y}(?:\s*년도?)?(?:{_LISTED}{_Y}(?:\s*년도?)?)++(?!\d|\s*(?:\d{{4}}|\d{{1,2}}\s*월\s*\d|년|부터|에서|이후|이전|까지|~|-|월))(?:에는|에|의|만|으?로)?"
)
_SINCE = pattern(
    rf"(?P<from>{_Y})\s*년?(?:도)?\s*(?:이후|부터|이상)|(?P<until>{_Y})\s*년?(?:도)?\s*(?:이전|까지|이하)"
    rf"|(?:\bin )?\b(?P<from3>{_Y}) (?:or|and) (?:later|after|newer|onwards?|since)\b|\b(?P<from4>{_Y}) onwards?\b|\b(?P<from5>{_Y})\+"
    rf"|(?:\bin )?\b(?P<until3>{_Y}) (?:or|and) (?:earlier|before|older)\b"
    rf"|\b(?:since|after|from|later than|newer than) (?P<from2>{_Y})\b|\b(?:before|until|up to|earlier than|older than|prior to) (?P<until2>{_Y})\b"
)
_YEAR = pattern(rf"(?<!\d)({_Y})\s*년(?:도)?(?:에|의)?|\b(?:in |of |for |during |(?<=[a-z] ))({_Y})\b")
_BARE_YEAR = pattern(
    rf"(?<![\d.#'\"‘“-])({_Y})(?![\d.]|\s*(?:으로|로)(?![가-힣])|\s?[-/~]\s?\d|\s*(?:명|건|개|대|면|칸|원|행|줄|m\b|미터|km|rows?|lots?|spaces?))"
)
_EN_MONTH = "|".join(sorted(EN_MONTHS, key=len, reverse=True))
_MONTHS = pattern(
    r"(?<!\d)(?P<a>1[0-2]|0?[1-9])\s*월?\s*(?:~|-|부터|에서)\s*(?P<b>1[0-2]|0?[1-9])\s*월\s*(?:까지|사이)?(?:에|의)?(?!\s*\d+\s*일)"
    rf"|\b(?:between|from) (?P<c>{_EN_MONTH}) (?:and|to|until|through) (?P<d>{_EN_MONTH})\b"
)
_MONTH = pattern(
    rf"(?<!\d)(?P<n>1[0-2]|0?[1-9])\s*월(?:달)?(?:에는|에|의|중|만|과|이랑|하고|은|는|이|가)?(?![가-힣\d]|\s*\d+\s*일)|\b(?:in|of|during|for) (?P<word>{_EN_MONTH})\b"
    rf"|\b(?P<word2>{_EN_MONTH})(?=,? (?:{_Y}|\0{{4}})|\0{{5}})|\b(?P<word3>(?!may\b|march\b|mar\b|sun\b|sat\b)(?:{_EN_MONTH}))\b"
)
# months of a part of the year; winter runs over the end of one
_SEASONS: tuple[tuple[str, tuple[int, ...]], ...] = (
    (r"(?<![가-힣])봄(?:철|날)?(?=에|의|사고|만|\s|$)|\b(?:in |during )?(?:the )?spring(?:time)?\b", (3, 4, 5)),
    (r"(?<![가-힣])여름(?:철)?(?=에|의|사고|만|\s|$)|\b(?:in |during )?(?:the )?summer(?:time)?\b", (6, 7, 8)),
    (r"(?<![가-힣])가을(?:철)?(?=에|의|사고|만|\s|$)|\b(?:in |during )?(?:the )?(?:autumn|fall (?=accidents|crashes)|in fall\b)", (9, 10, 11)),
    (r"(?<![가-힣])겨울(?:철)?(?=에|의|사고|만|\s|$)|\b(?:in |during )?(?:the )?winter(?:time)?\b", (12, 1, 2)),
    (r"상반기|\bfirst half(?: of the year)?\b", tuple(range(1, 7))),
    (r"하반기|\bsecond half(?: of the year)?\b", tuple(range(7, 13))),
    *((rf"(?<!\d){n}\s*(?:사\s*)?분기(?!\s*별)|\bq{n}\b", tuple(range(3 * n - 2, 3 * n + 1))) for n in (1, 2, 3, 4)),
)  # fmt: skip
_WEEKEND = r"주말(?!\s*(?:별|과|와|이랑|랑|하고|보다|,|vs))|\bweekends?\b"
_WEEKDAY = r"(?:평일|주중)(?!\s*(?:별|과|와|이랑|랑|하고|보다|,|vs))|\bweekdays\b|\bworking days\b"
_BESIDE = r"\bweekdays?\s*/\s*weekends?\b|\bweekends?\s*/\s*weekdays?\b|(?:평일|주중)\s*/\s*주말|주말\s*/\s*(?:평일|주중)|\b(?:along|across|axis)\b|보다|비교|차이|더\s|많아|많은|\bvs\.?\b|\bversus\b|\bthan\b|\bcompar\w+|\bmore\b"
_ENGLISH_DAYS = dict(
    zip(("mondays?", "tuesdays?", "wednesdays?", "thursdays?", "fridays?", "saturdays?", "sundays?"), WEEKDAYS, strict=True)
)
# days in a row, each by its first letter ("금토 사고만", "월화수요일")
_RUNS = [(first, last) for first in range(7) for last in range(first + 2, 8)]
_DAYS_RUN = pattern(
    rf"(?<![가-힣])(?P<days>{'|'.join(sorted((''.join(d[0] for d in WEEKDAYS[a:b]) for a, b in _RUNS), key=len, reverse=True))})(?:요일(?![별과와이랑])|(?=\s?사고|만(?![가-힣])|에\s|밤|저녁|새벽|\s밤|\s저녁|\s새벽))(?:에만|에는|에|의|만)?"
)
_RUSH_HOURS = ("출근시간대", "퇴근시간대")
_BOTH_WAYS = r"(?<![가-힣])출\s?[·,/&]?\s?퇴근\s?(?:시간\s?대?|길|때|시)?(?:에만|에는|에|의|만)?(?![가-힣])|\b(?<!morning )(?<!evening )(?:both )?rush[- ]hours?\b|\b(?:commut\w+|peak) (?:hours?|times?)\b"
_HALF = r"오전|오후|아침|저녁|밤|새벽|낮"
_EN_HALF = r"am|pm|a\.m\.|p\.m\."
_EN_AT = rf"(?P<{{n}}>\d{{{{1,2}}}})(?::00)?\s*(?P<{{h}}>{_EN_HALF})"
_FROM_TO = pattern(
    rf"(?:(?P<h1>{_HALF})\s*)?(?<!\d)(?P<n1>\d{{1,2}})\s*시?\s*(?:부터|에서|~|-)\s*(?:(?P<h2>{_HALF})\s*)?(?P<n2>\d{{1,2}})\s*시(?!간)\s*(?P<end>까지|사이|전까지|이전)?(?:의|에|에는)?"
    rf"|\b(?:between|from) (?P<n3>\d{{1,2}})(?::00)?\s*(?P<h3>{_EN_HALF})? ?(?:and|to|until|-) ?{_EN_AT.format(n='n4', h='h4')}"
    r"|\b(?:(?:between|from) )?(?P<n5>\d{1,2}):00 ?(?:and|to|until|-|~) ?(?P<n6>\d{1,2}):00"
)
_SIDE = pattern(
    rf"(?:(?P<h1>{_HALF})\s*)?(?<!\d)(?P<n1>\d{{1,2}})\s*시\s*(?P<way>이후|부터|넘어서?|이전|전에|까지)(?:에는|에|의)?"
    rf"|\b(?P<way2>after|since|before|until) {_EN_AT.format(n='n2', h='h2')}"
)
_HALF_DAY = pattern(r"(?<![가-힣])(?P<h>오전|오후)(?:에만|에는|에|의|만)?(?=\s|$|\s*사고)(?!\s*\d)")
_HOUR = pattern(r"(?<!\d)(?:(?P<half>오전|오후|아침|저녁|밤|새벽)\s*)?(?P<n>2[0-4]|1\d|\d)\s*시(?:에|대에?|의)?(?![가-힣])")
_BEFORE = frozenset({"이전", "전에", "before"})
_UNTIL = frozenset({"까지", "until"})


def take_times(reading: Reading, schema: Schema) -> list[Condition]:
    """The times that the message names, blanked out."""
    return [
        *_years(reading, schema),
        *_months(reading, schema),
        *_hours(reading, schema),
        *_periods(reading, schema),
        *_weekdays(reading, schema),
    ]


def take_listed_years(reading: Reading, schema: Schema) -> list[Condition]:
    """ "2017년하고 2018년", "2016, 2017 and 2018": each a condition, before "년" is taken for the column."""
    column = schema.concept("year") or schema.concept("installed") or schema.concept("date")
    said = reading.take(_SEVERAL_YEARS) if column else None
    if column is None or said is None:
        return []
    return [Condition(column, "==", int(y[0]), said.start() + y.start(), said.start() + y.end()) for y in re.finditer(_Y, said[0])]


def _years(reading: Reading, schema: Schema) -> list[Condition]:
    column = schema.concept("year") or schema.concept("installed")
    if column is None:
        return _dates(reading, schema)
    if span := reading.take(_YEARS):
        return _between(column, int(span["a"] or span["a2"]), int(span["b"] or span["b2"]), span.span())
    if since := reading.take(_SINCE):
        side, year = _side(since)
        return [Condition(column, side, year, *since.span())]
    match = reading.take(_YEAR)
    if match is None and (bare := _BARE_YEAR.search(reading.rest)) and _within(schema, column, int(bare[1])):
        match = reading.take(_BARE_YEAR)
    return [Condition(column, "==", int(next(filter(None, match.groups()))), *match.span())] if match else []


def _within(schema: Schema, column: str, year: int) -> bool:
    """Is it a year that the column has rows of?"""
    known = schema.profile.column(column) if schema.profile else None
    if known is None or not isinstance(known.minimum, int | float) or not isinstance(known.maximum, int | float):
        return False
    return known.minimum <= year <= known.maximum


_WITHOUT = {"before": "<", "earlier": "<", "older": "<", "prior": "<", "after": ">", "later": ">", "newer": ">"}


def _side(since: re.Match[str]) -> tuple[str, int]:
    """ "before 2010" and "after 2010" are without that year; "since", "until", "2010 or later" and the Korean words with it."""
    key, year = next((k, v) for k, v in since.groupdict().items() if v)
    out = _WITHOUT.get(since[0].split()[0])
    return out or (">=" if key.startswith("from") else "<="), int(year)


def _dates(reading: Reading, schema: Schema) -> list[Condition]:
    """A year, or a part of one, as the first and the last day of it, where there is a date and no column of years."""
    column = schema.concept("date")
    if column is None or schema.profile is None:
        return []
    if since := reading.take(_SINCE):
        side, year = _side(since)
        day = f"{year}-{'01-01' if side in ('>=', '<') else '12-31'}"
        return [Condition(column, side, day, *since.span())]
    said = reading.take(_YEAR)
    if said is None:
        return []
    of, months = int(said[1] or said[2]), tuple(range(1, 13))
    for wanted, part in (*_SEASONS, *((rf"(?<!\d){n}\s*월(?:에|의|중|만)?(?![가-힣\d])", (n,)) for n in range(1, 13))):
        if part[0] <= part[-1] and reading.take(wanted):
            months = part
            break
    last = monthrange(of, months[-1])[1]
    return [
        Condition(column, ">=", f"{of}-{months[0]:02d}-01", *said.span()),
        Condition(column, "<=", f"{of}-{months[-1]:02d}-{last}", *said.span()),
    ]


def _between(column: str, low: int, high: int, span: tuple[int, int]) -> list[Condition]:
    if low == high:
        return [Condition(column, "==", low, *span)]
    return [Condition(column, ">=", min(low, high), *span), Condition(column, "<=", max(low, high), *span)]


def _months(reading: Reading, schema: Schema) -> list[Condition]:
    column = schema.concept("month")
    if column is None or schema.profile is None:
        return []
    if span := reading.take(_MONTHS):
        first, last = (int(span["a"]), int(span["b"])) if span["a"] else (EN_MONTHS[span["c"]], EN_MONTHS[span["d"]])
        return _over_months(column, tuple((first + n - 1) % 12 + 1 for n in range((last - first) % 12 + 1)), span.span())
    for wanted, months in _SEASONS:
        if said := reading.take(wanted):
            return _over_months(column, months, said.span())
    if said := reading.take(_MONTH):
        return [
            Condition(
                column, "==", int(said["n"]) if said["n"] else EN_MONTHS[said["word"] or said["word2"] or said["word3"]], *said.span()
            )
        ]
    return []


def _over_months(column: str, months: tuple[int, ...], span: tuple[int, int]) -> list[Condition]:
    if months[0] <= months[-1]:
        return _between(column, months[0], months[-1], span)
    return [Condition(column, "in", months[0], *span, values=months)]


def take_weekend(reading: Reading, schema: Schema) -> list[Condition]:
    """ "주말 사고만", "평일에": not where the two are put side by side."""
    column = schema.concept("weekday")
    if column is None or schema.profile is None or reading.has(_BESIDE) or reading.has(r"요일|\bby (?:week)?day"):
        return []
    values = [v for v, _ in schema.profile.column(column).top]
    weekend = tuple(v for v in values if re.match(r"토|일|sat|sun", v.lower()))
    rest = tuple(sorted((v for v in values if v not in weekend), key=lambda v: WEEKDAYS.index(v) if v in WEEKDAYS else 7))
    if not weekend or not rest:
        return []
    found: list[Condition] = []
    for wanted, days in ((_WEEKEND, weekend), (_WEEKDAY, rest)):
        if said := reading.take(wanted + r"(?:에만|에는|에|의|만)?"):
            found.append(Condition(column, "in", days[0], *said.span(), values=days))
    return found


def _weekdays(reading: Reading, schema: Schema) -> list[Condition]:
    column = schema.concept("weekday")
    if column is None:
        return []
    if run := reading.take(_DAYS_RUN):
        days = tuple(level for level in WEEKDAYS if level[0] in run["days"])
        return [Condition(column, "in", days[0], *run.span(), values=days)]
    for english, level in _ENGLISH_DAYS.items():
        if said := reading.take(rf"\b(?:on |only )?{english}\b|(?<![가-힣]){level[0]}(?:요일|욜)(?!별)"):
            return [Condition(column, "==", level, *said.span())]
    return []


def take_rush_hours(reading: Reading, schema: Schema) -> list[Condition]:
    """ "출퇴근시간", "rush hours": on the way to work or back, before "시간" is taken for the column."""
    column = schema.concept("time_period")
    held = {value for value, _ in schema.profile.column(column).top} if schema.profile and column else set()
    said = reading.take(_BOTH_WAYS) if held.issuperset(_RUSH_HOURS) else None
    return [Condition(column, "in", _RUSH_HOURS[0], *said.span(), values=_RUSH_HOURS)] if column and said else []


def _periods(reading: Reading, schema: Schema) -> list[Condition]:
    """A part of the day ("새벽 사고만"), where the dataset has the model's periods."""
    column = schema.concept("time_period")
    held = {value for value, _ in schema.profile.column(column).top} if schema.profile and column else set()
    before = reading.rest
    period = take_period(reading) if held else None
    if column and period in held:
        return [Condition(column, "==", str(period), *reading.last)]
    reading.rest = before
    return []


def _hours(reading: Reading, schema: Schema) -> list[Condition]:
    """From an hour, until an hour, or between two: over midnight where the first is the later."""
    column = schema.concept("hour")
    if column is None or schema.profile is None:
        return []
    if span := reading.take(_FROM_TO):
        return _from_to(span, column)
    if side := reading.take(_SIDE):
        at = _on_clock(side["h1"] or side["h2"], side["n1"] or side["n2"])
        way = side["way"] or side["way2"]
        return [Condition(column, "<" if way in _BEFORE else "<=" if way in _UNTIL else ">=", at, *side.span())]
    if half := reading.take(_HALF_DAY):
        return [Condition(column, "<" if half["h"] == "오전" else ">=", 12, *half.span())]
    if said := reading.take(_HOUR):
        return [Condition(column, "==", _on_clock(said["half"], said["n"]), *said.span())]
    return []


def _from_to(span: re.Match[str], column: str) -> list[Condition]:
    first: tuple[str | None, str]
    second: tuple[str | None, str]
    if span["n5"]:
        first, second = (None, span["n5"]), (None, span["n6"])
    elif span["n3"]:
        first, second = (span["h3"] or span["h4"], span["n3"]), (span["h4"], span["n4"])
    else:
        same = span["h1"] if int(span["n2"]) > int(span["n1"]) else None
        first, second = (span["h1"], span["n1"]), (span["h2"] or same, span["n2"])
    start, end = _on_clock(*first), _on_clock(*second)
    if 0 < end < start:
        return [Condition(column, "in", start, *span.span(), values=(*range(start, 24), *range(end + 1)))]
    low = Condition(column, ">=", start, *span.span())
    return [low] if end == 0 else [low, Condition(column, "<=", end, *span.span())]  # "22시~24시"


def _on_clock(half: str | None, said: str) -> int:
    hour = int(said)
    later = hour < 12 and (half in ("오후", "저녁", "pm", "p.m.") or (half == "밤" and hour > 4) or (half == "낮" and hour < 7))
    return (hour + 12 if later else 0 if half in ("am", "a.m.", "새벽") and hour == 12 else hour) % 24
