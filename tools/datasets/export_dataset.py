from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._csv import inert, write_csv
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, ToolResult
from tools._text import Text
from tools.datasets._find import shown, wanted
from tools.datasets._several import rows_of, stem

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["csv", "xlsx", "parquet"]

_ROWS_OF_A_SHEET = 1_048_575  # Excel's rows, without the header: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
_COLUMNS_OF_A_SHEET = 16_384
_CELLS_AT_MOST = 3_000_000  # a workbook of more takes minutes, and few programs open it
_CHARACTERS_OF_A_CELL = 32_767

_DONE = Text(
    ko="`{name}` 데이터({rows:,}행 × {columns:,}열)를 {format} 파일로 내보냈어요.",
    en="Exported the dataset `{name}` ({rows:,} rows, {columns:,} columns) as {format}.",
)
_NEUTRALISED = Text(
    ko="수식으로 시작하는 글자 칸은 앞에 작은따옴표를 붙여 실행되지 않게 했어요.",
    en="Text cells that a spreadsheet would run as a formula begin with an apostrophe, so that they don't.",
)
_ALT = Text(ko="`{name}` 데이터 {rows:,}행이 든 {format} 파일", en="{format} file with the {rows:,} rows of the dataset `{name}`")
_TOO_LARGE = Text(
    ko="`{name}` 데이터({rows:,}행 × {columns:,}열)는 엑셀에 담기에 너무 커요. CSV나 Parquet으로 내보내 달라고 말씀해 주세요.",
    en="The dataset `{name}` ({rows:,} rows, {columns:,} columns) is too large for a workbook. Ask for CSV or Parquet instead.",
)


@tool(title=Text(ko="데이터를 내보내는 중", en="exporting a dataset"))
async def export_dataset(
    format: Annotated[Format, Field(description="csv opens everywhere, xlsx in Excel, parquet keeps the types")] = "csv",
    name: Annotated[str | None, Field(description="Name (or part of it) or id; the thread's current dataset when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Make a file of a dataset to download: CSV, XLSX or Parquet ("엑셀로 내보내줘", "export as parquet")."""
    dataset = await wanted(ctx, name)
    rows, columns = dataset.profile.rows, len(dataset.profile.columns)
    if format == "xlsx" and (rows > _ROWS_OF_A_SHEET or columns > _COLUMNS_OF_A_SHEET or rows * columns > _CELLS_AT_MOST):
        raise Refused("too_large_for_xlsx", _TOO_LARGE, name=shown(dataset.name), rows=rows, columns=columns)
    frame = await asyncio.to_thread(rows_of, ctx, dataset)
    write, mime = _WRITERS[format]
    target = await asyncio.to_thread(_written, frame, write, f".{format}")
    label = format.upper() if format != "parquet" else "Parquet"
    facts = {"name": shown(dataset.name), "rows": rows, "columns": columns, "format": label}
    text = ctx.say(_DONE, **facts) + (" " + ctx.say(_NEUTRALISED) if format != "parquet" and _has_formulas(frame) else "")
    artifact = Artifact(f"{stem(dataset.name)}.{format}", mime, ctx.say(_ALT, **facts), source=target)
    return ToolResult(text, {"id": dataset.id, "name": dataset.name, "format": format, "rows": rows, "columns": columns}, [], [artifact])


def _written(frame: pd.DataFrame, write: Callable[[pd.DataFrame, Path], None], suffix: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix="eclo-", suffix=suffix, delete=False) as file:
        target = Path(file.name)
    try:
        write(frame, target)
    except BaseException:  # the disk is full
        target.unlink()
        raise
    return target


def _has_formulas(frame: pd.DataFrame) -> bool:
    texts = frame.select_dtypes(exclude=["number", "datetime", "bool"])
    cells = (cell for name in texts for cell in texts[name].dropna().unique() if isinstance(cell, str))
    return any(inert(word) != word for word in (*map(str, frame.columns), *cells))


def _xlsx(frame: pd.DataFrame, target: Path) -> None:
    """Row by row, so that memory stays flat. Text is written as text: openpyxl would make a formula of what begins with "="."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return None if value is None or value != value else value  # noqa: PLR0124 - NaN and NaT
        written = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", inert(value))[:_CHARACTERS_OF_A_CELL])
        written.data_type = "s"
        return written

    sheet.append([cell(str(name)) for name in frame.columns])
    columns = [frame[name].astype(object).tolist() for name in frame.columns]
    for row in zip(*columns, strict=True):
        sheet.append([cell(value) for value in row])
    book.save(target)


def _parquet(frame: pd.DataFrame, target: Path) -> None:
    frame.to_parquet(target, index=False, compression="zstd")


_WRITERS: dict[str, tuple[Callable[[pd.DataFrame, Path], None], str]] = {
    "csv": (write_csv, "text/csv"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": (_parquet, "application/vnd.apache.parquet"),
}
