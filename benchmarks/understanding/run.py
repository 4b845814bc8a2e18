"""How well the offline brain understands: `uv run python -m benchmarks.understanding.run [CASES.jsonl] [--all]`.

A case is a message with the tool and arguments a person would expect, on a fixed clock. Prints the share of messages with the right
tool, of those with all arguments right as well, of all arguments that are right, the time a message takes, and every miss.

cases.jsonl holds expectations written before the brain had seen the messages; misses found with it have been worked on since, so
its score is no longer that of unseen messages. regressions.jsonl holds further messages whose answers were read and accepted, or
corrected: it shows what changed, and measures nothing. unseen.jsonl, unseen2.jsonl and unseen3.jsonl were each written before the
rules of their time were run on them, unseen3.jsonl and dev3.jsonl from the tools' descriptions alone: two
halves of one set, of which the rules have since been worked on with dev3.jsonl only. dev4.jsonl, devD.jsonl (datasets and their
management) and devP.jsonl (predictions) are development sets by several writers: rules have been worked on with them, and their
messages are among the examples that bot/agent/offline/examples.txt teaches. unseen4.jsonl, by the writer of dev4.jsonl, was first run when
all of this was done: right tool 91.9 %, all slots right 84.4 %. Its misses were read after that, so that it is no longer unseen.
devA.jsonl, devB.jsonl, devC.jsonl, devE.jsonl and devF.jsonl (messages of many parts) are by five further writers, to develop with. Three sets by three
more writers (172, 160 and 167 messages) have stayed unread and are not in the repository. The first two found the right tool in 86.6 and
85.6 % before devA to devE were worked on; after that, all three gave: right tool 96.5, 94.4 and 95.8 %; all arguments of a message right 90.7,
91.2 and 87.4 %; of single arguments 94.6, 95.0 and 92.7 %. The third was first run then (95.8, 87.4 and 92.5 %).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.understanding.datasets import views
from bot.agent.brain import Brain, Ledger, Message, Request, Step
from bot.agent.offline import Offline
from bot.agent.offline.intents import SHIPPED, Intents
from tools._registry import ToolSpec, discover
from tools._text import Text

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Asia/Seoul"))  # a Saturday
CASES = Path(__file__).with_name("cases.jsonl")
# What a call means when it leaves these out, or says them: the same.
DEFAULTS: dict[str, Any] = {"kind": "auto", "method": "pearson", "random": False, "n": 5}


def _nothing() -> None:
    """A tool that only has a name."""


@cache
def tool_names() -> tuple[str, ...]:
    return tuple(sorted(spec.name for spec in discover()))


def specs(names: Sequence[str] | None = None) -> list[ToolSpec]:
    """Every tool there is (or those of `names`), as no more than its name."""
    return [ToolSpec(name, _nothing, "read", Text(ko=name, en=name), False) for name in names or tool_names()]


def history(before: Sequence[dict[str, Any]]) -> list[Message]:
    """A transcript in which each earlier call was made and answered, or asked for what it missed."""
    messages: list[Message] = []
    for n, call in enumerate(before):
        missing = call.get("missing")
        content = [{"type": "text", "text": "?" if missing else "answer"}]
        if missing:
            facts = {"code": "missing_input", "missing": missing, "understood": call["args"], "choices": call.get("choices", [])}
            content.append({"type": "text", "text": json.dumps(facts, ensure_ascii=False)})
        messages += [
            {"role": "user", "content": [{"type": "text", "text": call.get("text", "...")}]},
            {"role": "assistant", "content": [{"type": "tool_use", "id": f"t{n}", "name": call["tool"], "input": call["args"]}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": f"t{n}", "is_error": bool(missing), "content": content}]},
            {"role": "assistant", "content": [{"type": "text", "text": content[0]["text"]}]},
        ]
    return messages


def request_for(case: dict[str, Any], tools: Sequence[ToolSpec] | None = None, ledger: Ledger | None = None) -> Request:
    said = {"role": "user", "content": [{"type": "text", "text": case["text"]}]}
    messages = [*history(case.get("before", [])), said]
    return Request(messages, tools or specs(), views(case.get("data")), case.get("language", "ko"), NOW, ledger=ledger)


async def step_of(brain: Brain, request: Request) -> Step:
    steps = [part async for part in brain.respond(request) if isinstance(part, Step)]
    return steps[-1]


def call_of(step: Step) -> tuple[str | None, dict[str, Any]]:
    """The tool called and its input; (None, {}) when it only spoke."""
    return next(((b["name"], b["input"]) for b in step.blocks if b["type"] == "tool_use"), (None, {}))


def _plain(value: Any) -> Any:
    """Numbers by value, however they are written."""
    try:
        return value if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return value


def _ordered(parts: list[Any]) -> list[Any]:
    """Conditions (`where`) are the same in any order, and compare by == unless they say otherwise."""
    if not all(isinstance(part, dict) and {"column", "value"} <= part.keys() for part in parts):
        return parts
    whole = [{"operator": "==", **part} for part in parts]
    return sorted(whole, key=lambda c: repr((c["column"], c["operator"], str(_plain(c["value"])))))


def agrees(expected: Any, actual: Any) -> bool:
    """Whether `actual` is what was expected: "*" is anything, {"any": [...]} one of these (null: left out), {"has": [...]} a text with all
    of these in it; the rest is compared part by part."""
    if expected == "*":
        return True
    if isinstance(expected, dict) and set(expected) == {"any"}:
        return any(agrees(one, actual) for one in expected["any"])
    if isinstance(expected, dict) and set(expected) == {"has"}:
        return isinstance(actual, str) and all(part.lower() in actual.lower() for part in expected["has"])
    if isinstance(expected, dict) and isinstance(actual, dict):
        return all(agrees(expected.get(key), actual.get(key)) for key in expected.keys() | actual.keys())
    if isinstance(expected, list) and isinstance(actual, list):
        expected, actual = _ordered(expected), _ordered(actual)
        return len(expected) == len(actual) and all(map(agrees, expected, actual))
    return bool(_plain(expected) == _plain(actual))


def same_arguments(expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    """What has its default may be left out."""

    def bare(arguments: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in arguments.items() if k not in DEFAULTS or DEFAULTS[k] != v}

    return agrees(bare(expected), bare(actual))


def slots(expected: dict[str, Any], actual: dict[str, Any]) -> tuple[int, int]:
    """How many arguments are right, of all that were expected or given; one that may be anything or left out, and was, is no slot."""

    def one(key: str) -> bool:
        alone = {key: expected[key]} if key in expected else {}
        return same_arguments(alone, {key: actual[key]} if key in actual else {})

    def optional(key: str) -> bool:
        return key not in actual and agrees(expected.get(key), DEFAULTS.get(key))

    named = [key for key in expected.keys() | actual.keys() if not optional(key)]
    return sum(map(one, named)), len(named)


def best_slots(case: dict[str, Any], tool: str | None, arguments: dict[str, Any]) -> tuple[int, int]:
    """Of the expectation that fits best; with another tool than expected, none of the first expectation's are right."""
    found = [slots(args, arguments) for name, args in expectations(case) if name == tool]
    return max(found, key=lambda n: n[0] - n[1]) if found else (0, slots(case.get("args", {}), {})[1])


def expectations(case: dict[str, Any]) -> list[tuple[str | None, dict[str, Any]]]:
    """The calls that answer the message: the one expected, and `also` those that answer it as well."""
    return [(call["tool"], call.get("args", {})) for call in (case, *case.get("also", []))]


async def score(
    cases: Sequence[dict[str, Any]], brain: Brain | None = None, tools: Sequence[ToolSpec] | None = None, ledger: Ledger | None = None
) -> tuple[list[dict[str, Any]], list[float]]:
    """Each case with what happened, and the seconds each message took (the offline brain is warm, as a bot's is that has started).

    `tools` are what the brain may choose from (a model needs their real descriptions); `ledger` is told what it used.
    """
    brain = brain or Offline()
    if isinstance(brain, Offline):
        brain.warm()
    outcomes: list[dict[str, Any]] = []
    seconds: list[float] = []
    for case in cases:
        request = request_for(case, tools, ledger)
        start, spent = time.perf_counter(), time.process_time()
        step = await step_of(brain, request)
        seconds.append(time.perf_counter() - start)
        processor = time.process_time() - spent
        tool, arguments = call_of(step)
        wanted = [args for name, args in expectations(case) if name == tool]
        outcomes.append(
            {
                "case": case,
                "tool": tool,
                "args": arguments,
                "said": [b["text"] for b in step.blocks if b["type"] == "text"],
                "right_tool": bool(wanted),
                "slots": best_slots(case, tool, arguments),
                "right_slots": any(same_arguments(args, arguments) for args in wanted),
                "processor": processor,
            }
        )
    return outcomes, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the offline brain on a set of messages.")
    parser.add_argument("cases", nargs="?", type=Path, default=CASES)
    parser.add_argument("--all", action="store_true", help="print every message, not only the misses")
    parser.add_argument("--quiet", action="store_true", help="print the scores alone: for a set that is to stay unread")
    parser.add_argument("--intents", type=Path, default=SHIPPED, metavar="FILE", help="what teach.py has made, without the set at hand")
    options = parser.parse_args()
    outcomes, seconds = asyncio.run(score(read(options.cases), Offline(intents=cache(partial(Intents.load, options.intents)))))
    report(outcomes, seconds, everything=options.all, quiet=options.quiet)


def read(path: Path) -> list[dict[str, Any]]:
    """The cases in a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def report(outcomes: Sequence[dict[str, Any]], seconds: Sequence[float], *, everything: bool = False, quiet: bool = False) -> None:
    """Print the misses (or every message, or none) and the scores."""
    for outcome in () if quiet else outcomes:
        if outcome["right_slots"] and not everything:
            continue
        case = outcome["case"]
        print(f"{'ok  ' if outcome['right_slots'] else 'MISS'} {case['text']!r} (data: {case.get('data')})")
        print(f"     expected {case['tool']} {json.dumps(case.get('args', {}), ensure_ascii=False)}")
        print(f"     got      {outcome['tool']} {json.dumps(outcome['args'], ensure_ascii=False)} {' / '.join(outcome['said'])}")
    count = len(outcomes)
    tools = sum(o["right_tool"] for o in outcomes)
    whole = sum(o["right_slots"] for o in outcomes)
    right, said = (sum(o["slots"][i] for o in outcomes) for i in (0, 1))
    print(f"right tool {tools}/{count} ({tools / count:.1%}), all slots right {whole}/{count} ({whole / count:.1%})")
    print(f"of all slots right {right}/{said} ({right / said:.1%}; those of a wrong tool count as wrong)" if said else "no slots expected")
    print(f"milliseconds a message: {_spread(seconds)}; of processor time: {_spread([o['processor'] for o in outcomes])}")


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"median {ordered[len(ordered) // 2] * 1e3:.1f}, p95 {p95 * 1e3:.1f}, max {ordered[-1] * 1e3:.1f}"


if __name__ == "__main__":
    main()
