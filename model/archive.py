"""A bundle as one file: a ZIP of its parts, the same bytes for the same bundle."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from model.bundle import BUNDLE_FILE, MODEL_FILE, SEVERITY_FILE
from model.errors import BundleInvalid

if TYPE_CHECKING:
    from model.predict import Predictor

_PARTS = (BUNDLE_FILE, MODEL_FILE, SEVERITY_FILE)
MOST_BYTES = 200 * 1024 * 1024  # of one part, unpacked: a real one has a few MB


def pack(directory: Path) -> bytes:
    """The bundle of a directory. Raises BundleInvalid when it has none."""
    if not (directory / BUNDLE_FILE).is_file():
        raise BundleInvalid("bundle_missing", path=str(directory))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _PARTS:
            if (directory / name).is_file():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), (directory / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(content: bytes, directory: Path) -> None:
    """The parts of a packed bundle as files of `directory`; anything else in the archive is left. Raises BundleInvalid."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in set(_PARTS) & set(packed.namelist()):
                if packed.getinfo(name).file_size > MOST_BYTES:  # reading stops there, whatever is packed behind it
                    raise BundleInvalid("bundle_unreadable", path=name)
                (directory / name).write_bytes(packed.read(name))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError):
        raise BundleInvalid("bundle_unreadable", path=BUNDLE_FILE) from None


def load_packed(archive: Path, sha256: str) -> Predictor:
    """A predictor from a packed bundle of this hash, checked as any bundle is. Raises BundleInvalid."""
    from model.predict import Predictor

    try:
        content = archive.read_bytes() if archive.stat().st_size <= MOST_BYTES else b""
    except FileNotFoundError:
        raise BundleInvalid("bundle_missing", path=archive.name) from None
    except OSError:
        raise BundleInvalid("bundle_unreadable", path=archive.name) from None
    if hashlib.sha256(content).hexdigest() != sha256:  # also another bundle, sound in itself, in the place of this one
        raise BundleInvalid("bundle_altered", path=archive.name, file=archive.name)
    with tempfile.TemporaryDirectory(prefix="eclo-model-") as folder:
        unpack(content, Path(folder))
        return Predictor.load(Path(folder))
