"""Steps about columns: which, how they are called, what they are, and new ones."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from storage.profile import Kind
from tools._errors import Refused
from tools._text import Text
from tools.dataset._calendar import WEEKDAYS
from tools.dataset._kinds import KIND_WORDS
from tools.dataset._pick import DATE_KINDS
from tools.dataset._say import code, names, number, shorten
from tools.dataset._values import dates, levels
from tools.transform import _expression
from tools.transform._rows import NOT_DATE, hits
from tools.transform._steps import Bin, ChangeType, DatePartOf, Derive, Drop, Rename, Select, When
from tools.transform._work import Said, Work

if TYPE_CHECKING:
    import pandas as pd

_SELECTED = Text(ko="{columns} 열만 남기기", en="keep the columns {columns}")
_DROPPED = Text(ko="{columns} 열 빼기", en="leave out the columns {columns}")
_ALL_DROPPED = Text(ko="모든 열을 뺄 수는 없어요. 남길 열을 말씀해 주세요.", en="Not every column can be left out. Say which to keep.")
_RENAMED = Text(ko="열 이름 바꾸기: {pairs}", en="rename: {pairs}")
_NO_NAME = Text(ko="새 열 이름이 비어 있어요. 이름을 말씀해 주세요.", en="The new name is empty. Say a name.")
_TWICE = Text(
    ko="{column} 열이 두 개가 돼요. 서로 다른 이름을 말씀해 주세요.", en="There would be two columns {column}. Say names that differ."
)
_TYPED = Text(ko="{column:를} {type} 열로 바꾸기", en="{column} as {type}")
_UNREADABLE = Text(
    ko="{column}에서 {type:로} 읽을 수 없는 값 {rows:,}개({examples})는 비워 두었어요.",
    en="{rows:,} values of {column} that can't be read as {type} ({examples}) are left empty.",
)
_NOTHING_READ = Text(
    ko="{column:는} 값을 하나도 {type:로} 읽을 수 없어요. 예: {examples}",
    en="No value of {column} can be read as {type}, such as {examples}.",
)
_DERIVED = Text(ko="{name} = {expression} 열 만들기", en="new column {name} = {expression}")
_WHAT = Text(ko="계산에 쓸", en="calculated with")
_UNDEFINED = Text(
    ko="{name}에서 값이 정해지지 않는 {rows:,}행(0으로 나누기, 음수의 로그 등)은 비워 두었어요.",
    en="{rows:,} rows of {name} have no defined value (a division by 0, the log of a negative) and are left empty.",
)
_GAPS = Text(
    ko="계산에 쓴 열이 비어 있는 {rows:,}행은 {name}도 비어 있어요.", en="{name} is missing in {rows:,} rows that lack a value used."
)
_PART = Text(ko="{column}의 {part:로} {name} 열 만들기", en="new column {name}: the {part} of {column}")
_PARTS: dict[str, Text] = {
    "year": Text(ko="연도", en="year"),
    "quarter": Text(ko="분기", en="quarter"),
    "month": Text(ko="월", en="month"),
    "day": Text(ko="일", en="day"),
    "weekday": Text(ko="요일", en="weekday"),
    "hour": Text(ko="시", en="hour"),
    "date": Text(ko="날짜", en="date"),
}
_BINNED = Text(ko="{column:를} {how}으로 나눈 {name} 열 만들기", en="new column {name}: {column} in {how}")
_BY_EDGES, _BY_WIDTH, _BY_QUANTILES = (
    Text(ko="{n}개 구간", en="{n} classes"),
    Text(ko="폭 {width} 구간", en="classes of width {width}"),
    Text(ko="{n}분위 구간", en="{n} classes of about as many rows"),
)
_HOW_TO_BIN = Text(
    ko="구간을 edges(경계), width(폭), quantiles(분위 수) 중 하나로 말씀해 주세요.",
    en="Say the classes by edges, by width or by quantiles, one of them.",
)
_LABELS = Text(ko="구간은 {classes}개인데 이름은 {labels}개예요. 수를 맞춰 주세요.", en="There are {classes} classes but {labels} labels.")
_FEW_VALUES = Text(
    ko="{column}에는 같은 값이 많아 {asked}개가 아니라 {classes}개 구간이 됐어요.",
    en="{column} has so many equal values that there are {classes} classes, not {asked}.",
)
_TOO_MANY = Text(
    ko="구간이 {classes:,}개나 돼요(최대 {most}개). 폭을 더 크게 말씀해 주세요.",
    en="There would be {classes:,} classes (at most {most}). Choose wider ones.",
)
_MOST_CLASSES = 200
_BINS = Text(ko="구간으로 나눌", en="put in classes")
_DECIDED = Text(ko="조건 {n}개로 {name} 열 만들기({cases})", en="new column {name} by {n} conditions ({cases})")
_CASE = Text(ko="{condition} → {value}", en="{condition} → {value}")
_NO_CASE = Text(ko="어느 조건에도 맞지 않는 {rows:,}행은 비워 두었어요.", en="{rows:,} rows fit no condition and are left empty.")
_TRUE = {"true", "1", "1.0", "yes", "y", "예", "네", "참", "o", "있음", "유"}
_FALSE = {"false", "0", "0.0", "no", "n", "아니오", "아니요", "거짓", "x", "없음", "무"}


def select(work: Work, step: Select) -> Said:
    columns = work.columns(step.columns)
    work.frame, work.derived = work.frame[columns], set()
    return Said(_SELECTED, {"columns": names(columns, 12)})


def drop(work: Work, step: Drop) -> Said:
    columns = work.columns(step.columns)
    if not set(work.own) - set(columns):
        raise Refused("no_column_left", _ALL_DROPPED)
    work.frame = work.frame.drop(columns=columns)
    work.derived -= set(columns)
    return Said(_DROPPED, {"columns": names(columns, 12)})


def rename(work: Work, step: Rename) -> Said:
    new = {work.column(old): name.strip() for old, name in step.names.items()}
    if not all(new.values()):
        raise Refused("empty_name", _NO_NAME)
    gone = [c for c in work.derived if c in new.values() and c not in new]
    kept = [c for c in map(str, work.frame.columns) if c not in gone]
    after = [new.get(c, c) for c in kept]
    if twice := next((c for c in after if after.count(c) > 1), None):
        raise Refused("column_exists", _TWICE, column=code(twice))
    work.frame = work.frame[kept].rename(columns=new)
    work.kinds = {new.get(c, c): kind for c, kind in work.kinds.items() if c not in gone}
    work.derived -= {*new, *gone}
    return Said(_RENAMED, {"pairs": ", ".join(f"{code(old)} → {code(name)}" for old, name in new.items())})


def change_type(work: Work, step: ChangeType) -> Said:
    column = work.column(step.column)
    series = work.frame[column]
    values, kind = _AS[step.to](series, work.kind(column))
    lost = series.notna() & values.isna()
    if lost.any():
        examples = ", ".join(f"‘{shorten(str(v), 20)}’" for v in series[lost].drop_duplicates().head(3))
        said: dict[str, Any] = {"column": code(column), "type": KIND_WORDS[step.to], "examples": examples}
        if not values.notna().any():
            raise Refused(
                "bad_type", _NOTHING_READ, column=code(column), type=KIND_WORDS[step.to].say(work.ctx.language), examples=examples
            )
        work.note(_UNREADABLE, rows=int(lost.sum()), **said)
    work.put(column, values, kind, instead_of=column)
    return Said(_TYPED, {"column": code(column), "type": KIND_WORDS[step.to]})


def _number(series: pd.Series[Any], kind: str) -> tuple[pd.Series[Any], Kind]:
    import pandas as pd

    if kind in ("text", "category"):
        series = series.map(lambda v: str(v).strip().replace(",", ""), na_action="ignore")
    read = pd.to_numeric(series, errors="coerce") if kind not in DATE_KINDS else pd.Series(float("nan"), index=series.index)
    return read.astype("float64"), "number"


def _integer(series: pd.Series[Any], kind: str) -> tuple[pd.Series[Any], Kind]:
    """Whole numbers; a number with a fraction is none (rounding is for an expression)."""
    read, _ = _number(series, kind)
    return read.where((read % 1 == 0) & (read.abs() < 2**53)), "integer"


def _text(series: pd.Series[Any], kind: str) -> tuple[pd.Series[Any], Kind]:
    if kind in DATE_KINDS:
        return dates(series).dt.strftime("%Y-%m-%d" if kind == "date" else "%Y-%m-%d %H:%M:%S"), "text"
    return levels(series).map(str).reindex(series.index), "text"


def _date(series: pd.Series[Any], kind: str) -> tuple[pd.Series[Any], Kind]:
    read = dates(levels(series).reindex(series.index) if kind == "text" else levels(series).astype(object).reindex(series.index))
    return read, "datetime"


def _boolean(series: pd.Series[Any], kind: str) -> tuple[pd.Series[Any], Kind]:
    words = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
    return series.map(lambda v: words.get(str(v).strip().casefold()), na_action="ignore").astype("boolean"), "boolean"


_AS = {"integer": _integer, "number": _number, "text": _text, "date": _date, "boolean": _boolean}


def derive(work: Work, step: Derive) -> Said:
    import numpy as np
    import pandas as pd

    read = _expression.read(step.expression, list(map(str, work.frame.columns)), work.column)
    inputs = pd.DataFrame({c: work.numeric(c, _WHAT)[1] for c in read.columns}, index=work.frame.index)
    values = pd.Series(np.broadcast_to(np.asarray(read.value(inputs), dtype="float64"), len(inputs)), index=inputs.index).copy()
    values[~np.isfinite(values)] = np.nan
    gaps = inputs.isna().any(axis=1)
    name = _named(step.name)
    if undefined := int((values.isna() & ~gaps).sum()):
        work.note(_UNDEFINED, name=code(name), rows=undefined)
    if lacking := int((values.isna() & gaps).sum()):
        work.note(_GAPS, name=code(name), rows=lacking)
    whole = read.whole and all(_whole(inputs[c]) for c in read.columns)
    work.put(name, values, "integer" if whole else "number")
    return Said(_DERIVED, {"name": code(name), "expression": shorten(step.expression, 120)})


def _whole(values: pd.Series[Any]) -> bool:
    return bool((values.dropna() % 1 == 0).all())


def _named(name: str) -> str:
    if not name.strip():
        raise Refused("empty_name", _NO_NAME)
    return name.strip()


def date_part(work: Work, step: DatePartOf) -> Said:
    column = work.column(step.column)
    moments = dates(work.frame[column])
    if not moments.notna().any():
        raise Refused("not_date", NOT_DATE, column=code(column))
    name = _named(step.name) if step.name else f"{column}_{work.ctx.say(_PARTS[step.part])}"
    if step.part == "weekday":
        days = dict(enumerate(WEEKDAYS.ko.split()))
        work.put(name, moments.dt.day_of_week.map(days), "text")
    elif step.part == "date":
        work.put(name, moments.dt.normalize(), "date")
    else:
        work.put(name, getattr(moments.dt, step.part).astype("float64"), "integer")
    return Said(_PART, {"column": code(column), "part": _PARTS[step.part], "name": code(name)})


def bins(work: Work, step: Bin) -> Said:
    """Classes [lower, upper): below the first edge and from the last one on are classes as well, if anything is there."""
    import numpy as np
    import pandas as pd

    if sum(v is not None for v in (step.edges, step.width, step.quantiles)) != 1:
        raise Refused("bad_bins", _HOW_TO_BIN)
    column, values = work.numeric(step.column, _BINS)
    present = values.dropna()
    edges, how = _edges(step, present.to_numpy())
    below, above = _empty_ends(step, present.to_numpy(), edges)
    classes = len(edges) + 1 - below - above
    labels = step.labels or _bounds(edges)[below : below + classes]
    how = Said(_BY_EDGES, {"n": classes}) if step.edges is not None else how
    if classes > _MOST_CLASSES:
        raise Refused("too_many_classes", _TOO_MANY, classes=classes, most=_MOST_CLASSES)
    if step.quantiles and classes < step.quantiles:
        work.note(_FEW_VALUES, column=code(column), asked=step.quantiles, classes=classes)
    if len(labels) != classes:
        raise Refused("bad_labels", _LABELS, classes=classes, labels=len(labels))
    found = np.searchsorted(edges, present.to_numpy(), side="right") - below
    name = _named(step.name) if step.name else f"{column}_{'구간' if work.ctx.language == 'ko' else 'class'}"
    work.put(name, pd.Series(np.array(labels, dtype=object)[found], index=present.index).reindex(values.index), "text")
    return Said(_BINNED, {"column": code(column), "how": how, "name": code(name)})


def _empty_ends(step: Bin, values: Any, edges: list[float]) -> tuple[int, int]:
    """1 or 0: whether no value lies below the first edge that was asked for, and from the last one on, such as below 0 of a count.

    A person who gives a name for every class gets every class.
    """
    if step.edges is None or not len(values) or len(edges) < 2 or len(step.labels or ()) == len(edges) + 1:
        return 0, 0
    return int(values.min() >= edges[0]), int(values.max() < edges[-1])


def _edges(step: Bin, values: Any) -> tuple[list[float], Said]:
    import numpy as np

    if step.edges is not None:
        edges = sorted(set(step.edges))
        return edges, Said(_BY_EDGES, {"n": len(edges) + 1})
    if step.quantiles is not None:
        inner = np.quantile(values, np.linspace(0, 1, step.quantiles + 1)[1:-1]) if len(values) else np.array([])
        edges = [float(e) for e in np.unique(inner) if e > values.min()]
        return edges, Said(_BY_QUANTILES, {"n": step.quantiles})
    width = float(step.width or 1)
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    first, last = int(np.floor(low / width)) + 1, int(np.floor(high / width))
    if last - first > _MOST_CLASSES:
        raise Refused("too_many_classes", _TOO_MANY, classes=last - first, most=_MOST_CLASSES)
    return [float(i * width) for i in range(first, last + 1)], Said(_BY_WIDTH, {"width": number(width)})


def _bounds(edges: list[float]) -> list[str]:
    if not edges:
        return ["-"]
    shown = [f"{e:.10g}" for e in edges]
    return [f"<{shown[0]}", *(f"{a}~<{b}" for a, b in itertools.pairwise(shown)), f"≥{shown[-1]}"]


def when(work: Work, step: When) -> Said:
    import pandas as pd

    values = pd.Series([step.otherwise] * len(work.frame), index=work.frame.index, dtype=object)
    open_rows = pd.Series(True, index=work.frame.index)
    told = []
    for case in step.cases:
        fits, said = hits(work, case.conditions)
        values = values.mask(fits & open_rows, case.then)
        open_rows &= ~fits
        told.append(Said(_CASE, {"condition": said, "value": shorten(str(case.then), 30)}))
    if step.otherwise is None and open_rows.any():
        work.note(_NO_CASE, rows=int(open_rows.sum()))
    name = _named(step.name)
    work.put(name, *_one_type(values))
    cases = Said(
        Text("; ".join(f"{{c{i}}}" for i in range(len(told))), "; ".join(f"{{c{i}}}" for i in range(len(told)))),
        {f"c{i}": t for i, t in enumerate(told)},
    )
    return Said(_DECIDED, {"name": code(name), "n": len(told), "cases": cases})


def _one_type(values: pd.Series[Any]) -> tuple[pd.Series[Any], Kind]:
    """The answers of conditions as yes/no, numbers or, when they are mixed, text."""
    present = values.dropna()
    if present.map(lambda v: isinstance(v, bool)).all():
        return values.astype("boolean"), "boolean"
    if present.map(lambda v: isinstance(v, (int, float)) and not isinstance(v, bool)).all():
        return values.astype("float64"), "integer" if (present % 1 == 0).all() else "number"
    return values.map(str, na_action="ignore"), "text"
