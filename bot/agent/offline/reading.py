"""A message while it is being read: what has been understood is blanked out, so that nothing is read twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

BLANK = "\0"


# \b between Latin letters and anything else: for Python a particle behind an English word ("chart로") is part of it.
_EDGE = r"(?:(?<![a-z0-9_])(?=[a-z0-9_])|(?<=[a-z0-9_])(?![a-z0-9_]))"


@lru_cache(maxsize=4096)
def pattern(text: str) -> re.Pattern[str]:
    """A compiled pattern in which \\b is the edge of a Latin word or number, whatever Hangul stands beside it."""
    return re.compile(text.replace(r"\b", _EDGE))


def in_any_order(*groups: str) -> re.Pattern[str]:
    """A word of each group, in any order and with anything between."""
    return pattern("^" + "".join(rf"(?=.*(?:{group}))" for group in groups))


# ① is more than a figure: it begins a part of a list, which NFKC would forget
_CIRCLED = (
    {0x2460 + n: f" {n + 1}) " for n in range(20)}
    | {0x2776 + n: f" {n + 1}) " for n in range(10)}
    | {0x2488 + n: f" {n + 1}) " for n in range(20)}
)
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """NFKC (except ㅎ and ㅋ alone), lower case, one kind of quote and dash, single spaces (new lines are kept)."""
    text = _KEYCAP.sub(r" \1) ", unicodedata.normalize("NFC", text)).translate(_CIRCLED)
    text = "".join(c if "\u3130" <= c <= "\u318f" else unicodedata.normalize("NFKC", c) for c in text).lower()
    text = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0x318D: "·", 0x30FB: "·", 0: " "})
    return re.sub(r"[^\S\n]+", " ", text).strip()


def loose(word: str) -> str:
    """A pattern for a Korean phrase whose spaces people put where they like; Latin words keep their boundaries."""
    if re.search(r"[a-z0-9]", word):
        return r"(?<![a-z0-9])" + r"\s+".join(re.escape(part) for part in word.split()) + r"(?![a-z0-9])"
    return r"\s*".join(re.escape(c) for c in word if not c.isspace())


def letters(word: str) -> str:
    """Hangul taken apart into its letters, so that one wrong vowel is one wrong letter."""
    return unicodedata.normalize("NFD", word)


def nearest(word: str, spellings: Sequence[str]) -> int | None:
    """The index of the spelling (in letters) that `word` is a slip of the finger away from, or None.

    One slip (a letter wrong, missing, doubled or swapped) in five letters or more, two in eleven or more.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    taken_apart = letters(word)
    if len(taken_apart) < 5:
        return None
    allowed = 2 if len(taken_apart) >= 11 else 1
    best = process.extractOne(taken_apart, spellings, scorer=OSA.distance, score_cutoff=allowed)
    return int(best[2]) if best is not None else None


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


@lru_cache(maxsize=8192)
def loose_pattern(word: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """`loose(word)` compiled, between two more patterns."""
    return re.compile(before + loose(word) + after)


def _compiled(wanted: str | re.Pattern[str]) -> re.Pattern[str]:
    return pattern(wanted) if isinstance(wanted, str) else wanted


class Reading:
    """`text` is the normalised message; `rest` is the same with blanks where something was understood."""

    def __init__(self, text: str) -> None:
        self.text = normalise(text)
        self.rest = self.text
        self.last = (-1, -1)  # where the latest thing understood stands

    def take(self, wanted: str | re.Pattern[str]) -> re.Match[str] | None:
        """The first match in what is left, blanked out from now on."""
        found = _compiled(wanted).search(self.rest)
        if found is not None and found.end() > found.start():
            self.blank(*found.span())
        return found

    def has(self, wanted: str | re.Pattern[str]) -> bool:
        return _compiled(wanted).search(self.rest) is not None

    def blank(self, start: int, end: int) -> None:
        self.rest = self.rest[:start] + BLANK * (end - start) + self.rest[end:]
        self.last = (start, end)

    def restore(self, start: int, end: int) -> None:
        """What stood there was not understood after all."""
        self.rest = self.rest[:start] + self.text[start:end] + self.rest[end:]

    def words(self) -> list[str]:
        """What is left, as words."""
        return re.findall(r"[0-9a-z가-힣_]+", self.rest)
