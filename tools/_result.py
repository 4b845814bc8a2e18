"""What a tool gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to show as a table, exact values (None where there is none)."""

    columns: list[str]
    rows: list[list[Any]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A picture or a file. `data` holds the bytes, or `source` a file to be taken over (moved).

    `alt` says in a sentence what the picture shows; it is read by those who don't see it.
    """

    name: str
    mime: str
    alt: str
    data: bytes | None = None
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A short text in the user's language, the exact values as JSON-able data, tables and artifacts."""

    text: str
    data: dict[str, Any] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
