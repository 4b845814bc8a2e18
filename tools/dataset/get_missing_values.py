from __future__ import annotations

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._say import TABLE_ROWS, code, heads, join, number, percent

_NONE = Text(
    ko="빈 값이 하나도 없어요. {rows}행 × {columns}열이 모두 채워져 있어요.",
    en="No values are missing: all {rows} rows × {columns} columns are filled.",
)
_SOME = Text(
    ko="{columns}개 열 중 {with_gaps}개에 빈 값이 있고, 전체 칸의 {share}({cells}칸)가 비어 있어요.",
    en="Missing values in {with_gaps} of {columns} columns: {cells} cells, {share} of all.",
)
_MOST = Text(ko="{column} 열이 {missing}행({share})으로 가장 많이 비어 있어요.", en="{column} has the most gaps: {missing} rows ({share}).")
_EMPTY = Text(ko="{columns} 열은 전부 비어 있어요.", en="Entirely empty: {columns}.")
_NO_ROWS = Text(ko="이 데이터에는 행이 없어요.", en="This dataset has no rows.")
_TABLE = Text(ko="열|빈 값|비율(%)", en="column|missing|share (%)")
_TITLE = Text(ko="열별 결측치", en="Missing values by column")


@tool(title=Text(ko="결측치를 세는 중", en="counting missing values"), needs_dataset=True)
def get_missing_values(*, ctx: ToolContext) -> ToolResult:
    """Count missing values in every column: "결측치 보여줘", "show missing values", "how complete is the data".

    Counts and shares per column, columns with the most gaps first, and how many cells are empty altogether.
    """
    profile = ctx.need_dataset().profile
    rows = profile.rows
    ranked = sorted(profile.columns, key=lambda c: -c.missing)
    gaps = [c for c in ranked if c.missing]
    cells = sum(c.missing for c in gaps)
    data = {
        "rows": rows,
        "columns": len(profile.columns),
        "columns_with_missing": len(gaps),
        "missing_cells": cells,
        "missing_share": cells / (rows * len(profile.columns)) if rows and profile.columns else None,
        "missing": [{"column": c.name, "missing": c.missing, "share": c.missing / rows if rows else None} for c in ranked],
        "definition": "missing = no value in the cell; share = missing / rows",
    }
    if not rows:
        return ToolResult(ctx.say(_NO_ROWS), data)
    if not gaps:
        return ToolResult(ctx.say(_NONE, rows=number(rows), columns=len(profile.columns)), data)
    return ToolResult(_sentence(ctx, cells), data, [_table(ctx)])


def _sentence(ctx: ToolContext, cells: int) -> str:
    profile = ctx.need_dataset().profile
    gaps = sorted((c for c in profile.columns if c.missing), key=lambda c: -c.missing)
    empty = [c for c in gaps if c.missing == profile.rows]
    partial = [c for c in gaps if c.missing < profile.rows]
    total = profile.rows * len(profile.columns)
    return join(
        ctx.say(_SOME, columns=len(profile.columns), with_gaps=len(gaps), share=percent(cells, total), cells=number(cells)),
        ctx.say(_EMPTY, columns=", ".join(code(c.name) for c in empty[:5]) + (", …" if len(empty) > 5 else "")) if empty else "",
        ctx.say(_MOST, column=code(partial[0].name), missing=number(partial[0].missing), share=percent(partial[0].missing, profile.rows))
        if partial and not empty
        else "",
    )


def _table(ctx: ToolContext) -> Table:
    profile = ctx.need_dataset().profile
    gaps = sorted((c for c in profile.columns if c.missing), key=lambda c: -c.missing)
    rows = [[c.name, c.missing, round(100 * c.missing / profile.rows, 1)] for c in gaps[:TABLE_ROWS]]
    return Table(heads(ctx.language, _TABLE), rows, ctx.say(_TITLE))
