"""When an accident happens: the date and time slots of predict_eclo, from what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.agent.offline.dates import take_day
from bot.agent.offline.hours import period_of, take_hour, take_period
from bot.agent.offline.reading import Reading

_HOMEWARD = "퇴근시간대"
_NIGHT = "심야"
DATE_SLOTS = ("accident_year", "accident_month", "accident_day")
DAY_SLOTS = (*DATE_SLOTS, "day_of_week")


def take_when(reading: Reading, now: datetime) -> dict[str, Any]:
    """accident_year/month/day/hour as ints, blanked out of the message.

    `time_period` and `day_of_week` come only when nothing else gives them, or when they contradict what does:
    then the tool tells the contradiction. `now` is aware; its own time zone is the speaker's.
    """
    day = take_day(reading, now.date())
    hour = take_hour(reading, now)
    period = take_period(reading)
    slots: dict[str, Any] = {}
    if hour is not None and hour.date is not None and day is None:
        moment = hour.date
        slots |= dict(zip(DATE_SLOTS, (moment.year, moment.month, moment.day), strict=True))
    elif day is not None:
        if hour is not None and hour.next_day:
            day = day.following()
        said = dict(zip(DATE_SLOTS, (day.year, day.month, day.day), strict=True))
        slots |= {name: value for name, value in said.items() if value is not None}
        if day.weekday:
            slots["day_of_week"] = day.weekday
    if (
        hour is not None
        and period == _HOMEWARD
        and not hour.said_half
        and period_of(hour.hour % 24) != period == period_of((hour.hour + 12) % 24)
    ):
        hour = replace(hour, hour=hour.hour + 12)  # "6시쯤 퇴근할 때"
    if hour is not None:
        slots["accident_hour"] = hour.hour
    if period and (hour is None or _contradicts(hour.hour, period, reading.text)):
        slots["time_period"] = period
    return slots


def _contradicts(hour: int, period: str, said: str) -> bool:
    if "tonight" in said and period == _NIGHT and hour >= 18:
        return False  # tonight begins with the evening
    return 0 <= hour <= 23 and period_of(hour) != period
