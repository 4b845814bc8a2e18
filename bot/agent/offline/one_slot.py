"""A follow-up as one mechanism: the call before, with each thing that the message names put where the last call had one of its kind.

"기상상태로도 똑같이", "use Kruskal-Wallis instead", "mice로 하면?", "20곳으로 늘려줘", "only on rainy days?": what a tool takes of each kind is in
`_SLOTS`. A message that names something for which the last call has no place stands on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.agent.offline import filtering, lexicon, own_words
from bot.agent.offline.decision import Call
from bot.agent.offline.own_words import Own
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

_LONGEST = 60
_SHORT = 25
_TELLING = frozenset(
    {"test_hypothesis", "impute_missing", "fit_model", "get_outliers"}
)  # whose own words tell enough, where little else is said
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
    "cross_tabulation": _Slots(),
    "filter_dataframe": _Slots(),
}
AT_RANDOM = r"(?:무작위|랜덤)(?!\s*(?:포레스트|숲))|임의|아무\s*거나|\bat random\b|\brandom (?:rows?|ones?|accidents?|\d)"
_THINGS = r"데이터|파일|자료|\bdata(?:sets?)?\b|\bfiles?\b"
_SO_MANY_ROWS = r"\d\s*(?:줄|행)|\brows\b|\blines\b"
# words that say that it is the same again with something else
CUE = (
    r"\bsame\b|\bagain\b|\binstead\b|\b(?:what|how|wat|waht|hw) (?:about|abt|bout)\b|\bnow\b|^(?:and|but|then|ok(?:ay)?|also)\b|\b(?:too|as well|also)\b|\bthis time\b"
    r"|\b(?:re)?(?:do|run|try) (?:it|that|the same|this)\b|\b(?:switch|change|swap|make) (?:it|that|this|to)\b|\btry\b|^use\b|\brather\b|\bonly\b|\bjust\b|\bmore\b"
    r"|똑같|마찬가지|같은\s*(?:걸|거|것|식|방식|분석|검정|방법|조건)|이번[엔에]|그럼|그러면|그렇다면|다시|말고|대신|바꿔|바꾸|바꾼|늘려|늘리|줄여|줄이|더\s*(?:보|길|많)|으?로만|(?<!얼)만\s*(?:요|다시|보|해|따로|남|\d)|만\s*[?.!]*$"
    r"|(?:으?로(?:는|도)?|은|는|도|만|엔|에서는)(?:요)?(?:\s*(?:어때|어떤|어떻|하면|해\s*[줘봐주]|해보|돌려|가자|봐|부탁|색칠|칠해|찍어|표시|나눠|채워|세\s*[줘봐]|계산|구해|보면|볼)\S*)*(?:\s*(?:되|돼|됩|나오|나와|줘|주세요|알려)\S*)?\s*[?.!~]*$|^(?:그리고|근데|아니)\b|둘\s*다|\bboth\b|^(?:without|excluding|except(?: for)?|minus) |빼고\s*[.!?]*$|제외(?:하고)?\s*[.!?]*$|(?:이?라)?면(?:은|요)?\s*(?:어떻게\s*\S*|어때\S*)?\s*[?]*$"
)
# words that ask for nothing of their own
_FILLER = pattern(
    r"^(?:이|을|를|의|에|과|와|그려\S*|그림\S*|그래프\S*|차트\S*|색\S*|현재|지금|똑같이|똑같은\S*|마찬가지로?|같은\S*|이번[엔에]\S*|이번|그럼|그러면|그렇다면|그리고|근데|아니|다시|말고|대신\S*|바꿔\S*|바꾸\S*|바꾼\S*|늘려\S*|늘리\S*|줄여\S*|줄이\S*|더|좀|한번|한|번|만|요|줘|주세요|줄래\S*|주라|해\S*|하면\S*|하자|할래|할\S*|봐\S*|보자|볼\S*|보여\S*|보고\S*|알려\S*|어때\S*|어떤\S*|어떻\S*|되\S*|돼\S*|됩\S*|됐\S*|보면\S*|볼까\S*|나옴\S*|나오\S*|나와\S*|걸로|것도?|거\S*|곳\S*|데\S*|개\S*|건\S*|그거|이거|그걸|이걸|그것|결과|방법\S*|방식\S*|검정\S*|분석\S*|써\S*|쓰\S*|쓸\S*|돌려\S*|돌리\S*|부탁\S*|가자|세\S*|따로|나눠\S*|계산\S*|구해\S*|확인\S*|채우\S*|채워\S*|메우\S*|메꾸\S*|찍어\S*|수|있\S*|싶\S*|건가요|는|은|도|로|으로|으로도|로도|으로는|로는|쪽|경우\S*|기준\S*|랑|이랑|얘|얘도|행|행만|행만요|사고\S*|카메라\S*|주차장\S*|날\S*|때\S*|조건\S*|열|컬럼|쪽만"
    r"|same|again|instead|what|waht|wat|how|hw|about|abt|bout|now|and|but|then|ok|okay|also|too|as|well|this|time|do|run|try|it|that|that's|switch|change|swap|make|use|using|rather|only|just|more|the|a|an|one|ones|thing|please|pls|plz|can|could|you|we|i|me|to|by|for|with|on|in|of|at|is|are|was|were|were|would|look|like|looks|happens|if|show|give|let's|lets|see|get|days|day|accidents|crashes|cameras|lots|rows|results?|test|method|way|those|them|those|column|columns|all|up|out|go|want|need|tell|be|so|there|where|when|redo|repeat|analysis|version|kind|type|instead\??)$"
)


def decide(last: Call | None, query: Query) -> Call | None:
    """The last call with what the message names, or None where it is no change to it."""
    slots = _SLOTS.get(last.name) if last is not None else None
    if last is None or slots is None or _stands_alone(query, slots):
        return None
    if query.conditions and filtering.asks_share(query):
        return None  # which part they are
    if query.has(AT_RANDOM) and last.name != "get_sample_rows":
        return None
    cue = query.has(CUE)
    telling = last.name in _TELLING and len(query.text) <= _SHORT and not query.columns
    found = own_words.own(last, query) if cue or telling else None
    if not cue and found is None:
        return None
    return _swapped(last, query) or _changed(last, slots, query, found)


def _stands_alone(query: Query, slots: _Slots) -> bool:
    """Does it ask for something of its own: a drawing, rows, another dataset, how dangerous something is?"""
    if query.schema.profile is None or len(query.text) > _LONGEST or query.has(_THINGS) or query.has(lexicon.DANGER):
        return True
    return bool(query.chart or query.map or query.panels or query.having or query.lacking or (query.has(_SO_MANY_ROWS) and not slots.rows))


def _changed(last: Call, slots: _Slots, query: Query, own: Own | None) -> Call | None:
    """With all that is named in its place; None where the last call has none for something, or where something else is asked."""
    changes = dict(own.changes) if own else {}
    rest = query if own is None else own.rest_of(query)
    if not (_columns(slots, rest, changes, last) and _figures(slots, rest, changes) and rows_changed(last, rest, changes)):
        return None
    if left(query, own.said if own else "") > (_MOST_ELSE if changes else 0):
        return None
    changed = {k: v for k, v in {**last.input, **changes}.items() if v is not None}
    return Call(last.name, changed) if changed != last.input else None


_NOT_THIS = pattern(r"\s*(?:은|는|을|를)?\s*(?:말고|대신|아니고|빼고)")
_INSTEAD_OF = pattern(r"\b(?:instead of|rather than|not)(?: the| by)? $")


def _swapped(last: Call, query: Query) -> Call | None:
    """ "요일 말고 월로", "month instead of weekday": a column of the last call in another's place."""
    out = [c for c in query.columns if _NOT_THIS.match(query.text, c.end) or _INSTEAD_OF.search(query.text[: c.start])]
    others = [c for c in query.columns if c not in out]
    changes: dict[str, Any] = {}
    if len(out) != 1 or len(others) != 1 or left(query) > _MOST_ELSE or not rows_changed(last, query, changes):
        return None
    argument = next((name for name, value in last.input.items() if value == out[0].column), None)
    way = _SLOTS[last.name].operation
    if query.operation and query.operation != "count" and way:
        changes[way] = query.operation
    return Call(last.name, {**last.input, argument: others[0].column, **changes}) if argument else None


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
    top = query.top_n or (bare_number(query) if slots.top else None)
    if top and not slots.top:
        return False
    if top:
        changes[slots.top] = top
    return query.operation != "count" or slots.group == "column" or bool(top)


_BARE = pattern(
    r"(?<![\d.])(?P<n>[1-9]\d{0,2})\s*(?:개|곳|건|군데|가지|위|명|행|줄|대)?\s*(?:으?로|까지로?|정도로?)\s*(?:\S+\s*)?(?:늘|줄|바꿔|바꾸|해|하|보|변경|부탁|만|[.!?]*$)"
    r"|\b(?:make (?:it|that)|to|just|only|use|with|but|give me|show(?: me)?) (?P<n2>[1-9]\d{0,2})(?: instead| please| of them)?[\s.!?]*$"
)


def bare_number(query: Query) -> int | None:
    """A number that can only say how many ("20곳으로", "make it 20")."""
    found = _BARE.search(query.text)
    return int(found["n"] or found["n2"]) if found else None


def rows_changed(last: Call, query: Query, changes: dict[str, Any]) -> bool:
    """The same for conditions: they take the place of those on the same column, others stay."""
    if not query.conditions:
        return True
    if last.name not in filtering.TAKES_WHERE or query.apart or (query.either and query.has(filtering.COMPARED)):
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
