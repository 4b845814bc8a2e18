"""Which rows a message wants: values of the dataset that it names, and comparisons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.agent.offline.columns import Condition, Named, Schema
from bot.agent.offline.date_words import EN_MONTHS, WEEKDAYS
from bot.agent.offline.hours import take_period
from bot.agent.offline.reading import Reading, loose_pattern, normalise, pattern, squeeze
from bot.agent.offline.slots import FEATURE_ORDER, take_level

if TYPE_CHECKING:
    from model.places import Gazetteer

_COMPARISONS: tuple[tuple[str, str], ...] = (
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점|시|년|월)?\s*이상", ">="),
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점|시|년|월)?\s*이하", "<="),
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점)?\s*(?:초과|보다\s*(?:큰|많은|높은|크\w*|많\w*))|(?:이|가)?\s*(?P<n2>-?[\d.]+)\s*(?:명|건|개|대|km|점)?(?:을|를|이)?\s*넘\w*", ">"),
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점)?\s*(?:미만|보다\s*(?:작은|적은|낮은|작\w*|적\w*))", "<"),
    (r"\s*(?:is |are |of |was )?(?:>=|at least|no less than|or more than)\s*(?P<n>-?[\d.]+)|\s*(?:of )?(?P<n2>-?[\d.]+)\s*or (?:more|above|higher)", ">="),
    (r"\s*(?:is |are |was )?(?:<=|at most|no more than)\s*(?P<n>-?[\d.]+)|\s*(?P<n2>-?[\d.]+)\s*or (?:less|fewer|below|lower)", "<="),
    (r"\s*(?:is |are |was )?(?:>|greater than|more than|over|above|higher than)\s*(?P<n>-?[\d.]+)", ">"),
    (r"\s*(?:is |are |was )?(?:<|less than|fewer than|under|below|lower than)\s*(?P<n>-?[\d.]+)", "<"),
    (r"\s*(?:!=|is not|isn't)\s*(?P<n>-?[\d.]+)", "!="),
    (r"\s*(?:==?|equals?|is|of)\s*(?P<n>-?[\d.]+)(?![\d%])|(?:이|가|은|는)?\s*(?P<n2>-?[\d.]+)\s*(?:명|건|개|대|km)?\s*(?:인(?![가-힣])|일\s*때|이고|이면|짜리)", "=="),
)  # fmt: skip
_WANTED = r"(?:이?랑|이?나|이?거나|하고|과|와|은|는|이|가|을|를|도|만|인|이고|만의|만을|인\s*것|에서의|에서는|에서|의|에|일\s*때|\s*때|\s*날|\s*사고|\s*중에?)?(?:요)?"


_FIGURE = r"(?:\s*(?:평균|합계|중앙값|건수)(?:값)?)?"
_COUNTED = pattern(
    r"(?:사고|건수|사고\s*건수|사고\s*수)(?:가|이|는)?\s*(?P<n>\d+)\s*건\s*(?P<op>이상|이하|넘|초과|미만)|\b(?P<op2>more than|over|at least|fewer than|under) (?P<n2>\d+) (?:accidents|crashes)\b"
)
_GROUPED = pattern(r"(?:평균|합계|중앙값|\baverage|\bmean|\btotal)\S*\s*$")


def take_having(reading: Reading, columns: list[Named], conditions: list[Condition]) -> Condition | None:
    """A condition on a figure of groups ("ECLO 평균이 5 이상인 구", "사고가 100건 이상인 동"; then without a column)."""
    for named, condition in ((n, c) for n in columns for c in conditions if c.column == n.column):
        end = re.match(_FIGURE, reading.text[named.end :])
        if (end and end[0]) or _GROUPED.search(reading.text[: named.start]):
            return condition
    found = reading.take(_COUNTED)
    return Condition("", ">=", int(found["n"] or found["n2"])) if found else None


_SMALL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_AHEAD_N = rf"(?P<n>\d+(?:\.\d+)?|{'|'.join(_SMALL)})"
_AHEAD: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (pattern(rf"(?:{wanted})\s*$"), operator)
    for wanted, operator in (
        (rf"\b(?:at least|no less than) {_AHEAD_N}|\b{_AHEAD_N.replace('?P<n>', '?P<n2>')} or more|(?<!\d)(?P<n3>\d+)\s*(?:명|건|대|개)?\s*이상(?:의|인)?", ">="),
        (rf"\b(?:at most|no more than|up to) {_AHEAD_N}|\b{_AHEAD_N.replace('?P<n>', '?P<n2>')} or (?:less|fewer)|(?<!\d)(?P<n3>\d+)\s*(?:명|건|대|개)?\s*이하(?:의|인)?", "<="),
        (rf"\b(?:more than|over) {_AHEAD_N}|(?<!\d)(?P<n3>\d+)\s*(?:명|건|대|개)?\s*(?:초과의?|넘는)", ">"),
        (rf"\b(?:fewer than|less than|under) {_AHEAD_N}|(?<!\d)(?P<n3>\d+)\s*(?:명|건|대|개)?\s*미만의?", "<"),
        (rf"\bexactly {_AHEAD_N}", "=="),
    )
)  # fmt: skip


def _ahead(reading: Reading, named: Named) -> Condition | None:
    """A comparison that stands before its column: "3 or more serious injuries", "2명 이상의 사망자"."""
    for wanted, operator in _AHEAD:
        if match := wanted.search(reading.rest[: named.start]):
            number = next(value for value in match.groupdict().values() if value)
            reading.blank(*match.span())
            return Condition(named.column, operator, _SMALL[number] if number in _SMALL else _as_number(number))
    return None


def take_comparisons(reading: Reading, columns: list[Named]) -> list[Condition]:
    """A comparison that follows a column, or stands before it: "ECLO가 10 이상", "deaths > 0", "at least 2 deaths"."""
    found: list[Condition] = []
    for named in columns:
        if named.end > named.start and (before := _ahead(reading, named)):
            found.append(before)
            continue
        for wanted, operator in _COMPARISONS:
            match = pattern(_FIGURE + wanted).match(reading.rest, named.end)
            if match:
                number = next(value for value in match.groupdict().values() if value)
                found.append(Condition(named.column, operator, _as_number(number.rstrip("."))))
                reading.blank(*match.span())
                break
    return found


_CASUALTIES: tuple[tuple[str, str], ...] = (
    ("deaths", r"사망\s*사고|사망자(?:가|이)?\s*(?:있는|나온|발생한|생긴)|사람이\s*죽은|\bfatal (?:accidents?|crash\w*)\b|\bwith (?:a |any |at least one )?(?:deaths?|fatalit\w+)\b"),
    ("serious", r"중상\s*사고|중상자(?:가|이)?\s*(?:있는|나온|발생한)|\bwith (?:any )?serious injur\w+\b"),
)  # fmt: skip


_FATAL = {"deaths": "사망사고", "serious": "중상사고"}


def take_casualties(reading: Reading, schema: Schema) -> list[Condition]:
    """ "사망 사고", "accidents with deaths": more than none of them. Left alone where a column has a value of that name."""
    held = {normalise(v) for c in schema.profile.all_columns for v, _ in c.top} if schema.profile else set()
    for key, wanted in _CASUALTIES:
        column, found = schema.concept(key), pattern(wanted).search(reading.rest)
        if column and found and not held & {found[0].replace(" ", ""), _FATAL[key]}:
            reading.blank(*found.span())
            return [Condition(column, ">", 0)]
    return []


def take_names(reading: Reading, schema: Schema) -> list[Condition]:
    """Long values, which may hold a word for another column ("신호위반")."""
    return _values(reading, schema, at_least=4)


_AND = r"이?랑|하고|[와과]\s|[와과](?=\S+\s*비교)|비교|보다|또는|이나|거나|(?<=[비눈])나\s|,|/|\band\b|\bor\b|\bvs\.?\b|\bversus\b|\bcompar\w+|\bthan\b|중(?:에|\s)"


def take_conditions(reading: Reading, schema: Schema, places: Gazetteer | None = None) -> list[Condition]:
    """Values that the message names, blanked out: the model's levels in all their words, times, then values of each column and places.

    Of a column named twice ("중구랑 수성구") there are two.
    """
    found: list[Condition] = []
    for _ in range(4 if reading.has(_AND) else 1):
        more = [
            *_levels(reading, schema),
            *_years(reading, schema),
            *_months_and_hours(reading, schema),
            *_periods(reading, schema),
            *_weekdays(reading, schema),
            *_values(reading, schema),
            *(_places(reading, schema, places) if places else []),
        ]
        if not more:
            break
        found += more
    return found


def take_romanised(reading: Reading, schema: Schema, places: Gazetteer | None) -> list[Condition]:
    """Places in Latin letters ("Jung-gu"), before their endings are taken for the names of columns."""
    return _places(reading, schema, places, latin=True) if places else []


def _places(reading: Reading, schema: Schema, places: Gazetteer, *, latin: bool = False) -> list[Condition]:
    """Places by any of their names, also those too rare to be among the known values ("Jung-gu", "범어동")."""
    from model.places import Resolved

    if schema.profile is None or (schema.concept("gu") is None and schema.concept("district") is None):
        return []
    found: list[Condition] = []
    for mention in places.find(reading.rest):
        if latin and not mention.text.isascii():
            continue
        answer = mention.answer
        place = answer.place if isinstance(answer, Resolved) else None
        condition = _place_condition(schema, place.gu if place else None, place.dong if place else mention.text.split()[-1])
        if condition is not None:
            found.append(condition)
            reading.blank(mention.start, mention.end)
    return found


def _place_condition(schema: Schema, gu: str | None, dong: str | None) -> Condition | None:
    gu_column, column = schema.concept("gu"), schema.concept("district")
    if dong is None and gu is not None and gu_column is not None:
        return Condition(gu_column, "==", gu)
    wanted = dong or gu
    if wanted is None or column is None or schema.profile is None:
        return None
    values = [v for v, _ in schema.profile.column(column).top]
    if wanted in values:
        return Condition(column, "==", wanted)
    return Condition(column, "contains", _apart(wanted, values))


def _apart(part: str, values: Sequence[str]) -> str:
    """서구, with the space before it where 달서구 would hold it too."""
    words = {word for value in values for word in value.split()}
    return f" {part}" if any(w != part and w.endswith(part) for w in words) else part


_INSIDE = "교차로 - 교차로안"


def _levels(reading: Reading, schema: Schema) -> list[Condition]:
    found: list[Condition] = []
    for feature in FEATURE_ORDER:
        column = schema.concept(feature)
        if column is None:
            continue
        held = {value for value, _ in schema.profile.column(column).top} if schema.profile else None
        before = reading.rest
        level = take_level(reading, feature)
        if level is None:
            continue
        said = "".join(b for a, b in zip(reading.rest, before, strict=True) if a != b)
        if level == _INSIDE and held and not pattern(r"안|내|한복판|가운데|\b(?:in|inside)\b").search(said):
            found.append(Condition(column, "contains", "교차로"))  # with those beside it and on its crossings
        elif held is None or level in held:
            found.append(Condition(column, "==", level))
        else:
            reading.rest = before
    return found


_SINCE = pattern(
    r"(?P<from>(?:19|20)\d{2})\s*년?(?:도)?\s*(?:이후|부터)|(?P<until>(?:19|20)\d{2})\s*년?(?:도)?\s*(?:이전|까지)"
    r"|\b(?:since|after|from) (?P<from2>(?:19|20)\d{2})\b|\b(?:before|until|up to) (?P<until2>(?:19|20)\d{2})\b"
)


def _periods(reading: Reading, schema: Schema) -> list[Condition]:
    """A part of the day ("새벽 사고만"), where the dataset has the model's periods."""
    column = schema.concept("time_period")
    held = {value for value, _ in schema.profile.column(column).top} if schema.profile and column else set()
    before = reading.rest
    period = take_period(reading) if held else None
    if column and period in held:
        return [Condition(column, "==", str(period))]
    reading.rest = before
    return []


def _years(reading: Reading, schema: Schema) -> list[Condition]:
    column = schema.concept("year") or schema.concept("installed")
    if column and (since := reading.take(_SINCE)):
        start = since["from"] or since["from2"]
        return [Condition(column, ">=" if start else "<=", int(start or since["until"] or since["until2"]))]
    match = pattern(r"(?<!\d)((?:19|20)\d{2})\s*년(?:도)?(?:에|의)?|\b(?:in |of |for |during |(?<=[a-z] ))((?:19|20)\d{2})\b").search(
        reading.rest
    )
    if column is None or match is None:
        return []
    reading.blank(*match.span())
    return [Condition(column, "==", int(match[1] or match[2]))]


_MONTH = pattern(
    rf"(?<!\d)(?P<n>1[0-2]|0?[1-9])\s*월(?:달)?(?:에는|에|의|중|만|과|이랑|하고|은|는|이|가)?(?![가-힣\d]|\s*\d+\s*일)|\b(?:in|of|during|for) (?P<word>{'|'.join(sorted(EN_MONTHS, key=len, reverse=True))})\b"
)
_HOUR = pattern(r"(?<!\d)(?:(?P<half>오전|오후|아침|저녁|밤|새벽)\s*)?(?P<n>2[0-4]|1\d|\d)\s*시(?:에|대에?|의)?(?![가-힣])")


def _months_and_hours(reading: Reading, schema: Schema) -> list[Condition]:
    found: list[Condition] = []
    month, hour = schema.concept("month"), schema.concept("hour")
    if month and schema.profile and (said := reading.take(_MONTH)):
        found.append(Condition(month, "==", int(said["n"]) if said["n"] else EN_MONTHS[said["word"]]))
    if hour and schema.profile and (span := _hours(reading, hour)):
        return found + span
    if hour and schema.profile and (said := reading.take(_HOUR)):
        found.append(Condition(hour, "==", _on_clock(said["half"], said["n"])))
    return found


_HALF = r"오전|오후|아침|저녁|밤|새벽|낮"
_EN_AT = r"(?P<{n}>\d{{1,2}})(?::00)?\s*(?P<{h}>am|pm|a\.m\.|p\.m\.)"
_FROM_TO = pattern(
    rf"(?:(?P<h1>{_HALF})\s*)?(?<!\d)(?P<n1>\d{{1,2}})\s*시?\s*(?:부터|에서|~|-)\s*(?:(?P<h2>{_HALF})\s*)?(?P<n2>\d{{1,2}})\s*시\s*(?P<end>까지|사이|전까지|이전)?(?:의|에|에는)?"
    rf"|\b(?:between|from) {_EN_AT.format(n='n3', h='h3')} (?:and|to|until) {_EN_AT.format(n='n4', h='h4')}"
)
_SIDE = pattern(
    rf"(?:(?P<h1>{_HALF})\s*)?(?<!\d)(?P<n1>\d{{1,2}})\s*시\s*(?P<way>이후|부터|넘어서?|이전|전에|까지)(?:에는|에|의)?"
    rf"|\b(?P<way2>after|since|before|until) {_EN_AT.format(n='n2', h='h2')}"
)
_BEFORE = frozenset({"이전", "전에", "before"})
_UNTIL = frozenset({"까지", "until"})


def _hours(reading: Reading, column: str) -> list[Condition]:
    """From an hour, until an hour, or between two: over midnight where the first is the later."""
    if span := reading.take(_FROM_TO):
        first, last = ("1", "2") if span["n1"] else ("3", "4")
        start = _on_clock(span[f"h{first}"], span[f"n{first}"])
        end = _on_clock(
            span[f"h{last}"] or (span[f"h{first}"] if int(span[f"n{last}"]) > int(span[f"n{first}"]) else None), span[f"n{last}"]
        )
        if end == 0:
            return [Condition(column, ">=", start)]  # "22시~24시"
        return [Condition(column, ">=", start), Condition(column, "<=", end)]
    if side := reading.take(_SIDE):
        at = _on_clock(side["h1"] or side["h2"], side["n1"] or side["n2"])
        way = side["way"] or side["way2"]
        return [Condition(column, "<" if way in _BEFORE else "<=" if way in _UNTIL else ">=", at)]
    return []


def _on_clock(half: str | None, said: str) -> int:
    hour = int(said)
    later = hour < 12 and (half in ("오후", "저녁", "pm", "p.m.") or (half == "밤" and hour > 4) or (half == "낮" and hour < 7))
    return (hour + 12 if later else 0 if half in ("am", "a.m.", "새벽") and hour == 12 else hour) % 24


def _as_number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


_ENGLISH_DAYS = dict(
    zip(("mondays?", "tuesdays?", "wednesdays?", "thursdays?", "fridays?", "saturdays?", "sundays?"), WEEKDAYS, strict=True)
)


def _weekdays(reading: Reading, schema: Schema) -> list[Condition]:
    column = schema.concept("weekday")
    if column is None:
        return []
    for english, level in _ENGLISH_DAYS.items():
        if reading.take(rf"\b(?:on |only )?{english}\b|(?<![가-힣]){level[0]}(?:요일|욜)(?!별)"):
            return [Condition(column, "==", level)]
    return []


def _values(reading: Reading, schema: Schema, at_least: int = 2) -> list[Condition]:
    if schema.profile is None:
        return []
    found: list[Condition] = []
    pairs = [(value, c.name) for c in schema.profile.all_columns if c.kind in ("category", "text", "boolean") for value, _ in c.top]
    parts = [(part, name) for value, name in pairs for part in _parts(value)]
    plain = squeeze(reading.rest)
    whole = {(normalise(value), name) for value, name in pairs}
    later: set[str] = set()
    known = dict.fromkeys((normalise(v), n) for v, n in (*pairs, *parts))  # in the order of the columns
    for value, name in sorted(known, key=lambda pair: -len(pair[0])):
        if len(value) < at_least or value.isdigit() or value in later:
            continue
        if any(c.column == name for c in found):
            later.add(value)  # a second value of that column is for the next reading, not for another column that holds it too
            continue
        if squeeze(value) not in plain:
            continue
        match = reading.take(loose_pattern(value, r"(?<![가-힣a-z0-9])", rf"{_WANTED}(?![가-힣a-z0-9])"))
        if match is None:
            continue
        original = next((v for v, n in pairs if n == name and normalise(v) == value), None)
        exact = (value, name) in whole
        spelt = original or next(p for p, n in parts if n == name and normalise(p) == value)
        spelt = spelt if exact else _apart(spelt, [v for v, n in pairs if n == name])
        found.append(Condition(name, "==" if exact else "contains", spelt))
    return found


def _parts(value: str) -> list[str]:
    """The words of a place name: "대구광역시 수성구 범어동" also answers to "수성구"."""
    words = value.split()
    return [w for w in words if len(w) >= 2 and w[-1] in "구군동읍면로"] if len(words) > 1 else []
