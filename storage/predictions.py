"""Predictions that were told, and what the accidents turned out to be."""

from __future__ import annotations

import builtins
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa

from storage.datasets import in_channel, place
from storage.engine import Database
from storage.errors import NotFound
from storage.scope import Scope
from storage.tables import outcomes, predictions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a predicted accident turned out to be. `counts`: people by "fatal", "serious", "minor", "reported"; None if only ECLO is known."""

    eclo: float
    counts: dict[str, int] | None
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredPrediction:
    """A prediction as it was told: by which model version, from which inputs (by English feature name), to whom."""

    id: str
    owner: str
    model: str
    inputs: dict[str, Any]
    eclo: float
    low: float
    high: float
    band: str
    worst: dict[str, float] | None
    created_at: datetime
    outcome: Outcome | None = None


class Told(TypedDict):
    """A prediction as it was told. An input that is None was not known."""

    model: str
    inputs: Mapping[str, Any]
    eclo: float
    low: float
    high: float
    band: str
    worst: Mapping[str, float] | None


_HEX = re.compile(r"[0-9a-f]{1,32}")
_COLUMNS = [predictions.c[name] for name in StoredPrediction.__dataclass_fields__ if name != "outcome"]
_OUTCOME = [outcomes.c[name].label(f"outcome_{name}") for name in Outcome.__dataclass_fields__]


class Predictions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, scope: Scope, *, turn: str, **told: Unpack[Told]) -> str:
        """Remember a prediction; its id. The same inputs in the same turn (which runs again after a crash) are one prediction."""
        return (await self.add_all(scope, turn=turn, told=[told]))[0]

    async def add_all(self, scope: Scope, *, turn: str, told: Sequence[Told]) -> builtins.list[str]:
        """Remember the predictions of one turn, all or none; their ids, in order."""
        now = datetime.now(UTC)
        rows = [_row(scope, turn, each) | {"created_at": now} for each in told]
        ids = [str(row["id"]) for row in rows]
        async with self._database.write(alone=f"predictions {scope.workspace} {scope.channel} {scope.thread} {turn}") as connection:
            known = set((await connection.scalars(sa.select(predictions.c.id).where(predictions.c.id.in_(ids)))).all())
            if fresh := [row for number, row in enumerate(rows) if row["id"] not in known and row["id"] not in ids[:number]]:
                await connection.execute(sa.insert(predictions), fresh)
        return ids

    async def list(
        self, scope: Scope, *, since: datetime | None = None, labelled: bool = False, limit: int | None = 10_000
    ) -> builtins.list[StoredPrediction]:
        """The channel's predictions, newest first, `limit` of them at most. `labelled`: only those whose outcome is known."""
        query = _select().where(in_channel(predictions, scope)).order_by(predictions.c.created_at.desc(), predictions.c.id).limit(limit)
        if since is not None:
            query = query.where(predictions.c.created_at >= since)
        if labelled:
            query = query.where(outcomes.c.eclo.is_not(None))
        return await self._all(query)

    async def count(self, scope: Scope, *, since: datetime | None = None, labelled: bool = False) -> tuple[int, float | None]:
        """How many predictions the channel has, and their mean ECLO (None without one): of all, however many."""
        known = _select().where(in_channel(predictions, scope))
        if since is not None:
            known = known.where(predictions.c.created_at >= since)
        if labelled:
            known = known.where(outcomes.c.eclo.is_not(None))
        async with self._database.read() as connection:
            rows, mean = (await connection.execute(known.with_only_columns(sa.func.count(), sa.func.avg(predictions.c.eclo)))).one()
        return rows, mean

    async def find(self, scope: Scope, start: str) -> StoredPrediction:
        """The channel's prediction whose id begins with `start`; with "" the newest of this person in this thread. Raises NotFound."""
        query = _select().where(in_channel(predictions, scope)).order_by(predictions.c.created_at.desc()).limit(2)
        if start:
            start = start.lower()
            if not _HEX.fullmatch(start):
                raise NotFound(prediction=start)
            # By the primary key (after every digit of an id comes "g"). The empty strings keep the database from looking through all of a
            # channel instead, by the index that it likes better.
            here = sa.and_(predictions.c.workspace + "" == scope.workspace, predictions.c.channel + "" == scope.channel)
            found = await self._all(_select().where(here, predictions.c.id >= start, predictions.c.id < start + "g").limit(2))
            if len(found) != 1:
                raise NotFound(prediction=start)
            return found[0]
        found = await self._all(query.where(predictions.c.thread == scope.thread, predictions.c.owner == scope.user))
        if not found:
            raise NotFound(prediction="")
        return found[0]

    async def record(
        self, scope: Scope, prediction_id: str, *, eclo: float | None, counts: Mapping[str, int] | None, note: str
    ) -> StoredPrediction:
        """Say what the accident turned out to be; said again, the newest counts. ECLO None takes it back. Raises NotFound."""
        found = await self.find(scope, prediction_id)
        values = {
            "prediction_id": found.id,
            "eclo": eclo,
            "counts": None if counts is None else dict(counts),
            "note": note.replace("\0", ""),  # PostgreSQL refuses it
            "by": scope.user,
            "at": datetime.now(UTC),
        }
        async with self._database.write() as connection:
            await connection.execute(sa.insert(outcomes).values(**values))
        return await self.find(scope, found.id)

    async def _all(self, query: sa.Select[Any]) -> builtins.list[StoredPrediction]:
        async with self._database.read() as connection:
            return [_stored(row) for row in (await connection.execute(query)).mappings()]


def _row(scope: Scope, turn: str, told: Told) -> dict[str, Any]:
    known = {name: value for name, value in sorted(told["inputs"].items()) if value is not None}
    key = json.dumps([scope.workspace, scope.channel, scope.thread, turn, told["model"], known], sort_keys=True)
    worst = None if told["worst"] is None else dict(told["worst"])
    identity = hashlib.sha256(key.encode()).hexdigest()[:32]
    return {**place(scope), "owner": scope.user, **told, "id": identity, "inputs": known, "worst": worst}


def _select() -> sa.Select[Any]:
    """Predictions with the newest outcome of each, looked up by its index for the rows that are wanted and no others."""
    others = outcomes.alias()
    newest = sa.select(sa.func.max(others.c.id)).where(others.c.prediction_id == predictions.c.id).scalar_subquery()
    return sa.select(*_COLUMNS, *_OUTCOME).select_from(predictions.outerjoin(outcomes, outcomes.c.id == newest))


def _stored(row: Any) -> StoredPrediction:
    known = {name: row[name] for name in StoredPrediction.__dataclass_fields__ if name != "outcome"}
    outcome = None
    if row["outcome_eclo"] is not None:
        outcome = Outcome(**{name: row[f"outcome_{name}"] for name in Outcome.__dataclass_fields__})
    return StoredPrediction(**known, outcome=outcome)
