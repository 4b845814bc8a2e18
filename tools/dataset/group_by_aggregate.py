from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._calendar import Calendar, calendar_of
from tools.dataset._counts import listed, sort_key, spoken
from tools.dataset._pick import Picked, not_numeric, pick
from tools.dataset._say import MISSING_LABEL, cell, heads, join, number, plain, scalar
from tools.dataset._statistics import DEFINITIONS, OPERATION_WORDS, Operation
from tools.dataset._values import numbers, overflows, total, whole

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
_COLUMNS = Text(ko="{group}|{agg} {word}|건수", en="{group}|{word} of {agg}|rows")
_COUNT_COLUMNS = Text(ko="{group}|{agg} 건수", en="{group}|count of {agg}")
_TITLE = Text(ko="{group}별 {agg} {word}", en="{word} of {agg} by {group}")


@dataclass(frozen=True, slots=True)
class _Group:
    key: Any  # None: the rows whose group is missing
    value: Any
    n: int


@tool(title=Text(ko="그룹별로 계산하는 중", en="aggregating by group"), needs_dataset=True, where=True)
def group_by_aggregate(
    group_column: Annotated[str, Field(description="Column whose values make the groups, e.g. 시간대")],
    agg_column: Annotated[str, Field(description="Numeric column to aggregate, e.g. ECLO (any column for count)")],
    operation: Annotated[Operation, Field(description="sum, mean, count, min, max, median or std (sample, ddof=1)")],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Aggregate one column within the groups of another: "average ECLO by hour", "구별 사망자수 합계", "요일별 평균".

    Highest first, or calendar order for weekdays, months, hours and years. Rows with no group form a group of their own;
    rows with no value are left out. count counts the rows that have a value in agg_column.
    """
    group, agg = pick(ctx, group_column), pick(ctx, agg_column)
    frame = ctx.frame(list(dict.fromkeys([group.name, agg.name]))).reset_index(drop=True)
    values, skipped = _values(ctx, agg, frame[agg.name], operation)
    groups, calendar = _aggregate(frame[group.name], values, operation, group.name)
    everything = calendar is not None and len(groups) <= _CALENDAR_LIMIT
    shown = groups if everything else groups[:_SHOWN]
    data = {
        "group_column": group.name,
        "agg_column": agg.name,
        "operation": operation,
        "n": len(values),
        "left_out": skipped,
        "groups_total": len(groups),
        "order": "calendar" if calendar else "value",
        "groups": [{"group": plain(g.key, group.column.kind), "value": plain(g.value), "n": g.n} for g in groups[:_IN_DATA]],
        "definition": f"{operation}: {DEFINITIONS[operation]}; n = rows used in the group; group null = rows without {group.name}",
    }
    text = join(
        group.note,
        agg.note,
        _sentence(ctx, group, agg, groups, operation, calendar=calendar),
        ctx.say(_REST, groups=number(len(groups)), shown=len(shown)) if len(shown) < len(groups) else "",
        _gaps(ctx, group, agg, groups, skipped),
    )
    return ToolResult(text, data, [_table(ctx, group, agg, shown, operation)] if shown else [])


def _table(ctx: ToolContext, group: Picked, agg: Picked, shown: list[_Group], operation: str) -> Table:
    counting = operation == "count"  # the rows used would only say the count again
    said = {"group": group.name, "agg": agg.name, "word": ctx.say(OPERATION_WORDS[operation])}
    rows = [
        [ctx.say(MISSING_LABEL) if g.key is None else cell(g.key, group.column.kind), plain(g.value), *([] if counting else [g.n])]
        for g in shown
    ]
    return Table(heads(ctx.language, _COUNT_COLUMNS if counting else _COLUMNS, **said), rows, ctx.say(_TITLE, **said))


def _values(ctx: ToolContext, agg: Picked, series: pd.Series[Any], operation: str) -> tuple[pd.Series[Any], int]:
    """The values to aggregate (index kept) and how many rows have none. Raises Refused("not_numeric")."""
    if operation == "count":
        present = series.dropna()
        return present, len(series) - len(present)
    found = numbers(series)
    if found is None:
        raise not_numeric(ctx, agg.name, OPERATION_WORDS[operation])
    return found.values, found.missing + found.infinite


def _aggregate(keys: pd.Series[Any], values: pd.Series[Any], operation: str, name: str) -> tuple[list[_Group], Calendar | None]:
    """All groups of the column in the order to show them; the group of missing keys comes last."""
    keyed = whole(keys.dropna())
    inside = values.index.isin(keyed.index)
    grouped = values[inside].groupby(keyed.reindex(values.index[inside]), observed=True)
    result = _results(grouped, operation)
    sizes = grouped.size()
    found = [_Group(scalar(key), result[key], int(n)) for key, n in sizes.items()]
    empty = set(keyed.unique().tolist()) - {g.key for g in found}
    found += [_Group(key, 0 if operation == "count" else None, 0) for key in empty]
    calendar = calendar_of(name, [g.key for g in found])
    if calendar:
        found.sort(key=lambda g: calendar.rank(g.key))
    else:
        found.sort(key=lambda g: (plain(g.value) is None, 0 if plain(g.value) is None else -g.value, sort_key(g.key)))
    keyless = values[~inside]
    if len(keyed) < len(keys):
        found.append(_Group(None, _one(keyless, operation), len(keyless)))
    return found, calendar


def _results(grouped: Any, operation: str) -> dict[Any, Any]:
    if operation == "sum" and overflows(grouped.obj):
        return {key: total(part) for key, part in grouped}
    return dict(getattr(grouped, operation)().items())


def _one(values: pd.Series[Any], operation: str) -> Any:
    if operation == "count":
        return len(values)
    if not len(values):
        return None
    return total(values) if operation == "sum" else getattr(values, operation)()


def _sentence(ctx: ToolContext, group: Picked, agg: Picked, groups: list[_Group], operation: str, *, calendar: Calendar | None) -> str:
    ranked = sorted((g for g in groups if g.key is not None and plain(g.value) is not None), key=lambda g: -g.value)
    if not ranked:
        return ctx.say(_NOTHING, group=group.shown, agg=agg.shown)
    high, low = ranked[0].value, ranked[-1].value

    def who(value: Any) -> str:
        return listed(ctx, [spoken(ctx, g.key, group, calendar) for g in ranked if g.value == value])

    text = _EXTREMES.get(operation, _EXTREMES_DEFAULT)
    if len(ranked) == 1:
        text = _SINGLE
    elif high == low:
        text = _ALL_SAME
    thin = operation not in ("sum", "count") and high != low and ranked[0].n < _FEW
    return join(
        ctx.say(
            text,
            group=group.shown,
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


def _gaps(ctx: ToolContext, group: Picked, agg: Picked, groups: list[_Group], skipped: int) -> str:
    keyless = groups[-1] if groups and groups[-1].key is None else None
    return join(
        ctx.say(_NO_KEY, group=group.shown, rows=number(keyless.n), label=ctx.say(MISSING_LABEL)) if keyless else "",
        ctx.say(_SKIPPED, agg=agg.shown, rows=number(skipped)) if skipped else "",
    )
