"""The words between a front end and the core: Incoming goes in, Replies come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.scope import Scope

__all__ = [
    "Ask",
    "Attachment",
    "Done",
    "Failed",
    "FileReply",
    "Image",
    "Incoming",
    "JobUpdate",
    "Reply",
    "Scope",
    "Table",
    "TextDelta",
    "ToolFinished",
    "ToolStarted",
]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message, already on this machine. The name is shown, never used as a path."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a person. `turn` is unique for the message and the same when it is delivered again.

    `language` and `now` override what the text and the clock say (None: find out). `consent` is that of the Ask whose button was pressed.
    """

    scope: Scope
    turn: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    language: str | None = None
    now: datetime | None = None
    consent: str = ""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer; the answer is all of them joined."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolStarted:
    name: str
    args: dict[str, Any]
    label: str  # what is being done, in the user's language


@dataclass(frozen=True, slots=True)
class ToolFinished:
    name: str
    args: dict[str, Any]
    ok: bool


@dataclass(frozen=True, slots=True)
class Table:
    columns: list[str]
    rows: list[list[Any]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the blob store under `blob`."""

    blob: str
    name: str
    alt: str
    mime: str = "image/png"


@dataclass(frozen=True, slots=True)
class FileReply:
    """A file in the blob store under `blob`."""

    blob: str
    name: str
    alt: str
    mime: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question back to the user, with choices to tap; any text is an answer too. `consent` names the call that waits for a yes."""

    text: str
    choices: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    tool: str = ""
    args: dict[str, Any] = field(default_factory=dict)
    consent: str = ""


@dataclass(frozen=True, slots=True)
class JobUpdate:
    """Where a job is. States: queued, running, done, failed, cancelled. `log`: the lines that it has told so far."""

    id: str
    state: str
    done: int
    total: int
    label: str = ""
    log: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Done:
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn ended with an error; `text` says what to do, `code` is stable for scripts."""

    text: str
    code: str


Reply = TextDelta | ToolStarted | ToolFinished | Table | Image | FileReply | Ask | JobUpdate | Done | Failed
