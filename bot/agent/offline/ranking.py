"""Where, when and in what way an accident would be worst."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.agent.offline import sentences
from bot.agent.offline.decision import Call, Say
from bot.agent.offline.numerals import figures
from bot.agent.offline.predict import FOLLOW, how_much
from bot.agent.offline.query import take_top
from bot.agent.offline.reading import Reading, normalise, pattern
from bot.agent.offline.scenario_words import DANGER, IN_ORDER, LEAST, MOST, OFTEN, OTHERS, PREDICTED, RANKED_BY, SAME_CONDITIONS
from bot.agent.offline.scenarios import accident_of
from bot.agent.offline.slots import Slots, read_accident
from bot.agent.offline.when import DATE_SLOTS
from model.features import WEEKDAYS
from tools.predict._changed import changed

if TYPE_CHECKING:
    from model.places import Gazetteer


_ALL = 50  # the most that a ranking shows: every level but of the 동 of the whole city


# what no data tells of
_TO_COME = pattern(
    r"내일|모레|글피|다음\s*(?:주|달)|이번\s*주말|오늘\s*(?:밤|저녁|오후)|\btomorrow\b|\btonight\b|\bnext (?:week|month|weekend|mon|tue|wed|thu|fri|sat|sun)\w*"
)


def rank(text: str, last: Call | None, now: datetime, places: Gazetteer, *, beside_data: bool) -> Call | None:
    """ "비 오는 금요일 밤 어디가 제일 위험해?", "몇 시가 제일 위험해?"; the same again with other conditions ("비 오면?")."""
    plain = normalise(text)
    if last is not None and last.name == "rank_risk" and (again := _ranked_again(text, last, now, places)):
        return again
    accident = accident_of(last)
    if accident is not None and (others := _others(text, plain, accident, now, places)):
        return others
    if beside_data and not PREDICTED.search(plain) and not _TO_COME.search(plain):
        return None
    in_order = not beside_data and IN_ORDER.search(plain)
    if not (DANGER.search(plain) or in_order) or not MOST.search(plain) or OFTEN.search(plain):
        return None
    by = next((name for name, wanted in RANKED_BY if pattern(wanted).search(plain)), None)
    if by is None:
        return None
    slots = _any_weekday(read_accident(text, now, places)[0], plain)
    for name in _RANKED_SLOTS.get(by, (by,)):
        slots.pop(name, None)  # what is ranked is no condition
    if accident is not None and SAME_CONDITIONS.search(plain):
        within = {"district": slots["district"]} if by == "district" and "district" in slots else {}  # the 동 of a 구
        slots = {**without_ranked(by, changed(accident, slots)), **within}
    return _ranked(by, slots, text)


_THE = pattern(r"\bthe (?=\w+ (?:most|least|worst|riskiest|deadliest|safest|mildest)\b)")


def _ranked(by: str, slots: Slots, text: str) -> Call:
    top, note = take_top(Reading(figures(_THE.sub("", normalise(text))))), None
    if LEAST.search(normalise(text)):
        top, note = _ALL, Say(sentences.LEAST_LAST)
        by = "gu" if by == "district" and "district" not in slots else by  # the 동 of the whole city are too many to show
    shown = None if top is None else min(_ALL, top)
    return Call(
        "rank_risk", {"by": by, **({"conditions": slots} if slots else {}), **({"top_n": shown} if shown is not None else {})}, note
    )


def _others(text: str, plain: str, accident: Mapping[str, Any], now: datetime, places: Gazetteer) -> Call | None:
    """ "이 조건이면 다른 구들은?", "where else would the same crash be bad": the last accident everywhere, or at any time."""
    by = next((name for name, wanted in OTHERS if pattern(wanted).search(plain)), None)
    if by is None or OFTEN.search(plain):
        return None
    said, reading = read_accident(text, now, places)
    kept = {} if "district" in said and by not in ("district", "gu") else said
    return _ranked(by, without_ranked(by, changed(accident, kept)), text) if how_much(said) <= 2 and len(reading.words()) <= 14 else None


def without_ranked(by: str, slots: Slots) -> Slots:
    """The conditions without what is ranked; of a place, wherever it is; without the day's own weekday."""
    own = {
        "district": ("district",),
        "gu": ("district",),
        "hour": ("accident_hour", "time_period"),
        "time_period": ("accident_hour", "time_period"),
    }
    days = {"day_of_week": (*DATE_SLOTS, "day_of_week"), "month": DATE_SLOTS}
    gone = (own | days).get(by) or _RANKED_SLOTS.get(by, (by,))
    return {name: value for name, value in slots.items() if name not in gone}


# what is ranked -> the slots that a message can't fix at the same time; a 동 is looked for inside a 구
_RANKED_SLOTS: dict[str, tuple[str, ...]] = {
    "hour": ("accident_hour",), "month": ("accident_month",), "district": (), "gu": (), "accident_type": ("accident_type", "accident_detail"),
}  # fmt: skip


def _ranked_again(text: str, last: Call, now: datetime, places: Gazetteer) -> Call | None:
    """The ranking once more, with other conditions, as many as are asked for now, or of something else ("요일별로")."""
    slots, reading = read_accident(text, now, places)
    slots, top = _any_weekday(slots, normalise(text)), take_top(Reading(figures(reading.rest)))
    shown = {} if top is None else {"top_n": min(_ALL, top)}
    by = next((name for name, wanted in _BY_WORDS if pattern(wanted).search(reading.text)), None)
    if not slots and not by:
        return Call("rank_risk", {**last.input, **shown}) if shown and len(reading.words()) <= 4 else None
    follows = FOLLOW.search(reading.text) or _ONLY.search(reading.text)
    if how_much(slots) > 2 or len(reading.words()) > 7 or not (follows or by or shown or len(reading.words()) <= 2):
        return None
    if by is None:
        own = str(last.input.get("by", "district"))
        by = "district" if own == "gu" and "district" in slots else own  # the 동 of the 구 that is named
    conditions = changed(last.input.get("conditions") or {}, slots)
    kept = without_ranked(by, conditions) if by not in (last.input.get("by"), "district") else conditions
    return Call("rank_risk", {**last.input, "by": by, "conditions": kept, **shown})


_ONLY = pattern(r"\b(?:only|just|same|instead|now|and)\b|만(?![가-힣])|바꾸|바꿔")
_BY_WORDS = (
    ("day_of_week", r"요일\s?별|요일로\s*(?:바꾸|바꿔)|\bby (?:weekday|day of (?:the )?week)\b"),
    ("hour", r"(?<![가-힣])(?:시간|시각)\s?별|\bby (?:the )?hours?\b"),
    ("time_period", r"시간대\s?별|\bby time (?:period|of day|band)\b"),
    ("month", r"월\s?별|\bby months?\b"),
    ("gu", r"(?<![가-힣])(?:구|구군|군구)\s?별|\bby (?:gu|districts?)\b"),
    ("district", r"(?<![가-힣])(?:동|동네|읍면동)\s?별|\bby (?:dong|neighbou?rhoods?)\b"),
    ("weather", r"날씨\s?별|\bby weather\b"),
    ("road_type", r"도로\s?(?:형태|유형)?\s?별|\bby road types?\b"),
    ("violation", r"위반\s?별|\bby violations?\b"),
    ("accident_type", r"(?:사고\s?)?유형\s?별|\bby (?:accident|crash) types?\b"),
)


_WEEKDAY = pattern(r"(?<![가-힣])(?P<ko>[월화수목금토일])요일|\b(?P<en>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b")
_WEEKDAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAYS, strict=True))


def _any_weekday(slots: Slots, plain: str) -> Slots:
    """A weekday that was said is any of its kind, not the next one."""
    said = _WEEKDAY.search(plain)
    if said is None:
        return slots
    weekday = f"{said['ko']}요일" if said["ko"] else _WEEKDAYS[said["en"][:3]]
    return {**{name: value for name, value in slots.items() if name not in DATE_SLOTS}, "day_of_week": weekday}
