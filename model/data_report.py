"""How a training table was read: what was used, what was not, and why. Codes and numbers; the sentences are the bot's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

# Why a row was left out; a row has the first that holds.
REASONS: dict[str, str] = {
    "text_in_number": "a count or ECLO is not a number",
    "negative_count": "a count or ECLO is below zero",
    "count_not_whole": "a count is not a whole number",
    "count_too_large": "more than 500 people in one count: a code for 'not known' more likely than an accident",
    "no_target": "no ECLO, and not all four counts",
    "eclo_below_1": "nobody was hurt, or ECLO is below 1: not an injury accident",
    "no_year": "no year can be read",
    "date_impossible": "a date that is not in the calendar",
    "duplicate": "the same accident as an earlier row",
    "thin_year": "its year has too few accidents to learn from or to test on",
}
# Why a column was not used.
UNUSED: dict[str, str] = {
    "leaks": "known only after the accident: it would tell the answer",
    "duplicate_of": "says again what another column says",
    "empty": "has no value",
    "not_readable": "is called like a feature, but none of its values is one",
    "not_a_feature": "the model has no such input",
}
MOST_EXAMPLES = 20
MOST_LEVELS = 20


@dataclass(frozen=True, slots=True)
class RowAt:
    """A row of a file or table: the first one below the header is 1."""

    source: str
    row: int


@dataclass(frozen=True, slots=True)
class Unused:
    """`why`: key of UNUSED; `of`: what a duplicate_of repeats, else ""."""

    why: str
    of: str = ""


@dataclass(slots=True)
class DataReport:
    """How the tables were read.

    `sources`: name -> rows. `left_out`: key of REASONS -> rows; `examples`: up to 20 of them each. `labels`: 사망자수.. or ECLO -> header.
    `target`: where ECLO came from, "counts", "eclo" or "both" (by row). `eclo_disagrees`: rows whose own ECLO is not that of their counts
    (the counts were taken). `injured_was_total`: a column 부상자수 held all injured, so serious and minor were taken off it.
    `bad_cells`: header -> cells that are no number. `used`: feature -> header (or the features it follows from); `not_used`: header -> why;
    `missing`: features with no value at all. `unknown`: feature -> cells that can't be read, with their number; `new_levels`: feature ->
    levels this program does not know, with their rows (20 rows or more of a level can be learnt). `not_known`: feature -> used rows
    without it. `years`: year -> used rows, where `years_joined` (later years with too few accidents: year -> rows) count as the last. `repeated`: rows that look like another one but were kept, because no column tells accidents
    apart and chance would make that many.
    """

    sources: dict[str, int] = field(default_factory=dict)
    rows_read: int = 0
    rows_used: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[RowAt]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    target: str = ""
    eclo_disagrees: int = 0
    injured_was_total: bool = False
    bad_cells: dict[str, list[str]] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    not_used: dict[str, Unused] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    new_levels: dict[str, dict[str, int]] = field(default_factory=dict)
    not_known: dict[str, int] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    years_joined: dict[str, int] = field(default_factory=dict)
    repeated: int = 0

    def leave_out(self, reason: str, rows: Sequence[RowAt], count: int) -> None:
        """Count rows under a reason; `rows` are the first of them."""
        assert reason in REASONS, reason
        if count:
            self.left_out[reason] = self.left_out.get(reason, 0) + count
            self.examples[reason] = [*self.examples.get(reason, []), *rows][:MOST_EXAMPLES]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> DataReport:
        examples = {reason: [RowAt(**row) for row in rows] for reason, rows in raw["examples"].items()}
        return cls(**{**raw, "examples": examples, "not_used": {name: Unused(**why) for name, why in raw["not_used"].items()}})


def merged(reports: Sequence[DataReport]) -> DataReport:
    """One report of several tables. What differs between them stands side by side ("a, b")."""
    out = DataReport(missing=[name for name in reports[0].missing if all(name in r.missing for r in reports)])
    for report in reports:
        out.sources |= report.sources
        out.rows_read += report.rows_read
        out.rows_used += report.rows_used
        out.eclo_disagrees += report.eclo_disagrees
        out.repeated += report.repeated
        out.injured_was_total |= report.injured_was_total
        for reason, count in report.left_out.items():
            out.leave_out(reason, report.examples[reason], count)
        for mine, theirs in ((out.labels, report.labels), (out.used, report.used)):
            for name, header in theirs.items():
                mine[name] = ", ".join(dict.fromkeys([*mine.get(name, header).split(", "), header]))
        for header, why in report.not_used.items():
            out.not_used.setdefault(header, why)
        for header, cells in report.bad_cells.items():
            out.bad_cells[header] = [*out.bad_cells.get(header, []), *cells][:3]
        for mine_of, theirs_of in ((out.unknown, report.unknown), (out.new_levels, report.new_levels)):
            for name, levels in theirs_of.items():
                mine_of[name] = top(_added(mine_of.get(name, {}), levels))
        out.not_known = _added(out.not_known, report.not_known)
        out.years = dict(sorted(_added(out.years, report.years).items()))
    targets = {report.target for report in reports}
    out.target = targets.pop() if len(targets) == 1 else "both"
    return out


def unlike(names: Sequence[str]) -> list[str]:
    """Names that differ: the second "a.csv" is "a.csv (2)"."""
    return [name if name not in names[:at] else f"{name} ({names[: at + 1].count(name)})" for at, name in enumerate(names)]


def top(counts: dict[str, int]) -> dict[str, int]:
    """The most frequent ones."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_LEVELS])


def _added(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
    return {key: a.get(key, 0) + b.get(key, 0) for key in {**a, **b}}
