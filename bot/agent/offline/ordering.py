"""Whole rows in order: the worst, the oldest, sorted by a column."""

from __future__ import annotations

from bot.agent.offline import lexicon
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

_THE_WORST = (
    r"(?:가장|제일|젤)\s*(?:많이\s*)?(?:심각|심|큰|크게\s*다친)(?:한|했던)?\s*(?:교통\s*)?사고(?!\s*(?:유형|종류|시간|지역|장소|가\s*많))"
    r"|\b(?:worst|most (?:serious|severe)|deadliest|gravest) (?:\d+ )?(?:accident|crash|collision)s?\b(?! (?:type|rate|hour|day|spot|site)s?\b)"
)
"""Accidents themselves, and no groups of them."""


def the_worst(query: Query) -> Decision | None:
    """ "수성구에서 가장 심각한 사고", "when was the worst crash": the accident itself, and no mean of its group."""
    eclo = query.schema.concept("eclo")
    named = [c for c in query.columns if c.column != eclo]
    if eclo is None or query.schema.profile is None or named or query.operation or query.chart or query.map or query.either:
        return None
    return Call("sort_dataframe", {"column": eclo, "ascending": False, "top_n": query.top_n or 1}) if query.has(_THE_WORST) else None


_TOP_ROWS = r"상위|하위|\btop\b|\bbottom\b|사고|곳|\baccidents?\b|\bcrashes\b|\brows?\b"


def decide(query: Query) -> Decision | None:  # noqa: PLR0911 - one way out for each reason that it is no order of rows
    """Whole rows in order: "ECLO가 높은 순으로", "가장 심각한 사고 10건". Not when groups are asked for."""
    if (aged := _by_age(query)) is not None:
        return aged
    if (end := _by_end(query) or _by_price(query)) is not None:
        return end
    if query.operation in _ENDS and query.measures and query.has(_THE_ONE) and not query.dimensions:
        return Call(
            "sort_dataframe", {"column": query.measures[0].column, "ascending": query.operation == "min", "top_n": query.top_n or 1}
        )
    asked = query.has(lexicon.SORT) or (
        query.has(lexicon.MOST)
        and query.has(
            _TOP_ROWS
            if query.top_n and query.measures
            else r"사고(?:는|들|를|은|만)?\s*(?:\d|하나|한\s|상위|보여|알려|목록|뭐|어떤|[?]|$)|곳|(?:주차장|카메라|지점)(?:은|는|이|을|를)?\s*(?:어디|보여|알려|뭐|찾|[?]|$)|\baccidents?\b|\bcrashes\b|\brows?\b"
        )
    )
    asked = asked or _extreme(query)
    if not asked or any(d.by for d in query.dimensions) or query.operation not in (None, "count"):
        return None
    if query.operation and not _extreme(query):
        return None
    column = next((c.column for c in query.columns), None)
    if column is None and query.has(lexicon.DANGER):
        column = query.schema.concept("eclo")
    if (
        column
        and not query.has(lexicon.SORT)
        and not query.has(r"\d")
        and query.has(r"\bbusiest\b|붐비|잦은|빈번")
        and query.schema.is_time(column)
    ):
        return None
    if query.has(_BY_COUNT) and column and not query.schema.is_number(column) and not query.schema.is_time(column):
        return None  # its values by how many rows they have
    if column is None or (not query.has(lexicon.SORT) and not query.schema.is_number(column)):
        return None
    if (
        (query.schema.is_time(column) and query.has(lexicon.NEWEST))
        or (query.has(lexicon.NEWEST) and column == query.schema.concept("installed"))
    ) or query.has(
        r"내림차순|큰\s*것부터|높은\s*것부터|많은\s*것부터|비싼|높은\s*순|많은\s*순|큰\s*순|심한\s*순|descending|\bdesc\b|high(?:est)? first"
    ):
        ascending = False
    elif (
        query.has(r"오름차순|ascending|\basc\b|(?:낮은|적은|작은|싼|오래된|이른)\s*것부터|오래된\s*순|낮은\s*순|적은\s*순|작은\s*순")
        or query.ascending
    ):
        ascending = True
    else:
        ascending = query.has(lexicon.SORT) and not query.schema.is_measure(column) and not query.has(lexicon.MOST)
    return Call("sort_dataframe", {"column": column, "ascending": ascending, **({"top_n": query.top_n} if query.top_n else {})})


_BY_COUNT = r"많은\s*순|적은\s*순|흔한\s*순|잦은\s*순|많이\s*\S+\s*순|빈도\s*순|\bmost (?:common|frequent)\b|\bby frequency\b"
_ENDS = frozenset({"max", "min"})
_THE_ONE = r"(?:최대|최고|최소|최저)\s*[a-z가-힣]{2,8}\s*(?:인\s*)?(?:사고|행|카메라|주차장)(?![가-힣]*\s*(?:수|건수|비율))|(?:최대|최고|최소|최저|최댓값|최솟값)(?:인|였던|이었던|의)?\s*(?:사고|행|곳|카메라|주차장)(?:\s*(?:보여|알려|찾|뭐|어디|는|은|\?|$))|\b(?:accident|crash|row|camera|lot) with the (?:max\w*|min\w*)"


_SUPERLATIVE = pattern(r"(?:이|가|은|는)?\s*(?:가장|제일|젤|최고로)\s*(?:높|큰|많|낮|적|작|비싼|싼|넓|좁|긴|짧)")


def _extreme(query: Query) -> bool:
    """So many rows with the most or the least of one number: "제한속도가 가장 높은 카메라 5개"."""
    if not query.top_n or len(query.columns) != 1:
        return False
    named = query.columns[0]
    return query.schema.is_number(named.column) and _SUPERLATIVE.match(query.text, named.end) is not None


_LOTS = r"주차|요금|비용|(?<![가-힣])(?:데|곳|군데)(?![가-힣]{2})|어디|\b(?:lot|place|spot|one)s?\b|\bparking\b|\bcar parks?\b|\bwhere\b"
_DEAR, _CHEAP = r"비싼|비싸", r"(?<!비)싼|(?<!비)싸(?![움우])|저렴|\bcheap\w*"


def _by_price(query: Query) -> Decision | None:
    """ "제일 싼 주차장", "most expensive lots", "요금 비싼 순": lots by their fee."""
    fee = query.schema.concept("fee_base")
    if fee is None or query.schema.profile is None or any(d.by for d in query.dimensions) or query.operation not in (None, "min", "max"):
        return None
    cheap = query.has(_CHEAP)
    if not (cheap or query.has(rf"{_DEAR}|\bexpensive\b|\bpric(?:ey|iest)\b|\bdearest\b")):
        return None
    # of lots: not of cheap flights
    about = any(m.column == fee for m in query.measures) or query.has(_LOTS)
    if (
        not about
        or any(m.column != fee for m in query.measures)
        or not query.has(rf"{lexicon.MOST}|{lexicon.SORT}|\bcheapest\b|\bpriciest\b|\bdearest\b|순")
    ):
        return None
    return Call("sort_dataframe", {"column": fee, "ascending": cheap, **({"top_n": query.top_n} if query.top_n else {})})


_ENDS_OF_TOWN = (
    ("latitude", r"북쪽|\bnorthern ?most\b|\bfurthest north\b", False), ("latitude", r"남쪽|\bsouthern ?most\b|\bfurthest south\b", True),
    ("longitude", r"동쪽|\beastern ?most\b|\bfurthest east\b", False), ("longitude", r"서쪽|\bwestern ?most\b|\bfurthest west\b", True),
)  # fmt: skip


def _by_end(query: Query) -> Decision | None:
    """ "가장 북쪽에 있는 카메라"."""
    for key, wanted, ascending in _ENDS_OF_TOWN:
        column = query.schema.concept(key)
        if (
            column
            and query.has(rf"(?:가장|제일|젤|맨)\s*(?:{wanted})|{wanted.split('|', 1)[1]}")
            and not query.measures
            and not query.chart
        ):
            return Call("sort_dataframe", {"column": column, "ascending": ascending, "top_n": query.top_n or 1})
    return None


def _age_of_each(query: Query) -> Decision | None:
    """ "oldest camera in each district", "구별로 가장 최근에 설치된 카메라": the first or last year of each."""
    installed = query.schema.concept("installed")
    if installed is None or query.measures or not query.dimensions or not query.dimensions[0].by or query.dimensions[0].column == installed:
        return None
    end = next((e for wanted, e in ((lexicon.OLDEST, "min"), (lexicon.NEWEST, "max")) if query.has(wanted)), None)
    group = query.dimensions[0].column
    return Call("group_by_aggregate", {"group_column": group, "agg_column": installed, "operation": end}) if end else None


def _by_age(query: Query) -> Decision | None:
    """The oldest, the newest, the biggest."""
    if (each := _age_of_each(query)) is not None:
        return each
    when = query.schema.concept("installed") or query.schema.concept("date") or query.schema.concept("year")
    size = query.schema.concept("spaces")
    worst = query.schema.concept("eclo") if query.has(r"사고|\baccidents?\b|\bcrash(?:es)?\b") else None
    for wanted, column, ascending in (
        (lexicon.OLDEST, when, True),
        (lexicon.NEWEST, when, False),
        (lexicon.BIGGEST, size, False),
        (rf"{lexicon.BIGGEST}|피해(?:가|는)?\s*(?:가장|제일|젤)?\s*(?:컸|큰|크)", worst, False),
    ):
        if column and query.has(wanted) and not query.dimensions and not query.measures:
            return Call("sort_dataframe", {"column": column, "ascending": ascending, **({"top_n": query.top_n} if query.top_n else {})})
    return None
