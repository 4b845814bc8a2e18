"""What a query may be made of: the views, its own WITH parts and a few functions that make rows. What DuckDB tells about itself stays
unread."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_ROW_MAKERS = frozenset({"range", "generate_series", "unnest"})
_TELLS_OF_ITSELF = frozenset(
    {"current_setting", "getenv", "getvariable", "pg_size_pretty", "nextval", "currval", "read_text", "read_blob", "write_log"}
)
_SYSTEM = ("duckdb_", "sqlite_", "pragma_", "pg_")  # how DuckDB's own views begin


class Refused(Exception):
    """The query can't be run; `code` says which problem, `facts` the words of the sentence about it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check(connection: duckdb.DuckDBPyConnection, sql: str, known: set[str]) -> None:
    """Exactly one SELECT, made of what may be asked for. Raises Refused, or DuckDB's own error for what is no SQL."""
    import duckdb

    statements = connection.extract_statements(sql)
    if not statements:
        raise Refused("sql_empty")
    if len(statements) > 1:
        raise Refused("sql_several", count=len(statements))
    if statements[0].type != duckdb.StatementType.SELECT:
        raise Refused("sql_not_select", kind=statements[0].type.name)
    parsed = json.loads(connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()[0][0])
    if parsed.get("error"):
        raise Refused("sql_not_select", kind="")
    own = {entry["key"].casefold() for node in _nodes(parsed) for entry in _with_parts(node)}
    own = {name for name in own if not name.startswith(_SYSTEM)}  # such a name in one place would open the real one in another
    for node in _nodes(parsed):
        _check_node(node, known, own)


def _with_parts(node: Mapping[str, Any]) -> list[Any]:
    parts = node.get("cte_map", {})
    return list(parts.get("map", [])) if isinstance(parts, dict) else []


def _check_node(node: Mapping[str, Any], known: set[str], own: set[str]) -> None:
    kind = node.get("type")
    if kind == "BASE_TABLE":
        name = str(node.get("table_name", ""))
        elsewhere = node.get("schema_name") or node.get("catalog_name")
        if elsewhere or name.casefold() not in known | own:
            raise Refused("sql_unknown_table", name=name)
    elif kind == "TABLE_FUNCTION":
        name = str(node.get("function", {}).get("function_name", ""))
        if name.casefold() not in _ROW_MAKERS:
            raise Refused("sql_function_not_allowed", name=name)
    elif kind == "SHOW_REF":  # DESCRIBE, SUMMARIZE, SHOW TABLES
        shown = str(node.get("table_name", "")).strip('"').casefold()
        if shown and shown not in known:
            raise Refused("sql_not_select", kind="SHOW")
    elif kind == "FUNCTION" and str(node.get("function_name", "")).casefold() in _TELLS_OF_ITSELF:
        raise Refused("sql_function_not_allowed", name=str(node["function_name"]))


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the parsed statement, without recursion: it may be deep."""
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)
