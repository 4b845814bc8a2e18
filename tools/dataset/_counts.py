"""Counting the values of a column, and saying which come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._text import Text
from tools.dataset._calendar import Calendar, calendar_of, is_year, label_of
from tools.dataset._pick import DATE_KINDS, Picked
from tools.dataset._say import cell, number, shorten
from tools.dataset._values import levels

if TYPE_CHECKING:
    import pandas as pd

_AND_MORE = Text(ko="{names} 외 {more}가지", en="{names} and {more} more")
_TRUTH = {True: Text(ko="예", en="true"), False: Text(ko="아니오", en="false")}
_CALENDAR_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Counts:
    """Distinct present values with their counts, in the order to show them (calendar order, else most frequent first)."""

    values: list[Any]
    counts: list[int]
    rows: int
    missing: int
    calendar: Calendar | None

    @property
    def n(self) -> int:
        return self.rows - self.missing

    @property
    def distinct(self) -> int:
        return len(self.values)

    @property
    def by_count(self) -> list[tuple[Any, int]]:
        return sorted(zip(self.values, self.counts, strict=True), key=lambda pair: -pair[1])

    @property
    def order(self) -> str:
        return "calendar" if self.calendar else "count"


def count_values(series: pd.Series[Any], name: str) -> Counts:
    """Count the present values. Ties come in the order of the values themselves."""
    present = levels(series)
    counted = present.value_counts(sort=False)
    pairs = list(zip(counted.index.tolist(), (int(c) for c in counted.tolist()), strict=True))
    pairs.sort(key=lambda pair: (-pair[1], sort_key(pair[0])))
    calendar = calendar_of(name, [value for value, _ in pairs]) if len(pairs) <= _CALENDAR_LIMIT else None
    if calendar:
        pairs.sort(key=lambda pair: calendar.rank(pair[0]))
    return Counts([v for v, _ in pairs], [c for _, c in pairs], len(series), len(series) - len(present), calendar)


def sort_key(value: Any) -> tuple[int, Any]:
    """A total order over mixed values: numbers by size, then anything else by its text."""
    if isinstance(value, (bool, int, float)):
        return (0, value)
    return (1, str(value))


def spoken(ctx: ToolContext, value: Any, picked: Picked, calendar: Calendar | None = None) -> str:
    """One value in a sentence."""
    if isinstance(value, bool):
        return ctx.say(_TRUTH[value])
    if calendar is not None:
        return calendar.label(value, ctx.language)
    if isinstance(value, int) and is_year(picked.name, value, value):
        return label_of("year", value, ctx.language)
    text = (
        str(value)
        if isinstance(value, int)
        else number(value)
        if isinstance(value, float)
        else shorten(str(cell(value, picked.column.kind)), 40)
    )
    bare = picked.column.kind in DATE_KINDS or (not text.isdigit() and text.replace(" ", "").isalnum())
    return text if bare else f"‘{text}’" if ctx.language == "ko" else f"“{text}”"


def listed(ctx: ToolContext, labels: Sequence[str], limit: int = 3) -> str:
    """Tied values in a sentence: the first `limit`, and how many more."""
    separator = "·" if ctx.language == "ko" else ", "
    if len(labels) <= limit:
        return separator.join(labels)
    return ctx.say(_AND_MORE, names=labels[0], more=number(len(labels) - 1))
