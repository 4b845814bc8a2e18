"""From columns to what a model takes: numbers as floats, categories as codes, complete rows only, and what was left out on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import Refused
from tools.dataset._calendar import calendar_of
from tools.dataset._pick import DATE_KINDS, NUMERIC_KINDS, Picked, is_identifier, numeric_columns, pick
from tools.dataset._say import code, names, number, plain, shorten
from tools.dataset._values import numbers, whole
from tools.models import _words as words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Task = Literal["number", "yes_no", "classes"]
MOST_FEATURES = 40
MOST_CLASSES = 10
_AUTO_LEVELS = 32  # a category with more different values is no feature unless it is named
_COMPARED = re.compile(r"^\s*(>=|<=|==|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*$")


@dataclass(slots=True)
class Levels:
    """A column of categories: a code a row, -1 where there is no value."""

    codes: NDArray[Any]
    names: list[str]


@dataclass(slots=True)
class Target:
    """`y`: floats; 0/1 for "yes_no" (`event` says what 1 is); class codes for "classes". NaN where there is no value."""

    name: str
    task: Task
    y: NDArray[Any]
    event: str = ""  # an operator of words.EVENT and a value
    assumed: bool = False  # was the event not named, but taken from the column being a count?
    classes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Data:
    """Columns over the complete rows: floats, or Levels. `rows` is what there was, `missing` what lacked a value, `complete` before sampling."""

    columns: dict[str, NDArray[Any] | Levels]
    target: Target | None
    rows: int
    missing: int
    complete: int
    index: NDArray[Any]
    skipped: dict[str, list[str]] = field(default_factory=dict)  # reason -> columns that were not taken by themselves
    missing_by: dict[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.index)


def codes_of(series: pd.Series[Any]) -> Levels:
    import pandas as pd

    codes, distinct = pd.factorize(series)
    values = whole(pd.Series(distinct)) if len(distinct) else distinct
    return Levels(codes, [str(plain(v)) for v in values])


def as_levels(column: Column, kind: str) -> bool:
    """Is it to be taken as categories? Months, weekdays and hours as well where a straight line through them would make no sense."""
    if column.kind not in NUMERIC_KINDS:
        return column.kind != "boolean"
    if column.kind != "integer" or kind in ("tree", "forest", "kmeans", "pca") or not 2 <= column.unique <= 31:
        return False
    low, high = int(float(column.minimum or 0)), int(float(column.maximum or 0))
    calendar = calendar_of(column.name, range(low, max(high, low + 1) + 1)) if high - low <= 31 else None
    return calendar is not None and calendar.kind in ("month", "hour", "weekday")


def chosen_features(ctx: ToolContext, asked: list[str] | None, target: str | None, kind: str) -> tuple[list[Picked], dict[str, list[str]]]:
    """The columns a model is to learn from, and those that were left out by reason. Raises Refused for one that can't be used."""
    profile = ctx.need_dataset().profile
    if asked:
        picks = {p.name: p for p in (pick(ctx, c) for c in asked)}
        picks.pop(target or "", None)
        for picked in picks.values():
            _usable(ctx, picked, kind)
        if not picks:
            raise Refused("no_features", words.NO_FEATURES, columns=names([c for c in numeric_columns(ctx) if c != target]) or "-")
        return list(picks.values())[:MOST_FEATURES], {}
    skipped: dict[str, list[str]] = {}
    kept: list[Picked] = []
    for column in profile.all_columns:
        if column.name == target:
            continue
        reason = _reason(column, profile.rows, kind)
        if reason:
            skipped.setdefault(reason, []).append(column.name)
        else:
            kept.append(Picked(column, ""))
    if not kept:
        raise Refused("no_features", words.NO_FEATURES, columns=names([c for c in numeric_columns(ctx) if c != target]) or "-")
    skipped |= {"too_many": [p.name for p in kept[MOST_FEATURES:]]} if len(kept) > MOST_FEATURES else {}
    return kept[:MOST_FEATURES], skipped


def _reason(column: Column, rows: int, kind: str) -> str:  # noqa: PLR0911 - a reason a line
    """Why a column is no feature by itself; "" for one that is."""
    if column.unique < 2:
        return "constant"
    if column.kind in DATE_KINDS:
        return "date"
    if rows and column.missing > 0.5 * rows:
        return "mostly_missing"
    if is_identifier(column, rows):
        return "identifier"
    if column.kind in NUMERIC_KINDS:
        return ""
    if kind in ("kmeans", "pca"):
        return "" if column.kind == "boolean" else "category"
    return "many_values" if column.unique > _AUTO_LEVELS else ""


def _usable(ctx: ToolContext, picked: Picked, kind: str) -> None:
    column, rows = picked.column, ctx.need_dataset().profile.rows
    numeric = names([c for c in numeric_columns(ctx) if c != picked.name])
    if column.kind in DATE_KINDS:
        raise Refused("date_feature", words.DATE_FEATURE, column=picked.shown)
    if kind in ("kmeans", "pca") and column.kind not in (*NUMERIC_KINDS, "boolean"):
        raise Refused("not_numeric", words.NUMBERS_ONLY, column=picked.shown, model=ctx.say(words.KINDS[kind]), numeric=numeric or "-")
    if column.unique < 2:
        raise Refused("constant", words.CONSTANT_FEATURE, column=picked.shown)
    if is_identifier(column, rows) and rows >= 1000:
        raise Refused("identifier", words.IDENTIFIER, column=picked.shown, n=number(column.unique))
    if column.kind in ("text", "category") and rows > 20 and column.unique > 0.5 * (rows - column.missing):
        raise Refused("identifier", words.IDENTIFIER, column=picked.shown, n=number(column.unique))


def read(ctx: ToolContext, picks: list[Picked], target: Picked | None, kind: str, positive: Any, limit: int, seed: int) -> Data:
    """Only the columns named, rows complete in all of them, a random `limit` of them where there are more. Raises Refused."""
    import numpy as np

    wanted = [p.name for p in picks] + ([target.name] if target else [])
    frame = ctx.frame(list(dict.fromkeys(wanted)))
    columns: dict[str, NDArray[Any] | Levels] = {}
    whole_rows = np.ones(len(frame), dtype=bool)
    missing_by: dict[str, int] = {}
    made = read_target(ctx, target, frame[target.name], kind, positive) if target else None
    if made is not None:
        whole_rows &= ~np.isnan(made.y)
        missing_by[made.name] = int(np.isnan(made.y).sum())
    for picked in picks:
        column = _column(frame[picked.name], as_levels(picked.column, kind))
        gone = column.codes < 0 if isinstance(column, Levels) else np.isnan(column)
        missing_by[picked.name] = int(gone.sum())
        whole_rows &= ~gone
        columns[picked.name] = column
    kept = np.flatnonzero(whole_rows)
    complete = len(kept)
    if complete > limit:
        kept = np.sort(np.random.default_rng(seed).choice(kept, limit, replace=False))
    columns = {name: Levels(c.codes[kept], c.names) if isinstance(c, Levels) else c[kept] for name, c in columns.items()}
    if made is not None:
        made.y = made.y[kept]
    index = frame.index.to_numpy()[kept]
    return Data(columns, made, len(frame), len(frame) - complete, complete, index, {}, {k: v for k, v in missing_by.items() if v})


def _column(series: pd.Series[Any], levels: bool) -> NDArray[Any] | Levels:
    """Floats with NaN where there is no finite number, or Levels where it is to be or holds no numbers."""
    import numpy as np

    if levels:
        return codes_of(series)
    found = numbers(series)
    if found is None:
        return codes_of(series)
    values = np.full(len(series), np.nan)
    present = series.notna().to_numpy()
    raw = series.to_numpy(dtype="float64", na_value=np.nan) if found.n + found.infinite else values
    values[present] = raw[present]
    values[~np.isfinite(values)] = np.nan
    return values


def read_target(ctx: ToolContext, picked: Picked, series: pd.Series[Any], kind: str, positive: Any) -> Target:
    """What is to be predicted, as the kind of model needs it. Raises Refused saying which model or target would work."""
    import numpy as np

    column = _column(series, False)
    numeric = isinstance(column, np.ndarray)
    values = column if isinstance(column, np.ndarray) else np.where(column.codes < 0, np.nan, column.codes.astype(float))
    present = values[~np.isnan(values)]
    if len(present) and present.min() == present.max():
        raise Refused("constant", words.CONSTANT_TARGET, column=picked.shown)
    distinct = len(np.unique(present))
    if kind in ("linear", "ridge"):
        if not numeric or picked.column.kind == "boolean":
            raise Refused(
                "not_numeric",
                words.TEXT_TARGET,
                choices=["logistic", "tree"],
                column=picked.shown,
                numeric=names(numeric_columns(ctx)) or "-",
            )
        return Target(picked.name, "number", values)
    if positive is not None:
        return _yes_no(picked, column, values, positive)
    if isinstance(column, np.ndarray):
        if distinct == 2:
            high = float(present.max())
            return Target(picked.name, "yes_no", np.where(np.isnan(values), np.nan, values == high), f"= {number(high)}")
        if kind == "logistic":
            if present.min() != 0:
                raise Refused(
                    "needs_event", words.NEEDS_EVENT, column=picked.shown, example=f">= {number(float(np.quantile(present, 0.9)))}"
                )
            counted = picked.column.kind == "integer"
            return Target(
                picked.name, "yes_no", np.where(np.isnan(values), np.nan, values > 0), ">= 1" if counted else "> 0", assumed=counted
            )
        return Target(picked.name, "number", values)
    return _category_target(picked, column, values, kind)


def _category_target(picked: Picked, column: Levels, values: NDArray[Any], kind: str) -> Target:
    """Of two values the rarer is the event; several are classes, for a tree or a forest. Raises Refused."""
    import numpy as np

    counts = np.bincount(column.codes[column.codes >= 0])
    distinct = int((counts > 0).sum())
    if distinct == 2:
        rarer = int(counts.argmin())
        return _yes_no(picked, column, values, column.names[rarer])
    common = [column.names[i] for i in np.argsort(-counts)]
    if kind == "logistic":
        some = [shorten(v, 30) for v in common[:8]]
        raise Refused("needs_event", words.NEEDS_LEVEL, choices=common[:8], column=picked.shown, n=distinct, levels=", ".join(some))
    if distinct > MOST_CLASSES:
        raise Refused("too_many_classes", words.MANY_CLASSES, choices=common[:8], column=picked.shown, n=number(distinct), most=MOST_CLASSES, level=shorten(common[0], 30))  # fmt: skip
    return Target(picked.name, "classes", values, classes=column.names)


def _yes_no(picked: Picked, column: NDArray[Any] | Levels, values: NDArray[Any], positive: Any) -> Target:
    """1 where the value is `positive`, or meets it (">= 10"). Raises Refused where it never does, or always."""
    import numpy as np

    from tools._columns import normalise

    gone = np.isnan(values)
    if isinstance(column, Levels):
        wanted = str(positive)
        own = [i for i, n in enumerate(column.names) if n == wanted] or [
            i for i, n in enumerate(column.names) if normalise(n) == normalise(wanted)
        ]
        hit, event = np.isin(column.codes, own), f"= {column.names[own[0]]}" if own else wanted
    else:
        found = _COMPARED.match(str(positive))
        try:
            operator, limit = (found[1], float(found[2])) if found else ("==", float(positive))
        except ValueError:
            operator, limit = "==", float("nan")
        compare = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal, "!=": np.not_equal}.get(operator, np.equal)
        hit, event = compare(values, limit), _event(operator, limit, whole=picked.column.kind == "integer")
    share = float(hit[~gone].mean()) if (~gone).any() else 0.0
    if share in (0.0, 1.0):
        listed = ", ".join(shorten(n, 30) for n in column.names[:8]) if isinstance(column, Levels) else "> 0, >= 10"
        raise Refused("no_such_event", words.NO_EVENT, column=picked.shown, event=shorten(str(positive), 40), some=listed)
    return Target(picked.name, "yes_no", np.where(gone, np.nan, hit.astype(float)), event)


def _event(operator: str, limit: float, *, whole: bool) -> str:
    """As people say it: of whole numbers, more than 0 is 1 or more."""
    if whole and operator in (">", "<") and limit == int(limit):
        operator, limit = (">=", limit + 1) if operator == ">" else ("<=", limit - 1)
    return f"{ {'==': '='}.get(operator, operator) } {number(limit)}"


def subset(data: Data, keep: list[str]) -> Data:
    """The same rows with only these columns."""
    return Data(
        {k: data.columns[k] for k in keep}, data.target, data.rows, data.missing, data.complete, data.index, data.skipped, data.missing_by
    )


__all__ = ["Data", "Levels", "Target", "as_levels", "chosen_features", "code", "codes_of", "read", "subset"]
