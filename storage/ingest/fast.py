"""The quick way through a file without irregularities: read by Arrow, in threads, into columns of text.

It must give exactly what `parse` gives row by row; wherever the two could differ it declines, and the careful reader takes over.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from storage.ingest.limits import Limits
from storage.ingest.sniff import Layout

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 4 * 1024 * 1024
_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTE = 0x22


def read_fast(text: str, layout: Layout, limits: Limits) -> list[pa.ChunkedArray] | None:
    """Columns of text, or None when the file has anything out of the ordinary: a bad row, stray quotes, NUL, a huge cell."""
    if layout.trailing_delimiter or "\x00" in text or len(layout.delimiter.encode()) != 1:
        return None
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return None
    start = len(text[: _start(text, layout.skip)].encode())
    quoted = '"' in text
    if quoted and not _quotes_are_regular(data, start, layout.delimiter):
        return None
    columns = _by_arrow(data, start, layout, quoted)
    if columns is None or any(_longest(c) > limits.max_field_chars for c in columns):
        return None
    return _without_empty_end(columns)


def _start(text: str, skip: int) -> int:
    """Where the line after the first `skip` lines begins."""
    if not skip:
        return 0
    ends = [found.end() for found in islice(_BREAK.finditer(text), skip)]
    return ends[-1] if ends else len(text)


def _quotes_are_regular(data: bytes, start: int, delimiter: str) -> bool:
    """Every opening quote stands at the start of a field, every closing one at its end, and none is left open.

    Then no reader can disagree with another. A doubled quote counts as closing and opening again.
    """
    import numpy as np

    bytes_ = np.frombuffer(data, np.uint8)[start:]
    at = np.flatnonzero(bytes_ == _QUOTE)
    if len(at) % 2:
        return False
    edges = np.zeros(256, bool)
    edges[[0x0A, 0x0D, ord(delimiter)]] = True
    opening, closing = at[0::2], at[1::2]
    opens = edges[bytes_[np.maximum(opening - 1, 0)]] | (opening == 0)
    reopens = np.zeros(len(opening), bool)
    reopens[1:] = opening[1:] == closing[:-1] + 1
    closes = edges[bytes_[np.minimum(closing + 1, len(bytes_) - 1)]] | (closing == len(bytes_) - 1)
    escapes = np.zeros(len(closing), bool)
    escapes[:-1] = reopens[1:]
    return bool((opens | reopens).all() and (closes | escapes).all())


def _by_arrow(data: bytes, start: int, layout: Layout, quoted: bool) -> list[pa.ChunkedArray] | None:
    import pyarrow as pa
    from pyarrow import csv

    names = [str(i) for i in range(layout.width)]
    try:
        table = csv.read_csv(
            pa.py_buffer(data).slice(start),
            read_options=csv.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=csv.ParseOptions(
                delimiter=layout.delimiter, quote_char='"' if quoted else False, double_quote=True, newlines_in_values=quoted
            ),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False),
        )
    except pa.ArrowInvalid:  # a row of another width, or one that is longer than a block
        return None
    return list(table.columns)


def _longest(column: pa.ChunkedArray) -> int:
    import pyarrow.compute as pc

    return pc.max(pc.binary_length(column)).as_py() or 0


def _without_empty_end(columns: list[pa.ChunkedArray]) -> list[pa.ChunkedArray]:
    """Rows of nothing but delimiters at the end are no rows."""
    import pyarrow.compute as pc

    rows = len(columns[0])
    if len(columns) == 1 or not rows or any(c[rows - 1].as_py() for c in columns):
        return columns
    filled = [pc.indices_nonzero(pc.not_equal(c, "")) for c in columns]
    last = max((int(f[-1].as_py()) for f in filled if len(f)), default=-1)
    return [c.slice(0, last + 1) for c in columns]
