"""Bytes by key: uploads, Parquet files, pictures, results. A key is the hash of the bytes, so equal content is stored once."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from storage.errors import NotFound, StoreUnavailable

_KEY = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")


class Blobs(Protocol):
    """Blocking calls: run them in a thread from async code."""

    def put(self, data: bytes, suffix: str = "") -> str:
        """Store bytes; the key is their SHA-256 and `suffix` (such as ".png"). Raises StoreUnavailable."""
        ...

    def put_file(self, source: Path, suffix: str = "") -> str:
        """Take over a file (it is moved or copied)."""
        ...

    def path(self, key: str) -> Path:
        """A local file with the content of `key`, not to be changed. Raises NotFound."""
        ...

    def delete(self, key: str) -> None:
        """Forget `key`; nothing happens when it is not there."""
        ...


class FileBlobs:
    """Blobs as files of one folder, written beside their place and renamed, so that none is ever half there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, suffix: str = "") -> str:
        key = hashlib.sha256(data).hexdigest() + suffix
        target = self._place(key)
        if not target.exists():
            self._write(target, lambda temporary: temporary.write_bytes(data))
        return key

    def put_file(self, source: Path, suffix: str = "") -> str:
        with source.open("rb") as file:
            key = hashlib.file_digest(file, "sha256").hexdigest() + suffix
        target = self._place(key)
        if target.exists():
            source.unlink(missing_ok=True)
        else:
            self._write(target, lambda temporary: shutil.move(source, temporary))
        return key

    def path(self, key: str) -> Path:
        place = self._place(key)
        if not place.is_file():
            raise NotFound(key=key)
        return place

    def delete(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def fill(self, key: str, write: Callable[[Path], object]) -> None:
        """Have `write` make the content of `key`; what it raises leaves nothing behind."""
        self._write(self._place(key), write)

    def _place(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NotFound(key=key)
        return self.root / key[:2] / key

    def _write(self, target: Path, fill: Callable[[Path], object]) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
            os.close(handle)
            temporary = Path(name)
            try:
                fill(temporary)
                temporary.chmod(0o600)
                with temporary.open("rb") as written:
                    os.fsync(written.fileno())  # before the name: after a power cut a key must not stand for an empty file
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable(store="blobs") from error
