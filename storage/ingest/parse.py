"""Text -> columns of text. A row that doesn't fit is left out and reported with its line; it is never shifted to fit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storage.errors import UnreadableFile
from storage.ingest.decode import Beginning
from storage.ingest.fast import read_fast
from storage.ingest.limits import Limits
from storage.ingest.rows import Lines, Row, read_rows, split_line
from storage.ingest.sniff import Layout, find_layout
from storage.profile import BadRow

if TYPE_CHECKING:
    import pyarrow as pa

REPORTED = 100
KEPT_CHARS = 300
_CHUNK_CELLS = 400_000
_HOPELESS = 10_000  # bad rows in a row from the start: the file isn't what its first lines promised


@dataclass
class Parsed:
    """Columns of text as they stand in the file, and what was left out."""

    layout: Layout
    columns: list[pa.ChunkedArray | pa.Array]
    rows: int
    bad_rows: list[BadRow] = field(default_factory=list)
    bad_row_count: int = 0
    lines: list[int] = field(default_factory=list)
    encoding: str = "utf-8"  # of the bytes in `columns`


def parse(text: str, limits: Limits, *, delimiter: str = "", with_lines: bool = False) -> Parsed:
    """The careful way. `delimiter` is the one to use, where it is known; `with_lines` asks for the line of every row.

    Raises UnreadableFile: file_empty, file_header_only, file_no_usable_rows, file_field_too_long, file_too_many_columns."""
    with _field_limit(limits):
        reader = _Reader(text, find_layout(text, limits, delimiter), limits, with_lines)
        reader.read()
    return reader.result()


def parse_fast(data: bytes, beginning: Beginning, limits: Limits, *, delimiter: str = "") -> Parsed | None:
    """The quick way, for a regular file: what `parse` gives for its text, or None. Cells are still in the file's encoding.

    Raises UnreadableFile as `parse` does."""
    with _field_limit(limits):
        layout = find_layout(beginning.text, limits, delimiter, more=beginning.more)
        columns = read_fast(data, beginning, layout, limits)
    if columns is None or not len(columns[0]):
        return None
    return Parsed(layout, columns, len(columns[0]), encoding=beginning.encoding)


def parse_text(text: str, limits: Limits, *, delimiter: str = "", with_lines: bool = False) -> Parsed:
    """The quick way or the careful one, for what is text already. Raises UnreadableFile as `parse` does."""
    if not with_lines:
        try:
            parsed = parse_fast(text.encode(), Beginning(text, "utf-8"), limits, delimiter=delimiter)
        except UnicodeEncodeError:  # half of a surrogate pair
            parsed = None
        if parsed is not None:
            return parsed
    return parse(text, limits, delimiter=delimiter, with_lines=with_lines)


@contextmanager
def _field_limit(limits: Limits) -> Iterator[None]:
    before = csv.field_size_limit(limits.max_field_chars)  # one setting for the whole process
    try:
        yield
    finally:
        csv.field_size_limit(before)


class _Reader:
    def __init__(self, text: str, layout: Layout, limits: Limits, with_lines: bool) -> None:
        self.layout, self.limits = layout, limits
        self.lines = Lines(text, layout.skip)
        self.has_nul = "\x00" in text
        self.chunk: list[list[str]] = []
        self.chunk_rows = max(1, _CHUNK_CELLS // layout.width)
        self.chunks: list[list[pa.Array]] = [[] for _ in layout.names]
        self.lines_of: list[int] | None = [] if with_lines else None
        self.empty: list[int] = []  # lines of rows of nothing but delimiters, kept back until a row with something follows
        self.rows = 0
        self.bad_rows: list[BadRow] = []
        self.bad_row_count = 0

    def read(self) -> None:
        width, trailing = self.layout.width, self.layout.trailing_delimiter
        for row in read_rows(self.lines, self.layout.delimiter, self.limits.max_field_chars):
            fields = row.fields
            if trailing:
                fields = _without_trailing(fields, width)
            if len(fields) != width or row.broken or (self.has_nul and any("\x00" in f for f in fields)):
                self._leave_out(row)
            elif width > 1 and not any(fields):
                self.empty.append(row.line)
            else:
                self._keep(fields, row.line)
        self._flush()

    def _keep(self, fields: list[str], line: int) -> None:
        if self.lines_of is not None:
            self.lines_of += [*self.empty, line]
        if self.empty:
            self.chunk.extend([[""] * len(fields)] * len(self.empty))
            self.empty.clear()
        self.chunk.append(fields)
        if len(self.chunk) >= self.chunk_rows:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if not self.chunk:
            return
        for column, values in zip(self.chunks, zip(*self.chunk, strict=True), strict=True):
            column.append(pa.array(values, pa.string()))
        self.rows += len(self.chunk)
        self.chunk.clear()

    def _leave_out(self, row: Row) -> None:
        bad = self._why(row)
        self.bad_row_count += 1
        if len(self.bad_rows) < REPORTED:
            text = "".join(self.lines.taken).rstrip("\r\n")  # after _why: lines that are read again are no part of it
            self.bad_rows.append(replace(bad, text=text[:KEPT_CHARS].replace("\x00", "␀")))
        if self.bad_row_count >= _HOPELESS and not self.rows and not self.chunk:
            raise self._nothing_usable()

    def _why(self, row: Row) -> BadRow:
        expected, found = self.layout.width, len(row.fields)
        if self.has_nul and any("\x00" in f for f in row.fields):
            return BadRow(row.line, "nul_byte", expected, found)
        if row.broken or self._swallowed_the_next_line():
            return BadRow(row.line, "unclosed_quote", expected, found)
        return BadRow(row.line, "too_many_fields" if found > expected else "too_few_fields", expected, found)

    def _swallowed_the_next_line(self) -> bool:
        """A row of several lines with the wrong count, whose second line is a whole row by itself: a quote was left open.

        Its other lines are given back, to be read as the rows they are.
        """
        taken = self.lines.taken
        if len(taken) < 2 or len(split_line(taken[1], self.layout.delimiter)) != self.layout.width:
            return False
        self.lines.give_back_all_but_first()
        return True

    def _nothing_usable(self) -> UnreadableFile:
        first = self.bad_rows[0]
        return UnreadableFile("file_no_usable_rows", line=first.line, expected=first.expected, found=first.found)

    def result(self) -> Parsed:
        import pyarrow as pa

        if not self.rows:
            raise self._nothing_usable() if self.bad_rows else UnreadableFile("file_header_only", columns=self.layout.width)
        columns = [pa.chunked_array(chunks, pa.string()) for chunks in self.chunks]
        return Parsed(self.layout, columns, self.rows, self.bad_rows, self.bad_row_count, self.lines_of or [])


def _without_trailing(fields: list[str], width: int) -> list[str]:
    """A row that ends in one extra delimiter, without it. A shorter row that ends in a delimiter lacks a field: left as it is."""
    if len(fields) == width + 1 and not fields[-1].strip():
        return fields[:-1]
    return fields[:-1] if len(fields) == width and not fields[-1] else fields
