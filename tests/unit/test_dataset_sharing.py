"""A token opens a dataset in another channel for seven days, until it is revoked; and what is deleted is gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from fakes.room import Room, open_room

from storage.tables import shares

FRAME = pd.DataFrame({"요일": ["월요일", "화요일", "월요일"], "ECLO": [3, 5, 8]})


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.share("사고.csv", FRAME)
        yield opened


async def token_of(room: Room) -> str:
    return str((await room.tell("share_dataset", agreed=True)).data["token"])


async def test_sharing_waits_for_consent_about_one_dataset(room: Room) -> None:
    asked = await room.tell("share_dataset")
    assert "사고.csv" in asked.text
    assert "7일" in asked.text
    assert asked.pending is not None
    dataset = (await room.stores.datasets.list(room.scope))[0]
    assert asked.pending["input"] == {"name": dataset.id}
    assert await room.stores.shares.count(room.scope, dataset.id, room.now) == 0


async def test_a_token_opens_the_dataset_in_another_channel_without_copying_bytes(room: Room, tmp_path: Path) -> None:
    token = await token_of(room)
    before = sorted((tmp_path / "blobs").rglob("*"))
    other = room.at(channel="C2", user="U2")
    opened = await other.tell("open_shared_dataset", token=f" `{token.upper()}` ")
    assert opened.ok, opened.text
    assert sorted((tmp_path / "blobs").rglob("*")) == before
    assert (await other.tell("get_value_counts", column="요일")).table.rows[0][:2] == ["월요일", 2]
    again = await other.tell("open_shared_dataset", token=token)
    assert again.data["id"] == opened.data["id"]
    assert len(await room.stores.datasets.list(other.scope)) == 1


async def test_tokens_are_kept_as_hashes(room: Room) -> None:
    token = await token_of(room)
    async with room.stores.database.read() as connection:
        row = (await connection.execute(sa.select(shares))).mappings().one()
    assert token not in str(dict(row))
    assert len(row["token_hash"]) == 64


@pytest.mark.parametrize("why", ["expired", "revoked", "one revoked", "another workspace", "deleted", "never was", "mistyped"])
async def test_every_token_that_opens_nothing_gets_the_same_answer(room: Room, why: str) -> None:
    token = await token_of(room)
    other = room.at(channel="C2", user="U2")
    if why == "expired":
        other.now = room.now + timedelta(days=7, seconds=1)
    elif why == "revoked":
        assert (await room.tell("revoke_share")).data["revoked"] == 1
    elif why == "one revoked":
        assert (await room.tell("revoke_share", token=token)).data["revoked"] == 1
    elif why == "another workspace":
        other = other.at(workspace="W2")
    elif why == "deleted":
        await room.tell("delete_dataset", agreed=True)
    elif why == "never was":
        token = "eclo-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"
    else:
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    said = await other.tell("open_shared_dataset", token=token)
    assert (said.ok, said.code) == (False, "unknown_token")
    assert said.text == (await other.tell("open_shared_dataset", token="nothing")).text
    assert "사고" not in said.text
    assert await room.stores.datasets.list(other.scope) == []


async def test_a_token_lives_to_the_end_of_its_seven_days(room: Room) -> None:
    token = await token_of(room)
    other = room.at(channel="C2")
    other.now = room.now + timedelta(days=6, hours=23)
    assert (await other.tell("open_shared_dataset", token=token)).ok


async def test_another_channel_can_neither_share_nor_revoke_what_is_not_its_own(room: Room) -> None:
    token = await token_of(room)
    dataset = (await room.stores.datasets.list(room.scope))[0]
    other = room.at(channel="C2")
    assert (await other.tell("revoke_share", token=token)).data["revoked"] == 0
    for tool, more in (
        ("share_dataset", {}), ("revoke_share", {}), ("export_dataset", {}), ("rename_dataset", {"new_name": "x"}), ("describe_dataset", {}),
        ("delete_dataset", {}), ("use_dataset", {}),
    ):  # fmt: skip
        said = await other.tell(tool, agreed=True, name=dataset.id, **more)
        assert said.code in ("no_dataset", "unknown_dataset"), tool
    assert (await room.at(channel="C3").tell("open_shared_dataset", token=token)).ok


async def test_an_opened_dataset_outlives_the_first_one_and_its_bytes_go_with_the_last(room: Room) -> None:
    token = await token_of(room)
    other = room.at(channel="C2")
    await other.tell("open_shared_dataset", token=token)
    parquet = room.stores.blobs.path((await room.stores.datasets.list(room.scope))[0].parquet)
    await room.tell("delete_dataset", agreed=True)
    assert (await other.tell("get_value_counts", column="요일")).ok
    await other.tell("delete_dataset", agreed=True)
    assert not parquet.exists()


async def test_identical_content_is_stored_once(room: Room, tmp_path: Path) -> None:
    before = sorted((tmp_path / "blobs").rglob("*.parquet"))
    await room.at(channel="C2").share("같은 것.csv", FRAME)
    assert sorted((tmp_path / "blobs").rglob("*.parquet")) == before


async def test_charts_and_files_made_of_a_dataset_go_with_it(room: Room, tmp_path: Path) -> None:
    made = [
        await room.tell("draw_chart", kind="bar", x="요일"),
        await room.tell("export_dataset"),
        await room.tell("export_dataset", format="xlsx"),
    ]
    files = [room.stores.blobs.path(said.blob) for said in made]
    assert all(path.exists() for path in files)
    await room.tell("delete_dataset", agreed=True)
    assert [p for p in (tmp_path / "blobs").rglob("*") if p.is_file()] == []


async def test_a_chart_that_two_datasets_have_in_common_stays_for_the_other(room: Room) -> None:
    other = room.at(channel="C2")
    await other.share("사고.csv", FRAME)
    mine, theirs = [await place.tell("draw_chart", kind="bar", x="요일") for place in (room, other)]
    assert mine.blob == theirs.blob
    await room.tell("delete_dataset", agreed=True)
    path = room.stores.blobs.path(mine.blob)
    await other.tell("delete_dataset", agreed=True)
    assert not path.exists()


async def test_a_comparison_goes_with_either_of_its_datasets_only_when_both_are_gone(room: Room) -> None:
    await room.share("다른 것.csv", FRAME.head(2))
    said = await room.tell("compare_datasets", by="요일")
    path = room.stores.blobs.path(said.blob)
    await room.tell("delete_dataset", agreed=True, name="다른 것.csv")
    assert path.exists()
    await room.tell("delete_dataset", agreed=True)
    assert not path.exists()


async def test_a_dataset_is_renamed_described_and_listed_by_pages(room: Room) -> None:
    assert (await room.tell("rename_dataset", new_name="  대구   사고 ")).data["name"] == "대구 사고"
    await room.tell("describe_dataset", description="2018년 것")
    assert "2018년 것" in (await room.tell("describe_dataset")).text
    for number in range(24):
        await room.share(f"표 {number}", pd.DataFrame({"a": [number]}))
    assert (await room.tell("rename_dataset", new_name="표 3")).code == "name_taken"
    assert (await room.tell("rename_dataset", new_name="...")).code == "invalid_name"
    first, second = await room.tell("list_datasets"), await room.tell("list_datasets", page=2)
    assert (len(first.table.rows), len(second.table.rows), second.data["count"]) == (20, 5, 25)
    assert "2쪽" in first.text
    last = second.table.rows[-1]
    assert (last[0], last[5]) == ("대구 사고", "2018년 것")
    assert (await room.tell("list_datasets", page=99)).data["page"] == 2
