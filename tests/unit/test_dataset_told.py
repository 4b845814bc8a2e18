"""What a person is told about how a file was read: title lines, a missing header, names that were changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.messages import Reply, Table, TextDelta


def text_of(replies: list[Reply]) -> str:
    return "".join(r.text for r in replies if isinstance(r, TextDelta))


@pytest.mark.parametrize(
    ("content", "told", "not_told"),
    [
        (
            "대구광역시 사고 통계\n작성일: 2021-01-01\n\n구,건수,값\n" + "중구,1,2\n남구,3,4\n" * 9,
            "표 앞의 3줄은 제목이나 설명으로 보고 뺐어요.",
            "번째 열",
        ),
        ("중구,1,2.5\n남구,3,4.5\n" * 9, "머리글이 없는 파일이라 열 이름을 `열1`부터 차례로 붙였어요.", "이름을 바꿨어요"),
        ("a,a,,b\n1,2,3,4\n5,6,7,8\n", "a → `a_2`, 3번째 열 → `열3`", "머리글이 없는"),
        ("가\u202e나,다\n1,2\n3,4\n", "보이지 않는 글자", "\u202e"),
    ],
)
async def test_how_a_file_was_read_is_told(chat: Any, tmp_path: Path, content: str, told: str, not_told: str) -> None:
    (tmp_path / "표.csv").write_text(content, encoding="utf-8")
    said = text_of(await chat.say("", tmp_path / "표.csv"))
    assert told in said
    assert not_told not in said


async def test_a_whole_number_has_a_whole_number_for_an_example(chat: Any, tmp_path: Path) -> None:
    (tmp_path / "연도.csv").write_text("구,연도\n중구,2010.0\n남구,\n서구,2012.0\n", encoding="utf-8")
    tables = [r for r in await chat.say("", tmp_path / "연도.csv") if isinstance(r, Table)]
    assert tables[0].rows[1][1:4] == ["정수", 33.3, "2010"]
