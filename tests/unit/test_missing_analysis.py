"""What is said about gaps agrees with computations made another way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes.kept_datasets import Desk
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests

from tools.missing._little import little, normal, patterns_of

N = 400


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path, "tools.missing", "tools.transform")
    yield opened
    await opened.stores.close()


def monotone(seed: int = 1) -> np.ndarray:
    """x is complete, y is missing more often where x is large."""
    rng = np.random.default_rng(seed)
    x = rng.normal(3, 2, N)
    y = 1 + 0.8 * x + rng.normal(0, 1, N)
    y[rng.random(N) < 1 / (1 + np.exp(-(x - 4)))] = np.nan
    return np.column_stack([x, y])


def test_little_agrees_with_the_closed_form_of_a_monotone_pattern() -> None:
    """Anderson (1957): with one incomplete column the estimates follow from a regression on the complete rows."""
    values = monotone()
    x, y = values.T
    there = ~np.isnan(y)
    n, m = len(x), there.sum()
    slope = np.cov(x[there], y[there], ddof=0)[0, 1] / x[there].var()
    mean = np.array([x.mean(), y[there].mean() + slope * (x.mean() - x[there].mean())])
    sxx = x.var()
    syy = y[there].var() + slope**2 * (sxx - x[there].var())
    sigma = np.array([[sxx, slope * sxx], [slope * sxx, syy]]) * n / (n - 1)
    both = np.array([x[there].mean(), y[there].mean()]) - mean
    alone = x[~there].mean() - mean[0]
    expected = m * both @ np.linalg.inv(sigma) @ both + (n - m) * alone**2 / sigma[0, 0]
    found = little(values)
    assert found is not None
    assert found.converged
    assert found.df == 1
    assert found.statistic == pytest.approx(expected, rel=1e-5)
    assert found.p == pytest.approx(stats.chi2.sf(expected, 1), rel=1e-3, abs=1e-12)
    assert found.p < 0.001


def test_the_em_estimates_maximise_the_likelihood_of_what_was_observed() -> None:
    rng = np.random.default_rng(5)
    values = rng.multivariate_normal([0, 1, -1], [[1, 0.6, 0.2], [0.6, 1.5, -0.3], [0.2, -0.3, 0.8]], 150)
    values[rng.random(values.shape) < 0.2] = np.nan
    values = values[~np.isnan(values).all(axis=1)]
    mean, covariance, _, converged = normal(patterns_of(values), 3)

    def loss(parameters: np.ndarray) -> float:
        root = np.zeros((3, 3))
        root[np.tril_indices(3)] = parameters[3:]
        sigma = root @ root.T + 1e-9 * np.eye(3)
        total = 0.0
        for row in values:
            there = ~np.isnan(row)
            total -= stats.multivariate_normal.logpdf(row[there], parameters[:3][there], sigma[np.ix_(there, there)])
        return total

    start = np.concatenate([mean, np.linalg.cholesky(covariance)[np.tril_indices(3)]])
    gradient = optimize.approx_fprime(start, loss, 1e-6)
    assert converged
    assert np.abs(gradient).max() < 0.02  # of a log likelihood of some -500: it is flat here


def test_little_rejects_about_as_often_as_it_should_when_gaps_are_random() -> None:
    rng = np.random.default_rng(9)
    ps = []
    for _ in range(100):
        values = rng.multivariate_normal([0, 0, 0], [[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]], 150)
        values[rng.random(values.shape) < 0.1] = np.nan
        found = little(values)
        assert found is not None
        ps.append(found.p)
    assert 0.0 < np.mean(np.array(ps) < 0.05) < 0.13


def test_little_has_nothing_to_say_without_gaps() -> None:
    assert little(np.random.default_rng(0).normal(size=(50, 3))) is None


def facilities() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    kind = rng.choice(["초등학교", "유치원", "어린이집"], N, p=[0.5, 0.3, 0.2])
    cameras = rng.poisson(3, N).astype(float)
    width = rng.normal(8, 2, N).round(1)
    limit = rng.normal(30, 5, N).round(1)
    cameras[(kind == "유치원") & (rng.random(N) < 0.6)] = np.nan
    gone = rng.random(N) < 0.15
    width[gone] = np.nan
    limit[gone & (rng.random(N) < 0.7)] = np.nan
    return pd.DataFrame({"시설종류": kind, "설치대수": cameras, "도로폭": width, "제한속도": limit, "면적": rng.normal(100, 10, N)})


async def test_patterns_and_counts_are_those_of_pandas(desk: Desk) -> None:
    await desk.put(facilities())
    result = await desk.ask("analyze_missing")
    gone = facilities().isna()
    expected = gone.value_counts()
    assert result.data["patterns_total"] == len(expected)
    assert [p["rows"] for p in result.data["patterns"]] == sorted(expected.tolist(), reverse=True)
    both = next(p for p in result.data["patterns"] if set(p["missing"]) == {"도로폭", "제한속도"})
    assert both["rows"] == int((gone["도로폭"] & gone["제한속도"] & ~gone["설치대수"]).sum())
    assert result.data["rows_with_gaps"] == int(gone.any(axis=1).sum())
    assert result.artifacts[0].data is not None
    assert result.artifacts[0].data.startswith(b"\x89PNG")
    assert "패턴" in result.artifacts[0].alt


async def test_ties_are_the_tests_of_scipy_corrected_by_holm(desk: Desk) -> None:
    await desk.put(facilities())
    result = await desk.ask("analyze_missing")
    frame, ties = facilities(), result.data["ties"]
    tie = next(t for t in ties if (t["column"], t["other"]) == ("설치대수", "시설종류"))
    table = pd.crosstab(frame["시설종류"], frame["설치대수"].isna())
    expected = stats.chi2_contingency(table, correction=False)
    assert tie["statistic"] == pytest.approx(expected.statistic)
    assert tie["p"] == pytest.approx(expected.pvalue)
    assert tie["effect"] == pytest.approx(stats.contingency.association(table))
    tie = next(t for t in ties if (t["column"], t["other"]) == ("도로폭", "면적"))
    gone = frame["도로폭"].isna()
    welch = stats.ttest_ind(frame["면적"][gone], frame["면적"][~gone], equal_var=False)
    assert (tie["statistic"], tie["p"]) == pytest.approx((welch.statistic, welch.pvalue))
    assert len(ties) == result.data["tests"]
    corrected = multipletests([t["p"] for t in ties], method="holm")[1]
    assert [t["p_holm"] for t in ties] == pytest.approx(list(corrected))


async def test_what_depends_on_another_column_is_told_and_not_advised_to_be_dropped(desk: Desk) -> None:
    await desk.put(facilities())
    result = await desk.ask("analyze_missing")
    assert "`설치대수`의 결측은 `시설종류`와 관련이 있어요" in result.text
    advice = {a["column"]: a["strategy"] for a in result.data["recommendations"]}
    assert advice["설치대수"] == "mice"
    assert result.data["auc"]["설치대수"] > 0.7
    assert result.data["little_mcar"]["p"] <= 1


async def test_few_gaps_at_random_may_be_dropped_and_half_empty_columns_go(desk: Desk) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=N), "b": rng.normal(size=N), "c": rng.normal(size=N), "d": rng.exponential(1, N) ** 2})
    frame.loc[rng.choice(N, 8, replace=False), "a"] = np.nan
    frame.loc[rng.choice(N, 300, replace=False), "b"] = np.nan
    frame.loc[rng.choice(N, 60, replace=False), "d"] = np.nan
    await desk.put(frame)
    result = await desk.ask("analyze_missing", language="en")
    assert {a["column"]: a["strategy"] for a in result.data["recommendations"]} == {"a": "drop", "b": "drop_column", "d": "median"}
    assert "Little's MCAR test" in result.text


async def test_text_without_numbers_still_gets_its_patterns(desk: Desk) -> None:
    await desk.put(pd.DataFrame({"이름": ["가", None, "다"] * 10, "주소": [None, "나", "다"] * 10}))
    result = await desk.ask("analyze_missing")
    assert result.data["little_mcar"] is None
    assert result.data["patterns_total"] == 3


@pytest.mark.parametrize(("language", "wanted"), [("ko", ["12.5만", "1.07만", "854"]), ("en", ["125k", "10.7k", "854"])])
def test_counts_below_the_patterns_are_shortened_and_never_cut(language: str, wanted: list[str]) -> None:
    from tools.missing._matrix import _counts

    assert _counts([125_286, 10_744, 854, 1, 1, 1, 1, 1, 1], language)[:3] == wanted  # type: ignore[arg-type]


def test_the_picture_of_patterns_says_only_what_it_leaves_out() -> None:
    from tools.missing._matrix import _SOME_COLUMNS, _SOME_PATTERNS, picture

    found = [{"missing": ["a"] if i else [], "rows": 9 - i, "share": 0.1} for i in range(3)]
    png, alt = picture(found, ["a", "b"], "측정.csv", 27, "ko")
    assert png.startswith(b"\x89PNG")
    assert "2개 열의 결측 패턴 3개" in alt
    assert _SOME_PATTERNS.ko != _SOME_COLUMNS.ko
