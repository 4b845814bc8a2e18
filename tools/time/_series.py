"""Rows along a date column as a series: one value a day, week, month, quarter or year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Artifact
from tools._text import Text
from tools.dataset._pick import Picked, not_date, not_numeric, pick
from tools.dataset._say import number, plain
from tools.dataset._values import dates, numbers
from tools.time import _words as words

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["day", "week", "month", "quarter", "year"]
Operation = Literal["count", "sum", "mean", "median", "min", "max"]
FREQUENCY: dict[str, str] = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
PER_YEAR: dict[str, float] = {"day": 365.25, "week": 365.25 / 7, "month": 12.0, "quarter": 4.0, "year": 1.0}
MOST = 5000

UNITS = {
    "day": Text(ko="일", en="day"), "week": Text(ko="주", en="week"), "month": Text(ko="달", en="month"), "quarter": Text(ko="분기", en="quarter"),
    "year": Text(ko="해", en="year"),
}  # fmt: skip
OPERATIONS = {
    "count": Text(ko="건수", en="count"), "sum": Text(ko="합계", en="total"), "mean": Text(ko="평균", en="mean"), "median": Text(ko="중앙값", en="median"),
    "min": Text(ko="최솟값", en="minimum"), "max": Text(ko="최댓값", en="maximum"),
}  # fmt: skip
_WHAT = Text(ko="추세", en="trend")
_OF = Text(ko="{value} {operation}", en="{operation} of {value}")
_NO_DATE = Text(
    ko="날짜 열이 보이지 않아요. 날짜는 2024-03-01처럼 적혀 있어야 해요. 날짜 열이 있다면 이름을 알려 주세요.",
    en="I see no date column. Dates such as 2024-03-01 are needed; if there is a date column, name it.",
)
_NOTHING = Text(ko="{column}에 쓸 수 있는 날짜가 없어요.", en="{column} holds no usable date.")
_TOO_MANY = Text(
    ko="{unit} 단위로는 {n}칸이나 되어 볼 수 없어요({most}까지). 더 큰 단위(예: 달)로 물어봐 주세요.",
    en="That is {n} {unit}s, too many (up to {most}). Ask by a larger unit, such as month.",
)
_PARTIAL = Text(
    ko="기간이 다 차지 않은 {periods}은 뺐어요.",
    en="{periods}, which the data covers only in part, was left out.",
)
_UNREAD = Text(ko="날짜나 값이 없는 {missing}행은 뺐어요.", en="{missing} rows without a date or value were left out.")


@dataclass(slots=True)
class Series:
    """`values`: floats by period (a PeriodIndex without gaps), NaN where a period has no row and the operation needs one.

    `n` rows used, `missing` without date or value, `partial` the first or last period that the data covers only in part.
    """

    column: str
    value: str | None
    operation: Operation
    unit: Unit
    values: pd.Series[Any]
    counts: pd.Series[Any]
    n: int
    missing: int
    partial: list[str]
    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def additive(self) -> bool:
        return self.operation in ("count", "sum")

    def name(self, ctx: ToolContext) -> str:
        """건수; ECLO 평균"""
        word = ctx.say(OPERATIONS[self.operation])
        return word if self.value is None else ctx.say(_OF, value=self.value, operation=word)

    def facts(self) -> dict[str, Any]:
        return {
            "column": self.column, "value": self.value, "operation": self.operation, "unit": self.unit, "n": self.n, "missing": self.missing,
            "periods": len(self.values), "partial_left_out": self.partial, "first": label(self.values.index[0], self.unit),
            "last": label(self.values.index[-1], self.unit),
        }  # fmt: skip

    def notes(self, ctx: ToolContext) -> list[str]:
        said = [ctx.say(_PARTIAL, periods=", ".join(self.partial))] if self.partial else []
        return said + ([ctx.say(_UNREAD, missing=number(self.missing))] if self.missing else [])


def label(period: Any, unit: str) -> str:
    """2018-03-01, 2018-03, 2018Q1, 2018; a week by its first day."""
    return str(period.start_time.date()) if unit in ("day", "week") else str(period)


def date_column(ctx: ToolContext, asked: str | None) -> Picked:
    """The date column that was named, or the dataset's own. Raises Refused."""
    name = asked or ctx.need_dataset().profile.roles.date
    if name is None:
        raise Refused("no_date", _NO_DATE)
    return pick(ctx, name)


def read_moments(ctx: ToolContext, picked: Picked, value: Picked | None) -> tuple[pd.Series[Any], pd.Series[Any] | None, int]:
    """(dates, numbers beside them, rows without). Raises Refused for a column that holds none."""
    frame = ctx.frame(list(dict.fromkeys([picked.name, *([value.name] if value else [])]))).reset_index(drop=True)
    moments = dates(frame[picked.name])
    if not moments.notna().any():
        raise not_date(ctx, picked.name) if frame[picked.name].notna().any() else Refused("no_date", _NOTHING, column=picked.shown)
    kept = moments.notna()
    if value is None:
        return moments[kept], None, int((~kept).sum())
    found = numbers(frame[value.name])
    if found is None:
        raise not_numeric(ctx, value.name, _WHAT)
    kept &= frame.index.isin(found.values.index)
    return moments[kept], found.values.loc[kept[kept].index].astype("float64"), int((~kept).sum())


def read_series(
    ctx: ToolContext,
    picked: Picked,
    value: Picked | None,
    operation: Operation | None,
    unit: Unit | None,
    choose: Any,
    *,
    whole: bool = True,
) -> Series:
    """The series of a unit, or of the one that `choose(days)` gives for the span of the data. Raises Refused.

    Periods without rows count 0 for counts and sums. With `whole` the first and last periods are left out where the data covers them in part.
    """
    moments, numeric, missing = read_moments(ctx, picked, value)
    made: Operation = "count" if value is None else operation or "mean"
    first, last = moments.min(), moments.max()
    used: Unit = unit or choose((last - first).days + 1)
    values, counts = _by_period(ctx, moments, numeric, made, used)
    partial = _partial(moments, values.index, used) if whole else []
    kept = [p not in partial for p in values.index]
    return Series(
        column=picked.name, value=value.name if value else None, operation=made, unit=used, values=values[kept], counts=counts[kept],
        n=int(counts[kept].sum()), missing=missing, partial=[label(p, used) for p in partial], first=first, last=last,
    )  # fmt: skip


def _by_period(
    ctx: ToolContext, moments: pd.Series[Any], numeric: pd.Series[Any] | None, operation: Operation, unit: Unit
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """(values, rows) of every period from the first to the last. Raises Refused where there are too many of them."""
    import pandas as pd

    frequency = FREQUENCY[unit]
    full = pd.period_range(moments.min().to_period(frequency), moments.max().to_period(frequency), freq=frequency)
    if len(full) > MOST * 4:
        raise Refused("too_many_periods", _TOO_MANY, unit=ctx.say(UNITS[unit]), n=number(len(full)), most=number(MOST * 4))
    codes = pd.Series(moments.dt.to_period(frequency).astype("int64").to_numpy() - full[0].ordinal)
    counts = codes.value_counts().reindex(range(len(full)), fill_value=0)
    values = counts.astype("float64")
    if numeric is not None:
        grouped = pd.Series(numeric.to_numpy()).groupby(codes.to_numpy())
        values = getattr(grouped, operation)().reindex(range(len(full))).astype("float64")
        values = values.fillna(0.0) if operation == "sum" else values
    values.index, counts.index = full, full
    return values, counts


def _partial(moments: pd.Series[Any], full: Any, unit: str) -> list[Any]:
    """The first and the last period where the data begins late or ends early in it: by more than a day and three usual gaps."""
    import pandas as pd

    if unit == "day" or len(full) < 3:
        return []
    days = moments.dt.normalize().drop_duplicates()
    slack = max(pd.Timedelta(days=1), 3 * (days.max() - days.min()) / max(1, len(days) - 1))
    late = days.min() - full[0].start_time > slack
    early = full[-1].end_time.normalize() - days.max() > slack
    return [p for p, yes in ((full[0], late), (full[-1], early)) if yes]


def rows_of(series: Series) -> list[dict[str, Any]]:
    """The exact values, a row a period."""
    return [
        {"period": label(p, series.unit), "value": plain(float(v)), "n": int(n)}
        for p, v, n in zip(series.values.index, series.values, series.counts, strict=True)
    ]


def rounded(value: float | None) -> float | None:
    """As a table shows it."""
    return None if value is None else round(value, 4)


def source_of(ctx: ToolContext, series: Series) -> str:
    """The line below a picture: the dataset, and how many rows."""
    return ctx.say(words.SOURCE, source=ctx.source, n=number(series.n))


def picture_of(name: str, png: bytes, title: str, said: str) -> Artifact:
    return Artifact(f"{name}.png", "image/png", f"{title}. {said}"[:1900], png)


__all__ = ["Operation", "Series", "Unit", "date_column", "label", "picture_of", "read_series", "rounded", "rows_of", "source_of"]
