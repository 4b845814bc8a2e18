from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._pick import Picked, pick
from tools.time._answers import moving, trend
from tools.time._seasons import seasonal
from tools.time._series import Operation, Unit, date_column
from tools.time._years import year_on_year

What = Literal["trend", "seasonality", "moving_average", "year_on_year"]


@tool(title=Text(ko="시간에 따른 변화를 보는 중", en="looking along time"), needs_dataset=True, where=True)
def analyze_trend(
    what: Annotated[
        What, Field(description="trend: slope with interval; seasonality: what repeats; moving_average; year_on_year")
    ] = "trend",
    column: Annotated[str | None, Field(description="date column; the dataset's own when left out")] = None,
    value: Annotated[str | None, Field(description="numeric column to follow; rows are counted when left out")] = None,
    operation: Annotated[Operation | None, Field(description="how value is put together in a period; mean when left out")] = None,
    unit: Annotated[Unit | None, Field(description="length of a period; chosen from the span of the data when left out")] = None,
    window: Annotated[int, Field(ge=2, le=366, description="periods in a moving average")] = 7,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Change along time: "월별 추세", "계절성 있어?", "7일 이동평균", "전년 대비", "year over year", "is there a seasonal pattern?".

    A trend with its slope and interval, the strength of seasons (STL), a moving average, or this year beside last, with exact values and a picture.
    """
    picked = date_column(ctx, column)
    measured = pick(ctx, value) if value else None
    notes = [p.note for p in (picked, measured) if p and p.note]
    return _ANSWERS[what](ctx, picked, measured, operation, unit, window, notes)


_ANSWERS: dict[str, Callable[[ToolContext, Picked, Picked | None, Operation | None, Unit | None, int, list[str]], ToolResult]] = {
    "trend": trend, "seasonality": seasonal, "moving_average": moving, "year_on_year": year_on_year,
}  # fmt: skip
