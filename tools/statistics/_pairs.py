"""Every pair of columns: a coefficient that suits the two, its n, p and interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text
from tools.dataset._association import Method, eta
from tools.dataset._say import plain
from tools.statistics._codes import MOST_CELLS, Coded, coded, ranks, table_of, together
from tools.statistics._frequencies import chi_p, chi_statistic, corrected_v
from tools.statistics._means import holm
from tools.statistics._outcome import Estimate, Outcome, p_text
from tools.statistics._relations import TESTS, eta_p, kendall_of_counts, of_ranks, partial

if TYPE_CHECKING:
    import pandas as pd

_MOST_RANKED = 20_000_000  # rows times pairs that need sorting: some 10 seconds
_TABLED = 1_000

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
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({name: series.astype("float64") for name, series in values.items()})
    arrays = {name: frame[name].to_numpy() for name in frame.columns}
    gaps = {name: np.isnan(array) for name, array in arrays.items()}
    gappy = {name for name, gap in gaps.items() if gap.any()}
    pairs = list(combinations([name for name in values if name not in controls], 2))
    by_rank = method != "pearson" and not controls
    codes = {name: coded(frame[name], ordered=True) for name in frame.columns} if by_rank else {}
    if method == "spearman" and controls:
        _affordable(len(frame) * len(pairs), method)
    if method == "kendall":
        _affordable(len(frame) * sum(not _tabled(codes[a], codes[b], len(frame)) for a, b in pairs), method)
    found: list[Pair] = []
    for a, b in pairs:
        if by_rank:
            found.append(_ranked(a, b, codes[a], codes[b], method))
            continue
        columns = [arrays[name] for name in (a, b, *controls)]
        if used := gappy & {a, b, *controls}:
            present = ~np.logical_or.reduce([gaps[name] for name in used])
            columns = [column[present] for column in columns]
        found.append(_pair(a, b, columns, method))
    return found


def _tabled(a: Coded, b: Coded, rows: int) -> bool:
    """Is a table of counts the shorter way? With more rows than cells' worth of levels, so that there are ties."""
    return a.count * b.count <= MOST_CELLS and rows > _TABLED


def _ranked(a: str, b: str, first: Coded, second: Coded, method: Method) -> Pair:
    rows = together(first, second)
    x, y = first.among(rows), second.among(rows)
    if method == "kendall":
        if len(x) > _TABLED and _tabled(first, second, len(x)) and x.min() != x.max() and y.min() != y.max():
            return _told(a, b, method, len(x), kendall_of_counts(table_of(first, second)))
        return _pair(a, b, [x, y], method)
    return _pair(a, b, [ranks(x, first.count), ranks(y, second.count)], method, of_ranks)


def _affordable(work: int, method: Method) -> None:
    if work > _MOST_RANKED:
        raise Refused("too_many_pairs", _TOO_MUCH, choices=["pearson"], method=method)


def _pair(a: str, b: str, columns: list[Any], method: Method, test: Callable[..., Outcome] | None = None) -> Pair:
    import numpy as np

    x, y, n = columns[0], columns[1], len(columns[0])
    if n < 2 or x.min() == x.max() or y.min() == y.max():
        return Pair(a, b, method, None, n)
    if n == 2 and len(columns) == 2:  # two points lie on a straight line: a coefficient, but nothing to test
        return Pair(a, b, method, 1.0 if (x[1] > x[0]) == (y[1] > y[0]) else -1.0, n)
    if len(columns) > 2:
        return _told(a, b, method, n, partial(x, y, np.column_stack(columns[2:]), method))
    return _told(a, b, method, n, (test or TESTS[method])(x, y, "two-sided"))


def _told(a: str, b: str, method: str, n: int, outcome: Outcome | None) -> Pair:
    if outcome is None:
        return Pair(a, b, method, None, n)
    effect = outcome.effect or Estimate("", None)
    return Pair(a, b, method, outcome.statistic, n, outcome.p, effect.low, effect.high)


def mixed_pairs(numeric: Mapping[str, pd.Series[Any]], labels: Mapping[str, Coded], columns: Sequence[str]) -> list[Pair]:
    """Pearson for two quantities, eta for a quantity by a category, Cramér's V (corrected) for two categories.

    The quantities are indexed by the place of their rows among the codes of the labels.
    """
    rows = range(max((len(c.codes) for c in labels.values()), default=0))
    quantities = {name: series.astype("float64").reindex(rows).to_numpy() for name, series in numeric.items()} if labels else {}
    straight = {(p.a, p.b): p for p in numeric_pairs({c: numeric[c] for c in columns if c in numeric}, "pearson")}
    found: list[Pair] = []
    for a, b in combinations(columns, 2):
        if (a, b) in straight:
            found.append(straight[a, b])
        elif a in labels and b in labels:
            found.append(_categories(a, b, labels[a], labels[b]))
        else:
            quantity, category = (a, b) if a in numeric else (b, a)
            value, n, groups = eta(labels[category].codes, quantities[quantity])
            found.append(Pair(a, b, "eta", value, n, None if value is None else eta_p(value, n, groups)))
    return found


def _categories(a: str, b: str, first: Coded, second: Coded) -> Pair:
    table = table_of(first, second)
    n = int(table.sum())
    if min(table.shape) < 2:
        return Pair(a, b, "cramers_v", None, n)
    statistic, df = chi_statistic(table.astype("float64"))
    return Pair(a, b, "cramers_v", corrected_v(statistic, n, *table.shape), n, chi_p(statistic, df))
