from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage.predictions import StoredPrediction
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.outcomes.record_outcome import as_data

_NONE = Text(ko="아직 예측이 없어요.", en="There are no predictions yet.")
_SOME = Text(
    ko="최근 예측 {count}개예요. 실제 결과를 아는 것은 {known}개예요. 결과를 알게 되면 “실제로는 중상 1명이었어”처럼 알려 주세요.",
    en="The {count} latest prediction(s); {known} with a known outcome. Once you know one, say “it turned out to be 1 serious”.",
)
_COLUMNS = (
    Text("예측", "Prediction"),
    Text("때", "When"),
    Text("사고", "Accident"),
    Text("예상(구간)", "Predicted"),
    Text("실제", "Actual"),
)
_NAMED = ("district", "accident_type", "road_type", "weather")


@tool(title=Text(ko="예측을 찾는 중", en="looking up predictions"))
async def list_predictions(limit: Annotated[int, Field(ge=1, le=100)] = 10, *, ctx: ToolContext) -> ToolResult:
    """The latest predictions of this channel with their ids, and what the accidents turned out to be where that is known ("예측 목록")."""
    found = await ctx.stores.predictions.list(ctx.scope, limit=limit)
    data = {"predictions": [as_data(stored) for stored in found]}
    if not found:
        return ToolResult(ctx.say(_NONE), data)
    rows = [
        [
            stored.id[:8],
            f"{stored.created_at.astimezone(ctx.now.tzinfo):%m-%d %H:%M}",
            what(stored),
            f"{stored.eclo:.2f} ({stored.low:.1f}–{stored.high:.1f})",
            stored.outcome.eclo if stored.outcome else None,
        ]
        for stored in found
    ]
    text = ctx.say(_SOME, count=len(found), known=sum(1 for stored in found if stored.outcome))
    return ToolResult(text, data, [Table([ctx.say(c) for c in _COLUMNS], rows)])


def what(stored: StoredPrediction) -> str:
    """The accident in a few words."""
    return ", ".join(str(stored.inputs[name]).removeprefix("대구광역시 ") for name in _NAMED if stored.inputs.get(name)) or "-"
