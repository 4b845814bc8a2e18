from __future__ import annotations

import asyncio
from typing import Annotated, Any

from pydantic import Field

from storage.runs import Run
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Artifact, Table, ToolResult
from tools._text import Text
from tools.training._find import choose, short
from tools.training._say import METRICS, metric_rows
from tools.training.list_runs import as_data, years_of

_TOO_FEW = Text(
    ko="비교하려면 학습 기록이 둘 이상 있어야 해요. 지금은 {count}개예요.",
    en="Comparing needs at least two training runs; there are {count}.",
)
_SAID = Text(
    ko="학습 {count}개를 견줬어요. 오차(RMSLE)는 `{best}`가 {rmsle:.4f|로} 가장 작아요. {caution}",
    en="Compared {count} runs. `{best}` has the smallest error (RMSLE), {rmsle:.4f}. {caution}",
)
_SAME_YEAR = Text(ko="모두 {year}년으로 시험했어요.", en="All were tested on {year}.")
_OTHER_YEARS = Text(
    ko="시험한 해나 데이터가 서로 달라서 숫자만으로 낫다고 할 수는 없어요.",
    en="They were tested on different years or data, so the numbers alone do not say which is better.",
)
_METRIC, _YEARS, _ROWS, _TEST = (
    Text("지표", "Metric"),
    Text("배운 연도", "Years learnt"),
    Text("배운 사고", "Accidents"),
    Text("시험한 해", "Tested on"),
)
_TITLE = Text(ko="학습별 오차 (RMSLE, 작을수록 좋음)", en="Error by run (RMSLE, smaller is better)")
_MODEL, _CONSTANT = Text("학습한 모델", "Trained model"), Text("늘 같은 값", "Constant")
_ALT = Text(
    ko="학습 {count}개의 RMSLE를 늘 같은 값을 말하는 방법과 견준 점 그림. 가장 작은 것은 {best}({rmsle:.4f}).",
    en="Dot chart of the RMSLE of {count} runs beside a constant. The smallest is {best} ({rmsle:.4f}).",
)
MOST = 8
NEWEST = 4  # side by side when nobody says which: more do not fit a terminal


@tool(title=Text(ko="학습 기록을 비교하는 중", en="comparing training runs"))
async def compare_runs(
    runs: Annotated[list[str] | None, Field(description="ids (or their beginnings) of 2 to 8 runs; the newest four when left out")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Training runs side by side: data, years and errors as a table and a chart ("모델 비교해줘")."""
    known = await ctx.stores.runs.list(ctx.scope)
    chosen = list({run.id: run for run in (choose(name, known) for name in runs)}.values()) if runs else known[:NEWEST]
    chosen = sorted(chosen[:MOST], key=lambda run: run.created_at)
    if len(chosen) < 2:
        raise Refused("too_few_runs", _TOO_FEW, count=len(chosen))
    used = await ctx.stores.runs.in_use()
    best = min(chosen, key=lambda run: float(run.metrics["test"]["rmsle"]))
    facts = {"count": len(chosen), "best": short(best), "rmsle": best.metrics["test"]["rmsle"]}
    tested = {(run.metrics["test"]["year"], str(run.data["sha256"])) for run in chosen}
    caution = ctx.say(_SAME_YEAR, year=int(best.metrics["test"]["year"])) if len(tested) == 1 else ctx.say(_OTHER_YEARS)
    picture = await asyncio.to_thread(_draw, chosen, ctx)
    return ToolResult(
        ctx.say(_SAID, **facts, caution=caution),
        {"runs": [as_data(run, used) for run in chosen], "best": best.id},
        [_table(chosen, ctx)],
        [Artifact("runs.png", "image/png", ctx.say(_ALT, **facts), data=picture)],
    )


def _table(runs: list[Run], ctx: ToolContext) -> Table:
    rows: list[list[Any]] = [
        [ctx.say(_YEARS), *(years_of(run) for run in runs)],
        [ctx.say(_ROWS), *(run.data["rows"] for run in runs)],
        [ctx.say(_TEST), *(str(int(run.metrics["test"]["year"])) for run in runs)],
        *metric_rows([run.metrics["test"] for run in runs], METRICS, ctx),
    ]
    return Table([ctx.say(_METRIC), *(short(run) for run in runs)], rows)


def _draw(runs: list[Run], ctx: ToolContext) -> bytes:
    """A row for each run: its error, and that of a constant on the same year."""
    from tools.draw import _figure

    figure = _figure.sheet(260 + 96 * len(runs))
    names = [ctx.say(_MODEL), ctx.say(_CONSTANT)]
    colours = [_figure.STRONG, _figure.OTHER]
    top, bottom = _figure.frame(figure, ctx.say(_TITLE))
    top = _figure.legend(figure, top, colours, names)
    axes = _figure.axes_in(figure, top, bottom, grid="x")
    for place, run in enumerate(reversed(runs)):
        own, constant = run.metrics["test"]["rmsle"], run.metrics["test_constant"]["rmsle"]
        axes.plot([own, constant], [place, place], color=_figure.RULE, linewidth=_figure.points(6), zorder=1)
        axes.scatter([own, constant], [place, place], s=_figure.points(26) ** 2, color=colours, zorder=2)
        axes.annotate(
            f"{own:.4f}",
            (own, place),
            (0, _figure.points(24)),
            textcoords="offset points",
            ha="center",
            fontsize=_figure.points(_figure.NOTE),
        )
    axes.set_yticks(range(len(runs)), [short(run) for run in reversed(runs)], fontsize=_figure.points(_figure.TEXT))
    axes.set_ylim(-0.6, len(runs) - 0.3)
    axes.margins(x=0.12)
    return _figure.png(figure)
