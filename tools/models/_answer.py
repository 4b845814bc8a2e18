"""What every answer about a model has: the split, what was left out, tables, the picture, the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._pick import INCOMPLETE
from tools.dataset._say import code, heads, join, names, number, percent, plain
from tools.models import _words as words
from tools.models._data import Data, Target
from tools.models._design import POOLED, Design, Term
from tools.models._leaks import Leak

if TYPE_CHECKING:
    from numpy.typing import NDArray

Scores = dict[str, float | None]


@dataclass(slots=True)
class Task:
    """One call of fit_model, understood."""

    kind: str
    data: Data
    seed: int
    share: float
    leaks: list[Leak] = field(default_factory=list)  # among the columns used
    dropped: list[Leak] = field(default_factory=list)  # taken out
    notes: list[str] = field(default_factory=list)
    max_depth: int | None = None
    k: int | None = None
    asked: bool = False  # were the features named?

    @property
    def target(self) -> Target:
        assert self.data.target is not None
        return self.data.target


@dataclass(slots=True)
class Answer:
    says: list[str]
    facts: dict[str, Any]
    definition: str
    meaning: str
    tables: list[Table] = field(default_factory=list)
    pictures: list[tuple[str, bytes, str]] = field(default_factory=list)  # title, PNG, what it tells
    design: Design | None = None


def split(task: Task) -> tuple[NDArray[Any], NDArray[Any]]:
    """Row positions to learn from and to check on: scikit-learn's train_test_split, by class where there are classes."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    y = task.target.y
    classes = task.target.task != "number" and np.unique(y, return_counts=True)[1].min() >= 2
    train, test = train_test_split(np.arange(task.data.n), test_size=task.share, random_state=task.seed, stratify=y if classes else None)
    return np.sort(train), np.sort(test)


def enough(task: Task, least: int, ctx: ToolContext) -> None:
    if task.data.n >= least:
        return
    gaps = task.data.missing_by
    worst = max(gaps, key=lambda c: gaps[c], default="")
    more = ctx.say(words.WORST, column=code(worst), missing=number(gaps[worst])) if worst else ""
    raise Refused("too_few_rows", words.TOO_FEW_ROWS, n=number(task.data.n), least=least, worst=more)


def shown_term(ctx: ToolContext, term: Term) -> str:
    """기상상태 = 비"""
    if term.level is None:
        return term.column
    return f"{term.column} = {ctx.say(words.REST) if term.level == POOLED else term.level}"


def event_of(ctx: ToolContext, target: Target) -> str:
    operator, _, value = target.event.partition(" ")
    return ctx.say(words.EVENT[operator], name=target.name, value=value) if target.event else code(target.name)


def built(ctx: ToolContext, task: Task, train: int, test: int) -> str:
    return ctx.say(
        words.BUILT, target=event_of(ctx, task.target), k=len(task.data.columns), model=ctx.say(words.KINDS[task.kind]), train=number(train),
        test=number(test), share=f"{100 * task.share:g}", seed=task.seed,
    )  # fmt: skip


def verdict(ctx: ToolContext, gain: float) -> str:
    text = next(text for floor, text in reversed(words.VERDICTS) if gain >= floor)
    return ctx.say(text, gain=percent(max(gain, 0), 1))


def score_table(ctx: ToolContext, scores: Scores, baseline: Scores) -> Table:
    rows = [
        [words.MEASURES[k], None if v is None else round(v, 4), None if (b := baseline[k]) is None else round(b, 4)]
        for k, v in scores.items()
    ]
    return Table(heads(ctx.language, words.SCORE_HEADS), rows, ctx.say(words.SCORES))


def footer(ctx: ToolContext, train: int, test: int) -> str:
    return ctx.say(words.FOOT, source=ctx.source, train=number(train), test=number(test))


def _formula(leaks: list[Leak]) -> str:
    """: ECLO = 10×`사망자수` + 5×`중상자수`"""
    found = next((leak.formula for leak in leaks if leak.formula), None)
    if not found:
        return ""
    shown = {name: number(round(b, 4)) for name, b in found.items()}
    parts = " + ".join(code(name) if b == "1" else f"{b}×{code(name)}" for name, b in shown.items()).replace("+ -", "− ")
    return f"({parts})"


def _leak_sentences(ctx: ToolContext, task: Task) -> list[str]:
    target = code(task.target.name)
    known = [leak.column for leak in task.dropped if leak.why == "outcome"]
    alone = [leak.column for leak in task.dropped if leak.why == "alone"]
    summed = [leak for leak in task.dropped if leak.why == "combination"]
    said = [ctx.say(words.LEAK_OUTCOME, columns=names(known), target=target)] if known else []
    if summed:
        parts = names([leak.column for leak in summed])
        said.append(ctx.say(words.LEAK_COMBINATION, columns=parts, target=target, formula=_formula(summed)))
    said += [ctx.say(words.LEAK_ALONE, columns=names(alone), target=target)] if alone else []
    if task.leaks:
        columns = names([leak.column for leak in task.leaks])
        said.append(ctx.say(words.LEAK_WARNING, columns=columns, target=target, formula=_formula(task.leaks)))
    return said


def _left_out(ctx: ToolContext, task: Task) -> list[str]:
    data = task.data
    listed = [
        ctx.say(words.SKIPPED[why], columns=names(columns, 4)) for why, columns in data.skipped.items() if columns and why != "constant"
    ]
    said = [ctx.say(words.LEFT, listed=", ".join(listed))] if listed else []
    said += [ctx.say(INCOMPLETE, missing=number(data.missing))] if data.missing else []
    if data.n < data.complete:
        said.append(ctx.say(words.SAMPLED, rows=number(data.complete), n=number(data.n), seed=task.seed))
    return said


def _coding(ctx: ToolContext, design: Design | None) -> list[str]:
    if design is None:
        return []
    said = []
    if design.references:
        said.append(ctx.say(words.REFERENCES, listed=", ".join(f"{code(c)} {level}" for c, level in design.references.items())))
    if design.pooled:
        said.append(ctx.say(words.POOLED, columns=names(list(design.pooled))))
    if aliased := [shown_term(ctx, t) for t in design.aliased]:
        said.append(ctx.say(words.ALIASED, terms=names(aliased, 4)))
    return said


def result_of(ctx: ToolContext, task: Task, answer: Answer) -> ToolResult:
    """The ToolResult of a model."""
    data = task.data
    text = join(
        *task.notes,
        *([s for s in _leak_sentences(ctx, task) if s.startswith("⚠️")] if data.target else []),
        *_counted(ctx, data.target),
        *answer.says,
        ctx.say(words.MEANING[answer.meaning]),
        *([s for s in _leak_sentences(ctx, task) if not s.startswith("⚠️")] if data.target else []),
        *_left_out(ctx, task),
        *_coding(ctx, answer.design),
    )
    facts: dict[str, Any] = {
        "kind": task.kind,
        "target": data.target.name if data.target else None,
        "event": data.target.event or None if data.target else None,
        "features": list(data.columns),
        "rows": data.rows,
        "n": data.n,
        "missing": data.missing,
        "missing_by_column": data.missing_by,
        "sampled_from": data.complete if data.n < data.complete else None,
        "seed": task.seed,
        "not_used": data.skipped,
        "leaks_left_out": [_leak(leak) for leak in task.dropped],
        "leaks": [_leak(leak) for leak in task.leaks],
        **answer.facts,
        "definition": answer.definition,
    }
    if answer.design is not None:
        facts["references"] = answer.design.references
        facts["pooled"] = answer.design.pooled
        facts["aliased"] = [{"column": t.column, "level": _level(t)} for t in answer.design.aliased]
    artifacts = [
        Artifact(f"{task.kind}{i or ''}.png", "image/png", f"{title}. {told}"[:1900], png)
        for i, (title, png, told) in enumerate(answer.pictures)
    ]
    return ToolResult(text, facts, answer.tables, artifacts)


def _counted(ctx: ToolContext, target: Target | None) -> list[str]:
    if target is None or not target.assumed:
        return []
    return [ctx.say(words.COUNTED, column=code(target.name), event=event_of(ctx, target))]


def _leak(leak: Leak) -> dict[str, Any]:
    return {"column": leak.column, "why": leak.why, "strength": plain(leak.strength), "formula": leak.formula or None}


def _level(term: Term) -> str | None:
    return "(others)" if term.level == POOLED else term.level


def as_data(term: Term) -> dict[str, Any]:
    return {"column": term.column, "level": _level(term)}


def headed(ctx: ToolContext, text: Text) -> list[str]:
    return heads(ctx.language, text)
