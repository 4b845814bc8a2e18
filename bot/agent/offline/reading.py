"""A message while it is being read: what has been understood is blanked out, so that nothing is read twice."""

from __future__ import annotations

import re
import unicodedata

BLANK = "\0"

# Particles and endings that may follow a Korean noun and say nothing about which noun it is.
PARTICLE = r"(?:에서의|에서는|에서|으로|에는|에게|까지|부터|이랑|하고|이고|이면|라면|인데|일때|들의|의|에|은|는|이|가|을|를|와|과|로|도|만|랑|엔|면|들)"


def normalise(text: str) -> str:
    """NFKC, lower case, one kind of quote and dash, single spaces (new lines are kept)."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0: " "})
    return re.sub(r"[^\S\n]+", " ", text).strip()


def loose(word: str) -> str:
    """A pattern for a Korean phrase whose spaces people put where they like; Latin words keep their boundaries."""
    if re.search(r"[a-z0-9]", word):
        return r"(?<![a-z0-9])" + r"\s+".join(re.escape(part) for part in word.split()) + r"(?![a-z0-9])"
    return r"\s*".join(re.escape(c) for c in word if not c.isspace())


class Reading:
    """`text` is the normalised message; `rest` is the same with blanks where something was understood."""

    def __init__(self, text: str) -> None:
        self.text = normalise(text)
        self.rest = self.text

    def take(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """The first match in what is left, blanked out from now on."""
        found = re.search(pattern, self.rest)
        if found is not None and found.end() > found.start():
            self.blank(*found.span())
        return found

    def has(self, pattern: str | re.Pattern[str]) -> bool:
        return re.search(pattern, self.rest) is not None

    def blank(self, start: int, end: int) -> None:
        self.rest = self.rest[:start] + BLANK * (end - start) + self.rest[end:]

    def words(self) -> list[str]:
        """What is left, as words."""
        return re.findall(r"[0-9a-z가-힣_]+", self.rest)
