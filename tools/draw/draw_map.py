"""The tool draw_map."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Artifact, ToolResult
from tools._text import Text


@tool(effect="read", title=Text(ko="지도를 그리는 중", en="drawing a map"), needs_dataset=True, where=True)
def draw_map(
    *,
    kind: Annotated[
        Literal["auto", "points", "clusters", "heat", "areas"],
        Field(
            description="points at coordinates, clusters (circles with counts), heat (density), or areas (districts) coloured by a count or an"
            " average; auto takes what the data has"
        ),
    ] = "auto",
    latitude: Annotated[str | None, Field(description="column of latitudes in degrees; found by itself where it is named so")] = None,
    longitude: Annotated[str | None, Field(description="column of longitudes in degrees")] = None,
    place: Annotated[str | None, Field(description="column of Korean place names, such as 대구광역시 수성구 범어동")] = None,
    value: Annotated[str | None, Field(description="column to show: the colour of points, or what is averaged over areas")] = None,
    operation: Annotated[
        Literal["count", "sum", "mean", "median", "min", "max", "std"] | None,
        Field(description="how value is aggregated over areas; default: mean when value is given, else a count of rows"),
    ] = None,
    label: Annotated[str | None, Field(description="column whose text is written beside points (when there are few)")] = None,
    level: Annotated[
        Literal["auto", "district", "neighbourhood"],
        Field(description="size of the areas: district (구·군) or neighbourhood (법정동); auto goes as deep as the place names do"),
    ] = "auto",
    ctx: ToolContext,
) -> ToolResult:
    """Draw a map of the dataset: its points, clusters of them, their density, or districts coloured by a count or an average.

    Coordinates that are missing, swapped or out of range are handled and counted. `data` holds bounds, counts and the value of every area.
    """
    from tools.draw._coordinates import roles_of
    from tools.draw._mapquestion import MapQuestion
    from tools.draw._maps import draw, settle

    dataset = ctx.need_dataset()
    columns = [ctx.column(name) if name else None for name in (latitude, longitude, place, value, label)]
    question = settle(
        MapQuestion(
            kind=kind,
            latitude=columns[0],
            longitude=columns[1],
            place=columns[2],
            value=columns[3],
            operation=operation,
            label=columns[4],
            level=level,
            language=ctx.language,
            source=ctx.source,
            kinds={c.name: c.kind for c in dataset.profile.all_columns},
        ),
        roles_of(dataset.profile),
    )
    picture = draw(ctx.frame(question.columns), question, ctx.maps)
    return ToolResult(
        text=picture.text, data=picture.data, artifacts=[Artifact(name="map.png", mime="image/png", alt=picture.alt, data=picture.png)]
    )
