"""The quick way through a file: read by Arrow, from its bytes, into columns of text.

It must give exactly what the careful reader (storage.ingest.parse) gives row by row; wherever the two could differ it declines. The
bytes may be UTF-8 or CP949: in both, no part of a letter looks like a delimiter, a quote or a line end, so they can be cut before they
are decoded, and only the distinct cells have to be (storage.ingest.convert).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from storage.ingest import threads
from storage.ingest.decode import Beginning
from storage.ingest.limits import Limits
from storage.ingest.sniff import DELIMITERS, Layout

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 1024 * 1024  # a piece that stays in the processor's cache: half the time of larger ones
_PART = 4 * 1024 * 1024
_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTE = 0x22


def read_fast(data: bytes, beginning: Beginning, layout: Layout, limits: Limits) -> list[pa.ChunkedArray] | None:
    """Columns of text in the file's encoding, or None when it has anything out of the ordinary: a bad row, stray quotes, NUL, a huge cell."""
    if layout.trailing_delimiter or layout.delimiter not in DELIMITERS or b"\x00" in data:
        return None
    start = beginning.start + len(beginning.text[: _start(beginning.text, layout.skip)].encode(beginning.encoding))
    quoted = b'"' in data
    if quoted and not _quotes_are_regular(data, start, layout.delimiter):
        return None
    columns = _by_arrow(data, start, layout, quoted) if start < len(data) else None
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
    """Every part by a thread of its own. Arrow's own threads take nearly twice the processor time for it."""
    import pyarrow as pa

    parts = list(_parts(data, start, threads.count()))
    try:
        tables = list(threads.pool().map(lambda part: _read_part(part, layout, quoted), parts))
    except pa.ArrowInvalid:  # a row of another width, or one that is longer than a block
        return None
    return list(pa.concat_tables([t for t in tables if len(t)] or tables[:1]).columns)


def _parts(data: bytes, start: int, most: int) -> Iterator[pa.Buffer]:
    """Parts of whole rows, about equally long. Quotes must be regular: behind an even number of them a line end ends a row."""
    import pyarrow as pa

    whole = pa.py_buffer(data)
    count = max(1, min(most, (len(data) - start) // _PART))
    for at in range(1, count):
        end = data.find(b"\n", start + (len(data) - start) // (count - at + 1)) + 1
        if end > start and data.count(b'"', start, end) % 2 == 0:
            yield whole.slice(start, end - start)
            start = end
    if start < len(data):
        yield whole.slice(start)


def _read_part(part: pa.Buffer, layout: Layout, quoted: bool) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    names = [str(i) for i in range(layout.width)]
    return csv.read_csv(
        part,
        read_options=csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
        parse_options=csv.ParseOptions(
            delimiter=layout.delimiter, quote_char='"' if quoted else False, double_quote=True, newlines_in_values=quoted
        ),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False),
    )


def _longest(column: pa.ChunkedArray) -> int:
    import pyarrow.compute as pc

    return pc.max(pc.binary_length(column)).as_py() or 0


def _without_empty_end(columns: list[pa.ChunkedArray]) -> list[pa.ChunkedArray]:
    """Rows of nothing but delimiters at the end are no rows."""
    import pyarrow.compute as pc

    rows = len(columns[0])
    if len(columns) == 1 or not rows or any(len(c[rows - 1].as_buffer()) for c in columns):
        return columns
    filled = [pc.indices_nonzero(pc.not_equal(pc.binary_length(c), 0)) for c in columns]
    last = max((int(f[-1].as_py()) for f in filled if len(f)), default=-1)
    return [c.slice(0, last + 1) for c in columns]
