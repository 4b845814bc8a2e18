"""A new dataset made from the current one: stored, made the thread's own, and told about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from storage.lineage import made_from
from tools._context import ToolContext
from tools._result import Table
from tools._text import Text
from tools.dataset._say import cell

if TYPE_CHECKING:
    import pandas as pd

    from storage.datasets import Dataset

PREVIEW, _PREVIEW_COLUMNS = 5, 7

MADE = Text(
    ko="새 데이터 {name:를} 만들었어요: {rows:,}행 × {columns:,}열(전에는 {rows_before:,}행 × {columns_before:,}열).",
    en="Made a new dataset {name}: {rows:,} rows × {columns:,} columns (before: {rows_before:,} × {columns_before:,}).",
)
BACK = Text(
    ko="이제 이 대화는 이 데이터를 봐요. {parent}도 그대로 있고, ‘되돌려줘’라고 하시면 돌아가요.",
    en="This conversation is now about it. {parent} stays as it is; say “undo” to go back.",
)
TITLE = Text(ko="`{name}` 앞 {rows}행", en="First {rows} rows of `{name}`")


def stem(name: str) -> str:
    """A dataset's name without the ending of a file."""
    return re.sub(r"\.(csv|tsv|txt|xlsx?|parquet|jsonl?|gz)$", "", name, flags=re.IGNORECASE)


def make(ctx: ToolContext, frame: pd.DataFrame, name: str, tool: str, **facts: Any) -> Dataset:
    """Store `frame` as a dataset made from the current one by `tool`; what it did goes into its lineage with the time it was made."""
    parent = ctx.need_dataset()
    lineage = made_from(parent, tool=tool, **facts, **circumstances(ctx, frame))
    made = ctx.wait(ctx.stores.datasets.derive(ctx.scope, frame, name, lineage))
    ctx.dataset = made
    return made


def circumstances(ctx: ToolContext, frame: pd.DataFrame) -> dict[str, Any]:
    """What the record tells of every step: rows and columns before and after, when it was done, and by whom."""
    before = ctx.need_dataset().profile
    return {
        "before": {"rows": before.rows, "columns": len(before.columns)},
        "after": {"rows": len(frame), "columns": len(frame.columns)},
        "at": ctx.now.isoformat(timespec="seconds"),
        "by": ctx.scope.user,
    }


def told(ctx: ToolContext, parent: Dataset, made: Dataset) -> tuple[str, str]:
    """The sentence that says what there is now, and the one that says how to go back."""
    from tools.datasets._find import shown

    before, after = parent.profile, made.profile
    first = ctx.say(
        MADE,
        name=f"`{shown(made.name)}`",
        rows=after.rows,
        columns=len(after.columns),
        rows_before=before.rows,
        columns_before=len(before.columns),
    )
    return first, ctx.say(BACK, parent=f"`{shown(parent.name)}`")


def preview(ctx: ToolContext, frame: pd.DataFrame, made: Dataset, first: list[str]) -> Table:
    """The first rows, at most 7 columns: `first` (what the steps were about), then the others, in the order of the table."""
    from tools.datasets._find import shown

    names = [str(c) for c in frame.columns]
    chosen = set(list(dict.fromkeys([*(c for c in first if c in names), *names]))[:_PREVIEW_COLUMNS])
    columns = [c for c in names if c in chosen]
    kinds = {c.name: c.kind for c in made.profile.columns}
    top = frame[columns].head(PREVIEW)
    rows = [[cell(whole(value, kinds[c]), kinds[c]) for c, value in zip(columns, row, strict=True)] for row in top.itertuples(index=False)]
    return Table(columns, rows, ctx.say(TITLE, name=shown(made.name), rows=len(rows)))


def whole(value: Any, kind: str) -> Any:
    """12.0 of a column of whole numbers is 12."""
    return int(value) if kind == "integer" and isinstance(value, float) and value.is_integer() else value


def identity(made: Dataset, parent: Dataset) -> Mapping[str, Any]:
    """What the data of every answer about a new dataset begins with."""
    return {
        "dataset": {"id": made.id, "name": made.name},
        "parent": {"id": parent.id, "name": parent.name},
        "rows_before": parent.profile.rows,
        "rows": made.profile.rows,
        "columns_before": len(parent.profile.columns),
        "columns": [c.name for c in made.profile.columns],
    }
