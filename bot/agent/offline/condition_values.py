"""Values that rows are wanted of: the model's levels in all their words, values of the columns, places, and parts of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.agent.offline.accident_words import FEATURE_ORDER, NOT_FALLS
from bot.agent.offline.columns import Schema
from bot.agent.offline.columns_said import column_called
from bot.agent.offline.condition import Condition
from bot.agent.offline.levels import take_level
from bot.agent.offline.quantities import figure_of
from bot.agent.offline.reading import Reading, loose_pattern, normalise, pattern, squeeze
from storage.profile import Column, is_total

if TYPE_CHECKING:
    from model.places import Gazetteer

# what a value may be glued to: "공영주차장", "차대차사고", "신호위반차량"
_THING = r"(?:\s?(?:주차장|카메라|차량|차|운전자|구간))?"
_WANTED = (
    _THING
    + r"(?:이?랑|이?나|이?거나|이면서|면서|이며|이자|인데|하고|보다는|보다|대비|과|와|은|는|이|가|을|를|도|만|인|이고|만의|만을|인\s*것|에서의|에서는|에서|으로|로|의|에|일\s*때|\s*때|\s*날|\s*사고|\s*중에?)?(?:요)?"
)
_CASUALTIES: tuple[tuple[str, str], ...] = (
    ("deaths", r"사망\s*사고|사망(?:자)?(?:가|이)?\s*(?:(?:한|1)\s*명\s*(?:이라도|이상)\s*)?(?:있는|나온|발생한|생긴)|(?:(?:사람|누구)(?:이|가)?\s*)?(?:(?:한\s*명|1\s*명|하나)?\s*이?라도\s*)(?:죽은|숨진|사망한|죽었던)(?=\s*(?:사고|거|것|건|경우|데))|(?:사람|누구|누군가)(?:이|가)\s*(?:죽은|숨진|사망한)|(?<![가-힣])(?:죽은|숨진)(?=\s*(?:사고|거|것|건|경우))|\b(?:where|in which|that|with) (?:some|any)(?:one|body) (?:died|was killed|dying|dead)\b|\bfatal (?:accidents?|crash\w*)\b|\bwith (?:a |any |at least one )?(?:deaths?|fatalit\w+)\b|\bkill(?:s|ed|ing)? (?:someone|somebody|anyone|anybody|a person|at least one(?: person)?|one or more(?: people| persons)?)\b"),
    ("serious", r"중상\s*사고|중상자(?:가|이)?\s*(?:있는|나온|발생한)|\bwith (?:any )?serious injur\w+\b"),
)  # fmt: skip


# so many people who died: the verb alone tells the column
_PEOPLE = r"(?:people |persons |person |victims |were |was |got |had |have |had been |being )*"
_SO_MANY_EN = (
    rf"(?:\b(?P<s>at least|more than|over|up to|at most|fewer than|less than) )?\b(?P<n>\d+)(?P<s2> or more| or fewer| or less)? {_PEOPLE}"
)
_SO_MANY_KO = r"(?<!\d)(?P<n2>\d+)\s*명\s*(?P<s3>이상|이하|미만|초과|넘게|보다\s*많이)?(?:이|의)?\s*(?:나\s*)?"
_SO_MANY: tuple[tuple[str, str], ...] = (
    ("deaths", rf"{_SO_MANY_EN}(?:died|killed|dead|dying|perished)\b|{_SO_MANY_KO}(?:죽은|죽었|숨진|숨졌|사망한|사망했|사망하|돌아가)\S*"),
    ("serious", rf"{_SO_MANY_EN}(?:seriously|badly|severely) (?:hurt|injured)\b|{_SO_MANY_KO}(?:크게\s*다친|중상을?\s*입은)"),
)
_SIDES = (
    (">=", r"이상|at least|or more"),
    ("<=", r"이하|up to|at most|or fewer|or less"),
    (">", r"초과|넘게|보다|more than|over"),
    ("<", r"미만|fewer than|less than"),
)


def take_casualties(reading: Reading, schema: Schema) -> list[Condition]:
    """ "사망 사고", "accidents with deaths": more than none of them. A class of severity that is called by its name is `topics`'."""
    for key, wanted in _SO_MANY:
        column, found = schema.concept(key), pattern(wanted).search(reading.rest)
        if column and found and schema.profile:
            reading.blank(*found.span())
            said = found.groupdict()
            side = next(
                (op for op, words in _SIDES if pattern(words).search(" ".join(v for k, v in said.items() if v and k[0] == "s"))), "=="
            )
            return [Condition(column, side, int(said["n"] or said["n2"]), *found.span())]
    for key, wanted in _CASUALTIES:
        column, found = schema.concept(key), pattern(wanted).search(reading.rest)
        if column and found:
            reading.blank(*found.span())
            return [Condition(column, ">", 0, *found.span())]
    return []


_QUOTE = r"[\"'`‘’“”]"
_PART = rf"(?:{_QUOTE}(?P<q>[^\"'`‘’“”]{{1,40}}){_QUOTE}|(?P<v>[^\s\"'`‘’“”]{{1,30}}?))"
_HOLDS = r"들어\s*(?:간|가는|가\s*있는|있는|가)|포함(?:된|되는|되어\s*있는|돼\s*있는|하는|한|하고\s*있는)?"
# column, then the text, then "holds"; or in English any of the two orders
_TEXTS: tuple[str, ...] = (
    rf"(?P<c>[가-힣a-z_]+?)(?:에|에는|이|가|은|는|중에?)?\s+{_PART}(?:\s*(?:이?라는|이?란)\s*(?:말|글자|단어|문구|이름))?(?:이|가|을|를|도)?\s*(?:{_HOLDS})(?:\s*(?:것|거|게|곳|건))?(?:만|들만)?",
    rf"(?P<c>[가-힣a-z_]+?)(?:에|에는|이|가|은|는)?\s+{_QUOTE}(?P<q>[^\"'`‘’“”]{{1,40}}){_QUOTE}(?:이|가)?\s*(?:있는|나오는)(?:\s*(?:것|거|게|곳|건))?(?:만|들만)?",
    rf"\b(?P<c>[a-z가-힣_]+)(?: that| which)? (?:contain(?:s|ing)?|includ(?:es?|ing)) (?:the (?:word|text) )?{_PART}(?=[\s.?!]|$)",
    rf"\b(?:with|having|containing) (?:the (?:word|text) )?{_PART} (?:in|as part of) (?:the |its |their )?(?P<c>[a-z가-힣_]+)",
)  # fmt: skip


def take_texts(reading: Reading, schema: Schema) -> list[Condition]:
    """ "주소에 '범어'가 들어간", "with 시장 in the name": a part of a text column, before its words are taken for other columns."""
    if schema.profile is None:
        return []
    for wanted in _TEXTS:
        match = pattern(wanted).search(reading.rest)
        column = column_called(match["c"], schema) if match else None
        if match is None or column is None:
            continue
        said = match["q"] or match["v"]
        if schema.is_number(column):
            continue
        reading.blank(*match.span())
        return [Condition(column, "contains", said, *match.span())]
    return []


# what tells the row of totals from the figure: "합계 행 빼고", "구가 합계가 아닌", "without the total row"
_THE_ROW = r"(?=(?:이|가|인|은|는|을|를|만)?\s*(?:행|줄|row|아닌|아니고|제외|빼|뺀|말고|없이)|(?:인|만)(?![가-힣]))"
_ROW_WORD = r"(?:\s*(?:행|줄|rows?))?"


_ROAD = pattern(
    r"(?<![가-힣0-9])(?P<v>[가-힣0-9]{1,8}(?:대로|로|길))(?=(?:에|상에|변에)\s*(?:있는|설치|달린|놓인)|(?:의|쪽)\s)|(?<![가-힣0-9])(?P<v3>[가-힣0-9]{1,8}(?:대로|길)|(?<!.)[가-힣]{2,7}[^으\s]로)(?=에서\s|\s*(?:카메라|주차장|cctv))"
    r"|\b(?:on|along) (?P<v2>[a-z]{3,20}-?(?:daero|ro|gil))\b"
)
_NOT_ROADS = pattern(
    r"^(?:도로|고속도로|시내도로|.*(?:별|순|지도|차트|그래프|카메라|기준|추가|종류|유형|구분|연도|위주|스타일|형태|클러스터|카테고리|데이터|이미지)로|(?:새|따|바|앞으|서|그대|이대|제대|멋대|마음대|순서대)로)$"
)


def take_roads(reading: Reading, schema: Schema) -> list[Condition]:
    """ "월드컵대로에 있는 카메라": a road by its name, where a column holds the names of roads."""
    column = schema.concept("road_name")
    match = _ROAD.search(reading.rest) if column and schema.profile else None
    if match is None or column is None or _NOT_ROADS.match(match["v"] or match["v3"] or ""):
        return []
    reading.blank(*match.span())
    return [Condition(column, "contains", match["v"] or match["v3"] or match["v2"], *match.span())]


def take_totals(reading: Reading, schema: Schema) -> list[Condition]:
    """The row that sums up the others, where the message speaks of the row and not of a sum."""
    for column in schema.profile.all_columns if schema.profile else ():
        for value, _ in column.top:
            if column.kind not in ("category", "text") or not is_total(value):
                continue
            match = reading.take(loose_pattern(normalise(value), r"(?<![가-힣a-z0-9])", _THE_ROW + _ROW_WORD))
            if match is not None:
                return [Condition(column.name, "==", value, *match.span())]
    return []


def take_names(reading: Reading, schema: Schema) -> list[Condition]:
    """Long values, which may hold a word for another column ("신호위반")."""
    return take_values(reading, schema, at_least=4)


def take_places(reading: Reading, schema: Schema, places: Gazetteer, *, latin: bool = False) -> list[Condition]:
    """Places by any of their names, also those too rare to be among the known values ("Jung-gu", "범어동", "수성못")."""
    from model.places import Resolved

    if schema.profile is None or (schema.concept("gu") is None and schema.concept("district") is None):
        return []
    found: list[Condition] = []
    for mention in places.find(reading.rest):
        if latin and not mention.text.isascii():
            continue
        answer = mention.answer
        place = answer.place if isinstance(answer, Resolved) else None
        condition = _place(
            schema, place.gu if place else None, place.dong if place else mention.text.split()[-1], mention.start, mention.end
        )
        if condition is not None:
            found.append(condition)
            reading.blank(mention.start, mention.end)
    return found


def _place(schema: Schema, gu: str | None, dong: str | None, start: int, end: int) -> Condition | None:
    gu_column, column = schema.concept("gu"), schema.concept("district")
    if dong is None and gu is not None and gu_column is not None:
        return Condition(gu_column, "==", gu, start, end)
    wanted = dong or gu
    if wanted is None or column is None or schema.profile is None:
        return None
    values = [v for v, _ in schema.profile.column(column).top]
    if wanted in values:
        return Condition(column, "==", wanted, start, end)
    return Condition(column, "contains", _apart(wanted, values), start, end)


def _apart(part: str, values: Sequence[str]) -> str:
    """서구, with the space before it where 달서구 would hold it too."""
    words = {word for value in values for word in value.split()}
    return f" {part}" if any(w != part and w.endswith(part) for w in words) else part


_INSIDE = "교차로 - 교차로안"
_STRETCH = "단일로 - 기타"
_DRY = pattern(
    rf"(?<![가-힣])(?P<ko>비|눈|안개){NOT_FALLS}(?:\s*(?:날|때))?|\b(?:no|without|not|isn'?t|wasn'?t|doesn'?t|didn'?t|non)[ -](?:(?:any|in|the|during|on) )*(?P<en>rain|snow|fog)\w*(?: days?)?"
)
_FALLEN = {"rain": "비", "snow": "눈", "fog": "안개"}


def take_levels(reading: Reading, schema: Schema) -> list[Condition]:
    """The model's levels, where the dataset has them; "비 안 오는 날" is every other weather."""
    found: list[Condition] = []
    for feature in FEATURE_ORDER:
        column = schema.concept(feature)
        if column is None:
            continue
        held = {value for value, _ in schema.profile.column(column).top} if schema.profile else None
        if feature == "weather" and held and (dry := reading.take(_DRY)):
            found.append(Condition(column, "!=", dry["ko"] or _FALLEN[dry["en"]], turned=bool(dry["en"])))
            continue
        before = reading.rest
        level = take_level(reading, feature)
        if level is None:
            continue
        said = "".join(b for a, b in zip(reading.rest, before, strict=True) if a != b)
        if level == "기타" and held and not pattern(r"기타|\bothers?\b").search(said):
            reading.rest = before  # what the model takes as "other" is no value of the data
            continue
        if level == _INSIDE and held and not pattern(r"안|내|한복판|가운데|\b(?:in|inside)\b").search(said):
            found.append(Condition(column, "contains", "교차로", *reading.last))  # with those beside it and on its crossings
        elif level == _STRETCH and held and pattern(r"(?<![가-힣])단일로").search(said) and not reading.has(r"단일로\s*-?\s*기타"):
            found.append(Condition(column, "contains", "단일로", *reading.last))  # with tunnels, bridges and overpasses
        elif held is None or level in held:
            found.append(Condition(column, "==", level, *reading.last))
        else:
            reading.rest = before
    return found


def take_values(reading: Reading, schema: Schema, at_least: int = 2) -> list[Condition]:
    """Values of the columns as they are written, the longest first; a part of a place's name too."""
    if schema.profile is None:
        return []
    found: list[Condition] = []
    pairs = [(value, c.name) for c in schema.profile.all_columns for value in _values(c)]
    parts = [(part, name) for value, name in pairs for part in _parts(value)]
    plain = squeeze(reading.rest)
    whole = {(normalise(value), name) for value, name in pairs}
    later: set[str] = set()
    known = dict.fromkeys((normalise(v), n) for v, n in (*pairs, *parts))  # in the order of the columns
    for value, name in sorted(known, key=lambda pair: -len(pair[0])):
        if len(value) < at_least or value.isdigit() or figure_of(value) or value in later or squeeze(value) not in plain:
            continue
        if any(c.column == name for c in found):
            later.add(value)  # a second value of that column is for the next reading, not for another column that holds it too
            continue
        match = reading.take(loose_pattern(value, r"(?<![가-힣a-z0-9])", rf"{_WANTED}(?![가-힣a-z0-9])"))
        if match is None:
            continue
        original = next((v for v, n in pairs if n == name and normalise(v) == value), None)
        exact = (value, name) in whole
        spelt = original or next(p for p, n in parts if n == name and normalise(p) == value)
        spelt = spelt if exact else _apart(spelt, [v for v, n in pairs if n == name])
        found.append(Condition(name, "==" if exact else "contains", spelt, *match.span()))
    return found


def _values(column: Column) -> list[str]:
    """The values of a column that are known; of names and addresses the example too."""
    if column.kind not in ("category", "text", "boolean"):
        return []
    known = [value for value, _ in column.top]
    return [*known, column.example] if column.kind == "text" and len(column.example) > 2 and column.example not in known else known


def _parts(value: str) -> list[str]:
    """The words of a place name: "대구광역시 수성구 범어동" also answers to "수성구"."""
    words = value.split()
    return [w for w in words if len(w) >= 2 and re.search(r"[구군동읍면로]$", w)] if len(words) > 1 else []
