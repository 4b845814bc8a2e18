"""Words about how a file was read: "우편번호는 문자야", "못 읽은 행 보여줘", "둘째 시트 읽어줘"."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.agent.brain import DatasetView
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.reading import normalise, pattern
from tools._columns import normalise as bare

_KINDS: tuple[tuple[str, str], ...] = (
    ("auto", r"원래(?:의|대로)?(?:\s*(?:자료형|타입|형식|유형))?|자동|original(?: type)?|automatic|auto"),
    ("datetime", r"날짜\s*(?:와|·|/|및)?\s*시각|날짜\s*시간|일시|(?:date ?time|timestamp|date and time)s?"),
    ("date", r"날짜|일자|dates?"),
    ("integer", r"정수|integers?|whole numbers?|ints?"),
    ("number", r"숫자|수치|실수|소수|numbers?|numeric|floats?|decimals?"),
    ("category", r"범주|카테고리|분류|categor(?:y|ies|ical)"),
    ("boolean", r"예/아니오|참/거짓|불리언|boolean|yes/no|true/false"),
    ("text", r"문자열|문자|글자|텍스트|text|strings?|characters?"),
)
_KIND = "|".join(words for _, words in _KINDS)
_TYPE = r"(?:\s*(?:자료형|타입|형식|형|값|열|데이터))?"
_SAYS = (
    rf"^(?P<column>.{{1,60}}?)(?:\s*(?:열|컬럼|칼럼))?\s*(?:은|는|이|가|을|를|의\s*(?:자료형|타입|형식)(?:은|는|을|를)?)\s*(?P<kind>{_KIND}){_TYPE}"
    r"\s*(?:이?야|이?에요|예요|입니다|임|이?라고|다|(?:으로|로)\s*(?:\S+\s*)?(?:바꿔|바꾸|변경|변환|읽어|인식|처리|해|봐|취급|되돌려|돌려|써|사용)\S*)(?:\s*(?:줘|주세요|줄래|해))?\S*$",
    rf"^(?:please )?(?:treat|read|use|change|convert|cast|make|set|turn|interpret)\s+(?:the )?(?:column |type of )?(?P<column>.{{1,60}}?)(?: column)?"
    rf"(?: back)?\s+(?:as|to|into|be)\s+(?:an? |its |the )?(?P<kind>{_KIND})(?: type| column| values?)?[\s.!]*$",
    rf"^(?:the )?(?:column )?(?P<column>.{{1,60}}?)(?: column)? (?:is|are|should be|must be)(?: really| actually)? (?:an? )?(?P<kind>{_KIND})(?: column| values?)?[\s.!]*$",
)
_BAD_ROWS = pattern(
    r"(?:못\s*읽은|읽지\s*못한|안\s*읽힌|잘못된|깨진|불량|제외된|빠진|뺀)\s*(?:행|줄|칸|데이터)(?!.*(?:제거|지워|삭제))"
    r"|\b(?:bad|broken|unreadable|skipped|rejected|malformed|left[- ]out) (?:rows?|lines?|cells?)\b"
    r"|\b(?:rows?|lines?) (?:that )?(?:could ?n[o']t|can ?n[o']t) be read\b"
)
_SHEET = pattern(r"시트|\bsheets?\b|\bworksheets?\b")
_ORDINALS = {"첫": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "first": 1, "second": 2, "third": 3, "fourth": 4}


_NOT_THAT = pattern(
    rf"(?<=\s)(?:{_KIND})(?:\s*(?:열|형|값))?(?:이|가)?\s*(?:아니라|아니고|말고|아닌)\s*|,? not (?:an? )?(?:{_KIND})\b,?(?: but)?"
)


def decide(text: str, current: DatasetView | None) -> Decision | None:
    """The call that corrects how the dataset at hand was read, or shows what could not be; None when it is about neither."""
    if current is None:
        return None
    plain = _NOT_THAT.sub(" ", normalise(text))
    rules: tuple[Callable[[str, DatasetView], Decision | None], ...] = (_type, _bad_rows, _sheet)
    return next((decision for rule in rules if (decision := rule(plain, current)) is not None), None)


def _type(plain: str, current: DatasetView) -> Decision | None:
    """Only of a column that is there: "오늘은 날짜야" is about nothing in the data."""
    columns = {bare(c.name): c.name for c in current.profile.columns}
    for says in _SAYS:
        match = re.match(says, plain, re.IGNORECASE)
        if match is None:
            continue
        named = columns.get(bare(match["column"].strip(" `'\"“”‘’")))
        if named is not None:
            return Call("change_column_type", {"column": named, "type": _with_time(current, named, _kind_of(match["kind"]))})
        kind, word = _kind_of(match["kind"]), match["column"].strip(" `'\"“”‘’")
        if kind in _OF_COLUMNS and _ONE_WORD.fullmatch(word):
            return Call("change_column_type", {"column": word, "type": kind})  # which says what columns there are
    return None


_OF_COLUMNS = frozenset({"text", "number", "integer", "category", "boolean"})  # a date may be said of a day
_ONE_WORD = pattern(
    r"(?!(?:이|그|저)(?:것|거|건|게)?$|(?:오늘|내일|어제|나|너|정답|답|전부|모두|it|this|that|what|which|there|everything)$)[\w가-힣]{2,30}"
)
_HAS_TIME = pattern(r"\d:\d|\d\s*시(?![가-힣])|오전|오후|\d\s*[ap]m\b")


def _kind_of(said: str) -> str:
    return next(kind for kind, words in _KINDS if re.fullmatch(words, said.strip(), re.IGNORECASE))


def _with_time(current: DatasetView, column: str, kind: str) -> str:
    """A date that the file writes with a time keeps it."""
    known = current.profile.column(column)
    timed = known.kind in ("text", "category") and _HAS_TIME.search(normalise(known.example))
    return "datetime" if kind == "date" and timed else kind


def _bad_rows(plain: str, current: DatasetView) -> Decision | None:
    return Call("show_bad_rows") if _BAD_ROWS.search(plain) else None


def _sheet(plain: str, current: DatasetView) -> Decision | None:
    sheets = current.profile.sheets
    if not _SHEET.search(plain):
        return None
    named = [s for s in sheets if normalise(s) in plain]
    if named:
        return Call("read_sheet", {"sheet": max(named, key=len)})
    position = re.search(r"(\d{1,3})\s*(?:번째?)?\s*(?:시트|sheet)|(?:시트|sheet)\s*(\d{1,3})", plain)
    if position:
        return Call("read_sheet", {"sheet": position[1] or position[2]})
    word = re.search(rf"({'|'.join(_ORDINALS)})\s*(?:번째|째)?\s*(?:시트|sheet)", plain)
    if word:
        return Call("read_sheet", {"sheet": str(_ORDINALS[word[1]])})
    others = [s for s in sheets if s != current.profile.sheet]
    other = re.search(r"다른\s*시트|\b(?:other|another|next) sheet\b", plain)
    return Call("read_sheet", {"sheet": others[0]}) if other and len(others) == 1 else None
