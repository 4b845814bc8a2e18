"""A dataset computed from others is a dataset like any other, and remembers where it came from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from storage.errors import NotFound
from storage.lineage import made_from, trail, uploads
from storage.scope import Scope
from storage.stores import Stores, open_stores

HERE = Scope("W1", "C1", "T1", "U1")


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    opened = await open_stores(f"sqlite+aiosqlite:///{tmp_path / 'eclo.db'}", tmp_path / "blobs")
    yield opened
    await opened.close()


def accidents() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "사고일시": pd.to_datetime(["2018-01-01 01:00", "2018-01-02 08:00", None, "2018-03-05 18:00"]),
            "시군구": ["대구광역시 중구 동인동", "대구광역시 남구 대명동", "대구광역시 남구 봉덕동", None],
            "ECLO": [3, 5, 3, 10],
            "차량": [1, None, 2, 1],
            "비율": [0.5, np.inf, np.nan, 0.25],
            "비었음": [None, None, None, None],
        }
    )


async def test_a_frame_becomes_a_dataset_with_the_kinds_and_columns_of_an_upload(stores: Stores) -> None:
    made = await stores.datasets.derive(HERE, accidents(), "만든 것", {})
    kinds = {c.name: c.kind for c in made.profile.columns}
    assert kinds == {"사고일시": "datetime", "시군구": "text", "ECLO": "integer", "차량": "number", "비율": "number", "비었음": "empty"}
    assert {c.name: c.missing for c in made.profile.columns}["비율"] == 2  # an infinity is no number to count with
    assert {"구", "월", "요일", "시간대"} <= {c.name for c in made.profile.derived}
    kept = pd.read_parquet(stores.blobs.path(made.parquet))
    assert kept["구"].tolist()[:3] == ["중구", "남구", "남구"]
    assert kept["ECLO"].tolist() == [3, 5, 3, 10]
    assert (await stores.datasets.current(HERE)) == made


async def test_whole_numbers_with_gaps_stay_whole_where_the_parent_says_so(stores: Stores) -> None:
    parent = await stores.datasets.derive(HERE, accidents().assign(차량=pd.array([1, None, 2, 1], "Int64")), "처음", {})
    assert parent.profile.column("차량").kind == "integer"
    frame = pd.read_parquet(stores.blobs.path(parent.parquet))[["차량", "ECLO"]]
    assert frame["차량"].dtype == float
    made = await stores.datasets.derive(HERE, frame, "고른 것", made_from(parent, tool="select", columns=["차량", "ECLO"]))
    assert made.profile.column("차량").kind == "integer"
    assert made.lineage["parents"][0]["id"] == parent.id
    assert [step["tool"] for step in trail(made.lineage)] == ["select"]
    again = await stores.datasets.derive(HERE, frame.head(2), "또", made_from(made, tool="head", n=2))
    assert [step["tool"] for step in trail(again.lineage)] == ["select", "head"]
    assert uploads(again.lineage, again.name) == ["처음"]
    assert (await stores.datasets.get(HERE, again.id)).lineage == again.lineage


async def test_a_taken_name_gets_a_number_and_the_same_table_again_does_not(stores: Stores) -> None:
    first = await stores.datasets.derive(HERE, accidents(), "표", {})
    other = await stores.datasets.derive(HERE, accidents().head(2), "표", {})
    again = await stores.datasets.derive(HERE, accidents().head(2), "표", {})
    assert (first.name, other.name) == ("표", "표 (2)")
    assert again.id == other.id
    assert len(await stores.datasets.list(HERE)) == 2


@pytest.mark.parametrize("bad", [pd.DataFrame(), pd.DataFrame([[1, 2]], columns=["a", "a"])])
async def test_a_table_that_is_none_is_refused_and_nothing_is_stored(stores: Stores, bad: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="columns"):
        await stores.datasets.derive(HERE, bad, "x", {})
    assert await stores.datasets.list(HERE) == []


async def test_odd_columns_are_kept_as_text_and_no_row_is_no_fault(stores: Stores) -> None:
    frame = pd.DataFrame(
        {"섞임": [1, "둘", None], "범주": pd.Categorical(["가", "나", "가"]), "날": [pd.Timestamp("2018-01-01").date()] * 3, 7: [True] * 3}
    )
    made = await stores.datasets.derive(HERE, frame, "x", {})
    assert {c.name: c.kind for c in made.profile.columns} == {"섞임": "text", "범주": "text", "날": "date", "7": "boolean"}
    assert pd.read_parquet(stores.blobs.path(made.parquet))["섞임"].tolist()[:2] == ["1", "둘"]
    empty = await stores.datasets.derive(HERE, accidents().head(0), "빈 것", {})
    assert empty.profile.rows == 0


async def test_it_is_of_its_channel_only_and_goes_with_its_bytes(stores: Stores) -> None:
    made = await stores.datasets.derive(HERE, accidents(), "x", {})
    path = stores.blobs.path(made.parquet)
    for elsewhere in (Scope("W1", "C2", "T1", "U1"), Scope("W2", "C1", "T1", "U1")):
        with pytest.raises(NotFound):
            await stores.datasets.get(elsewhere, made.id)
    await stores.datasets.delete(HERE, made.id)
    assert not path.exists()


async def test_the_district_of_an_address_stays_when_only_one_is_left(stores: Stores) -> None:
    places = ["대구광역시 중구 동인동", "대구광역시 남구 대명동"] * 10
    whole = await stores.datasets.derive(HERE, pd.DataFrame({"시군구": places, "n": range(20)}), "모두", {})
    one = pd.DataFrame({"시군구": places[::2], "n": range(10)})
    made = await stores.datasets.derive(HERE, one, "중구만", made_from(whole, tool="transform_dataset"))
    assert [c.name for c in made.profile.derived] == ["구"]
    assert pd.read_parquet(stores.blobs.path(made.parquet))["구"].tolist() == ["중구"] * 10
    alone = await stores.datasets.derive(HERE, one, "처음부터 중구", {})
    assert alone.profile.derived == []
