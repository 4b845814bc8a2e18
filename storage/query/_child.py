"""The child process of a query: shows DuckDB some Parquet files as views, locks it, runs one SELECT, says the answer as JSON.

python -m storage.query._child < {"sql", "views": [{"path", "columns", "names"}], "limits", "whole"}

With `whole` the answer is a line of JSON and, behind it, all rows as an Arrow stream.

DuckDB's own lock keeps it from every other file, from writing, extensions and settings. Before that, the parsed statement must be
made of nothing but the views, its own WITH parts and a few functions that make rows: what DuckDB tells about itself stays unread.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from storage.query.limits import QueryLimits

if TYPE_CHECKING:
    import duckdb

_ROW_MAKERS = frozenset({"range", "generate_series", "unnest"})
_TELLS_OF_ITSELF = frozenset(
    {"current_setting", "getenv", "getvariable", "pg_size_pretty", "nextval", "currval", "read_text", "read_blob", "write_log"}
)
_SYSTEM = ("duckdb_", "sqlite_", "pragma_", "pg_")  # how DuckDB's own views begin
_COUNT_SECONDS = 2.0
_BATCH_ROWS = 20_000

Work = Callable[["duckdb.DuckDBPyConnection", str, QueryLimits], dict[str, Any]]


class Refused(Exception):
    """The query can't be run; `code` says which problem, `facts` the words of the sentence about it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def main() -> int:
    request = json.load(sys.stdin)
    limits = QueryLimits(**request["limits"])
    confine(limits)
    work = whole if request.get("whole") else run
    answer = answer_to(request["sql"], request["views"], limits, work)
    stream = answer.pop("stream", None)
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    if stream is not None:
        sys.stdout.write("\n")
        sys.stdout.flush()
        sys.stdout.buffer.write(stream)
    return 0


def confine(limits: QueryLimits) -> None:
    """Address space, CPU time, no file to write, few to open, no core dump, as far as this system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock still stands
        return
    cpu = int(limits.seconds * limits.threads) + 1
    for name, value in (
        ("RLIMIT_AS", limits.address_bytes),
        ("RLIMIT_CPU", cpu),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", 128),
        ("RLIMIT_CORE", 0),
    ):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (allowed, allowed))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS
            continue


def answer_to(sql: str, views: list[dict[str, Any]], limits: QueryLimits, work: Work | None = None) -> dict[str, Any]:
    """{"ok": True, "columns", "types", "rows", "total", ...} or what else `work` gives, or {"ok": False, "code", "facts"}."""
    import duckdb

    from storage.query._faults import fault_of

    try:
        connection = locked(views, limits)
        check(connection, sql, {name.casefold() for view in views for name in view["names"]})
        return (work or run)(connection, sql, limits)
    except Refused as refused:
        return {"ok": False, "code": refused.code, "facts": refused.facts}
    except MemoryError:
        return {"ok": False, "code": "sql_too_much_memory", "facts": {}}
    except (duckdb.Error, RuntimeError, ValueError, OverflowError) as error:
        code, facts = fault_of(type(error).__name__, str(error))
        return {"ok": False, "code": code, "facts": facts}


def locked(views: list[dict[str, Any]], limits: QueryLimits) -> duckdb.DuckDBPyConnection:
    """A database in memory that can read the views' files and nothing else."""
    import duckdb

    connection = duckdb.connect(":memory:")
    paths = ", ".join(_text(path) for path in dict.fromkeys(view["path"] for view in views))
    for setting in (
        f"threads={limits.threads}",
        f"memory_limit='{limits.memory_bytes // 1024**2}MiB'",
        "temp_directory=''",
        "max_expression_depth=250",
        f"allowed_paths=[{paths}]",
    ):
        connection.execute(f"SET {setting}")
    for view in views:
        known = _names_in_duckdb(connection, view["path"])
        columns = ", ".join(_name(known[column]) for column in view["columns"])
        first, *others = view["names"]
        connection.execute(f"CREATE VIEW {_name(first)} AS SELECT {columns} FROM read_parquet({_text(view['path'])})")  # noqa: S608
        for other in others:
            connection.execute(f"CREATE VIEW {_name(other)} AS FROM {_name(first)}")
    for setting in (
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "python_enable_replacements=false",
        "enable_external_access=false",
        "lock_configuration=true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def _names_in_duckdb(connection: duckdb.DuckDBPyConnection, path: str) -> dict[str, str]:
    """DuckDB's name of each column of a file: it takes `a` and `A` for one name, and calls the second A_1."""
    named = [row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet({_text(path)})").fetchall()]
    stored = [row[0] for row in connection.execute(f"SELECT name FROM parquet_schema({_text(path)})").fetchall()[1:]]  # noqa: S608
    return dict(zip(stored, named, strict=True))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def check(connection: duckdb.DuckDBPyConnection, sql: str, known: set[str]) -> None:
    """Exactly one SELECT, made of what may be asked for. Raises Refused, or DuckDB's own error for what is no SQL."""
    import duckdb

    statements = connection.extract_statements(sql)
    if not statements:
        raise Refused("sql_empty")
    if len(statements) > 1:
        raise Refused("sql_several", count=len(statements))
    if statements[0].type != duckdb.StatementType.SELECT:
        raise Refused("sql_not_select", kind=statements[0].type.name)
    parsed = json.loads(connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()[0][0])
    if parsed.get("error"):
        raise Refused("sql_not_select", kind="")
    own = {entry["key"].casefold() for node in _nodes(parsed) for entry in _with_parts(node)}
    own = {name for name in own if not name.startswith(_SYSTEM)}  # such a name in one place would open the real one in another
    for node in _nodes(parsed):
        _check_node(node, known, own)


def _with_parts(node: Mapping[str, Any]) -> list[Any]:
    parts = node.get("cte_map", {})
    return list(parts.get("map", [])) if isinstance(parts, dict) else []


def _check_node(node: Mapping[str, Any], known: set[str], own: set[str]) -> None:
    kind = node.get("type")
    if kind == "BASE_TABLE":
        name = str(node.get("table_name", ""))
        elsewhere = node.get("schema_name") or node.get("catalog_name")
        if elsewhere or name.casefold() not in known | own:
            raise Refused("sql_unknown_table", name=name)
    elif kind == "TABLE_FUNCTION":
        name = str(node.get("function", {}).get("function_name", ""))
        if name.casefold() not in _ROW_MAKERS:
            raise Refused("sql_function_not_allowed", name=name)
    elif kind == "SHOW_REF":  # DESCRIBE, SUMMARIZE, SHOW TABLES
        shown = str(node.get("table_name", "")).strip('"').casefold()
        if shown and shown not in known:
            raise Refused("sql_not_select", kind="SHOW")
    elif kind == "FUNCTION" and str(node.get("function_name", "")).casefold() in _TELLS_OF_ITSELF:
        raise Refused("sql_function_not_allowed", name=str(node["function_name"]))


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the parsed statement, without recursion: it may be deep."""
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)


def run(connection: duckdb.DuckDBPyConnection, sql: str, limits: QueryLimits) -> dict[str, Any]:
    started = time.monotonic()
    cursor = connection.execute(sql)
    description = cursor.description or []
    rows = cursor.fetchmany(limits.rows + 1)
    took = time.monotonic() - started
    more = len(rows) > limits.rows
    total: int | None = len(rows)
    if more:  # how many there are in all, when there is time to find out
        total = _count(connection, sql) if took < limits.seconds / 3 else None
    kept, cut = _kept(rows[: limits.rows], limits)
    names = [str(column[0])[: limits.cell_chars] for column in description]
    return {
        "ok": True,
        "columns": _distinct(names[: limits.columns]),
        "types": [str(column[1]) for column in description][: limits.columns],
        "rows": kept,
        "total": total,
        "more_rows": more or len(kept) < len(rows),
        "more_columns": max(0, len(names) - limits.columns),
        "cut_cells": cut,
    }


def whole(connection: duckdb.DuckDBPyConnection, sql: str, limits: QueryLimits) -> dict[str, Any]:
    """{"ok": True, "stream": every row, as bytes of an Arrow stream}. Raises Refused when there are too many."""
    import pyarrow as pa

    reader: Any = connection.execute(sql).to_arrow_reader(_BATCH_ROWS)
    names = _distinct([str(name)[: limits.cell_chars] for name in reader.schema.names])
    if len(names) > limits.columns:
        raise Refused("sql_result_too_wide", found=len(names), limit=limits.columns)
    schema = pa.schema([field.with_name(name) for field, name in zip(reader.schema, names, strict=True)])
    rows, sink = 0, pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        for batch in reader:
            rows += batch.num_rows
            if rows > limits.kept_rows or sink.tell() > limits.kept_bytes:
                raise Refused("sql_result_too_large", limit=limits.kept_rows, limit_mb=limits.kept_bytes // 1024**2)
            stream.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
    return {"ok": True, "stream": sink.getvalue()}


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int | None:
    import threading

    import duckdb

    enough = threading.Timer(_COUNT_SECONDS, connection.interrupt)
    enough.daemon = True
    enough.start()
    try:
        inner = sql.strip().rstrip(";")
        return int(connection.execute(f"SELECT count(*) FROM (\n{inner}\n)").fetchall()[0][0])  # noqa: S608 - it has passed `check`
    except (duckdb.Error, RuntimeError):
        return None
    finally:
        enough.cancel()
        enough.join()


def _distinct(names: list[str]) -> list[str]:
    """A table for people needs names that differ: count, count_2."""
    used, taken = set[str](), set(names)
    out = []
    for name in names:
        unique, copy = name, 1
        while unique in used or (copy > 1 and unique in taken):
            copy += 1
            unique = f"{name}_{copy}"
        used.add(unique)
        out.append(unique)
    return out


def _kept(rows: list[tuple[Any, ...]], limits: QueryLimits) -> tuple[list[list[Any]], int]:
    """Rows as JSON, as many as fit, and how many cells were cut."""
    kept: list[list[Any]] = []
    room, cut = limits.answer_bytes, 0
    for row in rows:
        cells = []
        for value in row[: limits.columns]:
            cell, was_cut = _cell(value, limits.cell_chars)
            cut += was_cut
            cells.append(cell)
        room -= len(json.dumps(cells, ensure_ascii=False))
        if room < 0:
            break
        kept.append(cells)
    return kept, cut


def _cell(value: Any, chars: int) -> tuple[Any, bool]:
    """Numbers exactly as they are (no NaN: JSON has none), moments in ISO form, everything else as text."""
    import datetime
    import decimal

    if value is None or isinstance(value, bool):
        return value, False
    if isinstance(value, int):
        return (value, False) if abs(value) < 2**63 else (str(value), False)
    if isinstance(value, decimal.Decimal):
        value = float(value)
    if isinstance(value, float):
        return (value if math.isfinite(value) else None), False
    if isinstance(value, datetime.datetime):
        text = value.isoformat(sep=" ").removesuffix(" 00:00:00")
    elif isinstance(value, list | tuple | dict):
        text = json.dumps(value, ensure_ascii=False, default=str) if len(str(value)) < 10 * chars else str(value)
    elif isinstance(value, bytes | bytearray | memoryview):
        text = bytes(value[:chars]).hex()
    else:
        text = str(value)
    return (text, False) if len(text) <= chars else (text[: chars - 1] + "…", True)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the answer is out: DuckDB's threads may abort a process that takes itself apart around them
