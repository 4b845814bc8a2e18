"""Steps that make columns ready for a model: encode, scale, log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tools._errors import Refused
from tools._text import Text
from tools.dataset._calendar import calendar_of
from tools.dataset._say import code, names, number
from tools.dataset._values import levels
from tools.transform._steps import Encode, Log, Scale
from tools.transform._work import MOST_COLUMNS, Said, Work

if TYPE_CHECKING:
    import pandas as pd

MOST_LEVELS = 50

_ONE_HOT = Text(ko="{columns:를} 값마다 0/1 열로(원-핫)", en="one-hot encode {columns}")
_LABEL = Text(ko="{columns:를} 0부터 번호로(라벨)", en="label-encode {columns}")
_CODES = Text(ko="{column} 번호: {codes}", en="Codes of {column}: {codes}")
_GAPS = Text(ko="{column:가} 비어 있는 {rows:,}행은 0/1 열이 모두 0이에요.", en="{rows:,} rows without {column} have 0 in all its columns.")
_SCALED = Text(ko="{columns} {method}", en="{method} of {columns}")
_METHODS = {
    "standard": (Text(ko="표준화(평균 0, 표준편차 1)", en="standardisation (mean 0, sd 1)"), "standard"),
    "min_max": (Text(ko="최소-최대 정규화(0~1)", en="min-max scaling (0 to 1)"), "minmax"),
    "robust": (Text(ko="로버스트 스케일(중앙값 0, IQR 1)", en="robust scaling (median 0, IQR 1)"), "robust"),
}
_CENTRED = Text(ko="{column}: {centre:를} 빼고 {spread:로} 나눴어요.", en="{column}: minus {centre}, divided by {spread}.")
_CONSTANT = Text(
    ko="{column:는} 퍼진 정도가 0이라 스케일을 맞출 수 없어요. 다른 방법이나 다른 열을 골라 주세요.",
    en="{column} has no spread to scale by. Choose another method or column.",
)
_LOGGED = Text(ko="{columns} 로그 변환(log1p)", en="log1p of {columns}")
_NO_LOG = Text(
    ko="{column:가} -1 이하인 {rows:,}행은 로그가 없어 비워 두었어요.",
    en="{rows:,} rows with {column} of -1 or less have no log and are left empty.",
)
_WHAT = Text(ko="변환할", en="transformed")


def encode(work: Work, step: Encode) -> Said:
    columns = work.columns(step.columns)
    for column in columns:
        present = levels(work.frame[column])
        distinct = _in_order(column, present.drop_duplicates().tolist())
        work.wide(len(distinct), column, MOST_LEVELS if step.method == "one_hot" else 100_000)
        if step.method == "label":
            _labelled(work, column, distinct)
        else:
            work.wide(len(work.frame.columns) + len(distinct), column, MOST_COLUMNS)
            aligned = present.reindex(work.frame.index) if work.frame[column].isna().any() else present
            for value in distinct:
                work.put(f"{column}_{value}", (aligned == value).fillna(value=False).astype("int64"), "integer")
            if gaps := len(work.frame) - len(present):
                work.note(_GAPS, column=code(column), rows=gaps)
        _leave(work, column, keep=step.keep)
    return Said(_ONE_HOT if step.method == "one_hot" else _LABEL, {"columns": names(columns)})


def _labelled(work: Work, column: str, distinct: list[Any]) -> None:
    codes = {value: float(i) for i, value in enumerate(distinct)}
    suffix = "번호" if work.ctx.language == "ko" else "code"
    work.put(f"{column}_{suffix}", levels(work.frame[column]).map(codes).reindex(work.frame.index), "integer")
    shown = ", ".join(f"{value}={i}" for i, value in enumerate(distinct[:10])) + (", …" if len(distinct) > 10 else "")
    work.note(_CODES, column=code(column), codes=shown)


def _in_order(name: str, values: list[Any]) -> list[Any]:
    calendar = calendar_of(name, values)
    return sorted(
        values, key=calendar.rank if calendar else lambda v: (isinstance(v, str), v) if isinstance(v, (str, int, float)) else (True, str(v))
    )


def _leave(work: Work, column: str, *, keep: bool) -> None:
    if not keep:
        work.frame = work.frame.drop(columns=[column])
        work.derived.discard(column)


def _standard(values: pd.Series[Any]) -> tuple[float, float]:
    """Mean and population standard deviation (ddof=0), as scikit-learn's StandardScaler has them."""
    return float(values.mean()), float(values.std(ddof=0))


def _min_max(values: pd.Series[Any]) -> tuple[float, float]:
    return float(values.min()), float(values.max() - values.min())


def _robust(values: pd.Series[Any]) -> tuple[float, float]:
    return float(values.median()), float(values.quantile(0.75) - values.quantile(0.25))


SCALES: dict[str, Callable[[Any], tuple[float, float]]] = {"standard": _standard, "min_max": _min_max, "robust": _robust}
"""Method -> (what is taken off, what it is divided by) of the present values."""


def scale(work: Work, step: Scale) -> Said:
    method, suffix = _METHODS[step.method]
    columns = work.columns(step.columns)
    for asked in columns:
        column, values = work.numeric(asked, _WHAT)
        centre, spread = SCALES[step.method](values)
        if not spread > 0:
            raise Refused("no_spread", _CONSTANT, column=code(column))
        work.note(_CENTRED, column=code(column), centre=number(centre), spread=number(spread))
        _put(work, column, (values - centre) / spread, suffix, keep=step.keep)
    return Said(_SCALED, {"columns": names(columns), "method": method})


def log(work: Work, step: Log) -> Said:
    import numpy as np

    columns = work.columns(step.columns)
    for asked in columns:
        column, values = work.numeric(asked, _WHAT)
        if undefined := int((values <= -1).sum()):
            work.note(_NO_LOG, column=code(column), rows=undefined)
        _put(work, column, np.log1p(values.where(values > -1)), "log1p", keep=step.keep)
    return Said(_LOGGED, {"columns": names(columns)})


def _put(work: Work, column: str, values: pd.Series[Any], suffix: str, *, keep: bool) -> None:
    if keep:
        work.put(f"{column}_{suffix}", values, "number")
    else:
        work.put(column, values, "number", instead_of=column)
