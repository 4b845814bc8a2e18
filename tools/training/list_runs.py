from __future__ import annotations

from storage.runs import Run
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.training._find import short

_NONE = Text(
    ko="아직 학습 기록이 없어요. 사고 데이터를 올리고 “이 데이터로 다시 학습해줘”라고 해 보세요. 지금은 함께 배포된 모델 {model:를} 쓰고 있어요.",
    en="There are no training runs yet. Share accident data and say “train on this data”. The model that came with the bot, {model}, is in use.",
)
_SOME = Text(ko="학습 기록 {count}개예요. 지금 쓰는 모델은 {model:예요}.", en="{count} training run(s). The model in use is {model}.")
_COLUMNS = (
    Text("학습", "Run"),
    Text("데이터", "Data"),
    Text("연도", "Years"),
    Text("사고", "Accidents"),
    Text("RMSLE", "RMSLE"),
    Text("그때 쓰던 모델과 비교", "Beside the model then in use"),
    Text("사용", "In use"),
)
VERDICTS: dict[str, Text] = {
    "better": Text("더 나음", "better"),
    "worse": Text("더 못함", "worse"),
    "no_clear_difference": Text("비슷함", "about the same"),
    "champion_saw_them": Text("그 모델이 이미 배운 사고라 견줄 수 없음", "can't be compared: that model has learnt from these accidents"),
    "too_few_rows": Text("사고가 적어 견줄 수 없음", "can't be compared: too few accidents"),
}


@tool(title=Text(ko="학습 기록을 찾는 중", en="looking up training runs"))
async def list_runs(*, ctx: ToolContext) -> ToolResult:
    """The training runs of this channel, newest first, with their data, error and verdict, and which model is in use."""
    runs, used = await ctx.stores.runs.list(ctx.scope), await ctx.stores.runs.in_use()
    model = used.name if used else shipped_name()
    data = {"runs": [as_data(run, used) for run in runs], "model_in_use": model}
    if not runs:
        return ToolResult(ctx.say(_NONE, model=model), data)
    rows = [
        [
            short(run),
            ", ".join(run.data["sources"]),
            years_of(run),
            run.data["rows"],
            run.metrics["test"]["rmsle"],
            verdict_of(run, ctx),
            "✓" if used and used.id == run.id else "",
        ]
        for run in runs
    ]
    return ToolResult(ctx.say(_SOME, count=len(runs), model=model), data, [Table([ctx.say(c) for c in _COLUMNS], rows)])


def as_data(run: Run, used: Run | None) -> dict[str, object]:
    """A run as JSON."""
    return {
        "id": run.id,
        "name": run.name,
        "created_at": run.created_at.isoformat(),
        "owner": run.owner,
        "data": run.data,
        "parameters": run.parameters,
        "metrics": run.metrics,
        "comparison": run.comparison,
        "seconds": run.seconds,
        "code_version": run.code_version,
        "in_use": used is not None and used.id == run.id,
    }


def years_of(run: Run) -> str:
    first, last = min(run.data["years"]), max(run.data["years"])
    return f"{first}–{last}"


def verdict_of(run: Run, ctx: ToolContext) -> str:
    """How a run did beside the model in use then, or why that can't be said."""
    return ctx.say(VERDICTS[run.comparison.get("why_not") or run.comparison["verdict"]]) if run.comparison else "-"


def shipped_name() -> str:
    """The model version that came with the program."""
    from model.bundle import champion

    return champion().name
