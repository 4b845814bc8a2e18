"""Finding the column a person means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tools._errors import Refused
from tools._text import Text

_UNKNOWN = Text(
    ko="`{name}` 열은 없어요. 비슷한 이름: {closest}",
    en="There is no column `{name}`. Closest: {closest}",
)
_SEVERAL = Text(
    ko="`{name}`에 맞는 열이 여러 개예요: {closest}. 어느 것인가요?",
    en="Several columns fit `{name}`: {closest}. Which one?",
)


# One thing under several names, Korean and English, as people call it and as accident records do.
_SAME_THING: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "기상상태 날씨 기상 weather weathercondition",
        "노면상태 노면 roadsurface surface",
        "도로형태 도로 roadtype roadform",
        "사고유형 accidenttype",
        "시간대 timeperiod",
        "시군구 district address",
        "구 gu district",
        "요일 dayofweek weekday",
        "사고시 시 시각 hour accidenthour",
        "사고연 사고연도 연도 year accidentyear",
        "사고월 월 month accidentmonth",
        "사고일 일 day accidentday",
        "사고일시 일시 날짜 date datetime",
        "사망자수 사망자 사망 deaths fatalities killed",
        "중상자수 중상자 중상 serious seriousinjuries",
        "경상자수 경상자 경상 minor minorinjuries slightinjuries",
        "부상신고자수 부상신고자 부상신고 reported reportedinjuries",
        "위도 lat latitude",
        "경도 lon lng longitude",
        "법규위반 violation",
    )
)


def normalise(name: str) -> str:
    return re.sub(r"[\s_\-./()\[\]]+", "", unicodedata.normalize("NFKC", name)).casefold()


def match_column(name: str, columns: Sequence[str]) -> str:
    """The one column that `name` means.

    Exact first, then without case, spaces and punctuation, then the same thing in Korean or English, then a single close match (a typo).
    Raises Refused("ambiguous_column") with the candidates, or Refused("unknown_column") with the closest names.
    """
    if name in columns:
        return name
    wanted = normalise(name)
    same = [c for c in columns if normalise(c) == wanted]
    if len(same) == 1:
        return same[0]
    if len(same) > 1:
        raise Refused("ambiguous_column", _SEVERAL, choices=same, name=name, closest=", ".join(same))
    named = [c for c in columns if any(wanted in names and normalise(c) in names for names in _SAME_THING)]
    if len(named) == 1:
        return named[0]
    if len(named) > 1:
        raise Refused("ambiguous_column", _SEVERAL, choices=named, name=name, closest=", ".join(named))
    from rapidfuzz import fuzz, process

    scored = process.extract(wanted, [normalise(c) for c in columns], scorer=fuzz.ratio, limit=5)
    close = [(columns[index], score) for _, score, index in scored]
    strong = [c for c, score in close if score >= 84]
    if len(strong) == 1:
        return strong[0]
    if len(strong) > 1:
        raise Refused("ambiguous_column", _SEVERAL, choices=strong, name=name, closest=", ".join(strong))
    nearest = [c for c, _ in close]
    raise Refused("unknown_column", _UNKNOWN, choices=nearest, name=name, closest=", ".join(nearest))
