from __future__ import annotations

from collections import Counter
from typing import Any

from storage.profile import Column, Profile
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._kinds import KIND_WORDS, ROLE_WORDS, roles_by_column
from tools.dataset._pick import is_identifier
from tools.dataset._say import TABLE_ROWS, code, heads, join, number, shorten

_SUMMARY = Text(ko="{columns}개 열의 자료형이에요: {kinds}.", en="Types of the {columns} columns: {kinds}.")
_COUNTED = Text(ko="{word} {n}개", en="{word} ({n})")
_REMARKED = Text(ko="살펴볼 만한 열: {columns}.", en="Worth a look: {columns}.")
_REMARK = Text(ko="{column}({remark})", en="{column} ({remark})")
_HEADS = Text(ko="열|자료형|예시|서로 다른 값|참고", en="column|type|example|distinct|remark")
_TITLE = Text(ko="열별 자료형", en="Column types")
_REMARKS: dict[str, Text] = {
    "empty": Text(ko="값이 하나도 없음", en="no values"),
    "constant": Text(ko="값이 한 가지뿐", en="one value only"),
    "identifier": Text(ko="행마다 달라 식별자로 보임", en="different in every row, looks like an identifier"),
    "code": Text(ko="숫자지만 코드로 보임", en="numeric, but looks like a code"),
}


@tool(title=Text(ko="자료형을 살펴보는 중", en="looking at the types"), needs_dataset=True)
def detect_data_types(*, ctx: ToolContext) -> ToolResult:
    """What type each column has: whole number, number, category, text, date, yes/no ("열 자료형 알려줘", "what types are the columns").

    Points out columns that hold a single value, identifiers, numeric codes, and what looks like coordinates, date or target.
    """
    profile = ctx.need_dataset().profile
    roles = roles_by_column(profile)
    remarks = {c.name: remark for c in profile.columns if (remark := _remark(c, profile, roles))}
    counted = Counter(c.kind for c in profile.columns)
    kinds = ", ".join(ctx.say(_COUNTED, word=ctx.say(KIND_WORDS[k]), n=n) for k, n in counted.most_common())
    noted = [ctx.say(_REMARK, column=code(name), remark=ctx.say(_REMARKS[remark])) for name, remark in remarks.items()]
    data: dict[str, Any] = {
        "columns": [
            {
                "column": c.name,
                "kind": c.kind,
                "unique": c.unique,
                "missing": c.missing,
                "role": roles.get(c.name),
                "remark": remarks.get(c.name),
            }
            for c in profile.columns
        ],
        "kinds": dict(counted),
    }
    rows = [_row(ctx, c, roles, remarks) for c in profile.columns[:TABLE_ROWS]]
    text = join(
        ctx.say(_SUMMARY, columns=number(len(profile.columns)), kinds=kinds),
        ctx.say(_REMARKED, columns=", ".join(noted[:4]) + (", …" if len(noted) > 4 else "")) if noted else "",
    )
    return ToolResult(text, data, [Table(heads(ctx.language, _HEADS), rows, ctx.say(_TITLE))])


def _row(ctx: ToolContext, column: Column, roles: dict[str, str], remarks: dict[str, str]) -> list[Any]:
    said = [
        ctx.say(ROLE_WORDS[roles[column.name]]) if column.name in roles else "",
        ctx.say(_REMARKS[remarks[column.name]]) if column.name in remarks else "",
    ]
    return [column.name, ctx.say(KIND_WORDS[column.kind]), shorten(column.example, 40), column.unique, ", ".join(s for s in said if s)]


def _remark(column: Column, profile: Profile, roles: dict[str, str]) -> str | None:
    present = profile.rows - column.missing
    if column.kind == "empty" or not present:
        return "empty"
    if column.unique == 1 and present > 1:
        return "constant"
    if column.name in roles:
        return None
    if is_identifier(column, profile.rows) or (column.kind == "text" and column.unique == present > 20):
        return "identifier"
    named_code = column.name.endswith(("구분", "코드", "방향", "code", "Code", "type"))
    return "code" if column.kind == "integer" and column.unique <= 10 and named_code else None
