"""How much of everything one query may take and give."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """`seconds` of the clock (and twice that of CPU, on `threads`), `memory_bytes` that DuckDB may use and `address_bytes` of the
    child that runs it; `rows`, `columns` and `cell_chars` of the answer, and `answer_bytes` of all of it; `kept_rows` and `kept_bytes` of a
    result that becomes a dataset."""

    seconds: float = 10.0
    threads: int = 2
    memory_bytes: int = 512 * 1024**2
    address_bytes: int = 3 * 1024**3
    sql_chars: int = 10_000
    rows: int = 1_000
    columns: int = 100
    cell_chars: int = 300
    answer_bytes: int = 2_000_000
    kept_rows: int = 1_000_000
    kept_bytes: int = 100 * 1024**2

    def to_json(self) -> dict[str, float]:
        return asdict(self)
