from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._association import Method, correlation, strength
from tools.dataset._pick import not_numeric, numeric_columns, pick
from tools.dataset._say import code, join, names, number
from tools.dataset._values import numbers

if TYPE_CHECKING:
    import pandas as pd

_LIMIT = 18

_WHAT = Text(ko="상관계수", en="correlation")
_TOO_FEW = Text(
    ko="상관을 보려면 서로 다른 숫자 열이 두 개 이상 필요해요. 숫자 열: {numeric}",
    en="Correlation needs two different numeric columns. Numeric columns: {numeric}",
)
_ONE_PAIR = Text(
    ko="{a:와} {b} 사이에는 {word} {sign} 상관이 있어요({method} {value}, {n}건).",
    en="{a} and {b} have a {word} {sign} correlation ({method} {value}, {n} rows).",
)
_STRONGEST = Text(
    ko="{columns}개 열 가운데 {a:와} {b}의 관계가 가장 뚜렷해요. {word} {sign} 상관이에요({method} {value}, {n}건).",
    en="Of {columns} columns, {a} and {b} go together most: a {word} {sign} correlation ({method} {value}, {n} rows).",
)
_HARDLY = Text(
    ko="{a:와} {b} 사이에는 상관이 거의 없어요({method} {value}, {n}건).",
    en="{a} and {b} are hardly correlated ({method} {value}, {n} rows).",
)
_NONE_STRONG = Text(
    ko="{columns}개 열 사이에는 눈에 띄는 상관이 없어요. 가장 큰 것이 {a:와} {b}의 {value:예요}({method}, {n}건).",
    en="None of the {columns} columns are noticeably correlated; the largest is {a} with {b}, {value} ({method}, {n} rows).",
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


@tool(title=Text(ko="상관을 구하는 중", en="working out correlations"), needs_dataset=True, where=True)
def get_correlation(
    columns: Annotated[list[str] | None, Field(description="Numeric columns; all that measure something when left out")] = None,
    method: Annotated[Method, Field(description="pearson (linear), spearman or kendall (by rank)")] = "pearson",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Correlation between numeric columns: "경상자수와 ECLO의 상관", "which columns are correlated".

    Each pair over the rows where both have a value. A correlation says that two columns go together, not why.
    """
    picks = [pick(ctx, c) for c in columns or []]
    numeric = numeric_columns(ctx)
    chosen = list(dict.fromkeys(p.name for p in picks)) if columns else numeric
    if len(chosen) < 2:
        raise Refused("too_few_columns", _TOO_FEW, choices=numeric, numeric=names(numeric) or "-")
    cut = len(chosen) > _LIMIT
    chosen = chosen[:_LIMIT]
    values = _numbers(ctx, chosen)
    pairs = {(a, b): correlation(values[a], values[b], method) for a, b in combinations(chosen, 2)}
    data: dict[str, Any] = {
        "method": method,
        "columns": chosen,
        "matrix": [[_entry(pairs, values, a, b) for b in chosen] for a in chosen],
        "pairs": [{"a": a, "b": b, "value": r, "n": n} for (a, b), (r, n) in sorted(pairs.items(), key=lambda p: -abs(p[1][0] or 0))],
        "definition": f"{method}; pairwise complete rows, infinite values left out; null where a column is constant",
    }
    text = join(
        *(p.note for p in picks),
        _sentence(ctx, pairs, method, len(chosen)),
        ctx.say(_FIRST, shown=_LIMIT) if cut else "",
    )
    rows = [[a, *(None if r is None else round(r, 3) for r in line)] for a, line in zip(chosen, data["matrix"], strict=True)]
    return ToolResult(text, data, [Table(["", *chosen], rows, ctx.say(_TITLE, method=ctx.say(_METHODS[method])))])


def _numbers(ctx: ToolContext, chosen: list[str]) -> dict[str, pd.Series[Any]]:
    frame = ctx.frame(chosen).reset_index(drop=True)
    values: dict[str, pd.Series[Any]] = {}
    for name in chosen:
        found = numbers(frame[name])
        if found is None:
            raise not_numeric(ctx, name, _WHAT)
        values[name] = found.values
    return values


def _entry(pairs: dict[tuple[str, str], tuple[float | None, int]], values: dict[str, pd.Series[Any]], a: str, b: str) -> float | None:
    if a == b:
        return 1.0 if values[a].nunique() > 1 else None
    return (pairs.get((a, b)) or pairs[(b, a)])[0]


def _sentence(ctx: ToolContext, pairs: dict[tuple[str, str], tuple[float | None, int]], method: Method, columns: int) -> str:
    defined = [(abs(r), r, a, b, n) for (a, b), (r, n) in pairs.items() if r is not None]
    known = {name for _, _, a, b, _ in defined for name in (a, b)}
    unknown = [name for name in dict.fromkeys(n for pair in pairs for n in pair) if name not in known]
    undefined = ctx.say(_UNDEFINED, columns=", ".join(map(code, unknown))) if unknown else ""
    if not defined:
        return undefined
    size, r, a, b, n = max(defined, key=lambda pair: pair[0])
    single, weak = len(pairs) == 1, size < 0.1
    text = {(True, True): _HARDLY, (True, False): _ONE_PAIR, (False, True): _NONE_STRONG, (False, False): _STRONGEST}[single, weak]
    sentence = ctx.say(
        text,
        a=code(a),
        b=code(b),
        columns=columns,
        word=ctx.say(strength(r)),
        sign=ctx.say(_POSITIVE if r > 0 else _NEGATIVE),
        method=ctx.say(_METHODS[method]),
        value=f"{r:.2f}" if abs(r) >= 0.01 else number(r),
        n=number(n),
    )
    return join(sentence, undefined)
