"""Two categories, or two quantities, against each other: chi-squared, Fisher, tests of correlation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Table
from tools._text import Text
from tools.dataset._association import strength
from tools.dataset._pick import Picked
from tools.dataset._say import number, shorten
from tools.statistics import _words as words
from tools.statistics._answer import Answer
from tools.statistics._frequencies import SEED, TABLES, chi_square, equal_shares, expected_counts, fisher, simulated_p
from tools.statistics._means import Alternative
from tools.statistics._normality import looks_normal, shape
from tools.statistics._outcome import ALPHA, Check, Outcome, decimals, p_text, with_interval
from tools.statistics._relations import TESTS as RELATIONS
from tools.statistics._samples import MOST_GROUPS, GroupNames, assign, in_order, labels_of, pairs_of

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS, _MOST_COLUMNS = 24, 16
_MOST_CELLS = 400

_ONE_LEVEL = Text(
    ko="{column}에는 값이 한 가지뿐이라 비교할 수 없어요. 값이 둘 이상인 열을 골라 주세요.",
    en="{column} has a single value, so there is nothing to compare. Choose a column with two or more.",
)
_NOT_2X2 = Text(
    ko="피셔 정확 검정은 2×2 표에만 써요. 지금은 {rows}×{columns:예요}. 비교할 값을 둘씩 고르거나 카이제곱 검정(chi_square)을 써 주세요.",
    en="Fisher's exact test here needs a 2 x 2 table; this one is {rows} x {columns}. Name two values to compare, or use chi_square.",
)
_MANY_LEVELS = Text(
    ko="{column}에는 값이 {count}가지나 있어서 표로 검정하기 어려워요. 비교할 값을 고르거나(groups) 더 굵은 열을 골라 주세요.",
    en="{column} has {count} different values, too many for a table. Name the ones to compare (groups), or choose a coarser column.",
)
_EXPECTED = Text(
    ko="가정: 기대빈도가 5보다 작은 칸이 {share}%, 가장 작은 기대빈도는 {least:예요}.",
    en="Assumptions: {share}% of the cells expect fewer than 5 rows; the smallest expects {least}.",
)
_EXPECTED_LOW = Text(
    ko="카이제곱 근사가 부정확할 수 있어요. 드문 값을 합치거나, 2×2라면 피셔 정확 검정을 쓰세요.",
    en="The chi-squared approximation may be poor: put rare values together or, for a 2 x 2 table, use Fisher's exact test.",
)
_ABOVE = Text(
    ko="우연이라면 기대되는 것보다 가장 두드러지게 많은 조합은 {a} × {b}예요({count}건, 기대 {expected}건).",
    en="Most above what chance would give: {a} × {b} ({count} rows, {expected} expected).",
)
_SHARES = Text(
    ko="{column} 값 {k}가지 가운데 {most:가} 가장 많고 {least:가} 가장 적어요. 고르다면 {expected}건씩이에요.",
    en="Of the {k} values of {column}, {high} is most frequent ({high_n} rows) and {low} least ({low_n}); equal shares would be {expected} each.",
)
_EXPOSURE = Text(
    ko="기간이나 대상의 크기가 값마다 다르면 건수도 달라져요(예: 평일은 닷새, 주말은 이틀).",
    en="Counts also differ where the values stand for unequal amounts of time or traffic (five weekdays, two days of weekend).",
)
_CORRELATED = Text(
    ko="{a:와} {b} 사이의 상관은 {value:로} {word} 편이에요({n}건).",
    en="The correlation of {a} and {b} is {value}, {word} ({n} rows).",
)
_BY_RANK = Text(
    ko="분포가 한쪽으로 치우쳐 있어서 순위로 보는 스피어만을 골랐어요.",
    en="The values are skewed, so Spearman's correlation by rank is used.",
)
_LINEAR = Text(ko="두 숫자 열이라 피어슨 상관을 골랐어요.", en="Two numeric columns: Pearson's correlation.")
_TABLE_REASON = Text(ko="두 범주 열이라 카이제곱 검정을 골랐어요.", en="Two categories: the chi-squared test.")
_FISHER_REASON = Text(
    ko="2×2 표이고 기대빈도가 5보다 작은 칸이 있어서 피셔 정확 검정을 골랐어요.",
    en="A 2 x 2 table with fewer than 5 rows expected in a cell: Fisher's exact test.",
)
_SHARES_REASON = Text(
    ko="범주 열 하나라 값마다 건수가 고른지 검정했어요.", en="A single category: whether its values are equally frequent is tested."
)
_STRAIGHT = Text(
    ko="가정: 피어슨은 직선 관계를 보고 튀는 값에 약해요(왜도 {a}, {b}).",
    en="Assumptions: Pearson's r sees straight lines and is swayed by outliers (skewness {a} and {b}).",
)
_MONOTONE = Text(
    ko="가정: 순위 상관은 한 방향으로 함께 커지거나 작아지는 관계를 봐요.",
    en="Assumptions: a rank correlation sees relations that go one way.",
)
_COUNTS = Text(ko="{a} × {b} 건수", en="Count by {a} and {b}")


def counts(ctx: ToolContext, test: str, first: Picked, second: Picked, wanted: GroupNames, alternative: Alternative) -> Answer:
    """Two categories against each other. `wanted` picks values of the second. Raises Refused."""
    frame = ctx.frame([first.name, second.name]).reset_index(drop=True)
    a, b = labels_of(frame[first.name]), labels_of(frame[second.name])
    both = a.index.intersection(b.index)
    a, b = a.loc[both], b.loc[both]
    if wanted:
        b = assign(ctx, second, b, wanted)[0]
        a, b = a[b.notna()], b[b.notna()]
    table = _cross(first, second, a, b)
    values = table.to_numpy(dtype="float64")
    expected = expected_counts(values)
    small = float((expected < 5).mean())
    chosen = ("fisher_exact" if values.shape == (2, 2) and expected.min() < 5 else "chi_square") if test == "auto" else test
    if chosen == "fisher_exact" and values.shape != (2, 2):
        raise Refused("not_2x2", _NOT_2X2, choices=["chi_square"], rows=values.shape[0], columns=values.shape[1])
    outcome = fisher(values, alternative) if chosen == "fisher_exact" else chi_square(values)
    answer = Answer(chosen, "association", outcome, int(values.sum()), len(frame) - len(both))
    answer.levels = min(values.shape)
    answer.reason = ctx.say(_FISHER_REASON if chosen == "fisher_exact" else _TABLE_REASON) if test == "auto" else ""
    answer.checks = [
        Check("expected counts of 5 or more in 80% of cells, none below 1", small <= 0.2 and float(expected.min()) >= 1,
              {"smallest": float(expected.min()), "share_below_5": small})
    ]  # fmt: skip
    answer.says = [_most_above(ctx, table, expected)]
    answer.cautions = [ctx.say(_EXPECTED, share=decimals(100 * small, 0), least=decimals(float(expected.min()), 1))]
    if chosen == "chi_square" and not answer.checks[0].holds:
        answer.cautions.append(_simulated(ctx, values, outcome))
    rows = [[str(i), *(int(v) for v in line)] for i, line in zip(table.index, values, strict=True)]
    names = [str(c) for c in table.columns]
    answer.facts |= {"rows": [r[0] for r in rows], "columns": names, "counts": [r[1:] for r in rows], "other_rows": len(both) - len(a)}
    if len(both) > len(a):
        answer.cautions.append(ctx.say(words.OTHER_GROUPS, n=number(len(both) - len(a))))
    cut = [r[: _MOST_COLUMNS + 1] for r in rows[:_MOST_ROWS]]
    answer.tables = [Table([first.name, *names[:_MOST_COLUMNS]], cut, ctx.say(_COUNTS, a=first.name, b=second.name))]
    return answer


def _simulated(ctx: ToolContext, values: Any, outcome: Outcome) -> str:
    """The p value without the chi-squared approximation, where the table is small enough to draw others with its margins."""
    if values.size > _MOST_CELLS:
        return ctx.say(_EXPECTED_LOW)
    p = simulated_p(values, outcome.statistic)
    outcome.facts["p_simulated"], outcome.facts["simulation"] = p, f"{TABLES} tables with the same margins, seed {SEED}"
    return ctx.say(words.SIMULATED, tables=number(TABLES), p=p_text(p))


def _cross(first: Picked, second: Picked, a: pd.Series[Any], b: pd.Series[Any]) -> pd.DataFrame:
    import pandas as pd

    for picked, labels in ((first, a), (second, b)):
        count = labels.nunique()
        if count < 2:
            raise Refused("one_group", _ONE_LEVEL, column=picked.shown)
        if count > 10 * MOST_GROUPS:
            raise Refused("too_many_groups", _MANY_LEVELS, column=picked.shown, count=number(count))
    table = pd.crosstab(a.to_numpy(), b.to_numpy())
    return table.loc[in_order(first, list(table.index)), in_order(second, list(table.columns))]


def _most_above(ctx: ToolContext, table: pd.DataFrame, expected: Any) -> str:
    """The cell whose adjusted residual is largest (Haberman 1973)."""
    import numpy as np

    values = table.to_numpy(dtype="float64")
    n = values.sum()
    rows, columns = values.sum(axis=1, keepdims=True) / n, values.sum(axis=0, keepdims=True) / n
    i, j = np.unravel_index(int(((values - expected) / np.sqrt(expected * (1 - rows) * (1 - columns))).argmax()), values.shape)
    names = {"a": _quote(ctx, list(table.index)[i]), "b": _quote(ctx, list(table.columns)[j])}
    return ctx.say(_ABOVE, **names, count=number(int(values[i, j])), expected=decimals(float(expected[i, j]), 1))


def _quote(ctx: ToolContext, name: Any) -> str:
    return f"‘{shorten(str(name), 40)}’" if ctx.language == "ko" else f"“{shorten(str(name), 40)}”"


def shares(ctx: ToolContext, test: str, column: Picked, wanted: GroupNames) -> Answer:
    """Are the values of one category equally frequent?"""
    frame = ctx.frame([column.name]).reset_index(drop=True)
    labels = labels_of(frame[column.name])
    missing = len(frame) - len(labels)
    named = assign(ctx, column, labels, wanted)[0].dropna() if wanted else labels
    found = named.value_counts()
    if len(found) < 2:
        raise Refused("one_group", _ONE_LEVEL, column=column.shown)
    if len(found) > 10 * MOST_GROUPS:
        raise Refused("too_many_groups", _MANY_LEVELS, column=column.shown, count=number(len(found)))
    values = found.to_numpy(dtype="float64")
    outcome, expected = equal_shares(values), float(values.sum() / len(values))
    answer = Answer("chi_square", "shares", outcome, int(values.sum()), missing)
    answer.reason = ctx.say(_SHARES_REASON) if test == "auto" else ""
    ends = {"high": _quote(ctx, found.index[0]), "low": _quote(ctx, found.index[-1])}
    sizes = {"high_n": number(int(values[0])), "low_n": number(int(values[-1])), "expected": decimals(expected, 1)}
    counted = {name: f"{ends[end]}({sizes[size]}건)" for name, end, size in (("most", "high", "high_n"), ("least", "low", "low_n"))}
    answer.says = [ctx.say(_SHARES, column=column.shown, k=len(values), **ends, **sizes, **counted)]
    answer.checks = [Check("expected counts of 5 or more", expected >= 5, {"smallest": expected})]
    answer.cautions = [ctx.say(_EXPOSURE)]
    answer.facts = {
        "counts": {str(k): int(v) for k, v in found.head(MOST_GROUPS).items()},
        "expected": expected,
        "other_rows": len(labels) - len(named),
    }
    return answer


def correlate(ctx: ToolContext, test: str, first: Picked, second: Picked, alternative: Alternative) -> Answer:
    """Do two numeric columns go together? Pearson, or by rank where the values are skewed."""
    x, y, missing, infinite = pairs_of(ctx, first, second)
    skews = [shape(v)["skewness"] or 0.0 for v in (x, y)]
    chosen = ("spearman" if max(map(abs, skews)) > 1 else "pearson") if test == "auto" else test
    outcome = RELATIONS[chosen](x, y, alternative)
    answer = Answer(chosen, "correlation", outcome, len(x), missing, infinite)
    answer.reason = ctx.say(_BY_RANK if chosen == "spearman" else _LINEAR) if test == "auto" else ""
    effect = outcome.effect
    assert effect is not None
    named = {"a": first.shown, "b": second.shown, "n": number(len(x)), "word": ctx.say(strength(outcome.statistic))}
    answer.says = [ctx.say(_CORRELATED, **named, value=with_interval(effect))]
    looked = {name: found.p for name, v in ((first.name, x), (second.name, y)) if (found := looks_normal(v)) is not None}
    if chosen == "pearson":
        answer.checks = [
            Check("both normal (for the interval and p)", all(p >= ALPHA for p in looked.values()), {"p": list(looked.values())})
        ]
        answer.cautions = [ctx.say(_STRAIGHT, a=decimals(skews[0]), b=decimals(skews[1]))]
        answer.also = ("spearman", RELATIONS["spearman"](x, y, alternative))
    else:
        answer.checks = [Check("monotone relation", None)]
        answer.cautions = [ctx.say(_MONOTONE)]
    answer.facts = {"skewness": skews}
    return answer
