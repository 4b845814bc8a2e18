"""All stores of one process, opened together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage.blobs import Blobs, FileBlobs
from storage.datasets import Datasets
from storage.digests import Digests
from storage.engine import Database
from storage.inbox import Inbox
from storage.jobs import Jobs
from storage.keys import Keys
from storage.migrate import migrate
from storage.predictions import Predictions
from storage.runs import Runs
from storage.s3 import S3Blobs
from storage.sharing import Shares
from storage.transcripts import Transcripts
from storage.usage import Usage


@dataclass(frozen=True)
class Stores:
    database: Database
    blobs: Blobs
    datasets: Datasets
    transcripts: Transcripts
    jobs: Jobs
    inbox: Inbox
    shares: Shares
    runs: Runs
    predictions: Predictions
    digests: Digests
    usage: Usage
    keys: Keys

    async def close(self) -> None:
        await self.database.close()


def open_blobs(blob_root: Path, blob_url: str = "") -> Blobs:
    return S3Blobs(blob_url, blob_root) if blob_url else FileBlobs(blob_root)


async def open_stores(database_url: str, blob_root: Path, blob_url: str = "") -> Stores:
    """Open the database (bringing it to the newest schema) and the blobs: in a folder, or in S3 with the folder as a cache.

    Raises StoreUnavailable.
    """
    database = Database(database_url)
    try:
        await migrate(database)
    except BaseException:
        await database.close()
        raise
    blobs = open_blobs(blob_root, blob_url)
    datasets = Datasets(database, blobs)
    return Stores(
        database=database,
        blobs=blobs,
        datasets=datasets,
        transcripts=Transcripts(database),
        jobs=Jobs(database),
        inbox=Inbox(database),
        shares=Shares(database, datasets),
        runs=Runs(database),
        predictions=Predictions(database),
        digests=Digests(database),
        usage=Usage(database),
        keys=Keys(database),
    )
