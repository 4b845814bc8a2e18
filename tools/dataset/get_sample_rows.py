from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._rows import preview_columns, rows_of, some_columns
from tools.dataset._say import TABLE_ROWS, join, number

_FIRST = Text(ko="전체 {rows}행 중 앞의 {n}행이에요.", en="The first {n} of {rows} rows.")
_RANDOM = Text(ko="전체 {rows}행에서 무작위로 고른 {n}행이에요.", en="{n} rows chosen at random from {rows}.")
_ALL = Text(ko="전체 {rows}행이에요.", en="All {rows} rows.")
_NO_ROWS = Text(ko="이 데이터에는 행이 없어요.", en="This dataset has no rows.")
_CAPPED = Text(ko="한 번에 {limit}행까지만 보여 드려요.", en="At most {limit} rows are shown at a time.")
_TITLE = Text(ko="행 예시", en="Sample rows")


@tool(title=Text(ko="행을 읽는 중", en="reading rows"), needs_dataset=True, where=True)
def get_sample_rows(
    n: Annotated[int, Field(ge=1, description="How many rows (at most 100)")] = 5,
    random: Annotated[bool, Field(description="True: rows chosen at random; False: the first rows")] = False,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Show some rows as they are: "데이터 좀 보여줘", "앞 10행", "5 random rows".

    The first rows, or rows drawn at random without replacement. Wide data is cut to 12 columns.
    """
    rows = ctx.need_dataset().profile.rows
    columns = preview_columns(ctx)
    frame = ctx.frame(columns)
    wanted = min(n, TABLE_ROWS, len(frame))
    seed = int(ctx.now.timestamp() * 1000) % 2**32
    part = frame.sample(wanted, random_state=seed).sort_index() if random and wanted else frame.head(wanted)
    found, table = rows_of(ctx, part, ctx.say(_TITLE))
    data = {"n": len(found), "rows_total": rows, "random": random, "columns": columns, "rows": found}
    if random:
        data["seed"] = seed
    if not len(frame):
        return ToolResult(ctx.say(_NO_ROWS), data)
    text = _ALL if wanted == len(frame) else _RANDOM if random else _FIRST
    sentence = ctx.say(text, rows=number(len(frame)), n=wanted)
    capped = ctx.say(_CAPPED, limit=TABLE_ROWS) if n > TABLE_ROWS and wanted == TABLE_ROWS else ""
    return ToolResult(join(sentence, capped, some_columns(ctx, len(columns))), data, [table])
