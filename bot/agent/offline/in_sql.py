"""A question that is to be answered by SQL ("… sql로", "SQL for the top 3 …"), and groups that only some of are wanted, as a query."""

from __future__ import annotations

from bot.agent.offline import lexicon
from bot.agent.offline.dataset_draw import operation_for
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query
from bot.agent.offline.together import figure_of, quoted, sql_of

_DAYS = r"(?:가장|제일|젤)\s*(?:사고(?:가)?\s*)?(?:많|잦)\S*\s*(?:\S+\s+)?(?:날|날짜|일자)(?![가-힣씨])|(?:날|날짜|일자)(?:가|이|는|은)?\s*(?:언제\S*|며칠\S*)|최다\s*(?:발생\s*)?일|\bbusiest (?:day|date)s?\b(?! of)|\b(?:day|date)s? (?:with|had|having|saw) (?:the )?most\b|\b(?:which|what|single) (?:day|date)s?\b.*\bmost (?:accidents|crashes)\b"


def busiest_days(query: Query) -> Call | None:
    """ "사고 제일 많이 난 날짜", "the busiest day": days by how many rows they have, where no column holds bare days."""
    column = query.schema.concept("date")
    known = query.schema.profile.column(column) if column and query.schema.profile else None
    if known is None or known.kind != "datetime" or query.measures or query.either or query.chart:
        return None
    if any(d.column != column for d in query.dimensions) or not (query.has(lexicon.MOST) or query.has(r"최다")) or not query.has(_DAYS):
        return None
    day, named = ("day", "count") if query.text.isascii() else ("날짜", "건수")
    where = f" WHERE {' AND '.join(map(sql_of, query.conditions))}" if query.conditions else ""
    sql = (
        f"SELECT CAST({quoted(known.name)} AS DATE) AS {quoted(day)}, count(*) AS {quoted(named)} FROM data{where} GROUP BY 1"  # noqa: S608 - names and texts are quoted
        f" ORDER BY 2 {'ASC' if query.ascending else 'DESC'}, 1 LIMIT {query.top_n or 5}"
    )
    return Call("query_sql", {"sql": sql, "where": []})


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
