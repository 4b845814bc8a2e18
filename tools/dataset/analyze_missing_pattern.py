from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from storage.profile import Column
from tools._context import ToolContext
from tools._registry import tool
from tools._result import Table, ToolResult
from tools._text import Text
from tools.dataset._association import correlation, cramers_v
from tools.dataset._pick import LEVEL_KINDS, NUMERIC_KINDS, pick
from tools.dataset._say import code, heads, join, number, percent, plain, shorten
from tools.dataset._values import levels, numbers

if TYPE_CHECKING:
    import pandas as pd

_MAX_LEVELS = 50
_MAX_COLUMNS = 60
_TIED = 0.1
_SHOWN = 20
_PER_LEVEL = 5

_NO_GAPS = Text(ko="{column} 열에는 빈 값이 없어요({rows}행).", en="{column} has no missing values ({rows} rows).")
_ALL_GAPS = Text(
    ko="{column} 열은 {rows}행이 모두 비어 있어서 볼 패턴이 없어요.", en="{column} is missing in all {rows} rows, so there is no pattern."
)
_SHARE = Text(ko="{column} 열은 {missing}행({share})이 비어 있어요.", en="{column} is missing in {missing} rows ({share}).")
_BY_LEVEL = Text(
    ko="{other} 값에 따라 크게 달라요: ‘{high}’에서는 {high_share}, ‘{low}’에서는 {low_share}가 비어 있어요.",
    en="It depends on {other}: {high_share} missing for “{high}” but {low_share} for “{low}”.",
)
_BY_NUMBER = Text(
    ko="{other} 값과 관련이 있어요: 비어 있는 행의 평균은 {gap_mean}, 채워진 행의 평균은 {full_mean:예요}.",
    en="It goes with {other}, which averages {gap_mean} where it is missing and {full_mean} where it is present.",
)
_TOGETHER = Text(
    ko="{other:와} 함께 비는 일이 많아요(둘 다 빈 행 {both}건).",
    en="It tends to be missing together with {other} ({both} rows lack both).",
)
_NO_PATTERN = Text(
    ko="다른 열과 뚜렷한 관련은 보이지 않아요. 이 데이터로만 보면 무작위로 빈 것과 다르지 않아요.",
    en="It shows no clear tie to any other column; judging by this data alone, the gaps could be random.",
)
_HEADS = Text(ko="열|관련 세기(0~1)|보는 방법", en="column|strength (0-1)|how")
_HOWS = {
    "together": Text(ko="함께 비는지", en="missing together"),
    "levels": Text(ko="값에 따라 빈 비율이 다른지", en="share missing by value"),
    "numbers": Text(ko="빈 행에서 크기가 다른지", en="size where missing"),
}
_SAY = {"together": _TOGETHER, "levels": _BY_LEVEL, "numbers": _BY_NUMBER}
_TITLE = Text(ko="{column} 결측과 관련된 열", en="What goes with gaps in {column}")


@tool(title=Text(ko="결측 패턴을 살펴보는 중", en="looking at where values are missing"), needs_dataset=True)
def analyze_missing_pattern(
    column: Annotated[str, Field(description="Column with missing values, e.g. CCTV설치대수")], *, ctx: ToolContext
) -> ToolResult:
    """Why a column may be missing: whether its gaps go with other columns' values or with their gaps ("왜 비어 있어?", "missing pattern").

    Compares rows where it is missing with rows where it is present, column by column, and names the strongest ties.
    """
    picked = pick(ctx, column)
    profile = ctx.need_dataset().profile
    others = [c for c in profile.columns if c.name != picked.name and _usable(c)][:_MAX_COLUMNS]
    frame = ctx.frame([picked.name, *(c.name for c in others)]).reset_index(drop=True)
    gap = frame[picked.name].isna()
    missing, rows = int(gap.sum()), len(frame)
    data: dict[str, Any] = {"column": picked.name, "rows": rows, "missing": missing, "share": missing / rows if rows else None, "ties": []}
    said = {"column": picked.shown, "rows": number(rows), "missing": number(missing), "share": percent(missing, rows)}
    if missing in (0, rows):
        return ToolResult(join(picked.note, ctx.say(_ALL_GAPS if missing else _NO_GAPS, **said)), data)
    ties = [tie for c in others for tie in _ties(c, frame[c.name], gap)]
    ties.sort(key=lambda t: -t["strength"])
    data["ties"] = ties
    data["definition"] = (
        "strength: |phi| of the two gaps (together), Cramér's V of gap by value (levels), |point-biserial r| (numbers); tied from 0.1 on"
    )
    strong = _distinct([t for t in ties if t["strength"] >= _TIED])[:2]
    sentences = [_sentence(ctx, t) for t in strong] or [ctx.say(_NO_PATTERN)]
    table_rows = [[t["column"], round(t["strength"], 3), ctx.say(_HOWS[t["how"]])] for t in ties[:_SHOWN]]
    table = Table(heads(ctx.language, _HEADS), table_rows, ctx.say(_TITLE, column=picked.name))
    return ToolResult(join(picked.note, ctx.say(_SHARE, **said), *sentences), data, [table] if table_rows else [])


def _usable(column: Column) -> bool:
    return column.kind in NUMERIC_KINDS or column.missing > 0 or (column.kind in LEVEL_KINDS | {"text"} and column.unique <= _MAX_LEVELS)


def _ties(column: Column, series: pd.Series[Any], gap: pd.Series[bool]) -> list[dict[str, Any]]:
    """The ties of the gaps to one other column: to its own gaps, and to its values."""
    return [tie for tie in (_together(column, series, gap), _by_value(column, series, gap)) if tie is not None]


def _together(column: Column, series: pd.Series[Any], gap: pd.Series[bool]) -> dict[str, Any] | None:
    other = series.isna()
    phi, _ = correlation(gap.astype("int64"), other.astype("int64"))
    if phi is None or phi <= 0:
        return None
    return {"column": column.name, "how": "together", "strength": phi, "both": int((gap & other).sum())}


def _by_value(column: Column, series: pd.Series[Any], gap: pd.Series[bool]) -> dict[str, Any] | None:
    as_numbers = numbers(series) if column.kind in NUMERIC_KINDS and column.unique > 10 else None
    if as_numbers is not None:
        values, inside = as_numbers.values.astype("float64"), gap.loc[as_numbers.values.index]
        r, n = correlation(values, inside.astype("int64"))
        if r is None or not _enough(n, len(series)):
            return None
        means = {"gap_mean": float(values[inside].mean()), "full_mean": float(values[~inside].mean())}
        return {"column": column.name, "how": "numbers", "strength": abs(r), **means}
    if column.unique > _MAX_LEVELS:
        return None
    present = levels(series)
    pairs = present.groupby([present, gap.loc[present.index]], observed=True).size()
    strength = cramers_v(pairs)
    counts = pairs.unstack(fill_value=0)
    if strength is None or not _enough(len(present), len(series)) or len(present) < _PER_LEVEL * len(counts):
        return None
    sizes = counts.sum(axis=1)
    shares = (counts[True] / sizes)[sizes >= min(_PER_LEVEL, sizes.max())]
    high: Any = shares.idxmax()
    low: Any = shares.idxmin()
    return {
        "column": column.name,
        "how": "levels",
        "strength": strength,
        "high": plain(high),
        "high_share": float(shares[high]),
        "low": plain(low),
        "low_share": float(shares[low]),
    }


def _enough(n: int, rows: int) -> bool:
    """A handful of rows ties everything to everything: at least 30, or half of a small dataset."""
    return n >= min(30, rows / 2)


def _distinct(ties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each column once, with its strongest tie."""
    return list({t["column"]: t for t in reversed(ties)}.values())[::-1]


def _sentence(ctx: ToolContext, tie: dict[str, Any]) -> str:
    said = {
        "other": code(tie["column"]),
        "both": number(tie.get("both")),
        "high": shorten(str(tie.get("high"))),
        "low": shorten(str(tie.get("low"))),
        "high_share": percent(tie.get("high_share", 0), 1),
        "low_share": percent(tie.get("low_share", 0), 1),
        "gap_mean": number(tie.get("gap_mean")),
        "full_mean": number(tie.get("full_mean")),
    }
    return ctx.say(_SAY[tie["how"]], **said)
