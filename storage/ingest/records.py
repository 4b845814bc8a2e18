"""JSON -> columns of text: one object a line, a list of objects, or one object that holds such a list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from storage.errors import UnreadableFile
from storage.ingest.limits import Limits
from storage.ingest.parse import KEPT_CHARS, REPORTED, Parsed
from storage.ingest.rows import Lines
from storage.ingest.sniff import Layout, name_columns
from storage.profile import BadRow

_DEPTH = 3

Record = dict[str, Any]


def is_json(text: str) -> bool:
    """Does it begin like JSON that may hold a table? A header such as [구분],값 does not."""
    head = text[:100_000].lstrip()
    if head.startswith("["):
        return head[1:].lstrip()[:1] in ("{", "]")
    return head.startswith("{") and head[1:].lstrip()[:1] in ('"', "}")


def read_records(text: str, limits: Limits) -> tuple[Parsed, str]:
    """Columns in the order in which their names first come up, and "json" or "jsonl".

    An object within an object gives columns such as `위치.위도`; a list stays JSON. Of JSON Lines, a line that is no object is left out
    and reported. Raises UnreadableFile: file_no_records, file_too_many_columns, file_too_many_cells.
    """
    bad: list[BadRow] = []
    records, lines, container = _whole(text), None, "json"
    if records is None:
        container = "jsonl"
        numbered = list(_by_line(text, bad))
        records, lines = [record for record, _ in numbered], [line for _, line in numbered]
        if not records or len(bad) > len(records):
            raise UnreadableFile("file_no_records")
    flat = [_flat(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    _check(names, flat, limits)
    return _parsed(names, flat, lines or list(range(1, len(flat) + 1)), bad), container


def _check(names: list[str], flat: list[dict[str, str]], limits: Limits) -> None:
    if not names:
        raise UnreadableFile("file_no_records")
    if len(names) > limits.max_columns:
        raise UnreadableFile("file_too_many_columns", limit=limits.max_columns, found=len(names))
    if len(names) * len(flat) > limits.max_cells:
        raise UnreadableFile("file_too_many_cells", limit=limits.max_cells, found=len(names) * len(flat))


def _parsed(names: list[str], flat: list[dict[str, str]], lines: list[int], bad: list[BadRow]) -> Parsed:
    import pyarrow as pa

    unique, renamed = name_columns(names)
    layout = Layout(",", 0, 0, unique, [bool(n.strip()) for n in names], renamed, True, False)
    columns = [pa.array([record.get(name, "") for record in flat], pa.string()) for name in names]
    return Parsed(layout, columns, len(flat), bad[:REPORTED], len(bad), lines)


def _load(text: str) -> Any:
    """Numbers as they are written, so that none is rounded on the way."""
    return json.loads(text, parse_int=_Number, parse_float=_number, parse_constant=lambda _: None)


class _Number(str):
    __slots__ = ()


def _number(written: str) -> _Number:
    return _Number(repr(float(written)) if "e" in written.lower() else written)


def _whole(text: str) -> list[Record] | None:
    """The objects of a text that is one piece of JSON; None when it is not (and may be JSON Lines)."""
    try:
        found = _load(text)
    except (ValueError, RecursionError):
        if text.lstrip().startswith("["):
            raise UnreadableFile("file_damaged") from None
        return None
    if isinstance(found, dict):
        lists = [v for v in found.values() if _is_records(v)]
        inner = [v for d in found.values() if isinstance(d, dict) for v in d.values() if _is_records(v)]
        found = next(iter(lists or inner), [found])
    if not _is_records(found):
        raise UnreadableFile("file_no_records")
    return list(found)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _by_line(text: str, bad: list[BadRow]) -> Iterator[tuple[Record, int]]:
    lines = Lines(text)
    for line in lines:
        lines.taken.clear()
        if not line.strip():
            continue
        try:
            record = _load(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            yield record, lines.number
        else:
            bad.append(BadRow(lines.number, "not_json", 1, 0, line.strip()[:KEPT_CHARS]))


def _flat(record: Record, prefix: str = "", depth: int = 1) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict) and value and depth < _DEPTH:
            cells.update(_flat(value, f"{prefix}{name}.", depth + 1))
        else:
            cells[prefix + name] = _text(value)
    return cells


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if "\ud800" <= max(value, default="") <= "\udfff" else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value)


def _json(value: Any) -> str:
    """JSON again, with its numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_json(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
