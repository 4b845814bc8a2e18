"""The database: one engine, reads and writes kept apart.

SQLite loses updates silently when two connections read, change and write at its default settings, so
every connection runs in WAL mode without the driver's own transactions, and a write begins IMMEDIATE:
it waits for its turn before it reads (https://www.sqlite.org/lang_transaction.html).
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import StoreUnavailable

_SQLITE_ON_CONNECT = ("PRAGMA busy_timeout=30000", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON")
_SQLITE_PATIENCE = 30.0  # seconds to wait for another program's write before a new file can change to WAL
# Faults of a statement of ours. What else a driver raises means that the database can't be used now.
_FAULTS = (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.DataError, sa.exc.InternalError, sa.exc.NotSupportedError)


class Database:
    """An async engine for `url` (sqlite+aiosqlite:// or postgresql+asyncpg://)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"connect_args": {"timeout": 30}} if self.is_sqlite else {"pool_pre_ping": True}
        if self.is_sqlite:
            file = sa.engine.make_url(url).database
            if file and file != ":memory:":
                Path(file).parent.mkdir(parents=True, exist_ok=True)
        self.engine: AsyncEngine = create_async_engine(url, **options)
        if self.is_sqlite:
            sa.event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a read transaction. Raises StoreUnavailable."""
        async with self._connect(writer=False) as connection:
            yield connection

    @asynccontextmanager
    async def write(self, *, alone: str = "") -> AsyncIterator[AsyncConnection]:
        """A connection in a write transaction that commits at the end. Raises StoreUnavailable.

        Of the transactions with the same `alone` one runs at a time: what one looks up and then writes, no other has
        written in between. (On SQLite, of all write transactions.)
        """
        async with self._connect(writer=True) as connection:
            if alone and not self.is_sqlite:
                number = int.from_bytes(hashlib.sha256(alone.encode()).digest()[:8], signed=True)
                await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
            yield connection

    @asynccontextmanager
    async def _connect(self, *, writer: bool) -> AsyncIterator[AsyncConnection]:
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(self.engine.connect())
            except Exception as error:  # some drivers raise errors of their own here, which SQLAlchemy does not wrap
                raise StoreUnavailable(store="database") from error
            try:
                await connection.execution_options(writer=writer)
                async with connection.begin():
                    yield connection
            except _FAULTS:
                raise
            except (sa.exc.DBAPIError, OSError) as error:
                raise StoreUnavailable(store="database") from error

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    for statement in _SQLITE_ON_CONNECT:
        cursor.execute(statement)
    _change_to_wal(cursor)
    cursor.close()


def _change_to_wal(cursor: Any) -> None:
    """Waits by itself: a file that somebody writes refuses the change at once, whatever the busy timeout says."""
    deadline = time.monotonic() + _SQLITE_PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        sa.util.await_only(asyncio.sleep(0.02))


def _begin_sqlite(connection: sa.Connection) -> None:
    writer = connection.get_execution_options().get("writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
