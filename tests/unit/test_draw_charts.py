from __future__ import annotations

import io
import json
import math
import threading
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fakes.drawing import context
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tools._errors import MissingInput, Refused
from tools._registry import call, discover
from tools._result import ToolResult
from tools.draw.draw_chart import draw_chart

WEEKDAYS = ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"]
PARTS = ["심야", "출근시간대", "일반시간대", "퇴근시간대"]
KINDS = ["auto", "bar", "line", "histogram", "box", "scatter", "pie", "heatmap"]


def accidents(rows: int = 400, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "요일": random.choice(WEEKDAYS, rows),
            "시간대": random.choice(PARTS, rows),
            "사고시": random.integers(0, 24, rows),
            "사고연": random.integers(2012, 2019, rows),
            "사고유형": random.choice(["차대차", "차대사람", "차량단독"], rows),
            "ECLO": random.choice([1, 3, 3, 3, 5, 6, 8, 13, 41], rows),
            "비용": random.normal(100, 30, rows),
            "사고일": pd.Timestamp("2017-01-01") + pd.to_timedelta(random.integers(0, 700, rows), unit="D"),
        }
    )


def picture(result: ToolResult) -> Image.Image:
    artifact = result.artifacts[0]
    assert artifact.mime == "image/png"
    assert artifact.alt
    assert result.text in artifact.alt or artifact.alt.endswith(result.text[-40:])
    json.dumps(result.data, allow_nan=False)
    image = Image.open(io.BytesIO(artifact.data))
    assert image.format == "PNG"
    assert image.size[0] == 1200
    return image


def drawn_or_told(**arguments: Any) -> ToolResult | None:
    """A picture, or None after a refusal that has a sentence in both languages. Anything else fails the test."""
    try:
        result = draw_chart(**arguments)
    except (Refused, MissingInput) as no:
        sentences = no.say("ko"), no.say("en")
    else:
        picture(result)
        return result
    assert all(sentences)
    return None


def values(result: ToolResult) -> dict[Any, Any]:
    return {(v["label"], v["group"]) if "group" in v else v["label"]: v["value"] for v in result.data["values"]}


@pytest.mark.parametrize("operation", ["sum", "mean", "median", "min", "max", "std"])
def test_bars_hold_the_values_that_pandas_computes(tmp_path, operation):
    frame = accidents()
    result = draw_chart(kind="bar", x="시간대", y="ECLO", operation=operation, ctx=context(frame, tmp_path))
    expected = frame.groupby("시간대")["ECLO"].agg(operation)
    assert values(result) == pytest.approx(expected.to_dict(), rel=1e-12)
    picture(result)


def test_counts_by_weekday_come_in_the_order_of_the_week(tmp_path):
    frame = accidents()
    result = draw_chart(x="요일", ctx=context(frame, tmp_path))
    assert [v["label"] for v in result.data["values"]] == WEEKDAYS
    assert values(result) == frame["요일"].value_counts().to_dict()
    assert result.data["kind"] == "bar"


@pytest.mark.parametrize(
    "order",
    [
        PARTS,
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["월", "화", "수", "목", "금", "토", "일"],
        [f"{m}월" for m in range(1, 13)],
        [f"{h}시" for h in range(24)],
        ["January", "February", "March", "November"],
        [2, 10, 30, 100],
        ["2009년", "2010년", "2018년"],
    ],
)
def test_ordered_categories_keep_their_order(tmp_path, order):
    shuffled = list(np.random.default_rng(1).permutation(np.array(order, dtype=object))) * 2 + order[-1:] * 3
    result = draw_chart(kind="bar", x="가", ctx=context(pd.DataFrame({"가": shuffled}), tmp_path))
    assert [v["label"] for v in result.data["values"]] == [str(o) for o in order]


def test_other_categories_come_by_value_and_the_rest_is_summed(tmp_path):
    names = [f"{'가나다라마바사아자차카타파하'[i]}길" for i in range(14)]
    frame = pd.DataFrame({"길": [n for i, n in enumerate(names) for _ in range(i + 1)]})
    result = draw_chart(kind="bar", x="길", top_n=5, ctx=context(frame, tmp_path))
    assert [v["label"] for v in result.data["values"]] == [*reversed(names[-5:]), "그 외"]
    assert sum(v["value"] for v in result.data["values"]) == len(frame)
    assert result.data["merged"] == 9
    assert "9개" in result.text


def test_averages_of_the_rest_are_left_out_and_said_never_summed(tmp_path):
    frame = pd.DataFrame({"길": [c for c in "abcdefghij" for _ in range(3)], "값": range(30)})
    result = draw_chart(kind="bar", x="길", y="값", operation="mean", top_n=4, ctx=context(frame, tmp_path, "en"))
    assert len(result.data["values"]) == 4
    assert result.data["hidden"] == 6
    assert "6 are not shown" in result.text


def test_of_equally_frequent_categories_those_of_the_highest_mean_are_shown(tmp_path):
    frame = pd.DataFrame({"번호": [f"k{i}" for i in range(300)], "값": np.arange(300.0)})
    result = draw_chart(kind="bar", x="번호", y="값", top_n=5, ctx=context(frame, tmp_path))
    assert list(values(result)) == ["k299", "k298", "k297", "k296", "k295"]


@pytest.mark.parametrize("operation", ["mean", "count"])
def test_the_top_few_are_the_highest_of_weekdays_too(tmp_path, operation):
    frame = pd.DataFrame(
        {"요일": [d for i, d in enumerate(WEEKDAYS) for _ in range(7 - i)], "값": [i for i in range(7) for _ in range(7 - i)]}
    )
    y = "값" if operation == "mean" else None
    result = draw_chart(kind="bar", x="요일", y=y, operation=operation, top_n=2, ctx=context(frame, tmp_path))
    shown = list(values(result))[:2]
    assert shown == (["일요일", "토요일"] if operation == "mean" else ["월요일", "화요일"])
    assert ("값이 큰 2개" in result.text) is (operation == "mean")


def test_a_category_that_is_really_called_other_is_not_confused_with_the_rest(tmp_path):
    frame = pd.DataFrame({"길": ["그 외"] * 9 + list("abcdef")})
    result = draw_chart(kind="bar", x="길", top_n=2, ctx=context(frame, tmp_path))
    assert (result.data["values"][0]["x"], result.data["values"][0]["value"]) == ("그 외", 9)
    assert result.data["values"][-1]["x"] is None
    assert result.data["values"][-1]["value"] == 5


def test_groups_hold_the_values_that_pandas_computes(tmp_path):
    frame = accidents()
    result = draw_chart(kind="line", x="사고연", y="ECLO", operation="mean", group="사고유형", ctx=context(frame, tmp_path))
    expected = frame.groupby(["사고연", "사고유형"])["ECLO"].mean()
    assert values(result) == pytest.approx({(str(x), g): v for (x, g), v in expected.items()})


def test_times_are_grouped_by_month_and_empty_months_count_zero(tmp_path):
    days = pd.to_datetime(["2016-01-05", "2016-01-09", "2016-04-01", "2017-02-01"])
    result = draw_chart(x="날", ctx=context(pd.DataFrame({"날": days}), tmp_path))
    assert result.data["kind"] == "line"
    got = values(result)
    assert len(got) in (14, 393)
    assert sum(got.values()) == 4
    months = draw_chart(kind="bar", x="날", ctx=context(pd.DataFrame({"날": days}), tmp_path))
    assert values(months)["2016-01"] == 2
    assert values(months)["2016-02"] == 0


def test_missing_and_infinite_rows_are_left_out_and_counted(tmp_path):
    frame = pd.DataFrame({"가": ["x", "y", None, "x", "y", "x"], "값": [1.0, 2.0, 3.0, np.inf, np.nan, 5.0]})
    result = draw_chart(kind="bar", x="가", y="값", operation="mean", ctx=context(frame, tmp_path))
    assert values(result) == {"x": 3.0, "y": 2.0}
    assert (result.data["used"], result.data["missing"], result.data["infinite"]) == (3, 2, 1)
    assert "결측 2건" in result.text
    assert "무한대 1건" in result.text


def test_histogram_counts_every_row_once_and_gathers_the_tail(tmp_path):
    frame = pd.DataFrame({"ECLO": [1] * 300 + [3] * 500 + [6] * 199 + [178]})
    result = draw_chart(kind="histogram", x="ECLO", ctx=context(frame, tmp_path))
    assert sum(result.data["counts"]) == 1000
    assert result.data["last_is_open"]
    assert result.data["statistics"]["median"] == 3
    centres = [round((a + b) / 2) for a, b in zip(result.data["edges"], result.data["edges"][1:], strict=False)]
    counts = dict(zip(centres, result.data["counts"], strict=True))
    assert (counts[1], counts[3], counts[6]) == (300, 500, 199)


def test_boxes_hold_the_quartiles_that_pandas_computes(tmp_path):
    frame = accidents()
    result = draw_chart(kind="box", x="시간대", y="비용", ctx=context(frame, tmp_path))
    for box in result.data["boxes"]:
        part = frame.loc[frame["시간대"] == box["label"], "비용"]
        assert box["median"] == pytest.approx(part.median())
        assert (box["q1"], box["q3"]) == pytest.approx(tuple(part.quantile([0.25, 0.75])))
        assert box["n"] == len(part)


def test_scatter_tells_the_correlations_that_pandas_computes(tmp_path):
    frame = accidents()
    frame["b"] = frame["비용"] * 2 + np.random.default_rng(5).normal(0, 20, len(frame))
    result = draw_chart(x="비용", y="b", ctx=context(frame, tmp_path))
    assert result.data["kind"] == "scatter"
    assert result.data["pearson"] == pytest.approx(frame["비용"].corr(frame["b"]))
    assert result.data["spearman"] == pytest.approx(frame["비용"].corr(frame["b"], method="spearman"))


def test_heatmap_cells_are_the_cross_table(tmp_path):
    frame = accidents()
    result = draw_chart(x="시간대", y="요일", ctx=context(frame, tmp_path))
    assert result.data["kind"] == "heatmap"
    table = pd.crosstab(frame["요일"], frame["시간대"])
    assert all(v["value"] == table.loc[v["group"], v["x"]] for v in result.data["values"])
    assert len(result.data["values"]) == 28


def test_auto_takes_the_kind_that_fits_the_columns(tmp_path):
    ctx = context(accidents(), tmp_path)
    chosen = {x: draw_chart(x=x, ctx=ctx).data["kind"] for x in ("요일", "사고시", "사고연", "비용", "사고일")}
    assert chosen == {"요일": "bar", "사고시": "bar", "사고연": "line", "비용": "histogram", "사고일": "line"}


def test_a_pie_of_averages_is_refused_with_what_would_work(tmp_path):
    with pytest.raises(Refused) as refusal:
        draw_chart(kind="pie", x="요일", y="ECLO", operation="mean", ctx=context(accidents(), tmp_path))
    assert "막대그래프" in refusal.value.say("ko")
    assert "bars" in refusal.value.say("en")


def test_an_average_of_words_is_refused_naming_the_columns_of_numbers(tmp_path):
    with pytest.raises(Refused) as refusal:
        draw_chart(kind="bar", x="요일", y="시간대", operation="mean", ctx=context(accidents(), tmp_path))
    assert refusal.value.code == "not_a_number"
    assert "ECLO" in refusal.value.choices
    assert "ECLO" in refusal.value.say("ko")


def test_shares_and_cells_of_words_are_refused_too(tmp_path):
    ctx = context(accidents(), tmp_path)
    for arguments in ({"kind": "pie"}, {"kind": "heatmap", "group": "사고유형"}):
        with pytest.raises(Refused):
            draw_chart(x="요일", y="시간대", ctx=ctx, **arguments)


def test_an_average_of_nothing_asks_for_the_column(tmp_path):
    with pytest.raises(MissingInput) as question:
        draw_chart(kind="bar", x="요일", operation="mean", ctx=context(accidents(), tmp_path))
    assert question.value.missing == ["y"]
    assert question.value.understood["operation"] == "mean"
    assert "평균을" in question.value.say("ko")
    with pytest.raises(MissingInput):
        draw_chart(kind="scatter", x="비용", ctx=context(accidents(), tmp_path))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"x": pd.Series([], dtype="str"), "y": pd.Series([], dtype="float64")}),
        pd.DataFrame({"x": ["하나"], "y": [1.0]}),
        pd.DataFrame({"x": [None] * 5, "y": [np.nan] * 5}),
        pd.DataFrame({"x": [np.inf, -np.inf, 1e308], "y": [1.0, 2.0, 3.0]}),
        pd.DataFrame({"x": [3.0] * 4, "y": [0.0] * 4}),
        pd.DataFrame({"x": [f"id{i}" for i in range(10_000)], "y": np.arange(10_000.0)}),
        pd.DataFrame({"x": [r"$\frac{1}{$", "a$b$c", "\u202egnp.exe", "\x1b[31m", "😀" * 40, "가" * 900], "y": [1.0, -2, 3, 4, 5, 6]}),
    ],
    ids=["empty", "one_row", "all_null", "infinite", "constant", "ten_thousand", "hostile_labels"],
)
def test_hard_input_gives_a_picture_or_a_sentence(tmp_path, kind, frame):
    ctx = context(frame, tmp_path)
    for y in {"bar": (None, "y"), "auto": (None, "y"), "histogram": (None,)}.get(kind, ("y",)):
        drawn_or_told(kind=kind, x="x", y=y, ctx=ctx)


async def test_ten_thousand_bars_asked_for_become_as_many_as_can_be_read(tmp_path):
    frame = pd.DataFrame({"x": [f"id{i}" for i in range(10_000)]})
    spec = discover("tools.draw")["draw_chart"]
    result = await call(spec, context(frame, tmp_path), {"kind": "bar", "x": "x", "top_n": 10_000})
    assert len(result.data["values"]) == 51
    assert picture(result).size[1] < 4000


def test_a_column_named_like_broken_mathematics_is_drawn_as_it_is(tmp_path):
    name = r"$\frac{1}{$ {0} %s"
    frame = pd.DataFrame({name: ["a", "b", "b"], "값": [1.0, 2.0, 3.0]})
    for kind in ("bar", "line", "box", "pie"):
        result = draw_chart(kind=kind, x=name, y="값", ctx=context(frame, tmp_path))
        picture(result)
        assert result.data["x"] == name


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["월", "화", "10대", "20대"])),
            st.floats(allow_nan=True, allow_infinity=True),
        ),
        min_size=1,
        max_size=30,
    ),
    kind=st.sampled_from(KINDS),
    operation=st.sampled_from([None, "count", "sum", "mean", "std"]),
)
def test_any_rows_give_a_picture_or_a_sentence(tmp_path, rows, kind, operation):
    texts = [None if t is None else t.encode("utf-8", "ignore").decode() for t, _ in rows]
    ctx = context(pd.DataFrame({"x": pd.Series(texts, dtype="object"), "y": [v for _, v in rows]}), tmp_path)
    for x, y in (("x", "y"), ("y", None), ("y", "y")):
        result = drawn_or_told(kind=kind, x=x, y=y, operation=operation, ctx=ctx)
        if result is not None:
            assert result.data["used"] + result.data["missing"] + result.data["infinite"] == len(rows)


def test_the_same_picture_comes_from_many_threads(tmp_path):
    ctx = context(accidents(), tmp_path)
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(draw_chart(x="요일", ctx=ctx).artifacts[0].data)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 6
    assert len(set(drawn)) == 1


def test_english_pictures_differ_from_korean_ones_and_so_do_their_words(tmp_path):
    korean = draw_chart(x="시간대", y="ECLO", operation="mean", ctx=context(accidents(), tmp_path, "ko"))
    english = draw_chart(x="시간대", y="ECLO", operation="mean", ctx=context(accidents(), tmp_path, "en"))
    assert korean.artifacts[0].data != english.artifacts[0].data
    assert english.artifacts[0].alt.startswith("Mean of ECLO by 시간대")
    assert korean.artifacts[0].alt.startswith("시간대별 ECLO 평균")
    assert korean.data == english.data


async def test_the_tools_are_found_with_schemas_and_run_through_the_registry(tmp_path):
    registry = discover("tools.draw")
    assert {spec.name for spec in registry} == {"draw_chart", "draw_map"}
    schema = registry["draw_chart"].schema
    assert schema["required"] == ["x"]
    assert "ctx" not in schema["properties"]
    result = await call(registry["draw_chart"], context(accidents(), tmp_path), {"x": "요 일"})
    assert math.isclose(sum(v["value"] for v in result.data["values"]), 400)
