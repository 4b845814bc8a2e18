"""Predictions beside what the accidents turned out to be: are they as good as they say?

Outcomes that people record are not a fair sample (the worst accidents are looked up more often), so a difference here is a reason to
look, not a proof. The model predicts on the log scale, where a few very severe accidents weigh less: the mean of its predictions lies
below the mean of recorded ECLO by design. Whether it predicts too high or too low is therefore judged by `log_bias`.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from model.features import gu_of
from model.prediction import BANDS
from model.scores import TINY
from model.spread import LEVEL

FEWEST = 30  # outcomes below which nothing is judged
FEWEST_OF_GROUP = 10  # outcomes below which a group's numbers say little
_Z = 1.959963984540054  # 95 %

# What is found. The worse ones are told first.
FINDINGS: dict[str, str] = {
    "few_records": "too few outcomes to judge by",
    "coverage_low": "the real value lies outside the interval more often than it should",
    "predicts_low": "accidents turn out worse than predicted",
    "predicts_high": "accidents turn out less bad than predicted",
    "coverage_high": "the intervals are wider than they need to be",
    "bands_disordered": "a higher band did not have the higher ECLO",
    "as_expected": "nothing differs from what the model says of itself",
}


@dataclass(frozen=True, slots=True)
class Record:
    """A prediction and its outcome.

    `eclo`, `low`, `high`: predicted; `actual`: recorded ECLO >= 1; `band`: key of BANDS; `district`: category or None; `when`: the day of
    the accident where it is known, else of the prediction; `chances`: of the worst injury in the order of WORST; `worst`: what it was, as
    an index of WORST, -1 where only the ECLO is known.
    """

    eclo: float
    low: float
    high: float
    band: str
    actual: float
    when: datetime.date
    district: str | None = None
    chances: tuple[float, ...] | None = None
    worst: int = -1
    model_version: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One band, 구, month or model. `inside`: share of outcomes within their interval. `few`: fewer than 10 outcomes."""

    name: str
    rows: int
    mean_predicted: float
    mean_actual: float
    log_bias: float
    rmsle: float
    inside: float
    few: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """`coverage` with its 95 % Wilson interval beside `level`, what it should be. `log_bias`: mean of log1p(predicted) - log1p(actual) and
    its 95 % interval; above 0 the predictions were too high. `log_loss`, `worst_known`: of the outcomes whose worst injury is known.
    `findings`: keys of FINDINGS. Numbers are None without a record, and `bias_low`, `bias_high` with fewer than two.
    """

    rows: int
    findings: tuple[str, ...]
    level: float = LEVEL
    rmsle: float | None = None
    mae: float | None = None
    mean_predicted: float | None = None
    mean_actual: float | None = None
    coverage: float | None = None
    coverage_low: float | None = None
    coverage_high: float | None = None
    log_bias: float | None = None
    bias_low: float | None = None
    bias_high: float | None = None
    log_loss: float | None = None
    worst_known: int = 0
    bands: tuple[Group, ...] = ()
    gus: tuple[Group, ...] = ()
    months: tuple[Group, ...] = ()
    models: tuple[Group, ...] = ()
    fewest: int = FEWEST

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def verify(records: Sequence[Record], level: float = LEVEL) -> Verification:
    """Every number there is of these records; bands from the mildest, 구 by number of outcomes, months from the oldest."""
    if not records:
        return Verification(0, ("few_records",), level)
    count = len(records)
    errors = [_log_error(record) for record in records]
    bias = sum(errors) / count
    spread = math.sqrt(sum((e - bias) ** 2 for e in errors) / (count - 1)) / math.sqrt(count) if count > 1 else None
    inside = sum(map(_inside, records))
    low, high = wilson(inside, count)
    known = [record for record in records if record.chances is not None and record.worst >= 0]
    bands = _groups(records, lambda r: r.band, list(BANDS).index)
    whole = _group("", records)
    bias_low, bias_high = (None, None) if spread is None else (bias - _Z * spread, bias + _Z * spread)
    return Verification(
        rows=count,
        findings=_findings(count, level, (low, high), (bias_low, bias_high), bands),
        level=level,
        rmsle=whole.rmsle,
        mae=sum(abs(record.eclo - record.actual) for record in records) / count,
        mean_predicted=whole.mean_predicted,
        mean_actual=whole.mean_actual,
        coverage=inside / count,
        coverage_low=low,
        coverage_high=high,
        log_bias=bias,
        bias_low=bias_low,
        bias_high=bias_high,
        log_loss=sum(map(_loss, known)) / len(known) if known else None,
        worst_known=len(known),
        bands=bands,
        gus=tuple(sorted(_groups(records, lambda r: gu_of(r.district) if r.district else None), key=lambda g: (-g.rows, g.name))),
        months=_groups(records, lambda r: f"{r.when:%Y-%m}"),
        models=_groups(records, lambda r: r.model_version or None),
    )


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, square = hits / count, _Z * _Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def _findings(
    count: int, level: float, coverage: tuple[float, float], bias: tuple[float | None, float | None], bands: Sequence[Group]
) -> tuple[str, ...]:
    if count < FEWEST:
        return ("few_records",)
    low, high = bias
    enough = [group.mean_actual for group in bands if not group.few]
    holds = {
        "coverage_low": coverage[1] < level,
        "coverage_high": coverage[0] > level,
        "predicts_low": high is not None and high < 0,
        "predicts_high": low is not None and low > 0,
        "bands_disordered": enough != sorted(enough),
    }
    return tuple(code for code in FINDINGS if holds.get(code)) or ("as_expected",)


def _groups(
    records: Sequence[Record], name_of: Callable[[Record], str | None], order: Callable[[str], Any] | None = None
) -> tuple[Group, ...]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if (name := name_of(record)) is not None:
            found[name].append(record)
    return tuple(_group(name, found[name]) for name in sorted(found, key=order))


def _group(name: str, records: Sequence[Record]) -> Group:
    count, errors = len(records), [_log_error(record) for record in records]
    return Group(
        name,
        count,
        sum(record.eclo for record in records) / count,
        sum(record.actual for record in records) / count,
        sum(errors) / count,
        math.sqrt(sum(error * error for error in errors) / count),
        sum(map(_inside, records)) / count,
        count < FEWEST_OF_GROUP,
    )


def _log_error(record: Record) -> float:
    return math.log1p(record.eclo) - math.log1p(record.actual)


def _inside(record: Record) -> bool:
    return record.low - 1e-9 <= record.actual <= record.high + 1e-9


def _loss(record: Record) -> float:
    assert record.chances is not None
    return -math.log(min(max(record.chances[record.worst], TINY), 1 - TINY))
