"""Missing values: how to fill them, which way fits, and rows without them."""

from __future__ import annotations

from typing import Any

from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from tools._text import Text

_HOW_TO_FILL = Text(
    ko="어떤 방법으로 채울지 정하실 수 있게 결측을 먼저 살펴봤어요. ‘평균으로 채워줘’, ‘MICE로 채워줘’처럼 말씀해 주세요.",
    en="Here is a look at the gaps first, to choose how to fill them: say “fill with the mean” or “fill with MICE”.",
)
_APPLY = (
    r"적용\s*(?:해|하|시켜|부탁|$)|그대로\s*(?:진행|해\s*줘)|^(?:네|응|예|그래|좋아)?[,. ]*(?:그렇게\s*)?(?:진행|채워)\s*(?:해\s*)?(?:줘|주세요)?[.! ]*$"
    r"|\bapply(?: it| that| this)?\b|\bgo ahead\b|\bdo it\b"
)
_GAPS = r"없는(?=\s*(?:행|줄))|안\s*(?:적[힌혀]|채워)|적혀\s*있지\s*않|미기재|미입력|비[어워]\s*(?:있|둔)|값이?\s*없는|정보가?\s*없는|\black(?:s|ing)?\b|\bnot filled\b|결측|누락|빈\s*(?:값|칸|셀|곳)|비어\s*있는|널\s*값|\bmissing\b|\bgaps?\b|\bblanks?\b|\bnulls?\b|\bna\b|\bnan\b"
_FILL = r"넣어|집어\s*넣|때워|땜빵|\bput\b|\bplug\b|\bset\b|채워|채우|채운|메꿔|메우|메워|대체\s*(?:해|하)|보간\s*(?:해|하)|처리\s*해|\bfill\b|\bimput\w+|\binterpolate\b|\breplace\b"
_COMPARE = (
    r"(?:채우|채워|대체|보간|메우|메꾸)\S*\s*(?:방법|전략|방식|법)(?:들)?.*(?:비교|낫|나은|나아|좋|정확|어울)|(?:대체|채우는|채움|보간|결측\S*\s*처리|임퓨테이션)\s*(?:방법|전략|방식|법)(?:들)?(?:을|를)?\s*(?:좀\s*)?비교|비교\S*\s*.{0,8}(?:대체|채우는)\s*방법"
    r"|(?:어떤|무슨|어느)\s*(?:방법|걸|것)(?:으로|이)?\s*(?:채우|대체하)\S*\s*.{0,6}(?:좋|나|정확)|\bcompare\b.*\bimput\w+|\bcompare (?:the )?(?:ways|methods|strategies) (?:to|of|for) fill"
    r"|\b(?:which|best|what) (?:imputation|way to (?:fill|impute)|method to (?:fill|impute))"
)
_ANALYSE = (
    r"완전\s*무작위|\blittle\b\W*(?:검정|test)?|\bmissing at random\b|\bgaps?\b.*\bpattern\w*|\bpattern\w*\b.*\bgaps?\b|\bwhat to do (?:about|with) (?:the |them|these)|(?:결측|누락|빈\s*값)\S*\s*(?:의\s*)?(?:패턴|분석|구조|메커니즘|매커니즘|무작위)|함께\s*비(?:는|어)|mcar|mnar|\bmissing(?:ness)?(?: values?| data)? (?:patterns?|analysis|mechanism)"
    r"|\banaly[sz]e (?:the )?(?:missing|gaps)|리틀\s*(?:의\s*)?검정|\blittle'?s\b|결측\S*\s*(?:어떻게|뭘로)\s*(?:처리|채우)"
)
_DROP_ROWS = (
    rf"(?:{_GAPS})\S*\s*(?:이|가|을|를|은|는)?\s*(?:있는\s*|포함된\s*|들어간\s*)?(?:행|줄|데이터)?(?:은|을|를|들)?\s*(?:전부\s*|다\s*|모두\s*)?(?:제거|삭제|지워|지우|빼|없애|버[려리]|드롭|날려|떨궈)"
    r"|\b(?:drop|remove|delete|get rid of|throw out|discard) (?:the |all |any )?(?:rows? (?:with|that have|having) )?(?:any )?(?:\w+ ){0,3}(?:missing|gaps|blanks|nulls?|nas?)\b"
)
_STRATEGIES: tuple[tuple[str, str], ...] = (
    ("mice", r"mice|마이스|연쇄\s*방정식|다중\s*대체"),
    ("random_forest", r"랜덤\s*포레스트|\brandom\s*forests?\b|\bmissforest\b|\brf\b"),
    ("knn", r"knn|k-?nn|최근접|이웃|\bnearest\b"),
    ("interpolation", r"보간|\binterpol\w+"),
    ("forward", r"앞\s*(?:의\s*)?(?:행|값|줄)|이전\s*(?:행|값)|직전|\bffill\b|\bforward\b|\bprevious value"),
    ("backward", r"뒤\s*(?:의\s*)?(?:행|값|줄)|다음\s*(?:행|값)|\bbfill\b|\bbackward\b|\bnext value"),
    ("median", r"중앙값|중위|중간값|\bmedian\b"),
    ("mode", r"최빈|가장\s*(?:많은|흔한)\s*값|\bmode\b|\bmost (?:frequent|common)\b"),
    ("mean", r"평균|\bmean\b|\baverage\b"),
)
_CONSTANT = r"(?:[‘'\"“](?P<q>[^’'\"”]+)[’'\"”]|(?<![\w.])(?P<n>-?\d+(?:\.\d+)?))\s*(?:이?라고|으?로)\s*|\bwith (?:[\"“'](?P<q2>[^\"”']+)[\"”']|(?P<n2>-?\d+(?:\.\d+)?)(?![\w]))"
_MODEL = r"모델|학습|챔피언|\bmodels?\b|\bruns?\b|\bchampion\b|\bpromot"


def applied(query: Query, last: Call | None) -> Call | None:
    """ "적용해줘" after a preview of a filling."""
    if last is None or last.name != "impute_missing" or last.input.get("apply") or not query.has(_APPLY) or query.has(_MODEL):
        return None
    return Call("impute_missing", {**last.input, "apply": True}) if strategy(query) in (None, last.input.get("strategy")) else None


def decide(query: Query) -> Decision | None:
    columns = [c.column for c in query.columns if not c.by]
    named = {"columns": columns} if columns else {}
    if query.has(_COMPARE):
        return Call("compare_imputations", named)
    if query.has(_DROP_ROWS) and not query.has(r"(?:열|컬럼|칼럼|변수|필드)(?:을|를|은)"):
        return Call("impute_missing", {"strategy": "drop", **named})
    if query.has(_FILL) and (query.has(_GAPS) or query.has(r"채워|채우|\bimput\w+|메꿔|메워|땜빵|때워")):
        return _imputed(query, named)
    if query.has(_ANALYSE) and not (len(columns) == 1 and query.has(r"패턴|왜|\bpattern\b")):
        return Call("analyze_missing", named)
    return None


def _imputed(query: Query, named: dict[str, Any]) -> Decision:
    way = strategy(query)
    more: dict[str, Any] = {}
    if way is None:
        found = pattern(_CONSTANT).search(query.text)
        if found is None:
            return Call("analyze_missing", named, Say(_HOW_TO_FILL))
        number = found["n"] or found["n2"]
        way, more = (
            "constant",
            {"value": (found["q"] or found["q2"]) if number is None else float(number) if "." in number else int(number)},
        )
    group = next((c.column for c in query.columns if c.by), None)
    if group:
        more["group_by"] = group
    if query.has(r"바로\s*(?:적용|채워|새\s*데이터)|미리\s*보기\s*없이|\bwithout (?:a )?preview\b|\bright away\b"):
        more["apply"] = True
    return Call("impute_missing", {"strategy": way, **named, **more})


def strategy(query: Query) -> str | None:
    return next((name for name, wanted in _STRATEGIES if query.has(wanted)), None)
