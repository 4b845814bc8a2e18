"""How a model did on the held-out rows, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools.dataset._say import number
from tools.models import _words as words
from tools.models._answer import Task, event_of, footer
from tools.models._scores import roc

if TYPE_CHECKING:
    from numpy.typing import NDArray

Pictured = tuple[str, bytes, str]


def predicted(ctx: ToolContext, task: Task, bins: list[dict[str, Any]], sizes: tuple[int, int]) -> Pictured:
    from tools.models._pictures import predicted_actual

    title = ctx.say(words.PICTURE["predicted"], target=task.target.name)
    rows = [
        (
            b["predicted"],
            b["actual"],
            b["low"] if b["low"] is not None else b["actual"],
            b["high"] if b["high"] is not None else b["actual"],
        )
        for b in bins
    ]
    told = ", ".join(f"{number(x)} → {number(y)}" for x, y, *_ in rows)
    return title, predicted_actual(rows, title, (footer(ctx, *sizes),), ctx.language), told


def curve(ctx: ToolContext, task: Task, actual: NDArray[Any], chance: NDArray[Any], auc: float | None, sizes: tuple[int, int]) -> Pictured:
    from tools.models._pictures import roc_curve

    wrong, found = roc(actual, chance)
    title = ctx.say(words.PICTURE["roc"], target=event_of(ctx, task.target).replace("`", ""))
    told = f"AUC {number(auc)}"
    return title, roc_curve(wrong, found, title, (told, footer(ctx, *sizes)), ctx.language), told


def grid(ctx: ToolContext, task: Task, table: list[list[int]], names: list[str], sizes: tuple[int, int]) -> Pictured:
    from tools.models._pictures import confusion_grid

    title = ctx.say(words.PICTURE["confusion"], target=task.target.name)
    told = "; ".join(f"{name}: {', '.join(map(number, row))}" for name, row in zip(names, table, strict=True))
    return title, confusion_grid(table, names, title, (footer(ctx, *sizes),), ctx.language), told
