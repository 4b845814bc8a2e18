"""The agent: the brain's turn, its tool calls fanned out and joined, and back to the brain.

    think -> (no tool calls) END
    think -> act, act, ... (one Send per call) -> join -> think
    join  -> END when the user has something to say first (something missing, consent) or a cap is reached (see budget.py)

Replies go out as they come, through LangGraph's custom stream. The state is plain JSON.
"""

from __future__ import annotations

import asyncio
import logging
import operator
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol, TypedDict

from bot.agent import sparing
from bot.agent.brain import Block, Brain, DatasetView, Delta, Message, Request, Step, found_in, this_turn
from bot.agent.budget import Meter
from bot.agent.sending import without_thinking
from bot.errors import BrainError
from bot.messages import Ask, Reply, TextDelta
from bot.text import say
from tools._context import ToolContext
from tools._registry import Registry

log = logging.getLogger(__name__)

Halt = dict[str, Any]
"""Why a turn ends before the brain has finished: {"ask": the fields of an Ask, "pending": a call that waits for consent or None}. A call
that waits has in "then" the Halts of those to be asked about after it."""


@dataclass(frozen=True)
class ToolOutcome:
    """What became of a tool call: the block that answers it, and a Halt when the user must speak first."""

    block: Block
    halt: Halt | None = None


Emit = Callable[[Reply], None]


class RunTool(Protocol):
    def __call__(self, block: Block, context: ToolContext, emit: Emit, *, own_words: bool) -> Awaitable[ToolOutcome]: ...


@dataclass(frozen=True)
class Turn:
    """What one run of the graph needs beside its state."""

    brain: Brain
    registry: Registry
    context: ToolContext
    datasets: Callable[[], Awaitable[Sequence[DatasetView]]]
    run_tool: RunTool
    meter: Meter
    summary: str = ""
    repeated: bool = False  # the words were said before, perhaps by somebody else
    _first: list[Sequence[DatasetView]] = field(default_factory=list)

    def began_with(self, datasets: Sequence[DatasetView]) -> Sequence[DatasetView]:
        """The datasets as the first step of the turn knew them; `datasets` are those of this step."""
        if not self._first:
            self._first.append(datasets)
        return self._first[0]


class State(TypedDict):
    messages: Annotated[list[Message], operator.add]
    outcomes: Annotated[dict[str, dict[str, Any]], operator.or_]
    steps: int
    mistakes: int
    halted: Halt | None
    own_words: bool


class ActInput(TypedDict):
    call: Block
    own_words: bool


MOST_MISTAKES = 2
"""So often in a row a brain may mend a call that was wrong in itself."""

MOST_FOUND = 5
"""So many sentences of tools are shown when a turn ends before the brain could sum them up."""

_MISTAKES = ("invalid_argument", "unknown_tool")
_NOTICE = {"max_tokens": "brain_too_long", "refusal": "brain_declined", "truncated": "brain_cut_short", "slow": "error_too_slow"}


async def _think(state: State, runtime: Any) -> dict[str, Any]:
    turn: Turn = runtime.context
    blocks, reason, own_words = await _heard(state, turn, runtime.stream_writer)
    if not any(b["type"] in ("text", "tool_use") for b in blocks) and reason not in _NOTICE and not _is_gone(reason):
        if state["steps"]:  # the tools' results are the answer; the API takes no empty message back
            return {"steps": state["steps"] + 1}
        reason = "truncated"
    if reason in _NOTICE or _is_gone(reason):
        notice = say(turn.context.language, _NOTICE.get(reason, f"error_{reason}"))
        if _is_gone(reason) or (reason == "slow" and not blocks):
            notice = _with_found(state["messages"], notice)
        blocks = _marked(blocks, notice, turn, runtime.stream_writer, parted=not _line_is_open(state["messages"]))
    return {
        "messages": [{"role": "assistant", "content": blocks}],
        "steps": state["steps"] + 1,
        "own_words": own_words and not turn.repeated,
    }


async def _heard(state: State, turn: Turn, emit: Emit) -> tuple[list[Block], str, bool]:
    """The brain's step: its blocks, why it ended (a StopReason, "slow", or the code of a BrainError), and whether its calls are the
    person's own words. Raises BrainError when there is nothing to show yet.
    """
    spoken: list[str] = []
    step = Step([], "truncated")
    parted = not _line_is_open(state["messages"])
    try:
        async with asyncio.timeout(turn.meter.seconds_left):
            async for part in turn.brain.respond(await _request(state, turn)):
                if isinstance(part, Delta):
                    emit(TextDelta(part.text if parted else f"\n\n{part.text}"))
                    spoken.append(part.text)
                    parted = True
                else:
                    step = part
        return list(step.blocks), step.stop_reason, step.own_words
    except TimeoutError:
        reason = "slow"
    except BrainError as error:
        if not found_in(state["messages"]):
            raise
        log.warning("an answer ends with what its tools have said (%s)", error.code)
        reason = error.code
    return [{"type": "text", "text": "".join(spoken)}] if spoken else [], reason, False


def _is_gone(reason: str) -> bool:
    return reason.startswith("brain_")


async def _request(state: State, turn: Turn) -> Request:
    datasets = await turn.datasets()
    return Request(
        messages=state["messages"],
        tools=list(turn.registry),
        datasets=datasets,
        language=turn.context.language,
        now=turn.context.now,
        summary=turn.summary,
        scope=turn.context.scope,
        ledger=turn.meter,
        began_with=turn.began_with(datasets),
    )


def _marked(blocks: list[Block], notice: str, turn: Turn, emit: Emit, *, parted: bool) -> list[Block]:
    """A partial answer is marked as one, with a button to have it whole. A call whose arguments may have been cut off is not run."""
    language = turn.context.language
    text = "".join(b["text"] for b in blocks if b["type"] == "text").rstrip()
    emit(TextDelta(f"\n\n{notice}" if text or not parted else notice))
    emit(Ask(say(language, "retry_question"), [say(language, "retry_choice")]))
    return [{"type": "text", "text": f"{text}\n\n{notice}" if text else notice}]


def _line_is_open(messages: Sequence[Message]) -> bool:
    """Whether the bot has said something in this turn, before tools ran, that the next words must be parted from."""
    said = [b["text"] for m in this_turn(messages) if m["role"] == "assistant" for b in m["content"] if b["type"] == "text"]
    return any(map(str.strip, said)) and not said[-1].endswith("\n")


def _calls(state: State) -> list[Block]:
    return [b for b in state["messages"][-1]["content"] if b["type"] == "tool_use"]


def _after_think(state: State) -> Any:
    from langgraph.graph import END
    from langgraph.types import Send

    return [Send("act", {"call": call, "own_words": state["own_words"]}) for call in _calls(state)] or END


async def _act(payload: ActInput, runtime: Any) -> dict[str, Any]:
    turn: Turn = runtime.context
    call = payload["call"]
    try:
        async with asyncio.timeout(turn.meter.seconds_left):
            outcome = await turn.run_tool(call, turn.context, runtime.stream_writer, own_words=payload["own_words"])
    except TimeoutError:  # the join says so
        words = {"type": "text", "text": say(turn.context.language, "error_too_slow")}
        outcome = ToolOutcome({"type": "tool_result", "tool_use_id": call["id"], "content": [words], "is_error": True})
    return {"outcomes": {call["id"]: {"block": outcome.block, "halt": outcome.halt}}}


async def _join(state: State, runtime: Any) -> dict[str, Any]:
    turn: Turn = runtime.context
    outcomes = [state["outcomes"][call["id"]] for call in _calls(state)]
    messages: list[Message] = [{"role": "user", "content": [outcome["block"] for outcome in outcomes]}]
    halt = _in_turn([outcome["halt"] for outcome in outcomes if outcome["halt"]])
    mistakes = state["mistakes"] + 1 if any(map(_is_mistake, messages[0]["content"])) else 0
    text = ""
    if halt is not None:
        text = halt["ask"]["text"]
        runtime.stream_writer(Ask(**halt["ask"]))
    elif reached := turn.meter.reached(state["steps"]) or ("error_too_many_mistakes" if mistakes > MOST_MISTAKES else None):
        halt, text = {"pending": None}, _with_found([*state["messages"], *messages], say(turn.context.language, reached))
        runtime.stream_writer(TextDelta(f"\n\n{text}" if _line_is_open(state["messages"]) else text))
    if halt is not None:
        messages.append({"role": "assistant", "content": [{"type": "text", "text": text}]})
    return {"messages": messages, "mistakes": mistakes, "halted": halt}


def _in_turn(halts: Sequence[Halt]) -> Halt | None:
    """One question at a time: a yes must not be taken for the answer to another one. What waits for consent, too, is asked after it."""
    if not halts or halts[0]["pending"] is None:
        return halts[0] if halts else None
    consents = [halt for n, halt in enumerate(halts) if halt["pending"] and halt["pending"] not in [h["pending"] for h in halts[:n]]]
    first, *others = consents
    return {"ask": first["ask"], "pending": {**first["pending"], "then": others}}


def _with_found(messages: Sequence[Message], notice: str) -> str:
    """What the tools of this turn have said, which the brain will not get to sum up, and then the notice."""
    found = list(dict.fromkeys(result["content"][0]["text"].strip() for result in found_in(messages)))
    return "\n\n".join([*found[-MOST_FOUND:], notice])


def _is_mistake(block: Block) -> bool:
    return bool(block.get("is_error")) and any(f'"{code}"' in part["text"] for part in block["content"][1:] for code in _MISTAKES)


def _after_join(state: State) -> str:
    from langgraph.graph import END

    return END if state["halted"] else "think"


class Agent:
    """The compiled graph. Compiling waits for the first turn, because importing LangGraph takes over a second."""

    def __init__(self) -> None:
        self._graph: Any = None

    def _compiled(self) -> Any:
        if self._graph is None:
            langgraph = sparing.langgraph()
            graph = langgraph.StateGraph(State, context_schema=Turn)
            graph.add_node("think", _think)
            act: Any = _act  # its input is the Send's, which the types of add_node do not foresee
            graph.add_node("act", act)
            graph.add_node("join", _join)
            graph.add_edge(langgraph.START, "think")
            graph.add_conditional_edges("think", _after_think, ["act", "__end__"])
            graph.add_edge("act", "join")
            graph.add_conditional_edges("join", _after_join, ["think", "__end__"])
            self._graph = graph.compile()
        return self._graph

    def warm(self) -> None:
        """Compile now."""
        self._compiled()

    async def run(self, turn: Turn, messages: Sequence[Message]) -> AsyncGenerator[Reply | State]:
        """Replies as they come, then the final state, whose messages begin with those given; thoughts are for their own turn alone."""
        state: State = {"messages": list(messages), "outcomes": {}, "steps": 0, "mistakes": 0, "halted": None, "own_words": False}
        config = {"recursion_limit": 3 * turn.meter.caps.steps + 2}
        final = state
        async with aclosing(self._compiled().astream(state, config, context=turn, stream_mode=["custom", "values"])) as parts:
            async for mode, part in parts:
                if mode == "custom":
                    yield part
                else:
                    final = part
        final["messages"] = [*messages, *without_thinking(final["messages"][len(messages) :])]
        yield final
