"""What is asked next of the last answer with another tool: is that difference more than chance, how many are these, the same by groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.agent.offline import hypotheses, one_slot
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query

_LONGEST = 45
_CHANCE = r"유의|우연|검정|통계적|p\s*값|의미\s*(?:가\s*)?있|\bsignifican\w+|\bchance\b|\bp[- ]?values?\b|\btest (?:it|that|this|them|those)\b|\bis (?:it|that|this) real\b|\bmeaningful\b"
_GOES_ON = r"(?:별|마다)(?:로|은|는)|나눠|나누|쪼개|그럼|그걸|이걸|\bsplit\b|\bbreak\b|\bthose\b|\bthem\b|\bnow\b|^and\b"
_HOW_MANY = (
    r"^(?:그래서|그럼|그러면|그거|그게|그건|이게|이거|총|모두|전부|다\s*(?:해서|합쳐서)?|그래서\s*총|\s)*몇\s*(?:건|개|대|곳|줄|행|군데|갠|갤)\S*(?:\s*(?:돼|되|있)\S*)?\s*[?.!~]*$"
    r"|^(?:and |so |ok,? )*how many (?:are (?:there|those|they|these)|is (?:that|it)|of (?:them|those|these)(?: are there)?|rows|(?:were|was) (?:that|there|it))(?: in total| altogether)?\s*\??$|^(?:how many|the count|count)\s*\??$"
)


def decide(last: Call | None, query: Query) -> Call | None:
    """The call that goes on from `last`, or None where the message does not."""
    if last is None or query.schema.profile is None or len(query.text) > _LONGEST or query.chart or query.map:
        return None
    for tools, rule in _RULES:
        if last.name in tools and (found := rule(last, query)) is not None:
            return found
    return None


def _where(last: Call) -> list[dict[str, Any]]:
    own = (
        [{name: last.input[name] for name in ("column", "operator", "value") if name in last.input}]
        if last.name == "filter_dataframe"
        else []
    )
    return [*own, *(last.input.get("where") or [])]


def _with_rows(call: Call, where: list[dict[str, Any]]) -> Call:
    return Call(call.name, {**call.input, **({"where": where} if where else {})})


def _tested(last: Call, query: Query) -> Call | None:
    """ "그 차이 유의해?" after means of groups, a table of two columns or a correlation."""
    if not query.has(_CHANCE) or query.columns or query.conditions:
        return None
    given = last.input
    columns = given.get("columns") or []
    asked = {
        "group_by_aggregate": {"column": given.get("agg_column"), "group_column": given.get("group_column")},
        "cross_tabulation": {"column": given.get("column1"), "second_column": given.get("column2")},
        "get_correlation": {"column": columns[0], "second_column": columns[1]} if len(columns) == 2 else {},
        "draw_chart": {"column": given.get("y"), "group_column": given.get("x")}
        if given.get("kind") != "scatter"
        else {"column": given.get("x"), "second_column": given.get("y")},
    }[last.name]
    if not asked or not all(asked.values()):
        return None
    test = hypotheses.first(hypotheses.NAMED_TESTS, query)
    chosen = next((c for c in _where(last) if c["column"] == asked.get("group_column") and c.get("operator") == "in"), None)
    groups = {"groups": [str(value) for value in chosen["value"]]} if chosen else {}
    rest = [c for c in _where(last) if c is not chosen]
    return _with_rows(Call("test_hypothesis", {**asked, **groups, **({"test": test} if test else {})}), rest)


def _counted(last: Call, query: Query) -> Call | None:
    """ "몇 대야?" after rows were shown: the answer says how many there are."""
    return last if query.has(_HOW_MANY) and not (query.columns or query.conditions) else None


def _grouped(last: Call, query: Query) -> Call | None:
    """ "유형별로" after the figures of one column, "구별로는?" after rows."""
    changes: dict[str, Any] = {}
    if (
        len(query.dimensions) != 1
        or not query.dimensions[0].by
        or query.measures
        or query.top_n
        or one_slot.left(query) > 0
        or (query.conditions and last.name == "filter_dataframe")
        or not one_slot.rows_changed(last, query, changes)
    ):
        return None
    group, where = query.dimensions[0].column, changes.get("where") or _where(last)
    if last.name == "filter_dataframe" and query.operation == "count" and not query.has(_GOES_ON):
        return None  # "구별 주차장 수": a question of its own
    if last.name == "filter_dataframe":
        return _with_rows(Call("get_value_counts", {"column": group}), where) if query.operation in (None, "count") else None
    measure = str(last.input.get("column"))
    if query.operation == "count" or measure == group or not query.schema.is_number(measure):
        return None
    operation = query.operation or ("sum" if query.schema.default_operation(measure) == "sum" else "mean")
    return _with_rows(Call("group_by_aggregate", {"group_column": group, "agg_column": measure, "operation": operation}), where)


_Rule = Callable[[Call, Query], Call | None]
_FIGURES = frozenset({"get_column_statistics", "describe_distribution", "calculate_percentile"})
_RULES: tuple[tuple[frozenset[str], _Rule], ...] = (
    (frozenset({"group_by_aggregate", "cross_tabulation", "get_correlation", "draw_chart"}), _tested),
    (frozenset({"filter_dataframe"}), _counted),
    (_FIGURES | {"filter_dataframe"}, _grouped),
)
