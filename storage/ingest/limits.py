"""How much of everything one upload may take."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`max_bytes` of the file, `max_unpacked_bytes` of what a packed one holds, `max_cells` of a sheet or of JSON, `max_columns` of its header, `max_field_chars` of one cell, wall-clock and CPU `seconds`
    and address space `memory_bytes` of the child that reads it."""

    max_bytes: int = 50 * 1024 * 1024
    max_unpacked_bytes: int = 200 * 1024 * 1024
    max_cells: int = 20_000_000
    max_columns: int = 2_000
    max_field_chars: int = 1_000_000
    seconds: float = 60.0
    memory_bytes: int = 3 * 1024**3

    def to_json(self) -> dict[str, float]:
        return asdict(self)
