"""Which columns of a training table are used, and why the others are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from model.data_report import DataReport, Unused
from model.labels import Labels
from model.table import FeatureTable, feature_of_header

if TYPE_CHECKING:
    import pandas as pd

_LEAKS = re.compile(r"eclo|사망|중상|경상|부상|사상|상해|사고내용|심각도|피해액|피해정도|injur|casualt|fatal|death|severity", re.IGNORECASE)
_TAIL = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def tidy_headers(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Headers such as 기상상태(날씨) without their brackets, where that makes them a feature's; and the headers as they were."""
    headers = [str(name) for name in frame.columns]
    known, out = {feature_of_header(name) for name in headers}, list(headers)
    for position, name in enumerate(headers):
        short = _TAIL.sub("", name)
        if short != name and feature_of_header(name) is None and (feature := feature_of_header(short)) and feature not in known:
            out[position] = short
            known.add(feature)
    return frame.set_axis(out, axis=1), headers


def report_of(frame: pd.DataFrame, table: FeatureTable, labels: Labels, source: str, headers: list[str]) -> DataReport:
    original = dict(reversed(list(zip(frame.columns, headers, strict=True))))
    used = {name: original.get(header, header) for name, header in {**table.derived, **table.found}.items() if name in table.values}
    unknown = {name: dict(values) for name, values in table.unknown_values.items()}
    return DataReport(
        sources={source: len(frame)},
        rows_read=len(frame),
        labels={name: original[header] for name, header in labels.columns.items()},
        injured_was_total=labels.injured_was_total,
        bad_cells={original[header]: cells for header, cells in labels.bad_cells.items()},
        used=used,
        not_used=_not_used(frame, table, labels, headers),
        missing=list(table.missing),
        unknown=unknown,
    )


def _not_used(frame: pd.DataFrame, table: FeatureTable, labels: Labels, headers: list[str]) -> dict[str, Unused]:
    by_feature = {**table.derived, **table.found}
    taken = {*by_feature.values(), *labels.columns.values()}
    out: dict[str, Unused] = {}
    for position, (name, header) in enumerate(zip(frame.columns, headers, strict=True)):
        if name in taken:
            taken.discard(name)  # a second column of the same name is not it
            continue
        feature = feature_of_header(name)
        own = by_feature.get("accident_year" if feature == "moment" else feature or "")
        if _is_empty(frame.iloc[:, position]):
            out[header] = Unused("empty")
        elif own is not None and feature is not None:
            out[header] = Unused("duplicate_of", headers[list(frame.columns).index(own)] if own in frame.columns else own)
        elif feature is not None:
            out[header] = Unused("not_readable")
        else:
            out[header] = Unused("leaks" if _LEAKS.search(header) else "not_a_feature")
    return out


def _is_empty(column: pd.Series) -> bool:
    return bool(column.dropna().astype(str).str.strip().eq("").all())
