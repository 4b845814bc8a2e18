"""Packed files -> the one file in them, never more of it than may be."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import IO

from storage.errors import UnreadableFile
from storage.ingest.limits import Limits

GZIP, ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
_NOT_A_TABLE = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_LOCKED = 1
_CHUNK = 1024 * 1024


def unpack(data: bytes, limits: Limits) -> tuple[bytes, str]:
    """The bytes of the file inside and "gzip" or "zip"; the bytes themselves and "" where nothing is packed.

    A zip must hold a single file (a workbook is a zip as well, and stays one). Unpacks once: what is in there is not unpacked again.
    Raises UnreadableFile: file_unpacks_too_large, file_archive_several, file_locked, file_damaged, file_empty.
    """
    try:
        if data.startswith(GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                return _read(packed, limits), "gzip"
        if data.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if is_workbook(archive):
                    return data, ""
                with archive.open(_only_member(archive)) as member:
                    return _read(member, limits), "zip"
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, ValueError):
        raise UnreadableFile("file_damaged") from None
    return data, ""


def is_workbook(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [
        m
        for m in archive.infolist()
        if not m.is_dir() and not m.filename.startswith(_NOT_A_TABLE) and not m.filename.endswith(_NOT_A_TABLE)
    ]
    if len(members) != 1:
        raise UnreadableFile("file_archive_several", count=len(members)) if members else UnreadableFile("file_empty")
    if members[0].flag_bits & _LOCKED:
        raise UnreadableFile("file_locked")
    return members[0]


def _read(packed: IO[bytes] | gzip.GzipFile, limits: Limits) -> bytes:
    """Chunk by chunk, and no further than one byte past the limit, whatever the file says about its size."""
    out = io.BytesIO()
    while chunk := packed.read(min(_CHUNK, limits.max_unpacked_bytes + 1 - out.tell())):
        out.write(chunk)
        if out.tell() > limits.max_unpacked_bytes:
            raise UnreadableFile("file_unpacks_too_large", limit_mb=limits.max_unpacked_bytes // 1024**2)
    return out.getvalue()
