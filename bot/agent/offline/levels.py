"""The levels of the model in a message: by phrases, by their names, and by names with a slip of the finger."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.agent.offline.accident_words import NOT_IN_SENTENCES, PHRASES, VIOLATIONS
from bot.agent.offline.crash import crash_in, marked
from bot.agent.offline.reading import Reading, letters, loose, nearest, normalise, pattern, squeeze

# what is looked for, letters without which it can't be found (spaces left out; "" where they vary), and what it means
_Wanted = tuple[re.Pattern[str], str, str]


@cache
def _patterns(feature: str) -> tuple[_Wanted, ...]:
    """The phrases of a feature, then the names of its levels, the longest first."""
    from model.synonyms import SYNONYMS

    names = [
        (normalise(word), level)
        for level, words in SYNONYMS[feature].items()
        for word in words
        if len(word) > 1 and normalise(word) not in NOT_IN_SENTENCES
    ]
    names.sort(key=lambda pair: len(pair[0]), reverse=True)
    phrases = [(pattern(wanted), "", level) for wanted, level in PHRASES[feature]]
    return (*phrases, *((pattern(_named(word)), squeeze(word), level) for word, level in names))


def _named(word: str) -> str:
    """A word of two syllables stands at the start of a word: "서리" is not in "밑에서 리어카"."""
    return f"(?<![가-힣]){re.escape(word)}" if re.fullmatch("[가-힣]{1,2}", word) else loose(word)


def take_level(reading: Reading, feature: str) -> str | None:
    """The first level of `feature` that the message names, blanked out."""
    return _take(reading, _patterns(feature))


def _take(reading: Reading, table: tuple[_Wanted, ...]) -> str | None:
    left = squeeze(reading.rest)
    return next((level for wanted, needed, level in table if needed in left and reading.take(wanted)), None)


@cache
def _optional_patterns(feature: str) -> tuple[_Wanted, ...]:
    """The words for each detail or offence, the longest first; "기타" says nothing in a sentence."""
    from tools.predict._optional import WORDS

    names = [
        (normalise(word), level) for level, words in WORDS[feature].items() for word in (level.split(" - ")[-1], *words) if word != "기타"
    ]
    names.sort(key=lambda pair: len(pair[0]), reverse=True)
    phrases = VIOLATIONS if feature == "violation" else ()
    return (
        *((pattern(wanted), "", level) for wanted, level in phrases),
        *((pattern(loose(word)), squeeze(word), level) for word, level in names),
    )


def take_offence(reading: Reading) -> str | None:
    """The offence that the message names, blanked out."""
    return _take(reading, _optional_patterns("violation")) or misspelt(reading, "violation")


def offences_in(text: str) -> list[str]:
    """The offences that a message names, in its order."""
    reading, found = Reading(text), list[tuple[int, str]]()
    for wanted, needed, offence in _optional_patterns("violation"):
        while needed in squeeze(reading.rest) and reading.take(wanted):
            found.append((reading.last[0], offence))
    return list(dict.fromkeys(offence for _, offence in sorted(found)))


def take_crash(reading: Reading) -> dict[str, Any]:
    """The accident type and, where it is told, the detail: by who and what meets, else by their names."""
    told = crash_in(reading.rest)
    left = squeeze(reading.rest)
    named = next((level for wanted, needed, level in _optional_patterns("accident_detail") if needed in left and reading.has(wanted)), None)
    if told is None:
        return {} if named is None else {"accident_detail": named, "accident_type": named.split(" - ")[0]}
    for span in told.spans:
        reading.blank(*span)
    detail = told.detail or (named if named is not None and named.startswith(told.kind) else None)
    return {"accident_type": told.kind, **({"accident_detail": detail} if detail else {})}


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


_NO_SLIPS = frozenset(["그리고", "흐르고", "그러고", "그리는", "올리고"])  # "흐리고" is a letter away


def misspelt(reading: Reading, feature: str) -> str | None:
    """A level by a word with a slip of the finger in it."""
    spellings, levels = _spellings(feature)
    for match in re.finditer(r"[a-z]{5,}|[가-힣]{3,}", reading.rest):
        word = re.sub(r"(?<=...)(?:에서|으로|에|이|가|을|를|는|은)$", "", match[0])
        if marked(word) != word or word in _NO_SLIPS:
            continue  # a word that is known is no slip of the finger
        index = nearest(word, spellings)
        if index is not None:
            reading.blank(*match.span())
            return levels[index]
    return None
