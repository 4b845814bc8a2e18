"""Replies, shown in a Slack thread: one message that grows into the answer; tables, pictures and files below it.

What was shown is noted as it happens, so that an answer which is begun again changes those messages instead of adding new ones.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError

from bot.messages import Ask, Done, Failed, FileReply, Image, JobUpdate, Reply, Table, TextDelta, ToolFinished, ToolStarted
from bot.slack import blocks, escape, sentences
from bot.slack.api import Place, Slack
from bot.slack.files import shown_name
from storage.blobs import Blobs
from storage.errors import NotFound
from tools._csv import write_csv
from tools._text import Language

log = logging.getLogger(__name__)

REFRESH_SECONDS = 1.0
FIRST_REFRESH_SECONDS = 0.3  # an answer that is done by then needs no step in between

Note = Callable[[dict[str, Any]], Awaitable[None]]


class ThreadAnswer:
    """One answer in a thread. `key` names it in Slack; `notes` is what earlier tries left and `note` keeps more.

    Notes: "messages": {part: ts}, "shown": [fingerprints of tables, pictures, files], "said": the finished text and questions.
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
        notes: Mapping[str, Any] | None = None,
        note: Note | None = None,
        on_job: Callable[[], None] = lambda: None,
        again: bool = False,
    ) -> None:
        self._slack, self._blobs, self._place, self._key = slack, blobs, place, key
        self._language: Language = language
        self._asked, self._on_job, self._again, self._note = asked, on_job, again, note
        self._messages: dict[str, str] = dict((notes or {}).get("messages", {}))
        self._shown: list[str] = list((notes or {}).get("shown", []))
        self.said: dict[str, Any] | None = (notes or {}).get("said")
        self.text = ""
        self.asks: list[Ask] = []
        self._status = ""
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
        """Write the final text and the questions; again after a crash, from the notes."""
        if self.said is None:
            self.said = {"text": self.text, "asks": [asdict(ask) for ask in self.asks]}
            await self._keep(said=self.said)
        text, asks = self.said["text"], [Ask(**ask) for ask in self.said["asks"]]
        pieces = blocks.split(_markdown(text)) if text.strip() else []
        used = len(pieces)
        for number, piece in enumerate(pieces):
            await self._write(number, piece)
        for ask in asks:
            await self._put(str(used), escape.mrkdwn(ask.text), blocks.question(ask, self._asked))
            used += 1
        if not used and self._shown:
            await self._take_back("0")
        elif not used:
            await self._write(0, sentences.NOTHING_TO_SAY.say(self._language))

    async def give_up(self) -> None:
        """The answer can't be finished: say so in its place."""
        note = sentences.GAVE_UP.say(self._language)
        await self._write(0, note)

    async def _on_text(self, reply: TextDelta) -> None:
        self.text += reply.text
        self._changed.set()

    async def _on_tool(self, reply: ToolStarted) -> None:
        self._status = reply.label
        self._changed.set()

    async def _on_tool_end(self, _reply: ToolFinished) -> None:
        self._status = ""
        self._changed.set()

    async def _on_ask(self, reply: Ask) -> None:
        self.asks.append(reply)

    async def _on_job_update(self, _reply: JobUpdate) -> None:
        self._on_job()  # its progress has a message of its own

    async def _on_failed(self, reply: Failed) -> None:
        failed = sentences.FAILED.say(self._language, text=reply.text, code=reply.code)
        self.text = f"{self.text.rstrip()}\n\n{failed}" if self.text.strip() else failed

    async def _nothing(self, _reply: Reply) -> None: ...

    async def _on_table(self, reply: Table) -> None:
        fingerprint = hashlib.sha256(repr((reply.columns, reply.rows, reply.title)).encode()).hexdigest()[:16]
        await self._below(fingerprint, lambda: self._post_table(reply, fingerprint))

    async def _post_table(self, table: Table, fingerprint: str) -> None:
        as_text = blocks.table_text(table)
        if not blocks.fits_table_block(table):
            await self._post_csv(table, fingerprint)
            return
        title = escape.mrkdwn(table.title) or sentences.TABLE.say(self._language, rows=len(table.rows))
        key = f"{self._key}#{fingerprint}"
        try:
            await self._slack.post(
                self._place,
                blocks.shortened(title),
                key=key,
                blocks=blocks.table_block(table),
                fallback=as_text,
                look_first=self._again,
                strict=as_text is None,
            )
        except SlackClientError:
            if as_text is not None:
                raise
            await self._post_csv(table, fingerprint)

    async def _post_csv(self, table: Table, fingerprint: str) -> None:
        title = table.title or sentences.TABLE_NAME.say(self._language)
        rows, columns = f"{len(table.rows):,}", len(table.columns)
        said = sentences.TABLE_AS_FILE.say(self._language, title=escape.mrkdwn(title), rows=rows, columns=columns)
        data = await asyncio.to_thread(_csv, table)
        await self._slack.post(self._place, blocks.shortened(said), key=f"{self._key}#{fingerprint}", look_first=self._again)
        await self._slack.upload(self._place, data, name=shown_name(f"{title}.csv"), alt=title)

    async def _on_file(self, reply: Image | FileReply) -> None:
        await self._below(f"{reply.blob[:16]}:{reply.name}", lambda: self._post_file(reply))

    async def _post_file(self, reply: Image | FileReply) -> None:
        try:
            path = await asyncio.to_thread(self._blobs.path, reply.blob)
            await self._slack.upload(self._place, path, name=shown_name(reply.name), alt=reply.alt)
        except (SlackClientError, NotFound, aiohttp.ClientError, TimeoutError):
            # The words of the answer are still worth having.
            log.exception("a file could not be uploaded to Slack")
            note = sentences.UPLOAD_FAILED.say(self._language, name=shown_name(reply.name).replace("`", "'"))
            self.text = f"{self.text.rstrip()}\n\n{note}\n\n".lstrip("\n")

    async def _below(self, fingerprint: str, post: Callable[[], Awaitable[None]]) -> None:
        """Post something below the answer, once."""
        if fingerprint in self._shown:
            return
        if "0" not in self._messages and self.text.strip():
            await self._write(0, blocks.split(_markdown(self.text))[0])  # words first
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
        status = f"_{escape.markdown(self._status)}…_" if self._status else ""
        if not self.text.strip():
            return status
        pieces = blocks.split(_markdown(self.text), blocks.MARKDOWN_LIMIT - 400)
        return pieces[0] + (" …" if len(pieces) > 1 else "") + (f"\n\n{status[:300]}" if status else "")


def _markdown(text: str) -> str:
    return blocks.hard_breaks(escape.markdown(text))


def _csv(table: Table) -> bytes:
    import pandas as pd

    with tempfile.TemporaryDirectory(prefix="eclo-table-") as folder:
        target = Path(folder) / "table.csv"
        write_csv(pd.DataFrame(table.rows, columns=table.columns, dtype=object), target)
        return target.read_bytes()
