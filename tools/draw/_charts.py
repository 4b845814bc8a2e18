"""Charts: from a frame and a question to a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tools._errors import MissingInput
from tools._text import Text
from tools.draw._bars import bar, line, pie
from tools.draw._calendar import calendar
from tools.draw._cells import heatmap
from tools.draw._figure import Picture
from tools.draw._pairs import scatter
from tools.draw._panels import panels
from tools.draw._spread import box, histogram
from tools.draw._stacked import area, stacked
from tools.draw._tidy import TOP_N, ChartKind, Question, Sort, need_number, tidy, understand
from tools.draw._violin import violin

if TYPE_CHECKING:
    import pandas as pd

KINDS: dict[str, Callable[[pd.DataFrame, Question], Picture]] = {
    "bar": bar,
    "line": line,
    "histogram": histogram,
    "box": box,
    "scatter": scatter,
    "pie": pie,
    "heatmap": heatmap,
    "stacked": stacked,
    "area": area,
    "violin": violin,
    "calendar": calendar,
}
_YEAR = re.compile(r"(연|년|연도|년도|year)$", re.IGNORECASE)
_AVERAGING = (
    "bar",
    "line",
    "pie",
    "heatmap",
    "stacked",
    "area",
    "calendar",
)  # with a y and no operation: a mean, of a pie or a stack a sum
_MOST_TOP = 50
_MOST_BARS = 31  # a number with more different values is shown as a distribution
_NEED_Y = Text(
    ko="어느 열의 {operation:를} 그릴까요?",
    en="Which column should the {operation} be of?",
)
_SECOND = Text(
    ko="`{x}` 열과 함께 볼 열은 무엇인가요? 이 차트에는 열이 두 개 필요해요.",
    en="Which column goes with `{x}`? This chart needs two.",
)
_PARTS = Text(
    ko="막대를 어느 열로 나누어 쌓을까요?",
    en="Which column should split the bars into parts?",
)


def chart(frame: pd.DataFrame, question: Question) -> Picture:
    """Draw the question.

    `frame` has the columns that the question names; nothing else is read. Raises Refused when the columns can't be drawn so,
    and MissingInput when a second column is needed and was not named.
    """
    from tools.draw._words import OPERATIONS

    question = replace(question, top_n=min(max(1, question.top_n), _MOST_TOP), highest=question.top_n < TOP_N)
    if question.operation not in (None, "count") and question.y is None:
        name = OPERATIONS[question.operation or "count"].say(question.language)
        raise MissingInput(_NEED_Y, ["y"], _understood(question), question.numbers[:8], operation=name)
    question = _settle(frame, question)
    if question.kind in ("scatter", "heatmap") and question.y is None:
        others = question.numbers if question.kind == "scatter" else list(question.kinds)
        raise MissingInput(_SECOND, ["y"], _understood(question), [c for c in others if c != question.x][:8], x=question.x)
    if question.kind == "stacked" and question.group is None and question.panels is None:
        raise MissingInput(_PARTS, ["group"], _understood(question), [c for c in question.few if c not in (question.x, question.y)][:8])
    aggregated = question.operation != "count" and question.kind in _AVERAGING
    if question.y is not None and aggregated and (question.kind != "heatmap" or question.group is not None):
        need_number(tidy(frame, question), "y", question)
    return (panels if question.panels else KINDS[question.kind])(frame, question)


def _understood(question: Question) -> dict[str, Any]:
    asked: dict[str, Any] = {"kind": question.kind, "x": question.x, "y": question.y, "operation": question.operation}
    asked |= {"group": question.group, "panels": question.panels, "top_n": question.top_n}
    return {name: value for name, value in asked.items() if value is not None}


def _settle(frame: pd.DataFrame, question: Question) -> Question:
    """Choose the kind where it is left open, and take a second category for a group."""
    x = understand(frame[question.x], question.kinds.get(question.x, ""))[1]
    y = understand(frame[question.y], question.kinds.get(question.y, ""))[1] if question.y else None
    if y in ("category", "time") and question.operation is None and question.kind in ("auto", "bar", "line", "stacked", "area"):
        if question.group is not None:
            return replace(question, kind="bar" if question.kind == "auto" else question.kind, y=None)
        if question.kind == "auto":
            return replace(question, kind="heatmap")
        return replace(question, group=question.y, y=None)
    return replace(question, kind=_auto(frame, question, x, y)) if question.kind == "auto" else question


def _auto(frame: pd.DataFrame, question: Question, x: Sort, y: Sort | None) -> ChartKind:
    """Time runs along a line, two measurements make a scatter plot, one a histogram; everything else is compared in bars."""
    if x == "time":
        return "line"
    many = x == "number" and frame[question.x].nunique() > _MOST_BARS
    if y == "number" and x == "number" and question.operation is None and question.y is not None:
        return "scatter" if many or (frame[question.x].nunique() > 20 and frame[question.y].nunique() > 200) else "bar"
    if many:
        return "line" if question.y else "histogram"
    return "line" if _YEAR.search(question.x) and frame[question.x].nunique() > 3 else "bar"
