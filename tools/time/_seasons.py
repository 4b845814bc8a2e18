"""The answer of analyze_trend about what repeats every year or week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Artifact, Table, ToolResult
from tools.dataset._calendar import label_of
from tools.dataset._pick import Picked
from tools.dataset._say import heads, join, plain
from tools.statistics._outcome import decimals, p_text
from tools.time import _words as words
from tools.time._series import UNITS, Operation, Series, Unit, label, picture_of, read_series, rows_of, source_of
from tools.time._stats import decompose, strength

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SEASON = {"month": "month", "quarter": "quarter", "day": "day_of_week"}  # attribute of a PeriodIndex, by unit
_DEFINITION = (
    "robust STL (statsmodels STL(y, period, robust=True)); strength = max(0, 1 - Var(rest) / Var(seasonal + rest)), Var with ddof=0; index: mean of the "
    "seasonal part by season; p: Kruskal-Wallis of value - trend by season, which takes neighbouring periods for independent"
)


@dataclass(frozen=True, slots=True)
class Seasons:
    """A series taken apart: `y` = `level` + `repeated` + `rest`. `index` is how far each season (by its number) lies from the trend.

    `daily`: y is a daily mean, so that February is no calm month only because it is short. `holes` periods were interpolated.
    """

    cycle: int
    y: NDArray[Any]
    level: NDArray[Any]
    repeated: NDArray[Any]
    rest: NDArray[Any]
    index: dict[int, float]
    seasonal: float
    trend: float
    h: float | None
    p: float | None
    holes: int
    daily: bool

    @property
    def middle(self) -> float | None:
        """The usual level that a season is told as a share of; None where it is not above 0."""
        mean = float(self.level.mean())
        return mean if mean > 0 else None


def seasonal(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, unit: Unit | None, _window: int, notes: list[str]
) -> ToolResult:
    """What repeats every year (by month or quarter) or week (by day), by STL. Raises Refused."""
    series = read_series(ctx, picked, value, operation, unit, lambda days: "month" if days >= 770 else "day")
    found = _take_apart(ctx, series)
    names = _names(ctx, series, found)
    said = _said(ctx, series, found, names)
    year_needs = ctx.say(words.WEEK_ONLY) if series.unit == "day" and unit is None else ""
    daily = ctx.say(words.PER_DAY) if found.daily else ""
    text = join(*notes, said, daily, year_needs, ctx.say(words.SEASON_MEANING), *series.notes(ctx))
    rows = [[names[s], round(v, 4), round(100 * v / found.middle, 2) if found.middle else None] for s, v in found.index.items()]
    table = Table(heads(ctx.language, words.SEASON_HEADS), rows, "")
    return ToolResult(text, _facts(series, found, names), [table], [_picture(ctx, series, found, names, said)])


def _take_apart(ctx: ToolContext, series: Series) -> Seasons:
    """Raises Refused where there are not two cycles, or too many periods without a value."""
    import numpy as np
    from scipy import stats

    cycle, unit = words.CYCLES.get(series.unit), ctx.say(UNITS[series.unit])
    if cycle is None or len(series.values) < 2 * cycle:
        raise Refused("too_few_cycles", words.FEW_CYCLES, n=len(series.values), unit=unit, least=2 * (cycle or 12))
    holes = int(series.values.isna().sum())
    if holes > 0.1 * len(series.values):
        raise Refused("gaps", words.GAPS, n=holes, of=len(series.values), unit=unit)
    y = series.values.interpolate(limit_direction="both").to_numpy()
    daily = series.unit in ("month", "quarter") and series.additive
    if daily:
        y = y / np.array([(p.end_time - p.start_time).days + 1 for p in series.values.index])
    level, repeated, rest = decompose(y, cycle)
    season = season_numbers(series)
    kinds = np.unique(season)
    groups = [(y - level)[season == s] for s in kinds]
    test = stats.kruskal(*groups) if any(len(np.unique(g)) > 1 for g in groups) else None
    return Seasons(
        cycle=cycle, y=y, level=level, repeated=repeated, rest=rest, index={int(s): float(repeated[season == s].mean()) for s in kinds},
        seasonal=strength(repeated, rest), trend=strength(level, rest), h=plain(float(test.statistic)) if test else None,
        p=plain(float(test.pvalue)) if test else None, holes=holes, daily=daily,
    )  # fmt: skip


def season_numbers(series: Series) -> Any:
    """The number of each period's season: month 1-12, quarter 1-4, weekday 0-6."""
    index: Any = series.values.index
    return getattr(index, _SEASON[series.unit]).to_numpy()


def _names(ctx: ToolContext, series: Series, found: Seasons) -> dict[int, str]:
    kind: Literal["month", "weekday"] = "month" if series.unit == "month" else "weekday"
    return {s: f"Q{s}" if series.unit == "quarter" else label_of(kind, s, ctx.language) for s in found.index}


def _said(ctx: ToolContext, series: Series, found: Seasons, names: dict[int, str]) -> str:
    index, middle = found.index, found.middle
    high, low = max(index, key=lambda s: index[s]), min(index, key=lambda s: index[s])

    def shown(value: float) -> str:
        return f"{100 * value / middle:+.1f}%" if middle else f"{value:+.3g}"

    return ctx.say(
        words.SEASONAL, name=series.name(ctx), cycle=ctx.say(words.CYCLE_NAMES[series.unit]), strength=decimals(found.seasonal),
        word=ctx.say(next(text for floor, text in words.STRENGTHS if found.seasonal >= floor)), high=names[high], high_value=shown(index[high]),
        low=names[low], low_value=shown(index[low]), p=p_text(found.p) if found.p is not None else "p = –",
    )  # fmt: skip


def _facts(series: Series, found: Seasons, names: dict[int, str]) -> dict[str, Any]:
    parts = zip(rows_of(series), found.y, found.level, found.repeated, found.rest, strict=True)
    return {
        **series.facts(), "cycle": found.cycle, "per_day": found.daily, "seasonal_strength": found.seasonal, "trend_strength": found.trend,
        "filled_gaps": found.holes,
        "seasons": [{"season": names[s], "index": v, "share": v / found.middle if found.middle else None} for s, v in found.index.items()],
        "kruskal_h": found.h, "p": found.p,
        "series": [
            {"period": r["period"], "value": float(a), "trend": float(b), "seasonal": float(c), "rest": float(d), "n": r["n"]} for r, a, b, c, d in parts
        ][-2000:],
        "definition": _DEFINITION,
    }  # fmt: skip


def _picture(ctx: ToolContext, series: Series, found: Seasons, names: dict[int, str], said: str) -> Artifact:
    from tools.time._pictures import seasons

    title = ctx.say(words.SEASON_TITLE, name=series.name(ctx), cycle=ctx.say(words.CYCLE_NAMES[series.unit]))
    above = ctx.say(words.DAILY, name=series.name(ctx)) if found.daily else series.name(ctx)
    below = ctx.say(words.OFF_SHARE if found.middle else words.OFF)
    bars = [100 * v / found.middle if found.middle else v for v in found.index.values()]
    labels = [label(p, series.unit) for p in series.values.index]
    short = [name if ctx.language == "ko" else name[:3] for name in names.values()]
    png = seasons(labels, found.y, found.level, short, bars, (above, below), title, (source_of(ctx, series),), ctx.language)
    return picture_of("seasonality", png, title, said)
