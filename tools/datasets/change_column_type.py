from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from storage.datasets import Dataset
from storage.errors import NotFound
from storage.ingest import Options
from storage.profile import Column, Profile
from tools._columns import match_column
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._kinds import KIND_WORDS
from tools.dataset._say import code, heads, join, number, shorten
from tools.datasets._find import shown
from tools.datasets._reread import keep_types, reread_types

ColumnType = Literal["text", "category", "integer", "number", "date", "datetime", "boolean", "auto"]

_SAID_MISFITS = 3
_SAME_WORD = {"category": "text"}  # both keep every cell as it is written; which of them it is follows from the values

_CHANGED = Text(
    ko="이제 {column:를} {after:로} 읽어요(전에는 {before}, 예: {example}).",
    en="{column} is now read as {after} (it was {before}; example: {example}).",
)
_ALREADY = Text(ko="{column:는} 이미 {after:로} 읽고 있어요.", en="{column} is read as {after} already.")
_MISFITS = Text(
    ko="{after:로} 읽을 수 없는 칸 {count}개는 비워 두었어요: {cells}.",
    en="{count} cells that can't be read as {after} were left empty: {cells}.",
)
_MISFIT = Text(ko="{line}번째 줄 ‘{cell}’", en="line {line} “{cell}”")
_BACK = Text(
    ko="되돌리려면 ‘{name} 열을 원래 자료형으로 되돌려줘’라고 말해 주세요.", en="To go back, say “change {name} back to its original type”."
)
_NOTHING_FITS = Text(
    ko="{column}에는 {after:로} 읽을 수 있는 칸이 하나도 없어서 그대로 두었어요. 예: {example}",
    en="Nothing in {column} can be read as {after}, so it was left as it is. Example: {example}",
)
_GONE = Text(ko="데이터가 그사이 지워졌어요. 다시 올려 주세요.", en="The dataset has been deleted meanwhile. Share it again.")
_HEADS = Text(ko="줄|칸의 내용", en="line|what it says")
_TITLE = Text(ko="{column:로} 읽지 못한 칸", en="Cells of {column} that could not be read")


@tool(title=Text(ko="자료형을 바꿔 다시 읽는 중", en="reading the column as another type"), needs_dataset=True)
async def change_column_type(
    column: Annotated[str, Field(description="Column whose type is wrong")],
    type: Annotated[ColumnType, Field(description="What it is; auto: as it looks by itself, which undoes an earlier change")],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Correct how a column was understood: "우편번호는 문자야", "사고일시는 날짜야", "treat zip as text", "undo the type of zip".

    Reads that column of the original file again (leading zeros come back). Cells that don't fit are left empty, counted and named by line.
    The thread's dataset is the corrected one from then on; auto changes it back.
    """
    dataset = ctx.need_dataset()
    name = match_column(column, [c.name for c in dataset.profile.columns])
    before = dataset.profile.column(name)
    wanted = {key: kind for key, kind in dataset.profile.types.items() if key != name}
    if type != "auto":
        wanted[name] = type
    if _is(before, type) and (type != "auto" or name not in dataset.profile.types):
        return ToolResult(ctx.say(_ALREADY, column=code(name), after=ctx.say(KIND_WORDS[before.kind])), _data(dataset, before, before, []))
    parquet, profile = await reread_types(ctx, dataset, Options(sheet=dataset.profile.sheet, types=wanted))
    after = profile.column(name)
    if type != "auto" and after.kind == "empty" and before.kind != "empty":
        fields = {"column": code(name), "after": ctx.say(KIND_WORDS[type]), "example": shorten(before.example, 40)}
        raise Refused("type_does_not_fit", _NOTHING_FITS, **fields)
    ctx.dataset = await _store(ctx, dataset, parquet, profile)
    return _result(ctx, ctx.dataset, before, after)


def _is(column: Column, type: ColumnType) -> bool:
    return type == "auto" or _SAME_WORD.get(column.kind, column.kind) == _SAME_WORD.get(type, type)


async def _store(ctx: ToolContext, dataset: Dataset, parquet: str, profile: Profile) -> Dataset:
    try:
        return await keep_types(ctx, dataset, parquet, profile)
    except NotFound as error:
        raise Refused("unknown_dataset", _GONE) from error


def _result(ctx: ToolContext, dataset: Dataset, before: Column, after: Column) -> ToolResult:
    name, word = code(after.name), ctx.say(KIND_WORDS[after.kind])
    cells = [(m.line, m.text) for m in dataset.profile.misfits if m.column == after.name]
    count = dataset.profile.misfit_counts.get(after.name, 0)
    said = ", ".join(ctx.say(_MISFIT, line=number(line), cell=shorten(text, 30)) for line, text in cells[:_SAID_MISFITS])
    text = join(
        ctx.say(_CHANGED, column=name, after=word, before=ctx.say(KIND_WORDS[before.kind]), example=shorten(after.example, 40)),
        ctx.say(_MISFITS, after=word, count=number(count), cells=said + (", …" if count > _SAID_MISFITS else "")) if cells else "",
        ctx.say(_BACK, name=after.name) if after.name in dataset.profile.types else "",
    )
    rows = [[line, shorten(cell)] for line, cell in cells]
    table = [Table(heads(ctx.language, _HEADS), [list(r) for r in rows], ctx.say(_TITLE, column=shown(after.name)))] if rows else []
    return ToolResult(text, _data(dataset, before, after, cells), table)


def _data(dataset: Dataset, before: Column, after: Column, cells: list[tuple[int, str]]) -> dict[str, object]:
    return {
        "id": dataset.id,
        "name": dataset.name,
        "column": after.name,
        "before": before.kind,
        "after": after.kind,
        "missing": after.missing,
        "example": after.example,
        "misfit_count": dataset.profile.misfit_counts.get(after.name, 0),
        "misfits": [{"line": line, "text": text} for line, text in cells],
        "definition": "a misfit is a cell that can't be read as the type; it is left empty; lines count from the file's first line (1)",
    }
