from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.datasets import Dataset
from tools._columns import match_column
from tools._context import ToolContext
from tools._errors import MissingInput, NoDataset, Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.datasets._areas import NAMES, area_names, area_of, placed
from tools.datasets._compared import MOST_DRAWN, draw
from tools.datasets._find import find_dataset, shown
from tools.datasets._several import rows_of, stem

if TYPE_CHECKING:
    import pandas as pd

_MOST = 5
_SHOWN = 100

_WHICH = Text(ko="어느 데이터들을 비교할까요? 둘 이상 말씀해 주세요.", en="Which datasets shall I compare? Name at least two.")
_ONLY_ONE = Text(
    ko="비교하려면 데이터가 둘 이상 있어야 해요. 지금은 `{name}` 하나예요. 비교할 파일을 더 올려 주세요.",
    en="A comparison needs at least two datasets, and there is only `{name}`. Drop another file here.",
)
_SAME = Text(ko="서로 다른 데이터를 둘 이상 말씀해 주세요.", en="Name at least two different datasets.")
_HEADLINE = Text(ko="{by}별로 견줘 봤어요({groups:,}곳).", en="Compared by {by} ({groups:,} groups).")
_MOST_IN = Text(
    ko="`{name}`: 모두 {n:,}건, {top:가} {most:,}건으로 가장 많아요.", en="`{name}`: {n:,} rows in all, most in {top} ({most:,})."
)
_LEFT_OUT = Text(ko="`{name}`의 {rows:,}행은 {by:를} 알 수 없어 뺐어요.", en="{rows:,} rows of `{name}` tell no {by} and are left out.")
_RATIO = Text(ko="{many} ÷ {few}", en="{many} / {few}")
_RATIO_SAID = Text(
    ko="{few} 1건당 {many:는} {high}에서 가장 많고({high_value:,.1f}) {low}에서 가장 적어요({low_value:,.1f}).",
    en="For each row of {few} there are most of {many} in {high} ({high_value:,.1f}) and fewest in {low} ({low_value:,.1f}).",
)
_TOGETHER = Text(
    ko="두 건수의 순위 상관(스피어만)은 {rho:.2f|예요}(n={n}). 함께 많다는 뜻일 뿐, 원인을 말해 주지는 않아요.",
    en="The rank correlation (Spearman) of the two counts is {rho:.2f} (n={n}); it tells what goes together, not why.",
)
_TITLE = Text(ko="{by}별 건수 비교", en="Counts by {by}")
_NOTE = Text(ko="자료: {sources} · 막대 눈금은 데이터마다 달라요", en="Source: {sources} · each dataset has a scale of its own")
_SUBTITLE = Text(ko="{rows:,}행 · {first} 많은 순 · {groups}", en="{rows:,} rows · in order of {first} · {groups}")
_GROUPS = Text(ko="{total:,}곳 가운데 {shown:,}곳", en="{shown:,} of {total:,} groups")
_ALT = Text(ko="{title}: {said}", en="{title}: {said}")


@tool(title=Text(ko="데이터를 비교하는 중", en="comparing datasets"))
async def compare_datasets(
    datasets: Annotated[
        list[str] | None,
        Field(description="Names (or parts of them) of 2 to 5 datasets; left out where there are just two", max_length=_MOST),
    ] = None,
    by: Annotated[str, Field(description="구 (district), 법정동 (neighbourhood), or a column that all of them have")] = "구",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Compare datasets by the number of rows in each 구, 법정동 or value of a shared column ("CCTV와 사고를 구별로 비교해줘").

    Areas are read from addresses or names of places, else from coordinates, so the datasets need no common column for them.
    """
    chosen = _chosen(datasets, by, await ctx.stores.datasets.list(ctx.scope), ctx)
    return await asyncio.to_thread(_compare, chosen, by, ctx)


def _chosen(names: list[str] | None, by: str, known: Sequence[Dataset], ctx: ToolContext) -> list[Dataset]:
    if not known:
        raise NoDataset
    if not names and len(known) > 2:
        raise MissingInput(_WHICH, ["datasets"], {"by": by}, [d.name for d in known][:10])
    if len(known) < 2:
        raise Refused("one_dataset", _ONLY_ONE, name=shown(known[0].name))
    if not names:
        return [*([ctx.dataset] if ctx.dataset else []), *(d for d in known if ctx.dataset is None or d.id != ctx.dataset.id)]
    found = [find_dataset(name, known) for name in names]
    if len(found) == 1 and ctx.dataset is not None:
        found.append(ctx.dataset)
    chosen = list({d.id: d for d in found}.values())
    if len(chosen) < 2:
        raise Refused("same_dataset", _SAME, [d.name for d in known])
    return chosen


def labels(chosen: Sequence[Dataset]) -> list[str]:
    """Names without endings, told apart by a number where they are the same."""
    out: list[str] = []
    for dataset in chosen:
        name = shown(stem(dataset.name))
        out.append(name if name not in out else f"{name} ({sum(o.startswith(name) for o in out) + 1})")
    return out


def _compare(chosen: list[Dataset], by: str, ctx: ToolContext) -> ToolResult:
    names = labels(chosen)
    table, said_by, left_out, sources = _counts(chosen, names, by, ctx)
    totals = {name: int(table[name].sum()) for name in names}
    ratio = None
    if len(names) == 2:
        many, few = _by_total(totals).values()
        ratio = (table[many] / table[few].where(table[few] > 0)).rename(ctx.say(_RATIO, many=many, few=few))
    parts = _sentences(table, names, said_by, left_out, totals, ratio, ctx)
    title = ctx.say(_TITLE, by=said_by)
    drawn = ctx.say(_GROUPS, total=len(table), shown=min(len(table), MOST_DRAWN))
    subtitle = ctx.say(_SUBTITLE, rows=sum(totals.values()), first=names[0], groups=drawn)
    picture = _picture(table, names, title, subtitle, ctx)
    columns = [said_by, *names, *([str(ratio.name)] if ratio is not None else [])]
    rows: list[list[Any]] = []
    for group, values in table.iterrows():
        cells = [str(group), *(int(values[name]) for name in names)]
        rows.append([*cells, *([_plain(ratio.loc[str(group)])] if ratio is not None else [])])
    data = {
        "by": said_by,
        "groups": [dict(zip(["group", *names, "ratio"], row, strict=False)) for row in rows],
        "datasets": [
            {"id": d.id, "name": d.name, "rows": totals[n], "left_out": left_out[n], "read_from": sources[n]}
            for d, n in zip(chosen, names, strict=True)
        ],
        "spearman": _spearman(table, names),
    }
    alt = ctx.say(_ALT, title=title, said=parts[1])
    return ToolResult(
        " ".join(parts), data, [Table(columns, rows[:_SHOWN], title)], [Artifact("comparison.png", "image/png", alt, data=picture)]
    )


def _counts(chosen: list[Dataset], names: list[str], by: str, ctx: ToolContext) -> tuple[pd.DataFrame, str, dict[str, int], dict[str, str]]:
    """Rows by group, most of the first dataset first; what the groups are called; rows without one; the columns they were read from."""
    import pandas as pd

    area = area_of(by)
    counted: dict[str, pd.Series[Any]] = {}
    left_out: dict[str, int] = {}
    sources: dict[str, str] = {}
    said = ctx.say(NAMES[area]) if area else by
    for dataset, name in zip(chosen, names, strict=True):
        if area is not None:
            place = placed(ctx, dataset, area)
            groups, sources[name] = place.codes, place.source
        else:
            column = match_column(by, [c.name for c in dataset.profile.all_columns])
            groups, sources[name] = rows_of(ctx, dataset, [column])[column].map(_key, na_action="ignore"), column
            said = column
        counted[name] = groups.value_counts()
        left_out[name] = int(groups.isna().sum())
    table = pd.DataFrame(counted).reindex(columns=names).fillna(0).astype(int)
    if area is not None:
        table = table.rename(index=area_names([str(code) for code in table.index], area))
    table.index = table.index.astype(str)
    order = table.assign(_name=table.index).sort_values([*names, "_name"], ascending=[*[False] * len(names), True]).index
    return table.loc[order], said, left_out, sources


def _key(value: Any) -> str:
    """1, 1.0 and "1" are one group."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().removesuffix(" 00:00:00")


def _sentences(
    table: pd.DataFrame, names: list[str], by: str, left_out: dict[str, int], totals: dict[str, int], ratio: pd.Series[Any] | None,
    ctx: ToolContext,
) -> list[str]:  # fmt: skip
    most = [
        ctx.say(_MOST_IN, name=name, n=totals[name], top=str(table[name].idxmax()), most=int(table[name].max()))
        for name in names
        if totals[name]
    ]
    parts = [ctx.say(_HEADLINE, by=by, groups=len(table)), " ".join(most)]
    known = ratio[ratio > 0] if ratio is not None else None  # a place without a row may just not be covered
    if known is not None and len(known) > 1:
        facts = {"high": str(known.idxmax()), "high_value": float(known.max()), "low": str(known.idxmin()), "low_value": float(known.min())}
        parts.append(ctx.say(_RATIO_SAID, **_by_total(totals), **facts))
    rho = _spearman(table, names)
    if rho is not None:
        parts.append(ctx.say(_TOGETHER, rho=rho, n=len(table)))
    parts += [ctx.say(_LEFT_OUT, name=name, rows=rows, by=by) for name, rows in left_out.items() if rows]
    return parts


def _by_total(totals: dict[str, int]) -> dict[str, str]:
    """Of two datasets the one with more rows stands above the line."""
    many, few = sorted(totals, key=lambda name: totals[name], reverse=True)
    return {"many": many, "few": few}


def _spearman(table: pd.DataFrame, names: list[str]) -> float | None:
    """Of the counts of two datasets over at least five groups, None where one is constant."""
    if len(names) != 2 or len(table) < 5:
        return None
    ranks = table.rank()
    return _plain(ranks[names[0]].corr(ranks[names[1]]))


def _plain(value: Any) -> float | None:
    return None if value is None or value != value else float(value)  # noqa: PLR0124 - NaN


def _picture(table: pd.DataFrame, names: list[str], title: str, subtitle: str, ctx: ToolContext) -> bytes:
    return draw(table, names, title, subtitle, ctx.say(_NOTE, sources=", ".join(names)))
