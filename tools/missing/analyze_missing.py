from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.profile import Column
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._say import code, heads, join, names, number, percent, shorten
from tools.missing import _matrix
from tools.missing._advice import REASONS, Advice, advise
from tools.missing._frame import floats, is_number, one_thread, predictors, with_gaps
from tools.missing._little import Little, little
from tools.missing._strategies import WORDS
from tools.missing._ties import ALPHA, DEFINITION, predictable, ties

if TYPE_CHECKING:
    import pandas as pd

_MOST_TESTED = 25
_MOST_LITTLE = 30
_SHOWN = 15

_SUMMARY = Text(
    ko="{columns}개 열에 빈 값이 있고, 빈 값이 있는 행은 {rows:,}행({share})이에요. 결측 패턴은 {patterns:,}가지예요.",
    en="{columns} columns have gaps, in {rows:,} rows ({share}); there are {patterns:,} patterns.",
)
_TOGETHER = Text(
    ko="가장 흔한 결측은 {missing:가} 함께 비는 것이에요({rows:,}행).", en="Most often {missing} are missing together ({rows:,} rows)."
)
_ALONE = Text(ko="가장 흔한 결측은 {missing}만 비는 것이에요({rows:,}행).", en="Most often only {missing} is missing ({rows:,} rows).")
_NONE = Text(ko="고르신 열에는 빈 값이 없어요.", en="The columns asked for have no missing values.")
_REJECTED = Text(
    ko="Little의 MCAR 검정: χ²({df}) = {statistic}, p {p}. 완전히 무작위로 비었다고 보기 어려워요.",
    en="Little's MCAR test: χ²({df}) = {statistic}, p {p}. The gaps are unlikely to be completely at random.",
)
_KEPT = Text(
    ko="Little의 MCAR 검정: χ²({df}) = {statistic}, p {p}. 완전한 무작위 결측과 어긋나지 않아요(무작위라는 증명은 아니에요).",
    en="Little's MCAR test: χ²({df}) = {statistic}, p {p}. This doesn't contradict gaps completely at random (nor does it prove them).",
)
_NO_LITTLE = Text(
    ko="Little의 MCAR 검정은 빈 값이 있는 숫자 열과 다른 숫자 열이 있어야 해서 하지 못했어요.",
    en="Little's MCAR test needs a numeric column with gaps beside another numeric one, so it wasn't possible.",
)
_NOT_CONVERGED = Text(
    ko="다만 EM 계산이 다 수렴하지 않아 값이 어림이에요.", en="The EM estimates had not fully converged, so it is approximate."
)
_LEVELS = Text(
    ko="{column}의 결측은 {other:와} 관련이 있어요: {high}에서 {high_share}, {low}에서 {low_share}가 비어 있어요(보정 p {p}).",
    en="Gaps in {column} go with {other}: {high_share} missing for {high}, {low_share} for {low} (corrected p {p}).",
)
_NUMBERS = Text(
    ko="{column}의 결측은 {other:와} 관련이 있어요: 빈 행의 평균 {gone}, 채워진 행의 평균 {there}(보정 p {p}).",
    en="Gaps in {column} go with {other}: mean {gone} where missing, {there} where present (corrected p {p}).",
)
_DATES = Text(
    ko="{column}의 결측은 {other:와} 관련이 있어요: 빈 행은 채워진 행보다 평균 {days}일 {direction}(보정 p {p}).",
    en="Gaps in {column} go with {other}: rows with a gap are on average {days} days {direction} (corrected p {p}).",
)
_LATER, _EARLIER = Text(ko="늦어요", en="later"), Text(ko="일러요", en="earlier")
_NO_TIES = Text(
    ko="다른 열의 값에 따라 결측이 달라진다는 증거는 없어요(검정 {tests}개, Holm 보정).",
    en="There is no evidence that gaps depend on other columns ({tests} tests, Holm-corrected).",
)
_LIMIT = Text(
    ko="빈 값 자체의 크기 때문에 비었는지(MNAR)는 데이터만으로 알 수 없어요.",
    en="Whether values are missing because of what they would be (MNAR) can't be told from data.",
)
_ADVICE = Text(ko="추천: {column:는} {strategy}. {reason}", en="Recommendation for {column}: {strategy}. {reason}")
_ACTIONS = {
    **WORDS,
    "drop_column": Text(ko="열 빼기", en="leaving the column out"),
    "leave": Text(ko="그대로 두기", en="leaving it as it is"),
}
_PATTERN_HEADS = Text(ko="함께 빈 열|행|비율(%)", en="missing together|rows|share (%)")
_ADVICE_HEADS = Text(ko="열|빈 값|비율(%)|관련된 열|추천", en="column|missing|share (%)|goes with|recommendation")
_PATTERNS_TITLE, _ADVICE_TITLE = Text(ko="결측 패턴", en="Patterns of missing values"), Text(ko="열별 추천", en="Recommendation by column")
_COMPLETE = Text(ko="(빈 값 없음)", en="(nothing missing)")
_FILE = Text(ko="결측패턴.png", en="missing_patterns.png")


@tool(title=Text(ko="결측을 분석하는 중", en="analysing missing values"), needs_dataset=True)
def analyze_missing(
    columns: Annotated[list[str] | None, Field(description="Columns with gaps to look at; all that have some when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Analyse missing values: which columns are missing together, at random or not, and what to do ("결측 패턴 분석해줘", "is it MCAR?").

    Patterns with a picture, Little's MCAR test, tests of whether gaps depend on other columns (Holm-corrected, with effect sizes), and
    for each column a recommended strategy for impute_missing with its reason. get_missing_values only counts.
    """
    gaps = with_gaps(ctx, columns)
    incomplete = sorted((c for c in gaps if c.missing), key=lambda c: -c.missing)
    if not incomplete:
        return ToolResult(ctx.say(_NONE), {"columns": [c.name for c in gaps], "missing": 0})
    others = predictors(ctx)
    profile = ctx.need_dataset().profile
    frame = ctx.read(list(dict.fromkeys(c.name for c in (*incomplete, *others))))
    found = _matrix.patterns(frame, [c.name for c in incomplete])
    tests = ties(frame, incomplete[:_MOST_TESTED], others)
    sure = [t for t in tests if t["p_holm"] < ALPHA]
    test = _mcar(frame, incomplete, others)
    advice = {c.name: advise(c, frame[c.name], profile.rows, sure) for c in incomplete}
    with one_thread():
        aucs = {c.name: predictable(frame, c, others) for c in incomplete[:5] if 0 < c.missing < profile.rows}
    data = _facts(profile.rows, frame, incomplete, found) | {
        "little_mcar": asdict(test) | {"columns": _little_columns(incomplete, others)} if test else None,
        "ties": tests[:50],
        "tests": len(tests),
        "auc": aucs,
        "recommendations": [
            {"column": name, "strategy": a.strategy, "reason": a.reason, "reason_said": reason(ctx, a), **a.facts} for name, a in advice.items()
        ],
        "definition": "Little (1988), ML covariance by EM scaled by n/(n-1); " + DEFINITION,
    }  # fmt: skip
    paragraphs = [
        _sentence(ctx, data, found),
        join(_little_said(ctx, test), *_ties_said(ctx, sure, len(tests)), ctx.say(_LIMIT)),
        *(_advice_said(ctx, c, advice[c.name]) for c in incomplete[:3]),
    ]
    text = "\n".join(paragraphs)
    png, alt = _matrix.picture(found, [c.name for c in incomplete], ctx.source, profile.rows, ctx.language)
    return ToolResult(text, data, _tables(ctx, incomplete, found, sure, advice), [Artifact(ctx.say(_FILE), "image/png", alt, png)])


def _facts(rows: int, frame: pd.DataFrame, incomplete: list[Column], found: list[dict[str, Any]]) -> dict[str, Any]:
    """What is counted: gaps by column, rows with any, patterns."""
    return {
        "rows": rows,
        "rows_with_gaps": int(frame[[c.name for c in incomplete]].isna().any(axis=1).sum()),
        "missing": [{"column": c.name, "missing": c.missing, "share": c.missing / rows} for c in incomplete],
        "patterns": found[:50],
        "patterns_total": len(found),
    }


def _little_columns(incomplete: list[Column], others: list[Column]) -> list[str]:
    """Numeric columns with gaps first, then complete ones, which make the test see more."""
    numeric = [c for c in (*incomplete, *others) if is_number(c) and c.unique > 1]
    return list(dict.fromkeys(c.name for c in numeric))[:_MOST_LITTLE]


def _mcar(frame: pd.DataFrame, incomplete: list[Column], others: list[Column]) -> Little | None:
    import numpy as np

    known = {c.name: c for c in (*incomplete, *others)}
    wanted = _little_columns(incomplete, others)
    if len(wanted) < 2 or not any(known[name].missing for name in wanted):
        return None
    return little(np.column_stack([floats(frame[name], known[name]).to_numpy() for name in wanted]))


def _sentence(ctx: ToolContext, data: dict[str, Any], found: list[dict[str, Any]]) -> str:
    first = next(p for p in found if p["missing"])
    said = ctx.say(
        _SUMMARY,
        columns=len(data["missing"]),
        rows=data["rows_with_gaps"],
        share=percent(data["rows_with_gaps"], data["rows"]),
        patterns=len(found),
    )
    return join(said, ctx.say(_TOGETHER if len(first["missing"]) > 1 else _ALONE, missing=names(first["missing"], 4), rows=first["rows"]))


def p_said(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _little_said(ctx: ToolContext, test: Little | None) -> str:
    if test is None:
        return ctx.say(_NO_LITTLE)
    said = ctx.say(_REJECTED if test.p < ALPHA else _KEPT, df=test.df, statistic=number(test.statistic), p=p_said(test.p))
    return join(said, "" if test.converged else ctx.say(_NOT_CONVERGED))


def _ties_said(ctx: ToolContext, sure: list[dict[str, Any]], tests: int) -> list[str]:
    """The strongest tie of each of up to three columns."""
    if not sure:
        return [ctx.say(_NO_TIES, tests=tests)]
    best: dict[str, dict[str, Any]] = {}
    for tie in sorted(sure, key=lambda t: -abs(t["effect"])):
        best.setdefault(tie["column"], tie)
    return [_tie_said(ctx, tie) for tie in list(best.values())[:3]]


def _tie_said(ctx: ToolContext, tie: dict[str, Any]) -> str:
    said = {"column": code(tie["column"]), "other": code(tie["other"]), "p": p_said(tie["p_holm"])}
    if tie["test"] == "chi2":
        shares = {"high_share": percent(tie["highest_share"], 1), "low_share": percent(tie["lowest_share"], 1)}
        return ctx.say(_LEVELS, **said, **shares, high=f"‘{shorten(str(tie['highest']), 30)}’", low=f"‘{shorten(str(tie['lowest']), 30)}’")
    gone, there = tie["mean_where_missing"], tie["mean_where_present"]
    if tie["is_date"]:
        return ctx.say(_DATES, **said, days=number(abs(gone - there)), direction=ctx.say(_LATER if gone > there else _EARLIER))
    return ctx.say(_NUMBERS, **said, gone=number(gone), there=number(there))


def _advice_said(ctx: ToolContext, column: Column, advice: Advice) -> str:
    return ctx.say(_ADVICE, column=code(column.name), strategy=ctx.say(_ACTIONS[advice.strategy]), reason=reason(ctx, advice))


def reason(ctx: ToolContext, advice: Advice) -> str:
    facts: dict[str, Any] = dict(advice.facts)
    if "others" in facts:
        facts["others"] = names(facts["others"])
    if "share" in facts:
        facts["share"] = percent(facts["share"], 1)
    if "skew" in facts:
        facts["skew"] = number(facts["skew"])
    return ctx.say(REASONS[advice.reason], **facts)


def _tables(
    ctx: ToolContext, incomplete: list[Column], found: list[dict[str, Any]], sure: list[dict[str, Any]], advice: dict[str, Advice]
) -> list[Table]:
    rows = ctx.need_dataset().profile.rows
    patterns = [
        [
            ", ".join(p["missing"][:8]) + (", …" if len(p["missing"]) > 8 else "") or ctx.say(_COMPLETE),
            p["rows"],
            round(100 * p["share"], 1),
        ]
        for p in found[:_SHOWN]
    ]
    tied = {c.name: ", ".join(list(dict.fromkeys(t["other"] for t in sure if t["column"] == c.name))[:3]) for c in incomplete}
    advised = [
        [c.name, c.missing, round(100 * c.missing / rows, 1), tied[c.name] or "-", ctx.say(_ACTIONS[advice[c.name].strategy])]
        for c in incomplete[:100]
    ]
    return [
        Table(heads(ctx.language, _PATTERN_HEADS), patterns, ctx.say(_PATTERNS_TITLE)),
        Table(heads(ctx.language, _ADVICE_HEADS), advised, ctx.say(_ADVICE_TITLE)),
    ]
