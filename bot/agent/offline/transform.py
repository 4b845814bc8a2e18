"""Messages that make a new dataset of the one at hand, fill its gaps, go back, or ask for a report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.agent.offline import filtering, gaps, lexicon, new_columns, ordering
from bot.agent.offline.columns_said import column_called
from bot.agent.offline.condition import OPPOSITE
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

_MODEL = r"모델|학습|챔피언|\bmodels?\b|\bruns?\b|\bchampion\b|\bpromot"

_UNDO = (
    r"(?:방금|아까|마지막|직전|최근)\s*(?:에\s*)?(?:한\s*|만든\s*)?(?:변환|변경|수정|단계|가공|편집|열|컬럼|필터|대체|채운\s*거|채운\s*것)\S*\s*(?:은|는|을|를|도|다시)?\s*(?:취소|없던|물러|무르|무효|지워|빼)|되돌려|되돌리|실행\s*취소|원래대로|(?:원본|원래|이전|변환\s*전)\s*(?:데이터|파일|상태|것|거)?(?:으?로)\s*(?:다시\s*)?(?:돌아|돌려|가\s*줘|바꿔|$)"
    r"|^undo\b|\b(?:undo|cancel|reverse|take back) (?:that|it|this|(?:the|my) (?:last|latest|previous)? ?(?:transform\w*|change|step|edit|filter)s?)|\brevert\b|\bgo back to the (?:original|previous)(?: data(?:set)?)?"
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
_ADD_UP = r"(?:합계|합|평균|중앙값|총합|최댓값|최솟값)(?:을|를|값을|으?로)?\s*(?:내\s*줘|내\s*주세요|내줘|내서|집계\s*해)|(?:합계|평균|총합|건수|중앙값)\s*(?:표|데이터(?:셋)?)(?:로|를|을)\s*(?:만들|바꿔|저장|뽑)|\b(?:monthly|weekly|daily|yearly|quarterly|hourly) (?:totals?|sums?|means?|averages?) (?:as|into) a (?:new )?(?:dataset|table)"


def decide(query: Query, said: str, last: Call | None) -> Decision | None:
    """The call that such a message means. `said` is the message as it was written, `last` the latest call that answered something."""
    if (applied := gaps.applied(query, last) or _taken_back(query, last)) is not None:
        return applied
    return next((found for rule in _RULES if (found := rule(query, said)) is not None), None)


_MAKERS = frozenset({"transform_dataset", "impute_missing", "locate", "join_datasets", "date_parts", "nearest_facilities"})
_TAKE_BACK = (
    r"^(?:아니\s*|아\s*|아냐\s*)*(?:(?:방금|아까|그거|이거|그것|이건|그건|마지막)\s*(?:한|했던|만든)?\s*(?:거|것|건|걸|작업|일)?(?:은|는|을|를|도)?\s*)?(?:다시\s*)?(?:취소|무효|물러|무르자|없던\s*(?:걸로|일로))(?:로)?\s*(?:해|하|할|시켜)?\S*(?:\s*(?:줘|주세요|주라|부탁해\S*))?\s*[.!~]*$"
    r"|^(?:no,? |actually,? |oops,? |wait,? )*(?:cancel|undo|revert|take) (?:that|it|this)(?: back)?(?: please| pls)?[\s.!]*$"
)


def _taken_back(query: Query, last: Call | None) -> Call | None:
    """ "방금 한 거 취소", "cancel that" right after a dataset was made."""
    made = last is not None and last.name in _MAKERS and (last.name != "impute_missing" or last.input.get("apply"))
    return Call("undo_transform") if made and query.has(_TAKE_BACK) else None


def _undo(query: Query, _: str) -> Decision | None:
    return Call("undo_transform") if query.has(_UNDO) and not query.has(_MODEL + r"|예측") and not query.measures else None


_TITLE = re.compile(
    r"제목(?:은|을|이|:)?\s*[:：]?\s*(?:[\"'“‘](?P<q>[^\"'“”‘’]{1,120})[\"'”’]|(?P<t>\S.{0,118}?))\s*(?:(?:이?라고|으?로)\s*(?:해|하|붙|달|지|정|보고서|리포트|만들|뽑|써|작성|부탁)|[.!]*$)"
    r"|\b(?:titled?|entitled|called|named|heading|headed)(?: it)?(?: (?:is|to be|as|should be))?\s*[:=]?\s*(?:[\"'“‘](?P<q2>[^\"“”‘’]{1,120}?)[\"'”’](?!\w)|(?P<t2>\S.{0,118}?)[\s.!]*$)"
    r"|[\"'“‘](?P<q3>[^\"'“”‘’]{2,120})[\"'”’]\s*(?:이?라는|이?란)?\s*제목",
    re.IGNORECASE,
)


def title(said: str) -> str | None:
    """The title that a message gives ("제목은 …", "titled …", quoted or not), as it was written."""
    found = _TITLE.search(said.strip())
    return next(v for v in found.groups() if v).strip() if found else None


def _report(query: Query, said: str) -> Decision | None:
    if not query.has(_REPORT) and not (query.has(r"보고서|리포트|\breport\b") and title(said)):
        return None
    return Call("make_report", {"title": named} if (named := title(said)) else {})


def _gaps(query: Query, _: str) -> Decision | None:
    return gaps.decide(query)


_KEPT = r"새(?:로운)?\s*(?:데이터|파일|표)|데이터(?:셋)?(?:로|으로)\s*(?:저장|남|만들)|저장|\bnew (?:dataset|table|file)\b|\b(?:as|into) a (?:new )?(?:dataset|table)\b|\bsave\b|\bkeep (?:it|that|this)\b"


def _sort(query: Query, _: str) -> Decision | None:
    """ "sort by capacity and keep as new dataset": all rows, in another order."""
    if not query.has(lexicon.SORT) or not query.has(_KEPT) or query.top_n or query.conditions or query.chart or query.map:
        return None
    found = ordering.decide(query)
    return (
        new_columns.step("sort", columns=[found.input["column"]], ascending=found.input["ascending"])
        if isinstance(found, Call) and found.name == "sort_dataframe"
        else None
    )


def _filter(query: Query, _: str) -> Decision | None:
    if not query.conditions or query.chart or query.map or query.has(rf"{new_columns.NEW_COLUMN}(?:은|을|를|만)"):
        return None
    if query.has(
        r"남겨|남기|남긴|(?:떼|따로|모아|뽑|빼내|추려|골라|걸러|잘라|분리)\S*\s*.{0,12}(?:새(?:로운)?\s*(?:데이터|파일|표)|데이터\S*\s*(?:로\s*)?만들|별도\s*(?:데이터|파일))|\b(?:split|carve|pull) (?:off|out)\b|\bas (?:a|its own) (?:new |separate )?(?:dataset|table)\b|(?:추려|걸러|골라|필터(?:링)?\s*해)\S*\s*(?:새|저장|데이터(?:로|를))|\bkeep (?:only|just)\b|\bonly keep\b|\bkeep\b.*\bonly\b|\bnew (?:dataset|table) (?:with|of|from|where)\b"
    ):
        return new_columns.step("filter", conditions=filtering.where_of(query.conditions))
    out = query.has(
        r"(?:은|는|을|를)?\s*(?:제외\s*(?:해|하|시켜)|빼\s*(?:줘|고|주세요)|제거\s*해|없애|지워|버[려리]|쳐내|떨궈|걸러\s*내)|\b(?:get rid of|throw (?:out|away)|discard|chuck|exclude|leave out|without|remove|drop)\b"
    )
    if out and query.has(r"가장|제일|젤|얼마|\bcheapest\b|\b(?:low|high)est\b|\bmost\b|\bhow\b|\bwhat\b"):
        return None  # a question about what is left
    if out and len(query.conditions) == 1 and not query.operation and not query.measures and not query.dimensions:
        (condition,) = query.conditions
        wanted = condition if condition.turned else replace(condition, operator=OPPOSITE[condition.operator])
        return new_columns.step("filter", conditions=filtering.where_of([wanted]))
    return None


def _deduplicate(query: Query, _: str) -> Decision | None:
    if not query.has(
        r"(?:똑같은|똑같이|완전히?\s*같은|겹치는|겹친|되풀이\S*|중복\S*)\s*(?:행|줄|것|거|건|데이터|기록)?.*(?:하나만|한\s*(?:개|번|줄)만|1개만|정리|제거|빼|지워|없애|합쳐)"
        r"|\b(?:identical|exact|repeated|same|duplicate) (?:rows?|copies|records?|lines?)\b.*\b(?:once|one|remove|drop|only|out)\b|\b(?:remove|drop|get rid of|throw out) (?:the |any |all )?(?:identical|repeated|exact|duplicate)\b"
        r"|중복\S{0,3}\s*(?:값|행|거|게|것|건|데이터|줄)?\S{0,2}\s*있으면\s*.{0,6}(?:제거|삭제|빼|지우|지워|없애|걸러|정리)|중복(?:된|되는)?\s*(?:값|행|데이터|건|것)?(?:을|를|은|들을|들)?\s*(?:좀\s*|모두\s*|다\s*)?(?:제거|삭제|빼|지워|없애|걸러)"
        r"|\b(?:remove|drop|delete) (?:the |all )?duplicat\w+|\bdedup\w*"
    ):
        return None
    columns = [c.column for c in query.columns]
    last = {"keep": "last"} if query.has(r"마지막|나중|최신|\blast\b|\blatest\b") else {}
    return new_columns.step("deduplicate", **({"columns": columns} if columns else {}), **last)


_A_LOOK = 20


def _sample(query: Query, _: str) -> Decision | None:
    random = r"(?:(?:을|를|만|씩)?\s*(?:표본(?:을|으?로)?\s*)?(?:무작위로?|랜덤(?:으로|하게)?|임의로)?\s*(?:만\s*)?)"
    found = pattern(
        rf"(?P<n>\d[\d,]*)\s*(?:개의?\s*)?(?:행|줄|건|개){random}(?:뽑아|뽑은|추출|샘플링)|\b(?:sample|draw|take) (?:a random )?(?P<n2>\d[\d,]*) (?:random )?(?:rows|records|accidents)"
        rf"|(?P<p>\d+(?:\.\d+)?)\s*(?:%|퍼센트|프로){random}(?:뽑아|뽑은|뽑자|추출|샘플|표본)|(?:샘플|표본)\s*(?:을|으?로)?\s*(?P<p3>\d+(?:\.\d+)?)\s*(?:%|퍼센트|프로)|\b(?:sample|draw|take|keep|pick) (?:me )?(?:a )?(?:random )?(?:sample of )?(?P<p2>\d+(?:\.\d+)?)\s*(?:%|percent)|\b(?P<p4>\d+(?:\.\d+)?)\s*(?:%|percent) (?:of (?:the |all )?(?:data|rows|accidents|cameras|lots|it) )?(?:random(?:ly)? )?(?:sample|subset|at random|random)|\brandom(?:ly)? (?:sample of )?(?P<p5>\d+(?:\.\d+)?)\s*(?:%|percent)"
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
        return new_columns.step("sample", n=int(n.replace(",", "")))
    share = float(next(v for k, v in found.groupdict().items() if k[0] == "p" and v))
    return new_columns.step("sample", fraction=share / 100) if 0 < share <= 100 else None


def _resample(query: Query, _: str) -> Decision | None:
    unit = next((name for name, wanted in _UNITS if query.has(wanted)), None)
    if query.has(r"\d\s*(?:년|시간|월|일|분)?\s*(?:단위|씩|간격)") and any(query.schema.is_number(c.column) for c in query.columns):
        return None  # classes of a number
    if unit is None or query.chart or query.map or query.has(r"요일|시간대"):
        return None
    if not query.has(_RESAMPLE) and (query.measures or not query.has(_ADD_UP)):
        return None
    operation = query.operation if query.operation in ("sum", "mean", "median", "min", "max", "std") else "sum"
    columns = [m.column for m in query.measures]
    return new_columns.step("resample", unit=unit, operation=operation, **({"columns": columns} if columns else {}))


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
        return new_columns.step("pivot", rows=[axes[0]], columns=axes[1], **values)
    dimensions = [d.column for d in query.dimensions]
    if (
        len(dimensions) != 2
        or not query.has(r"피벗|\bpivot\b")
        or not query.has(r"새\s*데이터|바꿔|만들|\bnew (?:dataset|table)\b|\binto\b")
    ):
        return None
    measure = query.measures[0].column if query.measures else None
    values = {"values": measure, "operation": query.operation or query.schema.default_operation(measure)} if measure else {}
    return new_columns.step("pivot", rows=dimensions[:1], columns=dimensions[1], **values)


_RULES: tuple[Callable[[Query, str], Decision | None], ...] = (
    new_columns.when, new_columns.rename, new_columns.derive, _undo, _report, _deduplicate, _gaps, _sample, new_columns.log, new_columns.scale,
    new_columns.encode, _resample, _sort, _pivot, new_columns.bin, new_columns.date_part, new_columns.type, new_columns.columns, _filter,
)  # fmt: skip
