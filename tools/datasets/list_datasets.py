from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from storage.datasets import Dataset
from storage.lineage import uploads
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.datasets._find import shown

_PAGE = 20

_NONE = Text(
    ko="아직 올라온 데이터가 없어요. CSV 파일을 올려 주시면 바로 살펴볼게요.",
    en="No datasets have been shared here yet. Drop a CSV file and I'll look at it.",
)
_ONE = Text(ko="데이터가 1개 있어요: `{newest}`({rows}행).", en="There is 1 dataset: `{newest}` ({rows} rows).")
_MANY = Text(
    ko="데이터가 {count}개 있어요. 가장 최근 것은 `{newest}`({rows}행)예요.",
    en="There are {count} datasets. The newest is `{newest}` ({rows} rows).",
)
_CURRENT = Text(ko="이 대화는 `{current}` 데이터를 보고 있어요.", en="This conversation is about `{current}`.")
_PAGES = Text(
    ko="{pages}쪽 가운데 {page}쪽이에요. 다른 쪽은 ‘데이터 목록 {next}쪽’처럼 말씀해 주세요.",
    en="This is page {page} of {pages}. For another say “datasets page {next}”.",
)
_COLUMNS = (
    Text(ko="이름", en="name"),
    Text(ko="행", en="rows"),
    Text(ko="열", en="columns"),
    Text(ko="올린 때(UTC)", en="shared (UTC)"),
    Text(ko="지금 사용", en="in use"),
)
_ABOUT = Text(ko="설명", en="about")
_MADE_FROM = Text(ko="만든 바탕", en="made from")
_TITLE = Text(ko="데이터 목록", en="Datasets")


@tool(title=Text(ko="데이터 목록을 읽는 중", en="listing datasets"))
async def list_datasets(
    page: Annotated[int, Field(description="Page of 20 datasets, 1 is the newest", ge=1)] = 1, *, ctx: ToolContext
) -> ToolResult:
    """List the datasets shared in this channel, newest first, and say which one this thread is about ("데이터 목록", "my datasets")."""
    found = await ctx.stores.datasets.list(ctx.scope)
    current = ctx.dataset.id if ctx.dataset else None
    pages = max(1, -(-len(found) // _PAGE))
    page = min(page, pages)
    on_page = found[(page - 1) * _PAGE : page * _PAGE]
    data = {"datasets": [_facts(d, current) for d in on_page], "count": len(found), "page": page, "pages": pages}
    if not found:
        return ToolResult(ctx.say(_NONE), data)
    text = ctx.say(_ONE if len(found) == 1 else _MANY, count=len(found), newest=shown(found[0].name), rows=f"{found[0].profile.rows:,}")
    if ctx.dataset and len(found) > 1:
        text += " " + ctx.say(_CURRENT, current=shown(ctx.dataset.name))
    if pages > 1:
        text += " " + ctx.say(_PAGES, page=page, pages=pages, next=page + 1 if page < pages else 1)
    return ToolResult(text, data, [_table(on_page, current, ctx)])


def _facts(d: Dataset, current: str | None) -> dict[str, Any]:
    return {
        "id": d.id,
        "name": d.name,
        "rows": d.profile.rows,
        "columns": len(d.profile.columns),
        "size_bytes": d.size,
        "created_at": d.created_at.isoformat(),
        "current": d.id == current,
        "description": d.description,
        "made_from": uploads(d.lineage, d.name) if d.lineage else [],
    }


def _table(found: list[Dataset], current: str | None, ctx: ToolContext) -> Table:
    """What people said of a dataset, and what it was made from, have a column when any of them has it."""
    rows: list[list[Any]] = [
        [shown(d.name), d.profile.rows, len(d.profile.columns), f"{d.created_at:%Y-%m-%d %H:%M}", "✓" if d.id == current else ""]
        for d in found
    ]
    columns = [ctx.say(c) for c in _COLUMNS]
    made_from = [", ".join(map(shown, uploads(d.lineage, d.name))) if d.lineage else "" for d in found]
    for heading, cells in ((_ABOUT, [shown(d.description) for d in found]), (_MADE_FROM, made_from)):
        if any(cells):
            columns.append(ctx.say(heading))
            rows = [[*row, cell] for row, cell in zip(rows, cells, strict=True)]
    return Table(columns, rows, ctx.say(_TITLE))
