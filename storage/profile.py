"""What is known about a dataset without reading its rows again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["integer", "number", "category", "text", "date", "datetime", "boolean", "empty"]


_TOTALS = frozenset(["합계", "총계", "소계", "누계", "총합", "계", "total", "totals", "subtotal", "grandtotal"])


def is_total(value: str) -> bool:
    """Is it what a row is called that holds what other rows add up to?"""
    return "".join(value.split()).casefold() in _TOTALS


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it was understood.

    `kind`: what people would call it; `unique` counts distinct present values; `example` is one present value as text;
    `top` holds up to 20 most frequent values (as text, with counts) when there are at most 1,000 distinct ones;
    `minimum`/`maximum` are numbers for numbers and ISO strings for dates. `source` names the column that a derived one comes from.
    """

    name: str
    kind: Kind
    missing: int
    unique: int
    example: str = ""
    minimum: float | str | None = None
    maximum: float | str | None = None
    top: list[tuple[str, int]] = field(default_factory=list)
    source: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be used: its line number in the file (1 is the first line) and why."""

    line: int
    reason: Literal["too_many_fields", "too_few_fields", "unclosed_quote", "nul_byte", "not_json"]
    expected: int
    found: int
    text: str = ""  # the row as it stands in the file, its beginning


@dataclass(frozen=True, slots=True)
class Misfit:
    """A cell that could not be what a person said its column is, and was left empty: its line in the file and its text."""

    column: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a column that a person should look at: `count` rows (a `share` of those with a value), such as `example`."""

    code: Literal[
        "empty",
        "constant",
        "nearly_constant",
        "total_row",
        "numbers_as_text",
        "numbers_with_unit",
        "numbers_in_brackets",
        "dates_as_text",
        "dates_written_otherwise",
        "impossible_dates",
        "future_dates",
        "swapped_coordinates",
        "outside_korea",
    ]
    column: str
    count: int = 0
    share: float = 0.0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """Columns that look like what they are named for, by name and by content. None where there is none."""

    latitude: str | None = None
    longitude: str | None = None
    date: str | None = None
    hour: str | None = None
    weekday: str | None = None
    place: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    rows: int
    columns: list[Column]
    encoding: str
    delimiter: str
    bad_rows: list[BadRow] = field(default_factory=list)  # the first 100
    bad_row_count: int = 0
    duplicate_rows: int = 0
    renamed: dict[str, str] = field(default_factory=dict)  # header as in the file (with its position) -> name used
    roles: Roles = field(default_factory=Roles)
    preamble_lines: int = 0  # lines before the header (titles, blank lines), not used
    has_header: bool = True  # False: the first row held values, and the columns are called 열1, 열2, ...
    derived: list[Column] = field(default_factory=list)  # follow from others; in the Parquet file, not in the upload
    key: str | None = None  # the column that names a row, as far as can be told
    remarks: list[Remark] = field(default_factory=list)
    container: str = ""  # "gzip" or "zip" when the file came packed, "xlsx", "jsonl", "json" or "parquet" when it is no delimited text
    sheet: str = ""  # which sheet of a workbook this is
    sheets: list[str] = field(default_factory=list)  # all sheets of the workbook, in its order
    types: dict[str, Kind] = field(default_factory=dict)  # column -> what a person said it is
    misfits: list[Misfit] = field(default_factory=list)  # the first 100
    misfit_counts: dict[str, int] = field(default_factory=dict)  # column -> how many of its cells did not fit

    @property
    def all_columns(self) -> list[Column]:
        """What can be asked about: the dataset's own columns, then the derived ones."""
        return [*self.columns, *self.derived]

    def column(self, name: str) -> Column:
        return next(c for c in self.all_columns if c.name == name)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Profile:
        def columns(key: str) -> list[Column]:
            return [Column(**{**c, "top": [(v, n) for v, n in c.get("top", [])]}) for c in raw.get(key, [])]

        return cls(
            **{
                **raw,
                "columns": columns("columns"),
                "derived": columns("derived"),
                "bad_rows": [BadRow(**r) for r in raw.get("bad_rows", [])],
                "remarks": [Remark(**r) for r in raw.get("remarks", [])],
                "misfits": [Misfit(**m) for m in raw.get("misfits", [])],
                "roles": Roles(**raw.get("roles", {})),
            }
        )
