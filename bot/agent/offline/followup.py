"""Messages that change the last answer about a dataset: drawn, shorter, by something else."""

from __future__ import annotations

from typing import Any

from bot.agent.offline import filtering, lexicon, one_slot
from bot.agent.offline.dataset_draw import level_of, panel_of
from bot.agent.offline.decision import Call
from bot.agent.offline.one_slot import AT_RANDOM, left
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
_SMALL = frozenset({"auto", "bar", "line", "area", "histogram", "scatter"})  # charts that can be drawn small, many at once
_TAKES_TOP = frozenset({"get_value_counts", "sort_dataframe", "draw_chart"})


def follow_up(last: Call, query: Query) -> Call | None:
    """The last call changed by the message, or None when the message stands on its own."""
    named = query.dimensions or query.measures or query.conditions
    own = (
        query.kind == "calendar" or query.map_kind or query.lacking or (query.has(AT_RANDOM) and last.name != "get_sample_rows")
    )  # days and points are the dataset's own, whatever was drawn before
    if own or (query.has(_ROWS) and query.top_n and not named and last.name not in _LISTS_ROWS):
        return None  # rows to look at, not a shorter answer
    if changed := _in_panels(last, query) or _narrowed(last, query) or _by_area(last, query) or _drawn_of_rows(last, query):
        return changed
    if not named:
        if last.name == "get_value_counts" and filtering.asks_share(query):
            return last  # its answer has the shares
        change = _mapped if query.map else _drawn if query.chart else _altered if query.operation else _shortened
        return change(last, query) if not query.operation or left(query) <= 1 else None  # else about something of its own
    by_another = query.chart and query.dimensions and not query.measures and query.has(r"^(?:and |now |but )?by\b")  # "by month, as a line"
    if not (FOLLOW.search(query.text) or by_another) or not (
        query.dimensions or query.measures or query.operation or query.chart or query.map
    ):
        return None
    return _altered(last, query)


def _in_panels(last: Call, query: Query) -> Call | None:
    """ "작은 그림 여러 개로 구별" after a chart: the same chart once for each 구."""
    named = panel_of(query)
    if named is None or last.name != "draw_chart" or len(query.dimensions) != 1 or query.measures:
        return None
    kept = {name: value for name, value in last.input.items() if name != "group"}
    if kept.get("kind") not in _SMALL:
        kept["kind"] = "bar"
    return Call("draw_chart", {**kept, "panels": named.column})


def _by_area(last: Call, query: Query) -> Call | None:
    """ "구별로", "동별로" after a map: the same map by other areas."""
    if last.name != "draw_map" or len(query.dimensions) != 1 or query.measures or query.operation or len(query.leftover) > 1:
        return None
    level = level_of(query)
    return Call(last.name, {**last.input, "kind": "areas", "level": level}) if level else None


_ROWS = r"\d\s*(?:줄|행)|\brows?\b|\blines?\b|\brecords?\b"
_LISTS_ROWS = frozenset({"sort_dataframe", "get_sample_rows"})
_ANEW = r"건수|몇|보여|목록|사고\s*수|\bhow many\b|\bcount|\bnumber\b|\bshow\b|\blist\b"


def _narrowed(last: Call, query: Query) -> Call | None:
    """ "범어동은?", "비 오는 날만 다시": the same question about other rows."""
    asks_more = query.dimensions or query.measures or query.operation or query.chart or query.map or query.top_n or query.either
    if (
        not query.conditions
        or asks_more
        or filtering.asks_share(query)
        or last.name not in filtering.TAKES_WHERE
        or query.has(_ANEW)
        or len(query.leftover) > 3
    ):
        return None
    if not FOLLOW.search(query.text) and not query.has(r"만(?:요|\s*(?:다시|해\s*줘|따로|볼래))?\s*[.!?]*$|\bonly\b|\bjust\b"):
        return None
    new = filtering.where_of(query.conditions)
    changes: dict[str, Any] = {}
    if last.name == "filter_dataframe" and (same := next((c for c in new if c["column"] == last.input.get("column")), None)):
        changes = dict(same)
        new = [c for c in new if c is not same]
    places = {query.schema.concept("gu"), query.schema.concept("district")}
    replaced = {c["column"] for c in new} | (places if any(c["column"] in places for c in new) else set())
    kept = [c for c in last.input.get("where") or [] if c["column"] not in replaced]
    counted = last.input.get("column")
    if last.name == "get_value_counts" and counted in replaced and len(last.input.get("where") or []) == 1:
        changes["column"] = new[0]["column"]  # the number of these rows, as of those before
    return Call(last.name, {**last.input, **changes, **({"where": [*kept, *new]} if kept or new else {})})


def answer(pending: Pending, query: Query) -> Call | None:
    """The call completed by a column or a number, or None when the message is more than that."""
    asked = pending.missing[0]
    if query.chart or query.map or query.operation or len(query.leftover) > 3:
        return None
    if (chosen := pending.choice(query.text)) is not None:
        return Call(pending.tool, {**pending.understood, asked: chosen})
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
    where = {"where": last.input["where"]} if last.input.get("where") else {}
    return Call("draw_chart", {"kind": kind, **arguments, **({"top_n": top} if top else {}), **where})


def _drawn_of_rows(last: Call, query: Query) -> Call | None:
    """ "비 오는 날만 꺾은선으로": the last answer drawn, of these rows alone."""
    changes: dict[str, Any] = {}
    if not (query.chart and query.conditions and query.has(one_slot.CUE)):
        return None
    if query.dimensions or query.measures or query.operation or one_slot.left(query) > 1:
        return None
    if not one_slot.rows_changed(last, query, changes):
        return None
    return _drawn(Call(last.name, {**last.input, **changes}), query)


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
    where = {"where": last.input["where"]} if last.input.get("where") else {}
    return Call("draw_map", {"kind": "areas", "value": measure, "operation": last.input.get("operation", "mean"), **where})


def _altered(last: Call, query: Query) -> Call | None:
    parts = _PARTS.get(last.name)
    if parts is None:
        return None
    changes: dict[str, Any] = {}
    if query.operation == "count" and query.dimensions and last.name == "group_by_aggregate":
        return None  # how many rows: no figure of the quantity before
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
    if query.chart and last.name == "draw_chart" and query.kind != "auto":
        changes["kind"] = query.kind
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
