"""How strongly two columns go together: Pearson, Spearman, Kendall, the correlation ratio, Cramér's V."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from tools._text import Text

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Method = Literal["pearson", "spearman", "kendall"]

# from this absolute value on -> how it is called
STRENGTHS: tuple[tuple[float, Text], ...] = (
    (0.7, Text(ko="강한", en="strong")),
    (0.4, Text(ko="중간 정도의", en="moderate")),
    (0.1, Text(ko="약한", en="weak")),
    (0.0, Text(ko="거의 없는", en="negligible")),
)


LEAST_ROWS = 3
"""Through two points there is always a straight line."""
FEW_ROWS = Text(
    ko="상관을 보려면 두 열에 모두 값이 있는 행이 적어도 {least}개 필요한데 {n}개뿐이에요(두 점은 늘 한 직선 위에 있어요). 조건을 풀거나 행이 더 많은 데이터로 물어봐 주세요.",
    en="A correlation needs at least {least} rows with both values, and there are {n} (two points always lie on a line). Drop the condition, or ask of a dataset with more rows.",
)


def strength(value: float) -> Text:
    return next(word for floor, word in STRENGTHS if abs(value) >= floor)


def correlation(x: pd.Series[Any], y: pd.Series[Any], method: Method = "pearson") -> tuple[float | None, int]:
    """Correlation over the rows where both are present, and how many those are. None for a constant or fewer than two rows."""
    import pandas as pd

    both = pd.concat({"x": x.astype("float64"), "y": y.astype("float64")}, axis=1, join="inner").dropna()
    if len(both) < 2 or both["x"].nunique() < 2 or both["y"].nunique() < 2:
        return None, len(both)
    value = float(both.corr(method=method).loc["x", "y"])  # type: ignore[arg-type]
    return (max(-1.0, min(1.0, value)) if math.isfinite(value) else None), len(both)


def correlation_ratio(groups: pd.Series[Any], values: pd.Series[Any]) -> tuple[float | None, int, int]:
    """Eta of `values` by `groups`, aligned by index: (eta, n, groups)."""
    import pandas as pd

    codes, _ = pd.factorize(groups)
    return eta(codes, values.astype("float64").reindex(groups.index).to_numpy())


def eta(codes: NDArray[Any], values: NDArray[Any]) -> tuple[float | None, int, int]:
    """The root of the share of the variance of `values` that lies between groups (0..1; Fisher 1925), n and how many groups.

    Rows whose code is -1 or whose value is NaN are left out. None where there is one group, or one value.
    """
    import numpy as np

    both = (codes >= 0) & ~np.isnan(values)
    codes, values = codes[both], values[both]
    sizes = np.bincount(codes) if len(codes) else np.zeros(0, dtype=int)
    groups = int((sizes > 0).sum())
    if groups < 2 or values.min() == values.max():
        return None, len(values), groups
    centred = values - values.mean()
    around = float((centred * centred).sum())
    sums = np.bincount(codes, weights=centred)[sizes > 0]
    between = float((sums * sums / sizes[sizes > 0]).sum())
    found = min(1.0, math.sqrt(between / around)) if around > 0 and math.isfinite(around) else None
    return found, len(values), groups


def cramers_v(pairs: pd.Series[Any]) -> float | None:
    """Cramér's V (0..1; Cramér 1946, no bias correction) from the counts of the combinations that occur.

    `pairs` is indexed by both levels, so that two columns of many levels need no table of all combinations.
    None when one of them has a single level.
    """
    rows, columns = (pairs.groupby(level=level).transform("sum") for level in (0, 1))
    levels = min(pairs.index.get_level_values(level).nunique() for level in (0, 1))
    if levels < 2:
        return None
    inertia = float((pairs.astype("float64") ** 2 / (rows.astype("float64") * columns)).sum()) - 1  # chi2 / n
    return min(1.0, math.sqrt(max(0.0, inertia) / (levels - 1)))
