from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._counts import listed, spoken
from tools.dataset._groups import Group, Groups, grouped
from tools.dataset._pick import Picked, not_numeric, pick
from tools.dataset._say import MISSING_LABEL, cell, heads, join, number, plain
from tools.dataset._statistics import DEFINITIONS, OPERATION_WORDS, Operation
from tools.dataset._values import numbers

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 20
_IN_DATA = 100
_CALENDAR_LIMIT = 60
_FEW = 5

_EXTREMES: dict[str, Text] = {
    "count": Text(
        ko="{group}별 {agg} 건수는 {top:가} {high}건으로 가장 많고 {bottom:가} {low}건으로 가장 적어요.",
        en="By {group}, {top} has the most rows with {agg} ({high}) and {bottom} the fewest ({low}).",
    ),
    "sum": Text(
        ko="{group}별 {agg} 합계는 {top:가} {high:로} 가장 크고 {bottom:가} {low:로} 가장 작아요.",
        en="The {word} of {agg} by {group} is largest for {top} ({high}) and smallest for {bottom} ({low}).",
    ),
}
_EXTREMES_DEFAULT = Text(
    ko="{group}별 {agg} {word:는} {top:가} {high:로} 가장 높고 {bottom:가} {low:로} 가장 낮아요.",
    en="The {word} of {agg} by {group} is highest for {top} ({high}) and lowest for {bottom} ({low}).",
)
_ALL_SAME = Text(
    ko="{group}별 {agg} {word:는} {groups}개 그룹에서 모두 {high:로} 같아요.",
    en="The {word} of {agg} is the same, {high}, in all {groups} groups of {group}.",
)
_SINGLE = Text(
    ko="{group} 값은 {top} 하나뿐이고, {agg} {word:는} {high:예요}.",
    en="{group} has a single value, {top}; the {word} of {agg} is {high}.",
)
_NOTHING = Text(
    ko="{group}별로 묶었지만 {agg}에서 계산할 값이 없어요.",
    en="Grouped by {group}, but {agg} has no values to work with.",
)
_THIN = Text(
    ko="다만 가장 높은 그룹은 {n}건뿐이라 조심해서 보세요.",
    en="Note that the highest group has only {n} {rows}.",
)
_REST = Text(ko="{groups}개 그룹 중 위에서 {shown}개만 표에 담았어요.", en="The table shows the top {shown} of {groups} groups.")
_NO_KEY = Text(
    ko="{group:가} 비어 있는 {rows}행은 ‘{label}’ 줄에 따로 두었어요.",
    en="Rows without {group} ({rows}) are on a line of their own, “{label}”.",
)
_SKIPPED = Text(ko="{agg:가} 비어 있는 {rows}행은 계산에서 뺐어요.", en="Rows without {agg}, left out: {rows}.")
_COLUMNS = Text(ko="{agg} {word}|건수", en="{word} of {agg}|rows")
_COUNT_COLUMN = Text(ko="{agg} 건수", en="count of {agg}")
_TITLE = Text(ko="{group}별 {agg} {word}", en="{word} of {agg} by {group}")


@tool(title=Text(ko="그룹별로 계산하는 중", en="aggregating by group"), needs_dataset=True, where=True)
def group_by_aggregate(
    group_column: Annotated[str, Field(description="Column whose values make the groups, e.g. 시간대")],
    agg_column: Annotated[str, Field(description="Numeric column to aggregate, e.g. ECLO (any column for count)")],
    operation: Annotated[Operation, Field(description="sum, mean, count, min, max, median or std (sample, ddof=1)")],
    second_group_column: Annotated[
        str, Field(description="A second column to group by within the first, e.g. 요일; leave out for one")
    ] = "",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Aggregate one column within the groups of one or two others: "average ECLO by hour", "구별 사망자수 합계", "구별 요일별 평균".

    Highest first, or calendar order for weekdays, months, hours and years. Rows with no group form a group of their own;
    rows with no value are left out. count counts the rows that have a value in agg_column.
    """
    agg = pick(ctx, agg_column)
    keys = [pick(ctx, group_column)]
    if second_group_column and (second := pick(ctx, second_group_column)).name != keys[0].name:
        keys.append(second)
    frame = ctx.frame(list(dict.fromkeys([*(k.name for k in keys), agg.name])), coded=True).reset_index(drop=True)
    values, skipped = _values(ctx, agg, frame[agg.name], operation)
    found = grouped([frame[k.name] for k in keys], values, operation)
    groups = found.groups
    everything = found.by_calendar and len(groups) <= _CALENDAR_LIMIT
    shown = groups if everything else groups[:_SHOWN]
    data = {
        "group_column": keys[0].name,
        **({"second_group_column": keys[1].name} if len(keys) > 1 else {}),
        "agg_column": agg.name,
        "operation": operation,
        "n": len(values),
        "left_out": skipped,
        "groups_total": len(groups),
        "order": "calendar" if found.by_calendar else "value",
        "groups": [_as_data(g, keys) for g in groups[:_IN_DATA]],
        "definition": f"{operation}: {DEFINITIONS[operation]}; n = rows used in the group; group null = rows without {keys[0].name}",
    }
    text = join(
        *(k.note for k in keys),
        agg.note,
        _sentence(ctx, keys, agg, found, operation),
        ctx.say(_REST, groups=number(len(groups)), shown=len(shown)) if len(shown) < len(groups) else "",
        _gaps(ctx, keys, agg, frame, skipped),
    )
    return ToolResult(text, data, [_table(ctx, keys, agg, shown, operation)] if shown else [])


def _as_data(group: Group, keys: Sequence[Picked]) -> dict[str, Any]:
    names = ("group", "second_group")
    said = {name: plain(key, k.column.kind) for name, key, k in zip(names, group.keys, keys, strict=False)}
    return {**said, "value": plain(group.value), "n": group.n}


def _both(keys: Sequence[Picked]) -> str:
    return "·".join(k.shown for k in keys)


def _table(ctx: ToolContext, keys: Sequence[Picked], agg: Picked, shown: list[Group], operation: str) -> Table:
    counting = operation == "count"  # the rows used would only say the count again
    said = {"agg": agg.name, "word": ctx.say(OPERATION_WORDS[operation])}
    rows = [
        [
            *(ctx.say(MISSING_LABEL) if key is None else cell(key, k.column.kind) for key, k in zip(g.keys, keys, strict=True)),
            plain(g.value),
            *([] if counting else [g.n]),
        ]
        for g in shown
    ]
    columns = [*(k.name for k in keys), *heads(ctx.language, _COUNT_COLUMN if counting else _COLUMNS, **said)]
    return Table(columns, rows, ctx.say(_TITLE, **said, group="·".join(k.name for k in keys)))


def _values(ctx: ToolContext, agg: Picked, series: pd.Series[Any], operation: str) -> tuple[pd.Series[Any], int]:
    """The values to aggregate (index kept) and how many rows have none. Raises Refused("not_numeric")."""
    if operation == "count":
        present = series.dropna()
        return present, len(series) - len(present)
    found = numbers(series)
    if found is None:
        raise not_numeric(ctx, agg.name, OPERATION_WORDS[operation])
    return found.values, found.missing + found.infinite


def _sentence(ctx: ToolContext, keys: Sequence[Picked], agg: Picked, found: Groups, operation: str) -> str:
    ranked = sorted((g for g in found.groups if g.whole and g.has_value), key=lambda g: -g.value)
    group = _both(keys)
    if not ranked:
        return ctx.say(_NOTHING, group=group, agg=agg.shown)
    high, low = ranked[0].value, ranked[-1].value

    def who(value: Any) -> str:
        return listed(ctx, [_spoken(ctx, g, keys, found) for g in ranked if g.value == value])

    text = _EXTREMES.get(operation, _EXTREMES_DEFAULT)
    if len(ranked) == 1:
        text = _SINGLE
    elif high == low:
        text = _ALL_SAME
    thin = operation not in ("sum", "count") and high != low and ranked[0].n < _FEW
    return join(
        ctx.say(
            text,
            group=group,
            agg=agg.shown,
            word=ctx.say(OPERATION_WORDS[operation]),
            groups=number(len(ranked)),
            top=who(high),
            bottom=who(low),
            high=number(plain(high)),
            low=number(plain(low)),
        ),
        ctx.say(_THIN, n=ranked[0].n, rows="row" if ranked[0].n == 1 else "rows") if thin else "",
    )


def _spoken(ctx: ToolContext, group: Group, keys: Sequence[Picked], found: Groups) -> str:
    return " ".join(spoken(ctx, key, k, c) for key, k, c in zip(group.keys, keys, found.calendars, strict=True))


def _gaps(ctx: ToolContext, keys: Sequence[Picked], agg: Picked, frame: pd.DataFrame, skipped: int) -> str:
    label = ctx.say(MISSING_LABEL)
    used = frame[[k.name for k in keys]] if not skipped else frame.loc[frame[agg.name].notna(), [k.name for k in keys]]
    without = {k.shown: int(used[k.name].isna().sum()) for k in keys}
    return join(
        *(ctx.say(_NO_KEY, group=name, rows=number(rows), label=label) for name, rows in without.items() if rows),
        ctx.say(_SKIPPED, agg=agg.shown, rows=number(skipped)) if skipped else "",
    )
