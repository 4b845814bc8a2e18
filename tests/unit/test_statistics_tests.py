"""Hypothesis tests: every number against scipy, statsmodels or the formula, and refusals that say what would work."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.diagnostic import lilliefors, normal_ad
from statsmodels.stats.oneway import anova_oneway

from storage.profile import Roles
from tests.fakes.dataset_tools import Bench
from tools._errors import Refused
from tools._registry import discover

DAYS = ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"]


def people(n: int = 240) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    weather = rng.choice(["맑음", "비", "흐림"], n, p=[0.5, 0.3, 0.2])
    before = rng.normal(50, 8, n)
    frame = pd.DataFrame(
        {
            "날씨": weather,
            "요일": rng.choice(DAYS, n),
            "키": rng.normal(170, 7, n) + 3 * (weather == "비"),
            "전": before,
            "후": before + rng.normal(1, 4, n),
            "비용": rng.lognormal(1, 1, n),
            "ECLO": rng.choice([1, 3, 5, 6, 13], n),
            "성별": rng.choice(["남", "여"], n),
            "구": rng.choice(["대구 수성구 범어동", "대구 수성구 만촌동", "대구 중구 동인동"], n),
            "같음": 7,
            "여럿": [f"값{i}" for i in range(n)],
        }
    )
    frame.loc[frame.index[::20], "키"] = np.nan
    frame.loc[frame.index[::33], "날씨"] = None
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return people()


@pytest.fixture(scope="module")
def bench(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return bench_of(frame, tmp_path_factory.mktemp("data"))


def bench_of(frame: pd.DataFrame, folder: Path, roles: Roles | None = None) -> Bench:
    made = Bench(frame, folder, roles or Roles(target="ECLO"))
    made.registry = discover("tools.dataset", "tools.statistics")
    return made


def ask(bench: Bench, **arguments: Any) -> dict[str, Any]:
    return bench.ask("test_hypothesis", **arguments).data


def split(frame: pd.DataFrame, value: str, by: str = "날씨") -> list[np.ndarray]:
    rows = frame[[value, by]].dropna()
    return [g[value].to_numpy() for _, g in rows.groupby(by, sort=True)]


def test_welch_t_matches_scipy_with_its_interval_and_hedges_g(bench: Bench, frame: pd.DataFrame) -> None:
    data = ask(bench, column="키", group_column="날씨", groups=["비", "맑음"], test="welch_t")
    rain, clear = (frame.loc[frame["날씨"] == w, "키"].dropna() for w in ("비", "맑음"))
    expected = stats.ttest_ind(rain, clear, equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert (data["statistic"], data["df"], data["p"]) == pytest.approx((expected.statistic, expected.df, expected.pvalue), rel=1e-9)
    assert data["estimate"]["interval"] == pytest.approx([interval.low, interval.high], rel=1e-9)
    pooled = math.sqrt(((len(rain) - 1) * rain.var() + (len(clear) - 1) * clear.var()) / (len(rain) + len(clear) - 2))
    df = len(rain) + len(clear) - 2
    g = (rain.mean() - clear.mean()) / pooled * (1 - 3 / (4 * df - 1))  # Hedges's approximation of the exact correction
    assert data["effect"]["value"] == pytest.approx(g, rel=1e-4)
    assert data["n"] == len(rain) + len(clear)
    assert [row["n"] for row in data["groups"]] == [len(rain), len(clear)]


@pytest.mark.parametrize("alternative", ["less", "greater"])
def test_a_direction_is_that_of_scipy(bench: Bench, frame: pd.DataFrame, alternative: str) -> None:
    data = ask(bench, column="키", group_column="날씨", groups=["비", "맑음"], test="welch_t", alternative=alternative)
    rain, clear = (frame.loc[frame["날씨"] == w, "키"].dropna() for w in ("비", "맑음"))
    expected = stats.ttest_ind(rain, clear, equal_var=False, alternative=alternative)
    assert data["p"] == pytest.approx(expected.pvalue, rel=1e-9)


def test_one_sample_and_paired_t_match_scipy(bench: Bench, frame: pd.DataFrame) -> None:
    one = ask(bench, column="키", value=171, test="one_sample_t")
    expected = stats.ttest_1samp(frame["키"].dropna(), 171)
    assert (one["statistic"], one["p"], one["missing"]) == pytest.approx((expected.statistic, expected.pvalue, frame["키"].isna().sum()))
    pair = ask(bench, column="전", second_column="후", test="paired_t")
    expected = stats.ttest_rel(frame["전"], frame["후"])
    interval = expected.confidence_interval(0.95)
    assert (pair["statistic"], pair["p"]) == pytest.approx((expected.statistic, expected.pvalue))
    assert pair["estimate"]["interval"] == pytest.approx([interval.low, interval.high])


def test_rank_tests_match_scipy(bench: Bench, frame: pd.DataFrame) -> None:
    rain, clear = (frame.loc[frame["날씨"] == w, "비용"] for w in ("비", "맑음"))
    u = ask(bench, column="비용", group_column="날씨", groups=["비", "맑음"], test="mann_whitney")
    expected = stats.mannwhitneyu(rain, clear)
    assert (u["statistic"], u["p"]) == pytest.approx((expected.statistic, expected.pvalue))
    above = sum((rain > c).sum() - (rain < c).sum() for c in clear) / (len(rain) * len(clear))
    assert u["effect"]["value"] == pytest.approx(above)
    w = ask(bench, column="전", second_column="후", test="wilcoxon")
    assert w["p"] == pytest.approx(stats.wilcoxon(frame["전"], frame["후"]).pvalue)
    h = ask(bench, column="비용", group_column="날씨", test="kruskal_wallis")
    expected = stats.kruskal(*split(frame, "비용"))
    assert (h["statistic"], h["p"]) == pytest.approx((expected.statistic, expected.pvalue))
    assert h["effect"]["value"] == pytest.approx(expected.statistic / (h["n"] - 1))


def test_anova_and_levene_match_scipy_and_welchs_anova_statsmodels(bench: Bench, frame: pd.DataFrame) -> None:
    samples = split(frame, "키")
    data = ask(bench, column="키", group_column="날씨", test="anova")
    expected = stats.f_oneway(*samples)
    assert (data["statistic"], data["p"]) == pytest.approx((expected.statistic, expected.pvalue))
    together = np.concatenate(samples)
    between = sum(len(s) * (s.mean() - together.mean()) ** 2 for s in samples)
    assert data["effect"]["value"] == pytest.approx(between / ((together - together.mean()) ** 2).sum())
    welch = ask(bench, column="키", group_column="날씨", test="welch_anova")
    other = anova_oneway(samples, use_var="unequal", welch_correction=True)
    assert (welch["statistic"], welch["p"], welch["df"][1]) == pytest.approx((other.statistic, other.pvalue, other.df_denom))
    levene = ask(bench, column="키", group_column="날씨", test="levene")
    assert levene["p"] == pytest.approx(stats.levene(*samples, center="median").pvalue)


def test_the_interval_of_eta_squared_holds_the_noncentral_f_at_its_ends(bench: Bench) -> None:
    data = ask(bench, column="키", group_column="날씨", test="anova")
    low, high = data["effect"]["interval"]
    between, within = data["df"]
    assert low <= data["effect"]["value"] <= high
    for bound, share in ((low, 0.975), (high, 0.025)):
        ncp = bound * (between + within + 1) / (1 - bound)
        if bound > 0:
            assert stats.ncf.cdf(data["statistic"], between, within, ncp) == pytest.approx(share, abs=1e-4)


def test_pairs_of_groups_are_adjusted_by_holm(bench: Bench) -> None:
    from statsmodels.stats.multitest import multipletests

    pairs = ask(bench, column="키", group_column="날씨")["pairs"]
    assert [p["p_holm"] for p in pairs] == pytest.approx(multipletests([p["p"] for p in pairs], method="holm")[1])


def test_chi_squared_and_cramers_v_match_scipy(bench: Bench, frame: pd.DataFrame) -> None:
    data = ask(bench, column="날씨", second_column="요일", test="chi_square")
    table = pd.crosstab(frame["날씨"], frame["요일"])
    expected = stats.chi2_contingency(table, correction=False)
    assert (data["statistic"], data["p"], data["df"]) == pytest.approx((expected.statistic, expected.pvalue, expected.dof))
    assert data["effect"]["value"] == pytest.approx(stats.contingency.association(table, method="cramer"))
    assert data["n"] == int(table.to_numpy().sum())
    assert data["missing"] == int(frame["날씨"].isna().sum())


def test_fishers_exact_test_matches_scipy(bench: Bench, frame: pd.DataFrame) -> None:
    data = ask(bench, column="성별", second_column="날씨", groups=["비", "맑음"], test="fisher_exact")
    rows = frame[frame["날씨"].isin(["비", "맑음"])]
    table = pd.crosstab(rows["성별"], rows["날씨"])[["맑음", "비"]]
    assert data["p"] == pytest.approx(stats.fisher_exact(table).pvalue)
    odds = stats.contingency.odds_ratio(table.to_numpy())
    assert data["effect"]["value"] == pytest.approx(odds.statistic)


def test_equal_shares_match_scipy(bench: Bench, frame: pd.DataFrame) -> None:
    data = ask(bench, column="요일")
    expected = stats.chisquare(frame["요일"].value_counts())
    assert (data["statistic"], data["p"]) == pytest.approx((expected.statistic, expected.pvalue))


@pytest.mark.parametrize(("test", "reference"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr), ("kendall", stats.kendalltau)])
def test_correlation_tests_match_scipy(bench: Bench, frame: pd.DataFrame, test: str, reference: Any) -> None:
    data = ask(bench, column="키", second_column="후", test=test)
    rows = frame[["키", "후"]].dropna()
    expected = reference(rows["키"], rows["후"])
    assert (data["statistic"], data["p"], data["n"]) == pytest.approx((expected.statistic, expected.pvalue, len(rows)))


def test_normality_tests_match_scipy_and_statsmodels(bench: Bench, frame: pd.DataFrame) -> None:
    for column in ("비용", "전"):
        values = frame[column].to_numpy()
        found = ask(bench, column=column, test="shapiro_wilk")["battery"]
        expected = {
            "shapiro_wilk": tuple(stats.shapiro(values)),
            "dagostino": tuple(stats.normaltest(values)),
            "kolmogorov_smirnov": lilliefors(values, pvalmethod="approx"),
            "anderson_darling": normal_ad(values),
        }
        for name, (statistic, p) in expected.items():
            assert (found[name]["statistic"], found[name]["p"]) == pytest.approx((statistic, p), rel=1e-6, abs=1e-12), name


def test_shapiro_wilk_tells_that_it_looked_at_a_sample(tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(size=6000)
    result = bench_of(pd.DataFrame({"x": values}), tmp_path).ask("test_hypothesis", column="x", test="shapiro_wilk")
    sample = np.random.default_rng(0).choice(values, 5000, replace=False)
    assert result.data["p"] == pytest.approx(stats.shapiro(sample).pvalue)
    assert (result.data["sampled"], result.data["seed"]) == (5000, 0)
    assert "5,000" in result.text


@pytest.mark.parametrize(
    ("arguments", "test"),
    [
        ({"column": "키", "group_column": "날씨", "groups": ["비", "맑음"]}, "welch_t"),
        ({"column": "키", "group_column": "날씨"}, "welch_anova"),
        ({"column": "날씨", "second_column": "요일"}, "chi_square"),
        ({"column": "키", "second_column": "후"}, "pearson"),
        ({"column": "비용", "second_column": "후"}, "spearman"),
        ({"column": "키"}, "shapiro_wilk"),
        ({"column": "키", "value": 170}, "one_sample_t"),
        ({"column": "요일"}, "chi_square"),
        ({"column": "날씨", "group_column": "키"}, "welch_anova"),
    ],
)
def test_the_test_that_fits_the_columns_is_chosen_and_said_why(bench: Bench, arguments: dict[str, Any], test: str) -> None:
    data = ask(bench, **arguments)
    assert (data["test"], data["chosen"]) == (test, "automatically")


def test_small_skewed_groups_are_compared_by_rank(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"v": rng.lognormal(0, 1.5, 24), "g": ["a"] * 12 + ["b"] * 12, "h": ["a", "b", "c"] * 8})
    bench = bench_of(frame, tmp_path)
    assert ask(bench, column="v", group_column="g")["test"] == "mann_whitney"
    assert ask(bench, column="v", group_column="h")["test"] == "kruskal_wallis"


def test_a_rare_table_is_tested_exactly_or_by_simulation(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["x"] * 4 + ["y"] * 16, "b": ["u", "u", "u", "v"] + ["v"] * 14 + ["u"] * 2, "c": ["p", "q", "r", "s"] * 5})
    bench = bench_of(frame, tmp_path)
    assert ask(bench, column="a", second_column="b")["test"] == "fisher_exact"
    data = ask(bench, column="a", second_column="c")
    assert data["test"] == "chi_square"
    assert data["assumptions"][0]["holds"] is False
    assert 0 < data["p_simulated"] <= 1


def test_values_can_be_put_together_into_groups(bench: Bench, frame: pd.DataFrame) -> None:
    weekend = {"주말": ["토요일", "일요일"], "평일": DAYS[:5]}
    data = ask(bench, column="비용", group_column="요일", groups=weekend, test="mann_whitney")
    expected = stats.mannwhitneyu(*(frame.loc[frame["요일"].isin(days), "비용"] for days in weekend.values()))
    assert data["p"] == pytest.approx(expected.pvalue)
    assert data["members"]["주말"] == ["일요일", "토요일"] or data["members"]["주말"] == ["토요일", "일요일"]


def test_one_group_is_compared_with_all_others_and_a_part_of_a_name_is_enough(bench: Bench, frame: pd.DataFrame) -> None:
    data = ask(bench, column="전", group_column="구", groups=["수성구"], test="welch_t")
    inside = frame["구"].str.contains("수성구")
    expected = stats.ttest_ind(frame.loc[inside, "전"], frame.loc[~inside, "전"], equal_var=False)
    assert data["p"] == pytest.approx(expected.pvalue)


def test_conditions_choose_the_rows(bench: Bench, frame: pd.DataFrame) -> None:
    where = [{"column": "성별", "operator": "==", "value": "남"}]
    data = ask(bench, column="전", group_column="날씨", groups=["비", "맑음"], test="welch_t", where=where)
    men = frame[frame["성별"] == "남"]
    expected = stats.ttest_ind(*(men.loc[men["날씨"] == w, "전"] for w in ("비", "맑음")), equal_var=False)
    assert (data["p"], data["rows_used"]) == pytest.approx((expected.pvalue, len(men)))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"column": "날씨", "test": "one_sample_t", "value": 3}, "not_numeric"),
        ({"column": "성별", "group_column": "날씨", "test": "anova"}, "not_numeric"),
        ({"column": "같음", "group_column": "날씨"}, "constant"),
        ({"column": "같음"}, "constant"),
        ({"column": "키", "group_column": "같음"}, "one_group"),
        ({"column": "키", "group_column": "날씨", "test": "welch_t"}, "not_two_groups"),
        ({"column": "키", "group_column": "여럿"}, "too_many_groups"),
        ({"column": "키", "group_column": "날씨", "groups": ["폭설", "비"]}, "unknown_group"),
        ({"column": "키", "test": "anova"}, "needs_group_column"),
        ({"column": "키", "test": "pearson"}, "needs_second_column"),
        ({"column": "키", "test": "one_sample_t"}, "needs_value"),
        ({"column": "성별", "test": "fisher_exact"}, "needs_category"),
        ({"column": "날씨", "second_column": "요일", "test": "fisher_exact"}, "not_2x2"),
        ({"column": "키", "second_column": "키"}, "same_column"),
        ({"column": "키", "group_column": "날씨", "test": "anova", "alternative": "less"}, "no_direction"),
        ({"column": "전", "second_column": "날씨", "test": "paired_t"}, "not_numeric"),
    ],
)
def test_what_does_not_fit_is_refused_in_both_languages(bench: Bench, arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(bench, **arguments)
    assert refused.value.code == code
    assert all("{" not in refused.value.say(language) for language in ("ko", "en"))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("column", ["키", "비용"])
def test_no_difference_is_never_claimed_and_no_cause_is_named(bench: Bench, column: str, language: str) -> None:
    result = bench.ask("test_hypothesis", language, column=column, group_column="성별")
    expected = {True: ("알려 주지 않아요", "does not show"), False: ("증거는 아니에요", "no proof")}[result.data["significant"]]
    assert expected[language == "en"] in result.text


def test_many_rows_make_a_tiny_difference_significant_and_that_is_said(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    group = rng.choice(["a", "b"], 60_000)
    frame = pd.DataFrame({"g": group, "v": rng.normal(0, 1, 60_000) + 0.04 * (group == "a")})
    result = bench_of(frame, tmp_path).ask("test_hypothesis", column="v", group_column="g")
    assert result.data["significant"]
    assert result.data["effect_size"] == "very small"
    assert "효과크기로 판단" in result.text


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0, "p < .001"), (0.0321, "p = .032"), (0.04999, "p = .04999"), (0.05, "p = .050"), (0.5, "p = .500"), (1.0, "p > .999")],
)
def test_p_values_are_printed_as_people_print_them(p: float, text: str) -> None:
    from tools.statistics._outcome import p_text

    assert p_text(p) == text
