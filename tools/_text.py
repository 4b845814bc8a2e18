"""A sentence in both languages, with Korean particles that agree with the word before them."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["ko", "en"]

# particle after a vowel -> particle after a consonant
_PARTICLES = {"는": "은", "가": "이", "를": "을", "와": "과", "로": "으로", "라": "이라", "예요": "이에요"}
# How a trailing digit or Latin letter ends when read aloud in Korean: does it close with a consonant?
_CLOSED = set("013678lmnrLMNR")
_RIEUL = set("178lrLR")
# Signs behind a number that are read as words that end in a vowel: 퍼센트, 미터, 킬로미터
_READ_OUT = re.compile(r"\d\s?(?:%|k?m)[^\w%]*$")
# What stands in brackets behind a word is not read with it: 하빈면(50%)이에요
_ASIDE = re.compile(r"(?<=\S)\([^()]*\)$")


# "1 rows" in a sentence made for any number. The words between the number and the noun, and the verb right behind it, too.
_NOUNS = [
    "rows",
    "columns",
    "values",
    "cells",
    "points",
    "groups",
    "days",
    "periods",
    "areas",
    "categories",
    "clusters",
    "levels",
    "lines",
    "pairs",
    "datasets",
    "files",
    "predictions",
    "components",
    "accidents",
    "others",
    "dates",
    "districts",
    "patterns",
    "features",
    "sheets",
    "jobs",
    "places",
    "seconds",
    "minutes",
    "hours",
    "years",
    "months",
    "weeks",
    "trees",
    "tests",
    "outliers",
    "strategies",
    "spots",
    "records",
    "tables",
    "cameras",
    "lots",
    "names",
    "people",
    "questions",
    "runs",
    "neighbourhoods",
    "steps",
    "units",
    "items",
    "kinds",
    "circles",
    "predictors",
]
_ONE = re.compile(
    rf"(?<![\w.,~/-])1 (?P<between>(?:(?!(?:of|to|and|in|or|by|for|with|per|the|is|from|a)\b)[a-z-]+ )?)(?P<noun>{'|'.join(_NOUNS)})\b"
    r"(?P<verb> (?:have|are|were|lie|hold|differ|do))?(?!\w)"
)
_VERBS = {"have": "has", "are": "is", "were": "was", "lie": "lies", "hold": "holds", "differ": "differs", "do": "does"}
_SINGULAR = {"categories": "category", "strategies": "strategy", "people": "person"}


def agree(text: str) -> str:
    """An English sentence with one of something: "1 rows were" becomes "1 row was"."""

    def one(found: re.Match[str]) -> str:
        noun, verb = found["noun"], (found["verb"] or "").strip()
        return f"1 {found['between']}{_SINGULAR.get(noun, noun[:-1])}" + (f" {_VERBS[verb]}" if verb else "")

    return _ONE.sub(one, text)


def particle(word: str, open_form: str) -> str:
    """The form of a Korean particle that fits after `word`, given its form after a vowel.

    `particle("구", "를")` is "를"; `particle("동", "를")` is "을". ㄹ keeps "로".
    """
    closed_form = _PARTICLES[open_form]
    word = _ASIDE.sub("", word)
    if _READ_OUT.search(word):
        return open_form
    last = next((c for c in reversed(word) if c.isalnum()), "")
    if "가" <= last <= "힣":
        tail = (ord(last) - 0xAC00) % 28
        closed = tail != 0 and not (open_form == "로" and tail == 8)
    else:
        closed = last in _CLOSED and not (open_form == "로" and last in _RIEUL)
    return closed_form if closed else open_form


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        spec, _, asked = format_spec.rpartition("|")
        if asked not in _PARTICLES:
            return str(super().format_field(value, format_spec))
        said = str(super().format_field(value, spec))
        return said + particle(said, asked)


_FORMATTER = _Formatter()


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for people, in Korean and in English.

    Fields are those of `str.format`; in the Korean one a particle may stand as the format:
    `Text(ko="{column:를} 찾지 못했어요.", en="There is no column {column}.")`; after another format it follows a bar: `{error:.4f|예요}`.
    """

    ko: str
    en: str

    def say(self, language: Language, /, **fields: object) -> str:
        return _FORMATTER.format(self.ko, **fields) if language == "ko" else agree(_FORMATTER.format(self.en, **fields))
