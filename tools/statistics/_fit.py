"""Is a column normally distributed? The answer of one test, or of all four."""

from __future__ import annotations

from typing import Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text
from tools.dataset._pick import Picked
from tools.dataset._say import number
from tools.statistics import _words as words
from tools.statistics._answer import Answer
from tools.statistics._normality import LEAST, SHAPIRO_LIMIT, battery, shape
from tools.statistics._outcome import decimals
from tools.statistics._samples import sample_of

_TOO_FEW = Text(
    ko="{test}에는 값이 적어도 {least}건 필요한데 {column}에는 {n}건뿐이에요. 샤피로-윌크 검정(3건부터)을 써 주세요.",
    en="{test} needs at least {least} values and {column} has {n}. Shapiro-Wilk (from 3 on) would work.",
)
_SHAPE = Text(
    ko="{column}의 왜도는 {skewness}, 초과첨도는 {kurtosis:예요}({n}건, 정규분포라면 둘 다 0).",
    en="{column} has skewness {skewness} and excess kurtosis {kurtosis} ({n} rows; both are 0 for a normal distribution).",
)
_SAMPLED = Text(
    ko="샤피로-윌크의 p값은 {limit}건까지만 믿을 수 있어서 무작위 {limit}건으로 봤어요(시드 {seed}).",
    en="Shapiro-Wilk's p holds up to {limit} values, so a random {limit} rows were tested (seed {seed}).",
)
_REASON = {
    True: Text(ko="숫자 열 하나라 정규분포인지 샤피로-윌크로 검정했어요.", en="A single numeric column: Shapiro-Wilk's test of normality."),
    False: Text(
        ko="숫자 열 하나이고 {limit}건이 넘어서 정규분포인지 다고스티노 검정으로 봤어요.",
        en="A single numeric column of more than {limit} rows: D'Agostino's test of normality.",
    ),
}
_OTHERS = Text(ko="다른 정규성 검정: {told}.", en="Other tests of normality: {told}.")


def fit(ctx: ToolContext, test: str, column: Picked) -> Answer:
    """A test of normality, the other three beside it. Raises Refused."""
    values, missing, infinite = sample_of(ctx, column)
    chosen = ("shapiro_wilk" if len(values) <= SHAPIRO_LIMIT else "dagostino") if test == "auto" else test
    if len(values) < LEAST[chosen]:
        name = ctx.say(words.TESTS[chosen])
        raise Refused(
            "too_few_values", _TOO_FEW, choices=["shapiro_wilk"], test=name, least=LEAST[chosen], column=column.shown, n=number(len(values))
        )
    found = battery(values)
    outcome, moments = found[chosen], shape(values)
    answer = Answer(chosen, "normality", outcome, len(values), missing, infinite)
    told = {"skewness": decimals(moments["skewness"]), "kurtosis": decimals(moments["kurtosis"])}
    answer.reason = ctx.say(_REASON[chosen == "shapiro_wilk"], limit=number(SHAPIRO_LIMIT)) if test == "auto" else ""
    answer.says = [ctx.say(_SHAPE, column=column.shown, n=number(len(values)), **told)]
    answer.large = ctx.say(words.LARGE_NORMALITY, n=number(len(values)), **told)
    others = {name: o for name, o in found.items() if name != chosen}
    listed = ", ".join(f"{ctx.say(words.TESTS[name])} {o.told}" for name, o in others.items())
    answer.cautions = [ctx.say(_OTHERS, told=listed)] if others else []
    if "sampled" in found["shapiro_wilk"].facts:
        answer.cautions.append(sampled(ctx, found["shapiro_wilk"].facts))
    answer.facts = {**moments, "battery": {name: o.as_data() for name, o in found.items()}}
    return answer


def sampled(ctx: ToolContext, facts: dict[str, Any]) -> str:
    return ctx.say(_SAMPLED, limit=number(facts["sampled"]), seed=facts["seed"])
