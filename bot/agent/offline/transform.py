"""Messages that make a new dataset of the one at hand, fill its gaps, go back, or ask for a report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.agent.offline import arithmetic, filtering, gaps, lexicon
from bot.agent.offline.columns import column_called
from bot.agent.offline.condition import OPPOSITE
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from tools._columns import normalise as column_key
from tools._text import Text

_WHICH = Text(
    ko="어느 열을 바꿀까요? 열 이름과 함께 말씀해 주세요. 예: {choices}",
    en="Which column should be changed? Say it with its name, such as: {choices}",
)
_MODEL = r"모델|학습|챔피언|\bmodels?\b|\bruns?\b|\bchampion\b|\bpromot"

_UNDO = (
    r"되돌려|되돌리|실행\s*취소|원래대로|(?:원본|원래|이전|변환\s*전)\s*(?:데이터|파일|상태|것|거)?(?:으?로)\s*(?:다시\s*)?(?:돌아|돌려|가\s*줘|바꿔|$)"
    r"|^undo\b|\bundo (?:that|it|this|the (?:last|transform\w*|change))|\brevert\b|\bgo back to the (?:original|previous)(?: data(?:set)?)?"
)
_REPORT = r"\breport\s*(?:로|를|으로)\s*(?:정리|만들|작성|뽑|내)|(?:한|지금까지\s*한|여기까지)\s*(?:거|것|일|내용)\S*\s*(?:문서|보고서|리포트)|\b(?:write|put|wrap|turn)\b.*\b(?:up|together|into)\b.*\breport\b|\bwrite-?up\b|(?:보고서|리포트|감사\s*기록)(?:를|을|로|좀|도)?\s*(?:좀\s*)?(?:만들|작성|써|뽑|내|정리|줘|주세요|보내|$)|\b(?:make|write|create|generate|give me|export|prepare) (?:me )?(?:an? |the )?(?:\w+ )?report\b|\baudit trail\b"
_UNITS: tuple[tuple[str, str], ...] = (
    ("hour", r"(?<![가-힣])시간\s*(?:별|단위|마다)|\bhourly\b|\b(?:by|per) hour\b"),
    ("day", r"(?<![가-힣])(?:일자?|날짜?)\s*(?:별|단위|마다)|\bdaily\b|\b(?:by|per) day\b"),
    ("week", r"(?<![가-힣])주\s*(?:별|단위|마다)|\bweekly\b|\b(?:by|per) week\b"),
    ("month", r"(?<![가-힣])월\s*(?:별|단위|마다)|\bmonthly\b|\b(?:by|per) month\b"),
    ("quarter", r"분기\s*(?:별|단위|마다)|\bquarterly\b|\b(?:by|per) quarter\b"),
    ("year", r"(?<![가-힣])(?:연도?|년도?|해)\s*(?:별|단위|마다)|\b(?:yearly|annually)\b|\b(?:by|per) year\b"),
)
_RESAMPLE = r"리샘플|\bresampl\w+|묶어\s*(?:줘|주세요|서)|(?:으?로|를|을)?\s*묶은\s*데이터"
_ADD_UP = r"(?:합계|합|평균|중앙값|총합|최댓값|최솟값)(?:을|를|값을|으?로)?\s*(?:내\s*줘|내\s*주세요|내줘|내서|집계\s*해)|\b(?:monthly|weekly|daily|yearly|quarterly|hourly) (?:totals?|sums?|means?|averages?) (?:as|into) a (?:new )?(?:dataset|table)"
_PARTS = {"연도": "year", "년도": "year", "분기": "quarter", "월": "month", "요일": "weekday", "시각": "hour", "시간": "hour", "일": "day"} | {
    "year": "year", "quarter": "quarter", "month": "month", "weekday": "weekday", "hour": "hour", "day": "day",
}  # fmt: skip
_NEW_COLUMN = r"(?:열|컬럼|칼럼|변수|필드)"
_NAME = r"[‘'\"“`]?(?P<{0}>[^\s‘’'\"“”`=]+?)[’'\"”`]?"
_DERIVED: tuple[str, ...] = (
    rf"^(?P<e>.+?)\s*(?:을|를|으?로)\s*{_NAME.format('n')}\s*(?:이?라는|이?란)\s*(?:이름의?\s*)?(?:새\s*)?{_NEW_COLUMN}",
    rf"^(?P<e>[^가-힣]*[가-힣\w]+\s*[-+*/×÷(].*?)\s*(?:으?로)\s*{_NAME.format('n')}\s*(?:새\s*)?{_NEW_COLUMN}(?:을|를)?\s*(?:만들|추가|계산)",
    rf"^{_NAME.format('n')}\s*(?:이?라는|이?란)\s*(?:이름의?\s*)?(?:새\s*)?{_NEW_COLUMN}(?:을|를)?\s*(?P<e>.+?)\s*(?:으?로)\s*(?:만들|추가|계산)",
    rf"^(?P<e>[^가-힣]*[가-힣\w]+\s*[-+*/×÷(].*?)\s*(?:을|를)\s*{_NAME.format('n')}\s*{_NEW_COLUMN}(?:으?로)\s*(?:만들|추가|넣|저장)",
    rf"^(?:새\s*{_NEW_COLUMN}\s*)?{_NAME.format('n')}\s*=\s*(?P<e>[^=]+?)(?:\s*{_NEW_COLUMN}?(?:을|를|으?로)?\s*(?:추가|만들|계산)\S*(?:\s*줘|\s*주세요)?)?[.! ]*$",
    rf"^(?:please )?(?:add|create|make|derive) (?:a )?(?:new )?column (?:called |named )?{_NAME.format('n')} ?(?:=|as|from) ?(?P<e>[^=]+?)[.! ]*$",
)
_WRITTEN = re.compile(
    r"(?:[\w.`()\[\]]|\s(?=\s*[-+*/×÷%^()])|(?<=[-+*/×÷%^()])\s+|\*\*|[-+*/×÷%^])+(?<=[\w)`\]])"
)  # an expression in signs alone
_RENAMED: tuple[str, ...] = (
    rf"{_NEW_COLUMN}\s*(?:이름|명)(?:을|를|은)?\s*{_NAME.format('a')}\s*(?:을|를|에서|->|→)\s*{_NAME.format('b')}\s*(?:으?로)\s*(?:바꿔|바꾸|변경|수정|고쳐)",
    rf"^{_NAME.format('a')}(?:을|를)\s*{_NAME.format('b')}\s*(?:이?라고|으?로)\s*이름(?:을)?\s*(?:바꿔|바꾸|변경)",
    rf"^{_NAME.format('a')}\s*{_NEW_COLUMN}?(?:의)?\s*이름(?:을|를|은)?\s*{_NAME.format('b')}\s*(?:이?라고|으?로)\s*(?:바꿔|바꾸|변경|수정|고쳐)",
    rf"^{_NAME.format('a')}\s*{_NEW_COLUMN}(?:의)?\s*(?:이름|명)?(?:을|를|은)?\s*{_NAME.format('b')}\s*(?:이?라고|으?로)\s*이름(?:을)?\s*(?:바꿔|바꾸|변경)",
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


def decide(query: Query, said: str, last: Call | None) -> Decision | None:
    """The call that such a message means. `said` is the message as it was written, `last` the latest call that answered something."""
    if (applied := gaps.applied(query, last)) is not None:
        return applied
    return next((found for rule in _RULES if (found := rule(query, said)) is not None), None)


def _undo(query: Query, _: str) -> Decision | None:
    return Call("undo_transform") if query.has(_UNDO) and not query.has(_MODEL + r"|예측") and not query.measures else None


def _report(query: Query, _: str) -> Decision | None:
    return Call("make_report") if query.has(_REPORT) else None


def _gaps(query: Query, _: str) -> Decision | None:
    return gaps.decide(query)


def _step(kind: str, **arguments: Any) -> Call:
    return Call("transform_dataset", {"steps": [{"kind": kind, **arguments}]})


def _filter(query: Query, _: str) -> Decision | None:
    if not query.conditions or query.chart or query.map or query.has(rf"{_NEW_COLUMN}(?:은|을|를|만)"):
        return None
    if query.has(
        r"남겨|남기|남긴|(?:떼|따로|모아|뽑|빼내|추려|골라|걸러|잘라|분리)\S*\s*.{0,12}(?:새(?:로운)?\s*(?:데이터|파일|표)|데이터\S*\s*(?:로\s*)?만들|별도\s*(?:데이터|파일))|\b(?:split|carve|pull) (?:off|out)\b|\bas (?:a|its own) (?:new |separate )?(?:dataset|table)\b|(?:추려|걸러|골라|필터(?:링)?\s*해)\S*\s*(?:새|저장|데이터(?:로|를))|\bkeep (?:only|just)\b|\bonly keep\b|\bkeep\b.*\bonly\b|\bnew (?:dataset|table) (?:with|of|from|where)\b"
    ):
        return _step("filter", conditions=filtering.where_of(query.conditions))
    out = query.has(
        r"(?:은|는|을|를)?\s*(?:제외\s*(?:해|하|시켜)|빼\s*(?:줘|고|주세요)|제거\s*해|없애|지워|버[려리]|쳐내|떨궈|걸러\s*내)|\b(?:get rid of|throw (?:out|away)|discard|chuck|exclude|leave out|without|remove|drop)\b"
    )
    if out and query.has(r"가장|제일|젤|얼마|\bcheapest\b|\b(?:low|high)est\b|\bmost\b|\bhow\b|\bwhat\b"):
        return None  # a question about what is left
    if out and len(query.conditions) == 1 and not query.operation and not query.measures and not query.dimensions:
        (condition,) = query.conditions
        wanted = condition if condition.turned else replace(condition, operator=OPPOSITE[condition.operator])
        return _step("filter", conditions=filtering.where_of([wanted]))
    return None


def _derive(query: Query, said: str) -> Decision | None:
    """An expression as it was written: it must hold a sign between two things."""
    for wanted in _DERIVED:
        found = re.search(wanted, said.strip(), re.IGNORECASE)
        if found and _WRITTEN.fullmatch(found["e"].strip()):
            return _step("derive", name=found["n"], expression=found["e"].strip())
    return arithmetic.derived(query, said)


def _rename(query: Query, said: str) -> Decision | None:
    known = {column_key(name) for name in query.schema.names}
    for wanted in _RENAMED:
        found = re.search(wanted, said.strip(), re.IGNORECASE)
        if found and (query.has(rf"{_NEW_COLUMN}|\bcolumn\b") or column_key(found["a"]) in known):  # else it is a dataset's name
            return _step("rename", names={found["a"]: found["b"]})
    return None


def _log(query: Query, _: str) -> Decision | None:
    if not query.has(r"(?<!카탈)로그(?!인|아웃|를?\s*보)|\blog1?p?\b") or not query.has(
        r"변환|바꾼|바꿔|씌|취해|취한|추가|만들|\b(?:transform|take|add|apply|column|of)\b"
    ):
        return None
    return _on_numbers(query, "log", _EXAMPLE_LOG)


def _scale(query: Query, _: str) -> Decision | None:
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
    return _step(kind, columns=columns, **more, **keep)


def _encode(query: Query, _: str) -> Decision | None:
    method = "one_hot" if query.has(r"원\s*-?\s*핫|\bone[- ]?hot\b|더미\s*(?:변수|화|로)|\bdumm(?:y|ies)\b") else None
    method = method or ("label" if query.has(r"라벨\s*인코딩|레이블\s*인코딩|\blabel[- ]?encod\w+") else None)
    if method is None:
        return None
    columns = [c.column for c in query.columns]
    return _step("encode", columns=columns, method=method) if columns else Say(_WHICH, {"choices": "“기상상태 원핫 인코딩해줘”"})


def _deduplicate(query: Query, _: str) -> Decision | None:
    if not query.has(
        r"(?:똑같은|똑같이|완전히?\s*같은|겹치는|겹친|되풀이\S*|중복\S*)\s*(?:행|줄|것|거|건|데이터|기록)?.*(?:하나만|한\s*(?:개|번|줄)만|1개만|정리|제거|빼|지워|없애|합쳐)"
        r"|\b(?:identical|exact|repeated|same|duplicate) (?:rows?|copies|records?|lines?)\b.*\b(?:once|one|remove|drop|only|out)\b|\b(?:remove|drop|get rid of|throw out) (?:the |any |all )?(?:identical|repeated|exact|duplicate)\b"
        r"|중복(?:된|되는)?\s*(?:값|행|데이터|건|것)?(?:을|를|은|들을|들)?\s*(?:좀\s*|모두\s*|다\s*)?(?:제거|삭제|빼|지워|없애|걸러)"
        r"|\b(?:remove|drop|delete) (?:the |all )?duplicat\w+|\bdedup\w*"
    ):
        return None
    columns = [c.column for c in query.columns]
    last = {"keep": "last"} if query.has(r"마지막|나중|최신|\blast\b|\blatest\b") else {}
    return _step("deduplicate", **({"columns": columns} if columns else {}), **last)


_A_LOOK = 20


def _sample(query: Query, _: str) -> Decision | None:
    random = r"(?:(?:을|를|만|씩)?\s*(?:표본(?:을|으?로)?\s*)?(?:무작위로?|랜덤(?:으로|하게)?|임의로)?\s*(?:만\s*)?)"
    found = pattern(
        rf"(?P<n>\d[\d,]*)\s*(?:개의?\s*)?(?:행|줄|건|개){random}(?:뽑아|뽑은|추출|샘플링)|\b(?:sample|draw|take) (?:a random )?(?P<n2>\d[\d,]*) (?:random )?(?:rows|records|accidents)"
        rf"|(?P<p>\d+(?:\.\d+)?)\s*(?:%|퍼센트|프로){random}(?:뽑아|뽑은|추출|샘플링)|\b(?:sample|draw|take) (?:a random )?(?P<p2>\d+(?:\.\d+)?)\s*(?:%|percent)"
    ).search(query.text)
    if found is None or query.has(r"상위|하위|높은|낮은|많은|심한|\btop\b|보여"):
        return None
    if (
        (n := found["n"] or found["n2"])
        and int(n.replace(",", "")) <= _A_LOOK
        and not query.has(r"데이터|데이타|새로|저장|추출|\bdata\w*|\bnew\b")
    ):
        return None  # rows to look at
    if n:
        return _step("sample", n=int(n.replace(",", "")))
    share = float(found["p"] or found["p2"])
    return _step("sample", fraction=share / 100) if 0 < share <= 100 else None


def _resample(query: Query, _: str) -> Decision | None:
    unit = next((name for name, wanted in _UNITS if query.has(wanted)), None)
    if unit is None or query.chart or query.map or query.has(r"요일|시간대"):
        return None
    if not query.has(_RESAMPLE) and (query.measures or not query.has(_ADD_UP)):
        return None
    operation = query.operation if query.operation in ("sum", "mean", "median", "min", "max", "std") else "sum"
    columns = [m.column for m in query.measures]
    return _step("resample", unit=unit, operation=operation, **({"columns": columns} if columns else {}))


_EITHER_OR = (
    r"면\s*[‘'\"“]?(?P<then>[^\s‘’'\"“”,]+?)[’'\"”]?\s*,?\s*(?:아니면|그렇지\s*않으면|나머지는|그\s*외에?는?)\s*[‘'\"“]?(?P<other>[^\s‘’'\"“”,]+?)[’'\"”]?"
    rf"\s*(?:이?라고\s*(?:하는|적은)|인|(?:으?로)(?:\s*하는)?)\s*{_NAME.format('n')}\s*(?:이?라는\s*)?(?:새\s*)?{_NEW_COLUMN}"
    rf"|\b(?:add|make|create) (?:a )?(?:new )?column (?:called |named )?{_NAME.format('n2')}:? (?:that is |which is |with |= ?)?[\"“']?(?P<then2>\w+)[\"”']? (?:if|when|where) .+?,? (?:else|otherwise) [\"“']?(?P<other2>\w+)"
)


def _when(query: Query, said: str) -> Decision | None:
    """ "ECLO가 10 이상이면 중대 아니면 경미인 등급 열": one case and the rest."""
    found = re.search(_EITHER_OR, said.strip(), re.IGNORECASE)
    if found is None or not query.conditions:
        return None
    name, then, other = (found[key] or found[f"{key}2"] for key in ("n", "then", "other"))
    return _step("when", name=name, cases=[{"conditions": filtering.where_of(query.conditions), "then": then}], otherwise=other)


def _columns(query: Query, _: str) -> Decision | None:
    """Columns left out, or the only ones to stay."""
    columns = [c.column for c in query.columns]
    if not columns:
        return None
    if query.has(rf"{_NEW_COLUMN}만\s*(?:남겨|남기|골라|뽑아|선택)|\b(?:keep|select) only\b.*\bcolumns?\b|\bselect\b.*\bcolumns?\b"):
        return _step("select", columns=columns)
    if query.has(
        rf"{_NEW_COLUMN}(?:은|을|를|들을|들은|도)?\s*(?:[가-힣]+\s*){{0,3}}(?:빼|제거|삭제|지워|없애|버[려리]|제외|떼|떨궈|날려|잘라)|\b(?:drop|remove|delete|get rid of|lose|ditch|discard) (?:the )?.*\bcolumns?\b"
    ):
        return _step("drop", columns=columns)
    return None


def _type(query: Query, _: str) -> Decision | None:
    if len(query.columns) != 1 or query.chart:
        return None
    column = query.columns[0].column
    for name, wanted in _TYPES:
        if query.has(
            rf"(?:{wanted})\s*(?:형식?|타입|열)?(?:으?로)\s*(?:바꿔|변환|변경|바꾸)|\b(?:convert|change|cast|turn)\b.*\b(?:to|into)\b.*(?:{wanted})"
        ):
            return _step("type", column=column, to=name)
    return None


_EDGES = (
    r"(?P<e>-?\d+(?:\.\d+)?(?:\s*,\s*-?\d+(?:\.\d+)?)+)\s*(?:을|를)?\s*(?:에서|으?로|기준으로|경계로)?\s*(?:구간(?:을|으로)?\s*)?(?:나눠|나누|나눈|쪼개|구분)"
    r"|\b(?:bin|cut|split|class)\b.*\b(?:into|at|by)\s+(?P<e2>-?\d+(?:\.\d+)?(?:\s*,\s*(?:and\s+)?-?\d+(?:\.\d+)?)+)"
)


def _bin(query: Query, _: str) -> Decision | None:
    edges = pattern(_EDGES).search(query.text)
    found = edges or pattern(
        r"(?P<q>\d+)\s*(?:분위수?|등분|개\s*(?:의\s*)?(?:구간|등급|그룹|묶음|덩어리)?)(?:으?로)?\s*(?:나눠|나누|나눈|구분|쪼개)|(?P<w>\d+(?:\.\d+)?)\s*(?:시간|년|세|살|점|명)?\s*(?:씩|단위로|간격으로)\s*(?:구간|나눠|나누|나눈)"
        r"|\binto (?P<q2>\d+) (?:equal )?(?:quantiles|bins|classes|groups|buckets|bands|brackets|parts)|\bbins? of (?:width )?(?P<w2>\d+(?:\.\d+)?)"
    ).search(query.text)
    column = next((c.column for c in query.columns if query.schema.is_number(c.column)), None)
    if found is None or column is None or query.chart:
        return None
    if edges:
        return _step("bin", column=column, edges=sorted({float(v) for v in re.findall(r"-?\d+(?:\.\d+)?", edges["e"] or edges["e2"])}))
    if width := found["w"] or found["w2"]:
        return _step("bin", column=column, width=float(width))
    return _step("bin", column=column, quantiles=int(found["q"] or found["q2"]))


def _date_part(query: Query, _: str) -> Decision | None:
    parts = "|".join(_PARTS)
    found = pattern(
        rf"(?<![가-힣])(?P<p>{parts})\s*{_NEW_COLUMN}(?:을|를|도)?\s*(?:하나\s*)?(?:추가|만들|뽑아)|\badd (?:an? |the )?(?P<p2>{parts}) column\b"
    ).search(query.text)
    column = query.schema.concept("date")
    return _step("date_part", column=column, part=_PARTS[found["p"] or found["p2"]]) if found and column else None


# "구를 행으로, 요일을 열로", "구 as rows and 요일 as columns"
_AXES = (
    r"(?P<r>[^\s,]+?)(?:을|를|은|는)?\s*행(?:으?로|에)[\s,]*(?:두고\s*|놓고\s*|하고\s*)?(?P<c>[^\s,]+?)(?:을|를|은|는)?\s*열(?:으?로|에)",
    r"\b(?P<r>\S+) (?:as|in|for|on) (?:the )?rows?,? (?:and )?(?P<c>\S+) (?:as|in|for|on) (?:the )?columns?\b",
    r"\brows?:? (?P<r>\S+?),? (?:and )?columns?:? (?P<c>\S+)",
)


def _axes(query: Query) -> tuple[str, str] | None:
    """The columns that a message puts along the rows and along the columns of a table."""
    for wanted in _AXES:
        found = pattern(wanted).search(query.text)
        named = [column_called(found[axis], query.schema) for axis in ("r", "c")] if found else []
        if named and named[0] and named[1] and named[0] != named[1]:
            return named[0], named[1]
    return None


def _pivot(query: Query, _: str) -> Decision | None:
    if query.has(r"피벗|\bpivot\b|표") and (axes := _axes(query)):
        measure = next((m.column for m in query.measures if m.column not in axes), None)
        values = {"values": measure, "operation": query.operation or query.schema.default_operation(measure)} if measure else {}
        return _step("pivot", rows=[axes[0]], columns=axes[1], **values)
    dimensions = [d.column for d in query.dimensions]
    if (
        len(dimensions) != 2
        or not query.has(r"피벗|\bpivot\b")
        or not query.has(r"새\s*데이터|바꿔|만들|\bnew (?:dataset|table)\b|\binto\b")
    ):
        return None
    measure = query.measures[0].column if query.measures else None
    values = {"values": measure, "operation": query.operation or query.schema.default_operation(measure)} if measure else {}
    return _step("pivot", rows=dimensions[:1], columns=dimensions[1], **values)


_RULES: tuple[Callable[[Query, str], Decision | None], ...] = (
    _when, _rename, _derive, _undo, _report, _deduplicate, _gaps, _sample, _log, _scale, _encode, _resample, _pivot, _bin, _date_part, _type,
    _columns, _filter,
)  # fmt: skip
