"""Questions of statistics: tests (hypotheses), the shape of a distribution, correlation matrices, multicollinearity, outliers by a named method."""

from __future__ import annotations

from bot.agent.offline import hypotheses, lexicon
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern

_NORMAL = r"\b(?:is|are) (?:the )?[\w가-힣]+ normal\b|정규(?:야|인가|인지|일까)|정규성|정규\s*분포|\bnormality\b|\bnormal(?:ly)? distribut\w+|\bgaussian\b|샤피로|\bshapiro\b|앤더슨|\banderson\b|콜모고로프|\bkolmogorov\b|\bk-?s test\b|릴리포스|\blilliefors\b|다고스티노|\bd'?agostino\b"
_SHAPE = r"왜도|첨도|\bskew\w*|\bkurtosis\b|분포\s*(?:의\s*)?(?:모양|형태|자세|상세)|중앙값\s*절대\s*편차|\bmedian absolute deviation\b|\bshape of\b|\bdistribution in detail\b"
_VIF = r"다중\s*공선|\bvif\b|\bmulti-?collinear\w*|\bcollinear\w*|분산\s*팽창|공선성"
_MATRIX = r"히트\s*맵|행렬|매트릭스|\bheat ?maps?\b|\bmatrix\b"
_PARTIAL = r"편\s*상관|통제|보정|고정(?:하|한|했)|\bpartial\b|\bcontroll?\w*|\badjust\w+|\bholding\b"
_CONTROL_AFTER = r"\b(?:controlling|controlled|control|adjusting|adjusted|holding|given)\b(?: for)?"
_CONTROL_BEFORE = r"\s*(?:을|를|은|는)?\s*(?:통제|보정|고정|control|adjust)"
_MIXED = r"혼합|범주(?:형|까지|도)|모든\s*(?:열|컬럼)|\bmixed\b|\bcategor\w+|크[래라]머|크라메르|\bcram[eé]r\b|\bassociation matrix\b"
RANK_METHODS = ((r"스피어만|순위\s*상관|\bspearman\b", "spearman"), (r"켄달|\bkendall\b", "kendall"), (r"피어슨|\bpearson\b", "pearson"))
OUTLIER_METHODS = (
    (r"격리\s*숲|고립\s*숲|아이솔레이션|\bisolation forest\b|\biforest\b", "isolation_forest"),
    (r"수정\s*(?:된\s*)?z|\bmodified z\b|\bmad\b", "modified_zscore"),
    (
        r"(?<![a-z])z\s*-?\s*(?:점수|값|스코어)|표준\s*점수|제트\s*점수|\bz[- ]?scores?\b|(?:3|세)\s*시그마|\b(?:3|three)[- ]sigma\b",
        "zscore",
    ),
)
_ALL_COLUMNS = r"모든\s*(?:숫자\s*)?(?:열|컬럼|변수)|전체\s*(?:열|컬럼)|\b(?:all|every|each) (?:numeric )?columns?\b"


WHICH = hypotheses.WHICH


def asked(query: Query) -> bool:
    """Is it a question of this kind, which is no change to an earlier answer?"""
    return query.has("|".join((hypotheses.TEST, _NORMAL, _SHAPE, _VIF))) or (query.has(lexicon.CORRELATION) and query.has(_MATRIX)) or (
        query.has(lexicon.OUTLIERS) and hypotheses.first(OUTLIER_METHODS, query) is not None
    )  # fmt: skip


def decide(query: Query) -> Decision | None:
    """The call, a question back, or None where it is none of these."""
    for rule in (_multicollinearity, _outliers, _correlation, _shape, _normality, hypotheses.decide):
        decision = rule(query)
        if decision is not None:
            return decision
    return None


def _quantity(query: Query) -> str | None:
    """The number it is about: one that is named, else ECLO, else the first."""
    named = next((c.column for c in query.measures), None) or next((c.column for c in hypotheses.numeric(query)), None)
    return named or query.schema.concept("eclo") or next(iter(query.schema.measures()), None)


def _multicollinearity(query: Query) -> Decision | None:
    if not query.has(_VIF):
        return None
    columns = [c.column for c in hypotheses.numeric(query)]
    return Call("check_multicollinearity", {"columns": columns} if len(columns) >= 2 else {})


def _outliers(query: Query) -> Decision | None:
    method = hypotheses.first(OUTLIER_METHODS, query)
    named = query.has(r"격리\s*숲|\bisolation forest\b") or (method and query.has(_PICK))
    if not (query.has(lexicon.OUTLIERS) or named) or (method is None and not query.has(_ALL_COLUMNS)):
        return None
    limit = threshold(query, method or "iqr")
    columns = [c.column for c in hypotheses.numeric(query)]
    if not columns and not query.has(_ALL_COLUMNS) and method != "isolation_forest" and (column := _quantity(query)):
        columns = [column]
    return Call("find_outliers", {**({"columns": columns} if columns else {}), "method": method or "iqr", **limit})


_PICK = r"골라|찾아|잡아|걸러|표시|벗어난|넘는|넘은|\bflag\b|\bbeyond\b|\bspot\b|\bfind\b|\bover\b|\babove\b"


_FENCES = pattern(
    r"\biqr\b\s*(?:의\s*|로\s*|을\s*|[x×*]\s*)?(?P<a>\d+(?:\.\d+)?)|(?P<b>\d+(?:\.\d+)?)\s*(?:배|[x×*]\s*iqr|iqrs?\b|times|사분위)|\bmultiplier\s*(?:of|=|to|is)?\s*(?P<c>\d+(?:\.\d+)?)"
)


def fences(query: Query) -> float | None:
    """How many interquartile ranges away an outlier is ("IQR 3배", "2 times the IQR"): the last that is said ("1.5 말고 3배")."""
    said = [float(next(v for v in found.groups() if v)) for found in _FENCES.finditer(query.text)]
    return said[-1] if said and 0 < said[-1] <= 10 else None


def threshold(query: Query, method: str) -> dict[str, float]:
    """Where the line is drawn: a share of the rows for the forest, else multiples ("beyond 2.5", "2.5 넘는", "1.5배")."""
    if method == "isolation_forest":
        share = pattern(r"(\d+(?:\.\d+)?)\s*(?:%|퍼센트|프로|percent)").search(query.text)
        return {"threshold": float(share[1]) / 100} if share and 0 < float(share[1]) < 50 else {}
    line = pattern(
        r"(?:beyond|over|above|threshold(?: of)?|cut-?off(?: of| at)?|기준(?:은|을)?)\s*[±=:]?\s*(?P<a>\d+(?:\.\d+)?)|(?P<b>\d+(?:\.\d+)?)\s*(?:배|시그마|을?\s*(?:넘|초과|이상(?!\s*[치값]))|기준|밖)|\b(?P<c>\d+(?:\.\d+)?) (?:sigma|times)\b"
    ).search(query.text)
    said = next((v for v in line.groups() if v), None) if line else None
    return {"threshold": float(said)} if said and 0 < float(said) <= 10 else {}


def _correlation(query: Query) -> Decision | None:
    """A matrix with its picture, a partial correlation, categories among each other; the test of a single correlation."""
    if not query.has(lexicon.CORRELATION):
        return None
    columns = [c.column for c in query.columns]
    method = hypotheses.first(RANK_METHODS, query)
    if query.has(_PARTIAL) and len(columns) >= 2 and (controls := _controls(query)):
        kept = [c for c in columns if c not in controls]
        target = query.schema.concept("eclo")
        if len(kept) == 1 and target and target not in columns:
            kept.append(target)
        return Call("get_correlation", {"columns": kept, "method": method or "pearson", "controls": controls}) if len(kept) > 1 else None
    if query.has(hypotheses.TEST) and len(columns) == 2 and all(query.schema.is_number(c) for c in columns):
        return Call("test_hypothesis", {"column": columns[0], "second_column": columns[1], **({"test": method} if method else {})})
    categories = [c for c in columns if not query.schema.is_number(c)]
    mixed = query.has(_MIXED) or (len(columns) >= 2 and len(categories) == len(columns))
    if mixed and not query.has(hypotheses.TEST):
        return Call("get_correlation", {**({"columns": columns} if len(columns) >= 2 else {}), "method": "mixed"})
    if query.has(_MATRIX):
        return Call(
            "get_correlation", {**({"columns": columns} if len(columns) >= 2 else {}), "method": method or "pearson", "picture": True}
        )
    return None


def _controls(query: Query) -> list[str]:
    """The columns to be held constant: those after "controlling for", or right before "통제"; else the last of three or more."""
    numeric = hypotheses.numeric(query)
    after = pattern(_CONTROL_AFTER).search(query.text)
    if after and (found := [c.column for c in numeric if c.start >= after.end()]):
        return found
    before = [c.column for c in numeric if pattern(_CONTROL_BEFORE).match(query.text, c.end)]
    return before or ([numeric[-1].column] if len(numeric) > 2 else [])


def _shape(query: Query) -> Decision | None:
    column = _quantity(query)
    if not query.has(_SHAPE) or column is None:
        return None
    return Call("describe_distribution", {"column": column, **({"picture": True} if query.chart or query.has(r"그림|\bpicture\b") else {})})


def _normality(query: Query) -> Decision | None:
    column = _quantity(query)
    if not query.has(_NORMAL) or column is None:
        return None
    test = hypotheses.first(hypotheses.NAMED_TESTS, query)
    return Call("test_hypothesis", {"column": column, **({"test": test} if test else {})})
