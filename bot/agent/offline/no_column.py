"""Words that rows should be grouped by but that are no column here, and the columns that may have been meant."""

from __future__ import annotations

import re

from bot.agent.offline.columns import Schema
from bot.agent.offline.reading import BLANK, Reading, letters, normalise, pattern

_UNNAMED_BY = pattern(r"(?<![가-힣])(?P<ko>[가-힣a-z0-9_]{1,12}?)\s?별(?=\s|로|$|\0)|\b(?:by|per)\s+(?P<en>[a-z_]{3,20})\b")
# "by" and "per" before these say no column
_NOT_COLUMNS = frozenset([
    "the", "me", "you", "each", "default", "descending", "ascending", "value", "values", "count", "counts", "frequency", "number",
    "order", "hand", "accident", "crash", "case", "incident", "row", "record", "camera", "lot", "person", "head", "event", "far", "now", "chance", "type", "개", "특", "차", "구", "성", "이", "각",
])  # fmt: skip


def unnamed_grouping(reading: Reading) -> str | None:
    """A word that rows should be grouped by, but that is no column here ("색깔별", "by colour")."""
    for match in re.finditer(_UNNAMED_BY, reading.rest):
        word = match["ko"] or match["en"]
        if word not in _NOT_COLUMNS and BLANK not in word:
            return word
    return None


def closest(word: str, schema: Schema, limit: int = 3) -> list[str]:
    """Up to three columns for a word that is none: those that look like it, then those worth asking about."""
    from rapidfuzz import fuzz, process

    names = schema.names
    scored = process.extract(letters(word), [letters(normalise(n)) for n in names], scorer=fuzz.ratio, limit=limit, score_cutoff=45)
    return list(dict.fromkeys([*(names[i] for _, _, i in scored), *schema.dimensions()]))[:limit]
