"""What is known of how an accident ended: its ECLO, its counts of dead and injured, and which rows say something that can't be.

ECLO = equivalent casualty loss only = 10 x deaths + 5 x serious + 3 x minor + 1 x reported injuries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.cells import as_text
from model.errors import InvalidInput, UnusableTable
from model.table import header_key

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

# The worst injury of an accident, the worst last.
WORST: tuple[str, ...] = ("reported", "minor", "serious", "fatal")
# The weight of each count in ECLO.
WEIGHTS = {"사망자수": 10, "중상자수": 5, "경상자수": 3, "부상신고자수": 1}
# Other headers of the counts. 부상자수 is what DACON calls those who reported an injury; elsewhere it is the sum of all injured (see _split).
_HEADERS: dict[str, tuple[str, ...]] = {
    "ECLO": ("eclo", "eclo값", "eclo점수"),
    "사망자수": ("사망자수", "사망자", "사망", "사망인원", "deaths", "dead", "fatalities"),
    "중상자수": ("중상자수", "중상자", "중상", "중상인원", "serious", "seriousinjuries"),
    "경상자수": ("경상자수", "경상자", "경상", "경상인원", "minor", "minorinjuries"),
    "부상신고자수": (
        "부상신고자수",
        "부상신고자",
        "부상신고",
        "부상신고인원",
        "reported",
        "reportedinjuries",
        "부상자수",
        "부상자",
        "부상",
    ),
}
_INJURED = frozenset({"부상자수", "부상자", "부상"})
_UNIT = re.compile(r"[(\[](?:명|인|점|건)[)\]]\s*$")
_NUMBER = re.compile(r"^\+?(-?\d+(?:\.\d+)?)\s*(?:명|인|점)?$")
MOST_PEOPLE = 500  # of one kind in one accident: more is a code such as 999 or 9999 for "not known"

# Why a row has no usable label.
TEXT, NEGATIVE, NOT_WHOLE, TOO_LARGE, NONE, BELOW_1 = (
    *("text_in_number", "negative_count", "count_not_whole", "count_too_large"),
    *("no_target", "eclo_below_1"),
)


@dataclass(slots=True)
class Labels:
    """The outcome of each row, shape (rows,): `eclo` (NaN unknown), `worst` (index of WORST, -1 unknown).

    `problems`: reason -> rows it holds for, shape (rows,). `columns`: 사망자수.. or ECLO -> its header. `disagree`: rows whose own ECLO is
    not that of their counts; the counts are taken, because ECLO is defined by them. `from_counts`: rows whose ECLO was computed.
    `injured_was_total`: 부상자수 held the sum of all injured. `bad_cells`: header -> examples of cells that are no number. `negative`: headers of columns with a number below 0.
    """

    eclo: NDArray[np.float64]
    worst: NDArray[np.int64]
    problems: dict[str, NDArray[np.bool_]]
    columns: dict[str, str]
    disagree: NDArray[np.bool_]
    from_counts: NDArray[np.bool_]
    injured_was_total: bool = False
    bad_cells: dict[str, list[str]] = field(default_factory=dict)
    negative: list[str] = field(default_factory=list)


def eclo_of(dead: int = 0, serious: int = 0, minor: int = 0, reported: int = 0) -> tuple[int, str]:
    """ECLO of one accident and its worst injury (of WORST), from whole counts. Raises InvalidInput (out_of_range), also when all are 0."""
    counts = dict(zip(WEIGHTS, (dead, serious, minor, reported), strict=True))
    for name, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, int):
            raise InvalidInput("not_an_integer", name, count, low=0, high=MOST_PEOPLE)
        if not 0 <= count <= MOST_PEOPLE:
            raise InvalidInput("out_of_range", name, count, low=0, high=MOST_PEOPLE)
    eclo = sum(counts[name] * weight for name, weight in WEIGHTS.items())
    if not eclo:
        raise InvalidInput("out_of_range", "ECLO", 0, low=1, high=MOST_PEOPLE * sum(WEIGHTS.values()))
    return eclo, WORST[3 - next(i for i, count in enumerate(counts.values()) if count)]


def label_columns(headers: list[object]) -> dict[str, int]:
    """사망자수, 중상자수, 경상자수, 부상신고자수, ECLO -> the position of its column, for those that are there."""
    positions: dict[str, int] = {}
    for index, name in enumerate(headers):
        positions.setdefault(header_key(_UNIT.sub("", unicodedata.normalize("NFKC", str(name)).strip())), index)
    found = {label: next((positions[key] for key in keys if key in positions), None) for label, keys in _HEADERS.items()}
    return {label: position for label, position in found.items() if position is not None}


def read_labels(frame: pd.DataFrame) -> Labels:
    """The outcome of every row. Raises UnusableTable (no_target) when the table has neither ECLO nor all four counts.

    An empty count is not zero: such a row has its own ECLO, or none.
    """
    import numpy as np

    positions = label_columns(list(frame.columns))
    missing = [name for name in WEIGHTS if name not in positions]
    if missing and "ECLO" not in positions:
        raise UnusableTable("no_target", wanted=["ECLO", *WEIGHTS], missing=missing)
    usable = ["ECLO"] * ("ECLO" in positions) + [name for name in WEIGHTS if not missing]
    numbers, text, bad = {}, np.zeros(len(frame), dtype=bool), {}
    for name in usable:
        column = frame.iloc[:, positions[name]]
        numbers[name], wrong, examples = _numbers(column)
        text |= wrong
        if examples:
            bad[str(frame.columns[positions[name]])] = examples
    total = not missing and _is_total(str(frame.columns[positions["부상신고자수"]]), numbers)
    if total:
        numbers["부상신고자수"] = numbers["부상신고자수"] - numbers["중상자수"] - numbers["경상자수"]
    columns = {name: str(frame.columns[positions[name]]) for name in usable}
    return _judge(numbers, text, columns, total, bad)


def _judge(
    numbers: Mapping[str, NDArray[np.float64]],
    text: NDArray[np.bool_],
    columns: dict[str, str],
    total: bool,
    bad: dict[str, list[str]],
) -> Labels:
    import numpy as np

    rows, counts = len(text), [numbers[name] for name in WEIGHTS if name in numbers]
    own = numbers.get("ECLO", np.full(rows, np.nan))
    computed = np.full(rows, np.nan)
    worst = np.full(rows, -1, dtype=np.int64)
    if counts:
        computed = np.asarray(sum(numbers[name] * weight for name, weight in WEIGHTS.items()), dtype=np.float64)
        for code, name in enumerate(reversed(WEIGHTS)):
            worst[numbers[name] > 0] = code
        worst[np.isnan(computed)] = -1
    by_counts = ~np.isnan(computed)
    eclo = np.where(by_counts, computed, own)
    every = [*counts, own]
    problems = {
        TEXT: text,
        NEGATIVE: _any([values < 0 for values in every], rows),
        NOT_WHOLE: _any([values != np.floor(values) for values in counts], rows, [np.isnan(values) for values in counts]),
        TOO_LARGE: _any([values > MOST_PEOPLE for values in counts], rows) | (eclo > MOST_PEOPLE * WEIGHTS["사망자수"]),
        NONE: np.isnan(eclo),
        BELOW_1: eclo < 1,
    }
    disagree = by_counts & ~np.isnan(own) & (np.abs(own - computed) > 1e-6)
    negative = [header for name, header in columns.items() if (numbers[name] < 0).any()]
    return Labels(eclo, worst, problems, columns, disagree, by_counts, total, bad, negative)


def _any(masks: list[NDArray[np.bool_]], rows: int, but: list[NDArray[np.bool_]] | None = None) -> NDArray[np.bool_]:
    import numpy as np

    out = np.zeros(rows, dtype=bool)
    for position, mask in enumerate(masks):
        out |= mask & ~but[position] if but else mask
    return out


def _is_total(header: str, numbers: Mapping[str, NDArray[np.float64]]) -> bool:
    """Whether a column called 부상자수 holds all injured: it is then never below serious + minor, which DACON's nearly always is."""
    import numpy as np

    if header_key(_UNIT.sub("", header)) not in _INJURED:
        return False
    injured, hurt = numbers["부상신고자수"], numbers["중상자수"] + numbers["경상자수"]
    known = ~np.isnan(injured) & ~np.isnan(hurt) & (hurt > 0)
    return bool(known.any() and (injured[known] >= hurt[known]).all())


def _numbers(column: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_], list[str]]:
    """Cells as numbers (NaN: empty or none), the rows whose cell is no number, and examples of such cells."""
    import numpy as np
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        wrong = np.isinf(values)
        return np.where(wrong, np.nan, values), wrong, [str(v) for v in np.unique(values[wrong])[:3]]
    text = as_text(column)
    words = {word: _number(word) for word in text.dropna().unique()}
    numbers = text.map({w: n for w, n in words.items() if n is not None}).to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = (text.notna() & np.isnan(numbers)).to_numpy(dtype=bool)
    return np.asarray(numbers, dtype=np.float64), wrong, [str(w) for w, n in words.items() if n is None][:3]


def _number(word: str) -> float | None:
    """ "3", "3.0", "1,234", "2명" -> a number; anything else is none."""
    found = _NUMBER.match(re.sub(r"(?<=\d),(?=\d{3})", "", word))
    return float(found.group(1)) if found else None
