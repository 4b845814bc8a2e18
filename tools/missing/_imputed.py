"""What filling the gaps has changed, in words and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.profile import Column
from tools._context import ToolContext
from tools._result import Table
from tools._text import Text, particle
from tools.dataset._say import cell, code, heads, names, number, plain, shorten
from tools.missing._frame import floats, is_number
from tools.missing._strategies import NOT_FITTING, Filled
from tools.transform import _made

if TYPE_CHECKING:
    import pandas as pd

SEED = 0
_SHOWN_ROWS = 5
_ONE_VALUE = frozenset({"mean", "median", "mode", "constant"})

_STILL = Text(ko="{gaps:는} 채울 값이 없어 그대로 비어 있어요.", en="Still missing, for want of a value: {gaps}.")
_CELLS = Text(ko="{column} {n:,}칸", en="{column} {n:,}")
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
_FALLBACK = Text(ko="그룹에 값이 없는 {rows:,}칸은 전체 값으로 채웠어요.", en="{rows:,} gaps whose group has no value got the overall one.")
_HEADS = Text(
    ko="열|빈 값|채움|남음|평균·최빈값(전)|평균·최빈값(후)|표준편차(전)|표준편차(후)",
    en="column|missing|filled|left|mean or mode before|mean or mode after|sd before|sd after",
)
_DROP_HEADS = Text(
    ko="열|빈 값|평균·최빈값(전)|평균·최빈값(후)|표준편차(전)|표준편차(후)",
    en="column|missing|mean or mode before|mean or mode after|sd before|sd after",
)
_TITLE, _ROWS_TITLE = Text(ko="채우기 전과 후", en="Before and after"), Text(ko="채워질 행의 예", en="Examples of filled rows")
_ROW, _INSERTED = Text(ko="행", en="row"), Text(ko="{value} ←", en="{value} ←")


def change_of(column: Column, before: pd.Series[Any], after: pd.Series[Any]) -> dict[str, Any]:
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


def whole(after: pd.DataFrame, wanted: list[Column], filled: Filled) -> pd.DataFrame:
    """Whole numbers of columns that hold whole numbers as such, where the filling has left them whole."""
    found = {}
    for column in wanted:
        values = filled.values.get(column.name)
        if values is not None and column.kind == "integer" and bool((values.dropna() % 1 == 0).all()):
            found[column.name] = values.astype("Int64")
    return after.assign(**found)


def reasons(ctx: ToolContext, filled: Filled, value: Any) -> list[str]:
    by_reason: dict[Text, list[str]] = {}
    for name, reason in filled.left.items():
        by_reason.setdefault(reason, []).append(name)
    shown = shorten(str(value), 40)
    extra = {NOT_FITTING: {"value": shown, "eul": particle(shown, "를")}}
    return [ctx.say(reason, column=names(columns, 5), **extra.get(reason, {})) for reason, columns in by_reason.items()]


def cautions(ctx: ToolContext, strategy: str, changes: list[dict[str, Any]], filled: Filled, wanted: list[Column]) -> list[str]:
    said = []
    if still := [c for c in changes if c["left"]]:
        said.append(ctx.say(_STILL, gaps=", ".join(ctx.say(_CELLS, column=code(c["column"]), n=c["left"]) for c in still[:5])))
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
        said.append(ctx.say(_SAMPLED, rows=filled.sampled, seed=SEED))
    return said


def table(ctx: ToolContext, changes: list[dict[str, Any]], *, dropping: bool = False) -> Table:
    rows = []
    for c in changes[:100]:
        if "mean_before" in c:
            figures = [c["mean_before"], c["mean_after"], c["sd_before"], c["sd_after"]]
            figures = [None if v is None else float(f"{v:.6g}") for v in figures]
        else:
            figures = [*(f"{shorten(str(t[0]), 20)} ({t[1]:,})" if t else None for t in (c["top_before"], c["top_after"])), None, None]
        rows.append([c["column"], c["missing"], *([] if dropping else [c["filled"], c["left"]]), *figures])
    return Table(heads(ctx.language, _DROP_HEADS if dropping else _HEADS), rows, ctx.say(_TITLE))


def examples(ctx: ToolContext, before: pd.DataFrame, after: pd.DataFrame, changes: list[dict[str, Any]]) -> list[Table]:
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
