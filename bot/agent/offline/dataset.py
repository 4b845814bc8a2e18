"""From a question about a dataset to a tool call. Rules are tried in order; the first that fits answers."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.agent.offline import (
    by_group,
    filtering,
    in_sql,
    lexicon,
    models,
    no_value,
    ordering,
    plain,
    sentences,
    several_figures,
    statistics,
    times_asked,
)
from bot.agent.offline.dataset_draw import decide_chart, decide_map, level_of
from bot.agent.offline.decision import Call, Decision, Say, fits
from bot.agent.offline.no_column import closest
from bot.agent.offline.query import Query


def decide(query: Query, wanted: str = "") -> Decision | None:
    """The call that answers the question, a question back, or None when it is not a question about a dataset; of the tool `wanted` alone."""
    for rule in _RULES:
        decision = rule(query)
        if decision is not None and fits(decision, wanted):
            return filtering.with_where(_with_note(decision, query), query)
    return None


def _unknown_grouping(query: Query) -> Decision | None:
    if query.unnamed is None or query.dimensions:
        return None
    if (level := level_of(query)) and query.schema.profile and query.schema.concept("latitude") and not query.chart:
        measure = {"value": query.measures[0].column} if query.measures else {}
        return Call("area_summary", {"level": level, **measure})  # by where its points lie
    return Say(sentences.UNKNOWN_COLUMN, {"word": query.unnamed, "choices": ", ".join(closest(query.unnamed, query.schema))})


def _ambiguous(query: Query) -> Decision | None:
    for named in query.columns:
        rivals = [r for r in named.rivals if r not in {c.column for c in query.columns}]
        if rivals:
            return Say(sentences.WHICH_COLUMN, {"choices": ", ".join([named.column, *rivals][:3])})
    return None


_INJURED = r"부상자|다친|다쳤|다치|\binjured\b|\bhurt\b|\binjuries\b"


def _injured(query: Query) -> Decision | None:
    """ "몇 명이 다쳤나요": the data tells several degrees of it apart."""
    columns = [c for key in ("serious", "minor", "reported") if (c := query.schema.concept(key))]
    if (
        query.schema.profile is None
        or len(columns) < 2
        or {*columns} & ({c.column for c in query.columns} | {c.column for c in query.conditions})
    ):
        return None
    if query.measures or not query.has(_INJURED):
        return None
    return Say(sentences.WHICH_COLUMN, {"choices": ", ".join(columns)})


_TOGETHER = (
    r"관계|관련|비례|[가-힣](?:을|할|울|쌀|클|길|높을|많을)?수록|\brelat\w+|\bvs\.?\b|\b(?:go|goes|rise|rises|increase|increases|grow|grows|fall|falls|decrease|decreases|drop|drops)(?: (?:up|down))? (?:with|as)\b"
    r"|\bthe (?:more|bigger|higher|larger|lower|fewer)\b.*\bthe (?:more|bigger|higher|larger|lower|fewer)\b|\b(?:bigger|larger|higher)\b.*\b(?:more|higher|larger|cost)\b"
)


def _correlation(query: Query) -> Decision | None:
    related = len(query.columns) >= 2 and query.has(_TOGETHER)
    if not query.has(lexicon.CORRELATION) and not (related and all(query.schema.is_number(c.column) for c in query.columns)):
        return None
    method = "spearman" if query.has(r"스피어만|순위\s*상관|spearman") else "kendall" if query.has(r"켄달|kendall") else "pearson"
    columns = [c.column for c in query.columns]
    if query.measures and any(not query.schema.is_number(c) for c in columns):
        return None  # a category and a quantity: the groups are compared
    if len(columns) == 1:
        return Call("get_column_correlation_with_target", {"target_column": columns[0]})
    plain = {"picture": False} if query.undrawn else {}
    return Call("get_correlation", {**({"columns": columns} if columns else {}), "method": method, **plain})


def _percentile(query: Query) -> Decision | None:
    """ "ECLO 90 백분위", "95th percentile of ECLO", "ECLO 상위 10% 기준"."""
    found = re.search(
        r"((?:상위|하위|\btop|\bbottom|\bhighest|\blowest|\bworst|\bupper|\blower)\s*)?(\d{1,2}(?:\.\d+)?)\s*(%|퍼센트\s*(?!타일)|프로(?![가-힣]{2})|\s?percent\b(?!ile)|백?분위|퍼센타일|(?:th |st |nd |rd )?percentile)",
        query.text,
    )
    column = next((c.column for c in query.columns if query.schema.is_number(c.column)), None)
    if (
        found is None
        or column is None
        or (
            found[3].strip().startswith(("%", "퍼센트", "프로", "percent ", "percent"))
            and not found[3].strip().startswith("percentile")
            and not found[1]
        )
    ):
        return None
    share = float(found[2])
    return Call(
        "calculate_percentile",
        {"column": column, "percentile": 100 - share if (found[1] or "").startswith(("상위", "top", "high", "worst", "upper")) else share},
    )


def _cross(query: Query) -> Decision | None:
    dimensions = [d.column for d in query.dimensions]
    if len(dimensions) < 2 or query.measures:
        return None
    return Call("cross_tabulation", {"column1": dimensions[0], "column2": dimensions[1]})


def _outliers(query: Query) -> Decision | None:
    if not query.has(lexicon.OUTLIERS):
        return None
    column = next((c.column for c in query.columns if query.schema.is_number(c.column)), None) or query.schema.concept("eclo")
    if column:
        wide = statistics.fences(query)
        return Call("get_outliers", {"column": column, **({"multiplier": wide} if wide else {})})
    return Say(sentences.WHICH_COLUMN, {"choices": ", ".join(query.schema.measures()[:3] or query.schema.names[:3])})


_HOW_SPREAD = r"엔트로피|쏠려|쏠린|쏠림|치우[쳐친침]|편중|고르게|골고루|집중\s*(?:도|되어|돼)|얼마나\s*다양|다양성|지배적|분포\s*요약|\bentropy\b|\bconcentrat(?:ed|ion)\b|\bevenly\b|\bdiversity\b|\bdominat\w+|\bdistribution summary\b|\bskewed towards?\b"


def _unique(query: Query) -> Decision | None:
    if (
        query.has(_HOW_SPREAD)
        and len(query.dimensions) == 1
        and not query.measures
        and not query.schema.is_number(query.dimensions[0].column)
    ):
        return Call("summarize_categorical_distribution", {"column": query.dimensions[0].column})
    if not query.has(lexicon.UNIQUE) or not query.columns or query.measures or query.operation == "mean":
        return None
    return Call("get_unique_values", {"column": query.columns[0].column})


_END = r"가장|제일|젤|최고|최저|\bhighest\b|\blowest\b|\bbiggest\b|\bsmallest\b|\bcheapest\b"


def _statistics(query: Query) -> Decision | None:
    if query.dimensions or len(query.measures) != 1:
        return None
    if (
        query.operation
        or query.has(lexicon.STATISTICS)
        or query.has(_END)
        or query.has(r"알려|보여|얼마|어때|어떻|몇|\bwhat\b|\bshow\b|\bhow\b")
    ):
        return Call("get_column_statistics", {"column": query.measures[0].column})
    return None


def _numeric_statistics(query: Query) -> Decision | None:
    if (
        len(query.dimensions) == 1
        and not query.dimensions[0].by
        and query.schema.is_number(query.dimensions[0].column)
        and not query.has(r"\bspread\b|\bdistributed\b")
        and query.has(lexicon.STATISTICS)
    ):
        return Call("get_column_statistics", {"column": query.dimensions[0].column})
    return None


def _counts(query: Query) -> Decision | None:
    if not query.dimensions:
        return None
    named = query.dimensions[0]
    if query.schema.is_text(named.column) and query.conditions and not named.by and query.operation is None:
        return None  # of an address nearly every row has its own
    asked = named.by or query.operation == "count" or query.has(lexicon.MOST) or query.has(lexicon.STATISTICS)
    if not asked and not query.has(r"보여|알려|어때|어떻|얼마나|\bshow\b|\bwhat\b|\blist\b|\bgive\b|\bcount") and len(query.leftover) > 2:
        return None
    least = {"fewest": True} if query.ascending else {}
    return Call("get_value_counts", {"column": named.column, **({"top_n": query.top_n} if query.top_n else {}), **least})


def _lacking(query: Query) -> Decision | None:
    """A thing that people ask about accidents, but that this data doesn't tell."""
    if not query.lacking or not any(query.schema.concept(key) for key in ("eclo", "deaths", "accident_type")):
        return None
    choices = ", ".join(query.schema.dimensions()[:5])
    return Say(sentences.NO_SUCH_TOPIC, {"topic": query.lacking[0], "choices": choices})


_RULES: tuple[Callable[[Query], Decision | None], ...] = (
    _lacking,
    no_value.decide,
    _injured,
    statistics.decide,
    in_sql.change_by_group,
    models.decide,
    filtering.drawn_apart,
    decide_map,
    in_sql.two_sides,
    in_sql.change,
    in_sql.against,
    ordering.the_worst,
    in_sql.per_period,
    times_asked.temporal,
    _unknown_grouping,
    _ambiguous,
    in_sql.busiest_days,
    in_sql.against_mean,
    filtering.having,
    filtering.by_query,
    filtering.either,
    times_asked.trend,
    decide_chart,
    _correlation,
    _percentile,
    _outliers,
    several_figures.decide,
    filtering.share_within,
    filtering.filtered,
    by_group.decide,
    plain.decide,
    _unique,
    ordering.decide,
    _cross,
    _statistics,
    _numeric_statistics,
    _counts,
    filtering.rows,
)  # fmt: skip


def _with_note(decision: Decision, query: Query) -> Decision:
    """Say so when a second grouping could not be part of the call, or when the groups are finer than was asked."""
    if not isinstance(decision, Call) or decision.note is not None:
        return decision
    used = {str(v) for v in decision.input.values() if not isinstance(v, list)}
    weekday = query.schema.concept("weekday")
    if weekday in used and query.has(lexicon.WEEKEND) and not query.conditions and "groups" not in decision.input:
        return Call(decision.name, decision.input, Say(sentences.BY_WEEKDAY, {"column": weekday}))
    left = [d.column for d in query.dimensions if d.by and d.column not in used]
    if left and decision.name == "group_by_aggregate":
        note = Say(sentences.GROUP_LEFT_OUT, {"group": decision.input["group_column"], "left": ", ".join(left)})
        return Call(decision.name, decision.input, note)
    return decision
