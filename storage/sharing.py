"""Tokens that open a dataset in another channel of its workspace: seven days, revocable, kept as hashes."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage.datasets import Dataset, Datasets, dataset_of, in_channel, place
from storage.engine import Database
from storage.errors import NotFound
from storage.scope import Scope
from storage.tables import datasets, shares

VALID = timedelta(days=7)
TOKEN = re.compile(r"eclo-[a-z2-7]{4}(?:-[a-z2-7]{4}){5}")
"""What a token looks like: 120 random bits in letters that are hard to mistake, in groups that are easy to read out."""


@dataclass(frozen=True, slots=True)
class Share:
    """A token as it is given out, once: what is kept of it is a hash."""

    token: str
    dataset: Dataset
    expires_at: datetime


class Shares:
    def __init__(self, database: Database, known: Datasets) -> None:
        self._database = database
        self._datasets = known

    async def create(self, scope: Scope, dataset_id: str, now: datetime) -> Share:
        """A new token for a dataset of the channel. Raises NotFound."""
        dataset = await self._datasets.get(scope, dataset_id)
        letters = base64.b32encode(secrets.token_bytes(15)).decode().lower()
        token = "-".join(["eclo", *(letters[i : i + 4] for i in range(0, len(letters), 4))])
        share = Share(token, dataset, now.astimezone(UTC) + VALID)
        async with self._database.write() as connection:
            await connection.execute(sa.delete(shares).where(shares.c.expires_at <= now))
            await connection.execute(
                sa.insert(shares).values(
                    id=uuid.uuid4().hex,
                    token_hash=_hash(token),
                    **place(scope),
                    owner=scope.user,
                    dataset_id=dataset.id,
                    created_at=now,
                    expires_at=share.expires_at,
                )
            )
        return share

    async def open(self, scope: Scope, token: str, now: datetime) -> Dataset:
        """Make the dataset of a token one of this channel (its bytes are shared, not copied), and the one this thread talks about.

        Raises NotFound for a token that never was, is over, was revoked, or is of another workspace: the answer is the same.
        """
        query = (
            sa.select(datasets)
            .join(shares, shares.c.dataset_id == datasets.c.id)
            .where(shares.c.token_hash == _hash(token), shares.c.expires_at > now)
            .where(shares.c.workspace == scope.workspace, datasets.c.workspace == scope.workspace)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise NotFound(token="?")  # noqa: S106 - not a password
        shared = dataset_of(row)
        here = [d for d in await self._datasets.list(scope) if d.id == shared.id or (d.sha256, d.name) == (shared.sha256, shared.name)]
        if here:
            return await self._datasets.use(scope, here[0].id)
        return await self._datasets.add(
            scope,
            name=shared.name,
            original=shared.original,
            parquet=shared.parquet,
            sha256=shared.sha256,
            size=shared.size,
            profile=shared.profile,
            lineage=shared.lineage,
            description=shared.description,
        )

    async def count(self, scope: Scope, dataset_id: str, now: datetime) -> int:
        """How many tokens of a dataset of the channel still open it."""
        query = sa.select(sa.func.count()).where(in_channel(shares, scope), shares.c.dataset_id == dataset_id, shares.c.expires_at > now)
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def revoke(self, scope: Scope, *, dataset_id: str = "", token: str = "") -> int:
        """End a token given out in this channel, or all of a dataset's; the number of tokens that ended."""
        which = shares.c.token_hash == _hash(token) if token else shares.c.dataset_id == dataset_id
        async with self._database.write() as connection:
            ended = await connection.execute(sa.delete(shares).where(in_channel(shares, scope), which))
        return int(ended.rowcount)


def _hash(token: str) -> str:
    """The token has 120 random bits, so a plain hash can't be turned back."""
    return hashlib.sha256(re.sub(r"\s", "", token).lower().encode()).hexdigest()
