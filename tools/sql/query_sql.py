from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.datasets import Dataset
from storage.lineage import made_from
from storage.query import Answer, BadQuery, View, run_query, run_whole_query
from tools._columns import normalise
from tools._context import ToolContext
from tools._errors import Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._say import cell
from tools.datasets._find import shown
from tools.datasets._several import CURRENT, table_names
from tools.sql import _say as say

if TYPE_CHECKING:
    import pyarrow as pa

_SHOWN_ROWS = 100
_SAMPLE_ROWS = 10
_SHOWN_NAMES = 5
_PAIRS = 6


@tool(title=Text(ko="SQL을 실행하는 중", en="running SQL"), needs_dataset=True)
async def query_sql(
    sql: Annotated[str, Field(description="One read-only SELECT in DuckDB's dialect", min_length=1, max_length=10_000)],
    save_as: Annotated[
        str, Field(description="Name under which to keep the whole result as a new dataset; leave out to only see it", max_length=100)
    ] = "",
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Answer a general question with one read-only SQL SELECT (DuckDB) over the datasets of this channel.

    The table `data` is the thread's current dataset; every dataset also goes by its quoted name, with or without the ending:
    FROM "사고2018.csv", FROM "사고2018". Column names are as in the data (quote those with spaces). Derived columns such as 구 or 요일
    are there too. Joins, WITH, window functions and DESCRIBE work; anything that writes, sets or reads files does not.
    At most 1,000 rows come back; the exact number there is comes with them. With `save_as` all rows become a dataset that remembers
    the query and what it was made from.
    """
    current = ctx.need_dataset()
    known = await ctx.stores.datasets.list(ctx.scope)
    names = table_names(known, current)
    asked = _asked(sql, known, names)
    views = [
        View(str(await asyncio.to_thread(ctx.stores.blobs.path, d.parquet)), [c.name for c in d.profile.all_columns], names[d.id])
        for d in asked
    ]
    ctx.used.update(d.id for d in asked)
    try:
        if save_as.strip():
            return await _kept(sql, save_as.strip(), await run_whole_query(sql, views), asked, ctx)
        answer = await run_query(sql, views)
    except BadQuery as fault:
        raise _refused(fault, ctx, asked, names) from fault
    table = Table(answer.columns, answer.rows[:_SHOWN_ROWS], ctx.say(say.TITLE))
    single = len(answer.rows) == 1 and len(answer.columns) <= _PAIRS
    return ToolResult(_sentence(answer, ctx), _data(sql, answer, asked), [] if single or not answer.rows else [table])


async def _kept(sql: str, name: str, table: pa.Table, asked: Sequence[Dataset], ctx: ToolContext) -> ToolResult:
    if not table.num_rows:
        raise Refused("sql_nothing_to_keep", say.FAULTS["sql_nothing_to_keep"])
    made = await ctx.stores.datasets.derive(ctx.scope, table, name, made_from(*asked, tool="query_sql", sql=sql))
    ctx.dataset = made
    columns = [c.name for c in made.profile.columns]
    sample = [[cell(row[c]) for c in columns] for row in table.slice(0, _SAMPLE_ROWS).to_pylist()]
    data = {
        "id": made.id,
        "name": made.name,
        "rows": made.profile.rows,
        "columns": columns,
        "sql": sql,
        "made_from": [d.name for d in asked],
    }
    text = ctx.say(say.KEPT, name=shown(made.name), rows=made.profile.rows, columns=len(columns))
    return ToolResult(text, data, [Table(columns, sample, ctx.say(say.SAMPLE_TITLE))])


def _asked(sql: str, known: Sequence[Dataset], names: dict[str, list[str]]) -> list[Dataset]:
    """The datasets that the query may mean: only their files are opened."""
    text = _bare(sql)
    return [d for d in known if any(_bare(name) in text for name in names[d.id])]


def _bare(text: str) -> str:
    return normalise(text).replace('"', "")


def _data(sql: str, answer: Answer, asked: Sequence[Dataset]) -> dict[str, Any]:
    return {
        "sql": sql,
        "columns": answer.columns,
        "types": answer.types,
        "rows": answer.rows,
        "row_count": answer.total,
        "truncated": answer.more_rows or bool(answer.more_columns or answer.cut_cells),
        "datasets": [{"id": d.id, "name": d.name} for d in asked],
    }


def _sentence(answer: Answer, ctx: ToolContext) -> str:
    shown = min(len(answer.rows), _SHOWN_ROWS)
    if not answer.rows:
        return ctx.say(say.NO_ROWS)
    if len(answer.rows) == 1 and len(answer.columns) <= _PAIRS:
        pairs = ", ".join(f"{name} = {_said(value)}" for name, value in zip(answer.columns, answer.rows[0], strict=True))
        parts = [ctx.say(say.ONE, pairs=pairs)]
    elif answer.total is None:
        parts = [ctx.say(say.AT_LEAST, shown=len(answer.rows))]
    else:
        parts = [ctx.say(say.ROWS, rows=answer.total, columns=len(answer.columns) + answer.more_columns)]
        parts += [ctx.say(say.MORE_ROWS, shown=shown)] if shown < answer.total else []
    parts += [ctx.say(say.MORE_COLUMNS, columns=answer.more_columns)] if answer.more_columns else []
    parts += [ctx.say(say.CUT, cells=answer.cut_cells)] if answer.cut_cells else []
    return " ".join(parts)


def _said(value: Any) -> str:
    """A value in a sentence: six digits of a fraction are enough there, the exact one is in the data."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:,.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _refused(fault: BadQuery, ctx: ToolContext, asked: Sequence[Dataset], names: dict[str, list[str]]) -> Refused:
    text = say.FAULTS.get(fault.code, say.FAULTS["sql_failed"])
    wrong = re.sub(r"[`\s]+", " ", str(fault.facts.get("name", ""))).strip()
    if fault.code == "sql_syntax" and not wrong:
        text = say.SYNTAX_SOMEWHERE
    choices: list[str] = []
    if fault.code == "sql_unknown_table":
        choices = _closest(wrong, [name for own in names.values() for name in own if name != CURRENT])[: _SHOWN_NAMES - 1]
        choices = [CURRENT, *choices]
    elif fault.code == "sql_unknown_column":
        choices = _closest(wrong, list(dict.fromkeys(c.name for d in asked for c in d.profile.all_columns)))
    facts = {**fault.facts, "name": wrong, "closest": ", ".join(f"`{c}`" for c in choices) or "–"}
    return Refused(fault.code, text, choices, **facts)


def _closest(word: str, names: Sequence[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    found = process.extract(normalise(word), [normalise(n) for n in names], scorer=fuzz.WRatio, limit=_SHOWN_NAMES)
    return [names[index] for _, _, index in found]
