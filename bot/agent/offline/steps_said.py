"""Several steps in one message: "keep only rainy crashes, then sort by ECLO, as a new dataset", "비 오는 날만 남기고 중복 제거해서 정렬한 새 데이터"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.agent.offline import filtering, lexicon, ordering
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.names_given import dataset_name
from bot.agent.offline.query import Query, read_query
from bot.agent.offline.reading import normalise, pattern

Rule = Callable[[Query, str], Decision | None]
_MOST_STEPS = 6
_VERB = r"(?:sort|order|rank|drop|remove|delete|dedup\w*|discard|sample|draw|keep|only keep|filter|select|save|store|call|name|bin|new dataset|as an? )"
_PARTED = pattern(
    rf"\s*(?:[,;]|\s-\s)\s*(?:and\s+|then\s+|also\s+)*(?={_VERB})|,?\s*\b(?:and\s+)?then\b\s*|,?\s*\band\s+(?={_VERB})|\s+(?=(?:sorted|ordered) by\b)"
    r"|(?<=남기고)\s|(?<=남겨서)\s|(?<=남긴)\s(?=다음|뒤|후)|(?<=[추걸골]려서)\s|(?<=[걸골]러서)\s|(?<=골라서)\s|(?<=추리고)\s|(?<=거르고)\s|(?<=고르고)\s|(?<=[빼뽑]고)\s|(?<=[빼뽑]아서)\s|(?<=빼서)\s|(?<=지우고)\s|(?<=지워서)\s|(?<=버리고)\s"
    r"|(?<=없애고)\s|(?<=[거외렬출링터]하고)\s|(?<=[거외렬출링터]해서)\s|(?<=[추거고]린)\s(?=다음|뒤|후)|(?<=[거외렬출]한)\s(?=다음|뒤|후)|(?<=뺀)\s(?=다음|뒤|후)"
)
_MADE = r"새(?:로운)?\s*(?:데이터|데이타|파일|표|테이블)|(?:데이터|데이타)(?:\s*셋)?(?:으?로)|저장|만들어|\bnew (?:dataset|data set|table|file)\b|\b(?:as|into) an? (?:new )?(?:dataset|table)\b|\bsave\b|\bstore\b|\b(?:create|make|build) an? (?:new )?(?:dataset|data set|table)\b"
_LEFT = r"남기|남겨|남긴|추려|추리|추린|걸러|거르|거른|골라|고르|고른|필터|뽑아|뽑고|\b(?:keep|only|filter|select|take)\b"
_OF_ROWS = frozenset(["filter", "sort", "sample", "deduplicate", "select", "drop", "resample", "pivot"])


def named(call: Decision | None, query: Query, said: str) -> Decision | None:
    """The call with the name that the message gives to the new dataset; of rows that are only named and kept, the step as well."""
    steps = call.input["steps"] if isinstance(call, Call) and call.name == "transform_dataset" and "name" not in call.input else []
    if (call is not None and not steps) or any(step["kind"] not in _OF_ROWS for step in steps):
        return call
    if (given := dataset_name(said)) is None or (call is None and not query.has(_MADE)):
        return call
    if not steps or (len(steps) == 1 and steps[0]["kind"] == "filter"):
        steps = _rows_alone(read_query(normalise(given[1]), query.schema, query.gazetteer)) or steps  # the name may sound like a value
    return Call("transform_dataset", {"steps": steps, "name": given[0]}) if steps else call


def _rows_alone(query: Query) -> list[dict[str, Any]]:
    if query.chart or query.map or query.top_n or query.operation or any(c.by for c in query.columns) or not query.conditions:
        return []
    return [{"kind": "filter", "conditions": filtering.where_of(query.conditions)}]


def decide(query: Query, said: str, rules: Sequence[Rule]) -> Call | None:
    """The steps of a message that tells of two or more, in its order; None where a part of it is no step and says something all the same."""
    if (
        query.chart
        or query.map
        or not query.has(rf"{_MADE}|남기|남겨|남긴|중복|\bkeep\b|\bdrop\b|\bremove\b")
        or not _PARTED.search(query.text)
    ):
        return None
    given = dataset_name(said)
    if given is None and query.has(r"보여|알려|\bshow\b|\blist\b") and not query.has(_MADE):
        return None  # rows to look at
    steps: list[dict[str, Any]] = []
    for part in _parts(given[1] if given else said):
        sub = read_query(part, query.schema, query.gazetteer)
        step = _sorted(sub) or next((s for rule in rules if (s := _step(rule(sub, part))) is not None), None) or _left(sub)
        if step is None and (sub.columns or sub.conditions or sub.operation):
            return None
        steps += [step] if step else []
    return Call("transform_dataset", {"steps": steps}) if 1 < len(steps) <= _MOST_STEPS else None


def _parts(said: str) -> list[str]:
    return [part.strip() for part in _PARTED.split(normalise(said)) if part and part.strip()]


def _step(decision: Decision | None) -> dict[str, Any] | None:
    """The only step of a call that makes a dataset."""
    if not isinstance(decision, Call) or decision.name != "transform_dataset" or len(decision.input["steps"]) != 1:
        return None
    step: dict[str, Any] = decision.input["steps"][0]
    return step


def _sorted(query: Query) -> dict[str, Any] | None:
    if not query.has(lexicon.SORT) or query.top_n or query.conditions:
        return None
    found = ordering.decide(query)
    if not isinstance(found, Call) or found.name != "sort_dataframe":
        return None
    return {"kind": "sort", "columns": [found.input["column"]], "ascending": found.input["ascending"]}


def _left(query: Query) -> dict[str, Any] | None:
    """The rows that stay, in words that by themselves would only show them."""
    if not query.conditions or query.top_n or query.operation or not query.has(_LEFT):
        return None
    return {"kind": "filter", "conditions": filtering.where_of(query.conditions)}
