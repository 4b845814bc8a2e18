"""The columns that a message names: by exact name, by a word for what they hold, by a near spelling."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from bot.agent.offline.columns import Named, Schema
from bot.agent.offline.lexicon import CROSS, OPERATIONS
from bot.agent.offline.quantities import asked_figure, stands_alone
from bot.agent.offline.reading import Reading, letters, loose_pattern, nearest, pattern, squeeze

_BY_AFTER = pattern(r"\s*(?:유형|종류)?\s*(?:별(?!로\s*(?:안|없))|마다|에\s*따른|에\s*따라|기준|단위|각각)")
_BY_BEFORE = pattern(
    r"(?:\b(?:by|per|each|every|dangerous|deadliest|worst|safest|for each|across|among|in each|which|what)(?:\s+|-)(?:the\s+)?|어느\s*|어떤\s*|무슨\s*|각\s*|많은\s*|많이\s*나는\s*|높은\s*|낮은\s*|적은\s*|위험한\s*|심각한\s*|몇\s*)$"
)
_AFTER_TOP = pattern(
    r"(?:\b(?:top|bottom|worst|best) \d+|(?:상위|하위|탑|톱)\s*\d+\s*(?:개|곳|위)?|(?<=\d)\s*(?:개|곳)|(?:평균|합계|건)[^,.?]*(?:이상|이하|미만|초과|넘|큰|작은|최대|최고|최저|최소)\s*(?:인|하는|는)?)\s*$"
)


def take_columns(reading: Reading, schema: Schema) -> list[Named]:
    """The mentions of columns, in order, blanked out: by exact name, else by a word for what they hold, else by a near spelling."""
    found: list[Named] = []
    plain = squeeze(reading.rest)
    for phrase, columns, only_by in schema.phrases:
        if squeeze(phrase) not in plain:
            continue
        wanted = loose_pattern(phrase)
        position = 0
        while match := wanted.search(reading.rest, position):
            position = match.end()
            named = _named(reading, match, columns, schema)
            if only_by and not named.by:
                continue
            before = reading.rest[match.start() - 1] if match.start() else ""
            if (len(phrase) == 1 and not _alone(reading.rest, match)) or (phrase == "요일" and before in tuple("월화수목금토일")):
                continue
            found.append(named)
            reading.blank(named.start, named.end)
    figures = any(reading.has(wanted) for _, wanted in OPERATIONS)
    if (asked := asked_figure(reading.text, [n for n in found if schema.is_number(n.column) or n.by], figures)) is not None:
        found.remove(asked)
        reading.restore(asked.start, asked.end)
    found += _misspelt(reading, schema, {n.column for n in found})
    return sorted(found, key=lambda n: n.start)


_BEHIND_ONE = pattern(r"(?:별|마다|이?랑|하고|와|과|에서|의|는|은|가|이|를|을|도|로|에|이?야|요|순위|단위)?(?![가-힣])|별|순위")
_OF_A_KIND = re.compile(r"[가-힣](?:는|은|온|린|인)\s*$")
_PAIRED = pattern(r"(?:이?랑|하고|와|과)\s|\s?[x×]\s|\s*(?:순위|랭킹)")


_PAIR_OF = pattern(r"(?:이?랑|하고|와|과|[x×,]|\band)\s$")


def _alone(text: str, match: re.Match[str]) -> bool:
    """Is a word of one syllable a word here, and not a part of one ("구" of "구간", "월" of "매월")?"""
    before = text[match.start() - 1] if match.start() else ""
    if before.isdigit() or (match[0] == "날" and _OF_A_KIND.search(text[: match.start()])):
        return False  # a value ("2017년하고"), days of some weather ("비 오는 날이랑")
    alone = (not "가" <= before <= "힣" or before == "몇") and _BEHIND_ONE.match(text, match.end()) is not None
    return alone and stands_alone(text, match.start(), match.end())


def _named(reading: Reading, match: re.Match[str], columns: list[str], schema: Schema) -> Named:
    after = _BY_AFTER.match(reading.rest, match.end())
    before = _BY_BEFORE.search(reading.rest[: match.start()])
    listed = _AFTER_TOP.search(reading.text[: match.start()])  # "상위 10개 동", "ECLO 평균이 5 이상인 구"
    concept = schema.concepts.get(columns[0])
    crossed = pattern(CROSS).search(reading.text)
    special = match[0] in ("hourly", "daily", "monthly", "yearly", "annually")
    return Named(
        columns[0],
        before.start() if before else match.start(),
        after.end() if after else match.end(),
        by=bool(
            after
            or before
            or listed
            or special
            or ((len(match[0]) == 1 or crossed) and _PAIRED.match(reading.rest, match.end()))
            or (crossed and _PAIR_OF.search(reading.rest[: match.start()]))
        ),
        concept=concept.key if concept else "",
        rivals=tuple(columns[1:]),
    )


_OTHER_WORDS = frozenset({"depth", "feel"})  # nearly a column, but a word of their own


@lru_cache(maxsize=32)
def _spellings(schema: Schema) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """What the columns go by with the columns they may mean, and the same in letters: words long enough to be known by most of them."""
    known = [(p, c) for p, c, only_by in schema.phrases if not only_by and len(p) >= (3 if re.search("[가-힣]", p) else 5)]
    return known, [letters(re.sub(r"\s", "", phrase)) for phrase, _ in known]


def _misspelt(reading: Reading, schema: Schema, taken: set[str]) -> list[Named]:
    """A word that is nearly a column's name or a word for it."""
    known, spellings = _spellings(schema)
    if not known:
        return []
    found: list[Named] = []
    for match in re.finditer(r"[a-z_]{5,}|[가-힣]{3,}", reading.rest):
        word = re.sub(r"(?:별로|별|마다|으로|에서|의|은|는|이|가|을|를|도|로)$", "", match[0])
        index = nearest(word, spellings) if len(word) >= 3 else None
        if index is None or match[0] in _OTHER_WORDS:
            continue
        columns = known[index][1]
        if columns[0] in taken:
            continue
        named = _named(reading, pattern(re.escape(word)).match(reading.rest, match.start()) or match, columns, schema)
        found.append(named)
        reading.blank(named.start, named.end)
    return found


# whose vehicle is meant when nobody says so
_ROLES = {"victim": r"피해|당한|당하|다친|\bvictims?\b|\bhit by\b", "offender": r"가해|낸|내나|내는|냈|일으|\bcaus\w+|\bat[- ]fault\b"}


def in_role(named: Named, text: str, schema: Schema) -> Named:
    """The vehicle of whoever the message speaks of ("the victims' vehicle type")."""
    if named.concept not in _ROLES or not named.rivals:
        return named
    role = next((key for key, wanted in _ROLES.items() if pattern(wanted).search(text)), None)
    column = schema.concept(role) if role else None
    return replace(named, column=column, rivals=()) if column else named


def distinct(found: list[Named]) -> list[Named]:
    """One mention a column: the one that groups, if any."""
    kept: dict[str, Named] = {}
    for named in found:
        before = kept.get(named.column)
        if before is None or (named.by and not before.by):
            kept[named.column] = named
    return sorted(kept.values(), key=lambda n: n.start)


def column_called(word: str, schema: Schema) -> str | None:
    """The column that a word stands for, whole, with or without its endings; None where it is none."""
    known = {squeeze(phrase): columns[0] for phrase, columns, _ in schema.phrases}
    for form in (word, re.sub(r"(?:에서|에는|에|이|가|은|는|의|s)$", "", word)):
        if form in known:
            return known[form]
    return None
