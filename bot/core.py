"""The core: an Incoming goes in, Replies come out. Front ends know nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from bot.agent import consents, spoken
from bot.agent.answer_cache import AnswerCache, retold
from bot.agent.brain import Brain, DatasetView, Message
from bot.agent.budget import Caps, Meter
from bot.agent.course import Course, from_first_user, message, words_of
from bot.agent.graph import Agent, Turn
from bot.agent.memory import Memory
from bot.agent.named import Named
from bot.agent.run_tool import ToolRunner
from bot.errors import describe
from bot.jobs.desk import JobDesk
from bot.jobs.submit import JobQueue
from bot.messages import Ask, Attachment, Done, Failed, Incoming, Reply, TextDelta
from bot.models import Shelf
from bot.text import language_said, say
from bot.uploads import Uploads
from bot.vault import OwnKeys
from storage.ingest import Limits
from storage.scope import Scope
from storage.stores import Stores
from tools._context import MapSettings, ToolContext
from tools._exporter import Exporter
from tools._registry import Registry
from tools._text import Language

log = logging.getLogger(__name__)

FOLLOW_SECONDS = 0.2
FORGET = "forget_conversation"


@dataclass
class Core:
    """Everything between a message and its answer. Built by bot.wiring; tests build it with their own parts.

    `pids` tells which child processes this program runs, by name.
    """

    stores: Stores
    registry: Registry
    brain: Brain
    queue: JobQueue
    models: Shelf
    maps: MapSettings
    clock: Callable[[], datetime]
    pids: Callable[[], Mapping[str, int]] = dict
    front: str = "terminal"
    caps: Caps = field(default_factory=Caps)
    memory: Memory | None = None
    answers: AnswerCache | None = None
    own_keys: OwnKeys | None = None
    is_admin: Callable[[str], bool] = lambda _user: True
    limits: Limits = field(default_factory=Limits)
    exporter: Exporter | None = None

    def __post_init__(self) -> None:
        self._memory = self.memory or Memory(self.stores)
        self._tidying: set[asyncio.Task[None]] = set()
        self._agent = Agent()
        self.jobs = JobDesk(self.stores, self.registry, self.queue, self.front)
        self._run_tool = ToolRunner(self.registry, self.jobs.submit)
        self._uploads = Uploads(self.stores, self._run_tool, self.limits)
        self._locks: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()

    async def warm(self) -> None:
        """Load what the first answer needs, the model in use among it; the user is reading the first screen meanwhile."""
        await self.models.refresh()
        await asyncio.to_thread(self._agent.warm)
        await asyncio.to_thread(self.models)

    async def handle(self, incoming: Incoming) -> AsyncGenerator[Reply]:
        """Answer one message. Ends with Done or Failed. Messages of one thread are answered one after the other.

        A turn that was answered already, but whose front end died before it could say so, is told again and nothing is done.
        """
        scope, course, language = incoming.scope, Course(Meter(self.caps)), self._language(incoming, [])
        lock = self._locks.setdefault((scope.workspace, scope.channel, scope.thread), asyncio.Lock())
        async with lock:
            try:
                answered = await self.stores.transcripts.turn(scope, incoming.turn)
                if answered:
                    yield TextDelta(words_of(answered))
                else:
                    history, summary = await self._memory.recall(scope)
                    language = self._language(incoming, history)
                    async with aclosing(self._answer(incoming, language, history, summary, course)) as replies:
                        async for reply in replies:
                            yield reply
            except Exception as error:
                failure = describe(error, language)
                await self._remember_failure(incoming, course, failure.text, language)
                yield Failed(failure.text, failure.code)
                return
            finally:
                await self._count(incoming, course.meter)
                self._tidy(incoming)
            yield Done(cached=course.cached)

    async def _answer(
        self, incoming: Incoming, language: Language, history: Sequence[Message], summary: str, course: Course
    ) -> AsyncGenerator[Reply]:
        """Answer and commit; `course` collects what becomes of the turn."""
        scope, context, text = incoming.scope, self.context(incoming, language), incoming.text.strip()
        course.pending = waiting = await self.stores.transcripts.pending(scope)
        await self.models.refresh()
        meaning = consents.meant(waiting, text, scope.user, incoming.consent)
        course.pending, course.dropped = consents.left(waiting, meaning), meaning == "dropped"
        if course.dropped:
            yield TextDelta(say(language, "consent_dropped") + "\n\n")
        for number, attachment in enumerate(incoming.attachments):
            async for reply in self._uploads.read(attachment, number, context, course.said):
                yield reply
        if waiting is not None and meaning in ("yes", "no"):
            async for reply in consents.answered(text, meaning == "yes", waiting, context, course, self._run_tool):
                yield reply
            if meaning == "yes" and waiting["name"] == FORGET and self.answers is not None:
                await self.answers.forget(scope)
        elif meaning in consents.SAID:
            for reply in consents.reminded(meaning, text, waiting, language, course):
                yield reply
        elif text:
            async with aclosing(self._by_brain(incoming, text, context, history, summary, course)) as replies:
                async for reply in replies:
                    yield reply
        await self._commit(incoming, course, language)

    async def _by_brain(
        self, incoming: Incoming, text: str, context: ToolContext, history: Sequence[Message], summary: str, course: Course
    ) -> AsyncGenerator[Reply]:
        """The brain's answer, or the kept one to the same question."""
        heard, said = spoken.read(text, history), course.said
        course.asked = heard.words
        said.append(message("user", heard.words))
        brain, datasets = Named(heard.tool) if heard.tool else self.brain, self._datasets(incoming.scope)
        turn = Turn(brain, self.registry, context, datasets, self._run_tool, course.meter, summary, heard.afresh)
        key = None if incoming.attachments or heard.tool else await self._key(heard.words, turn, history)
        kept = await self.answers.get(key) if self.answers and key and not heard.afresh else None
        if kept is not None:
            course.cached = True
            said += retold(kept.messages, incoming.turn)
            yield TextDelta(say(context.language, "answer_kept") + "\n\n")
            for reply in kept.replies:
                yield reply
            return
        seen: list[Reply] = []
        async with aclosing(self._by_turn(turn, history, course)) as replies:
            async for reply in replies:
                seen.append(reply)
                yield reply
        if self.answers and key and course.whole and not course.meter.another_brain:
            await self.answers.put(key, incoming.scope, seen, said[1:])

    async def _by_turn(self, turn: Turn, history: Sequence[Message], course: Course) -> AsyncGenerator[Reply]:
        shown = [*from_first_user(history), *course.said]
        async with aclosing(self._agent.run(turn, shown)) as parts:
            async for part in parts:
                if isinstance(part, dict):
                    course.said.extend(part["messages"][len(shown) :])
                    course.whole = part["halted"] is None
                    course.pending = consents.of_halt(part["halted"]) or course.pending
                    continue
                if isinstance(part, Ask) and part.consent and course.pending:  # one question is open at a time, also where several ask
                    course.pending, course.dropped = None, True
                    yield TextDelta(f"\n\n{say(turn.context.language, 'consent_dropped')}\n\n")
                yield part

    async def _key(self, text: str, turn: Turn, history: Sequence[Message]) -> str | None:
        return await self.answers.key(text, turn.context, history, turn.summary, await turn.datasets()) if self.answers else None

    def _tidy(self, incoming: Incoming) -> None:
        """Sum up what does not fit into the memory any more, while nobody waits."""

        async def tidy() -> None:
            meter = Meter(self.caps)
            try:
                await self._memory.tidy(incoming.scope, meter)
            except Exception:
                log.exception("a conversation was not summed up")
            await self._count(incoming, meter)

        task = asyncio.create_task(tidy())
        self._tidying.add(task)
        task.add_done_callback(self._tidying.discard)

    async def settle(self) -> None:
        """Wait for what is still done after answers."""
        while self._tidying:
            await asyncio.wait(self._tidying)

    async def _count(self, incoming: Incoming, meter: Meter) -> None:
        """Keep what the turn used; an answer does not fail because of it."""
        try:
            await self.stores.usage.add(incoming.scope, incoming.turn, meter.uses)
        except Exception:
            log.exception("what the turn %s used was not recorded", incoming.turn)

    async def add_file(self, scope: Scope, attachment: Attachment) -> None:
        """Store a file as a dataset of the scope's channel. Raises UnreadableFile, StoreUnavailable."""
        await self._uploads.add(scope, attachment)

    # Parts of a turn

    def context(self, incoming: Incoming, language: Language) -> ToolContext:
        """What the tools of this message may touch."""
        return ToolContext(
            scope=incoming.scope,
            language=language,
            now=incoming.now or self.clock(),
            stores=self.stores,
            predictor=self.models,
            maps=self.maps,
            registry=self.registry,
            turn=incoming.turn,
            front=self.front,
            exporter=self.exporter,
            admin=self.is_admin(incoming.scope.user),
        )

    async def prepared(self, incoming: Incoming, language: Language) -> ToolContext:
        """The context of a tool that is called by hand, outside a conversation: with the thread's dataset and the model in use."""
        await self.models.refresh()
        context = self.context(incoming, language)
        context.dataset = await self.stores.datasets.current(incoming.scope)
        context.loop = asyncio.get_running_loop()
        return context

    def _datasets(self, scope: Scope) -> Callable[[], Any]:
        async def views() -> list[DatasetView]:
            current = await self.stores.datasets.current(scope)
            known = await self.stores.datasets.list(scope)
            borrowed = not await self.stores.datasets.is_chosen(scope)
            chosen = current.id if current else None
            return [DatasetView(d.id, d.name, d.profile, d.id == chosen, borrowed and d.id == chosen) for d in known]

        return views

    def _language(self, incoming: Incoming, history: Sequence[Message]) -> Language:
        """As asked for, as written, as last written in this thread (SQL or a number is in no language); else Korean."""
        if incoming.language:
            return _language(incoming.language)
        earlier = (b["text"] for m in reversed(history) if m["role"] == "user" for b in m["content"] if b["type"] == "text")
        return next((said for text in (incoming.text, *earlier) if (said := language_said(text))), "ko")

    async def _commit(self, incoming: Incoming, course: Course, language: Language) -> None:
        said = consents.prefaced(course.said, say(language, "consent_dropped")) if course.dropped else course.said
        await self.stores.transcripts.commit(incoming.scope, incoming.turn, said, pending=course.pending)

    async def _remember_failure(self, incoming: Incoming, course: Course, failure: str, language: Language) -> None:
        said, asked = course.said, course.asked or incoming.text.strip()
        if asked and message("user", asked) not in said:
            said.append(message("user", asked))
        said.append(message("assistant", failure))
        try:
            await self._commit(incoming, course, language)
        except Exception:
            log.exception("the failed turn %s was not recorded", incoming.turn)


def _language(value: str) -> Language:
    return "en" if value == "en" else "ko"
