"""Parsed columns -> Arrow table and Profile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.ingest import threads
from storage.ingest.convert import Values, convert, typed
from storage.ingest.derive import derived
from storage.ingest.facts import Described, describe, repeats, share_within, shorten
from storage.ingest.force import MOST_MISFITS, force
from storage.ingest.limits import Limits
from storage.ingest.options import Options
from storage.ingest.parse import Parsed
from storage.ingest.remarks import find_remarks, likely_key
from storage.ingest.roles import find_roles
from storage.ingest.sources import Source, open_source
from storage.profile import Column, Kind, Misfit, Profile

if TYPE_CHECKING:
    import pyarrow as pa


def read_table(data: bytes, limits: Limits, options: Options | None = None) -> tuple[pa.Table, Profile]:
    """A file as an Arrow table (columns and names in the file's order, derived ones behind them) and what is known about it.

    Types: int64, float64, string, timestamp[us] (dates too: a frame then has datetime64), bool; null where missing.
    Raises UnreadableFile with every code but those of size, time and memory.
    """
    import pyarrow as pa

    values, profile = read_values(data, limits, options)
    return pa.table({name: v.plain() for name, v in values.items()}), profile


def read_values(data: bytes, limits: Limits, options: Options | None = None, *, careful: bool = False) -> tuple[dict[str, Values], Profile]:
    """The same with the columns as they were worked out. `careful` reads delimited text row by row, which gives the same, later."""
    options = options or Options()
    source = open_source(data, limits, options, careful=careful)
    try:
        values, described = _understand(source.parsed, options)
    except UnicodeDecodeError:  # a cell far down is in no encoding that the beginning was in
        return read_values(data, limits, options, careful=True)
    return _profiled(source, values, described, options)


def _profiled(source: Source, values: dict[str, Values], described: list[Described], options: Options) -> tuple[dict[str, Values], Profile]:
    parsed, columns = source.parsed, [d.column for d in described]
    _drop_padding(parsed, columns, values)
    roles = find_roles(columns, lambda c, low, high: share_within(values[c.name].array, low, high))
    more = {name: (from_, found) for name, from_, found in derived(values, columns, roles)}
    assert not more.keys() & values.keys(), "a derived column must not hide one of the dataset's own"
    misfits = [Misfit(name, parsed.lines[row], shorten(text)) for name, v in values.items() for row, text in v.misfits]
    profile = Profile(
        rows=parsed.rows,
        columns=columns,
        encoding=source.encoding,
        delimiter=parsed.layout.delimiter,
        bad_rows=parsed.bad_rows,
        bad_row_count=parsed.bad_row_count,
        duplicate_rows=repeats(described, parsed.rows),
        renamed={k: v for k, v in parsed.layout.renamed.items() if v in values},
        roles=roles,
        preamble_lines=parsed.layout.preamble,
        has_header=parsed.layout.has_header,
        derived=[replace(describe(name, found).column, source=from_) for name, (from_, found) in more.items()],
        key=likely_key(columns, parsed.rows),
        remarks=find_remarks(columns, values),
        container=source.container,
        sheet=source.sheet,
        sheets=source.sheets,
        types={name: kind for name, kind in options.types.items() if name in values},
        misfits=sorted(misfits, key=lambda m: m.line)[:MOST_MISFITS],
        misfit_counts={name: v.misfit_count for name, v in values.items() if v.misfit_count},
    )
    return {**values, **{name: found for name, (_, found) in more.items()}}, profile


def _understand(parsed: Parsed, options: Options) -> tuple[dict[str, Values], list[Described]]:
    """Every column's values and facts, several columns at a time (Arrow and numpy let go of the interpreter)."""

    def understood(index: int) -> tuple[Values, Described]:
        name = parsed.layout.names[index]
        values = _values(parsed, index, options.types.get(name))
        parsed.columns[index] = None  # the text is not needed any more
        return values, describe(name, values)

    values: dict[str, Values] = {}
    columns: list[Described] = []
    for found, described in threads.pool().map(understood, range(parsed.layout.width)):
        values[described.column.name] = found
        columns.append(described)
    return values, columns


def _values(parsed: Parsed, index: int, wanted: Kind | None) -> Values:
    import pyarrow as pa

    column, delimiter = parsed.columns[index], parsed.layout.delimiter
    if wanted is not None:
        return force(column, wanted)
    if not delimiter and not isinstance(column, pa.ChunkedArray):  # from a file that knows its types
        return typed(column)
    return convert(column, delimiter, parsed.encoding)


def _drop_padding(parsed: Parsed, columns: list[Column], values: dict[str, Values]) -> None:
    """Columns at the end with no name and no value are the file's trailing delimiters, not data."""
    named = parsed.layout.named
    while len(columns) > 1 and parsed.layout.has_header and columns[-1].kind == "empty" and not named[len(columns) - 1]:
        values.pop(columns.pop().name)
