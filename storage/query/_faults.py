"""DuckDB's errors as codes and facts. Its own words go no further: they name files and internals."""

from __future__ import annotations

import re
from typing import Any

# (code, pattern of the message, the names of its groups), the first that matches counts
_KNOWN: tuple[tuple[str, str], ...] = (
    ("sql_unknown_column", r'Referenced column "(?P<name>[^"]+)" (?:was )?not found'),
    ("sql_unknown_column", r'(?:Table|View) "[^"]*" does not have a column (?:named|with name) "(?P<name>[^"]+)"'),
    ("sql_unknown_column", r'column named "(?P<name>[^"]+)"'),
    ("sql_unknown_table", r'Referenced table "(?P<name>[^"]+)" not found'),
    ("sql_unknown_table", r"Table with name (?P<name>.+?) does not exist"),
    ("sql_unknown_function", r"Function with name (?P<name>\S+) does not exist"),
    ("sql_not_grouped", r'column "?(?P<name>[^"]+?)"? must appear in the GROUP BY'),
    ("sql_ambiguous", r'Ambiguous reference to column name "(?P<name>[^"]+)"'),
    ("sql_wrong_type", r"No function matches the given name and argument types '(?P<name>[^']{1,120})'"),
    ("sql_wrong_type", r"Cannot compare values of type (?P<name>\w+ and type \w+)"),
    ("sql_bad_value", r"Could not convert \w+ '(?P<name>[^']{0,80})'"),
    ("sql_bad_value", r"[Ii]nvalid (?:date|timestamp|input)[^\"']*[\"'](?P<name>[^\"']{0,80})"),
    ("sql_syntax", r'syntax error at or near "(?P<name>[^"]{1,60})"'),
    ("sql_syntax", r"(?P<name>unterminated [^\n]{1,30}?)(?: at or near|\n|$)"),
    ("sql_syntax", r"syntax error at (?P<name>end of input)"),
)
_BY_TYPE = {
    "OutOfMemoryException": "sql_too_much_memory",
    "ParserException": "sql_syntax",
    "SyntaxException": "sql_syntax",
    "PermissionException": "sql_not_allowed",
    "ConversionException": "sql_bad_value",
    "OutOfRangeException": "sql_bad_value",
    "InterruptException": "sql_took_too_long",
}


def fault_of(kind: str, message: str) -> tuple[str, dict[str, Any]]:
    """(code, facts): `name` is the part of the query that is wrong, where it could be told."""
    if re.search(r"Prepared statement|parameter", message) and kind != "BinderException":
        return "sql_syntax", {"name": "?"}
    if kind not in ("OutOfMemoryException", "PermissionException"):
        for code, pattern in _KNOWN:
            if found := re.search(pattern, message):
                return code, {"name": found["name"].strip()[:120]}
    if re.search(r"(?i)max(?:imum)? expression depth|memory exhausted|stack", message):
        return "sql_too_deep", {}
    return _BY_TYPE.get(kind, "sql_failed"), {"name": ""}
