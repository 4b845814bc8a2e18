"""A computed table -> Parquet and Profile: what an upload goes through, for a dataset that is made from others.

Kinds follow from the values as in an upload, with one thing more to go by: the datasets it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from storage.ingest.convert import Values, empty
from storage.ingest.derive import derived
from storage.ingest.facts import Described, describe, repeats, share_within
from storage.ingest.remarks import find_remarks, likely_key
from storage.ingest.roles import find_roles
from storage.profile import Column, Kind, Profile

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Computed: TypeAlias = "pd.DataFrame | pa.Table | Path"

MADE = "made"
"""The `encoding` of a profile whose dataset was computed, not uploaded."""

_EXACT_IN_FLOAT = 2**53


def profiled(computed: Computed, parents: Sequence[Profile] = ()) -> tuple[pa.Table, Profile]:
    """The table in the types that stored datasets have, columns that follow from others behind it, and its profile.

    `computed` is a DataFrame (its index is left out), an Arrow table or a Parquet file. NaN, NaT and infinities become missing.
    Blocks: call it in a thread. Raises ValueError for a table with no column, or two of one name.
    """
    table = _arrow(computed)
    names = [str(name) for name in table.column_names]
    if not names or len(set(names)) < len(names):
        raise ValueError(f"a dataset needs columns with names of their own, not {names}")
    known = {c.name: c.kind for profile in reversed(parents) for c in profile.all_columns}
    found: dict[str, Values] = {}
    described: list[Described] = []
    for name, column in zip(names, table.columns, strict=True):
        found[name] = _values(column, known.get(name))
        described.append(describe(name, found[name]))
    columns = [d.column for d in described]
    roles = find_roles(columns, lambda c, low, high: share_within(found[c.name].array, low, high))
    key, remarks = likely_key(columns, table.num_rows), find_remarks(columns, found)
    more: list[Column] = []
    for name, source, values in list(derived(found, columns, roles, known=frozenset(c.name for p in parents for c in p.derived))):
        more.append(replace(describe(name, values).column, source=source))
        found[name] = values
    duplicates = repeats(described, table.num_rows)
    profile = Profile(table.num_rows, columns, MADE, ",", duplicate_rows=duplicates, roles=roles, derived=more, key=key, remarks=remarks)
    return _table({name: values.plain() for name, values in found.items()}), profile


def _table(arrays: Mapping[str, pa.Array]) -> pa.Table:
    import pyarrow as pa

    return pa.table(dict(arrays))


def _arrow(computed: Computed) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if isinstance(computed, Path):
        return pq.read_table(computed)
    if isinstance(computed, pa.Table):
        return computed
    columns = list(map(str, computed.columns))
    if len(set(columns)) < len(columns):
        raise ValueError("a dataset needs columns with names of their own")
    return pa.table({name: _from_pandas(computed.iloc[:, i]) for i, name in enumerate(columns)})


def _from_pandas(series: pd.Series[Any]) -> pa.Array:
    """Values of one type; a column of mixed ones as text."""
    import pyarrow as pa

    try:
        array = pa.Array.from_pandas(series)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        array = pa.array([None if _absent(value) else str(value) for value in series], pa.string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _absent(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124 - NaN and NaT are what differs from itself


def _values(column: pa.ChunkedArray, known: Kind | None) -> Values:
    """A column in one of the types of stored datasets: int64, float64, string, timestamp[us], bool."""
    import pyarrow as pa

    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind, array = _typed(array, known)
    present = array.drop_null()
    example = _example(present[0].as_py()) if len(present) else ""
    if not len(present):
        return empty(len(array))
    return Values(kind, array, example)


def _typed(array: pa.Array, known: Kind | None) -> tuple[Kind, pa.Array]:
    import pyarrow as pa
    import pyarrow.compute as pc

    of = pa.types
    if of.is_decimal(array.type) and array.type.scale == 0 and _exact(array):  # a sum of whole numbers, as databases give it
        array = array.cast(pa.int64())
    kind = array.type
    if of.is_boolean(kind):
        return "boolean", array
    if of.is_integer(kind):
        big = of.is_uint64(kind) and (pc.max(array).as_py() or 0) >= 2**63
        return ("number", array.cast(pa.float64())) if big else ("integer", array.cast(pa.int64()))
    if of.is_floating(kind) or of.is_decimal(kind):
        return _number(array.cast(pa.float64()), known)
    if of.is_timestamp(kind) or of.is_date(kind):
        moments = array.cast(pa.timestamp("us", tz=getattr(kind, "tz", None)), safe=False).cast(pa.timestamp("us"), safe=False)
        midnight = pc.all(pc.equal(moments, pc.floor_temporal(moments, unit="day"))).as_py()
        return ("datetime" if midnight is False else "date"), moments
    if of.is_string(kind) or of.is_large_string(kind) or of.is_string_view(kind):
        return "text", array.cast(pa.string())
    return "text", pa.array([None if value is None else str(value) for value in array.to_pylist()], pa.string())


def _exact(array: pa.Array) -> bool:
    import pyarrow.compute as pc

    bounds = pc.min_max(array).as_py()
    return bounds["min"] is not None and max(-bounds["min"], bounds["max"]) <= _EXACT_IN_FLOAT


def _number(array: pa.Array, known: Kind | None) -> tuple[Kind, pa.Array]:
    """Whole numbers again, where pandas made floats of them only because some are missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    array = pc.if_else(pc.is_finite(array), array, pa.scalar(None, pa.float64()))
    bounds = pc.min_max(array).as_py()
    exact = bounds["min"] is not None and max(-bounds["min"], bounds["max"]) <= _EXACT_IN_FLOAT
    if known == "integer" and exact and pc.all(pc.equal(array, pc.round(array))).as_py():
        return "integer", array.cast(pa.int64())
    return "number", array


def _example(value: Any) -> str:
    return str(value.isoformat(sep=" ")).removesuffix(" 00:00:00") if hasattr(value, "isoformat") else str(value)
