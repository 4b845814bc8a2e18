"""What the brain decides to do with a message: call tools, or say something."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tools._text import Text


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence, and the values of its fields."""

    text: Text
    fields: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A tool to call; `note` is said before it."""

    name: str
    input: dict[str, Any] = field(default_factory=dict)
    note: Say | None = None


Decision = Call | Say


def fits(decision: Decision, wanted: str) -> bool:
    """Is it a call of the tool `wanted`? Any decision is, when none is wanted."""
    return not wanted or (isinstance(decision, Call) and decision.name == wanted)
