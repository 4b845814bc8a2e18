"""Charts and maps: from a question to the axes, areas and points."""

from __future__ import annotations

from typing import Any

from bot.agent.offline.columns import Named
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

# words for the size of areas, the finer first
_LEVELS = (
    ("neighbourhood", r"법정동|읍면동|행정동|동네\s*별|(?<![가-힣])동\s*(?:별|단위|마다)|\bneighbou?rhoods?\b|\bby dong\b"),
    ("district", r"(?<![가-힣])(?:구|구군|군구|자치구|시군구)\s*(?:별|단위|마다)|자치구|\bdistricts?\b|\b(?:by|per|each) gu\b"),
)
OPERATIONS_OF_A_GROUP = ("sum", "mean", "count", "min", "max", "median", "std")


def decide_map(query: Query) -> Decision | None:
    if not query.map:
        return None
    area = [d for d in query.dimensions if d.concept in ("district", "gu")]
    arguments: dict[str, Any] = {"kind": "areas" if area or query.operation in ("mean", "median") else "auto"}
    if query.has(r"점으로|점\s*지도|\bpoints?\b|\bpins?\b|\bdots?\b"):
        arguments["kind"] = "points"
    elif level := level_of(query):
        arguments |= {"kind": "areas", "level": level}
    if query.measures:
        measure = query.measures[0].column
        arguments |= {"value": measure, "operation": operation_for(query, measure)}
    return Call("draw_map", arguments)


def level_of(query: Query) -> str | None:
    """The size of areas that the message asks for, as draw_map calls it."""
    return next((level for level, wanted in _LEVELS if query.has(wanted)), None)


def decide_chart(query: Query) -> Decision | None:
    if not query.chart:
        return None
    arguments = _chart_axes(query)
    if arguments is None:
        return None
    if query.top_n:
        arguments["top_n"] = query.top_n
    return Call("draw_chart", {"kind": query.kind, **arguments})


_SPLIT_AFTER = pattern(r"(?:별로|별|로|으로)?\s*(?:나눠|나누|구분|쪼개|쌓|따로)")
_SPLIT_BEFORE = pattern(r"\b(?:split|broken down|stacked|colou?red|separated|grouped) (?:by|into) (?:the )?$")


def _axes_in_order(query: Query) -> list[str]:
    """The dimensions with that last by which the chart is to be split ("사고유형별로 나눠서 월별")."""

    def splits(named: Named) -> bool:
        return bool(_SPLIT_AFTER.match(query.text, named.end) or _SPLIT_BEFORE.search(query.text[: named.start]))

    return [d.column for d in sorted(query.dimensions, key=splits)]


def _chart_axes(query: Query) -> dict[str, Any] | None:
    dimensions, measures = _axes_in_order(query), [m.column for m in query.measures]
    if not dimensions and not measures:
        grouped = [c.column for c in query.conditions if c.operator == "=="]
        return over_time(query) if query.kind == "line" else {"x": grouped[0]} if grouped else None
    if query.kind == "scatter" and len(dimensions) + len(measures) >= 2:
        first, second = [c.column for c in query.columns][:2]
        return {"x": first, "y": second}
    if not dimensions:
        if len(measures) > 1 and query.kind in ("auto", "scatter"):
            return {"x": measures[0], "y": measures[1]}
        if query.kind == "line" and (time := over_time(query)):
            return {**time, "y": measures[0], "operation": operation_for(query, measures[0])}
        return {"x": measures[0]}
    axes: dict[str, Any] = {"x": dimensions[0]}
    if measures:
        axes["y"] = measures[0]
        if query.kind not in ("box", "scatter"):
            axes["operation"] = operation_for(query, measures[0])
    if len(dimensions) > 1:
        axes["y" if query.kind == "heatmap" and not measures else "group"] = dimensions[1]
    return axes


def over_time(query: Query) -> dict[str, Any] | None:
    """The axis of a trend with no time unit named: years, the months of a single year, else the date column."""
    schema = query.schema
    years, months = schema.concept("year"), schema.concept("month")
    single = years is not None and schema.profile is not None and schema.profile.column(years).unique <= 1
    column = (months if single else None) or years or schema.concept("date")
    return {"x": column} if column else None


def operation_for(query: Query, measure: str) -> str:
    return query.operation if query.operation in OPERATIONS_OF_A_GROUP else query.schema.default_operation(measure)
