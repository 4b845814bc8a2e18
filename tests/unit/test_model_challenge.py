"""Champion and challenger on the same accidents: no verdict that the numbers do not carry."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import log_loss, mean_absolute_error, roc_auc_score, root_mean_squared_log_error

from model.bundle import Training
from model.challenge import CAUTIONS, WHY_NOT, Scored, challenge, eleven_of, scored_of, scored_twin, scores_of, seen_by
from model.data import accidents_of
from model.encode import Encoder
from model.fit import fit
from model.judge import calibrate, judge
from model.predict import Predictor
from model.train import category_levels, encode


def outcomes(rows: int = 2000, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    worst = random.choice(4, rows, p=[0.1, 0.6, 0.28, 0.02])
    return np.array([1.0, 3.0, 5.0, 10.0])[worst] + random.poisson(1.0, rows), worst


def says(actual: np.ndarray, noise: float, seed: int, name: str = "m", worst: np.ndarray | None = None, sure: float = 0.5) -> Scored:
    """A model whose log error has this standard deviation and whose interval holds 80 %."""
    random = np.random.default_rng(seed)
    log = np.log1p(actual) + random.normal(0, noise, len(actual))
    half = 1.2816 * noise
    chances = None if worst is None else (1 - sure) / 4 + sure * np.eye(4)[worst]
    return Scored(name, np.maximum(np.expm1(log), 1), np.maximum(np.expm1(log - half), 0), np.expm1(log + half), chances)


def test_the_scores_are_those_of_the_textbook() -> None:
    actual, worst = outcomes()
    a, b = says(actual, 0.4, 2, "a", worst, 0.3), says(actual, 0.5, 3, "b", worst, 0.6)
    result = challenge(actual, worst, a, b)
    for scored, scores in ((a, result.champion), (b, result.challenger)):
        assert scored.worst is not None
        assert scores["rmsle"] == pytest.approx(root_mean_squared_log_error(actual, scored.eclo))
        assert scores["mae"] == pytest.approx(mean_absolute_error(actual, scored.eclo))
        assert scores["log_loss"] == pytest.approx(log_loss(worst, scored.worst))
        assert scores["auc_fatal"] == pytest.approx(roc_auc_score(worst == 3, scored.worst[:, 3]))
        assert scores["auc_eclo_10"] == pytest.approx(roc_auc_score(actual >= 10, scored.eclo))
        assert scores["coverage"] == pytest.approx(np.mean((scored.low <= actual) & (actual <= scored.high)))
    assert (result.rows, result.rows_given, result.champion_saw) == (2000, 2000, 0)


def test_the_interval_is_that_of_the_paired_difference() -> None:
    actual, worst = outcomes(3000)
    a, b = says(actual, 0.45, 2), says(actual, 0.44, 3)
    result = challenge(actual, worst, a, b)
    d = (np.log1p(b.eclo) - np.log1p(actual)) ** 2 - (np.log1p(a.eclo) - np.log1p(actual)) ** 2
    assert result.difference == pytest.approx(d.mean())
    low, high = stats.t.interval(0.95, len(d) - 1, d.mean(), stats.sem(d))
    assert result.low == pytest.approx(low, abs=0.15 * (high - low))
    assert result.high == pytest.approx(high, abs=0.15 * (high - low))
    again = stats.bootstrap((d,), np.mean, n_resamples=1000, method="percentile", random_state=4).confidence_interval
    assert (result.low, result.high) == pytest.approx((again.low, again.high), abs=0.1 * (high - low))
    roots = np.sqrt(np.mean((np.log1p(b.eclo) - np.log1p(actual)) ** 2)), np.sqrt(np.mean((np.log1p(a.eclo) - np.log1p(actual)) ** 2))
    assert result.rmsle_difference == pytest.approx(roots[0] - roots[1])
    assert result.rmsle_low < result.rmsle_difference < result.rmsle_high


def test_many_accidents_give_the_interval_that_few_at_a_time_would() -> None:
    actual, worst = outcomes(60_000)
    a, b = says(actual, 0.45, 2), says(actual, 0.45, 3)
    result = challenge(actual, worst, a, b)
    d = (np.log1p(b.eclo) - np.log1p(actual)) ** 2 - (np.log1p(a.eclo) - np.log1p(actual)) ** 2
    assert result.high - result.low == pytest.approx(2 * 1.96 * stats.sem(d), rel=0.12)


@pytest.mark.parametrize(
    ("champion", "challenger", "verdict"),
    [(0.5, 0.4, "better"), (0.4, 0.5, "worse"), (0.45, 0.45, "no_clear_difference")],
)
def test_the_verdict_is_what_the_interval_says(champion: float, challenger: float, verdict: str) -> None:
    actual, worst = outcomes()
    result = challenge(actual, worst, says(actual, champion, 2), says(actual, challenger, 3))
    assert (result.verdict, result.why_not) == (verdict, "")
    assert {"better": result.high < 0, "worse": result.low > 0, "no_clear_difference": result.low <= 0 <= result.high}[verdict]
    assert (result.won > 0.5) == (result.difference < 0)


def test_a_model_does_not_beat_itself() -> None:
    actual, worst = outcomes()
    model = says(actual, 0.45, 2)
    result = challenge(actual, worst, model, model)
    assert (result.verdict, result.difference, result.low, result.high, result.won) == ("no_clear_difference", 0, 0, 0, 0.5)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(100, 400))
def test_swapping_the_two_turns_the_verdict_around(seed: int, rows: int) -> None:
    actual, worst = outcomes(rows, seed)
    a, b = says(actual, 0.4, seed), says(actual, 0.5, seed + 1)
    one, other = challenge(actual, worst, a, b), challenge(actual, worst, b, a)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=1e-3 * (one.high - one.low) + 1e-9)
    assert {one.verdict, other.verdict} in ({"better", "worse"}, {"no_clear_difference"})


def test_the_same_question_gets_the_same_answer_to_the_bit() -> None:
    actual, worst = outcomes()
    ask = lambda: challenge(actual, worst, says(actual, 0.45, 2), says(actual, 0.44, 3))  # noqa: E731
    assert ask() == ask()
    assert json.loads(json.dumps(ask().to_json()))["verdict"] == ask().verdict


def test_accidents_the_champion_has_seen_do_not_count_when_enough_others_are_there() -> None:
    actual, worst = outcomes(1000)
    saw = np.arange(1000) < 700
    champion, challenger = says(actual, 0.5, 2), says(actual, 0.4, 3)
    flattered = replace(champion, eclo=np.where(saw, actual, champion.eclo))
    result = challenge(actual, worst, flattered, challenger, champion_saw=saw)
    assert (result.verdict, result.rows, result.rows_given, result.champion_saw) == ("better", 300, 1000, 700)
    assert "champion_saw_some" in result.cautions
    alone = challenge(actual[~saw], worst[~saw], champion.of(~saw), challenger.of(~saw))
    assert (result.low, result.high, result.challenger) == (alone.low, alone.high, alone.challenger)


@pytest.mark.parametrize(
    ("champion", "challenger", "verdict"), [(0.5, 0.4, "better"), (0.4, 0.5, "not_comparable"), (0.45, 0.45, "not_comparable")]
)
def test_a_champion_that_has_seen_them_all_can_only_lose(champion: float, challenger: float, verdict: str) -> None:
    actual, worst = outcomes(1000)
    result = challenge(actual, worst, says(actual, champion, 2), says(actual, challenger, 3), champion_saw=np.arange(1000) < 950)
    assert result.verdict == verdict
    assert result.why_not == ("" if verdict == "better" else "champion_saw_them")
    assert (result.rows, result.champion_saw) == (1000, 950)
    assert result.why_not in {"", *WHY_NOT}


@pytest.mark.parametrize("rows", [0, 1, 99])
def test_few_accidents_get_no_verdict(rows: int) -> None:
    actual, worst = outcomes(rows)
    result = challenge(actual, worst, says(actual, 0.5, 2), says(actual, 0.1, 3))
    assert (result.verdict, result.why_not, result.rows) == ("not_comparable", "too_few_rows", rows)


def test_what_speaks_against_a_better_challenger_is_told() -> None:
    actual, worst = outcomes()
    champion = says(actual, 0.5, 2, worst=worst, sure=0.6)
    good = says(actual, 0.4, 3, worst=worst, sure=0.6)
    assert challenge(actual, worst, champion, replace(good, name="g")).cautions == ()
    narrow = replace(good, low=good.eclo, high=good.eclo)
    assert challenge(actual, worst, champion, narrow).cautions == ("coverage_off",)
    unsure = replace(good, worst=says(actual, 0.4, 3, worst=worst, sure=0.1).worst)
    assert challenge(actual, worst, champion, unsure).cautions == ("log_loss_worse",)
    assert challenge(actual, np.full(2000, -1), champion, good).cautions == ("worst_unknown",)
    hair = replace(champion, eclo=np.where(champion.eclo > actual, champion.eclo - 1e-4, champion.eclo))
    small = challenge(actual, worst, champion, hair)
    assert (small.verdict, small.cautions) == ("better", ("small",))
    assert all(code in CAUTIONS for code in small.cautions)


def test_accidents_without_a_known_injury_still_count_for_the_eclo() -> None:
    actual, worst = outcomes()
    part = np.where(np.arange(2000) < 500, worst, -1)
    model = says(actual, 0.4, 2, worst=worst)
    result = challenge(actual, part, model, model)
    assert result.rows == 2000
    assert model.worst is not None
    assert result.champion["log_loss"] == pytest.approx(log_loss(worst[:500], model.worst[:500], labels=[0, 1, 2, 3]))


def test_the_champion_is_asked_with_the_eleven_features_only() -> None:
    rows = 40
    frame = pd.DataFrame(
        {
            "사고일시": pd.date_range("2017-06-01", periods=rows, freq="37h").strftime("%Y-%m-%d %H"),
            "시군구": "대구광역시 중구 남산동",
            "기상상태": ["맑음", "비"] * (rows // 2),
            "사고유형": ["차대차 - 추돌", "차대사람 - 횡단중"] * (rows // 2),
            "법규위반": "신호위반",
            "ECLO": 3,
        }
    )
    accidents, predictor = accidents_of(frame, source="a"), Predictor.load()
    chosen = np.arange(rows) % 2 == 0
    asked = eleven_of(accidents, chosen)
    assert not {"법규위반", "사고유형_세부"} & set(asked.columns)
    scored = scored_of(predictor.predict_frame(asked))
    bare = frame[chosen].assign(사고유형="차대차").drop(columns=["법규위반", "ECLO"])
    np.testing.assert_array_equal(scored.eclo, predictor.predict_frame(bare).eclo)
    assert scored.name == predictor.bundle.name


def test_the_twin_is_scored_as_training_judges_it() -> None:
    random = np.random.default_rng(2)
    rows = 900
    when = pd.Timestamp(2016, 1, 1) + pd.to_timedelta(random.integers(0, 24 * 1090, rows), unit="h")
    counts = {"사망자수": 0, "중상자수": random.integers(0, 2, rows), "경상자수": random.integers(0, 2, rows), "부상신고자수": 1}
    kinds = random.choice(["차대차", "차대사람"], rows)
    frame = pd.DataFrame({"사고일시": when.strftime("%Y-%m-%d %H"), "시군구": "대구광역시 중구 남산동", "사고유형": kinds, **counts})
    accidents = accidents_of(frame, source="a")
    categories = category_levels(accidents.table, accidents.year)
    encoded, types = encode(accidents, Encoder(categories, 2016, 2018)), categories["accident_type"]
    twin, last = fit(encoded.of(encoded.year < 2018), 8), encoded.of(encoded.year == 2018).plain()
    limits = calibrate([(fit(encoded.of(encoded.year < 2017), 8), encoded.of(encoded.year == 2017))], types)
    told = judge(twin, last, limits, types)
    scores = scores_of(scored_twin("t", twin, last, limits, types), np.expm1(last.target), last.worst)
    assert scores == pytest.approx({name: told[name] for name in scores})


def test_accidents_of_years_a_model_learnt_from_are_taken_as_seen() -> None:
    training = Training({}, 3, 2016, 2018, {"2016": 2, "2018": 1}, 1.5)
    assert seen_by(training, np.array([2015, 2016, 2017, 2018, 2019])).tolist() == [False, True, False, True, False]
