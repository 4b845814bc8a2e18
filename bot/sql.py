"""SQL that people type as a message."""

from __future__ import annotations

import re

_FENCE = re.compile(
    r"^\s*(?:```(?:sql)?\s*(?P<a>.+?)\s*```|(?:sql|쿼리|질의)(?:\s*실행)?\s*[:：]\s*(?P<b>.+)|(?:(?:sql|쿼리|질의)(?:를|을|문)?\s*)?(?:좀\s*)?(?:날려|돌려|실행해)\s*(?:줘|주세요)?\s*[:：,]?\s*(?P<c>select\s.+)|run\s*[:：]?\s*(?P<d>select\s.+))\s*$",
    re.IGNORECASE | re.DOTALL,
)
_COMMENTS = re.compile(r"^(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)+", re.DOTALL)
_SQL = re.compile(
    r"""\(*\s*select\b(?=\s*[\d(*'"]|.*?\(.*?\)|.*?\sfrom\s+(?!(?:the|this|my|that|our|all|each)\b))
      | with\s+(?:recursive\s+)?["\w가-힣]+(?:\s*\([^)]*\))?\s+as\s*(?:materialized\s*)?\(
      | from\s+(?:"[^"]+"|[\w가-힣.]+)\s+(?:select|where|limit|group|order|join)\b
      | values\s*\(
      | (?:insert\s+into|delete\s+from|drop\s+(?:table|view|schema|database)|create\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?(?:table|view|macro)
        |alter\s+table|truncate\s+\w|copy\s+\S+\s+(?:to|from)\b|attach\s+'|install\s+\w+\s*;?$|pragma\s+\w|explain\s+select|set\s+\w+\s*=
        |update\s+\S+\s+set)\b
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_LABEL = re.compile(r"sql|[`:：]", re.IGNORECASE)


def raw_sql(text: str) -> str | None:
    """SQL that a person typed, bare, in a fence or after "sql:"."""
    fenced = _FENCE.match(text)
    sql = (next(part for part in fenced.groups() if part) if fenced else text).strip()
    bare = _COMMENTS.sub("", sql)
    return sql if _SQL.match(bare) else None


def around_sql(text: str) -> str:
    """What a message says beside its SQL; all of it where it holds none."""
    sql = raw_sql(text)
    return text if sql is None else _LABEL.sub(" ", text.replace(sql, " ", 1))
