"""Datasets: what people shared, by scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.profile import Profile


@dataclass(frozen=True, slots=True)
class Dataset:
    """A stored dataset. `original` and `parquet` are keys of the blob store."""

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
