from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage.jobs import ENDED, Job
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import Consent, tool
from tools._result import ToolResult
from tools._text import Text

_NONE_RUNS = Text(ko="진행 중인 작업이 없어요.", en="No job is running.")
_UNKNOWN = Text(
    ko="`{job}` 작업을 찾지 못했어요. ‘작업 목록’이라고 하면 보여 드려요.",
    en="There is no job `{job}`. Ask for the list of jobs to see them.",
)
_STOPPED = Text(ko="작업 {job}을 멈췄어요.", en="Stopped job {job}.")
_STOPPING = Text(ko="작업 {job}을 멈추는 중이에요.", en="Stopping job {job}.")
_TOO_LATE = Text(
    ko="작업 {job:는} 이미 결과를 저장해서 멈출 수 없어요. 곧 끝나요.",
    en="Job {job} has stored its result already and can't be stopped; it is about to end.",
)
_CONFIRM = Text(ko="작업 {job:를} 취소할까요? 지금까지의 결과는 버려져요.", en="Cancel job {job}? What it has done so far is thrown away.")


async def _confirm(job_id: str | None, *, ctx: ToolContext) -> Consent:
    job = _pick(await ctx.stores.jobs.list(ctx.scope), job_id)
    return Consent(ctx.say(_CONFIRM, job=job.id[:8]), {"job_id": job.id})


@tool(effect="write", title=Text(ko="작업을 취소하는 중", en="cancelling the job"), confirm=_confirm)
async def cancel_job(
    job_id: Annotated[str | None, Field(description="Id of the job, or its first 8 characters; omitted: the newest unfinished one")] = None,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Stop a running or waiting job of this channel."""
    job = _pick(await ctx.stores.jobs.list(ctx.scope), job_id)
    stopped = await ctx.stores.jobs.request_cancel(ctx.scope, job.id)
    text = _STOPPED if stopped.state == "cancelled" else _STOPPING if stopped.cancel_requested else _TOO_LATE
    return ToolResult(ctx.say(text, job=job.id[:8]), {"id": job.id, "state": stopped.state})


def _pick(jobs: list[Job], job_id: str | None) -> Job:
    if job_id is None:
        unfinished = [j for j in jobs if j.state not in ENDED]
        if not unfinished:
            raise Refused("no_running_job", _NONE_RUNS)
        return unfinished[0]
    matching = [j for j in jobs if j.id.startswith(job_id)]
    if len(matching) != 1 or len(job_id) < 4:
        raise Refused("unknown_job", _UNKNOWN, job=job_id)
    return matching[0]
