"""Days that rows are wanted of: "2018-12-24", "18.12.24", "2018년 3월 2일 이후", "March 2, 2018", "3월 1일부터 15일까지", "Christmas"."""

from __future__ import annotations

import re
from datetime import date

from bot.agent.offline.columns import Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.date_words import EN_MONTHS
from bot.agent.offline.reading import Reading, pattern

_EN_MONTH = "|".join(sorted(EN_MONTHS, key=len, reverse=True))
_M, _D = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_Y = r"(?:19|20)\d{2}"


def _day(n: str) -> str:
    """A whole day, its groups numbered: with the year first, in figures or Korean, or as the English write it."""
    return (
        rf"(?:(?<![\d.])'?(?P<y{n}>{_Y}|\d{{2}})\s?[-./]\s?(?P<m{n}>{_M})\s?[-./]\s?(?P<d{n}>{_D})(?![\d])"
        rf"|(?<!\d)(?P<yk{n}>{_Y}|\d{{2}})\s*년(?:도)?\s*(?P<mk{n}>{_M})\s*월\s*(?P<dk{n}>{_D})\s*일"
        rf"|\b(?P<me{n}>{_EN_MONTH})\.? (?P<de{n}>{_D})(?:st|nd|rd|th)?,? (?P<ye{n}>{_Y})\b"
        rf"|\b(?P<df{n}>{_D})(?:st|nd|rd|th)? (?:of )?(?P<mf{n}>{_EN_MONTH}),? (?P<yf{n}>{_Y})\b)"
    )


_TAIL = r"(?:에는|에|의|날|자)?(?:\s*하루)?"
_RANGE = pattern(
    rf"(?:\b(?:between|from) )?{_day('1')}\s*(?:부터|에서|~|-|\bto\b|\band\b|\buntil\b|\bthrough\b)\s*"
    rf"(?:{_day('2')}|(?:(?P<month>{_M})\s*월\s*)?(?P<day>{_D})\s*일)\s*(?:까지|사이)?(?:에|의)?"
)
_SIDED = pattern(
    rf"{_day('1')}\s*(?P<after>이후|부터|넘어서|or later|onwards?|and later)(?:로|에|의)?|{_day('2')}\s*(?P<before>이전|까지|전까지|전(?=에|\s|$)|or earlier|and before)(?:에|의)?"
    rf"|\b(?P<word>since|after|from|before|until|up to|by) {_day('3')}"
)
_ONE = pattern(rf"(?:\bon )?{_day('1')}{_TAIL}")
_YEAR_MONTH = pattern(rf"(?<![\d.])(?P<y>{_Y})[-./](?P<m>1[0-2]|0[1-9])(?![-./]?\d){_TAIL}")
_MONTH_DAY = pattern(
    rf"(?<![\d년])(?<!년 )(?P<m>{_M})\s*월\s*(?P<d>{_D})\s*일{_TAIL}(?!\s*(?:부터|까지|이후|이전|~))|\bon (?P<me>{_EN_MONTH}) (?P<de>{_D})(?:st|nd|rd|th)?\b"
)
_HOLIDAYS: tuple[tuple[str, int, int], ...] = (
    (r"크리스마스\s*이브|\bchristmas eve\b", 12, 24),
    (r"크리스마스(?:날)?|성탄절|\bchristmas(?: day)?\b", 12, 25),
    (r"새해\s*첫날|신정|\bnew year'?s day\b", 1, 1),
)
_WORDS = {"since": ">=", "after": ">", "from": ">=", "before": "<", "until": "<=", "up to": "<=", "by": "<="}


def take_dates(reading: Reading, schema: Schema) -> list[Condition]:
    """The days that the message names, blanked out; where the data has no date column, as year, month and day."""
    if schema.profile is None or not (column := _date_column(schema)):
        return _of_any_year(reading, schema) if schema.profile else []
    for wanted, read in ((_RANGE, _ends), (_SIDED, _sided), (_ONE, _one), (_YEAR_MONTH, _of_month)):
        if found := reading.take(wanted):
            return [Condition(column, operator, day, *found.span()) for operator, day in read(found)]
    return _of_any_year(reading, schema)


def _ends(span: re.Match[str]) -> list[tuple[str, str]]:
    return [(">=", _read(span, "1")), ("<=", _end(span))]


def _sided(side: re.Match[str]) -> list[tuple[str, str]]:
    if side["word"]:
        return [(_WORDS[side["word"]], _read(side, "3"))]
    if side["after"]:
        return [(">=", _read(side, "1"))]
    return [("<" if side["before"].startswith("전") else "<=", _read(side, "2"))]


def _one(found: re.Match[str]) -> list[tuple[str, str]]:
    return [("==", _read(found, "1"))]


def _of_month(found: re.Match[str]) -> list[tuple[str, str]]:
    return [("==", f"{found['y']}-{found['m']}")]


def _date_column(schema: Schema) -> str | None:
    column = schema.concept("date")
    if column is None or schema.profile is None:
        return None
    return column if schema.profile.column(column).kind in ("date", "datetime") else None


def _read(found: re.Match[str], n: str) -> str:
    """The day of the groups numbered `n` as ISO writes it."""
    said = {part: next(v for k, v in found.groupdict().items() if v and re.fullmatch(rf"{part}[a-z]?{n}", k)) for part in "ymd"}
    year = int(said["y"]) if len(said["y"]) == 4 else 2000 + int(said["y"])
    month = EN_MONTHS.get(said["m"]) or int(said["m"])
    return f"{year}-{month:02d}-{int(said['d']):02d}"


def _end(span: re.Match[str]) -> str:
    """The last day of a stretch, which may leave out what it shares with the first."""
    if span["day"] is None:
        return _read(span, "2")
    first = date.fromisoformat(_read(span, "1"))
    return f"{first.year}-{int(span['month'] or first.month):02d}-{int(span['day']):02d}"


_SPAN_OF_DAYS = pattern(
    rf"(?<![\d년])(?P<m>{_M})\s*월\s*(?P<d>{_D})\s*일\s*(?:부터|에서|~|-)\s*(?:(?P<m2>{_M})\s*월\s*)?(?P<d2>{_D})\s*일\s*(?:까지|사이)?(?:에|의)?"
)
_DAY_OF_MONTH = pattern(
    rf"(?:매[달월]\s*|each month on the\s*)(?P<d>{_D})\s*일(?:에|날)?|(?<![\d월])(?<!월 )(?P<d2>{_D})\s*일(?:에|날|자)?\s*(?=(?:사고|만)(?![가-힣]))"
)


def _without_year(reading: Reading, schema: Schema) -> list[Condition]:
    """ "3월 1일부터 15일까지": in the only year there is, else days of one month in any year."""
    date_column, month, day = schema.concept("date"), schema.concept("month"), schema.concept("day")
    if schema.profile is None or (span := _SPAN_OF_DAYS.search(reading.rest)) is None:
        return []
    first, last = (int(span["m"]), int(span["d"])), (int(span["m2"] or span["m"]), int(span["d2"]))
    known = schema.profile.column(date_column) if date_column else None
    years = {str(end)[:4] for end in (known.minimum, known.maximum) if end} if known else set()
    if known and len(years) == 1:
        reading.blank(*span.span())
        start, end = (f"{next(iter(years))}-{m:02d}-{d:02d}" for m, d in (first, last))
        return [Condition(known.name, ">=", start, *span.span()), Condition(known.name, "<=", end, *span.span())]
    if month and day and first[0] == last[0]:
        reading.blank(*span.span())
        at = span.span()
        return [Condition(month, "==", first[0], *at), Condition(day, ">=", first[1], *at), Condition(day, "<=", last[1], *at)]
    return []


def _of_any_year(reading: Reading, schema: Schema) -> list[Condition]:
    """ "12월 25일", "on Christmas Day": a month and a day, in whatever year."""
    if days := _without_year(reading, schema):
        return days
    month, day = schema.concept("month"), schema.concept("day")
    if month is None or day is None:
        return []
    if each := reading.take(_DAY_OF_MONTH):
        return [Condition(day, "==", int(each["d"] or each["d2"]), *each.span())]
    if found := reading.take(_MONTH_DAY):
        at = (EN_MONTHS[found["me"]] if found["me"] else int(found["m"]), int(found["d"] or found["de"]))
    else:
        at = next(((m, d) for wanted, m, d in _HOLIDAYS if (found := reading.take(wanted + r"(?:에|의)?"))), (0, 0))
    if found is None or not at[0]:
        return []
    return [Condition(month, "==", at[0], *found.span()), Condition(day, "==", at[1], *found.span())]
