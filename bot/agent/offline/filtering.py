"""The rows a question is about: conditions as the `where` of a tool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.agent.offline import lexicon, sentences
from bot.agent.offline.condition import Condition
from bot.agent.offline.dataset_draw import operation_for
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from bot.agent.offline.together import spans_of, tell, together

TAKES_WHERE = frozenset([
    "get_value_counts", "get_column_statistics", "group_by_aggregate", "cross_tabulation", "get_correlation", "get_column_correlation_with_target", "get_outliers",
    "calculate_percentile", "summarize_categorical_distribution", "get_unique_values", "sort_dataframe", "get_date_range",
    "get_temporal_pattern", "get_sample_rows", "filter_dataframe", "get_geo_bounds", "draw_chart", "draw_map",
    "describe_distribution", "test_hypothesis", "check_multicollinearity", "find_outliers",
    "fit_model", "analyze_trend", "find_anomalous_days", "date_parts", "locate", "area_summary", "nearest_facilities", "hot_spots",
])  # fmt: skip
_ROWS = r"전부|죄다|싹|모조리|몽땅|\ball\b|추리|뽑아|보여|조회|정보|상세|추출|목록|행|찾아|추려|골라|필터|만\s*[.!?]*$|곳|나열|리스트|\bshow\b|\blist\b|\brows?\b|\bfilter\b|\bfind\b|\bwhere\b|\bgive\b|\bwhich\b|\brecords?\b"
_SHARE = r"비율|비중|몇\s*(?:%|퍼센트|프로)|얼마나\s*(?:돼|되)|\bshare\b|\bpercent\w*|\bproportion\b|\bratio\b"
_COUNTED = r"건수|몇|개수|(?:사고|행|건)\s*수|얼마나\s*많|\bhow many\b|\bcounts?\b|\bnumber of\b"


def where_of(conditions: Sequence[Condition]) -> list[dict[str, Any]]:
    return [{"column": c.column, "operator": c.operator, "value": list(c.values) if c.values else c.value} for c in conditions]


def with_where(decision: Decision, query: Query) -> Decision:
    """The call for only the rows that the message wants; where the tool can't, a note says so.

    A rule that has seen to the conditions itself leaves `where` in its call, be it empty.
    """
    if not isinstance(decision, Call):
        return decision
    if query.unsaid and decision.note is None and decision.name in TAKES_WHERE and "groups" not in decision.input:
        decision = Call(decision.name, decision.input, Say(sentences.CONDITION_LEFT_OUT, {"condition": tell(query.unsaid, query)}))
    if "where" in decision.input:
        kept = {k: v for k, v in decision.input.items() if k != "where" or v}
        return Call(decision.name, kept, decision.note)
    if not query.conditions:
        return decision
    if decision.name in TAKES_WHERE:
        where = where_of(query.conditions)
        return Call(decision.name, {**decision.input, **({"where": where} if where else {})}, decision.note)
    return Call(decision.name, decision.input, Say(sentences.CONDITION_LEFT_OUT, {"condition": tell(query.conditions, query)}))


def either(query: Query) -> Decision | None:
    """Several values of one column, side by side ("중구랑 수성구 비교"): unless they are said to be taken together."""
    if not query.either or query.map:
        return None
    column = next(iter(query.either))
    _numbers_measured(query, column)
    if _of_single_rows(query):
        return None
    if _all_taken(query, column):
        return _figure_of_all(query)
    if query.has(_TOGETHER) and len(query.measures) <= 1 and (query.dimensions or not query.chart):
        other = next((d.column for d in query.dimensions if d.column != column), None)
        plain = other and not query.measures and not query.chart and query.operation in (None, "count")
        return Call("get_value_counts", {"column": other, **({"top_n": query.top_n} if query.top_n else {})}) if plain else None
    name, arguments = _side_by_side(query, column)
    return Call(name, {**arguments, "where": where_of([c for c in query.conditions if not _all_there_is(query, c)])})


_TOGETHER = r"(?<![건개번명대곳])이나\s|(?<=[비눈])나\s|또는|거나|아니면|합쳐|합해|합치|(?:모두|전부|총|다\s*해서)\s*(?:몇|얼마|합)|\bor\b|\baltogether\b|\bcombined\b|\bin total\b"

COMPARED = r"비교|차이|대비|보다|각각|따로|견줘|나란히|어느|누가|뭐가|\bcompar\w+|\bvs\.?\b|\bversus\b|\bthan\b|\bdiffer\w*|\beach\b|\bseparately\b|\bside by side\b|\bbeside\b|\bagainst\b|\bwhich\b"
_SUMMARY = r"기술\s*통계|요약\s*통계|통계(?:량|치)?|사분위|\b(?:summary|descriptive)\b|\bstat(?:istic)?s\b|\bdescribe\b|\bquartiles?\b"
_BOTH = r"둘\s*다|모두|전부|\bboth\b"
# what is right behind the last of the values where rows that have any of them are meant
_OF_THEIR_ROWS = pattern(
    rf"(?:이|가|을|를|인|의|에)?\s*(?:[,)]\s*)?(?:{_BOTH})?\s*\)?\s*(?:에|인|때|날)?\s*(?:난|생긴|일어난|발생한|있는)?\s*(?:사고|카메라|주차장)?(?:들)?(?:만|의)(?![가-힣])"
    rf"|\s*(?:{_BOTH})?\s*(?:crash(?:es)?|accidents?|cameras?|lots?|rows|only)\b"
)


def _numbers_measured(query: Query, column: str) -> None:
    """A number with few values ("제한속도") beside the values of another column is what is measured of each."""
    number = next(
        (d for d in query.dimensions if not d.by and query.schema.is_number(d.column) and not query.schema.is_time(d.column)), None
    )
    others = [d for d in query.dimensions if d is not number and d.column != column]
    if number and not query.measures and not others and not query.chart and query.operation != "count" and not query.has(_MORE_ROWS):
        query.dimensions.remove(number)
        query.measures.append(number)


def _of_single_rows(query: Query) -> bool:
    """Is it about single rows: a histogram, a correlation, the highest of them? Their values group nothing."""
    if query.chart:
        return query.kind in ("histogram", "scatter", "calendar") and bool(query.measures)
    return query.has(lexicon.CORRELATION) if len(query.measures) > 1 else bool(query.measures and query.top_n and query.has(_ORDERED))


_ORDERED = r"정렬|내림차순|오름차순|\bsort(?:ed|ing)?\b|\border(?:ed)? by\b"


def _figure_of_all(query: Query) -> Decision | None:
    """The call where no other rule would come to it: the summary of a column, the rows of each group."""
    if not query.dimensions:
        return Call("get_column_statistics", {"column": query.measures[0].column})
    if query.measures or query.chart:
        return None
    top = {"top_n": query.top_n} if query.top_n else {}
    return Call("get_value_counts", {"column": next(d.column for d in query.dimensions if d.by), **top})


def _all_taken(query: Query, column: str) -> bool:
    """Are the values together what rows are wanted of, for a figure by something else, or for a summary of one column?"""
    if len(query.measures) > 1 or query.has(COMPARED) or any(d.column == column for d in query.dimensions):
        return False
    if not query.dimensions:
        return bool(query.measures) and not query.chart and query.has(_SUMMARY)
    last = max((c.end for c in query.conditions if c.column == column), default=-1)
    behind = last > 0 and _OF_THEIR_ROWS.match(query.text, last) is not None
    return any(d.by for d in query.dimensions) and (behind or query.has(_BOTH))


def by_query(query: Query) -> Decision | None:
    """What the conditions of a tool can't say: this or that of two columns, over one number or under a smaller one."""
    spans = spans_of(query)
    if not spans and not query.apart:
        return None
    if query.chart or query.map:
        query.unsaid = [c for c in query.conditions if c.column in spans or query.apart]
        query.conditions = [c for c in query.conditions if c not in query.unsaid]
        return None
    return together(query)


def _all_there_is(query: Query, condition: Condition) -> bool:
    """Are all names in a column wanted, so that no row is left out?"""
    if query.schema.profile is None or condition.operator != "in":
        return False
    column = query.schema.profile.column(condition.column)
    return not column.missing and column.unique == len(column.top) and {v for v, _ in column.top} == set(condition.values)


def drawn_apart(query: Query) -> Decision | None:
    """On a map neither of two conditions of which either will do: both at once would be other rows."""
    if query.map and query.apart:
        query.unsaid, query.conditions = query.conditions, []
    return None


def _side_by_side(query: Query, column: str) -> tuple[str, dict[str, Any]]:
    """The values of `column` beside each other: drawn, crossed with what else groups, measured or counted."""
    dimension = next((d.column for d in query.dimensions if d.column != column), None)
    measure = query.measures[0].column if query.measures else None
    if column == query.schema.concept("date") and not query.chart:
        return _years_beside(query, column, measure)
    figure = {"operation": operation_for(query, measure)} if measure else {}
    if query.chart:
        whole = dimension is not None and query.kind == "pie"  # a pie has no room for a second column: of these rows alone
        axes = {"x": dimension} if whole else {"x": dimension, "group": column} if dimension else {"x": column}
        return "draw_chart", {"kind": query.kind, **axes, **({"y": measure} if measure else {}), **figure}
    if dimension and not measure:
        return "cross_tabulation", {"column1": column, "column2": dimension}
    counts = query.operation == "count" or (query.has(_MORE_ROWS) and not query.has(lexicon.DANGER))
    measure = measure or (None if counts else query.schema.concept("eclo"))
    if measure is None:
        return "get_value_counts", {"column": column}
    groups = {"group_column": dimension, "second_group_column": column} if dimension else {"group_column": column}
    return "group_by_aggregate", {**groups, "agg_column": measure, "operation": operation_for(query, measure)}


def _years_beside(query: Query, date: str, measure: str | None) -> tuple[str, dict[str, Any]]:
    """Years of a date, for which no column is there to group by."""
    figure = {"value": measure, "operation": operation_for(query, measure)} if measure else {}
    return "analyze_trend", {"what": "trend", **figure, "unit": "year"}


_MORE_ROWS = r"(?:사고|발생)(?:가|는|이|은)?\s*(?:더\s*|훨씬\s*)?(?:많|적|잦|자주|드물)|\b(?:more|fewer|less) (?:accidents|crashes|cameras|lots)\b|\bmore often\b"


def having(query: Query) -> Decision | None:
    """A condition on groups ("ECLO 평균이 5 이상인 구"): all groups, to be read off."""
    limit = query.having
    if limit is None:
        return None
    group = query.dimensions[0].column if query.dimensions else query.schema.concept("gu") or query.schema.concept("district")
    if group is None:
        return None
    note = Say(sentences.ALL_GROUPS, {"group": group})
    if not limit.column:
        return Call("get_value_counts", {"column": group}, note)
    operation = operation_for(query, limit.column)
    return Call("group_by_aggregate", {"group_column": group, "agg_column": limit.column, "operation": operation}, note)


def filtered(query: Query) -> Decision | None:
    """A condition together with a figure, and nothing that groups."""
    if not query.conditions or query.dimensions or query.chart or query.map:
        return None
    exact = next((c for c in query.conditions if c.operator == "=="), None)
    eclo = query.schema.concept("eclo")
    compared = exact or next((c for c in query.conditions if c.operator == "contains"), None)
    if eclo and compared and not query.measures and query.operation is None and not query.top_n and query.has(lexicon.DANGER):
        others = where_of([c for c in query.conditions if c is not compared])
        return Call("group_by_aggregate", {"group_column": compared.column, "agg_column": eclo, "operation": "mean", "where": others})
    if len(query.measures) != 1 or query.has(lexicon.SORT) or query.top_n:
        return None
    measure = query.measures[0].column
    if query.operation == "count":
        return counted(query)
    operation = operation_for(query, measure)
    if exact and operation == "sum":
        return Call("group_by_aggregate", {"group_column": exact.column, "agg_column": measure, "operation": "sum"})
    return Call("get_column_statistics", {"column": measure})


def share_within(query: Query) -> Decision | None:
    """ "사망사고 중 보행자 비율", "what share of fatal crashes involved pedestrians": the values of one column among the rows of the other."""
    if not asks_share(query) or query.chart or query.map or len(query.conditions) < 2 or query.either:
        return None
    within = pattern(r"\b(?:among|amongst|of all|within)\b").search(query.text)
    among = (
        within is not None
        and any(c.start > within.start() for c in query.conditions)
        and any(-1 < c.start < within.start() for c in query.conditions)
    )
    named = [c for c in query.conditions if c.operator in ("==", "contains") and not query.schema.is_measure(c.column)]
    if not named or not (among or query.has(r"중(?:에서?|의)?\s|가운데|에서?\s|\bof\b|\binvolv\w+")):
        return None
    part = min(named, key=lambda c: c.start) if among else max(named, key=lambda c: c.start)
    others = where_of([c for c in query.conditions if c is not part])
    if part.operator == "contains":  # of several values together
        return Call("filter_dataframe", {**where_of([part])[0], "where": others})
    return Call("get_value_counts", {"column": part.column, "where": others})


def asks_share(query: Query) -> bool:
    return query.has(_SHARE)


def counted(query: Query) -> Decision | None:
    """How many rows there are: the number, not the rows."""
    compared = next((c for c in query.conditions if c.operator not in ("==", "contains") or c.values), None)
    if compared is not None or not query.conditions:
        return None
    last = query.conditions[-1].column
    if query.schema.is_text(last) or last == query.schema.concept("date"):
        return None  # of nearly every row its own
    return Call("get_value_counts", {"column": query.conditions[-1].column})


def rows(query: Query) -> Decision | None:
    """The rows themselves, where they are asked for or where a comparison picks them; else their number."""
    if not query.conditions:
        return None
    if query.schema.profile is None and not query.has(
        r"건수|몇\s*건|필터|만\s*(?:보여|추려|골라)|\bfilter\b|\bhow many\b|\bonly\b|\brows\b"
    ):
        return None
    asked = query.operation == "count" or query.has(_COUNTED) or not query.has(_ROWS)
    if asked and not query.has(_SHARE) and (number := counted(query)):
        return number
    first = next((c for c in query.conditions if c.operator not in ("==", "contains") or c.values), query.conditions[0])
    others = where_of([c for c in query.conditions if c is not first])
    return Call("filter_dataframe", {**where_of([first])[0], "where": others})
