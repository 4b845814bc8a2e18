""" "highest X among …", "newest X in each …", "구별로 제일 큰 X": the end of a number, told from rows in an order and from groups."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.agent.offline.lexicon import MOST
from bot.agent.offline.reading import pattern

if TYPE_CHECKING:
    from bot.agent.offline.query import Query


_HIGHEST = r"\b(?:highest|largest|biggest|greatest|max(?:imum)?|most recent|newest|latest)|(?:가장|제일|젤)\s*(?:높은|큰|많은|늦은|최근|비싼|넓은)|최고|최대"
_LOWEST = r"\b(?:lowest|smallest|least|min(?:imum)?|oldest|earliest)|(?:가장|제일|젤)\s*(?:낮은|작은|적은|이른|오래된|싼|좁은)|최저|최소"
_ENDS = (("max", pattern(rf"(?:{_HIGHEST})\s*$")), ("min", pattern(rf"(?:{_LOWEST})\s*$")))
_END_OF = pattern(
    r"\s*(?:은|는|이|가|을|를)?\s*(?:뭐|얼마|몇|알려|보여|값|[?.!]*$)|\s*(?:is|was|among|in|of|for|by|per|with(?:in)?|at|on|across|\?|$)"
)


def end_asked(query: Query) -> bool:
    """ "highest speed limit among ...", "newest year in each district": the end of a number, and no rows by it."""
    for named in query.dimensions:
        before = query.text[: named.start] + (_word_of_group(query.text[named.start : named.end]))
        end = next((operation for operation, wanted in _ENDS if wanted.search(before.rstrip())), None)
        if end and query.schema.is_number(named.column) and not query.top_n and _END_OF.match(query.text, named.end) and not query.measures:
            query.dimensions.remove(named)
            query.measures.append(replace(named, by=False))
            query.operation = query.operation or end
            return True
    return False


_SPOT = pattern(r"(?:곳|데|장소|위치|places?|spots?|locations?)$")


def spot(query: Query) -> None:
    """ "제한속도 제일 높은 곳": a row of data in which every row is a place."""
    if query.operation or query.schema.concept("eclo") or not query.has(MOST) or len(query.dimensions) != 2:
        return
    place = next((d for d in query.dimensions if _SPOT.search(query.text[d.start : d.end].strip())), None)
    if place is not None and any(query.schema.is_number(d.column) for d in query.dimensions if d is not place):
        query.dimensions.remove(place)


_EACH = pattern(r"별|마다|각|\beach\b|\bper\b|\bby\b|\bevery\b")


def end_of_each(query: Query) -> None:
    """ "구별로 제일 큰 ECLO", "highest ECLO in each district": the end of a quantity in each group."""
    if (
        query.operation is not None
        or len(query.measures) != 1
        or not any(_EACH.search(query.text[d.start : d.end]) for d in query.dimensions)
    ):
        return
    before = query.text[: query.measures[0].start].rstrip()
    query.operation = next((operation for operation, wanted in _ENDS if wanted.search(before)), None)


def _word_of_group(said: str) -> str:
    """What a mention that groups begins with ("높은 제한속도")."""
    found = re.match(r"(?:높은|낮은|많은|적은)\s*", said)
    return found[0] if found else ""
