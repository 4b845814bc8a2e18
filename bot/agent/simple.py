"""Which turns a cheaper model may answer (ECLO_CLAUDE_SIMPLE_MODEL).

A turn is simple when all of this holds:

- its message has at most 60 characters and one sentence;
- it asks for no reasoning: none of the words below (why, compare, explain, if, ...), and no list of wishes;
- the tools have not refused anything in this turn so far. After a refusal the full model goes on.

A greeting, "요일별 사고 건수", "top 5 districts" are simple; "왜 밤에 더 심각해?" and "compare 2018 with 2019" are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.agent.brain import Message, text_of, this_turn

MOST_CHARACTERS = 60

_REASONING = re.compile(
    r"왜|이유|원인|비교|차이|설명|분석|해석|관계|영향|가설|검정|만약|라면|려면|어떻게\s*하면|추천|제안|요약|보고서|그리고|다음에|한\s*뒤"
    r"|\b(?:why|because|reasons?|compare|versus|vs|differen\w*|explain|analy[sz]\w*|interpret|relation\w*|effect|affect\w*|hypothes\w*|test"
    r"|if|unless|should|recommend|suggest|summar\w*|report|then|and)\b",
    re.I,
)
_SENTENCES = re.compile(r"[.?!]\s+\S|\n\s*\S")


def is_simple(messages: Sequence[Message]) -> bool:
    """Whether the turn that `messages` ends with is simple."""
    turn = this_turn(messages)
    words = text_of(turn[0]).strip() if turn else ""
    refused = any(b.get("is_error") for m in turn for b in m["content"] if b["type"] == "tool_result")
    return bool(words) and len(words) <= MOST_CHARACTERS and not refused and not _REASONING.search(words) and not _SENTENCES.search(words)
