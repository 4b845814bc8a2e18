"""Logging: one line an event on stderr, with secrets blotted out."""

from __future__ import annotations

import logging
import re

_SECRETS = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|sk-ant-[\w-]+|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")


class Redacting(logging.Formatter):
    """Formats a record, trace and all, and replaces what looks like a token or a password in a URL."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRETS.sub("[secret]", super().format(record))


def set_up(level: str, path: str | None = None) -> None:
    """Send the log to stderr, or to a file when the screen belongs to a conversation."""
    handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler()
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Chatty libraries: what they say at INFO is of no use to an operator, and some of it quotes requests.
    for noisy in ("httpx", "httpx2", "httpcore", "httpcore2", "alembic", "matplotlib", "aiosqlite", "slack_bolt", "urllib3"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
