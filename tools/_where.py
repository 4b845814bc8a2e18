"""`where`: a tool about the rows that meet some conditions, rather than about all.

A tool asks for it by `@tool(where=True)`; the parameter, the filtering and the sentence about it come from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from tools._errors import Refused
from tools._text import Text

if TYPE_CHECKING:
    import pandas as pd

    from tools._context import ToolContext
    from tools.dataset._pick import Picked

PARAMETER = "where"
_LISTED = 6
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
    operator: Literal["==", "!=", ">", "<", ">=", "<=", "contains"] = "=="
    value: str | float | int | bool = Field(description="Value to compare with; dates as 2018, 2018-03 or 2018-03-01")


def select(ctx: ToolContext, columns: Sequence[str], conditions: Sequence[Condition]) -> pd.DataFrame:
    """The wanted columns of the rows that meet every condition; the index is the rows' position in the whole.

    Raises Refused where a column or value can't be compared, or where no row is left.
    """
    import pandas as pd

    from tools.dataset._compare import matches
    from tools.dataset._pick import pick

    picked = [pick(ctx, condition.column) for condition in conditions]
    frame = ctx.read(list(dict.fromkeys([*columns, *(p.name for p in picked)])))
    kept = pd.Series(True, index=frame.index)
    for condition, column in zip(conditions, picked, strict=True):
        kept &= matches(column, frame[column.name], condition.operator, condition.value)
    if not kept.any():
        raise _none_left(ctx, conditions, picked, frame)
    return frame.loc[kept, list(columns)]


def _none_left(ctx: ToolContext, conditions: Sequence[Condition], picked: Sequence[Picked], frame: pd.DataFrame) -> Refused:
    """Where a value does not occur at all, with those that do and look most like it."""
    from tools.dataset._pick import LEVEL_KINDS
    from tools.dataset._say import shorten
    from tools.dataset._values import levels

    for condition, column in zip(conditions, picked, strict=True):
        if condition.operator != "==" or column.column.kind not in {*LEVEL_KINDS, "text"}:
            continue
        found = [str(v) for v in levels(frame[column.name]).value_counts().index]
        if found and str(condition.value) not in found:
            from rapidfuzz import process

            near = [v for v, _, _ in process.extract(str(condition.value), found, limit=_LISTED, score_cutoff=50)]
            listed = list(dict.fromkeys([*near, *found]))[:_LISTED]
            fields = {"column": column.shown, "values": ", ".join(shorten(v, 30) for v in listed)}
            return Refused("no_rows_match", _NO_SUCH_VALUE, choices=listed, conditions=said(ctx, [condition]), **fields)
    return Refused("no_rows_match", _NO_ROWS, conditions=said(ctx, conditions))


def said(ctx: ToolContext, conditions: Sequence[Condition]) -> str:
    """The conditions in words, to stand before the word for rows."""
    from tools.dataset._compare import describe
    from tools.dataset._pick import pick

    return AND.say(ctx.language).join(describe(ctx, pick(ctx, c.column), c.operator, c.value) for c in conditions)


def note(ctx: ToolContext, rows: int, conditions: Sequence[Condition]) -> str:
    """The sentence that says of which rows the answer speaks."""
    return _ONLY.say(ctx.language, conditions=said(ctx, conditions), rows=rows, total=ctx.need_dataset().profile.rows)
