from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from tools._columns import normalise
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._say import number, shorten
from tools.datasets._find import shown
from tools.datasets._reread import reread_sheet

_READ = Text(
    ko="`{sheet}` 시트를 읽었어요({rows}행 × {columns}열). 이제 이 대화는 이 시트를 봐요.",
    en="Read the sheet `{sheet}` ({rows} rows, {columns} columns). This conversation is about it now.",
)
_NO_SHEETS = Text(
    ko="`{name}` 데이터에는 시트가 없어요. 엑셀(XLSX) 파일에서만 시트를 고를 수 있어요.",
    en="`{name}` has no sheets. Sheets can be chosen in Excel (XLSX) files only.",
)
_UNKNOWN = Text(
    ko="‘{sheet}’ 시트를 찾지 못했어요. 이 파일의 시트: {sheets}", en="There is no sheet “{sheet}”. Sheets in this file: {sheets}"
)
_LISTED = 8


@tool(title=Text(ko="시트를 읽는 중", en="reading a sheet"), needs_dataset=True)
async def read_sheet(
    sheet: Annotated[str, Field(description="Name of the sheet, or its position from 1 on")], *, ctx: ToolContext
) -> ToolResult:
    """Read another sheet of the Excel workbook at hand as a dataset of its own ("둘째 시트 읽어줘", "read the sheet 2018").

    The sheet that was read before stays in the list of datasets.
    """
    dataset = ctx.need_dataset()
    sheets = dataset.profile.sheets
    if not sheets:
        raise Refused("no_sheets", _NO_SHEETS, name=shown(dataset.name))
    wanted = find_sheet(sheet, sheets)
    if wanted is None:
        listed = ", ".join(f"`{shorten(s, 40)}`" for s in sheets[:_LISTED]) + (", …" if len(sheets) > _LISTED else "")
        raise Refused("unknown_sheet", _UNKNOWN, choices=sheets[:_LISTED], sheet=shorten(sheet, 40), sheets=listed)
    parquet, profile = await reread_sheet(ctx, dataset, wanted)
    file = dataset.name.removesuffix(f" ({dataset.profile.sheet})")
    ctx.dataset = await ctx.stores.datasets.add(
        ctx.scope,
        name=f"{file} ({wanted})",
        original=dataset.original,
        parquet=parquet,
        sha256=dataset.sha256,
        size=dataset.size,
        profile=profile,
    )
    text = ctx.say(_READ, sheet=shorten(wanted, 40), rows=number(profile.rows), columns=number(len(profile.columns)))
    data = {"id": ctx.dataset.id, "name": ctx.dataset.name, "sheet": wanted, "sheets": sheets}
    return ToolResult(text, {**data, "rows": profile.rows, "columns": [c.name for c in profile.columns]})


def find_sheet(wanted: str, sheets: list[str]) -> str | None:
    """By name, by name without case and punctuation, by the only name that holds it, then by position ("2", "2번째")."""
    plain = normalise(wanted)
    for fits in (lambda s: s == wanted, lambda s: normalise(s) == plain, lambda s: bool(plain) and plain in normalise(s)):
        found = [s for s in sheets if fits(s)]
        if len(found) == 1:
            return found[0]
    position = re.fullmatch(r"(\d{1,3})(?:번째?)?", wanted.strip())
    return sheets[int(position[1]) - 1] if position and 1 <= int(position[1]) <= len(sheets) else None
