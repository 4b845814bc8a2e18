"""Tables made for people: a row of totals, units beside the numbers, losses in brackets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bot.messages import Reply, TextDelta
from storage.ingest import Limits
from storage.ingest.force import moment_of
from storage.ingest.profiling import read_table


def text_of(replies: list[Reply]) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta))


def codes(csv: str) -> dict[str, str]:
    return {r.code: r.column for r in read_table(csv.encode(), Limits())[1].remarks}


TOTALS = "구,건수,부상\n수성구,10,3\n중구,20,4\n북구,30,5\n합계,60,12\n"


@pytest.mark.parametrize("word", ["합계", "총 계", "소계", "Total", "계"])
def test_a_row_of_totals_is_told(word: str) -> None:
    _, profile = read_table(TOTALS.replace("합계", word).encode(), Limits())
    assert [(r.code, r.column, r.count) for r in profile.remarks] == [("total_row", "구", 1)]
    assert profile.roles.place == "구"


@pytest.mark.parametrize("csv", ["구분,건수\n전체,1\n일부,2\n", "이름,말\n합계,가\n중구,나\n", "구,건수\n합계,1\n"])
def test_a_word_that_sums_nothing_up_is_no_row_of_totals(csv: str) -> None:
    assert "total_row" not in codes(csv)


def units(cell: Any) -> str:
    return "구,수\n" + "".join(f"중구,{cell(i)}\n" for i in range(30))


@pytest.mark.parametrize(
    ("csv", "code"),
    [
        (units(lambda i: f"{i}건"), "numbers_with_unit"),
        (units(lambda i: f"{i / 2}%"), "numbers_with_unit"),
        (units(lambda i: f'"₩{i * 1000:,}"'), "numbers_with_unit"),
        (units(lambda i: f'"({i * 1000:,})"' if i % 2 else f'"{i * 1000:,}"'), "numbers_in_brackets"),
        (units(lambda i: f"{i}{'km' if i % 2 else 'm'}"), ""),
        (units(lambda i: f"{i:02}:00"), ""),
        (units(lambda i: f"{i}-{i}"), ""),
    ],
)
def test_units_and_brackets_are_told(csv: str, code: str) -> None:
    assert codes(csv).get(code) == ("수" if code else None)


async def test_units_are_taken_off_when_a_person_says_that_it_is_a_number(chat: Any, tmp_path: Path) -> None:
    rows = [
        f'{g},{i + 3}건,{i * 1.5:.1f}%,"({i * 100:,})","₩{i * 1000:,}",{i if i != 5 else "5만"}명' for i, g in enumerate("가나다라" * 10)
    ]
    (tmp_path / "단위.csv").write_text("구,건수,비율,손익,금액,인원\n" + "\n".join(rows) + "\n", encoding="utf-8")
    told = text_of(await chat.say("", tmp_path / "단위.csv"))
    assert "‘건수는 숫자야’" in told
    for name in ("건수", "비율", "손익", "금액"):
        await chat.say(f"{name}는 숫자야")
    dataset = await chat.core.stores.datasets.current(chat.scope)
    frame = pd.read_parquet(chat.core.stores.blobs.path(dataset.parquet))
    assert frame["건수"].tolist() == list(range(3, 43))
    assert frame["비율"].tolist() == pytest.approx([i * 1.5 for i in range(40)])
    assert frame["손익"].tolist() == [-i * 100 for i in range(40)]
    assert frame["금액"].sum() == sum(i * 1000 for i in range(40))
    answer = text_of(await chat.say("인원은 숫자야"))
    assert "‘5만명’" in answer  # another unit is no number of these


async def test_the_row_of_totals_is_left_out_when_a_person_says_so(chat: Any, tmp_path: Path) -> None:
    (tmp_path / "합.csv").write_text(TOTALS, encoding="utf-8")
    told = text_of(await chat.say("", tmp_path / "합.csv"))
    assert "‘합계 행은 빼줘’" in told
    await chat.say("합계 행은 빼줘")
    dataset = await chat.core.stores.datasets.current(chat.scope)
    assert dataset.profile.rows == 3


def dates(cell: Any) -> str:
    return "일시,수\n" + "".join(f"{cell(i)},{i}\n" for i in range(40))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (lambda i: f"2022-01-{i % 28 + 1:02} 오후 {i % 12 + 1}:30", "dates_written_otherwise"),
        (lambda i: f"2022-01-{i % 28 + 1:02} {i % 12 + 1}:30 PM", "dates_written_otherwise"),
        (lambda i: f"2022-01-{i % 28 + 1:02}" if i % 2 else f"2022. 1. {i % 28 + 1}", "dates_written_otherwise"),
        (lambda i: "9999-12-31" if i == 3 else f"2022-01-{i % 28 + 1:02}", "impossible_dates"),
        (lambda i: f"2022-01-{i % 28 + 1:02}", ""),
    ],
)
def test_dates_that_were_read_as_text_are_told(cell: Any, code: str) -> None:
    assert codes(dates(cell)).get(code) == ("일시" if code else None)
    assert bool(codes(dates(cell))) == bool(code)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-01-05 오후 1:30", "2022-01-05 13:30"),
        ("2022-01-05 오전 12:05", "2022-01-05 00:05"),
        ("2022년 1월 5일 오후 12시 5분", "2022-01-05 12:05"),
        ("2022/1/5 1:30:20 PM", "2022-01-05 13:30:20"),
        ("2022-01-05 오후 13:30", None),
        ("9999-12-31", None),
        ("0001-01-01", None),
    ],
)
def test_a_moment_by_half_a_day(text: str, moment: str | None) -> None:
    assert moment_of(text) == (pd.Timestamp(moment).to_pydatetime() if moment else None)
