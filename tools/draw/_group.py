"""Aggregating: one value for every category (and group), in an order that people expect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.draw._order import natural
from tools.draw._tidy import Operation, Question, Tidy, plain
from tools.draw._words import OTHER_WORD

if TYPE_CHECKING:
    import pandas as pd

REST = "\0rest"  # key of what was put together; no value of a file can be this (NUL bytes are refused)
MOST_GROUPS = 6  # as many as there are colours
_WEEK = 7
MOST_ORDERED = 60
# pandas period, name of the period, its length in days
_PERIODS = (("h", "hour", 1 / 24), ("D", "day", 1.0), ("M", "month", 30.4), ("Y", "year", 365.2))
_TIME_LABELS = {"hour": "%m-%d %H", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Grouped:
    """Values by category: `series[group][i]` belongs to `keys[i]`, None where there are no rows. `counts` are rows by category.

    `merged`: categories that were put together as "Other"; `hidden`: categories that are not shown.
    `period`: what times were rounded down to; `width`: the steps that numbers were put into (keys are the middles).
    """

    operation: Operation
    keys: list[Any]
    labels: list[str]
    series: dict[str, list[float | None]]
    counts: list[int]
    sizes: dict[str, list[int]]
    ordered: bool
    merged: int = 0
    hidden: int = 0
    groups_hidden: int = 0
    period: str | None = None
    width: float | None = None

    def as_data(self) -> list[dict[str, Any]]:
        grouped = list(self.series) != [""]
        return [
            {"x": None if key == REST else plain(key), "label": label}
            | ({"group": group} if grouped else {})
            | {"value": plain(values[i]) if values[i] is not None else None, "n": self.sizes[group][i]}
            for group, values in self.series.items()
            for i, (key, label) in enumerate(zip(self.keys, self.labels, strict=True))
        ]


def summarise(
    clean: Tidy,
    question: Question,
    operation: Operation,
    most_ordered: int = MOST_ORDERED,
    along: bool = False,
    most_groups: int = MOST_GROUPS,
    merge_groups: bool = True,
) -> Grouped:
    """Aggregate y by x (and group). Vectorised: a sort of the rows, nothing row by row in Python.

    `along`: x is an axis to go along, so that very many different numbers are put into equal steps. Groups beyond `most_groups` are
    put together for counts and sums if `merge_groups`, else left out and counted.
    """
    frame, period, width = clean.frame, None, None
    if clean.sorts["x"] == "time":
        frame, period = by_period(frame, most_ordered)
    elif clean.sorts["x"] == "number" and along and frame["x"].nunique() > most_ordered:
        frame, width = in_steps(frame, "x", 40)
    frame, keys, ordered, merged, hidden = _choose(frame, question, operation, most_ordered, along=along)
    groups_hidden = 0
    if "g" in frame:
        frame, groups, groups_hidden = _choose_groups(frame, operation, most_groups, merge_groups)
    else:
        groups = [""]
    values, sizes = _aggregate(frame, operation)
    full = period is not None and operation == "count"
    if period is not None:
        keys = _all_periods(keys, period)
    table = {g: [_get(values, k, g, 0.0 if full else None) for k in keys] for g in groups}
    counts = {g: [int(_get(sizes, k, g, 0) or 0) for k in keys] for g in groups}
    word = OTHER_WORD.say(question.language)
    return Grouped(
        operation,
        keys,
        [word if k == REST else label(k, period) for k in keys],
        {word if g == REST else label(g, None) if g != "" else "": v for g, v in table.items()},
        [sum(column) for column in zip(*counts.values(), strict=True)],
        {word if g == REST else label(g, None) if g != "" else "": v for g, v in counts.items()},
        ordered,
        merged,
        hidden,
        groups_hidden,
        period,
        width,
    )


def label(key: Any, period: str | None) -> str:
    """How a category is written: 2012 (not 2012.0, not 2,012), 2012-03."""
    if period is not None:
        return str(key.strftime(_TIME_LABELS[period]))
    if isinstance(key, float):
        return f"{int(key)}" if key.is_integer() and abs(key) < 1e15 else f"{key:.6g}"
    return str(key)


def by_period(frame: pd.DataFrame, most: int, column: str = "x") -> tuple[pd.DataFrame, str]:
    """Times rounded down to the finest period that gives at most `most` of them."""
    x = frame[column]
    days = (x.max() - x.min()).total_seconds() / 86_400
    only_dates = bool((x == x.dt.normalize()).all())
    usable = _PERIODS[1:] if only_dates else _PERIODS
    code, name, _ = next((p for p in usable if days / p[2] < most), _PERIODS[-1])
    return frame.assign(**{column: x.dt.to_period(code).dt.start_time}), name


def in_steps(frame: pd.DataFrame, column: str, most: int) -> tuple[pd.DataFrame, float]:
    """The column's numbers replaced by the middles of at most `most` equal steps of a round width."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    edges = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(frame[column].min(), frame[column].max())
    width = float(edges[1] - edges[0])
    place = np.clip(np.floor((frame[column] - edges[0]) / width), 0, len(edges) - 2)
    return frame.assign(**{column: np.round(edges[0] + (place + 0.5) * width, 12)}), width


def _all_periods(keys: list[Any], name: str) -> list[Any]:
    """Periods with no rows belong on the axis too."""
    import pandas as pd

    code = next(p[0] for p in _PERIODS if p[1] == name)
    return list(pd.period_range(keys[0], keys[-1], freq=code).to_timestamp())


def _choose(
    frame: pd.DataFrame, question: Question, operation: Operation, most_ordered: int, *, along: bool
) -> tuple[pd.DataFrame, list[Any], bool, int, int]:
    """The categories to show, in order; the rest put together (counts and sums) or left out.

    Who asks for the top few wants those of the highest value, of weekdays as of streets. Where nobody asks, the most frequent are shown:
    the highest mean of all is that of some street with one row.
    """
    counts = frame["x"].value_counts()
    few = question.highest and not along and len(counts) > question.top_n
    if not few and len(counts) <= most_ordered and (order := natural(list(counts.index))) is not None:
        return frame, order, True, 0, 0
    if hasattr(counts.index, "year"):
        return frame, sorted(counts.index), True, 0, 0
    additive = operation in ("count", "sum")
    rank = frame.groupby("x", observed=True)["y"].sum().sort_values(ascending=False) if operation == "sum" else counts
    if not additive and len(counts) > question.top_n:
        value = frame.groupby("x", observed=True)["y"].agg(operation)
        rank = rank.to_frame("n").assign(value=value).sort_values(["value", "n"] if few else ["n", "value"], ascending=False)["n"]
    top = list(rank.index[: max(1, question.top_n)])
    rest = len(counts) - len(top)
    if rest and additive:
        x = frame["x"].astype("object")
        frame = frame.assign(x=x.where(x.isin(top), REST))
        return frame, [*top, REST], False, rest, 0
    frame = frame[frame["x"].isin(top)] if rest else frame
    if not additive:
        top = list(frame.groupby("x", observed=True)["y"].agg(operation).sort_values(ascending=False).index)
    return frame, top, False, 0, rest


def _choose_groups(frame: pd.DataFrame, operation: Operation, most: int, merge: bool) -> tuple[pd.DataFrame, list[Any], int]:
    counts = frame["g"].value_counts()
    if len(counts) == _WEEK and most == MOST_GROUPS and natural(list(counts.index)):
        most = _WEEK  # a week is not told without one of its days
    top = list(counts.index[:most])
    rest = len(counts) - len(top)
    if rest and merge and operation in ("count", "sum"):
        top = top[:-1]
        g = frame["g"].astype("object")
        return frame.assign(g=g.where(g.isin(top), REST)), [*(natural(top) or top), REST], 0
    return (frame[frame["g"].isin(top)] if rest else frame), natural(top) or top, rest


def _aggregate(frame: pd.DataFrame, operation: Operation) -> tuple[dict[Any, float], dict[Any, int]]:
    by = ["x", "g"] if "g" in frame else ["x"]
    grouped = frame.groupby(by, observed=True, sort=False)
    sizes = grouped.size()
    values: Any = sizes if operation == "count" else grouped["y"].agg(operation)
    return dict(values.items()), {key: int(n) for key, n in sizes.items()}


def _get(table: dict[Any, Any], key: Any, group: Any, default: float | None) -> float | None:
    value = table.get(key if group == "" else (key, group))
    return default if value is None or math.isnan(value) else float(value)
