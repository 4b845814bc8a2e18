"""The table while it is being transformed, and the words for what was done to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from storage.profile import Column, Kind
from tools._columns import match_column
from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Language, Text
from tools.dataset._pick import NUMERIC_KINDS, Picked
from tools.dataset._say import code, names
from tools.dataset._values import numbers

if TYPE_CHECKING:
    import pandas as pd

MOST_COLUMNS = 500

_NOT_NUMERIC = Text(
    ko="{column:는} 숫자 열이 아니라서 {what} 수 없어요. 숫자 열: {numeric}",
    en="{column} is not numeric, so it can't be {what}. Numeric columns: {numeric}",
)
_TAKEN = Text(
    ko="{column} 열이 이미 있어요. 다른 이름을 말씀해 주세요.",
    en="There is a column {column} already. Say another name.",
)
_TOO_WIDE = Text(
    ko="{what:가} {columns:,}개라 열이 너무 많아져요(최대 {most}개). 먼저 값을 줄이거나 다른 열을 골라 주세요.",
    en="{what} has {columns:,} values, which would make too many columns (at most {most}). Choose another column or fewer values.",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its fields, to be said in any language; fields that are Said or Text are said in the same."""

    text: Text
    fields: dict[str, Any] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        return self.text.say(language, **{name: _spoken(value, language) for name, value in self.fields.items()})


def _spoken(value: Any, language: Language) -> Any:
    if isinstance(value, Said):
        return value.say(language)
    return value.say(language) if isinstance(value, Text) else value


@dataclass
class Work:
    """The rows and columns so far. `derived` are columns that follow from others and stay out unless they are asked for by name.

    `kinds` says what a column is where that doesn't follow from its values; `notes` are what was left out on the way.
    """

    ctx: ToolContext
    frame: pd.DataFrame
    kinds: dict[str, Kind]
    derived: set[str] = field(default_factory=set)
    notes: list[Said] = field(default_factory=list)

    @property
    def own(self) -> list[str]:
        return [c for c in map(str, self.frame.columns) if c not in self.derived]

    def column(self, name: str) -> str:
        """The column that `name` means. Raises Refused."""
        return match_column(name, list(map(str, self.frame.columns)))

    def columns(self, wanted: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(self.column(name) for name in wanted))

    def kind(self, name: str) -> Kind:
        return self.kinds.get(name) or kind_of(self.frame[name])

    def numeric(self, name: str, what: Text) -> tuple[str, pd.Series[Any]]:
        """A numeric column and its values as floats (missing as NaN). Raises Refused naming those that would work."""
        column = self.column(name)
        read = numbers(self.frame[column])
        if read is None or self.kind(column) in ("date", "datetime"):
            fit = [c for c in self.own if self.kind(c) in NUMERIC_KINDS]
            language = self.ctx.language
            raise Refused("not_numeric", _NOT_NUMERIC, choices=fit, column=code(column), what=what.say(language), numeric=names(fit))
        return column, read.values.astype("float64").reindex(self.frame.index)

    def put(self, name: str, values: Any, kind: Kind | None = None, *, instead_of: str | None = None) -> None:
        """A new column, or new values in place of `instead_of`. Raises Refused where the name is taken."""
        name = name.strip()
        if name in self.frame.columns and name != instead_of and name not in self.derived:
            raise Refused("column_exists", _TAKEN, column=code(name))
        self.frame = self.frame.assign(**{name: values})
        self.derived.discard(name)
        self.kinds.pop(name, None)
        if kind is not None:
            self.kinds[name] = kind

    def note(self, text: Text, **fields: Any) -> None:
        self.notes.append(Said(text, fields))

    def wide(self, count: int, what: str, most: int) -> None:
        if count > most:
            raise Refused("too_many_columns", _TOO_WIDE, what=code(what), columns=count, most=most)

    def looking(self) -> tuple[ToolContext, dict[str, Picked]]:
        """A context whose dataset is the table so far, and its columns, as conditions want them."""
        columns = [Column(c, self.kind(c), 0, 0) for c in map(str, self.frame.columns)]
        dataset = self.ctx.need_dataset()
        profile = replace(dataset.profile, columns=columns, derived=[], rows=len(self.frame))
        return replace(self.ctx, dataset=replace(dataset, profile=profile), where=()), {c.name: Picked(c, "") for c in columns}


def kind_of(series: pd.Series[Any]) -> Kind:
    """What values of such a type are."""
    from pandas.api import types

    dtype: Any = series.dtype
    checks: tuple[tuple[Any, Kind], ...] = (
        (types.is_bool_dtype, "boolean"),
        (types.is_integer_dtype, "integer"),
        (types.is_numeric_dtype, "number"),
        (types.is_datetime64_any_dtype, "datetime"),
    )
    return next((kind for is_such, kind in checks if is_such(dtype)), "text")


def read(ctx: ToolContext) -> Work:
    """The current dataset with its derived columns, its rows numbered from 0."""
    profile = ctx.need_dataset().profile
    frame = ctx.read([c.name for c in profile.all_columns]).reset_index(drop=True)
    return Work(ctx, frame, {c.name: c.kind for c in profile.all_columns}, {c.name for c in profile.derived})


def finished(work: Work) -> pd.DataFrame:
    """The table to be stored: without derived columns nobody asked for; whole numbers with gaps stay whole numbers."""
    frame = work.frame[work.own]
    for name in work.own:
        values: Any = frame[name]
        if work.kinds.get(name) == "integer" and values.dtype.kind == "f":
            present = values.dropna()
            if bool(((present % 1 == 0) & (present.abs() < 2**53)).all()):
                frame = frame.assign(**{name: values.astype("Int64")})
    return frame
