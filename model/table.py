"""Any accident table -> the eleven features: headers in Korean or English, in any order, with what follows from what.

`read_features` is used both for training and for predicting a table, so the model meets a table as it was trained on one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.features import FEATURES, INPUT_NAMES, INPUTS, NAMES, Feature, time_period_of, weekday_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

Resolver = Callable[[str, str], str | None]  # (feature, text of a cell) -> level, None where it is not one

# Other headers that mean a feature. The features' own names, English and Korean, are added below.
_HEADERS: dict[str, tuple[str, ...]] = {
    "weather": ("날씨", "기상", "weather_condition"),
    "road_surface": ("노면", "surface", "road_surface_condition"),
    "road_type": ("도로형태명", "road_form"),
    "accident_type": ("사고유형명", "type"),
    "time_period": ("사고시간대",),
    "district": ("발생지", "사고지역", "발생지_시군구", "법정동"),
    "day_of_week": ("사고요일", "weekday"),
    "accident_hour": ("시각", "사고시각", "발생시", "hour"),
    "accident_year": ("연도", "사고연도", "발생년", "사고년", "사고년도", "year"),
    "accident_month": ("발생월", "month"),
    "accident_day": ("발생일", "day"),
    "accident_detail": ("사고유형 세부", "사고유형 세부분류", "사고유형세부분류"),
    "violation": ("위반", "위반법규", "법규위반 내용", "traffic_violation"),
}
_WHEN = (
    *("사고일시", "발생일시", "일시", "사고일자", "발생일자", "날짜"),
    *("accident_datetime", "accident_date", "datetime", "date", "timestamp"),
)
_PARTS = ("accident_year", "accident_month", "accident_day", "accident_hour")
_MOMENT = (
    r"^\s*(?P<accident_year>\d{4})\D{0,3}(?P<accident_month>\d{1,2})\D{0,3}(?P<accident_day>\d{1,2})"
    r"(?:\D{0,3}?(?P<half>오전|오후|[AaPp][Mm])?\s*(?P<accident_hour>\d{1,2})(?!\d))?"
)
_NUMBER = r"^\s*(\d{1,4})(?:\.0+)?\s*(?:년|월|일|시)?(?:\s*:\s*\d{2}(?::\d{2})?)?\s*$"
_EMPTY = frozenset({"", "-", "nan", "none", "null", "na", "n/a", "<na>", "nat"})
TOP_UNKNOWN = 10


@dataclass(slots=True)
class FeatureTable:
    """The features of `rows` accidents, in the order of the table.

    `values`: categories as object arrays (level or None), numbers as float64 with NaN; absent features have no entry.
    `found`: feature -> its column. `derived`: feature -> the column or features it follows from.
    `missing`: features that are neither, or without one usable value.
    `unknown`: feature -> number of cells that have no such level or number; `unknown_values`: the most frequent of them.
    `empty`: feature -> number of empty cells of its column.
    """

    rows: int
    values: dict[str, NDArray[np.object_] | NDArray[np.float64]] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    unknown_values: dict[str, dict[str, int]] = field(default_factory=dict)
    empty: dict[str, int] = field(default_factory=dict)

    def known(self) -> NDArray[np.bool_]:
        """Rows that have at least one feature."""
        import numpy as np
        import pandas as pd

        out = np.zeros(self.rows, dtype=bool)
        for values in self.values.values():
            out |= pd.notna(values)
        return out


def header_key(name: object) -> str:
    return re.sub(r"[\s_\-./()\[\]]+", "", unicodedata.normalize("NFKC", str(name))).casefold()


def read_features(frame: pd.DataFrame, resolve: Resolver) -> FeatureTable:
    """The features of a table. Columns that mean nothing here are ignored; nothing is dropped and no row moves."""
    table = FeatureTable(len(frame))
    positions = _header_positions(frame)
    for feature in INPUTS:
        wanted = (feature.name, feature.column, *_HEADERS[feature.name])
        position = next((p for name in wanted if (p := positions.get(header_key(name))) is not None), None)
        if position is None:
            continue
        read = _read_number if feature.kind == "number" else _read_category
        table.values[feature.name] = read(table, feature, frame.iloc[:, position], resolve)
        table.found[feature.name] = str(frame.columns[position])
    when = next((p for name in _WHEN if (p := positions.get(header_key(name))) is not None), None)
    if when is None and not _usable(table, "accident_day"):  # a header such as 발생일 may hold whole dates
        when = next((i for i, c in enumerate(frame.columns) if str(c) == table.found.get("accident_day")), None)
        table.unknown.pop("accident_day", None)
        table.unknown_values.pop("accident_day", None)
    if when is not None:
        _split_moment(table, frame.iloc[:, when], str(frame.columns[when]))
    _drop_impossible_dates(table)
    _detail_and_type(table, frame, resolve)
    _derive(table)
    table.missing = [name for name in NAMES if not _usable(table, name)]
    table.values = {name: table.values[name] for name in INPUT_NAMES if _usable(table, name)}
    table.found = {k: v for k, v in table.found.items() if k in table.values}
    return table


def _detail_and_type(table: FeatureTable, frame: pd.DataFrame, resolve: Resolver) -> None:
    """A 사고유형 such as "차대차 - 추돌" tells the detail too, and a detail tells the 사고유형, where a row has none of its own."""
    import pandas as pd

    column = table.found.get("accident_type")
    if column is not None and not _usable(table, "accident_detail"):
        text = as_text(frame.iloc[:, next(i for i, c in enumerate(frame.columns) if str(c) == column)])
        known = {word: resolve("accident_detail", str(word)) if " - " in str(word) else None for word in text.dropna().unique()}
        if any(known.values()):
            table.values["accident_detail"] = _objects(text.map(known))
            table.derived["accident_detail"] = column
    if "accident_detail" in table.values:
        detail = pd.Series(table.values["accident_detail"], dtype=object)
        kinds = {word: resolve("accident_type", str(word).split(" - ")[0]) for word in detail.dropna().unique()}
        own = pd.Series(table.values.get("accident_type", [None] * table.rows), dtype=object)
        if own.isna().all():
            table.found.pop("accident_type", None)
            table.derived["accident_type"] = "accident_detail"
        table.values["accident_type"] = _objects(own.where(own.notna(), detail.map(kinds)))
        # A detail of another kind of accident than the row's own says nothing that can be used.
        fits = pd.Series(table.values["accident_type"], dtype=object) == detail.map(kinds)
        table.values["accident_detail"] = _objects(detail.where(fits))


def as_text(column: pd.Series) -> pd.Series:
    """Cells as stripped strings; None where a cell says nothing."""
    import pandas as pd

    text = column.astype(object).where(column.notna(), None)
    words = {value: _clean(value) for value in pd.unique(text.dropna())}
    return text.map(words).astype(object).where(text.notna(), None)


def _clean(value: object) -> str | None:
    word = " ".join(unicodedata.normalize("NFKC", str(value)).split())
    return None if word.casefold() in _EMPTY else word


def _header_positions(frame: pd.DataFrame) -> dict[str, int]:
    positions: dict[str, int] = {}
    for index, name in enumerate(frame.columns):
        positions.setdefault(header_key(name), index)
    return positions


def _read_category(table: FeatureTable, feature: Feature, column: pd.Series, resolve: Resolver) -> NDArray[np.object_]:
    text = as_text(column)
    counts = text.value_counts()
    words = {str(word): int(n) for word, n in counts.items()}
    levels = {word: resolve(feature.name, word) for word in words}
    _count(table, feature.name, text, {word: n for word, n in words.items() if levels[word] is None})
    return _objects(text.map(levels))


def _read_number(table: FeatureTable, feature: Feature, column: pd.Series, _resolve: Resolver) -> NDArray[np.float64]:
    import pandas as pd

    text = as_text(column)
    digits = text.astype("string").str.extract(_NUMBER)[0]
    numbers = pd.to_numeric(digits, errors="coerce").astype("float64")
    numbers = numbers.where(numbers.between(feature.low, feature.high))
    bad = text[text.notna() & numbers.isna()]
    _count(table, feature.name, text, {str(word): int(n) for word, n in bad.value_counts().items()})
    return _floats(numbers)


def _count(table: FeatureTable, name: str, text: pd.Series, unknown: dict[str, int]) -> None:
    table.empty[name] = int(text.isna().sum())
    if unknown:
        table.unknown[name] = sum(unknown.values())
        table.unknown_values[name] = dict(list(unknown.items())[:TOP_UNKNOWN])


def _objects(series: pd.Series) -> NDArray[np.object_]:
    import numpy as np

    return series.astype(object).where(series.notna(), None).to_numpy(dtype=np.object_)


def _floats(series: pd.Series) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(series.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _split_moment(table: FeatureTable, column: pd.Series, name: str) -> None:
    """Year, month, day and hour from one column, for those that have no column of their own (or an empty one)."""
    import pandas as pd

    parts = as_text(column).astype("string").str.extract(_MOMENT)
    hour = pd.to_numeric(parts["accident_hour"], errors="coerce")
    half = parts["half"].str.casefold()
    hour = hour.mask(half.isin(["오후", "pm"]) & (hour < 12), hour + 12).mask(half.isin(["오전", "am"]) & (hour == 12), 0)
    for feature in (f for f in FEATURES if f.name in _PARTS and not _usable(table, f.name)):
        numbers = hour if feature.name == "accident_hour" else pd.to_numeric(parts[feature.name], errors="coerce")
        table.values[feature.name] = _floats(numbers.astype("float64").where(numbers.between(feature.low, feature.high)))
        table.derived[feature.name] = name
        table.found.pop(feature.name, None)


def _drop_impossible_dates(table: FeatureTable) -> None:
    """A day that its month does not have (30 February) becomes unknown and is counted as such."""
    import numpy as np
    import pandas as pd

    if not all(name in table.values for name in ("accident_month", "accident_day")):
        return
    month, day = (np.asarray(table.values[n], dtype=np.float64) for n in ("accident_month", "accident_day"))
    year = np.asarray(table.values.get("accident_year", np.full(table.rows, 2000.0)), dtype=np.float64)
    known = pd.DataFrame({"year": np.where(np.isnan(year), 2000.0, year), "month": month, "day": day}).dropna()
    dates = pd.to_datetime(known.astype("int64"), errors="coerce")
    bad = known.index[dates.isna()].to_numpy()
    if len(bad):
        table.values["accident_day"] = day.copy()
        table.values["accident_day"][bad] = np.nan
        table.unknown["accident_day"] = table.unknown.get("accident_day", 0) + len(bad)


def _derive(table: FeatureTable) -> None:
    """시간대 from the hour and 요일 from the date, wherever a row does not say them itself."""
    _fill(table, "time_period", ("accident_hour",), lambda parts: time_period_of(parts[0]))
    _fill(table, "day_of_week", ("accident_year", "accident_month", "accident_day"), lambda p: weekday_of(p[0], p[1], p[2]))


def _fill(table: FeatureTable, name: str, sources: tuple[str, ...], rule: Callable[[tuple[int, ...]], str]) -> None:
    import numpy as np
    import pandas as pd

    if not all(source in table.values for source in sources):
        return
    keys = pd.DataFrame({s: np.asarray(table.values[s], dtype=np.float64) for s in sources}).dropna()
    keys = keys.astype("int64")
    unique = {key: rule(key) for key in set(zip(*(keys[s].tolist() for s in sources), strict=True))}
    current = pd.Series(table.values.get(name, np.full(table.rows, None, dtype=object)), dtype=object)
    own = current.notna()
    filled = [unique[key] for key in zip(*(keys[s].tolist() for s in sources), strict=True)]
    follows = pd.Series(filled, index=keys.index, dtype=object).reindex(current.index)
    table.values[name] = _objects(current.where(own, follows))
    if not own.any():
        table.found.pop(name, None)
        table.derived[name] = ", ".join(sources)


def _usable(table: FeatureTable, name: str) -> bool:
    import pandas as pd

    return name in table.values and bool(pd.notna(table.values[name]).any())


def feature_of_header(name: object) -> str | None:
    """The input that a column is called like, "moment" for one that holds a date and time, None for any other."""
    key = header_key(name)
    if any(key == header_key(word) for word in _WHEN):
        return "moment"
    return next((f.name for f in INPUTS if any(key == header_key(w) for w in (f.name, f.column, *_HEADERS[f.name]))), None)
