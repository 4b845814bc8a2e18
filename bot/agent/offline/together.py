"""Rows that only a query can pick: this or that of two columns, over one number or under a smaller one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.agent.offline import lexicon
from bot.agent.offline.condition import Condition, Value
from bot.agent.offline.dataset_draw import operation_for
from bot.agent.offline.decision import Call, Say
from bot.agent.offline.query import Query
from tools._text import Language, Text

_KO_NAMES = {"mean": "평균", "sum": "합계", "median": "중앙값", "min": "최솟값", "max": "최댓값", "std": "표준편차", "count": "건수"}
_SQL_NAMES = {"mean": "avg", "sum": "sum", "median": "median", "min": "min", "max": "max", "std": "stddev_samp", "count": "count"}
_TAKEN_TOGETHER = Text(ko="조건에 맞는 행을 모두 합쳐 계산했어요: {condition}.", en="Taken together: the rows with {condition}.")
_SAID: dict[str, Text] = {
    "contains": Text(ko="{column}에 ‘{value}’ 포함", en="“{value}” in {column}"),
    "not contains": Text(ko="{column}에 ‘{value}’ 없음", en="no “{value}” in {column}"),
    "!=": Text(ko="{column} ≠ {value}", en="{column} ≠ {value}"),
    "not in": Text(ko="{column} ≠ {value}", en="{column} ≠ {value}"),
    "in": Text(ko="{column} = {value}", en="{column} = {value}"),
    "==": Text(ko="{column} = {value}", en="{column} = {value}"),
}
_COMPARED = Text(ko="{column} {operator} {value}", en="{column} {operator} {value}")
_OR: dict[Language, str] = {"ko": " 또는 ", "en": " or "}
_LISTED = r"보여|목록|나열|리스트|찾아|\bshow\b|\blist\b|\bfind\b"
_COUNTED = r"건수|몇|개수|(?:사고|행|건)\s*수|얼마나\s*많|\bhow many\b|\bcounts?\b|\bnumber of\b"
_ROWS_SHOWN = 20


def tell(conditions: Sequence[Condition], query: Query) -> str:
    """The conditions in the language of the question."""
    return ", ".join(_told(c.column, c.operator, c.values or (c.value,), _language(query)) for c in conditions)


def _language(query: Query) -> Language:
    return "en" if query.text.isascii() else "ko"


def _told(column: str, operator: str, values: Sequence[Value], language: Language) -> str:
    said = _OR[language].join(str(value).strip() for value in values)
    return _SAID.get(operator, _COMPARED).say(language, column=column, operator=operator, value=said)


def spans_of(query: Query) -> dict[str, str]:
    """Columns that are to be over one number or under a smaller one ("22시부터 2시까지"), with that in SQL."""
    found: dict[str, str] = {}
    numbers = [c for c in query.conditions if isinstance(c.value, (int, float))]  # days in order are never the other way round
    for low in numbers:
        for high in numbers:
            if low.column == high.column and low.operator == ">=" and high.operator in ("<=", "<") and float(low.value) > float(high.value):
                found[low.column] = f"({sql_of(low)} OR {sql_of(high)})"
    return found


def together(query: Query) -> Call:
    """Rows that have one value or another, as one figure, as a figure a group, or as the rows themselves."""
    spans = spans_of(query)
    others = [c for c in query.conditions if c.column not in spans]
    parts = [*spans.values(), *map(sql_of, others)]
    told = [_OR[_language(query)].join(tell([c], query) for c in query.conditions if c.column == column) for column in spans]
    told += [tell([c], query) for c in others]
    joined = " OR " if query.apart else " AND "
    sql = f"SELECT {_shown(query, spans)[0]} FROM data WHERE {joined.join(parts)}{_shown(query, spans)[1]}"  # noqa: S608 - names and texts are quoted
    return Call(
        "query_sql",
        {"sql": sql, "where": []},
        Say(_TAKEN_TOGETHER, {"condition": (_OR[_language(query)] if query.apart else ", ").join(told)}),
    )


def _shown(query: Query, spans: dict[str, str]) -> tuple[str, str]:
    """What is selected, and how it is grouped, ordered and limited."""
    measure = query.measures[0].column if query.measures else None
    operation = operation_for(query, measure) if measure else "count"
    group = next((quoted(d.column) for d in query.dimensions if d.column not in query.either and d.column not in spans), None)
    if not measure and not query.operation and not group and query.has(_LISTED) and not query.has(_COUNTED):
        return "*", f" LIMIT {query.top_n or _ROWS_SHOWN}"
    figure, named = figure_of(query, measure, operation)
    if group is None:
        return f"{figure} AS {named}", ""
    order = f"{named} {'ASC' if query.ascending else 'DESC'}" if query.top_n or query.has(lexicon.MOST) else group
    return f"{group}, {figure} AS {named}", f" GROUP BY {group} ORDER BY {order}" + (f" LIMIT {query.top_n}" if query.top_n else "")


def figure_of(query: Query, measure: str | None, operation: str) -> tuple[str, str]:
    """A figure in SQL, and the name of its column in the language of the question."""
    figure = f"{_SQL_NAMES[operation]}({quoted(measure)})" if measure and operation != "count" else "count(*)"
    return figure, quoted(operation if _language(query) == "en" else _KO_NAMES[operation])


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def sql_of(condition: Condition) -> str:
    column = quoted(condition.column)
    if condition.operator in ("in", "not in"):
        return f"{column} {condition.operator.upper()} ({', '.join(map(_literal, condition.values))})"
    if condition.values:
        return f"({' OR '.join(sql_of(replace(condition, value=v, values=())) for v in condition.values)})"
    value = _literal(condition.value)
    if condition.operator in ("contains", "not contains"):
        return f"{'NOT ' if condition.operator[0] == 'n' else ''}contains({column}, {value})"
    return f"{column} {'=' if condition.operator == '==' else condition.operator} {value}"


def _literal(value: Value) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
