"""Two figures or more in one question ("구별 사망자 합계랑 평균 ECLO"), which takes a query: a tool gives one."""

from __future__ import annotations

from bot.agent.offline import lexicon
from bot.agent.offline.columns import Named
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from bot.agent.offline.together import figure_of, quoted, sql_of

_BEHIND = r"\s*(?:의|별|을|를|이|가|은|는)?\s*"
_BEFORE = r"\s*(?:of (?:the )?|number of )?\s*$"
_PLAIN = ("mean", "sum", "median", "min", "max", "std")


_AND = r"(?:값)?\s*(?:이?랑|와|과|하고|및|,|·|/|&|\band\b)\s*(?:the )?"


def decide(query: Query) -> Call | None:
    """A query with each figure as it was asked for, by the groups there are; None where one figure is all that is wanted."""
    if query.chart or query.map or query.top_n or query.either or query.having or query.apart or query.lacking:
        return None
    measures = list({m.column: m for m in query.measures}.values())
    groups = [d.column for d in query.dimensions if d.by and d.column not in {m.column for m in measures}]
    asked = _of_one(query, measures[0]) if len(measures) == 1 and groups else _of_each(query, measures, bool(groups))
    if len(asked) < 2:
        return None
    named = [quoted(g) for g in groups]
    figures = [_figure(query, measure, operation) for measure, operation in asked]
    where = f" WHERE {' AND '.join(map(sql_of, query.conditions))}" if query.conditions else ""
    grouped = f" GROUP BY {', '.join(named)} ORDER BY {', '.join(named)}" if named else ""
    return Call("query_sql", {"sql": f"SELECT {', '.join([*named, *figures])} FROM data{where}{grouped}", "where": []})  # noqa: S608 - names and texts are quoted


def _of_each(query: Query, measures: list[Named], grouped: bool) -> list[tuple[str, str]]:
    """A figure of each measure, one said of several at once counting for all ("구별 평균 사망자수랑 ECLO")."""
    said = [_operation(query, measure) for measure in measures]
    if not any(said) or not (grouped or all(said)):
        return []
    known = {operation for operation in said if operation}
    shared = next(iter(known)) if len(known) == 1 else ""
    return [(m.column, found or shared or query.schema.default_operation(m.column)) for m, found in zip(measures, said, strict=True)]


def _of_one(query: Query, measure: Named) -> list[tuple[str, str]]:
    """Figures of one measure that are named side by side ("ECLO 평균이랑 최댓값")."""
    words = {operation: said for operation, said in lexicon.OPERATIONS if operation in _PLAIN}
    beside = [
        (one, other)
        for one in words
        for other in words
        if one != other and pattern(rf"(?:{words[one]}){_AND}(?:{words[other]})").search(query.text)
    ]
    return [(measure.column, operation) for operation in dict.fromkeys(o for pair in beside for o in pair)]


def _operation(query: Query, measure: Named) -> str:
    """What is wanted of the measure, from the word right behind or before it; "" where none stands there."""
    behind, before = query.text[measure.end :], query.text[: measure.start]
    for operation, words in lexicon.OPERATIONS:
        if operation in _PLAIN and pattern(rf"{_BEHIND}(?:{words})").match(behind):
            return operation
    for operation, words in lexicon.OPERATIONS:
        if operation in _PLAIN and pattern(rf"(?:{words}){_BEFORE}").search(before):
            return operation
    return ""


def _figure(query: Query, measure: str, operation: str) -> str:
    figure, named = figure_of(query, measure, operation)
    return f"{figure} AS {quoted(f'{measure} {named.strip(chr(34))}')}"
