from __future__ import annotations

from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._say import TABLE_ROWS, code, heads, join, number, shorten

_SHOWN_CHARS = 200

_NONE = Text(ko="읽지 못한 행이 없어요. {rows}행을 모두 읽었어요.", en="There are none: all {rows} rows could be read.")
_SOME = Text(
    ko="읽지 못해 뺀 행이 {count}개 있어요(읽은 행은 {rows}개). 파일에 적힌 그대로 보여 드려요.",
    en="{count} rows could not be read and were left out ({rows} were read). Here they are as they stand in the file.",
)
_ONE = Text(
    ko="읽지 못해 뺀 행이 1개 있어요(읽은 행은 {rows}개). 파일에 적힌 그대로 보여 드려요.",
    en="1 row could not be read and was left out ({rows} were read). Here it is as it stands in the file.",
)
_MORE = Text(ko="앞의 {shown}개만 담았어요. 나머지는 올린 파일에 있어요.", en="These are the first {shown}; the others are in the file.")
_CELLS = Text(
    ko="자료형에 맞지 않아 비워 둔 칸도 {count}개 있어요.", en="{count} cells did not fit the type of their column and were left empty."
)
_REASONS: dict[str, Text] = {
    "too_many_fields": Text(ko="칸이 {expected}개여야 하는데 {found}개", en="{found} fields instead of {expected}"),
    "too_few_fields": Text(ko="칸이 {expected}개여야 하는데 {found}개", en="{found} fields instead of {expected}"),
    "unclosed_quote": Text(ko="따옴표가 닫히지 않음", en="a quote is not closed"),
    "nul_byte": Text(ko="읽을 수 없는 NUL 문자", en="contains a NUL byte"),
    "not_json": Text(ko="JSON 객체가 아님", en="not a JSON object"),
}
_MISFIT = Text(ko="{column}에 맞지 않는 칸", en="does not fit {column}")
_HEADS = Text(ko="줄|까닭|내용", en="line|why|what it says")
_TITLE = Text(ko="못 읽은 행", en="Rows that could not be read")


@tool(title=Text(ko="못 읽은 행을 찾는 중", en="looking for rows that could not be read"), needs_dataset=True)
def show_bad_rows(*, ctx: ToolContext) -> ToolResult:
    """The rows of the file that could not be read and were left out, by line, as they stand in it ("못 읽은 행 보여줘", "show the bad rows").

    Cells that did not fit a type that a person gave their column are listed, too.
    """
    profile = ctx.need_dataset().profile
    bad, misfits = profile.bad_rows, profile.misfits
    lines = [(b.line, ctx.say(_REASONS[b.reason], expected=number(b.expected), found=number(b.found)), b.text) for b in bad]
    lines += [(m.line, ctx.say(_MISFIT, column=code(m.column)), m.text) for m in misfits]
    data = {
        "bad_row_count": profile.bad_row_count,
        "rows": profile.rows,
        "bad_rows": [{"line": b.line, "reason": b.reason, "expected": b.expected, "found": b.found, "text": b.text} for b in bad],
        "misfit_count": sum(profile.misfit_counts.values()),
        "misfits": [{"line": m.line, "column": m.column, "text": m.text} for m in misfits],
        "definition": "line 1 is the file's first line; of a long row its beginning is kept",
    }
    cells_left = sum(profile.misfit_counts.values())
    count, rows = profile.bad_row_count, number(profile.rows)
    head = ctx.say(_NONE, rows=rows) if not count else ctx.say(_ONE if count == 1 else _SOME, count=number(count), rows=rows)
    text = join(
        head,
        ctx.say(_MORE, shown=len(bad)) if count > len(bad) else "",
        ctx.say(_CELLS, count=number(cells_left)) if cells_left else "",
    )
    table = [[line, why, shorten(cells, _SHOWN_CHARS)] for line, why, cells in lines[:TABLE_ROWS]]
    return ToolResult(text, data, [Table(heads(ctx.language, _HEADS), table, ctx.say(_TITLE))] if table else [])
