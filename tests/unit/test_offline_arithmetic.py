"""A new column told in signs or words becomes one expression over the dataset's own names, or nothing at all."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.understanding.run import call_of, request_for, step_of
from bot.agent.offline import Offline

BRAIN = Offline()


async def heard(text: str, data: str = "accidents") -> tuple[str | None, dict[str, Any]]:
    return call_of(await step_of(BRAIN, request_for({"text": text, "data": data})))


@pytest.mark.parametrize(
    ("text", "data", "name", "expression"),
    [
        ("사망자수*12 + 중상자수*5 + 경상자수*3 + 부상신고자수 해서 '가중점수' 열 추가", "accidents", "가중점수",
         "사망자수 * 12 + 중상자수 * 5 + 경상자수 * 3 + 부상신고자수"),
        ("add a column: deaths times 10 plus serious injuries times 5", "accidents", "computed", "사망자수 * 10 + 중상자수 * 5"),
        ("사망자수에 10 곱하고 중상자수에 5 곱해서 더한 심각도점수 열 만들어줘", "accidents", "심각도점수", "사망자수 * 10 + 중상자수 * 5"),
        ("(사망자수 + 중상자수) * 2 를 두배 열로 추가", "accidents", "두배", "(사망자수 + 중상자수) * 2"),
        ("ECLO에서 사망자수*10 뺀 값을 나머지라는 열로", "accidents", "나머지", "ECLO - 사망자수 * 10"),
        ("sum of deaths and serious injuries as a new column called ksi", "accidents", "ksi", "사망자수 + 중상자수"),
        ("주차기본요금을 주차구획수로 나눈 값 열로 추가", "parking", "계산값", "주차기본요금 / 주차구획수"),
    ],
)  # fmt: skip
async def test_arithmetic_in_words_is_one_expression(text: str, data: str, name: str, expression: str) -> None:
    assert await heard(text, data) == ("transform_dataset", {"steps": [{"kind": "derive", "name": name, "expression": expression}]})


@pytest.mark.parametrize(
    "text",
    [
        "derive severe = deaths*10 + nonsense*5",
        "사망자수*10 + 없는열*5 해서 점수 열 추가",
        "사망자수와 중상자수를 더해서 보여줘",
        "ECLO 열 통계",
        "사망자수랑 중상자수 열만 남겨줘",
    ],
)
async def test_what_can_not_be_read_whole_makes_no_column(text: str) -> None:
    name, arguments = await heard(text)
    assert name != "transform_dataset" or arguments["steps"][0]["kind"] != "derive"
