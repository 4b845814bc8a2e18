"""Datasets in one question: joined and compared, against pandas by hand, with what matched told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fakes.room import Room, open_room
from hypothesis import given
from hypothesis import strategies as st

from tools.datasets._areas import area_of
from tools.datasets.join_datasets import _size

RNG = np.random.default_rng(11)
GUS = ["중구", "남구", "수성구", "달서구", "북구", "동구"]
ACCIDENTS = pd.DataFrame(
    {
        "사고번호": [f"A{i:03}" for i in range(120)],
        "시군구": [f"대구광역시 {gu} {dong}" for gu, dong in zip(RNG.choice(GUS, 120), RNG.choice(["없는동"], 120), strict=True)],
        "ECLO": RNG.integers(1, 20, 120),
    }
)
CAMERAS = pd.DataFrame(
    {
        "소재지주소": [f"대구광역시 {gu} 어딘가로 {i}" for i, gu in enumerate(RNG.choice(GUS[:5], 40))],
        "제한속도": RNG.choice([30, 50, 60], 40),
    }
)
GU_OF_ACCIDENTS = ACCIDENTS["시군구"].str.split().str[1]
GU_OF_CAMERAS = CAMERAS["소재지주소"].str.split().str[1]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.share("cctv.csv", CAMERAS)
        await opened.share("사고.csv", ACCIDENTS)
        yield opened


async def test_counts_by_district_are_those_of_pandas_side_by_side_with_a_picture(room: Room) -> None:
    said = await room.tell("compare_datasets", datasets=["cctv", "사고"], by="구별")
    expected = pd.DataFrame({"cctv": GU_OF_CAMERAS.value_counts(), "사고": GU_OF_ACCIDENTS.value_counts()}).fillna(0).astype(int)
    got = {g["group"]: (g["cctv"], g["사고"]) for g in said.data["groups"]}
    assert got == {gu: (int(row["cctv"]), int(row["사고"])) for gu, row in expected.iterrows()}
    assert said.data["spearman"] == pytest.approx(expected.rank()["cctv"].corr(expected.rank()["사고"]))
    assert [row[0] for row in said.table.rows] == sorted(got, key=lambda gu: (-got[gu][0], -got[gu][1], gu))
    assert room.stores.blobs.path(said.blob).read_bytes().startswith(b"\x89PNG")
    assert "원인" in said.text


async def test_a_column_that_both_have_can_be_compared_and_the_two_need_no_names(room: Room) -> None:
    await room.tell("delete_dataset", agreed=True, name="cctv.csv")
    await room.share("작년.csv", ACCIDENTS.head(30))
    said = await room.tell("compare_datasets", by="ECLO")
    got = {g["group"]: g["작년"] for g in said.data["groups"] if g["작년"]}
    assert got == {str(k): int(v) for k, v in ACCIDENTS.head(30)["ECLO"].value_counts().items()}


async def test_three_datasets_must_be_named(room: Room) -> None:
    await room.share("셋째.csv", CAMERAS.head(3))
    said = await room.tell("compare_datasets")
    assert "어느 데이터" in said.text
    assert said.data == {} or said.data["missing"] == ["datasets"]


async def test_a_join_by_district_counts_the_right_side_and_repeats_no_row(room: Room) -> None:
    said = await room.tell("join_datasets", right="cctv", on=["구"])
    joined = await room.frame(said.data["id"])
    counts, means = GU_OF_CAMERAS.value_counts(), CAMERAS.groupby(GU_OF_CAMERAS)["제한속도"].mean()
    assert len(joined) == 120
    assert joined["사고번호"].tolist() == ACCIDENTS["사고번호"].tolist()
    expected = GU_OF_ACCIDENTS.map(counts)
    assert joined["cctv_건수"].fillna(-1).tolist() == expected.fillna(-1).tolist()
    assert joined["cctv_평균_제한속도"].fillna(-1).tolist() == pytest.approx(GU_OF_ACCIDENTS.map(means).fillna(-1).tolist())
    matched = int(GU_OF_ACCIDENTS.isin(set(GU_OF_CAMERAS)).sum())
    assert (said.data["match"]["left_matched"], said.data["match"]["left_unmatched"]) == (matched, 120 - matched)
    assert f"{matched:,}행" in said.text
    current = await room.stores.datasets.current(room.scope)
    assert current is not None
    assert [p["name"] for p in current.lineage["parents"]] == ["사고.csv", "cctv.csv"]
    assert current.lineage["steps"][0]["tool"] == "join_datasets"
    assert "cctv.csv" in (await room.tell("describe_dataset")).text


@pytest.mark.parametrize("how", ["left", "inner", "outer"])
async def test_a_join_on_keys_is_that_of_pandas_whatever_type_the_key_has(room: Room, how: str) -> None:
    left = pd.DataFrame({"번호": [1.0, 2.0, None, 4.0], "가": ["a", "b", "c", "d"]})
    right = pd.DataFrame({"번호": ["4", " 1", "9", None], "가": ["x", "y", "z", "w"]})
    thread = room.at(channel="C9")
    await thread.share("왼쪽", left)
    await thread.share("오른쪽", right)
    said = await thread.tell("join_datasets", left="왼쪽", right="오른쪽", on=["번호"], how=how)
    joined = await thread.frame(said.data["id"])
    texts = joined[["가", "가 (오른쪽)"]].astype(object).where(joined[["가", "가 (오른쪽)"]].notna(), "None")
    pairs = sorted(map(tuple, texts.to_numpy().tolist()))
    both = [("a", "y"), ("d", "x")]
    lonely_left, lonely_right = [("b", "None"), ("c", "None")], [("None", "w"), ("None", "z")]
    expected = both + (lonely_left if how != "inner" else []) + (lonely_right if how == "outer" else [])
    assert pairs == sorted(expected)
    assert said.data["match"]["left_matched"] == 2
    assert said.data["match"]["right_unmatched"] == 2


async def test_many_to_many_is_warned_of_and_a_huge_one_refused(room: Room) -> None:
    thread = room.at(channel="C9")
    await thread.share("왼쪽", pd.DataFrame({"k": [1, 1, 2], "a": [1, 2, 3]}))
    await thread.share("오른쪽", pd.DataFrame({"k": [1, 1, 3], "b": [1, 2, 3]}))
    said = await thread.tell("join_datasets", left="왼쪽", right="오른쪽", on=["k"])
    assert said.data["rows"] == 5
    assert said.data["match"]["many_to_many"] is True
    assert "주의" in said.text
    await thread.share("많은 것", pd.DataFrame({"k": [1] * 3000, "c": range(3000)}))
    await thread.share("또 많은 것", pd.DataFrame({"k": [1] * 3000, "d": range(3000)}))
    refused = await thread.tell("join_datasets", left="많은 것", right="또 많은 것", on=["k"])
    assert refused.code == "join_too_large"
    assert "9,000,000" in refused.text


async def test_keys_that_never_meet_or_are_not_there_are_told(room: Room) -> None:
    thread = room.at(channel="C9")
    await thread.share("왼쪽", pd.DataFrame({"k": ["가", "나"], "a": [1, 2]}))
    await thread.share("오른쪽", pd.DataFrame({"k": ["다", "라"], "b": [1, 2]}))
    assert (await thread.tell("join_datasets", left="왼쪽", right="오른쪽", on=["k"])).code == "nothing_matches"
    assert (await thread.tell("join_datasets", left="왼쪽", right="오른쪽", on=["zzz"])).code == "unknown_column"
    assert (await thread.tell("join_datasets", left="왼쪽", right="오른쪽", on=["구"])).code == "no_area"
    assert (await room.tell("join_datasets", right="cctv")).code == "no_common_column"
    assert (await room.tell("join_datasets", left="사고", right="사고")).code == "same_dataset"


async def test_a_dataset_of_another_channel_is_unknown(room: Room) -> None:
    await room.at(channel="C2").share("비밀.csv", CAMERAS)
    for tool, arguments in (
        ("join_datasets", {"right": "비밀.csv", "on": ["구"]}),
        ("compare_datasets", {"datasets": ["비밀.csv", "사고"]}),
    ):
        said = await room.tell(tool, **arguments)
        assert said.code == "unknown_dataset"


@given(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=12), st.lists(st.sampled_from(["a", "b", "d", None]), max_size=12))
def test_the_size_of_a_join_is_known_before_it_is_made(left: list[str | None], right: list[str | None]) -> None:
    a, b = pd.DataFrame({"k": pd.Series(left, dtype=object)}), pd.DataFrame({"k": pd.Series(right, dtype=object)}).dropna()
    lonely = len(right) - len(b)
    for how in ("left", "inner", "outer"):
        made = len(a.merge(b, on="k", how=how)) + (lonely if how == "outer" else 0)
        assert _size(pd.Series(left, dtype=object), pd.Series(right, dtype=object), how) == made


@pytest.mark.parametrize(("word", "area"), [("구", "구"), ("구별로", "구"), ("시군구", "구"), ("district", "구"), ("동", "법정동"), ("법정동별", "법정동"), ("요일", None), ("구분", None)])  # fmt: skip
def test_words_for_areas(word: str, area: str | None) -> None:
    assert area_of(word) == area
