"""What a map is asked to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tools._text import Language
from tools.draw import _words
from tools.draw._figure import clean
from tools.draw._tidy import Operation


@dataclass(frozen=True, slots=True)
class MapQuestion:
    """Column names are exact; `kinds` are the profile's kinds by column name. `level` of areas: 구·군 or 법정동."""

    kind: Literal["auto", "points", "clusters", "heat", "areas"] = "auto"
    latitude: str | None = None
    longitude: str | None = None
    place: str | None = None
    within: str | None = None  # the column of the 구 that a 동 of `place` lies in
    value: str | None = None
    operation: Operation | None = None
    label: str | None = None
    level: Literal["auto", "district", "neighbourhood"] = "auto"
    language: Language = "ko"
    source: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[str]:
        used = (self.latitude, self.longitude)
        return [name for name, kind in self.kinds.items() if kind in ("integer", "number") and name not in used]

    @property
    def columns(self) -> list[str]:
        """The columns that have to be read."""
        named = (self.latitude, self.longitude, self.place, self.within, self.value, self.label)
        return list(dict.fromkeys(c for c in named if c is not None))


def counts_line(question: MapQuestion, used: int, left: int) -> tuple[str, ...]:
    text = _words.N_LEFT_OUT if left else _words.N_USED
    return (text.say(question.language, used=f"{used:,}", left=f"{left:,}", source=clean(question.source)),)
