"""What only some tools take, by their own words: the name of a test, a way to fill, a model, a place, a limit, an order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.agent.offline import gaps, hypotheses, models, places_asked, statistics
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern


@dataclass(frozen=True, slots=True)
class Own:
    """What only one tool takes, the words for it, and whether words for a figure, a place or how many are part of it."""

    changes: dict[str, Any]
    said: str
    figure: bool = False
    place: bool = False
    top: bool = False
    columns: bool = False

    def rest_of(self, query: Query) -> Query:
        """What else the message says."""
        return replace(
            query,
            operation=None if self.figure else query.operation,
            top_n=None if self.top else query.top_n,
            conditions=[] if self.place else query.conditions,
            dimensions=[] if self.place or self.columns else query.dimensions,
            measures=[] if self.columns else query.measures,
        )


def _test(_: Call, query: Query) -> Own | None:
    """The name of a test, or its side."""
    test, side = hypotheses.first(hypotheses.NAMED_TESTS, query), hypotheses.side(query)
    found = {**({"test": test} if test else {}), **({"alternative": side} if side else {})}
    return Own(found, hypotheses.WORDS) if found else None


def _filled(_: Call, query: Query) -> Own | None:
    """A way to fill gaps."""
    way = gaps.strategy(query)
    return Own({"strategy": way, "value": None, "apply": None}, gaps.WAYS, figure=True) if way else None


def _model(last: Call, query: Query) -> Own | None:
    """Another kind of model, more clusters, a deeper tree, another share held out."""
    kind, depth, share = models.kind_of(query), models.depth_of(query), models.test_share_of(query)
    if kind and (kind in _NO_TARGET) != (last.input.get("kind", "linear") in _NO_TARGET):
        return None  # another question: groups have no target, and a model of something needs one
    features = [c.column for c in query.columns] if query.has(_FEATURES) else []
    found: dict[str, Any] = {
        **({"features": features} if features else {}),
        **({"kind": kind} if kind else {}),
        **({"max_depth": depth} if depth else {}),
        **({"test_share": share} if share else {}),
    }
    if found.get("kind", last.input.get("kind")) not in ("tree", "forest"):
        found["max_depth"] = None
    return Own(found, _OF_MODELS, columns=bool(features)) if any(found.values()) else None


def _place(_: Call, query: Query) -> Own | None:
    """Another place to start from."""
    place = places_asked.place_said(query)
    if not place:
        return None
    roman = pattern(places_asked.ROMAN_PLACE).search(query.text)
    words = "|".join(re.findall(r"[a-z0-9]+|[가-힣]+", f"{place} {roman[0] if roman else ''}"))
    return Own({"place": place, "latitude": None, "longitude": None}, words + r"|[가-힣]+(?:동|구|군|역|읍|면)", place=True)


def _fences(last: Call, query: Query) -> Own | None:
    """How many interquartile ranges ("3배로")."""
    found = statistics.fences(query)
    return Own({"multiplier": found}, r"\d|배|iqr|times") if found else None


def _alike(last: Call, query: Query) -> Own | None:
    """ "sort 'em the other way": the smallest, or the fewest, first."""
    low, high = query.has(_SMALLEST), query.has(_LARGEST)
    argument = "ascending" if last.name == "sort_dataframe" else "fewest"
    return (
        Own({argument: True if low else None if argument == "fewest" else False}, rf"{_SMALLEST}|{_LARGEST}|가장|제일|젤")
        if low != high
        else None
    )


_NO_TARGET = ("kmeans", "pca")
_OF_MODELS = r"랜덤|회귀|군집|클러스터|모[형델]|나무|숲|포레스트|트리|깊이|검증|테스트|변수|피처|특성|\d|regress|forest|tree|model|depth|hold|held|test|ols|feature|predictor|variable|input"
_FEATURES = r"\bfeatures?\b|\bpredictors?\b|\bvariables\b|\binputs?\b|(?<!종속\s)(?<!목표\s)변수(?:는|를|로|에|만)|피처|특성|\b(?:use|using|with|on) (?:only|just)\b|\bonly (?:use|using|with)\b|만\s*(?:써|쓰|사용|넣|가지고|갖고|으로)"
_LIMIT = pattern(
    r"(?P<n>\d+(?:\.\d+)?)\s*(?:명|건|개|대|면|km(?:/h)?|킬로|원|점|년|월|시)?\s*(?:을|를|이)?\s*(?P<op>이상|이하|초과|미만|넘|부터)?|\b(?P<op2>at least|at most|more than|less than|over|under|above|below|up to) (?P<n2>\d+(?:\.\d+)?)"
)
_SIDES = {"이상": ">=", "이하": "<=", "초과": ">", "미만": "<", "넘": ">", "부터": ">="} | {
    "at least": ">=", "at most": "<=", "up to": "<=", "more than": ">", "over": ">", "above": ">", "less than": "<", "under": "<", "below": "<",
}  # fmt: skip


def _limit(last: Call, query: Query) -> Own | None:
    """Another number to compare with ("50 이하로", "what about over 3?")."""
    found = [] if query.conditions or query.columns else list(_LIMIT.finditer(query.text))
    if not found or not isinstance(last.input.get("value"), (int, float)):
        return None
    side, number = found[-1]["op"] or found[-1]["op2"], float(found[-1]["n"] or found[-1]["n2"])
    value = int(number) if number.is_integer() else number
    said = r"\d|이상|이하|초과|미만|넘|부터|^(?:least|most|than|over|under|above|below)$"
    return Own({"value": value, **({"operator": _SIDES[side]} if side else {})}, said, top=True)


_SMALLEST = r"작은|낮은|적은|싼|좁은|짧은|오래된|\bsmallest\b|\blowest\b|\bleast\b|\bfewest\b|\bcheapest\b|\boldest\b|\bearliest\b|\bbottom\b|\bnarrowest\b|\brarest\b|하위"
_LARGEST = r"(?<!더\s)큰|높은|많은|비싼|넓은|최근|최신|\bbiggest\b|\blargest\b|\bhighest\b|\bmost\b|\bnewest\b|\blatest\b|\btop\b|\bpriciest\b|상위"
_READERS = (
    ("test_hypothesis", _test), ("impute_missing", _filled), ("fit_model", _model), ("nearest_facilities", _place), ("get_outliers", _fences),
    ("filter_dataframe", _limit), ("sort_dataframe", _alike), ("get_value_counts", _alike),
)  # fmt: skip


def own(last: Call, query: Query) -> Own | None:
    """What the message says in the own words of the last call's tool."""
    return next((found for tool, reader in _READERS if tool == last.name and (found := reader(last, query))), None)
