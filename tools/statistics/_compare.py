"""Groups compared: which test fits them, what it finds, and what its assumptions mean for the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Table
from tools._text import Text
from tools.dataset._pick import Picked
from tools.dataset._say import heads, number, plain, shorten
from tools.dataset._statistics import OPERATION_WORDS
from tools.statistics import _means, _ranks
from tools.statistics import _words as words
from tools.statistics._answer import Answer
from tools.statistics._means import Alternative
from tools.statistics._normality import looks_normal, means_are_safe, shape
from tools.statistics._outcome import ALPHA, Check, Outcome, decimals, with_interval
from tools.statistics._samples import LEAST, GroupNames, Groups, groups_of

if TYPE_CHECKING:
    from tools.statistics._means import Sample

TWO = frozenset({"welch_t", "mann_whitney"})
_MOST_PAIRS_OF = 20  # groups up to which each is compared with each

_NOT_TWO = Text(
    ko="{test:는} 두 집단을 비교하는데 {column}에는 집단이 {count}개 있어요. 두 집단을 골라 주시거나(예: {a}, {b}) 분산분석(anova)이나 크러스컬-월리스(kruskal_wallis)를 써 주세요.",
    en="{test} compares two groups, and {column} has {count}. Name two of them (such as {a} and {b}), or use anova or kruskal_wallis.",
)
_ONLY_TWO = Text(
    ko="작은 쪽·큰 쪽(alternative)은 두 집단을 비교할 때만 정할 수 있어요. 두 집단을 골라 주시거나 양쪽(two-sided)으로 물어봐 주세요.",
    en="A direction (alternative) needs two groups. Name two of them, or ask for a two-sided test.",
)
_NO_SPREAD = Text(
    ko="{groups} 집단 안에서는 {column} 값이 모두 같아서 이 검정을 할 수 없어요. 순위를 쓰는 {instead:를} 써 주세요.",
    en="{column} never varies within {groups}, which this test needs. {instead}, by rank, would work.",
)
_TWO_MEANS = Text(
    ko="{column} 평균은 {a} {mean_a}({n_a}건), {b} {mean_b}({n_b}건)이고 차이(앞−뒤)는 {difference:예요}.",
    en="The mean of {column} is {mean_a} for {a} ({n_a} rows) and {mean_b} for {b} ({n_b} rows), a difference of {difference}.",
)
_TWO_RANKS = Text(
    ko="{column} 중앙값은 {a} {median_a}({n_a}건), {b} {median_b}({n_b}건)이에요. 두 집단에서 하나씩 뽑으면 {a} 쪽이 더 클 확률은 {share}%예요(같으면 반으로 계산).",
    en="The median of {column} is {median_a} for {a} ({n_a} rows) and {median_b} for {b} ({n_b} rows). One drawn from each, that of {a} is the larger with {share}% (ties count half).",
)
_MANY = Text(
    ko="{column}의 {what:는} {groups}개 집단 가운데 {high}({high_value})에서 가장 크고 {low}({low_value})에서 가장 작아요.",
    en="Of {groups} groups, the {what} of {column} is largest for {high} ({high_value}) and smallest for {low} ({low_value}).",
)
_WHATS = {
    "mean": OPERATION_WORDS["mean"],
    "median": OPERATION_WORDS["median"],
    "mean_rank": Text(ko="평균 순위", en="mean rank"),
    "sd": OPERATION_WORDS["std"],
}
_PAIRS = Text(
    ko="둘씩 비교하면(웰치 t, 홀름 보정) {pairs}쌍 가운데 {count}쌍의 평균 차이가 유의해요.",
    en="Pair by pair (Welch's t, Holm's correction) the means of {count} of {pairs} pairs differ significantly.",
)
_BIGGEST = Text(ko="가장 뚜렷한 쌍은 {a:와} {b:예요}({p}).", en="Clearest: {a} and {b} ({p}).")
_REASONS = {
    "welch_t": Text(
        ko="집단이 둘이고 평균을 비교할 만해서 웰치 t 검정을 골랐어요.", en="Two groups whose means can be compared: Welch's t test."
    ),
    "mann_whitney": Text(
        ko="표본이 작고 정규분포로 보기 어려워서 순위로 비교했어요.", en="The samples are small and not normal, so ranks are compared."
    ),
    "welch_anova": Text(
        ko="집단이 셋 이상이라 등분산을 가정하지 않는 웰치 분산분석을 골랐어요.",
        en="More than two groups: Welch's ANOVA, which needs no equal variances.",
    ),
    "kruskal_wallis": Text(
        ko="집단이 셋 이상이고 평균을 비교하기 어려운 집단이 있어서 순위로 비교했어요.",
        en="More than two groups, some of them small and not normal, so ranks are compared.",
    ),
}
_NORMAL = Text(
    ko="가정: 모든 집단이 정규분포와 크게 다르지 않아요.", en="Assumptions: no group departs clearly from a normal distribution."
)
_SAFE = Text(
    ko="가정: 정규분포와 다른 집단이 있지만 표본이 충분히 커서 평균 비교에는 지장이 없어요.",
    en="Assumptions: some groups are not normal, but all are large enough for their means to be compared.",
)
_UNSAFE = Text(
    ko="가정: {groups:는} 정규분포로 보기 어렵고 표본이 작아요. {instead:가} 더 믿을 만해요.",
    en="Assumptions: {groups} is small and not normal; {instead} is more reliable.",
)
_UNEQUAL_FINE = Text(
    ko="분산은 집단마다 다르지만({told}) 이 검정은 등분산을 요구하지 않아요.",
    en="Variances differ ({told}), which this test allows for.",
)
_UNEQUAL = Text(
    ko="분산이 집단마다 달라서({told}) 등분산을 가정하지 않는 결과를 보세요.",
    en="Variances differ ({told}), which ANOVA assumes they don't: go by the result that allows for it.",
)
_EQUAL = Text(ko="분산 차이는 뚜렷하지 않아요({told}).", en="Variances do not clearly differ ({told}).")
_SHAPES = Text(
    ko="가정: 집단의 분포 모양이 비슷할 때만 중앙값의 차이로 읽을 수 있어요.",
    en="Assumptions: it is about medians only where the groups' distributions have the same shape.",
)
_HEADS = Text(ko="집단|건수|평균|표준편차|중앙값", en="group|rows|mean|sd|median")
_TITLE = Text(ko="{by}별 {column}", en="{column} by {by}")


def compare(ctx: ToolContext, test: str, measure: Picked, by: Picked, wanted: GroupNames, alternative: Alternative) -> Answer:
    """A numeric column in two or more groups, by the test asked for or ("auto") the one that fits. Raises Refused."""
    groups = groups_of(ctx, measure, by, wanted)
    normal, safe = _normality(groups)
    chosen = _choose(groups, normal, safe) if test == "auto" else test
    _fits(ctx, chosen, groups, measure, by, alternative)
    outcome = _run(chosen, groups.samples, alternative)
    equal = _ranks.levene(groups.samples) if chosen != "levene" else None
    about = "spread" if chosen == "levene" else "means" if chosen in ("welch_t", "anova", "welch_anova") else "ranks"
    answer = Answer(chosen, about, outcome, groups.n, groups.missing, groups.infinite)
    answer.reason = ctx.say(_REASONS[chosen]) if test == "auto" else ""
    answer.checks = [_check_normal(groups, normal, safe), *([_check_equal(equal)] if equal else [])]
    answer.says = _findings(ctx, chosen, measure, groups, outcome)
    answer.cautions = [*_cautions(ctx, chosen, groups, normal, safe, equal), *_left_groups(ctx, groups)]
    answer.also = _also(chosen, groups, alternative, equal)
    answer.facts = {"groups": _rows(groups), "left_out_groups": groups.small, "other_rows": groups.other, "members": groups.members}
    if about == "means" and 2 < len(groups.names) <= _MOST_PAIRS_OF:
        answer.facts["pairs"] = _means.pairwise(groups.samples, groups.names)
        answer.says += _pairs_said(ctx, answer.facts["pairs"])
    rows = [[r["group"], r["n"], round(r["mean"], 4), _rounded(r["sd"]), r["median"]] for r in answer.facts["groups"]]
    answer.tables = [Table(heads(ctx.language, _HEADS), rows, ctx.say(_TITLE, column=measure.name, by=by.name))]
    return answer


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _normality(groups: Groups) -> tuple[dict[str, Outcome | None], dict[str, bool]]:
    """A look at each group's normality, and whether its mean can be trusted either way."""
    normal = {name: looks_normal(sample) for name, sample in zip(groups.names, groups.samples, strict=True)}
    safe = {
        name: means_are_safe(sample) or ((found := normal[name]) is not None and found.p >= ALPHA)
        for name, sample in zip(groups.names, groups.samples, strict=True)
    }
    return normal, safe


def _choose(groups: Groups, normal: dict[str, Outcome | None], safe: dict[str, bool]) -> str:
    flat = any(float(s.min()) == float(s.max()) for s in groups.samples)
    by_rank = flat or not all(safe.values())
    if len(groups.names) == 2:
        return "mann_whitney" if by_rank else "welch_t"
    return "kruskal_wallis" if by_rank else "welch_anova"


def _fits(ctx: ToolContext, test: str, groups: Groups, measure: Picked, by: Picked, alternative: Alternative) -> None:
    """Raises Refused where the test can't be done on these groups."""
    name = ctx.say(words.TESTS[test])
    if test in TWO and len(groups.names) != 2:
        a, b = groups.names[:2]
        raise Refused("not_two_groups", _NOT_TWO, choices=groups.names, test=name, column=by.shown, count=len(groups.names), a=a, b=b)
    if alternative != "two-sided" and test not in TWO:
        raise Refused("no_direction", _ONLY_TWO, choices=["two-sided"])
    flat = [n for n, s in zip(groups.names, groups.samples, strict=True) if float(s.min()) == float(s.max())]
    needs_all = test == "welch_anova"
    if test in ("welch_t", "anova", "welch_anova", "levene") and (flat if needs_all else len(flat) == len(groups.names)):
        instead = "mann_whitney" if len(groups.names) == 2 else "kruskal_wallis"
        listed = ", ".join(shorten(n, 30) for n in flat[:5])
        raise Refused(
            "no_spread", _NO_SPREAD, choices=[instead], column=measure.shown, groups=listed, instead=ctx.say(words.TESTS[instead])
        )


_TWO_SAMPLES: dict[str, Callable[[Sample, Sample, Alternative], Outcome]] = {
    "welch_t": _means.welch_t,
    "mann_whitney": _ranks.mann_whitney,
}
_SAMPLES: dict[str, Callable[[list[Sample]], Outcome]] = {
    "anova": _means.anova,
    "welch_anova": _means.welch_anova,
    "kruskal_wallis": _ranks.kruskal_wallis,
    "levene": _ranks.levene,
}


def _run(test: str, samples: list[Sample], alternative: Alternative) -> Outcome:
    return _TWO_SAMPLES[test](samples[0], samples[1], alternative) if test in TWO else _SAMPLES[test](samples)


def _also(test: str, groups: Groups, alternative: Alternative, equal: Outcome | None) -> tuple[str, Outcome] | None:
    """The same question by rank (of a test of means) or without equal variances (of ANOVA)."""
    flat = any(float(s.min()) == float(s.max()) for s in groups.samples)
    if test == "anova" and equal is not None and equal.p < ALPHA and not flat:
        return "welch_anova", _means.welch_anova(groups.samples)
    other = {"welch_t": "mann_whitney", "anova": "kruskal_wallis", "welch_anova": "kruskal_wallis"}.get(test)
    return (other, _run(other, groups.samples, alternative)) if other else None


def _rows(groups: Groups) -> list[dict[str, Any]]:
    import numpy as np

    return [
        {
            "group": name,
            "n": len(s),
            "mean": float(s.mean()),
            "sd": plain(float(s.std(ddof=1))),
            "median": float(np.median(s)),
            "skewness": plain(shape(s)["skewness"]),
        }
        for name, s in zip(groups.names, groups.samples, strict=True)
    ]


def _quote(ctx: ToolContext, name: str) -> str:
    return f"‘{shorten(name, 40)}’" if ctx.language == "ko" else f"“{shorten(name, 40)}”"


def _findings(ctx: ToolContext, test: str, measure: Picked, groups: Groups, outcome: Outcome) -> list[str]:
    rows = _rows(groups)
    if len(rows) == 2 and test != "levene":
        a, b = rows
        said = {
            "column": measure.shown,
            "a": _quote(ctx, a["group"]),
            "b": _quote(ctx, b["group"]),
            "n_a": number(a["n"]),
            "n_b": number(b["n"]),
        }
        if test == "mann_whitney":
            share = f"{100 * outcome.facts['probability_of_larger']:.1f}".removesuffix(".0")
            return [ctx.say(_TWO_RANKS, **said, median_a=number(a["median"]), median_b=number(b["median"]), share=share)]
        means = {"mean_a": decimals(a["mean"]), "mean_b": decimals(b["mean"])}
        estimate = outcome.estimate or _means.welch_t(groups.samples[0], groups.samples[1], "two-sided").estimate
        assert estimate is not None
        return [ctx.say(_TWO_MEANS, **said, **means, difference=with_interval(estimate))]
    what = {"levene": "sd", "kruskal_wallis": "mean_rank"}.get(test, "mean")
    if what == "mean_rank":
        rows = [{**row, "mean_rank": rank} for row, rank in zip(rows, _mean_ranks(groups), strict=True)]
    high, low = max(rows, key=lambda r: r[what]), min(rows, key=lambda r: r[what])
    ends = {"high": _quote(ctx, high["group"]), "low": _quote(ctx, low["group"])}
    values = {"high_value": decimals(high[what]), "low_value": decimals(low[what])}
    return [ctx.say(_MANY, column=measure.shown, groups=len(rows), what=ctx.say(_WHATS[what]), **ends, **values)]


def _mean_ranks(groups: Groups) -> list[float]:
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate(groups.samples))
    return [float(part.mean()) for part in np.split(ranks, np.cumsum([len(s) for s in groups.samples])[:-1])]


def _pairs_said(ctx: ToolContext, pairs: list[dict[str, Any]]) -> list[str]:
    from tools.statistics._outcome import p_text

    if not pairs:
        return []
    count = sum(p["p_holm"] < ALPHA for p in pairs)
    first = pairs[0]
    best = ctx.say(_BIGGEST, a=_quote(ctx, first["a"]), b=_quote(ctx, first["b"]), p=p_text(first["p_holm"])) if count else ""
    return [ctx.say(_PAIRS, pairs=len(pairs), count=count), best]


def _check_normal(groups: Groups, normal: dict[str, Outcome | None], safe: dict[str, bool]) -> Check:
    looked = [
        {"group": name, "n": len(sample), "test": "shapiro_wilk" if found.symbol == "W" else "dagostino", "p": found.p, "mean_is_safe": safe[name]}
        for (name, found), sample in zip(normal.items(), groups.samples, strict=True)
        if found is not None
    ]  # fmt: skip
    return Check("normality within groups", all(f.p >= ALPHA for f in normal.values() if f is not None), {"groups": looked})


def _check_equal(found: Outcome) -> Check:
    return Check("equal variances", found.p >= ALPHA, {"test": "levene", "statistic": found.statistic, "p": found.p})


def _cautions(
    ctx: ToolContext, test: str, groups: Groups, normal: dict[str, Outcome | None], safe: dict[str, bool], equal: Outcome | None
) -> list[str]:
    if test in ("mann_whitney", "kruskal_wallis"):
        return [ctx.say(_SHAPES)]
    if test == "levene" or equal is None:
        return []
    instead = ctx.say(words.TESTS["mann_whitney" if len(groups.names) == 2 else "kruskal_wallis"])
    unsafe = [_quote(ctx, name) for name, fine in safe.items() if not fine]
    if unsafe:
        first = ctx.say(_UNSAFE, groups=", ".join(unsafe[:3]), instead=instead)
    else:
        first = ctx.say(_NORMAL if all(f is not None and f.p >= ALPHA for f in normal.values()) else _SAFE)
    second = _EQUAL if equal.p >= ALPHA else _UNEQUAL if test == "anova" else _UNEQUAL_FINE
    return [first, ctx.say(second, told=_short(ctx, equal))]


def _short(ctx: ToolContext, levene: Outcome) -> str:
    from tools.statistics._outcome import p_text

    return f"{ctx.say(words.TESTS['levene'])} {p_text(levene.p)}"


def _left_groups(ctx: ToolContext, groups: Groups) -> list[str]:
    said = []
    for name, values in groups.members.items():
        if len(values) <= 7:
            said.append(ctx.say(words.MEMBERS, name=_quote(ctx, name), values=", ".join(shorten(v, 30) for v in values)))
    if groups.small:
        listed = ", ".join(f"{_quote(ctx, n)}({c})" for n, c in list(groups.small.items())[:5])
        said.append(ctx.say(words.SMALL_GROUPS, least=LEAST, names=listed))
    if groups.other:
        said.append(ctx.say(words.OTHER_GROUPS, n=number(groups.other)))
    return said
