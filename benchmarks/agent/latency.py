"""What we add to an answer: `uv run python -m benchmarks.agent.latency [--turns N]`.

The real core, graph, SDK and database on this machine, against a scripted server that speaks the Messages API over HTTP. Measured for
each turn: from the server's first byte of an answer to the first text that a front end gets, in a conversation with a dataset. Then the
same question again and again, answered from the cache in a real Valkey: from the message to the end of its answer. Target: 95 % of the
turns below 50 ms, and of the repeated questions below 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr

from bot import wiring
from bot.core import Core
from bot.messages import Attachment, Done, Incoming, TextDelta
from bot.settings import Settings
from storage.scope import Scope
from tests.fakes.anthropic import FakeAnthropic, text, tool_uses
from tests.fakes.valkey import valkey

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "daegu_accidents_synthetic.csv"
TARGET_MS, CACHED_TARGET_MS = 50.0, 100.0
WARM_UP = 5
ANSWER = "월요일이 가장 많고 일요일이 가장 적어요. 평일과 주말의 차이는 크지 않아요."


async def measure(turns: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each turn: to the first text after the model's first byte; of a whole repeated question."""
    with tempfile.TemporaryDirectory(prefix="eclo-latency-") as folder, valkey() as redis_url:
        async with FakeAnthropic(otherwise=text(ANSWER)) as server:
            settings = Settings(
                var_dir=Path(folder), anthropic_api_key=SecretStr("sk-ant-none"), anthropic_base_url=server.url, tile_url=""
            )
            async with wiring.open_core(dataclasses.replace(settings, redis_url=redis_url)) as core:
                await core.warm()
                await ask(core, "file", "", EXAMPLE)
                first = [await first_text(core, server, n) for n in range(turns + WARM_UP)]
                server.script(tool_uses(("get_value_counts", {"column": "요일"})), text(ANSWER))
                await ask(core, "question", "요일별 사고 건수")
                repeated = [await whole(core, n) for n in range(turns + WARM_UP)]
    return first[WARM_UP:], repeated[WARM_UP:]


def scope(thread: str = "main") -> Scope:
    return Scope("local", "terminal:me", thread, "me")


async def ask(core: Core, turn: str, words: str, *files: Path) -> None:
    attachments = tuple(Attachment(path.name, path) for path in files)
    async for _ in core.handle(Incoming(scope(), turn, words, attachments)):
        pass


async def first_text(core: Core, server: FakeAnthropic, number: int) -> float:
    async for reply in (replies := core.handle(Incoming(scope(), f"turn {number}", f"지금은 어때? {number}"))):
        if isinstance(reply, TextDelta):
            milliseconds = (time.perf_counter() - server.first_bytes[-1]) * 1000
            async for _ in replies:
                pass
            return milliseconds
    raise RuntimeError("there was no answer")


async def whole(core: Core, number: int) -> float:
    began = time.perf_counter()
    async for reply in core.handle(Incoming(scope(), f"again {number}", "요일별 사고 건수")):
        if isinstance(reply, Done) and not reply.cached:
            raise RuntimeError("the answer did not come from the cache")
    return (time.perf_counter() - began) * 1000


def shown(name: str, milliseconds: list[float], target: float) -> bool:
    ordered = sorted(milliseconds)
    at = {share: ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in (0.5, 0.9, 0.95, 0.99)}
    print(f"{name} ({len(ordered)} turns): " + ", ".join(f"p{share * 100:.0f} {value:.1f} ms" for share, value in at.items()), end="")
    print(f", max {ordered[-1]:.1f} ms")
    widths = (1, 2, 5, 10, 20, 50, 100, 200, float("inf"))
    for low, high in zip((0, *widths), widths, strict=False):
        if count := sum(low <= value < high for value in ordered):
            print(f"  {low:>4} to {high:>4} ms  {count:>4}  {'#' * max(1, round(50 * count / len(ordered)))}")
    passed = at[0.95] < target
    print(f"  p95 {'is' if passed else 'is NOT'} below {target:.0f} ms\n")
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what the bot adds to the latency of an answer.")
    parser.add_argument("--turns", type=int, default=200)
    first, repeated = asyncio.run(measure(parser.parse_args().turns))
    passed = [
        shown("First text after the model's first byte", first, TARGET_MS),
        shown("A repeated question, from the cache", repeated, CACHED_TARGET_MS),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
