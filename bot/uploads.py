"""Files that come with a message: each becomes a dataset, and is told what is in it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.agent.brain import Message
from bot.agent.course import message, own_call
from bot.agent.run_tool import ToolRunner
from bot.errors import describe
from bot.messages import Attachment, Reply, TextDelta, ToolFinished, ToolStarted
from bot.text import say
from storage.ingest import Limits, ingest
from storage.scope import Scope
from storage.stores import Stores
from tools._context import ToolContext


@dataclass(frozen=True, slots=True)
class Uploads:
    stores: Stores
    run_tool: ToolRunner
    limits: Limits

    async def read(self, attachment: Attachment, number: int, context: ToolContext, said: list[Message]) -> AsyncIterator[Reply]:
        """Make a dataset of a file and say what is in it (the tool get_dataframe_info does). Messages go into `said`.

        `number` tells the files of a message apart.
        """
        language, args = context.language, {"name": attachment.name}
        yield ToolStarted("read_file", args, say(language, "reading_file", name=attachment.name))
        said.append(message("user", say(language, "file_sent", name=attachment.name)))
        try:
            await self.add(context.scope, attachment)
        except Exception as error:
            failure = describe(error, language)
            yield ToolFinished("read_file", args, ok=False)
            yield TextDelta(f"{attachment.name}: {failure.text}\n")
            said.append(message("assistant", failure.text))
            return
        yield ToolFinished("read_file", args, ok=True)
        shown: list[Reply] = []
        call = own_call(context, f"file {number}", "get_dataframe_info", {})
        outcome = await self.run_tool(call, context, shown.append)
        for reply in shown:
            yield reply
        text = outcome.block["content"][0]["text"]
        yield TextDelta(text + "\n")
        said += [{"role": "assistant", "content": [call]}, {"role": "user", "content": [outcome.block]}, message("assistant", text)]

    async def add(self, scope: Scope, attachment: Attachment) -> None:
        """Store a file as a dataset of the scope's channel. Raises UnreadableFile, StoreUnavailable."""
        with tempfile.TemporaryDirectory(prefix="eclo-ingest-") as folder:
            read = await ingest(attachment.path, name=attachment.name, workdir=Path(folder), limits=self.limits)
            original = await asyncio.to_thread(_keep_original, self.stores, attachment.path)
            parquet = await asyncio.to_thread(self.stores.blobs.put_file, read.parquet, ".parquet")
        await self.stores.datasets.add(
            scope, name=attachment.name, original=original, parquet=parquet, sha256=read.sha256, size=read.size, profile=read.profile
        )


def _keep_original(stores: Stores, path: Path) -> str:
    return stores.blobs.put(path.read_bytes())
