"""The tool draw_chart."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Artifact, ToolResult
from tools._text import Text


@tool(effect="read", title=Text(ko="차트를 그리는 중", en="drawing a chart"), needs_dataset=True, where=True)
def draw_chart(
    *,
    kind: Annotated[
        Literal["auto", "bar", "stacked", "line", "area", "histogram", "box", "violin", "scatter", "pie", "heatmap", "calendar"],
        Field(description="kind of chart; auto chooses from the columns; stacked needs group; calendar shows days, x being a date column"),
    ] = "auto",
    x: Annotated[str, Field(description="column along the axis: a category, a number or a time")],
    y: Annotated[str | None, Field(description="numbers to aggregate by x, or the second column of a scatter plot or heatmap")] = None,
    operation: Annotated[
        Literal["count", "sum", "mean", "median", "min", "max", "std"] | None,
        Field(description="how y is aggregated; default: mean when y is given, else a count of rows"),
    ] = None,
    group: Annotated[str | None, Field(description="column that splits the values into series of different colours")] = None,
    panels: Annotated[
        str | None, Field(description="small multiples: column whose values get a small chart each (bar, line, area, histogram, scatter)")
    ] = None,
    trend: Annotated[bool, Field(description="draw the straight line of least squares through a scatter plot, with r and n")] = True,
    top_n: Annotated[
        int,
        Field(
            ge=1,
            description="most categories to show (50 at most), the highest where it is below 20; the rest is put together for counts and sums",
        ),
    ] = 20,
    ctx: ToolContext,
) -> ToolResult:
    """Draw a chart of the dataset: bars (side by side or stacked), a line, an area, a histogram, boxes, violins, points, a pie, a heatmap,
    a calendar; or small multiples of one.

    Values are aggregated from all rows; rows with a missing or infinite value are left out and counted. `data` holds the exact values.
    """
    from tools.draw._charts import chart
    from tools.draw._tidy import Question

    dataset = ctx.need_dataset()
    columns = [ctx.column(name) if name else None for name in (x, y, group, panels)]
    question = Question(
        kind=kind,
        x=ctx.column(x),
        y=columns[1],
        operation=operation,
        group=columns[2],
        panels=columns[3],
        trend=trend,
        top_n=top_n,
        language=ctx.language,
        source=ctx.source,
        kinds={c.name: c.kind for c in dataset.profile.all_columns},
    )
    picture = chart(ctx.frame(list(dict.fromkeys(c for c in columns if c))), question)
    return ToolResult(
        text=picture.text, data=picture.data, artifacts=[Artifact(name="chart.png", mime="image/png", alt=picture.alt, data=picture.png)]
    )
