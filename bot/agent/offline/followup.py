"""Messages that change the last answer about a dataset: drawn, shorter, by something else."""

from __future__ import annotations

from typing import Any

from bot.agent.offline import lexicon
from bot.agent.offline.decision import Call
from bot.agent.offline.predict import FOLLOW
from bot.agent.offline.query import Query
from bot.agent.offline.transcript import Pending

# tool -> how its input becomes the axes of a chart
_DRAWN: dict[str, tuple[str, dict[str, str]]] = {
    "get_value_counts": ("bar", {"x": "column"}),
    "get_unique_values": ("bar", {"x": "column"}),
    "summarize_categorical_distribution": ("bar", {"x": "column"}),
    "group_by_aggregate": ("bar", {"x": "group_column", "y": "agg_column", "operation": "operation"}),
    "cross_tabulation": ("heatmap", {"x": "column1", "y": "column2"}),
    "get_column_statistics": ("histogram", {"x": "column"}),
    "get_outliers": ("box", {"x": "column"}),
    "get_temporal_pattern": ("auto", {"x": "column"}),
    "sort_dataframe": ("histogram", {"x": "column"}),
    "draw_chart": ("auto", {"x": "x", "y": "y", "operation": "operation", "group": "group"}),
    "draw_map": ("auto", {"y": "value", "operation": "operation"}),
}
# tool -> the inputs that stand for what is grouped, what is measured, and how
_PARTS: dict[str, dict[str, str]] = {
    "get_value_counts": {"group": "column"},
    "group_by_aggregate": {"group": "group_column", "measure": "agg_column", "operation": "operation"},
    "draw_chart": {"group": "x", "measure": "y", "operation": "operation"},
    "get_column_statistics": {"measure": "column"},
    "get_unique_values": {"group": "column"},
    "draw_map": {"measure": "value", "operation": "operation"},
    "sort_dataframe": {"measure": "column"},
}
_TAKES_TOP = frozenset({"get_value_counts", "sort_dataframe", "draw_chart"})


def follow_up(last: Call, query: Query) -> Call | None:
    """The last call changed by the message, or None when the message stands on its own."""
    named = query.dimensions or query.measures or query.conditions
    if query.map and not named:
        return _mapped(last, query)
    if query.chart and not named:
        return _drawn(last, query)
    if named and not FOLLOW.search(query.text):
        return None
    if named or query.operation:
        return _altered(last, query)
    return _shortened(last, query)


def answer(pending: Pending, query: Query) -> Call | None:
    """The call completed by a column or a number, or None when the message is more than that."""
    asked = pending.missing[0]
    if query.chart or query.map or query.operation or len(query.leftover) > 3:
        return None
    if query.columns:
        return Call(pending.tool, {**pending.understood, asked: query.columns[0].column})
    if query.top_n or query.text.isdigit():
        return Call(pending.tool, {**pending.understood, asked: query.top_n or int(query.text)})
    return None


def _drawn(last: Call, query: Query) -> Call | None:
    default, axes = _DRAWN.get(last.name, ("", {}))
    arguments: dict[str, Any] = {axis: last.input[name] for axis, name in axes.items() if last.input.get(name) is not None}
    if "x" not in arguments:
        return _correlation_drawn(last, query)
    kind = query.kind if query.kind != "auto" else default
    top = query.top_n or (last.input.get("top_n") if last.name in ("get_value_counts", "draw_chart") else None)
    return Call("draw_chart", {"kind": kind, **arguments, **({"top_n": top} if top else {})})


def _correlation_drawn(last: Call, query: Query) -> Call | None:
    columns = last.input.get("columns")
    if last.name == "get_correlation" and isinstance(columns, list) and len(columns) >= 2:
        kind = "scatter" if query.kind == "auto" else query.kind
        return Call("draw_chart", {"kind": kind, "x": columns[0], "y": columns[1]})
    return None


def _mapped(last: Call, query: Query) -> Call | None:
    parts = _PARTS.get(last.name, {})
    measure = last.input.get(parts.get("measure", ""))
    if last.name not in ("group_by_aggregate", "draw_chart") or measure is None:
        return None
    return Call("draw_map", {"kind": "areas", "value": measure, "operation": last.input.get("operation", "mean")})


def _altered(last: Call, query: Query) -> Call | None:
    parts = _PARTS.get(last.name)
    if parts is None:
        return None
    changes: dict[str, Any] = {}
    if query.dimensions and "group" in parts:
        changes[parts["group"]] = query.dimensions[0].column
    if query.measures and "measure" in parts:
        measure = query.measures[0].column
        changes[parts["measure"]] = measure
        if "operation" in parts and not query.operation:
            changes[parts["operation"]] = query.schema.default_operation(measure)
    if query.operation and "operation" in parts and (query.operation != "count" or not query.measures):
        changes[parts["operation"]] = query.operation
    if not changes or (query.dimensions and "group" not in parts):
        return None
    if query.chart and last.name != "draw_chart":
        return _drawn(Call(last.name, {**last.input, **changes}), query)
    return Call(last.name, {**last.input, **changes})


def _shortened(last: Call, query: Query) -> Call | None:
    """ "상위 5개만", "하위 3개"."""
    if not query.top_n or len(query.leftover) > 3:
        return None
    if last.name in _TAKES_TOP:
        changes: dict[str, Any] = {"top_n": query.top_n}
        if last.name == "sort_dataframe" and query.has(lexicon.LOW):
            changes["ascending"] = True
        return Call(last.name, {**last.input, **changes})
    if last.name == "get_sample_rows":
        return Call(last.name, {**last.input, "n": query.top_n})
    drawn = _drawn(last, query)
    return drawn
