"""Requests for one tool that needs no column, or whose column is optional: gaps, sample rows, what the file is."""

from __future__ import annotations

from bot.agent.offline import lexicon
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from tools._text import Text

_NO_DUPLICATES = Text(ko="모든 열이 똑같은 행은 없어요.", en="No row repeats another one exactly.")
_TOTAL = r"(?:총|모두|전체|전부|통틀어|다\s*해서)\s*몇"  # of the rows that meet the conditions, not of the whole


_ONE_COLUMN = r"\b(?:summari[sz]e|describe|explain|about)\b.*\bcolumn\b|(?:열|컬럼|칼럼)(?:을|를|만|의)?\s*(?:요약|설명|분포|통계)"


def _picks_rows(query: Query) -> bool:
    """Is it about rows in an order or with some values, and not about any rows?"""
    if query.has(lexicon.SORT) and query.columns:
        return True
    return not query.top_n and any(not c.equal or query.schema.is_measure(c.column) for c in query.conditions)


def decide(query: Query) -> Decision | None:
    for tool, wanted in lexicon.PLAIN_REQUESTS:
        if not pattern(wanted).search(query.text):
            continue
        if tool == "get_date_range":
            times = [d for d in query.dimensions if query.schema.is_time(d.column)]
            column = (
                next((d.column for d in times if d.concept == "date"), None)
                or query.schema.concept("date")
                or next((d.column for d in times), None)
                or query.schema.concept("year")
            )
            number = next((d.column for d in query.columns if query.schema.is_number(d.column)), None)
            if column is None and number:
                return Call("get_column_statistics", {"column": number})
            return Call(tool, {"column": column}) if column else None
        if (
            tool == "get_missing_values"
            and len(query.columns) == 1
            and query.has(r"패턴|왜|이유|까닭|원인|무작위|\bpattern\b|\bhow come\b|\bwhy\b|\breason\b")
        ):
            return Call("analyze_missing_pattern", {"column": query.columns[0].column})
        if tool == "get_sample_rows" and _picks_rows(query):
            continue
        if tool == "get_sample_rows":
            random = query.has(r"무작위|랜덤|임의|아무|\brandom\b")
            return Call(tool, {"n": query.top_n or 5, "random": random} if random or query.top_n else {})
        if tool == "get_dataframe_info" and len(query.columns) == 1 and query.has(_ONE_COLUMN):
            continue
        if tool == "get_dataframe_info" and query.conditions and query.has(_TOTAL):
            continue
        if tool == "get_dataframe_info" and (query.dimensions or query.measures) and not query.has(r"컬럼|칼럼|열|column|data|데이터|파일"):
            continue
        unique = query.schema.profile is not None and not query.schema.profile.duplicate_rows
        none = tool == "get_dataframe_info" and unique and query.has(r"중복|\bduplicat")
        return Call(tool, {}, Say(_NO_DUPLICATES) if none else None)
    return None
