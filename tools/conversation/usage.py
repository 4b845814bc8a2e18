from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from storage.usage import Used
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text

DAYS = 7

_NOT_ALLOWED = Text(ko="사용량은 관리자만 볼 수 있어요.", en="Only an admin can see what is used.")
_NONE = Text(
    ko="최근 {days}일 동안 Claude를 쓴 기록이 없어요.",
    en="Claude was not used in the last {days} days.",
)
_SOME = Text(
    ko="오늘은 Claude로 {today}번 답해 ${today_usd:.4f}, 최근 {days}일은 {turns}번에 ${usd:.4f}를 썼어요. 입력 토큰의 {share:.0%}는 캐시에서 읽었어요.",
    en="Today Claude answered {today} time(s) for ${today_usd:.4f}; in the last {days} days {turns} time(s) for ${usd:.4f}. {share:.0%} of the input tokens were read from the cache.",
)
_TITLES = {
    "": Text(ko="사용량", en="Usage"),
    "user": Text(ko="최근 {days}일, 사용자별", en="Last {days} days, by user"),
    "model": Text(ko="최근 {days}일, 모델별", en="Last {days} days, by model"),
}
_NAMES = {
    "": Text(ko="기간", en="Period"),
    "user": Text(ko="사용자", en="User"),
    "model": Text(ko="모델", en="Model"),
}
_TODAY, _WEEK = Text(ko="오늘", en="Today"), Text(ko="최근 {days}일", en="Last {days} days")
_COLUMNS = (
    Text(ko="답", en="Answers"),
    Text(ko="입력 토큰", en="Input tokens"),
    Text(ko="캐시 읽기", en="Cache reads"),
    Text(ko="캐시 쓰기", en="Cache writes"),
    Text(ko="출력 토큰", en="Output tokens"),
    Text(ko="비용(USD)", en="Cost (USD)"),
)


@tool(title=Text(ko="사용량을 더하는 중", en="adding up what was used"))
async def usage(*, ctx: ToolContext) -> ToolResult:
    """For admins: the tokens and dollars that answers by Claude used, today and in the last seven days, by user and by model."""
    if not ctx.admin:
        raise Refused("admins_only", _NOT_ALLOWED)
    midnight = ctx.now.replace(hour=0, minute=0, second=0, microsecond=0)
    since, workspace = midnight - timedelta(days=DAYS - 1), ctx.scope.workspace
    (today,), (week,) = await ctx.stores.usage.sums(workspace, midnight), await ctx.stores.usage.sums(workspace, since)
    by = {column: await ctx.stores.usage.sums(workspace, since, by=column) for column in ("user", "model")}
    data = {"days": DAYS, "today": _facts(today), "week": _facts(week), **{f"by_{c}": [_facts(u) for u in used] for c, used in by.items()}}
    if not week.turns:
        return ToolResult(ctx.say(_NONE, days=DAYS), data)
    read = week.input_tokens + week.cache_read_tokens + week.cache_write_tokens
    text = ctx.say(
        _SOME, days=DAYS, today=today.turns, today_usd=today.usd, turns=week.turns, usd=week.usd, share=week.cache_read_tokens / (read or 1)
    )
    periods = [(ctx.say(_TODAY), today), (ctx.say(_WEEK, days=DAYS), week)]
    tables = [_table("", periods, ctx), *(_table(c, [(u.name, u) for u in used], ctx) for c, used in by.items())]
    return ToolResult(text, data, tables)


def _table(by: str, rows: Sequence[tuple[str, Used]], ctx: ToolContext) -> Table:
    cells = [
        [name, u.turns, u.input_tokens, u.cache_read_tokens, u.cache_write_tokens, u.output_tokens, round(u.usd, 6)] for name, u in rows
    ]
    return Table([ctx.say(_NAMES[by]), *map(ctx.say, _COLUMNS)], cells, ctx.say(_TITLES[by], days=DAYS))


def _facts(used: Used) -> dict[str, str | int | float]:
    return {
        "name": used.name,
        "turns": used.turns,
        "input_tokens": used.input_tokens,
        "cache_read_tokens": used.cache_read_tokens,
        "cache_write_tokens": used.cache_write_tokens,
        "output_tokens": used.output_tokens,
        "usd": used.usd,
    }
