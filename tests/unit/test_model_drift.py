"""Drift: hand-checked stability, no alarm by chance, and the error over time."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.data import accidents_of
from model.drift import CODES, FEWEST, FeatureDrift, Profile, drift, error_drift, profile_of, psi
from model.features import NAMES
from model.predict import Predictor

DISTRICTS = ["대구광역시 중구 남산동", "대구광역시 수성구 범어동", "대구광역시 수성구", "대구광역시 달성군 현풍읍"]


def accidents(rows: int = 4000, seed: int = 1, years: tuple[int, int] = (2016, 2018), rain: float = 0.1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    hours = 24 * (pd.Timestamp(years[1] + 1, 1, 1) - pd.Timestamp(years[0], 1, 1)).days
    when = pd.Timestamp(years[0], 1, 1) + pd.to_timedelta(random.integers(0, hours, rows), unit="h")
    return pd.DataFrame(
        {
            "사고일시": when.strftime("%Y-%m-%d %H"),
            "시군구": random.choice(DISTRICTS, rows, p=[0.2, 0.3, 0.1, 0.4]),
            "기상상태": random.choice(["맑음", "비", "눈"], rows, p=[0.98 - rain, rain, 0.02]),
            "노면상태": "건조",
            "도로형태": random.choice(["단일로 - 기타", "교차로 - 교차로안"], rows),
            "사고유형": random.choice(["차대차", "차대사람", "차량단독"], rows, p=[0.7, 0.25, 0.05]),
            "ECLO": 3,
        }
    )


def profile(rows: int = 4000) -> Profile:
    return profile_of(accidents_of(accidents(rows), source="a"))


def feature(found: tuple[FeatureDrift, ...], name: str) -> FeatureDrift:
    return next(f for f in found if f.feature == name)


def test_psi_is_its_definition() -> None:
    # (.4-.5) ln(.4/.5) + (.4-.3) ln(.4/.3) + (.2-.2) ln 1 = .02231 + .02877
    parts = psi({"a": 0.5, "b": 0.3, "c": 0.2}, {"a": 0.4, "b": 0.4, "c": 0.2})
    assert parts == pytest.approx({"a": 0.0223144, "b": 0.0287682, "c": 0.0}, abs=1e-6)
    assert psi({"a": 1.0}, {"a": 0.9, "b": 0.1}, 0.01)["b"] == pytest.approx(0.09 * math.log(10))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=30))
def test_psi_is_never_below_zero_and_the_same_from_both_sides(counts: list[tuple[int, int]]) -> None:
    sums = [sum(column) or 1 for column in zip(*counts, strict=True)]
    a, b = ({str(i): pair[side] / sums[side] for i, pair in enumerate(counts)} for side in (0, 1))
    assert all(part >= 0 for part in psi(a, b).values())
    assert sum(psi(a, b).values()) == pytest.approx(sum(psi(b, a).values()))
    assert sum(psi(a, a).values()) == 0


def test_a_profile_has_the_shares_of_the_data() -> None:
    frame = accidents()
    found = profile()
    when = pd.to_datetime(frame["사고일시"], format="%Y-%m-%d %H").dt
    assert set(found) == {*NAMES, "rows"}
    assert found["rows"] == {"all": 4000.0}
    gus = frame["시군구"].str.split().str[1].value_counts(normalize=True)
    assert {k: v for k, v in found["district"].items() if k} == pytest.approx(gus.to_dict())
    assert {k: v for k, v in found["weather"].items() if k} == pytest.approx(frame["기상상태"].value_counts(normalize=True).to_dict())
    hours = when.hour.value_counts(normalize=True)
    assert [found["accident_hour"][str(h)] for h in range(24)] == pytest.approx([hours[h] for h in range(24)])
    days = pd.cut(when.day, [0, 6, 12, 18, 24, 31], labels=["1-6", "7-12", "13-18", "19-24", "25-31"]).value_counts(normalize=True)
    assert {k: v for k, v in found["accident_day"].items() if k} == pytest.approx(days.to_dict())
    assert found["accident_year"] == pytest.approx({**(when.year.value_counts(normalize=True).rename(str).to_dict()), "": 0.0})
    assert len(found["accident_month"]) == 13
    assert json.loads(json.dumps(found)) == found
    for name in NAMES:
        assert sum(share for level, share in found[name].items() if level) == pytest.approx(1)


def test_what_is_not_known_is_a_share_of_its_own() -> None:
    frame = accidents(1000)
    frame.loc[:249, "기상상태"] = None
    found = profile_of(accidents_of(frame, source="a"))["weather"]
    assert found[""] == 0.25
    assert sum(share for level, share in found.items() if level) == pytest.approx(1)


@pytest.mark.parametrize("rows", [150, 1000, 4000])
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_the_same_city_a_year_later_is_no_alarm(rows: int, seed: int) -> None:
    found = drift(profile(), accidents(rows, seed, (2019, 2019)))
    assert found.code == "stable"
    assert {f.feature for f in found.features} == set(NAMES) - {"accident_year"}
    assert (found.years, found.after_training) == ({"2019": rows}, rows)


def test_a_moved_feature_is_told_with_what_moved_and_the_others_are_not() -> None:
    found = drift(profile(), accidents(2000, 7, rain=0.5))
    weather = feature(found.features, "weather")
    assert (found.code, weather.code) == ("shifted", "shifted")
    assert [m.level for m in weather.moved[:2]] in (["비", "맑음"], ["맑음", "비"])
    assert {f.code for f in found.features if f.feature != "weather"} == {"stable"}
    now, then = (f["기상상태"].value_counts(normalize=True) for f in (accidents(2000, 7, rain=0.5), accidents()))
    assert weather.psi == pytest.approx(sum((now[k] - then[k]) * math.log(now[k] / then[k]) for k in then.index))
    rain = next(m for m in weather.moved if m.level == "비")
    assert (rain.then, rain.now) == pytest.approx((then["비"], now["비"]))


@pytest.mark.parametrize(("rain", "code"), [(0.1, "stable"), (0.25, "moderate"), (0.5, "shifted")])
def test_the_limits_are_those_of_custom_when_there_are_many_rows(rain: float, code: str) -> None:
    weather = feature(drift(profile(), accidents(8000, 7, rain=rain)).features, "weather")
    assert weather.code == code
    assert weather.psi is not None
    assert {"stable": weather.psi < 0.1, "moderate": 0.1 <= weather.psi <= 0.25, "shifted": weather.psi > 0.25}[code]


def test_a_level_the_data_never_had_is_told() -> None:
    frame = accidents(500, 3)
    frame.loc[:99, "기상상태"] = "안개"
    weather = feature(drift(profile(), frame).features, "weather")
    assert weather.new_levels == {"안개": 0.2}
    assert weather.code == "shifted"


def test_too_few_rows_say_so_and_nothing_else() -> None:
    found = drift(profile(), accidents(FEWEST - 1))
    assert found.code == "too_few"
    assert {(f.code, f.psi, f.moved) for f in found.features} == {("too_few", None, ())}
    assert drift(profile(), []).rows == drift(profile(), accidents(5).head(0)).rows == 0


def test_inputs_of_predictions_are_read_as_a_table_is() -> None:
    frame = accidents(600, 5)
    when = pd.to_datetime(frame["사고일시"], format="%Y-%m-%d %H")
    inputs = [
        {"weather": w, "district": d, "accident_hour": t.hour, "accident_year": t.year, "accident_month": t.month, "accident_day": t.day}
        for w, d, t in zip(frame["기상상태"], frame["시군구"], when, strict=True)
    ]
    table, asked = drift(profile(), frame), drift(profile(), inputs)
    for name in ("weather", "district", "accident_hour", "time_period", "day_of_week", "accident_day"):
        assert feature(asked.features, name) == feature(table.features, name)
    road = feature(asked.features, "road_type")
    assert (road.code, road.rows, road.unknown_now) == ("too_few", 0, 1.0)


def test_what_people_do_not_say_is_told_and_is_no_shift() -> None:
    inputs: list[dict[str, object]] = [{"weather": w, "accident_hour": None} for w in accidents(1200, 4)["기상상태"]]
    for row in inputs[:900]:
        row["weather"] = None
    weather = feature(drift(profile(), inputs).features, "weather")
    assert (weather.code, weather.rows, weather.unknown_now, weather.unknown_then) == ("stable", 300, 0.75, 0.0)


def test_a_predictors_resolver_understands_places_in_free_text() -> None:
    frame = accidents(300, 3).assign(시군구="범어동")
    known = feature(drift(profile(), frame, Predictor.load().resolve).features, "district")
    assert (known.rows, known.code) == (300, "shifted")
    assert feature(drift(profile(), frame).features, "district").code == "too_few"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), st.one_of(st.none(), st.integers(-5, 40), st.text(max_size=5))), max_size=8))
def test_no_input_is_too_strange(rows: list[dict[str, object]]) -> None:
    found = drift(PROFILE, rows * 40)
    assert found.code in CODES
    json.dumps(found.to_json())


PROFILE = profile(500)


def test_the_error_by_month_and_quarter_is_that_of_pandas() -> None:
    random = np.random.default_rng(3)
    actual = random.integers(1, 20, 500).astype(float)
    predicted = actual * random.uniform(0.6, 1.5, 500)
    months = [f"2026-{m:02d}" for m in random.integers(1, 13, 500)]
    frame = pd.DataFrame({"month": months, "square": (np.log1p(predicted) - np.log1p(actual)) ** 2})
    found = error_drift(actual, predicted, months)
    expected = frame.groupby("month")["square"].mean() ** 0.5
    assert {p.period: p.rmsle for p in found.periods} == pytest.approx(expected.to_dict())
    assert [p.period for p in found.periods] == sorted(set(months))
    assert {p.period: p.few for p in found.periods} == (frame.groupby("month").size() < 30).to_dict()
    quarters = pd.PeriodIndex(months, freq="M").asfreq("Q").strftime("%Y-Q%q")
    by_quarter = frame.groupby(np.asarray(quarters))["square"].mean() ** 0.5
    assert {p.period: p.rmsle for p in error_drift(actual, predicted, months, by="quarter").periods} == pytest.approx(by_quarter.to_dict())
    mean, sem = frame["square"].mean(), frame["square"].sem()
    assert (found.rmsle, found.low, found.high) == pytest.approx(tuple(np.sqrt([mean, mean - 1.96 * sem, mean + 1.96 * sem])))


@pytest.mark.parametrize(("reference", "code"), [(None, "as_expected"), (0.3, "as_expected"), (0.2, "higher"), (0.5, "lower")])
def test_the_error_is_judged_by_what_was_tested(reference: float | None, code: str) -> None:
    random = np.random.default_rng(1)
    actual = np.full(800, 5.0)
    predicted = np.expm1(np.log1p(actual) + random.normal(0, 0.3, 800))
    assert error_drift(actual, predicted, ["2026-01"] * 800, reference=reference).code == code


@pytest.mark.parametrize("rows", [0, 1, 29])
def test_few_outcomes_are_not_judged(rows: int) -> None:
    found = error_drift(np.full(rows, 3.0), np.full(rows, 30.0), ["2026-01"] * rows, reference=0.1)
    assert (found.code, found.rows, found.low) == ("too_few", rows, None)
