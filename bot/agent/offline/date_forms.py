"""What each way of naming a day means: a function per form, from what its pattern found to the day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from bot.agent.offline.date_words import EN_DAYS, EN_MONTHS, EN_NUMBERS, KO_COUNTS, KO_MONTHS, KO_NUMBERS, KO_SPANS, NTH, RELATIVE, WEEKDAYS


@dataclass(frozen=True, slots=True)
class Day:
    """What was said of a date, as said (30 February stays so: the tool names the field). `weekday` where it was said and gives more."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None

    def following(self) -> Day:
        """The next day, where this one is in the calendar; the next weekday, where only that was said."""
        if self.year is None or self.month is None or self.day is None:
            return self if self.weekday is None else replace(self, weekday=WEEKDAYS[(WEEKDAYS.index(self.weekday) + 1) % 7])
        try:
            # "금요일 밤 12시" is the first hour of Saturday: the weekday said is not that of the date
            return Day.of(date(self.year, self.month, self.day) + timedelta(days=1))
        except ValueError:
            return self

    @classmethod
    def of(cls, when: date) -> Day:
        return cls(when.year, when.month, when.day)


Tense = Literal["past", "coming", "any"]
"""Does the message tell of what has happened, of what will, or of neither?"""
# what was found, today, and what the message tells of
Maker = Callable[[re.Match[str], date, Tense], Day]


def next_on_or_after(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _year_for(month: int, day: int, today: date, tense: Tense) -> int:
    """The year of a date said without one: the nearest such date, the latest one of what has happened, the coming one of what will."""
    if tense == "past":
        return today.year if (month, day) <= (today.month, today.day) else today.year - 1
    if tense == "coming":
        return today.year if (month, day) >= (today.month, today.day) else today.year + 1
    if not 1 <= month <= 12:
        return today.year
    return min((today.year, today.year + 1, today.year - 1), key=lambda year: abs((date(year, month, 1) - today).days + day - 1))


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def add_months(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


YEAR_WORDS = {"올해": 0, "금년": 0, "내년": 1, "작년": -1, "재작년": -2, "this year": 0, "next year": 1, "last year": -1}
SIDES = {
    "이번": 0, "금": 0, "this": 0, "다음": 1, "담": 1, "next": 1, "다다음": 2, "지난": -1, "저번": -1, "last": -1, "past": -1,
}  # fmt: skip


def ymd(found: re.Match[str], today: date, tense: Tense) -> Day:
    groups = found.groupdict()
    month = number(groups["month"], KO_MONTHS, EN_MONTHS)
    day = number(groups["day"], KO_NUMBERS)
    if groups.get("year"):
        return Day(_full_year(groups["year"]), month, day)
    if word := groups.get("year_word"):
        return Day(today.year + YEAR_WORDS[word], month, day)
    return Day(_year_for(month, day, today, tense), month, day)


def number(word: str, *tables: dict[str, int]) -> int:
    if word.isdigit():
        return int(word)
    return next(table[word] for table in tables if word in table)


def year_last(found: re.Match[str], today: date, tense: Tense) -> Day:
    first, second = int(found["a"]), int(found["b"])
    month, day = (second, first) if first > 12 else (first, second)
    return Day(int(found["year"]), month, day)


def month_of(found: re.Match[str], today: date, tense: Tense) -> Day:
    side = found["side"]
    year, month = add_months(today, SIDES.get(side, 0))
    return Day(year, month, int(found["day"]))


def day_of_month(found: re.Match[str], today: date, tense: Tense) -> Day:
    day = int(found["day"])
    shift = (-1 if day > today.day else 0) if tense == "past" else (1 if day < today.day else 0)
    year, month = add_months(today, shift)
    return Day(year, month, day)


def shifted(found: re.Match[str], today: date, tense: Tense) -> Day:
    groups = found.groupdict()
    sign = -1 if re.search(r"전|ago", found[0]) else 1
    if span := groups.get("span"):
        return Day.of(today + timedelta(days=sign * KO_SPANS[re.sub(r"\s", "", span)]))
    n = number(groups["n"], EN_NUMBERS, KO_COUNTS, KO_NUMBERS)
    unit = groups["unit"]
    if unit.startswith(("달", "개월", "month")):
        year, month = add_months(today, sign * n)
        return Day(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    days = n * 7 if unit.startswith(("주", "week")) else n
    return Day.of(today + timedelta(days=sign * days))


def named_weekday(word: str) -> int:
    if word[0] in "월화수목금토일":
        return "월화수목금토일".index(word[0])
    return EN_DAYS[word]


def weekday_of_week(found: re.Match[str], today: date, tense: Tense) -> Day:
    """이번 주 / 다음 주 / 지난주 X요일: weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday())
    return Day.of(monday + timedelta(weeks=SIDES[found["side"]], days=named_weekday(found["weekday"])))


def sided_weekday(found: re.Match[str], today: date, tense: Tense) -> Day:
    """이번 금요일, this Friday: the coming one, or the one of which it is told. 다음 금요일, next Friday: the one of next week. 지난 금요일: the latest one before today."""
    side = SIDES.get(found["side"], 0)
    if side > 0:
        return weekday_of_week(found, today, tense)
    return plain_weekday(found, today, "past" if side < 0 or (tense == "past" and found["side"] in ("이번", "this")) else "coming")


def plain_weekday(found: re.Match[str], today: date, tense: Tense) -> Day:
    weekday = named_weekday(found["weekday"])
    if tense == "past":
        return Day.of(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
    return Day.of(next_on_or_after(today, weekday))


def week_after_weekday(found: re.Match[str], today: date, tense: Tense) -> Day:
    """A week from Friday, Friday week."""
    return Day.of(next_on_or_after(today, named_weekday(found["weekday"] or found["weekday2"])) + timedelta(days=7))


def weekend(found: re.Match[str], today: date, tense: Tense) -> Day:
    """A weekend is told by its Saturday (on a Sunday, today); which one, only where that was said."""
    if not found["side"]:
        return Day(weekday=WEEKDAYS[5])
    if found["side"] in ("지난", "last"):
        return Day.of(today - timedelta(days=today.weekday() + 2))
    if found["side"] in ("다음", "담", "next"):
        return Day.of(today - timedelta(days=today.weekday()) + timedelta(weeks=1, days=5))
    return Day.of(today if today.weekday() >= 5 else next_on_or_after(today, 5))


def days_away(days: int) -> Maker:
    return lambda _found, today, _tense: Day.of(today + timedelta(days=days))


def yearly(month: int, day: int) -> Maker:
    """A holiday, of the year that is said with it, else the coming (or the latest) one."""

    def make(found: re.Match[str], today: date, tense: Tense) -> Day:
        if digits := found["year"] or found["en_year"]:
            return Day(_full_year(digits), month, day)
        if found["year_word"]:
            return Day(today.year + YEAR_WORDS[found["year_word"]], month, day)
        behind = tense == "past" or found["en_word"] == "last"
        return Day(_year_for(month, day, today, "past" if behind else "coming"), month, day)

    return make


def moon(days: dict[int, tuple[int, int]]) -> Maker:
    """The coming 설날 or 추석, or the latest one; the years that the table knows."""

    def make(_found: re.Match[str], today: date, tense: Tense) -> Day:
        dates = [date(year, *md) for year, md in days.items()]
        ahead, behind = [d for d in dates if d >= today], [d for d in dates if d <= today]
        return Day.of(behind[-1] if tense == "past" and behind else ahead[0] if ahead else dates[-1])

    return make


def _month_said(found: re.Match[str], today: date, tense: Tense) -> tuple[int, int]:
    groups = found.groupdict()
    if side := groups.get("side"):
        return add_months(today, SIDES.get(side.removeprefix("the "), 0))
    if groups.get("month") is None:
        return today.year, today.month
    month = number(groups["month"], EN_MONTHS)
    if word := groups.get("year_word"):
        return today.year + YEAR_WORDS[word], month
    if groups.get("year"):
        return _full_year(groups["year"]), month
    return _year_for(month, 28, today, tense), month


def last_of_month(found: re.Match[str], today: date, tense: Tense) -> Day:
    year, month = _month_said(found, today, tense)
    return Day(year, month, calendar.monthrange(year, month)[1])


def first_of_month(found: re.Match[str], today: date, tense: Tense) -> Day:
    year, month = _month_said(found, today, tense)
    return Day(year, month, 1)


def nth_weekday(found: re.Match[str], today: date, tense: Tense) -> Day:
    """셋째 주 금요일, the second Monday of March, the last Friday of this month."""
    year, month = _month_said(found, today, tense)
    weekday, n = named_weekday(found["weekday"]), NTH[re.sub(r"\s+", " ", found["nth"])]
    days = [d for week in calendar.monthcalendar(year, month) if (d := week[weekday])]
    return Day(year, month, days[n - 1] if -1 <= n - 1 < len(days) and n > 0 else days[-1])


def end_of_this_month(_found: re.Match[str], today: date, tense: Tense) -> Day:
    return Day(today.year, today.month, calendar.monthrange(today.year, today.month)[1])


def d_day(found: re.Match[str], today: date, tense: Tense) -> Day:
    """D-3: three days from today."""
    return Day.of(today + timedelta(days=int(found["n"]) if "-" in found[0] else -int(found["n"])))


def relative(found: re.Match[str], today: date, tense: Tense) -> Day:
    return Day.of(today + timedelta(days=RELATIVE[re.sub(r"\s", "", found[0])]))
