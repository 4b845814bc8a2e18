"""Every number a dataset tool gives, against pandas on the same frame."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.profile import Roles
from tests.fakes.dataset_tools import Bench
from tools._errors import Refused

DAYS = ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"]
ROLES = Roles(latitude="위도", longitude="경도", date="사고일시", hour="사고시", weekday="요일", place="시군구", target="ECLO")


def accidents(n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    when = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 365 * 24, n), unit="h")
    frame = pd.DataFrame(
        {
            "사고일시": when,
            "요일": [DAYS[d] for d in when.day_of_week],
            "사고시": when.hour,
            "시군구": rng.choice([f"대구광역시 수성구 {c}동" for c in "가나다라마바사"], n),
            "도로": rng.choice(["교차로", "단일로", None], n, p=[0.5, 0.3, 0.2]),
            "차로": rng.choice([1.0, 2.0, 4.0, np.nan], n),
            "속도": rng.normal(50, 12, n).round(3),
            "ECLO": rng.choice([1, 3, 5, 6, 13], n),
            "위도": rng.uniform(35.7, 35.9, n),
            "경도": rng.uniform(128.4, 128.7, n),
        }
    )
    frame.loc[frame.index[::17], "속도"] = np.nan
    frame.loc[frame.index[::31], "위도"] = np.nan
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return accidents()


@pytest.fixture(scope="module")
def bench(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(frame, tmp_path_factory.mktemp("data"), ROLES)


def test_missing_values_match_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("get_missing_values").data
    assert {m["column"]: m["missing"] for m in data["missing"]} == frame.isna().sum().to_dict()
    assert data["missing_cells"] == int(frame.isna().sum().sum())


def test_weekdays_come_in_calendar_order_with_the_counts_of_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    result = bench.ask("get_value_counts", column="요일")
    counts = frame["요일"].value_counts()
    assert [v["value"] for v in result.data["values"]] == DAYS
    assert {v["value"]: v["count"] for v in result.data["values"]} == counts.to_dict()
    assert str(counts.idxmax()) in result.text


def test_all_24_hours_are_listed_by_default(bench: Bench, frame: pd.DataFrame) -> None:
    values = bench.ask("get_value_counts", column="사고시").data["values"]
    assert [v["value"] for v in values] == list(range(24))
    assert [v["count"] for v in values] == frame["사고시"].value_counts().sort_index().tolist()


def test_top_n_lists_the_most_frequent_and_counts_the_rest(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("get_value_counts", column="시군구", top_n=3).data
    counts = frame["시군구"].value_counts()
    assert [v["count"] for v in data["values"]] == counts.head(3).tolist()
    assert data["other_count"] == int(counts.iloc[3:].sum())
    assert data["other_values"] == len(counts) - 3


def test_column_statistics_match_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("get_column_statistics", column="속도").data
    values = frame["속도"].dropna()
    expected = {"n": len(values), "mean": values.mean(), "std": values.std(ddof=1), "min": values.min(), "max": values.max()}
    expected |= {"q1": values.quantile(0.25), "median": values.median(), "q3": values.quantile(0.75), "sum": values.sum()}
    assert {key: data[key] for key in expected} == pytest.approx(expected, rel=1e-12)
    assert data["missing"] == int(frame["속도"].isna().sum())


@pytest.mark.parametrize("operation", ["sum", "mean", "count", "min", "max", "median", "std"])
@pytest.mark.parametrize("group", ["요일", "시군구", "차로", "도로"])
def test_group_aggregates_match_pandas(bench: Bench, frame: pd.DataFrame, group: str, operation: str) -> None:
    data = bench.ask("group_by_aggregate", group_column=group, agg_column="속도", operation=operation).data
    grouped = frame.groupby(group, dropna=False)["속도"].agg(operation)
    expected = {None if pd.isna(key) else key: value for key, value in grouped.items()}
    assert {g["group"]: g["value"] for g in data["groups"]} == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("operation", ["sum", "mean", "count", "min", "max", "median", "std"])
def test_aggregates_within_two_keys_match_pandas(bench: Bench, frame: pd.DataFrame, operation: str) -> None:
    data = bench.ask("group_by_aggregate", group_column="도로", second_group_column="요일", agg_column="속도", operation=operation).data
    by = frame.groupby(["도로", "요일"], dropna=False)["속도"]
    expected = by.sum(min_count=1) if operation == "sum" else by.agg(operation)
    wanted = {tuple(None if pd.isna(k) else k for k in key): None if pd.isna(v) else v for key, v in expected.items()}
    found = {(g["group"], g["second_group"]): g["value"] for g in data["groups"]}
    assert data["groups_total"] == len(wanted)
    assert found == pytest.approx({key: wanted[key] for key in found}, rel=1e-12)


def test_rows_without_a_group_have_a_line_of_their_own_and_are_told(bench: Bench, frame: pd.DataFrame) -> None:
    result = bench.ask("group_by_aggregate", group_column="도로", agg_column="ECLO", operation="mean")
    assert result.data["groups"][-1] == {
        "group": None,
        "value": pytest.approx(frame.loc[frame["도로"].isna(), "ECLO"].mean()),
        "n": int(frame["도로"].isna().sum()),
    }
    assert result.tables[0].rows[-1][0] == "(비어 있음)"
    assert "(비어 있음)" in result.text


def test_aggregating_text_is_refused_with_the_columns_that_work(bench: Bench) -> None:
    with pytest.raises(Refused) as refused:
        bench.ask("group_by_aggregate", group_column="요일", agg_column="시군구", operation="mean")
    assert refused.value.code == "not_numeric"
    assert refused.value.choices[0] == "ECLO"
    assert "`ECLO`" in refused.value.say("ko")


def test_a_mean_over_very_few_rows_is_flagged(tmp_path: Path) -> None:
    frame = pd.DataFrame({"동": ["가"] * 30 + ["나"], "ECLO": [3] * 30 + [40]})
    assert "1건뿐" in Bench(frame, tmp_path).ask("group_by_aggregate", group_column="동", agg_column="ECLO", operation="mean").text


def test_geo_bounds_leave_out_impossible_points_and_name_their_rows(tmp_path: Path) -> None:
    frame = pd.DataFrame({"위도": [35.8, 35.9, 0.0, 95.0, np.nan, 35.7], "경도": [128.5, 128.6, 0.0, 128.5, 128.5, 128.4]})
    data = Bench(frame, tmp_path, Roles(latitude="위도", longitude="경도")).ask("get_geo_bounds").data
    assert (data["south"], data["north"], data["west"], data["east"]) == (35.7, 35.9, 128.4, 128.6)
    assert (data["n"], data["missing"], data["out_of_range_rows"]) == (3, 1, [3, 4])


def test_swapped_coordinates_are_pointed_out(tmp_path: Path) -> None:
    frame = pd.DataFrame({"위도": [128.5, 128.6], "경도": [35.8, 35.9]})
    result = Bench(frame, tmp_path, Roles(latitude="위도", longitude="경도")).ask("get_geo_bounds")
    assert result.data["looks_swapped"] is True
    assert "바뀐" in result.text


def test_unique_values_are_sorted(bench: Bench, frame: pd.DataFrame) -> None:
    assert bench.ask("get_unique_values", column="차로").data["values"] == [1, 2, 4]
    assert bench.ask("get_unique_values", column="시군구").data["values"] == sorted(frame["시군구"].unique())


FILTERS = [
    ("ECLO", ">=", 6, lambda f: f["ECLO"] >= 6),
    ("ECLO", "!=", "3", lambda f: f["ECLO"] != 3),
    ("속도", "<", 45.5, lambda f: f["속도"] < 45.5),
    ("속도", "!=", 0, lambda f: f["속도"].notna()),
    ("차로", "==", "2", lambda f: f["차로"] == 2),
    ("시군구", "contains", "나", lambda f: f["시군구"].str.contains("나", regex=False)),
    ("시군구", "contains", "(a+)+$", lambda f: f["시군구"].str.contains("(a+)+$", regex=False)),
    ("도로", "==", "교차로", lambda f: f["도로"] == "교차로"),
    ("도로", "!=", "교차로", lambda f: f["도로"].notna() & (f["도로"] != "교차로")),
    ("사고일시", "==", "2022-03", lambda f: f["사고일시"].dt.month == 3),
    ("사고일시", "==", 2022, lambda f: f["사고일시"].dt.year == 2022),
    ("사고일시", ">", "2022-06-01", lambda f: f["사고일시"] >= "2022-06-02"),
    ("사고일시", "<=", "2022-06-01", lambda f: f["사고일시"] < "2022-06-02"),
    ("사고일시", "<", "2022년 6월 1일 12시", lambda f: f["사고일시"] < "2022-06-01 12:00"),
]


@pytest.mark.parametrize(("column", "operator", "value", "mask"), FILTERS)
def test_filters_find_the_rows_of_pandas(
    bench: Bench, frame: pd.DataFrame, column: str, operator: str, value: object, mask: object
) -> None:
    data = bench.ask("filter_dataframe", column=column, operator=operator, value=value).data
    expected = mask(frame)  # type: ignore[operator]
    assert data["matched"] == int(expected.sum())
    assert [r["row"] for r in data["rows"]] == [int(i) + 1 for i in frame.index[expected][:20]]


@pytest.mark.parametrize(
    ("column", "operator", "value", "code"),
    [("ECLO", ">", "많이", "bad_value"), ("사고일시", "==", "어제", "bad_value"), ("시군구", ">", "가", "no_order")],
)
def test_comparisons_that_make_no_sense_are_refused(bench: Bench, column: str, operator: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        bench.ask("filter_dataframe", column=column, operator=operator, value=value)
    assert refused.value.code == code


def test_a_value_that_is_not_there_brings_similar_ones(bench: Bench) -> None:
    result = bench.ask("filter_dataframe", column="도로", operator="==", value="교차")
    assert result.data["matched"] == 0
    assert "교차로" in result.text


@pytest.mark.parametrize(("column", "ascending"), [("속도", True), ("속도", False), ("ECLO", False), ("사고일시", True), ("시군구", True)])
def test_sorting_matches_a_stable_sort_of_pandas(bench: Bench, frame: pd.DataFrame, column: str, ascending: bool) -> None:
    data = bench.ask("sort_dataframe", column=column, ascending=ascending, top_n=15).data
    expected = frame[column].dropna().sort_values(ascending=ascending, kind="stable").index[:15]
    assert [r["row"] for r in data["rows"]] == [int(i) + 1 for i in expected]


def test_weekdays_sort_by_calendar(bench: Bench) -> None:
    assert bench.ask("sort_dataframe", column="요일", top_n=1).data["rows"][0]["values"]["요일"] == "월요일"


def test_sample_rows_are_the_first_or_a_repeatable_draw(bench: Bench, frame: pd.DataFrame) -> None:
    first = bench.ask("get_sample_rows", n=3).data["rows"]
    assert [r["values"]["ECLO"] for r in first] == frame["ECLO"].head(3).tolist()
    drawn = bench.ask("get_sample_rows", n=7, random=True).data["rows"]
    assert len({r["row"] for r in drawn}) == 7
    assert all(frame["ECLO"].iloc[r["row"] - 1] == r["values"]["ECLO"] for r in drawn)


def test_date_range_matches_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("get_date_range", column="사고일시").data
    when = frame["사고일시"]
    assert (data["start"], data["end"]) == (when.min().isoformat(), when.max().isoformat())
    assert data["span_days"] == (when.max().normalize() - when.min().normalize()).days + 1
    assert data["days_with_rows"] == when.dt.normalize().nunique()


def test_dates_written_the_korean_way_are_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"일시": ["2018년 1월 2일 05시", "2018년 12월 31일 23시", None, "미상"]})
    data = Bench(frame, tmp_path).ask("get_date_range", column="일시").data
    assert (data["start"], data["end"], data["missing"], data["unreadable"]) == ("2018-01-02T05:00:00", "2018-12-31T23:00:00", 1, 1)


def test_cross_tabulation_matches_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("cross_tabulation", column1="요일", column2="도로").data
    expected = pd.crosstab(frame["요일"], frame["도로"]).loc[data["levels1"], data["levels2"]]
    assert data["levels1"] == DAYS
    assert data["counts"] == expected.to_numpy().tolist()
    assert data["n"] == int(expected.to_numpy().sum())
    chi2 = (((expected - (e := np.outer(expected.sum(axis=1), expected.sum(axis=0)) / data["n"])) ** 2) / e).to_numpy().sum()
    assert data["cramers_v"] == pytest.approx(math.sqrt(chi2 / data["n"]))


def test_a_large_cross_tabulation_still_adds_up(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": [f"a{i}" for i in rng.integers(0, 40, 500)], "b": [f"b{i}" for i in rng.integers(0, 30, 500)]})
    result = Bench(frame, tmp_path).ask("cross_tabulation", column1="a", column2="b")
    assert result.tables[0].rows[-1][-1] == 500
    assert result.tables[0].rows[-1][1:] == [sum(column) for column in zip(*(r[1:] for r in result.tables[0].rows[:-1]), strict=True)]


def test_crossing_two_identifiers_needs_no_table_of_all_combinations(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [f"a{i}" for i in range(60_000)], "b": [f"b{i}" for i in range(60_000)]})
    data = Bench(frame, tmp_path).ask("cross_tabulation", column1="a", column2="b").data
    assert (data["n"], data["cramers_v"]) == (60_000, 1.0)


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_correlations_match_pandas(bench: Bench, frame: pd.DataFrame, method: str) -> None:
    data = bench.ask("get_correlation", columns=["속도", "ECLO", "차로"], method=method).data
    expected = frame[["속도", "ECLO", "차로"]].corr(method=method).to_numpy()
    assert np.array(data["matrix"], dtype=float) == pytest.approx(expected, abs=1e-12)


def test_a_constant_column_has_no_correlation_and_that_is_said(tmp_path: Path) -> None:
    result = Bench(pd.DataFrame({"a": [1, 1, 1], "b": [1, 2, 3]}), tmp_path).ask("get_correlation", columns=["a", "b"])
    assert result.data["pairs"][0]["value"] is None
    assert "`a`" in result.text


@pytest.mark.parametrize("multiplier", [0.5, 1.5, 3.0])
def test_outliers_match_the_rule(bench: Bench, frame: pd.DataFrame, multiplier: float) -> None:
    data = bench.ask("get_outliers", column="속도", multiplier=multiplier).data
    values = frame["속도"].dropna()
    q1, q3 = values.quantile([0.25, 0.75])
    low, high = q1 - multiplier * (q3 - q1), q3 + multiplier * (q3 - q1)
    assert (data["lower"], data["upper"]) == pytest.approx((low, high))
    assert (data["below"], data["above"]) == (int((values < low).sum()), int((values > high).sum()))
    assert all(frame["속도"].iloc[o["row"] - 1] == o["value"] for o in data["farthest"])


@pytest.mark.parametrize("percentile", [0, 2.5, 50, 90, 100])
def test_percentiles_match_numpy(bench: Bench, frame: pd.DataFrame, percentile: float) -> None:
    data = bench.ask("calculate_percentile", column="속도", percentile=percentile).data
    assert data["value"] == pytest.approx(float(np.nanpercentile(frame["속도"], percentile)))


def test_temporal_pattern_matches_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("get_temporal_pattern", column="사고일시").data
    when = frame["사고일시"].dt
    for part, values in {"month": when.month, "weekday": when.day_of_week, "hour": when.hour}.items():
        counted = values.value_counts()
        assert {row[part]: row["count"] for row in data[f"by_{part}"] if row["count"]} == counted.to_dict()
    assert len(data["by_hour"]) == 24


def test_categorical_summary_matches_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("summarize_categorical_distribution", column="도로").data
    shares = frame["도로"].value_counts(normalize=True)
    assert [v["share"] for v in data["values"]] == pytest.approx(shares.tolist())
    assert data["entropy_bits"] == pytest.approx(float(-(shares * np.log2(shares)).sum()))
    assert data["gini_simpson"] == pytest.approx(1 - float((shares**2).sum()))


def test_missing_pattern_finds_the_column_that_decides(tmp_path: Path) -> None:
    frame = accidents(300)
    frame.loc[frame["시군구"].str.endswith("가동"), "차로"] = np.nan
    frame["시군구"] = frame["시군구"].str[-2:]
    result = Bench(frame, tmp_path).ask("analyze_missing_pattern", column="차로")
    tie = result.data["ties"][0]
    assert (tie["column"], tie["high"], tie["high_share"]) == ("시군구", "가동", 1.0)
    assert "`시군구`" in result.text


def test_target_correlation_matches_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    found = {c["column"]: c for c in bench.ask("get_column_correlation_with_target", target_column="ECLO").data["columns"]}
    assert found["속도"]["value"] == pytest.approx(frame["속도"].corr(frame["ECLO"]))
    assert found["속도"]["spearman"] == pytest.approx(frame[["속도", "ECLO"]].corr(method="spearman").iloc[0, 1])
    means = frame.groupby("요일")["ECLO"].transform("mean")
    assert found["요일"]["value"] == pytest.approx(math.sqrt(means.var(ddof=0) / frame["ECLO"].var(ddof=0)))


# -- any frame ---------------------------------------------------------------------------------------------------------

CELLS = st.one_of(st.none(), st.sampled_from(["가", "나", "다 라", "1", "월요일", ""]))
VALUES = st.one_of(st.none(), st.integers(-1000, 1000), st.floats(-1e6, 1e6, allow_nan=False))
ROWS = st.lists(st.tuples(CELLS, VALUES), min_size=1, max_size=40)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def made(rows: list[tuple[str | None, float | None]]) -> pd.DataFrame:
    return pd.DataFrame({"k": pd.Series([r[0] for r in rows], dtype="str"), "v": pd.Series([r[1] for r in rows], dtype="float64")})


def test_the_fewest_come_first_when_they_are_asked_for(bench: Bench, frame: pd.DataFrame) -> None:
    counts = frame["시군구"].value_counts()
    result = bench.ask("get_value_counts", column="시군구", top_n=3, fewest=True)
    assert [v["count"] for v in result.data["values"]] == sorted(counts)[:3]
    assert all(counts[v["value"]] == v["count"] for v in result.data["values"])
    assert "가장 적어요" in result.text
    assert result.data["other_count"] == counts.sum() - sum(sorted(counts)[:3])


@FEW
@given(ROWS)
def test_value_counts_of_any_column_match_pandas(rows: list[tuple[str | None, float | None]]) -> None:
    frame = made(rows)
    with tempfile.TemporaryDirectory() as folder:
        data = Bench(frame, Path(folder)).ask("get_value_counts", column="k", top_n=100).data
    assert {v["value"]: v["count"] for v in data.get("values", [])} == frame["k"].value_counts().to_dict()
    assert data["missing"] == int(frame["k"].isna().sum())


@FEW
@given(ROWS)
def test_statistics_of_any_column_match_pandas(rows: list[tuple[str | None, float | None]]) -> None:
    frame = made(rows)
    with tempfile.TemporaryDirectory() as folder:
        data = Bench(frame, Path(folder)).ask("get_column_statistics", column="v").data
    values = frame["v"].dropna()
    assert (data["n"], data["missing"]) == (len(values), int(frame["v"].isna().sum()))
    if len(values):
        assert (data["mean"], data["median"], data["min"]) == pytest.approx((values.mean(), values.median(), values.min()))
        assert data["std"] == (pytest.approx(values.std(), abs=1e-6) if len(values) > 1 else None)


@FEW
@given(ROWS, st.sampled_from(["sum", "mean", "count", "min", "max", "median", "std"]))
def test_aggregates_of_any_groups_match_pandas(rows: list[tuple[str | None, float | None]], operation: str) -> None:
    frame = made(rows)
    with tempfile.TemporaryDirectory() as folder:
        data = Bench(frame, Path(folder)).ask("group_by_aggregate", group_column="k", agg_column="v", operation=operation).data
    grouped = frame.groupby("k", dropna=False)["v"]
    expected = grouped.sum(min_count=1) if operation == "sum" else grouped.agg(operation)
    found = {g["group"]: g["value"] for g in data["groups"]}
    for key, value in expected.items():
        got = found.pop(None if pd.isna(key) else key)
        assert got == (None if pd.isna(value) else pytest.approx(value, abs=1e-6))
    assert not found


@pytest.mark.parametrize(
    ("asked", "column"),
    [
        ("weather", "기상상태"),
        ("Road type", "도로형태"),
        ("deaths", "사망자수"),
        ("중상자", "중상자수"),
        ("weekday", "요일"),
        ("eclo", "ECLO"),
    ],
)
def test_a_column_may_be_named_in_the_other_language(asked: str, column: str) -> None:
    from tools._columns import match_column

    assert match_column(asked, ["기상상태", "도로형태", "사망자수", "중상자수", "요일", "ECLO", "사고유형"]) == column


def test_a_name_that_fits_several_columns_is_asked_back() -> None:
    from tools._columns import match_column
    from tools._errors import Refused

    with pytest.raises(Refused) as refused:
        match_column("hour", ["사고시", "시각"])
    assert (refused.value.code, refused.value.choices) == ("ambiguous_column", ["사고시", "시각"])
