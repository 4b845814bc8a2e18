"""Axes that a message names: "가로축 경상자수 세로축 ECLO", "weekdays along the bottom, one colour per accident type"."""

from __future__ import annotations

from bot.agent.offline.columns import Named
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

# axis -> words that stand before its column, and behind it
_WORDS: dict[str, tuple[str, str]] = {
    "x": (
        r"(?:가로축|가로|[x엑]\s?축|밑변|아래쪽?)(?:은|는|에는|에|이|을|으로)?\s*$|\b(?:x[- ]?axis|horizontal(?: axis)?|bottom)\b(?: is| =|:)?\s*(?:the )?$",
        r"(?:을|를|은|는|이|가)?\s*(?:가로축|가로(?=에|로)|[x엑]\s?축|아래쪽?에)|\s*(?:goes )?(?:along|on|across) (?:the )?(?:bottom|x(?:[- ]?axis)?\b|horizontal)|\s*(?:as|for) (?:the )?x\b",
    ),
    "y": (
        r"(?:세로축|세로|[y와]\s?축)(?:은|는|에는|에|이|을|으로)?\s*$|\b(?:y[- ]?axis|vertical(?: axis)?)\b(?: is| =|:)?\s*(?:the )?$",
        r"(?:을|를|은|는|이|가)?\s*(?:세로축|세로(?=에|로)|[y와]\s?축)|\s*(?:goes )?(?:up|along|on) (?:the )?(?:side|y(?:[- ]?axis)?\b|vertical)|\s*(?:as|for) (?:the )?y\b",
    ),
    "group": (
        r"색(?:깔|상)?(?:은|는|으로|을)?\s*$|\b(?:one|a|different|separate) colou?rs? (?:per|for each|for|by)\s*(?:the )?$|\bcolou?r(?:ed)? (?:by|for)\s*(?:the )?$|\b(?:layers?|series|segments?) (?:per|for each|by|is|are)\s*(?:the )?$|\b(?:split|broken down|break down|stacked|separated|divided|segmented|grouped) (?:by|into) (?:the )?$",
        r"(?:을|를|은|는|로|으로|마다|별로|별)?\s*(?:에\s*따라\s*)?색(?:깔|상)?(?:을|은|으로|로)?\s*(?:다르|달리|구분|나눠|나누)|\s*(?:as|for) (?:the )?colou?rs?\b",
    ),
}


def axes_said(query: Query) -> dict[str, str]:
    """The columns of the axes that are named, by axis."""
    found: dict[str, str] = {}
    for named in query.columns:
        for axis, (before, behind) in _WORDS.items():
            if axis not in found and _beside(query, named, before, behind):
                found[axis] = named.column
                break
    return found


def _beside(query: Query, named: Named, before: str, behind: str) -> bool:
    text = query.text
    start = next((at for at in (named.start, text.find(text[named.start : named.end].lstrip(), named.start)) if at >= 0), named.start)
    said = text[named.start : named.end]
    inner = pattern(r"^(?:per|for each|by|each|every)\s+").match(said)  # "one colour per accident type": the mention begins with "per"
    before_it = text[: start + (inner.end() if inner else 0)]
    return bool(pattern(before).search(before_it) or pattern(rf"^(?:{behind})").match(text[named.end :]))
