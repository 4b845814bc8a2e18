"""The ways to fill gaps, each by its name: a frame with gaps in, the values for its gaps out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from storage.profile import Column
from tools._text import Text
from tools.missing import _learned
from tools.missing._frame import floats, is_level, is_number, one_thread

if TYPE_CHECKING:
    import pandas as pd

Strategy = Literal["mean", "median", "mode", "constant", "forward", "backward", "interpolation", "knn", "random_forest", "mice", "drop"]

WORDS: dict[str, Text] = {
    "mean": Text(ko="평균", en="the mean"),
    "median": Text(ko="중앙값", en="the median"),
    "mode": Text(ko="최빈값", en="the most frequent value"),
    "constant": Text(ko="정한 값", en="a fixed value"),
    "forward": Text(ko="앞 행의 값", en="the value before"),
    "backward": Text(ko="뒤 행의 값", en="the value after"),
    "interpolation": Text(ko="앞뒤 값 사이 보간", en="interpolation between neighbours"),
    "knn": Text(ko="KNN", en="KNN"),
    "random_forest": Text(ko="랜덤 포레스트", en="random forests"),
    "mice": Text(ko="MICE", en="MICE"),
    "drop": Text(ko="행 삭제", en="dropping rows"),
}
DEFINITIONS: dict[str, str] = {
    "mean": "arithmetic mean of the present values (of the row's group where group_by is given)",
    "median": "median of the present values (of the row's group where group_by is given)",
    "mode": "most frequent present value; of several the smallest",
    "constant": "the value given",
    "forward": "the last present value above, in the order of the rows",
    "backward": "the next present value below, in the order of the rows",
    "interpolation": "linear between the present values above and below by row position; nothing is extrapolated at the ends",
    "knn": "mean (numbers) or most frequent value (categories) of the 5 nearest rows that have the value; nan-Euclidean distance over "
    "standardised numbers and 0/1 levels (Troyanskaya 2001)",
    "random_forest": "missForest (Stekhoven and Buehlmann 2012): 60 trees a column, repeated until the change grows, at most 4 rounds",
    "mice": "chained equations (van Buuren 2011), 5 rounds, one completed dataset: predictive mean matching with 5 donors for numbers, a draw "
    "from logistic regression for categories",
    "drop": "rows that lack a value in any of the columns are left out",
}
NUMBERS_ONLY = frozenset({"mean", "median", "interpolation"})
GROUPABLE = frozenset({"mean", "median", "mode", "forward", "backward", "interpolation"})
LEARNED: frozenset[str] = frozenset({"knn", "random_forest", "mice"})

NOT_A_NUMBER = Text(
    ko="{column:는} 숫자 열이 아니라 그대로 두었어요(최빈값은 가능해요).",
    en="{column} is not numeric and stays as it is (the mode would work).",
)
NOT_LEARNABLE = Text(
    ko="{column:는} 값의 종류가 너무 많거나 날짜라서 그대로 두었어요(앞 행의 값, 최빈값은 가능해요).",
    en="{column} has too many different values or holds dates and stays as it is (forward or mode would work).",
)
ALL_MISSING = Text(ko="{column:는} 값이 하나도 없어서 채울 수 없어요.", en="{column} has no value at all to fill it from.")
NOT_FITTING = Text(
    ko="{column} 열에는 ‘{value}’{eul} 넣을 수 없어서 그대로 두었어요.", en="“{value}” doesn't fit into {column}, which stays as it is."
)


@dataclass
class Filled:
    """`values`: each treated column with its gaps filled as far as possible. `left`: why the others stay as they are.

    `sampled` is the number of rows a learned strategy was fitted on, where that is not all.
    """

    values: dict[str, pd.Series[Any]] = field(default_factory=dict)
    left: dict[str, Text] = field(default_factory=dict)
    fallback: dict[str, int] = field(default_factory=dict)  # column -> gaps whose group had no value and that got the overall one
    sampled: int | None = None


def fill(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    strategy: str,
    *,
    predictors: Sequence[Column] = (),
    value: Any = None,
    group: pd.Series[Any] | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Filled:
    """Fill the gaps of `columns`. `predictors` are what learned strategies may look at; `group` the rows' groups.

    Every strategy but "drop", which is about rows. Nothing present is ever changed.
    """
    filled = Filled()
    usable = []
    for column in columns:
        reason = _unfit(column, frame[column.name], strategy, value)
        if reason is not None:
            filled.left[column.name] = reason
        else:
            usable.append(column)
    if strategy in LEARNED:
        if usable:
            with one_thread():
                filled.values, filled.sampled = _learned.LEARNERS[strategy](frame, usable, predictors, seed, progress)
        return filled
    for column in usable:
        series = frame[column.name]
        work = floats(series, column) if is_number(column) else series
        filled.values[column.name] = _simple(work, strategy, value, group, column.name, filled)
    return filled


def _unfit(column: Column, series: pd.Series[Any], strategy: str, value: Any) -> Text | None:
    if strategy == "constant":
        return None if constant(column, value) is not None else NOT_FITTING
    if not series.notna().any():
        return ALL_MISSING
    if strategy in NUMBERS_ONLY and not is_number(column):
        return NOT_A_NUMBER
    if strategy in LEARNED and not (is_number(column) or is_level(column)):
        return NOT_LEARNABLE
    return None


def constant(column: Column, value: Any) -> Any:
    """`value` as a value of the column, or None where it can't be one."""
    from tools.dataset._compare import _as_number
    from tools.dataset._values import timestamp

    if is_number(column):
        return _as_number(value) if value is not None and not isinstance(value, bool) else None
    if column.kind in ("date", "datetime"):
        return timestamp(value)
    if column.kind == "boolean":
        return {"true": True, "false": False, "예": True, "아니오": False, "1": True, "0": False}.get(str(value).strip().casefold())
    return str(value) if value is not None else None


def _simple(series: pd.Series[Any], strategy: str, value: Any, group: pd.Series[Any] | None, name: str, filled: Filled) -> pd.Series[Any]:
    if strategy == "constant":
        return series.fillna(constant(Column(name, _kind(series), 0, 0), value))
    work: Callable[[Any], pd.Series[Any]] = _SIMPLE[strategy]
    if group is None or strategy not in GROUPABLE:
        return work(series)
    done = series.groupby(group, observed=True, sort=False, group_keys=False).transform(work)
    if strategy in ("mean", "median", "mode"):
        rest = done.isna()
        filled.fallback[name] = int(rest.sum())
        done = done.where(~rest, work(series))
    kept: pd.Series[Any] = done.where(series.isna(), series)
    return kept


def _kind(series: pd.Series[Any]) -> Any:
    from tools.transform._work import kind_of

    return kind_of(series)


def _mode(series: pd.Series[Any]) -> pd.Series[Any]:
    found = series.mode(dropna=True)
    return series.fillna(found.iloc[0]) if len(found) else series


_SIMPLE: dict[str, Callable[[Any], Any]] = {
    "mean": lambda s: s.fillna(s.mean()),
    "median": lambda s: s.fillna(s.median()),
    "mode": _mode,
    "forward": lambda s: s.ffill(),
    "backward": lambda s: s.bfill(),
    "interpolation": lambda s: s.reset_index(drop=True).interpolate("linear", limit_area="inside").set_axis(s.index),
}
