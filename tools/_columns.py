"""Finding the column a person means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tools._errors import Refused
from tools._text import Text

_UNKNOWN = Text(
    ko="`{name}` 열은 없어요. 비슷한 이름: {closest}",
    en="There is no column `{name}`. Closest: {closest}",
)
_SEVERAL = Text(
    ko="`{name}`에 맞는 열이 여러 개예요: {closest}. 어느 것인가요?",
    en="Several columns fit `{name}`: {closest}. Which one?",
)


def normalise(name: str) -> str:
    return re.sub(r"[\s_\-./()\[\]]+", "", unicodedata.normalize("NFKC", name)).casefold()


def match_column(name: str, columns: Sequence[str]) -> str:
    """The one column that `name` means.

    Exact first, then without case, spaces and punctuation, then a single close match (a typo).
    Raises Refused("ambiguous_column") with the candidates, or Refused("unknown_column") with the closest names.
    """
    if name in columns:
        return name
    wanted = normalise(name)
    same = [c for c in columns if normalise(c) == wanted]
    if len(same) == 1:
        return same[0]
    if len(same) > 1:
        raise Refused("ambiguous_column", _SEVERAL, choices=same, name=name, closest=", ".join(same))
    from rapidfuzz import fuzz, process

    scored = process.extract(wanted, [normalise(c) for c in columns], scorer=fuzz.ratio, limit=5)
    close = [(columns[index], score) for _, score, index in scored]
    strong = [c for c, score in close if score >= 84]
    if len(strong) == 1:
        return strong[0]
    if len(strong) > 1:
        raise Refused("ambiguous_column", _SEVERAL, choices=strong, name=name, closest=", ".join(strong))
    nearest = [c for c, _ in close]
    raise Refused("unknown_column", _UNKNOWN, choices=nearest, name=name, closest=", ".join(nearest))
