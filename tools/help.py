from __future__ import annotations

from tools._context import ToolContext
from tools._registry import ToolSpec, tool
from tools._result import ToolResult
from tools._text import Text
from tools.dataset._questions import questions

_INTRO = Text(
    ko="교통사고 심각도(ECLO)를 예측하고, 올려 주신 CSV 데이터에 대한 질문에 답해요.",
    en="I predict how severe a traffic accident is (ECLO) and answer questions about CSV files you share.",
)
_TRY = Text(ko="이렇게 말해 보세요:", en="Try saying:")
_UPLOAD_FIRST = Text(ko="데이터 질문은 CSV 파일을 먼저 올려 주세요.", en="For questions about data, drop a CSV file here first.")

# folder of the tool -> what its tools are about; folders that are not here come last, under "more"
_GROUPS: dict[str, Text] = {
    "predict": Text(ko="• 예측: 사고 한 건이나 데이터 전체의 ECLO", en="• Prediction: the ECLO of one accident or of a whole dataset"),
    "dataset": Text(
        ko="• 데이터 질문: 건수, 평균, 결측치, 이상치, 상관, 기간", en="• Data: counts, averages, missing values, outliers, correlation"
    ),
    "draw": Text(ko="• 그림: 차트와 지도", en="• Pictures: charts and maps"),
    "datasets": Text(ko="• 데이터 관리: 목록, 바꾸기, 지우기", en="• Datasets: list, switch, delete"),
    "jobs": Text(ko="• 오래 걸리는 작업: 진행 확인, 취소", en="• Long work: progress and cancelling"),
}
_MORE = Text(ko="• 그 밖에: {names}", en="• More: {names}")

# tool that answers it -> a sentence to try; shown only when the tool is there
_EXAMPLES: tuple[tuple[str, Text], ...] = (
    (
        "predict_eclo",
        Text(
            ko="내일 오후 3시 수성구 범어동 교차로에서 비 올 때 차대차 사고 ECLO 예측해줘",
            en="Predict ECLO for a rainy Friday 18:00 car-to-car crash at an intersection in Jung-gu",
        ),
    ),
    ("get_value_counts", Text(ko="요일별 사고 건수", en="Count by 요일")),
    ("group_by_aggregate", Text(ko="시간대별 평균 ECLO", en="Average ECLO by 시간대")),
    ("get_missing_values", Text(ko="결측치 보여줘", en="Show missing values")),
    ("draw_chart", Text(ko="시간대별 평균 ECLO 차트 그려줘", en="Chart the average ECLO by 시간대")),
    ("draw_map", Text(ko="사고 지도 그려줘", en="Draw a map of the accidents")),
    ("predict_dataset", Text(ko="이 데이터 전체 ECLO 예측해줘", en="Predict the ECLO of this whole dataset")),
    ("list_datasets", Text(ko="데이터 목록 보여줘", en="List my datasets")),
)

_ABOUT_DATA = frozenset({"get_value_counts", "group_by_aggregate", "draw_chart", "draw_map", "predict_dataset"})


@tool(title=Text(ko="도움말을 준비하는 중", en="preparing help"))
def help(*, ctx: ToolContext) -> ToolResult:
    """What this bot can do, with sentences to try ("도움말", "뭐 할 수 있어?", "help", "what can you do")."""
    tools: list[ToolSpec] = list(ctx.registry or ())
    examples = _examples(ctx, {spec.name for spec in tools})
    data = {
        "tools": [{"name": spec.name, "summary": spec.summary, "group": _group(spec), "effect": spec.effect} for spec in tools],
        "examples": examples,
    }
    lines = [ctx.say(_INTRO), *_groups(ctx, tools)]
    if examples:
        quote = "‘{}’" if ctx.language == "ko" else "“{}”"
        lines += ["", ctx.say(_TRY), *("• " + quote.format(example) for example in examples)]
    if ctx.dataset is None:
        lines += ["", ctx.say(_UPLOAD_FIRST)]
    return ToolResult("\n".join(lines), data)


def _examples(ctx: ToolContext, names: set[str]) -> list[str]:
    """Sentences that the registered tools answer; with a dataset at hand, its own questions in place of the general ones."""
    fitting = [(name, ctx.say(sentence)) for name, sentence in _EXAMPLES if name in names]
    if ctx.dataset is None:
        return [sentence for _, sentence in fitting]
    own = questions(ctx.dataset.profile, ctx.language)
    general = [sentence for name, sentence in fitting if name not in _ABOUT_DATA]
    return list(dict.fromkeys([*general[:1], *own, *general[1:]]))


def _group(spec: ToolSpec) -> str:
    parts = spec.run.__module__.split(".")
    return parts[1] if len(parts) > 2 else "more"


def _groups(ctx: ToolContext, tools: list[ToolSpec]) -> list[str]:
    """One line for each group that has a tool; tools of no known group are named."""
    groups = {_group(spec) for spec in tools}
    others = [spec.name for spec in tools if _group(spec) not in _GROUPS and spec.name != "help"]
    known = [ctx.say(text) for group, text in _GROUPS.items() if group in groups]
    return [*known, *([ctx.say(_MORE, names=", ".join(others[:8]))] if others else [])]
