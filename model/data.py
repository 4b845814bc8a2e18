"""Reading accidents for training and judging: TAAS exports and the DACON layout, from files or from a table in memory.

Every row that can't be used is counted under a reason, every column that is not used has one: see model.data_report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.cells import as_text
from model.data_columns import report_of, tidy_headers
from model.data_report import MOST_EXAMPLES, DataReport, RowAt, merged, top, unlike
from model.duplicates import hash_of_cells, marks_of, repeated_elsewhere, repeated_rows
from model.errors import UnusableTable
from model.features import BY_NAME, INPUT_NAMES, NAMES, NUMBERS, canonical_district, resolve_level
from model.files import read_file, sha256_of
from model.inputs import in_daegu
from model.labels import NEGATIVE, TEXT, WEIGHTS, WORST, Labels, label_columns, read_labels
from model.table import FeatureTable, read_features

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "WEIGHTS",
    "WORST",
    "Accidents",
    "accidents_of",
    "combine",
    "level_as_recorded",
    "read_accidents",
    "read_file",
    "ready_to_train",
    "target",
    "worst_injury",
]

FEWEST_ROWS, FEWEST_YEARS = 200, 3
# A year with fewer accidents than this, and than this share of the usual year, says nothing about its level and can't be the test.
FEWEST_OF_YEAR, SHARE_OF_YEAR = 20, 0.05
TOO_MANY_BAD = 0.5  # from this share of rows on, a problem is the table's and not a row's
TOO_MANY_REPEATED = 0.05  # real accidents that look alike are far fewer: 17 of 167,093 in Daegu 2007-2018 without their numbers


@dataclass(slots=True)
class Accidents:
    """A training table: features, ECLO of shape (rows,), year of shape (rows,), and the hash of each file.

    `worst`, shape (rows,): the worst injury as an index of WORST; -1 where the table has an ECLO but no counts. `rows`: where each stood
    in the table it was read from (the first is 0; after `combine`, in the tables one after the other). `marks`: equal for rows that are
    the same accident. `report`: what was used and what was not.
    """

    table: FeatureTable
    eclo: NDArray[np.float64]
    year: NDArray[np.int64]
    sha256: dict[str, str]
    worst: NDArray[np.int64]
    rows: NDArray[np.int64]
    marks: NDArray[np.uint64]
    report: DataReport = field(default_factory=DataReport)

    def of(self, chosen: NDArray[np.bool_]) -> Accidents:
        """Some of them; the report stays that of the reading."""
        values = {name: column[chosen] for name, column in self.table.values.items()}
        table = replace(self.table, values=values, rows=int(chosen.sum()))
        masked = (self.eclo[chosen], self.year[chosen], self.sha256, self.worst[chosen], self.rows[chosen], self.marks[chosen])
        return Accidents(table, *masked, self.report)


def read_accidents(paths: Sequence[Path]) -> Accidents:
    """Every accident of the files (see model.files) that has an ECLO of at least 1 and a date. Raises UnusableTable."""
    names = unlike([path.name for path in paths])
    return combine([accidents_of(read_file(path), source=name, sha256=sha256_of(path)) for path, name in zip(paths, names, strict=True)])


def accidents_of(frame: pd.DataFrame, *, source: str, sha256: str = "") -> Accidents:
    """Every accident of a table that has an ECLO of at least 1 and a date, with typed columns or all text. `source` names it to people.

    ECLO is computed from the counts of dead and injured where a row has them all, else taken from a column of that name. A district is
    taken as written. Without `sha256`, the hash is that of the cells. Raises UnusableTable (its `report` tells what was read): no_rows,
    no_target, no_dates, labels_empty, negative_counts, text_in_numbers, too_few_rows when not one row is left.
    """
    import numpy as np

    if not len(frame):
        raise UnusableTable("no_rows")
    frame, headers = tidy_headers(frame.reset_index(drop=True))
    labels = read_labels(frame)
    table = read_features(frame, level_as_recorded)
    if "accident_year" not in table.values:
        raise UnusableTable("no_dates", wanted=["사고연", "사고일시"])
    report = report_of(frame, table, labels, source, headers)
    year = np.asarray(table.values["accident_year"], dtype=np.float64)
    marks, told_apart = marks_of(frame, table, labels)
    problems = {**labels.problems, "no_year": np.isnan(year), "date_impossible": _impossible(frame, table)}
    keep = _leave_out(report, problems, source)
    _refuse_if_bad(report, labels)
    repeated = repeated_rows(marks, keep)
    if told_apart or repeated.sum() > TOO_MANY_REPEATED * keep.sum():
        keep &= _leave_out(report, {"duplicate": repeated}, source)
    else:
        report.repeated = int(repeated.sum())
    if not keep.any():
        raise UnusableTable("too_few_rows", report, found=0, needed=FEWEST_ROWS)
    report.eclo_disagrees = int((labels.disagree & keep).sum())
    computed = labels.from_counts[keep]
    report.target = "counts" if computed.all() else "both" if computed.any() else "eclo"
    table.values = {name: values[keep] for name, values in table.values.items()}
    table.rows = int(keep.sum())
    hashes = {source: sha256 or hashlib.sha256(str(list(frame.columns)).encode() + hash_of_cells(frame).tobytes()).hexdigest()}
    found = Accidents(
        table, labels.eclo[keep], year[keep].astype(np.int64), hashes, labels.worst[keep], np.flatnonzero(keep), marks[keep], report
    )
    return _counted(found)


def combine(parts: Sequence[Accidents]) -> Accidents:
    """Several tables as one, of whatever layouts; an accident that a later one has again is left out. Their sources' names differ (see `unlike`)."""
    import numpy as np

    if len(parts) == 1:
        return parts[0]
    names = [name for name in INPUT_NAMES if any(name in part.table.values for part in parts)]
    table = FeatureTable(sum(part.table.rows for part in parts))
    table.values = {name: np.concatenate([_column(part.table, name) for part in parts]) for name in names}
    table.missing = [name for name in NAMES if name not in names]
    for part in parts:
        table.found, table.derived = part.table.found | table.found, part.table.derived | table.derived
    marks = np.concatenate([part.marks for part in parts])
    first_of = np.concatenate([[0], np.cumsum([part.report.rows_read for part in parts])])
    report = merged([part.report for part in parts])
    hashes = {name: digest for part in parts for name, digest in part.sha256.items()}
    out = Accidents(
        table,
        np.concatenate([part.eclo for part in parts]),
        np.concatenate([part.year for part in parts]),
        hashes,
        np.concatenate([part.worst for part in parts]),
        np.concatenate([part.rows + start for part, start in zip(parts, first_of, strict=False)]),
        marks,
        report,
    )
    part_of = np.repeat(np.arange(len(parts)), [part.table.rows for part in parts])
    again = repeated_elsewhere(marks, part_of)
    report.leave_out("duplicate", _places(report, out.rows[again][:MOST_EXAMPLES]), int(again.sum()))
    return _counted(out.of(~again))


def ready_to_train(accidents: Accidents, rows: int = FEWEST_ROWS, years: int = FEWEST_YEARS) -> Accidents:
    """With years that can each be learnt from and tested on. Raises UnusableTable: too_few_rows, too_few_years.

    A year is thin below 20 accidents or 5 % of the usual year: a handful of newly recorded outcomes would else be the whole test. Thin
    years after the last full one count as that one, which is how the model takes later years anyway; other thin years are left out.
    """
    import numpy as np

    report = replace(accidents.report, left_out=dict(accidents.report.left_out), examples=dict(accidents.report.examples))
    if accidents.table.rows < rows:
        raise UnusableTable("too_few_rows", report, found=accidents.table.rows, needed=rows)
    values, counts = np.unique(accidents.year, return_counts=True)
    thin = counts < max(FEWEST_OF_YEAR, SHARE_OF_YEAR * float(np.median(counts)))
    last = int(values[~thin].max()) if (~thin).any() else int(values.max())
    late = accidents.year > last
    report.years_joined = {str(year): int(count) for year, count in zip(values.tolist(), counts.tolist(), strict=True) if year > last}
    gone = np.isin(accidents.year, values[thin]) & ~late
    report.leave_out("thin_year", _places(report, accidents.rows[gone][:MOST_EXAMPLES]), int(gone.sum()))
    joined = replace(accidents, year=np.where(late, last, accidents.year), report=report)
    out = _counted(joined.of(~gone))
    for code, found, needed in (("too_few_years", int((~thin).sum()), years), ("too_few_rows", out.table.rows, rows)):
        if found < needed:
            raise UnusableTable(code, report, found=found, needed=needed)
    return out


def target(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Recorded ECLO by row, NaN where it is not known or can't be. Raises UnusableTable when the table has neither it nor the counts."""
    import numpy as np

    labels = read_labels(frame)
    return np.where(np.logical_or.reduce(list(labels.problems.values())), np.nan, labels.eclo)


def worst_injury(frame: pd.DataFrame) -> NDArray[np.int64]:
    """The worst injury by row as an index of WORST, from the counts; -1 where they are not there."""
    import numpy as np

    if not set(WEIGHTS) <= set(label_columns(list(frame.columns))):
        return np.full(len(frame), -1, dtype=np.int64)
    return read_labels(frame).worst


def level_as_recorded(feature: str, text: str) -> str | None:
    """The level a cell means; one that is not known here stays as it is, for it may be learnt."""
    if feature == "district":
        return canonical_district(text)
    return resolve_level(feature, text) or text


def _leave_out(report: DataReport, problems: dict[str, NDArray[np.bool_]], source: str) -> NDArray[np.bool_]:
    """Counts each row under the first problem it has; returns the rows that have none."""
    import numpy as np

    keep = np.ones(len(next(iter(problems.values()))), dtype=bool)
    for reason, rows in problems.items():
        at = np.flatnonzero(rows & keep)
        report.leave_out(reason, [RowAt(source, int(row) + 1) for row in at[:MOST_EXAMPLES]], len(at))
        keep &= ~rows
    return keep


def _refuse_if_bad(report: DataReport, labels: Labels) -> None:
    def many(reason: str) -> bool:
        return report.left_out.get(reason, 0) > TOO_MANY_BAD * report.rows_read

    def rows(reason: str) -> list[int]:
        return [place.row for place in report.examples[reason][:5]]

    if many(TEXT):
        cells = [cell for examples in report.bad_cells.values() for cell in examples][:5]
        raise UnusableTable(
            "text_in_numbers",
            report,
            columns=list(report.bad_cells),
            cells=cells,
            found=report.left_out[TEXT],
            rows=report.rows_read,
            lines=rows(TEXT),
        )
    if many(NEGATIVE):
        found = report.left_out[NEGATIVE]
        raise UnusableTable("negative_counts", report, columns=labels.negative, found=found, rows=report.rows_read, lines=rows(NEGATIVE))
    if report.left_out.get("no_target", 0) == report.rows_read:
        raise UnusableTable("labels_empty", report, columns=list(labels.columns.values()))


def _impossible(frame: pd.DataFrame, table: FeatureTable) -> NDArray[np.bool_]:
    """Rows whose cell for month or day says something that is none (month 13, 30 February)."""
    import numpy as np

    out = np.zeros(len(frame), dtype=bool)
    for part in ("accident_month", "accident_day"):
        column = {**table.derived, **table.found}.get(part, "")
        if part not in table.values or column not in frame.columns:
            continue
        lost = np.isnan(np.asarray(table.values[part], dtype=np.float64))
        if lost.any():
            whole = frame.iloc[:, list(frame.columns).index(column)]
            cells = as_text(whole[lost])
            out[lost] |= cells.notna().to_numpy(dtype=bool)
    return out


def _places(report: DataReport, rows: NDArray[np.int64]) -> list[RowAt]:
    """Positions in all tables one after the other -> table and row."""
    out, starts, start = [], [], 0
    for source, count in report.sources.items():
        starts.append((source, start, start + count))
        start += count
    for row in rows.tolist():
        source, start, _ = next(entry for entry in starts if entry[1] <= row < entry[2])
        out.append(RowAt(source, row - start + 1))
    return out


def _counted(accidents: Accidents) -> Accidents:
    """With the counts of the rows that are used: years, levels that are new here, what is not known."""
    import numpy as np
    import pandas as pd

    report, table = accidents.report, accidents.table
    values, counts = np.unique(accidents.year, return_counts=True)
    report.rows_used = table.rows
    report.years = {str(year): int(count) for year, count in zip(values.tolist(), counts.tolist(), strict=True)}
    report.not_known = {name: n for name, column in table.values.items() if (n := int(pd.isna(column).sum()))}
    report.new_levels = {}
    for name in (name for name in table.values if name not in NUMBERS):
        known: Callable[[str], bool] = in_daegu if name == "district" else BY_NAME[name].levels.__contains__
        found = pd.Series(table.values[name], dtype=object).value_counts()
        if new := top({str(level): int(n) for level, n in found.items() if not known(str(level))}):
            report.new_levels[name] = new
    return accidents


def _column(table: FeatureTable, name: str) -> NDArray[np.object_] | NDArray[np.float64]:
    import numpy as np

    if name in table.values:
        return table.values[name]
    return np.full(table.rows, np.nan) if name in NUMBERS else np.full(table.rows, None, dtype=np.object_)
