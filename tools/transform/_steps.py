"""The steps that make a new dataset of one: what each takes, as a schema that a model or a grammar can fill in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tools._operators import Scalar
from tools._where import Condition

Aggregate = Literal["sum", "mean", "count", "min", "max", "median", "std"]
DatePart = Literal["year", "quarter", "month", "day", "weekday", "hour", "date"]
TimeUnit = Literal["hour", "day", "week", "month", "quarter", "year"]
Type = Literal["integer", "number", "text", "date", "boolean"]


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Filter(_Step):
    """Keep only the rows that meet all conditions."""

    kind: Literal["filter"]
    conditions: list[Condition] = Field(min_length=1, description="All of them must be met")


class Select(_Step):
    """Keep only these columns, in this order."""

    kind: Literal["select"]
    columns: list[str] = Field(min_length=1)


class Drop(_Step):
    """Leave columns out."""

    kind: Literal["drop"]
    columns: list[str] = Field(min_length=1)


class Rename(_Step):
    """Give columns other names."""

    kind: Literal["rename"]
    names: dict[str, str] = Field(min_length=1, description="Name now -> new name")


class ChangeType(_Step):
    """Read a column as another type. What can't be read becomes missing and is counted."""

    kind: Literal["type"]
    column: str
    to: Type


class Derive(_Step):
    """A new numeric column by arithmetic over columns: "사망자수*10 + 중상자수*5"."""

    kind: Literal["derive"]
    name: str = Field(description="Name of the new column")
    expression: str = Field(
        max_length=500,
        description="Numbers, column names (in backticks where they hold spaces or signs), + - * / % ** and parentheses; abs, round, floor, "
        "ceil, sqrt, exp, log, log10, log1p of one value; min, max of several; mean, median, std, sum of a column",
    )


class DatePartOf(_Step):
    """A part of a date as a column."""

    kind: Literal["date_part"]
    column: str
    part: DatePart
    name: str | None = None


class Bin(_Step):
    """Numbers in classes: by `edges`, by `width`, or in `quantiles` classes of about as many rows each. One of the three."""

    kind: Literal["bin"]
    column: str
    edges: list[float] | None = Field(None, min_length=1, description="Ascending; a class holds its lower edge and not its upper one")
    width: float | None = Field(None, gt=0)
    quantiles: int | None = Field(None, ge=2, le=100)
    labels: list[str] | None = Field(None, description="One a class, the lowest first; with n edges there are n + 1 classes")
    name: str | None = None


class Case(BaseModel):
    """A value for the rows that meet all conditions."""

    model_config = ConfigDict(extra="forbid")

    conditions: list[Condition] = Field(min_length=1)
    then: Scalar


class When(_Step):
    """A new column by conditions: the first case that fits gives the value."""

    kind: Literal["when"]
    name: str = Field(description="Name of the new column")
    cases: list[Case] = Field(min_length=1)
    otherwise: Scalar | None = Field(None, description="For rows that fit no case; missing when left out")


class Encode(_Step):
    """Categories as numbers: a yes/no (1/0) column for each value (one_hot), or one column of codes from 0 in order (label)."""

    kind: Literal["encode"]
    columns: list[str] = Field(min_length=1)
    method: Literal["one_hot", "label"] = "one_hot"
    keep: bool = Field(True, description="Whether the original columns stay")


class Scale(_Step):
    """Numbers on a common scale: standard (mean 0, sd 1), min_max (0 to 1) or robust (median 0, interquartile range 1)."""

    kind: Literal["scale"]
    columns: list[str] = Field(min_length=1)
    method: Literal["standard", "min_max", "robust"] = "standard"
    keep: bool = Field(True, description="Whether the original columns stay")


class Log(_Step):
    """The natural logarithm of 1 + value (log1p). Values of -1 and below have none and become missing."""

    kind: Literal["log"]
    columns: list[str] = Field(min_length=1)
    keep: bool = Field(True, description="Whether the original columns stay")


class Pivot(_Step):
    """A table with a row for each value of `rows` and a column for each value of `columns`."""

    kind: Literal["pivot"]
    rows: list[str] = Field(min_length=1)
    columns: str
    values: str | None = Field(None, description="Numeric column to aggregate; leave out to count rows")
    operation: Aggregate = "mean"


class Resample(_Step):
    """One row for each hour, day, week, month, quarter or year, with the number of rows and an aggregate of numeric columns."""

    kind: Literal["resample"]
    unit: TimeUnit
    date: str | None = Field(None, description="Date column; the dataset's own when left out")
    columns: list[str] | None = Field(None, description="Numeric columns; those worth calculating with when left out")
    operation: Aggregate = "sum"


class Deduplicate(_Step):
    """One row of each set of equal ones."""

    kind: Literal["deduplicate"]
    columns: list[str] | None = Field(None, description="Equal in these columns; in all when left out")
    keep: Literal["first", "last"] = "first"


class Sample(_Step):
    """Rows drawn at random without replacement, in their old order. Give `n` or `fraction`."""

    kind: Literal["sample"]
    n: int | None = Field(None, ge=1)
    fraction: float | None = Field(None, gt=0, le=1)
    seed: int = Field(0, ge=0, le=2**32 - 1)


class Sort(_Step):
    """Rows in order of columns; those without a value come last."""

    kind: Literal["sort"]
    columns: list[str] = Field(min_length=1)
    ascending: bool = True


Step = Annotated[
    Filter | Select | Drop | Rename | ChangeType | Derive | DatePartOf | Bin | When | Encode | Scale | Log | Pivot | Resample | Deduplicate
    | Sample | Sort,
    Field(discriminator="kind"),
]  # fmt: skip
