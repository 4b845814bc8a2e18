"""What people read: the answer to an upload, odd data, names that nearly match, datasets and help."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from storage.profile import BadRow, Column, Profile, Roles
from storage.scope import Scope
from tests.fakes.dataset_tools import (
    NOW,
    SCOPE,
    Bench,
    FakeStores,
    MemoryDatasets,
    check_sendable,
    context,
    dataset_of,
    dataset_tools,
    profile_of,
)
from tools._errors import NoDataset, Refused
from tools._registry import call, discover
from tools._text import Text
from tools.dataset._say import number, percent, shorten

ACCIDENTS = Profile(
    rows=1000,
    columns=[
        Column("사고일시", "datetime", 0, 900, "2018-01-01 00:00"),
        Column("요일", "category", 0, 7, "월요일"),
        Column("시간대", "category", 0, 4, "심야"),
        Column("시군구", "category", 0, 150, "대구광역시 중구"),
        Column("ECLO", "integer", 0, 20, "3", 1, 40),
    ],
    encoding="cp949",
    delimiter=",",
    bad_rows=[BadRow(12, "too_many_fields", 5, 7), BadRow(40, "unclosed_quote", 5, 1)],
    bad_row_count=2,
    duplicate_rows=3,
    renamed={"(2)": "열2"},
    roles=Roles(date="사고일시", weekday="요일", place="시군구", target="ECLO"),
)
COLUMN_TOOLS: list[tuple[str, dict[str, Any]]] = [
    ("get_value_counts", {"column": "x"}),
    ("get_column_statistics", {"column": "x"}),
    ("group_by_aggregate", {"group_column": "x", "agg_column": "x", "operation": "count"}),
    ("group_by_aggregate", {"group_column": "y", "agg_column": "x", "operation": "mean"}),
    ("get_unique_values", {"column": "x"}),
    ("filter_dataframe", {"column": "x", "operator": "==", "value": "1"}),
    ("filter_dataframe", {"column": "x", "operator": "contains", "value": "1"}),
    ("sort_dataframe", {"column": "x"}),
    ("get_date_range", {"column": "x"}),
    ("cross_tabulation", {"column1": "x", "column2": "y"}),
    ("get_correlation", {"columns": ["x", "y"]}),
    ("get_outliers", {"column": "x"}),
    ("calculate_percentile", {"column": "x", "percentile": 50}),
    ("get_temporal_pattern", {"column": "x"}),
    ("summarize_categorical_distribution", {"column": "x"}),
    ("analyze_missing_pattern", {"column": "x"}),
    ("get_column_correlation_with_target", {"target_column": "x"}),
    ("get_sample_rows", {"n": 3, "random": True}),
    ("get_dataframe_info", {}),
    ("get_missing_values", {}),
    ("detect_data_types", {}),
]
ODD_FRAMES: dict[str, pd.DataFrame] = {
    "no rows": pd.DataFrame({"x": pd.Series([], dtype="float64"), "y": pd.Series([], dtype="str")}),
    "one row": pd.DataFrame({"x": [1], "y": ["가"]}),
    "nothing in it": pd.DataFrame({"x": [None, None, None], "y": ["가", "나", None]}),
    "constant": pd.DataFrame({"x": [5] * 6, "y": ["가"] * 6}),
    "infinite": pd.DataFrame({"x": [1.0, np.inf, -np.inf, np.nan], "y": ["가", "나", "다", "라"]}),
    "only infinite": pd.DataFrame({"x": [np.inf, np.inf], "y": ["가", "나"]}),
    "huge text": pd.DataFrame({"x": ["가" * 100_000, "`나`\n" * 1000, "<!channel>"], "y": [1, 2, 3]}),
    "booleans with gaps": pd.DataFrame({"x": [True, None, False], "y": ["가", "나", None]}),
    "nullable integers": pd.DataFrame({"x": pd.array([1, None, 2**62], dtype="Int64"), "y": ["가", "나", "다"]}),
    "dates with gaps": pd.DataFrame({"x": pd.to_datetime(["2020-01-01", None, "1900-05-05"]), "y": ["가", "나", "다"]}),
    "very large": pd.DataFrame({"x": [1e308, 1e308, -1e308], "y": ["가", "가", "나"]}),
    "braces and bars": pd.DataFrame({"x": ["{a}", "b|c", "100%"], "y": ["{", "}", "|"]}),
}


def answer_or_refusal(bench: Bench, tool: str, language: Any, arguments: dict[str, Any]) -> str:
    try:
        return bench.ask(tool, language, **arguments).text
    except Refused as refused:
        return refused.say(language)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("tool", "arguments"), COLUMN_TOOLS, ids=[f"{t}-{i}" for i, (t, _) in enumerate(COLUMN_TOOLS)])
@pytest.mark.parametrize("name", ODD_FRAMES)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_odd_data_gets_a_sentence_never_a_crash(name: str, tool: str, arguments: dict[str, Any], language: str, tmp_path: Path) -> None:
    bench = Bench(ODD_FRAMES[name], tmp_path)
    assert 5 < len(answer_or_refusal(bench, tool, language, arguments)) < 2000


def test_upload_answer_needs_only_the_profile_and_tells_what_happened() -> None:
    result = dataset_tools()["get_dataframe_info"].run(ctx=context(dataset_of(ACCIDENTS)))
    check_sendable(result)
    for told in ("1,000행", "CP949", "12번째 줄", "40번째 줄", "3개", "`열2`", "`요일`"):
        assert told in result.text
    assert result.data["questions"] == ["요일별 사고 건수", "시간대별 평균 ECLO 차트 그려줘", "사고 지도 그려줘"]
    assert [row[0] for row in result.tables[0].rows] == [c.name for c in ACCIDENTS.columns]


def test_upload_answer_in_english_has_no_korean_but_the_data() -> None:
    text = dataset_tools()["get_dataframe_info"].run(ctx=context(dataset_of(ACCIDENTS, name="a.csv"), language="en")).text
    for name in ("사고일시", "요일", "시간대", "시군구", "열2"):
        text = text.replace(name, "")
    assert not any("가" <= c <= "힣" for c in text)


def test_questions_fit_the_dataset() -> None:
    facilities = pd.DataFrame({"시설": ["가", "나", "다"] * 9, "설치연도": [2001, 2002, 2003] * 9, "위도": 35.8, "경도": 128.5})
    profile = profile_of(facilities, Roles(latitude="위도", longitude="경도"))
    asked = dataset_tools()["get_dataframe_info"].run(ctx=context(dataset_of(profile))).data["questions"]
    assert asked == ["지도 그려줘", "설치연도별 건수 차트 그려줘", "시설별 건수"]


def test_accidents_without_a_target_are_offered_a_prediction() -> None:
    features = pd.DataFrame({c: ["가", "나"] for c in ("기상상태", "노면상태", "도로형태", "사고유형", "시간대")})
    asked = dataset_tools()["get_dataframe_info"].run(ctx=context(dataset_of(profile_of(features)))).data["questions"]
    assert asked[0] == "이 데이터 전체 ECLO 예측해줘"


def test_any_dataset_gets_three_different_questions() -> None:
    for frame in ODD_FRAMES.values():
        asked = dataset_tools()["get_dataframe_info"].run(ctx=context(dataset_of(profile_of(frame)))).data["questions"]
        assert len(set(asked)) == 3


def test_a_loosely_matched_name_is_told(tmp_path: Path) -> None:
    bench = Bench(pd.DataFrame({"설치 연도": [2001, 2002]}), tmp_path)
    assert "`설치 연도`" in bench.ask("get_value_counts", column="설치연도").text.split("이해했어요")[0]
    assert "이해했어요" not in bench.ask("get_value_counts", column="설치 연도").text


def test_years_are_said_without_a_comma(tmp_path: Path) -> None:
    bench = Bench(pd.DataFrame({"설치연도": [2001, 2002, 2002, 2019]}), tmp_path)
    for tool in ("get_value_counts", "get_column_statistics", "sort_dataframe", "get_unique_values"):
        assert "2,0" not in bench.ask(tool, column="설치연도").text


def test_infinite_values_are_left_out_and_told(tmp_path: Path) -> None:
    result = Bench(pd.DataFrame({"x": [1.0, 2.0, np.inf]}), tmp_path).ask("get_column_statistics", column="x")
    assert (result.data["mean"], result.data["infinite"]) == (1.5, 1)
    assert "무한대" in result.text


def test_sums_beyond_64_bits_are_exact(tmp_path: Path) -> None:
    result = Bench(pd.DataFrame({"x": [2**62, 2**62, 2**62]}), tmp_path).ask("get_column_statistics", column="x")
    assert result.data["sum"] == 3 * 2**62


def test_a_whole_column_of_gaps_is_said_in_words(tmp_path: Path) -> None:
    text = Bench(ODD_FRAMES["nothing in it"], tmp_path).ask("get_value_counts", column="x").text
    assert "값이 하나도 없어요" in text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        *[(1234, "1,234"), (12.34, "12.3"), (4.8831, "4.88"), (0.012345, "0.0123"), (1234.56, "1,235"), (3.0, "3"), (-0.5, "-0.5")],
        *[(0, "0"), (None, "-"), (float("nan"), "-"), (float("inf"), "∞"), (1.5e-9, "1.5e-09"), (99.96, "100")],
    ],
)
def test_numbers_are_rounded_for_people(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_shares_never_round_to_none_or_all() -> None:
    assert [percent(123, 1000), percent(1, 10**6), percent(10**6 - 1, 10**6), percent(1, 1), percent(0, 5), percent(1, 0)] == [
        "12.3%",
        "<0.1%",
        ">99.9%",
        "100%",
        "0%",
        "0%",
    ]


def test_long_cells_are_one_short_line() -> None:
    assert shorten("가\n나" * 1000, 20).endswith("…")
    assert len(shorten("가" * 10_000)) == 80


# -- datasets ----------------------------------------------------------------------------------------------------------


def channel() -> MemoryDatasets:
    profile = profile_of(pd.DataFrame({"a": [1, 2]}))
    return MemoryDatasets(
        dataset_of(profile, "accidents 2018.csv", "d1", NOW),
        dataset_of(profile, "주차장.csv", "d2", NOW + timedelta(minutes=1)),
        dataset_of(profile, "accidents 2019.csv", "d3", NOW + timedelta(minutes=2)),
    )


async def run(tool: str, datasets: MemoryDatasets, current: str | None = None, scope: Scope = SCOPE, **arguments: Any) -> Any:
    dataset = await datasets.get(SCOPE, current) if current else None
    ctx = context(dataset, FakeStores(datasets=datasets), scope=scope)
    result = await call(dataset_tools()[tool], ctx, arguments)
    check_sendable(result)
    return result, ctx


async def test_datasets_are_listed_newest_first_with_the_current_one_marked() -> None:
    result, _ = await run("list_datasets", channel(), "d2")
    assert [d["id"] for d in result.data["datasets"]] == ["d3", "d2", "d1"]
    assert [d["current"] for d in result.data["datasets"]] == [False, True, False]
    assert "주차장.csv" in result.text


async def test_an_empty_channel_is_told_to_share_a_file() -> None:
    result, _ = await run("list_datasets", MemoryDatasets())
    assert "CSV" in result.text


@pytest.mark.parametrize("name", ["주차장", "주차장.csv", "d2", " 주차장.CSV "])
async def test_a_dataset_is_found_by_name_part_or_id(name: str) -> None:
    datasets = channel()
    _, ctx = await run("use_dataset", datasets, name=name)
    assert datasets.used[SCOPE.thread] == "d2"
    assert ctx.dataset is not None
    assert ctx.dataset.id == "d2"


async def test_a_name_that_fits_several_asks_which() -> None:
    with pytest.raises(Refused) as refused:
        await run("use_dataset", channel(), name="accidents")
    assert refused.value.code == "ambiguous_dataset"
    assert set(refused.value.choices) == {"accidents 2018.csv", "accidents 2019.csv"}


async def test_of_several_with_one_name_the_newest_is_meant() -> None:
    datasets = channel()
    datasets.kept.append(replace(datasets.kept[0], id="d9", created_at=NOW + timedelta(hours=1)))
    _, ctx = await run("use_dataset", datasets, name="accidents 2018")
    assert ctx.dataset is not None
    assert ctx.dataset.id == "d9"


async def test_an_unknown_dataset_and_one_of_another_channel_are_refused() -> None:
    with pytest.raises(Refused):
        await run("use_dataset", channel(), name="없는 데이터")
    with pytest.raises(NoDataset):
        await run("use_dataset", channel(), name="주차장", scope=replace(SCOPE, channel="C2"))


async def test_deleting_takes_the_current_dataset_when_none_is_named() -> None:
    datasets = channel()
    _, ctx = await run("delete_dataset", datasets, "d2")
    assert [d.id for d in datasets.kept] == ["d1", "d3"]
    assert ctx.dataset is None
    with pytest.raises(NoDataset):
        await run("delete_dataset", datasets)


async def test_a_dataset_deleted_meanwhile_is_refused_in_words() -> None:
    datasets = channel()
    ctx = context(await datasets.get(SCOPE, "d2"), FakeStores(datasets=datasets))
    await datasets.delete(SCOPE, "d2")
    with pytest.raises(Refused) as refused:
        await call(dataset_tools()["delete_dataset"], ctx, {})
    assert refused.value.code == "unknown_dataset"


def test_deleting_and_sharing_always_need_consent_and_what_can_be_taken_back_only_when_a_model_wants_it() -> None:
    writes = {spec.name: spec.reversible for spec in dataset_tools() if spec.effect == "write"}
    assert writes == {"delete_dataset": False, "share_dataset": False, "rename_dataset": True, "revoke_share": True}


# -- help and the registry ---------------------------------------------------------------------------------------------


def test_help_names_every_tool_and_offers_only_what_is_there() -> None:
    registry = dataset_tools()
    result = discover("tools")["help"].run(ctx=context(None, registry=registry))
    check_sendable(result)
    assert [t["name"] for t in result.data["tools"]] == [spec.name for spec in registry]
    assert "요일별 사고 건수" in result.text
    assert not any("지도" in example or "예측" in example for example in result.data["examples"])
    assert len(result.text.splitlines()) <= 20


def test_help_offers_the_questions_of_the_current_dataset() -> None:
    result = discover("tools")["help"].run(ctx=context(dataset_of(ACCIDENTS), registry=dataset_tools()))
    assert "시간대별 평균 ECLO 차트 그려줘" in result.data["examples"]


def test_every_tool_describes_itself_and_its_parameters() -> None:
    for spec in dataset_tools():
        assert len(spec.summary) > 30, spec.name
        assert isinstance(spec.title, Text)
        assert all(p.get("description") for p in spec.schema.get("properties", {}).values()), spec.name
