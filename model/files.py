"""Files of accidents: Parquet, or CSV in the encodings and with the separators that Korean exports come in."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import UnusableTable

if TYPE_CHECKING:
    import pandas as pd

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = (",", "\t", ";", "|")
_RAGGED = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")


def read_file(path: Path) -> pd.DataFrame:
    """A Parquet file, or a CSV in UTF-8, UTF-16 (with or without a mark) or CP949, all its cells as text.

    Raises UnusableTable: table_empty, table_unreadable, line_too_long (a line with more cells than the header).
    """
    import pandas as pd

    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pd.read_parquet(path)
        text = _decode(path.read_bytes())
        if not text.strip():
            raise UnusableTable("table_empty", path=path.name)
        separator = max(_SEPARATORS, key=_first_line(text).count)
        frame = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, index_col=False)
    except (OSError, ValueError, csv.Error) as error:
        if ragged := _RAGGED.search(str(error)):
            expected, line, found = (int(number) for number in ragged.groups())
            raise UnusableTable("line_too_long", path=path.name, line=line, expected=expected, found=found) from None
        raise UnusableTable("table_unreadable", path=path.name) from None
    if frame.shape[1] == 1 and frame.empty:
        raise UnusableTable("table_unreadable", path=path.name)
    return frame


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _decode(data: bytes) -> str:
    """By its mark, else by the NUL bytes of UTF-16, else strict UTF-8, else strict CP949. Raises ValueError."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    head = data[:4096]
    if head.count(0) > len(head) // 10:  # ASCII digits and commas of UTF-16 have one each
        return data.decode("utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp949")


def _first_line(text: str) -> str:
    return next((line for line in text.split("\n", 20) if line.strip()), "")
