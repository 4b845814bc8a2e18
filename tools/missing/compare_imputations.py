from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._pick import is_identifier, pick
from tools.dataset._say import heads, join, names, number, percent
from tools.missing._compare import DEFINITION, hide, measure
from tools.missing._frame import NO_ROWS, is_level, is_number, predictors
from tools.missing._strategies import WORDS, Strategy

_MOST_ROWS, _MOST_COLUMNS, _FEWEST_VALUES = 3_000, 6, 20
_DEFAULT: tuple[Strategy, ...] = ("mean", "median", "mode", "knn", "random_forest", "mice")

_BEST = Text(
    ko="{columns}의 아는 값 {share}를 숨기고 채워 보니 {best}의 오차가 가장 작았어요(표준화 오차 {error}).",
    en="With {share} of the known values of {columns} hidden and filled in again, {best} had the smallest error (standardised {error}).",
)
_BEST_LEVEL = Text(
    ko="{columns}의 아는 값 {share}를 숨기고 채워 보니 {best}의 틀린 비율이 가장 작았어요({error}).",
    en="With {share} of the known values of {columns} hidden and filled in again, {best} was wrong least often ({error}).",
)
_WORST = Text(ko="가장 큰 것은 {worst:예요}.", en="{worst} had the largest.")
_KEEPS = Text(
    ko="분포를 가장 잘 지킨 것은 {strategy:예요}(KS 거리 {ks}, 표준편차 비 {ratio}).",
    en="{strategy} kept the distribution best (KS distance {ks}, sd ratio {ratio}).",
)
_GUESSED = Text(
    ko="범주 열은 {strategy:가} 가장 잘 맞혔어요(정확도 {accuracy}).",
    en="{strategy} got the categories right most often (accuracy {accuracy}).",
)
_NO_GAIN = Text(
    ko="오차가 1에 가까우면 평균으로 채우는 것과 다르지 않다는 뜻이에요. 다른 열이 이 열을 거의 설명하지 못해요.",
    en="An error near 1 is no better than filling in the mean: other columns say little about these.",
)
_RECOMMEND_BOTH = Text(
    ko="추천: {best}. 값도 분포도 가장 가까워요.", en="Recommendation: {best}, the closest in values and in distribution."
)
_RECOMMEND = Text(
    ko="추천: 값 하나하나를 맞히려면 {best}, 통계나 모델에 쓸 분포와 관계를 지키려면 {keeps:예요}.",
    en="Recommendation: {best} to get single values right; {keeps} to keep the distribution and relations for statistics and models.",
)
_SAMPLED = Text(ko="{rows:,}행을 뽑아(시드 {seed}) 비교했어요.", en="Compared on a sample of {rows:,} rows (seed {seed}).")
_SOME = Text(ko="열이 많아 {columns}개만 비교했어요.", en="Only {columns} of the columns were compared.")
_NO_COLUMN = Text(
    ko="비교하려면 값이 {fewest}개 이상 있는 숫자 열이나 범주 열이 필요해요. 다른 열을 말씀해 주세요.",
    en="A numeric or category column with at least {fewest} values is needed. Name another.",
)
_NOT_HERE = Text(
    ko="행 삭제와 정한 값은 숨긴 값을 맞히는 방법이 아니라 비교할 수 없어요. 다른 방법을 골라 주세요.",
    en="Dropping rows and fixed values don't estimate anything, so they can't be compared. Choose others.",
)
_HEADS = Text(
    ko="방법|표준화 오차|RMSE|MAE|정확도|KS 거리|표준편차 비|상관 변화",
    en="strategy|error (standardised)|RMSE|MAE|accuracy|KS distance|sd ratio|change of r",
)
_TITLE = Text(ko="대체 방법 비교", en="Ways to fill gaps, compared")
_AXIS = Text(ko="표준화 오차 (작을수록 좋음)", en="standardised error (smaller is better)")
_AXIS_LEVEL = Text(ko="틀린 비율 (작을수록 좋음)", en="share that is wrong (smaller is better)")
_FOOTER = Text(ko="{name} · 값 {n:,}개를 숨김, 시드 {seed}", en="{name} · {n:,} values hidden, seed {seed}")
_FILE = Text(ko="대체방법비교.png", en="imputation_comparison.png")


@tool(title=Text(ko="결측 대체 방법을 비교하는 중", en="comparing ways to fill gaps"), needs_dataset=True)
def compare_imputations(
    columns: Annotated[list[str] | None, Field(description="Columns to test on; those with gaps when left out")] = None,
    strategies: Annotated[list[Strategy] | None, Field(description="mean, median, mode, knn, random_forest and mice when left out")] = None,
    share: Annotated[float, Field(ge=0.01, le=0.5, description="Share of the known values to hide")] = 0.1,
    seed: Annotated[int, Field(ge=0, le=2**31, description="For what is hidden and drawn")] = 0,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Compare ways to fill missing values by hiding known ones: "대체 방법 비교해줘", "which imputation is best?".

    For each strategy the error on the hidden values (RMSE, MAE, or accuracy for categories), the change of the distribution (KS distance,
    ratio of standard deviations) and of correlations; a table, a chart and a recommendation. Large data is compared on 3,000 rows.
    """
    wanted, more = _wanted(ctx, columns)
    if strategies and set(strategies) & {"drop", "constant"}:
        raise Refused("not_comparable", _NOT_HERE, choices=list(_DEFAULT))
    others = predictors(ctx)
    frame = ctx.read(list(dict.fromkeys(c.name for c in (*wanted, *others))))
    rows = len(frame)
    if rows > _MOST_ROWS:
        frame = frame.sample(_MOST_ROWS, random_state=seed).sort_index()
    frame = frame.reset_index(drop=True)
    wanted = [c for c in wanted if frame[c.name].notna().sum() >= _FEWEST_VALUES]
    if not wanted:
        raise Refused("nothing_to_compare", _NO_COLUMN, fewest=_FEWEST_VALUES)
    masked, hidden = hide(frame, wanted, share, seed)
    tried = list(dict.fromkeys(strategies or _DEFAULT))
    results = []
    for i, strategy in enumerate(tried):
        ctx.progress(i, len(tried))
        results.append(measure(frame, masked, hidden, wanted, others, strategy, seed, lambda _done, _total: None))
    ranked = sorted((r for r in results if r["error"] is not None), key=lambda r: r["error"])
    if not ranked:
        raise Refused("nothing_to_compare", _NO_COLUMN, fewest=_FEWEST_VALUES)
    count = sum(len(h) for h in hidden.values())
    data = {
        "columns": [c.name for c in wanted], "share_hidden": share, "seed": seed, "rows": rows, "rows_used": len(frame), "hidden": count,
        "results": [*ranked, *(r for r in results if r["error"] is None)], "best": ranked[0]["strategy"],
        "best_distribution": _keeper(ranked)["strategy"], "definition": DEFINITION,
    }  # fmt: skip
    notes = [ctx.say(_SAMPLED, rows=len(frame), seed=seed)] if rows > len(frame) else []
    notes += [ctx.say(_SOME, columns=len(wanted))] if more else []
    picture = Artifact(ctx.say(_FILE), "image/png", *_picture(ctx, ranked, count, seed))
    return ToolResult("\n".join(filter(None, [*_said(ctx, ranked, wanted, share), join(*notes)])), data, [_table(ctx, ranked)], [picture])


def _wanted(ctx: ToolContext, asked: list[str] | None) -> tuple[list[Column], bool]:
    """The columns to test on, and whether there were more: those asked for, else those with gaps, else numbers worth predicting."""
    profile = ctx.need_dataset().profile
    if not profile.rows:
        raise Refused("no_rows", NO_ROWS)
    if asked:
        found = list({p.name: p.column for p in (pick(ctx, name) for name in asked)}.values())
    else:
        usable = [c for c in profile.columns if c.unique > 1 and not is_identifier(c, profile.rows)]
        found = [c for c in usable if c.missing and (is_number(c) or is_level(c))] or [c for c in usable if is_number(c)]
    fit = [c for c in found if (is_number(c) or is_level(c)) and profile.rows - c.missing >= _FEWEST_VALUES]
    if not fit:
        raise Refused("nothing_to_compare", _NO_COLUMN, fewest=_FEWEST_VALUES)
    return fit[:_MOST_COLUMNS], len(fit) > _MOST_COLUMNS


def _keeper(ranked: list[dict[str, Any]]) -> dict[str, Any]:
    """The strategy whose filled values are distributed most like the hidden ones."""
    return min(ranked, key=lambda r: r["ks"] if r["ks"] is not None else r["error"])


def _said(ctx: ToolContext, ranked: list[dict[str, Any]], wanted: list[Column], share: float) -> list[str]:
    def word(result: dict[str, Any]) -> str:
        return ctx.say(WORDS[result["strategy"]])

    best, worst, keeper = ranked[0], ranked[-1], _keeper(ranked)
    guesser = max((r for r in ranked if r["accuracy"] is not None), key=lambda r: r["accuracy"], default=None)
    first = _BEST if any(map(is_number, wanted)) else _BEST_LEVEL
    said = [
        ctx.say(first, columns=names([c.name for c in wanted], 4), share=percent(share, 1), best=word(best), error=number(best["error"])),
        ctx.say(_WORST, worst=f"{word(worst)}({number(worst['error'])})") if len(ranked) > 1 else "",
        ctx.say(_KEEPS, strategy=word(keeper), ks=number(keeper["ks"]), ratio=number(keeper["sd_ratio"]))
        if keeper["ks"] is not None
        else "",
        ctx.say(_GUESSED, strategy=word(guesser), accuracy=percent(guesser["accuracy"], 1)) if guesser is not None else "",
        ctx.say(_NO_GAIN) if best["error"] > 0.9 else "",
    ]
    same = keeper is best
    return [*said, ctx.say(_RECOMMEND_BOTH if same else _RECOMMEND, best=word(best), keeps=word(keeper))]


def _table(ctx: ToolContext, ranked: list[dict[str, Any]]) -> Table:
    """RMSE and MAE only where one numeric column was compared: those of several have different units."""

    def rounded(value: float | None) -> float | None:
        return None if value is None else float(f"{value:.4g}")

    rows = []
    for result in ranked:
        numeric = [c for c in result["columns"] if "rmse" in c]
        single = numeric[0] if len(numeric) == 1 else {}
        figures = [
            result["error"],
            single.get("rmse"),
            single.get("mae"),
            result["accuracy"],
            result["ks"],
            result["sd_ratio"],
            result["correlation_change"],
        ]
        rows.append([ctx.say(WORDS[result["strategy"]]), *map(rounded, figures)])
    return Table(heads(ctx.language, _HEADS), rows, ctx.say(_TITLE))


def _picture(ctx: ToolContext, ranked: list[dict[str, Any]], hidden: int, seed: int) -> tuple[str, bytes]:
    """Bars of the standardised error, the smallest on top: what it shows in words, and the PNG."""
    from tools.draw._figure import INK, NOTE, PLAIN, STRONG, axes_in, frame, png, points, sheet, two_lines, value_axis
    from tools.draw._figure import number as short

    figure = sheet(330 + 78 * len(ranked))
    title = ctx.say(_TITLE)
    top, bottom = frame(figure, title, footer=(ctx.say(_FOOTER, name=ctx.source, n=hidden, seed=seed),))
    axis = ctx.say(_AXIS if any(r["ks"] is not None for r in ranked) else _AXIS_LEVEL)
    axes = axes_in(figure, top, bottom, axis, grid="x")
    labels = [ctx.say(WORDS[r["strategy"]]) for r in ranked]
    errors = [r["error"] for r in ranked]
    axes.barh(range(len(ranked)), errors, color=[STRONG, *[PLAIN] * (len(ranked) - 1)], height=0.68)
    axes.set_yticks(range(len(ranked)), [two_lines(label, 420) for label in labels])
    axes.set_ylim(len(ranked) - 0.45, -0.55)
    axes.set_xlim(0, max(errors) * 1.16 or 1)
    for y, error in enumerate(errors):
        axes.text(error, y, f" {short(error)}", va="center", ha="left", fontsize=points(NOTE), color=INK)
    value_axis(axes.xaxis, ctx.language)
    axes.spines[:].set_visible(False)
    said = ", ".join(f"{label} {short(error)}" for label, error in zip(labels, errors, strict=True))
    return f"{title}. {axis}: {said}", png(figure)
