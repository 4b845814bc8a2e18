from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict
from typing import Any

from storage.derived import MADE
from storage.profile import BadRow, Column, Profile
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._kinds import KIND_WORDS, ROLE_WORDS, roles_by_column
from tools.dataset._questions import questions
from tools.dataset._remarks import remarks
from tools.dataset._say import TABLE_ROWS, code, heads, join, number, percent, plain, shorten

_PLAIN_ENCODINGS = frozenset({"utf8", "utf8sig", "ascii", "usascii"})
_SAID_BAD = 3
_BAD_IN_DATA = 20
_SAID_SHEETS = 5

_SIZE = Text(ko="{name:는} {rows}행 × {columns}열이에요.", en="{name} has {rows} rows and {columns} columns.")
_FULL = Text(ko="빈 값은 없어요.", en="Nothing is missing.")
_GAPS = Text(ko="{with_gaps}개 열에 빈 값이 있어요(전체 칸의 {share}).", en="Missing values in {with_gaps} of them ({share} of all cells).")
_ENCODING = Text(ko="파일 인코딩은 {encoding:예요}.", en="The file's encoding is {encoding}.")
_BAD = Text(
    ko="읽지 못해 뺀 줄이 {count}개 있어요: {lines}.",
    en="{count} lines could not be used and were left out: {lines}.",
)
_BAD_ONE = Text(ko="읽지 못해 뺀 줄이 1개 있어요: {lines}.", en="1 line could not be used and was left out: {lines}.")
_LINE: dict[str, Text] = {
    "too_many_fields": Text(
        ko="{line}번째 줄(칸이 {expected}개여야 하는데 {found}개)", en="line {line} ({found} fields instead of {expected})"
    ),
    "too_few_fields": Text(
        ko="{line}번째 줄(칸이 {expected}개여야 하는데 {found}개)", en="line {line} ({found} fields instead of {expected})"
    ),
    "unclosed_quote": Text(ko="{line}번째 줄(따옴표가 닫히지 않음)", en="line {line} (a quote is not closed)"),
    "not_json": Text(ko="{line}번째 줄(JSON 객체가 아님)", en="line {line} (not a JSON object)"),
    "nul_byte": Text(ko="{line}번째 줄(읽을 수 없는 NUL 문자)", en="line {line} (contains a NUL byte)"),
}
_RENAMED = Text(
    ko="이름이 비었거나 겹치거나 보이지 않는 글자가 든 열은 이름을 바꿨어요: {renamed}.",
    en="Columns whose name is blank, repeated or has invisible characters were renamed: {renamed}.",
)
_NTH = Text(ko="{n}번째 열", en="column {n}")
_NO_HEADER = Text(
    ko="머리글이 없는 파일이라 열 이름을 {first}부터 차례로 붙였어요.",
    en="The file has no header, so the columns are called {first} and so on.",
)
_PREAMBLE = Text(
    ko="표 앞의 {count}줄은 제목이나 설명으로 보고 뺐어요.",
    en="The {count} lines before the table were taken for a title or notes and left out.",
)
_DUPLICATES = Text(ko="똑같은 행이 {count}개 더 있어요(중복).", en="{count} rows repeat an earlier row exactly.")
_DUPLICATE = Text(ko="똑같은 행이 1개 더 있어요(중복).", en="1 row repeats an earlier row exactly.")
_ROLES = Text(ko="이렇게 알아봤어요: {roles}.", en="Recognised: {roles}.")
_ROLE = Text(ko="{role} {column}", en="{role} {column}")
_FROM = Text(ko="{source}에서 {names}", en="{names} from {source}")
_KEY = Text(ko="행을 구별하는 열", en="key")
_PERIOD = Text(ko="기간은 {first}부터 {last}까지예요(`{column}`).", en="It covers {first} to {last} (`{column}`).")
_SHEETS = Text(
    ko="`{sheet}` 시트를 읽었어요. 다른 시트: {others}. ‘{first} 시트 읽어줘’라고 하시면 그 시트를 봐요.",
    en="This is the sheet `{sheet}`. Other sheets: {others}. Say “read the sheet {first}” to look at that one.",
)
_MISFITS = Text(
    ko="자료형을 바꾸며 비워 둔 칸이 {count}개 있어요. ‘못 읽은 행 보여줘’라고 하시면 보여 드려요.",
    en="{count} cells were left empty by a change of type; ask to “show the bad rows” to see them.",
)
_DERIVED = Text(ko="이것도 물어볼 수 있어요: {parts}.", en="You can ask about these, too: {parts}.")
_ASK = Text(ko="이렇게 물어보세요: {questions}", en="Try asking: {questions}")
_QUOTED = Text(ko="‘{question}’", en="“{question}”")
_HEADS = Text(ko="열|자료형|빈 값(%)|예시|서로 다른 값", en="column|type|missing (%)|example|distinct")
_TITLE = Text(ko="{name}의 열", en="Columns of {name}")
_MORE = Text(ko="표에는 앞의 {shown}개 열만 담았어요.", en="The table lists the first {shown} columns.")


@tool(title=Text(ko="데이터를 살펴보는 중", en="looking at the dataset"), needs_dataset=True)
def get_dataframe_info(*, ctx: ToolContext) -> ToolResult:
    """What the current dataset is: rows, columns, types, missing share, problems in the file, and what to ask next.

    Use it when a file was just shared, or for "이 데이터 뭐야?", "데이터 요약", "describe the data", "which columns are there".
    """
    dataset = ctx.need_dataset()
    profile = dataset.profile
    asked = questions(profile, ctx.language)
    cells = sum(c.missing for c in profile.columns)
    data: dict[str, Any] = {
        "id": dataset.id,
        "name": dataset.name,
        "rows": profile.rows,
        "columns": [_column(c, profile) for c in profile.columns],
        "column_count": len(profile.columns),
        "missing_cells": cells,
        "encoding": profile.encoding,
        "delimiter": profile.delimiter,
        "duplicate_rows": profile.duplicate_rows,
        "bad_row_count": profile.bad_row_count,
        "bad_rows": [
            {"line": b.line, "reason": b.reason, "expected": b.expected, "found": b.found} for b in profile.bad_rows[:_BAD_IN_DATA]
        ],
        "renamed": dict(profile.renamed),
        "container": profile.container,
        "sheet": profile.sheet,
        "sheets": list(profile.sheets),
        "types_changed": dict(profile.types),
        "misfits": dict(profile.misfit_counts),
        "key": profile.key,
        "remarks": [asdict(remark) for remark in profile.remarks],
        "derived": [{"name": c.name, "from": c.source} for c in profile.derived],
        "roles": {role: column for column, role in roles_by_column(profile).items()},
        "questions": asked,
        "definition": "missing_share = missing / rows; duplicate_rows = rows equal to an earlier one; line 1 is the file's first line",
    }
    size = ctx.say(_SIZE, name=code(dataset.name), rows=number(profile.rows), columns=number(len(profile.columns)))
    quoted = " · ".join(ctx.say(_QUOTED, question=question) for question in asked)
    lines = [
        join(size, _missing(ctx, profile, cells), _period(ctx, profile)),
        _sheets(ctx, profile),
        _problems(ctx, profile),
        remarks(ctx, profile),
        join(_roles(ctx, profile), _derived(ctx, profile), ctx.say(_MORE, shown=TABLE_ROWS) if len(profile.columns) > TABLE_ROWS else ""),
        ctx.say(_ASK, questions=quoted),
    ]
    return ToolResult("\n".join(line for line in lines if line), data, [_table(ctx, dataset.name, profile)])


def _period(ctx: ToolContext, profile: Profile) -> str:
    column = next((c for c in profile.columns if c.name == profile.roles.date), None)
    if column is None or column.minimum is None or column.minimum == column.maximum:
        return ""
    first, last = (str(value)[:10] for value in (column.minimum, column.maximum))
    return ctx.say(_PERIOD, first=first, last=last, column=code(column.name).strip("`"))


def _sheets(ctx: ToolContext, profile: Profile) -> str:
    others = [sheet for sheet in profile.sheets if sheet != profile.sheet]
    if not others:
        return ""
    listed = ", ".join(code(s) for s in others[:_SAID_SHEETS]) + (", …" if len(others) > _SAID_SHEETS else "")
    return ctx.say(_SHEETS, sheet=shorten(profile.sheet, 40), others=listed, first=shorten(others[0], 40))


def _derived(ctx: ToolContext, profile: Profile) -> str:
    if not profile.derived:
        return ""
    sources = dict.fromkeys(c.source for c in profile.derived)
    parts = [
        ctx.say(_FROM, source=code(source), names=", ".join(code(c.name) for c in profile.derived if c.source == source))
        for source in sources
    ]
    return ctx.say(_DERIVED, parts=", ".join(parts))


def _column(column: Column, profile: Profile) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "missing": column.missing,
        "missing_share": column.missing / profile.rows if profile.rows else None,
        "unique": column.unique,
        "example": shorten(column.example),
        "minimum": plain(column.minimum),
        "maximum": plain(column.maximum),
    }


def _table(ctx: ToolContext, name: str, profile: Profile) -> Table:
    rows = [
        [
            c.name,
            ctx.say(KIND_WORDS[c.kind]),
            round(100 * c.missing / profile.rows, 1) if profile.rows else None,
            shorten(_example(c), 40),
            c.unique,
        ]
        for c in profile.columns[:TABLE_ROWS]
    ]
    return Table(heads(ctx.language, _HEADS), rows, ctx.say(_TITLE, name=shorten(name, 60)))


def _missing(ctx: ToolContext, profile: Profile, cells: int) -> str:
    if not profile.rows:
        return ""
    gaps = sum(c.missing > 0 for c in profile.columns)
    return ctx.say(_GAPS, with_gaps=gaps, share=percent(cells, profile.rows * len(profile.columns))) if gaps else ctx.say(_FULL)


def _problems(ctx: ToolContext, profile: Profile) -> str:
    """What a person should know about how the file was read: encoding, bad lines, renamed headers, repeated rows."""
    plain_encoding = profile.encoding.casefold().replace("-", "").replace("_", "") in _PLAIN_ENCODINGS
    renamed = [_renamed(ctx, old, new) for old, new in profile.renamed.items()] if profile.has_header else []
    bad = profile.bad_row_count
    repeated = profile.duplicate_rows
    return join(
        "" if plain_encoding or profile.encoding == MADE else ctx.say(_ENCODING, encoding=profile.encoding.upper()),
        ctx.say(_PREAMBLE, count=number(profile.preamble_lines)) if profile.preamble_lines else "",
        "" if profile.has_header or not profile.columns else ctx.say(_NO_HEADER, first=code(profile.columns[0].name)),
        ctx.say(_BAD if bad > 1 else _BAD_ONE, count=number(bad), lines=_bad_lines(ctx, profile.bad_rows, bad)) if bad else "",
        ctx.say(_RENAMED, renamed=", ".join(renamed[:5]) + (", …" if len(renamed) > 5 else "")) if renamed else "",
        ctx.say(_DUPLICATES if repeated > 1 else _DUPLICATE, count=number(repeated)) if repeated else "",
        ctx.say(_MISFITS, count=number(sum(profile.misfit_counts.values()))) if profile.misfit_counts else "",
    )


def _renamed(ctx: ToolContext, old: str, new: str) -> str:
    """`old` is the header with its position ("3: 이름"); what can't be seen in it (marks of direction) is not shown."""
    position, _, name = old.partition(":")
    seen = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    return f"{shorten(seen, 30) if seen else ctx.say(_NTH, n=position)} → {code(new)}"


def _example(column: Column) -> str:
    """2010 for a whole number that the file writes as 2010.0."""
    return re.sub(r"\.0+\Z", "", column.example) if column.kind == "integer" else column.example


def _bad_lines(ctx: ToolContext, rows: list[BadRow], count: int) -> str:
    said = [ctx.say(_LINE[b.reason], line=number(b.line), expected=b.expected, found=b.found) for b in rows[:_SAID_BAD]]
    return ", ".join(said) + (", …" if count > len(said) else "")


def _roles(ctx: ToolContext, profile: Profile) -> str:
    said = [ctx.say(_ROLE, role=ctx.say(ROLE_WORDS[role]), column=code(column)) for column, role in roles_by_column(profile).items()]
    if profile.key and profile.key not in roles_by_column(profile):
        said.insert(0, ctx.say(_ROLE, role=ctx.say(_KEY), column=code(profile.key)))
    return ctx.say(_ROLES, roles=", ".join(said)) if said else ""
