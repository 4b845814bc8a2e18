from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import MissingInput, Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Language, Text
from tools.dataset._pick import pick
from tools.dataset._say import join, names, plain
from tools.missing import _imputed as told
from tools.missing._frame import predictors, with_gaps
from tools.missing._strategies import DEFINITIONS, GROUPABLE, LEARNED, WORDS, Filled, Strategy, fill
from tools.transform import _made

if TYPE_CHECKING:
    import pandas as pd

_LONG = 250_000  # gaps to learn times rows: from here on it takes more than a few seconds

_WHICH_VALUE = Text(ko="어떤 값으로 채울까요?", en="Which value should the gaps be filled with?")
_PREVIEW = Text(
    ko="{strategy:로} 채우면 {columns}개 열의 빈 값 {filled:,}개가 채워져요. 아직 아무것도 바꾸지 않았어요. ‘적용해줘’라고 하시면 새 데이터로 만들게요.",
    en="Filling with {strategy} would fill {filled:,} gaps in {columns} columns. Nothing has changed yet: say “apply it” to make a new dataset.",
)
_DROP_PREVIEW = Text(
    ko="{columns:가} 비어 있는 {rows:,}행을 빼면 {left:,}행이 남아요. 아직 아무것도 바꾸지 않았어요. ‘적용해줘’라고 하시면 새 데이터로 만들게요.",
    en="Dropping the {rows:,} rows that lack {columns} leaves {left:,}. Nothing has changed yet: say “apply it” to make a new dataset.",
)
_APPLIED = Text(ko="{strategy:로} 빈 값 {filled:,}개를 채웠어요.", en="Filled {filled:,} gaps with {strategy}.")
_DROPPED = Text(ko="{columns:가} 비어 있는 {rows:,}행을 뺐어요.", en="Dropped the {rows:,} rows that lack {columns}.")
_NOTHING = Text(ko="{strategy:로} 채울 수 있는 빈 값이 없어요. {reasons}", en="There is nothing that {strategy} could fill. {reasons}")
_NOTHING_LEFT = Text(
    ko="{columns:가} 하나라도 빈 행을 빼면 남는 행이 없어요. 열을 골라 말씀해 주세요.",
    en="Dropping every row that lacks one of {columns} would leave none. Name the columns.",
)
_NO_GROUP = Text(
    ko="이 방법은 그룹별로 나누지 않아서 group_by는 쓰지 않았어요.", en="This strategy doesn't use groups, so group_by was not used."
)
_LABEL = Text(ko="{name} · 결측 채움({strategy})", en="{name} · filled ({strategy})")
_DROP_LABEL = Text(ko="{name} · 빈 행 뺌", en="{name} · complete rows")


def _takes_long(*, ctx: ToolContext, strategy: Strategy, columns: list[str] | None, **_: Any) -> bool:
    """Whether every row of so many columns is learned from all others."""
    profile = ctx.need_dataset().profile
    gaps = sum(1 for c in with_gaps(ctx, columns) if c.missing)
    return strategy in LEARNED and profile.rows * gaps > _LONG


@tool(title=Text(ko="결측치를 채우는 중", en="filling in missing values"), needs_dataset=True, long=_takes_long)
def impute_missing(
    strategy: Annotated[
        Strategy,
        Field(
            description="mean, median, mode, constant, forward, backward, interpolation, knn, random_forest, mice, or drop (leave rows out)"
        ),
    ],
    columns: Annotated[list[str] | None, Field(description="Columns to fill; all with gaps when left out")] = None,
    value: Annotated[str | float | int | bool | None, Field(description="What constant fills in")] = None,
    group_by: Annotated[str | None, Field(description="Fill within the groups of this column (mean to interpolation)")] = None,
    apply: Annotated[bool, Field(description="false: only show what would change; true: make the new dataset")] = False,
    *,
    ctx: ToolContext,
) -> ToolResult:
    """Fill missing values: "결측치 평균으로 채워줘", "MICE로 채워줘", "fill gaps with the median by district", "drop rows with gaps".

    First a preview (apply=false): gaps filled, mean and spread before and after, sample rows. When the user wants it ("적용해줘"), the same
    call with apply=true makes a new dataset; the original stays, and undo_transform goes back. analyze_missing recommends a strategy,
    compare_imputations measures them.
    """
    if strategy == "constant" and value is None:
        understood = {"strategy": strategy, "columns": columns, "apply": apply}
        raise MissingInput(_WHICH_VALUE, ["value"], {k: v for k, v in understood.items() if v})
    wanted = with_gaps(ctx, columns)
    if strategy == "drop":
        return _drop(ctx, wanted, apply=apply)
    group = pick(ctx, group_by).name if group_by and strategy in GROUPABLE else None
    work = _work(ctx, wanted, strategy, value, group, apply=apply)
    said = [*told.cautions(ctx, strategy, work.changes, work.filled, wanted), *work.reasons]
    said += [ctx.say(_NO_GROUP)] if group_by and not group else []
    tables = [told.table(ctx, work.changes), *told.examples(ctx, work.before, work.after, work.changes)]
    data = _facts(strategy, value, group, work)
    return (_applied if apply else _preview)(ctx, wanted, work, data, said, tables)


@dataclass(frozen=True, slots=True)
class _Work:
    """The columns read, before and after, and what has changed in each; `reasons` says why some were left alone."""

    before: pd.DataFrame
    after: pd.DataFrame
    filled: Filled
    changes: list[dict[str, Any]]
    reasons: list[str]

    @property
    def total(self) -> int:
        return sum(c["filled"] for c in self.changes)


def _work(ctx: ToolContext, wanted: list[Column], strategy: Strategy, value: Any, group: str | None, *, apply: bool) -> _Work:
    """Fill the gaps. A preview reads only the columns it is about and those it learns from. Raises Refused where nothing can be filled."""
    looked_at = predictors(ctx) if strategy in LEARNED else []
    own = ctx.need_dataset().profile.columns if apply else [*wanted, *looked_at]
    frame = ctx.read(list(dict.fromkeys([*(c.name for c in (*own, *looked_at)), *([group] if group else [])])))
    groups = frame[group] if group else None
    filled = fill(frame, wanted, strategy, predictors=looked_at, value=value, group=groups, seed=told.SEED, progress=ctx.progress)
    frame = frame[list(dict.fromkeys(c.name for c in own))]
    after = frame.assign(**filled.values)
    changes = [told.change_of(c, frame[c.name], after[c.name]) for c in wanted if c.name in filled.values]
    reasons = told.reasons(ctx, filled, value)
    if not sum(c["filled"] for c in changes):
        raise Refused("nothing_to_fill", _NOTHING, strategy=ctx.say(WORDS[strategy]), reasons=" ".join(reasons))
    return _Work(frame, after, filled, changes, reasons)


def _facts(strategy: Strategy, value: Any, group: str | None, work: _Work) -> dict[str, Any]:
    return {
        "strategy": strategy,
        "filled": work.total,
        "columns": work.changes,
        "left_as_they_are": sorted(work.filled.left),
        "group_by": group,
        "value": plain(value),
        "seed": told.SEED if strategy in LEARNED else None,
        "learned_from_rows": work.filled.sampled,
        "definition": f"{strategy}: {DEFINITIONS[strategy]}; sd: ddof=1",
    }


def _preview(
    ctx: ToolContext, _wanted: list[Column], work: _Work, data: dict[str, Any], said: list[str], tables: list[Table]
) -> ToolResult:
    some = len([c for c in work.changes if c["filled"]])
    first = ctx.say(_PREVIEW, strategy=ctx.say(WORDS[data["strategy"]]), columns=some, filled=work.total)
    return ToolResult(join(first, *said), {**data, "applied": False}, tables)


def _applied(ctx: ToolContext, wanted: list[Column], work: _Work, data: dict[str, Any], said: list[str], tables: list[Table]) -> ToolResult:
    parent, word = ctx.need_dataset(), WORDS[data["strategy"]]
    name = ctx.say(_LABEL, name=_made.stem(parent.name)[:60], strategy=ctx.say(word))
    did = _in_both(_APPLIED, lambda language: {"strategy": word.say(language), "filled": work.total})
    made = _made.make(ctx, told.whole(work.after, wanted, work.filled), name, "impute_missing", words=did, **data)
    first, back = _made.told(ctx, parent, made)
    return ToolResult(join(*did[ctx.language], first, *said, back), {**_made.identity(made, parent), **data, "applied": True}, tables)


def _drop(ctx: ToolContext, wanted: list[Column], *, apply: bool) -> ToolResult:
    columns = [c.name for c in wanted]
    frame = ctx.read([c.name for c in ctx.need_dataset().profile.columns] if apply else columns)
    gone = frame[columns].isna().any(axis=1)
    rows, said = int(gone.sum()), names(columns, 5)
    if rows == len(frame):
        raise Refused("no_rows_left", _NOTHING_LEFT, columns=said)
    if not rows:
        raise Refused("nothing_to_fill", _NOTHING, strategy=ctx.say(WORDS["drop"]), reasons="")
    kept = frame[~gone].reset_index(drop=True)
    data: dict[str, Any] = {
        "strategy": "drop", "rows_dropped": rows, "rows_left": len(kept), "by_columns": columns, "definition": DEFINITIONS["drop"],
        "columns": [told.change_of(c, frame[c.name], kept[c.name]) for c in wanted],
    }  # fmt: skip
    tables = [told.table(ctx, data["columns"], dropping=True)]
    if not apply:
        return ToolResult(ctx.say(_DROP_PREVIEW, columns=said, rows=rows, left=len(kept)), {**data, "applied": False}, tables)
    parent = ctx.need_dataset()
    did = _in_both(_DROPPED, lambda _: {"columns": said, "rows": rows})
    name = ctx.say(_DROP_LABEL, name=_made.stem(parent.name)[:60])
    made = _made.make(ctx, kept, name, "impute_missing", words=did, **data)
    first, back = _made.told(ctx, parent, made)
    return ToolResult(join(*did[ctx.language], first, back), {**_made.identity(made, parent), **data, "applied": True}, tables)


def _in_both(text: Text, fields: Callable[[Language], Mapping[str, object]]) -> dict[Language, list[str]]:
    """A sentence in both languages, as the lineage of a dataset keeps it."""
    languages: tuple[Language, ...] = ("ko", "en")
    return {language: [text.say(language, **fields(language))] for language in languages}
