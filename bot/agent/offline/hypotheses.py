"""Tests of a hypothesis: groups compared, two categories, a value, a pair of columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.agent.offline import lexicon
from bot.agent.offline.columns import Named, Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.date_words import WEEKDAYS
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from tools._text import Text

TEST = (
    r"검정(?!색|고시|콩)|유의(?:한|미|성|하|차|수준|할|해|\s*확률)|통계적|(?<![가-힣])가설|귀무|대립\s*가설|기각|\breject\b|\bh0\b|\bnull hypothes\w+|p\s*값|\bp[- ]?values?\b|\bt[- ]?tests?\b|\banova\b|분산\s*분석|\bhypothes\w+"
    r"|\bsignifican\w+|카이\s*제곱|\bchi[- ]?squared?\b|만\s*-?\s*휘트니|\bmann[- ]?whitney\b|윌콕슨|\bwilcoxon\b|크러스[컬칼]|\bkruskal\b|피셔|\bfisher\b|레빈|\blevene\b|등분산"
    r"|\btest (?:it|this|whether|if|that|for|of|the)\b|우연(?:인지|일까|이야|인가)|\bby chance\b|\bindependent of\b|독립(?:인지|이야|일까|적)"
)
_DIFFERENCE = r"차이(?:가|는|도)?\s*(?:있|나(?:\s|나|는|요|니|\?|$)|날|유의|큰지)|다른(?:지|가\s*\?|가요)|다를까|달라\s*\?|달라요\s*\?|\b(?:is|are|do|does|did)\b.*\b(?:different|differ|difference)\b"
# one value against every other
_REST = r"나머지|그\s*(?:외|밖)|\bthe (?:rest|others?)\b|\b(?:everything|everyone|all|any(?:thing)?|other) (?:else|(?:the )?others?|accidents|crashes)\b|\bother ones\b|다른\s*(?:사고|것|경우|위반|날|유형)(?:들)?(?:보다|과|와|이랑|랑|하고)"
_AGAINST = r"보다|비교|대비|차이|\bvs\.?\b|\bversus\b|\bthan\b|\bcompar\w+|\bagainst\b|\bdiffer\w*"
_HOW_DIFFERENT = r"(?:어떻게|얼마나|어느\s*정도)\s*(?:다르|다른|달라|차이)|\bhow (?:much )?(?:do|does|did|different)\b"
_DEPENDS = r"차이|\bdiffer\w*"

# how people call a test -> what the tool calls it; the first that fits
NAMED_TESTS: tuple[tuple[str, str], ...] = (
    (r"대응\s*(?:표본)?|쌍체|짝\s*(?:지은|비교)|\bpaired\b", "paired_t"),
    (r"일\s*표본|단일\s*표본|\bone[- ]sample\b", "one_sample_t"),
    (r"만\s*-?\s*휘트니|\bmann[- ]?whitney\b|순위합|\brank[- ]sum\b", "mann_whitney"),
    (r"윌콕슨|\bwilcoxon\b|부호\s*순위", "wilcoxon"),
    (r"크러스[컬칼]|\bkruskal\b", "kruskal_wallis"),
    (r"레빈|\blevene\b|등분산|분산이?\s*(?:같|동일)|\bequal variances?\b|\bhomogeneity\b", "levene"),
    (r"(?:웰치|\bwelch'?s?)\s*(?:의\s*)?(?:분산\s*분석|anova)", "welch_anova"),
    (r"\banova\b|분산\s*분석|아노바", "anova"),
    (r"피셔|\bfisher\b", "fisher_exact"),
    (r"카이\s*제곱|\bchi[- ]?squared?\b", "chi_square"),
    (r"샤피로|\bshapiro\b", "shapiro_wilk"),
    (r"다고스티노|\bd'?agostino\b", "dagostino"),
    (r"콜모고로프|릴리포스|\bkolmogorov\b|\blilliefors\b|\bk-?s test\b", "kolmogorov_smirnov"),
    (r"앤더슨|\banderson\b", "anderson_darling"),
    (r"웰치|\bwelch\b|\bt[- ]?tests?\b|(?<![a-z])t\s*-?\s*검정|티\s*검정|독립\s*표본", "welch_t"),
)

WORDS = "|".join(wanted for wanted, _ in NAMED_TESTS) + r"|wallis|whitney|검정|test|단측|양측|sided|tailed|정확|순위|^[uth]$"
_NUMBER = r"(?P<n>-?\d+(?:\.\d+)?)"
# "ECLO 평균이 5인지", "differs from 5", right behind the column: what is tested is the value, no rows are meant
_VALUE = (
    (rf"(?:의)?\s*(?:평균|중앙값)?(?:값)?(?:이|가|은|는)?\s*{_NUMBER}\s*(?:명|건)?\s*(?:인지|이라고|라고|(?:와|과|이랑|랑|하고)\s*(?:유의(?:하게|미하게)\s*)?(?:다른|같은|다르|차이))", None),
    (rf"(?:의)?\s*(?:평균|중앙값)?(?:값)?(?:이|가|은|는)?\s*{_NUMBER}\s*(?:명|건)?\s*보다\s*(?:큰지|높은지|많은지|크다고|높다고)", "greater"),
    (rf"(?:의)?\s*(?:평균|중앙값)?(?:값)?(?:이|가|은|는)?\s*{_NUMBER}\s*(?:명|건)?\s*보다\s*(?:작은지|낮은지|적은지|작다고|낮다고)", "less"),
    (rf"\s*(?:is |are |significantly )*(?:==?|equal to|equals?|differs?(?: significantly)? from|(?:significantly )?different from|against|is) {_NUMBER}\b", None),
    (rf"\s*(?:is |are |significantly )*(?:greater|more|larger|higher) than {_NUMBER}\b", "greater"),
    (rf"\s*(?:is |are |significantly )*(?:less|lower|smaller|fewer) than {_NUMBER}\b", "less"),
)  # fmt: skip

_DAY_NIGHT = r"(?:주간|낮)\D*(?:야간|밤)|(?:야간|밤)\D*(?:주간|낮)|\b(?:day|daytime)\b.*\b(?:night|nighttime)\b|\bnight\w*\b.*\bday\w*\b"
_WEEKEND = r"주말.*(?:평일|주중)|(?:평일|주중).*주말|\bweekends?\b.*\bweekdays?\b|\bweekdays?\b.*\bweekends?\b"
_DAY, _NIGHT = list(range(6, 18)), [*range(18, 24), *range(6)]  # as the police divide the day: 06-18, 18-06

WHICH = Text(
    ko="무엇을 검정할까요? 예: “{group}에 따라 {measure} 차이가 유의해?”, “{measure} 정규성 검정해줘”",
    en="What shall I test? For example: “does {measure} differ significantly by {group}?” or “test {measure} for normality”",
)


def first(table: tuple[tuple[str, str], ...], query: Query) -> str | None:
    return next((name for wanted, name in table if query.has(wanted)), None)


def numeric(query: Query) -> list[Named]:
    return [c for c in query.columns if query.schema.is_number(c.column)]


# "is ECLO higher at night?", "밤에 ECLO가 더 높아?": these rows against the others
_HIGHER_WHEN = (
    r"^(?:is|are) (?:the )?(?:mean |average )?[\w가-힣]+ (?:significantly |really )?(?:higher|lower|greater|larger|smaller|more severe|worse) (?:when|at|in|on|if|during|for|with)\b"
    r"|(?:이|가|은|는)\s*(?:정말\s*|진짜\s*)?더\s*(?:높|낮|크|작|심하)(?:아|은가|나|니|을까|ㄹ까|은지)?(?:요)?\s*\?"
)


def decide(query: Query) -> Decision | None:
    """Groups compared, two categories, a value, a pair of columns."""
    explicit = query.has(TEST)
    among = len(query.conditions) == 1 and bool(query.measures) and query.has(_HIGHER_WHEN)
    differs = bool(query.measures and (query.dimensions or query.conditions) and query.has(_DIFFERENCE))
    if not explicit and not among and not differs and not _compared(query):
        return None
    if not explicit and query.operation and query.has(_HOW_DIFFERENT):
        return None  # the figures are asked for, not whether chance made them
    test = first(NAMED_TESTS, query)
    for family in _FAMILIES:
        arguments = family(query)
        if arguments is not None:
            sided = {} if "alternative" in arguments or not (way := side(query)) or way == "two-sided" else {"alternative": way}
            return Call("test_hypothesis", {**arguments, **_fitting(test, arguments), **sided})
    group = next(iter(query.schema.dimensions()), query.schema.names[0])
    measure = query.schema.concept("eclo") or next(iter(query.schema.measures()), group)
    return Say(WHICH, {"group": group, "measure": measure}) if explicit else None


def _compared(query: Query) -> bool:
    """Are two sides that no column tells apart, or one and the rest, set against each other: how severe is either ("과속이랑 나머지")?"""
    if query.operation not in (None, "mean") or query.chart or query.map or not (query.measures or query.schema.concept("eclo")):
        return False
    rest = len(query.conditions) == 1 and not query.conditions[0].turned and query.has(_REST) and query.has(_AGAINST)
    return rest or (
        query.has(_DAY_NIGHT) and (query.has(lexicon.DANGER) or bool(query.measures)) and not any(d.by and d.end for d in query.dimensions)
    )


def _fitting(test: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    """The test that was named: "t 검정" of a value or of pairs is not that of two groups."""
    if test is None or "test" in arguments:
        return {}
    if test == "welch_t":
        kind = "one_sample_t" if "value" in arguments else "paired_t" if "second_column" in arguments else "welch_t"
        return {"test": kind}
    return {"test": test}


_ONE_SIDED = r"단측|한쪽|\bone[- ](?:sided|tailed)\b"
_GREATER = r"크|높|많|심|위험|\bgreater\b|\bhigher\b|\bmore\b|\blarger\b|\bright\b|\bupper\b|\bworse\b"
_LESS = r"작|낮|적|\bless\b|\blower\b|\bsmaller\b|\bfewer\b|\bleft\b"


def side(query: Query) -> str | None:
    """The side of a one-sided test ("단측", "one-tailed"), greater where none is named; None where both are meant or nothing is said."""
    if not query.has(_ONE_SIDED):
        return "two-sided" if query.has(r"양측|\btwo[- ](?:sided|tailed)\b") else None
    return "less" if query.has(_LESS) and not query.has(_GREATER) else "greater"


def made_groups(query: Query) -> dict[str, Any] | None:
    """Day and night, weekend and weekdays: groups that no column has."""
    english = query.text.isascii()
    hour, weekday = query.schema.concept("hour"), query.schema.concept("weekday")
    if query.has(_DAY_NIGHT) and hour and query.schema.is_number(hour):
        words = ("day (06-17)", "night (18-05)") if english else ("주간(6~17시)", "야간(18~5시)")
        return {"by": hour, "groups": dict(zip(words, (_DAY, _NIGHT), strict=True)), "used": {hour, query.schema.concept("time_period")}}
    if query.has(_WEEKEND) and weekday and query.schema.profile:
        values = [v for v, _ in query.schema.profile.column(weekday).top]
        weekend = [v for v in values if re.match(r"토|일|sat|sun", v.lower())]
        if weekend and len(weekend) < len(values):
            words = ("weekend", "weekdays") if english else ("주말", "평일")
            weekend.sort(key=_in_week)
            rest = sorted((v for v in values if v not in weekend), key=_in_week)
            return {"by": weekday, "groups": dict(zip(words, (weekend, rest), strict=True)), "used": {weekday}}
    return None


def _in_week(value: str) -> int:
    return WEEKDAYS.index(value) if value in WEEKDAYS else len(WEEKDAYS)


def _left(query: Query, used: set[str | None]) -> list[dict[str, Any]]:
    from bot.agent.offline.filtering import where_of

    return where_of([c for c in query.conditions if c.column not in used])


def _groups(query: Query) -> dict[str, Any] | None:
    """A quantity by made-up groups, or by values that are named ("비와 맑음", "비 오는 날")."""
    made = made_groups(query)
    eclo = query.schema.concept("eclo")
    other = next((d.column for d in query.dimensions if d.end and (made is None or d.column not in made["used"])), None)
    measure = next((m.column for m in query.measures), None)
    if made:
        column = measure or (other if other and not _is_time(query.schema, other) else None) or eclo
        return (
            {"column": column, "group_column": made["by"], "groups": made["groups"], "where": _left(query, made["used"])}
            if column
            else None
        )
    measure = measure or (query.schema.concept("fee_base") if query.has(_DEARER) else None)
    if query.either:
        by, values = next(iter(query.either.items()))
        column = measure or next((d.column for d in query.dimensions if d.column != by), None) or eclo
        return {"column": column, "group_column": by, "groups": [str(v) for v in values], "where": _left(query, {by})} if column else None
    one = [c for c in query.conditions if c.operator in ("==", "contains") and not _is_value(query, c)]
    measure = measure or (eclo if query.has(rf"{_REST}|{lexicon.DANGER}|{_SEVERE}") else None)
    if len(one) == 1 and measure and not [d for d in query.dimensions if d.column != one[0].column] and not query.conditions[1:]:
        return {"column": measure, "group_column": one[0].column, "groups": [str(one[0].value).strip()], "where": []}
    return None


_DEARER = r"비싸|비싼|(?<!비)싸|(?<!비)싼|저렴|\bcheap\w*|\bexpensive\b|\bpric\w+|\bcosts?\b"
_SEVERE = r"심하|심해|심한|심각|위험|\bworse\b|\bmore (?:severe|serious|dangerous)\b|\bhigher\b"


def _is_time(schema: Schema, column: str) -> bool:
    return schema.is_time(column)


def _is_value(query: Query, condition: Condition) -> bool:
    """A quantity compared with a number: what is tested, not which rows."""
    return query.schema.is_measure(condition.column) and isinstance(condition.value, (int, float))


def _value(query: Query) -> dict[str, Any] | None:
    """ "ECLO 평균이 5인지 검정", "is the mean ECLO greater than 5?"."""
    for named in numeric(query):
        for wanted, side in _VALUE:
            if found := pattern(wanted).match(query.text, named.end):
                direction = {"alternative": side} if side else {}
                return {"column": named.column, "value": float(found["n"]), **direction, "where": _left(query, {named.column})}
    found_condition = next((c for c in query.conditions if _is_value(query, c)), None)
    if found_condition is None or query.dimensions:
        return None
    side = {">": "greater", ">=": "greater", "<": "less", "<=": "less"}.get(found_condition.operator)
    where = _left(query, {found_condition.column})
    return {"column": found_condition.column, "value": found_condition.value, **({"alternative": side} if side else {}), "where": where}


def _by_column(query: Query) -> dict[str, Any] | None:
    """A quantity by a column of groups; two categories; two quantities; the shares of one category."""
    dimensions, measures = [d.column for d in query.dimensions], [m.column for m in query.measures]
    if measures and dimensions:
        return {"column": measures[0], "group_column": dimensions[0]}
    if len(measures) >= 2:
        paired = {"test": "paired_t"} if query.has(_DEPENDS) and first(NAMED_TESTS, query) in (None, "paired_t", "welch_t") else {}
        return {"column": measures[0], "second_column": measures[1], **paired}
    if len(dimensions) >= 2:
        return {"column": dimensions[0], "second_column": dimensions[1]}
    if dimensions:
        eclo = query.schema.concept("eclo")
        means = first(NAMED_TESTS, query) not in (None, "chi_square") or query.operation == "mean"
        return {"column": eclo, "group_column": dimensions[0]} if eclo and means else {"column": dimensions[0]}
    return None


_FAMILIES: tuple[Callable[[Query], dict[str, Any] | None], ...] = (_value, _groups, _by_column)
