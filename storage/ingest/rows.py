"""Text -> rows of fields, with the line each row began on, and never one row's cells in another's place."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from storage.errors import UnreadableFile


class Row(NamedTuple):
    """A row as it stands in the file, on physical lines `line` to `end`.

    `broken` when its quotes don't close; `fields` are then a lenient reading of its first line.
    """

    line: int
    end: int
    fields: list[str]
    broken: bool


class Lines:
    """The physical lines of a text, counted. The lines of the row being read can be given back to be read again."""

    def __init__(self, text: str, skip: int = 0) -> None:
        # newline="" ends lines at \n, \r and \r\n and keeps the ending; str.splitlines would also cut at U+2028 and others.
        self._stream = io.StringIO(text, newline="")
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = skip
        for _ in range(skip):
            self._stream.readline()

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back_all_but_first(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        del self.taken[1:]


def read_rows(lines: Lines, delimiter: str, max_field_chars: int) -> Iterator[Row]:
    """Every row that is not a blank line. A row with broken quotes costs its own line only: reading goes on at the next one.

    Raises UnreadableFile("file_field_too_long").
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error) and len(lines.taken) == 1:
                raise UnreadableFile("file_field_too_long", line=lines.number, limit_kb=max_field_chars // 1000) from None
            lines.give_back_all_but_first()
            yield Row(lines.number, lines.number, split_line(lines.taken[0], delimiter), True)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if fields:
            yield Row(lines.number - len(lines.taken) + 1, lines.number, fields, False)


def split_line(line: str, delimiter: str) -> list[str]:
    """The fields of one physical line, whatever its quotes do."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter)
