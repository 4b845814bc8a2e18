from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._association import FEW_ROWS, LEAST_ROWS, correlation, correlation_ratio
from tools.dataset._pick import LEVEL_KINDS, NUMERIC_KINDS, is_identifier, left_out, not_numeric, nothing_in, pick
from tools.dataset._say import code, heads, join, number
from tools.dataset._values import numbers
from tools.statistics._outcome import p_text
from tools.statistics._relations import TESTS, eta_p

if TYPE_CHECKING:
    import pandas as pd

_MAX_LEVELS = 50
_MAX_COLUMNS = 100

_WHAT = Text(ko="다른 열과의 상관", en="correlation with other columns")
_STRONGEST = Text(
    ko="{target:와} 가장 관련이 큰 열은 {columns} 순이에요(0~1, {n}건).",
    en="Most closely related to {target}: {columns} (0 to 1, {n} rows).",
)
_WEAK = Text(
    ko="{target:와} 뚜렷하게 관련된 열은 없어요. 가장 큰 것이 {columns:예요}(0~1, {n}건).",
    en="No column is clearly related to {target}; the closest is {columns} (0 to 1, {n} rows).",
)
_CONSTANT = Text(ko="{target} 값이 모두 같아서 관련을 볼 수 없어요.", en="{target} never changes, so nothing can be related to it.")
_NO_OTHER = Text(
    ko="{target:와} 견줄 수 있는 숫자 열이나 범주 열이 없어요.", en="There is no other numeric or category column to compare {target} with."
)
_CAUSE = Text(ko="관련이 있다고 원인이라는 뜻은 아니에요.", en="Being related does not make it a cause.")
_HEADS = Text(ko="열|세기(0~1)|방법|방향|p|건수", en="column|strength (0-1)|measure|direction|p|rows")
_MEASURES = {
    "pearson": Text(ko="피어슨 상관", en="Pearson correlation"),
    "eta": Text(ko="상관비(η)", en="correlation ratio (η)"),
}
_DIRECTIONS = {1: Text(ko="함께 커짐", en="rises with it"), -1: Text(ko="반대로 움직임", en="falls as it rises")}
_TITLE = Text(ko="{target:와} 다른 열의 관련", en="What goes with {target}")


@tool(title=Text(ko="대상과의 관련을 구하는 중", en="relating columns to the target"), needs_dataset=True, where=True)
def get_column_correlation_with_target(
    target_column: Annotated[str, Field(description="Numeric column to explain, e.g. ECLO")], *, ctx: ToolContext
) -> ToolResult:
    """Rank the other columns by how closely they go with a numeric target: "ECLO와 관련 있는 열은?", "what drives severity".

    Numeric columns by Pearson (Spearman is given too), categories of up to 50 levels by the correlation ratio, each over the rows where
    both have a value. Related does not mean cause.
    """
    picked = pick(ctx, target_column)
    profile = ctx.need_dataset().profile
    others = [c for c in profile.columns if c.name != picked.name and _usable(c) and not is_identifier(c, profile.rows)][:_MAX_COLUMNS]
    frame = ctx.frame([picked.name, *(c.name for c in others)]).reset_index(drop=True)
    target = numbers(frame[picked.name])
    if target is None:
        raise not_numeric(ctx, picked.name, _WHAT)
    if not target.n:
        return nothing_in(ctx, picked, len(frame))
    if target.n < LEAST_ROWS:
        raise Refused("too_few_rows", FEW_ROWS, n=target.n, least=LEAST_ROWS)
    if not others:
        raise Refused("no_other_columns", _NO_OTHER, target=picked.shown)
    found = [_relate(column, frame[column.name], target.values) for column in others]
    ranked = sorted(found, key=lambda f: -(f["strength"] if f["strength"] is not None else -1))
    data = {
        "target": picked.name,
        "n": target.n,
        "missing": target.missing,
        "infinite": target.infinite,
        "columns": ranked,
        "definition": "strength = |Pearson r| for numeric columns, eta = sqrt(between / total sum of squares) for categories; "
        "p: Student's t for Pearson and Spearman, F of one-way ANOVA for eta, not adjusted for the number of columns; 95% interval of r on "
        "Fisher's z; pairwise complete rows; null where a column is constant",
    }
    rows = [_row(ctx, f) for f in ranked if f["strength"] is not None]
    table = Table(heads(ctx.language, _HEADS), rows, ctx.say(_TITLE, target=picked.name))
    text = join(picked.note, _sentence(ctx, picked.shown, ranked, target.n), left_out(ctx, target.missing, target.infinite))
    return ToolResult(text, data, [table] if rows else [])


def _usable(column: Column) -> bool:
    return column.kind in NUMERIC_KINDS or (column.kind in LEVEL_KINDS | {"text"} and 2 <= column.unique <= _MAX_LEVELS)


def _relate(column: Column, series: pd.Series[Any], target: pd.Series[Any]) -> dict[str, Any]:
    as_numbers = numbers(series) if column.kind in NUMERIC_KINDS else None
    if as_numbers is not None:
        both = as_numbers.values.index.intersection(target.index)
        x, y = (v.loc[both].to_numpy(dtype="float64") for v in (as_numbers.values, target))
        n = len(both)
        if n < 3 or x.min() == x.max() or y.min() == y.max():
            r, n = correlation(as_numbers.values, target)
            return {
                "column": column.name,
                "measure": "pearson",
                "value": r,
                "strength": None if r is None else abs(r),
                "spearman": r,
                "n": n,
                "p": None,
            }
        by_value, by_rank = (TESTS[method](x, y, "two-sided") for method in ("pearson", "spearman"))
        interval = [by_value.effect.low, by_value.effect.high] if by_value.effect and by_value.effect.low is not None else None
        return {
            "column": column.name, "measure": "pearson", "value": by_value.statistic, "strength": abs(by_value.statistic),
            "spearman": by_rank.statistic, "n": n, "p": by_value.p, "spearman_p": by_rank.p, "interval": interval,
        }  # fmt: skip
    eta, n, groups = correlation_ratio(series, target)
    p = None if eta is None else eta_p(eta, n, groups)
    return {"column": column.name, "measure": "eta", "value": eta, "strength": eta, "levels": column.unique, "n": n, "p": p}


def _row(ctx: ToolContext, found: dict[str, Any]) -> list[Any]:
    signed = found["measure"] == "pearson" and found["value"]
    direction = ctx.say(_DIRECTIONS[1 if found["value"] > 0 else -1]) if signed else ""
    return [found["column"], round(found["strength"], 3), ctx.say(_MEASURES[found["measure"]]), direction, p_text(found["p"]), found["n"]]


def _sentence(ctx: ToolContext, target: str, ranked: list[dict[str, Any]], n: int) -> str:
    defined = [f for f in ranked if f["strength"] is not None]
    if not defined:
        return ctx.say(_CONSTANT, target=target)
    strong = [f for f in defined if f["strength"] >= 0.1][:3]
    said = ", ".join(f"{code(f['column'])} {f['strength']:.2f}" for f in strong or defined[:1])
    return join(ctx.say(_STRONGEST if strong else _WEAK, target=target, columns=said, n=number(n)), ctx.say(_CAUSE) if strong else "")
