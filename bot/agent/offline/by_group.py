"""A figure of each group: of the quantity that is named, or of the one that "dangerous" and "deadly" mean."""

from __future__ import annotations

from bot.agent.offline import lexicon, sentences
from bot.agent.offline.columns import Named
from bot.agent.offline.dataset_draw import operation_for
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern


def decide(query: Query) -> Decision | None:  # noqa: PLR0911 - a return for each kind of figure
    """The call, a question back where no quantity is named, or None where it is no figure of a group."""
    if not query.dimensions:
        return None
    group = query.dimensions[0].column
    if query.measures:
        return _measured(query, group, query.measures[0].column)
    eclo, deaths = query.schema.concept("eclo"), query.schema.concept("deaths")
    if deaths and query.operation in (None, "sum", "mean") and query.has(_DEADLY) and not query.has(_DANGEROUS):
        # of each accident: in total the commonest group would always be the deadliest
        return Call("group_by_aggregate", {"group_column": group, "agg_column": deaths, "operation": query.operation or "mean"})
    if eclo and query.operation in (None, "mean") and _says_danger(query):
        return Call("group_by_aggregate", {"group_column": group, "agg_column": eclo, "operation": "mean"})
    if query.operation in ("mean", "sum", "median", "std") and not query.has(r"건수|개수|사고\s*수"):
        if not query.schema.is_number(group) and not _owned(query, query.dimensions[0]):
            if not (figures := query.schema.figures()):
                return Say(sentences.NO_FIGURES, {"group": group})
            return Say(sentences.WHICH_MEASURE, {"group": group, "choices": ", ".join(figures[:3])})
        return Call("get_column_statistics", {"column": group})
    return None


def _says_danger(query: Query) -> bool:
    """Beside its conditions: "fatal accidents per month" counts those."""
    rest = query.text
    for condition in query.conditions:
        if condition.start >= 0:
            rest = rest[: condition.start] + " " * (condition.end - condition.start) + rest[condition.end :]
    return pattern(lexicon.DANGER).search(rest) is not None


_DEADLY = r"\bdeadl\w+|\bmost (?:fatal|lethal)\b|치명|사람이\s*(?:가장|제일|많이)\s*(?:많이\s*)?죽"
_DANGEROUS = r"위험|심각|\bdangerous\b|\bsevere\b|\bworst\b"


def _measured(query: Query, group: str, measure: str) -> Call:
    if query.top_n and query.schema.is_text(group):  # of names nearly every row has its own: rows in order
        return Call("sort_dataframe", {"column": measure, "ascending": query.ascending, "top_n": query.top_n})
    second = next((d.column for d in query.dimensions[1:] if d.column != group and (d.by or _joined(query, d))), None)
    more = (
        {"second_group_column": second}
        if second and (query.dimensions[0].by or _joined(query, query.dimensions[1])) and not query.top_n
        else {}
    )
    arguments = {"group_column": group, "agg_column": measure, "operation": operation_for(query, measure), **more}
    return Call("group_by_aggregate", arguments)


_JOINS = pattern(r"(?:와|과|이?랑|하고|및|,|/|·|×|&|\band|\bthen)\s*(?:by |per |the )?$")


def _joined(query: Query, named: Named) -> bool:
    """ "by year and 사고유형": a second one beside what groups."""
    return _JOINS.search(query.text[: named.start]) is not None


def _owned(query: Query, named: Named) -> bool:
    """ "기상상태의 평균", "mean of weather": asked of the column itself, which the tool then says what it has instead."""
    before, after = query.text[: named.start], query.text[named.end :]
    return bool(pattern(r"^\s*의\s").match(after) or pattern(r"\bof (?:the )?$").search(before))
