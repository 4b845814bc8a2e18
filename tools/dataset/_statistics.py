"""The statistics of a numeric column, each by its name, with its definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from tools._text import Text
from tools.dataset._say import plain
from tools.dataset._values import total

if TYPE_CHECKING:
    import pandas as pd

Operation = Literal["sum", "mean", "count", "min", "max", "median", "std"]

OPERATION_WORDS: dict[str, Text] = {
    "sum": Text(ko="합계", en="sum"),
    "mean": Text(ko="평균", en="mean"),
    "count": Text(ko="건수", en="count"),
    "min": Text(ko="최솟값", en="minimum"),
    "max": Text(ko="최댓값", en="maximum"),
    "median": Text(ko="중앙값", en="median"),
    "std": Text(ko="표준편차", en="standard deviation"),
}
STATISTIC_HEADS = Text(ko="항목|값", en="statistic|value")
STATISTIC_WORDS: dict[str, Text] = {
    "n": OPERATION_WORDS["count"],
    "missing": Text(ko="빈 값", en="missing"),
    "sum": OPERATION_WORDS["sum"],
    "mean": OPERATION_WORDS["mean"],
    "std": OPERATION_WORDS["std"],
    "min": OPERATION_WORDS["min"],
    "q1": Text(ko="1사분위수", en="first quartile"),
    "median": OPERATION_WORDS["median"],
    "q3": Text(ko="3사분위수", en="third quartile"),
    "max": OPERATION_WORDS["max"],
    "distinct": Text(ko="서로 다른 값", en="distinct"),
    "zeros": Text(ko="0인 값", en="zeros"),
    "negative": Text(ko="음수", en="negative"),
}
DEFINITIONS: dict[str, str] = {
    "sum": "sum of present values; None where a group has none",
    "mean": "arithmetic mean of present values",
    "count": "rows with a present value",
    "min": "smallest present value",
    "max": "largest present value",
    "median": "median of present values; the mean of the two in the middle when n is even",
    "std": "sample standard deviation (ddof=1); None for fewer than two values",
}


def mean_of(values: pd.Series[Any]) -> float:
    return float(values.astype("float64").mean())


STATISTICS: dict[str, Callable[[pd.Series[Any]], Any]] = {
    "n": len,
    "sum": total,
    "mean": mean_of,
    "std": lambda v: v.astype("float64").std(ddof=1),
    "min": lambda v: v.min(),
    "q1": lambda v: v.astype("float64").quantile(0.25),
    "median": lambda v: v.astype("float64").median(),
    "q3": lambda v: v.astype("float64").quantile(0.75),
    "max": lambda v: v.max(),
    "distinct": lambda v: v.nunique(),
    "zeros": lambda v: (v == 0).sum(),
    "negative": lambda v: (v < 0).sum(),
}
STATISTICS_DEFINITION = "std: ddof=1; quartiles: linear interpolation (Hyndman-Fan 7); missing and infinite values left out"


def describe(values: pd.Series[Any]) -> dict[str, Any]:
    """Every statistic of present, finite numbers (None where it is not defined). Expects at least one value."""
    return {name: plain(statistic(values)) for name, statistic in STATISTICS.items()}
