"""An accident with a part of it changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DATE = ("accident_year", "accident_month", "accident_day")
# What is said anew -> what it takes the place of.
_GOES_WITH = {
    "accident_hour": ("time_period",),
    "time_period": ("accident_hour",),
    "accident_type": ("accident_detail",),
    "accident_detail": ("accident_type",),
}


def changed(before: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of an accident, with what is new; what went with a replaced part goes with it."""
    kept = dict(before)
    if any(name in new for name in _DATE):
        kept.pop("day_of_week", None)
        if "accident_day" in new:
            kept = {name: value for name, value in kept.items() if name not in _DATE}
    elif "day_of_week" in new:
        kept.pop("accident_day", None)
    for name, others in _GOES_WITH.items():
        if name in new:
            kept = {k: v for k, v in kept.items() if k not in others}
    if "weather" in new and "weather" in before:
        kept.pop("road_surface", None)
    return {**kept, **new}
