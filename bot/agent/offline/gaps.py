"""Missing values: how to fill them, which way fits, and rows without them."""

from __future__ import annotations

from typing import Any

from bot.agent.offline.columns import Named
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
_GAPS = (
    r"없는(?=\s*(?:행|줄|건|거|데|것|사고|곳))|안\s*(?:적[힌혀]|채워)|적혀\s*있지\s*않|미기재|미입력|비[어워]\s*(?:있|둔)|비었|(?:함께|같이|동시에)\s*비|빈(?=\s*(?:것|거|데|건|행|줄))|값이?\s*없는|정보가?\s*없는|결측|누락|빈\s*(?:값|칸|셀|곳)|널\s*값|빠[진져](?!\s*짐)|결손"
    r"|\black(?:s|ing)?\b|\bnot filled\b|\bmissing(?:ness)?\b|\bgaps?\b|\bblanks?\b|\bnulls?\b|\bna\b|\bnas\b|\bnans?\b|\bdropna\b|\bempty\b|\bunfilled\b|\bwithout (?:an? |any )?(?!preview)\w+|\bno \w+(?= (?:info\w*|data|value))|\bha(?:s|ve) no\b"
)
_FILL = r"채울|메울|넣어|집어\s*넣|때워|땜빵|\bput\b|\bplug\b|\bset\b|채워|채우|채운|채움|메꿔|메꾸|메우|메워|대체|보간|처리\s*해|\bfill\w*\b|\bf?fill\b|\bimput\w+|\binterpolat\w+|\breplac\w+|\bpatch\b"
_FILLING = r"채울|메울|채워|채우|채움|메꿔|메꾸|메우|메워|땜빵|때워|\bimput\w+|\bf?fill\w*\b"  # said of gaps alone
_WAY = r"방법|전략|방식|기법|(?<=체)법|채우는\s*법|뭘로|뭐로|무엇으로|무얼로|어떻게|어떤\s*(?:걸|것|거|값|대체)\S*|뭐가|\b(?:way|method|strateg|approach|technique|imputation|option)\w*|\bhow\b|\bwhat\b|\bwhich\b"
_BEST = r"비교|견줘|나아|나은|낫|나을|좋[은을나]|좋아|정확|적합|적절|어울|잘\s*맞|성능|오차|\bcompar\w+|\bbest\b|\bbetter\b|\bgood\b|\bworks?\b|\baccura\w+|\berrors?\b|\bbeats?\b|\bideal\b|\bsuit\w*|\brecommend\w*"
_ADVISE = r"추천|어떻게\s*(?:처리|하)|뭘\s*(?:하|해)|\bwhat to do\b|\bdeal with\b|\bhandle\b"  # that is analyze_missing's part
_ANALYSE = (
    r"완전\s*(?:히\s*)?무작위|\blittle\b\W*(?:검정|test)?|\bmissing (?:completely )?at random\b|\bat random\b|\bgaps?\b.*\bpattern\w*|\bpattern\w*\b.*\bgaps?\b|(?:결측|누락|빈\s*(?:값|칸))\S*\s*(?:의\s*)?(?:패턴|분석|구조|메커니즘|매커니즘|무작위|랜덤)|(?:함께|같이|동시에)\s*(?:비[는어었]|빠[진지]|누락|없)|\b(?:together|at the same time|co-?occur\w*)\b|mcar|mnar|(?<![a-z])mar(?![a-z])|\bmissing(?:ness)?(?: values?| data)? (?:patterns?|analysis|mechanism)"
    r"|\banaly[sz]e\b|리틀\s*(?:의\s*)?검정|\blittle'?s\b|무작위|랜덤\S*\s*(?:생|비|빠|결측|누락)"
)
_TIED = r"왜|이유|까닭|원인|관련|관계|연관|상관|따라|달라|영향|무작위로|\bdepend\w*|\brelat\w+|\bwhy\b|\bhow come\b|\breasons?\b|\btied\b|\blinked\b|\bassociat\w+|\bcorrelat\w+|\bconnected\b|\baffect\w*|\bexplain\w*"
_GONE = r"제거|삭제|지워|지우|없애|버[려리]|드롭|날려|날리|떨궈|걷어\s*내|쳐\s*내|솎아|빼\s*(?:줘|주|고|버|자|라|$)|뺀|제외\s*(?:해|하고|한|시켜|$)|\bdrop\b|\bdropna\b|\bremove\b|\bdelete\b|\bget rid of\b|\bthrow (?:out|away)\b|\bdiscard\b|\bexclude\b|\bleave out\b|\bkick out\b"
_A_COLUMN = (
    r"(?:열|컬럼|칼럼|변수|필드)(?:을|를|은|만|\s*(?:다\s*|모두\s*|전부\s*)?(?=삭제|제거|지워|지우|없애|빼|버려|드롭|날려))|\bcolumns?\b"
)
_STRATEGIES: tuple[tuple[str, str], ...] = (
    ("mice", r"mice|마이스|연쇄\s*방정식|다중\s*대체"),
    ("random_forest", r"랜덤\s*포레스트|\brandom\s*forests?\b|\bmissforest\b|\brf\b"),
    ("knn", r"knn|k-?nn|최근접|이웃|\bnearest\b"),
    ("interpolation", r"보간|\binterpol\w+"),
    ("forward", r"전\s*값|앞\s*(?:의\s*)?(?:행|값|줄)|이전\s*(?:행|값)|직전|\bffill\b|\bforward\b|\bprevious value"),
    ("backward", r"뒤\s*(?:의\s*)?(?:행|값|줄)|다음\s*(?:행|값)|\bbfill\b|\bbackward\b|\bnext value"),
    ("median", r"중앙값|중위|중간값|\bmedian\b"),
    ("mode", r"최빈|(?:가장|제일)\s*(?:많은|흔한|많이\s*나온)\s*(?:값|걸|것|거)|\bmode\b|\bmost (?:frequent|common)\b"),
    ("mean", r"평균|\bmean\b|\baverage\b"),
)
WAYS = "|".join(wanted for _, wanted in _STRATEGIES)
_CONSTANT = (
    r"(?:[‘'\"“](?P<q>[^’'\"”]+)[’'\"”]|(?<![\w.])(?P<n>-?\d+(?:\.\d+)?)\s*(?:원|명|대|개|년|면|점)?)\s*(?:이?라고|으?로)(?:\s|$)"
    r"|\b(?:with|by|to|as) (?:an? )?(?:[\"“'](?P<q2>[^\"”']+)[\"”']|(?P<n2>-?\d+(?:\.\d+)?)(?![\w]))|(?<![가-힣])(?P<q3>모름|미상|없음|기타|불명|영)(?:이?라고|으?로)(?:\s|$)|\b(?:with|as) (?P<q4>unknown|other|none|n/a|zero)\b"
)
_MODEL = r"모델|학습|챔피언|\bmodels?\b|\bruns?\b|\bchampion\b|\bpromot"


def applied(query: Query, last: Call | None) -> Call | None:
    """ "적용해줘" after a preview of a filling."""
    if last is None or last.name != "impute_missing" or last.input.get("apply") or not query.has(_APPLY) or query.has(_MODEL):
        return None
    return Call("impute_missing", {**last.input, "apply": True}) if strategy(query) in (None, last.input.get("strategy")) else None


def decide(query: Query) -> Decision | None:
    named = {"columns": columns} if (columns := [c.column for c in query.columns if not c.by]) else {}
    gaps = query.has(_GAPS)
    fills = query.has(_FILLING) or (gaps and query.has(_FILL))
    if query.chart or query.map or not (gaps or fills):
        return None
    ways = strategies(query)
    if (
        query.has(_BEST)
        and (len(ways) > 1 or (query.has(_WAY) and (fills or query.has(r"대체|보간|\bimput\w+|방법|\bmethods?\b"))))
        and not query.has(_ADVISE)
    ):
        return Call("compare_imputations", {**named, **({"strategies": ways} if len(ways) > 1 else {})})
    if query.has(_GONE) and gaps and not query.has(_A_COLUMN) and not query.operation and not query.has(_FILLING):
        return Call("impute_missing", {"strategy": "drop", **_gap_columns(query)})
    if fills or (gaps and query.has(rf"(?:{_CONSTANT})\s*[.!]*$") and columns):
        return _imputed(query, _gap_columns(query))
    return _looked_at(query, columns)


def _looked_at(query: Query, columns: list[str]) -> Decision | None:
    """Whether gaps come at random, together, or with other columns; and what to do about them."""
    if query.has(_TIED) and not query.has(r"\blittle\b|리틀|mcar") and (gap := _gap_columns(query).get("columns")):
        return Call("analyze_missing_pattern", {"column": gap[0]})
    if (query.has(_ANALYSE) or query.has(_ADVISE)) and not (len(columns) == 1 and query.has(r"패턴|왜|\bpattern\b")):
        return Call("analyze_missing", {"columns": columns} if columns else {})
    return None


_NEXT_TO = pattern(
    rf"\s*(?:열|컬럼|칼럼|변수|항목|값|정보|column|field|values?|info\w*)?\s*(?:에|에는|에서|이|가|은|는|의|을|를)?\s*(?:왜\s*)?(?:{_GAPS})"
)
_BEHIND = pattern(rf"(?:{_GAPS})(?: values?| data| ones| rows?)?(?: (?:in|of|for|from))?(?: the| an?)? ?$")


def _gap_columns(query: Query) -> dict[str, Any]:
    """The columns whose gaps are meant: those beside a word for gaps, else all that are named and group nothing."""
    named = [c for c in query.columns if not c.by]
    beside = [c for c in named if _NEXT_TO.match(query.text, c.end) or _BEHIND.search(query.text[: c.start])]
    several = beside and len(named) > len(beside) and not query.has(_TIED)  # "기상상태와 노면상태 결측": both
    columns = [_with_gaps(query, c) for c in (named if several or not beside else beside)]
    return {"columns": columns} if columns else {}


def _with_gaps(query: Query, named: Named) -> str:
    """The column that is named; of two that share the word ("요금"), the number where that one alone has gaps."""
    profile = query.schema.profile
    number = None if profile is None or profile.column(named.column).missing else query.number_like(named)
    return number if profile is not None and number and profile.column(number).missing else named.column


def _imputed(query: Query, named: dict[str, Any]) -> Decision:
    way = strategy(query)
    more: dict[str, Any] = {}
    if way is None:
        found = pattern(_CONSTANT).search(query.text)
        if found is None:
            return Call("analyze_missing", named, Say(_HOW_TO_FILL))
        said = found.groupdict()
        number = said["n"] or said["n2"] or next((v and "0" for v in (said["q3"], said["q4"]) if v in ("영", "zero")), None)
        text = next((said[key] for key in ("q", "q2", "q3", "q4") if said[key]), None)
        way, more = "constant", {"value": text if number is None else float(number) if "." in number else int(number)}
    group = next((c.column for c in query.columns if c.by), None)
    if group:
        more["group_by"] = group
    if query.has(r"바로\s*(?:적용|채워|새\s*데이터)|미리\s*보기\s*없이|\bwithout (?:a )?preview\b|\bright away\b"):
        more["apply"] = True
    return Call("impute_missing", {"strategy": way, **named, **more})


def strategies(query: Query) -> list[str]:
    """The ways to fill that the message names, in its order."""
    said = [(found.start(), name) for name, wanted in _STRATEGIES if (found := pattern(wanted).search(query.text))]
    return [name for _, name in sorted(said)]


def strategy(query: Query) -> str | None:
    return next((name for name, wanted in _STRATEGIES if query.has(wanted)), None)
