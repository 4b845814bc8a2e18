"""What a question takes over from the one before: its condition where it says so; else that it does not is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.agent.brain import DatasetView
from bot.agent.offline import sentences
from bot.agent.offline.condition import Condition
from bot.agent.offline.decision import Call, Decision, Say
from bot.agent.offline.filtering import TAKES_WHERE
from bot.agent.offline.further import ALL_ROWS
from bot.agent.offline.query import Query
from bot.agent.offline.together import tell
from bot.agent.offline.transcript import Past

_AMONG = (
    r"(?:그|이)\s*(?:행|사고|카메라|주차장|곳|것|거|건)들|(?:걔|얘)네(?:들)?|(?:그|이|저|걔네|얘네)\s*(?:행|사고|데이터|것|거)?(?:들)?\s*(?:중|가운데)(?:에서?|엔|에는|의)?(?![가-힣])|거기서|여기서|그\s*안에서|그\s*조건(?:에서|으로|대로)?|같은\s*조건"
    r"|\b(?:of|among|in|for|within|from) (?:those|these|them|that subset)\b|\b(?:are|were|do|did|is|map|plot|count|group|sort|break|split) (?:those|these|them)\b|\bthose (?:accidents|crashes|cameras|lots|rows|ones|places|cases)\b|\bthat subset\b|\bsame (?:rows|condition|filter)s?\b"
)


def carry(decision: Decision, past: Past, query: Query) -> Decision:
    """The call with the last one's conditions where the message asks among those rows ("그중에 밤 사고는?").

    Where it does not, and the tool could have taken them, a note says that all rows were looked at.
    """
    last = past.last
    if not isinstance(decision, Call) or last is None or decision.name not in TAKES_WHERE or last.name not in TAKES_WHERE:
        return decision
    before = _conditions(last)
    new = _conditions(decision)
    if not before or {c["column"] for c in before} & {c["column"] for c in new}:
        return decision
    if query.has(_AMONG):
        return replace(decision, input={**decision.input, "where": [*before, *(decision.input.get("where") or [])]})
    if new or decision.note is not None or {"where", "groups"} & decision.input.keys() or query.has(ALL_ROWS):
        return decision
    told = [_condition(**c) for c in before]
    return replace(decision, note=Say(sentences.CONDITION_NOT_KEPT, {"condition": tell(told, query)}))


def _condition(column: str, value: Any, operator: str = "==") -> Condition:
    values = tuple(value) if isinstance(value, list) else ()
    return Condition(column, operator, "" if values else value, values=values)


def _conditions(call: Call) -> list[dict[str, Any]]:
    own = [{name: call.input[name] for name in ("column", "operator", "value")}] if call.name == "filter_dataframe" else []
    return [*own, *(call.input.get("where") or [])]


def which(decision: Decision, past: Past, datasets: Sequence[DatasetView]) -> Decision:
    """Which dataset the first answer after several uploads is about."""
    current = next((d for d in datasets if d.current and not d.borrowed), None)
    uploads = sum(call.name == "get_dataframe_info" for call in past.calls)
    if not isinstance(decision, Call) or current is None or uploads < 2 or past.last is None or past.last.name != "get_dataframe_info":
        return decision
    if decision.name not in TAKES_WHERE or decision.note is not None:
        return decision
    return replace(decision, note=Say(sentences.ABOUT_DATASET, {"name": current.name}))
