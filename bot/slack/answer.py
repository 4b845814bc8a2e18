"""An accepted message on its way through the core and back into its thread."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.agent import spoken
from bot.core import FORGET, Core
from bot.messages import Ask, Attachment, Failed, Incoming, Reply, Table, TextDelta
from bot.slack import blocks, escape, sentences
from bot.slack.api import CLOSED, Place, Slack, code_of
from bot.slack.events import Heard
from bot.slack.files import Files, allowed
from bot.slack.render import Question, ThreadAnswer
from bot.text import language_said
from storage.inbox import InboxRow
from tools._text import Language

log = logging.getLogger(__name__)

PRIVATE_LIMIT = 3_500
MOST_OPEN_QUESTIONS = 2_000

Saved = Callable[[dict[str, Any]], Awaitable[None]]


class Conversation:
    """Answers the rows of the inbox (see pump.Answerer)."""

    def __init__(self, core: Core, slack: Slack, files: Files, on_job: Callable[[], None]) -> None:
        self._core, self._slack, self._files, self._on_job = core, slack, files, on_job
        self._open: dict[tuple[str, str, str], list[Question]] = {}  # questions with buttons that were not answered yet

    async def answer(self, row: InboxRow) -> None:
        """Answer a message, a choice or a command. Raises what Slack's client or the stores raise: the row is then tried again."""
        heard = Heard.from_payload(row.payload)
        language = await self._language(heard)
        await self._close_questions(heard, language)
        if heard.kind == "command" and not heard.conversation and spoken.read(heard.text, []).tool == FORGET:
            await self._tell_privately(heard, sentences.FORGET_WHERE.say(language))
            return
        if heard.kind == "command":
            began = await self._begin_thread(row, heard)
            if began is None:
                await self._answer_privately(heard, language)
                return
            heard = began
        view = self._view(row, heard, language)
        await view.begin()
        if view.said is not None:  # an earlier try got as far as the whole answer
            await view.finish()
        else:
            async with self._files.fetch(heard.files) as fetched:
                for text, fields in fetched.problems:
                    view.text += text.say(language, **fields) + "\n\n"
                async with self._replies(await self._incoming(heard, language, fetched.attachments)) as replies:
                    await view.show(replies)
        if view.question is not None:
            if view.question.consent:  # only one waits for a yes at a time
                await self._close(heard, lambda question: question.consent != "")
            self._open.setdefault(_conversation(heard), []).append(view.question)
            while len(self._open) > MOST_OPEN_QUESTIONS:
                del self._open[next(iter(self._open))]

    async def give_up(self, row: InboxRow) -> None:
        heard = Heard.from_payload(row.payload)
        if heard.kind == "command":
            heard = replace(heard, thread="" if heard.conversation else row.notes.get("parent", ""))
        await self._view(row, heard, await self._language(heard)).give_up()

    @asynccontextmanager
    async def _replies(self, incoming: Incoming) -> AsyncIterator[AsyncIterator[Reply]]:
        """The core's replies. However the block ends, the core is told: it holds the conversation until then."""
        if not (incoming.text or incoming.attachments):
            yield _nothing()
            return
        replies = self._core.handle(incoming)
        try:
            yield replies
        finally:
            if isinstance(replies, AsyncGenerator):
                await replies.aclose()

    def _view(self, row: InboxRow, heard: Heard, language: Language) -> ThreadAnswer:
        return ThreadAnswer(
            self._slack,
            self._core.stores.blobs,
            Place(heard.channel, heard.thread),
            key=heard.turn,
            language=language,
            asked=heard.user,
            conversation=heard.scope.thread,
            notes=row.notes,
            note=self._noting(row),
            on_job=self._on_job,
            again=row.attempts > 1,
        )

    def _noting(self, row: InboxRow) -> Saved:
        async def note(notes: dict[str, Any]) -> None:
            await self._core.stores.inbox.note(row.id, **notes)

        return note

    async def _incoming(self, heard: Heard, language: Language, attachments: Sequence[Attachment]) -> Incoming:
        text = heard.text if heard.kind == "choice" else escape.spoken(heard.text, self._slack.identity.user)
        if heard.kind == "command":
            text = command_text(text, language)
        # Further down in a conversation the core knows better, from what was said before.
        begins = heard.kind == "command" or not await self._core.stores.transcripts.turns(heard.scope, last=1, without=heard.turn)
        return Incoming(heard.scope, heard.turn, text, tuple(attachments), language=language if begins else None, consent=heard.consent)

    async def _language(self, heard: Heard) -> Language:
        """As written; else as the person has Slack set; else Korean."""
        text = escape.spoken(heard.text, self._slack.identity.user)
        if heard.kind == "command":
            text = _after_subcommand(text)
        return language_said(text) or await self._slack.language(heard.user) or "ko"

    async def _close_questions(self, heard: Heard, language: Language) -> None:
        """Take the buttons away from questions that are answered: by one of them, or by anything else that is said after them.

        A question that waits for one person's yes outlives what others say, and the press of an older one.
        """
        if heard.kind == "choice":
            await self._settle(heard, language)
        await self._close(
            heard, lambda question: not question.consent or (question.asked == heard.user and heard.consent in ("", question.consent))
        )

    async def _close(self, heard: Heard, is_over: Callable[[Question], bool]) -> None:
        questions = self._open.pop(_conversation(heard), [])
        if waiting := [question for question in questions if not is_over(question)]:
            self._open[_conversation(heard)] = waiting
        for question in filter(is_over, questions):
            if question.ts != heard.question.get("ts"):
                await self._slack.refresh(heard.channel, question.ts, question.text, blocks=blocks.without_buttons(question.blocks))

    async def _settle(self, heard: Heard, language: Language) -> None:
        """Show which choice was taken, in the place of the buttons."""
        question = heard.question
        said = sentences.CHOSEN.say(language, choice=escape.mrkdwn(heard.text))
        settled = blocks.settled(question.get("blocks", []), heard.text, language)
        await self._slack.update(heard.channel, question["ts"], blocks.shortened(f"{question.get('text', '')}\n{said}"), blocks=settled)

    async def _begin_thread(self, row: InboxRow, heard: Heard) -> Heard | None:
        """Post the command as a message; its thread (in a direct message, what follows) takes the answer. None where the bot can't post."""
        parent = row.notes.get("parent")
        if parent is None:
            text = f"<@{heard.user}> /eclo {escape.mrkdwn(escape.spoken(heard.text))}".rstrip()
            try:
                parent = await self._slack.post(
                    Place(heard.channel), blocks.shortened(text), key=f"{heard.turn}#parent", look_first=row.attempts > 1
                )
            except SlackApiError as error:
                if code_of(error) not in CLOSED:
                    raise
                return None
            await self._core.stores.inbox.note(row.id, parent=parent)
        if heard.conversation:
            return heard
        await self._core.stores.inbox.place(row.id, parent)
        return replace(heard, thread=parent)

    async def _answer_privately(self, heard: Heard, language: Language) -> None:
        """Answer where the bot is no member: in words, to the one who asked, with a hint how to get more."""
        async with self._replies(await self._incoming(heard, language, ())) as replies:
            said = [_in_words(reply, language) async for reply in replies]
        text = "".join(said).strip()
        if len(text) > PRIVATE_LIMIT:
            text = text[:PRIVATE_LIMIT] + "…"
        invite = sentences.INVITE.say(language, bot=self._slack.identity.name)
        await self._tell_privately(heard, f"{text}\n\n{invite}".strip())

    async def _tell_privately(self, heard: Heard, text: str) -> None:
        if allowed(heard.response_url, self._slack.base_url) is None:
            log.warning("a command came with a response_url that is not Slack's")
            return
        await self._slack.respond(heard.response_url, text)


async def _nothing() -> AsyncIterator[Reply]:
    nothing: tuple[Reply, ...] = ()
    for reply in nothing:
        yield reply


def _conversation(heard: Heard) -> tuple[str, str, str]:
    return heard.workspace, heard.channel, heard.scope.thread


def command_text(text: str, language: Language) -> str:
    """What the core is asked for `/eclo TEXT`: `help`, `predict ...` or a question."""
    word, _, rest = text.partition(" ")
    if word.lower() in ("", "help", "도움말") and not rest.strip():
        return sentences.HELP_WORD.say(language)
    if word.lower() in ("predict", "예측"):
        return sentences.PREDICT.say(language, text=rest.strip()).strip()
    return text


def _after_subcommand(text: str) -> str:
    """The words that show a language: a subcommand is the same in both."""
    word, _, rest = text.partition(" ")
    return rest if word.lower() in ("help", "predict", "forget", "usage") else text


def _in_words(reply: Reply, language: Language) -> str:
    match reply:
        case TextDelta(text):
            return escape.mrkdwn(text)
        case Ask(text, consent=consent) if consent:  # each command here is a conversation of its own, which no yes belongs to
            return f"\n{escape.mrkdwn(text)}\n{sentences.CONSENT_WHERE.say(language)}\n"
        case Ask(text, choices):
            return f"\n{escape.mrkdwn(text)}\n" + "".join(f"• {escape.mrkdwn(choice)}\n" for choice in choices)
        case Table():
            return f"\n{blocks.table_text(reply) or ''}\n"
        case Failed(text, code):
            return "\n" + sentences.FAILED.say(language, text=escape.mrkdwn(text), code=code)
        case _:
            return ""
