"""A transformed dataset holds what pandas would have made of it, and remembers how it was made."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes.kept_datasets import Desk
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from storage.lineage import trail, uploads
from tools._errors import Refused

N = 200


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await Desk.open(tmp_path, "tools.transform")
    await opened.put(accidents(), "사고 2018.csv")
    yield opened
    await opened.stores.close()


def accidents() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    deaths, serious = rng.poisson(0.1, N), rng.poisson(0.5, N)
    when = pd.Timestamp("2018-01-03") + pd.to_timedelta(np.sort(rng.integers(0, 200 * 24, N)), unit="h")
    frame = pd.DataFrame(
        {
            "사고일시": when,
            "시군구": rng.choice(["대구광역시 중구 동인동", "대구광역시 남구 대명동"], N),
            "기상상태": rng.choice(["맑음", "비", "흐림", None], N, p=[0.6, 0.2, 0.1, 0.1]),
            "사망자수": deaths,
            "중상자수": serious,
            "제한속도": rng.choice([30.0, 50.0, 60.0, np.nan], N),
            "ECLO": 10 * deaths + 5 * serious + 1,
            "메모": [f"{i:,}" if i % 7 else "없음" for i in range(1000, 1000 + N)],
        }
    )
    return frame.astype({"사고일시": "datetime64[us]"})


async def test_a_filter_keeps_the_rows_that_meet_every_condition(desk: Desk) -> None:
    result = await desk.ask(
        "transform_dataset",
        steps=[{"kind": "filter", "conditions": [{"column": "기상상태", "value": "비"}, {"column": "ECLO", "operator": ">=", "value": 5}]}],
    )
    wanted = accidents().query("기상상태 == '비' and ECLO >= 5").reset_index(drop=True)
    pd.testing.assert_frame_equal(await desk.frame(), wanted, check_dtype=False)
    assert f"{len(wanted):,}행" in result.text
    assert "`기상상태`가 ‘비’인" in result.text
    assert (await desk.current()).name == "사고 2018 · 골라낸 행"
    table = result.tables[0]
    assert table.rows[0][table.columns.index("ECLO")] == wanted["ECLO"].iloc[0]


async def test_a_condition_on_a_column_that_follows_from_others_works_and_leaves_it_out(desk: Desk) -> None:
    await desk.ask("transform_dataset", steps=[{"kind": "filter", "conditions": [{"column": "구", "value": "중구"}]}])
    frame = await desk.frame()
    assert list(frame.columns) == list(accidents().columns)
    assert len(frame) == accidents()["시군구"].str.contains("중구").sum()
    await desk.ask("undo_transform")
    await desk.ask("transform_dataset", steps=[{"kind": "select", "columns": ["구", "ECLO"]}])
    assert list((await desk.frame()).columns) == ["구", "ECLO"]


async def test_arithmetic_makes_whole_numbers_of_whole_numbers(desk: Desk) -> None:
    result = await desk.ask(
        "transform_dataset", steps=[{"kind": "derive", "name": "점수", "expression": "사망자수*10 + 중상자수 * 5"}], name="점수 낸 것"
    )
    frame = await desk.frame()
    expected = accidents()["사망자수"] * 10 + accidents()["중상자수"] * 5
    assert frame["점수"].tolist() == expected.tolist()
    made = await desk.current()
    assert (made.name, made.profile.column("점수").kind) == ("점수 낸 것", "integer")
    assert result.data["new_columns"] == ["점수"]


async def test_what_has_no_value_stays_empty_and_is_counted(desk: Desk) -> None:
    result = await desk.ask("transform_dataset", steps=[{"kind": "derive", "name": "비율", "expression": "제한속도 / 중상자수"}])
    source = accidents()
    with np.errstate(all="ignore"):
        expected = (source["제한속도"] / source["중상자수"]).replace([np.inf, -np.inf], np.nan)
    np.testing.assert_allclose((await desk.frame())["비율"], expected)
    undefined = int((expected.isna() & source["제한속도"].notna()).sum())
    assert f"{undefined:,}행(0으로 나누기" in result.text
    assert f"비어 있는 {source['제한속도'].isna().sum():,}행" in result.text


@pytest.mark.parametrize(
    ("method", "suffix", "scaler"),
    [("standard", "standard", StandardScaler()), ("min_max", "minmax", MinMaxScaler()), ("robust", "robust", RobustScaler())],
)
async def test_scales_are_those_of_scikit_learn(desk: Desk, method: str, suffix: str, scaler: object) -> None:
    await desk.ask("transform_dataset", steps=[{"kind": "scale", "columns": ["ECLO", "제한속도"], "method": method}])
    frame = await desk.frame()
    for column in ("ECLO", "제한속도"):
        expected = scaler.fit_transform(accidents()[[column]])[:, 0]  # type: ignore[attr-defined]
        np.testing.assert_allclose(frame[f"{column}_{suffix}"], expected, atol=1e-12)


async def test_logs_are_log1p_beside_the_original_or_in_its_place(desk: Desk) -> None:
    await desk.ask("transform_dataset", steps=[{"kind": "log", "columns": ["ECLO"]}])
    np.testing.assert_allclose((await desk.frame())["ECLO_log1p"], np.log(1 + accidents()["ECLO"]))
    await desk.ask("transform_dataset", steps=[{"kind": "log", "columns": ["중상자수"], "keep": False}])
    np.testing.assert_allclose((await desk.frame())["중상자수"], np.log(1 + accidents()["중상자수"]))


async def test_one_hot_and_labels_are_those_of_pandas(desk: Desk) -> None:
    result = await desk.ask(
        "transform_dataset",
        steps=[{"kind": "encode", "columns": ["기상상태"]}, {"kind": "encode", "columns": ["시군구"], "method": "label", "keep": False}],
    )
    frame = await desk.frame()
    dummies = pd.get_dummies(accidents()["기상상태"], prefix="기상상태", dtype=int)
    pd.testing.assert_frame_equal(frame[list(dummies.columns)], dummies, check_dtype=False)
    assert frame["시군구_번호"].tolist() == pd.factorize(accidents()["시군구"], sort=True)[0].tolist()
    assert "시군구" not in frame
    assert f"비어 있는 {accidents()['기상상태'].isna().sum()}행" in result.text


async def test_a_pivot_counts_or_averages_as_pandas_does(desk: Desk) -> None:
    await desk.ask("transform_dataset", steps=[{"kind": "pivot", "rows": ["기상상태"], "columns": "구", "values": "ECLO"}])
    source = accidents().assign(구=accidents()["시군구"].str.split().str[1])
    expected = source.pivot_table(index="기상상태", columns="구", values="ECLO", aggfunc="mean").reset_index()
    pd.testing.assert_frame_equal(await desk.frame(), expected, check_dtype=False, check_names=False)
    await desk.ask("undo_transform")
    await desk.ask("transform_dataset", steps=[{"kind": "pivot", "rows": ["구"], "columns": "월"}])
    counted = pd.crosstab(source["구"], source["사고일시"].dt.month)
    assert (await desk.frame()).drop(columns="구").to_numpy().tolist() == counted.to_numpy().tolist()
    assert [c.kind for c in (await desk.current()).profile.columns[1:]] == ["integer"] * counted.shape[1]


@pytest.mark.parametrize(("unit", "rule"), [("month", "MS"), ("week", "W-MON"), ("day", "D"), ("quarter", "QS")])
async def test_periods_add_up_as_by_hand(desk: Desk, unit: str, rule: str) -> None:
    await desk.ask("transform_dataset", steps=[{"kind": "resample", "unit": unit, "columns": ["ECLO", "사망자수"]}])
    frame, source = await desk.frame(), accidents()
    start = {
        "month": source["사고일시"].dt.to_period("M").dt.start_time,
        "week": source["사고일시"].dt.normalize() - pd.to_timedelta(source["사고일시"].dt.day_of_week, unit="D"),
        "day": source["사고일시"].dt.normalize(),
        "quarter": source["사고일시"].dt.to_period("Q").dt.start_time,
    }[unit]
    expected = source.groupby(start)[["ECLO", "사망자수"]].sum().reindex(frame["사고일시"], fill_value=0)
    assert frame["ECLO"].tolist() == expected["ECLO"].tolist()
    assert frame["사망자수"].tolist() == expected["사망자수"].tolist()
    assert frame["건수"].sum() == N
    assert pd.date_range(frame["사고일시"].min(), frame["사고일시"].max(), freq=rule).tolist() == frame["사고일시"].tolist()


async def test_by_month_without_columns_only_quantities_are_added(desk: Desk) -> None:
    await desk.ask("transform_dataset", steps=[{"kind": "date_part", "column": "사고일시", "part": "month", "name": "사고월"}])
    await desk.ask("transform_dataset", steps=[{"kind": "resample", "unit": "month"}])
    assert list((await desk.frame()).columns) == ["사고일시", "건수", "사망자수", "중상자수", "제한속도", "ECLO"]


async def test_parts_of_dates_and_types(desk: Desk) -> None:
    parts = ["year", "month", "weekday", "hour", "quarter"]
    result = await desk.ask(
        "transform_dataset",
        steps=[
            *({"kind": "date_part", "column": "사고일시", "part": part, "name": part} for part in parts),
            {"kind": "type", "column": "메모", "to": "integer"},
            {"kind": "type", "column": "중상자수", "to": "text"},
        ],
    )
    frame, when = await desk.frame(), accidents()["사고일시"].dt
    assert frame["weekday"].tolist() == [f"{'월화수목금토일'[d]}요일" for d in when.day_of_week]
    for part in ("year", "month", "hour", "quarter"):
        assert frame[part].tolist() == getattr(when, part).tolist()
    expected = pd.to_numeric(accidents()["메모"].str.replace(",", ""), errors="coerce")
    np.testing.assert_array_equal(frame["메모"].to_numpy(float), expected.to_numpy(float))
    assert f"{expected.isna().sum()}개(‘없음’)" in result.text
    assert frame["중상자수"].tolist() == [str(v) for v in accidents()["중상자수"]]
    assert (await desk.current()).profile.column("메모").kind == "integer"


async def test_bins_hold_their_lower_edge_and_quantiles_split_evenly(desk: Desk) -> None:
    result = await desk.ask(
        "transform_dataset",
        steps=[
            {"kind": "bin", "column": "제한속도", "edges": [40, 60], "labels": ["느림", "보통", "빠름"], "name": "빠르기"},
            {"kind": "bin", "column": "ECLO", "width": 10, "name": "폭"},
            {"kind": "bin", "column": "ECLO", "quantiles": 4, "name": "사분위"},
        ],
    )
    frame, source = await desk.frame(), accidents()
    expected = pd.cut(source["제한속도"], [-np.inf, 40, 60, np.inf], right=False, labels=["느림", "보통", "빠름"]).astype(object)
    assert frame["빠르기"].fillna("-").tolist() == expected.fillna("-").tolist()
    assert set(frame.loc[source["ECLO"] < 10, "폭"]) == {"<10"}
    edges = np.unique(source["ECLO"].quantile([0.25, 0.5, 0.75]))
    classes = 1 + sum(edges > source["ECLO"].min())
    assert frame["사분위"].nunique() == classes
    assert f"{classes}개 구간이 됐어요" in result.text


@pytest.mark.parametrize(
    ("edges", "labels", "wanted"),
    [
        ([0, 5, 10], None, ["0~<5", "5~<10", "≥10"]),
        ([0, 5, 10, 1000], None, ["0~<5", "5~<10", "10~<1000"]),
        ([0, 5, 10], ["가벼움", "보통", "무거움"], ["가벼움", "보통", "무거움"]),
    ],
)
async def test_a_class_outside_the_edges_that_nothing_is_in_is_no_class(
    desk: Desk, edges: list[float], labels: list[str] | None, wanted: list[str]
) -> None:
    step = {"kind": "bin", "column": "ECLO", "edges": edges, "name": "등급", **({"labels": labels} if labels else {})}
    result = await desk.ask("transform_dataset", steps=[step])
    bounds = [e for e in edges if e < 1000] + [np.inf]
    expected = pd.cut(accidents()["ECLO"], bounds, right=False, labels=wanted).astype(object)
    assert (await desk.frame())["등급"].fillna("-").tolist() == expected.fillna("-").tolist()
    assert "3개 구간" in result.text


async def test_the_first_condition_that_fits_gives_the_value(desk: Desk) -> None:
    await desk.ask(
        "transform_dataset",
        steps=[
            {
                "kind": "when",
                "name": "등급",
                "cases": [
                    {"conditions": [{"column": "사망자수", "operator": ">", "value": 0}], "then": "사망"},
                    {"conditions": [{"column": "ECLO", "operator": ">=", "value": 5}], "then": "중상"},
                ],
                "otherwise": "경상",
            }
        ],
    )
    source = accidents()
    expected = np.select([source["사망자수"] > 0, source["ECLO"] >= 5], ["사망", "중상"], "경상")
    assert (await desk.frame())["등급"].tolist() == expected.tolist()


async def test_duplicates_samples_and_order(desk: Desk) -> None:
    await desk.ask("transform_dataset", steps=[{"kind": "deduplicate", "columns": ["기상상태", "시군구"], "keep": "last"}])
    expected = accidents().drop_duplicates(["기상상태", "시군구"], keep="last").reset_index(drop=True)
    pd.testing.assert_frame_equal(await desk.frame(), expected, check_dtype=False)
    await desk.ask("undo_transform")
    result = await desk.ask("transform_dataset", steps=[{"kind": "sample", "fraction": 0.1, "seed": 3}])
    first = await desk.frame()
    assert "시드 3" in result.text
    assert len(first) == N // 10
    assert first["사고일시"].is_monotonic_increasing
    await desk.ask("undo_transform")
    await desk.ask("transform_dataset", steps=[{"kind": "sample", "n": N // 10, "seed": 3}])
    pd.testing.assert_frame_equal(await desk.frame(), first)
    await desk.ask("undo_transform")
    await desk.ask("transform_dataset", steps=[{"kind": "sort", "columns": ["제한속도", "ECLO"], "ascending": False}])
    expected = accidents().sort_values(["제한속도", "ECLO"], ascending=False, kind="stable").reset_index(drop=True)
    pd.testing.assert_frame_equal(await desk.frame(), expected, check_dtype=False)


async def test_each_step_works_on_what_the_one_before_it_left(desk: Desk) -> None:
    result = await desk.ask(
        "transform_dataset",
        language="en",
        steps=[
            {"kind": "rename", "names": {"제한속도": "limit", "eclo": "score"}},
            {"kind": "drop", "columns": ["메모"]},
            {"kind": "derive", "name": "per limit", "expression": "score / limit"},
            {"kind": "filter", "conditions": [{"column": "per limit", "operator": ">", "value": 0.1}]},
        ],
    )
    source = accidents()
    ratio = source["ECLO"] / source["제한속도"]
    frame = await desk.frame()
    np.testing.assert_allclose(frame["per limit"], ratio[ratio > 0.1])
    assert (await desk.current()).profile.column("limit").kind == "number"
    assert result.data["steps"][-1]["rows"] == (ratio > 0.1).sum()
    assert "keep rows with `per limit` above 0.1" in result.text


async def test_the_way_from_the_upload_on_is_remembered_and_can_be_gone_back(desk: Desk) -> None:
    upload = await desk.current()
    await desk.ask("transform_dataset", steps=[{"kind": "log", "columns": ["ECLO"]}])
    first = await desk.current()
    await desk.ask("transform_dataset", steps=[{"kind": "drop", "columns": ["메모"]}])
    second = await desk.current()
    steps = trail(second.lineage)
    assert [s["steps"][0]["kind"] for s in steps] == ["log", "drop"]
    assert steps[0]["words"]["ko"] == ["`ECLO` 로그 변환(log1p)"]
    assert steps[0]["before"] == {"rows": N, "columns": 8}
    assert uploads(second.lineage, second.name) == ["사고 2018.csv"]
    assert "돌아왔어요" in (await desk.ask("undo_transform")).text
    assert (await desk.current()).id == first.id
    await desk.ask("undo_transform")
    assert (await desk.current()).id == upload.id
    with pytest.raises(Refused, match="nothing_to_undo"):
        await desk.ask("undo_transform")
    assert len(await desk.stores.datasets.list(_scope())) == 3


async def test_undo_goes_round_a_dataset_that_was_deleted(desk: Desk) -> None:
    upload = await desk.current()
    await desk.ask("transform_dataset", steps=[{"kind": "log", "columns": ["ECLO"]}])
    middle = await desk.current()
    await desk.ask("transform_dataset", steps=[{"kind": "drop", "columns": ["메모"]}])
    last = await desk.current()
    await desk.stores.datasets.delete(_scope(), middle.id)
    assert "지워져서" in (await desk.ask("undo_transform")).text
    assert (await desk.current()).id == upload.id
    await desk.stores.datasets.use(_scope(), last.id)
    await desk.stores.datasets.delete(_scope(), upload.id)
    with pytest.raises(Refused, match="parent_deleted"):
        await desk.ask("undo_transform")


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"kind": "filter", "conditions": [{"column": "ECLO", "operator": ">", "value": 10_000}]}, "no_rows_match"),
    ({"kind": "derive", "name": "x", "expression": "기상상태 * 2"}, "not_numeric"),
    ({"kind": "derive", "name": "ECLO", "expression": "ECLO * 2"}, "column_exists"),
    ({"kind": "derive", "name": "x", "expression": "ECLO +"}, "bad_expression"),
    ({"kind": "derive", "name": "x", "expression": "__import__('os')"}, "bad_expression"),
    ({"kind": "derive", "name": "x", "expression": "(" * 200 + "1" + ")" * 200}, "bad_expression"),
    ({"kind": "derive", "name": "x", "expression": "없는열 + 1"}, "unknown_column"),
    ({"kind": "rename", "names": {"ECLO": "메모"}}, "column_exists"),
    ({"kind": "rename", "names": {"ECLO": " "}}, "empty_name"),
    ({"kind": "drop", "columns": list(accidents().columns)}, "no_column_left"),
    ({"kind": "type", "column": "시군구", "to": "number"}, "bad_type"),
    ({"kind": "bin", "column": "ECLO"}, "bad_bins"),
    ({"kind": "bin", "column": "ECLO", "edges": [1, 2], "labels": ["a"]}, "bad_labels"),
    ({"kind": "bin", "column": "ECLO", "width": 1e-6}, "too_many_classes"),
    ({"kind": "sample"}, "bad_sample"),
    ({"kind": "sample", "n": 0}, "invalid_argument"),
    ({"kind": "encode", "columns": ["메모"]}, "too_many_columns"),
    ({"kind": "resample", "unit": "month", "date": "기상상태"}, "not_date"),
    ({"kind": "explode"}, "invalid_argument"),
]


async def test_what_cannot_be_done_is_refused_and_leaves_everything_as_it_was(desk: Desk) -> None:
    before = await desk.current()
    for step, code in REFUSED:
        with pytest.raises(Refused) as refused:
            await desk.ask("transform_dataset", steps=[step])
        assert refused.value.code == code, step
        assert refused.value.say("ko") != refused.value.say("en")
    assert (await desk.current()).id == before.id
    assert len(await desk.stores.datasets.list(_scope())) == 1


def _scope():
    from fakes.dataset_tools import SCOPE

    return SCOPE
