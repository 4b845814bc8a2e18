"""Names that are words of the language themselves: a column called 건수 or total, a column of one letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.agent.offline.lexicon import OPERATIONS
from bot.agent.offline.reading import normalise, pattern

if TYPE_CHECKING:
    from bot.agent.offline.columns import Named

_QUANTITY = re.compile(r"(?:건수|횟수|개수|대수|인원수?|명수|합계|총계|소계|누계|평균|금액|비율|count|total|sum|mean|average|amount)\Z")
_ADDED_UP = re.compile(r"(?:건수|횟수|개수|대수|인원수?|명수|합계|총계|소계|누계|금액|count|total|sum|amount)\Z")
_A_COLUMN = pattern(r"\s*(?:열|컬럼|칼럼|별|\bcolumn\b)")


def is_quantity(name: str) -> bool:
    """Does the name say that the column counts or adds up something?"""
    return _QUANTITY.search(normalise(name)) is not None


def adds_up(name: str) -> bool:
    return _ADDED_UP.search(normalise(name)) is not None


def figure_of(name: str) -> bool:
    """Is the whole name a word for a figure that people ask for ("합계", "평균")?"""
    plain = normalise(name)
    return any(pattern(wanted).fullmatch(plain) for _, wanted in OPERATIONS)


def asked_figure(text: str, found: Sequence[Named], figures: bool) -> Named | None:
    """The mention that asks for a figure and names no column: the last one in "구별 건수 합계" where 건수 and 합계 are both columns.

    `figures`: the message asks for another figure beside ("합계 평균"), so that each mention is a column.
    """
    if figures or len(found) < 2:
        return None
    last = max(found, key=lambda n: n.start)
    measured = [n for n in found if n is not last and not n.by]
    named = _A_COLUMN.match(text, last.end) or last.by
    return last if measured and figure_of(last.column) and not named else None


_BEFORE_VALUE = pattern(r"(?:빈|고유|이상|결측|절대|기준|없는|다른|무슨|어떤)\s*$")
_JOINS = pattern(r"\s+(?!(?:and|or|by|vs|versus|against|with|over|per|for|in|on|is|to|from|where|than|column|values?)\b)[a-z]")
_AXIS = pattern(r"\s?(?:축|[- ]?axis\b)")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Is a name of one letter a word of its own here: no article ("draw a chart"), no axis, no part of "빈 값"?"""
    if text[start:end] == "값" and _BEFORE_VALUE.search(text[:start]):
        return False
    if not text[start:end].isascii():
        return True
    return _AXIS.match(text, end) is None and (_JOINS.match(text, end) is None or not text[start:end].isalpha())
