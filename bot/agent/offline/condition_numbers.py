"""Numbers that rows are compared with: "ECLO가 10 이상", "at least 2 deaths", "제한속도 60에서 80 사이", "50면 미만"."""

from __future__ import annotations

import re

from bot.agent.offline.columns import Named, Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.lexicon import SUMMED
from bot.agent.offline.reading import Reading, pattern

_UNIT = r"\s*(?:명|건|개|대|면|칸|km(?:/h)?|킬로|점|시|년|월|원)?"
_IS = r"(?:이|가|은|는)?\s*"
_N = r"(?P<n>-?\d+(?:\.\d+)?)"
_N2 = _N.replace("?P<n>", "?P<n2>")
# right behind a column
_BEHIND: tuple[tuple[str, str], ...] = (
    (rf"{_IS}{_N}{_UNIT}(?:을|를)?\s*이상", ">="),
    (rf"{_IS}{_N}{_UNIT}(?:을|를)?\s*이하", "<="),
    (rf"{_IS}{_N}{_UNIT}(?:을|를)?\s*(?:초과|보다\s*(?:큰|많은|높은|크\w*|많\w*))|{_IS}{_N2}{_UNIT}(?:을|를|이)?\s*(?:넘\w*|웃도\w*|상회\w*)", ">"),
    (rf"{_IS}{_N}{_UNIT}(?:을|를|에)?\s*(?:미만|못\s*미치\w*|밑도\w*|밑(?:인|의)|보다\s*(?:작은|적은|낮은|작\w*|적\w*)|(?:도\s*)?안\s*되는)", "<"),
    (rf"\s*(?:is |are |of |was )?(?:>=|at least|no less than|or more than|min(?:imum)?)\s*{_N}|\s*(?:is |are |was |of )?(?:in )?{_N2}(?: km/?h)?\s*(?:or (?:more|above|higher|over|greater|later|newer|larger|up)|and (?:up|above|over|later|higher)|\+)", ">="),
    (rf"\s*(?:is |are |was )?(?:<=|at most|no more than|up to)\s*{_N}|\s*(?:is |are |was |of )?(?:in )?{_N2}(?: km/?h)?\s*(?:or (?:less|fewer|below|lower|under|earlier|smaller|slower)|and (?:below|under|lower|less|earlier))", "<="),
    (rf"\s*(?:is |are |was )?(?:>|greater than|more than|over|above|higher than|exceed\w*)\s*{_N}", ">"),
    (rf"\s*(?:is |are |was )?(?:<|less than|fewer than|under|below|lower than)\s*{_N}", "<"),
    (rf"\s*(?:that |which )?(?:!=|<>|is not|isn't|are not|aren't|not|other than|excluding|except)\s*{_N}|{_IS}{_N.replace('?P<n>', '?P<n6>')}\s*(?:원|명|건|면)?(?:인\s*(?:거|것|건|데|곳|행|경우|값|카메라|주차장))?(?:이|가|은|는|을|를)?\s*(?:말고|빼고|뺀|제외|제하고|외)|{_IS}{_N2}\s*(?:원|명|건|면)?(?:이|가)?\s*아닌", "!="),
    (rf"\s*(?:==?|equals?|is|of)\s*(?:exactly )?{_N}(?![\d%])|{_IS}{_N2}\s*(?:명|건|개|대|km)?\s*(?:인(?![가-힣])|일\s*때|이고|이면|짜리)|{_IS}{_N.replace('?P<n>', '?P<n5>')}\s*(?:km)?(?=\s*(?:카메라|곳|구간|도로|지점|주차장))|{_IS}{_N.replace('?P<n>', '?P<n4>')}\s*번(?:이|은|인)?(?![가-힣])", "=="),
)  # fmt: skip
_BETWEEN = pattern(
    rf"{_IS}(?P<a>-?\d+(?:\.\d+)?){_UNIT}\s*(?:에서|부터|~|-)\s*(?P<b>-?\d+(?:\.\d+)?){_UNIT}(?!\s*(?:이상|이하|미만|초과))(?:\s*(?:까지|사이|범위))?(?:의|인|에)?"
    r"|\s*(?:is |are |of )?(?:between |from )?(?P<a2>\d+(?:\.\d+)?)(?: and | to |-)(?P<b2>\d+(?:\.\d+)?)(?![\d%:]|\s*(?:am|pm|a\.m|p\.m))"
)
_FIGURE = r"(?:\s*(?:평균|합계|중앙값|건수)(?:값)?)?"
_COUNTED = pattern(
    r"(?:사고|건수|사고\s*건수|사고\s*수)(?:가|이|는)?\s*(?P<n>\d+)\s*건\s*(?P<op>이상|이하|넘|초과|미만)|\b(?P<op2>more than|over|at least|fewer than|under) (?P<n2>\d+) (?:accidents|crashes)\b"
)
_GROUPED = pattern(r"(?:평균|합계|중앙값|\baverage|\bmean|\btotal)\S*\s*$")
_SMALL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5}
_AHEAD_N = rf"(?P<n>\d+(?:\.\d+)?|{'|'.join(w for w in _SMALL if w.isascii())})"
_AHEAD_KO = rf"(?<!\d)(?P<n3>\d+|{'|'.join(w for w in _SMALL if not w.isascii())})\s*(?:명|건|대|개|면|칸)?"
# right before a column
_AHEAD: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (pattern(rf"(?:{wanted})\s*$"), operator)
    for wanted, operator in (
        (rf"\b(?:at least|no less than) {_AHEAD_N}|\b{_AHEAD_N.replace('?P<n>', '?P<n2>')} or more|{_AHEAD_KO}\s*이상(?:의|인)?", ">="),
        (rf"\b(?:at most|no more than|up to) {_AHEAD_N}|\b{_AHEAD_N.replace('?P<n>', '?P<n2>')} or (?:less|fewer)|{_AHEAD_KO}\s*이하(?:의|인)?", "<="),
        (rf"\b(?:more than|over) {_AHEAD_N}|{_AHEAD_KO}\s*(?:초과의?|넘는)", ">"),
        (rf"\b(?:fewer than|less than|under) {_AHEAD_N}|{_AHEAD_KO}\s*미만의?", "<"),
        (rf"\bexactly {_AHEAD_N}", "=="),
    )
)  # fmt: skip
# a number with such a unit tells its column by itself
_NOT_ZERO = pattern(
    r"(?<![\d.])0\s*원?(?:은|이|인|을|를)?\s*(?:건|것|거|곳|데)?(?:은|이|을|를)?\s*(?:아닌|말고|빼고|빼면|뺀|제외\S*|제하고)(?:\s*(?:것|거|곳|데)(?:\s*중에?서?)?)?"
    r"|\b(?:that (?:is|are)n?'?t? ?(?:not )?|not |excluding |except |without |above |over |more than |other than |ignoring )(?:zeros?|0(?! ?%))\b|\bnon[- ]?(?:zero|0)\b"
)
_UNITS: tuple[tuple[str, str, str], ...] = (
    ("spaces", r"", r"\s*(?:면|칸|자리|구획|(?:parking )?(?:spaces|spots))"),
    ("speed_limit", r"(?:시속\s*)?", r"\s*(?:km/?h?|킬로(?:미터)?|kph)"),
    ("speed_limit", r"시속\s*", r""),
    ("speed_limit", r"", r"\s*제한(?!\s*속도)"),
    (
        "speed_limit",
        r"(?<!도 )(?<!도가 )(?<!도는 )(?<!분 )(?<![상하과만] )(?<!\d)(?!\d{{4}})",
        r"(?=\s*(?:이상|이하|초과|미만|넘는)\s*(?:인\s*)?(?:카메라|구간|도로))",
    ),
    ("fee_base", r"", r"\s*(?:원|won)"),
)
_SIDES: tuple[tuple[str, str], ...] = (
    (">=", "이상"),
    ("<=", "이하"),
    (">", "초과|넘는|넘게"),
    ("<", "미만|안\\s*되는|보다\\s*적은|보다\\s*작은"),
)
_SIDES_EN: tuple[tuple[str, str], ...] = (
    (">=", "at least"),
    ("<=", "at most|up to"),
    (">", "more than|over|above"),
    ("<", "less than|fewer than|under|below"),
)


_EXACTLY = r"(?=\s*(?:speed )?(?:limits?|zones?|cameras?|roads?)\b|\s*인\s*(?:곳|데|거|것|주차장|카메라|행|경우)|\s*(?:구간|구역|짜리|카메라|도로)(?!\s*(?:이상|이하|미만|초과|넘)))"
_SIDES_BEHIND: tuple[tuple[str, str], ...] = (
    (">=", r"(?:or|and) (?:more|above|over|higher|up|larger|bigger)\b"),
    ("<=", r"(?:or|and) (?:less|fewer|below|under|lower|smaller|cheaper)\b"),
)


def take_comparisons(reading: Reading, columns: list[Named]) -> list[Condition]:
    """Comparisons that follow a column, or stand before it, and both ends of a range."""
    found: list[Condition] = []
    for named in columns:
        if named.end > named.start and (before := _ahead(reading, named)):
            found.append(before)
            continue
        found += _between(reading, named) or _behind(reading, named)
    return found


def _between(reading: Reading, named: Named) -> list[Condition]:
    match = _BETWEEN.match(reading.rest, named.end)
    if match is None or named.end == named.start:
        return []
    low, high = _number(match["a"] or match["a2"]), _number(match["b"] or match["b2"])
    if _years(low, high) and named.concept in SUMMED:
        return []  # "deaths from 2016 to 2018"
    reading.blank(*match.span())
    if low > high:
        return []
    return [Condition(named.column, ">=", low, *match.span()), Condition(named.column, "<=", high, *match.span())]


def _years(low: float, high: float) -> bool:
    return all(1990 <= value <= 2060 and float(value).is_integer() for value in (low, high))


def _behind(reading: Reading, named: Named) -> list[Condition]:
    """One comparison, or two of them: "60 이상 80 이하"."""
    found: list[Condition] = []
    position = named.end
    while len(found) < 2:
        matches = ((pattern(_FIGURE + wanted).match(reading.rest, position), operator) for wanted, operator in _BEHIND)
        match, operator = next(((m, o) for m, o in matches if m), (None, ""))
        if match is None:
            break
        number = next(value for value in match.groupdict().values() if value)
        found.append(Condition(named.column, operator, _number(number), *match.span()))
        reading.blank(*match.span())
        joined = pattern(r"\s*(?:이고|이면서|인데|,|고|and|but)?\s*").match(reading.rest, match.end())
        position = joined.end() if joined else match.end()
    return found


def _ahead(reading: Reading, named: Named) -> Condition | None:
    """A comparison that stands before its column: "3 or more serious injuries", "2명 이상의 사망자"."""
    for wanted, operator in _AHEAD:
        if match := wanted.search(reading.rest[: named.start]):
            number = next(value for value in match.groupdict().values() if value)
            reading.blank(*match.span())
            return Condition(named.column, operator, _SMALL[number] if number in _SMALL else _number(number), *match.span())
    return None


_SPAN = (
    r"{before}(?<![\d.])(?P<a>\d+(?:\.\d+)?){maybe}\s*(?:에서|부터|~|-)\s*(?P<b>\d+(?:\.\d+)?){after}(?:\s*(?:까지|사이))?(?:의|인)?"
    r"|\b(?:between|(?:anywhere )?from)? ?(?P<a2>\d+(?:\.\d+)?) ?(?:and|to|-) ?(?P<b2>\d+(?:\.\d+)?){after}"
)


def take_measured(reading: Reading, schema: Schema) -> list[Condition]:
    """A number whose unit tells its column: "50면 이상", "시속 60 넘는", "over 100 spaces"."""
    for key, before, after in _UNITS:
        column = schema.concept(key) if schema.profile else None
        if column is None:
            continue
        if after and (span := reading.take(_SPAN.format(before=before, after=after, maybe=rf"(?:{after})?"))):
            low, high = sorted((_number(span["a"] or span["a2"]), _number(span["b"] or span["b2"])))
            return [Condition(column, ">=", low, *span.span()), Condition(column, "<=", high, *span.span())]
        for operator, word in _SIDES_BEHIND:
            if after and (match := reading.take(rf"{_N}{after}(?: {word})")):
                return [Condition(column, operator, _number(match["n"]), *match.span())]
        if after and (match := reading.take(rf"{before}{_N}{after}{_EXACTLY}")):
            return [Condition(column, "==", _number(match["n"]), *match.span())]
        for sides, form in ((_SIDES, rf"{before}{_N}{after}\s*(?:{{0}})(?:의|인)?"), (_SIDES_EN, rf"\b(?:{{0}}) {_N}{after}")):
            for operator, word in sides:
                if (before or after) and (match := reading.take(form.format(word))):
                    return [Condition(column, operator, _number(match["n"]), *match.span())]
    return []


def take_not_zero(reading: Reading, schema: Schema, columns: list[Named]) -> list[Condition]:
    """ "lowest fee that is not zero", "0원 아닌 것 중": of the number that is named, else of the fee."""
    named = next((c.column for c in columns if schema.is_measure(c.column)), None) or schema.concept("fee_base")
    found = reading.take(_NOT_ZERO) if named and schema.profile else None
    return [Condition(named, ">", 0, *found.span(), turned=True)] if found and named else []


def take_having(reading: Reading, columns: list[Named], conditions: list[Condition]) -> Condition | None:
    """A condition on a figure of groups ("ECLO 평균이 5 이상인 구", "사고가 100건 이상인 동"; then without a column)."""
    for named, condition in ((n, c) for n in columns for c in conditions if c.column == n.column):
        end = re.match(_FIGURE, reading.text[named.end :])
        if (end and end[0]) or _GROUPED.search(reading.text[: named.start]):
            return condition
    if limit := _of_groups(reading, columns):
        return limit
    found = reading.take(_COUNTED)
    return Condition("", ">=", int(found["n"] or found["n2"]), *found.span()) if found else None


_LIMITS = ((">=", r"이상(?:인)?"), ("<=", r"이하(?:인)?"), (">", r"초과(?:인)?|넘는|넘은"), ("<", r"미만(?:인)?|안\s*되는"))


def _of_groups(reading: Reading, columns: list[Named]) -> Condition | None:
    """ "요일별 ECLO 평균 구해서 5 넘는 요일": a number before what groups, when a figure of another column is said before it."""
    if not pattern(r"평균|합계|중앙값|\bmean\b|\baverage\b").search(reading.text):
        return None
    for operator, word in _LIMITS:
        found = pattern(rf"(?<![\d.]){_N}\s*(?:점|명|건)?\s*(?:을|를|이)?\s*(?:{word})\s*(?=\0|요일|구|동|날씨|시간대|월|것|데|곳)").search(
            reading.rest
        )
        measured = [c for c in columns if found and c.end <= found.start() and not c.by]
        if found and measured:
            reading.blank(*found.span())
            return Condition(measured[-1].column, operator, _number(found["n"]), *found.span())
    return None


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
