"""Claude as the brain: the Anthropic Messages API, streamed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from typing import Any

from bot.agent import prompts
from bot.agent.brain import Block, Delta, Request, Step, StopReason
from bot.errors import BrainError
from bot.settings import Settings
from tools._registry import ToolSpec

log = logging.getLogger(__name__)

MAX_TOKENS = 4096
READ_SECONDS = 45.0
_CACHED = {"cache_control": {"type": "ephemeral"}}

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
_BY_STATUS = {401: "brain_key_rejected", 403: "brain_key_rejected", 429: "brain_busy", 529: "brain_overloaded"}
_BY_TYPE = {"overloaded_error": "brain_overloaded", "rate_limit_error": "brain_busy", "authentication_error": "brain_key_rejected"}


class Claude:
    """Raises BrainError when there is no answer; an answer that broke off ends as "truncated"."""

    name = "claude"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Any = None

    def _connect(self) -> Any:
        if self._client is None:
            import httpx2
            from anthropic import AsyncAnthropic

            key = self._settings.anthropic_api_key
            self._client = AsyncAnthropic(
                api_key=key.get_secret_value() if key else "",
                base_url=self._settings.anthropic_base_url or None,
                timeout=httpx2.Timeout(READ_SECONDS, connect=10.0),
                max_retries=2,  # the SDK's own, for a request that has not begun to answer; nobody above retries
            )
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    async def respond(self, request: Request) -> AsyncIterator[Delta | Step]:
        import anthropic
        import httpx2

        spoken: list[str] = []
        try:
            async with self._connect().messages.stream(**self._parameters(request)) as stream:
                async for text in stream.text_stream:
                    spoken.append(text)
                    yield Delta(text)
                message = await stream.get_final_message()
        except anthropic.APIStatusError as error:
            log.warning("Claude answered with status %s (%s)", error.status_code, error.type)
            raise BrainError(_code(error)) from error
        except (anthropic.APIConnectionError, httpx2.TransportError, ValueError) as error:  # ValueError: it sent no JSON
            log.warning("the stream from Claude broke: %s", type(error).__name__)
            if not "".join(spoken).strip():
                raise BrainError("brain_unreachable") from error
            yield Step([{"type": "text", "text": "".join(spoken)}], "truncated")
            return
        usage = {k: v for k, v in message.usage.model_dump().items() if isinstance(v, int)}
        log.info("Claude: stop=%s usage=%s", message.stop_reason, usage)
        blocks = [_block(b.model_dump(mode="json")) for b in message.content if b.type in _KEEP and not _is_blank(b)]
        yield Step(blocks, _STOP.get(message.stop_reason, "end_turn"), usage)

    def _parameters(self, request: Request) -> dict[str, Any]:
        return {
            "model": self._settings.anthropic_model,
            "max_tokens": MAX_TOKENS,
            "output_config": {"effort": self._settings.anthropic_effort},
            "system": [
                {"type": "text", "text": prompts.STABLE, **_CACHED},
                {"type": "text", "text": prompts.changing(request)},
            ],
            "tools": _tools(request.tools),
            "messages": list(request.messages),
        }


def _tools(specs: Iterable[ToolSpec]) -> list[dict[str, Any]]:
    tools: list[dict[str, Any]] = [{"name": s.name, "description": s.description, "input_schema": s.schema} for s in specs]
    if tools:
        tools[-1] |= _CACHED
    return tools


def _block(raw: Block) -> Block:
    return {key: raw[key] for key in _KEEP[raw["type"]] if key in raw}


def _is_blank(block: Any) -> bool:
    """Words that are none: the API sends such text, and refuses it in a conversation."""
    return block.type == "text" and not block.text.strip()


def _code(error: Any) -> str:
    if error.type in _BY_TYPE:
        return _BY_TYPE[error.type]
    if error.status_code in _BY_STATUS:
        return _BY_STATUS[error.status_code]
    return "brain_overloaded" if error.status_code >= 500 else "brain_refused_request"
