from __future__ import annotations

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text

_NONE = Text(ko="아직 작업이 없어요.", en="There are no jobs yet.")
_SOME = Text(ko="최근 작업 {count}개예요.", en="The {count} latest job(s).")
_COLUMNS = (Text("작업", "Job"), Text("하는 일", "What"), Text("상태", "State"), Text("진행", "Progress"), Text("시작", "Started (UTC)"))
STATES = {
    "queued": Text("기다리는 중", "waiting"),
    "running": Text("진행 중", "running"),
    "done": Text("끝남", "done"),
    "failed": Text("실패", "failed"),
    "cancelled": Text("취소됨", "cancelled"),
}


@tool(title=Text(ko="작업을 찾는 중", en="looking up jobs"))
async def list_jobs(*, ctx: ToolContext) -> ToolResult:
    """The long-running jobs of this channel, newest first, with their state and progress."""
    jobs = await ctx.stores.jobs.list(ctx.scope)
    if not jobs:
        return ToolResult(ctx.say(_NONE), {"jobs": []})
    rows = [
        [j.id[:8], _title(j.tool, ctx), ctx.say(STATES[j.state]), _progress(j.done, j.total), f"{j.created_at:%Y-%m-%d %H:%M}"]
        for j in jobs
    ]
    data = [{"id": j.id, "tool": j.tool, "state": j.state, "done": j.done, "total": j.total} for j in jobs]
    return ToolResult(ctx.say(_SOME, count=len(jobs)), {"jobs": data}, [Table([ctx.say(c) for c in _COLUMNS], rows)])


def _title(name: str, ctx: ToolContext) -> str:
    return ctx.say(ctx.registry[name].title) if ctx.registry is not None and name in ctx.registry else name


def _progress(done: int, total: int) -> str:
    return f"{done:,} / {total:,}" if total else "-"
