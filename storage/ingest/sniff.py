"""How a delimited file is laid out: its delimiter, the lines before its header, and the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from storage.errors import UnreadableFile
from storage.ingest.limits import Limits
from storage.ingest.rows import Lines, Row, read_rows

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_CHARS = 256 * 1024
_SAMPLE_ROWS = 1_000
_NAME_CHARS = 120

_EXCEL_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?\d{1,18}\Z")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?([.,]\d+)?([eE][+-]?\d+)?%?\Z")
_DATE = re.compile(r"\d{4}(-|/|\. ?|년 ?)\d{1,2}(-|/|\. ?|월 ?)\d{1,2}([일. T].*)?\Z")
_INVISIBLE = re.compile("[\\s\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """`skip` physical lines come before the first data row, `preamble` of them hold neither header nor data.

    `width` is the number of fields a row must have. With `trailing_delimiter` rows may carry one more, empty, field.
    `named[i]` says whether column i had a name in the file.
    """

    delimiter: str
    skip: int
    preamble: int
    names: list[str]
    named: list[bool]
    renamed: dict[str, str]
    has_header: bool
    trailing_delimiter: bool

    @property
    def width(self) -> int:
        return len(self.names)


def find_layout(text: str, limits: Limits, known: str = "", *, more: bool = False) -> Layout:
    """Reads the first rows with every delimiter (or only with the one that is `known`) and keeps the one that cuts them most evenly.

    `more` tells that the text is the beginning of a longer one. Raises UnreadableFile: file_field_too_long, file_too_many_columns.
    """
    hint = None if known else _EXCEL_HINT.match(text)
    sample = _beginning(text, limits)
    readings: dict[str, list[Row]] = {}
    too_long: UnreadableFile | None = None
    for delimiter in [known] if known else [hint[1]] if hint else _worth_trying(sample, limits):
        try:
            readings[delimiter] = _read_sample(sample, delimiter, more or len(sample) < len(text), int(hint is not None), limits)
        except UnreadableFile as error:  # with a wrong delimiter a whole line is one field
            too_long = error
    if not readings and too_long:
        raise too_long
    delimiter = max(readings, key=lambda d: _evenness(readings[d]))
    return _layout(readings[delimiter], delimiter, limits)


def _worth_trying(sample: str, limits: Limits) -> Sequence[str]:
    """Reading with a delimiter that isn't there gives one column. One such reading stands for all, and the first counts of equals."""
    if len(sample) > limits.max_field_chars:  # a line may be too long to be one field
        return DELIMITERS
    absent = [d for d in DELIMITERS if d not in sample]
    return [d for d in DELIMITERS if d not in absent[1:]]


def _beginning(text: str, limits: Limits) -> str:
    """The first part of the text, cut after a whole line, or in a line that is too long to be one."""
    longest = _SAMPLE_CHARS + 4 * limits.max_field_chars
    end = text.find("\n", _SAMPLE_CHARS, longest)
    return text[:longest] if end < 0 else text[: end + 1]


def _read_sample(sample: str, delimiter: str, cut: bool, skip: int, limits: Limits) -> list[Row]:
    rows: list[Row] = []
    for row in read_rows(Lines(sample, skip), delimiter, limits.max_field_chars):
        rows.append(row)
        if len(rows) == _SAMPLE_ROWS:
            return rows
    return rows[:-1] if cut and len(rows) > 1 else rows  # the cut may have gone through the last row


def _usual_width(rows: Sequence[Row]) -> tuple[int, float]:
    """The field count (at least two) that most rows share, the earliest of equals, and the share of rows that have it."""
    counts = Counter(len(r.fields) for r in rows if not r.broken and len(r.fields) > 1)
    if not counts:
        return 1, 0.0
    width, many = counts.most_common(1)[0]  # equals come in the order of their first row
    return width, many / len(rows)


def _evenness(rows: Sequence[Row]) -> tuple[float, bool, int]:
    """Share of rows cut alike, less if the first line is not; then a delimiter that isn't between digits; then the wider."""
    width, share = _usual_width(rows)
    if rows and len(rows[0].fields) == 1:  # a title, or a column of text with this delimiter in some cells
        alike = [r for r in rows if len(r.fields) == width]
        if width == 1 or len(alike) < 2 or _filled(alike[0]) < 2:
            return (0.0, True, int(width == 1))
        share -= 0.3  # a file with a title pays this with every delimiter
    return (round(share, 3), not _is_decimal_comma(rows), width)


def _is_decimal_comma(rows: Sequence[Row]) -> bool:
    """True when cutting here leaves pieces such as "5;2" between the cuts: digits, another delimiter, digits."""
    pieces = [f for r in rows[1:20] for f in r.fields[1:-1]]
    return bool(pieces) and all(re.fullmatch(r"\d+[;\t|]-?\d+", p) for p in pieces)


def _layout(rows: list[Row], delimiter: str, limits: Limits) -> Layout:
    if not rows:
        raise UnreadableFile("file_empty")
    at, trailing = _header_at(rows)
    header = rows[at]
    if len(header.fields) > limits.max_columns:
        raise UnreadableFile("file_too_many_columns", limit=limits.max_columns, found=len(header.fields))
    has_header = not is_data(header.fields)
    cells = header.fields if has_header else [""] * len(header.fields)
    names, renamed = name_columns(cells)
    return Layout(
        delimiter=delimiter,
        skip=header.end if has_header else header.line - 1,
        preamble=header.line - 1,
        names=names,
        named=[bool(_clean(c)) for c in cells],
        renamed=renamed,
        has_header=has_header,
        trailing_delimiter=trailing,
    )


def _header_at(rows: Sequence[Row]) -> tuple[int, bool]:
    """Index of the header (or of the first data row when there is none), and whether rows end in an extra delimiter."""
    width, share = _usual_width(rows)
    if share < 0.3 or width == 1:
        return 0, False
    first = next(i for i, r in enumerate(rows) if len(r.fields) == width)
    for header in range(max(0, first - 1), first + 1):
        if _rows_end_in_delimiter(rows, header):
            return header, True
    for i in range(first):
        if _filled(rows[i]) > max(1, width // 3):  # too much for a title: this is the header, and the rows are ragged
            return i, False
    return _past_sparse_titles(rows, first, width), False


def _past_sparse_titles(rows: Sequence[Row], first: int, width: int) -> int:
    """Spreadsheets pad titles with delimiters: "제목,,,". Skip those when a full row of names follows soon."""
    at = first
    while width > 2 and at < min(len(rows), first + 10) and len(rows[at].fields) == width and _filled(rows[at]) <= 1:
        at += 1
    if at == first or at == len(rows):
        return first
    names = [_clean(f) for f in rows[at].fields]
    looks_named = all(names) and len(set(names)) == len(names) and not is_data(names)
    return at if looks_named else first


def _rows_end_in_delimiter(rows: Sequence[Row], header: int) -> bool:
    """Most rows after the header have one field more than it, and that one is always empty."""
    wider = [r for r in rows[header + 1 :] if len(r.fields) == len(rows[header].fields) + 1]
    return len(wider) * 2 > len(rows) - header - 1 and not any(r.fields[-1].strip() for r in wider)


def _filled(row: Row) -> int:
    return sum(1 for f in row.fields if f.strip())


def is_data(cells: Sequence[str]) -> bool:
    """True for a first row that holds values, not names: numbers or dates that nobody would name a column.

    Years and runs such as 0, 1, 2, ... do head the columns of wide tables.
    """
    present = [c.strip() for c in cells if c.strip()]
    numbers = [c for c in present if _NUMBER.match(c) or _DATE.match(c)]
    if not numbers:
        return False
    if not all(_INTEGER.match(c) for c in numbers):
        return True
    values = [int(c) for c in numbers[:10_000]]
    if len(values) == 1:
        return True
    years = len(set(values)) == len(values) and all(1900 <= v <= 2100 for v in values)
    run = values == list(range(values[0], values[0] + len(values))) and (len(present) > len(values) or (values[0] == 0 and len(values) > 3))
    return not (years or run)


def _clean(cell: str) -> str:
    """A name on one line without control or direction marks, and short enough to be shown."""
    return _INVISIBLE.sub(" ", cell).strip()[:_NAME_CHARS].rstrip() if _INVISIBLE.search(cell) else cell[:_NAME_CHARS]


def name_columns(cells: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Names that are unique and not blank: a blank one becomes 열N, a second `x` becomes `x_2`.

    Returns the names and {"position: header as in the file": name} for those that changed.
    """
    cleaned = [_clean(c) for c in cells]
    used: set[str] = set()
    taken = set(cleaned)
    names: list[str] = []
    for position, name in enumerate(cleaned, start=1):
        wanted = name or f"열{position}"
        unique, copy = wanted, 2
        while unique in used or (unique != name and unique in taken):
            unique, copy = f"{wanted}_{copy}", copy + 1
        used.add(unique)
        names.append(unique)
    renamed = {f"{i}: {c[:_NAME_CHARS]}": n for i, (c, n) in enumerate(zip(cells, names, strict=True), start=1) if c != n}
    return names, renamed
