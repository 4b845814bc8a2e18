# ruff: noqa: PT028, PLR0911 - the name is fixed; to pytest's rules it looks like a test
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._pick import NUMERIC_KINDS, Picked, is_identifier, numeric_columns, pick
from tools.dataset._say import code
from tools.statistics import _associate, _compare, _fit, _one
from tools.statistics import _words as words
from tools.statistics._answer import Answer, result_of
from tools.statistics._means import Alternative
from tools.statistics._samples import GroupNames

Test = Literal[
    "auto", "one_sample_t", "welch_t", "paired_t", "mann_whitney", "wilcoxon", "anova", "welch_anova", "kruskal_wallis", "levene", "chi_square",
    "fisher_exact", "pearson", "spearman", "kendall", "shapiro_wilk", "dagostino", "kolmogorov_smirnov", "anderson_darling",
]  # fmt: skip

_GROUPED = frozenset({"welch_t", "mann_whitney", "anova", "welch_anova", "kruskal_wallis", "levene"})
_NORMALITY = frozenset({"shapiro_wilk", "dagostino", "kolmogorov_smirnov", "anderson_darling"})
_RELATED = frozenset({"pearson", "spearman", "kendall"})
_MANY_VALUES = 12

_NEEDS = {
    "group_column": Text(
        ko="{test}에는 집단을 나누는 열(group_column)이 필요해요. 예: {column:를} 요일이나 기상상태로 나눠 비교",
        en="{test} needs a column of groups (group_column), such as the weekday, to compare {column} by.",
    ),
    "second_column": Text(
        ko="{test}에는 견줄 두 번째 열(second_column)이 필요해요. 숫자 열: {listed}",
        en="{test} needs a second column (second_column). Numeric columns: {listed}",
    ),
    "category": Text(
        ko="{test}에는 범주 열이 하나 더 필요해요(second_column). 예: 요일과 사고유형",
        en="{test} needs another category column (second_column), such as weekday and accident type.",
    ),
    "value": Text(
        ko="{test}에는 견줄 값(value)이나 짝이 되는 두 번째 열(second_column)이 필요해요. 예: {column} 평균이 5인지",
        en="{test} needs a value to compare with (value) or a second column of pairs (second_column): is {column} centred on 5?",
    ),
}
_SAME = Text(
    ko="같은 열({column})끼리는 검정할 수 없어요. 서로 다른 두 열을 골라 주세요.", en="Choose two different columns; both are {column}."
)
_ONE_WAY = Text(
    ko="{test:는} 방향(alternative)을 정할 수 없는 검정이에요. 양쪽(two-sided)으로 물어봐 주세요.",
    en="{test} has no direction (alternative). Ask for a two-sided test.",
)
_DIRECTED = frozenset({"auto", "one_sample_t", "welch_t", "paired_t", "mann_whitney", "wilcoxon", "fisher_exact", *_RELATED})
_SWAPPED = Text(ko="{measure:를} {by:로} 나눠 비교했어요.", en="{measure} was compared by {by}.")


@tool(title=Text(ko="가설을 검정하는 중", en="testing a hypothesis"), needs_dataset=True, where=True)
def test_hypothesis(
    column: Annotated[str, Field(description="Column the question is about: the quantity to compare, or a category")],
    group_column: Annotated[str | None, Field(description="Column whose values are the groups to compare, e.g. 요일")] = None,
    second_column: Annotated[
        str | None, Field(description="Second column of a correlation, of pairs in a row, or of two categories")
    ] = None,
    test: Annotated[
        Test,
        Field(
            description="auto picks by the columns and the data: means or ranks by group, chi-squared or Fisher for categories, correlation for two "
            "quantities, one-sample t for a value, normality for one quantity"
        ),
    ] = "auto",
    groups: Annotated[
        list[str] | dict[str, list[str | int | float]] | None,
        Field(
            description='Only these values of group_column: ["비", "맑음"]; a single one is compared with all others; or made up of several: '
            '{"주말": ["토요일", "일요일"], "평일": ["월요일", "화요일"]}'
        ),
    ] = None,
    value: Annotated[
        float | None, Field(description="Value that the mean (t) or the centre (Wilcoxon) is compared with", allow_inf_nan=False)
    ] = None,
    alternative: Annotated[
        Literal["two-sided", "less", "greater"], Field(description="less/greater: the first group, or the column, is smaller/larger")
    ] = "two-sided",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Test whether a difference or relation is more than chance: "요일에 따라 ECLO 차이가 유의해?", "is ECLO higher when it rains?".

    t, Mann-Whitney, Wilcoxon, ANOVA, Kruskal-Wallis, Levene, chi-squared, Fisher, correlation and normality tests, each with statistic,
    exact p, effect size with its interval, the assumptions checked and what the result does not show.
    """  # fmt: skip
    measure = pick(ctx, column)
    by = pick(ctx, group_column) if group_column else None
    second = pick(ctx, second_column) if second_column else None
    others = [p for p in (by, second) if p is not None]
    if any(p.name == measure.name for p in others):
        raise Refused("same_column", _SAME, column=measure.shown)
    if alternative != "two-sided" and test not in _DIRECTED:
        raise Refused("no_direction", _ONE_WAY, choices=["two-sided"], test=ctx.say(words.TESTS[test]))
    notes = [measure.note, *(p.note for p in others)]
    if others and _is_swapped(measure, others[0], test):
        measure, other = others[0], measure
        by, second = (other, None) if by else (None, other)
        notes.append(ctx.say(_SWAPPED, measure=measure.shown, by=other.shown))
    answer = _answer(ctx, test, measure, by, second, groups, value, alternative)
    asked: dict[str, Any] = {
        "chosen": "automatically" if test == "auto" else "as asked",
        "column": measure.name,
        "group_column": by.name if by else None,
        "second_column": second.name if second else None,
        "value": value,
    }
    return result_of(ctx, answer, asked, notes, alternative)


def _answer(
    ctx: ToolContext,
    test: Test,
    measure: Picked,
    by: Picked | None,
    second: Picked | None,
    groups: GroupNames,
    value: float | None,
    alternative: Alternative,
) -> Answer:
    """The answer of the family of tests that the arguments belong to. Raises Refused where something is lacking."""
    other = by or second
    if test in _NORMALITY:
        return _fit.fit(ctx, test, measure)
    if test in _GROUPED:
        if other is None:
            raise _needs(ctx, "group_column", test, measure)
        return _compare.compare(ctx, test, measure, other, groups, alternative)
    if test in _RELATED or test == "paired_t":
        if other is None:
            raise _needs(ctx, "second_column", test, measure)
        if test == "paired_t":
            return _one.paired(ctx, test, measure, other, alternative)
        return _associate.correlate(ctx, test, measure, other, alternative)
    if test in ("one_sample_t", "wilcoxon"):
        if test == "wilcoxon" and other is not None:
            return _one.paired(ctx, test, measure, other, alternative)
        if value is None:
            raise _needs(ctx, "value", test, measure)
        return _one.one_sample(ctx, test, measure, value, alternative)
    if test in ("chi_square", "fisher_exact"):
        if other is None and test == "fisher_exact":
            raise _needs(ctx, "category", test, measure)
        return _associate.counts(ctx, test, measure, other, groups, alternative) if other else _associate.shares(ctx, test, measure, groups)
    return _automatic(ctx, measure, by, second, groups, value, alternative)


def _automatic(
    ctx: ToolContext,
    measure: Picked,
    by: Picked | None,
    second: Picked | None,
    groups: GroupNames,
    value: float | None,
    alternative: Alternative,
) -> Answer:
    """What the columns themselves suggest."""
    numeric, other = _is_quantity(measure), by or second
    if other is None:
        if value is not None:
            return _one.one_sample(ctx, "auto", measure, value, alternative)
        return _fit.fit(ctx, "auto", measure) if numeric else _associate.shares(ctx, "auto", measure, groups)
    if not numeric:
        return _associate.counts(ctx, "auto", measure, other, groups, alternative)
    crowded = _is_quantity(other) and other.column.unique > _MANY_VALUES and not groups
    if second is not None and _is_quantity(second) and not groups:
        return _associate.correlate(ctx, "auto", measure, second, alternative)
    if crowded and other.column.unique > 50:
        return _associate.correlate(ctx, "auto", measure, other, alternative)
    return _compare.compare(ctx, "auto", measure, other, groups, alternative)


def _is_quantity(picked: Picked) -> bool:
    return picked.column.kind in NUMERIC_KINDS


def _is_swapped(measure: Picked, other: Picked, test: Test) -> bool:
    """A category where the quantity should be, and a quantity where the groups should be."""
    grouped = test in _GROUPED or test == "auto"
    return grouped and not _is_quantity(measure) and _is_quantity(other) and (test != "auto" or other.column.unique > _MANY_VALUES)


def _needs(ctx: ToolContext, what: str, test: Test, measure: Picked) -> Refused:
    profile = ctx.need_dataset().profile
    if what == "second_column":
        choices = [c for c in numeric_columns(ctx) if c != measure.name]
    else:
        choices = [
            c.name for c in profile.all_columns if 2 <= c.unique <= 50 and c.name != measure.name and not is_identifier(c, profile.rows)
        ]
    listed = ", ".join(map(code, choices[:6]))
    test_name = ctx.say(words.TESTS[test])
    return Refused(f"needs_{what}", _NEEDS[what], choices=choices[:8], test=test_name, column=measure.shown, listed=listed or "-")
