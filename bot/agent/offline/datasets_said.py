"""Which datasets a message names: a file with its ending, a whole name, or a word that tells one from the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.agent.brain import DatasetView
from bot.agent.offline.reading import normalise

ALIASES: dict[str, tuple[str, ...]] = {
    "cctv": ("카메라", "씨씨티비", "camera", "speed cam"),
    "parking": ("주차장", "주차", "car park", "carpark"),
    "school": ("스쿨존", "어린이 보호", "학교"),
    "accident": ("사고", "crash"),
    "taas": ("사고", "accident", "crash"),
    "주차": ("parking", "car park"),
    "사고": ("accident", "crash"),
    "카메라": ("cctv", "camera"),
    "보호구역": ("school", "스쿨존"),
}
"""A word of a file's name -> what people call such data in the other language."""

_FILE = re.compile(r"[^\n\"'“”‘’<>|?*]*?\.(?:csv|tsv|txt|xlsx?)(?![A-Za-z0-9])", re.IGNORECASE)
# words before a name that are no part of it
_BEFORE = re.compile(
    r"^(?:(?:please|can you|could you|delete|remove|erase|drop|use|switch|change|select|open|export|download|rename|share|to|over|back|the|my|this|that|file|dataset"
    r"|이제|그럼|좀|파일|데이터|데이터셋|나는|우리|그|저|그리고|이번엔|이번에는|대신|다시|아까)\s+|.*말고\s+|.*\binstead of\b.*?\s)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A dataset that a message names, and where."""

    name: str
    start: int
    end: int
    whole: bool  # by its name, and not by a word of it


def file_said(text: str, datasets: Sequence[DatasetView]) -> str | None:
    """A file name with its ending, as written (or as the dataset of that name writes it), be there such a dataset or not."""
    text = unicodedata.normalize("NFC", text)
    plain = normalise(text)
    for view in sorted(datasets, key=lambda d: -len(d.name)):
        at = plain.find(normalise(view.name))
        if at >= 0 and _FILE.search(view.name) and not _BEFORE.sub("", plain[:at]).strip(" '\"`"):
            return view.name
    found = _FILE.search(text)
    if found is None:
        return None
    written = found[0].strip()
    known = [d.name for d in datasets if normalise(written).endswith(normalise(d.name))]
    bare = _BEFORE.sub("", written).strip()
    # A longer name that only ends like a dataset ("old data.csv" beside "data.csv") is another file.
    return next((name for name in known if normalise(name) == normalise(bare)), None) or bare or None


def names_said(plain: str, datasets: Sequence[DatasetView]) -> list[str]:
    """The datasets that a message names, in its order."""
    return [said.name for said in said_in(plain, datasets)]


def one_said(plain: str, datasets: Sequence[DatasetView]) -> str | None:
    """The only dataset that the message names."""
    names = names_said(plain, datasets)
    return names[0] if len(names) == 1 else None


def said_in(plain: str, datasets: Sequence[DatasetView]) -> list[Said]:
    """The datasets named, in the order of the message: by whole name, or an upload by a word (in either language) that only it has.

    What was made of others has their words in its name, so it goes by its whole name only.
    """
    found: list[Said] = []
    for view in sorted(datasets, key=lambda d: -len(stem(d.name))):
        for name in (normalise(view.name), stem(view.name)):
            if len(name) > 1 and (at := plain.find(name)) >= 0:
                found.append(Said(view.name, at, at + len(name), whole=True))
                plain = plain.replace(name, "\0" * len(name))
                break
    uploads = [d for d in datasets if d.profile.encoding != "made"]
    words = {d.name: _words(d.name) | _told_by_columns(d) for d in uploads}
    for name, own in words.items():
        if any(said.name == name for said in found):
            continue
        telling = sorted((w for w in own if sum(w in other for other in words.values()) == 1), key=len, reverse=True)
        spans = [span for word in telling if (span := _span(plain, word))]
        if spans:
            start = min(start for start, _ in spans)
            found.append(Said(name, start, max(end for at, end in spans if at == start), whole=False))
    return sorted(found, key=lambda said: said.start)


def shared_word(plain: str, datasets: Sequence[DatasetView]) -> list[str]:
    """The uploads, newest first, that a word of the message tells, where it tells more than one ("사고" of two years' accidents)."""
    for said in said_in(plain, datasets):
        plain = plain[: said.start] + "\0" * (said.end - said.start) + plain[said.end :]
    words = {d.name: _words(d.name) | _told_by_columns(d) for d in datasets if d.profile.encoding != "made"}
    told = {word: [name for name, own in words.items() if word in own] for word in set().union(*words.values()) if _span(plain, word)}
    return max((names for names in told.values() if len(names) > 1), key=len, default=[])


def without_names(plain: str, datasets: Sequence[DatasetView]) -> str:
    """The message without the file names in it."""
    for view in sorted(datasets, key=lambda d: -len(d.name)):
        plain = plain.replace(normalise(view.name), " ")
    return plain


def stem(name: str) -> str:
    return re.sub(r"\.[a-z0-9]+$", "", normalise(name))


def _span(plain: str, word: str) -> tuple[int, int] | None:
    """Where a word stands; a Latin one not as a part of another."""
    if not word.isascii():
        at = plain.find(word)
        return (at, at + len(word)) if at >= 0 else None
    found = re.search(rf"(?<![a-z0-9]){re.escape(word)}(?:e?s)?(?![a-z0-9])", plain)
    return found.span() if found else None


def _words(name: str) -> set[str]:
    """The words of a file's name, and what people call such data in the other language."""
    bare = stem(name)
    own = {w for w in re.split(r"[\s_\-.()+·]+|\d+", bare) if len(w) >= 2}
    return own | {alias for word, aliases in ALIASES.items() if word in bare for alias in (word, *aliases)}


def _told_by_columns(view: DatasetView) -> set[str]:
    """What people call data whose name says nothing, by its columns: 사고일시 is of accidents."""
    if any(word in stem(view.name) for word in ALIASES):
        return set()
    columns = "|".join(normalise(c.name) for c in view.profile.columns)
    return {said for word, aliases in ALIASES.items() if word in columns for said in (word, *aliases)}
