"""A question that is to be answered by SQL ("… sql로", "SQL for the top 3 …"), and groups that only some of are wanted, as a query."""

from __future__ import annotations

from bot.agent.offline import hypotheses, lexicon
from bot.agent.offline.dataset_draw import operation_for
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from bot.agent.offline.together import figure_of, quoted, sql_of

_DAYS = r"(?:가장|제일|젤)\s*(?:사고(?:가)?\s*)?(?:많|잦|적)\S*\s*(?:\S+\s+)?(?:날|날짜|일자)(?:은|는|이|을|의|이야|이었\S*)?(?![가-힣])|(?:날|날짜|일자)(?:가|이|는|은)?\s*(?:언제\S*|며칠\S*)|최다\s*(?:발생\s*)?일|\bbusiest (?:day|date)s?\b(?! of)|\b(?:day|date)s? (?:with|had|having|saw) (?:the )?(?:most|fewest|least)\b|\b(?:which|what|single) (?:day|date)s?\b.*\bmost (?:accidents|crashes)\b"


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


_PER: tuple[tuple[str, str], ...] = (
    (
        "day",
        r"(?:하루|일|날)\s*(?:에\s*)?평균|평균\s*(?:하루|일일)|하루(?:에|당)|(?<![가-힣])일평균|\b(?:accidents|crashes|cases|rows|mean|average)\b.*\b(?:per|a|each) day\b|\bdaily (?:average|mean)\b|\baverage daily\b",
    ),
    ("week", r"(?:한\s*주|일주일|주)(?:에|당)?\s*평균|일주일에|\b(?:per|a|each) week\b|\bweekly (?:average|mean)\b|\baverage weekly\b"),
    (
        "month",
        r"(?:한\s*달|월)(?:에|당)?\s*평균|한\s*달(?:에|당)|(?<![가-힣])월평균|\b(?:per|a|each) month\b|\bmonthly (?:average|mean)\b|\baverage monthly\b",
    ),
)
_ROWS_OF = r"몇\s*건|건수|사고\s*(?:수|가|는)|사고가|몇\s*번|\baccidents\b|\bcrashes\b|\bhow many\b|\bcount\b"
_ON_AVERAGE = r"평균|쯤|정도|\bon average\b|\baverage\b|\bmean\b|\bavg\b"


def per_period(query: Query) -> Call | None:
    """ "하루 평균 사고 건수", "average accidents per day": rows over the days, weeks or months from the first to the last."""
    column = query.schema.concept("date")
    if not column or query.schema.profile is None or query.measures or query.chart or not query.has(_ON_AVERAGE) or not query.has(_ROWS_OF):
        return None
    unit = next((name for name, wanted in _PER if query.has(wanted)), None)
    times = {query.schema.concept(key) for key in ("weekday", "month", "day", "date", "year")}
    if unit is None or query.has(r"별|이동\s*평균|\bmoving\b|\brolling\b") or any(d.column not in times for d in query.dimensions):
        return None
    date = f"CAST({quoted(column)} AS DATE)"
    named = f"mean per {unit}" if query.text.isascii() else {"day": "하루 평균", "week": "한 주 평균", "month": "한 달 평균"}[unit]
    where = f" WHERE {' AND '.join(map(sql_of, query.conditions))}" if query.conditions else ""
    spanned = f"(SELECT datediff('{unit}', min({date}), max({date})) + 1 FROM data)"  # noqa: S608 - names are quoted
    return Call("query_sql", {"sql": f"SELECT count(*) / {spanned} AS {quoted(named)} FROM data{where}", "where": []})  # noqa: S608


_OF_MEAN = r"\s*(?:이|가|은|는)?\s*(?:전체\s*)?평균(?:값|치)?\s*(?P<ko>이상|이하|미만|초과|보다\s*(?:더\s*)?(?:높|큰|크|많|심|낮|작|적)|을?\s*넘|을?\s*(?:웃도|밑도)|에\s*못)|\s*(?:is |are |was |that is )*(?P<en>above|over|below|under|higher than|greater than|more than|lower than|less than) (?:the )?(?:average|mean)\b"
_LESS = r"이하|미만|낮|작|적|밑|못|below|under|lower|less"


def against_mean(query: Query) -> Call | None:
    """ "ECLO가 평균보다 높은 사고", "lots with capacity above average": the rows, or how many they are."""
    for named in query.columns:
        found = pattern(_OF_MEAN).match(query.text, named.end) if query.schema.is_number(named.column) and named.end else None
        if found is None or query.chart or query.map:
            continue
        side = "<" if pattern(_LESS).search(found[0]) else ">"
        column = quoted(named.column)
        parts = [f"{column} {side} (SELECT avg({column}) FROM data)", *map(sql_of, query.conditions)]  # noqa: S608 - names and texts are quoted
        counted = query.operation == "count" or query.has(r"몇|건수|비율|\bhow many\b|\bnumber\b")
        shown, end = (
            ("count(*) AS " + quoted("count" if query.text.isascii() else "건수"), "")
            if counted
            else ("*", f" ORDER BY {column} {'ASC' if side == '<' else 'DESC'} LIMIT {query.top_n or 20}")
        )
        return Call("query_sql", {"sql": f"SELECT {shown} FROM data WHERE {' AND '.join(parts)}{end}", "where": []})  # noqa: S608
    return None


_HOW_OFTEN = r"건수|사고\s*(?:수|가|는)?\s*(?:더\s*)?(?:많|적|비교|차이|비율)|몇|많이|비율|비중|\bmore (?:accidents|crashes)\b|\bcounts?\b|\bhow (?:many|often)\b|\bnumber of\b"


_BESIDE = r"비교|차이|\bcompar\w+|\bvs\.?(?![a-z])|\bversus\b"


def two_sides(query: Query) -> Call | None:
    """ "야간 주간 사고 건수 비교", "compare weekends and weekdays": the rows on either of two sides that no column holds, and how severe they are."""
    if query.measures or query.chart or query.map or query.has(hypotheses.TEST) or any(d.by and d.end for d in query.dimensions):
        return None
    made = hypotheses.made_groups(query)
    often = query.operation == "count" or query.has(_HOW_OFTEN)
    beside = query.operation is None and query.has(_BESIDE) and not query.has(rf"{lexicon.DANGER}|말고|빼고|제외")
    if made is None or not (beside or (often and made["by"] == query.schema.concept("hour"))):
        return None  # how often on two days of the week and on five: by weekday
    others = [c for c in query.conditions if c.column not in made["used"]]
    (one, values), (other, _) = made["groups"].items()
    figures = ["count(*) AS " + quoted("count" if query.text.isascii() else "건수")]
    if not often and (eclo := query.schema.concept("eclo")):
        figures.append(f"round(avg({quoted(eclo)}), 2) AS " + quoted("mean ECLO" if query.text.isascii() else "ECLO 평균"))
    held = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values)
    case = f"CASE WHEN {quoted(made['by'])} IN ({held}) THEN '{one}' ELSE '{other}' END"
    where = f" WHERE {' AND '.join(map(sql_of, others))}" if others else ""
    side = "side" if query.text.isascii() else "구분"
    sql = f"SELECT {case} AS {quoted(side)}, {', '.join(figures)} FROM data{where} GROUP BY 1 ORDER BY 1"  # noqa: S608 - names are quoted
    return Call("query_sql", {"sql": sql, "where": []})


_AGAINST = pattern(r"\s*(?:날|때|경우|사고|노면|도로)?(?:들)?\s*(?:보다|대비|에\s*비해)|\s*(?:날|때|경우)?(?:와|과|이랑|랑)\s*비교")


def against(query: Query) -> Call | None:
    """ "빗길 사고의 심각도는 맑은 날보다 얼마나 높아": the rows of either condition, where the two are of different columns."""
    eclo = query.schema.concept("eclo")
    measure = query.measures[0].column if query.measures else eclo if query.has(lexicon.DANGER) or query.operation == "mean" else None
    if len(query.conditions) != 2 or measure is None or query.dimensions or query.chart or query.map or query.has(hypotheses.TEST):
        return None
    one, other = sorted(query.conditions, key=lambda c: c.start)
    if one.column == other.column or one.start < 0 or one.turned or other.turned or not (one.equal and other.equal):
        return None
    if not (_AGAINST.match(query.text, other.end) or "보다" in query.text[other.start : other.end]):
        return None
    figure, _ = figure_of(query, measure, operation_for(query, measure))
    shown = [f"{figure} FILTER (WHERE {sql_of(c)}) AS {quoted(str(c.value).strip())}" for c in (one, other)]
    return Call("query_sql", {"sql": f"SELECT {', '.join(shown)} FROM data", "where": []})  # noqa: S608 - names and texts are quoted


_CHANGE = r"몇\s*(?:%|퍼센트|프로)\s*(?:나|정도|쯤)?\s*(?:더\s*)?(?:줄|늘|감소|증가|변|올|떨어|내려|차이|달라)|증감|증가율|감소율|변화율|얼마나\s*(?:더\s*)?(?:줄|늘|감소|증가|변했|변화|달라)|\b(?:pct|percent(?:age)?|%) (?:change|increase|decrease|drop|rise|fall|growth|decline)\b|\bhow much (?:did|have|has)\b.*\b(?:change|fall|fell|drop|rise|increase|decrease|grow|decline)|\b(?:change|increase|decrease|drop|rise|decline) in\b.*\b(?:from|between)\b"
_TWO_YEARS = pattern(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)(?!\d)\D{1,24}?(?<!\d)(?P<b>(?:19|20)\d\d)(?!\d)(?P<against>\s*년?\s*(?:대비|보다|에\s*비해|과\s*비교))?"
)


def change(query: Query) -> Call | None:
    """ "2016년 대비 2018년 사망자 몇 % 줄었어?": the figure of either year beside each other, and the change in percent."""
    said = _TWO_YEARS.search(query.text) if query.has(_CHANGE) else None
    year, date = query.schema.concept("year"), query.schema.concept("date")
    if said is None or query.schema.profile is None or not (year or date) or query.chart or query.map or len(query.measures) > 1:
        return None
    first, then = (said["b"], said["a"]) if said["against"] else (said["a"], said["b"])
    when = quoted(year) if year else f"year({quoted(str(date))})"
    measure = query.measures[0].column if query.measures else None
    figure, _ = figure_of(query, measure, operation_for(query, measure) if measure else "count")
    before, after = (f"{figure} FILTER (WHERE {when} = {n})" for n in (first, then))
    group = next((quoted(d.column) for d in query.dimensions if not query.schema.is_time(d.column)), None)
    others = [c for c in query.conditions if c.column not in (year, date)]
    where = f" WHERE {' AND '.join(map(sql_of, others))}" if others else ""
    named = quoted("change (%)" if query.text.isascii() else "증감률(%)")
    shown = [
        *([group] if group else []),
        f"{before} AS {quoted(first)}",
        f"{after} AS {quoted(then)}",
        f"round(100.0 * {after} / nullif({before}, 0) - 100, 1) AS {named}",
    ]
    end = f" GROUP BY {group} ORDER BY {group}" if group else ""
    return Call("query_sql", {"sql": f"SELECT {', '.join(shown)} FROM data{where}{end}", "where": []})  # noqa: S608 - names are quoted


def change_by_group(query: Query) -> Call | None:
    """The same for each group, which no tool of trends tells."""
    return change(query) if any(not query.schema.is_time(d.column) for d in query.dimensions) else None


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
