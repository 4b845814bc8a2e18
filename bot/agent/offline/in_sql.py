"""A question that is to be answered by SQL ("… sql로", "SQL for the top 3 …"), and groups that only some of are wanted, as a query."""

from __future__ import annotations

from bot.agent.offline import lexicon
from bot.agent.offline.dataset_draw import operation_for
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query
from bot.agent.offline.together import figure_of, quoted, sql_of


def compose(query: Query) -> Call | None:
    """The query, or None where the message names nothing to select."""
    if query.schema.profile is None or query.lacking or (query.unnamed and not query.dimensions):
        return None
    limit = query.having
    groups = [quoted(d.column) for d in query.dimensions if not (limit and d.column == limit.column)][:2]
    measure = limit.column if limit and limit.column else query.measures[0].column if query.measures else None
    operation = operation_for(query, measure) if measure else "count"
    if not groups and measure is None and not query.conditions:
        return None
    figure, named = figure_of(query, measure, operation)
    where = " AND ".join(sql_of(c) for c in query.conditions)
    parts = [f"SELECT {', '.join([*groups, f'{figure} AS {named}'])} FROM data"]  # noqa: S608 - names and texts are quoted
    parts += [f"WHERE {where}"] if where else []
    parts += [f"GROUP BY {', '.join(groups)}"] if groups else []
    parts += [f"HAVING {figure} {limit.operator} {limit.value}"] if limit else []
    if groups:
        ordered = bool(limit or query.top_n or query.has(lexicon.MOST))
        parts.append(f"ORDER BY {named} {'ASC' if query.ascending else 'DESC'}" if ordered else f"ORDER BY {', '.join(groups)}")
    parts += [f"LIMIT {query.top_n}"] if query.top_n and groups else []
    return Call("query_sql", {"sql": " ".join(parts)})
