"""Files that people share in Slack, brought to this machine.

The bot's token goes along with a download, so it only goes where Slack keeps files: over https, to Slack's hosts, never along a
redirect, and never to a file that is only a link to somewhere else. A size that was declared is not believed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from yarl import URL

from bot.messages import Attachment
from bot.slack import sentences
from bot.slack.api import Slack
from tools._text import Text

log = logging.getLogger(__name__)

MOST_FILES = 10
_HOSTS = ("slack.com", "slack-files.com")
_EXTERNAL = ("external",)
_UNAVAILABLE = ("tombstone", "hidden_by_limit")
_ATTEMPTS = 3
_TIMEOUT = aiohttp.ClientTimeout(total=180, sock_connect=10, sock_read=30)


class FileRefused(Exception):
    """A file that is not taken; `text` says why, its fields are `name` and `limit_mb`."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass
class Fetched:
    """What came along with a message, and what could not be taken: (sentence, fields)."""

    attachments: list[Attachment] = field(default_factory=list)
    problems: list[tuple[Text, dict[str, object]]] = field(default_factory=list)


class Files:
    def __init__(self, slack: Slack, limit_mb: int, folder: Path) -> None:
        self._slack = slack
        self._limit_mb = limit_mb
        self._folder = folder

    @asynccontextmanager
    async def fetch(self, files: Sequence[dict[str, Any]]) -> AsyncIterator[Fetched]:
        """Download files into a folder that is removed afterwards."""
        fetched = Fetched()
        if not files:
            yield fetched
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="upload-", ignore_cleanup_errors=True) as folder:
            for number, file in enumerate(files[:MOST_FILES]):
                name = shown_name(str(file.get("name") or "file"))
                try:
                    fetched.attachments.append(Attachment(name, await self._one(file, Path(folder) / f"{number}")))
                except FileRefused as refusal:
                    log.info("a shared file was not taken: %s", refusal.text.en)
                    fetched.problems.append((refusal.text, {"name": name.replace("`", "'"), "limit_mb": self._limit_mb}))
            if len(files) > MOST_FILES:
                fetched.problems.append((sentences.FILES_TOO_MANY, {"limit": MOST_FILES}))
            yield fetched

    async def _one(self, file: dict[str, Any], target: Path) -> Path:
        if file.get("file_access") == "check_file_info":  # from another organisation: the event holds only the id
            try:
                file = await self._slack.file(str(file.get("id", "")))
            except SlackApiError as error:
                raise FileRefused(sentences.FILE_GONE) from error
        if file.get("is_external") or file.get("mode") in _EXTERNAL:
            raise FileRefused(sentences.FILE_EXTERNAL)
        if file.get("mode") in _UNAVAILABLE:
            raise FileRefused(sentences.FILE_GONE)
        url = allowed(str(file.get("url_private_download") or file.get("url_private") or ""), self._slack.base_url)
        if url is None:
            raise FileRefused(sentences.FILE_NOT_ALLOWED)
        if int(file.get("size") or 0) > self._limit_mb * 1024 * 1024:
            raise FileRefused(sentences.FILE_TOO_LARGE)
        for attempt in range(_ATTEMPTS):
            try:
                await self._stream(url, target, html="html" in str(file.get("mimetype") or ""))
                return target
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("a download from Slack failed: %s", type(error).__name__)
                await asyncio.sleep(0.25 * 2**attempt)
        raise FileRefused(sentences.FILE_FAILED)

    async def _stream(self, url: URL, target: Path, *, html: bool) -> None:
        limit = self._limit_mb * 1024 * 1024
        headers = {"Authorization": f"Bearer {self._slack.token}"}
        async with self._slack.http.get(url, headers=headers, allow_redirects=False, timeout=_TIMEOUT) as response:
            if response.status in (404, 410):
                raise FileRefused(sentences.FILE_GONE)
            # Slack sends to its sign-in page, or shows it, when a token may not see a file.
            if response.status in (401, 403) or 300 <= response.status < 400 or (response.content_type == "text/html" and not html):
                raise FileRefused(sentences.FILE_NO_PERMISSION)
            response.raise_for_status()
            taken = 0
            with target.open("wb") as out:
                async for chunk in response.content.iter_chunked(1 << 18):
                    taken += len(chunk)
                    if taken > limit:
                        raise FileRefused(sentences.FILE_TOO_LARGE)
                    await asyncio.to_thread(out.write, chunk)


def allowed(url: str, api_url: str) -> URL | None:
    """The address when the token may be sent there: https at one of Slack's file hosts, or the API's own host while that is this machine."""
    try:
        address, api = URL(url), URL(api_url)
        port = address.explicit_port
    except ValueError:
        return None
    host = (address.host or "").lower()
    if address.user is not None or address.password is not None or not host:
        return None
    if _is_loopback(api.host or "") and (address.scheme, host, address.port) == (api.scheme, api.host, api.port):
        return address
    known = any(host == name or host.endswith("." + name) for name in _HOSTS)
    return address if address.scheme == "https" and known and port in (None, 443) else None


def shown_name(name: str) -> str:
    """A file's name for people: one line, no path, nothing invisible, at most 120 characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).strip()
    return visible[:100] + "…" + visible[-19:] if len(visible) > 120 else visible or "file"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
