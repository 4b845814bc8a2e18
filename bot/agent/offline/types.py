"""Words about how a file was read: "우편번호는 문자야", "못 읽은 행 보여줘", "둘째 시트 읽어줘"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.agent.brain import DatasetView
from bot.agent.offline.columns import Schema
from bot.agent.offline.columns_said import take_columns
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.reading import Reading, loose_pattern, normalise, pattern
from tools._columns import normalise as bare

_KINDS: tuple[tuple[str, str], ...] = (
    ("auto", r"원래(?:의|대로)?(?:\s*(?:자료형|타입|형식|유형))?|자동|\boriginal(?: type)?\b|\bautomatic\b|\bauto\b"),
    ("datetime", r"날짜\s*(?:와|·|/|및)?\s*시각|날짜\s*시간|일시|\b(?:date ?time|timestamp|date and time)s?\b"),
    ("date", r"날짜|일자|\bdates?\b"),
    ("integer", r"정수|\bintegers?\b|\bwhole numbers?\b|\bints?\b"),
    ("number", r"숫자|수치|실수|소수|\bnumbers?\b|\bnumeric(?:al)?\b|\bfloats?\b|\bdecimals?\b"),
    ("category", r"(?:분류\s*)?코드(?!표)|범주|카테고리|분류|명목|\bcategor(?:y|ies|ical)\b|\bfactors?\b|\bnominal\b|\bcodes?\b"),
    ("boolean", r"예/아니오|참/거짓|불리언|\bboolean\b|\byes/no\b|\btrue/false\b"),
    ("text", r"문자열|문자|글자|텍스트|스트링|\btext\b|\bstrings?\b|\bcharacters?\b"),
)
_KIND = "|".join(words for _, words in _KINDS)
_TYPE = r"(?:\s*(?:자료형|데이터\s*타입|타입|형식|형|값|열|데이터|변수)){0,2}"
_WAYS_KO = r"바꿔|바꾸|변경|변환|읽어|인식|처리|취급|다뤄|다루|간주|되돌려|돌려|써|사용|설정|지정|캐스팅"
# what people say of a column: that it is of a kind, or is to be read as one
_SAID = (
    rf"(?P<kind>{_KIND}){_TYPE}\s*(?:이야|이?에요|예요|입니다|임|이?라고|야|다|이?니까|이?거든\S*|이?잖아\S*)(?![가-힣?])(?!\s*\?)",
    rf"(?P<kind>{_KIND}){_TYPE}\s*(?:으로|로)\s*(?:\S+\s*)?(?:{_WAYS_KO}|해|봐|convert|change|cast)",
    rf"(?P<kind>{_KIND}){_TYPE}\s*(?:(?:으로|로)?\s*(?:좀|요|부탁\S*)?\s*[.!]*$|(?:이?야)\s*\.)",
    rf"\b(?:treat|read|use|change|convert|cast|make|set|turn|interpret|parse|see|is|are|be|been|holds?)\b(?:.* )?(?P<kind>{_KIND})(?: type| column| values?| variable)?(?:,? please| pls| really)?[\s.!,]*$",
)
_BESIDE = pattern(  # what may stand beside that
    r"^(?:이거|이건|이|그|저|열|열은|컬럼|컬럼은|칼럼|변수|변수는|값|값은|값들은?|데이터|자료형|자료형을?|자료형은|타입|타입을|타입은|형식|형식을|의|을|를|은|는|이|가|도|사실|사실은|그냥|원래|다시|좀|제발|전부|다|실제로|실은|얘는|얘|이제|앞으로|이거는|것|게|아니|보지|말고|숫자처럼|보이지만|줘|주세요|주라|시켜|시켜줘|해|해줘|해주세요|줄래|부탁해|부탁해요|되는"
    r"|the|column|columns|field|variable|please|pls|actually|really|just|its|it|a|an|as|to|into|be|is|are|should|must|been|ought|treated|read|seen|considered|type|of|treat|use|change|convert|cast|make|set|turn|interpret|parse|values|value|back|not|rather|but|than|holds?|and|has|have|in|fact)$"
)
_MOST_ELSE = 1
_BAD_ROWS = pattern(
    r"(?:못\s*읽은|읽지\s*못한|안\s*읽힌|잘못된|깨진|불량|제외된|빠진|뺀)\s*(?:행|줄|칸|데이터)(?!.*(?:제거|지워|삭제))"
    r"|\b(?:bad|broken|unreadable|skipped|rejected|malformed|left[- ]out) (?:rows?|lines?|cells?)\b"
    r"|\b(?:rows?|lines?) (?:that )?(?:could ?n[o']t|can ?n[o']t) be read\b"
)
_SHEET = pattern(r"시트|\bsheets?\b|\bworksheets?\b")
_ORDINALS = {"첫": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "first": 1, "second": 2, "third": 3, "fourth": 4}


_NOT_THAT = pattern(
    rf"(?<=\s)(?:{_KIND})(?:\s*(?:열|형|값))?(?:이|가|로|으로)?\s*(?:아니라|아니고|아니야|아니에요|아닙니다|아님|보지\s*말고|말고|아닌)[\s,.]*|[,-]* not (?:an? )?(?:{_KIND})\b,?(?: but)?"
)


def decide(text: str, current: DatasetView | None, schema: Schema | None = None) -> Decision | None:
    """The call that corrects how the dataset at hand was read, or shows what could not be; None when it is about neither.

    `schema` knows the columns by other words than their names.
    """
    if current is None:
        return None
    plain = _NOT_THAT.sub(" ", normalise(text))
    if len(plain) <= _LONGEST and pattern(_KIND).search(plain) and (typed := _type(plain, current, schema)) is not None:
        return typed
    rules: tuple[Callable[[str, DatasetView], Decision | None], ...] = (_bad_rows, _sheet)
    return next((decision for rule in rules if (decision := rule(plain, current)) is not None), None)


_LONGEST = 80


def _type(plain: str, current: DatasetView, schema: Schema | None) -> Decision | None:
    """Only of a column that is there: "오늘은 날짜야" is about nothing in the data."""
    for column, rest in _columns(plain, current, schema):
        for says in _SAID:
            match = pattern(says).search(rest)
            if match is None:
                continue
            left = re.findall(r"[0-9a-z가-힣/]+", pattern(rf"(?:{_KIND})\S*|(?:{_WAYS_KO})\S*").sub(" ", rest))
            if sum(not _BESIDE.match(word) for word in left) <= _MOST_ELSE:
                kind = next(kind for kind, words in _KINDS if pattern(words).fullmatch(match["kind"].strip()))
                return Call("change_column_type", {"column": column, "type": _with_time(current, column, kind)})
    return _of_no_column(plain, current)


def _columns(plain: str, current: DatasetView, schema: Schema | None) -> Iterator[tuple[str, str]]:
    """A column that the message names, and the message without it: by its name, else by a word for it."""
    named = [(c.name, found) for c in current.profile.columns if (found := loose_pattern(normalise(c.name)).search(plain))]
    if not named and schema is not None:
        reading = Reading(plain)
        said = take_columns(reading, schema)
        if len(said) == 1 and not said[0].by:
            yield said[0].column, plain[: said[0].start] + " " + plain[said[0].end :]
    for name, found in sorted(named, key=lambda n: -len(n[0]))[:1]:
        yield name, plain[: found.start()] + " " + plain[found.end() :]


_OF_COLUMNS = frozenset({"text", "number", "integer", "category", "boolean"})  # a date may be said of a day
_ONE_WORD = r"(?!(?:이|그|저)(?:것|거|건|게)?(?![가-힣])|(?:오늘|내일|어제|나|너|정답|답|전부|모두|it|this|that|what|which|there|everything)(?![a-z가-힣]))[\w가-힣]{2,30}?"
_OF_ONE_WORD = pattern(rf"^(?:the )?(?P<column>{_ONE_WORD})(?:\s*(?:열|컬럼|칼럼)| column)?(?:은|는|이|가|을|를)?\s+(?P<rest>.+)$")


def _of_no_column(plain: str, current: DatasetView) -> Decision | None:
    """A type for a word that names no column, which the tool answers with the columns there are."""
    match = _OF_ONE_WORD.match(plain)
    if match is None or any(bare(c.name) == bare(match["column"]) for c in current.profile.columns):
        return None
    for says in _SAID[:2]:
        found = pattern(says).match(match["rest"])
        kind = next((kind for kind, words in _KINDS if found and pattern(words).fullmatch(found["kind"].strip())), "")
        if kind in _OF_COLUMNS:
            return Call("change_column_type", {"column": match["column"], "type": kind})
    return None


_HAS_TIME = pattern(r"\d:\d|\d\s*시(?![가-힣])|오전|오후|\d\s*[ap]m\b")


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
