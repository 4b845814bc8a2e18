"""One sample against a value, and pairs of values: t and signed ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text
from tools.dataset._pick import Picked
from tools.dataset._say import number
from tools.statistics import _means, _ranks
from tools.statistics._answer import Answer
from tools.statistics._means import Alternative
from tools.statistics._normality import looks_normal, means_are_safe, shape
from tools.statistics._outcome import ALPHA, Check, decimals, interval_text, with_interval
from tools.statistics._samples import pairs_of, sample_of

if TYPE_CHECKING:
    from tools.statistics._means import Sample

_ALL_EQUAL = Text(
    ko="{first:와} {second:가} 모든 행에서 {same}. 검정할 차이가 없어요.",
    en="{first} and {second} {same} in every row, so there is no difference to test.",
)
_SAME, _SHIFTED = Text(ko="같아요", en="are equal"), Text(ko="똑같은 만큼 달라요", en="differ by the same amount")
_MEAN = Text(
    ko="{column} 평균은 {mean}({n}건)이고 기준값 {value:와}의 차이는 {difference:예요}.",
    en="The mean of {column} is {mean} ({n} rows), which differs from {value} by {difference}.",
)
_MEDIAN = Text(
    ko="{column} 중앙값은 {median}({n}건)이고, 기준값 {value}보다 큰 값이 {above}건, 작은 값이 {below}건, 같은 값이 {zeros}건이에요.",
    en="The median of {column} is {median} ({n} rows); {above} values lie above {value}, {below} below it and {zeros} on it.",
)
_PAIRS = Text(
    ko="{n}개 행에서 {first:와} {second}의 차이(앞−뒤)는 평균 {mean}({interval}), 중앙값 {median:예요}.",
    en="Over {n} rows {first} minus {second} averages {mean} ({interval}), with median {median}.",
)
_REASONS = {
    "one_sample_t": Text(ko="평균을 믿을 만큼 표본이 충분해서 t 검정을 골랐어요.", en="The sample is large enough for its mean: a t test."),
    "paired_t": Text(
        ko="같은 행의 두 값을 비교하고 표본이 충분해서 대응표본 t 검정을 골랐어요.",
        en="Two values of each row, and enough of them: a paired t test.",
    ),
    "wilcoxon": Text(
        ko="표본이 작고 정규분포로 보기 어려워서 순위로 검정했어요.", en="The sample is small and not normal, so ranks are tested."
    ),
}
_NORMAL = Text(
    ko="가정: 값이 정규분포와 크게 다르지 않아요.", en="Assumptions: the values do not clearly depart from a normal distribution."
)
_SAFE = Text(
    ko="가정: 정규분포와는 다르지만 표본이 충분히 커서 평균 검정에는 지장이 없어요.",
    en="Assumptions: the values are not normal, but there are enough of them for a test of the mean.",
)
_UNSAFE = Text(
    ko="가정: 정규분포로 보기 어렵고 표본이 작아서 윌콕슨 부호순위 검정이 더 믿을 만해요.",
    en="Assumptions: the sample is small and not normal; Wilcoxon's signed-rank test is more reliable.",
)
_SYMMETRY = Text(
    ko="가정: 차이의 분포가 좌우 대칭일 때 중앙값의 검정이에요(왜도 {skewness}).",
    en="Assumptions: it is a test of the median where the differences are symmetric (skewness {skewness}).",
)


def one_sample(ctx: ToolContext, test: str, column: Picked, value: float, alternative: Alternative) -> Answer:
    """Does a column centre on `value`? By t, or by signed ranks."""
    values, missing, infinite = sample_of(ctx, column)
    chosen, looked, cautions = _fit(ctx, test, values - value, "one_sample_t")
    shown = {"column": column.shown, "n": number(len(values)), "value": number(value)}
    if chosen == "one_sample_t":
        outcome = _means.one_sample_t(values, value, alternative)
        assert outcome.estimate is not None
        says = ctx.say(_MEAN, **shown, mean=decimals(float(values.mean())), difference=with_interval(outcome.estimate))
    else:
        outcome = _ranks.wilcoxon(values - value, alternative)
        sides = {"above": int((values > value).sum()), "below": int((values < value).sum()), "zeros": int((values == value).sum())}
        says = ctx.say(_MEDIAN, **shown, median=decimals(_median(values)), **{k: number(v) for k, v in sides.items()})
    answer = Answer(chosen, "mean" if chosen == "one_sample_t" else "signed_ranks", outcome, len(values), missing, infinite)
    answer.says, answer.checks, answer.cautions = [says], looked, cautions
    answer.reason = ctx.say(_REASONS[chosen]) if test == "auto" else ""
    answer.facts = {
        "mean": float(values.mean()),
        "sd": float(values.std(ddof=1)),
        "median": _median(values),
        "skewness": shape(values)["skewness"],
    }
    if chosen == "one_sample_t" and bool((values != value).any()):
        answer.also = ("wilcoxon", _ranks.wilcoxon(values - value, alternative))
    return answer


def paired(ctx: ToolContext, test: str, first: Picked, second: Picked, alternative: Alternative) -> Answer:
    """Do two columns of the same rows differ? By t of the differences, or by their signed ranks. Raises Refused."""
    x, y, missing, infinite = pairs_of(ctx, first, second)
    differences = x - y
    if differences.min() == differences.max():
        same = ctx.say(_SAME if differences[0] == 0 else _SHIFTED)
        raise Refused("constant", _ALL_EQUAL, first=first.shown, second=second.shown, same=same)
    chosen, looked, cautions = _fit(ctx, test, differences, "paired_t")
    by_mean = _means.paired_t(x, y, alternative)
    outcome = by_mean if chosen == "paired_t" else _ranks.wilcoxon(differences, alternative)
    assert by_mean.estimate is not None
    answer = Answer(chosen, "means" if chosen == "paired_t" else "signed_ranks", outcome, len(x), missing, infinite)
    shown = {"first": first.shown, "second": second.shown, "n": number(len(x)), "mean": decimals(float(differences.mean()))}
    answer.says = [ctx.say(_PAIRS, **shown, interval=interval_text(by_mean.estimate), median=decimals(_median(differences)))]
    answer.checks, answer.cautions = looked, cautions
    answer.reason = ctx.say(_REASONS[chosen]) if test == "auto" else ""
    answer.also = ("wilcoxon", _ranks.wilcoxon(differences, alternative)) if chosen == "paired_t" else None
    answer.facts = {"means": [float(x.mean()), float(y.mean())], "mean_difference": float(differences.mean())}
    return answer


def _median(values: Sample) -> float:
    import numpy as np

    return float(np.median(values))


def _fit(ctx: ToolContext, test: str, values: Sample, by_mean: str) -> tuple[str, list[Check], list[str]]:
    """The test to use, the assumptions looked at, and what is to be said about them."""
    found, safe = looks_normal(values), means_are_safe(values)
    normal = found is not None and found.p >= ALPHA
    chosen = (by_mean if normal or safe else "wilcoxon") if test == "auto" else test
    facts = {"test": "shapiro_wilk" if found.symbol == "W" else "dagostino", "p": found.p, "mean_is_safe": safe or normal} if found else {}
    skewness = shape(values)["skewness"]
    if chosen == "wilcoxon":
        symmetric = Check("symmetric differences", None if skewness is None else abs(skewness) < 0.5, {"skewness": skewness})
        return chosen, [symmetric], [ctx.say(_SYMMETRY, skewness=decimals(skewness))]
    return chosen, [Check("normality", normal, facts)], [ctx.say(_NORMAL if normal else _SAFE if safe else _UNSAFE)]
