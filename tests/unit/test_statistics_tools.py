"""Distributions, correlations, multicollinearity and outliers: against scipy, statsmodels or the formula."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.ensemble import IsolationForest
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.tools import add_constant

from storage.profile import Roles
from tests.fakes.dataset_tools import Bench
from tools._errors import Refused
from tools._registry import discover


def table(n: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    base = rng.normal(0, 1, n)
    frame = pd.DataFrame(
        {
            "a": base + rng.normal(0, 0.3, n),
            "b": base + rng.normal(0, 0.3, n),
            "c": rng.lognormal(0, 1, n),
            "등급": rng.choice(["상", "중", "하"], n),
            "지역": rng.choice(["동", "서"], n),
            "사망": rng.integers(0, 3, n),
            "중상": rng.integers(0, 4, n),
            "같음": 5,
        }
    )
    frame["ECLO"] = 10 * frame["사망"] + 5 * frame["중상"] + 2
    frame.loc[frame.index[::15], "a"] = np.nan
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return table()


@pytest.fixture(scope="module")
def bench(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return bench_of(frame, tmp_path_factory.mktemp("data"))


def bench_of(frame: pd.DataFrame, folder: Path) -> Bench:
    made = Bench(frame, folder, Roles(target="ECLO"))
    made.registry = discover("tools.dataset", "tools.statistics")
    return made


def test_the_shape_of_a_distribution_matches_scipy(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("describe_distribution", column="a").data
    values = frame["a"].dropna().to_numpy()
    expected = {
        "n": len(values),
        "missing": 20,
        "mean": values.mean(),
        "sd": values.std(ddof=1),
        "median": np.median(values),
        "mad": stats.median_abs_deviation(values),
        "skewness": stats.skew(values, bias=False),
        "skewness_biased": stats.skew(values),
        "kurtosis": stats.kurtosis(values, bias=False),
        "kurtosis_biased": stats.kurtosis(values),
    }
    assert {k: data[k] for k in expected} == pytest.approx(expected)
    assert data["quantiles"] == pytest.approx(
        {f"{q:g}": np.quantile(values, q) for q in (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)}
    )
    assert set(data["normality"]) == {"shapiro_wilk", "dagostino", "kolmogorov_smirnov", "anderson_darling"}


def test_a_histogram_comes_when_it_is_asked_for(bench: Bench) -> None:
    assert not bench.ask("describe_distribution", column="c").artifacts
    (picture,) = bench.ask("describe_distribution", column="c", picture=True).artifacts
    assert picture.data.startswith(b"\x89PNG")
    assert picture.alt


@pytest.mark.parametrize("values", [[4.0] * 9, [1.0, 2.0], [3.0]])
def test_too_few_or_equal_values_have_no_shape_and_that_is_no_error(tmp_path: Path, values: list[float]) -> None:
    data = bench_of(pd.DataFrame({"x": values}), tmp_path).ask("describe_distribution", column="x").data
    assert data["kurtosis"] is None


def test_every_pair_has_its_coefficient_p_n_and_interval(bench: Bench, frame: pd.DataFrame) -> None:
    for method, reference in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr), ("kendall", stats.kendalltau)):
        for pair in bench.ask("get_correlation", columns=["a", "b", "c"], method=method, picture=False).data["pairs"]:
            rows = frame[[pair["a"], pair["b"]]].dropna()
            expected = reference(rows.iloc[:, 0], rows.iloc[:, 1])
            assert (pair["value"], pair["p"], pair["n"]) == pytest.approx(
                (expected.statistic, expected.pvalue, len(rows)), rel=1e-9, abs=1e-300
            )
            if method == "pearson":
                interval = expected.confidence_interval(0.95)
                assert pair["interval"] == pytest.approx([interval.low, interval.high])


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, pd.DataFrame]:
    """Enough rows for tables of counts instead of sorting: few and many values, gaps that overlap, a row with labels only."""
    rng = np.random.default_rng(3)
    n = 2500
    frame = pd.DataFrame({"x": rng.poisson(2, n).astype(float), "z": rng.normal(0, 1, n).round(3)})
    frame["y"] = (frame["x"] + rng.poisson(1, n)).where(rng.random(n) > 0.1)
    frame["z"] = (frame["z"] + 0.2 * frame["x"]).where(rng.random(n) > 0.05)
    frame.loc[:9, ["x", "y", "z"]] = np.nan
    frame["등급"] = np.where(frame["x"] > 2, "상", rng.choice(["중", "하"], n))
    frame["지역"] = pd.Series(rng.choice(["동", "서", "남"], n)).where(rng.random(n) > 0.1)
    return bench_of(frame, tmp_path_factory.mktemp("long")), frame


def test_tied_columns_with_gaps_have_the_rank_correlations_of_scipy(long: tuple[Bench, pd.DataFrame]) -> None:
    bench, frame = long
    for method, reference in (("spearman", stats.spearmanr), ("kendall", stats.kendalltau)):
        for pair in bench.ask("get_correlation", columns=["x", "y", "z"], method=method, picture=False).data["pairs"]:
            rows = frame[[pair["a"], pair["b"]]].dropna()
            expected = reference(rows.iloc[:, 0], rows.iloc[:, 1])
            assert pair["n"] == len(rows)
            assert pair["value"] == pytest.approx(expected.statistic, rel=1e-12)
            assert pair["p"] == pytest.approx(expected.pvalue, rel=1e-9, abs=1e-300)


def test_mixed_columns_with_gaps_are_compared_row_by_row(long: tuple[Bench, pd.DataFrame]) -> None:
    bench, frame = long
    result = bench.ask("get_correlation", columns=["등급", "지역", "x", "z"], method="mixed", picture=False)
    pairs = {(p["a"], p["b"]): p for p in result.data["pairs"]}
    for a, b in (("등급", "x"), ("지역", "z")):
        rows = frame[[a, b]].dropna()
        groups = [g.to_numpy() for _, g in rows.groupby(a)[b]]
        anova = stats.f_oneway(*groups)
        between = sum(len(g) * (g.mean() - rows[b].mean()) ** 2 for g in groups)
        eta = np.sqrt(between / ((rows[b] - rows[b].mean()) ** 2).sum())
        found = pairs.get((a, b)) or pairs[(b, a)]
        assert (found["value"], found["n"]) == (pytest.approx(eta), len(rows))
        assert found["p"] == pytest.approx(anova.pvalue, rel=1e-6, abs=1e-300)
    counts = pd.crosstab(frame["등급"], frame["지역"])
    v = pairs.get(("등급", "지역")) or pairs[("지역", "등급")]
    assert (v["n"], v["p"]) == (counts.to_numpy().sum(), pytest.approx(stats.chi2_contingency(counts, correction=False).pvalue))


def test_a_partial_correlation_is_that_of_the_residuals(bench: Bench, frame: pd.DataFrame) -> None:
    (pair,) = bench.ask("get_correlation", columns=["a", "c"], controls=["b"]).data["pairs"]
    rows = frame[["a", "b", "c"]].dropna()
    inverse = np.linalg.inv(np.cov(rows.T))
    expected = -inverse[0, 2] / np.sqrt(inverse[0, 0] * inverse[2, 2])
    df = len(rows) - 3
    t = expected * np.sqrt(df / (1 - expected**2))
    assert (pair["value"], pair["p"]) == pytest.approx((expected, 2 * stats.t.sf(abs(t), df)))


def test_mixed_columns_have_eta_and_corrected_cramers_v(bench: Bench, frame: pd.DataFrame) -> None:
    result = bench.ask("get_correlation", columns=["등급", "지역", "c"], method="mixed")
    pairs = {frozenset((p["a"], p["b"])): p for p in result.data["pairs"]}
    counts = pd.crosstab(frame["등급"], frame["지역"])
    chi2, p, _, _ = stats.chi2_contingency(counts, correction=False)
    n, (r, k) = counts.to_numpy().sum(), counts.shape
    phi2 = max(0, chi2 / n - (r - 1) * (k - 1) / (n - 1))
    v = np.sqrt(phi2 / (min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1))
    assert pairs[frozenset(("등급", "지역"))]["value"] == pytest.approx(v)
    assert pairs[frozenset(("등급", "지역"))]["p"] == pytest.approx(p)
    eta = pairs[frozenset(("등급", "c"))]
    groups = [g["c"].to_numpy() for _, g in frame.groupby("등급")]
    between = sum(len(g) * (g.mean() - frame["c"].mean()) ** 2 for g in groups)
    assert eta["value"] == pytest.approx(np.sqrt(between / ((frame["c"] - frame["c"].mean()) ** 2).sum()))
    assert eta["p"] == pytest.approx(stats.f_oneway(*groups).pvalue)


def test_three_columns_or_more_come_with_a_heat_map_that_is_told(bench: Bench) -> None:
    assert not bench.ask("get_correlation", columns=["a", "b"]).artifacts
    (picture,) = bench.ask("get_correlation", columns=["a", "b", "c", "같음"]).artifacts
    assert picture.data.startswith(b"\x89PNG")
    assert "`a`" in picture.alt


def test_many_columns_still_fit_on_a_heat_map(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(60, 18)), columns=[f"아주 긴 이름의 열 {i}" for i in range(18)])
    assert bench_of(frame, tmp_path).ask("get_correlation").artifacts


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"columns": ["a", "b"], "controls": ["a"]}, "control_is_column"),
        ({"columns": ["a", "b"], "controls": ["c"], "method": "kendall"}, "control_method"),
        ({"columns": ["a", "등급"]}, "not_numeric"),
        ({"columns": ["a"]}, "too_few_columns"),
    ],
)
def test_correlations_that_cannot_be_are_refused(bench: Bench, arguments: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        bench.ask("get_correlation", **arguments)
    assert refused.value.code == code


def test_what_goes_with_a_target_has_p_values(bench: Bench, frame: pd.DataFrame) -> None:
    found = {c["column"]: c for c in bench.ask("get_column_correlation_with_target", target_column="b").data["columns"]}
    rows = frame[["a", "b"]].dropna()
    assert found["a"]["p"] == pytest.approx(stats.pearsonr(rows["a"], rows["b"]).pvalue, rel=1e-9)
    assert found["등급"]["p"] == pytest.approx(stats.f_oneway(*(g["b"] for _, g in frame.groupby("등급"))).pvalue)


def test_variance_inflation_matches_statsmodels(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("check_multicollinearity", columns=["a", "b", "c"]).data
    rows = add_constant(frame[["a", "b", "c"]].dropna().to_numpy())
    expected = {name: variance_inflation_factor(rows, i + 1) for i, name in enumerate("abc")}
    assert {c["column"]: c["vif"] for c in data["columns"]} == pytest.approx(expected)
    values = np.linalg.eigvalsh(np.corrcoef(frame[["a", "b", "c"]].dropna().T))
    assert data["condition_number"] == pytest.approx(np.sqrt(values[-1] / values[0]))
    assert data["missing"] == 20


def test_an_exact_combination_is_written_out(bench: Bench) -> None:
    result = bench.ask("check_multicollinearity", columns=["ECLO", "사망", "중상", "같음"])
    assert "`ECLO` = 10×`사망` + 5×`중상` + 2" in result.text
    assert result.data["constant"] == ["같음"]
    assert all(c["vif"] is None for c in result.data["columns"])


def test_the_target_is_no_explanatory_column_unless_it_is_named(bench: Bench) -> None:
    result = bench.ask("check_multicollinearity")
    assert "ECLO" not in [c["column"] for c in result.data["columns"]]
    assert "`ECLO`" in result.text


def test_outliers_by_each_method_match_the_formula(bench: Bench, frame: pd.DataFrame) -> None:
    c = frame["c"]
    away = (c - c.median()).abs()
    q1, q3 = c.quantile([0.25, 0.75])
    expected = {
        "iqr": (c < q1 - 1.5 * (q3 - q1)) | (c > q3 + 1.5 * (q3 - q1)),
        "zscore": ((c - c.mean()) / c.std()).abs() > 3,
        "modified_zscore": 0.6745 * away / away.median() > 3.5,
    }
    for method, outlying in expected.items():
        data = bench.ask("find_outliers", columns=["c"], method=method).data
        assert sorted(r["row"] for r in data["rows"]) == [i + 1 for i in frame.index[outlying]], method
        both = data["statistics"]["c"]
        assert (both["without"]["n"], both["without"]["mean"]) == pytest.approx((int((~outlying).sum()), c[~outlying].mean()))
        assert both["with"]["sd"] == pytest.approx(c.std())


def test_an_isolation_forest_is_that_of_scikit_learn_with_its_seed(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("find_outliers", columns=["b", "c"], method="isolation_forest", threshold=0.05).data
    values = frame[["b", "c"]].to_numpy()
    score = -IsolationForest(n_estimators=100, max_samples=256, random_state=0).fit(values).score_samples(values)
    farthest = np.argsort(-score)[: data["count"]]
    assert [r["row"] for r in data["rows"]] == [int(i) + 1 for i in farthest]
    assert data["count"] == 15
    assert data["seed"] == 0


def test_a_column_of_mostly_one_value_falls_back_from_mad(tmp_path: Path) -> None:
    result = bench_of(pd.DataFrame({"x": [0] * 40 + [1, 2, 30]}), tmp_path).ask("find_outliers", columns=["x"], method="modified_zscore")
    assert result.data["columns"]["x"]["note"] == "mad_is_zero"
    assert "MAD" in result.text
    assert result.data["rows"][0] == {
        "row": 43,
        "column": "x",
        "score": pytest.approx(30 / (1.2533141373155 * 33 / 43)),
        "values": {"x": 30},
    }


def test_rows_keep_their_numbers_under_a_condition(bench: Bench, frame: pd.DataFrame) -> None:
    where = [{"column": "지역", "operator": "==", "value": "동"}]
    east = frame[frame["지역"] == "동"]
    for row in bench.ask("find_outliers", columns=["c"], where=where).data["rows"]:
        assert frame.loc[row["row"] - 1, "지역"] == "동"
        assert frame.loc[row["row"] - 1, "c"] == row["values"]["c"]
    for row in bench.ask("get_outliers", column="c", where=where).data["farthest"]:
        assert east.loc[row["row"] - 1, "c"] == row["value"]


def test_get_outliers_tells_the_statistics_with_and_without_them(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("get_outliers", column="c").data
    inside = frame.loc[frame["c"].between(data["lower"], data["upper"]), "c"]
    assert data["without"] == pytest.approx({"n": len(inside), "mean": inside.mean(), "sd": inside.std(), "median": inside.median()})
    assert data["with"]["mean"] == pytest.approx(frame["c"].mean())


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("tool", ["find_outliers", "check_multicollinearity", "get_correlation"])
def test_without_any_column_named_all_that_measure_something_are_used(bench: Bench, tool: str, language: str) -> None:
    assert bench.ask(tool, language).text


def test_text_has_no_outliers_and_no_shape(bench: Bench) -> None:
    for tool, arguments in (("find_outliers", {"columns": ["등급"]}), ("describe_distribution", {"column": "등급"})):
        with pytest.raises(Refused) as refused:
            bench.ask(tool, **arguments)
        assert refused.value.code == "not_numeric"
