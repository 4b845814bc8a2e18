from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._operators import Operator, Scalar, Value, settled
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools._where import VALUE
from tools.dataset._compare import absent, matches
from tools.dataset._conditions import describe, missed
from tools.dataset._pick import left_out, pick
from tools.dataset._rows import preview_columns, rows_of, some_columns
from tools.dataset._say import join, number, percent, shorten

_SHOWN = 20

_FOUND = Text(ko="{condition} 행은 {matched}건이에요(전체 {rows}행의 {share}).", en="{matched} rows have {condition} ({share} of {rows}).")
_FOUND_ONE = Text(ko="{condition} 행은 1건이에요(전체 {rows}행).", en="1 row has {condition} (of {rows}).")
_NONE = Text(ko="{condition} 행이 없어요(전체 {rows}행).", en="No row has {condition} (of {rows}).")
_CLOSEST = Text(ko="비슷한 값: {values}", en="Similar values: {values}.")
_FIRST = Text(ko="표에는 앞의 {shown}행을 담았어요.", en="The table shows the first {shown} of them.")
_TITLE = Text(ko="조건에 맞는 행", en="Matching rows")


@tool(title=Text(ko="조건에 맞는 행을 찾는 중", en="filtering rows"), needs_dataset=True, where=True)
def filter_dataframe(
    column: Annotated[str, Field(description="Column to compare, e.g. 사고시")],
    operator: Annotated[Operator, Field(description="contains looks for literal text, not a pattern; in and not in take a list")],
    value: Annotated[Value, Field(description=VALUE)],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Find and count the rows that meet one condition: "ECLO가 20 이상인 사고", "비나 눈 오는 날 사고", "rows where 제한속도 > 60".

    Numeric columns compare as numbers, dates as dates (2018 means the whole year); contains looks for the text as written.
    in and not in compare with a list of values. Rows with no value in the column never match. Shows the count, its share and the first rows.
    """
    operator, value = settled(operator, value)
    picked = pick(ctx, column)
    series = ctx.frame([picked.name])[picked.name]
    hits = matches(picked, series, operator, value)
    matched, rows = int(hits.sum()), len(series)
    missing = int(series.isna().sum())
    columns = preview_columns(ctx, [picked.name])
    data: dict[str, Any] = {
        "column": picked.name,
        "operator": operator,
        "value": value,
        "matched": matched,
        "rows_total": rows,
        "share": matched / rows if rows else None,
        "missing": missing,
        "columns": columns,
        "rows": [],
        "definition": "rows without a value never match, not even for !=, not in or not contains; contains is case-sensitive and literal",
    }
    said = {"condition": describe(ctx, picked, operator, value), "rows": number(rows)}
    if not matched:
        close = _closest(series, value) if operator in ("==", "in") else []
        hint = ctx.say(_CLOSEST, values=", ".join(shorten(c, 40) for c in close)) if close else ""
        data["similar_values"] = close
        return ToolResult(join(picked.note, ctx.say(_NONE, **said), hint), data)
    unknown = absent(picked, series, operator, value)
    data |= {"values_not_found": unknown} if unknown else {}
    frame = ctx.frame(columns)
    data["rows"], table = rows_of(ctx, frame[hits.to_numpy()].head(_SHOWN), ctx.say(_TITLE))
    text = join(
        picked.note,
        ctx.say(_FOUND if matched > 1 else _FOUND_ONE, **said, matched=number(matched), share=percent(matched, rows)),
        ctx.say(_FIRST, shown=_SHOWN) if matched > _SHOWN else "",
        some_columns(ctx, len(columns)),
        missed(ctx, picked, unknown),
        left_out(ctx, missing),
    )
    return ToolResult(text, data, [table])


def _closest(series: Any, value: Scalar | list[Scalar]) -> list[str]:
    """Up to three values of the column that look like what was asked for."""
    from rapidfuzz import fuzz, process

    distinct = [str(v) for v in series.dropna().drop_duplicates().head(5000)]
    folded = [v.casefold().strip() for v in distinct]
    wanted = [v.casefold().strip() for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]
    found = [hit for text in wanted for hit in process.extract(text, folded, scorer=fuzz.WRatio, limit=3, score_cutoff=60)]
    best = sorted(found, key=lambda hit: -hit[1])
    return list(dict.fromkeys(distinct[index] for _, _, index in best))[:3]
