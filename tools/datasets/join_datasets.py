from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from storage.datasets import Dataset
from storage.lineage import made_from
from tools._columns import match_column
from tools._context import ToolContext
from tools._errors import MissingInput, Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.datasets._areas import area_names, area_of, placed
from tools.datasets._find import find_dataset, shown
from tools.datasets._several import rows_of, stem

if TYPE_CHECKING:
    import pandas as pd

How = Literal["left", "inner", "outer"]

_MOST_ROWS = 2_000_000
_MOST_CELLS = 40_000_000
_SAMPLE = 5
_SAMPLE_COLUMNS = 20

_WHICH = Text(ko="어느 데이터와 합칠까요?", en="Which dataset shall I join it with?")
_SAME = Text(ko="서로 다른 두 데이터를 말씀해 주세요.", en="Name two different datasets.")
_NO_KEY = Text(
    ko="`{left}`와(과) `{right}`에 같은 이름의 열이 없어요. 무엇으로 합칠지 알려 주세요. 예: ‘구로 합쳐줘’",
    en="`{left}` and `{right}` have no column of the same name. Say what to join on, for example “join by district”.",
)
_ON_WHAT = Text(ko="어느 열로 합칠까요?", en="Which column shall I join on?")
_NOTHING = Text(
    ko="`{left}`와(과) `{right}`에서 {key} 값이 하나도 맞지 않았어요. 다른 열로 합쳐 보세요. 값의 예: {left_values} / {right_values}",
    en="No value of {key} is in both `{left}` and `{right}`. Try another column. Values there: {left_values} / {right_values}",
)
_TOO_MANY = Text(
    ko="{key} 값이 양쪽에 여러 번씩 나와서 합치면 {rows:,}행이 돼요(한도 {limit:,}행). 값이 한 번씩만 있는 열로 합치거나 구별로 비교해 보세요.",
    en="{key} repeats on both sides: the join would have {rows:,} rows (at most {limit:,}). Join on a column that is unique in one of "
    "them, or compare by district.",
)
_MADE = Text(
    ko="{key:로} 합쳐서 `{name}` 데이터({rows:,}행 × {columns:,}열)를 만들었어요. 왼쪽은 `{left}`, 오른쪽은 `{right}`예요.",
    en="Joined on {key}: the new dataset `{name}` has {rows:,} rows and {columns:,} columns, with `{left}` on the left and `{right}` on the "
    "right.",
)
_MATCHED = Text(
    ko="왼쪽 {left_rows:,}행 가운데 {matched:,}행({share:.1%})이 맞았고 {unmatched:,}행은 짝이 없어요. 오른쪽에서는 {right_unmatched:,}행이 짝이 없어요.",
    en="Of {left_rows:,} rows on the left {matched:,} ({share:.1%}) found a match and {unmatched:,} did not; on the right {right_unmatched:,} "
    "rows did not.",
)
_EXAMPLES = Text(ko="짝이 없는 값의 예: {values}.", en="Values without a match: {values}.")
_MANY = Text(
    ko="주의: {key} 값이 양쪽에 여러 번씩 나와서 행이 {before:,}개에서 {after:,}개로 늘었어요. 합계나 건수가 부풀 수 있어요.",
    en="Careful: {key} repeats on both sides, so {before:,} rows became {after:,}. Sums and counts may be inflated.",
)
_SUMMARISED = Text(
    ko="`{right}`에는 {key}마다 여러 행이 있어서, 행을 늘리지 않고 {key}별 건수(`{count}`)와 숫자 열의 평균을 붙였어요.",
    en="`{right}` has several rows for each {key}, so its count (`{count}`) and the means of its number columns were added instead of its rows.",
)
_CURRENT = Text(ko="이제 이 대화는 새 데이터를 봐요.", en="This conversation is now about it.")
_COUNT = Text(ko="{right}_건수", en="{right}_count")
_MEAN = Text(ko="{right}_평균_{column}", en="{right}_mean_{column}")
_TITLE = Text(ko="합친 데이터의 처음 몇 행", en="First rows of the joined dataset")


@dataclass(frozen=True, slots=True)
class _Side:
    dataset: Dataset
    frame: pd.DataFrame
    keys: pd.Series[Any]  # text, None where a part of the key is missing: those match nothing
    label: str


@tool(title=Text(ko="데이터를 합치는 중", en="joining datasets"), needs_dataset=True)
async def join_datasets(
    right: Annotated[str | None, Field(description="Name (or part of it) of the dataset to add; left out where there are just two")] = None,
    left: Annotated[str | None, Field(description="Name of the dataset to add to; the thread's current one when left out")] = None,
    on: Annotated[list[str] | None, Field(description="Key columns that both have; or ['구'] or ['법정동'] to join by area")] = None,
    how: Annotated[How, Field(description="left keeps all rows of the left, inner only matches, outer all of both")] = "left",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Join two datasets of this channel on key columns, or by 구 or 법정동, into a new dataset, and tell how many rows matched.

    By area, a right side with several rows for each area is counted and averaged, so that no row of the left is repeated.
    """
    first, second = _sides(left, right, on, await ctx.stores.datasets.list(ctx.scope), ctx)
    joined = await asyncio.to_thread(_join, first, second, on, how, ctx)
    lineage = made_from(first, second, tool="join_datasets", on=joined.key, how=how, match=joined.match)
    made = await ctx.stores.datasets.derive(ctx.scope, joined.frame, f"{stem(first.name)} + {stem(second.name)}"[:150], lineage)
    ctx.dataset = made
    facts = {"left": shown(first.name), "right": shown(second.name), "key": joined.key, "name": shown(made.name)}
    parts = [ctx.say(_MADE, **facts, rows=made.profile.rows, columns=len(made.profile.columns)), *joined.sentences, ctx.say(_CURRENT)]
    data = {"id": made.id, "name": made.name, "rows": made.profile.rows, "columns": [c.name for c in made.profile.columns], "how": how,
            "on": joined.key, "match": joined.match, "made_from": [first.name, second.name]}  # fmt: skip
    return ToolResult(" ".join(parts), data, [_sample(joined.frame, ctx)])


def _sides(
    left: str | None, right: str | None, on: list[str] | None, known: Sequence[Dataset], ctx: ToolContext
) -> tuple[Dataset, Dataset]:
    first = ctx.need_dataset() if left is None else find_dataset(left, known)
    if right is not None:
        second = find_dataset(right, known)
    else:
        others = [d for d in known if d.id != first.id]
        here = [d for d in others if d.thread == ctx.scope.thread]
        others = here if len(here) == 1 else [*here, *(d for d in others if d not in here)]
        if len(others) != 1:
            understood = {k: v for k, v in (("left", left), ("on", on)) if v}
            raise MissingInput(_WHICH, ["right"], understood, list(dict.fromkeys(d.name for d in others))[:10])
        second = others[0]
    if first.id == second.id:
        raise Refused("same_dataset", _SAME, [d.name for d in known])
    return first, second


@dataclass(frozen=True, slots=True)
class _Joined:
    frame: pd.DataFrame
    key: str
    match: dict[str, Any]
    sentences: list[str]


def _join(first: Dataset, second: Dataset, on: list[str] | None, how: How, ctx: ToolContext) -> _Joined:
    area = area_of(on[0]) if on and len(on) == 1 and not _both_have(on[0], first, second) else None
    if area is not None:
        key, columns = str(area), None
        keys = [placed(ctx, d, area).codes for d in (first, second)]
        names = area_names(sorted({str(c) for codes in keys for c in codes.dropna().unique()}), area)
        sides = [
            _Side(d, rows_of(ctx, d), k.map(names, na_action="ignore"), stem(d.name)) for d, k in zip((first, second), keys, strict=True)
        ]
    else:
        columns = _key_columns(first, second, on)
        key = ", ".join(left for left, _ in columns)
        sides = [
            _Side(d, (frame := rows_of(ctx, d)), _keys(frame, [pair[i] for pair in columns]), stem(d.name))
            for i, d in enumerate((first, second))
        ]
    left, right = sides
    match = _match(left, right)
    if not match["left_matched"]:
        values = [", ".join(map(str, side.keys.dropna().unique()[:3])) or "–" for side in sides]
        raise Refused("nothing_matches", _NOTHING, (), left=shown(first.name), right=shown(second.name), key=key, left_values=values[0],
                      right_values=values[1])  # fmt: skip
    said = [ctx.say(_MATCHED, **_told(match))]
    if match["examples"]:
        said.append(ctx.say(_EXAMPLES, values=", ".join(f"‘{v}’" for v in match["examples"][:3])))
    if area is not None and right.keys.dropna().duplicated().any():
        count = ctx.say(_COUNT, right=right.label)
        said.append(ctx.say(_SUMMARISED, right=shown(second.name), key=key, count=count))
        right = _summarised(right, count, ctx)
    rows = _size(left.keys, right.keys, how)
    if rows > _MOST_ROWS or rows * (left.frame.shape[1] + right.frame.shape[1]) > _MOST_CELLS:
        raise Refused("join_too_large", _TOO_MANY, key=key, rows=rows, limit=_MOST_ROWS)
    if left.keys.dropna().duplicated().any() and right.keys.dropna().duplicated().any() and rows > len(left.frame):
        match["many_to_many"] = True
        said.append(ctx.say(_MANY, key=key, before=len(left.frame), after=rows))
    return _Joined(_merged(left, right, columns, how, key), key, match, said)


def _both_have(name: str, first: Dataset, second: Dataset) -> bool:
    """A column of that very name on both sides is meant, not the area."""
    return all(any(c.name == name for c in d.profile.columns) for d in (first, second))


def _key_columns(first: Dataset, second: Dataset, on: list[str] | None) -> list[tuple[str, str]]:
    sides = [[c.name for c in d.profile.all_columns] for d in (first, second)]
    if on:
        return [(match_column(name, sides[0]), match_column(name, sides[1])) for name in on]
    own = {c.name: c for c in first.profile.columns}
    shared = [c for c in second.profile.columns if c.name in own and c.kind != "empty"]
    unique = [c.name for c in shared if c.unique == second.profile.rows or own[c.name].unique == first.profile.rows]
    if len(unique) == 1 or len(shared) == 1:
        name = (unique or [c.name for c in shared])[0]
        return [(name, name)]
    if not shared:
        raise Refused("no_common_column", _NO_KEY, ["구", "법정동"], left=shown(first.name), right=shown(second.name))
    choices = list(dict.fromkeys([*unique, *(c.name for c in shared), "구"]))[:10]
    raise MissingInput(_ON_WHAT, ["on"], {"left": first.name, "right": second.name}, choices)


def _keys(frame: pd.DataFrame, columns: list[str]) -> pd.Series[Any]:
    """One text a row: 7, 7.0 and " 7" are the same key, and so are a date and its text."""
    import pandas as pd

    parts = [frame[name].map(_text, na_action="ignore") for name in columns]
    if len(parts) == 1:
        return parts[0].astype(object)
    whole = pd.concat(parts, axis=1).notna().all(axis=1)
    joined = parts[0].astype(str)
    for part in parts[1:]:
        joined = joined + " / " + part.astype(str)
    return joined.astype(object).where(whole)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().removesuffix(" 00:00:00")


def _match(left: _Side, right: _Side) -> dict[str, Any]:
    in_right, in_left = left.keys.dropna().isin(set(right.keys.dropna())), right.keys.dropna().isin(set(left.keys.dropna()))
    lonely = left.keys.dropna()[~in_right]
    return {
        "left_rows": len(left.frame), "right_rows": len(right.frame),
        "left_matched": int(in_right.sum()), "left_unmatched": len(left.frame) - int(in_right.sum()),
        "right_matched": int(in_left.sum()), "right_unmatched": len(right.frame) - int(in_left.sum()),
        "left_without_key": int(left.keys.isna().sum()), "right_without_key": int(right.keys.isna().sum()),
        "examples": [str(v) for v in lonely.value_counts().index[:_SAMPLE]], "many_to_many": False,
    }  # fmt: skip


def _told(match: dict[str, Any]) -> dict[str, Any]:
    return {
        "left_rows": match["left_rows"], "matched": match["left_matched"], "unmatched": match["left_unmatched"],
        "share": match["left_matched"] / max(match["left_rows"], 1), "right_unmatched": match["right_unmatched"],
    }  # fmt: skip


def _summarised(side: _Side, count: str, ctx: ToolContext) -> _Side:
    """One row a key: how many rows there are, and the means of the quantities (not of coordinates and numbers that are names)."""
    roles = side.dataset.profile.roles
    quantities = [
        c.name
        for c in side.dataset.profile.columns
        if c.kind in ("integer", "number") and c.name not in (roles.latitude, roles.longitude) and 1 < c.unique < side.dataset.profile.rows
    ]
    grouped = side.frame[quantities].groupby(side.keys)
    table = grouped.mean().rename(columns=lambda c: ctx.say(_MEAN, right=side.label, column=c))
    table.insert(0, count, grouped.size())
    keys = table.index.to_series().reset_index(drop=True)
    return _Side(side.dataset, table.reset_index(drop=True), keys, side.label)


def _size(left: pd.Series[Any], right: pd.Series[Any], how: How) -> int:
    """Rows of the join, counted before it is made."""
    a, b = left.value_counts(), right.value_counts()
    both = a.index.intersection(b.index)
    rows = int((a[both] * b[both]).sum())
    rows += len(left) - int(a[both].sum()) if how in ("left", "outer") else 0
    return rows + (len(right) - int(b[both].sum()) if how == "outer" else 0)


def _merged(left: _Side, right: _Side, columns: list[tuple[str, str]] | None, how: How, key: str) -> pd.DataFrame:
    """The left's columns, then the right's without its keys; a name that both have gets the right's name behind it."""
    same = [pair[1] for pair in columns] if columns and how != "outer" else []
    added = right.frame.drop(columns=[c for c in same if c in right.frame.columns])
    taken = set(left.frame.columns)
    renamed: dict[str, str] = {}
    for name in added.columns:
        new = name if name not in taken else f"{name} ({right.label})"
        while new in taken:
            new += "'"
        renamed[name] = new
        taken.add(new)
    a = left.frame.assign(**{_KEY: left.keys.where(left.keys.notna(), None)})
    b = added.rename(columns=renamed).assign(**{_KEY: right.keys.where(right.keys.notna(), None)})
    matchable = b[b[_KEY].notna()]  # pandas would match one missing key with another
    merged = a.merge(matchable, on=_KEY, how=how, sort=False)
    if how == "outer":
        import pandas as pd

        merged = pd.concat([merged, b[b[_KEY].isna()]], ignore_index=True)
    if columns is None and key not in merged.columns:
        merged.insert(0, key, merged[_KEY])
    return merged.drop(columns=[_KEY])


_KEY = "\0key"


def _sample(frame: pd.DataFrame, ctx: ToolContext) -> Table:
    head = frame.iloc[:_SAMPLE, :_SAMPLE_COLUMNS].astype(object)
    head = head.where(head.notna(), None)
    rows = [[v if isinstance(v, int | float | bool | None) else str(v) for v in row] for row in head.to_numpy().tolist()]
    return Table([str(c) for c in head.columns], rows, ctx.say(_TITLE))
