"""A question about a dataset, taken apart: what is grouped, measured, computed, filtered, drawn, and how much of it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.agent.offline.columns import Named, Schema
from bot.agent.offline.columns_said import distinct, in_role, take_columns
from bot.agent.offline.condition import Condition, apart
from bot.agent.offline.condition_numbers import take_comparisons, take_having, take_not_zero
from bot.agent.offline.conditions import settled, take_after_columns, take_before_columns
from bot.agent.offline.hours import KOREAN_HOURS
from bot.agent.offline.lexicon import CHART, CHART_KINDS, GAPS, LOW, MAP, MAP_KINDS, MOST, NO_PICTURE, OPERATIONS, PANELS, SORT
from bot.agent.offline.no_column import unnamed_grouping
from bot.agent.offline.reading import Reading, pattern
from bot.agent.offline.superlatives import end_asked, end_of_each, spot
from tools._text import Text

if TYPE_CHECKING:
    from model.places import Gazetteer

_N = rf"(?P<n>\d{{1,4}}|{'|'.join(sorted((w for w in KOREAN_HOURS if len(w) > 1), key=len, reverse=True))})"
_TOP = (
    rf"(?:상위|하위|최상위|탑|톱|위에서|많은|높은|낮은|적은|심한|심각한|위험한|큰)\s*(?:순으로\s*|것\s*)?{_N}\s*(?:개|곳|건|위|군데|행|줄|가지|명)?(?:만|까지)?",
    r"\b(?:top|bottom|first|last|worst|best|highest|lowest|head)\s+(?P<n>\d{1,4}|three|five|ten|twenty)\b",
    rf"(?<![\d.]){_N}\s*(?:개|곳|군데|가지|위|건|행|줄)\s*만?(?![가-힣]|\s*(?:이상|이하|미만|초과|넘))|(?<![\d.]){_N.replace('?P<n>', '?P<n2>')}\s*(?:개|곳|군데|가지|위|건|행|줄)(?:만|까지|씩)",
    r"\bwhich (?P<n>\d{1,2}) (?=[a-z])|\b(?P<n2>\d{1,2}) (?:oldest|newest|latest|biggest|largest|smallest|busiest|cheapest|priciest|safest|most|nearest|closest|least|lowest|commonest|riskiest|deadliest|worst|scariest|nastiest|mildest|highest)\b|\b(?:oldest|newest|latest|biggest|largest|smallest|cheapest|nearest|closest|busiest|riskiest|deadliest|safest|scariest) (?P<n3>\d{1,4})\b",
    r"\b(?:cameras|accidents|crashes|lots|places|spots|districts|neighbou?rhoods|rows) (?P<n>\d{1,3})[\s.?!]*$",
    rf"(?<![\d.]){_N}\s*대(?=만|를|[\s.?!]*$|\s*(?:만|요|찾|보여|알려|목록|뽑|추려|어디))",
    r"\brows? (?P<n3>\d{1,4})\b|\b(?P<n>\d{1,4}) (?:random )?(?:rows?|lines?|records?|(?=districts?\b)|days?|values?|categories|of them|worst|most|deadliest|highest)(?:\b)|\b(?:only|just) (?P<n2>(?!(?:19|20)\d\d\b)\d{1,4})\b",
)
_ONE = r"(?:사고|곳|데|주차장|카메라|건)\s*(?:하나|한\s*(?:건|곳|개|군데))(?:만)?(?![가-힣])|\bthe (?:single|one) (?=worst|most|biggest|largest|deadliest)"
_MOST_GROUPS = 500
"""Of anything but rows: "only 2018" is a year."""
_ROWS = pattern(r"행|줄|건|개|곳|군데|대|\b(?:rows?|lines?|records?|values?|head|first|last|accidents|crashes)\b")
_OF_A_YEAR = pattern(r"\b(?:the|these|those|only|just) (?:19|20)\d\d (?:rows?|records?)$")
_ENGLISH_N = {"three": 3, "five": 5, "ten": 10, "twenty": 20}


@dataclass
class Query:
    """One dataset question. `dimensions` are to be grouped by, `measures` are quantities."""

    text: str
    schema: Schema
    dimensions: list[Named] = field(default_factory=list)
    measures: list[Named] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    operation: str | None = None
    chart: bool = False
    kind: str = "auto"
    map: bool = False
    map_kind: str | None = None
    panels: tuple[int, int] | None = None  # where a small chart for each value of something is asked for
    undrawn: bool = False  # where no picture is wanted
    top_n: int | None = None
    ascending: bool = False
    unnamed: str | None = None
    either: dict[str, list[str | int | float]] = field(default_factory=dict)
    having: Condition | None = None
    lacking: list[Text] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    unsaid: list[Condition] = field(default_factory=list)
    apart: bool = False  # whether either of its two conditions will do
    gazetteer: Gazetteer | None = None

    @property
    def columns(self) -> list[Named]:
        return sorted([*self.dimensions, *self.measures], key=lambda n: n.start)

    def replace(self, named: Named, column: str) -> None:
        """Another column is meant by what was said."""
        for found in (self.dimensions, self.measures):
            found[:] = [replace(n, column=column, rivals=()) if n is named else n for n in found]

    def number_like(self, named: Named) -> str | None:
        """The number whose name holds the word for another column ("요금" of 주차기본요금), if there is one."""
        said = re.sub(r"\s*(?:별로?|마다|기준)$", "", self.text[named.start : named.end].strip())
        return next((m for m in self.schema.measures() if len(said) > 1 and said in m.lower() and self.schema.is_number(m)), None)

    def has(self, wanted: str) -> bool:
        return pattern(wanted).search(self.text) is not None


def read_query(text: str, schema: Schema, places: Gazetteer | None = None) -> Query:
    """Take a message apart against the columns and values of `schema`."""
    reading = Reading(text)
    query = Query(reading.text, schema, gazetteer=places)
    for _, wanted in CHART_KINDS:
        reading.take(rf"(?:{wanted})(?:로|으로)?\s*(?:말고|대신|아니고|아니라)|\binstead of (?:an? |the )?(?:{wanted})")
    query.undrawn = reading.take(NO_PICTURE) is not None
    for kind, wanted in MAP_KINDS:
        if reading.take(wanted):
            query.map_kind = kind
            break
    if small := reading.take(PANELS):
        query.panels, query.chart = small.span(), True
    for kind, wanted in CHART_KINDS:
        if reading.take(wanted):
            query.kind, query.chart = kind, True
            break
    query.map = (query.kind not in ("heatmap", "calendar") and reading.take(MAP) is not None) or query.map_kind is not None
    query.chart = reading.take(CHART) is not None or query.chart
    query.ascending = bool(query.has(LOW))
    query.top_n = take_top(reading)
    conditions, query.lacking = take_before_columns(reading, schema, places)
    mentions = take_columns(reading, schema)
    mentions = [m for m in mentions if not _SO_MANY.fullmatch(reading.text[m.start : m.end].strip())]
    mentions = [_priced(in_role(m, reading.text, schema), reading.text, schema) for m in mentions]
    columns = distinct(mentions)
    conditions += take_not_zero(reading, schema, columns)
    compared_with = take_comparisons(reading, [m for m in mentions if _comparable(schema, m.column)])
    query.having = take_having(reading, columns, compared_with)
    conditions += [c for c in compared_with if c is not query.having]
    conditions += take_after_columns(reading, schema, places)
    query.conditions, query.either = settled(query.text, conditions)
    query.apart = apart(query.text, query.conditions)
    query.operation = _take_operation(reading, columns, schema)
    extreme = query.ascending or query.has(MOST)  # "the lowest fee that is not zero": the fee itself is asked for
    compared = {c.column for c in query.conditions if not (extreme and c.turned and c.operator == ">")}
    for mention in columns:
        named = mention
        if named.column in compared and not named.by and (len(columns) > 1 or query.operation in (None, "count")):
            if not _apart_from_its_values(query, named):
                continue
            named = replace(named, by=True)
        by = named.by and not _sorted_by(query.text, named)
        grouping = not schema.is_measure(named.column) or (by and not _after_by_operation(query.text, named))
        (query.dimensions if grouping else query.measures).append(replace(named, by=by))
    _price(query, schema)
    _asked_unit(query, reading, schema)
    place = schema.concept("gu") or schema.concept("district")
    if place and not query.dimensions and not query.map and not query.either and query.has(_WHERE_MOST) and query.has(MOST):
        query.dimensions.append(Named(place, 0, 0, by=True, concept="district"))  # no word names it: it ends where it begins
    _promote(query)
    end_of_each(query)
    spot(query)
    query.unnamed = unnamed_grouping(reading)
    query.leftover = reading.words()
    return query


_NEXT_TO = pattern(
    r"\s*(?:이|가|은|는|을|를|의|상태가|상태는|is|was|are|were|of|=+|that|which)?\s*(?:not|isn't|wasn't|!=|except|excluding|other than|가|이)?\s*"
)


_SO_MANY = pattern(r"몇\s*(?:곳|군데|데|장소)")  # asks how many, and no names


def _apart_from_its_values(query: Query, named: Named) -> bool:
    """ "weather counts without clear": the column is counted, and one of its values, said elsewhere, is not wanted."""
    own = [c for c in query.conditions if c.column == named.column]
    if query.operation != "count" or not all(c.turned for c in own):
        return False
    return all(c.start > named.end and not _NEXT_TO.fullmatch(query.text[named.end : c.start]) for c in own)


_FIGURE_OF_FEE = r"관계|상관|비례|수록|기준|\bcorrel\w+|\brelat\w+|차이|검정|분포|히스토그램|이상치|\btest\b|\bdiffer\w*|\bdistribution\b|\bhistogram\b|\boutliers?\b|\bbox\b|비싼|비싸|싼|싸|저렴|얼마|\bcheap\w*|\bexpensive\b|\bpric\w+|\bcosts?\b|\bhighest\b|\blowest\b"


_A_NUMBER_NEXT = pattern(
    r"\s*(?:이|가|은|는|을|를|is|are|of|over|under|above|below|less than|more than|at least|at most|==?|>=?|<=?|\s)*\d"
)


def _priced(named: Named, text: str, schema: Schema) -> Named:
    """A fee that is compared with a number is how much ("요금이 0보다 큰 곳"), not whether there is one."""
    amount = schema.concept("fee_base") if named.concept == "fee" and not named.by else None
    return replace(named, column=amount, concept="fee_base", rivals=()) if amount and _A_NUMBER_NEXT.match(text, named.end) else named


def _price(query: Query, schema: Schema) -> None:
    """A fee as a number ("avg fee", "요금이 제일 비싼", "fees missing"), where one column tells whether there is one and another how much."""
    kind, amount = schema.concept("fee"), schema.concept("fee_base")
    if kind is None or amount is None or schema.profile is None:
        return
    named = next((d for d in query.dimensions if d.column == kind and not d.by), None)
    if named is None:
        return
    compared = any(c.column == amount and not c.turned for c in query.conditions)
    gaps = query.has(GAPS) and schema.profile.column(amount).missing and not schema.profile.column(kind).missing
    drawn = query.kind in ("scatter", "histogram", "box", "violin")
    if drawn or query.has(SORT) or compared or gaps or query.operation not in (None, "count") or query.has(_FIGURE_OF_FEE):
        query.dimensions.remove(named)
        if not compared:
            query.measures.append(replace(named, column=amount, concept="fee_base", rivals=()))


def _comparable(schema: Schema, column: str) -> bool:
    """Can it be more or less than a number? A weekday or a name can't."""
    return schema.profile is None or schema.is_number(column) or schema.profile.column(column).kind not in ("category", "text", "boolean")


# a unit that tells what is asked for: "평균 몇 면"
_ASKED_UNITS = (("spaces", r"몇\s*(?:면|칸|자리|구획)"), ("speed_limit", r"(?:시속\s*)?몇\s*(?:킬로|km)"))


def _asked_unit(query: Query, reading: Reading, schema: Schema) -> None:
    for key, wanted in _ASKED_UNITS:
        column = schema.concept(key)
        if column and schema.profile and not query.measures and (found := reading.take(wanted)):
            query.measures.append(Named(column, *found.span(), concept=key))


_WHERE_MOST = r"어디(?:서|에서|가|에|에서가)?(?![가-힣])|어느\s*(?:곳|쪽|지역|동네)|\bwhere\b"


def _promote(query: Query) -> None:
    """A number with few values ("제한속도") is what is averaged, when something else groups and nothing else is measured."""
    if end_asked(query) or query.measures or query.operation in (None, "count"):
        return
    if len(query.dimensions) == 1:
        return _promote_by_word(query)
    number = next(
        (d for d in query.dimensions if not d.by and query.schema.is_number(d.column) and not query.schema.is_time(d.column)), None
    )
    if number is not None:
        query.dimensions.remove(number)
        query.measures.append(number)


_SORTED_BEFORE = pattern(
    r"\b(?:sort|order|rank)(?:ed|ing)?(?: [a-z]+){0,3} $|\b(?:sort|order|rank)(?:ed|ing)?(?: [a-z]+){0,3} by (?:the )?$"
)
_SORTED_AFTER = pattern(r"\s*(?:으?로\s*)?(?:내림차순|오름차순|정렬|(?:높|낮|많|적|큰|작)\S*\s*순)")


def _promote_by_word(query: Query) -> None:
    """ "유료 주차장 평균 요금": the number that the word is a part of, when the column of that name holds none."""
    (named,) = query.dimensions
    if not named.by and not query.schema.is_number(named.column) and (number := query.number_like(named)):
        query.dimensions.clear()
        query.measures.append(replace(named, column=number))


def _sorted_by(text: str, named: Named) -> bool:
    """ "주차구획수 기준 내림차순", "sort by ECLO": the order of rows, and no groups."""
    ordered = text[named.start : named.end].endswith("기준") and (_SORTED_AFTER.match(text, named.end) or pattern(MOST).search(text))
    return bool(ordered or _SORTED_BEFORE.search(text[: named.start]))


def _after_by_operation(text: str, named: Named) -> bool:
    """ "top 5 districts by mean ECLO": here "by" names the measure."""
    return bool(re.match(r"by|per", text[named.start :])) and not re.search(
        r"\b(?:mean|average|avg|sum|total|count|median)\b[^,]*$", text[: named.start]
    )


def _take_operation(reading: Reading, columns: list[Named], schema: Schema) -> str | None:
    for _, wanted in OPERATIONS:
        reading.take(rf"(?:{wanted})\s*(?:값)?\s*(?:말고|대신|아니고|아니라)|\binstead of (?:the )?(?:{wanted})")
    for operation, wanted in OPERATIONS:
        if said := reading.take(wanted):
            return "sum" if operation == "count" and _counts_people(said[0], reading, columns, schema) else operation
    casualties = [c for c in columns if schema.is_measure(c.column) and schema.default_operation(c.column) == "sum"]
    if casualties and reading.take(r"몇\s*명|총\s*몇|얼마나\s*(?:많|죽|다)\w*|\bhow many\b"):
        return "sum"
    return None


_OF_ROWS = pattern(r"건|번|횟|빈도|몇\s*(?:개|갠|갤|대|곳|군데|데)|사고|accident|crash|rows|\btimes\b|\boften\b|\bfrequen")


def _counts_people(said: str, reading: Reading, columns: list[Named], schema: Schema) -> bool:
    """ "how many deaths", "사망자 몇 명": a total, not a number of rows ("중상 2명 이상 나온 거 몇 건")."""
    casualties = [c for c in columns if schema.is_measure(c.column) and schema.default_operation(c.column) == "sum"]
    return bool(casualties) and not _OF_ROWS.search(said) and not re.search(r"사고|건수|accident|crash|rows", reading.text)


def take_top(reading: Reading) -> int | None:
    """How many of something are asked for ("상위 5개", "top 3"), blanked out."""
    for wanted in _TOP:
        found = reading.take(wanted)
        if found:
            word = next(v for k, v in found.groupdict().items() if k in ("n", "n2", "n3") and v)
            number = int(word) if word.isdigit() else _ENGLISH_N.get(word) or KOREAN_HOURS[word]
            if number <= _MOST_GROUPS or (_ROWS.search(found[0]) and not _OF_A_YEAR.search(reading.text[: found.end()])):
                return number
            reading.restore(*found.span())
    return 1 if reading.take(_ONE) else None
