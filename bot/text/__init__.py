"""The bot's own sentences: one file per language, the same keys in each. A tool's sentences stand in its own file."""

from __future__ import annotations

import os
import re

from bot.text import en, ko
from tools._text import Language, Text

_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def say(language: Language, key: str, /, **facts: object) -> str:
    """The sentence `key` with its facts filled in."""
    return Text(ko.SENTENCES[key], en.SENTENCES[key]).say(language, **facts)


def has(key: str) -> bool:
    return key in ko.SENTENCES


def language_of(text: str, default: Language = "ko") -> Language:
    """Korean when there is any Hangul, English when there are only Latin words, else `default`."""
    if _HANGUL.search(text):
        return "ko"
    return "en" if _LATIN_WORD.search(text) else default


def system_language() -> Language:
    """English where the system speaks English, else Korean: the bot is for Daegu."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if spoken.startswith("en") else "ko"
