"""The answers of analyze_trend."""

from __future__ import annotations

import math
from typing import Any, Literal

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import Artifact, Table, ToolResult
from tools.dataset._calendar import label_of
from tools.dataset._pick import Picked
from tools.dataset._say import code, heads, join, number, percent, plain
from tools.statistics._outcome import decimals, p_text
from tools.time import _words as words
from tools.time._series import PER_YEAR, UNITS, Operation, Series, Unit, label, read_series, rows_of
from tools.time._stats import decompose, rate_change, strength, trend_of

_LISTED = 99


def _table(ctx: ToolContext, series: Series, extra: dict[str, Any] | None = None) -> Table:
    """The newest periods, the newest last."""
    more = extra or {}
    rows = []
    for i, row in list(enumerate(rows_of(series)))[-60:]:
        rows.append([row["period"], _rounded(row["value"]), row["n"], *(_rounded(plain(float(v[i]))) for v in more.values())])
    return Table([*heads(ctx.language, words.SERIES_HEADS, name=series.name(ctx)), *more], rows, "")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _picture(name: str, png: bytes, title: str, said: str) -> Artifact:
    return Artifact(f"{name}.png", "image/png", f"{title}. {said}"[:1900], png)


def _source(ctx: ToolContext, series: Series) -> str:
    return ctx.say(words.SOURCE, source=ctx.source, n=number(series.n))


def trend(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, unit: Unit | None, _window: int, notes: list[str]
) -> ToolResult:
    """A straight line through the series, seasons held constant where there are two years of them. Raises Refused."""
    import numpy as np

    series = read_series(ctx, picked, value, operation, unit, lambda days: "month" if days >= 730 else "week" if days >= 84 else "day")
    y = series.values.to_numpy()
    if (~np.isnan(y)).sum() < 6:
        raise Refused("too_few_periods", words.FEW_PERIODS, n=int((~np.isnan(y)).sum()), unit=ctx.say(UNITS[series.unit]), least=6)
    seasons = _seasons_of(series)
    found = trend_of(y, seasons)
    year = PER_YEAR[series.unit]
    mean = float(np.nanmean(y))
    fitted = mean + found.slope * (np.arange(len(y)) - (len(y) - 1) / 2)
    direction = words.FLAT if found.low <= 0 <= found.high else words.UP if found.slope > 0 else words.DOWN
    share = percent(abs(found.slope) * year, abs(mean)) if mean else "-"
    span = {"first": label(series.values.index[0], series.unit), "last": label(series.values.index[-1], series.unit)}
    said = ctx.say(
        direction, name=series.name(ctx), unit=ctx.say(UNITS[series.unit]), slope=decimals(found.slope), low=decimals(found.low),
        high=decimals(found.high), year=decimals(found.slope * year), share=share, p=p_text(found.p), n=len(y), **span,
    )  # fmt: skip
    text = join(
        *notes, said, ctx.say(words.HELD if found.seasonal else words.NOT_HELD), ctx.say(words.TREND_MEANING), *series.notes(ctx),
    )  # fmt: skip
    data = {
        **series.facts(), "slope": found.slope, "slope_error": plain(found.error), "interval": [plain(found.low), plain(found.high)], "level": 0.95,
        "p": plain(found.p), "slope_per_year": found.slope * year, "mean": mean, "theil_sen_slope": found.theil_sen, "hac_lags": found.lags,
        "seasons_held_constant": found.seasonal, "series": rows_of(series)[-2000:],
        "definition": "OLS on the number of the period (and a dummy a month, quarter or weekday where two cycles are there); Newey-West errors with "
        "floor(4(n/100)^(2/9)) lags, t interval; Theil-Sen: median of all slopes",
    }  # fmt: skip
    from tools.time._pictures import line

    title = ctx.say(words.TREND_TITLE, name=series.name(ctx), unit=ctx.say(words.BY[series.unit]))
    labels = [label(p, series.unit) for p in series.values.index]
    names = (series.name(ctx), ctx.say(words.LINE))
    png = line(labels, y, fitted, names, series.name(ctx), title, (_source(ctx, series),), ctx.language)
    return ToolResult(text, data, [_table(ctx, series)], [_picture("trend", png, title, said)])


def _seasons_of(series: Series) -> Any:
    """The number of each period's season, or None where there are not two cycles of them."""
    index: Any = series.values.index
    season: Any = (
        {"month": index.month, "quarter": index.quarter, "day": index.dayofweek}.get(series.unit) if series.unit in words.CYCLES else None
    )
    if season is None or len(index) < 2 * words.CYCLES[series.unit] + 3:
        return None
    return season.to_numpy()


def seasonal(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, unit: Unit | None, _window: int, notes: list[str]
) -> ToolResult:
    """What repeats every year (by month or quarter) or week (by day), by STL. Raises Refused."""
    import numpy as np
    from scipy import stats

    series = read_series(ctx, picked, value, operation, unit, lambda days: "month" if days >= 770 else "day")
    cycle = words.CYCLES.get(series.unit)
    if cycle is None or len(series.values) < 2 * cycle:
        have, need = len(series.values), 2 * (cycle or 12)
        raise Refused("too_few_cycles", words.FEW_CYCLES, n=have, unit=ctx.say(UNITS[series.unit]), least=need)
    y = series.values.to_numpy()
    holes = int(np.isnan(y).sum())
    if holes > 0.1 * len(y):
        raise Refused("gaps", words.GAPS, n=holes, of=len(y), unit=ctx.say(UNITS[series.unit]))
    y = series.values.interpolate(limit_direction="both").to_numpy()
    long = series.unit in ("month", "quarter") and series.additive
    if long:  # a February is no calm month only because it is short
        y = y / np.array([p.days_in_month if series.unit == "month" else (p.end_time - p.start_time).days + 1 for p in series.values.index])
    level, repeated, rest = decompose(y, cycle)
    season = _season_numbers(series)
    index = {int(s): float(repeated[season == s].mean()) for s in np.unique(season)}
    f_s, f_t = strength(repeated, rest), strength(level, rest)
    groups = [(y - level)[season == s] for s in np.unique(season)]
    test = stats.kruskal(*groups) if any(len(np.unique(g)) > 1 for g in groups) else None
    middle = float(np.mean(level))
    kind: Literal["month", "weekday"] = "month" if series.unit == "month" else "weekday"
    names = {s: f"Q{s}" if series.unit == "quarter" else label_of(kind, s, ctx.language) for s in index}
    high, low = max(index, key=lambda s: index[s]), min(index, key=lambda s: index[s])
    word = next(text for floor, text in words.STRENGTHS if f_s >= floor)
    relative = middle > 0

    def shown(value: float) -> str:
        return f"{100 * value / middle:+.1f}%" if relative else f"{value:+.3g}"

    said = ctx.say(
        words.SEASONAL, name=series.name(ctx), cycle=ctx.say(words.CYCLE_NAMES[series.unit]), strength=decimals(f_s), word=ctx.say(word), high=names[high],
        high_value=shown(index[high]), low=names[low], low_value=shown(index[low]), p=p_text(float(test.pvalue)) if test else "p = –",
    )  # fmt: skip
    year_needs = ctx.say(words.WEEK_ONLY) if series.unit == "day" and unit is None else ""
    text = join(*notes, said, ctx.say(words.PER_DAY) if long else "", year_needs, ctx.say(words.SEASON_MEANING), *series.notes(ctx))
    data = {
        **series.facts(), "cycle": cycle, "per_day": long, "seasonal_strength": f_s, "trend_strength": f_t, "filled_gaps": holes,
        "seasons": [{"season": names[s], "index": index[s], "share": index[s] / middle if relative else None} for s in index],
        "kruskal_h": plain(float(test.statistic)) if test else None, "p": plain(float(test.pvalue)) if test else None,
        "series": [
            {"period": r["period"], "value": float(a), "trend": float(b), "seasonal": float(c), "rest": float(d), "n": r["n"]}
            for r, a, b, c, d in zip(rows_of(series), y, level, repeated, rest, strict=True)
        ][-2000:],
        "definition": "robust STL (statsmodels STL(y, period, robust=True)); strength = max(0, 1 - Var(rest) / Var(seasonal + rest)), Var with ddof=0; index: mean of the "
        "seasonal part by season; p: Kruskal-Wallis of value - trend by season, which takes neighbouring periods for independent",
    }  # fmt: skip
    from tools.time._pictures import seasons

    title = ctx.say(words.SEASON_TITLE, name=series.name(ctx), cycle=ctx.say(words.CYCLE_NAMES[series.unit]))
    unit_name = ctx.say(words.DAILY, name=series.name(ctx)) if long else series.name(ctx)
    bars = [100 * index[s] / middle if relative else index[s] for s in index]
    below = ctx.say(words.OFF_SHARE if relative else words.OFF)
    labels = [label(p, series.unit) for p in series.values.index]
    png = seasons(labels, y, level, list(names.values()), bars, (unit_name, below), title, (_source(ctx, series),), ctx.language)
    rows = [[names[s], round(index[s], 4), round(100 * index[s] / middle, 2) if relative else None] for s in index]
    table = Table(heads(ctx.language, words.SEASON_HEADS), rows, "")
    return ToolResult(text, data, [table], [_picture("seasonality", png, title, said)])


def _season_numbers(series: Series) -> Any:
    index: Any = series.values.index
    return {"month": index.month, "quarter": index.quarter, "day": index.dayofweek}[series.unit].to_numpy()


def moving(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, unit: Unit | None, window: int, notes: list[str]
) -> ToolResult:
    """The mean of each period and those just before it. Raises Refused."""
    series = read_series(ctx, picked, value, operation, unit, lambda days: "day", whole=False)
    if len(series.values) < window + 1:
        raise Refused("too_few_periods", words.FEW_PERIODS, n=len(series.values), unit=ctx.say(UNITS[series.unit]), least=window + 1)
    over = series.values.rolling(window, min_periods=window).mean()
    known = over.dropna()
    if known.empty:
        raise Refused("gaps", words.GAPS, n=int(series.values.isna().sum()), of=len(series.values), unit=ctx.say(UNITS[series.unit]))
    high, low = known.idxmax(), known.idxmin()
    said = ctx.say(
        words.MOVING, name=series.name(ctx), window=window, unit=ctx.say(UNITS[series.unit]), last=number(float(known.iloc[-1])),
        at=label(known.index[-1], series.unit), high=number(float(known.max())), high_at=label(high, series.unit), low=number(float(known.min())),
        low_at=label(low, series.unit),
    )  # fmt: skip
    text = join(*notes, said, ctx.say(words.MOVING_MEANING, window=window, unit=ctx.say(UNITS[series.unit])), *series.notes(ctx))
    rows = [{**row, "moving_average": plain(float(v))} for row, v in zip(rows_of(series), over, strict=True)]
    data = {
        **series.facts(), "window": window, "series": rows[-2000:],
        "definition": "mean of a period and the window - 1 before it; none where one of them is missing; periods without rows count 0 for counts and sums",
    }  # fmt: skip
    from tools.time._pictures import line

    title = ctx.say(words.MOVING_TITLE, name=series.name(ctx), window=window, unit=ctx.say(UNITS[series.unit]))
    labels = [label(p, series.unit) for p in series.values.index]
    names = (series.name(ctx), ctx.say(words.AVERAGE, window=window, unit=ctx.say(UNITS[series.unit])))
    png = line(labels, series.values.to_numpy(), over.to_numpy(), names, series.name(ctx), title, (_source(ctx, series),), ctx.language)
    return ToolResult(text, data, [_table(ctx, series, {names[1]: over.to_numpy()})], [_picture("moving_average", png, title, said)])


def year_on_year(
    ctx: ToolContext, picked: Picked, value: Picked | None, operation: Operation | None, _unit: Unit | None, _window: int, notes: list[str]
) -> ToolResult:
    """Each year beside the one before, over the same months. Raises Refused for a single year."""
    series = read_series(ctx, picked, value, operation, "month", None)
    months = series.values
    newest = int(months.index[-1].year)
    shared = sorted({int(p.month) for p in months.index if p.year == newest} & {int(p.month) for p in months.index if p.year == newest - 1})
    if not shared:
        raise Refused("one_year", words.ONE_YEAR, column=picked.shown, year=newest)
    by = {(int(p.year), int(p.month)): (float(v), int(n)) for p, v, n in zip(months.index, months, series.counts, strict=True)}
    years = sorted({y for y, _ in by})
    totals = {y: _total([by[y, m] for m in shared if (y, m) in by], series) for y in years if all((y, m) in by for m in shared)}
    pairs = [(y, totals[y - 1], totals[y]) for y in totals if y - 1 in totals]
    changes: list[dict[str, Any]] = []
    for y, a, b in pairs:
        ratio = rate_change(a, b) if series.operation == "count" else None
        change: dict[str, Any] = {"year": y, "value": b, "before": a, "difference": b - a, "change": (b - a) / a if a else None}
        changes.append(change | ({"interval": [ratio[1] - 1, ratio[2] - 1]} if ratio else {}))
    last = changes[-1]
    interval = (
        ctx.say(words.CHANGE_INTERVAL, low=_signed(last["interval"][0]), high=_signed(last["interval"][1])) if "interval" in last else ""
    )
    whole = len(shared) == 12
    said = ctx.say(
        words.YEAR_ON_YEAR, year=newest, before=newest - 1, name=series.name(ctx), now=number(last["value"]), then=number(last["before"]),
        change=_signed(last["change"]) if last["change"] is not None else "–", interval=interval,
    )  # fmt: skip
    by_month = [
        {"month": m, "before": by[newest - 1, m][0], "value": by[newest, m][0], "change": by[newest, m][0] / by[newest - 1, m][0] - 1 if by[newest - 1, m][0] else None}
        for m in shared
    ]  # fmt: skip
    for row in by_month:
        row |= {k: plain(v) for k, v in row.items()}
    changed = [r for r in by_month if r["change"] is not None]
    most = max(changed, key=lambda r: abs(r["change"] or 0), default=None)
    names = {m: label_of("month", m, ctx.language) for m in range(1, 13)}
    farthest = ctx.say(words.MOST_CHANGED, month=names[int(most["month"] or 1)], change=_signed(most["change"] or 0.0)) if most else ""
    same = "" if whole else ctx.say(words.SAME_MONTHS, months=", ".join(names[m] for m in shared))
    meaning = words.COUNT_MEANING if series.operation == "count" else words.YEAR_MEANING
    text = join(*notes, said, farthest, same, ctx.say(meaning), *series.notes(ctx))
    data = {
        **series.facts(), "months": shared, "years": [{"year": y, "value": plain(v)} for y, v in totals.items()],
        "changes": [{k: plain(v) if not isinstance(v, list) else v for k, v in c.items()} for c in changes], "by_month": by_month,
        "definition": "years compared over the months that both of the last two have in full; means weighted by rows; interval of a count: ratio of two Poisson counts, "
        "exp(log ratio ± 1.96 sqrt(1/a + 1/b)) - 1",
    }  # fmt: skip
    from tools.time._pictures import years as drawn

    title = ctx.say(words.YEAR_TITLE, name=series.name(ctx))
    lines = [(str(y), [plain(by[y, m][0]) if (y, m) in by else None for m in range(1, 13)]) for y in years[-4:]]
    short = [str(m) for m in range(1, 13)] if ctx.language == "ko" else [names[m][:3] for m in range(1, 13)]
    png = drawn(short, lines, series.name(ctx), title, (ctx.say(words.MONTHS), _source(ctx, series)), ctx.language)
    rows = [
        [c["year"], _rounded(c["before"]), _rounded(c["value"]), None if c["change"] is None else round(100 * c["change"], 2)]
        for c in changes
    ][-20:]
    tables = [
        Table(heads(ctx.language, words.YEAR_HEADS), rows, series.name(ctx)),
        Table(
            heads(ctx.language, words.MONTH_HEADS, before=newest - 1, year=newest),
            [[names[int(r["month"] or 1)], r["before"], r["value"], None if r["change"] is None else round(100 * r["change"], 2)] for r in by_month], "",
        ),
    ]  # fmt: skip
    return ToolResult(text, data, tables, [_picture("year_on_year", png, title, said)])


def _total(found: list[tuple[float, int]], series: Series) -> float:
    """Of several months: the sum of counts and sums, the mean weighted by rows; of medians and the like their plain mean."""
    if series.additive:
        return sum(v for v, _ in found)
    known = [(v, n) for v, n in found if not math.isnan(v)]
    if not known:
        return float("nan")
    if series.operation in ("min", "max"):
        return (min if series.operation == "min" else max)(v for v, _ in known)
    weights = [n if series.operation == "mean" else 1 for _, n in known]
    return sum(v * w for (v, _), w in zip(known, weights, strict=True)) / sum(weights)


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}%"


__all__ = ["code", "moving", "seasonal", "trend", "year_on_year"]
