"""Latitudes and longitudes as they come in files: missing, swapped, out of range, zero, far off."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tools.draw._geo import KOREA

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from storage.profile import Profile, Roles

_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Spots:
    """Usable points in degrees. `kept` are their positions in the frame, `dropped` counts the others by reason."""

    latitude: np.ndarray[Any, Any]
    longitude: np.ndarray[Any, Any]
    kept: np.ndarray[Any, Any]
    swapped: bool
    dropped: dict[str, int] = field(default_factory=dict)


def roles_of(profile: Profile) -> Roles:
    """The profile's roles; with the columns that are named latitude and longitude also where their content is the wrong way round.

    A profile believes a name only if the values fit. `read_spots` turns swapped columns, so here the names are enough, but not x and y.
    """
    from storage.ingest.roles import coordinate_columns

    roles = profile.roles
    if roles.latitude and roles.longitude:
        return roles
    latitude, longitude = coordinate_columns([c for c in profile.columns if len(c.name.strip()) > 1])
    return replace(roles, latitude=latitude, longitude=longitude) if latitude and longitude else roles


def _in_korea(latitude: Any, longitude: Any) -> Any:
    south, north, west, east = KOREA
    return (latitude >= south) & (latitude <= north) & (longitude >= west) & (longitude <= east)


def read_spots(latitude: pd.Series[Any], longitude: pd.Series[Any]) -> Spots:
    """Clean coordinates.

    When nearly all pairs make sense only the other way round (latitude beyond 90, or Korea with its axes changed), the whole pair of
    columns is turned round. Single rows that are out of range, at (0, 0), or swapped among good ones are dropped and counted.
    """
    import numpy as np
    import pandas as pd

    y = pd.to_numeric(latitude, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    x = pd.to_numeric(longitude, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    missing = np.isnan(y) | np.isnan(x)
    zero = ~missing & (y == 0) & (x == 0)
    known = ~missing & ~zero
    swapped = known & (((np.abs(y) > 90) & (np.abs(y) <= 180) & (np.abs(x) <= 90)) | (_in_korea(x, y) & ~_in_korea(y, x)))
    turned = bool(known.any() and swapped.sum() >= _NEARLY_ALL * known.sum())
    if turned:
        x, y = y, x
        swapped = known & _in_korea(x, y) & ~_in_korea(y, x)
    out = known & ((np.abs(y) > 90) | (np.abs(x) > 180))
    wrong = swapped & ~out
    good = known & ~out & ~wrong
    counts = {"missing": missing, "zero": zero, "out_of_range": out, "swapped": wrong}
    dropped = {reason: int(rows.sum()) for reason, rows in counts.items() if rows.any()}
    kept = np.flatnonzero(good)
    return Spots(y[kept], x[kept], kept, turned, dropped)


def near(values: np.ndarray[Any, Any], others: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """True for points that belong to the picture, False for the few that would make everything else a dot.

    A point is far when it lies more than three times the spread of the middle 98% beyond it. With fewer than 20 points none is.
    """
    import numpy as np

    if len(values) < 20:
        return np.ones(len(values), dtype=bool)
    keep = np.ones(len(values), dtype=bool)
    for axis in (values, others):
        low, high = np.quantile(axis, [0.01, 0.99])
        reach = 3 * max(high - low, 1e-4)
        keep &= (axis >= low - reach) & (axis <= high + reach)
    return keep
