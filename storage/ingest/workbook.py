"""A sheet of an Excel workbook -> columns of text, as if it had been saved as CSV.

Excel keeps every number as a float and every date as a number with a format: they are written the way CSV files have them.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from storage.errors import UnreadableFile
from storage.ingest.limits import Limits
from storage.ingest.options import Options
from storage.ingest.parse import Parsed, parse_text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_XML_PER_CELL, _XML_BESIDES = 40, 1024**2  # XML is many times as long as what it says
_EXACT_IN_FLOAT = 2**53


def read_workbook(data: bytes, limits: Limits, options: Options) -> tuple[Parsed, str, list[str]]:
    """What is in one sheet, its name, and the names of all sheets.

    Raises UnreadableFile: file_sheet_unknown, file_too_many_cells, file_unpacks_too_large, file_damaged, and those of `parse_text`.
    A sheet with one cell in the far corner makes the reader ask for more memory than the process may have, which ends it.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    _check_size(data, limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(workbook.sheet_names)
        sheet = _sheet(workbook, names, options.sheet)
        _check_cells(sheet, limits)
        text, starts = _as_csv(sheet.iter_rows())
        above = sheet.start[0] if sheet.start else 0
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableFile("file_damaged") from None
    parsed = parse_text(text, limits, delimiter=",", with_lines=bool(options.types))
    parsed.lines = [bisect_right(starts, line) + above for line in parsed.lines]
    return parsed, sheet.name, names


def _check_size(data: bytes, limits: Limits) -> None:
    """By what the archive says about itself; one that lies meets the limit on the memory of the process."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    most = _XML_PER_CELL * limits.max_cells + _XML_BESIDES
    if unpacked > most:
        raise UnreadableFile("file_unpacks_too_large", limit_mb=most // 1024**2)


def _sheet(workbook: CalamineWorkbook, names: list[str], wanted: str) -> CalamineSheet:
    """The sheet that was asked for, else the first with something in it."""
    if not names:
        raise UnreadableFile("file_empty")
    if wanted:
        if wanted not in names:
            raise UnreadableFile("file_sheet_unknown", sheet=wanted, sheets=names)
        return workbook.get_sheet_by_name(wanted)
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.width and sheet.height:
            return sheet
    raise UnreadableFile("file_empty")


def _check_cells(sheet: CalamineSheet, limits: Limits) -> None:
    if not sheet.width or not sheet.height:
        raise UnreadableFile("file_empty")
    if sheet.width > limits.max_columns:
        raise UnreadableFile("file_too_many_columns", limit=limits.max_columns, found=sheet.width)
    if sheet.width * sheet.height > limits.max_cells:
        raise UnreadableFile("file_too_many_cells", limit=limits.max_cells, found=sheet.width * sheet.height)


def _as_csv(rows: Iterable[list[Any]]) -> tuple[str, list[int]]:
    """The rows as CSV, and the line of it on which each begins."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    starts, line = [], 1
    for row in rows:
        cells = [cell if type(cell) is str else _text(cell) for cell in row]
        starts.append(line)
        line += 1 + sum(len(c.splitlines()) - 1 for c in cells if "\n" in c or "\r" in c)
        writer.writerow(cells)
    return out.getvalue(), starts


def _text(cell: Any) -> str:
    """A cell as a CSV file would have it: 12 for 12.0, 2022-01-01 for a day, 2022-01-01 01:00:00 for a moment."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT_IN_FLOAT else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    return str(cell)
