"""Sentences that several tools about datasets say."""

from __future__ import annotations

from tools._text import Text

GONE = Text(
    ko="`{name}` 데이터를 찾지 못했어요. ‘데이터 목록’이라고 물어보시면 쓸 수 있는 데이터를 알려 드려요.",
    en="There is no dataset `{name}`. Ask for “my datasets” to see those available.",
)
