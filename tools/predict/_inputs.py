"""What a person said about an accident, made into the model's inputs: said, derived, assumed or unknown, and each is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from model import features, places
from model.features import BY_NAME, INPUT_NAMES, NAMES, OPTIONAL_NAMES, WEEKDAYS
from model.synonyms import ENGLISH
from tools._errors import MissingInput, Refused
from tools._text import Language, Text
from tools.predict._optional import resolve_optional, shown_level, valid_levels

if TYPE_CHECKING:
    from tools._context import ToolContext

Origin = Literal["said", "derived", "assumed", "corrected", "unknown"]

UNKNOWN_WORDS = frozenset({"unknown", "모름", "몰라", "알 수 없음", "미상", "?"})

LABELS: dict[str, Text] = {
    "weather": Text("날씨", "Weather"),
    "road_surface": Text("노면", "Road surface"),
    "road_type": Text("도로 형태", "Road type"),
    "accident_type": Text("사고 유형", "Accident type"),
    "time_period": Text("시간대", "Time period"),
    "district": Text("장소", "Place"),
    "day_of_week": Text("요일", "Weekday"),
    "accident_hour": Text("시각", "Hour"),
    "accident_year": Text("연도", "Year"),
    "accident_month": Text("월", "Month"),
    "accident_day": Text("일", "Day"),
    "accident_detail": Text("세부 유형", "Detail"),
    "violation": Text("법규 위반", "Offence"),
}
ORIGINS: dict[Origin, Text] = {
    "said": Text("말씀하신 내용", "from your message"),
    "derived": Text("자동 계산", "follows from it"),
    "assumed": Text("가정", "assumed"),
    "corrected": Text("바로잡음", "corrected"),
    "unknown": Text("모름", "unknown"),
}
_COUNTY = "군위군"
_TOWNS = frozenset(
    {"군위읍", "소보면", "효령면", "부계면", "우보면", "의흥면", "산성면", "삼국유사면"}
)  # of 군위군: the model knows no finer place
DATE, HOUR = Text("날짜", "Date"), Text("{hour}시", "{hour}:00")
DATE_PARTS = ("accident_year", "accident_month", "accident_day")

# What is asked for when it was not said, in this order: parameters, question, choices in both languages.
_QUESTIONS: tuple[tuple[tuple[str, ...], Text, tuple[tuple[str, str], ...]], ...] = (
    (
        ("accident_type",),
        Text("어떤 사고인가요?", "What kind of accident is it?"),
        (("차대차", "car to car"), ("차대사람", "car to pedestrian"), ("차량단독", "single vehicle")),
    ),
    (("district",), Text("대구 어디인가요? (예: 수성구 범어동)", "Where in Daegu? (for example Suseong-gu)"), ()),
    (
        ("road_type",),
        Text("어떤 도로인가요?", "What kind of road is it?"),
        (("교차로", "intersection"), ("교차로 부근", "near an intersection"), ("단일로", "road section"), ("횡단보도", "crosswalk at an intersection"), ("터널", "tunnel"), ("교량", "bridge"), ("주차장", "car park")),
    ),
    (("weather",), Text("날씨는 어떤가요?", "What is the weather?"), (("맑음", "clear"), ("비", "rain"), ("흐림", "cloudy"), ("눈", "snow"), ("안개", "fog"))),
    (DATE_PARTS, Text("언제인가요?", "On which day?"), (("오늘", "today"), ("내일", "tomorrow"))),
    (("accident_hour",), Text("몇 시인가요?", "At what hour?"), (("오전 8시", "8 am"), ("오후 3시", "3 pm"), ("오후 6시", "6 pm"), ("밤 11시", "11 pm"))),
)  # fmt: skip
_DONT_KNOW = ("모름", "don't know")
_REST_UNKNOWN = ("나머지는 모름", "the rest is unknown")
_MORE = Text(
    ko="{question} (이어서 물을 것: {others}. 한 번에 말해도 돼요.)", en="{question} (Then: {others}. You may say it all at once.)"
)
_SINGLE = Text(ko="{question}", en="{question}")

_AMBIGUOUS_PLACE = Text(ko="`{name}`에 맞는 곳이 여러 군데예요. 어디인가요?", en="Several places are called `{name}`. Which one?")
_UNKNOWN_PLACE = Text(
    ko="{name:라}는 곳을 대구에서 찾지 못했어요. 어디인가요? (예: 수성구 범어동)",
    en="There is no place {name} in Daegu. Where is it? (for example Suseong-gu)",
)
_BAD_LEVEL = Text(ko="{label} `{value}`는 알 수 없는 값이에요. 쓸 수 있는 값: {valid}", en="{label} can't be `{value}`. It takes: {valid}")
_WRONG_DETAIL = Text(
    ko="세부 유형 `{detail}`은 사고 유형 ‘{kind}’에 없는 값이에요. 쓸 수 있는 값: {valid}",
    en="The detail `{detail}` does not go with the accident type {kind}. It takes: {valid}",
)
_UNKNOWN_FIELD = Text(
    ko="모르는 항목 `{field}`가 있어요. 쓸 수 있는 항목: {valid}", en="`{field}` is not an input. The inputs are: {valid}"
)
_BAD_NUMBER = Text(ko="{label}: 숫자로 알려 주세요 (받은 값: {value}).", en="{label} takes a whole number (got {value}).")
_BAD_HOUR = Text(
    ko="시각은 0시부터 23시까지예요 (받은 값: {value}). 자정은 다음 날 0시로 알려 주세요.",
    en="The hour goes from 0 to 23 (got {value}). Midnight is hour 0 of the next day.",
)
_BAD_DATE = Text(ko="{date:는} 달력에 없는 날짜예요. 날짜를 확인해 주세요.", en="{date} is not a date in the calendar. Check the day.")


@dataclass
class Understood:
    """The model's inputs (None: unknown), where each came from, and the place as people call it.

    The two optional inputs are among them only when they were said.
    """

    inputs: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(NAMES))
    origins: dict[str, Origin] = field(default_factory=lambda: dict.fromkeys(NAMES, "unknown"))
    place: places.Place | None = None

    def set(self, name: str, value: Any, origin: Origin) -> None:
        self.inputs[name] = value
        self.origins[name] = origin if value is not None else "unknown"

    def shown(self, name: str, language: Language) -> str:
        """A value as people read it."""
        value = self.inputs[name]
        if value is None:
            return "-"
        if name == "district" and self.place is not None:
            return self.place.label if language == "ko" else self.place.label_en
        if name == "accident_hour":
            return HOUR.say(language, hour=value)
        if name in OPTIONAL_NAMES:
            return shown_level(name, str(value), language)
        return str(value) if language == "ko" else ENGLISH.get(name, {}).get(str(value), str(value))

    def by_origin(self, origin: Origin) -> list[str]:
        return [name for name in NAMES if self.origins[name] == origin]


def understand(raw: Mapping[str, Any], now: datetime, language: Language, *, ask: bool = True, dated: bool = True) -> Understood:
    """Resolve every spelling, derive what follows, assume what is usual.

    Raises MissingInput for what is needed and was not said (unless `ask` is False: then it is unknown), and Refused for a
    value that can't be. `dated`: whether a weekday alone means the next such day, rather than any of them.
    """
    if (field := next((name for name in raw if name not in INPUT_NAMES), None)) is not None:
        raise Refused("unknown_field", _UNKNOWN_FIELD, field=field, valid=", ".join(INPUT_NAMES))
    said = {name: _whole(name, value, language) for name, value in raw.items() if value not in (None, "")}
    got = Understood()
    for name in ("weather", "road_surface", "road_type", "accident_type", "time_period", "day_of_week"):
        if name in said:
            got.set(name, _level(name, said[name], language), "said")
    _optional(got, said, language)
    _place(got, said)
    _moment(got, said, now, dated)
    if ask:
        _ask_for_missing(got, said, language)
    _surface(got, said)
    return got


def understand_as_far_as_said(raw: Mapping[str, Any], ctx: ToolContext, *, dated: bool = True) -> Understood:
    """`understand` for a part of a larger question: nothing is asked for, and a place that is none or several is refused with choices."""
    try:
        return understand(raw, ctx.now, ctx.language, ask=False, dated=dated)
    except MissingInput as missing:
        raise Refused("unclear_place", missing.question, missing.choices, **missing.fields) from missing


def _is_unknown(value: object) -> bool:
    return isinstance(value, str) and value.strip().casefold() in UNKNOWN_WORDS


def _whole(name: str, value: Any, language: Language) -> Any:
    """The number of an hour or of a part of the date, also when it came as text; everything else as it is."""
    if name not in (*DATE_PARTS, "accident_hour") or _is_unknown(value):
        return value
    try:
        number = float("nan") if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not number.is_integer():
        raise Refused("not_a_number", _BAD_NUMBER, label=LABELS[name].say(language), value=value)
    return int(number)


def _level(name: str, value: object, language: Language) -> str | None:
    if _is_unknown(value):
        return None
    level = features.resolve_level(name, str(value).strip())
    if level is None and name == "accident_type" and (detail := resolve_optional("accident_detail", str(value))):
        level = detail.split(" - ", maxsplit=1)[0]
    if level is None:
        levels = BY_NAME[name].levels
        valid = ", ".join(levels if language == "ko" else [ENGLISH[name].get(v, v) for v in levels])
        raise Refused("unknown_level", _BAD_LEVEL, label=LABELS[name].say(language), value=value, valid=valid)
    return level


def _optional(got: Understood, said: Mapping[str, Any], language: Language) -> None:
    """The detail, also when it was said in place of the accident type ("추돌"), which follows from it; and the offence."""
    kind, word = got.inputs["accident_type"], str(said.get("accident_type", ""))
    detail = said.get("accident_detail")
    if detail is None and word not in BY_NAME["accident_type"].levels and (told := resolve_optional("accident_detail", word)):
        got.set("accident_detail", told, "said")
    for name in OPTIONAL_NAMES:
        if name not in said or _is_unknown(said[name]):
            continue
        level = resolve_optional(name, str(said[name]).strip())
        if level is None:
            valid = valid_levels(name, language, kind)
            raise Refused("unknown_level", _BAD_LEVEL, label=LABELS[name].say(language), value=said[name], valid=valid)
        got.set(name, level, "said")
    if (level := got.inputs.get("accident_detail")) is None:
        return
    told = str(level).split(" - ", maxsplit=1)[0]
    if kind is None:
        got.set("accident_type", told, "derived")
    elif kind != told:
        shown = got.shown("accident_type", language)
        raise Refused("unknown_level", _WRONG_DETAIL, detail=detail, kind=shown, valid=valid_levels("accident_detail", language, kind))


def _place(got: Understood, said: Mapping[str, Any]) -> None:
    name = said.get("district")
    if name is None or _is_unknown(name):
        return
    match places.resolve(_COUNTY if _TOWNS & set(str(name).split()) else str(name)):
        case places.Resolved(place):
            got.place = place
            got.set("district", place.category, "said")
        case places.Ambiguous(text, candidates):
            raise MissingInput(_AMBIGUOUS_PLACE, ["district"], _without(said, "district"), [p.label for p in candidates][:10], name=text)
        case places.Unknown(text, closest):
            raise MissingInput(_UNKNOWN_PLACE, ["district"], _without(said, "district"), list(closest), name=f"`{text}`")


def _without(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key != name}


def _moment(got: Understood, said: Mapping[str, Any], now: datetime, dated: bool) -> None:
    """Date and hour, and what follows from them. A weekday alone means (if `dated`) the next such day, today included."""
    year, month, day = (None if _is_unknown(said.get(name)) else said.get(name) for name in DATE_PARTS)
    weekday = got.inputs["day_of_week"]
    if dated and weekday is not None and year is month is day is None and "accident_day" not in said:
        coming = _next_weekday(now.date(), weekday)
        for name, value in zip(DATE_PARTS, (coming.year, coming.month, coming.day), strict=True):
            got.set(name, value, "derived")
    else:
        if year is None and month is not None:
            year = now.year
            got.set("accident_year", year, "assumed")
        elif year is not None:
            got.set("accident_year", year, "said")
        got.set("accident_month", month, "said")
        got.set("accident_day", day, "said")
        _weekday_of_date(got, year, month, day)
    hour = None if _is_unknown(said.get("accident_hour")) else said.get("accident_hour")
    if hour is not None:
        if not 0 <= int(hour) <= 23:
            raise Refused("hour_out_of_range", _BAD_HOUR, value=hour)
        got.set("accident_hour", int(hour), "said")
        period = features.time_period_of(int(hour))
        given = got.inputs["time_period"]
        got.set("time_period", period, "corrected" if given not in (None, period) else "derived")


def _next_weekday(today: date, weekday: str) -> date:
    return today + timedelta(days=(WEEKDAYS.index(weekday) - today.weekday()) % 7)


def _weekday_of_date(got: Understood, year: int | None, month: int | None, day: int | None) -> None:
    if year is None or month is None or day is None:
        return
    try:
        weekday = features.weekday_of(year, month, day)
    except ValueError as error:
        raise Refused("impossible_date", _BAD_DATE, date=f"{year}-{month:02d}-{day:02d}") from error
    given = got.inputs["day_of_week"]
    got.set("day_of_week", weekday, "derived" if given is None else "said" if given == weekday else "corrected")


def _ask_for_missing(got: Understood, said: Mapping[str, Any], language: Language) -> None:
    index = 0 if language == "ko" else 1
    open_questions = [entry for entry in _QUESTIONS if _is_open(entry[0], got, said)]
    if not open_questions:
        return
    _, question, choices = open_questions[0]
    rest = [(DATE if entry[0] == DATE_PARTS else LABELS[entry[0][0]]).say(language) for entry in open_questions[1:]]
    shown = [choice[index] for choice in choices] + [_DONT_KNOW[index]] + ([_REST_UNKNOWN[index]] if rest else [])
    missing = [name for entry in open_questions for name in entry[0]]
    raise MissingInput(
        _MORE if rest else _SINGLE, missing, dict(said), shown, question=question.say(language), others=", ".join(rest)
    )  # fmt: skip


def _is_open(parameters: tuple[str, ...], got: Understood, said: Mapping[str, Any]) -> bool:
    """A question is closed by a value, by "unknown", and (for the hour) by a part of the day."""
    if parameters == ("accident_hour",) and "time_period" in said:
        return False
    return all(got.inputs[name] is None and name not in said for name in parameters)


def _surface(got: Understood, said: Mapping[str, Any]) -> None:
    if "road_surface" not in said and got.inputs["weather"] is not None:
        got.set("road_surface", features.likely_surface(got.inputs["weather"]), "assumed")
