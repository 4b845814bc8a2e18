"""Runs in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools._context import ToolContext
from tools._text import Language, Text

METRICS: dict[str, Text] = {
    "rmsle": Text("RMSLE (작을수록 좋음)", "RMSLE (smaller is better)"),
    "mae": Text("평균 절대 오차", "Mean absolute error"),
    "log_loss": Text("부상 정도 로그 손실 (작을수록 좋음)", "Log loss of the worst injury (smaller is better)"),
    "auc_fatal": Text("AUC 사망", "AUC fatal"),
    "auc_fatal_or_serious": Text("AUC 사망·중상", "AUC fatal or serious"),
    "auc_eclo_10": Text("AUC ECLO 10 이상", "AUC ECLO of 10 or more"),
    "coverage": Text("80% 구간에 든 비율", "Share inside the 80% interval"),
}
# A step of training (model.train.LOG_CODES) as a line of the job's log.
LOG: dict[str, Text] = {
    "read": Text("사고 {rows:,}건, {first}~{last}년", "{rows:,} accidents, {first}-{last}"),
    "rounds": Text("나무 {rounds}그루가 지난 해들을 가장 잘 맞혀요", "{rounds} trees predict the earlier years best"),
    "tested": Text("{year}년을 보지 않고 배워 맞힌 오차(RMSLE) {rmsle:.4f}", "error (RMSLE) on the unseen year {year}: {rmsle:.4f}"),
    "fitted": Text("모든 해로 다시 배웠어요", "learnt again from all years"),
    "backtest": Text("더 앞선 해들로도 시험했어요", "tested from earlier years, too"),
}
VERDICT: dict[str, Text] = {
    "better": Text(
        ko="쓰던 모델 {champion}보다 나아요: 같은 사고 {rows:,}건에서 오차(RMSLE)가 {theirs:.4f}에서 {ours:.4f|로} 줄었어요. 쓰려면 “이 모델을 써줘”라고 하세요.",
        en="It is better than {champion}, the model in use: on the same {rows:,} accidents the error (RMSLE) falls from {theirs:.4f} to {ours:.4f}. Say “promote this run” to use it.",
    ),
    "worse": Text(
        ko="쓰던 모델 {champion}보다 못해요: 같은 사고 {rows:,}건에서 오차(RMSLE)가 {ours:.4f|로}, {theirs:.4f}보다 커요. 그대로 두는 것이 좋아요.",
        en="It is worse than {champion}, the model in use: on the same {rows:,} accidents its error (RMSLE) is {ours:.4f} against {theirs:.4f}. Better leave things as they are.",
    ),
    "no_clear_difference": Text(
        ko="쓰던 모델 {champion:와} 뚜렷한 차이가 없어요: 같은 사고 {rows:,}건에서 오차(RMSLE) {ours:.4f} 대 {theirs:.4f}. 우연으로도 이만큼은 달라질 수 있어요.",
        en="There is no clear difference from {champion}, the model in use: on the same {rows:,} accidents the error (RMSLE) is {ours:.4f} against {theirs:.4f}. Chance alone could do that.",
    ),
    "champion_saw_them": Text(
        ko="쓰던 모델 {champion:는} 이 사고들로 배운 모델이라 어느 쪽이 나은지 공정하게 견줄 수 없어요. {champion:가} 배우지 않은 해의 사고가 {fewest}건 넘게 있으면 견줄 수 있어요. 그래도 쓰려면 “이 모델을 써줘”라고 하세요.",
        en="{champion}, the model in use, has learnt from these accidents, so the two can't be compared fairly. With {fewest} or more accidents of years that {champion} has not learnt from, they can. To use it all the same, say “promote this run”.",
    ),
    "too_few_rows": Text(
        ko="견줄 사고가 {rows:,}건뿐이라({fewest}건 넘게 있어야 해요) 쓰던 모델 {champion:와} 어느 쪽이 나은지 말할 수 없어요.",
        en="There are only {rows:,} accidents to compare on (it takes {fewest}), so it can't be said whether this or {champion}, the model in use, is better.",
    ),
}
CAUTIONS: dict[str, Text] = {
    "coverage_off": Text(ko="다만 80% 구간이 맞지 않아요.", en="But its 80% intervals are off."),
    "log_loss_worse": Text(ko="다만 부상 정도의 확률은 더 빗나가요.", en="But its chances of the worst injury are further off."),
    "small": Text(ko="차이가 아주 작아요.", en="The difference is tiny."),
}
NO_BETTER_THAN_CONSTANT = Text(
    ko="이 모델은 늘 같은 값을 말하는 것({constant:.4f})보다도 낫지 않아요. 자료가 적거나, 그 안에 배울 것이 없어요.",
    en="This model is no better than always saying the same ({constant:.4f}): there is too little data, or nothing in it to learn.",
)
JOINED = Text(
    ko="{years}년 사고 {count:,}건은 한 해로 보기엔 적어 {last}년 사고로 함께 배웠어요.",
    en="{count:,} accident(s) of {years} are too few for a year of their own and were learnt as of {last}.",
)
LEFT_OUT = Text(ko="쓰지 못한 행: {reasons}.", en="Rows that could not be used: {reasons}.")
REASONS: dict[str, Text] = {
    "text_in_number": Text("숫자 칸에 글자 {count:,}행", "{count:,} with text in a number"),
    "negative_count": Text("음수 {count:,}행", "{count:,} with a negative number"),
    "count_not_whole": Text("정수가 아닌 인원 {count:,}행", "{count:,} with a count that is not whole"),
    "count_too_large": Text("너무 큰 인원 {count:,}행", "{count:,} with an impossibly large count"),
    "no_target": Text("ECLO도 인원수도 없음 {count:,}행", "{count:,} without ECLO or counts"),
    "eclo_below_1": Text("다친 사람이 없음 {count:,}행", "{count:,} in which nobody was hurt"),
    "no_year": Text("연도 없음 {count:,}행", "{count:,} without a year"),
    "date_impossible": Text("없는 날짜 {count:,}행", "{count:,} with a date that does not exist"),
    "duplicate": Text("중복 {count:,}행", "{count:,} repeated"),
    "thin_year": Text("사고가 너무 적은 해 {count:,}행", "{count:,} of years with too few accidents"),
}
EXAMPLE = Text(" (예: {row}행)", " (such as row {row})")
NOT_USED = Text(ko="쓰지 않은 열: {columns}.", en="Columns not used: {columns}.")
WHY: dict[str, Text] = {
    "leaks": Text("사고 뒤에야 아는 값", "known only afterwards"),
    "duplicate_of": Text("다른 열과 같은 내용", "says what another column says"),
    "empty": Text("비어 있음", "empty"),
    "not_readable": Text("읽을 수 있는 값이 없음", "no value can be read"),
    "not_a_feature": Text("모델의 입력이 아님", "not an input of the model"),
}
MISSING = Text(ko="없어서 모르는 값으로 배운 항목: {columns}.", en="Inputs that are not there, learnt as unknown: {columns}.")
TARGET: dict[str, Text] = {
    "counts": Text(ko="ECLO는 사망·중상·경상·부상신고 인원으로 계산했어요.", en="ECLO was computed from the numbers of people hurt."),
    "eclo": Text(ko="ECLO 열을 그대로 썼어요.", en="The ECLO column was used as it is."),
    "both": Text(ko="인원수가 있으면 ECLO를 계산하고, 없으면 ECLO 열을 썼어요.", en="ECLO was computed from the counts where they are, else taken from its column."),
}  # fmt: skip
DISAGREES = Text(
    ko="{count:,}행은 ECLO 열이 인원수로 계산한 값과 달라, 계산한 값을 썼어요.",
    en="In {count:,} rows the ECLO column differs from the counts; the counts were taken.",
)
_LISTED = 6


def log_line(code: str, facts: Mapping[str, object]) -> tuple[Text, dict[str, Any]] | None:
    """A step of training as a sentence and its fields; None for one that needs no line."""
    return (LOG[code], dict(facts)) if code in LOG else None


def metric_rows(tables: Sequence[Mapping[str, Any]], names: Mapping[str, Text], ctx: ToolContext) -> list[list[Any]]:
    """A row for each metric that any of the tables has; None where one has it not."""
    known = [name for name in names if any(name in table for table in tables)]
    return [[ctx.say(names[name]), *(table.get(name) for table in tables)] for name in known]


def verdict_sentence(comparison: Mapping[str, Any], ctx: ToolContext) -> str:
    """Which of the two models is better, and what speaks against it."""
    code = comparison["why_not"] or comparison["verdict"]
    facts = {
        "champion": comparison["champion_name"],
        "rows": comparison["rows"],
        "fewest": comparison["fewest"],
        "theirs": comparison["champion"].get("rmsle", 0.0),
        "ours": comparison["challenger"].get("rmsle", 0.0),
    }
    cautions = [] if comparison["why_not"] else [ctx.say(CAUTIONS[name]) for name in comparison["cautions"] if name in CAUTIONS]
    return " ".join([ctx.say(VERDICT[code], **facts), *cautions])


def worth(metrics: Mapping[str, Mapping[str, float]], ctx: ToolContext) -> list[str]:
    """A warning when the model has learnt nothing."""
    constant = metrics["test_constant"]["rmsle"]
    return [ctx.say(NO_BETTER_THAN_CONSTANT, constant=constant)] if metrics["test"]["rmsle"] >= constant else []


def data_sentences(data: Mapping[str, Any], ctx: ToolContext) -> list[str]:
    """What was used of the data, and what was not and why."""
    from model.features import BY_NAME

    report = data["report"]
    lines = [ctx.say(TARGET[report["target"]])] if report["target"] in TARGET else []
    if report["eclo_disagrees"]:
        lines.append(ctx.say(DISAGREES, count=report["eclo_disagrees"]))
    if joined := report.get("years_joined"):  # runs of before have none
        lines.append(ctx.say(JOINED, years=", ".join(joined), count=sum(joined.values()), last=max(report["years"])))
    if report["left_out"]:
        lines.append(left_out_sentence(report["left_out"], report["examples"], ctx.language))
    if report["not_used"]:
        told = [f"`{header}`({ctx.say(WHY[why['why']])})" for header, why in report["not_used"].items()]
        lines.append(ctx.say(NOT_USED, columns=_some(told)))
    if report["missing"]:
        lines.append(ctx.say(MISSING, columns=", ".join(BY_NAME[name].column for name in report["missing"])))
    return lines


def left_out_sentence(left_out: Mapping[str, int], examples: Mapping[str, Sequence[Mapping[str, Any]]], language: Language) -> str:
    """How many rows could not be used, by reason, each with the first of them."""
    told = []
    for reason, count in left_out.items():
        first = EXAMPLE.say(language, row=f"{examples[reason][0]['row']:,}") if examples.get(reason) else ""
        told.append(REASONS[reason].say(language, count=count) + first)
    return LEFT_OUT.say(language, reasons=", ".join(told))


def _some(items: Sequence[str]) -> str:
    return ", ".join(items[:_LISTED]) + (" …" if len(items) > _LISTED else "")
