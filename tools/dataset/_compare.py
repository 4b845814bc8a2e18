"""Comparing a column with a value: numbers as numbers, dates as dates, text as it is written."""

from __future__ import annotations

import math
import operator as comparison
import re
from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools._errors import Refused
from tools._operators import Operator, Scalar, settled
from tools._text import Text
from tools.dataset._pick import DATE_KINDS, Picked
from tools.dataset._say import code, shorten
from tools.dataset._values import dates, levels, numbers, timestamp

if TYPE_CHECKING:
    import pandas as pd

Values = Scalar | list[Scalar]

_NOT_A_NUMBER = Text(
    ko="{column:는} 숫자 열이라 ‘{value}’{wa} 비교할 수 없어요. 12나 3.5 같은 숫자로 물어봐 주세요.",
    en="{column} is numeric and can't be compared with “{value}”. A number such as 12 or 3.5 would work.",
)
_NOT_A_DATE = Text(
    ko="{column:는} 날짜 열이라 ‘{value}’{wa} 비교할 수 없어요. 2018, 2018-03, 2018-03-01처럼 물어봐 주세요.",
    en="{column} holds dates and can't be compared with “{value}”. 2018, 2018-03 or 2018-03-01 would work.",
)
_NOT_A_TRUTH = Text(
    ko="{column:는} 예/아니오 열이에요. == 또는 !=로 ‘예’나 ‘아니오’와 비교해 주세요.",
    en="{column} is a yes/no column. Compare it with true or false, by == or !=.",
)
_NO_ORDER = Text(
    ko="{column:는} 글자 열이라 크고 작음을 비교할 수 없어요. ==, !=, in, not in, contains, not contains를 쓸 수 있어요.",
    en="{column} is text and has no greater or smaller. ==, !=, in, not in, contains and not contains would work.",
)
_OF_TEXTS = ["==", "!=", "in", "not in", "contains", "not contains"]

_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "==": comparison.eq,
    "!=": comparison.ne,
    ">": comparison.gt,
    "<": comparison.lt,
    ">=": comparison.ge,
    "<=": comparison.le,
}
_TRUE = frozenset({"true", "1", "1.0", "yes", "y", "예", "네", "참", "o"})
_FALSE = frozenset({"false", "0", "0.0", "no", "n", "아니오", "아니요", "거짓", "x"})
_PARTIAL_DATE = re.compile(r"^\s*(\d{4})(?:\s*년|[-./])?(?:\s*(\d{1,2})\s*월?)?\s*$")


def matches(picked: Picked, series: pd.Series[Any], operator: Operator, value: Values) -> pd.Series[bool]:
    """Which rows fit. Rows without a value never do, not even for "!=", "not in" and "not contains".

    Raises Refused (bad_value, no_order) with a sentence that says what would work.
    """
    operator, value = settled(operator, value)
    present = levels(series)
    compare = _comparison(picked.column, series)
    if operator in ("contains", "not contains"):
        written = present.map(str).astype("str")
        parts = [_as_text(v) for v in (value if isinstance(value, list) else [value])]
        held = reduce(comparison.or_, (written.str.contains(part, regex=False).astype(bool) for part in parts))
        hits = held if operator == "contains" else ~held
    elif isinstance(value, list):
        hits = _one_of(picked.column, present, compare, value, inside=operator == "in")
    else:
        hits = compare(picked.column, present, operator, value)
    return hits.astype(bool).reindex(series.index, fill_value=False)


_Comparison = Callable[[Column, "pd.Series[Any]", str, Scalar], "pd.Series[Any]"]


def _comparison(column: Column, series: pd.Series[Any]) -> _Comparison:
    if column.kind in DATE_KINDS:
        return _dates
    if _is_truth(series):
        return _truths
    return _numbers if numbers(series) is not None else _texts


def _one_of(column: Column, present: pd.Series[Any], compare: _Comparison, values: Sequence[Scalar], *, inside: bool) -> pd.Series[Any]:
    """The rows with one of the values, or with none of them: as each is compared by itself."""
    if compare is _texts:
        held: pd.Series[Any] = present.map(str).isin([_as_text(v) for v in values])
        return held if inside else ~held
    present = dates(present) if compare is _dates else present  # read once
    single, joined = ("==", comparison.or_) if inside else ("!=", comparison.and_)
    return reduce(joined, (compare(column, present, single, v) for v in values))


_ANY_AND_ONE: dict[Operator, tuple[Operator, Operator]] = {
    "in": ("in", "=="), "not in": ("in", "=="), "contains": ("contains", "contains"), "not contains": ("contains", "contains"),
}  # fmt: skip


def absent(picked: Picked, series: pd.Series[Any], operator: Operator, value: Values) -> list[Scalar]:
    """The values of a list that no row has; of a single value nothing is said."""
    if not isinstance(value, list) or len(value) < 2:
        return []
    several, single = _ANY_AND_ONE[operator]
    found = series[matches(picked, series, several, value)].drop_duplicates()
    return [v for v in value if found.empty or not matches(picked, found, single, v).any()]


def _is_truth(series: pd.Series[Any]) -> bool:
    from pandas.api import types

    present = series.dropna()
    return types.is_bool_dtype(present.dtype) or bool(len(present) and present.map(lambda v: isinstance(v, bool)).all())


def _numbers(column: Column, present: pd.Series[Any], operator: str, value: Scalar) -> pd.Series[Any]:
    wanted = _as_number(value)
    if wanted is None:
        raise _bad_value(_NOT_A_NUMBER, column, value)
    hits: pd.Series[Any] = _ORDERED[operator](present, wanted)
    return hits


def _dates(column: Column, present: pd.Series[Any], operator: str, value: Scalar) -> pd.Series[Any]:
    """A year, month or day stands for all of it: == 2018 is within 2018, > 2018 is after it, <= 2018 is up to its end."""
    period = _as_period(value)
    if period is None:
        raise _bad_value(_NOT_A_DATE, column, value)
    start, end = period
    read = dates(present)
    inside = (read >= start) & (read < end)
    answers = {
        "==": inside,
        "!=": read.notna() & ~inside,
        ">": read >= end,
        "<": read < start,
        ">=": read >= start,
        "<=": read < end,
    }
    hits: pd.Series[Any] = answers[operator]
    return hits


def _truths(column: Column, present: pd.Series[Any], operator: str, value: Scalar) -> pd.Series[Any]:
    text = _as_text(value).strip().casefold()
    if operator not in ("==", "!=") or text not in _TRUE | _FALSE:
        raise Refused("bad_value", _NOT_A_TRUTH, choices=["true", "false"], column=code(column.name))
    same = present.astype(bool) == (text in _TRUE)
    return same if operator == "==" else ~same


def _texts(column: Column, present: pd.Series[Any], operator: str, value: Scalar) -> pd.Series[Any]:
    if operator not in ("==", "!="):
        raise Refused("no_order", _NO_ORDER, choices=_OF_TEXTS, column=code(column.name))
    same = present.map(str) == _as_text(value)
    return same if operator == "==" else ~same


def _bad_value(text: Text, column: Column, value: Scalar) -> Refused:
    from tools._text import particle

    shown = shorten(_as_text(value), 40)
    return Refused("bad_value", text, column=code(column.name), value=shown, wa=particle(shown, "와"))


def _as_text(value: Scalar) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _as_number(value: Scalar) -> int | float | None:
    """The value as a number; integers stay exact. None for what isn't one (or isn't finite)."""
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    text = value.strip().replace(",", "")
    try:
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else _as_number(float(text))
    except ValueError:
        return None


def _as_period(value: Scalar) -> tuple[Any, Any] | None:
    """Start and end (exclusive) of the year, month, day or second that the value names."""
    import pandas as pd

    text = _as_text(value)
    partial = _PARTIAL_DATE.match(text)
    if partial:
        year, month = int(partial[1]), int(partial[2]) if partial[2] else None
        if not (1700 <= year <= 2200) or (month is not None and not 1 <= month <= 12):
            return None
        start = pd.Timestamp(year=year, month=month or 1, day=1)
        return start, start + (pd.DateOffset(months=1) if month else pd.DateOffset(years=1))
    moment = timestamp(text)
    if moment is None:
        return None
    whole_day = moment == moment.normalize() and ":" not in text and "시" not in text
    return moment, moment + (pd.Timedelta(days=1) if whole_day else pd.Timedelta(seconds=1))
