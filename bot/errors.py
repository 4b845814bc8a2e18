"""The error tree as the bot sees it, and how each error is said to a person.

Exception
├── BrainError          the language model failed; `code` says how
├── tools.ToolError     Refused (NoDataset), MissingInput, Cancelled
├── storage.StorageError  NotFound, UnreadableFile, StoreUnavailable
├── model.ModelError    BundleInvalid, InvalidInput, UnusableTable
└── anything else       a fault of ours: the user gets a log number, the log gets the trace
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from bot.text import has, say
from model.errors import ModelError
from storage.errors import StorageError
from tools._errors import Cancelled, MissingInput, Refused
from tools._text import Language

log = logging.getLogger(__name__)


class BrainError(Exception):
    """The language model did not answer. `code`: brain_key_rejected, brain_busy, brain_overloaded, brain_unreachable, brain_refused_request."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as it is shown: a stable code and a sentence that says what to do."""

    code: str
    text: str


def describe(error: BaseException, language: Language) -> Failure:
    """The sentence for an error. What we did not expect is logged with a number, and only the number is shown."""
    if isinstance(error, Refused | MissingInput):
        return Failure(error.code, error.say(language))
    code = getattr(error, "code", "")
    if isinstance(error, BrainError | StorageError | ModelError | Cancelled) and has(f"error_{code}"):
        return Failure(code, say(language, f"error_{code}", **getattr(error, "facts", {})))
    log_id = secrets.token_hex(4)
    log.error("unexpected error %s", log_id, exc_info=error)
    return Failure("internal", say(language, "error_internal", log_id=log_id))
