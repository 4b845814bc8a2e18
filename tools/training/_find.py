"""The run of this channel that a person means."""

from __future__ import annotations

from collections.abc import Sequence

from storage.runs import Run
from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text

_NONE = Text(
    ko="아직 학습한 모델이 없어요. 사고 데이터를 올리고 “이 데이터로 다시 학습해줘”라고 해 보세요.",
    en="No model has been trained here yet. Share accident data and say “train on this data”.",
)
_UNKNOWN = Text(ko="‘{run}’ 학습을 찾지 못했어요. 있는 것: {available}", en="There is no run “{run}”. There are: {available}")
_LISTED = 5


async def find_run(wanted: str | None, ctx: ToolContext) -> Run:
    """By the beginning of its id or by its model's name; the newest when `wanted` is None. Raises Refused (no_runs, unknown_run)."""
    return choose(wanted, await ctx.stores.runs.list(ctx.scope))


def choose(wanted: str | None, runs: Sequence[Run]) -> Run:
    """The same among runs that are at hand, the newest first."""
    if not runs:
        raise Refused("no_runs", _NONE)
    if wanted is None:
        return runs[0]
    plain = wanted.strip().removeprefix("run-").casefold()
    found = [run for run in runs if plain and (run.id.startswith(plain) or run.name.casefold() == wanted.strip().casefold())]
    if len(found) != 1:
        available = ", ".join(f"`{short(run)}`" for run in runs[:_LISTED])
        raise Refused("unknown_run", _UNKNOWN, choices=[short(run) for run in runs[:_LISTED]], run=wanted[:40], available=available)
    return found[0]


def short(run: Run) -> str:
    return run.id[:8]
