"""Every pair of columns: a coefficient that suits the two, its n, p and interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text
from tools.dataset._association import Method, correlation_ratio
from tools.dataset._say import plain
from tools.statistics._frequencies import chi_square
from tools.statistics._means import holm
from tools.statistics._outcome import Estimate, Outcome, p_text
from tools.statistics._relations import TESTS, eta_p, of_ranks, partial

if TYPE_CHECKING:
    import pandas as pd

_MOST_RANKED = 20_000_000  # rows times pairs: some 10 seconds

_TOO_MUCH = Text(
    ko="행과 열이 많아서 {method} 상관을 모두 구하면 몇 분이 걸려요. 열을 몇 개만 고르거나 피어슨(pearson)으로 물어봐 주세요.",
    en="So many rows and columns would take {method} minutes. Name a few columns, or ask for pearson.",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """`value` None where it is not defined; `measure` is pearson, spearman, kendall, eta or cramers_v."""

    a: str
    b: str
    measure: str
    value: float | None
    n: int
    p: float | None = None
    low: float | None = None
    high: float | None = None

    def as_data(self, p_holm: float | None) -> dict[str, Any]:
        found = {"a": self.a, "b": self.b, "measure": self.measure, "value": plain(self.value), "n": self.n, "p": plain(self.p)}
        found |= {"p_text": p_text(self.p), "p_holm": p_holm}
        return {**found, "interval": [plain(self.low), plain(self.high)] if self.low is not None else None}


def listed(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """As data, the strongest first; p adjusted over all of them by Holm."""
    order = sorted((p for p in pairs if p.p is not None), key=lambda p: p.p or 0.0)
    adjusted = dict(zip(((p.a, p.b) for p in order), holm([p.p or 0.0 for p in order]), strict=True))
    return [p.as_data(adjusted.get((p.a, p.b))) for p in sorted(pairs, key=lambda p: -abs(p.value or 0))]


def numeric_pairs(values: Mapping[str, pd.Series[Any]], method: Method, controls: Sequence[str] = ()) -> list[Pair]:
    """Every pair of the numeric columns that are not controls, over the rows where both (and all controls) have a value.

    Raises Refused when ranks of so many pairs of so many rows would take minutes.
    """
    import pandas as pd

    frame = pd.DataFrame({name: series.astype("float64") for name, series in values.items()})
    arrays = {name: frame[name].to_numpy() for name in frame.columns}
    gaps = {name: frame[name].isna().to_numpy() for name in frame.columns}
    pairs = list(combinations([name for name in values if name not in controls], 2))
    gappy = {name for name, gap in gaps.items() if gap.any()}
    anew = [pair for pair in pairs if gappy & {*pair, *controls}]
    if method == "kendall" or (method == "spearman" and (anew or controls)):
        _affordable(len(frame) * (len(anew) if method == "spearman" and not controls else len(pairs)), method)
    # Columns without gaps are ranked once for all their pairs.
    ranked = {name: frame[name].rank().to_numpy() for name in frame.columns if name not in gappy} if method == "spearman" else {}
    found: list[Pair] = []
    for a, b in pairs:
        used = [a, b, *controls]
        once = method == "spearman" and not controls and not gappy & set(used)
        columns = [(ranked if once else arrays)[name] for name in used]
        if gappy & set(used):
            present = ~_any(gaps[name] for name in used)
            columns = [column[present] for column in columns]
        found.append(_pair(a, b, columns, method, "pearson" if once else method))
    return found


def _any(gaps: Iterable[Any]) -> Any:
    import numpy as np

    return np.logical_or.reduce(list(gaps))


def _affordable(work: int, method: Method) -> None:
    if work > _MOST_RANKED:
        raise Refused("too_many_pairs", _TOO_MUCH, choices=["pearson"], method=method)


def _pair(a: str, b: str, columns: list[Any], method: Method, method_used: Method) -> Pair:
    import numpy as np

    x, y, n = columns[0], columns[1], len(columns[0])
    if n < 2 or x.min() == x.max() or y.min() == y.max():
        return Pair(a, b, method, None, n)
    if n == 2 and len(columns) == 2:  # two points lie on a straight line: a coefficient, but nothing to test
        return Pair(a, b, method, 1.0 if (x[1] - x[0]) * (y[1] - y[0]) > 0 else -1.0, n)
    outcome: Outcome | None
    if len(columns) > 2:
        outcome = partial(x, y, np.column_stack(columns[2:]), method)
    elif method == "spearman" and method_used == "pearson":
        outcome = of_ranks(x, y)
    else:
        outcome = TESTS[method](x, y, "two-sided")
    if outcome is None:
        return Pair(a, b, method, None, n)
    effect = outcome.effect or Estimate("", None)
    return Pair(a, b, method, outcome.statistic, n, outcome.p, effect.low, effect.high)


def mixed_pairs(numeric: Mapping[str, pd.Series[Any]], labels: Mapping[str, pd.Series[Any]], columns: Sequence[str]) -> list[Pair]:
    """Pearson for two quantities, eta for a quantity by a category, Cramér's V (corrected) for two categories."""
    found: list[Pair] = []
    for a, b in combinations(columns, 2):
        if a in numeric and b in numeric:
            found += numeric_pairs({a: numeric[a], b: numeric[b]}, "pearson")
        elif a in labels and b in labels:
            found.append(_categories(a, b, labels[a], labels[b]))
        else:
            quantity, category = (a, b) if a in numeric else (b, a)
            value, n = correlation_ratio(labels[category], numeric[quantity])
            groups = labels[category].loc[labels[category].index.intersection(numeric[quantity].index)].nunique()
            found.append(Pair(a, b, "eta", value, n, None if value is None else eta_p(value, n, int(groups))))
    return found


def _categories(a: str, b: str, first: pd.Series[Any], second: pd.Series[Any]) -> Pair:
    import pandas as pd

    both = first.index.intersection(second.index)
    table = pd.crosstab(first.loc[both].to_numpy(), second.loc[both].to_numpy())
    if min(table.shape) < 2:
        return Pair(a, b, "cramers_v", None, len(both))
    outcome = chi_square(table.to_numpy(dtype="float64"))
    corrected = outcome.facts["cramers_v_corrected"]
    return Pair(a, b, "cramers_v", corrected, len(both), outcome.p)
