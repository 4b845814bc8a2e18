"""The kinds of charts beside the plain ones: stacks, areas, violins, trends, small multiples, calendars."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes.drawing import context
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tools._context import ToolContext
from tools._errors import MissingInput, Refused
from tools._registry import call, discover
from tools._result import ToolResult

WEEKDAYS = [f"{d}요일" for d in "월화수목금토일"]
SPEC = discover("tools.draw")["draw_chart"]


def accidents(rows: int = 500, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    hurt = random.integers(0, 5, rows)
    return pd.DataFrame(
        {
            "요일": random.choice(WEEKDAYS, rows),
            "구": random.choice(["중구", "수성구", "달서구", "북구"], rows),
            "사고유형": random.choice(["차대차", "차대사람", "차량단독"], rows),
            "도로": random.choice([f"{c}길" for c in "가나다라마바사아자"], rows),
            "경상자수": hurt,
            "ECLO": hurt * 3 + random.integers(0, 6, rows),
            "비용": random.normal(100, 30, rows),
            "날": pd.Timestamp("2017-01-05") + pd.to_timedelta(random.integers(0, 300, rows), unit="D"),
        }
    )


async def draw(ctx: ToolContext, **arguments: Any) -> ToolResult:
    result = await call(SPEC, ctx, arguments)
    artifact = result.artifacts[0]
    json.dumps(result.data, allow_nan=False)
    image = Image.open(io.BytesIO(artifact.data))
    assert (image.format, image.size[0]) == ("PNG", 1200)
    assert artifact.alt
    return result


async def test_parts_of_stacked_bars_are_the_cross_table(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind="stacked", x="요일", group="사고유형")
    table = pd.crosstab(frame["요일"], frame["사고유형"])
    assert {(v["label"], v["group"]): v["value"] for v in result.data["values"]} == {
        (day, kind): table.loc[day, kind] for day in table.index for kind in table.columns
    }
    best = table.sum(axis=1)
    assert any(day in result.text for day in best.index[best == best.max()])
    assert f"{best.max()}건" in result.text


async def test_a_stack_of_weekdays_has_all_seven(tmp_path):
    frame = accidents()
    for kind in ("stacked", "bar"):
        result = await draw(context(frame, tmp_path), kind=kind, x="사고유형", group="요일")
        assert {v["group"] for v in result.data["values"]} == set(WEEKDAYS)
        assert sum(v["value"] for v in result.data["values"]) == len(frame)


async def test_the_largest_part_is_never_what_was_put_together(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind="stacked", x="사고유형", group="도로")
    assert "그 외" in {v["group"] for v in result.data["values"]}
    parts = frame["도로"].value_counts()
    told = [road for road in parts.index[parts == parts.max()] if f"전체에서는 {road}" in result.text]
    assert told, result.text


async def test_a_stack_of_a_measure_adds_it_up(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path, "en"), kind="stacked", x="도로", y="ECLO", group="사고유형")
    assert result.data["operation"] == "sum"
    assert sum(v["value"] for v in result.data["values"]) == frame["ECLO"].sum()


@pytest.mark.parametrize("kind", ["stacked", "area"])
async def test_a_stack_of_averages_is_refused_with_what_would_work(tmp_path, kind):
    with pytest.raises(Refused) as refusal:
        await draw(context(accidents(), tmp_path), kind=kind, x="요일", y="ECLO", operation="mean", group="사고유형")
    assert "막대" in refusal.value.say("ko")
    assert "lines" in refusal.value.say("en")


async def test_a_stack_of_negative_totals_is_refused(tmp_path):
    frame = accidents().assign(비용=lambda f: -f["비용"])
    with pytest.raises(Refused, match="stack_needs_parts"):
        await draw(context(frame, tmp_path), kind="stacked", x="요일", y="비용", group="사고유형")


async def test_a_stack_without_parts_asks_for_the_column(tmp_path):
    with pytest.raises(MissingInput) as question:
        await draw(context(accidents(), tmp_path), kind="stacked", x="요일")
    assert question.value.missing == ["group"]
    assert "사고유형" in question.value.choices
    assert "요일" not in question.value.choices


async def test_an_area_holds_the_counts_of_every_period(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind="area", x="날", group="사고유형")
    got = {(v["label"], v["group"]): v["value"] for v in result.data["values"] if v["value"]}
    period = {"day": "D", "month": "M"}[result.data["period"]]
    by = frame.groupby([frame["날"].dt.to_period(period).astype(str), "사고유형"]).size()
    assert got == by.to_dict()


async def test_violins_tell_the_quartiles_that_pandas_computes(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind="violin", x="사고유형", y="비용")
    assert {b["label"]: b["median"] for b in result.data["boxes"]} == pytest.approx(frame.groupby("사고유형")["비용"].median().to_dict())


def test_the_violin_is_the_kernel_density_that_scipy_computes():
    from scipy.stats import gaussian_kde

    from tools.draw._violin import density

    values = np.random.default_rng(1).normal(50, 12, 4000)
    at, heights = density(values, float(values.min()), float(values.max()))
    exact = gaussian_kde(values, bw_method="silverman")(at)
    inside = (at > 25) & (at < 75)
    assert np.abs(heights / heights.max() - exact / exact.max())[inside].max() < 0.03


async def test_the_trend_line_is_the_one_of_least_squares(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind="scatter", x="비용", y="ECLO")
    slope, intercept = np.polyfit(frame["비용"], frame["ECLO"], 1)
    assert result.data["trend"] == pytest.approx({"slope": slope, "intercept": intercept})
    assert f"{result.data['pearson']:.3f}" in result.text
    assert "n=500" in result.text
    without = await draw(context(frame, tmp_path), kind="scatter", x="비용", y="ECLO", trend=False)
    assert without.artifacts[0].data != result.artifacts[0].data
    assert "추세선" not in without.text


@pytest.mark.parametrize("kind", ["auto", "bar", "line", "area"])
async def test_small_multiples_hold_one_aggregate_a_panel(tmp_path, kind):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind=kind, x="요일", y="ECLO", operation="mean", panels="구")
    expected = frame.groupby(["요일", "구"])["ECLO"].mean().to_dict()
    assert {(v["label"], v["group"]): v["value"] for v in result.data["values"]} == pytest.approx(expected)
    assert result.data["panels_by"] == "구"


async def test_small_histograms_share_their_bins_and_count_every_row(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path, "en"), kind="histogram", x="비용", panels="사고유형")
    assert {p["panel"]: sum(p["counts"]) for p in result.data["panels"]} == frame["사고유형"].value_counts().to_dict()


async def test_small_scatters_tell_the_correlation_of_each_panel(tmp_path):
    frame = accidents(4000)
    result = await draw(context(frame, tmp_path), kind="scatter", x="경상자수", y="ECLO", panels="구")
    expected = {k: p["경상자수"].corr(p["ECLO"]) for k, p in frame.groupby("구")}
    assert {p["panel"]: p["pearson"] for p in result.data["panels"]} == pytest.approx(expected)


async def test_more_values_than_panels_are_left_out_and_said(tmp_path):
    frame = pd.DataFrame({"길": [f"{c}{d}길" for c in "가나다라" for d in "마바사아자" for _ in range(3)], "값": range(60)})
    result = await draw(context(frame, tmp_path, "en"), kind="histogram", x="값", panels="길")
    assert len(result.data["panels"]) == 12
    words = await draw(context(frame.assign(요일="월요일"), tmp_path, "en"), kind="bar", x="요일", panels="길")
    assert len({v["group"] for v in words.data["values"]}) == 12
    assert words.data["hidden"] == 8


@pytest.mark.parametrize("arguments", [{"kind": "pie"}, {"kind": "box", "y": "ECLO"}, {"kind": "bar", "group": "사고유형"}])
async def test_small_multiples_of_what_can_not_be_small_are_refused(tmp_path, arguments):
    with pytest.raises(Refused, match="no_small_multiples") as refusal:
        await draw(context(accidents(), tmp_path), x="요일", panels="구", **arguments)
    assert all(refusal.value.say(language) for language in ("ko", "en"))


async def test_every_day_of_the_calendar_holds_what_pandas_counts(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind="calendar", x="날")
    days = {v["day"]: v["value"] for v in result.data["values"]}
    counted = frame["날"].dt.strftime("%Y-%m-%d").value_counts()
    assert {day: n for day, n in days.items() if n} == counted.to_dict()
    assert len(days) == (frame["날"].max() - frame["날"].min()).days + 1
    assert f"{counted.max()}건" in result.text


async def test_a_calendar_of_averages_leaves_days_without_rows_blank(tmp_path):
    frame = pd.DataFrame({"날": pd.to_datetime(["2017-01-01", "2017-01-01", "2017-01-04"]), "값": [1.0, 2.0, 9.0]})
    result = await draw(context(frame, tmp_path, "en"), kind="calendar", x="날", y="값", operation="mean")
    assert [v["value"] for v in result.data["values"]] == [1.5, None, None, 9]
    assert "2 days have no value" in result.text
    assert "2017-01-04 (Wednesday)" in result.text


async def test_a_calendar_of_many_years_shows_the_latest_and_says_so(tmp_path):
    frame = pd.DataFrame({"날": pd.date_range("2000-01-01", "2018-12-31", freq="9D")})
    result = await draw(context(frame, tmp_path), kind="calendar", x="날")
    assert result.data["years_hidden"] == 7
    assert result.data["values"][0]["day"] == "2007-01-01"


async def test_one_mistyped_year_makes_no_empty_decades(tmp_path):
    frame = pd.DataFrame({"날": pd.to_datetime(["2017-03-01", "2017-03-02", "2217-03-02"])})
    result = await draw(context(frame, tmp_path), kind="calendar", x="날")
    assert {v["day"][:4] for v in result.data["values"]} == {"2017", "2217"}


async def test_a_calendar_without_dates_is_refused_naming_the_columns_of_dates(tmp_path):
    with pytest.raises(Refused, match="not_a_date") as refusal:
        await draw(context(accidents(), tmp_path), kind="calendar", x="요일")
    assert refusal.value.choices == ["날"]


async def test_a_pie_of_more_than_six_parts_becomes_bars_and_says_so(tmp_path):
    frame = accidents()
    result = await draw(context(frame, tmp_path), kind="pie", x="도로")
    assert (result.data["kind"], result.data["asked"]) == ("bar", "pie")
    assert "9개" in result.text
    assert {v["label"]: v["value"] for v in result.data["values"]} == frame["도로"].value_counts().to_dict()
    assert (await draw(context(frame, tmp_path), kind="pie", x="도로", top_n=3)).data["kind"] == "pie"
    assert (await draw(context(frame, tmp_path), kind="pie", x="구")).data["kind"] == "pie"


def test_a_long_name_goes_on_in_a_second_line_where_it_can_be_told_apart():
    from tools.draw._figure import two_lines, width_of

    first, second = two_lines("차량단독 - 전도전복 - 전도", 320), two_lines("차량단독 - 전도전복 - 전복", 320)
    assert first != second
    assert first.replace("\n", " ") == "차량단독 - 전도전복 - 전도"
    assert all(width_of(line) <= 320 for line in first.split("\n"))


def test_a_long_dataset_name_is_wrapped_and_not_cut():
    from tools.draw._figure import frame, sheet

    name = "대구광역시_교통사고_" * 9 + "끝.csv"
    figure = sheet()
    frame(figure, "제목", footer=(f"n = 1 · {name}",))
    assert name in "".join(text.get_text() for text in figure.texts).replace("\n", "")


HOSTILE = {
    "empty": pd.DataFrame({"x": pd.Series([], dtype="str"), "y": pd.Series([], dtype="float64"), "t": pd.to_datetime([])}),
    "one row": pd.DataFrame({"x": ["하나"], "y": [1.0], "t": pd.to_datetime(["2020-02-29"])}),
    "all null": pd.DataFrame({"x": [None] * 4, "y": [np.nan] * 4, "t": pd.to_datetime([None] * 4)}),
    "infinite": pd.DataFrame({"x": list("abc"), "y": [np.inf, -np.inf, 1e308], "t": pd.to_datetime(["1700-01-01", "2260-12-31", None])}),
    "ten thousand": pd.DataFrame(
        {"x": [f"id{i}" for i in range(10_000)], "y": np.arange(10_000.0), "t": pd.date_range("1990", periods=10_000)}
    ),
    "hostile": pd.DataFrame(
        {"x": [r"$\frac{1}{$", "\u202egnp.exe", "😀" * 40, "가" * 900], "y": [1.0, -2, 3, 4], "t": pd.to_datetime(["2020-12-31"] * 4)}
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "stacked", "x": "x", "group": "x"},
        {"kind": "stacked", "x": "x", "y": "y", "group": "x"},
        {"kind": "area", "x": "t", "group": "x"},
        {"kind": "area", "x": "y"},
        {"kind": "violin", "x": "x", "y": "y"},
        {"kind": "violin", "x": "y"},
        {"kind": "calendar", "x": "t"},
        {"kind": "calendar", "x": "t", "y": "y"},
        {"kind": "bar", "x": "x", "panels": "x"},
        {"kind": "line", "x": "t", "y": "y", "panels": "x"},
        {"kind": "histogram", "x": "y", "panels": "x"},
        {"kind": "scatter", "x": "y", "y": "y", "panels": "x"},
        {"kind": "scatter", "x": "y", "y": "y"},
    ],
    ids=lambda a: "-".join(map(str, a.values())),
)
async def test_hard_input_gives_a_picture_or_a_sentence(tmp_path, arguments, name):
    try:
        await draw(context(HOSTILE[name], tmp_path, name=r"$\frac{1}{$"), **arguments)
    except (Refused, MissingInput) as no:
        sentences = [no.say("ko"), no.say("en")]
        assert all(sentences)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.none(), st.sampled_from(["월", "화", "10대", "$\\frac{1}{$", "😀"])),
            st.floats(allow_nan=True, allow_infinity=True),
            st.one_of(st.none(), st.datetimes(datetime(1700, 1, 1), datetime(2250, 1, 1))),
        ),
        min_size=1,
        max_size=25,
    ),
    kind=st.sampled_from(["stacked", "area", "violin", "calendar", "scatter", "bar", "histogram"]),
    panels=st.booleans(),
)
async def test_any_rows_give_a_picture_or_a_sentence(tmp_path, rows, kind, panels):
    frame = pd.DataFrame({"x": [r[0] for r in rows], "y": [r[1] for r in rows], "t": pd.to_datetime([r[2] for r in rows])})
    x = {"calendar": "t", "scatter": "y", "histogram": "y"}.get(kind, "x")
    arguments = {"panels": "x"} if panels else {"group": "x"}
    try:
        result = await draw(context(frame, tmp_path), kind=kind, x=x, y="y", **arguments)
    except (Refused, MissingInput) as no:
        sentences = [no.say("ko"), no.say("en")]
        assert all(sentences)
    else:
        assert result.data["used"] + result.data["missing"] + result.data["infinite"] == len(rows)
