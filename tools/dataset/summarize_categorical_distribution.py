from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._counts import Counts, count_values, listed, spoken
from tools.dataset._pick import Picked, left_out, nothing_in, pick, series_of
from tools.dataset._say import cell, heads, join, number, percent, plain

_SHOWN = 20
_RARE_SHARE = 0.01

_ONE_VALUE = Text(ko="{column} 값은 {top} 하나뿐이에요({n}건).", en="{column} has a single value, {top} ({n} rows).")
_SUMMARY = Text(
    ko="{column} 값은 {distinct}가지예요. {top:가} {share}로 가장 많고, 위에서 {few}가지가 전체의 {few_share}를 차지해요.",
    en="{column} has {distinct} distinct values. {top} leads with {share}, and the top {few} make up {few_share}.",
)
_EVENNESS = (
    (0.95, Text(ko="값이 거의 고르게 퍼져 있어요.", en="The values are spread almost evenly.")),
    (0.6, Text(ko="몇 가지 값에 어느 정도 몰려 있어요.", en="It leans towards a few values.")),
    (0.0, Text(ko="몇 가지 값에 크게 몰려 있어요.", en="It is concentrated in very few values.")),
)
_RARE = Text(ko="1%가 안 되는 값이 {rare}가지 있어요.", en="Values rarer than 1%: {rare}.")
_HEADS = Text(ko="{column}|건수|비율(%)|누적(%)", en="{column}|count|share (%)|cumulative (%)")
_TITLE = Text(ko="{column} 분포", en="Distribution of {column}")


@tool(title=Text(ko="분포를 정리하는 중", en="summarising the distribution"), needs_dataset=True, where=True)
def summarize_categorical_distribution(
    column: Annotated[str, Field(description="Column with categories, e.g. 사고유형")], *, ctx: ToolContext
) -> ToolResult:
    """Summarise how the values of a category column are distributed: the leading values, how concentrated they are, rare ones.

    Ask it for "사고유형 분포", "how is road type distributed". Gives counts, shares, cumulative shares and the entropy.
    """
    picked = pick(ctx, column)
    counts = count_values(series_of(ctx, picked), picked.name)
    if not counts.n:
        return nothing_in(ctx, picked, counts.rows)
    kind = picked.column.kind
    ranked = counts.by_count
    cumulative, lines = 0, []
    for value, count in ranked:
        cumulative += count
        lines.append({"value": plain(value, kind), "count": count, "share": count / counts.n, "cumulative_share": cumulative / counts.n})
    data = {"column": picked.name, "n": counts.n, "missing": counts.missing, "distinct": counts.distinct, **_measures(counts)}
    data |= {
        "values": lines[:100],
        "values_left_out": max(0, len(lines) - 100),
        "definition": "entropy in bits; evenness = entropy / log2(distinct); gini_simpson = 1 - sum(share^2); rare = share < 1%",
    }
    rows = [
        [cell(value, kind), count, round(100 * line["share"], 1), round(100 * line["cumulative_share"], 1)]
        for (value, count), line in zip(ranked[:_SHOWN], lines, strict=False)
    ]
    table = Table(heads(ctx.language, _HEADS, column=picked.name), rows, ctx.say(_TITLE, column=picked.name))
    return ToolResult(join(picked.note, _sentence(ctx, picked, counts, data), left_out(ctx, counts.missing)), data, [table])


def _measures(counts: Counts) -> dict[str, Any]:
    shares = [c / counts.n for c in counts.counts]
    entropy = max(0.0, -math.fsum(s * math.log2(s) for s in shares))
    return {
        "entropy_bits": entropy,
        "evenness": entropy / math.log2(counts.distinct) if counts.distinct > 1 else None,
        "gini_simpson": 1 - math.fsum(s * s for s in shares),
        "rare_values": sum(s < _RARE_SHARE for s in shares),
    }


def _sentence(ctx: ToolContext, picked: Picked, counts: Counts, data: dict[str, Any]) -> str:
    ranked = counts.by_count
    most = ranked[0][1]
    top = listed(ctx, [spoken(ctx, v, picked, counts.calendar) for v, c in ranked if c == most])
    if counts.distinct == 1:
        return ctx.say(_ONE_VALUE, column=picked.shown, top=top, n=number(counts.n))
    few = min(3, counts.distinct - 1)
    return join(
        ctx.say(
            _SUMMARY,
            column=picked.shown,
            distinct=number(counts.distinct),
            top=top,
            share=percent(most, counts.n),
            few=few,
            few_share=percent(sum(c for _, c in ranked[:few]), counts.n),
        ),
        next(ctx.say(text) for floor, text in _EVENNESS if data["evenness"] >= floor),
        ctx.say(_RARE, rare=number(data["rare_values"])) if data["rare_values"] else "",
    )
