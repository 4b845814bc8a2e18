"""Every score against scikit-learn or a formula written out by hand, and the back-test on accidents whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as independent

from model.backtest import backtest
from model.chances import Scaling, learn_scaling, log_chances, scaled
from model.data import WORST
from model.encode import COLUMNS
from model.fit import Rows, fit
from model.learn import NEWEST, learn
from model.naive import naive_scores
from model.pace import Pace
from model.scores import (
    auc,
    calibration_error,
    chance_scores,
    constant_scores,
    interval_scores,
    point_scores,
    ranking_scores,
    reliability,
)
from model.spread import limits_of

RANDOM = np.random.default_rng(3)
ECLO = RANDOM.gamma(2.0, 2.5, 400) + 1
ACTUAL = RANDOM.integers(1, 30, 400).astype(float)
INJURY = RANDOM.choice(4, 400, p=[0.1, 0.6, 0.25, 0.05])
CHANCES = RANDOM.dirichlet([1.0, 4.0, 2.0, 0.5], 400)


def test_errors_in_eclo_are_those_of_scikit_learn() -> None:
    found = point_scores(ECLO, ACTUAL)
    assert found["rmsle"] == pytest.approx(independent.root_mean_squared_log_error(ACTUAL, ECLO))
    assert found["mae"] == pytest.approx(independent.mean_absolute_error(ACTUAL, ECLO))
    assert found["poisson_deviance"] == pytest.approx(independent.mean_poisson_deviance(ACTUAL, ECLO))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=60))
def test_auc_counts_ties_half(pairs: list[tuple[int, bool]]) -> None:
    score, positive = np.array([float(s) for s, _ in pairs]), np.array([p for _, p in pairs])
    if positive.all() or not positive.any():
        assert math.isnan(auc(score, positive))
    else:
        assert auc(score, positive) == pytest.approx(independent.roc_auc_score(positive, score))


def test_rankings_use_the_chances_that_they_are_about() -> None:
    found = ranking_scores(ECLO, ACTUAL, INJURY, CHANCES)
    assert found["auc_fatal"] == pytest.approx(independent.roc_auc_score(INJURY == 3, CHANCES[:, 3]))
    assert found["auc_fatal_or_serious"] == pytest.approx(independent.roc_auc_score(INJURY >= 2, CHANCES[:, 2] + CHANCES[:, 3]))
    assert found["auc_eclo_10"] == pytest.approx(independent.roc_auc_score(ACTUAL >= 10, ECLO))
    assert set(ranking_scores(ECLO, ACTUAL, np.full(400, -1), None)) == {"auc_eclo_10"}
    assert "auc_fatal" not in ranking_scores(ECLO, ACTUAL, np.minimum(INJURY, 2), CHANCES)  # with no fatal accident there is none


def test_chances_are_scored_as_scikit_learn_does() -> None:
    found = chance_scores(CHANCES, INJURY)
    real = np.eye(4)[INJURY]
    assert found["log_loss"] == pytest.approx(independent.log_loss(INJURY, CHANCES, labels=range(4)), rel=1e-6)
    assert found["brier"] == pytest.approx(((CHANCES - real) ** 2).sum() / 400)
    for code, name in enumerate(WORST):
        assert found[f"log_loss_{name}"] == pytest.approx(independent.log_loss(code == INJURY, CHANCES[:, code], labels=[0, 1]), rel=1e-4)
        assert found[f"brier_{name}"] == pytest.approx(independent.brier_score_loss(code == INJURY, CHANCES[:, code]))


def test_reliability_is_ten_equal_groups_from_the_lowest_chance_up() -> None:
    bins = reliability(CHANCES, INJURY)
    for code, name in enumerate(WORST):
        order = np.argsort(CHANCES[:, code])
        expected = [(CHANCES[order[i : i + 40], code].mean(), (INJURY[order[i : i + 40]] == code).mean(), 40) for i in range(0, 400, 40)]
        assert np.array(bins[name]) == pytest.approx(np.array(expected))
        gap = np.mean([abs(said - happened) for said, happened, _ in expected])
        assert calibration_error(bins[name]) == pytest.approx(gap) == pytest.approx(chance_scores(CHANCES, INJURY)[f"ece_{name}"])


def test_the_calibration_error_weighs_a_group_by_its_accidents() -> None:
    assert calibration_error([[0.2, 0.5, 30.0], [0.6, 0.5, 10.0]]) == pytest.approx((30 * 0.3 + 10 * 0.1) / 40)
    assert math.isnan(calibration_error([]))


def test_coverage_counts_both_ends_and_only_the_types_that_are_there() -> None:
    low, high = np.array([1.0, 3.0, 5.0, 2.0]), np.array([3.0, 3.0, 9.0, 4.0])
    kinds = np.array(["차대차", "차대차", "차대사람", None], dtype=object)
    found = interval_scores(low, high, np.array([3.0, 3.0, 10.0, 2.0]), kinds, ["차대차", "차대사람", "차량단독"])
    assert found == {"coverage": 0.75, "width": 2.0, "coverage_차대차": 1.0, "coverage_차대사람": 0.0}


def test_a_constant_knows_only_what_was_learnt() -> None:
    learnt, worst = np.log1p([3.0, 3.0, 5.0, 13.0]), np.array([1, 1, 2, 3])
    found = constant_scores(learnt, worst, ACTUAL, INJURY)
    guess = np.exp(np.log([4.0, 4.0, 6.0, 14.0]).mean()) - 1
    assert found["rmsle"] == pytest.approx(np.sqrt(np.mean((np.log1p(guess) - np.log1p(ACTUAL)) ** 2)))
    assert found["poisson_deviance_of_mean"] == pytest.approx(independent.mean_poisson_deviance(ACTUAL, np.full(400, 6.0)))
    assert found["mae_of_median"] == pytest.approx(np.abs(ACTUAL - (np.sqrt(4 * 6) - 1)).mean())
    assert found["brier_minor"] == pytest.approx(np.mean((0.5 - (INJURY == 1)) ** 2))
    assert found["auc_fatal"] == 0.5


@given(st.lists(st.floats(-3, 3), min_size=20, max_size=300))
def test_limits_hold_at_least_four_in_five_of_what_they_were_set_by(residuals: list[float]) -> None:
    values = np.array(residuals)
    limits = limits_of(values, np.ones(len(values)))
    assert np.mean((values >= limits.low) & (values <= limits.high)) >= 0.8


# Calibration.


def test_a_scaling_that_was_put_in_is_found_again() -> None:
    random = np.random.default_rng(8)
    scores = random.normal(0, 1, (40_000, 4))
    truth = np.exp(log_chances(scores * [0.5, 1.0, 1.5, 1.0] + [0.0, 0.4, -0.4, 0.0]))
    worst = (truth.cumsum(axis=1) < random.random((len(truth), 1))).sum(axis=1)
    found = learn_scaling(scores, worst)
    assert found.scale == pytest.approx([0.5, 1.0, 1.5, 1.0], abs=0.06)
    assert found.shift[1] - found.shift[2] == pytest.approx(0.8, abs=0.06)
    calibrated = np.exp(log_chances(scores * found.scale + found.shift))
    assert calibrated.sum(axis=1) == pytest.approx(1.0)
    assert independent.log_loss(worst, calibrated) < independent.log_loss(worst, np.exp(log_chances(scores)))


def test_with_few_accidents_the_chances_stay_almost_as_they_are() -> None:
    found = learn_scaling(np.zeros((4, 4)), np.array([3, 3, 3, 3]))
    assert found.scale == [1.0] * 4
    assert max(map(abs, found.shift)) < 0.1


def test_the_scaling_is_in_the_model_itself() -> None:
    rows = _rows(900)
    model = fit(rows, 5)
    assert model.worst is not None
    scaling = Scaling([0.5, 1.2, 0.9, 2.0], [0.1, -0.2, 0.0, 0.3], 1)
    before = model.worst.predict(rows.matrix, raw_score=True)
    after = scaled(model.worst, scaling)
    expected = np.exp(log_chances(before * scaling.scale + scaling.shift))
    assert after.predict(rows.matrix) == pytest.approx(expected)
    assert (model.worst.predict(rows.matrix, raw_score=True) == before).all()  # the one that came in is as it was


def test_learning_calibrates_on_the_newest_years_only() -> None:
    rows = _rows(1200)
    found = learn(rows, 5, ["차대차", "차대사람"])
    assert (found.rows, found.years) == (int((rows.year >= 2016).sum()), NEWEST)
    assert found.scaling is not None
    assert found.scaling.rows == found.rows
    assert {"", "차대차", "차대사람"} <= set(found.limits)
    few = rows.of((rows.year < 2016) | (np.arange(len(rows.year)) < 80))
    assert learn(few, 5, ["차대차", "차대사람"]).years == NEWEST + 1  # a hundred accidents are not in the newest years any more


def test_the_mean_is_what_the_factor_leads_to() -> None:
    rows = _rows(1500)
    found = learn(rows, 5, ["차대차", "차대사람"])
    newest = rows.of(rows.year == 2018)
    means = np.expm1(found.model.say(newest.plain()).raw).mean() * found.mean_factor
    assert means == pytest.approx(np.expm1(newest.target).mean(), rel=0.03)


# The back-test and what is compared with.


def test_the_back_test_by_hand() -> None:
    """ECLO is the same within a year and falls by a tenth on the log scale: every answer is known without a model."""
    years = [2010, 2011, 2012, 2013, 2014]
    rows = _rows(1000, years)
    rows.target = 2.0 - 0.1 * (rows.year - 2010)
    found = backtest(rows, years, 3)
    for ahead in (1, 2, 3):
        assert found["clamp"][str(ahead)] == pytest.approx(0.1 * ahead, abs=1e-6)
        assert found["bias"][str(ahead)] == pytest.approx(0.1 * ahead, abs=1e-6)
        assert found["constant"][str(ahead)] == pytest.approx(0.1 * ahead)
        assert found["half_trend"][str(ahead)] == pytest.approx(0.05 * ahead, abs=1e-6)
        assert found["trend"][str(ahead)] == pytest.approx(0.0, abs=1e-6)
        gone = [math.exp(2.0 - 0.1 * o) - math.exp(2.0 - 0.1 * (o + ahead)) for o in (1, 2, 3) if o + ahead <= 4]
        assert found["mae"][str(ahead)] == pytest.approx(np.mean(gone), abs=1e-6)


def test_the_naive_recipe_is_scored_like_the_model() -> None:
    rows = _rows(600)
    found = naive_scores(rows.of(rows.year < 2018), rows.of(rows.year == 2018))
    assert {"rmsle", "poisson_deviance_of_mean", "log_loss_fatal", "auc_fatal", "ece_minor"} <= set(found)
    without = rows.of(rows.year < 2018)
    without.worst = np.full(len(without.worst), -1)
    assert "log_loss" not in naive_scores(without, rows.of(rows.year == 2018))


# Progress.


@given(st.integers(0, 500), st.lists(st.integers(0, 30), max_size=80))
def test_progress_never_falls_and_is_full_only_at_the_end(units: int, steps: list[int]) -> None:
    told: list[int] = []
    pace = Pace(lambda done, total: told.append(done) if total == 100 else None, units)
    for step in steps:
        pace(step)
    assert told == sorted(told)
    assert len(told) == len(steps)
    assert not told or told[-1] <= 99
    pace.finish()
    assert told[-1] == 100


def _rows(count: int, years: list[int] | None = None) -> Rows:
    """Pedestrian accidents (type 1) are worse; everything else is noise."""
    random = np.random.default_rng(5)
    years = years or [2015, 2016, 2017, 2018]
    matrix = random.integers(0, 4, (count, len(COLUMNS))).astype(float)
    kind = random.integers(0, 2, count)
    matrix[:, COLUMNS.index("accident_type")] = kind
    year = np.array(years)[np.arange(count) % len(years)]
    matrix[:, COLUMNS.index("accident_year")] = year
    worst = np.where(random.random(count) < 0.05, 3, np.clip(random.poisson(0.6 + kind), 0, 2))
    eclo = np.array([1.0, 3.0, 5.0, 10.0])[worst] + random.integers(0, 3, count)
    return Rows(matrix, np.log1p(eclo), year.astype(np.int64), worst.astype(np.int64))
