"""Questions for models and change along time: regressions, clusters, trends, unusual days; those about places are in places_asked."""

from __future__ import annotations

import re
from typing import Any

from bot.agent.offline import lexicon, places_asked
from bot.agent.offline.columns import Named
from bot.agent.offline.condition import Condition
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.filtering import where_of
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

# how people call a model -> its kind; the first that fits
_KINDS: tuple[tuple[str, str], ...] = (
    (r"로지스틱|로짓|\blogistic\b|\blogit\b", "logistic"),
    (r"릿지|능형\s*회귀|\bridge\b", "ridge"),
    (r"랜덤\s*포레스트|무작위\s*숲|\brandom forests?\b", "forest"),
    (r"의사\s*결정\s*(?:나무|트리)|결정\s*(?:나무|트리)|디시전\s*트리|\bdecision trees?\b|\bcart\b", "tree"),
    (r"주성분|(?<![가-힣])차원\s*축소|\bpca\b|\bprincipal components?\b|\bdimension(?:ality)? reduction\b", "pca"),
    (r"k\s*-?\s*평균|케이\s*민즈|\d\s*(?:개\s*)?(?:의\s*)?(?:그룹|무리|덩어리|집단|묶음)(?:들)?(?:으로|로)\s*(?:묶|나[눠누]|쪼개|갈라|분류)|군집(?!\s*(?:으로\s*|로\s*|형\s*)?(?:지도|맵))|클러스터(?!\s*(?:으로\s*|로\s*|형\s*)?(?:지도|맵))|\bk-?\s?means\b|\bcluster(?:s|ing)?\b(?! of points| map)", "kmeans"),
    (r"선형\s*회귀|다중\s*회귀|회귀\s*(?:분석|모[형델]|식|계수)|회귀로|\b(?:linear|multiple|ols) regression\b|\bols\b|\bregress(?:ion)?\b", "linear"),
)  # fmt: skip
_DRAWN = r"그려\w*|그리(?!고(?!\s*싶))\w*|차트|그래프|도표|시각화|\bcharts?\b|\bgraphs?\b|\bplot(?:s|ted|ting)?\b|\bdraw\b|\bline\b|꺾은|선형?(?:으로|\s*그래프)"
_OF_CLUSTERS = r"(?P<n5>\d{1,2})\s*(?:개|덩어리|무리|묶음|그룹|집단|조각|부류)(?:의|로|으로|만)?\s*(?:\S+\s*)?(?:묶|나[눠누]|쪼개|갈라|군집|분류|그룹|클러스터)|\b(?P<n6>\d{1,2})[ -](?:groups|clusters?|means)\b|\binto (?P<n7>\d{1,2})\b|(?P<n>\d{1,2})\s*(?:개|그룹)?(?:의)?\s*(?:군집|클러스터|그룹)|(?:군집|클러스터|그룹)\s*(?:을|를)?\s*(?P<n2>\d{1,2})\s*개|\bk\s*=\s*(?P<n3>\d{1,2})|\b(?P<n4>\d{1,2}) clusters\b|(?:k\s*-?\s*means|케이\s*민즈|k\s*-?\s*평균|클러스터링|군집\s*(?:분석|화))\D{0,8}(?P<n8>\d{1,2})\s*(?:개|로|$)"
_DEPTH = r"깊이(?:는|를|가)?\s*(?:최대\s*)?(?P<n>\d{1,2})|\bdepth\s*(?:of |is |to |[=:]\s*)?(?P<n2>\d{1,2})\b|\b(?P<n3>\d{1,2}) (?:levels?|layers?)(?: deep)?\b"
_HELD_OUT = (
    r"\b(?:hold(?:ing)?|held|keep|set|leav\w+|reserv\w+)\b.{0,24}?(?P<n>\d{1,2})\s*(?:%|percent)|(?P<n2>\d{1,2})\s*(?:%|percent) (?:for )?(?:test|hold|held|validation|check)\w*"
    r"|\b(?:test|hold-?out|validation)[- _]?(?:share|size|set|split|ratio|fraction)?\s*(?:of|=|:|at|to|is)?\s*(?P<n3>\d{1,2})\s*(?:%|percent)|\b(?:test|hold-?out)[- _]?(?:share|size|split|ratio)?\s*(?:of|=|:)?\s*(?P<f>0\.\d+)"
    r"|(?:테스트|검증|평가|시험|홀드아웃)\S*\s*(?:\S+\s+)?(?P<n4>\d{1,2})\s*(?:%|퍼센트|프로)|(?P<n5>\d{1,2})\s*(?:%|퍼센트|프로)(?:는|를|만|은|로)?\s*(?:\S+\s+)?(?:테스트|검증|평가|시험|떼|빼|남겨)"
)
_TARGETED = r"(?:\btarget(?: (?:column|variable))?|\bpredict(?:ing)?|\bresponse|\boutcome|\bdependent(?: variable)?|타[깃겟](?:\s*변수)?|목표(?:\s*변수)?|종속\s*변수|반응\s*변수|예측\s*대상)\s*(?:은|는|이|을|를|is|to be|as)?\s*[=:]?\s*$"

_YEAR_ON_YEAR = r"전년(?:도)?\s*(?:대비|동기|보다|과|와)|작년\s*(?:대비|동기)|지난해\s*(?:대비|와|보다)|\byear[- ]o(?:n|ver)[- ]year\b|\byoy\b|\bcompared (?:to|with) (?:the )?(?:last|previous) year\b"
_MOVING = r"이동\s*평균|\bmoving[- ]averages?\b|\brolling (?:mean|average)s?\b"
_WINDOW = r"(?P<n>\d{1,3})\s*(?P<unit>일|주|개월|달|분기|년|[- ]?days?|[- ]?weeks?|[- ]?months?|[- ]?quarters?|[- ]?years?)"
_SEASON = r"계절\s*(?:을|를)?\s*타|철\s*따라|철을?\s*타|계절마다|\bseasons? (?:matter|affect)\w*|\btime of (?:the )?year\b|계절성|계절\s*(?:적|효과|패턴|요인|주기)|주기성|\bseasonalit\w+|\bseasonal\b|\bperiodicit\w+"
_TREND = r"추세(?!선)|장기\s*변화|\btrends?\b(?!\s*-?line)"
_UNUSUALLY = r"유난히|유독|특이하게|이상하게|비정상적으로|평소보다|이례적으로|눈에\s*띄게"
_DAYS = rf"(?:{_UNUSUALLY})\s*(?:\S+\s+){{0,2}}?(?:많|적|튀|몰리|급증|급감|심)\S*\s*(?:날|일자|날짜)|(?:날|날짜)(?:이|가|은|는|에)?\s*(?:있\S*\s*)?(?:{_UNUSUALLY}).{{0,12}}(?:많|적|튀)|(?<![가-힣])특이일|\b(?:days?|dates?)\b.*\b(?:unusual|abnormal|exceptional|strange|odd|surprising|weird|suspicious|freak)(?:ly)?\b|\b(?:unusual|abnormal|exceptional|surprising|strange|odd|weird|suspicious|freak)(?:ly)? (?:\w+ ){{0,2}}(?:days?|dates?)\b|(?:급증|폭증|급감|튄)(?:한|했던)?\s*(?:날|일자|날짜)|(?:이상한|특이한|튀는|유별난|평소와\s*다른|비정상(?:적인)?)\s*(?:날|일자|날짜)|이상\s*(?:일|날짜)(?=[을를\s]|$)|\b(?:anomalous|unusual|abnormal|odd|strange|weird) (?:days?|dates?)\b|\b(?:days?|dates?) (?:that |which )?(?:stand|stood) out\b|\banomal\w+ (?:by|per) day\b|\bdaily anomal\w+"
_PARTS = r"날짜(?:를|을)?\s*.*(?:나눠|나누|쪼개|분해|분리)|연\s*,?\s*월\s*,?\s*(?:일|요일)(?:로|으로)\s*(?:나눠|나누|쪼개|분리)|\b(?:split|break|take) .*\bdates?\b|\bdate parts?\b|\bparts of (?:the |a )?date\b"
_PART_WORDS = (
    ("year", r"(?<![가-힣])연도?(?![가-힣]{2})|년도|\byears?\b"), ("quarter", r"분기|\bquarters?\b"), ("month", r"(?<![가-힣])월(?!요일)|\bmonths?\b"),
    ("week", r"주차|\bweeks?\b"), ("day", r"(?<![가-힣])일(?=[,로]|\s|$)|\bdays?\b"), ("weekday", r"요일|\bweekdays?\b|\bday of (?:the )?week\b"),
    ("hour", r"(?<![가-힣])시(?:간|각)?(?=[,로]|\s|$)|\bhours?\b"), ("weekend", r"주말|\bweekends?\b"), ("season", r"계절|\bseasons?\b"),
)  # fmt: skip
_SPLIT = r"쪼개|쪼갠|나눠|나누|나눈|분해|분리|뽑아|추출|떼어|따로|열로|컬럼으로|\bsplit\b|\bbreak\b|\bextract\b|\bturn\b|\bseparate\b|\binto\b|\bcolumns\b"
_AS_COLUMNS = r"(?:열|컬럼|칼럼|변수|필드)(?:로|으로|을|를|도|들)?(?![가-힣])|\bcolumns?\b|\bvariables?\b|\bfields?\b"
_ADDED = r"추가|만들|붙여|생성|\badd\b|\bmake\b|\bcreate\b|\bderive\b"
_NEW_COLUMNS = r"열로|컬럼으로|새\s*데이터|추가|\bcolumns?\b|\bnew dataset\b|\badd\b|\bsplit\b|나눠|쪼개|분리"

_UNITS = {"일": "day", "주": "week", "개월": "month", "달": "month", "분기": "quarter", "년": "year"}
_UNIT_WORDS = (
    ("day", r"하루\s*단위|일\s*단위|(?<![가-힣])날짜\s*단위|일별|일일|하루|날마다|\bdaily\b|\b(?:by|per) day\b"), ("week", r"(?<![가-힣])주\s*단위|(?<![가-힣])주마다|7일\s*단위|\bweek by week\b|\bby the week\b|\beach week\b|주별|주간별|매주|\bweekly\b|\b(?:by|per) week\b"),
    ("month", r"(?<![가-힣])[월달]\s*단위|\bmonth by month\b|\bby the month\b|\beach month\b|월별|매월|달마다|\bmonthly\b|\b(?:by|per) month\b"), ("quarter", r"분기\s*(?:단위|마다)|분기별|\bquarterly\b|\b(?:by|per|(?:for )?(?:each|every)) quarter\b"),
    ("year", r"(?<![가-힣])(?:연|년|해|연도|년도)\s*단위|\byear by year\b|\beach year\b|연도별|년도별|연별|해마다|\byearly\b|\bannual\b|\b(?:by|per) year\b"),
)  # fmt: skip


def asked(query: Query) -> bool:
    """Is it a question of this kind, which is no change to an earlier answer and no prediction of one accident?"""
    return (
        kind_of(query) is not None
        or query.has("|".join((_YEAR_ON_YEAR, _MOVING, _SEASON, _DAYS, _PARTS)))
        or places_asked.asked(query)
        or _is_trend(query)
    )


def decide(query: Query) -> Decision | None:
    """The call, or None where it is none of these."""
    for rule in (*places_asked.RULES, _model, _along_time, _odd_days, _date_parts):
        decision = rule(query)
        if decision is not None:
            return decision
    return None


def kind_of(query: Query) -> str | None:
    if query.map_kind:
        return None  # clusters on a map
    return next((kind for wanted, kind in _KINDS if query.has(wanted)), None)


def _model(query: Query) -> Decision | None:
    kind = kind_of(query)
    if kind is None:
        return None
    depth, share = depth_of(query), test_share_of(query)
    if kind in ("kmeans", "pca"):
        columns = _casualty_counts(query) or _where_they_lie(query)
        k = clusters(query)
        return Call(
            "fit_model",
            {"kind": kind, **({"k": k} if k and kind == "kmeans" else {}), **({"features": columns} if len(columns) > 1 else {})},
        )
    target, features = _target(query, kind)
    arguments: dict[str, Any] = {"kind": kind, **({"target": target} if target else {})}
    if features:
        arguments["features"] = features
    used = [c for c in query.conditions if c.column == target and not c.values]
    if kind in ("logistic", "tree", "forest") and used:
        arguments["positive"] = str(used[0].value) if used[0].operator in ("==", "contains") else f"{used[0].operator} {used[0].value}"
    if kind in ("logistic", "tree", "forest") and target:
        arguments["where"] = where_of([c for c in query.conditions if c not in used and not _is_outcome(query, c, target)])
    if depth and kind in ("tree", "forest"):
        arguments["max_depth"] = depth
    if share:
        arguments["test_share"] = share
    return Call("fit_model", arguments)


_AIM = r"\s*(?:을|를)?\s*(?:예측|설명|추정|맞[추히춰혀])"


_COUNTED_PEOPLE = r"\bcasualt\w+|인명\s*피해\s*(?:열|수|컬럼)|사상자|피해자\s*수"


def _casualty_counts(query: Query) -> list[str]:
    """ "the casualty columns": each of the counts of people hurt."""
    if not query.has(_COUNTED_PEOPLE):
        return []
    return [column for key in ("deaths", "serious", "minor", "reported") if (column := query.schema.concept(key))]


_LIES = r"\blat(?:itude)?s?\b[ /,&+]*(?:and )?\blon\w*|\blatlon\b|\bcoord(?:inate)?s?\b|\b(?:by|on|using|from) (?:their |the |its )?(?:locations?|positions?)\b|위\s*경도|경위도|좌표|위치\s*(?:를\s*)?(?:기준|로|정보|기반|만)"


def _where_they_lie(query: Query) -> list[str]:
    """The numbers that are named, after the coordinates where the message speaks of these ("on lat/lon", "좌표로")."""
    numbers = [c.column for c in query.columns if query.schema.is_number(c.column)]
    place = [query.schema.concept("latitude"), query.schema.concept("longitude")]
    if not query.has(_LIES) or not all(place):
        return numbers
    return [*(c for c in place if c), *(n for n in numbers if n not in place)]


def depth_of(query: Query) -> int | None:
    """How deep a tree may be."""
    return places_asked.number_of(_DEPTH, query.text)


def test_share_of(query: Query) -> float | None:
    """The share of rows to be held out for checking."""
    found = pattern(_HELD_OUT).search(query.text)
    if found is None:
        return None
    share = float(found["f"]) if found["f"] else int(next(v for k, v in found.groupdict().items() if v and k != "f")) / 100
    return share if 0.05 <= share <= 0.5 else None


def clusters(query: Query) -> int | None:
    """How many clusters are asked for."""
    return places_asked.number_of(_OF_CLUSTERS, query.text)


def unit(query: Query) -> str | None:
    """The length of a period that the message names."""
    return next((name for name, wanted in _UNIT_WORDS if query.has(wanted)), None)


def _target(query: Query, kind: str) -> tuple[str | None, list[str]]:
    """(what is predicted, what by): "ECLO를 날씨로", "of ECLO on weather and road type", "로지스틱 회귀로 사망 예측"."""
    named: list[Named] = [c for c in query.columns if "depth" not in query.text[c.start : c.end]]  # nearly "deaths"
    on = pattern(r"\b(?:on|by|from|using|with)\b").search(query.text)
    said = next((c for c in named if pattern(_TARGETED).search(query.text[: c.start])), None)
    marked = (
        said
        or next((c for c in named if re.match(_AIM, query.text[c.end :])), None)
        or next((c for c in named if re.match(r"\s*(?:을|를|의)(?=\s)", query.text[c.end :]) or re.match(_AIM, query.text[c.end :])), None)
    )
    measures = {c.column for c in query.measures}
    first = next((c for c in named if c.column in measures), None)
    target = marked or (next((c for c in named if on and c.end <= on.start()), None)) or first
    if target is None:
        compared = next((c.column for c in query.conditions if query.schema.is_measure(c.column) or kind == "logistic"), None)
        told = _casualties(query) or compared
        return told or query.schema.concept("eclo"), [c.column for c in named if c.column != told]
    number = None if query.schema.is_number(target.column) or kind not in ("linear", "ridge") else query.number_like(target)
    return number or target.column, [c.column for c in named if c.column != target.column]


def _casualties(query: Query) -> str | None:
    """ "사망 예측": the count of those who died, where there is one."""
    for key, wanted in (("deaths", r"사망|\bfatal\w*|\bdeaths?\b"), ("serious", r"중상|\bserious\b")):
        if query.has(wanted) and (column := query.schema.concept(key)):
            return column
    return None


def _is_outcome(query: Query, condition: Condition, target: str) -> bool:
    """ "logistic regression of fatal accidents": the fatal ones are what is to be predicted, and no rows to look at alone."""
    return _casualties(query) == target and bool(pattern(r"사망|중상|\bfatal\b").search(str(condition.value)))


def _is_trend(query: Query) -> bool:
    by_quarter = unit(query) == "quarter" and (
        query.operation == "count" or query.has(r"추이|변화|흐름|어때|보여|늘|줄")
    )  # no column holds quarters
    return (query.has(_TREND) or by_quarter) and not query.has(_DRAWN) and not _other_groups(query)


def _other_groups(query: Query) -> bool:
    """Groups that are no times, or an hour or weekday, which are no stretch of time: a line of each is what is meant."""
    times = {query.schema.concept(key) for key in ("date", "year", "month")}
    return any(d.by and d.column not in times for d in query.dimensions)


def _along_time(query: Query) -> Decision | None:
    if query.schema.profile is None:
        return None
    what = next(
        (
            name
            for name, wanted in (("year_on_year", _YEAR_ON_YEAR), ("moving_average", _MOVING), ("seasonality", _SEASON))
            if query.has(wanted)
        ),
        None,
    )
    if what is None and _years_side_by_side(query):
        years = query.schema.concept("year")
        where = where_of([c for c in query.conditions if c.column != years])
        return Call("analyze_trend", {"what": "year_on_year", **measured(query), "where": where})
    if what is None:
        if not _is_trend(query) or query.schema.concept("date") is None:
            return None
        what = "trend"
    arguments: dict[str, Any] = {"what": what, **measured(query)}
    period = unit(query)
    if what == "moving_average" and (wide := window(query)):
        arguments["window"], period = wide["window"], wide["unit"]
    if period and what != "year_on_year":
        arguments["unit"] = period
    return Call("analyze_trend", arguments)


def window(query: Query) -> dict[str, Any]:
    """How many periods of which length a moving average spans ("30일", "3-month"); {} where that is not said."""
    found = pattern(_WINDOW).search(query.text)
    if found is None:
        return {}
    word = found["unit"].strip(" -").rstrip("s")
    return {"window": int(found["n"]), "unit": _UNITS.get(word, word)}


def _years_side_by_side(query: Query) -> bool:
    """ "2017년이랑 2018년 월마다 비교하면 늘었나": two years, month by month, and whether there are more."""
    two = len(query.either.get(query.schema.concept("year") or "", [])) == 2
    monthly = query.has(r"월\s*(?:별|마다)|\bmonth\b|\bmonthly\b") and query.has(lexicon.RISING)
    against = not query.measures and query.has(r"증감|\d년(?:도)?\s*대비|대비\s*(?:\S+\s*)?(?:늘|줄|증가|감소)|\bchange from\b")
    return two and (monthly or against) and not query.chart


def measured(query: Query) -> dict[str, Any]:
    """The quantity that is followed, where one is named; rows otherwise."""
    if not query.measures:
        return {}
    column = query.measures[0].column
    said = query.operation if not query.has(_MOVING) else _smoothed(query)
    operation = said if said in ("sum", "mean", "median", "min", "max") else query.schema.default_operation(column)
    return {"value": column, "operation": operation}


def _smoothed(query: Query) -> str | None:
    """ "moving average of total ECLO": the figure that is smoothed, and not the average that smooths it."""
    rest = pattern(_MOVING).sub(" ", query.text)
    return next((operation for operation, wanted in lexicon.OPERATIONS if operation != "count" and pattern(wanted).search(rest)), None)


_Z_LINE = pattern(
    r"(?<![a-z])z\s*-?\s*(?:점수|값|스코어|scores?|values?)?\s*(?:가|는|은|이|를|of|is|over|above|beyond|at|threshold|cut-?off|기준|절댓값|\||[=:>≥])*\s*(?P<a>\d+(?:\.\d+)?)(?![\d-])"
    r"|\b(?:threshold|cut-?off|limit)\b\s*(?:of|to|at|is|=|:)?\s*(?:z\s*[=>]?\s*)?(?P<b>\d+(?:\.\d+)?)|(?P<c>\d+(?:\.\d+)?)\s*(?:시그마|표준\s*편차|\bsigmas?\b|\bstandard deviations?\b|\bstd\b)"
    r"|(?:기준|문턱|임계)(?:값|치|점)?(?:은|는|을|를|이)?\s*(?:z\s*)?(?P<d>\d+(?:\.\d+)?)|(?P<e>\d+(?:\.\d+)?)\s*(?:을|를|으?로)?\s*(?:기준|임계)|(?P<f>\d+(?:\.\d+)?)\s*(?:이상|초과|넘는)?\s*z\b"
)


def _odd_days(query: Query) -> Decision | None:
    if not query.has(_DAYS) or query.schema.profile is None:
        return None
    line = _Z_LINE.search(query.text)
    beyond = float(next(v for v in line.groups() if v)) if line else 0.0
    return Call("find_anomalous_days", {**measured(query), **({"threshold": beyond} if 1 < beyond <= 20 else {})})


_WEEK_IN_TWO = r"평일\s*(?:/|과|이랑|와|하고)?\s*주말|주말\s*(?:/|과|이랑|와|하고)?\s*평일|\bweekdays?(?:/| or | and | vs\.? )weekends?\b|\bweekends?(?:/| or | and | vs\.? )weekdays?\b"


def _date_parts(query: Query) -> Decision | None:
    """Parts of a date, counted or as columns: the message speaks of dates, or of the date column, or of such a column to be added."""
    date = query.schema.concept("date")
    if date is None or query.chart or query.map:
        return None
    parts = [part for part, wanted in _PART_WORDS if query.has(wanted) and not (part == "weekday" and query.has(_WEEK_IN_TWO))]
    other = [c for c in query.columns if not query.schema.is_time(c.column)] or query.conditions
    as_columns = query.has(_AS_COLUMNS)
    split = any(c.column == date for c in query.columns) and query.has(_SPLIT) and (len(parts) > 1 or (parts and as_columns))
    added = parts and not other and as_columns and query.has(_ADDED)
    parted = "weekend" in parts and query.has(_WEEK_IN_TWO) and query.has(_SPLIT) and not other
    if not (query.has(_PARTS) or split or added or parted):
        return None
    named = {"parts": parts} if parts else {}
    kept = query.has(_NEW_COLUMNS) and not (query.operation == "count" and not as_columns)
    return Call("date_parts", {"result": "dataset", **named} if kept else named)
