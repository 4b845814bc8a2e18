"""A prediction in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from model.features import OPTIONAL_NAMES
from model.places import GU_ENGLISH
from tools._context import ToolContext
from tools._result import Table
from tools._text import Text
from tools.predict._inputs import DATE, DATE_PARTS, LABELS, ORIGINS, Origin, Understood

if TYPE_CHECKING:
    from model.bundle import Bundle
    from model.prediction import Prediction, Reason

CITY = Text(ko="대구", en="Daegu")
HEADLINE = Text(
    ko="예상 ECLO는 {eclo:예요}. {where} 사고 가운데 {band} 쪽이에요(심각한 순으로 {top}).",
    en="The predicted ECLO is {eclo}: {band} among accidents in {where} ({top} by severity).",
)
TOP: dict[str, Text] = {
    "upper": Text(ko="상위 {share:.0f}%", en="top {share:.0f}%"),
    "lower": Text(ko="하위 {share:.0f}%", en="bottom {share:.0f}%"),
}
BANDS: dict[str, Text] = {
    "minor": Text("‘경미’한", "minor"),
    "usual": Text("‘일반’", "ordinary"),
    "serious": Text("‘심각’한", "serious"),
    "severe": Text("‘매우 심각’한", "very serious"),
}
BAND_NAMES: dict[str, Text] = {
    "minor": Text("경미", "minor"),
    "usual": Text("일반", "ordinary"),
    "serious": Text("심각", "serious"),
    "severe": Text("매우 심각", "very serious"),
}
RANGE: dict[str, Text] = {
    "above": Text(
        ko="비슷한 사고 열에 여덟은 {low:.1f}~{high:.1f} 사이이고, {where}의 보통 사고 예측({usual:.1f})보다 {percent:.0f}% 높아요.",
        en="Eight in ten such accidents lie between {low:.1f} and {high:.1f}; it is {percent:.0f}% above the prediction for a typical accident in {where} ({usual:.1f}).",
    ),
    "below": Text(
        ko="비슷한 사고 열에 여덟은 {low:.1f}~{high:.1f} 사이이고, {where}의 보통 사고 예측({usual:.1f})보다 {percent:.0f}% 낮아요.",
        en="Eight in ten such accidents lie between {low:.1f} and {high:.1f}; it is {percent:.0f}% below the prediction for a typical accident in {where} ({usual:.1f}).",
    ),
    "same": Text(
        ko="비슷한 사고 열에 여덟은 {low:.1f}~{high:.1f} 사이이고, {where}의 보통 사고 예측({usual:.1f})과 거의 같아요.",
        en="Eight in ten such accidents lie between {low:.1f} and {high:.1f}; it is about the prediction for a typical accident in {where} ({usual:.1f}).",
    ),
}
WORST = Text(
    ko="가장 크게 다친 사람: 사망 {fatal} · 중상 {serious} · 경상 {minor} · 부상신고 {reported}",
    en="Worst injury: fatal {fatal} · serious {serious} · minor {minor} · reported only {reported}",
)
REASONS = Text(ko="이렇게 본 까닭: {reasons}", en="What moved it most: {reasons}")
REASON: dict[str, Text] = {
    "up": Text(ko="{value}(높임)", en="{value} (up)"),
    "down": Text(ko="{value}(낮춤)", en="{value} (down)"),
}
BARE: dict[str, Text] = {
    "accident_month": Text(ko="{value}월", en="month {value}"),
    "accident_day": Text(ko="{value}일", en="day {value}"),
    "accident_year": Text(ko="{value}년", en="year {value}"),
    "road_surface": Text(ko="노면 {value}", en="{value} surface"),
}
# A year after the data was not seen: what moves the prediction then is how the years until the last one went.
TREND = Text(ko="{year}년까지의 추세", en="the trend up to {year}")
CAUTIONS: dict[str, Text] = {
    "district_rare": Text(
        ko="이곳의 사고는 학습 자료에 {count}건뿐이라 더 불확실해요.",
        en="Only {count} accidents of this place were in the training data, so this is less certain.",
    ),
    "combination_unseen": Text(
        ko="{names:가} 이렇게 함께인 사고는 학습 자료에 없었어요.",
        en="No accident in the training data had this combination of {names}.",
    ),
}
MOST_REASONS = 3
RECORDED = Text(
    ko="참고로 {year}년 {where}에서 실제로 난 사고의 ECLO는 평균 {mean:.1f}, 중앙값 {median:예요}(예측은 드문 큰 사고보다 흔한 사고에 가까워요).",
    en="For comparison, accidents recorded in {where} in {year} had a mean ECLO of {mean:.1f} and a median of {median} (predictions lie nearer to ordinary accidents than to the rare grave ones).",
)
ASSUMED = Text(
    ko="노면은 날씨로 미루어 {surface:로} 가정했어요. 다르면 알려 주세요.",
    en="The road surface was assumed to be {surface}, going by the weather; say so if not.",
)
ASSUMED_YEAR = Text(ko="연도는 {year}년으로 가정했어요.", en="The year was assumed to be {year}.")
CORRECTED = Text(ko="{label:는} 앞뒤가 맞지 않아 {value:로} 바로잡았어요.", en="{label} did not fit the rest and was corrected to {value}.")
UNKNOWN: dict[str, Text] = {
    "wider": Text(
        ko="모르는 값: {names}. 빼고 예측해서 구간이 {percent:.0f}% 넓어졌어요.",
        en="Unknown, and left out: {names}. That makes the interval {percent:.0f}% wider.",
    ),
    "same": Text(
        ko="모르는 값: {names}. 빼고 예측했고, 구간은 다 알 때보다 넓어지지 않았어요.",
        en="Unknown, and left out: {names}. The interval is no wider than when all is known.",
    ),
}
NOTES: dict[str, Text] = {
    "year_after_training": Text(
        ko="{year}년까지의 자료로 배운 모델이라, {count}년 뒤인 이 사고도 {year}년처럼 보고 예측했어요.",
        en="The model learnt from data up to {year}; this accident, {count} years later, is predicted as if in {year}.",
    ),
    "year_before_training": Text(ko="모델이 배운 자료보다 앞선 연도예요.", en="The year lies before the data the model learnt from."),
    "year_assumed": Text(ko="연도를 몰라 {year}년처럼 보고 예측했어요.", en="The year is not known; it was predicted as if in {year}."),
    "district_unseen": Text(
        ko="학습 자료에 이 동네의 사고가 없어, 동네보다 넓은 곳의 사고로 예측했어요.",
        en="There was no accident from this place in the training data; a wider area was used.",
    ),
    "county_unseen": Text(
        ko="{place:는} 2023년에 대구가 된 곳이라 학습 자료에 사고가 없어요. 대구 전체를 보고 예측했어요.",
        en="{place} joined Daegu in 2023: no accident from there was in the training data, and the whole city was used.",
    ),
    "retired_level": Text(ko="2016년까지만 쓰던 분류예요.", en="That category was used until 2016 only."),
    "time_period_contradicts_hour": Text(ko="시간대와 시각이 맞지 않아요.", en="The time period does not fit the hour."),
    "weekday_contradicts_date": Text(ko="요일과 날짜가 맞지 않아요.", en="The weekday does not fit the date."),
    "nothing_known": Text(ko="아는 값이 하나도 없어 대구의 아무 사고에 대한 예측이에요.", en="Nothing is known, so this is the prediction for any accident in Daegu."),
}  # fmt: skip
_COLUMNS = (Text("항목", "Input"), Text("값", "Value"), Text("출처", "Where from"))
_ORDER = ("district", "accident_type", "day_of_week", "accident_hour", "time_period", "road_type", "weather", "road_surface")
_TITLE = Text("이렇게 이해했어요", "What was understood")


def learnt_from(bundle: Bundle, ctx: ToolContext) -> str:
    """The place that a model's accidents are of: Daegu, or the one 구 of a model that was trained on no other."""
    districts = [gu for gu in bundle.typical if gu]
    if len(districts) != 1:
        return ctx.say(CITY)
    name = districts[0].removeprefix("대구광역시 ")
    return name if ctx.language == "ko" else GU_ENGLISH.get(name, name)


def sentences(got: Understood, prediction: Prediction, last_year: int, where: str, ctx: ToolContext) -> str:
    """The answer: the number, how it compares, and everything the user did not say but the model was told."""
    lines = [_headline(prediction, where, ctx), _range(prediction, where, ctx)]
    if prediction.worst is not None:
        lines.append(ctx.say(WORST, **{name: share(chance) for name, chance in prediction.worst.items()}))
    if prediction.reasons:
        lines.append(ctx.say(REASONS, reasons=", ".join(_reason(got, reason, last_year, ctx) for reason in prediction.reasons)))
    lines.append(ctx.say(RECORDED, year=last_year, where=where, mean=prediction.typical.mean, median=f"{prediction.typical.median:.0f}"))
    return "\n".join([*lines, *told(got, prediction, last_year, ctx)])


def _headline(prediction: Prediction, where: str, ctx: ToolContext) -> str:
    """Never "top 0 %": the percentile is among predictions, and there is always one that is higher."""
    upper = prediction.percentile >= 50
    part = max(1.0, 100 - prediction.percentile if upper else prediction.percentile)
    top = ctx.say(TOP["upper" if upper else "lower"], share=part)
    return ctx.say(HEADLINE, where=where, eclo=f"{prediction.eclo:.1f}", band=ctx.say(BANDS[prediction.band]), top=top)


def _range(prediction: Prediction, where: str, ctx: ToolContext) -> str:
    percent = 100 * (prediction.ratio_to_usual - 1)
    kind = "same" if abs(percent) < 2 else "above" if percent > 0 else "below"
    return ctx.say(
        RANGE[kind], where=where, low=prediction.low, high=prediction.high, usual=prediction.typical.predicted, percent=abs(percent)
    )


def told(got: Understood, prediction: Prediction, last_year: int, ctx: ToolContext) -> list[str]:
    """What was assumed, corrected or unknown, and what to be careful about; a sentence each."""
    lines = []
    if got.origins["road_surface"] == "assumed":
        lines.append(ctx.say(ASSUMED, surface=got.shown("road_surface", ctx.language)))
    if got.origins["accident_year"] == "assumed":
        lines.append(ctx.say(ASSUMED_YEAR, year=got.inputs["accident_year"]))
    for name in got.by_origin("corrected"):
        lines.append(ctx.say(CORRECTED, label=LABELS[name].say(ctx.language), value=got.shown(name, ctx.language)))
    if unknown := got.by_origin("unknown"):
        names = ", ".join(labels(unknown, ctx))
        percent = 100 * (prediction.widening - 1)
        lines.append(ctx.say(UNKNOWN["wider" if percent >= 1 else "same"], names=names, percent=percent))
    years = next((caution.count for caution in prediction.cautions if caution.code == "years_after_training"), 0)
    for note in _notes(got, prediction):
        lines.append(ctx.say(NOTES[note], year=last_year, count=years, place=got.shown("district", ctx.language)))
    rare = next((caution for caution in prediction.cautions if caution.code == "district_rare"), None)
    unseen = [name for caution in prediction.cautions if caution.code == "combination_unseen" for name in caution.features]
    lines += [ctx.say(CAUTIONS["district_rare"], count=rare.count)] if rare else []
    lines += [ctx.say(CAUTIONS["combination_unseen"], names=", ".join(labels(unseen, ctx)))] if unseen else []
    return lines


def _notes(got: Understood, prediction: Prediction) -> list[str]:
    """A 구 as a whole is not a place of the data, but its 동 are; one that joined the city later is told as such."""
    place = got.place
    if place is not None and not place.seen:
        return ["county_unseen" if note == "district_unseen" else note for note in prediction.notes]
    return [note for note in prediction.notes if note != "district_unseen" or place is None or place.dong is not None]


def labels(names: Iterable[str], ctx: ToolContext) -> list[str]:
    """What inputs are called, the parts of the date as one."""
    return list(dict.fromkeys((DATE if name in DATE_PARTS else LABELS[name]).say(ctx.language) for name in names))


def share(chance: float) -> str:
    return f"{100 * chance:.1f}%" if chance < 0.1 else f"{100 * chance:.0f}%"


def bare(got: Understood, name: str, ctx: ToolContext) -> str:
    """A value that says by itself what it is of: 비, 15시, 11월, 노면 건조."""
    value = got.shown(name, ctx.language)
    return BARE[name].say(ctx.language, value=value) if name in BARE else value


def cause(got: Understood, name: str, last_year: int, ctx: ToolContext) -> str:
    """An input as what moved a prediction."""
    unseen = name == "accident_year" and got.inputs[name] > last_year
    return ctx.say(TREND, year=last_year) if unseen else bare(got, name, ctx)


def _reason(got: Understood, reason: Reason, last_year: int, ctx: ToolContext) -> str:
    return REASON[reason.direction].say(ctx.language, value=cause(got, reason.feature, last_year, ctx))


def understood_table(got: Understood, ctx: ToolContext) -> Table:
    """Each input with its value and whether it was said, derived or assumed; the date as one line."""
    lines = [(LABELS[name], got.shown(name, ctx.language), got.origins[name]) for name in _ORDER[:2]]
    lines.append((DATE, _date(got), _date_origin(got)))
    known = [name for name in OPTIONAL_NAMES if name in got.inputs]
    lines += [(LABELS[name], got.shown(name, ctx.language), got.origins[name]) for name in (*_ORDER[2:], *known)]
    rows: list[list[Any]] = [[label.say(ctx.language), value, ORIGINS[origin].say(ctx.language)] for label, value, origin in lines]
    return Table([c.say(ctx.language) for c in _COLUMNS], rows, _TITLE.say(ctx.language))


def _date(got: Understood) -> str:
    """The date in ISO form, with ? for what is not known of it."""
    year, month, day = (got.inputs[name] for name in DATE_PARTS)
    if year is month is day is None:
        return "-"
    return f"{year or '????'}-{f'{month:02d}' if month else '??'}-{f'{day:02d}' if day else '??'}"


def _date_origin(got: Understood) -> Origin:
    """What is least sure about the date."""
    origins = [got.origins[name] for name in DATE_PARTS]
    return next((origin for origin in ("assumed", "derived", "said") if origin in origins), "unknown")


def as_data(got: Understood, prediction: Prediction) -> dict[str, Any]:
    """The prediction at full precision, with what it was made from."""
    typical = prediction.typical
    return {
        "eclo": prediction.eclo,
        "interval": {"level": prediction.level, "low": prediction.low, "high": prediction.high},
        "percentile": prediction.percentile,
        "ratio_to_usual": prediction.ratio_to_usual,
        "typical": {"mean": typical.mean, "median": typical.median, "predicted": typical.predicted, "rows": typical.rows},
        "inputs": dict(got.inputs),
        "origins": dict(got.origins),
        "worst_injury": prediction.worst,
        "band": prediction.band,
        "band_name": BAND_NAMES[prediction.band].say("ko"),
        "unknown": list(prediction.unknown),
        "widening": prediction.widening,
        "reasons": [asdict(reason) for reason in prediction.reasons],
        "cautions": [asdict(caution) for caution in prediction.cautions],
        "notes": list(prediction.notes),
        "model": prediction.model_version,
    }
