"""Models: every number against statsmodels, scikit-learn or the formula; leaks, splits, refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score, silhouette_score
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeRegressor

from storage.profile import Roles
from tests.fakes.dataset_tools import Bench
from tools._errors import MissingInput, Refused
from tools._registry import discover
from tools._result import ToolResult


def table(n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "속도": rng.normal(50, 12, n),
            "차선": rng.integers(1, 6, n).astype(float),
            "날씨": rng.choice(["맑음", "비", "눈"], n, p=[0.6, 0.3, 0.1]),
            "사망자수": rng.integers(0, 3, n),
            "중상자수": rng.integers(0, 4, n),
            "같음": 7,
            "번호": np.arange(n) + 100,
        }
    )
    frame["ECLO"] = 10 * frame["사망자수"] + 5 * frame["중상자수"]
    frame["수리비"] = 3 + 0.5 * frame["속도"] - 2 * (frame["날씨"] == "비") + rng.normal(0, 1 + frame["차선"], n)
    frame["심각"] = np.where(rng.random(n) < 1 / (1 + np.exp(-(frame["속도"] - 55) / 8)), "예", "아니오")
    frame.loc[frame.index[::20], "속도"] = np.nan
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return table()


@pytest.fixture(scope="module")
def bench(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return bench_of(frame, tmp_path_factory.mktemp("models"))


def bench_of(frame: pd.DataFrame, folder: Path) -> Bench:
    made = Bench(frame, folder, Roles(target="ECLO"))
    made.registry = discover("tools.models")
    return made


def fit(bench: Bench, kind: str, language: str = "ko", **arguments: Any) -> ToolResult:
    return bench.ask("fit_model", language, kind=kind, **arguments)


def parts(frame: pd.DataFrame, target: str, stratify: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    complete = frame.dropna(subset=["속도"]).reset_index(drop=True)
    train, test = train_test_split(np.arange(len(complete)), test_size=0.2, random_state=0, stratify=complete[target] if stratify else None)
    return complete.iloc[np.sort(train)], complete.iloc[np.sort(test)]


def matrix(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {"속도": frame["속도"], "차선": frame["차선"], "비": (frame["날씨"] == "비") * 1.0, "눈": (frame["날씨"] == "눈") * 1.0}
    )


FEATURES = ["속도", "차선", "날씨"]


def test_linear_coefficients_and_intervals_are_those_of_statsmodels_with_hc3(bench: Bench, frame: pd.DataFrame) -> None:
    data = fit(bench, "linear", target="수리비", features=FEATURES).data
    train, test = parts(frame, "수리비")
    model = sm.OLS(train["수리비"], sm.add_constant(matrix(train))).fit(cov_type="HC3", use_t=True)
    assert [c["coefficient"] for c in data["coefficients"]] == pytest.approx(model.params.tolist()[1:], rel=1e-8)
    assert [c["p"] for c in data["coefficients"]] == pytest.approx(model.pvalues.tolist()[1:], rel=1e-6, abs=1e-300)
    assert [v for c in data["coefficients"] for v in c["interval"]] == pytest.approx(
        model.conf_int().to_numpy()[1:].ravel().tolist(), rel=1e-7
    )
    predicted = model.predict(sm.add_constant(matrix(test)))
    assert data["scores"]["rmse"] == pytest.approx(np.sqrt(((test["수리비"] - predicted) ** 2).mean()))
    assert data["baseline"]["rmse"] == pytest.approx(np.sqrt(((test["수리비"] - train["수리비"].mean()) ** 2).mean()))
    assert (data["split"]["train"], data["split"]["test"], data["missing"]) == (len(train), len(test), 20)
    assert data["references"] == {"날씨": "맑음"}


def test_the_chosen_ridge_is_that_of_scikit_learn(bench: Bench, frame: pd.DataFrame) -> None:
    data = fit(bench, "ridge", target="수리비", features=FEATURES).data
    train, _ = parts(frame, "수리비")
    x = matrix(train)
    scaled = (x - x.mean()) / x.std(ddof=0)
    expected = Ridge(alpha=data["penalty"]).fit(scaled, train["수리비"]).coef_ / x.std(ddof=0).to_numpy()
    assert [c["coefficient"] for c in data["coefficients"]] == pytest.approx(expected.tolist())
    assert data["cv_mse"][f"{data['penalty']:g}"] == min(data["cv_mse"].values())
    assert all(c["p"] is None for c in data["coefficients"])


def test_logistic_coefficients_and_scores_are_those_of_statsmodels(bench: Bench, frame: pd.DataFrame) -> None:
    data = fit(bench, "logistic", target="심각", positive="예", features=FEATURES).data
    train, test = parts(frame.assign(심각=(frame["심각"] == "예") * 1), "심각", stratify=True)
    model = sm.Logit(train["심각"], sm.add_constant(matrix(train))).fit(disp=0, tol=1e-12)
    assert [c["coefficient"] for c in data["coefficients"]] == pytest.approx(model.params.tolist()[1:], rel=1e-6)
    assert [c["standard_error"] for c in data["coefficients"]] == pytest.approx(model.bse.tolist()[1:], rel=1e-6)
    chance = model.predict(sm.add_constant(matrix(test)))
    assert data["scores"]["roc_auc"] == pytest.approx(roc_auc_score(test["심각"], chance))
    assert data["scores"]["log_loss"] == pytest.approx(log_loss(test["심각"], chance))
    assert data["scores"]["brier"] == pytest.approx(brier_score_loss(test["심각"], chance))
    counts = data["confusion"]["counts"]
    called = chance >= train["심각"].mean()
    assert counts[1] == [int((~called & (test["심각"] == 1)).sum()), int((called & (test["심각"] == 1)).sum())]


def rare_events(n: int = 6000) -> pd.DataFrame:
    """One row in a hundred is an event; one road has none, and one weather is rare: plain Newton steps overshoot here."""
    rng = np.random.default_rng(11)
    frame = pd.DataFrame(
        {
            "도로": rng.choice(["교차로", "단일로", "터널", "주차장"], n, p=[0.5, 0.4, 0.07, 0.03]),
            "날씨": rng.choice(["맑음", "비", "안개"], n, p=[0.85, 0.145, 0.005]),
            "연도": rng.integers(2007, 2019, n),
        }
    )
    line = -4.8 + 1.0 * (frame["도로"] == "단일로") + 2.5 * (frame["날씨"] == "안개") - 0.03 * (frame["연도"] - 2012)
    frame["사망"] = (rng.random(n) < 1 / (1 + np.exp(-line))) & (frame["도로"] != "주차장")
    frame["사망자수"] = frame["사망"] * rng.choice([1, 2, 3], n, p=[0.9, 0.07, 0.03])
    return frame


def test_rare_events_get_the_coefficients_of_statsmodels_and_a_road_without_any_is_pooled(tmp_path: Path) -> None:
    frame = rare_events()
    data = fit(bench_of(frame, tmp_path), "logistic", target="사망자수", features=["도로", "날씨", "연도"]).data
    y = (frame["사망자수"] >= 1).astype(float).to_numpy()
    train, _ = train_test_split(np.arange(len(frame)), test_size=0.2, random_state=0, stratify=y)
    part = frame.iloc[np.sort(train)]
    other = part["도로"].isin(["주차장", "터널"])  # the car parks alone have no event: the next rarest joins them
    x = np.column_stack(
        [part["도로"] == "단일로", other, part["날씨"] == "비", part["날씨"] == "안개", part["연도"]],
    ).astype(float)
    model = sm.GLM(y[np.sort(train)], sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-13)
    assert data["pooled"] == {"도로": ["터널", "주차장"]}
    assert data["not_used"] == {}
    assert [c["coefficient"] for c in data["coefficients"]] == pytest.approx(model.params.tolist()[1:], rel=1e-6)
    assert [c["standard_error"] for c in data["coefficients"]] == pytest.approx(model.bse.tolist()[1:], rel=1e-5)
    assert data["log_likelihood"] == pytest.approx(model.llf)


def test_a_tree_splits_years_between_years_and_writes_them_as_years(tmp_path: Path) -> None:
    frame = rare_events(600)
    frame["수리비"] = np.where(frame["연도"] <= 2012, 10.0, 20.0) + np.arange(600) % 3
    result = fit(bench_of(frame, tmp_path), "tree", target="수리비", features=["연도", "날씨"])
    assert "`연도 ≤ 2012`" in result.text
    assert result.data["nodes"][0]["threshold"] == 2012.5


def test_a_count_counts_as_yes_from_one_on_and_that_is_said(tmp_path: Path) -> None:
    made = bench_of(rare_events(), tmp_path)
    for language, said in (("ko", "`사망자수` 1 이상"), ("en", "`사망자수` of 1 or more")):
        result = fit(made, "logistic", language, target="사망자수", features=["도로", "날씨", "연도"])
        assert said in result.text
        assert result.data["event"] == ">= 1"


def test_a_tree_and_a_forest_are_those_of_scikit_learn_with_the_seed(bench: Bench, frame: pd.DataFrame) -> None:
    train, test = parts(frame, "수리비")

    def levels(part: pd.DataFrame) -> Any:
        columns = [part["속도"], part["차선"], *((part["날씨"] == v) * 1.0 for v in ("맑음", "비", "눈"))]
        return np.column_stack(columns).astype("float32")

    for kind, model in (
        ("tree", DecisionTreeRegressor(max_depth=4, min_samples_leaf=5, random_state=0)),
        ("forest", RandomForestRegressor(100, min_samples_leaf=5, max_features=1 / 3, random_state=0)),
    ):
        data = fit(bench, kind, target="수리비", features=FEATURES).data
        predicted = model.fit(levels(train), train["수리비"]).predict(levels(test))
        assert data["scores"]["rmse"] == pytest.approx(np.sqrt(((test["수리비"] - predicted) ** 2).mean())), kind
        assert data["importance"][0]["column"] == "속도"


def test_clusters_are_those_of_k_means_with_the_seed(bench: Bench, frame: pd.DataFrame) -> None:
    data = fit(bench, "kmeans", features=["속도", "차선"], k=3).data
    values = frame[["속도", "차선"]].dropna()
    z = ((values - values.mean()) / values.std(ddof=0)).to_numpy()
    model = KMeans(3, n_init=10, random_state=0).fit(z)
    assert data["inertia"] == pytest.approx(model.inertia_)
    assert [c["n"] for c in data["clusters"]] == sorted(np.bincount(model.labels_).tolist(), reverse=True)
    assert data["silhouette"] == pytest.approx(silhouette_score(z, model.labels_))
    chosen = fit(bench, "kmeans", features=["속도", "차선"]).data
    assert chosen["k"] == int(max(chosen["silhouette_by_k"], key=lambda k: chosen["silhouette_by_k"][k]))


def test_components_are_those_of_the_correlation_matrix(bench: Bench, frame: pd.DataFrame) -> None:
    columns = ["속도", "차선", "수리비"]
    data = fit(bench, "pca", features=columns).data
    values = frame[columns].dropna()
    z = ((values - values.mean()) / values.std(ddof=0)).to_numpy()
    model = PCA().fit(z)
    assert data["explained"] == pytest.approx(model.explained_variance_ratio_.tolist())
    first = [abs(row["loadings"][0]) for row in data["loadings"]]
    score = z @ model.components_[0]
    assert first == pytest.approx([abs(np.corrcoef(z[:, j], score)[0, 1]) for j in range(3)])


def test_columns_that_add_up_to_the_target_are_left_out_or_warned_of(bench: Bench) -> None:
    left = fit(bench, "linear")
    assert {"사망자수", "중상자수"} <= {leak["column"] for leak in left.data["leaks_left_out"]}
    assert not {"사망자수", "중상자수", "번호", "같음"} & set(left.data["features"])
    named = fit(bench, "linear", features=["사망자수", "중상자수", "차선"])
    assert named.text.startswith("⚠️")
    assert "10×`사망자수` + 5×`중상자수`" in named.text
    assert {leak["column"] for leak in named.data["leaks"]} == {"사망자수", "중상자수"}


def test_the_same_seed_gives_the_same_answer_and_another_one_another_split(bench: Bench) -> None:
    first, again, other = (fit(bench, "linear", target="수리비", features=FEATURES, seed=s).data["scores"] for s in (3, 3, 4))
    assert first == again
    assert first != other


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("kind", "arguments", "pictures"),
    [
        ("linear", {"target": "수리비"}, 2),
        ("logistic", {"target": "심각"}, 2),
        ("tree", {"target": "날씨"}, 2),
        ("tree", {"target": "심각"}, 2),
        ("kmeans", {"k": 2}, 1),
        ("pca", {}, 1),
    ],
)
def test_every_model_is_told_and_pictured_in_both_languages(
    bench: Bench, kind: str, arguments: dict[str, Any], pictures: int, language: str
) -> None:
    result = fit(bench, kind, language, **arguments)
    assert len(result.artifacts) == pictures
    assert all(a.data and a.data.startswith(b"\x89PNG") and a.alt for a in result.artifacts)
    assert result.data["definition"]


@pytest.mark.parametrize(
    ("kind", "arguments", "code"),
    [
        ("linear", {"target": "날씨"}, "not_numeric"),
        ("linear", {"target": "같음"}, "constant"),
        ("linear", {"target": "수리비", "features": ["같음"]}, "constant"),
        ("linear", {"target": "수리비", "where": [{"column": "번호", "operator": "<", "value": 110}]}, "too_few_rows"),
        ("logistic", {"target": "날씨"}, "needs_event"),
        ("logistic", {"target": "심각", "positive": "글쎄"}, "no_such_event"),
        ("logistic", {"target": "수리비"}, "needs_event"),
        ("kmeans", {"features": ["날씨", "속도"]}, "not_numeric"),
        ("kmeans", {"features": ["속도"]}, "too_few_columns"),
        ("pca", {"features": ["차선"]}, "too_few_columns"),
    ],
)
def test_models_that_cannot_be_are_refused_with_what_would_work(bench: Bench, kind: str, arguments: dict[str, Any], code: str) -> None:
    for language in ("ko", "en"):
        with pytest.raises(Refused) as refused:
            fit(bench, kind, language, **arguments)
        assert refused.value.code == code


def test_a_column_that_separates_the_outcomes_is_named_or_left_out(tmp_path: Path) -> None:
    frame = table(300)
    frame["결과"] = ((frame["차선"] >= 3) | (frame.index % 10 == 0)).map({True: "예", False: "아니오"})
    frame["차선군"] = np.where(frame["차선"] >= 3, "넓음", "좁음")
    made = bench_of(frame, tmp_path)
    with pytest.raises(Refused) as refused:
        fit(made, "logistic", target="결과", features=["차선군", "날씨"])
    assert refused.value.code == "separated"
    assert (
        "차선군" in fit(made, "logistic", target="결과").data["not_used"]["separates"]
        or fit(made, "logistic", target="결과").data["leaks_left_out"]
    )


def test_the_target_is_asked_for_where_there_is_none_to_guess(tmp_path: Path) -> None:
    made = Bench(table(60).drop(columns="ECLO"), tmp_path)
    made.registry = discover("tools.models")
    with pytest.raises(MissingInput) as asked:
        fit(made, "linear")
    assert asked.value.missing == ["target"]


def test_columns_may_be_named_loosely_and_that_is_told(bench: Bench) -> None:
    result = fit(bench, "linear", target="수리 비", features=["속 도"])
    assert result.data["features"] == ["속도"]
    assert "수리 비" in result.text


@pytest.mark.parametrize(
    "rule", ["피해운전자 차종 = 승용", "가해운전자 차종 = 승용", "도로형태 = 교차로 - 교차로안", "사고시 ≤ 11.5", "요일 = 일요일"]
)
def test_a_tree_shows_the_level_it_splits_at(rule: str) -> None:
    from tools.models._treesketch import rule_lines

    assert " ".join(rule_lines(rule)) == rule
