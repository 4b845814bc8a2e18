from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._pick import INCOMPLETE, not_numeric, numeric_columns, pick
from tools.dataset._say import code, heads, join, names, number
from tools.dataset._values import numbers
from tools.statistics._collinear import Inflation, inflation
from tools.statistics._outcome import decimals

_HIGH, _MODERATE = 10.0, 5.0
_LIMIT = 40

_WHAT = Text(ko="다중공선성", en="multicollinearity")
_TOO_FEW = Text(
    ko="다중공선성을 보려면 값이 변하는 숫자 열이 두 개 이상 필요해요. 숫자 열: {numeric}",
    en="Multicollinearity needs two or more numeric columns that vary. Numeric columns: {numeric}",
)
_FEW_ROWS = Text(
    ko="모든 열에 값이 있는 행이 {n}개뿐이에요. 열이 {k}개면 적어도 {least}행이 필요하니 열을 줄이거나 결측을 먼저 채워 주세요.",
    en="Only {n} rows have a value in every column; {k} columns need at least {least}. Use fewer columns, or fill in missing values first.",
)
_FINE = Text(
    ko="{k}개 열의 VIF가 모두 {limit}보다 작아서 다중공선성은 문제되지 않아요. 가장 큰 것은 {column}의 {vif:예요}({n}행).",
    en="All {k} columns have a VIF below {limit}: multicollinearity is no problem. The largest is that of {column}, {vif} ({n} rows).",
)
_FOUND = Text(
    ko="{k}개 열 가운데 {columns}의 VIF가 커요({n}행). 서로 겹치는 정보가 많아서 회귀계수가 불안정해져요.",
    en="Of {k} columns, {columns} have a large VIF ({n} rows): they share so much that regression coefficients become unstable.",
)
_EXACT = Text(
    ko="{column:는} 다른 열로 정확히 계산돼요: {column} = {formula}. VIF가 무한대라 함께 쓸 수 없어요.",
    en="{column} follows exactly from the others: {column} = {formula}. Its VIF is infinite; they can't be used together.",
)
_DO_EXACT = Text(ko="{columns} 가운데 하나를 빼고 다시 확인해 보세요.", en="Leave out one of {columns} and check again.")
_DO_HIGH = Text(
    ko="{column}부터 빼 보거나, 관련 있는 열끼리 합치거나(합계·평균·주성분), 릿지 회귀를 쓰세요. 예측만 할 거라면 그대로 두어도 돼요.",
    en="Leave out {column} first, combine columns that belong together (a sum, a mean, a principal component), or use ridge regression. For prediction alone they can stay.",
)
_DO_MODERATE = Text(
    ko="5~10은 주의할 만한 정도예요. 계수를 해석할 때만 조심하면 돼요.", en="5 to 10 calls for some care when coefficients are interpreted."
)
_CONDITION = Text(ko="조건수는 {value:예요}(30을 넘으면 심각).", en="The condition number is {value} (above 30 is serious).")
_TARGET = Text(
    ko="예측 대상으로 보이는 {target:는} 설명 변수가 아니라서 뺐어요. 함께 보려면 열 이름을 적어 주세요.",
    en="{target} looks like the target and is no explanatory column, so it is left out. Name the columns to include it.",
)
_CONSTANT = Text(ko="값이 변하지 않는 열은 뺐어요: {columns}.", en="Columns that never vary were left out: {columns}.")
_HEADS = Text(ko="열|VIF|다른 열로 설명되는 비율(%)|판단", en="column|VIF|explained by the others (%)|verdict")
_TITLE = Text(ko="분산팽창계수(VIF)", en="Variance inflation factors")
_VERDICTS = (
    (_MODERATE, Text(ko="괜찮음", en="fine")),
    (_HIGH, Text(ko="주의", en="some care")),
    (math.inf, Text(ko="큼", en="large")),
)
_PERFECT = Text(ko="완전히 겹침", en="exact combination")


@tool(title=Text(ko="다중공선성을 확인하는 중", en="checking multicollinearity"), needs_dataset=True, where=True)
def check_multicollinearity(
    columns: Annotated[
        list[str] | None, Field(description="Numeric columns; all that measure something, but the target, when left out")
    ] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Variance inflation factors: "다중공선성 확인해줘", "check multicollinearity", "VIF".

    VIF of each numeric column over the complete rows, the condition number, exact combinations (ECLO from the casualties), and what to do.
    """
    picks = [pick(ctx, c) for c in columns or []]
    target = ctx.need_dataset().profile.roles.target if not columns else None
    available = numeric_columns(ctx)
    chosen = list(dict.fromkeys(p.name for p in picks)) if columns else [c for c in available if c != target]
    frame, constant, infinite = _frame(ctx, chosen[:_LIMIT])
    used = [str(c) for c in frame.columns]
    if len(used) < 2:
        raise Refused("too_few_columns", _TOO_FEW, choices=available, numeric=names(available) or "-")
    complete = frame.dropna()
    if len(complete) < len(used) + 2:
        raise Refused("too_few_rows", _FEW_ROWS, n=number(len(complete)), k=len(used), least=len(used) + 2)
    varying = complete.loc[:, complete.min() < complete.max()]
    constant += [c for c in used if c not in varying.columns]
    used = [str(c) for c in varying.columns]
    if len(used) < 2:
        raise Refused("too_few_columns", _TOO_FEW, choices=available, numeric=names(available) or "-")
    found, condition = inflation(varying.to_numpy(dtype="float64"), used)
    found.sort(key=lambda f: -f.vif)
    data = {
        "columns": [_as_data(f) for f in found],
        "condition_number": None if math.isinf(condition) else condition,
        "n": len(complete),
        "missing": len(frame) - len(complete),
        "infinite": infinite,
        "constant": constant,
        "target_left_out": target,
        "definition": "VIF = 1 / (1 - R2) of each column regressed on the others, complete rows; null where R2 = 1 (exact); condition number: root of "
        "the largest / smallest eigenvalue of the correlation matrix",
    }
    text = join(
        *(p.note for p in picks),
        *_sentences(ctx, found, len(complete), condition),
        ctx.say(_TARGET, target=code(target)) if target and target in available else "",
        ctx.say(_CONSTANT, columns=names(constant)) if constant else "",
        ctx.say(INCOMPLETE, missing=number(len(frame) - len(complete))) if len(frame) > len(complete) else "",
    )
    rows = [[f.column, "∞" if f.exact else round(f.vif, 2), round(100 * f.r_squared, 1), _verdict(ctx, f)] for f in found]
    return ToolResult(text, data, [Table(heads(ctx.language, _HEADS), rows, ctx.say(_TITLE))])


def _frame(ctx: ToolContext, chosen: list[str]) -> tuple[Any, list[str], int]:
    """The columns as floats, those that never vary, and how many infinite values were taken for missing."""
    import pandas as pd

    frame = ctx.frame(chosen).reset_index(drop=True)
    values: dict[str, Any] = {}
    constant: list[str] = []
    infinite = 0
    for name in chosen:
        found = numbers(frame[name])
        if found is None:
            raise not_numeric(ctx, name, _WHAT)
        infinite += found.infinite
        if found.n and found.values.min() < found.values.max():
            values[name] = found.values.astype("float64")
        else:
            constant.append(name)
    return pd.DataFrame(values, index=frame.index), constant, infinite


def _as_data(found: Inflation) -> dict[str, Any]:
    vif = None if found.exact else found.vif
    formula = found.coefficients if found.exact else None
    return {
        "column": found.column,
        "vif": vif,
        "exact": found.exact,
        "r_squared": found.r_squared,
        "combination": formula,
        "constant": found.constant if found.exact else None,
    }


def _verdict(ctx: ToolContext, found: Inflation) -> str:
    if found.exact:
        return ctx.say(_PERFECT)
    return ctx.say(next(text for limit, text in _VERDICTS if found.vif < limit))


def _sentences(ctx: ToolContext, found: list[Inflation], n: int, condition: float) -> list[str]:
    exact = [f for f in found if f.exact]
    high = [f for f in found if f.vif >= _HIGH and not f.exact]
    first = next(f for f in found if not f.exact) if len(exact) < len(found) else found[0]
    told = [] if math.isinf(condition) else [ctx.say(_CONDITION, value=decimals(condition, 1))]
    if exact:
        named = min(exact, key=_terms)
        parts = [f for f in named.coefficients if abs(named.coefficients[f]) > 1e-6]
        members = names([named.column, *parts])
        return [ctx.say(_EXACT, column=code(named.column), formula=_formula(named)), ctx.say(_DO_EXACT, columns=members)]
    if high:
        listed = ", ".join(f"{code(f.column)}({decimals(f.vif, 1)})" for f in high[:5])
        return [ctx.say(_FOUND, k=len(found), columns=listed, n=number(n)), *told, ctx.say(_DO_HIGH, column=code(first.column))]
    if first.vif >= _MODERATE:
        listed = ", ".join(f"{code(f.column)}({decimals(f.vif, 1)})" for f in found if f.vif >= _MODERATE)
        return [ctx.say(_FOUND, k=len(found), columns=listed, n=number(n)), *told, ctx.say(_DO_MODERATE)]
    fine = ctx.say(_FINE, k=len(found), limit=number(_MODERATE), column=code(first.column), vif=decimals(first.vif), n=number(n))
    return [fine, *told]


def _terms(found: Inflation) -> tuple[int, float]:
    """The plainest formula first: few terms, whole coefficients."""
    used = [b for b in found.coefficients.values() if abs(b) > 1e-6]
    return len(used), sum(abs(b - round(b)) for b in used)


def _formula(found: Inflation) -> str:
    """10×`사망자수` + 5×`중상자수` − 3"""
    parts = [(b, code(name)) for name, b in found.coefficients.items() if abs(b) > 1e-6]
    text = " + ".join(shown if abs(b - 1) < 1e-6 else f"{_round(b)}×{shown}" for b, shown in parts)
    text += f" + {_round(found.constant)}" if abs(found.constant) > 1e-6 else ""
    return text.replace("+ -", "− ")


def _round(value: float) -> str:
    return decimals(value, 4).rstrip("0").rstrip(".")
