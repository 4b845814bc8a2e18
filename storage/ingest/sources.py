"""What a file is, by its bytes and never by its name, and its columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.errors import UnreadableFile
from storage.ingest.columnar import MAGIC, read_parquet
from storage.ingest.decode import begin, decode, looks_like
from storage.ingest.limits import Limits
from storage.ingest.options import Options
from storage.ingest.parse import Parsed, parse, parse_fast, parse_text
from storage.ingest.records import is_json, read_records
from storage.ingest.unpack import unpack
from storage.ingest.workbook import read_workbook


@dataclass(frozen=True, slots=True)
class Source:
    """Columns as they stand in a file, and what kind of file it was (see Profile for the fields)."""

    parsed: Parsed
    encoding: str
    container: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


def open_source(data: bytes, limits: Limits, options: Options, *, careful: bool = False) -> Source:
    """Delimited text, JSON, a workbook or Parquet; each of them also in a gzip, or alone in a zip. Raises UnreadableFile.

    `careful` reads delimited text row by row, whatever it looks like.
    """
    if not data:
        raise UnreadableFile("file_empty")
    data, container = unpack(data, limits)
    if not data:
        raise UnreadableFile("file_empty")
    if data.startswith(MAGIC):
        return Source(read_parquet(data, limits, options), "utf-8", container or "parquet")
    if looks_like(data) == "xlsx":
        parsed, sheet, sheets = read_workbook(data, limits, options)
        return Source(parsed, "utf-8", container or "xlsx", sheet, sheets)
    plain = not careful and not options.types
    if plain and (beginning := begin(data)) and not is_json(beginning.text):
        if found := parse_fast(data, beginning, limits):
            return Source(found, beginning.label, container)
        plain = False
    text, encoding = decode(data)
    del data
    if is_json(text):
        parsed, kind = read_records(text, limits)
        return Source(parsed, encoding, container or kind)
    read = parse_text if plain else parse
    return Source(read(text, limits, with_lines=bool(options.types)), encoding, container)
