"""What a person does after an upload: reads the remarks, corrects a type and changes it back, looks at bad rows, picks a sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from bot.messages import Reply, TextDelta
from bot.settings import load
from storage.ingest import Limits, Options
from storage.ingest.profiling import read_table

ROWS = [
    "04524,2022년 1월 1일 01시,50,중구,없음,35.87,128.6",
    "04525,2022년 1월 2일 01시,약 30,중구,없음,35.87,128.6",
    "04526,2022년 1월 3일 01시,40,남구,없음,128.6,35.87",
    "04527,2022년 2월 30일 01시,41,남구,없음,35.87,128.6",
    "04528,2022년 2월 3일 01시,42,남구",
    *(f"0{4530 + i},2022년 3월 {i + 1}일 02시,{43 + i},남구,없음,35.87,128.6" for i in range(20)),
    "09999,2022년 4월 1일 02시,43,남구,없음,0,0",
]
HEADER = "우편번호,사고일시,속도,구,비고,위도,경도"


def text_of(replies: list[Reply]) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta))


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "이상.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="cp949")
    return path


async def frame_of(chat: Any) -> pd.DataFrame:
    dataset = await chat.core.stores.datasets.current(chat.scope)
    return pd.read_parquet(chat.core.stores.blobs.path(dataset.parquet))


async def test_the_answer_to_a_file_tells_what_is_odd_in_it(chat: Any, odd: Path) -> None:
    said = text_of(await chat.say("", odd))
    assert "6번째 줄" in said  # the row with too few cells
    for part in (
        "달력에 없거나 아주 먼 날짜가 1개(‘2022년 2월 30일 01시’)",
        "숫자인데 아닌 칸이 1개(‘약 30’)",
        "뒤바뀐 행이 1개",
        "우리나라 밖인 행이 1개",
        "장소 `구`",
    ):
        assert part in said, said
    dataset = await chat.core.stores.datasets.current(chat.scope)
    assert {r.code for r in dataset.profile.remarks} >= {
        "impossible_dates",
        "numbers_as_text",
        "constant",
        "swapped_coordinates",
        "outside_korea",
    }
    assert dataset.profile.key == "우편번호"


async def test_a_type_is_corrected_in_place_and_changed_back(chat: Any, odd: Path) -> None:
    await chat.say("", odd)
    before = await chat.core.stores.datasets.current(chat.scope)
    said = text_of(await chat.say("사고일시는 날짜와 시각이야"))
    assert "5번째 줄 ‘2022년 2월 30일 01시’" in said
    after = await chat.core.stores.datasets.current(chat.scope)
    assert (after.id, after.profile.column("사고일시").kind, after.profile.roles.date) == (before.id, "datetime", "사고일시")
    assert [(m.line, m.text) for m in after.profile.misfits] == [(5, "2022년 2월 30일 01시")]
    frame = await frame_of(chat)
    wanted = pd.Series([r.split(",")[1] for r in ROWS if r.count(",") == 6])
    parsed = pd.to_datetime(
        wanted.str.replace(r"(\d+)년 (\d+)월 (\d+)일 (\d+)시", r"\1-\2-\3 \4:00", regex=True), errors="coerce", format="%Y-%m-%d %H:%M"
    )
    assert (
        frame["사고일시"].tolist() == [None if pd.isna(p) else p for p in parsed]
        or frame["사고일시"].isna().tolist() == parsed.isna().tolist()
    )
    assert frame["월"].dropna().tolist() == parsed.dropna().dt.month.tolist()
    await chat.say("사고일시 열을 원래 자료형으로 되돌려줘")
    again = await chat.core.stores.datasets.current(chat.scope)
    assert (again.id, again.parquet, again.profile) == (before.id, before.parquet, before.profile)


@pytest.mark.parametrize(("change", "column", "back"), [("속도는 정수야", "속도", "되돌려줘"), ("change 위도 to text", "위도", "undo")])
async def test_undo_takes_the_last_change_of_a_type_back(chat: Any, odd: Path, change: str, column: str, back: str) -> None:
    await chat.say("", odd)
    before = await chat.core.stores.datasets.current(chat.scope)
    await chat.say("우편번호는 정수야")
    between = await chat.core.stores.datasets.current(chat.scope)
    await chat.say(change)
    said = text_of(await chat.say(back))
    again = await chat.core.stores.datasets.current(chat.scope)
    assert (again.id, again.profile) == (between.id, between.profile)
    assert f"`{column}`" in said
    await chat.say(back)
    first = await chat.core.stores.datasets.current(chat.scope)
    assert (first.id, first.profile) == (before.id, before.profile)


async def test_numbers_with_few_values_and_a_stray_word_are_told_with_the_way_out(chat: Any, tmp_path: Path) -> None:
    path = tmp_path / "사고.csv"
    path.write_text("ECLO,구\n" + "3,중구\n5,남구\n6,중구\n8,중구\n10,남구\n" * 20 + "미상,중구\n", encoding="utf-8")
    assert "‘ECLO는 숫자야’" in text_of(await chat.say("", path))
    assert "‘ECLO는 숫자야’" in text_of(await chat.say("구별 평균 ECLO"))
    await chat.say("ECLO는 숫자야")
    assert (await frame_of(chat))["ECLO"].mean() == pytest.approx(6.4)


async def test_a_dataset_that_was_made_has_no_encoding_to_tell_of(chat: Any, odd: Path) -> None:
    await chat.say("", odd)
    await chat.say("중구만 남겨줘")
    said = text_of(await chat.say("이 데이터 뭐야?"))
    assert "골라낸 행" in said
    assert "인코딩" not in said


async def test_a_second_correction_keeps_the_first(chat: Any, odd: Path) -> None:
    await chat.say("", odd)
    await chat.say("속도는 정수야")
    await chat.say("우편번호는 정수야")
    profile = (await chat.core.stores.datasets.current(chat.scope)).profile
    assert profile.types == {"속도": "integer", "우편번호": "integer"}
    assert (await frame_of(chat))["우편번호"].iloc[0] == 4524
    await chat.say("우편번호는 문자야")
    assert (await frame_of(chat))["우편번호"].iloc[0] == "04524"  # leading zeros come from the original bytes
    assert profile.misfit_counts == {"속도": 1}


async def test_the_bytes_of_a_corrected_version_do_not_stay(chat: Any, odd: Path) -> None:
    await chat.say("", odd)
    old = (await chat.core.stores.datasets.current(chat.scope)).parquet
    await chat.say("속도는 정수야")
    new = await chat.core.stores.datasets.current(chat.scope)
    root = chat.core.stores.blobs.root
    kept = {p.name for p in root.rglob("*") if p.is_file()}
    assert old not in kept
    assert {new.parquet, new.original} <= kept


async def test_nothing_that_fits_is_refused_and_nothing_changes(chat: Any, odd: Path) -> None:
    await chat.say("", odd)
    before = await chat.core.stores.datasets.current(chat.scope)
    assert "하나도 없어서 그대로" in text_of(await chat.say("비고는 날짜야"))
    assert await chat.core.stores.datasets.current(chat.scope) == before


async def test_another_thread_gets_its_own_version(new_chat: Callable[..., Any], odd: Path) -> None:
    mine, yours = new_chat(thread="a"), new_chat(thread="b")
    await mine.say("", odd)
    await yours.say("요약해줘")
    await yours.say("속도는 정수야")
    corrected = await yours.core.stores.datasets.current(yours.scope)
    first = await mine.core.stores.datasets.current(mine.scope)
    assert (corrected.profile.column("속도").kind, first.profile.column("속도").kind) == ("integer", "text")


async def test_bad_rows_are_shown_as_they_stand_in_the_file(chat: Any, odd: Path) -> None:
    from bot.messages import Table

    await chat.say("", odd)
    replies = await chat.say("못 읽은 행 보여줘")
    table = next(r for r in replies if isinstance(r, Table))
    assert table.rows == [[6, "칸이 7개여야 하는데 4개", ROWS[4]]]


async def test_another_sheet_becomes_a_dataset_beside_the_first(chat: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "2017"
    first.append(["구", "건수"])
    first.append(["중구", 3])
    second = book.create_sheet("2018")
    for row in (["구", "건수"], ["중구", 5], ["남구", 7]):
        second.append(row)
    path = tmp_path / "사고.xlsx"
    book.save(path)
    assert "다른 시트: `2018`" in text_of(await chat.say("", path))
    assert "`2018` 시트를 읽었어요(2행" in text_of(await chat.say("2018 시트 읽어줘"))
    names = [d.name for d in await chat.core.stores.datasets.list(chat.scope)]
    assert sorted(names) == ["사고.xlsx", "사고.xlsx (2018)"]
    assert (await frame_of(chat))["건수"].tolist() == [5, 7]
    await chat.say("건수는 문자야")
    assert (await frame_of(chat))["건수"].tolist() == ["5", "7"]  # of the sheet at hand


def remarks_of(text: str) -> dict[str, Any]:
    _, profile = read_table(text.encode(), Limits())
    return {f"{r.code} {r.column}": r for r in profile.remarks}


def test_remarks_count_what_pandas_counts() -> None:
    lines = [f"{i},{0 if i else 1},{'2099-01-01' if i == 7 else '2020-01-02'},{'' if i % 2 else 'x'}" for i in range(500)]
    found = remarks_of("번호,값,날짜,글\n" + "\n".join(lines) + "\n")
    assert found["nearly_constant 값"].count == 499
    assert found["nearly_constant 값"].share == pytest.approx(499 / 500)
    assert (found["constant 글"].count, found["constant 글"].example) == (250, "x")
    assert found["future_dates 날짜"].count == 1


def test_codes_with_leading_zeros_are_no_numbers_in_text() -> None:
    found = remarks_of("코드,값\n" + "\n".join(f"{i:05d},{i}" for i in range(50)) + "\n")
    assert found == {}


@pytest.mark.parametrize(
    ("header", "cells", "place"),
    [
        ("구", ["중구", "남구"], "구"),
        ("동", ["신암1동", "범어동"], "동"),
        ("동", ["101", "102"], None),
        ("동", ["가동", "B"], None),
        ("군", ["달성군", "칠곡군"], "군"),
    ],
)
def test_a_column_with_a_place_of_one_syllable_is_a_place_if_its_values_are(header: str, cells: list[str], place: str | None) -> None:
    _, profile = read_table(f"{header},값\n{cells[0]},1\n{cells[1]},2\n".encode(), Limits())
    assert profile.roles.place == place


def test_the_largest_upload_is_a_setting() -> None:
    assert load({}).max_upload_mb == 50
    assert load({"ECLO_MAX_UPLOAD_MB": "7"}).max_upload_mb == 7


def test_a_cell_of_thousands_of_digits_is_a_misfit() -> None:
    body = "n\n1\n" + "9" * 5_000 + "\n"
    _, profile = read_table(body.encode(), Limits(), Options(types={"n": "integer"}))
    assert (profile.column("n").kind, profile.misfit_counts) == ("integer", {"n": 1})


def test_whole_numbers_of_fourteen_digits_that_went_through_a_float_are_whole_whatever_marks_a_gap() -> None:
    for gap in ("", "NA"):
        _, profile = read_table(f"id,n\n20220101010101.0,1\n{gap},2\n".encode(), Limits())
        assert profile.column("id").kind == "integer"


def test_a_date_with_thousands_of_spaces_behind_it_is_told_at_once() -> None:
    cell = "2022-01-01" + " " * 90_000 + "?"
    _, profile = read_table(f"d,n\n2022-01-01,1\n{cell},2\n".encode(), Limits(), Options(types={"d": "date"}))
    assert profile.misfit_counts == {"d": 1}
