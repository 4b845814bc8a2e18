"""A follow-up as one mechanism: the call before, with each thing that the message names put where the last call had one of its kind.

"기상상태로도 똑같이", "use Kruskal-Wallis instead", "mice로 하면?", "20곳으로 늘려줘", "only on rainy days?": what a tool takes of each kind is in
`_SLOTS`. A message that names something for which the last call has no place stands on its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.agent.offline import filtering, gaps, hypotheses, models, places_asked, statistics
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

_LONGEST = 60
_MOST_ELSE = 1


@dataclass(frozen=True, slots=True)
class _Slots:
    """Which argument of a tool takes a column to group by, a quantity, any column, the way to compute, and how many are shown."""

    group: str = ""
    measure: str = ""
    column: str = ""
    operation: str = ""
    top: str = ""
    several: bool = False  # `column` is a list
    rows: bool = False  # its answer is rows of the data


_SLOTS: dict[str, _Slots] = {
    "get_value_counts": _Slots(group="column", top="top_n"),
    "group_by_aggregate": _Slots(group="group_column", measure="agg_column", operation="operation"),
    "get_unique_values": _Slots(column="column"),
    "summarize_categorical_distribution": _Slots(column="column"),
    "get_column_statistics": _Slots(measure="column"),
    "calculate_percentile": _Slots(measure="column"),
    "get_outliers": _Slots(measure="column"),
    "describe_distribution": _Slots(measure="column"),
    "get_column_correlation_with_target": _Slots(measure="target_column"),
    "test_hypothesis": _Slots(group="group_column", measure="column"),
    "find_outliers": _Slots(measure="columns", several=True),
    "sort_dataframe": _Slots(measure="column", top="top_n", rows=True),
    "get_sample_rows": _Slots(top="n", rows=True),
    "draw_chart": _Slots(group="x", measure="y", operation="operation", top="top_n"),
    "draw_map": _Slots(measure="value", operation="operation"),
    "fit_model": _Slots(measure="target"),
    "analyze_trend": _Slots(measure="value", operation="operation"),
    "find_anomalous_days": _Slots(measure="value", operation="operation"),
    "area_summary": _Slots(measure="value"),
    "analyze_missing_pattern": _Slots(column="column"),
    "impute_missing": _Slots(column="columns", several=True),
    "compare_imputations": _Slots(column="columns", several=True),
    "nearest_facilities": _Slots(top="top_n"),
    "hot_spots": _Slots(top="top_n"),
    "filter_dataframe": _Slots(),
}
AT_RANDOM = r"무작위|랜덤|임의|아무\s*거나|\bat random\b|\brandom (?:rows?|ones?|accidents?|\d)"
_THINGS = r"데이터|파일|자료|\bdata(?:sets?)?\b|\bfiles?\b"
_SO_MANY_ROWS = r"\d\s*(?:줄|행)|\brows\b|\blines\b"
# words that say that it is the same again with something else
_CUE = (
    r"\bsame\b|\bagain\b|\binstead\b|\b(?:what|how|wat|waht|hw) (?:about|abt|bout)\b|\bnow\b|^(?:and|but|then|ok(?:ay)?|also)\b|\b(?:too|as well|also)\b|\bthis time\b"
    r"|\b(?:re)?(?:do|run|try) (?:it|that|the same|this)\b|\b(?:switch|change|swap|make) (?:it|that|this|to)\b|\btry\b|^use\b|\brather\b|\bonly\b|\bjust\b|\bmore\b"
    r"|똑같|마찬가지|같은\s*(?:걸|거|것|식|방식|분석|검정|방법|조건)|이번[엔에]|그럼|그러면|그렇다면|다시|말고|대신|바꿔|바꾸|바꾼|늘려|늘리|줄여|줄이|더\s*(?:보|길|많)|으?로만|(?<!얼)만\s*(?:요|다시|보|해|따로|남)|만\s*[?.!]*$"
    r"|(?:으?로(?:는|도)?|은|는|도|만|엔|에서는)(?:요)?\s*(?:어때|어떤|어떻게|하면|해\s*[줘봐]|해보|해주|돌려|가자|봐|부탁)?\S*\s*(?:되|돼|나오|나와)?\S*\s*[?.!~]*$|^(?:그리고|근데|아니)\b|(?:이?라)?면(?:은|요)?\s*(?:어떻게\s*\S*|어때\S*)?\s*[?]*$"
)
# words that ask for nothing of their own
_FILLER = pattern(
    r"^(?:이|을|를|의|에|과|와|그려\S*|그림\S*|그래프\S*|차트\S*|색\S*|현재|지금|똑같이|똑같은\S*|마찬가지로?|같은\S*|이번[엔에]\S*|이번|그럼|그러면|그렇다면|그리고|근데|아니|다시|말고|대신\S*|바꿔\S*|바꾸\S*|바꾼\S*|늘려\S*|늘리\S*|줄여\S*|줄이\S*|더|좀|한번|한|번|만|요|줘|주세요|줄래\S*|주라|해\S*|하면\S*|하자|할래|할\S*|봐\S*|보자|볼\S*|보여\S*|보고\S*|알려\S*|어때\S*|어떤\S*|어떻\S*|되\S*|돼\S*|됩\S*|됐\S*|보면\S*|볼까\S*|나옴\S*|나오\S*|나와\S*|걸로|것도?|거\S*|곳\S*|데\S*|개\S*|건\S*|그거|이거|그걸|이걸|그것|결과|방법\S*|방식\S*|검정\S*|분석\S*|써\S*|쓰\S*|쓸\S*|돌려\S*|돌리\S*|부탁\S*|가자|세\S*|따로|나눠\S*|계산\S*|구해\S*|확인\S*|채우\S*|채워\S*|메우\S*|메꾸\S*|찍어\S*|수|있\S*|싶\S*|건가요|는|은|도|로|으로|으로도|로도|으로는|로는|쪽|경우\S*|기준\S*|랑|이랑|얘|얘도|행|행만|행만요|사고\S*|카메라\S*|주차장\S*|날\S*|때\S*|조건\S*|열|컬럼|쪽만"
    r"|same|again|instead|what|waht|wat|how|hw|about|abt|bout|now|and|but|then|ok|okay|also|too|as|well|this|time|do|run|try|it|that|that's|switch|change|swap|make|use|using|rather|only|just|more|the|a|an|one|ones|thing|please|pls|plz|can|could|you|we|i|me|to|by|for|with|on|in|of|at|is|are|was|were|were|would|look|like|looks|happens|if|show|give|let's|lets|see|get|days|day|accidents|crashes|cameras|lots|rows|results?|test|method|way|those|them|those|column|columns|all|up|out|go|want|need|tell|be|so|there|where|when|redo|repeat|analysis|version|kind|type|instead\??)$"
)


@dataclass(frozen=True, slots=True)
class _Own:
    """What only one tool takes, the words for it, and whether words for a figure, a place or how many are part of it."""

    changes: dict[str, Any]
    said: str
    figure: bool = False
    place: bool = False
    top: bool = False


def decide(last: Call | None, query: Query) -> Call | None:
    """The last call with what the message names, or None where it is no change to it."""
    if last is None or query.schema.profile is None or len(query.text) > _LONGEST:
        return None
    slots = _SLOTS.get(last.name)
    if (
        slots is None
        or query.has(_THINGS)
        or (query.has(AT_RANDOM) and last.name != "get_sample_rows")
        or query.chart
        or query.map
        or query.panels
        or query.having
        or query.lacking
        or not query.has(_CUE)
        or (query.has(_SO_MANY_ROWS) and not slots.rows)
    ):
        return None
    own = next((found for tool, reader in _READERS if tool == last.name and (found := reader(last, query))), None)
    changes = dict(own.changes) if own else {}
    rest = replace(
        query,
        operation=None if own and own.figure else query.operation,
        top_n=None if own and own.top else query.top_n,
        conditions=[] if own and own.place else query.conditions,
        dimensions=[] if own and own.place else query.dimensions,
    )
    if not (_columns(slots, rest, changes, last) and _figures(slots, rest, changes) and _rows(last, rest, changes)):
        return None
    if left(query, own.said if own else "") > (_MOST_ELSE if changes else 0):
        return None
    changed = {k: v for k, v in {**last.input, **changes}.items() if v is not None}
    return Call(last.name, changed) if changed != last.input else None


def left(query: Query, said: str = "") -> int:
    """How many words ask for something that was not understood; `said` are words that were."""
    return sum(not _FILLER.match(word) and not (said and pattern(said).search(word)) for word in query.leftover)


def _columns(slots: _Slots, query: Query, changes: dict[str, Any], last: Call) -> bool:
    """Puts the columns that the message names into `changes`; False where the last call has no place for one of them."""
    compared = {c.column for c in query.conditions}
    for mention in (c for c in query.columns if c.column not in compared):
        column = mention.column
        argument = _place_of(column, slots, query, changes)
        if not argument and slots.measure and (number := query.number_like(mention)):
            column, argument = number, slots.measure
        if not argument or (argument == slots.group and ("groups" in last.input or "second_column" in last.input)):
            return False
        changes[argument] = [column] if slots.several else column
        if argument == slots.measure and slots.operation and not query.operation and last.input.get(slots.operation) != "count":
            changes[slots.operation] = query.schema.default_operation(column)
    return True


def _place_of(column: str, slots: _Slots, query: Query, changes: dict[str, Any]) -> str:
    measured = query.schema.is_measure(column)
    number = slots.measure if query.schema.is_number(column) else ""
    arguments = (slots.column, slots.measure) if measured else (slots.column, slots.group, number)
    return next((a for a in arguments if a and a not in changes), "")


def _figures(slots: _Slots, query: Query, changes: dict[str, Any]) -> bool:
    """The same for the way to compute, the order and how many."""
    if query.operation and query.operation != "count":
        if not slots.operation:
            return False
        changes[slots.operation] = query.operation
    top = query.top_n or (_bare_number(query) if slots.top else None)
    if top and not slots.top:
        return False
    if top:
        changes[slots.top] = top
    return query.operation != "count" or slots.group == "column" or bool(top)


_BARE = pattern(
    r"(?<![\d.])(?P<n>[1-9]\d{0,2})\s*(?:개|곳|건|군데|가지|위|명|행|줄|대)?\s*(?:으?로|까지로?|정도로?)\s*(?:\S+\s*)?(?:늘|줄|바꿔|바꾸|해|하|보|변경|부탁|만|[.!?]*$)"
    r"|\b(?:make (?:it|that)|to|just|only|use|with|but|give me|show(?: me)?) (?P<n2>[1-9]\d{0,2})(?: instead| please| of them)?[\s.!?]*$"
)


def _bare_number(query: Query) -> int | None:
    found = _BARE.search(query.text)
    return int(found["n"] or found["n2"]) if found else None


def _rows(last: Call, query: Query, changes: dict[str, Any]) -> bool:
    """The same for conditions: they take the place of those on the same column, others stay."""
    if not query.conditions:
        return True
    if last.name not in filtering.TAKES_WHERE or query.either or query.apart:
        return False
    new = filtering.where_of(query.conditions)
    if last.name == "filter_dataframe" and (same := next((c for c in new if c["column"] == last.input.get("column")), None)):
        changes |= same
        new = [c for c in new if c is not same]
    counted = last.input.get("column") if last.name in ("get_value_counts", "get_unique_values") else None
    if any(c["column"] == counted for c in new):
        return False  # a number of rows with another value: followup's
    columns = {c["column"] for c in new}
    places = {query.schema.concept("gu"), query.schema.concept("district")}
    columns |= places if columns & places else set()
    kept = [c for c in last.input.get("where") or [] if c["column"] not in columns]
    if kept or new:
        changes["where"] = [*kept, *new]
    return True


def _test(_: Call, query: Query) -> _Own | None:
    """The name of a test, or its side."""
    test, side = hypotheses.first(hypotheses.NAMED_TESTS, query), hypotheses.side(query)
    found = {**({"test": test} if test else {}), **({"alternative": side} if side else {})}
    return _Own(found, hypotheses.WORDS) if found else None


def _filled(_: Call, query: Query) -> _Own | None:
    """A way to fill gaps."""
    way = gaps.strategy(query)
    return _Own({"strategy": way, "value": None, "apply": None}, gaps.WAYS, figure=True) if way else None


def _model(last: Call, query: Query) -> _Own | None:
    """Another kind of model, more clusters, a deeper tree, another share held out."""
    kind, depth, share = models.kind_of(query), models.depth_of(query), models.test_share_of(query)
    found: dict[str, Any] = {
        **({"kind": kind} if kind else {}),
        **({"max_depth": depth} if depth else {}),
        **({"test_share": share} if share else {}),
    }
    if found.get("kind", last.input.get("kind")) not in ("tree", "forest"):
        found["max_depth"] = None
    return (
        _Own(found, r"회귀|모[형델]|나무|숲|포레스트|트리|깊이|검증|테스트|\d|regress|forest|tree|model|depth|hold|held|test|ols")
        if any(found.values())
        else None
    )


def _place(_: Call, query: Query) -> _Own | None:
    """Another place to start from."""
    place = places_asked.place_said(query)
    if not place:
        return None
    words = "|".join(re.findall(r"[a-z0-9]+|[가-힣]+", place))
    return _Own({"place": place, "latitude": None, "longitude": None}, words + r"|[가-힣]+(?:동|구|군|역|읍|면)", place=True)


def _fences(last: Call, query: Query) -> _Own | None:
    """How many interquartile ranges ("3배로")."""
    found = statistics.fences(query)
    return _Own({"multiplier": found}, r"\d|배|iqr|times") if found else None


def _alike(last: Call, query: Query) -> _Own | None:
    """ "sort 'em the other way": the smallest, or the fewest, first."""
    low, high = query.has(_SMALLEST), query.has(_LARGEST)
    argument = "ascending" if last.name == "sort_dataframe" else "fewest"
    return (
        _Own({argument: True if low else None if argument == "fewest" else False}, rf"{_SMALLEST}|{_LARGEST}|가장|제일|젤")
        if low != high
        else None
    )


_LIMIT = pattern(
    r"(?P<n>\d+(?:\.\d+)?)\s*(?:명|건|개|대|면|km(?:/h)?|킬로|원|점|년|월|시)?\s*(?:을|를|이)?\s*(?P<op>이상|이하|초과|미만|넘|부터)?|\b(?P<op2>at least|at most|more than|less than|over|under|above|below|up to) (?P<n2>\d+(?:\.\d+)?)"
)
_SIDES = {"이상": ">=", "이하": "<=", "초과": ">", "미만": "<", "넘": ">", "부터": ">="} | {
    "at least": ">=", "at most": "<=", "up to": "<=", "more than": ">", "over": ">", "above": ">", "less than": "<", "under": "<", "below": "<",
}  # fmt: skip


def _limit(last: Call, query: Query) -> _Own | None:
    """Another number to compare with ("50 이하로", "what about over 3?")."""
    found = [] if query.conditions or query.columns else list(_LIMIT.finditer(query.text))
    if not found or not isinstance(last.input.get("value"), (int, float)):
        return None
    side, number = found[-1]["op"] or found[-1]["op2"], float(found[-1]["n"] or found[-1]["n2"])
    value = int(number) if number.is_integer() else number
    said = r"\d|이상|이하|초과|미만|넘|부터|^(?:least|most|than|over|under|above|below)$"
    return _Own({"value": value, **({"operator": _SIDES[side]} if side else {})}, said, top=True)


_SMALLEST = r"작은|낮은|적은|싼|좁은|짧은|오래된|\bsmallest\b|\blowest\b|\bleast\b|\bfewest\b|\bcheapest\b|\boldest\b|\bearliest\b|\bbottom\b|\bnarrowest\b|\brarest\b|하위"
_LARGEST = r"(?<!더\s)큰|높은|많은|비싼|넓은|최근|최신|\bbiggest\b|\blargest\b|\bhighest\b|\bmost\b|\bnewest\b|\blatest\b|\btop\b|\bpriciest\b|상위"
_READERS = (
    ("test_hypothesis", _test), ("impute_missing", _filled), ("fit_model", _model), ("nearest_facilities", _place), ("get_outliers", _fences),
    ("filter_dataframe", _limit), ("sort_dataframe", _alike), ("get_value_counts", _alike),
)  # fmt: skip
