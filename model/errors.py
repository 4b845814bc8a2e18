"""Errors of the model. They carry a stable code and facts; sentences for people are in bot/text.

ModelError
├── BundleInvalid   a bundle that is missing, altered, or of another shape than this code
├── InvalidInput    one value of a prediction can't be: which, and what could stand there
└── UnusableTable   a table that can't be predicted, trained on, or judged by
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.data_report import DataReport

# code -> the facts that its sentence uses
CODES: dict[str, tuple[str, ...]] = {
    # BundleInvalid
    "bundle_missing": ("path",),
    "bundle_unreadable": ("path",),
    "bundle_format": ("path", "found", "expected"),
    "bundle_altered": ("path", "file"),
    "bundle_features": ("path", "found", "expected"),
    # InvalidInput
    "unknown_field": ("field", "value", "valid"),
    "unknown_level": ("field", "value", "valid"),
    "not_an_integer": ("field", "value", "low", "high"),
    "out_of_range": ("field", "value", "low", "high"),
    "impossible_date": ("field", "value", "low", "high", "year", "month"),
    # UnusableTable
    "no_rows": (),
    "too_few_features": ("found", "missing", "needed"),
    "features_empty": ("empty", "needed"),
    "no_key_feature": ("found", "missing", "one_of"),
    "no_target": ("wanted", "missing"),
    "no_dates": ("wanted",),
    "labels_empty": ("columns",),
    "negative_counts": ("columns", "found", "rows", "lines"),
    "text_in_numbers": ("columns", "cells", "found", "rows", "lines"),
    "line_too_long": ("path", "line", "expected", "found"),
    "too_few_years": ("found", "needed"),
    "too_few_rows": ("found", "needed"),
    "table_unreadable": ("path",),
    "table_empty": ("path",),
}


class ModelError(Exception):
    """Base of what this package raises on purpose. `code` is a key of CODES, `facts` are its values."""

    def __init__(self, code: str, **facts: object) -> None:
        assert code in CODES, code
        super().__init__(f"{code}: " + ", ".join(f"{k}={v!r}" for k, v in facts.items()))
        self.code = code
        self.facts = facts


class BundleInvalid(ModelError):
    """The bundle must not be used."""


class InvalidInput(ModelError):
    """`field` can't be `value`. `valid` lists the levels that would do; for numbers, `low` and `high` are in `facts`."""

    def __init__(self, code: str, field: str, value: object, valid: Sequence[str] = (), **facts: object) -> None:
        super().__init__(code, field=field, value=value, valid=list(valid), **facts)
        self.field = field
        self.value = value
        self.valid = list(valid)


class UnusableTable(ModelError):
    """A table that lacks what the work needs. `report`: how it was read, where it came that far."""

    def __init__(self, code: str, report: DataReport | None = None, **facts: object) -> None:
        super().__init__(code, **facts)
        self.report = report
