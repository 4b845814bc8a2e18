"""Along time: trend, seasons, averages, years and unusual days against statsmodels and pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.tsa.seasonal import STL

from storage.profile import Roles
from tests.fakes.dataset_tools import Bench, check_sendable
from tools._errors import Refused
from tools._registry import discover

START, DAYS = "2020-01-01", 1096


def table() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    days = pd.date_range(START, periods=DAYS)
    rate = 8 + 0.002 * np.arange(DAYS) + 2 * (days.day_of_week < 5) + 2 * np.sin(2 * np.pi * days.day_of_year / 365.25)
    counts = rng.poisson(rate)
    counts[400] = 60
    moments = np.repeat(days.to_numpy(), counts) + rng.integers(0, 24, counts.sum()).astype("timedelta64[h]")
    frame = pd.DataFrame({"일시": moments, "값": rng.normal(5, 1, counts.sum()), "지역": rng.choice(["동", "서"], counts.sum())})
    frame.loc[frame.index[:7], "일시"] = pd.NaT
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return table()


@pytest.fixture(scope="module")
def bench(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return bench_of(frame, tmp_path_factory.mktemp("time"))


def bench_of(frame: pd.DataFrame, folder: Path) -> Bench:
    made = Bench(frame, folder, Roles(date="일시"))
    made.registry = discover("tools.time")
    return made


def monthly(frame: pd.DataFrame) -> pd.Series:
    return frame.dropna(subset=["일시"]).groupby(frame["일시"].dt.to_period("M")).size()


def test_the_slope_and_its_interval_are_those_of_statsmodels_with_newey_west_errors(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("analyze_trend", unit="month").data
    y = monthly(frame)
    seasons = pd.get_dummies(y.index.month, drop_first=True).to_numpy(dtype=float)
    x = sm.add_constant(np.column_stack([np.arange(len(y)), seasons]))
    lags = int(4 * (len(y) / 100) ** (2 / 9))
    model = sm.OLS(y.to_numpy(dtype=float), x).fit(cov_type="HAC", cov_kwds={"maxlags": lags}, use_t=True)
    assert data["slope"] == pytest.approx(model.params[1])
    assert data["interval"] == pytest.approx(model.conf_int()[1].tolist())
    assert data["p"] == pytest.approx(model.pvalues[1])
    assert data["missing"] == 7
    assert {r["period"]: r["value"] for r in data["series"]} == {str(p): float(v) for p, v in y.items()}


def test_seasons_are_those_of_a_robust_stl_of_daily_means(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("analyze_trend", what="seasonality").data
    y = monthly(frame)
    y = y / y.index.days_in_month
    found = STL(y.to_numpy(), period=12, robust=True).fit()
    expected = pd.Series(found.seasonal).groupby(y.index.month).mean()
    assert [s["index"] for s in data["seasons"]] == pytest.approx(expected.tolist())
    assert data["seasonal_strength"] == pytest.approx(max(0, 1 - found.resid.var() / (found.resid + found.seasonal).var()))


def test_a_moving_average_is_that_of_pandas(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("analyze_trend", what="moving_average", window=7).data
    daily = frame.dropna(subset=["일시"]).groupby(frame["일시"].dt.to_period("D")).size()
    daily = daily.reindex(pd.period_range(daily.index[0], daily.index[-1], freq="D"), fill_value=0)
    expected = daily.rolling(7).mean()
    assert [r["moving_average"] for r in data["series"][6:]] == pytest.approx(expected.tolist()[6:])
    assert data["series"][5]["moving_average"] is None


def test_a_year_is_compared_with_the_one_before_and_a_count_has_its_interval(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("analyze_trend", what="year_on_year").data
    years = frame["일시"].dt.year.value_counts()
    last = data["changes"][-1]
    assert (last["value"], last["before"]) == (years[2022], years[2021])
    error = np.sqrt(1 / years[2021] + 1 / years[2022])
    ratio = years[2022] / years[2021]
    assert last["interval"] == pytest.approx([ratio * np.exp(-1.959964 * error) - 1, ratio * np.exp(1.959964 * error) - 1])
    means = bench.ask("analyze_trend", what="year_on_year", value="값").data["changes"][-1]
    by_year = frame.groupby(frame["일시"].dt.year)["값"].mean()
    assert (means["value"], means["before"]) == pytest.approx((by_year[2022], by_year[2021]))


def test_only_months_that_both_years_have_are_compared(tmp_path: Path, frame: pd.DataFrame) -> None:
    part = frame[frame["일시"] < "2022-04-10"]
    data = bench_of(part, tmp_path).ask("analyze_trend", what="year_on_year").data
    assert data["months"] == [1, 2, 3]
    assert data["partial_left_out"] == ["2022-04"]
    quarter = frame[(frame["일시"].dt.year == 2021) & (frame["일시"].dt.month <= 3)]
    assert data["changes"][-1]["before"] == len(quarter)


def test_a_day_that_was_made_unusual_is_found(bench: Bench) -> None:
    data = bench.ask("find_anomalous_days").data
    assert data["unusual"][0]["date"] == str(pd.Timestamp(START).date() + pd.Timedelta(days=400).to_pytimedelta())
    assert data["unusual"][0]["value"] == 60
    assert data["count"] <= 6
    assert data["threshold"] == 3.5


def test_unusual_days_follow_the_formula_that_is_told(bench: Bench, frame: pd.DataFrame) -> None:
    daily = frame.dropna(subset=["일시"]).groupby(frame["일시"].dt.to_period("D")).size()
    daily = daily.reindex(pd.period_range(daily.index[0], daily.index[-1], freq="D"), fill_value=0)
    found = STL(daily.to_numpy(dtype=float), period=7, seasonal=35, trend=61, robust=True).fit()
    usual = np.maximum(found.trend + found.seasonal, 0.1)
    off = (daily.to_numpy() - usual) / np.sqrt(usual)
    z = off / (1.4826 * np.median(np.abs(off - np.median(off))))
    expected = {str(daily.index[i]): z[i] for i in np.flatnonzero(np.abs(z) > 2.5)}
    data = bench.ask("find_anomalous_days", threshold=2.5).data
    assert {d["date"]: d["z"] for d in data["unusual"]} == pytest.approx(expected)


def test_parts_of_dates_are_counted_as_pandas_counts_them(bench: Bench, frame: pd.DataFrame) -> None:
    data = bench.ask("date_parts", parts=["year", "weekday", "season", "weekend", "week", "hour"]).data["parts"]
    moments = frame["일시"].dropna()
    assert {r["value"]: r["n"] for r in data["year"]} == moments.dt.year.value_counts().to_dict()
    assert {r["value"]: r["n"] for r in data["weekday"]} == moments.dt.day_of_week.value_counts().to_dict()
    assert {r["value"]: r["n"] for r in data["week"]} == moments.dt.isocalendar().week.value_counts().to_dict()
    winter = next(r["n"] for r in data["season"] if r["label"] == "겨울")
    assert winter == int(moments.dt.month.isin([12, 1, 2]).sum())
    assert data["weekend"][1]["n"] == int((moments.dt.day_of_week >= 5).sum())


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("analyze_trend", {"value": "값"}),
        ("analyze_trend", {"unit": "week"}),
        ("analyze_trend", {"what": "seasonality", "unit": "day"}),
        ("analyze_trend", {"what": "seasonality", "unit": "quarter", "value": "값"}),
        ("analyze_trend", {"what": "moving_average", "unit": "week", "where": [{"column": "지역", "operator": "==", "value": "동"}]}),
        ("analyze_trend", {"what": "year_on_year"}),
        ("find_anomalous_days", {"value": "값"}),
        ("date_parts", {}),
    ],
)
def test_every_answer_is_told_and_pictured_in_both_languages(bench: Bench, tool: str, arguments: dict[str, object], language: str) -> None:
    result = bench.ask(tool, language, **arguments)
    check_sendable(result)
    assert result.artifacts[0].data is not None
    assert result.artifacts[0].alt
    assert result.data["definition"]


@pytest.mark.parametrize(
    ("tool", "arguments", "days", "code"),
    [
        ("analyze_trend", {"what": "year_on_year"}, 200, "one_year"),
        ("analyze_trend", {"what": "seasonality", "unit": "month"}, 200, "too_few_cycles"),
        ("analyze_trend", {"what": "seasonality", "unit": "year"}, 200, "too_few_cycles"),
        ("analyze_trend", {}, 3, "too_few_periods"),
        ("find_anomalous_days", {}, 20, "too_few_days"),
        ("analyze_trend", {"column": "지역"}, 60, "not_date"),
        ("analyze_trend", {"value": "지역"}, 60, "not_numeric"),
    ],
)
def test_what_cannot_be_seen_in_the_data_is_refused(
    tmp_path: Path, frame: pd.DataFrame, tool: str, arguments: dict[str, object], days: int, code: str
) -> None:
    part = frame[frame["일시"] < pd.Timestamp(START) + pd.Timedelta(days=days)]
    for language in ("ko", "en"):
        with pytest.raises(Refused) as refused:
            bench_of(part, tmp_path).ask(tool, language, **arguments)
        assert refused.value.code == code


def test_dates_of_unusual_days_cover_no_other() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from tools.draw._figure import axes_in, sheet
    from tools.time._pictures import _name_marks

    values = np.full(4000, 30.0)
    marks = [(i, True) for i in (100, 140, 180, 1500, 1560, 1600, 3900, 3950)]
    for i, _ in marks:
        values[i] = 70.0
    figure = sheet(750)
    axes = axes_in(figure, 120, 650, "건수", "y")
    axes.plot(range(len(values)), values)
    axes.margins(x=0.02, y=0.14)
    _name_marks(axes, [f"2012-01-{i % 28 + 1:02d}" for i in range(4000)], values, marks)
    FigureCanvasAgg(figure).draw()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_tables_of_years_round_and_their_data_does_not(bench: Bench, frame: pd.DataFrame) -> None:
    result = bench.ask("analyze_trend", what="year_on_year", value="값")
    assert all(cell is None or cell == round(cell, 4) for row in result.tables[1].rows for cell in row[1:])


@pytest.mark.parametrize(
    ("unit", "named", "not_named"),
    [("month", "월별", "요일"), ("day", "요일별", "월별"), ("week", "이웃한", "계절"), ("year", "이웃한", "주기")],
)
def test_a_trend_names_the_cycle_of_its_own_periods(tmp_path: Path, unit: str, named: str, not_named: str) -> None:
    days = pd.date_range("2014-01-01", "2021-12-31")
    made = bench_of(pd.DataFrame({"일시": days.repeat(2), "값": np.arange(2.0 * len(days))}), tmp_path)
    said = made.ask("analyze_trend", unit=unit).text
    held = next(sentence for sentence in said.split(". ") if "이웃한 기간" in sentence)
    assert named in held
    assert not_named not in said


def test_a_trend_of_counts_says_each_count_once(bench: Bench) -> None:
    assert bench.ask("analyze_trend", unit="month").tables[0].columns == ["기간", "건수"]
