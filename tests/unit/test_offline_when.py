"""Dates and times, in every way people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent.offline.dates import WEEKDAYS
from bot.agent.offline.hours import KOREAN_HOURS, KOREAN_MINUTES
from bot.agent.offline.reading import Reading
from bot.agent.offline.when import DATE_SLOTS, take_when
from model.features import time_period_of

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=SEOUL)  # a Saturday
_KOREAN_HOUR = {value: word for word, value in KOREAN_HOURS.items() if word[0] not in "십이"}
_KOREAN_MINUTE = {value: word for word, value in KOREAN_MINUTES.items()}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

clocks = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 12, 31)).map(lambda d: d.replace(tzinfo=SEOUL))
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
hours = st.integers(0, 23)
minutes = st.integers(0, 59)


def when(text: str, now: datetime = NOW) -> dict[str, object]:
    return take_when(Reading(text), now)


def slots_of(day: date) -> dict[str, object]:
    return dict(zip(DATE_SLOTS, (day.year, day.month, day.day), strict=True))


def korean_half(hour: int) -> str:
    return ("오전" if hour < 12 else "오후") + f" {hour % 12 or 12}시"


@given(hours, minutes)
def test_every_clock_time_is_read_back(hour: int, minute: int) -> None:
    english = f"{hour % 12 or 12}:{minute:02d} {'am' if hour < 12 else 'pm'}"
    for text in (f"{hour}시 {minute}분", f"{hour:02d}:{minute:02d}", f"{korean_half(hour)} {minute}분에", english, f"at {english}"):
        assert when(text) == {"accident_hour": hour}, text


@given(st.integers(1, 12), st.sampled_from(["", " 반", " 십오분"]), st.sampled_from(["오전", "오후"]), st.booleans())
def test_korean_number_words_are_hours(hour: int, after: str, half: str, spaced: bool) -> None:
    text = f"{half} {_KOREAN_HOUR[hour]}{' ' if spaced else ''}시{after}쯤"
    expected = hour % 12 + (12 if half == "오후" else 0)
    assert when(text) == {"accident_hour": expected}, text


@given(days)
def test_every_date_is_read_back(day: date) -> None:
    texts = (
        day.isoformat(),
        f"{day.year}년 {day.month}월 {day.day}일",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02d}/{day.day:02d}",
        f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    )
    for text in texts:
        assert when(text) == slots_of(day), text


@given(days, hours)
def test_date_and_time_do_not_disturb_each_other(day: date, hour: int) -> None:
    expected = {**slots_of(day), "accident_hour": hour}
    for text in (
        f"{day.isoformat()} {hour}:00",
        f"{day.year}년 {day.month}월 {day.day}일 {korean_half(hour)}",
        f"{hour}시, {day.isoformat()}",
    ):
        assert when(text) == expected, text


@given(clocks, days)
def test_a_date_without_a_year_is_the_nearest_one(now: datetime, day: date) -> None:
    got = when(f"{day.month}월 {day.day}일", now)
    assert (got["accident_month"], got["accident_day"]) == (day.month, day.day)
    assert isinstance(got["accident_year"], int)

    def away(year: int) -> int:  # 29 February counts as the day after the 28th, in any year
        return abs((date(year, day.month, 1) - now.date()).days + day.day - 1)

    assert away(got["accident_year"]) == min(map(away, (now.year - 1, now.year, now.year + 1)))


@given(clocks, days, st.sampled_from(["{day} 갈 건데", "{day} 다음 출장", "{day}에 나면", "next {day}", "I will drive on {day}"]))
def test_a_date_of_what_is_to_come_is_the_coming_one(now: datetime, day: date, said: str) -> None:
    text = said.format(
        day=f"{day.month}월 {day.day}일" if "next" not in said and "will" not in said else f"{MONTHS[day.month - 1]} {day.day}"
    )
    later = (day.month, day.day) >= (now.month, now.day)
    assert when(text, now)["accident_year"] == now.year + (0 if later else 1)


@pytest.mark.parametrize(
    "text", ["금요일 18시 30분에 박았습니다", "비 오는 토요일 오후 4시였어요", "눈이 오는 월요일 8시", "수요일에 났는데 오후 5시"]
)
def test_a_weekday_alone_is_no_date(text: str) -> None:
    assert set(when(text)) == {"day_of_week", "accident_hour"}


@given(clocks, st.sampled_from(WEEKDAYS))
def test_this_weekday_is_the_next_one_today_included(now: datetime, weekday: str) -> None:
    for text in (f"오는 {weekday}", f"이번 {weekday}", f"이번 {weekday[0]}욜에"):
        got = when(text, now)
        day = date(*(int(str(got[name])) for name in DATE_SLOTS))
        assert day.weekday() == WEEKDAYS.index(weekday)
        assert 0 <= (day - now.date()).days < 7, text


@given(clocks, st.sampled_from(WEEKDAYS))
def test_a_weekday_alone_has_no_date(now: datetime, weekday: str) -> None:
    for text in (weekday, f"{weekday[0]}욜에"):
        assert when(text, now) == {"day_of_week": weekday}


@given(clocks, st.sampled_from(WEEKDAYS))
def test_next_week_begins_on_monday(now: datetime, weekday: str) -> None:
    monday = now.date() - timedelta(days=now.weekday()) + timedelta(weeks=1)
    expected = slots_of(monday + timedelta(days=WEEKDAYS.index(weekday)))
    for text in (f"다음 주 {weekday}", f"다음주{weekday}", f"담주 {weekday[0]}욜"):
        assert when(text, now) == expected, text


@given(clocks, st.integers(1, 90))
def test_days_ahead_are_counted_from_today(now: datetime, count: int) -> None:
    expected = slots_of(now.date() + timedelta(days=count))
    for text in (f"{count}일 뒤", f"{count}일 후에", f"in {count} days", f"{count} days from now"):
        assert when(text, now) == expected, text


@pytest.mark.parametrize(
    ("text", "days_away"),
    [("오늘", 0), ("내일", 1), ("모레", 2), ("내일모레", 2), ("글피", 3), ("어제", -1), ("그저께", -2), ("tomorrow", 1), ("the day after tomorrow", 2), ("yesterday", -1), ("사흘 뒤", 3), ("일주일 후", 7), ("a week from now", 7)],
)  # fmt: skip
def test_near_days(text: str, days_away: int) -> None:
    assert when(text) == slots_of(NOW.date() + timedelta(days=days_away))


@pytest.mark.parametrize(
    ("text", "hour"),
    [("정오", 12), ("자정", 0), ("밤 11시", 23), ("밤 1시", 1), ("밤 12시", 0), ("낮 2시", 14), ("새벽 두 시 반", 2), ("저녁 일곱시", 19), ("noon", 12), ("midnight", 0), ("half past six", 6), ("half past six in the evening", 18), ("quarter to six pm", 17), ("six thirty pm", 18), ("18h", 18), ("6 o'clock", 6), ("십팔시", 18)],
)  # fmt: skip
def test_ways_to_say_an_hour(text: str, hour: int) -> None:
    assert when(text) == {"accident_hour": hour}


def test_a_part_of_the_day_alone_is_a_period() -> None:
    assert when("퇴근 시간에") == {"time_period": "퇴근시간대"}
    assert when("during the morning rush hour") == {"time_period": "출근시간대"}


@given(hours)
def test_a_period_is_told_beside_an_hour_only_when_they_contradict(hour: int) -> None:
    got = when(f"출근 시간 {hour}시")
    assert ("time_period" in got) == (time_period_of(hour) != "출근시간대")


def test_a_weekday_that_contradicts_the_date_is_kept() -> None:
    assert when("12월 24일 금요일")["day_of_week"] == "금요일"
    assert "day_of_week" not in when("12월 24일 목요일")
    assert when("금요일마다") == {"day_of_week": "금요일"}


def test_an_impossible_date_stays_as_it_was_said() -> None:
    assert when("2월 30일 25시") == {"accident_year": 2027, "accident_month": 2, "accident_day": 30, "accident_hour": 25}


def test_midnight_at_the_end_of_a_day_belongs_to_the_next() -> None:
    assert when("오늘 밤 12시") == {**slots_of(NOW.date() + timedelta(days=1)), "accident_hour": 0}


@given(st.text(max_size=60))
def test_any_text_gives_a_moment_that_can_be_or_none(text: str) -> None:
    found = take_when(Reading(text), NOW)
    assert set(found) <= {"accident_year", "accident_month", "accident_day", "accident_hour", "time_period", "day_of_week"}
    assert all(isinstance(value, int) for name, value in found.items() if name.startswith("accident_"))
