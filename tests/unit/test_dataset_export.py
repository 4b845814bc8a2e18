"""An exported file holds the dataset exactly, and no cell of it runs as a formula."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pandas as pd
import pytest
from fakes.room import Room, open_room
from openpyxl import load_workbook

FRAME = pd.DataFrame(
    {
        "사고일시": pd.to_datetime(["2018-01-01 01:00", None, "2018-03-05 18:30"]),
        "시군구": ["대구광역시 중구 동인동", "=HYPERLINK(\"http://x\",\"열기\")", None],
        "ECLO": [3, 5, 8],
        "비율": [0.1, -2.5, None],
        "번호": ["007", "-5", "@SUM(A1)"],
        "메모": ["첫 줄\n둘째 줄", "+82-53", "\tcmd|' /C calc'!A0"],
        "=1+1": [1, 2, 3],
    }
)  # fmt: skip


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.share("사고.csv", FRAME)
        yield opened


async def exported(room: Room, **arguments: str) -> tuple[bytes, str]:
    said = await room.tell("export_dataset", **arguments)
    assert said.ok, said.text
    return room.stores.blobs.path(said.blob).read_bytes(), next(r.name for r in said.shown if hasattr(r, "blob"))


async def test_parquet_holds_the_very_values_and_types_and_no_derived_column(room: Room) -> None:
    data, name = await exported(room, format="parquet")
    back = pd.read_parquet(io.BytesIO(data))
    assert name == "사고.parquet"
    assert list(back.columns) == list(FRAME.columns)
    assert back["ECLO"].tolist() == [3, 5, 8]
    assert back["사고일시"].equals(FRAME["사고일시"].astype(back["사고일시"].dtype))
    assert back["시군구"].tolist()[1] == FRAME["시군구"][1]


async def test_csv_opens_in_excel_in_korean_and_runs_nothing(room: Room) -> None:
    data, name = await exported(room)
    assert name == "사고.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(data), dtype=str)
    assert back.columns[-1] == "'=1+1"
    assert back["시군구"][1].startswith("'=HYPERLINK")
    assert back["번호"].tolist() == ["007", "-5", "'@SUM(A1)"]  # a negative number is a number
    assert back["메모"].tolist()[1] == "'+82-53"
    assert back["비율"].tolist()[:2] == ["0.1", "-2.5"]


async def test_xlsx_has_text_as_text_and_numbers_as_numbers(room: Room) -> None:
    data, name = await exported(room, format="xlsx")
    assert name == "사고.xlsx"
    sheet = load_workbook(io.BytesIO(data))["data"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*FRAME.columns[:-1], "'=1+1")
    assert [row[2] for row in rows[1:]] == [3, 5, 8]
    assert rows[1][0] == pd.Timestamp("2018-01-01 01:00")
    assert rows[2][0] is None
    assert rows[1][4] == "007"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert rows[2][1].startswith("'=HYPERLINK")


async def test_a_dataset_too_large_for_a_workbook_says_what_works(room: Room) -> None:
    await room.share("큰 것", pd.DataFrame({"a": range(1_048_576)}))
    said = await room.tell("export_dataset", format="xlsx")
    assert said.code == "too_large_for_xlsx"
    assert "CSV" in said.text
