"""Which rows a message wants: values of the dataset that it names, and comparisons."""

from __future__ import annotations

from bot.agent.offline.columns import Condition, Named, Schema
from bot.agent.offline.date_words import WEEKDAYS
from bot.agent.offline.hours import take_period
from bot.agent.offline.reading import Reading, loose_pattern, normalise, pattern, squeeze
from bot.agent.offline.slots import FEATURE_ORDER, take_level

_COMPARISONS: tuple[tuple[str, str], ...] = (
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점|시|년|월)?\s*이상", ">="),
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점|시|년|월)?\s*이하", "<="),
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점)?\s*(?:초과|보다\s*(?:큰|많은|높은|크\w*|많\w*))|(?:이|가)?\s*(?P<n2>-?[\d.]+)\s*넘\w*", ">"),
    (r"(?:이|가|은|는)?\s*(?P<n>-?[\d.]+)\s*(?:명|건|개|대|km|점)?\s*(?:미만|보다\s*(?:작은|적은|낮은|작\w*|적\w*))", "<"),
    (r"\s*(?:is |are |of |was )?(?:>=|at least|no less than|or more than)\s*(?P<n>-?[\d.]+)|\s*(?:of )?(?P<n2>-?[\d.]+)\s*or (?:more|above|higher)", ">="),
    (r"\s*(?:is |are |was )?(?:<=|at most|no more than)\s*(?P<n>-?[\d.]+)|\s*(?P<n2>-?[\d.]+)\s*or (?:less|fewer|below|lower)", "<="),
    (r"\s*(?:is |are |was )?(?:>|greater than|more than|over|above|higher than)\s*(?P<n>-?[\d.]+)", ">"),
    (r"\s*(?:is |are |was )?(?:<|less than|fewer than|under|below|lower than)\s*(?P<n>-?[\d.]+)", "<"),
    (r"\s*(?:!=|is not|isn't)\s*(?P<n>-?[\d.]+)", "!="),
    (r"\s*(?:==?|equals?|is|of)\s*(?P<n>-?[\d.]+)(?![\d%])|(?:이|가|은|는)?\s*(?P<n2>-?[\d.]+)\s*(?:명|건|개|대|km)?\s*(?:인(?![가-힣])|일\s*때|이고|이면|짜리)", "=="),
)  # fmt: skip
_WANTED = r"(?:만|인|인\s*것|에서의|에서는|에서|의|에|일\s*때|\s*때|\s*날|\s*사고|\s*중에?)?"


def take_comparisons(reading: Reading, columns: list[Named]) -> list[Condition]:
    """A comparison that follows a column: "ECLO가 10 이상", "deaths > 0"."""
    found: list[Condition] = []
    for named in columns:
        for wanted, operator in _COMPARISONS:
            match = pattern(wanted).match(reading.rest, named.end)
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


def take_casualties(reading: Reading, schema: Schema) -> list[Condition]:
    """ "사망 사고", "accidents with deaths": more than none of them. Left alone where a column has a value of that name."""
    held = {normalise(v) for c in schema.profile.all_columns for v, _ in c.top} if schema.profile else set()
    for key, wanted in _CASUALTIES:
        column, found = schema.concept(key), pattern(wanted).search(reading.rest)
        if column and found and found[0].replace(" ", "") not in held:
            reading.blank(*found.span())
            return [Condition(column, ">", 0)]
    return []


def take_names(reading: Reading, schema: Schema) -> list[Condition]:
    """Long values, which may hold a word for another column ("신호위반")."""
    return _values(reading, schema, at_least=4)


def take_conditions(reading: Reading, schema: Schema) -> list[Condition]:
    """Values that the message names, blanked out: the model's levels in all their words, a year, then the most frequent values of each column."""
    found = [
        *_levels(reading, schema),
        *_periods(reading, schema),
        *_years(reading, schema),
        *_weekdays(reading, schema),
        *_values(reading, schema),
    ]
    return list({c.column: c for c in reversed(found)}.values())[::-1]


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
        if held is None or level in held:
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
    match = pattern(r"(?<!\d)((?:19|20)\d{2})\s*년(?:도)?(?:에|의)?|\b(?:in|of|for|during) ((?:19|20)\d{2})\b").search(reading.rest)
    if column is None or match is None:
        return []
    reading.blank(*match.span())
    return [Condition(column, "==", int(match[1] or match[2]))]


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
        if reading.take(rf"\b(?:on )?{english}\b|{level[0]}(?:요일|욜)(?!별)"):
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
    for value, name in sorted({(normalise(v), n) for v, n in (*pairs, *parts)}, key=lambda pair: -len(pair[0])):
        if len(value) < at_least or value.isdigit() or any(c.column == name for c in found):
            continue
        if squeeze(value) not in plain:
            continue
        match = reading.take(loose_pattern(value, r"(?<![가-힣a-z0-9])", rf"{_WANTED}(?![가-힣a-z0-9])"))
        if match is None:
            continue
        original = next((v for v, n in pairs if n == name and normalise(v) == value), None)
        exact = (value, name) in whole
        spelt = original or next(p for p, n in parts if n == name and normalise(p) == value)
        found.append(Condition(name, "==" if exact else "contains", spelt))
    return found


def _parts(value: str) -> list[str]:
    """The words of a place name: "대구광역시 수성구 범어동" also answers to "수성구"."""
    words = value.split()
    return [w for w in words if len(w) >= 2 and w[-1] in "구군동읍면로"] if len(words) > 1 else []
