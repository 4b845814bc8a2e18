"""Predictions beside outcomes: the numbers are those of pandas, and few records are not judged."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import log_loss

from model.prediction import BANDS
from model.verify import FINDINGS, Record, verify, wilson

GUS = ["대구광역시 중구 남산동", "대구광역시 수성구 범어동", "대구광역시 수성구", None]


def records(rows: int = 400, seed: int = 1, bias: float = 0.0, half: float = 1.2816, noise: float = 0.4) -> list[Record]:
    random = np.random.default_rng(seed)
    out = []
    for _ in range(rows):
        log = random.uniform(1.2, 2.2)
        eclo = float(np.expm1(log))
        chances = tuple(random.dirichlet([5, 9, 7, 3]).tolist())
        out.append(
            Record(
                eclo=eclo,
                low=float(np.expm1(log - half * noise)),
                high=float(np.expm1(log + half * noise)),
                band=list(BANDS)[min(3, int((log - 1.2) * 4))],
                actual=float(np.expm1(log - bias + random.normal(0, noise))),
                when=datetime.date(2026, 1, 1) + datetime.timedelta(days=int(random.integers(0, 300))),
                district=GUS[int(random.integers(0, 4))],
                chances=chances,
                worst=int(random.choice([-1, 0, 1, 2, 3])),
                model_version=str(random.choice(["a", "b"])),
            )
        )
    return out


def framed(found: list[Record]) -> pd.DataFrame:
    frame = pd.DataFrame([{name: getattr(r, name) for name in Record.__slots__} for r in found])
    frame["error"] = np.log1p(frame["eclo"]) - np.log1p(frame["actual"])
    frame["inside"] = (frame["actual"] >= frame["low"]) & (frame["actual"] <= frame["high"])
    return frame


def test_the_numbers_are_those_of_pandas() -> None:
    given_, found = records(), verify(records())
    frame = framed(given_)
    assert found.rows == 400
    assert found.rmsle == pytest.approx((frame["error"] ** 2).mean() ** 0.5)
    assert found.mae == pytest.approx((frame["eclo"] - frame["actual"]).abs().mean())
    assert (found.mean_predicted, found.mean_actual) == pytest.approx((frame["eclo"].mean(), frame["actual"].mean()))
    assert found.coverage == pytest.approx(frame["inside"].mean())
    assert found.log_bias == pytest.approx(frame["error"].mean())
    half = 1.959964 * frame["error"].sem()
    assert (found.bias_low, found.bias_high) == pytest.approx((found.log_bias - half, found.log_bias + half))
    known = frame[frame["worst"] >= 0]
    assert found.worst_known == len(known)
    assert found.log_loss == pytest.approx(log_loss(known["worst"], np.vstack(known["chances"]), labels=[0, 1, 2, 3]))


@pytest.mark.parametrize(
    ("groups", "key"),
    [
        ("bands", lambda f: f["band"]),
        ("gus", lambda f: f["district"].dropna().str.split().str[1]),
        ("months", lambda f: pd.to_datetime(f["when"]).dt.strftime("%Y-%m")),
        ("models", lambda f: f["model_version"]),
    ],
)
def test_every_group_is_that_of_pandas(groups: str, key: object) -> None:
    frame = framed(records())
    names = key(frame)  # type: ignore[operator]
    found = {g.name: g for g in getattr(verify(records()), groups)}
    assert set(found) == set(names.dropna().unique())
    for name, rows in frame.groupby(names):
        group = found[str(name)]
        assert group.rows == len(rows)
        assert group.mean_predicted == pytest.approx(rows["eclo"].mean())
        assert group.mean_actual == pytest.approx(rows["actual"].mean())
        assert group.rmsle == pytest.approx((rows["error"] ** 2).mean() ** 0.5)
        assert group.log_bias == pytest.approx(rows["error"].mean())
        assert group.inside == pytest.approx(rows["inside"].mean())
        assert group.few == (len(rows) < 10)


def test_groups_stand_in_the_order_people_read_them() -> None:
    found = verify(records())
    assert [g.name for g in found.bands] == list(BANDS)
    assert [g.name for g in found.months] == sorted(g.name for g in found.months)
    assert [g.rows for g in found.gus] == sorted((g.rows for g in found.gus), reverse=True)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({}, "as_expected"),
        ({"bias": -0.3}, "predicts_low"),
        ({"bias": 0.3}, "predicts_high"),
        ({"half": 0.7}, "coverage_low"),
        ({"half": 2.5}, "coverage_high"),
    ],
)
def test_what_differs_is_found(change: dict[str, float], finding: str) -> None:
    findings = verify(records(**change)).findings  # type: ignore[arg-type]
    assert finding in findings
    assert all(code in FINDINGS for code in findings)
    assert (findings == ("as_expected",)) == (not change)


def test_a_higher_band_with_a_lower_outcome_is_found() -> None:
    swapped = [replace(r, band=list(BANDS)[3 - list(BANDS).index(r.band)]) for r in records()]
    assert "bands_disordered" in verify(swapped).findings
    assert "bands_disordered" not in verify(records()).findings


@pytest.mark.parametrize("rows", [0, 1, 2, 29])
def test_few_outcomes_are_shown_and_not_judged(rows: int) -> None:
    found = verify(records(rows, bias=3))
    assert (found.rows, found.findings) == (rows, ("few_records",))
    assert (found.rmsle is None) == (rows == 0)
    json.dumps(found.to_json())


def test_an_outcome_without_a_place_or_a_known_injury_counts_for_the_rest() -> None:
    bare = [replace(r, district=None, chances=None, worst=-1, model_version="") for r in records(50)]
    found = verify(bare)
    assert (found.rows, found.gus, found.models, found.log_loss, found.worst_known) == (50, (), (), None, 0)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(pair: tuple[int, int]) -> None:
    hits, count = pair
    expected = binomtest(hits, count).proportion_ci(method="wilson")
    assert wilson(hits, count) == pytest.approx((expected.low, expected.high), abs=1e-9)
