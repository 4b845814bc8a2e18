"""A tool's result on its way to people: its bytes go to the blob store, the rest is JSON and Replies."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from bot.messages import FileReply, Image, Reply, Table
from storage.blobs import Blobs
from tools import _result

StoredResult = dict[str, Any]
"""{"text", "data", "tables": [...], "artifacts": [{"blob", "name", "mime", "alt"}]}: a ToolResult as JSON."""

_SUFFIXES = {
    "image/png": ".png",
    "text/csv": ".csv",
    "application/json": ".json",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.apache.parquet": ".parquet",
}


async def store(result: _result.ToolResult, blobs: Blobs) -> StoredResult:
    """Put the artifacts' bytes into the blob store. Raises StoreUnavailable."""
    artifacts = [
        {"blob": await asyncio.to_thread(_put, artifact, blobs), "name": artifact.name, "mime": artifact.mime, "alt": artifact.alt}
        for artifact in result.artifacts
    ]
    return {"text": result.text, "data": result.data, "tables": [asdict(t) for t in result.tables], "artifacts": artifacts}


def _put(artifact: _result.Artifact, blobs: Blobs) -> str:
    suffix = _SUFFIXES.get(artifact.mime, "")
    if artifact.source is not None:
        return blobs.put_file(artifact.source, suffix)
    return blobs.put(artifact.data or b"", suffix)


def blobs(stored: StoredResult) -> list[str]:
    """The keys of its pictures and files."""
    return [str(artifact["blob"]) for artifact in stored["artifacts"]]


def replies(stored: StoredResult) -> list[Reply]:
    """The tables, pictures and files of a result, to be shown beside its text."""
    shown: list[Reply] = [Table(t["columns"], t["rows"], t["title"]) for t in stored["tables"]]
    for a in stored["artifacts"]:
        if a["mime"].startswith("image/"):
            shown.append(Image(a["blob"], a["name"], a["alt"], a["mime"]))
        else:
            shown.append(FileReply(a["blob"], a["name"], a["alt"], a["mime"]))
    return shown
