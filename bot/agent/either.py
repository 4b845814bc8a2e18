"""Which brain answers: Claude where there is a key, the offline grammar where there is none or the API is down."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from pydantic import SecretStr

from bot.agent.brain import Delta, Ledger, Message, Request, Step, found_in, this_turn
from bot.agent.claude import Claude
from bot.agent.offline import Offline
from bot.agent.offline.decision import Decision
from bot.errors import BrainError
from bot.settings import Settings
from bot.text import say
from storage.scope import Scope

log = logging.getLogger(__name__)

PAUSE_SECONDS = 20.0
"""So long the API is left alone after it could not be used: nobody waits for it again in every message of these seconds."""

# When the offline brain answers instead, and what it says first.
_DOWN = {
    "brain_key_rejected": "instead_brain_key_rejected",
    "brain_busy": "instead_brain_busy",
    "brain_overloaded": "instead_brain_overloaded",
    "brain_unreachable": "instead_brain_unreachable",
    "brain_unpaid": "instead_brain_unpaid",
    "brain_refused_request": "instead_brain_refused_request",
    "brain_too_much": "instead_brain_too_much",
}
_OF_THIS_REQUEST = ("brain_refused_request", "brain_too_much")  # say nothing about the next one
_OFFLINE_CALL = "off_"  # how the ids of the offline brain's calls begin

OwnKey = Callable[[Scope], Awaitable[SecretStr | None]]


class Either:
    """A Brain that is Claude or the offline grammar, decided anew for each step.

    A person's own key comes before the workspace's. When the API can't be used, the offline brain answers that turn to its end, after
    one sentence that says so; the next turn asks Claude again, at the earliest PAUSE_SECONDS later. When tools have found something by
    then, BrainError is raised instead: their words are shown, and what became of Claude.
    """

    name = "either"

    def __init__(
        self, settings: Settings, claude: Claude, offline: Offline, own_key: OwnKey, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings, self._claude, self._offline = settings, claude, offline
        self._own_key, self._clock = own_key, clock
        self._down: dict[str, tuple[float, str]] = {}  # whose key -> until when, and why

    async def close(self) -> None:
        await self._claude.close()
        await self._offline.close()

    async def respond(self, request: Request) -> AsyncGenerator[Delta | Step]:
        own = await self._key_of(request.scope)
        if (own or self._workspace_key) is None or _offline_has_begun(request.messages):
            async with aclosing(self._offline.respond(request)) as parts:
                async for part in parts:
                    yield part
            return
        whose = self._whose(own, request.scope)
        until, code = self._down.get(whose, (0.0, ""))
        if self._clock() >= until:
            begun = False
            try:
                async with aclosing(self._claude.respond(replace(request, key=own))) as parts:
                    async for part in parts:
                        begun = begun or isinstance(part, Step) or bool(part.text.strip())
                        yield part
                self._down.pop(whose, None)
                return
            except BrainError as error:
                if begun or error.code not in _DOWN:
                    raise
                code = error.code
                if code not in _OF_THIS_REQUEST:
                    self._down[whose] = (self._clock() + PAUSE_SECONDS, code)
        if found_in(request.messages):
            raise BrainError(code)  # what the tools have found is the answer so far; the grammar would pass off a part of it as the whole
        log.warning("the offline brain answers (%s)", code)
        if request.ledger is not None:
            request.ledger.stood_in()
        async with aclosing(self._instead(request, code, own)) as parts:
            async for part in parts:
                yield part

    async def _instead(self, request: Request, code: str, own: SecretStr | None) -> AsyncGenerator[Delta | Step]:
        """The offline brain's step, after a sentence that says why it is the one to answer."""
        sentence = "instead_own_key_rejected" if own is not None and code == "brain_key_rejected" else _DOWN[code]
        notice = say(request.language, sentence) + "\n\n"
        yield Delta(notice)
        turn = len(this_turn(request.messages))
        question = replace(request, messages=request.messages[: len(request.messages) - turn + 1])  # without calls that came to nothing
        async for part in self._offline.respond(question):
            if isinstance(part, Step):
                yield Step([{"type": "text", "text": notice.rstrip()}, *part.blocks], part.stop_reason, part.own_words)
            else:
                yield part

    async def voice(self, scope: Scope) -> str:
        """Who would answer this person now: the name, the model and how hard it thinks."""
        if (await self._key_of(scope) or self._workspace_key) is None:
            return "offline"
        settings = self._settings
        return f"claude {settings.anthropic_model} {settings.anthropic_effort} {settings.simple_model}"

    async def summarise(self, scope: Scope, words: str, ledger: Ledger) -> str | None:
        """A conversation in a few lines, by Claude; None where there is no key or the API is down."""
        own = await self._key_of(scope)
        if (own or self._workspace_key) is None or self._clock() < self._down.get(self._whose(own, scope), (0.0, ""))[0]:
            return None
        try:
            return await self._claude.summarise(words, key=own, ledger=ledger)
        except BrainError:
            return None

    def warm(self) -> None:
        """Make what the offline grammar makes once."""
        self._offline.warm()

    def decide(self, request: Request) -> Decision:
        """What the offline grammar would do: it tells whether a question stands for itself."""
        return self._offline.decide(request)

    async def check(self, key: SecretStr) -> None:
        """Try a key with one tiny request. Raises BrainError."""
        await self._claude.check(key)

    @property
    def _workspace_key(self) -> SecretStr | None:
        return self._settings.anthropic_api_key if self._settings.brain != "offline" else None

    async def _key_of(self, scope: Scope | None) -> SecretStr | None:
        return await self._own_key(scope) if scope is not None and self._settings.brain != "offline" else None

    @staticmethod
    def _whose(own: SecretStr | None, scope: Scope | None) -> str:
        return f"{scope.workspace}/{scope.user}" if own is not None and scope is not None else ""


def _offline_has_begun(messages: Sequence[Message]) -> bool:
    """Whether a call of this turn is the offline brain's own: it goes on with what it has begun."""
    calls = [b for m in this_turn(messages) for b in m["content"] if b["type"] == "tool_use"]
    return any(call["id"].startswith(_OFFLINE_CALL) for call in calls)
