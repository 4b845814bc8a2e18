"""Values into a few colours that can be told apart on a small screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tools.draw._figure import SEQUENTIAL, number

_CLASSES = 5
_EXACT = 100  # whole numbers below it get borders that don't overlap; 550~1,200 reads better than 550~1,199


def _rounded(value: float, digits: int) -> float:
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def classify(values: Sequence[float]) -> tuple[list[int], list[str]]:
    """(class of each value, what each class is called): up to five classes with about as many values each, at round borders."""
    import numpy as np

    known = np.asarray(values, dtype=float)
    distinct = np.unique(known).tolist()
    if len(distinct) <= _CLASSES:
        return [distinct.index(v) for v in known.tolist()], [number(v) for v in distinct]
    borders: list[float] = []
    for digits in (2, 3, 4, 6):
        rounded = {_rounded(float(q), digits) for q in np.quantile(known, np.linspace(0, 1, _CLASSES + 1)[1:-1])}
        borders = sorted(b for b in rounded if known.min() < b <= known.max())
        if len(borders) >= _CLASSES - 1:
            break
    if whole := bool((known == np.round(known)).all()) and borders[-1] < _EXACT:
        borders = sorted({float(math.ceil(b)) for b in borders})
    edges = [float(known.min()), *borders, float(known.max())]
    names = [_between(low, high, whole and high != edges[-1]) for low, high in pairwise(edges)]
    return [int(i) for i in np.digitize(known, borders)], names


def _between(low: float, high: float, up_to: bool) -> str:
    """1~4; of few whole numbers `up_to` but without the border, which belongs to the next class."""
    last = high - 1 if up_to else high
    return number(low) if last == low else f"{number(low)}~{number(last)}"


def shades(count: int) -> list[Any]:
    """`count` colours of one scale, pale to dark; the palest can still be seen on white."""
    from matplotlib import colormaps

    scale = colormaps[SEQUENTIAL]
    return [scale(0.22 + 0.7 * (i / max(1, count - 1))) for i in range(count)] if count > 1 else [scale(0.6)]
