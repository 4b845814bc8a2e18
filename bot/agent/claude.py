"""Claude as the brain: the Anthropic Messages API, streamed. Retries are here and nowhere else."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from bot.agent import prompts, sending
from bot.agent.brain import Block, Delta, Ledger, Message, Request, Step, StopReason
from bot.agent.simple import is_simple
from bot.errors import BrainError
from bot.settings import Settings

log = logging.getLogger(__name__)

READ_SECONDS = 45.0
ATTEMPTS = 3
PATIENCE_SECONDS = 20.0  # after these no further attempt is begun
PAUSE_SECONDS = 0.3
LONGEST_PAUSE = 8.0
MOST_CLIENTS = 32
SUMMARY_TOKENS = 2_500
"""A summary takes a few hundred; newer models think first, and that counts."""

_STOP: dict[str | None, StopReason] = {
    "end_turn": "end_turn",
    "stop_sequence": "end_turn",
    "pause_turn": "end_turn",
    "tool_use": "tool_use",
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "max_tokens",
    "refusal": "refusal",
    None: "truncated",
}
# What a block may carry back to the API; a response has more fields than a request takes.
_KEEP = {
    "text": ("type", "text"),
    "tool_use": ("type", "id", "name", "input"),
    "thinking": ("type", "thinking", "signature"),
    "redacted_thinking": ("type", "data"),
}
_BY_STATUS = {
    401: "brain_key_rejected",
    402: "brain_unpaid",
    403: "brain_key_rejected",
    408: "brain_unreachable",
    413: "brain_too_much",
    429: "brain_busy",
    529: "brain_overloaded",
}
_BY_TYPE = {
    "overloaded_error": "brain_overloaded",
    "rate_limit_error": "brain_busy",
    "authentication_error": "brain_key_rejected",
    "billing_error": "brain_unpaid",
    "request_too_large": "brain_too_much",
}
# Each a 400 like any other but for its words.
_BY_WORDS = {
    "credit balance": "brain_unpaid",
    "API usage limits": "brain_unpaid",
    "prompt is too long": "brain_too_much",
    "exceed context limit": "brain_too_much",
}
_WORTH_RETRYING = ("brain_busy", "brain_overloaded", "brain_unreachable")


class Claude:
    """Raises BrainError when there is no answer; an answer that broke off ends as "truncated".

    A request that has not begun to answer is tried again up to twice, where that can help: overload, rate limit, connection; and as long
    as somebody may still be waiting for it. Nobody above retries, and the SDK's own retries are off.
    """

    name = "claude"

    def __init__(
        self,
        settings: Settings,
        *,
        read_seconds: float = READ_SECONDS,
        pause_seconds: float = PAUSE_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._settings = settings
        self._read, self._pause, self._patience = read_seconds, pause_seconds, patience_seconds
        self._clients: dict[str, Any] = {}  # by the digest of their key

    async def close(self) -> None:
        for client in self._clients.values():
            await client.close()

    async def respond(self, request: Request) -> AsyncGenerator[Delta | Step]:
        parameters = self._parameters(request)
        began = time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            spoken: list[str] = []
            try:
                async for part in self._stream(parameters, request):
                    if isinstance(part, Delta):
                        spoken.append(part.text)
                    yield part
                return
            except Exception as error:
                trouble = _trouble(error)
                if trouble is None:
                    raise
                log.warning("Claude: %s (attempt %s of %s)", trouble.log, attempt, ATTEMPTS)
                if "".join(spoken).strip():
                    yield Step([{"type": "text", "text": "".join(spoken)}], "truncated")
                    return
                pause = self._pause * 2 ** (attempt - 1) if trouble.pause is None else trouble.pause
                late = time.monotonic() - began > self._patience
                if trouble.code not in _WORTH_RETRYING or attempt == ATTEMPTS or pause > LONGEST_PAUSE or late:
                    raise BrainError(trouble.code) from error
            await asyncio.sleep(pause)

    async def summarise(self, words: str, *, key: SecretStr | None = None, ledger: Ledger | None = None) -> str:
        """What a conversation (as plain text) was about, in a few lines. Raises BrainError."""
        messages: list[Message] = [{"role": "user", "content": [{"type": "text", "text": words}]}]
        model = self._simple_model
        about = {"model": model, "max_tokens": SUMMARY_TOKENS, **sending.thinking_hard(model, "low")}
        return await self._ask({**about, "system": prompts.SUMMARISE, "messages": messages}, key, ledger)

    async def check(self, key: SecretStr) -> None:
        """Ask for a single token with this key. Raises BrainError when that does not work."""
        await self._ask(
            {"model": self._simple_model, "max_tokens": 1, "messages": [{"role": "user", "content": "."}]}, key, None, pass_over_blank=True
        )

    async def _ask(self, parameters: dict[str, Any], key: SecretStr | None, ledger: Ledger | None, *, pass_over_blank: bool = False) -> str:
        """One request that is not streamed and not tried again."""
        try:
            message = await self._connect(key).messages.create(**parameters)
            with _reading():
                usage, text = message.usage, "".join(block.text for block in message.content if block.type == "text").strip()
        except Exception as error:
            trouble = _trouble(error)
            if trouble is None:
                raise
            log.warning("Claude: %s", trouble.log)
            raise BrainError(trouble.code) from error
        _tell(ledger, parameters["model"], usage)
        if not text and not pass_over_blank:
            raise BrainError("brain_unreachable")
        return text

    async def _stream(self, parameters: dict[str, Any], request: Request) -> AsyncGenerator[Delta | Step]:
        """One attempt. Raises what the SDK and its transport raise."""
        async with self._connect(request.key).messages.stream(**parameters) as stream:
            try:
                with _reading():
                    async for text in stream.text_stream:
                        yield Delta(text)
                    message = await stream.get_final_message()
            finally:
                with suppress(AssertionError, AttributeError):  # nothing has come, or nothing that can be read
                    _tell(request.ledger, parameters["model"], stream.current_message_snapshot.usage)
        log.info("Claude: %s stop=%s", parameters["model"], message.stop_reason)
        blocks = [_block(b.model_dump(mode="json", warnings=False)) for b in message.content if b.type in _KEEP]
        yield Step([b for b in blocks if not sending.is_blank(b)], _STOP.get(message.stop_reason, "end_turn"))

    def _connect(self, key: SecretStr | None) -> Any:
        secret = (key or self._settings.anthropic_api_key or SecretStr("")).get_secret_value()
        name = hashlib.sha256(secret.encode()).hexdigest()
        if name not in self._clients:
            import httpx2
            from anthropic import AsyncAnthropic

            if len(self._clients) >= MOST_CLIENTS:
                del self._clients[next(iter(self._clients))]  # its connections end with it
            self._clients[name] = AsyncAnthropic(
                api_key=secret,
                base_url=self._settings.anthropic_base_url or None,
                timeout=httpx2.Timeout(self._read, connect=10.0),
                max_retries=0,
            )
        return self._clients[name]

    @property
    def _simple_model(self) -> str:
        return self._settings.simple_model or self._settings.anthropic_model

    def _parameters(self, request: Request) -> dict[str, Any]:
        settings = self._settings
        model = self._simple_model if is_simple(request.messages) else settings.anthropic_model
        return sending.parameters(request, model=model, effort=settings.anthropic_effort, max_tokens=settings.max_answer_tokens)


class _Unreadable(Exception):
    """What came is no answer of this API."""


@contextmanager
def _reading() -> Iterator[None]:
    """While the SDK reads what came. It trips over events that are not as it knows them, in whatever way."""
    try:
        yield
    except (AssertionError, AttributeError, LookupError, TypeError, ValueError, RuntimeError) as error:
        raise _Unreadable(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class _Trouble:
    code: str
    log: str
    pause: float | None = None  # seconds that the server asks for


def _trouble(error: Exception) -> _Trouble | None:
    """What is wrong with the API or the way to it; None for a fault of ours."""
    import anthropic
    import httpx2

    if isinstance(error, anthropic.APIStatusError):
        wait = error.response.headers.get("retry-after", "")
        pause = float(wait) if wait.replace(".", "", 1).isdigit() else None
        return _Trouble(_code(error), f"status {error.status_code} ({error.type})", pause)
    if isinstance(error, _Unreadable | anthropic.APIResponseValidationError | ValueError):  # ValueError: it sent no JSON
        return _Trouble("brain_unreachable", f"what came can't be read: {type(error.__cause__ or error).__name__}")
    if isinstance(error, anthropic.APIConnectionError | httpx2.TransportError):
        return _Trouble("brain_unreachable", f"the connection broke: {type(error).__name__}")
    return None


def _code(error: Any) -> str:
    for words, code in _BY_WORDS.items():
        if words in str(error.message):
            return code
    if error.type in _BY_TYPE:
        return _BY_TYPE[error.type]
    if error.status_code in _BY_STATUS:
        return _BY_STATUS[error.status_code]
    return "brain_overloaded" if error.status_code >= 500 or error.type == "api_error" else "brain_refused_request"


def _tell(ledger: Ledger | None, model: str, usage: Any) -> None:
    if ledger is not None:
        ledger.spent(model, {k: v for k, v in usage.model_dump().items() if isinstance(v, int)})


def _block(raw: Block) -> Block:
    block = {key: raw[key] for key in _KEEP[raw["type"]] if key in raw}
    if block["type"] == "tool_use":
        given = block["input"]
        block |= {"name": str(block["name"]), "input": given if isinstance(given, dict) else {} if given is None else {"arguments": given}}
    return block
