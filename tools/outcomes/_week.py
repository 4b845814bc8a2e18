"""When a weekly summary is due."""

from __future__ import annotations

from datetime import datetime, timedelta

HOUR = 9


def next_monday(now: datetime) -> datetime:
    """The coming Monday at nine, in the time zone of `now`; a week from now when it is Monday after nine."""
    monday = (now + timedelta(days=(7 - now.weekday()) % 7)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return monday if monday > now else monday + timedelta(days=7)
