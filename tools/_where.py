"""`where`: a tool about the rows that meet some conditions, rather than about all.

A tool asks for it by `@tool(where=True)`; the parameter, the filtering and the sentence about it come from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools._errors import Refused
from tools._operators import Operator, Value, settled
from tools._text import Text

if TYPE_CHECKING:
    import pandas as pd

    from tools._context import ToolContext
    from tools.dataset._pick import Picked

PARAMETER = "where"
_LISTED = 6
VALUE = "Value to compare with, for in and not in a list of values; dates as 2018, 2018-03 or 2018-03-01"
DESCRIPTION = "Only rows that meet all of these conditions; leave out for all rows"

_NO_ROWS = Text(
    ko="{conditions} 행이 없어요. 조건을 바꿔 다시 물어봐 주세요.", en="No row has {conditions}. Change the condition and ask again."
)
_NO_SUCH_VALUE = Text(
    ko="{conditions} 행이 없어요. {column}에는 이런 값이 있어요: {values}",
    en="No row has {conditions}. Values of {column}: {values}",
)
_ONLY = Text(
    ko="{conditions} {rows:,}행만 봤어요(전체 {total:,}행).", en="Only the {rows:,} rows with {conditions} were used (of {total:,})."
)
AND = Text(ko=", ", en=" and ")


class Condition(BaseModel):
    """One condition on the rows."""

    model_config = ConfigDict(extra="forbid")

    column: str = Field(description="Column to compare")
    operator: Operator = "=="
    value: Value = Field(description=VALUE)

    @model_validator(mode="after")
    def _settle(self) -> Condition:
        self.operator, self.value = settled(self.operator, self.value)
        return self


def select(ctx: ToolContext, columns: Sequence[str], conditions: Sequence[Condition]) -> pd.DataFrame:
    """The wanted columns of the rows that meet every condition; the index is the rows' position in the whole.

    Values of a list that do not occur are left in `ctx.absent`, by column. Raises Refused where a column or value can't be compared, or
    where no row is left.
    """
    import pandas as pd

    from tools.dataset._compare import absent, matches
    from tools.dataset._pick import pick

    picked = [pick(ctx, condition.column) for condition in conditions]
    frame = ctx.read(list(dict.fromkeys([*columns, *(p.name for p in picked)])))
    kept = pd.Series(True, index=frame.index)
    for condition, column in zip(conditions, picked, strict=True):
        kept &= matches(column, frame[column.name], condition.operator, condition.value)
    if not kept.any():
        raise _none_left(ctx, conditions, picked, frame)
    for condition, column in zip(conditions, picked, strict=True):
        if unknown := absent(column, frame[column.name], condition.operator, condition.value):
            ctx.absent[column.name] = unknown
    return frame.loc[kept, list(columns)]


def _none_left(ctx: ToolContext, conditions: Sequence[Condition], picked: Sequence[Picked], frame: pd.DataFrame) -> Refused:
    """Where a value does not occur at all, with those that do and look most like it."""
    from tools.dataset._pick import LEVEL_KINDS
    from tools.dataset._say import shorten
    from tools.dataset._values import levels

    for condition, column in zip(conditions, picked, strict=True):
        if condition.operator not in ("==", "in") or column.column.kind not in {*LEVEL_KINDS, "text"}:
            continue
        wanted = [str(v) for v in (condition.value if isinstance(condition.value, list) else [condition.value])]
        found = [str(v) for v in levels(frame[column.name]).value_counts().index]
        if found and not {*wanted} & {*found}:
            listed = _nearest(wanted, found)
            fields = {"column": column.shown, "values": ", ".join(shorten(v, 30) for v in listed)}
            return Refused("no_rows_match", _NO_SUCH_VALUE, choices=listed, conditions=said(ctx, [condition]), **fields)
    return Refused("no_rows_match", _NO_ROWS, conditions=said(ctx, conditions))


def _nearest(wanted: Sequence[str], found: Sequence[str]) -> list[str]:
    """Of the values there are, those most like the wanted ones first."""
    from rapidfuzz import process

    scored = [hit for value in wanted for hit in process.extract(value, found, limit=_LISTED, score_cutoff=50)]
    near = [value for value, _, _ in sorted(scored, key=lambda hit: -hit[1])]
    return list(dict.fromkeys([*near, *found]))[:_LISTED]


def said(ctx: ToolContext, conditions: Sequence[Condition]) -> str:
    """The conditions in words, to stand before the word for rows."""
    from tools.dataset._conditions import describe
    from tools.dataset._pick import pick

    return AND.say(ctx.language).join(describe(ctx, pick(ctx, c.column), c.operator, c.value) for c in conditions)


def note(ctx: ToolContext, rows: int, conditions: Sequence[Condition]) -> str:
    """The sentences that say of which rows the answer speaks, and which values of a list are nowhere."""
    from tools.dataset._conditions import missed
    from tools.dataset._pick import pick
    from tools.dataset._say import join

    used = _ONLY.say(ctx.language, conditions=said(ctx, conditions), rows=rows, total=ctx.need_dataset().profile.rows)
    return join(used, *(missed(ctx, pick(ctx, column), values) for column, values in ctx.absent.items()))
