"""The levels of the model in a message: by phrases, by their names, and by names with a slip of the finger."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.agent.offline.accident_words import DETAILS, NOT_IN_SENTENCES, PHRASES, VIOLATIONS
from bot.agent.offline.reading import Reading, letters, loose, nearest, normalise, pattern


@cache
def _patterns(feature: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases of a feature, then the names of its levels, the longest first."""
    from model.synonyms import SYNONYMS

    names = [
        (normalise(word), level)
        for level, words in SYNONYMS[feature].items()
        for word in words
        if len(word) > 1 and normalise(word) not in NOT_IN_SENTENCES
    ]
    names.sort(key=lambda pair: len(pair[0]), reverse=True)
    phrases = [(pattern(wanted), level) for wanted, level in PHRASES[feature]]
    return (*phrases, *((pattern(loose(word)), level) for word, level in names))


def take_level(reading: Reading, feature: str) -> str | None:
    """The first level of `feature` that the message names, blanked out."""
    for wanted, level in _patterns(feature):
        found = reading.take(wanted)
        if found:
            return level
    return None


@cache
def _optional_patterns(feature: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The words for each detail or offence, the longest first; "기타" says nothing in a sentence."""
    from tools.predict._optional import WORDS

    names = [
        (normalise(word), level) for level, words in WORDS[feature].items() for word in (level.split(" - ")[-1], *words) if word != "기타"
    ]
    names.sort(key=lambda pair: len(pair[0]), reverse=True)
    phrases = VIOLATIONS if feature == "violation" else DETAILS
    return (*((pattern(wanted), level) for wanted, level in phrases), *((pattern(loose(word)), level) for word, level in names))


def take_optional(reading: Reading) -> dict[str, Any]:
    """The offence and the detail, which tells the accident type too. A detail's words stay: they may be of use for the type."""
    slots: dict[str, Any] = {}
    for wanted, offence in _optional_patterns("violation"):
        if reading.take(wanted):
            slots["violation"] = offence
            break
    else:
        if level := misspelt(reading, "violation"):
            slots["violation"] = level
    for wanted, level in _optional_patterns("accident_detail"):
        if reading.has(wanted):
            return {**slots, "accident_detail": level, "accident_type": level.split(" - ")[0]}
    return slots


@cache
def _spellings(feature: str) -> tuple[list[str], list[str]]:
    from model.synonyms import SYNONYMS
    from tools.predict._optional import WORDS

    named = SYNONYMS.get(feature) or {level: (level, *words) for level, words in WORDS[feature].items()}
    pairs = [
        (letters(normalise(word)), level)
        for level, words in named.items()
        for word in words
        if " " not in word and normalise(word) not in NOT_IN_SENTENCES and len(word) >= (3 if "가" <= word[0] <= "힣" else 6)
    ]
    return [word for word, _ in pairs], [level for _, level in pairs]


def misspelt(reading: Reading, feature: str) -> str | None:
    """A level by a word with a slip of the finger in it."""
    spellings, levels = _spellings(feature)
    for match in re.finditer(r"[a-z]{5,}|[가-힣]{3,}", reading.rest):
        word = re.sub(r"(?<=...)(?:에서|으로|에|이|가|을|를|는|은)$", "", match[0])
        index = nearest(word, spellings)
        if index is not None:
            reading.blank(*match.span())
            return levels[index]
    return None
