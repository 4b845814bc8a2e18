from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from tools._calm import one_thread
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.dataset._association import FEW_ROWS, LEAST_ROWS, Method, strength
from tools.dataset._pick import NUMERIC_KINDS, not_numeric, numeric_columns, pick
from tools.dataset._say import code, heads, join, names, number
from tools.dataset._values import numbers
from tools.statistics._codes import Coded, coded
from tools.statistics._outcome import ALPHA, p_text
from tools.statistics._pairs import Pair, listed, mixed_pairs, numeric_pairs
from tools.statistics._relations import DEFINITIONS
from tools.statistics._words import EFFECTS

if TYPE_CHECKING:
    import pandas as pd

_LIMIT = 18

_WHAT = Text(ko="상관계수", en="correlation")
_TOO_FEW = Text(
    ko="상관을 보려면 서로 다른 숫자 열이 두 개 이상 필요해요. 숫자 열: {numeric}",
    en="Correlation needs two different numeric columns. Numeric columns: {numeric}",
)
_ONE_PAIR = Text(
    ko="{a:와} {b} 사이에는 {word} {sign} 상관이 있어요({method} {value}, {p}, {n}건).",
    en="{a} and {b} have a {word} {sign} correlation ({method} {value}, {p}, {n} rows).",
)
_STRONGEST = Text(
    ko="{columns}개 열 가운데 {a:와} {b}의 관계가 가장 뚜렷해요. {word} {sign} 상관이에요({method} {value}, {p}, {n}건).",
    en="Of {columns} columns, {a} and {b} go together most: a {word} {sign} correlation ({method} {value}, {p}, {n} rows).",
)
_HARDLY = Text(
    ko="{a:와} {b} 사이에는 상관이 거의 없어요({method} {value}, {p}, {n}건).",
    en="{a} and {b} are hardly correlated ({method} {value}, {p}, {n} rows).",
)
_NONE_STRONG = Text(
    ko="{columns}개 열 사이에는 눈에 띄는 상관이 없어요. 가장 큰 것이 {a:와} {b}의 {value:예요}({method}, {p}, {n}건).",
    en="None of the {columns} columns are noticeably correlated; the largest is {a} with {b}, {value} ({method}, {p}, {n} rows).",
)
_ONE_MIXED = Text(
    ko="{a:와} {b} 사이에는 {word} 연관이 있어요({method} {value}, {p}, {n}건).",
    en="The association of {a} and {b} is {word} ({method} {value}, {p}, {n} rows).",
)
_STRONGEST_MIXED = Text(
    ko="{columns}개 열 가운데 {a:와} {b}의 관계가 가장 뚜렷해요. {word} 연관이에요({method} {value}, {p}, {n}건).",
    en="Of {columns} columns, {a} and {b} go together most; the association is {word} ({method} {value}, {p}, {n} rows).",
)
_UNDEFINED = Text(
    ko="값이 모두 같거나 함께 채워진 행이 부족해서 상관을 구할 수 없는 열이 있어요: {columns}",
    en="Correlation is not defined where a column is constant or too few rows have both values: {columns}.",
)
_FIRST = Text(ko="숫자 열이 많아 앞의 {shown}개만 봤어요.", en="Only the first {shown} numeric columns were used.")
_POSITIVE, _NEGATIVE = Text(ko="양의", en="positive"), Text(ko="음의", en="negative")
_METHODS = {
    "pearson": Text(ko="피어슨", en="Pearson"),
    "spearman": Text(ko="스피어만", en="Spearman"),
    "kendall": Text(ko="켄달", en="Kendall"),
}
_TITLE = Text(ko="{method} 상관계수", en="{method} correlation")
_LEVELS = 50
_PICTURE_FROM = 3
_METHODS |= {
    "mixed": Text(ko="혼합", en="mixed"),
    "eta": Text(ko="상관비 η", en="correlation ratio η"),
    "cramers_v": EFFECTS["Cramér's V"],
}
_MIXED_DEFINITION = (
    "two quantities: Pearson r; a quantity and a category: eta (0..1), p by one-way ANOVA; two categories: Cramér's V corrected for bias "
    "(Bergsma 2013), p by chi-squared; pairwise complete rows"
)
_NO_MEASURE = Text(
    ko="{column} 열은 서로 다른 값이 너무 많아서 범주로 볼 수 없어요. 숫자 열이나 값이 {levels}가지 이하인 열을 골라 주세요.",
    en="{column} has too many different values to be a category. Choose numeric columns, or columns of up to {levels} values.",
)
_CONTROLLED = Text(ko="{controls}의 영향을 뺀 편상관이에요.", en="These are partial correlations, with {controls} held constant.")
_CONTROL_TWICE = Text(
    ko="{columns:는} 상관을 볼 열이면서 통제할 열이 될 수 없어요. 한쪽에서 빼 주세요.",
    en="{columns} can't be both correlated and held constant. Leave it out of one.",
)
_CONTROL_METHOD = Text(
    ko="편상관은 피어슨(pearson)과 스피어만(spearman)으로만 구해요.", en="Partial correlation is by pearson or spearman only."
)
_CHANCE = Text(
    ko="{pairs}쌍 가운데 {count}쌍이 유의해요(홀름 보정, 5%). 상관은 함께 움직인다는 뜻이지 원인이라는 뜻은 아니에요.",
    en="{count} of {pairs} pairs are significant (Holm's correction, 5%). Going together does not make one the cause of the other.",
)
_PICTURE_TITLE = Text(ko="상관 히트맵({method})", en="Correlations ({method})")
_SOURCE = Text(ko="n = {n} · {source}", en="n = {n} · {source}")
_PAIR_HEADS = Text(ko="열|열|방법|계수|p|건수", en="column|column|measure|value|p|rows")
_PAIR_TITLE = Text(ko="뚜렷한 순서", en="Strongest pairs")


@tool(title=Text(ko="상관을 구하는 중", en="working out correlations"), needs_dataset=True, where=True)
def get_correlation(
    columns: Annotated[list[str] | None, Field(description="Columns; all numeric ones that measure something when left out")] = None,
    method: Annotated[
        Literal["pearson", "spearman", "kendall", "mixed"],
        Field(description="pearson (linear), spearman or kendall (by rank); mixed also takes categories (eta, Cramér's V)"),
    ] = "pearson",
    controls: Annotated[list[str] | None, Field(description="Numeric columns to hold constant: partial correlation")] = None,
    picture: Annotated[bool | None, Field(description="Draw a heat map; by default for three columns or more")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Correlation between columns: "경상자수와 ECLO의 상관", "상관관계 히트맵", "which columns are correlated".

    Each pair over the rows where both have a value, with p (also adjusted by Holm), n and a 95% interval; a matrix, a heat map, the
    strongest pairs; partial correlation by `controls`. A correlation says that two columns go together, not why.
    """
    picks = [pick(ctx, c) for c in columns or []]
    held = [pick(ctx, c) for c in controls or []]
    _check_controls(ctx, [p.name for p in picks], [p.name for p in held], method)
    numeric = [c for c in numeric_columns(ctx) if c not in {p.name for p in held}]
    chosen = list(dict.fromkeys(p.name for p in picks)) if columns else _mixed_columns(ctx) if method == "mixed" else numeric
    if len(chosen) < 2:
        raise Refused("too_few_columns", _TOO_FEW, choices=numeric, numeric=names(numeric) or "-")
    cut = len(chosen) > _LIMIT
    chosen = chosen[:_LIMIT]
    pairs, alone = _pairs(ctx, chosen, method, [p.name for p in held])
    if (most := max(p.n for p in pairs)) < LEAST_ROWS:
        raise Refused("too_few_rows", FEW_ROWS, n=most, least=LEAST_ROWS)
    found = {(p.a, p.b): p for p in pairs}
    matrix = [[_entry(found, alone, a, b) for b in chosen] for a in chosen]
    definition = _MIXED_DEFINITION if method == "mixed" else DEFINITIONS[method]
    data: dict[str, Any] = {
        "method": method,
        "columns": chosen,
        "controls": [p.name for p in held],
        "matrix": matrix,
        "pairs": listed(pairs),
        "definition": f"{definition}; pairwise complete rows, infinite values left out; null where a column is constant; p_holm over all pairs",
    }
    text = join(
        *(p.note for p in [*picks, *held]),
        ctx.say(_CONTROLLED, controls=names([p.name for p in held])) if held else "",
        _sentence(ctx, pairs, alone, len(chosen)),
        _significant(ctx, data["pairs"]),
        ctx.say(_FIRST, shown=_LIMIT) if cut else "",
    )
    shown = ctx.say(_METHODS[method])
    rows = [[a, *(None if r is None else round(r, 3) for r in line)] for a, line in zip(chosen, matrix, strict=True)]
    tables = [Table(["", *chosen], rows, ctx.say(_TITLE, method=shown))]
    if len(pairs) > 1:
        strongest = [
            [p["a"], p["b"], ctx.say(_METHODS[p["measure"]]), _rounded(p["value"]), p["p_text"], p["n"]] for p in data["pairs"][:10]
        ]
        tables.append(Table(heads(ctx.language, _PAIR_HEADS), strongest, ctx.say(_PAIR_TITLE)))
    wanted = len(chosen) >= _PICTURE_FROM if picture is None else picture
    return ToolResult(text, data, tables, [_drawn(ctx, chosen, matrix, pairs, shown, text)] if wanted else [])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _check_controls(ctx: ToolContext, picked: list[str], held: list[str], method: str) -> None:
    both = [name for name in held if name in picked]
    if both:
        raise Refused("control_is_column", _CONTROL_TWICE, columns=names(both))
    if held and method not in ("pearson", "spearman"):
        raise Refused("control_method", _CONTROL_METHOD, choices=["pearson", "spearman"])


def _mixed_columns(ctx: ToolContext) -> list[str]:
    """The quantities, then the categories of few values."""
    profile = ctx.need_dataset().profile
    labels = [c.name for c in profile.columns if c.kind in ("category", "boolean", "text") and 2 <= c.unique <= _LEVELS]
    return [*numeric_columns(ctx), *labels]


def _pairs(ctx: ToolContext, chosen: list[str], method: str, held: list[str]) -> tuple[list[Pair], dict[str, bool]]:
    """The pairs, and of each column whether it varies at all."""
    if method == "mixed":
        return _mixed(ctx, chosen)
    values = _numbers(ctx, [*chosen, *held])
    measure: Method = "pearson" if method == "pearson" else "spearman" if method == "spearman" else "kendall"
    with one_thread():
        pairs = numeric_pairs(values, measure, held)
    return pairs, {name: values[name].nunique() > 1 for name in chosen}


def _mixed(ctx: ToolContext, chosen: list[str]) -> tuple[list[Pair], dict[str, bool]]:
    profile = ctx.need_dataset().profile
    frame = ctx.frame(chosen).reset_index(drop=True)
    quantities: dict[str, pd.Series[Any]] = {}
    labels: dict[str, Coded] = {}
    for name in chosen:
        column = profile.column(name)
        found = numbers(frame[name]) if column.kind in NUMERIC_KINDS else None
        if found is not None:
            quantities[name] = found.values
        elif column.unique > 10 * _LEVELS or column.kind in ("date", "datetime"):
            raise Refused("too_many_levels", _NO_MEASURE, choices=_mixed_columns(ctx), column=code(name), levels=_LEVELS)
        else:
            labels[name] = coded(frame[name], ordered=False)
    vary = {name: labels[name].count > 1 if name in labels else quantities[name].nunique() > 1 for name in chosen}
    return mixed_pairs(quantities, labels, chosen), vary


def _numbers(ctx: ToolContext, chosen: list[str]) -> dict[str, pd.Series[Any]]:
    frame = ctx.frame(chosen).reset_index(drop=True)
    values: dict[str, pd.Series[Any]] = {}
    for name in chosen:
        found = numbers(frame[name])
        if found is None:
            raise not_numeric(ctx, name, _WHAT)
        values[name] = found.values
    return values


def _entry(pairs: dict[tuple[str, str], Pair], vary: dict[str, bool], a: str, b: str) -> float | None:
    if a == b:
        return 1.0 if vary[a] else None
    return (pairs.get((a, b)) or pairs[(b, a)]).value


def _sentence(ctx: ToolContext, pairs: list[Pair], vary: dict[str, bool], columns: int) -> str:
    defined = [p for p in pairs if p.value is not None]
    known = {name for p in defined for name in (p.a, p.b)}
    unknown = [name for name in vary if name not in known]
    undefined = ctx.say(_UNDEFINED, columns=", ".join(map(code, unknown))) if unknown else ""
    if not defined:
        return undefined
    best = max(defined, key=lambda p: abs(p.value or 0.0))
    r = best.value or 0.0
    single, weak = len(pairs) == 1, abs(r) < 0.1
    text = {(True, True): _HARDLY, (True, False): _ONE_PAIR, (False, True): _NONE_STRONG, (False, False): _STRONGEST}[single, weak]
    if best.measure in ("eta", "cramers_v"):
        text = {True: _ONE_MIXED, False: _STRONGEST_MIXED}[single]
    sentence = ctx.say(
        text,
        a=code(best.a),
        b=code(best.b),
        columns=columns,
        word=ctx.say(strength(r)),
        sign=ctx.say(_POSITIVE if r > 0 else _NEGATIVE),
        method=ctx.say(_METHODS[best.measure]),
        value=f"{r:.2f}" if abs(r) >= 0.01 else number(r),
        p=p_text(best.p),
        n=number(best.n),
    )
    return join(sentence, undefined)


def _significant(ctx: ToolContext, pairs: list[dict[str, Any]]) -> str:
    """How many of several pairs stand out from chance, counting that there are several."""
    tested = [p for p in pairs if p["p_holm"] is not None]
    return ctx.say(_CHANCE, pairs=len(tested), count=sum(p["p_holm"] < ALPHA for p in tested)) if len(tested) > 1 else ""


def _drawn(ctx: ToolContext, chosen: list[str], matrix: list[list[float | None]], pairs: list[Pair], method: str, said: str) -> Artifact:
    from tools.statistics._heatmap import heat_map

    least, most = min(p.n for p in pairs), max(p.n for p in pairs)
    n = number(most) if least == most else f"{number(least)}~{number(most)}"
    note = ctx.say(_SOURCE, n=n, source=ctx.source)
    signed = any((p.value or 0) < 0 for p in pairs) or all(p.measure not in ("eta", "cramers_v") for p in pairs)
    drawn = heat_map(chosen, matrix, ctx.say(_PICTURE_TITLE, method=method), said, [note], ctx.language, signed)
    return Artifact("correlation.png", "image/png", drawn.alt, data=drawn.png)
