"""Gaps are filled as pandas and scikit-learn fill them; nothing that was there is changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes.kept_datasets import Desk
from scipy.stats import ks_2samp
from sklearn.impute import KNNImputer
from sklearn.preprocessing import StandardScaler

from storage.lineage import trail
from tools._errors import MissingInput, Refused
from tools._registry import is_job

N = 300


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path, "tools.missing", "tools.transform")
    await opened.put(measured(), "측정.csv")
    yield opened
    await opened.stores.close()


def measured() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    base = rng.normal(0, 1, N)
    frame = pd.DataFrame(
        {
            "구": rng.choice(["중구", "남구", "동구"], N),
            "속도": (50 + 10 * base + rng.normal(0, 2, N)).round(2),
            "폭": (8 + 2 * base + rng.normal(0, 0.5, N)).round(2),
            "대수": (5 + 2 * base + rng.normal(0, 1, N)).round().clip(0),
            "등급": np.where(base + rng.normal(0, 0.3, N) > 0, "높음", "낮음"),
        }
    )
    for column, share in (("속도", 0.1), ("폭", 0.15), ("대수", 0.1), ("등급", 0.1)):
        frame.loc[rng.random(N) < share, column] = np.nan
    return frame.astype({"대수": "Int64"})


async def filled(desk: Desk, strategy: str, **arguments: object) -> pd.DataFrame:
    await desk.ask("impute_missing", strategy=strategy, apply=True, **arguments)
    return await desk.frame()


def expected(strategy: str, series: pd.Series) -> pd.Series:
    return {
        "mean": lambda s: s.fillna(s.mean()),
        "median": lambda s: s.fillna(s.median()),
        "mode": lambda s: s.fillna(s.mode()[0]),
        "forward": lambda s: s.ffill(),
        "backward": lambda s: s.bfill(),
        "interpolation": lambda s: s.interpolate(limit_area="inside"),
    }[strategy](series)


@pytest.mark.parametrize("strategy", ["mean", "median", "mode", "forward", "backward", "interpolation"])
async def test_simple_strategies_are_those_of_pandas_also_within_groups(desk: Desk, strategy: str) -> None:
    source = measured()["속도"]
    frame = await filled(desk, strategy, columns=["속도"])
    np.testing.assert_allclose(frame["속도"], expected(strategy, source))
    await desk.ask("undo_transform")
    frame = await filled(desk, strategy, columns=["속도"], group_by="구")
    by_hand = pd.concat(expected(strategy, part) for _, part in source.groupby(measured()["구"])).sort_index()
    np.testing.assert_allclose(frame["속도"], by_hand)


async def test_a_preview_changes_nothing_and_tells_what_would_change(desk: Desk) -> None:
    before = await desk.current()
    result = await desk.ask("impute_missing", strategy="mean")
    assert (await desk.current()).id == before.id
    source = measured()
    gaps = int(source[["속도", "폭", "대수"]].isna().sum().sum())
    assert result.data["filled"] == gaps
    assert f"빈 값 {gaps:,}개" in result.text
    assert "적용해줘" in result.text
    assert "`등급`은 숫자 열이 아니라" in result.text
    assert "`대수`는 정수 열인데 소수가" in result.text
    change = next(c for c in result.data["columns"] if c["column"] == "속도")
    assert change["mean_before"] == pytest.approx(source["속도"].mean())
    assert change["sd_after"] == pytest.approx(source["속도"].fillna(source["속도"].mean()).std())
    assert any("←" in str(cell) for row in result.tables[1].rows for cell in row)


async def test_what_was_applied_is_remembered(desk: Desk) -> None:
    result = await desk.ask("impute_missing", strategy="median", columns=["폭"], apply=True)
    made = await desk.current()
    (step,) = trail(made.lineage)
    assert (step["tool"], step["strategy"], step["filled"]) == ("impute_missing", "median", int(measured()["폭"].isna().sum()))
    assert made.name == "측정 · 결측 채움(중앙값)"
    assert result.data["parent"]["name"] == "측정.csv"
    assert made.profile.column("폭").missing == 0
    assert made.profile.column("속도").missing == int(measured()["속도"].isna().sum())


async def test_knn_is_that_of_scikit_learn_on_numbers(desk: Desk) -> None:
    numeric = measured()[["속도", "폭"]] + np.random.default_rng(1).normal(0, 1e-3, (N, 2))  # no two rows at the same distance
    await desk.put(numeric, "수.csv")
    frame = await filled(desk, "knn")
    scaler = StandardScaler().fit(numeric)
    by_hand = scaler.inverse_transform(KNNImputer(n_neighbors=5).fit_transform(scaler.transform(numeric)))
    single = numeric.isna().sum(axis=1) < 2  # a row with nothing to go by has no nearest one
    np.testing.assert_allclose(frame[single], by_hand[single], rtol=1e-9)


@pytest.mark.parametrize("strategy", ["knn", "random_forest", "mice"])
async def test_learned_strategies_beat_the_mean_and_keep_what_was_there(desk: Desk, strategy: str) -> None:
    frame, source = await filled(desk, strategy), measured()
    for column in source.columns:
        there = source[column].notna()
        assert frame[column].notna().all()
        assert frame[column][there].tolist() == source[column][there].tolist()
    assert (await desk.current()).profile.column("대수").kind == "integer"
    assert set(frame["등급"]) == {"높음", "낮음"}
    result = await desk.ask("undo_transform")
    again = await filled(desk, strategy)
    pd.testing.assert_frame_equal(frame, again)
    assert result.data["dataset"]["name"] == "측정.csv"


async def test_mice_only_puts_in_values_that_occur_and_keeps_the_spread(desk: Desk) -> None:
    frame, source = await filled(desk, "mice"), measured()
    gone = source["폭"].isna()
    assert set(frame["폭"][gone]) <= set(source["폭"].dropna())
    assert frame["폭"].std() == pytest.approx(source["폭"].std(), rel=0.05)
    assert frame["폭"].corr(frame["속도"]) == pytest.approx(source["폭"].corr(source["속도"]), abs=0.03)


async def test_dropping_leaves_complete_rows(desk: Desk) -> None:
    preview = await desk.ask("impute_missing", strategy="drop", columns=["속도", "등급"])
    kept = measured().dropna(subset=["속도", "등급"])
    assert preview.data["rows_left"] == len(kept)
    frame = await filled(desk, "drop", columns=["속도", "등급"])
    assert frame["속도"].tolist() == kept["속도"].tolist()


async def test_a_fixed_value_is_asked_for_and_must_fit(desk: Desk) -> None:
    with pytest.raises(MissingInput) as asked:
        await desk.ask("impute_missing", strategy="constant", columns=["속도"])
    assert asked.value.missing == ["value"]
    assert asked.value.understood == {"strategy": "constant", "columns": ["속도"]}
    with pytest.raises(Refused, match="nothing_to_fill"):
        await desk.ask("impute_missing", strategy="constant", columns=["속도"], value="모름")
    frame = await filled(desk, "constant", value=0)
    assert (frame["속도"] == 0).sum() == measured()["속도"].isna().sum()
    assert (frame["등급"] == "0").sum() == measured()["등급"].isna().sum()


async def test_without_gaps_there_is_nothing_to_do(desk: Desk) -> None:
    await desk.put(measured().dropna(), "꽉 참.csv")
    for tool, arguments in (("impute_missing", {"strategy": "mean"}), ("analyze_missing", {})):
        with pytest.raises(Refused, match="nothing_missing"):
            await desk.ask(tool, **arguments)


async def test_strategies_are_compared_on_values_that_were_hidden(desk: Desk) -> None:
    result = await desk.ask("compare_imputations", columns=["속도"], strategies=["mean", "mice"], share=0.2, seed=7)
    source = measured()["속도"]
    there = np.flatnonzero(source.notna())
    hidden = np.sort(np.random.default_rng(7).choice(there, round(0.2 * len(there)), replace=False))
    left = source.drop(index=hidden)
    truth = source[hidden]
    answers = {r["strategy"]: r for r in result.data["results"]}
    (mean,) = answers["mean"]["columns"]
    assert mean["rmse"] == pytest.approx(np.sqrt(((truth - left.mean()) ** 2).mean()))
    assert mean["mae"] == pytest.approx((truth - left.mean()).abs().mean())
    assert mean["nrmse"] == pytest.approx(mean["rmse"] / truth.std(ddof=0))
    assert mean["ks"] == pytest.approx(ks_2samp(np.full(len(truth), left.mean()), truth).statistic)
    completed = source.copy()
    completed[hidden] = left.mean()
    assert mean["sd_ratio"] == pytest.approx(completed.std() / source.std())
    others = measured()[["폭", "대수"]].astype(float)
    change = np.mean([abs(completed.corr(others[c]) - source.corr(others[c])) for c in others])
    assert answers["mean"]["correlation_change"] == pytest.approx(change)
    assert result.data["best"] == "mice"
    assert answers["mice"]["error"] < 0.6 < answers["mean"]["error"]
    assert result.artifacts[0].data is not None
    assert result.artifacts[0].data.startswith(b"\x89PNG")


async def test_all_strategies_are_compared_on_all_columns_with_gaps(desk: Desk) -> None:
    result = await desk.ask("compare_imputations", language="en")
    assert {r["strategy"] for r in result.data["results"]} == {"mean", "median", "mode", "knn", "random_forest", "mice"}
    assert result.data["columns"] == ["속도", "폭", "대수", "등급"]
    level = next(c for c in result.data["results"][0]["columns"] if c["column"] == "등급")
    assert 0.5 < level["accuracy"] <= 1
    errors = [r["error"] for r in result.data["results"]]
    assert errors == sorted(errors)
    for found in result.data["results"]:
        assert found["error"] == pytest.approx(np.mean([c["nrmse"] for c in found["columns"] if "nrmse" in c]))
    assert "Recommendation" in result.text
    with pytest.raises(Refused, match="not_comparable"):
        await desk.ask("compare_imputations", strategies=["drop"])


async def test_categories_alone_are_ranked_by_how_often_they_are_right(desk: Desk) -> None:
    result = await desk.ask("compare_imputations", columns=["등급"], strategies=["mode", "knn"])
    best = result.data["results"][0]
    assert best["error"] == pytest.approx(1 - best["columns"][0]["accuracy"])
    assert "틀린 비율" in result.text
    assert "틀린 비율" in result.artifacts[0].alt
    assert "범주 열은 KNN이 가장 잘 맞혔어요" in result.text


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ({"strategy": "mice"}, True),
        ({"strategy": "knn", "columns": ["속도"]}, True),
        ({"strategy": "mean"}, False),
        ({"strategy": "drop"}, False),
    ],
)
async def test_learning_from_very_many_rows_is_a_job_and_nothing_else_is(desk: Desk, arguments: dict[str, object], wanted: bool) -> None:
    few = desk.context()
    assert not await is_job(desk.registry["impute_missing"], replace(few, dataset=await desk.current()), arguments)
    current = await desk.current()
    many = replace(current, profile=replace(current.profile, rows=300_000))
    assert await is_job(desk.registry["impute_missing"], replace(few, dataset=many), arguments) is wanted


async def test_a_preview_reads_only_the_columns_it_is_about(desk: Desk) -> None:
    await desk.ask("impute_missing", strategy="median", columns=["폭"])
    assert desk.columns_read == {"폭"}
    await desk.ask("impute_missing", strategy="mean", columns=["폭"], group_by="구")
    assert desk.columns_read == {"폭", "구"}
    await desk.ask("impute_missing", strategy="drop", columns=["폭", "속도"])
    assert desk.columns_read == {"폭", "속도"}
