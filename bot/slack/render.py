"""Replies, shown in a Slack thread: one message that grows into the answer and ends with its table; pictures, files and further
tables below it.

What was shown is noted as it happens, so that an answer which is begun again changes those messages instead of adding new ones.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.messages import Ask, Done, Failed, FileReply, Image, JobUpdate, Reply, Table, TextDelta, ToolFinished, ToolStarted
from bot.slack import blocks, escape, sentences
from bot.slack.api import INVALID, Place, Slack, code_of
from bot.slack.files import shown_name
from bot.text import say
from storage.blobs import Blobs
from storage.errors import NotFound
from tools._csv import write_csv
from tools._text import Language

log = logging.getLogger(__name__)

REFRESH_SECONDS = 1.0
FIRST_REFRESH_SECONDS = 0.3  # an answer that is done by then needs no step in between

Note = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands in Slack, with its buttons: who was asked, and the call that waits for a yes ("": none)."""

    ts: str
    text: str
    blocks: list[blocks.Block]
    asked: str
    consent: str


class ThreadAnswer:
    """One answer in a thread. `key` names it in Slack; `notes` is what earlier tries left and `note` keeps more.

    Notes: "messages": {part: ts}, "shown": [fingerprints of pictures and files], "said": the finished text, tables and questions.
    """

    def __init__(
        self,
        slack: Slack,
        blobs: Blobs,
        place: Place,
        *,
        key: str,
        language: Language,
        asked: str = "",
        conversation: str = "",
        notes: Mapping[str, Any] | None = None,
        note: Note | None = None,
        on_job: Callable[[], None] = lambda: None,
        again: bool = False,
    ) -> None:
        self._slack, self._blobs, self._place, self._key = slack, blobs, place, key
        self._language: Language = language
        self._asked, self._conversation = asked, conversation
        self._on_job, self._again, self._note = on_job, again, note
        self._messages: dict[str, str] = dict((notes or {}).get("messages", {}))
        self._shown: list[str] = list((notes or {}).get("shown", []))
        self.said: dict[str, Any] | None = (notes or {}).get("said")
        self.text = ""
        self.tables: list[Table] = []
        self.asks: list[Ask] = []
        self.question: Question | None = None
        self._began_job = False
        self._doing: list[ToolStarted] = []  # several may run at once
        self._written: dict[str, str] = {}  # what each message of ours says now
        self._changed = asyncio.Event()
        self._ended = asyncio.Event()
        self._show: Mapping[type, Callable[[Any], Awaitable[None]]] = {
            TextDelta: self._on_text,
            ToolStarted: self._on_tool,
            ToolFinished: self._on_tool_end,
            Table: self._on_table,
            Image: self._on_file,
            FileReply: self._on_file,
            Ask: self._on_ask,
            JobUpdate: self._on_job_update,
            Failed: self._on_failed,
            Done: self._nothing,
        }

    async def begin(self) -> None:
        """Show at once that the message was heard."""
        if self._again:
            for key, ts in (await self._slack.find(self._place, self._key + "#")).items():
                self._messages.setdefault(key.removeprefix(self._key + "#"), ts)
        if "0" not in self._messages:
            await self._write(0, sentences.THINKING.say(self._language))

    async def show(self, replies: AsyncIterator[Reply]) -> None:
        """Show replies as they come, to the end. Raises what Slack's client raises."""
        refresher = asyncio.create_task(self._keep_fresh())
        try:
            async for reply in replies:
                await self._show[type(reply)](reply)
        finally:
            self._ended.set()
            self._changed.set()
            # Not cancelled: an update on its way must arrive before the final one.
            await refresher
        await self.finish()

    async def show_all(self, replies: Iterable[Reply]) -> None:
        """Show replies that are all there."""
        for reply in replies:
            await self._show[type(reply)](reply)
        await self.finish()

    async def finish(self) -> None:
        """Write the final text, the tables and the questions; again after a crash, from the notes."""
        if self.said is None:
            self.said = self._all_said()
            await self._keep(said=self.said)
        text, asks = self.said["text"], [Ask(**ask) for ask in self.said["asks"]]
        tables = [Table(**table) for table in self.said.get("tables", ())]
        parts: list[tuple[str, Table | None]] = [(piece, None) for piece in blocks.split(_markdown(text))] if text else []
        if parts and tables:
            parts[-1] = (parts[-1][0], tables.pop(0))  # Slack takes one table a message
        parts += [("", table) for table in tables]
        for number, (piece, table) in enumerate(parts):
            await (self._write(number, piece) if table is None else self._write_with_table(number, piece, table))
        for number, ask in enumerate(asks, len(parts)):
            content = blocks.question(ask, self._asked, self._conversation)
            await self._put(str(number), escape.mrkdwn(ask.text), content)
            self.question = Question(self._messages[str(number)], escape.mrkdwn(ask.text), content, self._asked, ask.consent)
        if parts or asks:
            return
        if self._shown or self.said.get("job"):
            await self._take_back("0")
        else:
            await self._write(0, sentences.NOTHING_TO_SAY.say(self._language))

    def _all_said(self) -> dict[str, Any]:
        text = self.text.strip()
        if self._began_job and text in (say("ko", "job_submitted"), say("en", "job_submitted")):
            text = ""  # the job's own message says so, and goes on from there
        tables, asks = [asdict(table) for table in self.tables], [asdict(ask) for ask in self.asks]
        return {"text": text, "tables": tables, "asks": asks, "job": self._began_job}

    async def give_up(self) -> None:
        """The answer can't be finished: say so in its place."""
        note = sentences.GAVE_UP.say(self._language)
        await self._write(0, note)

    async def _on_text(self, reply: TextDelta) -> None:
        self.text += reply.text
        self._changed.set()

    async def _on_tool(self, reply: ToolStarted) -> None:
        self._doing.append(reply)
        self._changed.set()

    async def _on_tool_end(self, reply: ToolFinished) -> None:
        ended = next((started for started in self._doing if (started.name, started.args) == (reply.name, reply.args)), None)
        if ended is not None:
            self._doing.remove(ended)
        self._changed.set()

    async def _on_ask(self, reply: Ask) -> None:
        self.asks.append(reply)

    async def _on_job_update(self, _reply: JobUpdate) -> None:
        self._began_job = True
        self._on_job()  # its progress has a message of its own

    async def _on_failed(self, reply: Failed) -> None:
        failed = sentences.FAILED.say(self._language, text=reply.text, code=reply.code)
        self.text = f"{self.text.rstrip()}\n\n{failed}" if self.text.strip() else failed

    async def _nothing(self, _reply: Reply) -> None: ...

    async def _on_table(self, reply: Table) -> None:
        if blocks.fits_table_block(reply):
            self.tables.append(reply)
        else:
            await self._table_as_file(reply)

    async def _write_with_table(self, number: int, text: str, table: Table) -> None:
        """A part of the answer with a table at its end; where Slack refuses that, with the table as text or as a file."""
        title = escape.mrkdwn(table.title) or sentences.TABLE.say(self._language, rows=len(table.rows))
        short, as_text = escape.mrkdwn(text) or title, blocks.table_text(table)
        content = [*(blocks.answer(text) if text else []), *blocks.table_block(table)]
        fallback = "" if as_text is None else f"{escape.mrkdwn(text)}\n\n{as_text}".lstrip()
        try:
            await self._put(str(number), blocks.shortened(short), content, fallback=fallback)
        except SlackApiError as error:
            if as_text is not None or code_of(error) not in INVALID:
                raise
            await self._write(number, text or title)
            await self._table_as_file(table)

    async def _table_as_file(self, table: Table) -> None:
        title = table.title or sentences.TABLE_NAME.say(self._language)
        digest = hashlib.sha256(repr((table.columns, table.rows, table.title)).encode()).hexdigest()[:16]
        await self._below(f"{digest}:{title}.csv", lambda: self._post_csv(table, title, digest))

    async def _post_csv(self, table: Table, title: str, digest: str) -> None:
        rows, columns = f"{len(table.rows):,}", len(table.columns)
        said = sentences.TABLE_AS_FILE.say(self._language, title=escape.mrkdwn(title), rows=rows, columns=columns)
        data = await asyncio.to_thread(_csv, table)
        await self._slack.post(self._place, blocks.shortened(said), key=f"{self._key}#{digest}", look_first=self._again)
        await self._upload(data, f"{title}.csv", title)

    async def _on_file(self, reply: Image | FileReply) -> None:
        await self._below(f"{reply.blob[:16]}:{reply.name}", lambda: self._post_file(reply))

    async def _post_file(self, reply: Image | FileReply) -> None:
        try:
            path = await asyncio.to_thread(self._blobs.path, reply.blob)
            await self._upload(path, reply.name, reply.alt)
        except (SlackClientError, NotFound, aiohttp.ClientError, TimeoutError):
            # The words of the answer are still worth having.
            log.exception("a file could not be uploaded to Slack")
            note = sentences.UPLOAD_FAILED.say(self._language, name=shown_name(reply.name).replace("`", "'"))
            self.text = f"{self.text.rstrip()}\n\n{note}\n\n".lstrip("\n")

    async def _upload(self, content: Path | bytes, name: str, alt: str) -> None:
        async def is_there() -> bool:
            """An earlier try has put it into the thread and could not note it."""
            if "0" not in self._messages:
                return False
            found = (await self._slack.uploaded(self._place, since=self._messages["0"])).count(shown_name(name))
            return found > sum(fingerprint.endswith(f":{name}") for fingerprint in self._shown)

        if not (self._again and await is_there()):
            await self._slack.upload(self._place, content, name=shown_name(name), alt=alt, is_there=is_there)

    async def _below(self, fingerprint: str, post: Callable[[], Awaitable[None]]) -> None:
        """Post something below the answer, once."""
        if fingerprint in self._shown:
            return
        if "0" not in self._messages and self.text.strip():
            await self._write(0, blocks.split(_markdown(self.text.strip()))[0])  # words first
        await post()
        self._shown.append(fingerprint)
        await self._keep(shown=self._shown)

    async def _write(self, number: int, text: str) -> None:
        await self._put(str(number), blocks.shortened(escape.mrkdwn(text)), blocks.answer(text), fallback=escape.mrkdwn(text))

    async def _put(self, part: str, text: str, content: list[blocks.Block], fallback: str | None = None) -> None:
        """Change the message of this part of the answer, or post it when there is none."""
        ts = self._messages.get(part)
        written = repr(content)
        if ts and self._written.get(part) == written:
            return
        self._written[part] = written
        if ts and await self._slack.update(self._place.channel, ts, text, blocks=content, fallback=fallback):
            return
        self._messages[part] = await self._slack.post(
            self._place, text, key=f"{self._key}#{part}", blocks=content, fallback=fallback, look_first=self._again and not ts
        )
        await self._keep(messages=self._messages)

    async def _take_back(self, part: str) -> None:
        if ts := self._messages.pop(part, None):
            await self._slack.delete(self._place.channel, ts)
            await self._keep(messages=self._messages)

    async def _keep(self, **notes: Any) -> None:
        if self._note is not None:
            await self._note(notes)

    async def _keep_fresh(self) -> None:
        """Show the growing answer about once a second, while it grows."""
        pause = FIRST_REFRESH_SECONDS
        while not self._ended.is_set():
            try:
                await asyncio.wait_for(self._ended.wait(), pause)
            except TimeoutError:
                pause = REFRESH_SECONDS
            await self._changed.wait()
            self._changed.clear()
            ts, text = self._messages.get("0"), self._so_far()
            if not ts or not text or self._ended.is_set():
                continue
            self._written.pop("0", None)
            await self._slack.refresh(self._place.channel, ts, blocks.shortened(escape.mrkdwn(text)), blocks=blocks.answer(text))

    def _so_far(self) -> str:
        status = f"_{escape.markdown(self._doing[-1].label)}…_" if self._doing else ""
        if not self.text.strip():
            return status
        pieces = blocks.split(_markdown(self.text.rstrip()), blocks.MARKDOWN_LIMIT - 400)
        return pieces[0] + (" …" if len(pieces) > 1 else "") + (f"\n\n{status[:300]}" if status else "")


def _markdown(text: str) -> str:
    return blocks.hard_breaks(escape.markdown(text))


def _csv(table: Table) -> bytes:
    import pandas as pd

    with tempfile.TemporaryDirectory(prefix="eclo-table-") as folder:
        target = Path(folder) / "table.csv"
        write_csv(pd.DataFrame(table.rows, columns=table.columns, dtype=object), target)
        return target.read_bytes()
