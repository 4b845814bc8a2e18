"""Any accident table -> the eleven features: headers in Korean or English, in any order, with what follows from what.

`read_features` is used both for training and for predicting a table, so the model meets a table as it was trained on one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.cells import Cells, cells_of, cells_of_levels
from model.features import BY_NAME, FEATURES, INPUT_NAMES, INPUTS, NAMES, Feature, days_in_month, time_period_of, weekday_of

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
_MOMENT = re.compile(
    r"\s*(?P<accident_year>\d{4})\D{0,3}(?P<accident_month>\d{1,2})\D{0,3}(?P<accident_day>\d{1,2})"
    r"(?:\D{0,3}?(?P<half>오전|오후|[AaPp][Mm])?\s*(?P<accident_hour>\d{1,2})(?!\d))?"
)
_NUMBER = re.compile(r"\s*(\d{1,4})(?:\.0+)?\s*(?:년|월|일|시)?(?:\s*:\s*\d{2}(?::\d{2})?)?\s*$")
TOP_UNKNOWN = 10
# Words by which people write that they don't know: as good as an empty cell, and no fault of the file.
_NOT_KNOWN = frozenset({"모름", "몰라", "미상", "불명", "알 수 없음", "알수없음", "미확인", "unknown", "not known", "?", "??"})


@dataclass(slots=True)
class FeatureTable:
    """The features of `rows` accidents, in the order of the table.

    `values`: categories as object arrays (level or None), numbers as float64 with NaN; absent features have no entry.
    `found`: feature -> its column. `derived`: feature -> the column or features it follows from.
    `missing`: features that are neither, or without one usable value.
    `unknown`: feature -> number of cells that have no such level or number; `unknown_values`: the most frequent of them (a day that its
    month does not have as "2016-02-30", with "?" for a year that is not known).
    `empty`: feature -> number of cells of its column that are empty or say that it is not known.
    `contradicted`: feature -> rows that say something else than what follows from their date or hour; what they say is kept.
    """

    rows: int
    values: dict[str, NDArray[np.object_] | NDArray[np.float64]] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    unknown_values: dict[str, dict[str, int]] = field(default_factory=dict)
    empty: dict[str, int] = field(default_factory=dict)
    contradicted: dict[str, int] = field(default_factory=dict)

    def row(self, place: int) -> dict[str, object]:
        """One row as predict_one takes it; what is unknown has no entry."""
        cells = {name: values[place] for name, values in self.values.items()}
        known = {name: cell for name, cell in cells.items() if isinstance(cell, str) or (cell is not None and not math.isnan(cell))}
        return {name: cell if isinstance(cell, str) else int(cell) for name, cell in known.items()}

    def unknown_rows(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Rows in which any of these features is not known."""
        import numpy as np

        out = np.zeros(self.rows, dtype=bool)
        for name in names:
            out |= ~known_cells(self.values[name]) if name in self.values else True
        return out

    def known(self) -> NDArray[np.bool_]:
        """Rows that have at least one feature."""
        import numpy as np

        out = np.zeros(self.rows, dtype=bool)
        for values in self.values.values():
            out |= known_cells(values)
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
    import numpy as np

    column = table.found.get("accident_type")
    if column is not None and not _usable(table, "accident_detail"):
        cells = cells_of(frame.iloc[:, next(i for i, c in enumerate(frame.columns) if str(c) == column)])
        details = [resolve("accident_detail", word) if word and " - " in word else None for word in cells.words]
        if any(details):
            table.values["accident_detail"] = cells.objects(details)
            table.derived["accident_detail"] = column
    if "accident_detail" in table.values:
        detail = cells_of_levels(table.values["accident_detail"])
        told = detail.objects([resolve("accident_type", word.split(" - ")[0]) if word else None for word in detail.words])
        own = np.asarray(table.values.get("accident_type", np.full(table.rows, None, dtype=object)), dtype=object)
        if not known_cells(own).any():
            table.found.pop("accident_type", None)
            table.derived["accident_type"] = "accident_detail"
        table.values["accident_type"] = np.where(known_cells(own), own, told)
        # A detail of another kind of accident than the row's own says nothing that can be used.
        fits = table.values["accident_type"] == told
        table.values["accident_detail"] = np.where(fits, table.values["accident_detail"], np.asarray(None, dtype=object))


def _header_positions(frame: pd.DataFrame) -> dict[str, int]:
    positions: dict[str, int] = {}
    for index, name in enumerate(frame.columns):
        positions.setdefault(header_key(name), index)
    return positions


def _read_category(table: FeatureTable, feature: Feature, column: pd.Series, resolve: Resolver) -> NDArray[np.object_]:
    cells = cells_of(column)
    levels = [None if word is None else resolve(feature.name, word) for word in cells.words]
    _count(table, feature.name, cells, [level is None for level in levels])
    return cells.objects(levels)


def _read_number(table: FeatureTable, feature: Feature, column: pd.Series, _resolve: Resolver) -> NDArray[np.float64]:
    cells = cells_of(column)
    found = [_NUMBER.match(word) if word else None for word in cells.words]
    numbers = [_within(feature, match[1] if match else None) for match in found]
    _count(table, feature.name, cells, [math.isnan(number) for number in numbers])
    return cells.floats(numbers)


def _within(feature: Feature, digits: str | None) -> float:
    number = float(digits) if digits else math.nan
    return number if feature.low <= number <= feature.high else math.nan


def _count(table: FeatureTable, name: str, cells: Cells, unknown: Sequence[bool]) -> None:
    not_known = [wrong and word is not None and word.casefold() in _NOT_KNOWN for word, wrong in zip(cells.words, unknown, strict=True)]
    table.empty[name] = int((cells.codes < 0).sum()) + sum(cells.counts(not_known).values())
    if words := cells.counts([wrong and not said for wrong, said in zip(unknown, not_known, strict=True)]):
        table.unknown[name] = sum(words.values())
        table.unknown_values[name] = dict(list(words.items())[:TOP_UNKNOWN])


def _split_moment(table: FeatureTable, column: pd.Series, name: str) -> None:
    """Year, month, day and hour from one column, for those that have no column of their own (or an empty one)."""
    cells = cells_of(column)
    moments = [_moment(word) for word in cells.words]
    for feature in (f for f in FEATURES if f.name in _PARTS and not _usable(table, f.name)):
        table.values[feature.name] = cells.floats([_within(feature, moment.get(feature.name)) for moment in moments])
        table.derived[feature.name] = name
        table.found.pop(feature.name, None)


def _moment(word: str | None) -> dict[str, str | None]:
    """The digits of each part; the hour of a day of 24, also where it is written with 오전 or 오후."""
    found = _MOMENT.match(word) if word else None
    if found is None:
        return {}
    half, hour = (found["half"] or "").casefold(), found["accident_hour"]
    if half in ("오후", "pm") and int(hour) < 12:
        hour = str(int(hour) + 12)
    elif half in ("오전", "am") and int(hour) == 12:
        hour = "0"
    return {**found.groupdict(), "accident_hour": hour}


def _drop_impossible_dates(table: FeatureTable) -> None:
    """A day that its month does not have (30 February) becomes unknown and is counted as such."""
    import numpy as np

    if not all(name in table.values for name in ("accident_month", "accident_day")):
        return
    codes, dates = _together(table, ("accident_year", "accident_month", "accident_day"))
    impossible = [month is not None and day is not None and day > days_in_month(year, month) for year, month, day in dates]
    if any(impossible):
        bad = np.array(impossible, dtype=bool)[codes]
        table.values["accident_day"] = np.where(bad, np.nan, np.asarray(table.values["accident_day"], dtype=np.float64))
        table.unknown["accident_day"] = table.unknown.get("accident_day", 0) + int(bad.sum())
        rows_of = np.bincount(codes, minlength=len(dates)).tolist()
        named = {
            f"{'?' if year is None else year}-{month:02d}-{day:02d}": rows
            for (year, month, day), wrong, rows in zip(dates, impossible, rows_of, strict=True)
            if wrong
        }
        both = {**table.unknown_values.get("accident_day", {}), **named}
        table.unknown_values["accident_day"] = dict(sorted(both.items(), key=lambda item: -item[1])[:TOP_UNKNOWN])


def _together(table: FeatureTable, names: Sequence[str]) -> tuple[NDArray[np.int64], list[tuple[int | None, ...]]]:
    """Rows as positions into the distinct combinations of some numbers (None where one is not known)."""
    import numpy as np
    import pandas as pd

    base = 1 + max(BY_NAME[name].high for name in names) + 1  # 0 stands for what is not known
    keys = np.zeros(table.rows, dtype=np.int64)
    for name in names:
        numbers = np.asarray(table.values.get(name, np.full(table.rows, np.nan)), dtype=np.float64)
        keys = keys * base + np.where(np.isnan(numbers), 0, numbers + 1).astype(np.int64)
    codes, distinct = pd.factorize(keys)
    powers = [base**power for power in range(len(names) - 1, -1, -1)]
    return codes, [tuple(digit - 1 if (digit := key // p % base) else None for p in powers) for key in distinct.tolist()]


def _derive(table: FeatureTable) -> None:
    """시간대 from the hour and 요일 from the date, wherever a row does not say them itself."""
    _fill(table, "time_period", ("accident_hour",), time_period_of)
    _fill(table, "day_of_week", ("accident_year", "accident_month", "accident_day"), weekday_of)


def _fill(table: FeatureTable, name: str, sources: tuple[str, ...], rule: Callable[..., str]) -> None:
    import numpy as np

    if not all(source in table.values for source in sources):
        return
    codes, keys = _together(table, sources)
    follows = np.array([None if None in key else rule(*key) for key in keys], dtype=object)[codes]
    own = np.asarray(table.values.get(name, np.full(table.rows, None, dtype=object)), dtype=object)
    table.values[name] = np.where(known_cells(own), own, follows)
    if wrong := int((known_cells(own) & known_cells(follows) & (own != follows)).sum()):
        table.contradicted[name] = wrong
    if not known_cells(own).any():
        table.found.pop(name, None)
        table.derived[name] = ", ".join(sources)


def _usable(table: FeatureTable, name: str) -> bool:
    return name in table.values and bool(known_cells(table.values[name]).any())


def known_cells(values: NDArray[np.object_] | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which cells of a feature are known, (rows,)."""
    import numpy as np

    known = ~np.isnan(values) if values.dtype == np.float64 else np.not_equal(values, np.asarray(None, dtype=object))
    return np.asarray(known, dtype=bool)


def feature_of_header(name: object) -> str | None:
    """The input that a column is called like, "moment" for one that holds a date and time, None for any other."""
    key = header_key(name)
    if any(key == header_key(word) for word in _WHEN):
        return "moment"
    return next((f.name for f in INPUTS if any(key == header_key(w) for w in (f.name, f.column, *_HEADERS[f.name]))), None)
