"""Datasets: what people shared, by scope. A dataset belongs to a channel; a thread talks about one of them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import tempfile
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.blobs import Blobs
from storage.engine import Database
from storage.errors import NotFound, StoreUnavailable
from storage.lineage import Lineage, parent_ids
from storage.profile import Profile
from storage.scope import Scope
from storage.tables import datasets, jobs, results, threads

if TYPE_CHECKING:
    from storage.derived import Computed

_BYTES = "bytes of datasets"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A stored dataset. `original` and `parquet` are keys of the blob store; one made from others has its Parquet as both.

    `lineage` tells what it was made from (see storage.lineage), `description` what people say it is about.
    """

    id: str
    name: str
    owner: str
    thread: str
    original: str
    parquet: str
    sha256: str
    size: int
    profile: Profile
    created_at: datetime
    lineage: Lineage = field(default_factory=dict)
    description: str = ""


def in_channel(table: sa.Table, scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.workspace == scope.workspace, table.c.channel == scope.channel)


def in_thread(table: sa.Table, scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(in_channel(table, scope), table.c.thread == scope.thread)


def place(scope: Scope) -> dict[str, str]:
    return {"workspace": scope.workspace, "channel": scope.channel, "thread": scope.thread}


def alone_in(scope: Scope) -> str:
    return f"thread {scope.workspace} {scope.channel} {scope.thread}"


class Datasets:
    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    async def add(
        self,
        scope: Scope,
        *,
        name: str,
        original: str,
        parquet: str,
        sha256: str,
        size: int,
        profile: Profile,
        lineage: Mapping[str, Any] | None = None,
        description: str = "",
    ) -> Dataset:
        """Store a dataset and make it the one its thread talks about. The same file again in a thread renews the old entry.

        Raises StoreUnavailable when its bytes are gone: a dataset with the same content was deleted meanwhile.
        """
        row = {
            "workspace": scope.workspace,
            "channel": scope.channel,
            "thread": scope.thread,
            "owner": scope.user,
            "name": name,
            "original": original,
            "parquet": parquet,
            "sha256": sha256,
            "size": size,
            "profile": profile.to_json(),
            "created_at": datetime.now(UTC),
            "lineage": dict(lineage or {}),
            **({"description": description} if description else {}),
        }
        async with self._database.write(alone=_BYTES) as connection:
            await asyncio.to_thread(self._check_bytes, original, parquet)
            same = await connection.scalar(
                sa.select(datasets.c.id).where(in_thread(datasets, scope), datasets.c.sha256 == sha256, datasets.c.name == name)
            )
            dataset_id = same or uuid.uuid4().hex
            if same:
                await connection.execute(sa.update(datasets).where(datasets.c.id == same).values(**row))
            else:
                await connection.execute(sa.insert(datasets).values(id=dataset_id, **row))
        return await self.use(scope, dataset_id)

    async def derive(self, scope: Scope, computed: Computed, name: str, lineage: Mapping[str, Any]) -> Dataset:
        """Store a table that was computed from datasets as a dataset of its own, and make it the one its thread talks about.

        `computed` is a DataFrame, an Arrow table or a Parquet file (which stays where it is); `lineage` is as storage.lineage.made_from
        gives it. A name that the channel has already gets a number behind it, unless the same table is stored again.
        Raises ValueError for a table with no column or with two of one name, StoreUnavailable.
        """
        parents = []
        for parent in parent_ids(lineage):
            with contextlib.suppress(NotFound):
                parents.append((await self.get(scope, parent)).profile)
        key, digest, size, profile = await asyncio.to_thread(self._store_computed, computed, parents)
        name = _free_name(name, digest, scope, await self.list(scope))
        return await self.add(scope, name=name, original=key, parquet=key, sha256=digest, size=size, profile=profile, lineage=lineage)

    def _store_computed(self, computed: Computed, parents: Sequence[Profile]) -> tuple[str, str, int, Profile]:
        import pyarrow.parquet as pq

        from storage.derived import profiled

        table, profile = profiled(computed, parents)
        with tempfile.TemporaryDirectory(prefix="eclo-derive-") as folder:
            file = Path(folder) / "made.parquet"
            pq.write_table(table, file, compression="zstd")
            size = file.stat().st_size
            key = self._blobs.put_file(file, ".parquet")
        return key, key.removesuffix(".parquet"), size, profile

    def _check_bytes(self, *keys: str) -> None:
        try:
            for key in keys:
                self._blobs.path(key)
        except NotFound as error:
            raise StoreUnavailable(store="blobs") from error

    async def list(self, scope: Scope) -> list[Dataset]:
        """The channel's datasets, newest first."""
        query = sa.select(datasets).where(in_channel(datasets, scope)).order_by(datasets.c.created_at.desc(), datasets.c.id)
        async with self._database.read() as connection:
            return [dataset_of(row) for row in (await connection.execute(query)).mappings()]

    async def get(self, scope: Scope, dataset_id: str) -> Dataset:
        """One dataset of the channel. Raises NotFound, also for one of another channel or workspace."""
        query = sa.select(datasets).where(in_channel(datasets, scope), datasets.c.id == dataset_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise NotFound(dataset=dataset_id)
        return dataset_of(row)

    async def current(self, scope: Scope) -> Dataset | None:
        """The dataset this thread talks about: the one it used last, else the channel's newest."""
        chosen = sa.select(datasets).join(threads, threads.c.dataset_id == datasets.c.id).where(in_thread(threads, scope))
        newest = sa.select(datasets).where(in_channel(datasets, scope)).order_by(datasets.c.created_at.desc()).limit(1)
        async with self._database.read() as connection:
            for query in (chosen.where(in_channel(datasets, scope)), newest):
                row = (await connection.execute(query)).mappings().first()
                if row is not None:
                    return dataset_of(row)
        return None

    async def is_chosen(self, scope: Scope) -> bool:
        """Whether this thread has a dataset of its own, rather than the channel's newest for want of one."""
        query = sa.select(threads.c.dataset_id).where(in_thread(threads, scope))
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    async def use(self, scope: Scope, dataset_id: str) -> Dataset:
        """Make a dataset of the channel the one this thread talks about. Raises NotFound."""
        dataset = await self.get(scope, dataset_id)
        async with self._database.write(alone=alone_in(scope)) as connection:
            await set_in_thread(connection, scope, dataset_id=dataset_id)
        return dataset

    async def revise(self, scope: Scope, dataset_id: str, *, parquet: str, profile: Profile) -> Dataset:
        """Give a dataset of the channel other Parquet and another profile, of the same original. Raises NotFound, StoreUnavailable."""
        old = await self.get(scope, dataset_id)
        async with self._database.write(alone=_BYTES) as connection:
            await asyncio.to_thread(self._check_bytes, parquet)
            changed = await connection.execute(
                sa.update(datasets)
                .where(in_channel(datasets, scope), datasets.c.id == dataset_id)
                .values(parquet=parquet, profile=profile.to_json())
            )
            if changed.rowcount == 0:
                raise NotFound(dataset=dataset_id)
        async with self._database.write(alone=_BYTES) as connection:  # after the row is changed for good, and while nobody adds its twin
            await self._drop_unused(connection, [old.parquet])
        return await self.get(scope, dataset_id)

    async def rename(self, scope: Scope, dataset_id: str, name: str) -> Dataset:
        """Give a dataset of the channel another name. Raises NotFound."""
        return await self._change(scope, dataset_id, name=name)

    async def describe(self, scope: Scope, dataset_id: str, description: str) -> Dataset:
        """Keep what people say a dataset of the channel is about. Raises NotFound."""
        return await self._change(scope, dataset_id, description=description)

    async def _change(self, scope: Scope, dataset_id: str, **values: Any) -> Dataset:
        async with self._database.write() as connection:
            await connection.execute(sa.update(datasets).where(in_channel(datasets, scope), datasets.c.id == dataset_id).values(**values))
        return await self.get(scope, dataset_id)

    async def keep_results(self, scope: Scope, dataset_ids: Collection[str], blobs: Sequence[str]) -> None:
        """Remember the bytes (pictures, files) that were made of datasets of the channel: they go when the last of these goes.

        Where none of the datasets is there any more, they go at once.
        """
        if not dataset_ids or not blobs:
            return
        async with self._database.write(alone=_BYTES) as connection:
            there = await connection.scalars(sa.select(datasets.c.id).where(in_channel(datasets, scope), datasets.c.id.in_(dataset_ids)))
            ids = there.all()
            old = await connection.execute(sa.select(results.c.dataset_id, results.c.blob).where(results.c.dataset_id.in_(ids)))
            known = {(row.dataset_id, row.blob) for row in old}
            rows = [{"dataset_id": i, "blob": b} for i in ids for b in dict.fromkeys(blobs) if (i, b) not in known]
            if rows:
                await connection.execute(sa.insert(results), rows)
            await self._drop_unused(connection, [] if ids else blobs)

    async def delete(self, scope: Scope, dataset_id: str) -> None:
        """Delete a dataset of the channel, its bytes, and the pictures and files made of it. Raises NotFound.

        Bytes that another dataset has as well, or that are a result of another one too, stay for that one.
        """
        dataset = await self.get(scope, dataset_id)
        async with self._database.write() as connection:
            made = (await connection.scalars(sa.select(results.c.blob).where(results.c.dataset_id == dataset_id))).all()
            await _empty_jobs(connection, scope, dataset_id)
            await connection.execute(sa.delete(datasets).where(in_channel(datasets, scope), datasets.c.id == dataset_id))
        async with self._database.write(alone=_BYTES) as connection:  # after the row is gone for good, and while nobody adds its twin
            await self._drop_unused(connection, [dataset.original, dataset.parquet, *made])

    async def _drop_unused(self, connection: AsyncConnection, keys: Sequence[str]) -> None:
        for key in dict.fromkeys(keys):
            stored = sa.select(datasets.c.id).where(sa.or_(datasets.c.original == key, datasets.c.parquet == key)).limit(1)
            shown = sa.select(results.c.dataset_id).where(results.c.blob == key).limit(1)
            if await connection.scalar(stored) is None and await connection.scalar(shown) is None:
                await asyncio.to_thread(self._blobs.delete, key)


async def _empty_jobs(connection: AsyncConnection, scope: Scope, dataset_id: str) -> None:
    """The outcomes of jobs about a dataset keep their sentence, and lose the tables and files."""
    about = sa.and_(in_channel(jobs, scope), jobs.c.dataset_id == dataset_id)
    for row in (await connection.execute(sa.select(jobs.c.id, jobs.c.result).where(about))).all():
        if row.result:
            emptied = {**row.result, "data": {}, "tables": [], "artifacts": []}
            await connection.execute(sa.update(jobs).where(jobs.c.id == row.id).values(result=emptied))


def _free_name(name: str, sha256: str, scope: Scope, known: Sequence[Dataset]) -> str:
    """`name`, or with the first number behind it that no other dataset of the channel has."""
    others = {d.name for d in known if (d.sha256, d.thread) != (sha256, scope.thread)}
    return next(free for n in itertools.count(1) if (free := name if n == 1 else f"{name} ({n})") not in others)


async def set_in_thread(connection: AsyncConnection, scope: Scope, **values: Any) -> None:
    """Remember something about a thread, in a transaction that is `alone_in` it."""
    changed = await connection.execute(sa.update(threads).where(in_thread(threads, scope)).values(**values))
    if changed.rowcount == 0:
        await connection.execute(sa.insert(threads).values(**place(scope), **values))


def dataset_of(row: Any) -> Dataset:
    return Dataset(
        **{
            name: row[name]
            for name in ("id", "name", "owner", "thread", "original", "parquet", "sha256", "size", "created_at", "lineage", "description")
        },
        profile=Profile.from_json(row["profile"]),
    )
