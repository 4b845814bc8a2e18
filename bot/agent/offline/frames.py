"""What each tool takes of a question about a dataset, when it is known which tool is meant: the rules look for words that tell the tool, these only
for what it needs. A frame gives the arguments without the conditions, which are added as they are for the rules; None where something is lacking.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.agent.offline import filtering, lexicon
from bot.agent.offline.columns import Named
from bot.agent.offline.dataset_draw import decide_chart, decide_map, operation_for
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.query import Query

Arguments = dict[str, Any]


def compose(tool: str, query: Query) -> Call | None:
    """The call of `tool` with what the message says, or None where that is not enough for it."""
    if tool not in _FRAMES or query.schema.profile is None or query.lacking:
        return None
    made = _FRAMES[tool](query)
    call = Call(tool, made) if isinstance(made, dict) else made
    found = filtering.with_where(call, query) if call is not None else None
    return found if isinstance(found, Call) and found.name == tool else None


def _groups(query: Query) -> list[str]:
    """What may be grouped by: what is said to be, before what else is no quantity."""
    by = [d.column for d in query.dimensions if d.by]
    return [*by, *(d.column for d in query.dimensions if not d.by and d.column not in by)]


def _quantity(query: Query) -> Named | None:
    numbers = [d for d in query.dimensions if not d.by and query.schema.is_number(d.column)]
    return next(iter([*query.measures, *numbers]), None)


def _of_quantity(query: Query) -> Arguments | None:
    quantity = _quantity(query)
    return {"column": quantity.column} if quantity else None


def _of_column(query: Query) -> Arguments | None:
    return {"column": query.columns[0].column} if len(query.columns) == 1 else None


def _of_date(query: Query) -> Arguments | None:
    date = query.schema.concept("date")
    return {"column": date} if date and not query.measures else None


def _counts(query: Query) -> Arguments | None:
    groups = _groups(query)
    if len(groups) != 1 or query.measures:
        return None
    fewest = {"fewest": True} if query.ascending else {}
    return {"column": groups[0], **({"top_n": query.top_n} if query.top_n else {}), **fewest}


def _figures(query: Query) -> Arguments | None:
    quantity = _quantity(query)
    groups = [g for g in _groups(query) if quantity is not None and g != quantity.column]
    if quantity is None or not groups or query.top_n:
        return None
    second = {"second_group_column": groups[1]} if len(groups) > 1 else {}
    return {"group_column": groups[0], "agg_column": quantity.column, "operation": _operation(query, quantity.column), **second}


def _operation(query: Query, measure: str) -> str:
    if query.operation is None and query.has(rf"{lexicon.NEWEST}|{lexicon.MOST}"):
        return "min" if query.ascending else "max"
    return operation_for(query, measure)


def _crossed(query: Query) -> Arguments | None:
    groups = _groups(query)
    return {"column1": groups[0], "column2": groups[1]} if len(groups) == 2 and not query.measures else None


def _ordered(query: Query) -> Arguments | None:
    quantity = _quantity(query)
    if quantity is None or len(query.columns) > 1:
        return None
    return {"column": quantity.column, "ascending": query.ascending, **({"top_n": query.top_n} if query.top_n else {})}


def _rows(query: Query) -> Arguments | None:
    if not query.conditions or query.columns or query.either:
        return None
    first = next((c for c in query.conditions if c.operator not in ("==", "contains") or c.values), query.conditions[0])
    others = filtering.where_of([c for c in query.conditions if c is not first])
    return {**filtering.where_of([first])[0], "where": others}


def _correlated(query: Query) -> Arguments | None:
    columns = [c.column for c in query.columns]
    return {"columns": columns, "method": "pearson"} if len(columns) >= 2 and all(map(query.schema.is_number, columns)) else None


def _with_target(query: Query) -> Arguments | None:
    quantity = _quantity(query)
    return {"target_column": quantity.column} if quantity and len(query.columns) == 1 else None


def _map(query: Query) -> Decision | None:
    return decide_map(replace(query, map=True, chart=False, map_kind="heat" if query.kind == "heatmap" else query.map_kind))


def _chart(query: Query) -> Decision | None:
    return decide_chart(replace(query, chart=True)) if query.columns else None


_FRAMES: dict[str, Callable[[Query], Arguments | Decision | None]] = {
    "cross_tabulation": _crossed,
    "describe_distribution": _of_quantity,
    "draw_chart": _chart,
    "draw_map": _map,
    "filter_dataframe": _rows,
    "get_column_correlation_with_target": _with_target,
    "get_column_statistics": _of_quantity,
    "get_correlation": _correlated,
    "get_date_range": _of_date,
    "get_outliers": _of_quantity,
    "get_temporal_pattern": _of_date,
    "get_unique_values": _of_column,
    "get_value_counts": _counts,
    "group_by_aggregate": _figures,
    "sort_dataframe": _ordered,
    "summarize_categorical_distribution": _of_column,
}
