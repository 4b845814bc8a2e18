"""Comparing a column with a value: numbers as numbers, dates as dates, text as it is written."""

from __future__ import annotations

import math
import operator as comparison
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text
from tools.dataset._pick import DATE_KINDS, NUMERIC_KINDS, Picked
from tools.dataset._say import code, plain, shorten
from tools.dataset._values import dates, levels, numbers, timestamp

if TYPE_CHECKING:
    import pandas as pd

Operator = Literal["==", "!=", ">", "<", ">=", "<=", "contains"]
Value = str | float | int | bool

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
    ko="{column:는} 글자 열이라 크고 작음을 비교할 수 없어요. ==, !=, contains를 쓸 수 있어요.",
    en="{column} is text and has no greater or smaller. ==, != and contains would work.",
)

_CONDITIONS: dict[str, Text] = {
    "==": Text(ko="{column:가} {value}인", en="{column} equal to {value}"),
    "!=": Text(ko="{column:가} {value:가} 아닌", en="{column} different from {value}"),
    ">": Text(ko="{column:가} {value}보다 큰", en="{column} above {value}"),
    "<": Text(ko="{column:가} {value}보다 작은", en="{column} below {value}"),
    ">=": Text(ko="{column:가} {value} 이상인", en="{column} of {value} or more"),
    "<=": Text(ko="{column:가} {value} 이하인", en="{column} of {value} or less"),
    "contains": Text(ko="{column}에 {value:가} 들어간", en="{value} in {column}"),
}
_DATE_CONDITIONS: dict[str, Text] = {
    ">": Text(ko="{column:가} {value}보다 뒤인", en="{column} after {value}"),
    "<": Text(ko="{column:가} {value}보다 앞인", en="{column} before {value}"),
    ">=": Text(ko="{column:가} {value} 이후(포함)인", en="{column} in {value} or later"),
    "<=": Text(ko="{column:가} {value} 이전(포함)인", en="{column} in {value} or earlier"),
}

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


def matches(picked: Picked, series: pd.Series[Any], operator: Operator, value: Value) -> pd.Series[bool]:
    """Which rows fit. Rows without a value never do, not even for "!=".

    Raises Refused (bad_value, no_order) with a sentence that says what would work.
    """
    present = levels(series)
    if operator == "contains":
        hits = present.map(str).astype("str").str.contains(_as_text(value), regex=False)
    elif picked.column.kind in DATE_KINDS:
        hits = _dates(picked.column, present, operator, value)
    elif _is_truth(series):
        hits = _truths(picked.column, present, operator, value)
    elif numbers(series) is not None:
        hits = _numbers(picked.column, present, operator, value)
    else:
        hits = _texts(picked.column, present, operator, value)
    return hits.astype(bool).reindex(series.index, fill_value=False)


def _is_truth(series: pd.Series[Any]) -> bool:
    from pandas.api import types

    present = series.dropna()
    return types.is_bool_dtype(present.dtype) or bool(len(present) and present.map(lambda v: isinstance(v, bool)).all())


def _numbers(column: Column, present: pd.Series[Any], operator: str, value: Value) -> pd.Series[Any]:
    wanted = _as_number(value)
    if wanted is None:
        raise _bad_value(_NOT_A_NUMBER, column, value)
    hits: pd.Series[Any] = _ORDERED[operator](present, wanted)
    return hits


def _dates(column: Column, present: pd.Series[Any], operator: str, value: Value) -> pd.Series[Any]:
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


def _truths(column: Column, present: pd.Series[Any], operator: str, value: Value) -> pd.Series[Any]:
    text = _as_text(value).strip().casefold()
    if operator not in ("==", "!=") or text not in _TRUE | _FALSE:
        raise Refused("bad_value", _NOT_A_TRUTH, choices=["true", "false"], column=code(column.name))
    same = present.astype(bool) == (text in _TRUE)
    return same if operator == "==" else ~same


def _texts(column: Column, present: pd.Series[Any], operator: str, value: Value) -> pd.Series[Any]:
    if operator not in ("==", "!="):
        raise Refused("no_order", _NO_ORDER, choices=["==", "!=", "contains"], column=code(column.name))
    same = present.map(str) == _as_text(value)
    return same if operator == "==" else ~same


def _bad_value(text: Text, column: Column, value: Value) -> Refused:
    from tools._text import particle

    shown = shorten(_as_text(value), 40)
    return Refused("bad_value", text, column=code(column.name), value=shown, wa=particle(shown, "와"))


def _as_text(value: Value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _as_number(value: Value) -> int | float | None:
    """The value as a number; integers stay exact. None for what isn't one (or isn't finite)."""
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    text = value.strip().replace(",", "")
    try:
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else _as_number(float(text))
    except ValueError:
        return None


def _as_period(value: Value) -> tuple[Any, Any] | None:
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


def describe(ctx: ToolContext, picked: Picked, operator: Operator, value: Value) -> str:
    """A condition before the word for rows: "`구`가 ‘수성구’인", "`구` equal to “수성구”"."""
    dated = picked.column.kind in DATE_KINDS
    text = _DATE_CONDITIONS.get(operator, _CONDITIONS[operator]) if dated else _CONDITIONS[operator]
    bare = operator != "contains" and (dated or picked.column.kind in NUMERIC_KINDS)
    return ctx.say(text, column=picked.shown, value=str(plain(value)) if bare else _quoted(ctx, value))


def _quoted(ctx: ToolContext, value: Value) -> str:
    if isinstance(value, str):
        return f"‘{shorten(value, 40)}’" if ctx.language == "ko" else f"“{shorten(value, 40)}”"
    return str(plain(value))
