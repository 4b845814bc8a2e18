"""A Parquet file -> columns of the few types that a dataset has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from storage.errors import UnreadableFile
from storage.ingest.limits import Limits
from storage.ingest.options import Options
from storage.ingest.parse import Parsed
from storage.ingest.sniff import Layout, name_columns

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
_EXACT_DECIMAL_DIGITS = 15


def read_parquet(data: bytes, limits: Limits, options: Options) -> Parsed:
    """int64, float64, bool, string and timestamp[us] columns; nested values as JSON, anything else as text.

    Raises UnreadableFile: file_damaged, file_too_many_columns, file_unpacks_too_large, file_header_only.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        _check(file.metadata, limits)
        table = file.read(columns=list(options.columns) or None, use_threads=False)
        names, renamed = name_columns(table.column_names)
        layout = Layout("", 0, 0, names, [bool(n.strip()) for n in table.column_names], renamed, True, False)
        columns = [_plain(column) for column in table.columns]
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableFile("file_damaged") from None
    if not table.num_rows or not columns:
        raise UnreadableFile("file_header_only", columns=len(names))
    return Parsed(layout, columns, table.num_rows, lines=list(range(1, table.num_rows + 1)) if options.types else [])


def _check(metadata: Any, limits: Limits) -> None:
    if metadata.num_columns > limits.max_columns:
        raise UnreadableFile("file_too_many_columns", limit=limits.max_columns, found=metadata.num_columns)
    unpacked = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    # A column of one value takes next to nothing on disk, but a cell in memory for every row.
    if max(unpacked, metadata.num_rows * metadata.num_columns) > limits.max_unpacked_bytes:
        raise UnreadableFile("file_unpacks_too_large", limit_mb=limits.max_unpacked_bytes // 1024**2)


def _plain(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa
    from pyarrow import types

    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    kind = array.type
    if types.is_dictionary(kind):
        return _plain(pa.chunked_array([array.dictionary_decode()]))
    if types.is_boolean(kind) or types.is_string(kind):
        return array
    ways = (
        (types.is_integer, _integers),
        (types.is_floating, lambda a: _floats(a.cast(pa.float64()))),
        (types.is_decimal, _decimals),
        (types.is_timestamp, _moments),
        (types.is_date, _moments),
    )
    return next((way for fits, way in ways if fits(kind)), _texts)(array)


def _integers(array: pa.Array) -> pa.Array:
    """int64; text where a frame with gaps (which holds floats) or a signed number could not hold them exactly."""
    import pyarrow as pa
    import pyarrow.compute as pc

    bounds = pc.min_max(array).as_py()
    largest = max(-(bounds["min"] or 0), bounds["max"] or 0)
    exact = largest <= 2**53 if array.null_count else largest < 2**63
    return array.cast(pa.int64()) if exact else array.cast(pa.string())


def _floats(array: pa.Array) -> pa.Array:
    """NaN is a gap; whole numbers that became floats because of gaps are whole numbers again."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pc.if_else(pc.is_nan(array), pa.scalar(None, pa.float64()), array)
    present = numbers.drop_null()
    finite = len(present) and pc.all(pc.is_finite(present)).as_py()
    if finite and numbers.null_count and pc.all(pc.equal(pc.floor(present), present)).as_py():
        bounds = pc.min_max(pc.abs(present)).as_py()
        return numbers.cast(pa.int64()) if bounds["max"] <= 2**53 else numbers
    return numbers


def _decimals(array: pa.Array) -> pa.Array:
    import pyarrow as pa

    if array.type.scale <= 0 and array.type.precision + array.type.scale <= 18:
        return _integers(array.cast(pa.int64()))
    return array.cast(pa.float64()) if array.type.precision <= _EXACT_DECIMAL_DIGITS else array.cast(pa.string())


def _moments(array: pa.Array) -> pa.Array:
    """Naive microseconds: of a moment with a zone, the time on the clocks there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if getattr(array.type, "tz", None):
        array = pc.local_timestamp(array)
    return pc.cast(array, pa.timestamp("us"), safe=False)


def _texts(array: pa.Array) -> pa.Array:
    """Nested values as JSON, bytes as text where they are, times and durations as they are written."""
    import pyarrow as pa

    return pa.array([_text(value) for value in array.to_pylist()], pa.string())


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.hex()
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
