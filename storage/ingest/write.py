"""Columns of values -> a Parquet file: cheap to write, and quick to read one column of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage.ingest.convert import Values
from storage.profile import Profile

_COMPRESSION = "lz4"  # zstd makes files a third smaller, and takes several times as long
_FEW = 1_000
_DICTIONARY_BYTES = 16 * 1024 * 1024  # Arrow gives up a dictionary of more than 1 MB, and writes every text out


def write(values: Mapping[str, Values], profile: Profile, target: Path) -> None:
    """Text with repeating values as a dictionary, which is what it is already. Types are those that `Values.plain` has."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    repeating = repeating_columns(profile)
    table = pa.table({name: v.array if name in repeating else v.plain() for name, v in values.items()})
    pq.write_table(table, target, **options(repeating))


def repeating_columns(profile: Profile) -> list[str]:
    """Those worth a dictionary: of text that repeats, and of other values where these are few."""
    text = ("text", "category")
    return [c.name for c in profile.all_columns if (c.unique * 2 < profile.rows if c.kind in text else c.unique <= _FEW)]


def options(repeating: list[str]) -> dict[str, Any]:
    """For `pyarrow.parquet.write_table`. Without Arrow's own schema in it, a dictionary is read as the text that it stands for."""
    return {
        "compression": _COMPRESSION,
        "use_dictionary": repeating,
        "dictionary_pagesize_limit": _DICTIONARY_BYTES,
        "store_schema": False,
        "write_statistics": False,
    }
