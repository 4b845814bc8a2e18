"""A report as sections of paragraphs and tables, written as Markdown and as a workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tools._csv import inert

_CELL = 32_000  # characters that a workbook's cell holds
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report; `short` names its sheet in the workbook."""

    title: str
    short: str
    paragraphs: list[str] = field(default_factory=list)
    table: Sheet | None = None


def markdown(title: str, sections: Sequence[Section]) -> bytes:
    parts = [f"# {_plain(title)}"]
    for section in sections:
        parts.append(f"## {_plain(section.title)}")
        parts += section.paragraphs
        if section.table is not None and section.table.rows:
            parts.append(_table(section.table))
    return ("\n\n".join(parts) + "\n").encode()


def _table(table: Sheet) -> str:
    lines = [_row(table.columns), "|" + " --- |" * len(table.columns), *(_row(row) for row in table.rows)]
    return "\n".join(lines)


def _row(cells: Sequence[Any]) -> str:
    return "| " + " | ".join(_plain(_shown(cell)) for cell in cells) + " |"


def _shown(cell: Any) -> str:
    if cell is None:
        return "-"
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def _plain(text: str) -> str:
    """What stands in data is no markup: one line, and no sign that makes a link, a tag or another cell."""
    line = " ".join(_UNWRITABLE.sub("", text).split())
    return re.sub(r"([|<>\[\]\\*])", r"\\\1", line)


def workbook(title: str, sections: Sequence[Section]) -> bytes:
    """One sheet a section. No cell runs as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.active)
    for section in sections:
        sheet = book.create_sheet(section.short[:31])
        lines = [[title], [section.title], *([p] for p in section.paragraphs), []]
        head = len(lines) + 1
        table = [section.table.columns, *section.table.rows] if section.table else []
        for r, row in enumerate([*lines, *table], start=1):
            for c, value in enumerate(row, start=1):
                cell = sheet.cell(r, c, _safe(value))
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.alignment = Alignment(wrap_text=r >= head, vertical="top")
                if r in (1, 2, head):
                    cell.font = Font(bold=True)
        for c in range(1, (len(section.table.columns) if section.table else 1) + 1):
            sheet.column_dimensions[chr(64 + c) if c <= 26 else "Z"].width = 24
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _safe(value: Any) -> Any:
    return inert(_UNWRITABLE.sub("", value))[:_CELL] if isinstance(value, str) else value
