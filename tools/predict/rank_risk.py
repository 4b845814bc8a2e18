from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from model.features import RETIRED_LEVELS, WEEKDAYS, gu_of, likely_surface, time_period_of
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Language, Text
from tools.predict._inputs import DATE_PARTS, HOUR, Understood, understand_as_far_as_said
from tools.predict._optional import OPTIONAL_NAMES, shown_level
from tools.predict._ranking import ranking, shown
from tools.predict._say import bare, share

if TYPE_CHECKING:
    from model.predict import Predictor

By = Literal["district", "gu", "hour", "time_period", "day_of_week", "month", "road_type", "weather", "road_surface", "accident_type", "accident_detail", "violation"]  # fmt: skip
ENOUGH = 50  # a 동 with fewer accidents in the data is not ranked
SMALL = 0.25  # a difference under this part of the interval is called small
_VAGUE = ("기타", "미분류")  # levels that say nothing

_FEATURES: dict[str, str] = {"gu": "district", "hour": "accident_hour", "month": "accident_month"}
_NAMES: dict[str, Text] = {
    "district": Text("동네", "neighbourhood"), "gu": Text("구·군", "district"), "hour": Text("시각", "hour"),
    "time_period": Text("시간대", "time of day"), "day_of_week": Text("요일", "weekday"), "month": Text("월", "month"),
    "road_type": Text("도로 형태", "road type"), "weather": Text("날씨", "weather"), "road_surface": Text("노면", "road surface"),
    "accident_type": Text("사고 유형", "accident type"), "accident_detail": Text("세부 유형", "detail"), "violation": Text("법규 위반", "offence"),
}  # fmt: skip
_ORDERED = ("hour", "day_of_week", "month")

_HONEST = Text(
    ko="사고가 얼마나 자주 나는지가 아니라, 났을 때 얼마나 심각할지의 순위예요.",
    en="This ranks how severe an accident would be, not how often accidents happen.",
)
_SMALL = Text(
    ko="1위와 꼴찌의 차이({gap:.2f})는 한 사고의 80% 구간({from_:.1f}~{to:.1f})에 견주면 작아요.",
    en="The first and the last differ by {gap:.2f}, little next to the 80% interval of one accident ({from_:.1f} to {to:.1f}).",
)
_RARE = Text(
    ko="학습 자료에 사고가 {least}건보다 적은 동네 {count}곳은 순위에서 뺐어요.",
    en="{count} neighbourhoods with under {least} accidents in the training data are not ranked.",
)
_UNSEEN = Text(ko="군위군은 학습 자료에 사고가 없어 뺐어요.", en="Gunwi-gun is left out: no accident from there was in the training data.")
_NOT_SEEN = Text(
    ko="{place}의 동네는 학습 자료에 사고가 충분하지 않아 순위를 매길 수 없어요. 구끼리 견주려면 by를 gu로 해 주세요.",
    en="The neighbourhoods of {place} have too few accidents in the training data to be ranked. Rank the districts instead (by: gu).",
)
_TITLE = Text(ko="{name}별 예상 ECLO{conditions}", en="Predicted ECLO by {name}{conditions}")
_IN_TITLE = Text(ko=" ({values})", en=" ({values})")
_ALT = Text(ko="{title}. 높은 순: {ranking}.", en="{title}. Highest first: {ranking}.")
_COLUMNS = (Text("순위", "Rank"), Text("예상 ECLO", "Predicted ECLO"), Text("80% 구간", "80% interval"), Text("사망·중상 가능성", "Fatal or serious"), Text("학습 자료의 사고", "Accidents in the data"))  # fmt: skip
_MONTH = Text(ko="{value}월", en="{value}")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is ranked: `value` is what the model takes, `count` its accidents in the training data (None: not known)."""

    value: Any
    name: str
    count: int | None = None


@tool(title=Text(ko="위험한 순서를 매기는 중", en="ranking the risk"))
def rank_risk(
    by: Annotated[
        By, Field(description="what to rank: district (법정동), gu (구·군), hour, time_period, day_of_week, month, road_type ...")
    ],
    conditions: Annotated[
        dict[str, Any] | None,
        Field(
            description="what holds for all, with the fields of predict_eclo; a 구 as district ranks only its 동, a time_period its hours"
        ),
    ] = None,
    top_n: Annotated[int, Field(ge=1, le=50)] = 10,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Rank places, hours, weekdays or road types by how severe an accident would be under given conditions, with a map or chart.

    It is the severity given that an accident happens, not how often accidents happen; say so. What is not given is unknown.
    """
    feature = _FEATURES.get(by, by)
    said = dict(conditions or {})
    inside: dict[str, Any] = {
        name: said.pop(name) for name in ("district", "time_period") if name in said and feature in _WITHIN.get(name, ())
    }
    dropped = _DROPPED.get(feature, (feature,))
    got = understand_as_far_as_said({name: value for name, value in said.items() if name not in dropped}, ctx, dated=False)
    limits = understand_as_far_as_said(inside, ctx, dated=False)
    predictor = ctx.predictor()
    entries, notes = _ENTRIES.get(by, _levels)(by, limits, predictor, ctx)
    ranked = _predict(entries, feature, got, predictor)
    values = _said(got, limits, ctx)
    notes = [*_small(ranked, ctx), ctx.say(_HONEST), *notes]
    data = {
        "by": by,
        "conditions": {k: v for k, v in got.inputs.items() if v is not None},
        "ranking": ranked,
        "model": predictor.model_version,
    }
    title = ctx.say(_TITLE, name=ctx.say(_NAMES[by]), conditions=ctx.say(_IN_TITLE, values=values) if values else "")
    title = title[:1].upper() + title[1:]
    text = "\n".join([ranking(ctx.say(_NAMES[by]), ranked, values, ctx), *notes])
    return ToolResult(text, data, [_table(by, ranked[:top_n], ctx)], [_picture(by, ranked, title, top_n, ctx)])


# what a wider value of one input leaves to be ranked, and what is unknown while something is ranked
_WITHIN = {"district": ("district",), "time_period": ("accident_hour",)}
_DROPPED: dict[str, tuple[str, ...]] = {
    "accident_hour": ("accident_hour", "time_period"),
    "time_period": ("accident_hour", "time_period"),
    "day_of_week": ("day_of_week", *DATE_PARTS),
    "accident_month": ("accident_month", "accident_day", "day_of_week"),
    "accident_type": ("accident_type", "accident_detail"),
    "weather": ("weather", "road_surface"),
}


def _levels(by: str, _limits: Understood, predictor: Predictor, ctx: ToolContext) -> tuple[list[Entry], list[str]]:
    retired = RETIRED_LEVELS.get(by, frozenset())
    levels = [v for v in predictor.categories(by) if v not in retired and v.split(" - ")[0] not in _VAGUE]
    if by == "day_of_week":
        levels = list(WEEKDAYS)
    return [Entry(level, _shown(by, level, ctx.language)) for level in levels], []


def _shown(by: str, level: str, language: Language) -> str:
    from model.synonyms import english_name

    if by in OPTIONAL_NAMES:
        return shown_level(by, level, language)
    return level if language == "ko" else english_name(by, level)


def _hours(_by: str, limits: Understood, _predictor: Predictor, ctx: ToolContext) -> tuple[list[Entry], list[str]]:
    period = limits.inputs["time_period"]
    hours = [hour for hour in range(24) if period is None or time_period_of(hour) == period]
    return [Entry(hour, HOUR.say(ctx.language, hour=hour)) for hour in hours], []


def _months(_by: str, _limits: Understood, _predictor: Predictor, ctx: ToolContext) -> tuple[list[Entry], list[str]]:
    return [Entry(n, _MONTH.say(ctx.language, value=n if ctx.language == "ko" else _MONTHS[n - 1])) for n in range(1, 13)], []


def _districts(_by: str, limits: Understood, predictor: Predictor, ctx: ToolContext) -> tuple[list[Entry], list[str]]:
    """The 동 with enough accidents in the data, of one 구 if that was said."""
    within, counts = limits.place.gu if limits.place else None, predictor.bundle.district_rows
    places = [p for p in predictor.places.places if p.dong and within in (None, p.gu)]
    known = [p for p in places if counts.get(p.category, 0) >= ENOUGH]
    if not known:
        raise Refused("too_few_accidents", _NOT_SEEN, place=limits.shown("district", ctx.language))
    entries = [Entry(p.category, p.label if ctx.language == "ko" else p.label_en, counts[p.category]) for p in known]
    rare = len(places) - len(known)
    return entries, [ctx.say(_RARE, least=ENOUGH, count=rare)] if rare else []


def _gus(_by: str, _limits: Understood, predictor: Predictor, ctx: ToolContext) -> tuple[list[Entry], list[str]]:
    counts: dict[str | None, int] = {}
    for category, count in predictor.bundle.district_rows.items():
        counts[gu_of(category)] = counts.get(gu_of(category), 0) + count
    places = [p for p in predictor.places.places if p.dong is None]
    entries = [Entry(p.category, p.label if ctx.language == "ko" else p.label_en, counts.get(p.gu, 0)) for p in places if p.seen]
    return entries, [ctx.say(_UNSEEN)] if any(not p.seen for p in places) else []


_ENTRIES: dict[str, Callable[[str, Understood, Any, ToolContext], tuple[list[Entry], list[str]]]] = {
    "district": _districts,
    "gu": _gus,
    "hour": _hours,
    "month": _months,
}


def _predict(entries: list[Entry], feature: str, got: Understood, predictor: Predictor) -> list[dict[str, Any]]:
    """Every entry with its prediction, the most severe first."""
    rows = []
    for entry in entries:
        predicted = predictor.predict_one({**got.inputs, feature: entry.value, **_follows(feature, entry.value)})
        worst = predicted.worst
        rows.append(
            {
                "value": entry.value,
                "name": entry.name,
                "eclo": predicted.eclo,
                "low": predicted.low,
                "high": predicted.high,
                "fatal_or_serious": None if worst is None else worst["serious"] + worst["fatal"],
                "accidents": entry.count,
            }
        )
    rows.sort(key=lambda row: -row["eclo"])
    said = [shown(row) for row in rows]
    return [{"rank": said.index(value) + 1, **row} for value, row in zip(said, rows, strict=True)]  # what looks equal has one rank


def _follows(feature: str, value: Any) -> dict[str, Any]:
    """What goes with a value that is ranked: the usual surface with the weather, the accident type with its detail."""
    if feature == "weather":
        return {"road_surface": likely_surface(value)}
    return {"accident_type": None} if feature == "accident_detail" else {}


def _said(got: Understood, limits: Understood, ctx: ToolContext) -> str:
    """The conditions as people read them, without what merely follows from them."""
    names = [name for name in got.inputs if got.origins[name] == "said"]
    within = [name for name in limits.inputs if limits.origins[name] == "said"]
    date = [bare(got, name, ctx) for name in DATE_PARTS if name in names]
    whole = [" ".join(date)] if ctx.language == "ko" and date else date  # 2026년 11월 22일
    others = [bare(got, name, ctx) for name in names if name not in DATE_PARTS]
    return ", ".join([*(bare(limits, name, ctx) for name in within), *whole, *others])


def _small(ranked: list[dict[str, Any]], ctx: ToolContext) -> list[str]:
    best, gap = ranked[0], ranked[0]["eclo"] - ranked[-1]["eclo"]
    return [ctx.say(_SMALL, gap=gap, from_=best["low"], to=best["high"])] if 0.005 <= gap < SMALL * (best["high"] - best["low"]) else []


def _table(by: str, rows: list[dict[str, Any]], ctx: ToolContext) -> Table:
    counted = rows[0]["accidents"] is not None
    columns = [ctx.say(_COLUMNS[0]), ctx.say(_NAMES[by]).capitalize(), *(ctx.say(c) for c in (_COLUMNS[1:] if counted else _COLUMNS[1:-1]))]
    lines = []
    for row in rows:
        chance = "–" if row["fatal_or_serious"] is None else share(row["fatal_or_serious"])
        line = [row["rank"], row["name"], shown(row), f"{row['low']:.1f}–{row['high']:.1f}", chance]
        lines.append([*line, row["accidents"]] if counted else line)
    return Table(columns, lines)


def _picture(by: str, ranked: list[dict[str, Any]], title: str, top_n: int, ctx: ToolContext) -> Artifact:
    """A map for places, upright bars along time, else lying bars from the highest."""
    listed = ", ".join(f"{row['name']} {row['eclo']:.2f}" for row in ranked[:top_n])
    alt = ctx.say(_ALT, title=title, ranking=listed)[:1900]
    if by in ("district", "gu"):
        from tools.predict._rankmap import rank_map

        values = {row["value"]: row["eclo"] for row in ranked}
        return Artifact("risk_map.png", "image/png", alt, rank_map(values, title, ctx.language, "emd" if by == "district" else "sigungu"))
    from tools.predict._pictures import Case, bars

    ordered = by in _ORDERED
    order = sorted(ranked, key=lambda row: WEEKDAYS.index(row["value"]) if by == "day_of_week" else row["value"]) if ordered else ranked[:top_n]  # fmt: skip
    cases = [Case(_short(by, row["name"], ctx.language), row["eclo"], row["low"], row["high"]) for row in order]
    return Artifact("risk.png", "image/png", alt, bars(cases, title, ctx.language, ordered=ordered))


def _short(by: str, name: str, language: Language) -> str:
    """A name that fits beside or below a bar: the telling part of a level, three letters of an English weekday or month."""
    if by in _ORDERED and by != "hour" and language == "en":
        return name[:3]
    head, _, tail = name.partition(" - ")
    return name if by == "accident_detail" or not tail else head if tail in _VAGUE else tail
