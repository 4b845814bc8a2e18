"""The same accident with its unknown inputs at their usual values: what its interval is held against, to say what not knowing costs.

An accident's interval is wide or narrow for two reasons: what kind of accident it is, and what is not known about it. Only the second
is what `Prediction.widening` tells, so the accident is compared with itself, not with the median of all.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.bundle import Bundle
from model.features import INPUT_NAMES, NAMES, likely_surface, time_period_of

_HOURS = {"심야": 1, "출근시간대": 8, "일반시간대": 14, "퇴근시간대": 18}  # the middle of each period
_NUMBERS = {"accident_hour": 14, "accident_month": 6, "accident_day": 15}
_NOTHING: dict[str, object] = dict.fromkeys(INPUT_NAMES)
_WEATHER = {"젖음/습기": "비", "적설": "눈", "침수": "비"}


class Usual:
    """Bound to a bundle: the most frequent level of each category, the middle of each number."""

    def __init__(self, bundle: Bundle) -> None:
        dongs = {name: rows for name, rows in bundle.district_rows.items() if len(name.split()) > 2}
        self._values: dict[str, object] = {name: levels[0] for name, levels in bundle.categories.items() if levels and name in NAMES}
        self._values |= {
            **_NUMBERS,
            "accident_year": bundle.training.last_year,
            "district": max(dongs, key=dongs.__getitem__, default=None),
        }
        kinds = {kind: bundle.interval.limits[kind].rows for kind in bundle.categories["accident_type"] if kind in bundle.interval.limits}
        self._kinds = {kind: rows / sum(kinds.values()) for kind, rows in kinds.items()}

    def filled(self, values: Mapping[str, object]) -> list[tuple[float, dict[str, object]]]:
        """(share, the accident with all 11 features known): one of share 1, or one for each type where the type is not known.

        The types differ in width by more than half, so the most frequent one cannot stand for them all.
        """
        known = {name: value for name, value in values.items() if value is not None}
        follows: dict[str, object] = {"road_surface": likely_surface(str(known.get("weather", "")))}
        if known.get("road_surface") in _WEATHER:
            follows["weather"] = _WEATHER[str(known["road_surface"])]
        if "time_period" in known:
            follows["accident_hour"] = _HOURS[str(known["time_period"])]
        whole = {**_NOTHING, **self._values, **follows, **known}
        if "time_period" not in known:  # then the hour is not known either: the period would have followed from it
            whole["time_period"] = time_period_of(_NUMBERS["accident_hour"])
        if "accident_type" in known or not self._kinds:
            return [(1.0, whole)]
        return [(share, {**whole, "accident_type": kind}) for kind, share in self._kinds.items()]
