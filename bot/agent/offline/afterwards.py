"""What is said right after predictions and only makes sense there: "다음 날은?", "둘 중에 뭐가 더 심각해?", "눈도 추가해줘", "시간대별로는?"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.agent.offline.comparing import side_by_side
from bot.agent.offline.decision import Call
from bot.agent.offline.hours import KOREAN_HOURS
from bot.agent.offline.predict import COMPARED, FOLLOW, ONCE_MORE, how_much
from bot.agent.offline.ranking import without_ranked
from bot.agent.offline.reading import Reading, pattern
from bot.agent.offline.scenario_words import BY_INSTEAD
from bot.agent.offline.scenarios import nth_said
from bot.agent.offline.slots import Slots
from bot.agent.offline.when import DATE_SLOTS
from tools.predict._changed import changed

if TYPE_CHECKING:
    from bot.agent.offline.turn import Turn

_LONGEST = 60
_DAYS = pattern(
    r"(?P<day>(?:그\s*)?다음\s?날|이튿날|하루\s*(?:뒤|후|지나)|\b(?:the )?(?:next|following) day\b|\b(?:a|one) day later\b|\bthe day after\b(?! tomorrow))"
    r"|(?P<before>(?:그\s*)?전날|하루\s*전|\b(?:the )?(?:previous day|day before)\b(?! yesterday)|\ba day earlier\b)"
)
_HOURS = pattern(
    r"(?P<n>한|두|세|네|다섯|\d{1,2})\s*시간\s*(?:쯤\s*)?(?:만\s*)?(?:더\s*)?(?:(?P<on>뒤|후|늦|지나)|(?P<back>전|일찍|빨리|앞))"
    r"|\b(?P<n2>an?|one|two|three|\d{1,2}) hours? (?:(?P<on2>later|after)|(?P<back2>earlier|before|sooner))\b"
)
_HALF = pattern(
    r"^(?:그럼\s*|그러면\s*|만약\s*)?(?P<half>오전|오후|am|pm)(?:이?라면|이면|이었으면|였으면|에는|엔|은|는|으로|로|에)?(?:요)?(?:\s*바꿔\S*)?\s*[?.!~]*$"
)
_ALSO = pattern(r"(?<=\S)도\s|추가|더\s*넣|같이\s*(?:비교|보)|\badd\b|\btoo\b|\balso\b|\bas well\b|\binclude\b")
_WHICH = pattern(
    r"(?:둘|셋|이|그|저|어느|무엇|뭐|어떤|누가)\S*\s*(?:중(?:에|에서)?\s*)?\S*\s*(?:더|제일|가장)|더\s*(?:위험|심각|큰|높)|비교|\bwhich\b|\bwhat'?s worse\b|\bcompare\b"
)
_ALL = pattern(r"둘\s*다|셋\s*다|모두|전부|다\s*같이|\bboth\b|\ball\b|\beach\b")


def decide(turn: Turn) -> Call | None:
    """The last prediction, ranking, comparison or batch with what the message changes; None where it stands for itself."""
    last = turn.topic
    if last is None or len(turn.plain) > _LONGEST or turn.studied:
        return None
    rule = _RULES.get(last.name)
    return rule(turn, last) if rule is not None else None


def _moved(turn: Turn, last: Call) -> Call | None:
    """The accident on the next day, an hour later, in the other half of the day."""
    now = _shifted_day(turn.plain, last.input) or _shifted_hour(turn.plain, last.input) or _other_half(turn.plain, last.input)
    return Call("predict_eclo", changed(last.input, now)) if now else None


def _days_later(accident: Mapping[str, Any], days: int) -> Slots:
    """The date of the accident so many days later; {} where it has none."""
    if not all(isinstance(accident.get(name), int) for name in DATE_SLOTS):
        return {}
    try:
        day = date(*(accident[name] for name in DATE_SLOTS)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return {}
    return dict(zip(DATE_SLOTS, (day.year, day.month, day.day), strict=True))


def _shifted_day(plain: str, accident: Mapping[str, Any]) -> Slots:
    found = _DAYS.search(plain)
    return _days_later(accident, 1 if found["day"] else -1) if found else {}


def _shifted_hour(plain: str, accident: Mapping[str, Any]) -> Slots:
    found, hour = _HOURS.search(plain), accident.get("accident_hour")
    if found is None or not isinstance(hour, int) or not 0 <= hour <= 23:
        return {}
    said = found["n"] or found["n2"]
    n = int(said) if said.isdigit() else KOREAN_HOURS.get(said) or {"two": 2, "three": 3}.get(said, 1)
    moved = hour + (n if found["on"] or found["on2"] else -n)
    return {"accident_hour": moved % 24, **(_days_later(accident, moved // 24) if moved // 24 else {})}


def _other_half(plain: str, accident: Mapping[str, Any]) -> Slots:
    found, hour = _HALF.match(plain), accident.get("accident_hour")
    if found is None or not isinstance(hour, int) or not 0 <= hour <= 23:
        return {}
    return {"accident_hour": hour % 12 + (12 if found["half"] in ("오후", "pm") else 0)}


def _added(turn: Turn, last: Call) -> Call | None:
    """One more case beside those that were compared."""
    slots, _ = turn.told
    if not slots or how_much(slots) > 2 or not _ALSO.search(turn.plain):
        return None
    return Call(last.name, {**last.input, "variations": [*last.input.get("variations", []), {"changes": slots}]})


def _of_several(turn: Turn, last: Call) -> Call | None:
    """The accidents of a batch beside each other, or all of them, or one, with something else."""
    accidents = [dict(one) for one in last.input.get("accidents") or []]
    slots, reading = turn.told
    if len(accidents) < 2:
        return None
    if not slots:
        return side_by_side(accidents) if _WHICH.search(turn.plain) or COMPARED.search(turn.plain) else None
    nth = nth_said(turn.plain)
    if how_much(slots) > 2 or not (nth is not None or _ALL.search(turn.plain) or _goes_on(reading)):
        return None
    chosen = range(len(accidents)) if nth is None else [range(len(accidents))[nth]] if -1 <= nth < len(accidents) else []
    return (
        Call(last.name, {"accidents": [changed(one, slots) if n in chosen else one for n, one in enumerate(accidents)]}) if chosen else None
    )


def _goes_on(reading: Reading) -> bool:
    return bool(FOLLOW.search(reading.text) or ONCE_MORE.search(reading.text))


def _by_other(turn: Turn, last: Call) -> Call | None:
    """The same ranking by something else ("시간대별로는?", "by hour instead")."""
    by = next((name for name, wanted in BY_INSTEAD if pattern(wanted).search(turn.plain)), None)
    if by is None or by == last.input.get("by") or turn.told[0].keys() - {"time_period", "accident_type", "road_type"}:
        return None
    conditions = without_ranked(by, dict(last.input.get("conditions") or {}))
    kept = {name: value for name, value in last.input.items() if name not in ("by", "conditions")}
    return Call("rank_risk", {"by": by, **({"conditions": conditions} if conditions else {}), **kept})


_RULES: dict[str, Callable[[Turn, Call], Call | None]] = {
    "predict_eclo": _moved,
    "explain_prediction": _moved,
    "compare_scenarios": _added,
    "predict_eclo_batch": _of_several,
    "rank_risk": _by_other,
}
