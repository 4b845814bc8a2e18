"""CSV for people: opens in Excel with Korean intact, and no cell runs as a formula."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(frame: pd.DataFrame, target: Path) -> None:
    """Write UTF-8 with BOM. A text cell or header that a spreadsheet would run gets an apostrophe before it; numbers stay.

    Source: OWASP, CSV Injection.
    """
    import pandas as pd

    safe = frame.rename(columns=lambda name: _inert(str(name)))
    for name in safe.columns:
        column = safe[name]
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
            safe[name] = column.map(lambda cell: _inert(cell) if isinstance(cell, str) else cell)
    safe.to_csv(target, index=False, encoding="utf-8-sig")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
