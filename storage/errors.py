"""Errors of the stores. They carry facts and a stable code; sentences for people are in bot/text.

StorageError
├── NotFound         no such thing in this scope (or in another: the answer is the same)
├── UnreadableFile   an upload that can't become a dataset; `code` says which problem
└── StoreUnavailable the database, the blob store or the disk failed
"""

from __future__ import annotations


class StorageError(Exception):
    code = "storage_error"

    def __init__(self, **facts: object) -> None:
        super().__init__(", ".join(f"{k}={v!r}" for k, v in facts.items()))
        self.facts = facts


class NotFound(StorageError):
    code = "not_found"


# code -> the facts that its sentence uses
UNREADABLE: dict[str, tuple[str, ...]] = {
    "file_empty": (),
    "file_header_only": ("columns",),
    "file_too_large": ("limit_mb",),
    "file_too_many_columns": ("limit", "found"),
    "file_field_too_long": ("line", "limit_kb"),
    "file_not_text": ("looks_like",),  # "zip", "xlsx", "xls", "pdf", "executable", "image", "html", "binary"
    "file_encoding_unknown": (),
    "file_no_usable_rows": ("line", "expected", "found"),
    "file_unpacks_too_large": ("limit_mb",),
    "file_archive_several": ("count",),
    "file_locked": (),  # with a password
    "file_damaged": (),  # a packed file, a workbook or a Parquet file that breaks off or contradicts itself
    "file_too_many_cells": ("limit", "found"),
    "file_sheet_unknown": ("sheet", "sheets"),
    "file_no_records": (),  # JSON, but not a list of objects
    "file_took_too_long": ("seconds",),
    "file_too_much_memory": (),
    "file_unreadable": (),  # for a reason nobody foresaw; the log knows more
}


class UnreadableFile(StorageError):
    """An upload that can't become a dataset. `code` is a key of UNREADABLE, `facts` are its values."""

    def __init__(self, code: str, **facts: object) -> None:
        assert code in UNREADABLE, code
        super().__init__(**facts)
        self.code = code


class StoreUnavailable(StorageError):
    code = "store_unavailable"
