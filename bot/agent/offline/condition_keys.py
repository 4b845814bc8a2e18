"""A row by its key: "A0100 찾아줘", "사고번호 A0100", "camera C-001"."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.agent.offline.columns import Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.reading import Reading, loose

_OWN = 0.95  # of the rows have a value of their own, in a column of keys


def take_keys(reading: Reading, schema: Schema) -> list[Condition]:
    """Words that are built like the keys of the data (the same letters, as many figures), with the column's name where it stands before them."""
    profile = schema.profile
    if profile is None:
        return []
    for column in profile.all_columns:
        if column.kind == "integer" and column.unique == profile.rows and (found := reading.take(_numbered(column.name))):
            return [Condition(column.name, "==", int(found["key"]), *found.span())]
        if column.kind != "text" or column.unique < _OWN * profile.rows or not (shape := _shape(column.example)):
            continue
        found = reading.take(_wanted(shape, column.name))
        if found:
            return [Condition(column.name, "==", _spelt(found["key"], column.example), *found.span())]
    return []


def _shape(example: str) -> str | None:
    """The pattern of a key: letters as they are, then figures, as in "A0001" and "C-001"; None for names and sentences."""
    parts = re.fullmatch(r"([A-Za-z]{0,6}[-_/]?)(\d{3,12})((?:[-_]\d{1,12})*)", example)
    if parts is None or not (parts[1] or parts[3] or len(parts[2]) >= 6):
        return None  # a bare number might be any figure
    return re.escape(parts[1].lower()) + rf"\d{{{len(parts[2])}}}" + re.sub(r"\d+", lambda m: rf"\d{{{len(m[0])}}}", parts[3])


@lru_cache(maxsize=256)
def _wanted(shape: str, name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{loose(name.lower())}(?:가|이|는|은)?\s*(?:=|:|번호)?\s*)?(?<![a-z0-9])(?P<key>{shape})(?![a-z0-9])(?:번|인|의)?(?![가-힣])?"
    )


@lru_cache(maxsize=256)
def _numbered(name: str) -> re.Pattern[str]:
    """A key of figures alone, which only its column's name tells from a figure."""
    return re.compile(
        rf"{loose(name.lower())}(?:가|이|는|은)?\s*(?:=|:|번호|is|number|no\.?)?\s*(?P<key>\d{{4,18}})(?:번|인|의)?(?![\d.])(?!\s*(?:이상|이하|초과|미만|보다|부터))"
    )


def _spelt(key: str, example: str) -> str:
    """In capitals or not, as the keys of the data are."""
    return key.upper() if example.upper() == example else key
