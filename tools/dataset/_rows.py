"""Showing whole rows: which columns fit, and the rows as table and data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._result import Table
from tools._text import Text
from tools.dataset._say import cell, plain
from tools.dataset._values import levels

if TYPE_CHECKING:
    import pandas as pd

SHOWN_COLUMNS = 12
ROW_NUMBER = Text(ko="행", en="row")
SOME_COLUMNS = Text(ko="{total}개 열 중 {shown}개만 보여 드려요.", en="{shown} of {total} columns are shown.")


def preview_columns(ctx: ToolContext, first: Sequence[str] = ()) -> list[str]:
    """The columns to show with rows: `first`, then those with a role, then the rest, at most 12, in the file's order."""
    from dataclasses import astuple

    profile = ctx.need_dataset().profile
    names = [c.name for c in profile.columns]
    wanted = [*first, *(role for role in astuple(profile.roles) if role), *names]
    chosen = set(list(dict.fromkeys(wanted))[:SHOWN_COLUMNS])
    return [name for name in names if name in chosen]


def some_columns(ctx: ToolContext, shown: int) -> str:
    total = len(ctx.need_dataset().profile.columns)
    return ctx.say(SOME_COLUMNS, total=total, shown=shown) if shown < total else ""


def rows_of(ctx: ToolContext, frame: pd.DataFrame, title: str) -> tuple[list[dict[str, Any]], Table]:
    """Rows as data (`{"row": number from 1, "values": {column: value}}`) and as a table.

    `frame` carries 0-based row positions as its index; row numbers count data rows, not lines of the file.
    """
    profile = ctx.need_dataset().profile
    kinds = {c.name: c.kind for c in profile.columns}
    columns = [str(c) for c in frame.columns]
    tidied = [_tidy(frame[c], kinds[c]) for c in columns]
    numbers = [int(i) + 1 for i in frame.index]
    data = [
        {"row": row, "values": {name: plain(values[i], kinds[name]) for name, values in zip(columns, tidied, strict=True)}}
        for i, row in enumerate(numbers)
    ]
    table_rows = [
        [row, *(cell(values[i], kinds[name]) for name, values in zip(columns, tidied, strict=True))] for i, row in enumerate(numbers)
    ]
    return data, Table([ctx.say(ROW_NUMBER), *columns], table_rows, title)


def _tidy(series: pd.Series[Any], kind: str) -> list[Any]:
    """The values, None for missing; whole floats of an integer column as integers."""
    present = levels(series) if kind == "integer" else series.dropna()
    found = dict(zip(present.index, present.tolist(), strict=True))
    return [found.get(i) for i in series.index]
