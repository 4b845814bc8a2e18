"""A stored dataset, read again from its original bytes in another way."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from storage.datasets import Dataset
from storage.ingest import Ingested, Limits, Options, ingest
from storage.profile import Profile
from tools._context import ToolContext


async def reread_types(ctx: ToolContext, dataset: Dataset, options: Options) -> tuple[str, Profile]:
    """The key of the new Parquet file, and its profile, with the types that `options` ask for. Raises UnreadableFile, StorageError.

    From the original where the dataset still says what that says; a dataset that was changed since is read from what it is now.
    """
    asked = set(options.types) | set(dataset.profile.types)
    with tempfile.TemporaryDirectory(prefix="eclo-ingest-") as folder:
        now = await asyncio.to_thread(ctx.stores.blobs.path, dataset.parquet)
        read: Ingested | None = None
        own = tuple(c.name for c in dataset.profile.columns)
        if dataset.original and dataset.original != dataset.parquet:
            # The original of a computed dataset is Parquet as well, with columns in it that follow from others.
            columns = own if dataset.original.endswith(".parquet") else ()
            read = await _ingest(ctx, dataset, dataset.original, folder, replace(options, columns=columns))
            if not await asyncio.to_thread(_same, now, read.parquet, dataset.profile, read.profile, asked):
                read = None
        if read is None:
            read = await _ingest(ctx, dataset, dataset.parquet, folder, Options(types=options.types, columns=own))
        return await asyncio.to_thread(ctx.stores.blobs.put_file, read.parquet, ".parquet"), read.profile


async def take_back_type(ctx: ToolContext, dataset: Dataset) -> tuple[str, Dataset]:
    """The column whose type a person changed last is read as it looks by itself again: its name, and the dataset. The thread's from now on.

    Raises UnreadableFile, StorageError, NotFound.
    """
    *kept, last = dataset.profile.types
    types = {name: dataset.profile.types[name] for name in kept}
    parquet, profile = await reread_types(ctx, dataset, Options(sheet=dataset.profile.sheet, types=types))
    ctx.dataset = await keep_types(ctx, dataset, parquet, profile)
    return last, ctx.dataset


async def keep_types(ctx: ToolContext, dataset: Dataset, parquet: str, profile: Profile) -> Dataset:
    """The thread's own dataset is corrected under its id; of one shared in another thread, this thread gets its own version."""
    if dataset.thread == ctx.scope.thread:
        return await ctx.stores.datasets.revise(ctx.scope, dataset.id, parquet=parquet, profile=profile)
    kept = {"name": dataset.name, "original": dataset.original, "sha256": dataset.sha256, "size": dataset.size}
    return await ctx.stores.datasets.add(ctx.scope, parquet=parquet, profile=profile, **kept)  # type: ignore[arg-type]


async def reread_sheet(ctx: ToolContext, dataset: Dataset, sheet: str) -> tuple[str, Profile]:
    """Another sheet of a workbook: the key of its Parquet file, and its profile. Raises UnreadableFile, StorageError."""
    with tempfile.TemporaryDirectory(prefix="eclo-ingest-") as folder:
        read = await _ingest(ctx, dataset, dataset.original, folder, Options(sheet=sheet))
        return await asyncio.to_thread(ctx.stores.blobs.put_file, read.parquet, ".parquet"), read.profile


async def _ingest(ctx: ToolContext, dataset: Dataset, key: str, folder: str, options: Options) -> Ingested:
    source = await asyncio.to_thread(ctx.stores.blobs.path, key)
    # It was small enough when it was shared, whatever the setting was then.
    limits = Limits(max_bytes=max(Limits().max_bytes, source.stat().st_size))
    return await ingest(source, name=dataset.name, workdir=Path(folder), limits=limits, options=options)


def _same(now: Path, again: Path, profile: Profile, profile_again: Profile, but: Iterable[str]) -> bool:
    """Do both have the same columns, and the same values in all columns but those?"""
    import pyarrow.parquet as pq

    names = [c.name for c in profile.columns]
    if profile.rows != profile_again.rows or names != [c.name for c in profile_again.columns]:
        return False
    compared = [name for name in names if name not in set(but)]
    return bool(pq.read_table(now, columns=compared).equals(pq.read_table(again, columns=compared)))
