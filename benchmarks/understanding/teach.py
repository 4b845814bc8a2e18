"""Teaches the offline brain what messages look like: `uv run python -m benchmarks.understanding.teach [--without SET ...] [--to FILE]`.

Learns from bot/agent/offline/examples.txt and from the sets of this folder, which have all been worked on and measure nothing new any more
(follow-ups are left out: they mean nothing without what was said before), and writes bot/agent/offline/intents.npz. `--without devE` leaves a
set out, to measure on it with `python -m benchmarks.understanding.run --intents FILE benchmarks/understanding/devE.jsonl`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.understanding.datasets import views
from bot.agent.offline.columns import Schema
from bot.agent.offline.examples import read
from bot.agent.offline.intents import NONE, SHIPPED, Example, Intents

SETS = Path(__file__).parent


def taught_by(without: Sequence[str] = ()) -> Iterator[Example]:
    """Every example there is, those of the sets named in `without` left out."""
    for text, tool in read():
        yield text, (), tool
    for path in sorted(SETS.glob("*.jsonl")):
        if path.stem in without:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line) if line.strip() else {"before": True}
            if not case.get("before"):
                yield case["text"], _columns(case.get("data")), case["tool"] or NONE


def _columns(data: str | None) -> Sequence[str]:
    current = next((view for view in views(data) if view.current), None)
    return tuple(Schema(current.profile).names) if current else ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", nargs="*", default=[], metavar="SET", help="sets to leave out, as devE")
    parser.add_argument("--to", type=Path, default=SHIPPED, metavar="FILE", help="where to write it (the one that is shipped)")
    options = parser.parse_args()
    examples = list(taught_by(options.without))
    learnt = Intents.taught(examples)
    learnt.save(options.to)
    print(f"{len(examples)} examples of {len(learnt.tools)} tools, {options.to.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
