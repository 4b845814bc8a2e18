"""From a frame as it was read to the few clean columns a chart is made of, with a count of what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tools._errors import Refused
from tools._text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

ChartKind = Literal["auto", "bar", "line", "histogram", "box", "scatter", "pie", "heatmap", "stacked", "area", "violin", "calendar"]
Operation = Literal["count", "sum", "mean", "median", "min", "max", "std"]
Sort = Literal["number", "time", "category"]

LARGEST = 1e120  # beyond it (and at infinity) neither a sum of squares nor an axis can be made
_NOTHING = Text(
    ko="{columns}에는 그릴 값이 없어요({rows}행 가운데 결측 {missing}개, 무한대 {infinite}개). 값이 있는 열로 다시 요청해 주세요. {hint}",
    en="There is nothing to draw in {columns} ({rows} rows: {missing} missing, {infinite} infinite). Ask for a column with values. {hint}",
)
_NEED_NUMBERS = Text(
    ko="`{column}` 열은 숫자가 아니라서 이 차트나 계산에 쓸 수 없어요. 숫자 열: {listed}",
    en="`{column}` is not a column of numbers, which this chart or sum needs. Columns of numbers: {listed}",
)
_KOREAN_DATE = r"(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일(?:\s*(\d{1,2})시)?(?:\s*(\d{1,2})분)?.*"


TOP_N = 20
"""So many categories are shown where nobody says how many."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to draw. Column names are exact; `kinds` are the profile's kinds by column name."""

    kind: ChartKind
    x: str
    y: str | None = None
    operation: Operation | None = None
    group: str | None = None
    panels: str | None = None
    trend: bool = True
    top_n: int = TOP_N
    highest: bool = False  # whoever asks for the top few wants the highest values
    language: Language = "ko"
    source: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[str]:
        """Columns that can be averaged."""
        return [name for name, kind in self.kinds.items() if kind in ("integer", "number")]

    @property
    def few(self) -> list[str]:
        """Columns that can split the rows into groups."""
        return [name for name, kind in self.kinds.items() if kind in ("category", "boolean")]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are not in the picture: a value that is needed is missing, or infinite."""

    rows: int
    missing: int
    infinite: int

    @property
    def used(self) -> int:
        return self.rows - self.missing - self.infinite

    def as_data(self) -> dict[str, int]:
        return {"rows": self.rows, "used": self.used, "missing": self.missing, "infinite": self.infinite}


@dataclass(frozen=True, slots=True)
class Tidy:
    """`frame` has the columns x, y, g and p (those that were asked for), with no missing and no infinite value."""

    frame: pd.DataFrame
    sorts: Mapping[str, Sort]
    left_out: LeftOut


def tidy(frame: pd.DataFrame, question: Question) -> Tidy:
    """The columns of the question as numbers, times or categories. Raises Refused when no complete row is left."""
    import pandas as pd

    columns: dict[str, pd.Series[Any]] = {}
    sorts: dict[str, Sort] = {}
    for role, name in (("x", question.x), ("y", question.y), ("g", question.group), ("p", question.panels)):
        if name is not None:
            columns[role], sorts[role] = understand(frame[name], question.kinds.get(name, ""))
    joined = pd.DataFrame(columns)
    missing = joined.isna().any(axis=1)
    infinite = pd.Series(False, index=joined.index)
    for role, values in columns.items():
        if sorts[role] == "number":
            infinite |= values.abs() > LARGEST
    infinite &= ~missing
    left_out = LeftOut(len(joined), int(missing.sum()), int(infinite.sum()))
    if left_out.used == 0:
        raise _nothing(question, left_out)
    return Tidy(joined[~missing & ~infinite], sorts, left_out)


def _nothing(question: Question, left_out: LeftOut) -> Refused:
    used = [c for c in (question.x, question.y, question.group, question.panels) if c]
    better = [name for name, kind in question.kinds.items() if kind != "empty" and name not in used][:6]
    hint = f"({', '.join(better)})" if better else ""
    names = ", ".join(f"`{c}`" for c in used)
    return Refused(
        "nothing_to_draw",
        _NOTHING,
        choices=better,
        columns=names,
        rows=left_out.rows,
        missing=left_out.missing,
        infinite=left_out.infinite,
        hint=hint,
    )


def need_number(rows: Tidy, role: Literal["x", "y"], question: Question) -> None:
    """Raises Refused, naming columns that would do, when the column is not one of numbers."""
    if rows.sorts[role] != "number":
        column = question.y if role == "y" else question.x
        choices = question.numbers[:8]
        raise Refused("not_a_number", _NEED_NUMBERS, choices, column=column, listed=", ".join(choices) or "–")


def understand(values: pd.Series[Any], kind: str) -> tuple[pd.Series[Any], Sort]:
    """A column as float64, as datetime64 without zone, or as categories (text)."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values) or kind in ("date", "datetime"):
        times = _times(values)
        if times.notna().sum() >= 0.5 * values.notna().sum():
            return times, "time"
    if pd.api.types.is_bool_dtype(values) or kind == "boolean":
        return values.map(str, na_action="ignore"), "category"
    if pd.api.types.is_numeric_dtype(values) or kind in ("integer", "number"):
        return pd.to_numeric(values, errors="coerce").astype("float64"), "number"
    texts = values.astype("object").map(lambda v: str(v).strip(), na_action="ignore")
    return texts.replace("", None), "category"


def _times(values: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(values):
        texts = pd.Series(values.dropna().unique()).astype(str)
        iso = texts.str.replace(_KOREAN_DATE, lambda m: f"{m[1]}-{m[2]}-{m[3]} {m[4] or 0}:{m[5] or 0}", regex=True)
        known = dict(zip(texts, pd.to_datetime(iso, errors="coerce", format="mixed", utc=True), strict=True))
        values = pd.to_datetime(values.astype("object").map(lambda v: known.get(str(v)), na_action="ignore"), utc=True)
    return values.dt.tz_localize(None) if values.dt.tz is not None else values


def plain(value: Any) -> Any:
    """A value as plain JSON: Python numbers, ISO dates, None for what is not a number."""
    import math

    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, float):
        if not math.isfinite(item):
            return None
        return int(item) if item.is_integer() and abs(item) < 2**53 else item
    return item.isoformat() if hasattr(item, "isoformat") else item
