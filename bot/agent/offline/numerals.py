"""Numbers in words as figures, where a unit tells that a number is meant: "세 곳", "천원", "다섯 대", "a dozen lots", "three bins"."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.agent.offline.reading import pattern

_ONES = {"한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}  # fmt: skip
_TENS = {"열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50}
_DIGITS = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
_PLACES = {"십": 10, "백": 100, "천": 1000}
# counters of native numbers; of one ("한 곳") only people are counted: elsewhere it may be "a"
_COUNTERS = r"곳|군데|개|대(?!구|학|전|로|명)|건(?!설|물|강)|명|가지|줄|행|면|칸|자리|등분|위|시(?!간|군|내|장|설|민|도|각|청|속|행|작|험)|배|주|달|묶음|덩어리|그룹|무리|구간|등급|시그마"
_SINO_UNITS = r"원|명|건|면|개|대(?!구|학|전|로|명)|곳|군데|행|줄|칸|자리|년|위|등|km|킬로|퍼센트|프로|%"
_OF_TENS = "|".join(sorted(_TENS, key=len, reverse=True))
_OF_ONES = "|".join(sorted(_ONES, key=len, reverse=True))
_NATIVE = pattern(
    rf"(?<![가-힣])(?:(?P<tens>{_OF_TENS})(?P<ones>{_OF_ONES})?|(?P<only>{_OF_ONES}))\s?(?P<unit>{_COUNTERS})(?![가-힣]*(?:념|의\s*데이터))"
)
_SINO = pattern(rf"(?<![가-힣\d.])(?P<n>(?:\d{{1,4}}\s?)?[일이삼사오육칠팔구십백천만]+(?:\s?\d{{1,4}}[백천])?)\s?(?P<unit>{_SINO_UNITS})")
_ENGLISH = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "a hundred": 100, "one hundred": 100, "two hundred": 200, "a thousand": 1000, "one thousand": 1000,
    "half a dozen": 6, "a dozen": 12, "dozen": 12, "a couple": 2, "a couple of": 2,
} | {f"{word} hundred": 100 * n for n, word in enumerate(("three", "four", "five", "six", "seven", "eight", "nine"), 3)}  # fmt: skip
_WORDS = pattern(
    rf"(?:(?<!the )|(?=(?:[a-z]+) (?:[a-z]{{3,}}est|most|worst)\b))(?<!these )(?<!those )(?<!between )\b(?P<n>{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})\b(?!-(?:way|tailed|sample)|s\b| (?:datasets?|data sets|files|groups)\b)"
)


_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LISTED = pattern(
    r"\d,\d{1,3},\d{3}(?!\d)\D*(?:경계|구간|기준|나[눠누눈]|끊|잘라)|\b(?:bins?|cut|edges|split)\b.*\d,\d{1,3},\d{3}(?!\d)"
)  # "50,100,200 경계로"


@lru_cache(maxsize=1024)
def figures(plain: str) -> str:
    """A normalised message with such numbers as figures; as it was where there are none."""
    text = _NATIVE.sub(_native, plain if _LISTED.search(plain) else _THOUSANDS.sub("", plain))
    text = _SINO.sub(_sino, text)
    return _WORDS.sub(lambda m: str(_ENGLISH[m["n"]]), text)


def _native(match: re.Match[str]) -> str:
    ones = match["only"] or match["ones"]
    if match["only"] and _ONES[ones] == 1 and match["unit"] not in ("명", "시"):
        return match[0]
    if match["unit"] in ("주", "배", "위") and not match["tens"] and _ONES[ones] == 1:
        return match[0]
    return f"{_TENS.get(match['tens'] or '', 0) + _ONES.get(ones or '', 0)}{match['unit']}"


def _sino(match: re.Match[str]) -> str:
    number = sino(match["n"].replace(" ", ""))
    return match[0] if number is None else f"{number}{match['unit']}"


def sino(word: str) -> int | None:
    """ "이천오백" is 2500, "3천" 3000, "만" 10000; None for what is no number ("일" alone may be a day)."""
    if not any(c in word for c in "십백천만"):
        return None
    total = part = 0
    digit: int | None = None
    for token in re.findall(r"\d+|[가-힣]", word):
        if token.isdigit() or token in _DIGITS:
            digit = int(token) if token.isdigit() else _DIGITS[token]
        elif token in _PLACES:
            part += (1 if digit is None else digit) * _PLACES[token]
            digit = None
        else:  # 만
            total += ((part + (digit or 0)) or 1) * 10_000
            part, digit = 0, None
    return total + part + (digit or 0)
