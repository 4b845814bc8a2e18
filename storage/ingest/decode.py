"""Bytes -> text: what a file is by its first bytes, and in which encoding it was written."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from storage.errors import UnreadableFile

_HEAD = 64 * 1024
_BEGINNING = 1024 * 1024  # bytes: more than the characters that the layout is told from
_BLANK = "\ufeff\x00\x1a \t\r\n"

# First bytes -> what it looks like. "MZ" and "BM" are ordinary letters too, so those two ask for a NUL near by.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x7fELF", "executable"),
    (b"\xfe\xed\xfa\xce", "executable"),
    (b"\xfe\xed\xfa\xcf", "executable"),
    (b"\xce\xfa\xed\xfe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\x00asm", "executable"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "zip"),
    (b"Rar!\x1a\x07", "zip"),
    (b"BZh", "zip"),
    (b"\x28\xb5\x2f\xfd", "zip"),
    (b"\xfd7zXZ\x00", "zip"),
    (b"PAR1", "binary"),
    (b"ARROW1\x00\x00", "binary"),
    (b"SQLite format 3\x00", "binary"),
)
_LETTERS_TOO: tuple[tuple[bytes, str], ...] = ((b"MZ", "executable"), (b"BM", "image"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, .doc and .ppt
_IN_OLE = (("EncryptedPackage", "locked"), ("Workbook", "xls"))
_TEXT_CONTROLS = frozenset(b"\t\n\x0b\x0c\r\x1a")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|svg)\b", re.IGNORECASE)


class Decoded(NamedTuple):
    text: str
    encoding: str


class Beginning(NamedTuple):
    """The first whole lines of a file as text, from its byte `start` on (behind a BOM); `more` when the file goes on after them."""

    text: str
    encoding: str
    start: int = 0
    more: bool = False

    @property
    def label(self) -> str:
        return "utf-8-sig" if self.start else self.encoding


def begin(data: bytes) -> Beginning | None:
    """How a text file in UTF-8 or CP949 begins, without decoding all of it; None for every other file, and for a doubtful one.

    That all of it is in the encoding of its beginning is only likely: `storage.ingest.convert.distinct_cells` makes sure.
    """
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    if looks_like(data) or data.endswith(b"\x1a") or b"\x00" in data or _CONTROLS.search(data[:_HEAD]):
        return None
    end = 0 if len(data) <= _BEGINNING else data.find(b"\n", _BEGINNING) + 1
    if end == 0 and len(data) > _BEGINNING:
        return None
    head = data[start : end or len(data)]
    text, encoding = _either(head)
    if text is None or (start and encoding != "utf-8") or not text[:_HEAD].strip(_BLANK) or _MARKUP.match(text[:200]):
        return None
    more = 0 < end < len(data)
    if more and head.isascii() and not data.isascii():  # which encoding shows further down
        encoding = "utf-8" if _is_utf8(data) else "cp949"
    return Beginning(text, encoding, start, more)


def _either(head: bytes) -> tuple[str | None, str]:
    for encoding in ("utf-8", "cp949"):
        try:
            return head.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None, ""


def _is_utf8(data: bytes) -> bool:
    """By Arrow, which makes no copy."""
    import pyarrow as pa

    ends = pa.array([0, len(data)], pa.int32()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(data)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def looks_like(data: bytes) -> str | None:
    """What a file that is not text looks like: "zip", "xlsx", "xls", "pdf", "executable", "image", "locked" or "binary"; None for text."""
    if data.startswith(b"PK\x03\x04"):
        return "xlsx" if b"[Content_Types].xml" in data[:_HEAD] or b"xl/workbook" in data else "zip"
    if data.startswith(_OLE):
        return next((kind for name, kind in _IN_OLE if name.encode("utf-16-le") in data), "binary")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    for magic, kind in _LETTERS_TOO:
        if data.startswith(magic) and b"\x00" in data[:256]:
            return kind
    return None


def decode(data: bytes) -> Decoded:
    """Text and encoding of a file: BOM first, then strict UTF-8, strict CP949, UTF-16 without BOM, Windows-1252.

    Detectors guess wrong on mostly-ASCII files with one Korean cell; strict decoding in this order does not.
    UTF-16 is tried earlier when there are NUL bytes in its pattern, since ASCII in UTF-16 is also valid UTF-8.
    Raises UnreadableFile: file_empty, file_not_text, file_encoding_unknown.
    """
    kind = looks_like(data)
    if kind == "locked":
        raise UnreadableFile("file_locked")
    if kind:
        raise UnreadableFile("file_not_text", looks_like=kind)
    decoded = _by_bom(data) or _utf16_without_bom(data) or _strictly(data)
    if not decoded.text[:_HEAD].strip(_BLANK) and not decoded.text.strip(_BLANK):
        raise UnreadableFile("file_empty")
    if _MARKUP.match(decoded.text[:200]):
        raise UnreadableFile("file_not_text", looks_like="html")
    return Decoded(decoded.text.rstrip("\x1a"), decoded.encoding)


def _by_bom(data: bytes) -> Decoded | None:
    boms = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
    for bom, encoding in boms:
        if data.startswith(bom):
            try:
                text = data[len(bom) :].decode("utf-8" if encoding == "utf-8-sig" else encoding)
            except UnicodeDecodeError:
                raise UnreadableFile("file_encoding_unknown") from None
            return Decoded(text, encoding)
    return None


def _utf16_without_bom(data: bytes) -> Decoded | None:
    """UTF-16 shows in the commas and line ends: a NUL on always the same side of them."""
    head = data[:_HEAD]
    if len(data) % 2 or b"\x00" not in head:
        return None
    for encoding, side in (("utf-16-le", 1), ("utf-16-be", 0)):
        marks = sum(head[i + 1 - side] in b",;\t|\r\n 0123456789" and head[i + side] == 0 for i in range(0, len(head) - 1, 2))
        separators = sum(head.count(c) for c in (b",", b";", b"\t", b"|", b"\r", b"\n"))
        paired = sum(head[i + 1 - side] in b",;\t|\r\n" and head[i + side] == 0 for i in range(0, len(head) - 1, 2))
        other_side = head[1 - side :: 2].count(0)
        # A NUL that strayed into a UTF-8 file stands beside one separator; in UTF-16 there is one beside nearly all.
        if marks and other_side * 20 <= marks and paired * 2 >= separators:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text:
                return Decoded(text, encoding)
    return None


def _strictly(data: bytes) -> Decoded:
    head = data[:_HEAD]
    controls = sum(head.count(bytes([c])) for c in range(32) if c not in _TEXT_CONTROLS)
    if controls * 10 > len(head):
        raise UnreadableFile("file_not_text", looks_like="binary")
    for encoding in ("utf-8", "cp949", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp1252" or _plausible_western(text):
            return Decoded(text, encoding)
    raise UnreadableFile("file_not_text", looks_like="binary") if controls * 50 > len(head) else UnreadableFile("file_encoding_unknown")


def _plausible_western(text: str) -> bool:
    """Accents stand alone between ASCII letters; a damaged UTF-8 or CP949 file gives long runs of them instead."""
    accents = len(re.findall(r"[^\x00-\x7f]", text))
    in_runs = sum(len(run) for run in re.findall(r"[^\x00-\x7f]{3,}", text))
    controls = re.search(r"[\x01-\x08\x0e-\x1f\x7f]", text)
    return not controls and accents * 4 <= len(text) and in_runs * 10 <= accents
