"""From columns to samples: numbers by group, pairs of numbers, counts of two categories; and what was left out on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools._context import ToolContext
from tools._errors import Refused
from tools._text import Text
from tools.dataset._calendar import calendar_of
from tools.dataset._pick import Picked, not_numeric
from tools.dataset._say import code, number, shorten
from tools.dataset._values import levels, numbers

if TYPE_CHECKING:
    import pandas as pd

    from tools.statistics._means import Sample

LEAST = 3
MOST_GROUPS = 50

GroupNames = Sequence[str] | Mapping[str, Sequence[str | int | float]] | None

_WHAT = Text(ko="평균이나 순위의 검정 결과", en="mean or ranks to test")
_TOO_MANY = Text(
    ko="{column}에는 값이 {count}가지나 있어서 집단으로 나눌 수 없어요. 비교할 값을 골라 주세요. 예: {some}",
    en="{column} has {count} different values, too many for groups. Name the ones to compare, e.g. {some}",
)
_ONE_GROUP = Text(
    ko="비교하려면 값이 {least}건 이상인 집단이 둘 이상 있어야 하는데, {column}에는 {count}개뿐이에요. 다른 열로 나누거나 조건을 풀어 주세요.",
    en="A comparison needs two groups of {least} rows or more; {column} has {count}. Group by another column, or use fewer conditions.",
)
_NO_SUCH = Text(ko="{column}에는 ‘{name}’ 값이 없어요. 있는 값: {some}", en="{column} has no value “{name}”. It has {some}")
_OVERLAP = Text(
    ko="{value:가} 두 집단에 다 들어 있어요. 겹치지 않게 골라 주세요.",
    en="{value} would be in both groups. Choose groups that do not overlap.",
)
_TOO_FEW = Text(
    ko="{column}에 쓸 수 있는 값이 {n}건뿐이에요. 적어도 {least}건은 있어야 해요.",
    en="{column} has only {n} usable values; at least {least} are needed.",
)
_CONSTANT = Text(
    ko="{column} 값이 모두 {value:로} 같아서 검정할 것이 없어요. 값이 변하는 열을 골라 주세요.",
    en="Every value of {column} is {value}, so there is nothing to test. Choose a column that varies.",
)
REST = Text(ko="그 외", en="all others")


@dataclass(slots=True)
class Groups:
    """Samples by group. `small` names groups that were too small to use, with their sizes; `members` the values behind a made-up group."""

    names: list[str]
    samples: list[Sample]
    missing: int
    infinite: int
    small: dict[str, int] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    other: int = 0

    @property
    def n(self) -> int:
        return sum(len(s) for s in self.samples)


def sample_of(ctx: ToolContext, picked: Picked, what: Text = _WHAT) -> tuple[Sample, int, int]:
    """The numbers of a column, how many were missing, how many infinite. Raises Refused for text, too few, or a constant."""
    series = ctx.frame([picked.name])[picked.name].reset_index(drop=True)
    found = numbers(series)
    if found is None or picked.column.kind == "boolean":
        raise not_numeric(ctx, picked.name, what)
    values = found.values.to_numpy(dtype="float64")
    enough(picked, values)
    return values, found.missing, found.infinite


def enough(picked: Picked, values: Sample, least: int = LEAST) -> None:
    if len(values) < least:
        raise Refused("too_few_values", _TOO_FEW, column=picked.shown, n=number(len(values)), least=least)
    if values.min() == values.max():
        raise Refused("constant", _CONSTANT, column=picked.shown, value=number(float(values[0])))


def pairs_of(ctx: ToolContext, first: Picked, second: Picked, what: Text = _WHAT) -> tuple[Sample, Sample, int, int]:
    """Two numeric columns over the rows where both have a value, the rows without, and those with an infinite one."""
    frame = ctx.frame([first.name, second.name]).reset_index(drop=True)
    columns = []
    infinite: set[int] = set()
    for picked in (first, second):
        found = numbers(frame[picked.name])
        if found is None:
            raise not_numeric(ctx, picked.name, what)
        columns.append(found.values)
        if found.infinite:
            infinite |= set(frame.index[frame[picked.name].notna()].difference(found.values.index))
    both = columns[0].index.intersection(columns[1].index)
    x, y = (c.loc[both].to_numpy(dtype="float64") for c in columns)
    enough(first, x)
    enough(second, y)
    return x, y, len(frame) - len(both) - len(infinite), len(infinite)


def labels_of(series: pd.Series[Any]) -> pd.Series[Any]:
    """The present values of a grouping column as text; whole floats as integers."""
    return levels(series).map(str)


def groups_of(ctx: ToolContext, measure: Picked, by: Picked, wanted: GroupNames, what: Text = _WHAT) -> Groups:
    """A numeric column by the values of another. Raises Refused where there are no two groups to compare."""
    import numpy as np

    frame = ctx.frame(list(dict.fromkeys([measure.name, by.name]))).reset_index(drop=True)
    found = numbers(frame[measure.name])
    if found is None:
        raise not_numeric(ctx, measure.name, what)
    labels = labels_of(frame[by.name])
    labels = labels.loc[labels.index.intersection(found.values.index)]
    values = found.values.loc[labels.index].to_numpy(dtype="float64")
    assigned, members = assign(ctx, by, labels, wanted)
    codes, names = assigned.factorize()
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
    by_name = {str(name): values[order[bounds[i] : bounds[i + 1]]] for i, name in enumerate(names)}
    ranked = [name for name in in_order(by, list(by_name), members) if name in by_name]
    kept = [name for name in ranked if len(by_name[name]) >= LEAST]
    if len(kept) < 2:
        raise Refused("one_group", _ONE_GROUP, column=by.shown, count=len(kept), least=LEAST)
    used = np.concatenate([by_name[name] for name in kept])
    enough(measure, used)
    return Groups(
        names=kept,
        samples=[by_name[name] for name in kept],
        missing=len(frame) - len(labels) - found.infinite,
        infinite=found.infinite,
        small={name: len(by_name[name]) for name in ranked if name not in kept},
        members={name: values for name, values in members.items() if values != [name]},
        other=int((codes < 0).sum()),
    )


def in_order(by: Picked, names: list[str], members: Mapping[str, list[str]] | None = None) -> list[str]:
    """Groups that were named in that order; weekdays and the like in theirs; numbers by size; else by name."""
    if members:
        return list(members)
    calendar = calendar_of(by.name, names)
    if calendar is not None:
        return sorted(names, key=calendar.rank)
    if all(_is_number(name) for name in names):
        return sorted(names, key=float)
    return sorted(names)


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def assign(ctx: ToolContext, by: Picked, labels: pd.Series[Any], wanted: GroupNames) -> tuple[pd.Series[Any], dict[str, list[str]]]:
    """Each label's group (None: in none), and the values that named groups are made of.

    A name stands for the value of that name, else for all values that hold it ("수성구"); a single name is compared with all others.
    """
    distinct = sorted(labels.unique(), key=str)
    if not wanted:
        if len(distinct) > MOST_GROUPS:
            common = labels.value_counts().index[:2]
            some = ", ".join(shorten(str(v), 30) for v in common)
            raise Refused(
                "too_many_groups", _TOO_MANY, choices=[str(v) for v in common], column=by.shown, count=number(len(distinct)), some=some
            )
        return labels, {}
    asked = wanted if isinstance(wanted, Mapping) else {name: [name] for name in wanted}
    members = {str(name): [v for value in values for v in _meant(by, str(value), distinct)] for name, values in asked.items()}
    if len(members) == 1:
        only = next(iter(members.values()))
        members[ctx.say(REST)] = [v for v in distinct if v not in only]
    group_of: dict[str, str] = {}
    for name, values in members.items():
        for value in values:
            if group_of.setdefault(value, name) != name:
                raise Refused("groups_overlap", _OVERLAP, value=shorten(value, 40))
    return labels.map(group_of), members


def _meant(by: Picked, value: str, distinct: Sequence[str]) -> list[str]:
    from tools._columns import normalise

    value = value.removesuffix(".0") if _is_number(value) else value
    same = [v for v in distinct if v == value] or [v for v in distinct if normalise(v) == normalise(value)]
    found = same or ([v for v in distinct if normalise(value) in normalise(v)] if not _is_number(value) else [])
    if not found:
        from rapidfuzz import fuzz, process

        near = [match for match, _, _ in process.extract(value, distinct, scorer=fuzz.ratio, limit=5)]
        raise Refused("unknown_group", _NO_SUCH, choices=near, column=code(by.name), name=shorten(value, 40), some=", ".join(near))
    return found
