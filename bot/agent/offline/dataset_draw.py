"""Charts and maps: from a question to the axes, areas and points."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.agent.offline.axes_said import axes_said
from bot.agent.offline.columns import Named
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.lexicon import NO_TREND, TREND_LINE
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

# words for the size of areas, the finer first
_LEVELS = (
    ("neighbourhood", r"법정동|읍면동|행정동|동네\s*별|(?<![가-힣])동\s*(?:별|단위|마다)|\bneighbou?rhoods?\b|\bby dong\b"),
    ("district", r"(?<![가-힣])(?:구|구군|군구|자치구|시군구)\s*(?:별|단위|마다)|자치구|\bdistricts?\b|\b(?:by|per|each) gu\b"),
)
_COLOURED = r"색(?:깔|상)?(?:을|이)?\s*(?:다르|달리)|색칠|색깔|색으로|색\s*(?:을\s*)?(?:입혀|구분|나눠)|\bcolou?r(?:ed|s)?\b|\bshaded\b"
OPERATIONS_OF_A_GROUP = ("sum", "mean", "count", "min", "max", "median", "std")


def decide_map(query: Query) -> Decision | None:
    if not query.map:
        return None
    area = [d for d in query.dimensions if d.concept in ("district", "gu")]
    if (
        area
        and query.measures
        and query.has(
            r"건수.{0,6}평균|평균.{0,12}건수|\bcounts? and (?:the )?(?:mean|average)|\b(?:mean|average)\w* .{0,20}\band (?:the )?counts?"
        )
    ):
        return Call("area_summary", {"level": level_of(query) or "district", "value": query.measures[0].column})  # it has both, and a map
    arguments: dict[str, Any] = {"kind": "areas" if area or query.operation in ("mean", "median") else "auto"}
    if (not query.map_kind and query.has(r"\bchoropleth\b|단계\s*구분도|코로플레스")) or (
        query.has(r"(?<![가-힣])(?:구|동|군구|지역|동네)(?:를|을)?\s*색칠")
    ):
        arguments["kind"] = "areas"
    if query.has(r"점으로|점\s*지도|\bpoints?\b|\bpins?\b|\bdots?\b"):
        arguments["kind"] = "points"
    elif query.map_kind:
        return Call("draw_map", {"kind": query.map_kind})
    elif level := level_of(query):
        arguments |= {"kind": "areas", "level": level}
    if query.measures:
        measure = query.measures[0].column
        points = not area and arguments["kind"] in ("auto", "points") and query.schema.concept("latitude") and not query.operation
        arguments |= {"value": measure} if points else {"value": measure, "operation": operation_for(query, measure)}
    elif query.has(_COLOURED) and (others := [d.column for d in query.dimensions if d not in area]):
        arguments |= {"value": others[0]}
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
    if query.top_n and query.kind != "histogram":
        arguments["top_n"] = query.top_n
    if query.kind == "scatter" and query.has(NO_TREND):
        arguments["trend"] = False
    return Call("draw_chart", {"kind": query.kind, **arguments})


_SPLIT_AFTER = pattern(r"(?:별로|별|로|으로)?\s*(?:나눠|나누|구분|쪼개|쌓|따로)")
_SPLIT_BEFORE = pattern(r"\b(?:split|broken down|stacked|colou?red|separated|grouped) (?:by|into) (?:the )?$")


def _splits(query: Query, named: Named) -> bool:
    return bool(_SPLIT_AFTER.match(query.text, named.end) or _SPLIT_BEFORE.search(query.text[: named.start]))


def _axes_in_order(query: Query) -> list[str]:
    """The dimensions with that last by which the chart is to be split ("사고유형별로 나눠서 월별")."""
    return [d.column for d in sorted(query.dimensions, key=lambda d: _splits(query, d))]


def _chart_axes(query: Query) -> dict[str, Any] | None:
    if (said := axes_said(query)) and ("x" in said or "group" in said) and not query.panels:
        return _said_axes(query, said)
    if query.panels:
        return _small_multiples(query)
    if query.kind == "calendar":
        return _calendar_axes(query)
    if query.kind in ("stacked", "area") and query.dimensions:
        return _stack_axes(query)
    return _plain_axes(query)


def _said_axes(query: Query, said: dict[str, str]) -> dict[str, Any]:
    """Axes by the words for them; what else is named takes the place that is left."""
    rest = [c.column for c in query.columns if c.column not in said.values()]
    axes: dict[str, Any] = {"x": said.get("x") or (rest.pop(0) if rest else said["group"])}
    measure = said.get("y") or next((c for c in rest if query.schema.is_measure(c)), None)
    if measure:
        axes["y"] = measure
        if query.kind not in ("box", "violin", "scatter"):
            axes["operation"] = operation_for(query, measure)
    if "group" in said and said["group"] != axes["x"]:
        axes["group"] = said["group"]
    return axes


def panel_of(query: Query) -> Named | None:
    """The column that small charts are asked for by: the one right behind the words for it, else the nearest."""
    if not query.panels or not query.dimensions:
        return None
    start, end = query.panels
    each = next((d for d in query.dimensions if re.search(r"\beach\b", query.text[max(0, d.start - 5) : d.end])), None)
    return each or min(query.dimensions, key=lambda d: d.start - end if d.start >= end else (start - d.end) + 3)


def _small_multiples(query: Query) -> dict[str, Any] | None:
    named = panel_of(query)
    if named is None:
        return None
    rest = replace(query, dimensions=[d for d in query.dimensions if d is not named], panels=None)
    if rest.dimensions or query.kind not in ("auto", "line", "area") or (rest.measures and query.kind == "auto"):
        axes = _plain_axes(rest)
        if axes and not rest.dimensions and rest.measures and query.kind == "auto" and len(rest.measures) == 1:
            axes = {"x": rest.measures[0].column, "kind": "histogram"}
    else:
        axes = over_time(query)
        query.kind = "line" if query.kind == "auto" else query.kind
        if axes and rest.measures:
            axes |= {"y": rest.measures[0].column, "operation": operation_for(query, rest.measures[0].column)}
    if not axes:
        return None
    axes.pop("group", None)
    return {**axes, "panels": named.column}


def _calendar_axes(query: Query) -> dict[str, Any] | None:
    """Days of the date column; what else is named can only be measured."""
    date = query.schema.concept("date") or next((d.column for d in query.dimensions), None) or query.schema.concept("year")
    if date is None:
        return None
    if not query.measures:
        return {"x": date}
    measure = query.measures[0].column
    return {"x": date, "y": measure, "operation": operation_for(query, measure)}


def _stack_axes(query: Query) -> dict[str, Any]:
    """ "사고유형 by 요일": along the axis goes what is behind "by" or before "별", the other one splits it."""
    order = sorted(query.dimensions, key=lambda d: (_splits(query, d), not d.by))
    along = order[0]
    axes: dict[str, Any] = {"x": along.column}
    if query.measures:
        measure = query.measures[0].column
        axes |= {"y": measure, "operation": operation_for(query, measure)}
    others = [d.column for d in order[1:]]
    if others:
        axes["group"] = others[0]
        if query.measures and query.operation is None:
            axes["operation"] = "sum"  # parts of a stack are added up
    return axes


def _plain_axes(query: Query) -> dict[str, Any] | None:
    dimensions, measures = _axes_in_order(query), [m.column for m in query.measures]
    if query.kind in ("box", "violin") and not measures and len(dimensions) > 1:
        measures = [d.column for d in query.dimensions if not d.by and query.schema.is_number(d.column)][:1]
        dimensions = [d for d in dimensions if d not in measures]
    if not dimensions and not measures:
        grouped = [c.column for c in query.conditions if c.operator in ("==", "in")]
        return over_time(query) if query.kind in ("line", "area") else {"x": grouped[0]} if grouped else None
    trend = query.kind == "line" and query.has(TREND_LINE) and not any(d.by or query.schema.is_time(d.column) for d in query.dimensions)
    if (query.kind == "scatter" or trend) and len(dimensions) + len(measures) >= 2:
        first, second = [c.column for c in query.columns][:2]
        query.kind = "scatter"
        return {"x": first, "y": second}
    if not dimensions:
        if len(measures) > 1 and (query.kind in ("auto", "scatter") or query.has(TREND_LINE)):
            query.kind = "scatter" if query.kind == "line" else query.kind
            return {"x": measures[0], "y": measures[1]}
        if query.kind in ("line", "area") and (time := over_time(query)):
            return {**time, "y": measures[0], "operation": operation_for(query, measures[0])}
        return {"x": measures[0]}
    axes: dict[str, Any] = {"x": dimensions[0]}
    if measures:
        axes["y"] = measures[0]
        if query.kind not in ("box", "violin", "scatter"):
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
