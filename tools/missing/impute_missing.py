from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.profile import Column
from tools._context import ToolContext
from tools._errors import MissingInput, Refused
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._pick import pick
from tools.dataset._say import cell, code, heads, join, names, number, plain, shorten
from tools.missing._frame import floats, is_number, predictors, with_gaps
from tools.missing._strategies import DEFINITIONS, GROUPABLE, LEARNED, NOT_FITTING, WORDS, Filled, Strategy, fill
from tools.transform import _made

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_ROWS = 5
_SEED = 0
_ONE_VALUE = frozenset({"mean", "median", "mode", "constant"})

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
_STILL = Text(ko="{gaps}는 채울 값이 없어 그대로 비어 있어요.", en="Still missing, for want of a value: {gaps}.")
_SAMPLED = Text(
    ko="큰 데이터라 {rows:,}행을 뽑아(시드 {seed}) 배우고 모든 빈 값을 채웠어요.",
    en="It learned from a sample of {rows:,} rows (seed {seed}) and filled every gap.",
)
_FRACTION = Text(
    ko="{columns:는} 정수 열인데 소수가 들어가요. 정수로 두려면 중앙값, 최빈값이나 MICE를 쓰세요.",
    en="{columns} hold whole numbers and get fractions; the median, the mode or MICE would keep them whole.",
)
_NARROW = Text(
    ko="{column}의 표준편차가 {before}에서 {after:로} 줄어요. 한 값으로 채우면 원래보다 고르게 보이니 주의하세요.",
    en="The standard deviation of {column} falls from {before} to {after}: one value for all gaps makes the data look more alike than it is.",
)
_NO_GROUP = Text(
    ko="이 방법은 그룹별로 나누지 않아서 group_by는 쓰지 않았어요.", en="This strategy doesn't use groups, so group_by was not used."
)
_FALLBACK = Text(ko="그룹에 값이 없는 {rows:,}칸은 전체 값으로 채웠어요.", en="{rows:,} gaps whose group has no value got the overall one.")
_HEADS = Text(
    ko="열|빈 값|채움|남음|평균(전)|평균(후)|표준편차(전)|표준편차(후)",
    en="column|missing|filled|left|mean before|mean after|sd before|sd after",
)
_DROP_HEADS = Text(ko="열|빈 값|평균(전)|평균(후)|표준편차(전)|표준편차(후)", en="column|missing|mean before|mean after|sd before|sd after")
_TITLE, _ROWS_TITLE = Text(ko="채우기 전과 후", en="Before and after"), Text(ko="채워질 행의 예", en="Examples of filled rows")
_ROW, _INSERTED = Text(ko="행", en="row"), Text(ko="{value} ←", en="{value} ←")
_LABEL = Text(ko="{name} · 결측 채움({strategy})", en="{name} · filled ({strategy})")
_DROP_LABEL = Text(ko="{name} · 빈 행 뺌", en="{name} · complete rows")


@tool(title=Text(ko="결측치를 채우는 중", en="filling in missing values"), needs_dataset=True)
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
    profile = ctx.need_dataset().profile
    frame = ctx.read([c.name for c in profile.columns])
    if strategy == "drop":
        return _drop(ctx, frame, wanted, apply=apply)
    group = pick(ctx, group_by).name if group_by and strategy in GROUPABLE else None
    groups = ctx.read([group])[group] if group else None
    looked_at = predictors(ctx) if strategy in LEARNED else []
    filled = fill(frame, wanted, strategy, predictors=looked_at, value=value, group=groups, seed=_SEED, progress=ctx.progress)
    after = frame.assign(**filled.values)
    changes = [_change(c, frame[c.name], after[c.name]) for c in wanted if c.name in filled.values]
    total = sum(c["filled"] for c in changes)
    reasons = _reasons(ctx, filled, value)
    if not total:
        raise Refused("nothing_to_fill", _NOTHING, strategy=ctx.say(WORDS[strategy]), reasons=" ".join(reasons))
    data = {
        "strategy": strategy,
        "applied": apply,
        "filled": total,
        "columns": changes,
        "left_as_they_are": sorted(filled.left),
        "group_by": group,
        "value": plain(value),
        "seed": _SEED if strategy in LEARNED else None,
        "learned_from_rows": filled.sampled,
        "definition": f"{strategy}: {DEFINITIONS[strategy]}; sd: ddof=1",
    }
    said = [*_cautions(ctx, strategy, changes, filled, wanted), *reasons, ctx.say(_NO_GROUP) if group_by and not group else ""]
    tables = [_table(ctx, changes), *_examples(ctx, frame, after, changes)]
    if not apply:
        word = ctx.say(WORDS[strategy])
        return ToolResult(
            join(ctx.say(_PREVIEW, strategy=word, columns=len([c for c in changes if c["filled"]]), filled=total), *said), data, tables
        )
    parent = ctx.need_dataset()
    name = ctx.say(_LABEL, name=_made.stem(parent.name)[:60], strategy=ctx.say(WORDS[strategy]))
    facts = {k: v for k, v in data.items() if k not in ("applied",)}
    did = {language: _APPLIED.say(language, strategy=WORDS[strategy].say(language), filled=total) for language in ("ko", "en")}
    made = _made.make(ctx, _whole(after, wanted, filled), name, "impute_missing", words={k: [v] for k, v in did.items()}, **facts)
    first, back = _made.told(ctx, parent, made)
    return ToolResult(join(did[ctx.language], first, *said, back), {**_made.identity(made, parent), **data, "imputed": changes}, tables)


def _drop(ctx: ToolContext, frame: pd.DataFrame, wanted: list[Column], *, apply: bool) -> ToolResult:
    columns = [c.name for c in wanted]
    gone = frame[columns].isna().any(axis=1)
    rows, said = int(gone.sum()), names(columns, 5)
    if rows == len(frame):
        raise Refused("no_rows_left", _NOTHING_LEFT, columns=said)
    data: dict[str, Any] = {
        "strategy": "drop", "applied": apply, "rows_dropped": rows, "rows_left": len(frame) - rows, "by_columns": columns,
        "definition": DEFINITIONS["drop"],
    }  # fmt: skip
    kept = frame[~gone].reset_index(drop=True)
    changes = [_change(c, frame[c.name], kept[c.name]) for c in wanted]
    if not rows:
        raise Refused("nothing_to_fill", _NOTHING, strategy=ctx.say(WORDS["drop"]), reasons="")
    if not apply:
        return ToolResult(
            ctx.say(_DROP_PREVIEW, columns=said, rows=rows, left=len(kept)),
            {**data, "columns": changes},
            [_table(ctx, changes, dropping=True)],
        )
    parent = ctx.need_dataset()
    words = {language: [_DROPPED.say(language, columns=said, rows=rows)] for language in ("ko", "en")}
    name = ctx.say(_DROP_LABEL, name=_made.stem(parent.name)[:60])
    made = _made.make(ctx, kept, name, "impute_missing", words=words, columns=changes, **{k: v for k, v in data.items() if k != "applied"})
    first, back = _made.told(ctx, parent, made)
    return ToolResult(
        join(ctx.say(_DROPPED, columns=said, rows=rows), first, back),
        {**_made.identity(made, parent), **data},
        [_table(ctx, changes, dropping=True)],
    )


def _change(column: Column, before: pd.Series[Any], after: pd.Series[Any]) -> dict[str, Any]:
    """Counts, and mean and standard deviation (numbers) or most frequent value (others), before and after."""
    missing, left = int(before.isna().sum()), int(after.isna().sum())
    change: dict[str, Any] = {"column": column.name, "missing": missing, "filled": missing - left, "left": left}
    if is_number(column):
        old, new = floats(before, column), floats(after, column)
        change |= {
            "mean_before": plain(old.mean()),
            "mean_after": plain(new.mean()),
            "sd_before": plain(old.std()),
            "sd_after": plain(new.std()),
        }
    else:
        change |= {"top_before": _top(before), "top_after": _top(after)}
    return change


def _top(series: pd.Series[Any]) -> list[Any] | None:
    counts = series.value_counts()
    return [plain(counts.index[0]), int(counts.iloc[0])] if len(counts) else None


def _whole(after: pd.DataFrame, wanted: list[Column], filled: Filled) -> pd.DataFrame:
    """Whole numbers of columns that hold whole numbers as such, where the filling has left them whole."""
    whole = {}
    for column in wanted:
        values = filled.values.get(column.name)
        if values is not None and column.kind == "integer" and bool((values.dropna() % 1 == 0).all()):
            whole[column.name] = values.astype("Int64")
    return after.assign(**whole)


def _reasons(ctx: ToolContext, filled: Filled, value: Any) -> list[str]:
    from tools._text import particle

    by_reason: dict[Text, list[str]] = {}
    for name, reason in filled.left.items():
        by_reason.setdefault(reason, []).append(name)
    shown = shorten(str(value), 40)
    extra = {NOT_FITTING: {"value": shown, "eul": particle(shown, "를")}}
    return [ctx.say(reason, column=names(columns, 5), **extra.get(reason, {})) for reason, columns in by_reason.items()]


def _cautions(ctx: ToolContext, strategy: str, changes: list[dict[str, Any]], filled: Filled, wanted: list[Column]) -> list[str]:
    said = []
    if still := [c for c in changes if c["left"]]:
        said.append(ctx.say(_STILL, gaps=", ".join(f"{code(c['column'])} {c['left']:,}" for c in still[:5])))
    whole = {c.name for c in wanted if c.kind == "integer"}
    if broken := [n for n, v in filled.values.items() if n in whole and bool((v.dropna() % 1 != 0).any())]:
        said.append(ctx.say(_FRACTION, columns=names(broken, 4)))
    narrow = [c for c in changes if strategy in _ONE_VALUE and c.get("sd_before") and (c["sd_after"] or 0) < 0.95 * c["sd_before"]]
    if narrow:
        worst = min(narrow, key=lambda c: c["sd_after"] / c["sd_before"])
        said.append(ctx.say(_NARROW, column=code(worst["column"]), before=number(worst["sd_before"]), after=number(worst["sd_after"])))
    if fallen := sum(filled.fallback.values()):
        said.append(ctx.say(_FALLBACK, rows=fallen))
    if filled.sampled:
        said.append(ctx.say(_SAMPLED, rows=filled.sampled, seed=_SEED))
    return said


def _table(ctx: ToolContext, changes: list[dict[str, Any]], *, dropping: bool = False) -> Table:
    rows = []
    for c in changes[:100]:
        if "mean_before" in c:
            figures = [c["mean_before"], c["mean_after"], c["sd_before"], c["sd_after"]]
            figures = [None if v is None else float(f"{v:.6g}") for v in figures]
        else:
            figures = [*(f"{shorten(str(t[0]), 20)} ({t[1]:,})" if t else None for t in (c["top_before"], c["top_after"])), None, None]
        rows.append([c["column"], c["missing"], *([] if dropping else [c["filled"], c["left"]]), *figures])
    return Table(heads(ctx.language, _DROP_HEADS if dropping else _HEADS), rows, ctx.say(_TITLE))


def _examples(ctx: ToolContext, before: pd.DataFrame, after: pd.DataFrame, changes: list[dict[str, Any]]) -> list[Table]:
    """The first rows in which something is filled; what was put in has an arrow behind it."""
    columns = [c["column"] for c in changes if c["filled"]][:8]
    put = before[columns].isna() & after[columns].notna()
    rows = put.index[put.any(axis=1)][:_SHOWN_ROWS]
    kinds = {c.name: c.kind for c in ctx.need_dataset().profile.columns}

    def shown(row: Any, name: str) -> Any:
        value = cell(_made.whole(after.loc[row, name], kinds[name]), kinds[name])
        value = number(value) if isinstance(value, float) else value
        return ctx.say(_INSERTED, value=value) if put.loc[row, name] else value

    table = [[int(row) + 1, *(shown(row, name) for name in columns)] for row in rows]
    return [Table([ctx.say(_ROW), *columns], table, ctx.say(_ROWS_TITLE))] if table else []
