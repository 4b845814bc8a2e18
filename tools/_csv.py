"""CSV for people: opens in Excel with Korean intact, and no cell runs as a formula."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NEEDS_QUOTES = re.compile('[,"\r\n]')


def write_csv(frame: pd.DataFrame, target: Path, progress: Callable[[int, int], None] | None = None, chunk: int = 10_000) -> None:
    """Write UTF-8 with BOM. A text cell or header that a spreadsheet would run gets an apostrophe before it; numbers stay.

    Cells look as pandas writes them, but each distinct one is made ready only once. `progress(done, rows)` is called after each chunk;
    what it raises ends the work. Source: OWASP, CSV Injection.
    """
    rows, empty = len(frame), '""' if len(frame.columns) == 1 else ""  # a line with nothing on it would not be a row
    columns = [_column(frame.iloc[:, position], empty) for position in range(len(frame.columns))]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(",".join(_cell(str(name)) or empty for name in frame.columns) + "\n")
        for start in range(0, max(rows, 1), chunk):
            parts = [texts[codes[start : start + chunk]].tolist() for codes, texts in columns]
            file.writelines(",".join(cells) + "\n" for cells in zip(*parts, strict=True))
            if progress:
                progress(min(start + chunk, rows), rows)


def _column(column: pd.Series, empty: str) -> tuple[NDArray[np.intp], NDArray[np.object_]]:
    """(for each row the position of its cell, the different cells as they are written; the last one is an empty cell, position -1)."""
    import numpy as np
    import pandas as pd

    if column.dtype == object and not all(type(cell) is str for cell in column[column.notna()]):
        codes = np.where(column.isna(), -1, np.arange(len(column)))  # 1, 1.0 and True are one value, but not one text
        found = column.tolist()
    else:
        codes, distinct = pd.factorize(column)
        found = _as_pandas_writes(distinct) if column.dtype.kind in "mM" else distinct.tolist()
    return codes, np.array([*(_cell(cell) or empty if isinstance(cell, str) else str(cell) for cell in found), empty], dtype=object)


def _as_pandas_writes(moments: pd.Index) -> list[str]:
    """Dates without a time of day where no row has one."""
    return str(moments.to_series().to_csv(index=False, header=False)).splitlines()


def _cell(text: str) -> str:
    text = inert(text)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def inert(cell: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
