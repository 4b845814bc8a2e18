from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from storage.datasets import Dataset
from storage.errors import NotFound
from storage.runs import Run
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.datasets._find import find_dataset
from tools.training._export import export_trained
from tools.training._pipeline import keep_run, outcome_accidents, train_run
from tools.training._say import METRICS, data_sentences, metric_rows, verdict_sentence, worth
from tools.training.list_runs import as_data
from tools.training.show_run import facts_of

if TYPE_CHECKING:
    from model.data import Accidents

_DONE = Text(
    ko="`{run}` 학습이 끝났어요. {sources}의 사고 {rows}건({years}년)으로 배웠고, {year}년을 보지 않고 맞힌 오차(RMSLE)는 {rmsle:.4f|예요}.",
    en="Run `{run}` is done. It learnt from {rows} accidents of {sources} ({years}); its error (RMSLE) on {year}, unseen, is {rmsle:.4f}.",
)
_COLUMNS = (Text("지표", "Metric"), Text("새 모델", "New model"), Text("쓰던 모델", "Model in use"))
_TITLE = Text(ko="같은 사고 {rows:,}건에서", en="On the same {rows:,} accidents")
_TITLE_SEEN = Text(ko="같은 사고 {rows:,}건에서 (쓰던 모델은 이미 배운 사고라 유리해요)", en="On the same {rows:,} accidents (the model in use has learnt from them, which favours it)")  # fmt: skip
_OUTCOMES = Text(ko="기록된 결과", en="recorded outcomes")
_READING = Text(ko="`{name}` 읽는 중", en="reading `{name}`")


@tool(effect="job", needs_dataset=True, title=Text(ko="모델 학습", en="training a model"))
def train_model(
    datasets: Annotated[
        list[str] | None, Field(description="names of datasets to learn from together; the current one when left out")
    ] = None,
    include_outcomes: Annotated[bool, Field(description="also learn from recorded outcomes of predictions")] = False,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Train the ECLO model anew on the accidents of a dataset, as a job ("이 데이터로 다시 학습해줘"). Nothing changes until a run is promoted.

    Takes TAAS exports and tables with 사고일시; ECLO is in the data or computed from the counts of people hurt. Needs three years or more.
    """
    from model.data import combine, ready_to_train

    ctx.progress(0, 0)
    if ctx.job_id and (earlier := ctx.wait(_recorded(ctx.job_id, ctx))):  # its worker died after recording the run
        return told(earlier, ctx)
    parts = [_read(dataset, ctx) for dataset in _wanted(datasets, ctx)]
    if include_outcomes and (known := ctx.wait(ctx.stores.predictions.list(ctx.scope, labelled=True, limit=None))):
        parts.append(outcome_accidents(known, ctx.say(_OUTCOMES)))
    new = train_run(ready_to_train(combine(parts)), ctx.job_id or uuid.uuid4().hex, ctx)
    run = ctx.wait(keep_run(new, ctx))
    ctx.wait(export_trained(run, ctx))
    return told(run, ctx)


async def _recorded(run_id: str, ctx: ToolContext) -> Run | None:
    try:
        return await ctx.stores.runs.get(ctx.scope, run_id)
    except NotFound:
        return None


def told(run: Run, ctx: ToolContext) -> ToolResult:
    """A fresh run: what it learnt from, and whether it is better than what is in use."""
    lines = [ctx.say(_DONE, **facts_of(run)), *worth(run.metrics, ctx)]
    tables = []
    if run.comparison is not None:
        lines.append(verdict_sentence(run.comparison, ctx))
        rows = metric_rows([run.comparison["challenger"], run.comparison["champion"]], METRICS, ctx)
        title = _TITLE_SEEN if run.comparison["why_not"] == "champion_saw_them" else _TITLE
        tables = [Table([ctx.say(c) for c in _COLUMNS], rows, ctx.say(title, rows=run.comparison["rows"]))] if rows else []
    return ToolResult("\n".join([*lines, *data_sentences(run.data, ctx)]), as_data(run, None), tables)


def _wanted(names: list[str] | None, ctx: ToolContext) -> list[Dataset]:
    if not names:
        return [ctx.need_dataset()]
    known = ctx.wait(ctx.stores.datasets.list(ctx.scope))
    return list({dataset.id: dataset for dataset in (find_dataset(name, known) for name in names)}.values())


def _read(dataset: Dataset, ctx: ToolContext) -> Accidents:
    import pandas as pd

    from model.data import accidents_of

    ctx.note(_READING, name=dataset.name)
    columns = [column.name for column in dataset.profile.columns]
    frame = pd.read_parquet(ctx.stores.blobs.path(dataset.parquet), columns=columns)
    return accidents_of(frame, source=dataset.name, sha256=dataset.sha256)
