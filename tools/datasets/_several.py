"""Several datasets in one question: the names they go by, and their rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage.datasets import Dataset
from tools._context import ToolContext

if TYPE_CHECKING:
    import pandas as pd

CURRENT = "data"
_ENDING = re.compile(r"\.(?:csv|tsv|txt|xlsx?|jsonl?|ndjson|parquet)(?:\.gz)?$", re.IGNORECASE)


def stem(name: str) -> str:
    """A dataset's name without the ending of its file."""
    return _ENDING.sub("", name.strip()) or name


def table_names(datasets: Sequence[Dataset], current: Dataset | None) -> dict[str, list[str]]:
    """id -> the names a query may use, whatever their case: the name, the name without its ending, `data` for the current one.

    A name that several have is the newest one's; the others get a number behind it. `datasets` are newest first.
    """
    taken: set[str] = set()
    names: dict[str, list[str]] = {d.id: [] for d in datasets}

    def take(dataset: Dataset, name: str) -> bool:
        if not name or name.casefold() in taken:
            return False
        taken.add(name.casefold())
        names[dataset.id].append(name)
        return True

    if current is not None and current.id in names:
        take(current, CURRENT)
    for dataset in datasets:
        line = _line(dataset)
        if not take(dataset, line):
            next(n for n in range(2, len(datasets) + 2) if take(dataset, f"{line} ({n})"))
    for dataset in datasets:
        take(dataset, stem(_line(dataset)))
    return names


def _line(dataset: Dataset) -> str:
    """As people type it: one line, with whole syllables (macOS takes them apart in the names of files)."""
    return " ".join(unicodedata.normalize("NFC", dataset.name).split())


def rows_of(ctx: ToolContext, dataset: Dataset, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Columns of a dataset (its own ones when none are named), all rows. Blocks."""
    import pandas as pd

    ctx.used.add(dataset.id)
    wanted = [c.name for c in dataset.profile.columns] if columns is None else list(dict.fromkeys(columns))
    return pd.read_parquet(ctx.stores.blobs.path(dataset.parquet), columns=wanted)
