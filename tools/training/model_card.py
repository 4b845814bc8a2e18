from __future__ import annotations

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.training._say import METRICS, metric_rows

_SAID = Text(
    ko="지금 쓰는 모델은 {name:예요}. {first}~{last}년 사고 {rows}건으로 배웠어요.\n"
    "{year}년을 보지 않고 배워 맞혀 보니 오차(RMSLE)가 {rmsle:.4f|로}, 늘 같은 값을 말할 때({constant:.4f})보다 {better:.1f}% 작아요. "
    "80% 구간에는 실제 값의 {coverage:.0%}가 들었어요.\n"
    "얼마나 크게 다치는지는 대부분 속도, 안전띠, 나이처럼 여기 없는 것이 정해요. 그래서 한 사고를 맞히기보다, 어떤 상황이 평균적으로 더 심각한지를 알려 주는 모델이에요.",
    en="The model in use is {name}. It learnt from {rows} accidents of {first}-{last}.\n"
    "Tested on {year} without having seen it, its error (RMSLE) is {rmsle:.4f}, {better:.1f}% below that of always saying the same ({constant:.4f}). "
    "{coverage:.0%} of the actual values lay inside the 80% interval.\n"
    "How badly people are hurt is mostly decided by what is not among the inputs: speed, seat belts, age. So it tells which circumstances are worse on average, not how one accident ends.",
)
_COLUMNS = (Text("지표", "Metric"), Text("이 모델", "This model"), Text("세부 분류까지 알 때", "With detail"), Text("늘 같은 값", "Constant"), Text("단순한 방법", "Naive"))  # fmt: skip
_TABLES = ("test", "test_optional", "test_constant", "test_naive")
_ALT = Text(ko="모델 {name}의 설명서 (Markdown)", en="The model card of {name} (Markdown)")


@tool(title=Text(ko="모델 카드를 읽는 중", en="reading the model card"))
def model_card(*, ctx: ToolContext) -> ToolResult:
    """Which model is in use, what it learnt from, how good it is beside a constant and a naive recipe, and its limits, with the whole card."""
    from model.card import as_data, render

    bundle = ctx.predictor().bundle
    test, constant = bundle.metrics["test"], bundle.metrics["test_constant"]
    text = ctx.say(
        _SAID,
        name=bundle.name,
        first=bundle.training.first_year,
        last=bundle.training.last_year,
        rows=f"{bundle.training.rows:,}",
        year=int(test["year"]),
        rmsle=test["rmsle"],
        constant=constant["rmsle"],
        better=100 * (1 - test["rmsle"] / constant["rmsle"]),
        coverage=test["coverage"],
    )
    rows = metric_rows([bundle.metrics.get(name, {}) for name in _TABLES], METRICS, ctx)
    page = Artifact(f"model_card_{bundle.name}.md", "text/markdown", ctx.say(_ALT, name=bundle.name), data=render(bundle).encode())
    return ToolResult(text, as_data(bundle), [Table([ctx.say(c) for c in _COLUMNS], rows)], [page])
