"""One tool call of a turn: checked, gated by its effect, run, and shown."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from bot import results
from bot.agent import prompts
from bot.agent.brain import Block, DatasetView
from bot.agent.graph import Emit, ToolOutcome
from bot.errors import describe
from bot.jobs.desk import digest
from bot.messages import Ask, JobUpdate, ToolFinished, ToolStarted
from bot.text import say
from storage.datasets import Dataset
from storage.jobs import Job
from tools._context import ToolContext
from tools._errors import MissingInput, Refused
from tools._registry import Consent, Registry, ToolSpec, call, check, is_job
from tools._text import Language, Text

log = logging.getLogger(__name__)

MOST_DATA = 12_000
"""Characters of a result's data that the brain gets to read; people and scripts get all of it."""

MOST_TOLD, MOST_TOLD_CHARACTERS = 3, 30
# Arguments that say best what a call is about.
_TOLD = (
    *("column", "columns", "column1", "column2", "second_column", "group_column", "agg_column"),
    *("target_column", "target", "x", "y", "by", "district", "place", "name"),
)

_CODE = re.compile(r"unknown|[0-9a-f]{32}")

SubmitJob = Callable[[ToolSpec, Mapping[str, Any], ToolContext], Awaitable[Job]]

_UNKNOWN_TOOL = Text(ko="`{name}`라는 도구는 없어요.", en="There is no tool `{name}`.")


def result_block(call_id: str, text: str, data: Mapping[str, Any] | None = None, *, error: bool = False, more: str = "") -> Block:
    """A tool_result: first the sentence for people, then the data as JSON for the brain, and what else the brain has to know."""
    content: list[dict[str, str]] = [{"type": "text", "text": text}]
    if data:
        encoded = json.dumps(data, ensure_ascii=False, default=str)
        content.append({"type": "text", "text": encoded if len(encoded) <= MOST_DATA else encoded[:MOST_DATA] + " …(shortened)"})
    if more:
        content.append({"type": "text", "text": more})
    return {"type": "tool_result", "tool_use_id": call_id, "content": content, **({"is_error": True} if error else {})}


class ToolRunner:
    """Runs tool calls: reads at once, jobs on a worker, writes only after the user has agreed.

    What can be taken back needs no question when the call is in the person's own words (see Step).
    """

    def __init__(self, registry: Registry, submit: SubmitJob) -> None:
        self._registry = registry
        self._submit = submit

    async def __call__(
        self, block: Block, context: ToolContext, emit: Emit, *, agreed: bool = False, own_words: bool = False
    ) -> ToolOutcome:
        """Run the call in a tool_use block. Never raises for a fault of the call: the outcome says what was wrong."""
        name, args = block["name"], dict(block["input"])
        try:
            if name not in self._registry:
                raise Refused("unknown_tool", _UNKNOWN_TOOL, name=name)
            spec = self._registry[name]
            current = await context.stores.datasets.current(context.scope)
            context = replace(context, dataset=current, loop=asyncio.get_running_loop(), used=set())
            asks_first = spec.effect == "write" and not agreed and not (spec.reversible and own_words)
            if not asks_first:  # nobody should read that something is being deleted while they are asked whether it should be
                emit(ToolStarted(name, args, _label(spec, args, context.language)))
            spec.validate(args)
            if spec.needs_dataset:
                context.need_dataset()
            if asks_first:
                return await self._ask_consent(spec, block, context)
            if await is_job(spec, context, args):
                return await self._start_job(spec, block, context, emit)
            return await self._run(spec, block, context, emit)
        except MissingInput as missing:
            return _ask_for(missing, block, context, emit)
        except Exception as error:
            failure = describe(error, context.language)
            emit(ToolFinished(name, args, ok=False))
            choices = {"choices": error.choices} if isinstance(error, Refused) and error.choices else {}
            return ToolOutcome(result_block(block["id"], failure.text, {"code": failure.code, **choices}, error=True))

    async def _run(self, spec: ToolSpec, block: Block, context: ToolContext, emit: Emit) -> ToolOutcome:
        before = context.dataset
        result = await call(spec, context, block["input"])
        borrowed = await _say_which(spec, context)
        stored = await results.store(result, context.stores.blobs)
        await context.stores.datasets.keep_results(context.scope, context.used, results.blobs(stored))
        emit(ToolFinished(spec.name, dict(block["input"]), ok=True))
        for reply in results.replies(stored):
            emit(reply)
        return ToolOutcome(result_block(block["id"], borrowed + result.text, result.data, more=await _made(context, before)))

    async def _start_job(self, spec: ToolSpec, block: Block, context: ToolContext, emit: Emit) -> ToolOutcome:
        await check(spec, context, block["input"])
        job = await self._submit(spec, block["input"], context)
        borrowed = await _say_which(spec, context)
        emit(ToolFinished(spec.name, dict(block["input"]), ok=True))
        emit(JobUpdate(job.id, job.state, job.done, job.total, spec.title.say(context.language)))
        return ToolOutcome(
            result_block(block["id"], borrowed + say(context.language, "job_submitted"), {"job_id": job.id, "state": job.state})
        )

    async def _ask_consent(self, spec: ToolSpec, block: Block, context: ToolContext) -> ToolOutcome:
        """What the user agrees to is fixed now: a name that means something else by the time of the yes must not do harm."""
        language = context.language
        consent = Consent(say(language, "consent_generic", what=spec.title.say(language)), dict(block["input"]))
        if spec.confirm is not None:
            consent = await spec.confirm(ctx=context, **spec.validate(block["input"]))
        choices = [say(language, "consent_yes"), say(language, "consent_no")]
        name = digest(context.turn, spec.name, consent.arguments)
        pending = {"name": spec.name, "input": consent.arguments, "user": context.scope.user, "id": name}
        waiting = result_block(block["id"], say(language, "consent_waiting"), {"code": "consent_needed"})
        ask = Ask(consent.question, choices, [], spec.name, dict(block["input"]), name)
        return ToolOutcome(waiting, {"ask": asdict(ask), "pending": pending})


def _label(spec: ToolSpec, args: Mapping[str, Any], language: Language) -> str:
    """What is being done, and with which columns: "값별 건수를 세는 중: 요일". Codes ("by": "hour", "unknown", an id) are no words for people."""
    coded = {name for name, schema in spec.schema["properties"].items() if "enum" in json.dumps(schema)}
    given = [value for name in _TOLD if name not in coded for value in _listed(args.get(name))]
    given = [value for value in given if not (isinstance(value, str) and _CODE.fullmatch(value))]
    told = list(dict.fromkeys(" ".join(value.split()) for value in given if isinstance(value, str) and value.strip()))[:MOST_TOLD]
    words = ", ".join(value if len(value) <= MOST_TOLD_CHARACTERS else value[: MOST_TOLD_CHARACTERS - 1] + "…" for value in told)
    return f"{spec.title.say(language)}: {words}" if words else spec.title.say(language)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


async def _say_which(spec: ToolSpec, context: ToolContext) -> str:
    """A thread that has no dataset of its own gets the channel's newest; it is told once, and keeps it."""
    dataset = context.dataset
    if not spec.needs_dataset or dataset is None or await context.stores.datasets.is_chosen(context.scope):
        return ""
    await context.stores.datasets.use(context.scope, dataset.id)
    return say(context.language, "dataset_borrowed", name=dataset.name) + "\n"


async def _made(context: ToolContext, before: Dataset | None) -> str:
    """What the brain must know of the dataset that this call has made or turned to: its prompt stays as the turn began."""
    now = await context.stores.datasets.current(context.scope)
    if now is None or (before is not None and now.id == before.id):
        return ""
    return prompts.made(DatasetView(now.id, now.name, now.profile, current=True))


def _ask_for(missing: MissingInput, block: Block, context: ToolContext, emit: Emit) -> ToolOutcome:
    question = missing.say(context.language)
    emit(ToolFinished(block["name"], dict(block["input"]), ok=False))
    ask = Ask(question, missing.choices, missing.missing, block["name"], missing.understood)
    facts = {"code": missing.code, "missing": missing.missing, "understood": missing.understood, "choices": missing.choices}
    return ToolOutcome(result_block(block["id"], question, facts, error=True), {"ask": asdict(ask), "pending": None})
