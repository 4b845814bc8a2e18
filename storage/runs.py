"""Training runs, and which model predicts. A run belongs to the channel it was trained in; the model in use is everybody's."""

from __future__ import annotations

import builtins
import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.datasets import in_channel
from storage.engine import Database
from storage.errors import NotFound
from storage.scope import Scope
from storage.tables import jobs, promotions, runs

_ALONE = "the model in use"


@dataclass(frozen=True, slots=True)
class NewRun:
    """What a training brought. `id` is that of the job that trained it, where one did; `bundle` a key of the packed bundle."""

    id: str
    name: str
    data: dict[str, Any]
    parameters: dict[str, Any]
    metrics: dict[str, Any]
    comparison: dict[str, Any] | None
    log: list[str]
    bundle: str
    code_version: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(NewRun):
    """A stored run."""

    owner: str
    created_at: datetime

    @property
    def sha256(self) -> str:
        """The hash of the packed bundle: the blob store names things by it."""
        return self.bundle.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Promotion:
    """Who put which run (None: the shipped bundle) to use, and when."""

    id: int
    run_id: str | None
    kind: Literal["promote", "rollback"]
    by: str
    at: datetime


_COLUMNS = [runs.c[field.name] for field in fields(Run)]
_PROMOTION = [promotions.c[field.name] for field in fields(Promotion)]


class Runs:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, scope: Scope, new: NewRun) -> Run:
        """Record a run. The same again (its worker died after recording it) gives the run that is there already.

        Raises NotFound when the job that trained it runs no more: it was cancelled. Once its run is recorded, a job can't be cancelled
        (see Jobs.request_cancel), so that there is a run with a job that is done, or none.
        """
        row = {
            **asdict(new),
            "workspace": scope.workspace,
            "channel": scope.channel,
            "thread": scope.thread,
            "owner": scope.user,
            "created_at": datetime.now(UTC),
        }
        async with self._database.write(alone=f"run {new.id}") as connection:
            found = (await connection.execute(sa.select(*_COLUMNS).where(runs.c.id == new.id))).mappings().first()
            if found is not None:
                return _run(found)
            job = (await connection.execute(sa.select(jobs).where(jobs.c.id == new.id).with_for_update())).mappings().first()
            if job is not None and (job["state"] != "running" or job["cancel_requested"]):
                raise NotFound(job=new.id)
            await connection.execute(sa.insert(runs).values(**row))
        return _run(row)

    async def list(self, scope: Scope, *, limit: int = 50) -> builtins.list[Run]:
        """The channel's runs, newest first."""
        query = sa.select(*_COLUMNS).where(in_channel(runs, scope)).order_by(runs.c.created_at.desc()).limit(limit)
        async with self._database.read() as connection:
            return [_run(row) for row in (await connection.execute(query)).mappings()]

    async def get(self, scope: Scope, run_id: str) -> Run:
        """One run of the channel, by its id. Raises NotFound, also for one of another channel."""
        query = sa.select(*_COLUMNS).where(in_channel(runs, scope), runs.c.id == run_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise NotFound(run=run_id)
        return _run(row)

    async def every(self) -> builtins.list[Run]:
        """The runs of all channels, newest first: for whoever runs the program, and not for an answer to a user."""
        async with self._database.read() as connection:
            rows = (await connection.execute(sa.select(*_COLUMNS).order_by(runs.c.created_at.desc()))).mappings()
            return [_run(row) for row in rows]

    # Which model predicts: of no scope, for it is everybody's.

    async def in_use(self) -> Run | None:
        """The run whose bundle predicts; None for the bundle that came with the program."""
        query = sa.select(promotions.c.run_id).order_by(promotions.c.id.desc()).limit(1)
        async with self._database.read() as connection:
            run_id = await connection.scalar(query)
            if run_id is None:
                return None
            return _run((await connection.execute(sa.select(*_COLUMNS).where(runs.c.id == run_id))).mappings().one())

    async def history(self, *, limit: int = 50) -> builtins.list[Promotion]:
        """Every change of the model in use, newest first."""
        query = sa.select(*_PROMOTION).order_by(promotions.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            return [Promotion(**row) for row in (await connection.execute(query)).mappings()]

    async def stack(self) -> builtins.list[Run | None]:
        """The models that came into use and were not rolled back, the present one last; None is the shipped bundle."""
        async with self._database.read() as connection:
            ids = _in_use(await _changes(connection))
            rows = (await connection.execute(sa.select(*_COLUMNS).where(runs.c.id.in_([i for i in ids if i])))).mappings()
            known = {row["id"]: _run(row) for row in rows}
        return [known[run_id] if run_id else None for run_id in ids]

    async def done_in(self, scope: Scope, turn: str, kind: Literal["promote", "rollback"], run_id: str | None) -> Promotion | None:
        """What this turn has done already, for it may run again after a crash: promoted this run, or taken it back (None: the shipped one)."""
        async with self._database.read() as connection:
            return await _done_in(connection, _change(scope, turn, kind, run_id))

    async def brought(self, promotion: Promotion) -> Run | None:
        """The run that a change put to use; None for the bundle that came with the program."""
        if promotion.run_id is None:
            return None
        async with self._database.read() as connection:
            return _run((await connection.execute(sa.select(*_COLUMNS).where(runs.c.id == promotion.run_id))).mappings().one())

    async def promote(self, scope: Scope, run_id: str, *, turn: str = "") -> Promotion:
        """Let the run's bundle predict from now on, in every process. Raises NotFound. The caller has checked the bundle.

        Promoted again while in use (by two people at once), it gives the promotion that is there: a rollback then takes it back for good.
        The same in the same turn again gives what was done the first time; without a turn every call counts.
        """
        await self.get(scope, run_id)
        key = _change(scope, turn, "promote", run_id)
        async with self._database.write(alone=_ALONE) as connection:
            if done := await _done_in(connection, key):
                return done
            changes = await _changes(connection)
            if changes and changes[-1].run_id == run_id:
                return changes[-1]
            return await _record(connection, run_id, "promote", scope.user, key)

    async def rollback(self, scope: Scope, *, expected: str | None, turn: str = "") -> Promotion:
        """Let the model predict again that was in use before `expected` (a run, or None: the shipped bundle) was.

        Raises NotFound when nothing was in use before, or when another model has come into use meanwhile. `turn` as for promote.
        """
        key = _change(scope, turn, "rollback", expected)
        async with self._database.write(alone=_ALONE) as connection:
            if done := await _done_in(connection, key):
                return done
            stack = _in_use(await _changes(connection))
            if len(stack) < 2 or stack[-1] != expected:
                raise NotFound(run=expected or "")
            return await _record(connection, stack[-2], "rollback", scope.user, key)


async def _changes(connection: AsyncConnection) -> builtins.list[Promotion]:
    rows = (await connection.execute(sa.select(*_PROMOTION).order_by(promotions.c.id))).mappings()
    return [Promotion(**row) for row in rows]


def _in_use(changes: builtins.list[Promotion]) -> builtins.list[str | None]:
    """The models that came into use and were not rolled back, the present one last. The first is the shipped bundle."""
    stack: builtins.list[str | None] = [None]
    for change in changes:
        if change.kind == "rollback":
            stack.pop()
        else:
            stack.append(change.run_id)
    return stack


async def _done_in(connection: AsyncConnection, key: str | None) -> Promotion | None:
    if key is None:
        return None
    row = (await connection.execute(sa.select(*_PROMOTION).where(promotions.c.turn == key))).mappings().first()
    return Promotion(**row) if row else None


def _change(scope: Scope, turn: str, kind: str, run_id: str | None) -> str | None:
    """The name of one change in one turn of a conversation; None when the caller has no turn."""
    parts = (scope.workspace, scope.channel, scope.thread, turn, kind, run_id or "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest() if turn else None


async def _record(connection: AsyncConnection, run_id: str | None, kind: str, by: str, key: str | None) -> Promotion:
    values = {"run_id": run_id, "kind": kind, "by": by, "at": datetime.now(UTC)}
    result = await connection.execute(sa.insert(promotions).values(**values, turn=key).returning(promotions.c.id))
    return Promotion(id=result.scalar_one(), **values)  # type: ignore[arg-type]


def _run(row: Any) -> Run:
    return Run(**{field.name: row[field.name] for field in fields(Run)})
