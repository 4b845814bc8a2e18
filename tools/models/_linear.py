"""The answers of linear, ridge and logistic regression."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Table
from tools.dataset._say import code, number, percent, plain
from tools.models import _checked
from tools.models import _words as words
from tools.models._answer import (
    Answer,
    Task,
    as_data,
    built,
    enough,
    event_of,
    footer,
    headed,
    score_table,
    shown_term,
    split,
    verdict,
)
from tools.models._data import subset
from tools.models._design import Design, Term, design_of, usable
from tools.models._regression import Fit, NotConverged, least_squares, logistic, ridge
from tools.models._scores import confusion, of_classes, of_numbers, roc
from tools.statistics._outcome import decimals

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST = 20
_PER_TERM = 5
_PICTURED, _LISTED = 16, 99
_SPLIT = "split: sklearn train_test_split(test_size, random_state=seed, stratified for classes) of the complete rows in order; the model is that of the training rows"
DEFINITIONS = {
    "linear": f"OLS with intercept; HC3 standard errors (MacKinnon & White 1985), t intervals, df = n - p - 1; {_SPLIT}",
    "ridge": f"ridge on standardised columns (ddof=0), penalty * sum(b^2) added to the sum of squares, penalty by 5-fold CV on the training rows; sandwich intervals about the shrunk coefficients, bias not included; {_SPLIT}",
    "logistic": f"maximum likelihood with intercept, no penalty; Wald 95% intervals; odds ratio = exp(coefficient); cut = share of the event in the training rows; {_SPLIT}",
}


class _Separated(Exception):
    def __init__(self, term: Term) -> None:
        super().__init__(term)
        self.term = term


def regress(ctx: ToolContext, task: Task) -> Answer:
    """Linear or ridge. Raises Refused."""
    import numpy as np

    design, train, test = _prepared(ctx, task)
    x, y = design.x, task.target.y
    extra: dict[str, Any] = {}
    says: list[str] = []
    if task.kind == "ridge":
        fit, penalty, errors = ridge(x, train, y[train], task.seed)
        extra = {"penalty": penalty, "cv_mse": errors}
        says = [ctx.say(words.PENALTY, penalty=number(penalty))]
    else:
        fit = least_squares(x, train, y[train])
    predicted = x.times(fit.beta, test)
    middle = float(y[train].mean())
    scores, baseline = of_numbers(y[test], predicted, middle)
    gain = 1 - float(scores["rmse"] or 0) / (float(baseline["rmse"] or 0) or 1)
    said = ctx.say(
        words.NUMBER_SCORE, r2=decimals(scores["r_squared"], 3), rmse=number(scores["rmse"]), mean=number(middle), plain=number(baseline["rmse"]),
        verdict=verdict(ctx, gain),
    )  # fmt: skip
    order = _order(design, fit)
    title = ctx.say(words.PICTURE["coefficients"], target=task.target.name)
    picture = _coefficients(ctx, task, design, fit, order, title, (len(train), len(test)), ratio=False)
    facts = {
        **_facts(task, design, fit, train, test, scores, baseline),
        **extra,
        "predicted_actual": bins_of(y[test], predicted),
        "train_mean": plain(float(np.mean(y[train]))),
    }
    heads = words.RIDGE_HEADS if fit.p is None else words.COEFFICIENT_HEADS
    tables = [score_table(ctx, scores, baseline), _table(ctx, design, fit, heads, ratio=False)]
    says = [built(ctx, task, len(train), len(test)), said, *says, _strongest(ctx, design, fit, order, ratio=False)]
    return Answer(
        says,
        facts,
        DEFINITIONS[task.kind],
        "coefficients",
        tables,
        [picture, _checked.predicted(ctx, task, facts["predicted_actual"], (len(train), len(test)))],
        design,
    )


def classify(ctx: ToolContext, task: Task) -> Answer:
    """Logistic regression; columns that nobody named and that separate the outcomes are left out. Raises Refused."""
    if not task.asked:
        _trim(task)
    while True:
        try:
            return _classified(ctx, task)
        except _Separated as error:
            column = error.term.column
            if task.asked or len(task.data.columns) < 2:
                raise Refused("separated", words.SEPARATED, term=code(shown_term(ctx, error.term))) from error
            gone = [*task.data.skipped.get("separates", []), column]
            task.data.skipped = {**task.data.skipped, "separates": gone}
            task.data = subset(task.data, [c for c in task.data.columns if c != column])


def _classified(ctx: ToolContext, task: Task) -> Answer:
    import numpy as np
    from scipy.special import expit

    design, train, test = _prepared(ctx, task)
    x, y = design.x, task.target.y
    events = int(min(y[train].sum(), (1 - y[train]).sum()))
    if events < max(5, 2 * len(design.terms)):
        raise Refused(
            "too_few_events", words.FEW_EVENTS, event=event_of(ctx, task.target), n=number(events), terms=len(design.terms),
            least=max(5, 2 * len(design.terms)),
        )  # fmt: skip
    try:
        fit = logistic(x, train, y[train])
    except NotConverged as error:
        raise _Separated(design.terms[error.column]) from error
    rate = float(y[train].mean())
    chance = expit(x.times(fit.beta, test))
    actual = y[test].astype(int)
    called = (chance >= rate).astype(int)
    scores, baseline = of_classes(actual, np.column_stack([1 - chance, chance]), np.array([1 - rate, rate]), called)
    gain = 1 - float(scores["log_loss"] or 0) / (float(baseline["log_loss"] or 0) or 1)
    table = confusion(actual, called, 2)
    event = event_of(ctx, task.target)
    said = [
        ctx.say(
            words.YES_NO_SCORE, auc=decimals(scores["roc_auc"], 3), loss=decimals(scores["log_loss"], 4), rate=percent(rate, 1),
            plain=decimals(baseline["log_loss"], 4), verdict=verdict(ctx, gain),
        ),
        ctx.say(
            words.CALIBRATION, cut=percent(rate, 1), event=event, positives=number(sum(table[1])), found=number(table[1][1]),
            negatives=number(sum(table[0])), wrong=number(table[0][1]),
        ),
    ]  # fmt: skip
    order = _order(design, fit)
    title = ctx.say(words.PICTURE["odds"], target=event.replace("`", ""))
    picture = _coefficients(ctx, task, design, fit, order, title, (len(train), len(test)), ratio=True)
    wrong, found = roc(actual, chance)
    places = np.unique(np.linspace(0, len(wrong) - 1, 101).astype(int))
    facts = {
        **_facts(task, design, fit, train, test, scores, baseline),
        "event_share": rate, "cut": rate, "confusion": {"rows": "actual no, yes", "columns": "called no, yes", "counts": table},
        "roc": [[float(wrong[i]), float(found[i])] for i in places], "predicted_actual": bins_of(y[test], chance),
    }  # fmt: skip
    tables = [score_table(ctx, scores, baseline), _table(ctx, design, fit, words.ODDS_HEADS, ratio=True)]
    says = [built(ctx, task, len(train), len(test)), *said, _strongest(ctx, design, fit, order, ratio=True)]
    return Answer(
        says,
        facts,
        DEFINITIONS["logistic"],
        "coefficients",
        tables,
        [picture, _checked.curve(ctx, task, actual, chance, scores["roc_auc"], (len(train), len(test)))],
        design,
    )


def _trim(task: Task) -> None:
    """Of columns that nobody named only as many terms as the rarer outcome allows, one for five of its rows; columns with few terms first."""
    y = task.target.y
    room = int(min(y.sum(), (1 - y).sum()) * (1 - task.share)) // _PER_TERM
    blocks = design_of(task.data).blocks
    kept: set[str] = set()
    for column in sorted(blocks, key=lambda c: len(blocks[c])):
        room -= len(blocks[column])
        if room >= 0 or not kept:
            kept.add(column)
    gone = [c for c in task.data.columns if c not in kept]
    if gone:
        task.data.skipped = {**task.data.skipped, "few_events": gone}
        task.data = subset(task.data, [c for c in task.data.columns if c in kept])


def _prepared(ctx: ToolContext, task: Task) -> tuple[Design, NDArray[Any], NDArray[Any]]:
    enough(task, _LEAST, ctx)
    train, test = split(task)
    design = usable(design_of(task.data, outcome=_outcome(task, train)), train)
    if not design.terms:
        raise Refused("no_variation", words.ALL_ALIASED)
    enough(task, math.ceil((_PER_TERM * len(design.terms) + 5) / (1 - task.share)) if task.kind != "ridge" else _LEAST, ctx)
    return design, train, test


def _outcome(task: Task, train: NDArray[Any]) -> NDArray[Any] | None:
    """The yes or no of the training rows, NaN elsewhere; None where a number is predicted."""
    import numpy as np

    if task.kind != "logistic":
        return None
    known = np.full(task.data.n, np.nan)
    known[train] = task.target.y[train]
    return known


def _facts(task: Task, design: Design, fit: Fit, train: Any, test: Any, scores: Any, baseline: Any) -> dict[str, Any]:
    coefficients = [
        {
            **as_data(term), "coefficient": float(fit.beta[i + 1]), "standard_error": plain(float(fit.error[i + 1])),
            "interval": [plain(float(fit.low[i + 1])), plain(float(fit.high[i + 1]))], "p": None if fit.p is None else plain(float(fit.p[i + 1])),
            **({"odds_ratio": plain(math.exp(min(700, fit.beta[i + 1])))} if task.kind == "logistic" else {}),
        }
        for i, term in enumerate(design.terms)
    ]  # fmt: skip
    intercept = {"coefficient": float(fit.beta[0]), "interval": [plain(float(fit.low[0])), plain(float(fit.high[0]))]}
    return {
        "split": {"train": len(train), "test": len(test), "share": task.share, "seed": task.seed},
        "scores": scores, "baseline": baseline, "intercept": intercept, "coefficients": coefficients, "level": 0.95, **fit.facts,
    }  # fmt: skip


def bins_of(y: NDArray[Any], predicted: NDArray[Any], groups: int = 10) -> list[dict[str, float | int | None]]:
    """Rows predicted alike, in up to ten groups of equal size: mean prediction, mean actual with its 95% interval, n."""
    import numpy as np

    order = np.argsort(predicted, kind="stable")
    found: list[dict[str, float | int | None]] = []
    for part in np.array_split(order, min(groups, max(1, len(y) // 5))):
        mean = float(y[part].mean())
        reach = 1.96 * float(y[part].std(ddof=1)) / math.sqrt(len(part)) if len(part) > 1 else math.nan
        found.append(
            {
                "predicted": float(predicted[part].mean()),
                "actual": mean,
                "low": plain(mean - reach),
                "high": plain(mean + reach),
                "n": len(part),
            }
        )
    return found


def _order(design: Design, fit: Fit) -> list[int]:
    """Terms by how many standard errors they lie from zero."""
    import numpy as np

    z = np.abs(fit.beta[1:]) / np.where(fit.error[1:] > 0, fit.error[1:], np.inf)
    return [int(i) for i in np.argsort(-z, kind="stable")]


def _unit(ctx: ToolContext, design: Design, term: Term) -> str:
    if term.level is None:
        return ctx.say(words.PER_UNIT)
    return ctx.say(words.AGAINST, reference=design.references[term.column])


def _strongest(ctx: ToolContext, design: Design, fit: Fit, order: list[int], *, ratio: bool) -> str:
    first = order[0]
    low, value, high = (float(v[first + 1]) for v in (fit.low, fit.beta, fit.high))
    if low <= 0 <= high:
        return ctx.say(words.NONE_CLEAR)
    term = design.terms[first]
    if ratio:
        low, value, high = (math.exp(min(50, v)) for v in (low, value, high))
    effect = ctx.say(words.ODDS, value=decimals(value)) if ratio else ("+" if value > 0 else "-") + decimals(abs(value))
    said = {"term": code(shown_term(ctx, term)), "unit": _unit(ctx, design, term), "effect": effect}
    return ctx.say(words.STRONGEST, **said, interval=f"{decimals(low)}~{decimals(high)}")


def _table(ctx: ToolContext, design: Design, fit: Fit, heads: Any, *, ratio: bool) -> Table:
    def shown(value: float) -> float | None:
        found = plain(math.exp(min(700, value)) if ratio else value)
        return None if found is None else float(f"{found:.5g}")

    rows: list[list[Any]] = []
    named = [] if ratio else [(0, ctx.say(words.INTERCEPT))]
    for i, name in [*named, *((i + 1, shown_term(ctx, t)) for i, t in enumerate(design.terms))]:
        p = [] if fit.p is None else [float(f"{fit.p[i]:.3g}")]
        rows.append([name, shown(float(fit.beta[i])), shown(float(fit.low[i])), shown(float(fit.high[i])), *p])
    return Table(headed(ctx, heads), rows[:_LISTED], ctx.say(words.COEFFICIENTS))


def _coefficients(
    ctx: ToolContext, task: Task, design: Design, fit: Fit, order: list[int], title: str, sizes: tuple[int, int], *, ratio: bool
) -> tuple[str, bytes, str]:
    from tools.models._pictures import forest_plot

    shown = sorted(order[:_PICTURED], key=lambda i: -float(fit.beta[i + 1]))
    kept = [i for i in shown if math.isfinite(float(fit.low[i + 1]))]
    if ratio:
        kept = [
            i for i in kept if abs(float(fit.low[i + 1])) < 6 and abs(float(fit.high[i + 1])) < 6
        ]  # odds of 1:400 are no scale for the others
    change: Callable[[float], float] = math.exp if ratio else float
    rows = [
        (shown_term(ctx, design.terms[i]), change(float(fit.beta[i + 1])), change(float(fit.low[i + 1])), change(float(fit.high[i + 1])))
        for i in kept
    ]
    few = ctx.say(words.PICTURED, k=len(design.terms), shown=len(rows)) if len(rows) < len(design.terms) else ""
    axis = ctx.say(words.AXIS["odds"]) if ratio else ctx.say(words.AXIS["coefficient"], target=task.target.name)
    notes = (few, footer(ctx, *sizes))
    png = forest_plot(rows, title, axis, notes, ctx.language, ratio=ratio)
    told = ", ".join(f"{name} {decimals(value)} ({decimals(low)}~{decimals(high)})" for name, value, low, high in rows)
    return title, png, told
