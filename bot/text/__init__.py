"""The bot's own sentences: one file per language, the same keys in each. A tool's sentences stand in its own file."""

from __future__ import annotations

import os
import re

from bot.sql import around_sql
from bot.text import en, ko
from tools._text import Language, Text

_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_FILE_NAME = re.compile(r"\S+\.(?:csv|tsv|txt|xlsx?|json|jsonl|parquet)(?![A-Za-z0-9])", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z가-힣]{2,}")
_KOREAN_WORD = re.compile(r"[A-Za-z][가-힣]|[줘요해까다네지게돼봐라](?:[?!.~]*)$|(?:은|는|이|가|을|를|의|로|에|별)$")


def say(language: Language, key: str, /, **facts: object) -> str:
    """The sentence `key` with its facts filled in."""
    return Text(ko.SENTENCES[key], en.SENTENCES[key]).say(language, **facts)


def has(key: str) -> bool:
    return key in ko.SENTENCES


_ENGLISH = re.compile(
    r"\b(?:by|of|for|the|in|on|with|from|to|is|are|was|were|what|how|which|where|per|between|and|or|than|does|do|an|each|show me)\b",
    re.IGNORECASE,
)


def language_of(text: str, default: Language = "ko") -> Language:
    """The language a message is written in, else `default`."""
    return language_said(text) or default


def language_said(text: str) -> Language | None:
    """Korean when there is any Hangul, unless that is a column's name in an English sentence; English for Latin words; SQL is no sign of either."""
    text = around_sql(text)
    text = _FILE_NAME.sub("", text) if _FILE_NAME.search(text) and _LETTERS.search(_FILE_NAME.sub("", text)) else text
    if _HANGUL.search(text):
        return "en" if _names_in_english(text) else "ko"
    return "en" if _LATIN_WORD.search(text) else None


def _names_in_english(text: str) -> bool:
    """ "add a quarter column from 사고일시", "mean of 제한속도 by 도로종류": mostly Latin words, or such as only English puts together, and what is
    Hangul stands alone and ends no Korean sentence."""
    words = text.split()
    hangul = [w for w in words if _HANGUL.search(w)]
    latin = sum(len(_LATIN_WORD.findall(w)) for w in words if not _HANGUL.search(w))
    english = latin >= 3 * len(hangul) or (latin >= len(hangul) and len(_ENGLISH.findall(text)) >= 2)
    return english and not any(_KOREAN_WORD.search(w) for w in hangul)


def system_language() -> Language:
    """English where the system speaks English, else Korean: the bot is for Daegu."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if spoken.startswith("en") else "ko"
