"""Training and judging, on small made-up accidents with a known effect."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lightgbm import LGBMRegressor
from sklearn.metrics import mean_poisson_deviance

from model import card
from model.bundle import Bundle
from model.errors import UnusableTable
from model.evaluate import evaluate
from model.features import time_period_of
from model.pace import LOG_CODES
from model.predict import Predictor
from model.train import train

YEARS = (2015, 2016, 2017, 2018)


def _made_up(rows: int = 6000) -> pd.DataFrame:
    """Pedestrian accidents are much worse, everything else is noise: a model must find that and nothing more."""
    random = np.random.default_rng(11)
    when = pd.Timestamp("2015-01-01") + pd.to_timedelta(random.integers(0, 24 * 1460, rows), unit="h")
    kind = random.choice(["차대차", "차대사람", "차량단독"], rows)
    serious = random.poisson(np.where(kind == "차대사람", 2.0, 0.2))
    return pd.DataFrame(
        {
            "사고일시": when.strftime("%Y-%m-%d %H"),
            "시군구": random.choice(["대구광역시 중구 남산동", "대구광역시 수성구 범어동", "대구광역시 수성구"], rows),
            "기상상태": random.choice(["맑음", "비", "황사"], rows),
            "사고유형": kind,
            "사망자수": 0,
            "중상자수": serious,
            "경상자수": 1,
            "부상신고자수": random.integers(0, 2, rows),
        }
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Bundle]:
    folder = tmp_path_factory.mktemp("trained")
    _made_up().to_csv(folder / "accidents.csv", index=False, encoding="cp949")
    steps: list[tuple[int, int]] = []
    logged: list[str] = []
    bundle = train(
        [folder / "accidents.csv"],
        folder / "made-up-1",
        progress=lambda done, total: steps.append((done, total)),
        log=lambda code, facts: logged.append(code) if json.dumps(facts) else None,
    )
    assert len(set(steps)) > 50
    assert steps == sorted(steps)
    assert steps.index((100, 100)) == len(steps) - 1
    assert logged == list(LOG_CODES)
    return folder / "accidents.csv", folder / "made-up-1", bundle


def test_training_again_gives_the_same_bytes(trained: tuple[Path, Path, Bundle], tmp_path: Path) -> None:
    source, out, _ = trained
    train([source], tmp_path / "again", name="made-up-1")
    for name in ("model.txt", "severity.txt", "bundle.json"):
        assert (out / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


@pytest.mark.parametrize("at", [1, 30, 99])
def test_training_ends_at_once_when_progress_says_so_and_leaves_nothing(
    trained: tuple[Path, Path, Bundle], tmp_path: Path, at: int
) -> None:
    class Stopped(Exception):
        pass

    calls: list[int] = []

    def progress(done: int, _total: int) -> None:
        calls.append(done)
        if done >= at:
            raise Stopped

    small = tmp_path / "small.csv"
    _made_up(300).to_csv(small, index=False)
    with pytest.raises(Stopped):
        train([small], tmp_path / "out", progress=progress)
    assert [done for done in calls if done >= at] == calls[-1:]
    assert not (tmp_path / "out").exists()


_COUNTS = ("사망자수", "중상자수", "경상자수", "부상신고자수")


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f,
        lambda f: f.assign(사고유형="차대차"),
        lambda f: f.assign(사고유형="차대차", 기상상태="맑음", 시군구="대구광역시 중구 남산동"),
        lambda f: f[["사고일시", "사고유형", *_COUNTS]],
        lambda f: f.assign(사망자수=0, 중상자수=0),
        lambda f: f.assign(사망자수=0, 중상자수=0, 경상자수=1, 부상신고자수=0),
        lambda f: f.assign(ECLO=3).drop(columns=list(_COUNTS)),
        lambda f: f.assign(사망자수=(np.arange(len(f)) == 7).astype(int)),
        lambda f: f[(f["사고일시"] < "2018") | (np.arange(len(f)) == f.index[f["사고일시"] >= "2018"][0])],
    ],
    ids=[
        "as it is",
        "one type",
        "one level",
        "few columns",
        "two injuries",
        "one injury",
        "only ECLO",
        "one fatal",
        "one in the last year",
    ],
)
def test_small_and_lopsided_data_can_be_learnt_from(tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    change(_made_up(300)).to_csv(tmp_path / "small.csv", index=False)
    bundle = train([tmp_path / "small.csv"], tmp_path / "out")
    predictor = Predictor.load(tmp_path / "out")
    found = predictor.predict_one({"accident_type": "차대차", "accident_hour": 9})
    assert 1 <= found.low <= found.eclo <= found.high
    assert found.worst is None or math.isclose(sum(found.worst.values()), 1.0)
    assert all(math.isfinite(value) for table in bundle.metrics.values() for value in table.values())
    assert card.render(bundle)


def test_the_bundle_tells_what_it_learnt_from(trained: tuple[Path, Path, Bundle]) -> None:
    _, out, bundle = trained
    frame = _made_up()
    year = pd.to_datetime(frame["사고일시"], format="%Y-%m-%d %H").dt.year
    eclo = frame["중상자수"] * 5 + 3 + frame["부상신고자수"]
    assert Bundle.read(out) == bundle
    assert (bundle.name, bundle.created) == ("made-up-1", "2018-12-31")
    assert bundle.training.rows_by_year == {str(y): int((year == y).sum()) for y in YEARS}
    assert bundle.typical[""].mean == pytest.approx(eclo[year == 2018].mean())
    assert bundle.typical[""].median == eclo[year == 2018].median()
    constant = np.log1p(eclo[year == 2017]).mean()
    expected = np.sqrt(((np.log1p(eclo[year == 2018]) - constant) ** 2).mean())
    assert bundle.metrics["test"]["constant_rmsle"] == pytest.approx(expected)


def test_a_level_of_the_data_that_is_new_here_is_learnt(trained: tuple[Path, Path, Bundle]) -> None:
    assert "황사" in trained[2].categories["weather"]


def test_the_effect_that_is_there_is_found(trained: tuple[Path, Path, Bundle]) -> None:
    predictor = Predictor.load(trained[1])
    person, car = (predictor.predict_one({"accident_type": kind}).eclo for kind in ("차대사람", "차대차"))
    assert person > 2 * car
    test = trained[2].metrics["test"]
    assert test["rmsle"] < 0.8 * test["constant_rmsle"]
    assert abs(test["coverage"] - 0.8) < 0.05


def test_evaluate_agrees_with_the_definitions(trained: tuple[Path, Path, Bundle], tmp_path: Path) -> None:
    predictor = Predictor.load(trained[1])
    frame = _made_up(500).assign(사고일시="2020-03-02 10", ECLO=lambda f: f["중상자수"] * 5 + 3 + f["부상신고자수"])
    frame.to_parquet(tmp_path / "later.parquet")
    result = evaluate(tmp_path / "later.parquet", predictor)
    predicted = predictor.predict_frame(frame)
    assert result["rmsle"] == pytest.approx(np.sqrt(((np.log1p(predicted.eclo) - np.log1p(frame["ECLO"])) ** 2).mean()))
    assert result["mae"] == pytest.approx((predicted.eclo - frame["ECLO"]).abs().mean())
    assert result["coverage"] == pytest.approx(((frame["ECLO"] >= predicted.low) & (frame["ECLO"] <= predicted.high)).mean())
    assert (result["years"], result["seen_in_training"], result["rows"]) == ([2020], 0, 500)
    actual, typical = frame["ECLO"], predictor.bundle.typical[""]
    assert result["constant"]["mae_of_median"] == pytest.approx((actual - typical.median).abs().mean())
    means = predicted.eclo * predictor.bundle.mean_factor
    assert result["poisson_deviance_of_mean"] == pytest.approx(mean_poisson_deviance(actual, means))
    assert result["constant"]["poisson_deviance_of_mean"] == pytest.approx(mean_poisson_deviance(actual, np.full(500, typical.mean)))
    real = np.eye(4)[np.where(frame["중상자수"] > 0, 2, 1)]
    assert predicted.worst is not None
    assert result["brier"] == pytest.approx(((predicted.worst - real) ** 2).sum() / 500)
    assert result["log_loss"] == pytest.approx(-np.log((predicted.worst * real).sum(axis=1)).mean())
    assert (result["naive"], result["naive_on"]) == (predictor.bundle.metrics["test_naive"], 2018)
    assert evaluate(trained[0], predictor)["seen_in_training"] == 6000


def test_the_naive_recipe_learns_anew_from_the_files_it_is_given(trained: tuple[Path, Path, Bundle], tmp_path: Path) -> None:
    learnt, later = _made_up(400), _made_up(200).assign(사고일시="2019-05-01 10")
    learnt.to_csv(tmp_path / "learnt.csv", index=False)
    later.to_csv(tmp_path / "later.csv", index=False)
    result = evaluate(tmp_path / "later.csv", Predictor.load(trained[1]), naive_from=[tmp_path / "learnt.csv"])
    by_hand = _naive(learnt, later, trained[2].categories)
    actual = later["중상자수"] * 5 + 3 + later["부상신고자수"]
    assert result["naive"]["mae"] == pytest.approx((actual - by_hand).abs().mean())
    assert result["naive_on"] is None


def _naive(learnt: pd.DataFrame, later: pd.DataFrame, categories: dict[str, list[str]]) -> np.ndarray:
    """Labels as numbers, raw ECLO, 500 trees, default settings."""
    when = pd.to_datetime(pd.concat([learnt, later])["사고일시"], format="%Y-%m-%d %H")
    everything = pd.concat([learnt, later])
    table = pd.DataFrame({"year": when.dt.year, "month": when.dt.month, "day": when.dt.day, "hour": when.dt.hour})
    for feature, column in {"weather": "기상상태", "accident_type": "사고유형"}.items():
        table[feature] = everything[column].map({level: float(i) for i, level in enumerate(categories[feature])})
    districts = [name for name in categories["district"] if len(name.split()) > 2]
    table["district"] = everything["시군구"].map({name: float(categories["district"].index(name)) for name in districts})
    table["weekday"] = [categories["day_of_week"].index("월화수목금토일"[day] + "요일") for day in when.dt.day_of_week]
    table["period"] = [categories["time_period"].index(time_period_of(hour)) for hour in when.dt.hour]
    order = ["weather", "accident_type", "period", "district", "weekday", "hour", "year", "month", "day"]
    eclo = learnt["중상자수"] * 5 + 3 + learnt["부상신고자수"]
    model = LGBMRegressor(n_estimators=500, verbose=-1, n_jobs=1).fit(table[order].to_numpy()[: len(learnt)], eclo)
    return np.maximum(1.0, np.asarray(model.predict(table[order].to_numpy()[len(learnt) :])))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.drop(columns="중상자수"), "no_target"),
        (lambda f: f.drop(columns="사고일시"), "no_dates"),
        (lambda f: f[f["사고일시"] < "2017"], "too_few_years"),
        (lambda f: f.head(20), "too_few_rows"),
    ],
)
def test_a_table_that_cannot_be_learnt_from_is_refused(tmp_path: Path, change: object, code: str) -> None:
    change(_made_up(2000)).to_csv(tmp_path / "a.csv", index=False)  # type: ignore[operator]
    with pytest.raises(UnusableTable) as caught:
        train([tmp_path / "a.csv"], tmp_path / "out")
    assert caught.value.code == code
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PK\x03\x04nothing")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00\x81")
    for name in ("a.parquet", "b.csv", "missing.csv"):
        with pytest.raises(UnusableTable) as caught:
            train([tmp_path / name], tmp_path / "out")
        assert caught.value.code == "table_unreadable"


def test_one_accident_whose_injuries_are_not_known_does_not_cost_the_chances_of_all_others(tmp_path: Path) -> None:
    frame = _made_up(1200)
    frame["ECLO"] = 5 * frame["중상자수"] + 3 * frame["경상자수"] + frame["부상신고자수"]
    frame = frame.astype({name: "float" for name in ("사망자수", "중상자수", "경상자수", "부상신고자수")})
    last = frame.index[frame["사고일시"].str.startswith("2018")]
    for name, places in (("whole", []), ("part", [last[0], last[1], 5]), ("none", frame.index)):
        told = frame.copy()
        told.loc[places, ["사망자수", "중상자수", "경상자수", "부상신고자수"]] = np.nan
        told.to_csv(tmp_path / f"{name}.csv", index=False)
    whole, part, none = (train([tmp_path / f"{name}.csv"], tmp_path / name) for name in ("whole", "part", "none"))
    assert part.severity is not None
    assert part.severity.rates == pytest.approx(whole.severity.rates, abs=0.01)
    for name in ("test", "test_constant", "test_naive"):
        assert part.metrics[name]["log_loss"] == pytest.approx(whole.metrics[name]["log_loss"], abs=0.05)
        assert part.metrics[name].keys() == whole.metrics[name].keys()
    assert none.severity is None
    assert "log_loss" not in none.metrics["test"]
