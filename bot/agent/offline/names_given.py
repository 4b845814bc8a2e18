"""The names that a message gives to what it makes: a new column, a new dataset. As they were written."""

from __future__ import annotations

import re

_N = r"[‘'\"“`]?(?P<n>[^\s‘’'\"“”`=:,.()+*/!?]+?)[’'\"”`]?"
_END = r"(?=[\s,.!;]|$)"
_COLUMN = r"(?:열|컬럼|칼럼|변수|필드)"
_DATA = r"(?:데이터\s*셋|데이터|데이타|자료|테이블|표|dataset)"
_MAKES = r"(?:만들|추가|붙여|넣|생성|저장|달아|해)"
_COLUMN_NAMES: tuple[str, ...] = (
    rf"{_N}\s*(?:이?라는|이?란)\s*(?:이름(?:의|으로)?\s*)?(?:새\s*)?(?:{_COLUMN}|로\s|으로\s|{_MAKES})",
    rf"{_N}(?:이?라고)\s*(?:이름|불러|부르|{_COLUMN}|붙)",
    rf"(?:{_COLUMN}\s*)?(?:이름|명)(?:은|을|:)\s*{_N}(?:으?로|이?라고|{_END})",
    rf"(?<=\s){_N}\s*(?:새\s*)?{_COLUMN}(?:을|를|으로|로|도)?\s*(?:하나\s*|새로\s*|좀\s*)?(?:{_MAKES}|[.!]*$)",
    rf"\b(?:called|named|(?:column|col) name(?: is| =|:)?|name (?:it|the (?:new )?col(?:umn)?)|call (?:it|the (?:new )?col(?:umn)?))(?: as)? {_N}{_END}",
    rf"\b(?:as|into|in) (?:an? )?(?:new )?(?:col(?:umn)?) {_N}[\s.!]*$",
    rf"\bas {_N}[\s.!]*$",
)
_DATA_NAMES: tuple[str, ...] = (
    rf"\b(?:dataset|data set|table)(?:'s)?,?(?: to be| is| it)? (?:named|called|name(?: is|:)?|titled) {_N}{_END}",
    rf"\bnew (?:dataset|data set|table),? {_N}[\s.!]*$",
    rf"\b(?:save|store|keep|call|name)(?: (?:it|this|that|them|the (?:result|rest|new (?:dataset|one|table))))?(?: as)? {_N}[\s.!]*$",
    rf"\b(?:save|store|keep|put) [^,;.]{{1,60}} (?:as|into) {_N}[\s.!]*$",
    rf"{_N}\s*(?:이?라는|이?란)\s*(?:이름(?:의|으로)?\s*|새(?:로운)?\s*)*(?:{_DATA}|저장|만들|해)",
    rf"{_N}(?:이?라고)\s*(?:저장|이름|불러|부르|해)",
    rf"(?:{_DATA}(?:의)?\s*)?이름(?:은|을|:)\s*{_N}(?:으?로|이?라고|{_END})",
    rf"새(?:로운)?\s*{_DATA}\s*{_N}(?:으?로|에)(?:\s|[.!]*$)",
    rf"(?<=\s){_N}(?:으?로|에)\s*(?:따로\s*)?저장",
    rf"(?<=\s){_N}\s*{_DATA}(?:셋)?(?:으?로)\s*(?:저장|만들)",
)
_NO_NAME = re.compile(
    r"^(?:(?:새|새로운|다른|따로|이|그|저|이런|하나의?|결과)?\s*(?:열|컬럼|칼럼|변수|필드|데이터|데이터셋|자료|파일|표|것|걸|거)(?:으?로|을|를|만|이?라는)?|새|새로운|새로|따로|별도|결과|등분|구간|묶음|순서|순|내림차순|오름차순|정렬|합계|총합|합|평균|건수|중앙값|묶음|구간\S*|.*(?:묶은|나눈|나뉜|쪼갠|끊은|자른|뽑은|만든|바꾼|채운|남긴|추린|하나의)|is|are|엑셀|파일|그림|사진|png|jpe?g|svg|pdf|json|image|picture|csv|excel|xlsx?"
    r"|a|an|the|it|this|that|new|column|col|dataset|data|table|file|another|separate|only|as|first|one|well|rest|just|bins|groups|classes|bands|buckets)$",
    re.IGNORECASE,
)


def _given(said: str, forms: tuple[str, ...]) -> re.Match[str] | None:
    for wanted in forms:
        for found in re.finditer(wanted, said.strip(), re.IGNORECASE):
            if not _NO_NAME.match(found["n"]) and not found["n"].isdigit():
                return found
    return None


def column_name(said: str) -> str | None:
    """What the new column is to be called ("called speed_class", "등급이라는 열")."""
    found = _given(said, _COLUMN_NAMES)
    return found["n"] if found else None


def dataset_name(said: str) -> tuple[str, str] | None:
    """(what the new dataset is to be called, the message without that), or None where no name is given."""
    found = _given(said, _DATA_NAMES)
    if found is None:
        return None
    text = said.strip()
    return found["n"], f"{text[: found.start('n')]}{text[found.end('n') :]}"
