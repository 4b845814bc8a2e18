"""What a person asked for about how a file is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from storage.profile import Kind


@dataclass(frozen=True, slots=True)
class Options:
    """`sheet` of a workbook (its first one with something in it when empty); `types`: column -> what it is, whatever it looks like;
    `columns`: only these of a Parquet file (all when empty)."""

    sheet: str = ""
    types: Mapping[str, Kind] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Options:
        return cls(**{**raw, "columns": tuple(raw["columns"])})
