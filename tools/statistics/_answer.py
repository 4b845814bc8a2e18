"""One answered test: the outcome with its sentences, and the ToolResult made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tools._context import ToolContext
from tools._result import Table, ToolResult
from tools.dataset._pick import left_out
from tools.dataset._say import join, number
from tools.statistics import _words as words
from tools.statistics._outcome import ALPHA, Check, Estimate, Outcome, size_of, size_word, with_interval

_LARGE = 5000


@dataclass(slots=True)
class Answer:
    """`about` chooses the verdict; `says` what was found, `cautions` what the assumptions mean for it; `also` a second opinion."""

    test: str
    about: str
    outcome: Outcome
    n: int
    missing: int = 0
    infinite: int = 0
    says: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    reason: str = ""
    also: tuple[str, Outcome] | None = None
    levels: int = 2
    large: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)


def effect_sentence(ctx: ToolContext, effect: Estimate, levels: int = 2) -> str:
    if effect.value is None:
        return ""
    name = ctx.say(words.EFFECTS[effect.name]) if effect.name in words.EFFECTS else effect.name
    said = {"name": name, "value": with_interval(effect)}
    size = size_of(effect, levels)
    if size is None:
        return ctx.say(words.EFFECT_PLAIN, **said)
    return ctx.say(words.EFFECT, **said, size=ctx.say(size_word(size)))


def result_of(ctx: ToolContext, answer: Answer, asked: dict[str, Any], notes: list[str], alternative: str = "two-sided") -> ToolResult:
    """The ToolResult of an answered test; `asked` are the arguments as they were understood."""
    outcome, p = answer.outcome, answer.outcome.p
    told = ctx.say(words.RESULT, test=ctx.say(words.TESTS[answer.test]), told=outcome.told)
    text = join(
        *notes,
        answer.reason,
        *answer.says,
        told,
        _told_effect(ctx, answer),
        ctx.say(words.ONE_SIDED, side=ctx.say(words.SIDES[alternative])) if alternative != "two-sided" else "",
        ctx.say(words.VERDICTS[answer.about][p >= ALPHA]),
        _size_matters(ctx, answer),
        *answer.cautions,
        _second_opinion(ctx, answer),
        left_out(ctx, answer.missing, answer.infinite),
    )
    size = size_of(outcome.effect, answer.levels) if outcome.effect else None
    data = {
        "test": answer.test,
        **asked,
        "alternative": alternative,
        **outcome.as_data(),
        "effect_size": None if size is None else ("very small", "small", "medium", "large")[size],
        "alpha": ALPHA,
        "significant": p < ALPHA,
        "n": answer.n,
        "missing": answer.missing,
        "infinite": answer.infinite,
        "assumptions": [check.as_data() for check in answer.checks],
        **answer.facts,
    }
    if answer.also:
        data["also"] = {"test": answer.also[0], **answer.also[1].as_data()}
    return ToolResult(text, data, answer.tables)


def _told_effect(ctx: ToolContext, answer: Answer) -> str:
    effect = answer.outcome.effect
    return "" if effect is None or answer.about in ("normality", "correlation") else effect_sentence(ctx, effect, answer.levels)


def _size_matters(ctx: ToolContext, answer: Answer) -> str:
    """Of many rows: significance says little, the size of the effect matters."""
    if answer.outcome.p >= ALPHA or answer.n < _LARGE:
        return ""
    if answer.large is not None:
        return answer.large
    size = size_of(answer.outcome.effect, answer.levels) if answer.outcome.effect else None
    return ctx.say(words.LARGE, n=number(answer.n)) if size is not None and size <= 1 else ""


def _second_opinion(ctx: ToolContext, answer: Answer) -> str:
    if answer.also is None:
        return ""
    name, other = answer.also
    same = (other.p < ALPHA) == (answer.outcome.p < ALPHA)
    return ctx.say(words.ALSO_SAME if same else words.ALSO_OTHER, test=ctx.say(words.TESTS[name]), told=other.told)
