"""The error tree as the bot sees it, and how each error is said to a person.

Exception
├── BrainError          the language model failed; `code` says how
├── tools.ToolError     Refused (NoDataset), MissingInput, Cancelled
├── storage.StorageError  NotFound, UnreadableFile, StoreUnavailable
├── ModelInUseBroken    the run that predicts for everybody lost its bundle
├── model.ModelError    BundleInvalid, InvalidInput, UnusableTable (each with codes of its own)
└── anything else       a fault of ours: the user gets a log number, the log gets the trace
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot.text import has, say
from model.errors import ModelError, UnusableTable
from model.features import BY_NAME
from storage.errors import StorageError, StoreUnavailable
from tools._errors import Cancelled, MissingInput, Refused
from tools._text import Language, Text

log = logging.getLogger(__name__)

MOST_LISTED = 15


class BrainError(Exception):
    """The language model did not answer. `code`: brain_key_rejected, brain_busy, brain_overloaded, brain_unreachable, brain_unpaid,
    brain_refused_request, brain_too_much (more than it can read).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ModelInUseBroken(Exception):
    """The bundle of the promoted run is gone, altered or of another format: it has to be rolled back."""

    code = "model_in_use_broken"

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self.facts = {"model": model}


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
    if isinstance(error, StoreUnavailable):
        cause = error.__cause__
        log.warning("a store is unavailable (%s): %s: %s", error, type(cause).__name__, getattr(cause, "orig", cause))
    if isinstance(error, BrainError | ModelInUseBroken | StorageError | ModelError | Cancelled) and has(f"error_{code}"):
        sentence = say(language, f"error_{code}", **_readable(getattr(error, "facts", {}), language))
        return Failure(code, " ".join([sentence, *_rows_left_out(error, language)]))
    log_id = secrets.token_hex(4)
    log.error("unexpected error %s", log_id, exc_info=error)
    return Failure("internal", say(language, "error_internal", log_id=log_id))


def _rows_left_out(error: BaseException, language: Language) -> list[str]:
    """Why so few rows were left, where that is what was wrong with a table."""
    report = error.report if isinstance(error, UnusableTable) and error.code in ("too_few_rows", "too_few_years") else None
    if report is None or not report.left_out:
        return []
    from tools.training._say import left_out_sentence

    told = report.to_json()
    return [left_out_sentence(told["left_out"], told["examples"], language)]


# What a file that is no table turned out to be, where that is no name that people know it by (zip, pdf, html).
_FILES = {
    "image": Text(ko="그림", en="picture"),
    "executable": Text(ko="실행", en="program"),
    "binary": Text(ko="이진(binary)", en="binary"),
    "locked": Text(ko="암호가 걸린", en="password-protected"),
}


def _readable(facts: Mapping[str, object], language: Language) -> dict[str, object]:
    """Facts as they stand in a sentence: features by the names people know, lists joined and not endless."""

    def name(value: object) -> object:
        if isinstance(value, str) and value in _FILES:
            return _FILES[value].say(language)
        feature = BY_NAME.get(value) if isinstance(value, str) else None
        return feature.column if feature and language == "ko" else value

    def readable(value: object) -> object:
        if not isinstance(value, list | tuple | set):
            return name(value)
        words = [str(name(item)) for item in value]
        return ", ".join(words[:MOST_LISTED]) + (" …" if len(words) > MOST_LISTED else "") if words else "-"

    return {key: readable(value) for key, value in facts.items()}
