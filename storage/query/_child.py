"""The child process of a query: shows DuckDB some Parquet files as views, locks it, runs one SELECT, says the answer as JSON.

python -m storage.query._child < {"sql", "views": [{"path", "columns", "names"}], "limits", "whole"}

With `whole` the answer is a line of JSON and, behind it, all rows as an Arrow stream.

DuckDB's own lock keeps it from every other file, from writing, extensions and settings; before that, storage.query._allowed looks at
what the statement is made of.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from storage.confined import confine
from storage.query._allowed import Refused, check
from storage.query.limits import QueryLimits

if TYPE_CHECKING:
    import duckdb

_COUNT_SECONDS = 2.0
_BATCH_ROWS = 20_000

Work = Callable[["duckdb.DuckDBPyConnection", str, QueryLimits], dict[str, Any]]


def main() -> int:
    request = json.load(sys.stdin)
    limits = QueryLimits(**request["limits"])
    confine_to(limits)
    work = whole if request.get("whole") else run
    answer = answer_to(request["sql"], request["views"], limits, work)
    stream = answer.pop("stream", None)
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    if stream is not None:
        sys.stdout.write("\n")
        sys.stdout.flush()
        sys.stdout.buffer.write(stream)
    return 0


def confine_to(limits: QueryLimits) -> None:
    """Address space, CPU time, no file to write, few to open, no core dump."""
    confine(
        {
            "RLIMIT_AS": limits.address_bytes,
            "RLIMIT_CPU": int(limits.seconds * limits.threads) + 1,
            "RLIMIT_FSIZE": 0,
            "RLIMIT_NOFILE": 128,
            "RLIMIT_CORE": 0,
        }
    )


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
    names = [_as_asked(str(column[0]))[: limits.cell_chars] for column in description]
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
    names = _distinct([_as_asked(str(name))[: limits.cell_chars] for name in reader.schema.names])
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


def _as_asked(name: str) -> str:
    """A figure without a name of its own is called what was written: DuckDB calls count(*) count_star()."""
    return name.replace("count_star()", "count(*)")


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
