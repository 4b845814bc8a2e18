"""Messages that make, name, change or leave out columns; each makes a new dataset of the one at hand."""

from __future__ import annotations

import re
from typing import Any

from bot.agent.offline import arithmetic, filtering, lexicon
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from tools._columns import normalise as column_key
from tools._text import Text

_WHICH = Text(
    ko="어느 열을 바꿀까요? 열 이름과 함께 말씀해 주세요. 예: {choices}",
    en="Which column should be changed? Say it with its name, such as: {choices}",
)
_PARTS = {"연도": "year", "년도": "year", "분기": "quarter", "월": "month", "요일": "weekday", "시각": "hour", "시간": "hour", "일": "day"} | {
    "year": "year", "quarter": "quarter", "month": "month", "weekday": "weekday", "hour": "hour", "day": "day",
}  # fmt: skip
NEW_COLUMN = r"(?:열|컬럼|칼럼|변수|필드)"
_NAME = r"[‘'\"“`]?(?P<{0}>[^\s‘’'\"“”`=]+?)[’'\"”`]?"
_DERIVED: tuple[str, ...] = (
    rf"^(?P<e>.+?)\s*(?:을|를|으?로)\s*{_NAME.format('n')}\s*(?:이?라는|이?란)\s*(?:이름의?\s*)?(?:새\s*)?{NEW_COLUMN}",
    rf"^(?P<e>[^가-힣]*[가-힣\w]+\s*[-+*/×÷(].*?)\s*(?:으?로)\s*{_NAME.format('n')}\s*(?:새\s*)?{NEW_COLUMN}(?:을|를)?\s*(?:만들|추가|계산)",
    rf"^{_NAME.format('n')}\s*(?:이?라는|이?란)\s*(?:이름의?\s*)?(?:새\s*)?{NEW_COLUMN}(?:을|를)?\s*(?P<e>.+?)\s*(?:으?로)\s*(?:만들|추가|계산)",
    rf"^(?P<e>[^가-힣]*[가-힣\w]+\s*[-+*/×÷(].*?)\s*(?:을|를)\s*{_NAME.format('n')}\s*{NEW_COLUMN}(?:으?로)\s*(?:만들|추가|넣|저장)",
    rf"^(?:새\s*{NEW_COLUMN}\s*)?{_NAME.format('n')}\s*=\s*(?P<e>[^=]+?)(?:\s*{NEW_COLUMN}?(?:을|를|으?로)?\s*(?:추가|만들|계산)\S*(?:\s*줘|\s*주세요)?)?[.! ]*$",
    rf"^(?:please )?(?:add|create|make|derive) (?:a )?(?:new )?column (?:called |named )?{_NAME.format('n')} ?(?:=|as|from) ?(?P<e>[^=]+?)[.! ]*$",
)
_WRITTEN = re.compile(
    r"(?:[\w.`()\[\]]|\s(?=\s*[-+*/×÷%^()])|(?<=[-+*/×÷%^()])\s+|\*\*|[-+*/×÷%^])+(?<=[\w)`\]])"
)  # an expression in signs alone
_RENAMED: tuple[str, ...] = (
    rf"{NEW_COLUMN}\s*(?:이름|명)(?:을|를|은)?\s*{_NAME.format('a')}\s*(?:을|를|에서|->|→)\s*{_NAME.format('b')}\s*(?:으?로)\s*(?:바꿔|바꾸|변경|수정|고쳐)",
    rf"^{_NAME.format('a')}(?:을|를)\s*{_NAME.format('b')}\s*(?:이?라고|으?로)\s*이름(?:을)?\s*(?:바꿔|바꾸|변경)",
    rf"^{_NAME.format('a')}\s*{NEW_COLUMN}?(?:의)?\s*이름(?:을|를|은)?\s*{_NAME.format('b')}\s*(?:이?라고|으?로)\s*(?:바꿔|바꾸|변경|수정|고쳐)",
    rf"^{_NAME.format('a')}\s*{NEW_COLUMN}(?:의)?\s*(?:이름|명)?(?:을|를|은)?\s*{_NAME.format('b')}\s*(?:이?라고|으?로)\s*이름(?:을)?\s*(?:바꿔|바꾸|변경)",
    rf"^(?:please )?rename (?:the )?(?:column )?{_NAME.format('a')}(?: column)? (?:to|as|into) {_NAME.format('b')}[.! ]*$",
)  # fmt: skip
_TYPES: tuple[tuple[str, str], ...] = (
    ("integer", r"정수|\b(?:an? )?(?:integers?|whole numbers?)\b"),
    ("number", r"숫자|실수|\b(?:an? )?numbers?\b|\bnumeric\b"),
    ("text", r"문자열?|글자|텍스트|\b(?:text|strings?)\b"),
    ("date", r"날짜|\bdates?\b"),
)
_SCALES: tuple[tuple[str, str], ...] = (
    ("robust", r"로버스트|\brobust\b"),
    ("min_max", r"정규화|min[- ]?max|최소[- ]?최대|\bnormali[sz]e\b|0\s*(?:과|에서|부터|~)\s*1\s*(?:사이|까지)?(?:로|으로)"),
    ("standard", r"표준화|\bstandardi[sz]e\b|z[- ]?점수로\s*바꿔"),
)


def step(kind: str, **arguments: Any) -> Call:
    return Call("transform_dataset", {"steps": [{"kind": kind, **arguments}]})


def derive(query: Query, said: str) -> Decision | None:
    """An expression as it was written: it must hold a sign between two things."""
    for wanted in _DERIVED:
        found = re.search(wanted, said.strip(), re.IGNORECASE)
        if found and _WRITTEN.fullmatch(found["e"].strip()):
            return step("derive", name=found["n"], expression=found["e"].strip())
    return arithmetic.derived(query, said)


def rename(query: Query, said: str) -> Decision | None:
    known = {column_key(name) for name in query.schema.names}
    spaced = next((name for name in query.schema.names if " " in name and name.lower() in said.lower()), None)
    if spaced:  # as one word
        joined = spaced.replace(" ", "")
        renamed = rename(query, re.sub(re.escape(spaced), joined, said, flags=re.IGNORECASE)) if joined not in said else None
        names = renamed.input["steps"][0]["names"] if isinstance(renamed, Call) else {}
        return step("rename", names={spaced: names[joined]}) if joined in names else None
    for wanted in _RENAMED:
        found = re.search(wanted, said.strip(), re.IGNORECASE)
        if found and (query.has(rf"{NEW_COLUMN}|\bcolumn\b") or column_key(found["a"]) in known):  # else it is a dataset's name
            return step("rename", names={found["a"]: found["b"]})
    return None


def log(query: Query, _: str) -> Decision | None:
    if not query.has(r"(?<!카탈)로그(?!인|아웃|를?\s*보)|\blog1?p?\b") or not query.has(
        r"변환|바꾼|바꿔|씌|취해|취한|추가|만들|\b(?:transform|take|add|apply|column|of)\b"
    ):
        return None
    return _on_numbers(query, "log", _EXAMPLE_LOG)


def scale(query: Query, _: str) -> Decision | None:
    method = next((name for name, wanted in _SCALES if query.has(wanted)), None)
    if method is None or query.has(lexicon.OUTLIERS):
        return None
    return _on_numbers(query, "scale", _EXAMPLE_SCALE, method=method)


_EXAMPLE_LOG = Text(
    ko="어느 열을 로그로 바꿀까요? 예: “{column} 로그 변환해줘”", en="Which column should become its log? For example: “log of {column}”"
)
_EXAMPLE_SCALE = Text(
    ko="어느 열을 표준화할까요? 예: “{column} 표준화해줘”", en="Which column should be scaled? For example: “standardize {column}”"
)
_NO_NUMBERS = Text(
    ko="이 데이터에는 바꿀 숫자 열이 없어요. 숫자로 읽혀야 할 열이 있다면 ‘○○는 숫자야’라고 알려 주세요.",
    en="This dataset has no column of numbers to change. If a column should be numbers, say “… is a number”.",
)


def _on_numbers(query: Query, kind: str, example: Text, **more: Any) -> Decision:
    columns = [c.column for c in query.columns if query.schema.is_number(c.column)]
    if not columns:
        figures = query.schema.figures()
        return Say(example, {"column": figures[0]}) if figures else Say(_NO_NUMBERS)
    keep = {"keep": False} if query.has(r"제자리|원래\s*열\s*(?:은|을)?\s*(?:없이|빼)|\bin place\b") else {}
    return step(kind, columns=columns, **more, **keep)


def encode(query: Query, _: str) -> Decision | None:
    method = "one_hot" if query.has(r"원\s*-?\s*핫|\bone[- ]?hot\b|더미\s*(?:변수|화|로)|\bdumm(?:y|ies)\b") else None
    method = method or ("label" if query.has(r"라벨\s*인코딩|레이블\s*인코딩|\blabel[- ]?encod\w+") else None)
    if method is None and query.has(r"인코딩|\bencod\w+"):
        method = (
            "label"
            if query.has(r"라벨|레이블|숫자|번호|정수|0\s*(?:,|과|와|/|and)?\s*1|\blabels?\b|\bnumbers?\b|\bordinal\b")
            else "one_hot"
        )
    if method is None:
        return None
    columns = [c.column for c in query.columns] or [c.column for c in query.conditions]
    return step("encode", columns=columns, method=method) if columns else Say(_WHICH, {"choices": "“기상상태 원핫 인코딩해줘”"})


_EITHER_OR = (
    r"면\s*[‘'\"“]?(?P<then>[^\s‘’'\"“”,]+?)[’'\"”]?\s*(?:(?:이?라고|으?로)(?:\s*하고)?)?\s*,?\s*(?:아니면|그렇지\s*않으면|나머지는|그\s*외에?는?)\s*[‘'\"“]?(?P<other>[^\s‘’'\"“”,]+?)[’'\"”]?"
    rf"\s*(?:이?라고\s*(?:하는|적은|하고|해서)?|이?라는|인|(?:으?로)(?:\s*하는|\s*해서)?)\s*{_NAME.format('n')}\s*(?:이?라는\s*)?(?:새\s*)?{NEW_COLUMN}"
    rf"|\b(?:add|make|create) (?:a )?(?:new )?column (?:called |named )?{_NAME.format('n2')}:? (?:that is |which is |with |= ?)?[\"“']?(?P<then2>\w+)[\"”']? (?:if|when|where) .+?,? (?:else|otherwise) [\"“']?(?P<other2>\w+)"
)


_FLAG = re.compile(
    rf"^{_NAME.format('n')}\s*(?:이?라는|이?란)?\s*(?:이름의?\s*)?(?:새\s*)?{NEW_COLUMN}(?:을|를|은)?\s*(?:만들\S*|추가\S*)?[\s,:]*.+?면\s*(?P<then>1|예|y|yes|true)(?:로|으로|이고|,)?"
    r"(?:\s*,?\s*(?:아니면|그렇지\s*않으면|나머지는|그\s*외에?는?)\s*(?P<other>0|아니[요오]|n|no|false)(?:으?로|인)?)?\s*(?:으?로)?\s*(?:해서\s*|하는\s*)?(?:만들|추가|넣|해|$)",
    re.IGNORECASE,
)


def _scalar(said: str) -> str | int:
    return int(said) if said.isdigit() else said


_OTHERWISE = {"1": "0", "예": "아니요", "y": "n", "yes": "no", "true": "false"}


def when(query: Query, said: str) -> Decision | None:
    """ "ECLO가 10 이상이면 중대 아니면 경미인 등급 열": one case and the rest; "심각이라는 열을 10 이상이면 1로": and 0 for the rest."""
    if query.conditions and (flag := _FLAG.search(said.strip())):
        own = [c for c in query.conditions if not -1 < c.start < len(flag["n"])]  # the new column's name is no value
        case = {"conditions": filtering.where_of(own), "then": _scalar(flag["then"])}
        return step("when", name=flag["n"], cases=[case], otherwise=_scalar(flag["other"] or _OTHERWISE[flag["then"].lower()]))
    found = re.search(_EITHER_OR, said.strip(), re.IGNORECASE)
    if found is None or not query.conditions:
        return None
    name, then, other = (found[key] or found[f"{key}2"] for key in ("n", "then", "other"))
    return step("when", name=name, cases=[{"conditions": filtering.where_of(query.conditions), "then": then}], otherwise=other)


_ONLY_THESE = (
    rf"만\s*(?:남기|남겨|두고|놔두)\S*.*(?:나머지|{NEW_COLUMN})|(?:만\s*(?:빼|제외하)고|말고|외에?는?|제외하고|빼고)\s*(?:다른\s*|나머지\s*)?(?:{NEW_COLUMN}\S*\s*)?(?:다|전부|모두|싹|나머지\S*)\s*(?:{NEW_COLUMN}\S*\s*)?(?:버[려리]|지[워우]|삭제|제거|빼|없애|날려)"
    r"|\b(?:drop|remove|delete|lose) (?:everything|all(?: (?:the )?(?:other )?columns)?|all others) (?:except|but|other than)\b|\bkeep (?:just|only)\b.*\bcolumns?\b|\bdrop the rest\b"
)


def columns(query: Query, _: str) -> Decision | None:
    """Columns left out, or the only ones to stay."""
    columns = [c.column for c in query.columns]
    if not columns:
        return None
    if query.has(_ONLY_THESE) or query.has(
        rf"{NEW_COLUMN}만\s*(?:남겨|남기|골라|뽑아|선택)|\b(?:keep|select) only\b.*\bcolumns?\b|\bselect\b.*\bcolumns?\b"
    ):
        return step("select", columns=columns)
    if query.has(
        rf"{NEW_COLUMN}(?:은|을|를|들을|들은|도)?\s*(?:[가-힣]+\s*){{0,3}}(?:빼|제거|삭제|지워|없애|버[려리]|제외|떼|떨궈|날려|잘라)|\b(?:drop|remove|delete|get rid of|lose|ditch|discard) (?:the )?.*\bcolumns?\b"
    ):
        return step("drop", columns=columns)
    return None


def type(query: Query, _: str) -> Decision | None:
    if len(query.columns) != 1 or query.chart:
        return None
    column = query.columns[0].column
    for name, wanted in _TYPES:
        if query.has(
            rf"(?:{wanted})\s*(?:형식?|타입|열)?(?:으?로)\s*(?:바꿔|변환|변경|바꾸)|\b(?:convert|change|cast|turn)\b.*\b(?:to|into)\b.*(?:{wanted})"
        ):
            return step("type", column=column, to=name)
    return None


_EDGES = (
    r"(?P<e>-?\d+(?:\.\d+)?(?:\s*,\s*-?\d+(?:\.\d+)?)+)\s*(?:을|를)?\s*(?:에서|으?로|기준으로|경계로)?\s*(?:구간(?:을|으로)?\s*)?(?:나눠|나누|나눈|쪼개|구분)"
    r"|\b(?:bin|cut|split|class)\b.*\b(?:into|at|by)\s+(?P<e2>-?\d+(?:\.\d+)?(?:\s*,\s*(?:and\s+)?-?\d+(?:\.\d+)?)+)"
)


def bin(query: Query, _: str) -> Decision | None:
    edges = pattern(_EDGES).search(query.text)
    found = edges or pattern(
        r"(?P<q>\d+)\s*(?:분위수?|등분|구간|등급|개\s*(?:의\s*)?(?:구간|등급|그룹|묶음|덩어리)?)(?:으?로)?\s*(?:나눠|나누|나눈|구분|쪼개)|(?P<w>\d+(?:\.\d+)?)\s*(?:시간|년|세|살|점|명|면|칸|대|km(?:/h)?|킬로|원|개)?\s*(?:씩|단위(?:로|의)?|간격(?:으로|의)?|폭(?:으로|의)?)\s*(?:로\s*)?(?:\S+\s+)?(?:구간|나눠|나누|나눈|묶|쪼개|끊)"
        r"|\binto (?P<q2>\d+) (?:equal )?(?:quantiles|bins|classes|groups|buckets|bands|brackets|parts)|\b(?:bins?|bands?|buckets?|classes|steps?|intervals?) of (?:width |size )?(?P<w2>\d+(?:\.\d+)?)|\b(?P<w3>\d+(?:\.\d+)?)[- ](?:\w+ )?(?:wide )?(?:bins|bands|buckets|steps|intervals)\b"
    ).search(query.text)
    column = next((c.column for c in query.columns if query.schema.is_number(c.column)), None)
    if found is None or column is None or query.chart:
        return None
    if edges:
        return step("bin", column=column, edges=sorted({float(v) for v in re.findall(r"-?\d+(?:\.\d+)?", edges["e"] or edges["e2"])}))
    if width := found["w"] or found["w2"] or found["w3"]:
        return step("bin", column=column, width=float(width))
    return step("bin", column=column, quantiles=int(found["q"] or found["q2"]))


def date_part(query: Query, _: str) -> Decision | None:
    parts = "|".join(_PARTS)
    found = pattern(
        rf"(?<![가-힣])(?P<p>{parts})\s*{NEW_COLUMN}(?:을|를|도)?\s*(?:하나\s*)?(?:추가|만들|뽑아)|\badd (?:an? |the )?(?P<p2>{parts}) column\b"
    ).search(query.text)
    column = query.schema.concept("date")
    return step("date_part", column=column, part=_PARTS[found["p"] or found["p2"]]) if found and column else None
