"""Runs on their way to MLflow: after training, after a change of the model in use, or by hand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from model.errors import BundleInvalid
from storage.errors import NotFound
from storage.runs import Run
from tools._context import ToolContext
from tools._errors import Refused
from tools._exporter import Exporter, ExportFailed
from tools._text import Text
from tools.training._find import short

log = logging.getLogger(__name__)

_DONE = Text(ko="MLflow로 내보냈어요.", en="Exported to MLflow.")
_FAILED = Text(ko="MLflow로 내보내지 못했어요: {why}", en="Not exported to MLflow: {why}")
_NOT_DONE = Text(
    ko="MLflow로 내보내지 못했어요: {why} 학습은 저장되어 있어요. 나중에 `eclo runs --export {run}` 명령으로 내보낼 수 있어요.",
    en="Not exported to MLflow: {why} The run itself is stored. Export it later with `eclo runs --export {run}`.",
)
_NOT_MARKED = Text(
    ko="다만 MLflow에는 표시하지 못했어요: {why} 나중에 `eclo runs --export` 명령으로 맞출 수 있어요.",
    en="MLflow was not told, though: {why} Bring it up to date later with `eclo runs --export`.",
)
_OFF = Text(
    ko="내보낼 MLflow 서버가 정해지지 않았어요. `MLFLOW_TRACKING_URI`에 주소를 적어 주세요.",
    en="There is no MLflow server to export to. Set `MLFLOW_TRACKING_URI` to its address.",
)
WHY: dict[str, Text] = {
    "not_installed": Text(
        ko="`MLFLOW_TRACKING_URI`는 정해졌지만 MLflow가 설치되어 있지 않아요(`uv sync --extra mlflow`).",
        en="`MLFLOW_TRACKING_URI` is set, but MLflow is not installed (`uv sync --extra mlflow`).",
    ),
    "unreachable": Text(ko="서버가 응답하지 않아요.", en="the server does not answer."),
    "denied": Text(ko="서버가 접근을 허락하지 않아요.", en="the server does not let us in."),
    "experiment_deleted": Text(
        ko="MLflow에서 그 실험이 삭제되어 있어요. 되살리거나 `MLFLOW_EXPERIMENT_NAME`을 바꿔 주세요.",
        en="the experiment was deleted in MLflow. Restore it, or set `MLFLOW_EXPERIMENT_NAME` to another.",
    ),
    "took_too_long": Text(ko="너무 오래 걸렸어요.", en="it took too long."),
    "stopped": Text(ko="중간에 멈췄어요.", en="it was stopped."),
    "bundle": Text(ko="모델 파일을 읽을 수 없어요.", en="the file of its model can't be read."),
    "failed": Text(ko="서버가 받아들이지 않았어요. 로그를 봐 주세요.", en="the server did not take it; see the log."),
}


async def export_runs(runs: Sequence[Run], ctx: ToolContext) -> None:
    """Export runs, and mark which one is in use. Raises Refused (export_off, export_unreachable, ...), StoreUnavailable."""
    if ctx.exporter is None:
        raise Refused("export_off", _OFF)
    try:
        await _export(runs, ctx.exporter, ctx)
    except ExportFailed as error:
        raise Refused(f"export_{error.code}", _FAILED, why=ctx.say(WHY[error.code])) from error


async def export_trained(run: Run, ctx: ToolContext) -> None:
    """Export a fresh run, where that is set up, and tell how it went in a line of the job's log. The run is safe: nothing is raised."""
    if ctx.exporter is None:
        return
    why = await _tried([run], ctx.exporter, ctx)
    if why is None:
        ctx.note(_DONE)
    else:
        ctx.note(_NOT_DONE, why=why, run=short(run))


async def mark_in_use(run: Run | None, ctx: ToolContext) -> str:
    """After a change of the model in use: tell MLflow, where that is set up. A sentence about what went wrong, or ""; nothing is raised."""
    if ctx.exporter is None:
        return ""
    why = await _tried([run] if run else [], ctx.exporter, ctx)
    return "" if why is None else ctx.say(_NOT_MARKED, why=why)


async def _export(runs: Sequence[Run], exporter: Exporter, ctx: ToolContext) -> None:
    used = await ctx.stores.runs.in_use()
    try:
        packed = [(run, await asyncio.to_thread(ctx.stores.blobs.path, run.bundle)) for run in runs]
        await exporter.export(packed, used.id if used else None, ctx.progress.cancelled)
    except (NotFound, BundleInvalid) as error:
        raise ExportFailed("bundle") from error


async def _tried(runs: Sequence[Run], exporter: Exporter, ctx: ToolContext) -> str | None:
    """None when it was exported, else why not."""
    try:
        await _export(runs, exporter, ctx)
    except ExportFailed as failed:
        log.info("not exported to MLflow: %s", failed.code)
        return ctx.say(WHY[failed.code])
    except Exception:
        log.exception("not exported to MLflow")
        return ctx.say(WHY["failed"])
    return None
