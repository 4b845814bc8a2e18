"""CSV for people: opens in Excel with Korean intact, and no cell runs as a formula."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(frame: pd.DataFrame, target: Path, progress: Callable[[int, int], None] | None = None, chunk: int = 10_000) -> None:
    """Write UTF-8 with BOM. A text cell or header that a spreadsheet would run gets an apostrophe before it; numbers stay.

    `progress(done, rows)` is called after each chunk; what it raises ends the work. Source: OWASP, CSV Injection.
    """
    safe = frame.rename(columns=lambda name: inert(str(name)))
    rows = len(safe)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        for start in range(0, max(rows, 1), chunk):
            part = safe.iloc[start : start + chunk].copy()
            for name in part.select_dtypes(exclude=["number", "datetime", "bool"]).columns:
                part[name] = part[name].map(lambda cell: inert(cell) if isinstance(cell, str) else cell)
            part.to_csv(file, index=False, header=start == 0)
            if progress:
                progress(min(start + chunk, rows), rows)


def inert(cell: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
