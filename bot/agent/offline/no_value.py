"""A value that the data does not hold ("when weather is hail", "날씨가 우박인 날"): said, and not dropped."""

from __future__ import annotations

from bot.agent.offline.columns import Named
from bot.agent.offline.decision import Decision, Say
from bot.agent.offline.query import Query
from bot.agent.offline.reading import pattern
from tools._text import Text

_NO_SUCH_VALUE = Text(
    ko="{column} 열에는 ‘{word}’ 값이 없어요. 있는 값: {values}",
    en="{column} holds no “{word}”. Its values are: {values}",
)
# right behind the column, its end or its "by" included
_KOREAN = r"\s*(?:이|가|은|는)\s*[‘'\"“]?(?P<v>[가-힣a-z0-9]{1,12}?)[’'\"”]?\s*(?:인|일\s*때|이었던|이던|였던|이면)(?=\s|$)"
_ENGLISH = r"\s*(?:is|was|are|were|==?|equals)\s+[\"“']?(?P<v>[a-z]{2,15})[\"”']?(?=\s*[.?!,]*$|\s+(?:and|or|in|by|on)\b)"
_ASKED = r"\b(?:when|where|with|whose|if|and|only|for)\b[^.?!]*$"
# no values, though they stand where one would
_NONE = frozenset([
    "the", "a", "an", "it", "this", "that", "not", "missing", "empty", "null", "blank", "known", "unknown", "there", "most", "least", "high",
    "low", "bad", "good", "best", "worst", "deadliest", "dangerous", "safest", "available", "related", "distributed", "무엇", "뭐", "얼마",
    "어디", "어떤", "몇", "제일", "가장", "어느", "정상", "이상", "비정상", "위험", "심각", "안전", "문제", "원인", "요", "것", "주",
])  # fmt: skip
_SHOWN = 8


def decide(query: Query) -> Decision | None:
    """What the column has instead, where the message names a value that is none of its values."""
    if query.schema.profile is None:
        return None
    for named in query.dimensions:
        word = _value_said(query, named)
        if word is not None:
            column = query.schema.profile.column(named.column)
            values = ", ".join(value for value, _ in column.top[:_SHOWN])
            return Say(_NO_SUCH_VALUE, {"column": named.column, "word": word, "values": values})
    return None


def _value_said(query: Query, named: Named) -> str | None:
    """The word in the place of a value, where nothing else was understood of it and the column is one of few known values."""
    assert query.schema.profile is not None
    column = query.schema.profile.column(named.column)
    if (
        column.kind not in ("category", "boolean")
        or not 0 < column.unique <= len(column.top)
        or any(c.column == named.column for c in query.conditions)
    ):
        return None
    found = pattern(_KOREAN).match(query.text, named.end)
    if found is None and pattern(_ASKED).search(query.text[: named.start] + " "):
        found = pattern(_ENGLISH).match(query.text, named.end)
    if found is None or found["v"] in _NONE or not any(found["v"] in word for word in query.leftover):
        return None
    return str(found["v"])
