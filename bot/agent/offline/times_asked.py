"""Questions about when things happen, and whether there are more of them than before."""

from __future__ import annotations

from bot.agent.offline import lexicon
from bot.agent.offline.dataset_draw import operation_for, over_time
from bot.agent.offline.decision import Call, Decision
from bot.agent.offline.query import Query


def _times_only(query: Query) -> bool:
    """ "월/요일/시간대별로 언제 많은지": several units of time at once, and nothing else."""
    times = {d.column for d in query.dimensions if query.schema.is_time(d.column)}
    if len(times) != len({d.column for d in query.dimensions}) or query.measures or query.chart:
        return False
    return len(times) > 2 or (len(times) == 2 and query.has(r"언제|\bwhen\b") and query.has(lexicon.MOST))


def temporal(query: Query) -> Decision | None:
    """A time unit that is no column of its own, read from the date."""
    date = query.schema.concept("date")
    if query.schema.profile is None or date is None:
        return None
    if (
        query.has(r"언제|\bwhen\b")
        and query.has(rf"{lexicon.NEWEST}|{lexicon.OLDEST}|처음|마지막|\bfirst\b|\blast\b")
        and not query.measures
    ):
        return Call("get_date_range", {"column": date})
    if not query.columns and query.has(r"언제|\bwhen\b") and query.has(lexicon.MOST):
        return Call("get_temporal_pattern", {"column": date})
    if _times_only(query) or query.has(r"시간(?:적|의)?\s*(?:패턴|흐름)|시계열|\btemporal\b|\bover time\b|\btime pattern\b|\bseasonal\w*"):
        return Call("get_temporal_pattern", {"column": date})
    unit = query.has(
        r"(?<![가-힣])(?:요일별|월별|연도별|년도별|시간대?별|일별|계절별)|\b(?:by|per) (?:weekday|month|year|hour|day)\b|\bmonthly\b|\byearly\b|\bhourly\b|\bdaily\b"
    )
    if unit and not any(query.schema.is_time(d.column) and d.column != date for d in query.dimensions):
        return Call("get_temporal_pattern", {"column": date})
    return None


def trend(query: Query) -> Decision | None:
    """ "사고가 줄고 있나요?": a line over the years, or the months of a single year."""
    if not query.has(lexicon.RISING) or query.dimensions or len(query.measures) > 1:
        return None
    axis = over_time(query)
    if axis is None:
        return None
    measure = query.measures[0].column if query.measures else None
    y = {"y": measure, "operation": operation_for(query, measure)} if measure else {}
    return Call("draw_chart", {"kind": "line", **axis, **y})
