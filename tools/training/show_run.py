from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from storage.runs import Run
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.training._find import find_run, short
from tools.training._say import METRICS, data_sentences, metric_rows, worth
from tools.training.list_runs import as_data, verdict_of, years_of

_LEAD = Text(
    ko="`{run}` 학습: {sources}의 사고 {rows}건({years}년)으로 {seconds:.0f}초 동안 배웠어요. 마지막 해 {year}년의 오차(RMSLE)는 {rmsle:.4f|예요}.",
    en="Run `{run}`: learnt from {rows} accidents of {sources} ({years}) in {seconds:.0f} s. Its error (RMSLE) on the last year, {year}, is {rmsle:.4f}.",
)
_VERDICT = Text(ko="그때 쓰던 모델과 비교: {verdict}.", en="Beside the model in use at that time: {verdict}.")
_TITLE = Text(ko="{year}년을 보지 않고 배워 {year}년을 맞힌 결과", en="Tested on {year}, without having seen it")
_COLUMNS = (Text("지표", "Metric"), Text("이 모델", "This model"), Text("늘 같은 값", "Constant"), Text("단순한 방법", "Naive"))


@tool(title=Text(ko="학습 기록을 읽는 중", en="reading a training run"))
async def show_run(
    run: Annotated[str | None, Field(description="id (or its beginning) of a training run; the newest when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """One training run: its data, what was left out, its errors beside a constant and a naive recipe, and its log ("학습 결과 보여줘")."""
    wanted = await find_run(run, ctx)
    used = await ctx.stores.runs.in_use()
    lines = [ctx.say(_LEAD, **facts_of(wanted)), *worth(wanted.metrics, ctx), *data_sentences(wanted.data, ctx)]
    if wanted.comparison:
        lines.append(ctx.say(_VERDICT, verdict=verdict_of(wanted, ctx)))
    return ToolResult("\n".join(lines), {**as_data(wanted, used), "log": wanted.log}, [_table(wanted, ctx)])


def facts_of(run: Run) -> dict[str, Any]:
    """What the first sentence about a run says."""
    test = run.metrics["test"]
    return {
        "run": short(run),
        "sources": ", ".join(run.data["sources"]),
        "rows": f"{run.data['rows']:,}",
        "years": years_of(run),
        "seconds": run.seconds,
        "year": int(test["year"]),
        "rmsle": test["rmsle"],
    }


def _table(run: Run, ctx: ToolContext) -> Table:
    tables = [run.metrics.get(name, {}) for name in ("test", "test_constant", "test_naive")]
    title = ctx.say(_TITLE, year=int(run.metrics["test"]["year"]))
    return Table([ctx.say(c) for c in _COLUMNS], metric_rows(tables, METRICS, ctx), title)
