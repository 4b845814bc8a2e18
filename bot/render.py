"""Replies as JSON objects, one a line: the form scripts read. The forms are a contract (see docs/cli.md)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from bot.messages import Ask, Done, Failed, FileReply, Image, JobUpdate, Reply, Table, TextDelta, ToolFinished, ToolStarted
from storage.blobs import Blobs


class Outlet:
    """Where pictures and files go: copied to `out` under their own names, or left in the blob store."""

    def __init__(self, blobs: Blobs, out: Path | None = None) -> None:
        self._blobs = blobs
        self._out = out

    def path(self, reply: Image | FileReply) -> Path:
        """The file of a picture or file reply; a name that is taken in `out` gets a number."""
        source = self._blobs.path(reply.blob)
        if self._out is None:
            return source
        self._out.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.\- ]", "_", reply.name).lstrip(".") or "file"
        target = self._out / name
        number = 2
        while target.exists() and target.read_bytes() != source.read_bytes():
            target = self._out / f"{Path(name).stem}-{number}{Path(name).suffix}"
            number += 1
        shutil.copyfile(source, target)
        return target


def as_json(reply: Reply, outlet: Outlet) -> dict[str, Any] | None:  # noqa: PLR0911 - a table of forms, one a line
    """The JSON form of a reply; None for one that scripts are not told about (a tool that has only started)."""
    match reply:
        case TextDelta(text):
            return {"type": "text", "text": text}
        case ToolStarted():
            return None
        case ToolFinished(name, args, ok):
            return {"type": "tool", "name": name, "args": args, "ok": ok}
        case Table(columns, rows, title):
            return {"type": "table", "columns": columns, "rows": rows, **({"title": title} if title else {})}
        case Image():
            return {"type": "image", "path": str(outlet.path(reply)), "alt": reply.alt}
        case FileReply():
            return {"type": "file", "path": str(outlet.path(reply)), "alt": reply.alt}
        case Ask(text, choices, missing, tool, args):
            return {"type": "ask", "text": text, "choices": choices, "missing": missing, "tool": tool, "args": args}
        case JobUpdate(job_id, state, done, total, _, lines):
            log = {"log": list(lines)} if lines else {}
            return {"type": "job", "id": job_id, "state": state, "done": done, "total": total, **log}
        case Done(cached):
            return {"type": "done", "cached": cached}
        case Failed(text, code):
            return {"type": "failed", "text": text, "code": code}
