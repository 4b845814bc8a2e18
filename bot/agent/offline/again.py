"""The last answer once more with one thing else: turned round, another percentile, method, unit, size, rows, colour or place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.agent.offline import filtering, gaps, models, statistics
from bot.agent.offline.dataset_draw import level_of
from bot.agent.offline.decision import Call
from bot.agent.offline.lexicon import NO_TREND
from bot.agent.offline.one_slot import bare_number, left, rows_changed
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

_LONGEST = 45
_REVERSED = r"거꾸로|반대로|역순|뒤집|\breverse\b|\bother way (?:a?round)\b|\bflip\b|\bopposite\b|\bupside down\b"
_UP = r"(?:작은|낮은|적은|오래된|싼|이른|짧은|좁은)\s*(?:것|거|순|데|곳)|오름차순|\bascending\b|\b(?:smallest|lowest|least|fewest|oldest|cheapest) first\b"
_DOWN = r"(?:큰|높은|많은|최근|비싼|늦은|긴|넓은)\s*(?:것|거|순|데|곳)|최신|내림차순|\bdescending\b|\b(?:biggest|largest|highest|most|newest|latest) first\b"
_PERCENT = r"(?P<n>\d{1,2}(?:\.\d+)?)\s*(?:th|st|nd|rd|%|퍼센트|프로|백?분위|번째|은|는|로|도|\?|요|$)"
_SAME = r"\bsame\b|\bagain\b|\bwhat about\b|\bhow about\b|\binstead\b|\bnow\b|\bonly\b|\bjust\b|똑같이|마찬가지|같은\s*(?:걸|거|것|식|방식)|이번엔|이번에는|그럼|(?:은|는|만|도)(?:요)?\s*[?.!]*$|(?:은|는)\s*(?:어때|어떤|어떻)|다시"
_ALSO_OUT = r"도\s*(?:빼|제외|제거|말고|없이)|거기서|여기서|그중|그\s*중|\b(?:also|too|as well)\b"
_STACK = r"쌓|누적|\bstack(?:ed)?\b"
_SPLIT = r"색(?:깔|상)?\S*\s*(?:나눠|나누|구분|다르|달리)|나눠|나누|쪼개|구분|\bsplit\b|\bbreak\b|\bcolou?r(?:ed)?\b|\bsegment\w*\b"
_WHOLE = r"건수|요일|\bcounts?\b|\bhow many\b|\bnumber of\b|\bweekdays?\b"  # asks for something of its own
_FINER = r"더\s*(?:잘게|자세|세세|세밀|작은|촘촘)|동네\s*별|\bfiner\b|\bmore (?:detail\w*|granular)\b|\bzoom in\b|\bsmaller areas\b"
_COARSER = r"더\s*(?:크게|굵게|넓게|큰)|\bcoarser\b|\bzoom out\b|\bbigger areas\b|\blarger areas\b"
_DENIED = frozenset({"!=", "not in", "not contains"})


def decide(last: Call | None, query: Query) -> Call | None:
    """The last call with what the message changes, or None when it changes none of this."""
    if last is None or query.schema.profile is None or len(query.text) > _LONGEST:
        return None
    for tools, rule in _RULES:
        if (not tools or last.name in tools) and (changed := rule(last, query)) is not None:
            return changed
    return None


def _bare(query: Query) -> bool:
    """Does it name no column, value, figure or drawing of its own?"""
    return not (query.dimensions or query.measures or query.conditions or query.operation or query.chart or query.map)


def _changed(last: Call, **arguments: Any) -> Call:
    return Call(last.name, {**last.input, **arguments})


def _turned(last: Call, query: Query) -> Call | None:
    up, down = query.has(_UP), query.has(_DOWN)
    if not _bare(query) or not (query.has(_REVERSED) or up or down):
        return None
    ascending = up if up != down else not last.input.get("ascending", False)
    return _changed(last, ascending=ascending, **({"top_n": query.top_n} if query.top_n else {}))


def _percentile(last: Call, query: Query) -> Call | None:
    found = pattern(_PERCENT).search(query.text)
    if found is None or query.dimensions or query.conditions or query.chart or left(query) > 2:
        return None
    column = {"column": query.measures[0].column} if query.measures else {}
    share = float(found["n"])
    return _changed(last, **column, percentile=100 - share if query.has(r"상위|\btop\b") else share)


def _method(last: Call, query: Query) -> Call | None:
    table = statistics.RANK_METHODS if last.name == "get_correlation" else statistics.OUTLIER_METHODS
    method = next((name for wanted, name in table if query.has(wanted)), None)
    if method is None or query.dimensions or query.measures or query.conditions or query.chart:
        return None
    kept = {name: value for name, value in last.input.items() if name != "threshold"}
    limit = statistics.threshold(query, method) if last.name == "find_outliers" else {}
    return Call(last.name, {**kept, "method": method, **limit})


def _filling(last: Call, query: Query) -> Call | None:
    strategy = gaps.strategy(query)
    if strategy is None or query.dimensions or query.measures or query.conditions or left(query) > 2:
        return None
    return Call(last.name, {**{k: v for k, v in last.input.items() if k not in ("value", "apply")}, "strategy": strategy})


def _clusters(last: Call, query: Query) -> Call | None:
    k = models.clusters(query) or ((query.top_n or bare_number(query)) if _bare(query) else None)
    return _changed(last, k=k) if k and last.input.get("kind") == "kmeans" and not query.measures and not query.dimensions else None


def _unit(last: Call, query: Query) -> Call | None:
    unit = None if query.has(_WHOLE) else models.unit(query)
    changes: dict[str, Any] = models.measured(query)
    if unit is None or query.chart or query.map or left(query) > 2 or not rows_changed(last, query, changes):
        return None
    return _changed(last, unit=unit, **changes)


def _size(last: Call, query: Query) -> Call | None:
    if query.measures or query.conditions or query.operation or left(query) > 2:
        return None
    level = level_of(query) or ("neighbourhood" if query.has(_FINER) else "district" if query.has(_COARSER) else None)
    if level is None or (last.name == "draw_map" and not query.has(rf"{_FINER}|{_COARSER}")):
        return None
    return _changed(last, level=level, **({"kind": "areas"} if last.name == "draw_map" else {}))


def _shorter(last: Call, query: Query) -> Call | None:
    return _changed(last, top_n=query.top_n) if query.top_n and _bare(query) and left(query) <= 2 else None


_UNFILTERED = (
    r"(?:조건|필터)\S*\s*(?:\S+\s*)?(?:없이|빼|풀|해제|지우|없애|떼|취소)|(?<![가-힣])전체(?:로|에서|는|\s*데이터로|\s*사고로)(?![가-힣]*\s*예측)|(?:모든|전체)\s*(?:행|사고|데이터)(?:로|에서|를\s*대상|에\s*대해)"
    r"|\b(?:without|no|remove|drop|clear|lose|ignore) (?:the |that |any )?(?:[\w-]+ )?(?:filters?|conditions?)\b|\b(?:for|over|on|with|across) (?:all|every) (?:rows?|accidents|crashes|cameras|lots|of them|the data)\b|^(?:and |now )?overall\b"
)


def _unfiltered(last: Call, query: Query) -> Call | None:
    """ "조건 빼고 전체로": the same over all rows."""
    if not last.input.get("where") or not query.has(_UNFILTERED) or query.measures or query.dimensions or query.operation:
        return None
    return Call(last.name, {name: value for name, value in last.input.items() if name != "where"})


def _window(last: Call, query: Query) -> Call | None:
    """ "30일로" of a moving average."""
    window = models.window(query)
    if last.input.get("what") != "moving_average" or not window or query.measures or query.conditions or left(query) > 1:
        return None
    return _changed(last, **window)


_DRAW_WITH = r"(?:으?로|기준으?로?)\s*(?:다시\s*)?(?:그려|그리|바꿔|바꾸|해\s*[줘봐]|보여)|\b(?:using|with|use|by|for|of)\b"


def _drawn_measure(last: Call, query: Query) -> Call | None:
    """ "사망자 수로 그려줘": the same chart of another quantity."""
    if (
        len(query.measures) != 1
        or query.dimensions
        or query.conditions
        or query.kind != "auto"
        or not query.has(_DRAW_WITH)
        or left(query) > 0
    ):
        return None
    measure = query.measures[0].column
    if last.input.get("kind") in ("histogram", "scatter", "pie", "box", "violin") or last.input.get("x") == measure:
        return None
    return _changed(last, y=measure, operation=query.operation or query.schema.default_operation(measure))


def _plain_line(last: Call, query: Query) -> Call | None:
    return _changed(last, trend=False) if last.input.get("kind") == "scatter" and query.has(NO_TREND) else None


def _series(last: Call, query: Query) -> Call | None:
    """ "기상상태로 쌓아줘", "split it by weather": the same chart, each bar taken apart."""
    stacked = query.has(_STACK)
    changes: dict[str, Any] = {}
    if len(query.dimensions) != 1 or query.measures or query.panels or not (stacked or query.has(_SPLIT)):
        return None
    column = query.dimensions[0].column
    if column == last.input.get("x") or left(query) > 2 or not rows_changed(last, query, changes):
        return None
    return _changed(last, group=column, **({"kind": "stacked"} if stacked else {}), **changes)


_FURTHER = rf"{_SPLIT}|별로도|추가|더해|같이\s*(?:나|보)|\bbroken down\b|\bbreak\w*\b|\bper\b.*\btoo\b|\bby\b.*\b(?:too|as well|also)\b|\b(?:also|additionally) by\b|\badd\b|\bdivided?\b|\bseparate\w*\b"


def _taken_apart(last: Call, query: Query) -> Call | None:
    """ "사고유형별로도 나눠줘", "only 2018, and split by weather": each group once more by something else, of the rows that are named."""
    if len(query.dimensions) != 1 or query.measures or query.chart or query.map or not query.has(_FURTHER):
        return None
    if query.operation and (query.operation == "count" or last.name != "group_by_aggregate"):
        return None
    column = query.dimensions[0].column
    first = last.input.get("group_column") or last.input.get("column")
    if column == first or left(query, _PARTED) > 1:
        return None
    changes: dict[str, Any] = {}
    if any(c.column == first for c in query.conditions) or not rows_changed(last, query, changes):
        return None
    if last.name == "group_by_aggregate":
        way = {"operation": query.operation} if query.operation else {}
        return _changed(last, second_group_column=column, **way, **changes)
    where = changes.get("where", last.input.get("where"))
    return Call("cross_tabulation", {"column1": first, "column2": column, **({"where": where} if where else {})})


_PARTED = r"^(?:split|broken|break|down|divided?|separate\w*|나눠\S*|나누\S*|쪼개\S*|구분\S*|추가\S*|더해\S*|같이|add|per|further|also)$"
_MAP_KINDS = (
    ("heat", r"히트\s*맵|열\s*지도|밀도|밀집|\bheat ?maps?\b|\bheat\b|\bdensity\b"),
    ("clusters", r"군집|클러스터|묶[어음]|\bclusters?(?:ed)?\b"),
    ("areas", r"(?<![가-힣])(?:구|동|군구)\s*(?:별|단위)|색칠|단계\s*구분도|\bchoropleth\b|\bareas?\b|\bby (?:district|gu|dong)\b"),
    ("points", r"점(?:으로|지도|들)?(?![가-힣])|\bpoints?\b|\bdots?\b|\bpins?\b"),
)
_MANNER = r"스타일|느낌|형태|형식|모양|지도|색칠|밀도|\b(?:style|view|mode|heat|map|density)\b"


def _map_kind(last: Call, query: Query) -> Call | None:
    """The same map in another manner ("heatmap 스타일로")."""
    kind = next((kind for kind, wanted in _MAP_KINDS if query.has(wanted)), None)
    named = [d for d in query.dimensions if d.concept not in ("gu", "district")] or query.measures or query.operation
    changes: dict[str, Any] = {}
    if kind is None or kind == last.input.get("kind") or named or left(query, _MANNER) > 1 or not rows_changed(last, query, changes):
        return None
    return _changed(last, kind=kind, **({"level": level} if kind == "areas" and (level := level_of(query)) else {}), **changes)


def _mapped(last: Call, query: Query) -> Call | None:
    """ "지도에도 찍어줘": the rows of the last answer on a map."""
    if not query.map or query.dimensions or query.measures or query.conditions or query.operation:
        return None
    where = list(last.input.get("where") or [])
    if last.name == "filter_dataframe":
        where.insert(0, {name: last.input[name] for name in ("column", "operator", "value") if name in last.input})
    points = "latitude" in {c.key for c in query.schema.concepts.values()}
    kind = query.map_kind or ("points" if points and last.name == "filter_dataframe" else "auto")
    return Call("draw_map", {"kind": kind, "where": where}) if where else None


def _rows(last: Call, query: Query) -> Call | None:
    """Other rows ("same but for private lots"), or one value less ("달성군도 빼줘")."""
    if not query.conditions or query.dimensions or query.measures or query.operation or query.chart or query.map or query.either:
        return None
    if left(query) > 2:
        return None
    less = all(c.denied for c in query.conditions)
    if not (query.has(_ALSO_OUT) if less else query.has(_SAME) and last.input.get("where")):
        return None
    new = filtering.where_of(query.conditions)
    columns = {c["column"] for c in new}
    places = {query.schema.concept("gu"), query.schema.concept("district")}
    columns |= places if columns & places else set()
    before = last.input.get("where") or []
    kept = [c for c in before if c["column"] not in columns or (less and c.get("operator") in _DENIED)]
    if not less and last.name in ("get_value_counts", "filter_dataframe") and last.input.get("column") in columns:
        return None  # a number of rows with another value: followup's
    return _changed(last, where=[*kept, *(c for c in new if c not in kept)])


_Rule = Callable[[Call, Query], Call | None]
_RULES: tuple[tuple[frozenset[str], _Rule], ...] = (
    (frozenset({"sort_dataframe"}), _turned),
    (frozenset({"calculate_percentile"}), _percentile),
    (frozenset({"get_correlation", "find_outliers"}), _method),
    (frozenset({"impute_missing"}), _filling),
    (frozenset({"fit_model"}), _clusters),
    (filtering.TAKES_WHERE, _unfiltered),
    (frozenset({"group_by_aggregate", "get_value_counts"}), _taken_apart),
    (frozenset({"analyze_trend"}), _window),
    (frozenset({"analyze_trend"}), _unit),
    (frozenset({"draw_chart"}), _drawn_measure),
    (frozenset({"area_summary", "draw_map"}), _size),
    (frozenset({"nearest_facilities", "hot_spots"}), _shorter),
    (frozenset({"draw_map"}), _map_kind),
    (frozenset({"draw_chart"}), _plain_line),
    (frozenset({"draw_chart"}), _series),
    (filtering.TAKES_WHERE - {"draw_map", "nearest_facilities"}, _mapped),
    (filtering.TAKES_WHERE - {"nearest_facilities"}, _rows),
)  # fmt: skip
