"""The last answer taken further by a message that names little itself: its other figures, its test, its rows, its table, without its condition."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.agent.offline import hypotheses, lexicon, sentences, talk
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.filtering import TAKES_WHERE, where_of
from bot.agent.offline.one_slot import left
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

_LONGEST = 40
# tool -> its argument that is a quantity
_QUANTITY = {
    "get_column_statistics": "column",
    "calculate_percentile": "column",
    "get_outliers": "column",
    "describe_distribution": "column",
    "sort_dataframe": "column",
    "filter_dataframe": "column",
}
ALL_ROWS = (
    r"^(?:이제\s*|그럼\s*)?(?:다시\s*)?(?:대구\s*)?전체\s*(?:로|는|은|에서는?|데이터로|사고로|행으로|기간으로)?(?:요|는)?\s*(?:다시|봐|보자|해\s*줘|보여\s*줘|어때)?\s*[.!?~]*$"
    r"|(?:조건|필터)(?:은|을|를)?\s*(?:다\s*|모두\s*)?(?:빼|없이|풀|해제|지우|지워|떼|없애)|\b(?:back to|now for|for|with|of|on) (?:all|the whole|the entire|every)(?: (?:the )?(?:rows?|data|dataset|accidents|city|daegu))?\s*[.?!]*$"
    r"|\bwithout (?:that|the|any) (?:condition|filter)s?\b|\b(?:drop|remove|clear|reset) (?:that|the|all) (?:condition|filter)s?\b|^(?:and )?(?:overall|in total|all of (?:them|daegu))\s*[?.!]*$"
)
_THOSE = (
    r"(?:그|이|저|해당)\s*(?:사고|행|카메라|주차장|곳|것|거|건)들?(?:을|를|만|은)?\s*(?:좀\s*|다\s*|전부\s*)*(?:보여|목록|나열|뽑아|리스트|보자)|^(?:걔|얘)네(?:들)?(?:을|를)?\s*(?:좀\s*)?(?:보여|목록)|^목록(?:으로|을|좀)?\s*(?:보여\s*줘|줘|보자)?\s*[.!]*$"
    r"|^(?:can you |please )?(?:show|list|give)(?: me)? (?:those|them|these)(?: (?:rows|accidents|crashes|cameras|lots|ones))?(?: please)?\s*[.?!]*$"
)
_AS_TABLE = r"^(?:그냥\s*|이걸\s*|이거\s*)?(?:표|테이블|숫자)(?:로|만|로만)\s*(?:도\s*)?(?:보여\s*줘|줘|보자|바꿔\s*줘|주세요|보여\s*주세요)?\s*[.!]*$|^(?:show (?:it |that |me )?)?(?:as|in) (?:a )?(?:table|numbers)(?: please)?\s*[.?!]*$"
_ROUND = r"(?:원형|동그라미|둥근\s*(?:걸|거)|도넛)(?:으로|로)?\s*(?:그려|해|바꿔|보여|부탁|[.!~]*$)"
_SAME_DRAWING = r"(?:같은|똑같은|이)\s*(?:그래프|차트|그림|지도)|(?:그래프|차트|그림|지도)\S*\s*(?:똑같이|같게)|\bsame (?:chart|graph|map|plot|picture|thing)\b"
_AND_TOO = r"(?:은|는|도)(?:요)?\s*(?:어때\S*|얼마\S*|몇\S*|보여\s*줘)?\s*[?.!~]*$|^(?:and|what about|how about|but|also)\b"
_PART = pattern(r"[\"'`‘’“”](?P<q>[^\"'`‘’“”]{1,40})[\"'`‘’“”]")
_HOLDS = r"들어\s*(?:간|가|있)|포함|있는|\bwith\b|\bcontain|\bhaving\b|(?:은|는|도)(?:요)?\s*[?.!]*$|^(?:and|what about|how about)\b"
_LESS = r"(?:빼고|빼면|제외하고|제외하면|제외|말고|없이|뺀\s*(?:것|거|걸로)?)\s*(?:다시|는|요|은|만|보면|하면|계산(?:해\s*줘)?)?\s*[?.!~]*$|^(?:and |now |but )?(?:without|excluding|except(?: for)?|ignoring|leaving out)\b"
_ONE_OUT = pattern(
    r"(?<![\d.])(?P<n>\d+)\s*(?:원|명|건|km)?\s*(?:인|이)?\s*(?:값|행|거|것|건|데|곳)?(?:은|는|을|를)?\s*(?:빼|뺀|제외|말고|없이)|\b(?:without|excluding|ignoring|except) (?:the )?(?P<n2>\d+|zero)(?:e?s)?\b"
)


def decide(last: Call | None, query: Query) -> Decision | None:
    """What such a message asks for, or None where it asks for something of its own."""
    if last is None or query.schema.profile is None or len(query.text) > _LONGEST or query.lacking or query.map:
        return None
    return next((found for rule in _RULES if (found := rule(last, query)) is not None), None)


def _bare(query: Query) -> bool:
    return not (query.dimensions or query.measures or query.conditions or query.chart)


def _where(last: Call) -> list[dict[str, Any]]:
    own = [{name: last.input[name] for name in ("column", "operator", "value")}] if last.name == "filter_dataframe" else []
    return [*own, *(last.input.get("where") or [])]


def _kept(conditions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"where": conditions} if conditions else {}


def _let_be(last: Call, query: Query) -> Decision | None:
    """ "취소" after a look at what filling gaps would do: nothing was done yet."""
    preview = last.name == "impute_missing" and not last.input.get("apply")
    return Say(sentences.LEFT_AS_IT_IS) if preview and talk.CANCEL.match(query.text) else None


def _figure(last: Call, query: Query) -> Decision | None:
    """ "평균은?", "and the median?" of the quantity before, also without one of its values ("0인 거 빼고 평균")."""
    column = last.input.get(_QUANTITY.get(last.name, ""))
    if query.operation in (None, "count") or not isinstance(column, str) or not query.schema.is_number(column):
        return None
    less = _ONE_OUT.search(query.text)
    if not less and (not _bare(query) or left(query) > 1):
        return None
    if not less:
        return Call("get_column_statistics", {"column": column, **_kept(_where(last))})
    if query.measures or query.dimensions or any(c.column != column for c in query.conditions):
        return None
    number = less["n"] or less["n2"]
    others = [c for c in _where(last) if c["column"] != column]
    unwanted = {"column": column, "operator": "!=", "value": 0 if number == "zero" else int(number)}
    return Call("get_column_statistics", {"column": column, **_kept([*others, unwanted])})


def _without(last: Call, query: Query) -> Decision | None:
    """ "0원 빼고", "동구 빼고는?", "without weekends": the last answer of all rows but these; the data stays as it is."""
    out = query.conditions
    if not out or last.name not in TAKES_WHERE - {"nearest_facilities"} or query.dimensions or query.chart or query.operation:
        return None
    if not query.has(_LESS) or not all(c.turned for c in out) or query.either or query.top_n:
        return None
    if {m.column for m in query.measures} - {c.column for c in out} or {c["column"] for c in _where(last)} & {c.column for c in out}:
        return None
    return Call(last.name, {**last.input, "where": [*(last.input.get("where") or []), *where_of(out)]}) if left(query) <= 1 else None


def _all_rows(last: Call, query: Query) -> Decision | None:
    """ "다시 전체로", "without that condition"."""
    if last.name not in TAKES_WHERE or not last.input.get("where") or not query.has(ALL_ROWS) or not _bare(query) or query.operation:
        return None
    return Call(last.name, {name: value for name, value in last.input.items() if name != "where"})


def _those(last: Call, query: Query) -> Decision | None:
    """ "그 사고들 보여줘", "list them": the rows that were counted."""
    where = _where(last)
    if not query.has(_THOSE) or not where or last.name not in TAKES_WHERE or not _bare(query):
        return None
    return Call("filter_dataframe", {**where[0], **_kept(where[1:])})


def _as_table(last: Call, query: Query) -> Decision | None:
    """ "표로 보여줘" after a chart of groups."""
    if last.name != "draw_chart" or not query.has(_AS_TABLE) or not last.input.get("x") or last.input.get("group"):
        return None
    group, measure = last.input["x"], last.input.get("y")
    if query.schema.is_measure(group) and not measure:
        return Call("get_column_statistics", {"column": group, **_kept(_where(last))})
    if not measure or last.input.get("operation") == "count":
        return Call("get_value_counts", {"column": group, **_kept(_where(last))})
    operation = last.input.get("operation") or query.schema.default_operation(measure)
    return Call("group_by_aggregate", {"group_column": group, "agg_column": measure, "operation": operation, **_kept(_where(last))})


def _round(last: Call, query: Query) -> Decision | None:
    """ "막대 말고 원형으로"."""
    wanted = last.name == "draw_chart" and last.input.get("kind") != "pie" and query.has(_ROUND)
    return Call("draw_chart", {**last.input, "kind": "pie"}) if wanted and not (query.dimensions or query.measures) else None


def _same_drawing(last: Call, query: Query) -> Decision | None:
    """ "같은 그래프를 수성구로": the picture before, of other rows."""
    if (
        last.name not in ("draw_chart", "draw_map")
        or not query.conditions
        or not query.has(_SAME_DRAWING)
        or query.either
        or query.operation
    ):
        return None
    new = where_of(query.conditions)
    columns = {c["column"] for c in new}
    places = {query.schema.concept("gu"), query.schema.concept("district")}
    columns |= places if columns & places else set()
    if {m.column for m in query.columns} - columns or left(query, r"그래프|차트|그림|지도|graph|chart|map|plot") > 1:
        return None
    return Call(last.name, {**last.input, "where": [*(c for c in last.input.get("where") or [] if c["column"] not in columns), *new]})


def _measured_heat(last: Call, query: Query) -> Decision | None:
    """ "이번엔 ECLO 평균으로" after a heat map of counts: its two axes stay."""
    said = last.input
    if last.name != "draw_chart" or said.get("kind") != "heatmap" or len(query.measures) != 1 or query.dimensions or query.conditions:
        return None
    if not said.get("y") or query.schema.is_measure(said["y"]) or left(query) > 1:
        return None
    measure = query.measures[0].column
    operation = query.operation or query.schema.default_operation(measure)
    return Call("draw_chart", {**said, "y": measure, "operation": operation, "group": said["y"]})


def _quantity_too(last: Call, query: Query) -> Decision | None:
    """ "and deaths?" after how many rows there are by something."""
    if (
        query.operation
        or last.name != "get_value_counts"
        or len(query.measures) != 1
        or query.dimensions
        or query.conditions
        or query.chart
    ):
        return None
    if query.has(lexicon.CORRELATION) or query.has(hypotheses.TEST) or not query.has(_AND_TOO) or left(query) > 1:
        return None
    measure, group = query.measures[0].column, last.input["column"]
    operation = query.schema.default_operation(measure)
    if any(c["column"] == group and c.get("operator", "==") in ("==", "contains") for c in _where(last)):
        return Call("get_column_statistics", {"column": measure, **_kept(_where(last))})  # of one group
    return Call("group_by_aggregate", {"group_column": group, "agg_column": measure, "operation": operation, **_kept(_where(last))})


def _another_text(last: Call, query: Query) -> Decision | None:
    """ "'초등' 들어간 것도" after the rows that hold another text."""
    found = _PART.search(query.text)
    if found is None or last.name != "filter_dataframe" or last.input.get("operator") != "contains" or query.columns:
        return None
    return (
        Call("filter_dataframe", {**last.input, "value": found["q"]})
        if query.has(_HOLDS) and left(query, rf"{re.escape(found['q'])}|들어|포함|것|holds?|contain") <= 1
        else None
    )


_RULES: tuple[Callable[[Call, Query], Decision | None], ...] = (
    _let_be, _all_rows, _without, _those, _as_table, _round, _another_text, _same_drawing, _measured_heat, _figure, _quantity_too,
)  # fmt: skip
