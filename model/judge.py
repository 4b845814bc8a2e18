"""A fitted model beside accidents whose ECLO is known: its limits, and its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from model.encode import COLUMNS
from model.features import OPTIONAL_NAMES
from model.fit import Fitted, Rows
from model.scores import chance_scores, interval_scores, point_scores, poisson_deviance, ranking_scores
from model.spread import LEVEL, Limits, bounds, limits_by_group, limits_for, limits_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TYPE = COLUMNS.index("accident_type")
_OPTIONAL = [COLUMNS.index(name) for name in OPTIONAL_NAMES]


def calibrate(outside: Sequence[tuple[Fitted, Rows]], types: Sequence[str]) -> dict[str, Limits]:
    """Limits by accident type, those with an optional input known, and "" from the same accidents with their type hidden.

    `outside`: models, each with accidents that it has not seen.
    """
    plain, sharp, blind = _Residuals(), _Residuals(), _Residuals()
    for model, rows in outside:
        plain.add(model, rows.plain(), groups_of(rows, types))
        sharp.add(model, rows, limit_groups(rows, types))
        blind.add(model, rows.plain().without(["accident_type"]), groups_of(rows, types))
    own = limits_by_group(*plain.all(), types) | limits_by_group(*sharp.all(), [f"{name}+" for name in types])
    return own | {"": limits_of(*blind.all()[:2])}


class _Residuals:
    def __init__(self) -> None:
        self._found: list[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]] = []

    def add(self, model: Fitted, rows: Rows, group: NDArray[np.object_]) -> None:
        said = model.say(rows)
        self._found.append((rows.target - said.raw, said.spread, group))

    def all(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]:
        import numpy as np

        residuals, spread, group = zip(*self._found, strict=True)
        return np.concatenate(residuals), np.concatenate(spread), np.concatenate(group)


def judge(model: Fitted, rows: Rows, limits: Mapping[str, Limits], types: Sequence[str], mean_factor: float = 1.0) -> dict[str, float]:
    """Every score of model.scores for one set of accidents, as one flat table."""
    import numpy as np

    said, group, actual = model.say(rows), groups_of(rows, types), np.expm1(rows.target)
    eclo, low, high = np.array(
        [
            bounds(r, s, limits_for(limits, g))
            for r, s, g in zip(said.raw.tolist(), said.spread.tolist(), limit_groups(rows, types), strict=True)
        ]
    ).T
    out = {"rows": len(actual), **point_scores(eclo, actual), "poisson_deviance_of_mean": poisson_deviance(eclo * mean_factor, actual)}
    out |= interval_scores(low, high, actual, group, list(types)) | {"coverage_aimed": LEVEL}
    out |= ranking_scores(eclo, actual, rows.worst, said.worst)
    return out | (chance_scores(said.worst, rows.worst) if said.worst is not None else {})


def limit_groups(rows: Rows, types: Sequence[str]) -> NDArray[np.object_]:
    """The same with a "+" where an optional input is known: see model.spread.group_of."""
    import numpy as np

    sharp = np.asarray(~np.isnan(rows.matrix[:, _OPTIONAL]).all(axis=1))
    names = [f"{g}+" if g and s else g for g, s in zip(groups_of(rows, types).tolist(), sharp.tolist(), strict=True)]
    return np.array(names, dtype=np.object_)


def groups_of(rows: Rows, types: Sequence[str]) -> NDArray[np.object_]:
    """The accident type of each row by name, "" where it is not known."""
    import numpy as np

    codes = rows.matrix[:, _TYPE]
    return np.array([types[int(code)] if code >= 0 else "" for code in codes.tolist()], dtype=object)
