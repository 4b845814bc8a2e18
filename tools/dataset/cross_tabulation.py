from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._association import cramers_v, strength
from tools.dataset._counts import Counts, count_values, spoken
from tools.dataset._pick import pick
from tools.dataset._say import OTHER_LABEL, TOTAL_LABEL, cell, code, join, number, percent, plain, scalar
from tools.dataset._values import levels

if TYPE_CHECKING:
    import pandas as pd

_ROWS, _COLUMNS = 24, 16

_SAME = Text(
    ko="같은 열({column})끼리는 교차표를 만들 수 없어요. 서로 다른 두 열을 골라 주세요.",
    en="Choose two different columns; both are {column}.",
)
_MOST = Text(
    ko="{first:와} {second:를} 함께 보면 {a} × {b} 조합이 {count}건({share})으로 가장 많아요({n}건 기준).",
    en="Taking {first} and {second} together, {a} × {b} is the most frequent combination: {count} ({share} of {n}).",
)
_STRENGTH = Text(ko="두 열 사이에는 {word} 연관이 있어요(크라메르 V {value}).", en="The association is {word} (Cramér's V {value}).")
_UNRELATED = Text(ko="두 열 사이의 연관은 거의 없어요(크라메르 V {value}).", en="The two are hardly associated (Cramér's V {value}).")
_CUT = Text(ko="수준이 많아 건수가 적은 것은 ‘{other}’로 묶었어요.", en="Less frequent levels are put together as “{other}”.")
_MISSING = Text(ko="둘 중 하나라도 비어 있는 {missing}행은 뺐어요.", en="Rows lacking either value, left out: {missing}.")
_EMPTY = Text(ko="{first}, {second:가} 함께 채워진 행이 없어요.", en="No row has both {first} and {second}.")
_TITLE = Text(ko="{first} × {second} 건수", en="Count by {first} and {second}")


@tool(title=Text(ko="교차표를 만드는 중", en="cross-tabulating"), needs_dataset=True, where=True)
def cross_tabulation(
    column1: Annotated[str, Field(description="Column for the rows, e.g. 요일")],
    column2: Annotated[str, Field(description="Column for the columns, e.g. 시간대")],
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Count every combination of two columns' values: "요일과 시간대 교차표", "accident type by weather".

    Tells the most frequent combination and how strongly the two go together (Cramér's V). The most frequent levels are
    shown, the others are put together.
    """
    first, second = pick(ctx, column1), pick(ctx, column2)
    if first.name == second.name:
        raise Refused("same_column", _SAME, column=code(first.name))
    frame = ctx.frame([first.name, second.name]).reset_index(drop=True)
    both = frame.dropna()
    missing = len(frame) - len(both)
    shown = {"first": first.shown, "second": second.shown}
    data: dict[str, Any] = {"column1": first.name, "column2": second.name, "n": len(both), "missing": missing}
    if not len(both):
        return ToolResult(join(first.note, second.note, ctx.say(_EMPTY, **shown)), data)
    one, two = levels(both[first.name]), levels(both[second.name])
    pairs = one.groupby([one, two], observed=True).size()
    most: Any = pairs.idxmax()
    a, b = most
    ranked = count_values(one, first.name), count_values(two, second.name)
    kinds = first.column.kind, second.column.kind
    kept = _levels(ranked[0], _ROWS), _levels(ranked[1], _COLUMNS)
    data |= {**_contents((one, two), kept, kinds), "distinct1": ranked[0].distinct, "distinct2": ranked[1].distinct}
    value = cramers_v(pairs)
    data["cramers_v"] = value
    count = int(pairs.max())
    cut = ranked[0].distinct > _ROWS or ranked[1].distinct > _COLUMNS
    text = join(
        first.note,
        second.note,
        ctx.say(
            _MOST,
            **shown,
            a=spoken(ctx, scalar(a), first, ranked[0].calendar),
            b=spoken(ctx, scalar(b), second, ranked[1].calendar),
            count=number(count),
            share=percent(count, len(both)),
            n=number(len(both)),
        ),
        "" if value is None else ctx.say(_STRENGTH if value >= 0.1 else _UNRELATED, word=ctx.say(strength(value)), value=number(value)),
        ctx.say(_CUT, other=ctx.say(OTHER_LABEL)) if cut else "",
        ctx.say(_MISSING, missing=number(missing)) if missing else "",
    )
    labels = [[cell(level, kind) for level in shown_levels] for shown_levels, kind in zip(kept, kinds, strict=True)]
    title = ctx.say(_TITLE, first=first.name, second=second.name)
    return ToolResult(text, data, [_table(ctx, data, labels, f"{first.name} \\ {second.name}", title)])


def _contents(values: tuple[pd.Series[Any], pd.Series[Any]], kept: tuple[list[Any], list[Any]], kinds: tuple[str, str]) -> dict[str, Any]:
    """The shown levels with their counts; `other_*` hold what lies beyond them, so that everything adds up to n."""
    import numpy as np

    # the last row and the last column take what is not listed
    where = [v.map({level: i for i, level in enumerate(k)}).fillna(len(k)).astype("int64") for v, k in zip(values, kept, strict=True)]
    table = np.zeros((len(kept[0]) + 1, len(kept[1]) + 1), dtype="int64")
    np.add.at(table, (where[0].to_numpy(), where[1].to_numpy()), 1)
    return {
        "levels1": [plain(v, kinds[0]) for v in kept[0]],
        "levels2": [plain(v, kinds[1]) for v in kept[1]],
        "counts": table[:-1, :-1].tolist(),
        "other2": table[:-1, -1].tolist(),
        "other1": table[-1, :-1].tolist(),
        "other_both": int(table[-1, -1]),
        "definition": "counts[i][j] = rows with levels1[i] and levels2[j]; other1/other2 = rows of the levels not listed",
    }


def _levels(counts: Counts, limit: int) -> list[Any]:
    kept = {value for value, _ in counts.by_count[:limit]}
    return [value for value in counts.values if value in kept]


def _table(ctx: ToolContext, data: dict[str, Any], labels: list[list[Any]], corner: str, title: str) -> Table:
    other, total = ctx.say(OTHER_LABEL), ctx.say(TOTAL_LABEL)
    more_columns = any(data["other2"]) or data["other_both"]
    more_rows = any(data["other1"]) or data["other_both"]
    rows = [
        [level, *line, *([rest] if more_columns else []), sum(line) + rest]
        for level, line, rest in zip(labels[0], data["counts"], data["other2"], strict=True)
    ]
    if more_rows:
        line = data["other1"]
        rows.append([other, *line, *([data["other_both"]] if more_columns else []), sum(line) + data["other_both"]])
    rows.append([total, *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))])
    return Table([corner, *(str(label) for label in labels[1]), *([other] if more_columns else []), total], rows, title)
