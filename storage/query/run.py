"""The parent's side of a query: starts the child, watches the clock, and believes only a whole answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.confined import ran_out_of_memory
from storage.errors import StorageError
from storage.ingest.ready import child_environment
from storage.query.limits import QueryLimits

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

_LOGGED_CHARS = 2_000
_TOO_DEEP = (-signal.SIGSEGV, -getattr(signal, "SIGBUS", 7))


class BadQuery(StorageError):
    """A query that was not answered. `code` says why: sql_syntax, sql_unknown_column, sql_took_too_long, ...; `facts` has its words."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(**facts)
        self.code = code


@dataclass(frozen=True, slots=True)
class View:
    """A Parquet file that a query may read, under one or several names (any case), and the columns it shows."""

    path: str
    columns: list[str]
    names: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows as JSON values: whole numbers and floats exactly, moments in ISO form, no value as None.

    `total` counts the rows there are (None: not known), `more_rows` tells that not all are here, `more_columns` how many columns are
    left out, `cut_cells` how many texts were too long. `types` are DuckDB's names of the columns' types.
    """

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    total: int | None
    more_rows: bool = False
    more_columns: int = 0
    cut_cells: int = 0


async def run_query(sql: str, views: Sequence[View], limits: QueryLimits | None = None) -> Answer:
    """Run one SELECT over `views` in a confined child process. Cancelling it ends the child. Raises BadQuery."""
    head, _ = await _ask(sql, views, limits or QueryLimits(), whole=False)
    return Answer(**head)


async def run_whole_query(sql: str, views: Sequence[View], limits: QueryLimits | None = None) -> pa.Table:
    """The same with all its rows, as an Arrow table. Raises BadQuery, also where that would be too much to keep."""
    import pyarrow as pa

    _, stream = await _ask(sql, views, limits or QueryLimits(), whole=True)

    def read() -> pa.Table:
        table = pa.ipc.open_stream(stream).read_all()
        table.validate(full=True)
        return table

    try:
        return await asyncio.to_thread(read)
    except (pa.ArrowException, OSError):
        log.warning("the rows of a query could not be read", exc_info=True)
        raise BadQuery("sql_failed", name="") from None


async def _ask(sql: str, views: Sequence[View], limits: QueryLimits, *, whole: bool) -> tuple[dict[str, Any], bytes]:
    if len(sql) > limits.sql_chars:
        raise BadQuery("sql_too_long", limit=limits.sql_chars)
    # the child works in a folder of its own, where a relative path leads nowhere
    request = {
        "sql": sql,
        "views": [{**asdict(view), "path": str(Path(view.path).resolve())} for view in views],
        "limits": limits.to_json(),
        "whole": whole,
    }
    answer, stream = await _ask_child(json.dumps(request).encode(), limits)
    if not answer.pop("ok"):
        raise BadQuery(answer["code"], **answer["facts"])
    return answer, stream


async def _ask_child(request: bytes, limits: QueryLimits) -> tuple[dict[str, Any], bytes]:
    with tempfile.TemporaryDirectory(prefix="eclo-query-") as folder:
        process = await asyncio.create_subprocess_exec(
            # -P: nothing is imported from the folder it works in.
            *(sys.executable, "-P", "-m", "storage.query._child"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=child_environment(),
            cwd=Path(folder),
            start_new_session=True,  # a Ctrl-C in the terminal is for the parent, which then ends the child
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(request), limits.seconds)
        except TimeoutError:
            raise BadQuery("sql_took_too_long", seconds=int(limits.seconds)) from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
    head, _, stream = out.partition(b"\n")
    return _believe(process.returncode or 0, head, err, limits), stream


def _believe(status: int, out: bytes, err: bytes, limits: QueryLimits) -> dict[str, Any]:
    try:
        answer: dict[str, Any] | None = json.loads(out) if status == 0 else None
    except ValueError:
        answer = None
    if answer is not None:
        return answer
    log.warning("a query's process ended with status %s: %s", status, err.decode("utf-8", "replace")[-_LOGGED_CHARS:])
    if status == -getattr(signal, "SIGXCPU", 24):
        raise BadQuery("sql_took_too_long", seconds=int(limits.seconds))
    if status in _TOO_DEEP:
        raise BadQuery("sql_too_deep")
    raise BadQuery("sql_too_much_memory" if ran_out_of_memory(status, err) else "sql_failed", name="")
