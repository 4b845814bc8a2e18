"""What a brain is shown of a conversation: its last turns word for word, and what came before in short.

When the turns that are not summed up yet have become too many or too long, the older half of them is summed up together with the summary
there is: by Claude where it can be asked, else by a plain rule. That happens after a turn, so that nobody waits for it. The summary is
kept with the thread, and each turn is summed up once; the transcript's rows stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.agent.brain import Ledger, Message, text_of
from storage.scope import Scope
from storage.stores import Stores
from storage.transcripts import Summary, Told

Summarise = Callable[[Scope, str, Ledger], Awaitable[str | None]]
"""Sums up a conversation that is given as plain text; None when it can't."""

MOST_SUMMARY = 4_000
MOST_LINE = 240
MOST_TO_SUM_UP = 60_000
KEPT_SHARE = 0.5  # of the room for words, so that not every turn sums up again


async def nobody(_scope: Scope, _words: str, _ledger: Ledger) -> None:
    """Nobody is there who could sum up in words of their own."""


@dataclass(frozen=True)
class Memory:
    """`most_turns` and `most_characters` are the room for turns word for word."""

    stores: Stores
    summarise: Summarise = nobody
    most_turns: int = 20
    most_characters: int = 120_000

    async def recall(self, scope: Scope) -> tuple[list[Message], str]:
        """The messages of the last turns, and the summary of those before ("" when there are none)."""
        before = await self.stores.transcripts.summary(scope)
        turns = await self.stores.transcripts.since(scope, before.through if before else 0)
        shown = turns[self._too_old(turns, 1.0) :]
        return [message for turn in shown for message in turn.messages], before.text if before else ""

    async def tidy(self, scope: Scope, ledger: Ledger) -> None:
        """Sum up what does not fit any more."""
        before = await self.stores.transcripts.summary(scope)
        turns = await self.stores.transcripts.since(scope, before.through if before else 0)
        if old := self._too_old(turns, 1.0) and self._too_old(turns, KEPT_SHARE):
            await self._sum_up(scope, before, turns[:old], ledger)

    def _too_old(self, turns: Sequence[Told], share: float) -> int:
        """How many of the oldest turns don't fit into this share of the room."""
        return next(n for n in range(len(turns) + 1) if self._fit(turns[n:], share))

    def _fit(self, turns: Sequence[Told], share: float) -> bool:
        return len(turns) <= self.most_turns * share and sum(map(_length, turns)) <= self.most_characters * share

    async def _sum_up(self, scope: Scope, before: Summary | None, turns: Sequence[Told], ledger: Ledger) -> None:
        earlier = before.text if before else ""
        plain = extract(earlier, turns)
        words = await self.summarise(scope, _as_text(earlier, turns), ledger)
        summary = Summary((words or plain)[:MOST_SUMMARY], turns[-1].end)
        await self.stores.transcripts.keep_summary(scope, summary, made_by="model" if words else "rule")


def extract(earlier: str, turns: Sequence[Told]) -> str:
    """The plain rule: of each turn what was asked, which tools answered, and how the answer begins. The oldest lines go first."""
    lines = [line for line in earlier.splitlines() if line.strip()]
    for turn in turns:
        asked = next((text_of(m) for m in turn.messages if m["role"] == "user" and text_of(m)), "")
        said = next((text_of(m) for m in reversed(turn.messages) if m["role"] == "assistant" and text_of(m)), "")
        uses = [b for m in turn.messages for b in m["content"] if b["type"] == "tool_use"]
        called = "; ".join(f"{b['name']} {json.dumps(b['input'], ensure_ascii=False)}" for b in uses)
        parts = [_short(asked), *([f"[{_short(called)}]"] if called else []), *([f"→ {_short(said)}"] if said else [])]
        lines.append("- " + " ".join(filter(None, parts)))
    while len("\n".join(lines)) > MOST_SUMMARY:
        del lines[0]
    return "\n".join(lines)


def _as_text(earlier: str, turns: Sequence[Told]) -> str:
    lines = [f"(before) {earlier}"] if earlier else []
    for message in (m for turn in turns for m in turn.messages):
        for block in message["content"]:
            if block["type"] == "text":
                lines.append(f"{message['role']}: {block['text']}")
            elif block["type"] == "tool_use":
                lines.append(f"tool: {block['name']} {json.dumps(block['input'], ensure_ascii=False)}")
            elif block["type"] == "tool_result":
                lines.append(f"result: {block['content'][0]['text']}")
    return "\n".join(lines)[-MOST_TO_SUM_UP:]


def _length(turn: Told) -> int:
    return len(json.dumps(turn.messages, ensure_ascii=False))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_LINE else line[: MOST_LINE - 1] + "…"
