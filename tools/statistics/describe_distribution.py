from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._pick import Picked, left_out, not_numeric, nothing_in, pick
from tools.dataset._say import heads, join, number, plain
from tools.dataset._statistics import STATISTIC_HEADS, STATISTIC_WORDS
from tools.dataset._values import numbers
from tools.statistics import _words as words
from tools.statistics._fit import sampled
from tools.statistics._normality import battery, shape
from tools.statistics._outcome import ALPHA, Outcome, decimals, p_text

if TYPE_CHECKING:
    import pandas as pd

    from tools.statistics._means import Sample

_QUANTILES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
_MAD_TO_SD = 1.482602218505602  # 1 / the 0.75 quantile of the normal distribution
_DEFINITION = (
    "sd: ddof=1; mad: median absolute deviation from the median, unscaled (mad_scaled: x 1.4826); skewness G1 and excess kurtosis G2 corrected "
    "for bias (bias=False), g1 and g2 beside them (bias=True); quantiles: linear interpolation (Hyndman-Fan 7); missing and infinite values left out"
)

_WHAT = Text(ko="분포", en="distribution")
_CENTRE = Text(
    ko="{column} 값 {n}건의 평균은 {mean}, 중앙값은 {median}, 표준편차는 {sd}, 중앙값 절대편차(MAD)는 {mad:예요}.",
    en="{column}: {n} values with mean {mean}, median {median}, standard deviation {sd} and median absolute deviation {mad}.",
)
_CONSTANT = Text(
    ko="{column} 값 {n}건이 모두 {mean}이라 왜도와 첨도는 정해지지 않아요.",
    en="All {n} values of {column} are {mean}, so skewness and kurtosis are not defined.",
)
_SHAPE = Text(
    ko="왜도는 {skewness:로} {side}, 초과첨도는 {kurtosis:로} 꼬리가 {tails}.",
    en="Skewness {skewness}: {side}. Excess kurtosis {kurtosis}: tails {tails}.",
)
_SIDES = (
    (-0.5, Text(ko="왼쪽으로 꼬리가 길고", en="a long tail to the left")),
    (0.5, Text(ko="좌우가 대체로 고르고", en="roughly symmetric")),
    (math.inf, Text(ko="오른쪽으로 꼬리가 길고", en="a long tail to the right")),
)
_TAILS = (
    (-0.5, Text(ko="정규분포보다 짧아요", en="shorter than normal")),
    (1.0, Text(ko="정규분포와 비슷해요", en="about normal")),
    (math.inf, Text(ko="정규분포보다 두꺼워요", en="heavier than normal")),
)
_NORMALITY = {
    0: Text(ko="정규성 검정 {total}가지 모두 정규분포가 아니라고 볼 근거가 부족해요. 정규분포라는 증거는 아니에요.",
            en="None of {total} tests gives enough evidence against a normal distribution. That is no proof of one."),
    1: Text(ko="정규성 검정 {total}가지 가운데 {rejected}가지가 정규분포로 보기 어렵다고 해요(유의수준 5%).",
            en="{rejected} of {total} tests of normality speak against a normal distribution (at 5%)."),
    2: Text(ko="정규성 검정 {total}가지 모두 정규분포로 보기 어렵다고 해요(유의수준 5%).",
            en="All {total} tests of normality speak against a normal distribution (at 5%)."),
}  # fmt: skip
_MIDDLE = Text(
    ko="가운데 절반은 {q1}~{q3}, 90%는 {p5}~{p95}에 있어요.", en="The middle half lies in {q1}~{q3}, the middle 90% in {p5}~{p95}."
)
_TITLE = Text(ko="{column} 분포", en="Distribution of {column}")
_NAMES: dict[str, Text] = {
    **{
        name: STATISTIC_WORDS[key]
        for name, key in (("n", "n"), ("missing", "missing"), ("mean", "mean"), ("sd", "std"), ("median", "median"))
    },
    "mad": Text(ko="중앙값 절대편차(MAD)", en="median absolute deviation"),
    "min": STATISTIC_WORDS["min"],
    "max": STATISTIC_WORDS["max"],
    "skewness": Text(ko="왜도", en="skewness"),
    "kurtosis": Text(ko="초과첨도", en="excess kurtosis"),
}


@tool(title=Text(ko="분포를 살펴보는 중", en="looking at the distribution"), needs_dataset=True, where=True)
def describe_distribution(
    column: Annotated[str, Field(description="Numeric column, e.g. ECLO")],
    picture: Annotated[bool, Field(description="Draw a histogram as well")] = False,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """The shape of a numeric column: "왜도 첨도 알려줘", "is ECLO normally distributed?", "distribution of ECLO in detail".

    Mean, sd, median, MAD, skewness, kurtosis, quantiles from 1% to 99%, and four tests of normality; a histogram if asked for.
    """
    picked = pick(ctx, column)
    frame = ctx.frame([picked.name])
    found = numbers(frame[picked.name])
    if found is None or picked.column.kind == "boolean":
        raise not_numeric(ctx, picked.name, _WHAT)
    if not found.n:
        return nothing_in(ctx, picked, len(frame))
    values = found.values.to_numpy(dtype="float64")
    stats = _describe(values)
    tests = battery(values) if values.min() < values.max() else {}
    data = {"column": picked.name, **stats, "missing": found.missing, "infinite": found.infinite, "definition": _DEFINITION}
    data["normality"] = {name: o.as_data() for name, o in tests.items()}
    text = join(picked.note, *_sentences(ctx, picked, stats, tests), left_out(ctx, found.missing, found.infinite))
    return ToolResult(text, data, [_table(ctx, picked, data, tests)], _pictures(ctx, picked, frame) if picture else [])


def _describe(values: Sample) -> dict[str, Any]:
    import numpy as np

    n, median = len(values), float(np.median(values))
    mad = float(np.median(np.abs(values - median)))
    error = math.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3))) if n > 2 else None
    return {
        "n": n,
        "mean": plain(float(values.mean())),
        "sd": plain(float(values.std(ddof=1))) if n > 1 else None,
        "median": median,
        "mad": mad,
        "mad_scaled": mad * _MAD_TO_SD,
        "min": float(values.min()),
        "max": float(values.max()),
        **shape(values),
        "skewness_standard_error": error,
        "quantiles": {f"{q:g}": float(v) for q, v in zip(_QUANTILES, np.quantile(values, _QUANTILES), strict=True)},
    }


def _sentences(ctx: ToolContext, picked: Picked, stats: dict[str, Any], tests: dict[str, Outcome]) -> list[str]:
    shown = {name: number(stats[name]) for name in ("n", "mean", "median", "mad")}
    if stats["min"] == stats["max"]:
        return [ctx.say(_CONSTANT, column=picked.shown, **shown)]
    said = [ctx.say(_CENTRE, column=picked.shown, sd=number(stats["sd"]), **shown)]
    quantiles = stats["quantiles"]
    said.append(
        ctx.say(
            _MIDDLE, q1=number(quantiles["0.25"]), q3=number(quantiles["0.75"]), p5=number(quantiles["0.05"]), p95=number(quantiles["0.95"])
        )
    )
    skewness, kurtosis = stats["skewness"], stats["kurtosis"]
    if skewness is not None and kurtosis is not None:
        side = next(text for limit, text in _SIDES if skewness < limit)
        tails = next(text for limit, text in _TAILS if kurtosis < limit)
        numbers_told = {"skewness": decimals(skewness), "kurtosis": decimals(kurtosis)}
        said.append(ctx.say(_SHAPE, **numbers_told, side=ctx.say(side), tails=ctx.say(tails)))
    if tests:
        rejected = sum(o.p < ALPHA for o in tests.values())
        said.append(ctx.say(_NORMALITY[0 if not rejected else 2 if rejected == len(tests) else 1], total=len(tests), rejected=rejected))
        if rejected and stats["n"] >= 5000:
            said.append(ctx.say(words.LARGE_NORMALITY, n=number(stats["n"]), skewness=decimals(skewness), kurtosis=decimals(kurtosis)))
    if "shapiro_wilk" in tests and "sampled" in tests["shapiro_wilk"].facts:
        said.append(sampled(ctx, tests["shapiro_wilk"].facts))
    return said


def _table(ctx: ToolContext, picked: Picked, data: dict[str, Any], tests: dict[str, Outcome]) -> Table:
    rows: list[list[Any]] = [[ctx.say(text), data[name]] for name, text in _NAMES.items()]
    rows += [[f"{float(q):.0%}", value] for q, value in data["quantiles"].items()]
    rows += [[ctx.say(words.TESTS[name]), f"{o.symbol} = {decimals(o.statistic, 3)}, {p_text(o.p)}"] for name, o in tests.items()]
    return Table(heads(ctx.language, STATISTIC_HEADS), rows, ctx.say(_TITLE, column=picked.name))


def _pictures(ctx: ToolContext, picked: Picked, frame: pd.DataFrame) -> list[Artifact]:
    from tools.draw._charts import chart
    from tools.draw._tidy import Question

    question = Question(kind="histogram", x=picked.name, language=ctx.language, source=ctx.source, kinds={picked.name: picked.column.kind})
    drawn = chart(frame, question)
    return [Artifact("distribution.png", "image/png", drawn.alt, data=drawn.png)]
