"""Bytes that somebody shared -> a dataset: Parquet, what is known about it, and the reasons when it can't be one."""

from __future__ import annotations

from storage.ingest.limits import Limits
from storage.ingest.options import Options
from storage.ingest.ready import keep_ready, let_go, wait_until_ready
from storage.ingest.run import Ingested, ingest

__all__ = ["Ingested", "Limits", "Options", "ingest", "keep_ready", "let_go", "wait_until_ready"]
