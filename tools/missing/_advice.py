"""What to do about the gaps of a column, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools._text import Text
from tools.missing._frame import floats, is_level, is_number

if TYPE_CHECKING:
    import pandas as pd

_MOST_GONE = 0.5
_FEW = 0.05
_SKEWED = 1.0

REASONS: dict[str, Text] = {
    "empty": Text(ko="값이 하나도 없어요. 열을 빼는 것이 맞아요.", en="It has no value at all: leave the column out."),
    "mostly_gone": Text(
        ko="절반 넘게 비어 있어서 무엇으로 채워도 추측이 돼요. 열을 빼거나 ‘비어 있음’을 하나의 값으로 보세요.",
        en="More than half is missing, so any filling is guesswork: leave the column out, or treat missing as a value of its own.",
    ),
    "depends": Text(
        ko="비는지가 다른 열({others})과 관련이 있어서, 그 열들을 쓰는 방법이라야 치우침이 적어요. 평균이나 삭제는 치우칠 수 있어요.",
        en="Whether it is missing goes with other columns ({others}): a method that uses them is less biased. The mean or dropping could bias.",
    ),
    "few": Text(
        ko="빈 값이 {share}뿐이고 다른 열과 관련이 보이지 않아서, 그 행을 빼도 거의 달라지지 않아요.",
        en="Only {share} is missing, with no visible tie to other columns: dropping these rows changes little.",
    ),
    "skewed": Text(
        ko="다른 열과 관련이 보이지 않고 분포가 한쪽으로 치우쳐(왜도 {skew}) 평균보다 중앙값이 나아요. 다만 퍼진 정도는 줄어들어요.",
        en="No visible tie to other columns and a skewed distribution (skewness {skew}): the median suits better than the mean. It narrows the spread.",
    ),
    "plain": Text(
        ko="다른 열과 관련이 보이지 않아요. 관계와 퍼진 정도를 지키는 MICE가 무난하고, 간단히 하려면 평균도 괜찮아요.",
        en="No visible tie to other columns. MICE keeps relations and spread; the mean is the simple choice.",
    ),
    "category": Text(
        ko="값의 종류가 정해진 열이고 다른 열과 관련이 보이지 않아서 최빈값이 무난해요.",
        en="A category with no visible tie to other columns: the mode is a fair choice.",
    ),
    "order": Text(
        ko="날짜이거나 값의 종류가 많은 글자라서 통계로 채우기 어려워요. 그대로 두거나 앞 행의 값(forward)을 쓰세요.",
        en="It holds dates or free text, which statistics can't fill: leave it, or use the value before (forward).",
    ),
}


@dataclass(frozen=True, slots=True)
class Advice:
    strategy: str  # a strategy of impute_missing, or "drop_column" or "leave"
    reason: str
    facts: dict[str, Any]


def advise(column: Column, series: pd.Series[Any], rows: int, ties: list[dict[str, Any]]) -> Advice:
    """The strategy for one column with gaps. `ties` are the tests that are significant after correction."""
    share = column.missing / rows
    others = [t["other"] for t in ties if t["column"] == column.name][:3]
    usable = is_number(column) or is_level(column)
    rules: tuple[tuple[bool, Advice], ...] = (
        (column.missing == rows, Advice("drop_column", "empty", {})),
        (share > _MOST_GONE, Advice("drop_column", "mostly_gone", {"share": share})),
        (not usable, Advice("leave", "order", {})),
        (bool(others), Advice("mice", "depends", {"others": others})),
        (share < _FEW, Advice("drop", "few", {"share": share})),
        (not is_number(column), Advice("mode", "category", {})),
    )
    found = next((advice for holds, advice in rules if holds), None)
    return found or _of_numbers(floats(series, column))


def _of_numbers(values: Any) -> Advice:
    skew = float(values.skew())
    return Advice("median", "skewed", {"skew": skew}) if abs(skew) > _SKEWED else Advice("mice", "plain", {})
